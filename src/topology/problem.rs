//! What is wrong with a file: where, what, and what to write instead.

use std::fmt;

use crate::text;

/// Why a file is no topology: its first syntax error, or all its other errors at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The file's name as the reader knows it.
    pub file: String,
    /// What is wrong, in the order of the file; at least one.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// The column in characters, counted from 1; 0 when the file as a whole is meant.
    pub column: usize,
    /// The line itself, harmless for a terminal, a long one cut around the column; empty when the file as a
    /// whole is meant.
    pub source: String,
    /// The character of `source` that the caret points at, counted from 0.
    pub caret: usize,
    /// What is wrong, as a full sentence.
    pub message: String,
    /// What to write instead, as a full sentence; empty when the message says it.
    pub hint: String,
}

impl Problem {
    /// A problem of the file as a whole.
    #[must_use]
    pub fn whole(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (harmless(message), harmless(hint));
        Self { line: 0, column: 0, source: String::new(), caret: 0, message, hint }
    }

    /// A problem at a byte offset of the text.
    #[must_use]
    pub fn at(text: &str, offset: usize, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
        let before = text[start..offset].chars().count();
        let line = text[start..].lines().next().unwrap_or_default();
        let (source, caret) = window(line, before);
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: before + 1,
            source,
            caret,
            message: harmless(message),
            hint: harmless(hint),
        }
    }
}

/// The longest line that is shown whole, in characters.
const WIDEST: usize = 160;

/// The part of a line to show, and where in it the character stands that has so many before it.
fn window(line: &str, before: usize) -> (String, usize) {
    let show = |part: String| text::safe(&part.replace('\t', " ")).into_owned();
    if line.chars().nth(WIDEST).is_none() {
        return (show(line.to_owned()), before);
    }
    let skipped = before.saturating_sub(WIDEST / 2);
    let mut rest = line.chars().skip(skipped);
    let part: String = rest.by_ref().take(WIDEST).collect();
    let (head, tail) = (if skipped > 0 { "…" } else { "" }, if rest.next().is_some() { "…" } else { "" });
    (format!("{head}{}{tail}", show(part)), before - skipped + head.chars().count())
}

fn harmless(text: impl Into<String>) -> String {
    text::safe(&text.into()).into_owned()
}

impl std::error::Error for FileError {}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            if problem.line == 0 {
                write!(f, "{}: {problem}", self.file)?;
            } else {
                write!(f, "{}:{}:{}: {problem}", self.file, problem.line, problem.column)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.line > 0 {
            let number = self.line.to_string();
            let gap = " ".repeat(number.len());
            write!(f, "\n {number} | {}\n {gap} | {:caret$}^", self.source, "", caret = self.caret)?;
        }
        if !self.hint.is_empty() {
            write!(f, "\n   {}", self.hint)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_shows_its_line_and_points_at_its_place() {
        let text = "one\ntwo\té three\n";
        let problem = Problem::at(text, text.find("three").expect("it is there"), "Wrong.", "Mend it.");
        assert_eq!((problem.line, problem.column), (2, 7));
        assert_eq!(problem.to_string(), "Wrong.\n 2 | two é three\n   |       ^\n   Mend it.");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}X{}", "a".repeat(1000), "b".repeat(1000));
        let problem = Problem::at(&text, 1000, "Wrong.", "");
        assert_eq!(problem.column, 1001);
        assert_eq!(problem.source.chars().nth(problem.caret), Some('X'));
        assert!(problem.source.chars().count() <= WIDEST + 2 && problem.source.starts_with('…'));
    }

    #[test]
    fn a_problem_cannot_steer_the_terminal() {
        let problem = Problem::at("a\u{1b}[2Jb", 5, "It says \u{1b}[2J.", "\u{202e}");
        assert!(!problem.to_string().contains(['\u{1b}', '\u{202e}']));
    }

    #[test]
    fn an_offset_beyond_the_text_or_inside_a_character_is_moved() {
        assert_eq!(Problem::at("é", 1, "", "").column, 1);
        assert_eq!(Problem::at("é\n", 99, "", "").line, 2);
    }
}
