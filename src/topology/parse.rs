//! Reads a topology from its file, and says everything that is wrong with one.

mod cluster;
mod item;
mod reader;

use super::source::Piece;
use super::{FileError, Problem, Topology};

/// The format that this program reads and writes.
pub const FORMAT: u32 = 1;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 4 * 1024 * 1024;

/// Reads a topology from RON; `name` is the file's name for messages.
///
/// # Errors
/// The first error of syntax, or else every other error at once (at most a hundred are shown), in the order of the file.
pub fn parse(name: &str, text: &str) -> Result<Topology, FileError> {
    let failed = |problems| FileError { file: name.to_owned(), problems };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(failed(vec![empty()]));
    }
    if text.len() > LARGEST_FILE {
        return Err(failed(vec![too_large(text.len())]));
    }
    let piece = Piece::whole(text).map_err(|error| failed(vec![Problem::syntax(text, 0, &error)]))?;
    reader::read(text, piece).map_err(failed)
}

/// Takes a file's bytes for text, for [`parse`].
///
/// # Errors
/// The file is empty, larger than [`LARGEST_FILE`], or no UTF-8 text; the message says at which byte.
pub fn decode<'b>(name: &str, bytes: &'b [u8]) -> Result<&'b str, FileError> {
    let failed = |problem| FileError { file: name.to_owned(), problems: vec![problem] };
    if bytes.len() > LARGEST_FILE {
        return Err(failed(too_large(bytes.len())));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(failed(empty()));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = "The file is UTF-16 text, and spof reads UTF-8.";
        return Err(failed(Problem::whole(message, "Save it again with the encoding UTF-8.")));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let message = format!("The file is no text: byte {} is zero.", at + 1);
        return Err(failed(Problem::whole(message, "Give spof a topology's file, which ends in `.ron`.")));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = bytes[..at].split(|byte| *byte == b'\n').count();
        let message =
            format!("The file is no UTF-8 text: byte {} (in line {line}) does not belong there.", at + 1);
        failed(Problem::whole(message, "Save it again with the encoding UTF-8."))
    })
}

fn empty() -> Problem {
    Problem::whole("The file is empty.", "A topology begins with `(format: 1)`; `spof lab` can make one.")
}

fn too_large(bytes: usize) -> Problem {
    let message = format!("The file has {bytes} bytes; spof reads at most {LARGEST_FILE} (4 MiB).");
    Problem::whole(message, "Check that it is a topology, and split it if it is.")
}
