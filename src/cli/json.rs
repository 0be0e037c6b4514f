//! JSON for other programs, on one line, harmless for a terminal that shows it.

use std::fmt::Write;

use serde::Serialize;

/// The version of every JSON that the commands print.
pub(super) const VERSION: u32 = 1;

/// Writes a value as one line of JSON. Control characters and marks that turn the direction of writing are
/// escaped, also those that JSON allows (RFC 8259 section 7 demands it below U+0020 only).
pub(super) fn write(value: &impl Serialize) -> String {
    let plain = serde_json::to_string(value).expect("our reports have text keys and can be written");
    let mut safe = String::with_capacity(plain.len() + 1);
    for c in plain.chars() {
        // Outside strings JSON is plain ASCII, so whatever is escaped here is inside one.
        if c.is_control()
            || crate::text::safe(c.encode_utf8(&mut [0; 4])).contains(char::REPLACEMENT_CHARACTER)
        {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(safe, "\\u{unit:04x}").expect("a string takes text");
            }
        } else {
            safe.push(c);
        }
    }
    safe.push('\n');
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let value = ["a\x1b\u{9b}\u{202e}é\u{fffd}"];
        let line = write(&value);
        assert_eq!(line, "[\"a\\u001b\\u009b\\u202eé\\ufffd\"]\n");
        assert_eq!(serde_json::from_str::<[String; 1]>(&line).unwrap(), value);
    }
}
