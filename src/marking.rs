//! Free-text answers marked against a rubric, with evidence.
//!
//! A rubric (`quizzes/rubrics/*.ron`) says which points a good answer makes, each in several phrasings, and a lexicon
//! (`quizzes/lexicon.ron`) says which words mean the same. Everything comes in as text; nothing here reads a disk.
//!
//! An answer goes through these stages, each a module:
//!
//! | stage | what it does |
//! |---|---|
//! | `clean` | takes markup out without moving a byte |
//! | `outline` | finds labels, statements and which stands under which |
//! | `reading` | makes tokens of them, corrects slips, marks what is copied from the question |
//! | `find`, `pattern` | finds phrasings, written in a small language, among the tokens |
//! | `negation`, `subject` | say whether a place is denied, and what it is about |
//! | `judge`, `verdict` | gather the points made, and weigh them |

mod clean;
mod compile;
mod find;
mod judge;
mod language;
mod lexicon;
mod marked;
mod negation;
mod outline;
mod pattern;
mod reading;
mod rubric;
mod source;
mod subject;
mod verdict;
mod vocabulary;

pub use marked::{Evidence, Grade, Marked, Misconception, Status};
pub use rubric::{Rubric, Rubrics};
pub use source::Source;

use find::{Finder, MOST_TOKENS};
use judge::Judge;
use lexicon::Reader;
use reading::{Copied, Reading};

/// Marks the answer to one question. Words in runs of five that the answer copies from the question earn nothing.
#[must_use]
pub fn mark(rubric: &Rubric, answer: &str, question: Option<&str>) -> Marked {
    let lexicon = &*rubric.lexicon;
    let copied = Copied::new(question, rubric.body.task_words.iter().map(String::as_str));
    let reading = Reading::new(answer, lexicon, &copied);
    let mut tokens =
        question.map(|text| Reader::new(lexicon).tokens(text, 0..text.len())).unwrap_or_default();
    tokens.truncate(MOST_TOKENS);
    let context = question.map(|text| Finder::new(lexicon, text, &tokens));
    let judge = Judge::new(lexicon, &reading, context, true);
    judge.marks(&[rubric], |_| true).swap_remove(0)
}

/// Marks a document by every rubric of a task. Sections that a heading gives to another task are left out.
#[must_use]
pub fn grade_document(text: &str, task: u8, rubrics: &Rubrics) -> Grade {
    let lexicon = &*rubrics.lexicon;
    let asked: Vec<&Rubric> = rubrics.of_task(task).collect();
    let task_words = asked.iter().flat_map(|rubric| &rubric.body.task_words);
    let copied = Copied::new(asked.iter().map(|rubric| rubric.question()), task_words.map(String::as_str));
    let reading = Reading::new(text, lexicon, &copied);
    let status = language::status(&reading.text, lexicon);
    if status != Status::Ok {
        return Grade { status, marks: Vec::new() };
    }
    let judge = Judge::new(lexicon, &reading, None, false);
    let marks = judge.marks(&asked, |statement| reading.task_of(statement).is_none_or(|named| named == task));
    Grade { status, marks: asked.iter().map(|rubric| rubric.id().clone()).zip(marks).collect() }
}
