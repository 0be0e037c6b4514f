//! Reads a topology from its file.

mod resolve;
mod written;

use ron::extensions::Extensions;

use super::{FileError, Problem, Topology};

/// The format that this program reads and writes.
pub const FORMAT: u32 = 1;

/// Reads a topology from RON.
///
/// # Errors
/// The first error of syntax, or else every error of meaning, each with its place in the file.
pub fn parse(name: &str, text: &str) -> Result<Topology, FileError> {
    let failed = |problems| FileError { file: name.to_owned(), problems };
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let written: written::File = options.from_str(text).map_err(|error| {
        let at = error.span.start;
        let line = text.lines().nth(at.line.saturating_sub(1)).unwrap_or_default();
        failed(vec![Problem {
            line: at.line,
            column: at.col,
            source: line.to_owned(),
            message: format!("{}.", error.code),
            hint: String::new(),
        }])
    })?;
    resolve::resolve(written, text).map_err(failed)
}
