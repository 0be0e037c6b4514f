//! Short answers with the verdict that people give them: what a rubric is tried out on.

use crate::requirement::Verdict;
use crate::text::written::Written;
use crate::topology::FileError;

use super::source::{Source, read};

/// A short answer to one question, with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The verdict that it deserves.
    pub verdict: Verdict,
    /// What it says.
    pub text: String,
    /// The line of the file that it begins at, counted from 1; 0 where it is written with escapes.
    pub line: usize,
}

/// Reads a list of short answers: `[(met, "..."), (partial, "...")]`.
///
/// # Errors
/// The first thing that is wrong with the file, with its place.
pub fn samples(source: Source<'_>) -> Result<Vec<Sample>, FileError> {
    let written: Vec<(Verdict, Written)> = read(source)?;
    let line = |text: &Written| {
        text.offset(source.text).map_or(0, |offset| source.text[..offset].matches('\n').count() + 1)
    };
    Ok(written
        .into_iter()
        .map(|(verdict, text)| Sample { verdict, line: line(&text), text: text.text })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_with_their_lines() {
        let text =
            "// Ours.\n[\n    (met, \"One.\"),\n\n    (missing, \"Two\\n.\"),\n    (partial, \"Three.\"),\n]";
        let read = samples(Source { name: "x.ron", text }).unwrap();
        let lines: Vec<(Verdict, usize)> = read.iter().map(|sample| (sample.verdict, sample.line)).collect();
        assert_eq!(lines, [(Verdict::Met, 3), (Verdict::Missing, 0), (Verdict::Partial, 6)]);
        assert_eq!((read[0].text.as_str(), read[1].text.as_str()), ("One.", "Two\n."));
    }

    #[test]
    fn what_is_wrong_is_shown_at_its_place() {
        let error = samples(Source { name: "x.ron", text: "[\n    (maybe, \"One.\"),\n]" }).unwrap_err();
        assert!(error.to_string().contains("x.ron:2:6"), "{error}");
    }
}
