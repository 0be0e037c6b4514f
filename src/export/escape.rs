//! How texts are put together: foreign text made harmless for the formats that it is written into.

use std::borrow::Cow;
use std::fmt::{Arguments, Write as _};

use crate::text;

/// A text on one line, of the characters that a terminal shows too: none that controls or turns anything.
pub(super) fn plain(foreign: &str) -> String {
    text::cells(foreign).map(|(cluster, _)| cluster).collect()
}

/// Writes into a string, which cannot fail.
pub(super) fn push(text: &mut String, what: Arguments<'_>) {
    text.write_fmt(what).expect("a string takes any text");
}

/// Indents a line by two blanks for each level.
pub(super) fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// A text for XML, also within an attribute: no markup, no control character, and nothing that XML 1.0 forbids
/// (section 2.2, `Char`).
pub(super) fn xml(foreign: &str) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '&' | '<' | '>' | '"' | '\'' | '\u{fffe}' | '\u{ffff}');
    let safe = text::safe_block(foreign);
    if safe.chars().all(plain) {
        return safe;
    }
    let mut escaped = String::with_capacity(safe.len() + 16);
    for c in safe.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            _ => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_what_xml_forbids_cannot_pass() {
        assert_eq!(xml("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
        assert_eq!(xml("\u{1b}[31m\u{ffff}\u{0}"), "�[31m��");
        assert_eq!(xml("服务器 é"), "服务器 é");
    }
}
