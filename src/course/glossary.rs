//! The glossary: `lessons/glossary.md`, a title and then a section for each term.

use crate::markdown::{self, Block, BlockKind};
use crate::topology::{FileError, Problem};

/// A word of the trade, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word, as its heading has it.
    pub name: String,
    /// What it means.
    pub text: Vec<Block>,
}

/// Reads a glossary; the terms come back sorted by name.
pub(super) fn parse(name: &str, text: &str) -> Result<Vec<Term>, FileError> {
    let mut terms: Vec<Term> = Vec::new();
    let mut problems = Vec::new();
    let mut starts = Vec::new();
    let blocks = markdown::parse(text);
    let first = blocks.first().map_or(0, |block| block.range.start);
    for block in blocks {
        let start = block.range.start;
        match (&block.kind, terms.last_mut()) {
            (BlockKind::Heading { level: 2, spans }, _) => {
                let name = markdown::words(spans);
                if terms.iter().any(|term| term.name.eq_ignore_ascii_case(&name)) {
                    let message = format!("The term `{name}` is there twice.");
                    problems.push(Problem::at(text, start, message, "Make one section of the two."));
                }
                terms.push(Term { name, text: Vec::new() });
                starts.push(start);
            }
            (BlockKind::Heading { level: 1, .. }, _) if start > first => {
                let hint = "Begin each term with `## `.";
                problems.push(Problem::at(text, start, "A glossary has one title.", hint));
            }
            (_, Some(term)) => term.text.push(block),
            (_, None) => {}
        }
    }
    for (term, start) in terms.iter().zip(starts) {
        if term.text.is_empty() {
            let message = format!("The term `{}` says nothing.", term.name);
            problems.push(Problem::at(text, start, message, "Write what it means."));
        }
    }
    if problems.is_empty() {
        terms.sort_by_key(|term| term.name.to_lowercase());
        Ok(terms)
    } else {
        Err(FileError { file: name.to_owned(), problems })
    }
}
