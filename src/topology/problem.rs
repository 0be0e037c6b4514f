//! What is wrong with a file: where, what, and what to write instead.

use std::fmt;

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
    /// The line itself; empty when the file as a whole is meant.
    pub source: String,
    /// What is wrong, as a full sentence.
    pub message: String,
    /// What to write instead, as a full sentence; empty when the message says it.
    pub hint: String,
}

impl Problem {
    /// A problem of the file as a whole.
    #[must_use]
    pub fn whole(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { line: 0, column: 0, source: String::new(), message: message.into(), hint: hint.into() }
    }

    /// A problem at a byte offset of the text.
    #[must_use]
    pub fn at(text: &str, offset: usize, message: impl Into<String>, hint: impl Into<String>) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
        let source = text[start..].lines().next().unwrap_or_default();
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: text[start..offset].chars().count() + 1,
            source: source.to_owned(),
            message: message.into(),
            hint: hint.into(),
        }
    }
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
            let before: String = self
                .source
                .chars()
                .take(self.column.saturating_sub(1))
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            write!(f, "\n {number} | {}\n {gap} | {before}^", self.source)?;
        }
        if !self.hint.is_empty() {
            write!(f, "\n   {}", self.hint)?;
        }
        Ok(())
    }
}
