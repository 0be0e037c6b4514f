//! An answer made ready to be marked: statements as tokens, with their labels, and what each is about.

use std::collections::HashSet;
use std::ops::Range;

use crate::text::words;

use super::clean::clean;
use super::find::{Finder, MOST_TOKENS};
use super::lexicon::{Class, Cut, Lexicon, Reader, Token};
use super::outline::{self, Outline};
use super::vocabulary::ConceptId;

/// How many words in a row must be the question's to count as copied.
const COPIED_RUN: usize = 5;
/// The same for the words of a task, which are quoted in short pieces.
const TASK_RUN: usize = 4;

/// An answer as the matcher sees it.
#[derive(Debug)]
pub(super) struct Reading {
    /// The text without its markup; every offset is that of the text as given.
    pub(super) text: String,
    pub(super) labels: Vec<Heading>,
    pub(super) statements: Vec<Statement>,
    /// For each label, the task in whose section it stands where the headings part the text by tasks.
    sections: Vec<Option<u8>>,
}

/// A label with its words.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) tokens: Vec<Token>,
    pub(super) outer: Option<usize>,
    /// Whether it names the page or a task, and so says nothing about a sentence.
    pub(super) title: bool,
    /// The task whose section it heads.
    pub(super) task: Option<u8>,
}

/// A sentence, or a part of a very long one.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) span: Range<usize>,
    pub(super) tokens: Vec<Token>,
    pub(super) label: Option<usize>,
    pub(super) block: usize,
    pub(super) naming: bool,
    /// Whether it is a list of bare words, which states nothing.
    pub(super) keywords: bool,
}

impl Statement {
    /// This sentence and the next one of its paragraph as one, with the end of a clause between them; `None` when
    /// something stands between them, or when they are too long together.
    pub(super) fn join(&self, next: &Self) -> Option<Self> {
        let together = self.tokens.len() + next.tokens.len();
        let apart = self.label != next.label || self.block != next.block || self.naming || next.naming;
        if apart || self.tokens.is_empty() || next.tokens.is_empty() || together > MOST_TOKENS {
            return None;
        }
        let mut tokens = [self.tokens.as_slice(), &next.tokens].concat();
        tokens[self.tokens.len()].cut = Cut::Clause;
        let span = self.span.start..next.span.end;
        let keywords = self.keywords || next.keywords;
        Some(Self { span, tokens, label: self.label, block: self.block, naming: false, keywords })
    }
}

impl Reading {
    /// Reads an answer, and marks the words in it that are copied.
    pub(super) fn new(text: &str, lexicon: &Lexicon, copied: &Copied) -> Self {
        let text = clean(text);
        let mut reader = Reader::new(lexicon);
        let Outline { labels, statements } = outline::outline(&text, lexicon, &mut reader);
        let mut headings: Vec<Heading> = Vec::with_capacity(labels.len());
        for label in labels {
            let mut tokens = reader.tokens(&text, label.span);
            tokens.truncate(MOST_TOKENS);
            let task = if label.heading { task(lexicon, &text, &tokens) } else { None };
            headings.push(Heading { title: label.title || task.is_some(), tokens, outer: label.outer, task });
        }
        let mut read = Vec::with_capacity(statements.len());
        for statement in statements {
            let mut tokens = reader.tokens(&text, statement.span.clone());
            copied.mark(&text, &mut tokens);
            let keywords = is_keyword_list(&text, &tokens);
            for piece in tokens.chunks(MOST_TOKENS) {
                let whole = tokens.len() <= MOST_TOKENS;
                let span = if whole {
                    statement.span.clone()
                } else {
                    piece[0].span.start..piece[piece.len() - 1].span.end
                };
                read.push(Statement {
                    span,
                    tokens: piece.to_vec(),
                    label: statement.label,
                    block: statement.block,
                    naming: statement.naming,
                    keywords,
                });
            }
        }
        let sections = sections(&headings);
        Self { text, labels: headings, statements: read, sections }
    }

    /// The labels above a statement, nearest first, without titles.
    pub(super) fn labels_of(&self, statement: &Statement) -> impl Iterator<Item = usize> {
        let chain = std::iter::successors(statement.label, |label| self.labels[*label].outer);
        chain.filter(|label| !self.labels[*label].title)
    }

    /// The task whose section a statement stands in.
    pub(super) fn task_of(&self, statement: &Statement) -> Option<u8> {
        std::iter::successors(statement.label, |label| self.labels[*label].outer)
            .find_map(|label| self.labels[label].task)
            .or_else(|| self.sections[statement.label?])
    }

    /// Whether the headings name several tasks, so that each has a part of the text.
    pub(super) fn is_parted(&self) -> bool {
        self.sections.iter().any(Option::is_some)
    }
}

/// For each label the task that was named last, where headings name at least two: many write `## Description` below
/// `## Task 1` and mean a part of it. Where only one task is named, a heading of the same rank ends it.
fn sections(headings: &[Heading]) -> Vec<Option<u8>> {
    let mut named = headings.iter().filter_map(|heading| heading.task);
    let first = named.next();
    let parted = named.any(|task| Some(task) != first);
    let mut last = None;
    let section = |heading: &Heading| {
        last = heading.task.or(last);
        last.filter(|_| parted)
    };
    headings.iter().map(section).collect()
}

/// The task that a heading names: the only one, or the one that it begins with.
fn task(lexicon: &Lexicon, text: &str, tokens: &[Token]) -> Option<u8> {
    let finder = Finder::new(lexicon, text, tokens);
    let first = |concept: &ConceptId| finder.concept(*concept).iter().map(|hit| hit.from).min();
    let mut named: Vec<(usize, u8)> =
        lexicon.tasks.iter().filter_map(|(task, concept)| Some((first(concept)?, *task))).collect();
    named.sort_unstable();
    match named[..] {
        [(_, task)] => Some(task),
        [(0, task), (next, _), ..] if next > 0 => Some(task),
        _ => None,
    }
}

/// Runs of words that an answer may have copied.
#[derive(Debug, Default)]
pub(super) struct Copied {
    runs: HashSet<Vec<String>>,
}

impl Copied {
    /// The runs of questions and of the words of tasks.
    pub(super) fn new<'a>(
        questions: impl IntoIterator<Item = &'a str>,
        tasks: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut runs = HashSet::new();
        let questions = questions.into_iter().map(|text| (text, COPIED_RUN));
        for (text, run) in questions.chain(tasks.into_iter().map(|text| (text, TASK_RUN))) {
            let stems: Vec<String> = words::words(text).into_iter().map(|word| word.stem).collect();
            runs.extend(stems.windows(run).map(<[String]>::to_vec));
        }
        Self { runs }
    }

    fn mark(&self, text: &str, tokens: &mut [Token]) {
        if self.runs.is_empty() {
            return;
        }
        let stem = |token: &Token| words::stem(&words::fold(&text[token.span.clone()]));
        let stems: Vec<String> = tokens.iter().map(stem).collect();
        for run in [TASK_RUN, COPIED_RUN] {
            for (start, window) in stems.windows(run).enumerate() {
                // What goes on behind a colon is said by the learner.
                let parted = tokens[start + 1..start + run].iter().any(|token| token.cut == Cut::Clause);
                if !parted && self.runs.contains(window) {
                    tokens[start..start + run].iter_mut().for_each(|token| token.copied = true);
                }
            }
        }
    }
}

/// Whether a statement is only words in a row: several, without a verb and small words, or each set apart from the next.
/// One or two arrows or signs of equality say something of what stands around them, as a verb does; more are a drawing.
fn is_keyword_list(text: &str, tokens: &[Token]) -> bool {
    let between = |pair: &[Token]| &text[pair[0].span.end..pair[1].span.start];
    let relates = |pair: &&[Token]| ["=", "->", "→", "⇒"].iter().any(|sign| between(pair).contains(sign));
    if (1..=2).contains(&tokens.windows(2).filter(relates).count()) {
        return false;
    }
    let verb = tokens.iter().any(|token| token.class.is(Class::FINITE));
    let small = tokens.iter().filter(|token| token.class.is(Class::FUNCTION)).count();
    let pieces = 1 + tokens.iter().skip(1).filter(|token| token.breaks()).count();
    let words = tokens.len();
    // Where each word stands alone, no verb has a subject.
    let apart = words >= 6 && pieces == words;
    apart || !verb && (small == 0 && words >= 6 || words >= 4 && small * 8 <= words && pieces * 2 >= words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marking::fixture::lexicon;

    #[test]
    fn words_in_a_row_are_no_statement_and_what_is_related_is_one() {
        let lexicon = lexicon();
        let listed = |text: &str| is_keyword_list(text, &Reader::new(&lexicon).tokens(text, 0..text.len()));
        for list in [
            "nginx, http, page, static content",
            "server client network service web page",
            "a, serves, b, stores, c, keeps",
            "user -> nginx -> app -> database",
        ] {
            assert!(listed(list), "{list}");
        }
        for statement in [
            "nginx serves pages, files, data",
            "page = static content (nginx)",
            "watch health, load, errors -> alert people",
            "nginx for pages, files and data",
        ] {
            assert!(!listed(statement), "{statement}");
        }
    }
}
