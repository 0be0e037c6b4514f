//! Text on a grid and in words: width, wrapping, safety, search. Knows nothing of topologies.

mod closest;
pub mod figure;
pub mod prose;
mod search;
pub mod spelling;
mod width;
pub mod words;
mod wrap;
pub mod written;

use std::borrow::Cow;

pub use closest::closest;
pub use search::rank;
pub use width::{cells, clip, width};
pub use wrap::wrap;

/// Makes one line of foreign text harmless for a terminal: control characters, also line ends and the
/// invisible ones that turn the direction of writing, become `�`.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_harmful) {
        text.chars().map(|c| if is_harmful(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
    } else {
        Cow::Borrowed(text)
    }
}

/// Makes foreign text of several lines harmless: as [`safe`], but line ends stay (all as `\n`, also the lone
/// carriage returns that terminals send for them when text is pasted) and a tab becomes four spaces.
#[must_use]
pub fn safe_block(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_harmful(c) && c != '\n') {
        return Cow::Borrowed(text);
    }
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<Cow<'_, str>> = unified.split('\n').map(untab).collect();
    let safe: Vec<Cow<'_, str>> = lines.iter().map(|line| safe(line)).collect();
    Cow::Owned(safe.join("\n"))
}

fn untab(line: &str) -> Cow<'_, str> {
    if line.contains('\t') { Cow::Owned(line.replace('\t', "    ")) } else { Cow::Borrowed(line) }
}

/// Whether a character could move the cursor, start a control sequence or turn the direction of writing
/// (Unicode categories Cc, and the bidirectional controls of UAX #9).
fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_sequence_cannot_leave() {
        assert_eq!(safe("a\x1b[31mb\u{9b}c\n"), "a�[31mb�c�");
        assert_eq!(safe("plain é 漢"), "plain é 漢");
    }

    #[test]
    fn a_block_keeps_its_lines() {
        assert_eq!(safe_block("a\r\nb\tc\x07"), "a\nb    c�");
        assert_eq!(safe_block("a\rb"), "a\nb");
    }
}
