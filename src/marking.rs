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
//!
//! `claim` holds what an answer says of the learner's own design against the engine; `measure` says how well marks agree with those of examiners.

mod claim;
mod clean;
mod compile;
mod find;
#[cfg(test)]
mod fixture;
mod judge;
mod language;
mod lexicon;
mod marked;
mod measure;
mod negation;
mod outline;
mod pattern;
mod reading;
mod rubric;
mod sample;
mod source;
mod subject;
mod task;
mod verdict;
mod vocabulary;

pub use claim::{Claim, claims};
pub use marked::{Evidence, Grade, Marked, Misconception, Status};
pub use measure::{Case, Measure, Spread};
pub use rubric::{Rubric, Rubrics};
pub use sample::{Sample, samples};
pub use source::Source;
pub use task::tasks;

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

/// Marks the answer to a rubric's own question, or says why it cannot be marked.
#[must_use]
pub fn grade_answer(text: &str, rubric: &Rubric) -> Grade {
    let status = language::status(text, &rubric.lexicon);
    let marks = match status {
        Status::Ok => vec![(rubric.id().clone(), mark(rubric, text, Some(rubric.question())))],
        _ => Vec::new(),
    };
    Grade { status, marks }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement::Verdict;

    fn marked(answer: &str) -> Marked {
        let rubrics = fixture::rubrics();
        let rubric = rubrics.find("t0.explain.web-server").unwrap();
        mark(rubric, answer, Some(rubric.question()))
    }

    #[test]
    fn evidence_is_the_sentence_and_the_words_of_the_answer_as_given() {
        let answer = "Nginx – oui – is fast. It  delivers *static content*, mostly.";
        let marked = marked(answer);
        assert_eq!(marked.verdict, Verdict::Met);
        let serves = marked.evidence.iter().find(|one| one.point == "serves").unwrap();
        assert_eq!(&answer[serves.start..serves.end], "It  delivers *static content*, mostly.");
        let words: Vec<&str> = serves.words.iter().map(|word| &answer[word.clone()]).collect();
        assert_eq!(words, ["delivers", "static", "content"]);
        assert_eq!(serves.phrasing, "<serve> .. <page>");
    }

    /// The verdict under the rubric of the tests with some of it replaced.
    fn changed(changes: &[(&str, &str)], answer: &str) -> Verdict {
        let change = |text: String, (from, to): &(&str, &str)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        };
        let text = changes.iter().fold(fixture::RUBRIC.to_owned(), change);
        let lexicon = Source { name: "lexicon.ron", text: fixture::LEXICON };
        let rubrics = Rubrics::parse(lexicon, [Source { name: "web.ron", text: &text }]).unwrap();
        let rubric = rubrics.find("t0.explain.web-server").unwrap();
        mark(rubric, answer, Some(rubric.question())).verdict
    }

    #[test]
    fn some_of_several_points_can_be_enough() {
        let enough = [
            ("partial: [[\"named\"]]", "partial: [[\"1 of\", \"named\", \"kept\"]]"),
            ("met: [[\"serves\"]]", "met: [[\"2 of\", \"serves\", \"named\", \"kept\"]]"),
            ("points: [", "points: [(id: \"kept\", say: [\"keep .. log\"]),"),
        ];
        assert_eq!(changed(&enough, "It serves pages."), Verdict::Missing);
        assert_eq!(changed(&enough, "It keeps a log."), Verdict::Partial);
        assert_eq!(changed(&enough, "It serves pages and keeps a log."), Verdict::Met);
        assert_eq!(changed(&enough, "It is nginx. It keeps a log."), Verdict::Met);
    }

    #[test]
    fn a_point_can_be_about_another_part() {
        let other = [("id: \"serves\",", "id: \"serves\", about: [\"database\"],")];
        assert_eq!(changed(&other, "The database serves pages."), Verdict::Met);
        assert_eq!(changed(&other, "The web server serves pages."), Verdict::Missing);
        assert_eq!(
            changed(&other, "It serves pages."),
            Verdict::Missing,
            "the question is not about the database"
        );
    }

    #[test]
    fn what_is_missing_is_told() {
        let marked = marked("It is nginx.");
        assert_eq!(
            (marked.verdict, &marked.missing[..]),
            (Verdict::Partial, &["Say that it serves pages.".to_owned()][..])
        );
    }

    #[test]
    fn a_mistake_holds_the_verdict_back_and_is_explained() {
        let answer = "It serves pages. It stores the data.";
        let marked = marked(answer);
        assert_eq!(marked.verdict, Verdict::Partial);
        let mistake = &marked.misconceptions[0];
        assert_eq!(&answer[mistake.start..mistake.end], "It stores the data.");
        assert_eq!(mistake.message, "The database keeps the data.");
        assert!(marked.confidence < 0.7);
    }

    #[test]
    fn what_is_denied_or_said_of_another_part_does_not_count() {
        for answer in
            ["It does not serve pages.", "The database serves pages.", "Without nginx serving pages"]
        {
            assert_eq!(marked(answer).verdict, Verdict::Missing, "{answer}");
        }
        assert_eq!(marked("It not only serves pages.").verdict, Verdict::Met);
    }

    #[test]
    fn a_list_of_words_earns_nothing_and_is_told_so() {
        let marked = marked("nginx, http, page, serve, static content, request");
        assert_eq!(marked.verdict, Verdict::Missing);
        assert!(marked.note.starts_with("A list of words"), "{}", marked.note);
    }

    #[test]
    fn words_copied_from_the_question_earn_nothing() {
        let rubrics = fixture::rubrics();
        let rubric = rubrics.find("t0.explain.web-server").unwrap();
        let question = "How does it serve pages to all these users?";
        assert_eq!(
            mark(rubric, "It serves pages to all these users.", Some(question)).verdict,
            Verdict::Missing
        );
        assert_eq!(mark(rubric, "It serves pages to all these users.", None).verdict, Verdict::Met);
    }

    #[test]
    fn a_point_may_be_made_in_two_sentences_of_one_paragraph() {
        let wide = [("<serve> .. <page>", "<serve> ... <page>")];
        let two = "It delivers in no time. What comes are pages.";
        assert_eq!(changed(&wide, two), Verdict::Met);
        assert_eq!(
            changed(&[], two),
            Verdict::Missing,
            "only a gap of any length may hold the end of a sentence"
        );
        assert_eq!(changed(&wide, &two.replace(". ", ".\n\n")), Verdict::Missing);
        let far =
            format!("It delivers in no time. {}pages come.", "One more word stands here, and ".repeat(4));
        assert_eq!(changed(&wide, &far), Verdict::Missing);
    }

    #[test]
    fn sections_of_other_tasks_are_left_out() {
        let rubrics = fixture::rubrics();
        let verdict = |text: &str| grade_document(text, 0, &rubrics).marks[0].1.verdict;
        assert_eq!(verdict("## Task 1\n\nThe web server serves pages."), Verdict::Missing);
        assert_eq!(
            verdict("## Task 1\n\nMore.\n\n## Simple web stack\n\nThe web server serves pages."),
            Verdict::Met
        );
    }

    #[test]
    fn where_headings_name_several_tasks_a_heading_of_the_same_rank_ends_none() {
        let rubrics = fixture::rubrics();
        let verdict = |text: &str| grade_document(text, 0, &rubrics).marks[0].1.verdict;
        let parted = "## Simple web stack\n\nOne.\n\n## Task 1\n\nTwo.\n\n## Description\n\nThe web server serves pages.";
        assert_eq!(verdict(parted), Verdict::Missing);
        assert_eq!(verdict(&parted.replace("## Simple web stack\n\nOne.\n\n", "")), Verdict::Met);
    }

    #[test]
    fn a_slip_is_understood() {
        assert_eq!(marked("It delviers sttaic pages.").verdict, Verdict::Met);
        assert_eq!(marked("It severs pages.").verdict, Verdict::Missing);
    }
}
