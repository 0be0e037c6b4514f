//! Strings that remember where they were read, and the elements of a list in a RON text.
//!
//! Both let a reader of content point at the very word that is wrong, and go on after it.

use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A string read by serde from a text, with its place in that text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The string itself.
    pub text: String,
    /// Where the reader found it in memory; 0 where it made a copy first, as for a string with escapes.
    address: usize,
}

impl Written {
    /// Where it stands in the text that it was read from, in bytes; `None` for a string that was written with
    /// escapes, and for any other text.
    #[must_use]
    pub fn offset(&self, source: &str) -> Option<usize> {
        let offset = self.address.checked_sub(source.as_ptr().addr())?;
        (offset + self.text.len() <= source.len()).then_some(offset)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Written;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Written, E> {
                Ok(Written { text: text.to_owned(), address: text.as_ptr().addr() })
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
                Ok(Written { text: text.to_owned(), address: 0 })
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

/// Where each element of a RON list stands, in bytes of the text; `None` when the text is no list or does not
/// end. Only brackets, strings, characters and comments are looked at: each element may still be wrong in itself.
#[must_use]
pub fn elements(text: &str) -> Option<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut at = blank(bytes, 0)?;
    if bytes.get(at) != Some(&b'[') {
        return None;
    }
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, None);
    let mut end = at;
    while at < bytes.len() {
        let next = blank(bytes, at)?;
        if next > at {
            at = next;
            continue;
        }
        let byte = *bytes.get(at)?;
        let after = token(bytes, at)?;
        let closes = matches!(byte, b')' | b']' | b'}');
        if depth == 1 && (byte == b',' || closes) {
            found.extend(start.take().map(|start| start..end));
        } else if depth > 0 {
            start.get_or_insert(at);
        }
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            _ if closes => depth = depth.checked_sub(1)?,
            _ => {}
        }
        (at, end) = (after, after);
        if depth == 0 {
            return Some(found);
        }
    }
    None
}

/// The end of the white space and comments that begin at `at`; `None` when a comment does not end.
fn blank(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(byte), _) if byte.is_ascii_whitespace() => at += 1,
            (Some(b'/'), Some(b'/')) => {
                at += bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at);
            }
            (Some(b'/'), Some(b'*')) => at = comment(bytes, at)?,
            _ => return Some(at),
        }
    }
}

/// The end of the comment that opens at `at`; comments nest, as in Rust.
fn comment(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The end of the string, character or single byte at `at`; `None` when a string does not end.
fn token(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes[at] {
        b'"' => {
            let mut end = at + 1;
            while *bytes.get(end)? != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            Some(end + 1)
        }
        b'r' if at == 0 || !is_name(bytes[at - 1]) => {
            let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
            if bytes.get(at + 1 + hashes) != Some(&b'"') {
                return Some(at + 1);
            }
            let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
            let body = at + 2 + hashes;
            let length = bytes[body..].windows(close.len()).position(|window| window == close)?;
            Some(body + length + close.len())
        }
        b'\'' => {
            let skip = if bytes.get(at + 1) == Some(&b'\\') { 2 } else { 1 };
            let length = bytes.get(at + 1 + skip..)?.iter().take(8).position(|byte| *byte == b'\'')?;
            Some(at + skip + length + 2)
        }
        _ => Some(at + 1),
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};

    use super::*;

    fn split(text: &str) -> Option<Vec<&str>> {
        elements(text).map(|ranges| ranges.into_iter().map(|range| &text[range]).collect())
    }

    #[test]
    fn a_list_is_split_at_its_own_commas_only() {
        let text = "// [ not this\n[ (a: [1, 2], b: \"x, ]\"), /* , /* [ */ */ fail([\"\\\"]\"]), r#\"a\"],\"#, ',' , car ]";
        let expected = ["(a: [1, 2], b: \"x, ]\")", "fail([\"\\\"]\"])", "r#\"a\"],\"#", "','", "car"];
        assert_eq!(split(text).unwrap(), expected);
        assert_eq!(split("[]").unwrap(), Vec::<&str>::new());
        assert_eq!(split("[a,]").unwrap(), ["a"]);
    }

    #[test]
    fn what_is_no_list_or_does_not_end_is_refused() {
        for bad in ["", "(a)", "[a", "[\"a]", "[r#\"a\"]", "/* [a]", "[(a]", "x [a]"] {
            assert_eq!(split(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_string_knows_its_place() {
        type Plain = serde::de::value::Error;
        let text = "[one]";
        let word = Written::deserialize(BorrowedStrDeserializer::<Plain>::new(&text[1..4])).unwrap();
        assert_eq!((word.text.as_str(), word.offset(text)), ("one", Some(1)));
        assert_eq!(word.offset("another text"), None);
        let copy = Written::deserialize(StrDeserializer::<Plain>::new("one")).unwrap();
        assert_eq!((copy.text.as_str(), copy.offset(text)), ("one", None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_scanned_without_a_panic(text in "[\\[\\](){}\"'r#/*\\\\a, \né]{0,40}") {
            for range in elements(&text).unwrap_or_default() {
                assert!(text.get(range).is_some());
            }
        }
    }
}
