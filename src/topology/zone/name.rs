//! Absolute domain names: equal and ordered without regard to case (RFC 4343).

use std::fmt::{self, Write as _};

use hickory_proto::rr;

use crate::topology::source::Advice;

/// An absolute domain name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(rr::Name);

/// The longest label and the longest name, in octets (RFC 1035 section 2.3.4).
const LONGEST_LABEL: usize = 63;
const LONGEST_NAME: usize = 255;

impl Name {
    /// Reads a name as users write it: absolute, with or without the dot at its end. `None` when it is no name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let absolute = if text.is_empty() || text.ends_with('.') { text } else { &format!("{text}.") };
        Self::read(absolute, None).ok()
    }

    /// Reads a name of a zone file: relative to the origin unless it ends with a dot; `@` is the origin itself.
    pub(super) fn read(text: &str, origin: Option<&Self>) -> Result<Self, Advice> {
        let missing = || {
            let hint =
                "Write a line such as `$ORIGIN foobar.com.` above, or the whole name with a dot at its end.";
            Advice::new(format!("`{text}` is relative, and no origin says to what."), hint)
        };
        if text == "@" {
            return origin.cloned().ok_or_else(missing);
        }
        let (mut labels, absolute) = labels(text)?;
        if !absolute {
            labels.extend(origin.ok_or_else(missing)?.0.iter().map(<[u8]>::to_vec));
        }
        let octets: usize = labels.iter().map(|label| label.len() + 1).sum::<usize>() + 1;
        let long = || {
            Advice::new(format!("This name has {octets} octets, at most {LONGEST_NAME} fit."), "Shorten it.")
        };
        if octets > LONGEST_NAME {
            return Err(long());
        }
        rr::Name::from_labels(labels.iter().map(Vec::as_slice)).map(Self).map_err(|_| long())
    }

    /// Whether the name is another one or below it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        other.0.zone_of(&self.0)
    }

    /// The name one label up; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        (!self.0.is_root()).then(|| Self(self.0.base_name()))
    }

    /// The wildcard directly below this name: `*.foobar.com.` for `foobar.com.` (RFC 4592).
    #[must_use]
    pub fn wildcard(&self) -> Option<Self> {
        self.0.prepend_label("*").ok().map(Self)
    }

    /// The name without the dot at its end, as users write it.
    #[must_use]
    pub fn without_dot(&self) -> String {
        let text = self.to_string();
        text.strip_suffix('.').filter(|text| !text.is_empty()).unwrap_or(&text).to_owned()
    }
}

impl fmt::Display for Name {
    /// Writes the name with the dot at its end. Octets are escaped in decimal, as RFC 1035 section 5.1 says, where
    /// hickory-proto writes and reads octal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for label in &self.0 {
            for octet in label {
                match octet {
                    b'-' | b'_' | b'*' | b'/' => text.push(char::from(*octet)),
                    _ if octet.is_ascii_alphanumeric() => text.push(char::from(*octet)),
                    _ => write!(text, "\\{octet:03}")?,
                }
            }
            text.push('.');
        }
        f.pad(if text.is_empty() { "." } else { &text })
    }
}

/// Takes a name apart; says too whether it ends with a dot.
fn labels(text: &str) -> Result<(Vec<Vec<u8>>, bool), Advice> {
    if text == "." {
        return Ok((Vec::new(), true));
    }
    if text.is_empty() {
        return Err(Advice::new("A name has at least one letter.", "Write `@` for the domain itself."));
    }
    if text.contains("://") {
        return Err(Advice::new(format!("`{text}` is a URL."), "Write the name of the host alone."));
    }
    let empty = || {
        Advice::new(format!("`{text}` has an empty label."), "Between two dots stands at least one letter.")
    };
    let mut labels = Vec::new();
    let mut label: Vec<u8> = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'.' if label.is_empty() => return Err(empty()),
            b'.' => labels.push(std::mem::take(&mut label)),
            b'\\' => label.push(escaped(&mut bytes).ok_or_else(|| {
                Advice::new(
                    format!("`{text}` has a `\\` with nothing to escape."),
                    "Write a character or three digits after it.",
                )
            })?),
            b'@' => {
                let hint = "In a zone file a mailbox is written with `.`: `hostmaster.foobar.com.`";
                return Err(Advice::new(format!("`{text}` has an `@`, which is no part of a name."), hint));
            }
            _ if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'*' | b'/') => {
                label.push(byte);
            }
            _ if !byte.is_ascii() => {
                let hint = "Write it in its ASCII form, which begins with `xn--`.";
                return Err(Advice::new(format!("`{text}` has letters that DNS does not know."), hint));
            }
            _ => {
                let message = format!("`{text}` has a `{}`, which is no part of a name.", char::from(byte));
                return Err(Advice::new(
                    message,
                    "A name has letters, digits, `-` and `_` between its dots.",
                ));
            }
        }
        if label.len() > LONGEST_LABEL {
            let message = format!("`{text}` has a label of more than {LONGEST_LABEL} characters.");
            return Err(Advice::new(message, "Shorten what stands between two dots."));
        }
    }
    let absolute = label.is_empty();
    if !absolute {
        labels.push(label);
    }
    if labels.is_empty() { Err(empty()) } else { Ok((labels, absolute)) }
}

/// The octet after a backslash: `\.` or `\046` (RFC 1035 section 5.1).
pub(super) fn escaped(bytes: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let first = bytes.next()?;
    if !first.is_ascii_digit() {
        return Some(first);
    }
    let digits = [first, bytes.next()?, bytes.next()?];
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_relative_unless_it_ends_with_a_dot() {
        let origin = Name::parse("foobar.com").unwrap();
        let read = |text| Name::read(text, Some(&origin)).unwrap().to_string();
        assert_eq!(read("www"), "www.foobar.com.");
        assert_eq!(read("@"), "foobar.com.");
        assert_eq!(read("lb.foobar.com"), "lb.foobar.com.foobar.com.");
        assert_eq!(read("lb.foobar.com."), "lb.foobar.com.");
        assert_eq!(read("."), ".");
        assert!(Name::read("www", None).is_err());
    }

    #[test]
    fn names_are_equal_without_regard_to_case_and_escapes() {
        let name = |text| Name::parse(text).unwrap();
        assert_eq!(name("WWW.Foobar.COM"), name("www.foobar.com."));
        assert_eq!(name(r"\119ww.foobar.com"), name("www.foobar.com"));
        assert!(name("a.b.foobar.com").is_within(&name("FOOBAR.com")));
        assert!(!name("xfoobar.com").is_within(&name("foobar.com")));
        assert_eq!(name("www.foobar.com").without_dot(), "www.foobar.com");
    }

    #[test]
    fn the_limits_are_those_of_the_rfc() {
        let label = "x".repeat(63);
        assert!(Name::parse(&label).is_some());
        assert!(Name::parse(&format!("{label}x")).is_none());
        let long = [label.as_str(); 3].join(".");
        assert!(Name::parse(&format!("{long}.{}", "x".repeat(61))).is_some());
        assert!(Name::parse(&format!("{long}.{}", "x".repeat(62))).is_none());
        for bad in ["", "..", "a..b", ".a", "a b", "é", "a@b", "a\\", "http://a"] {
            assert!(Name::parse(bad).is_none(), "{bad}");
        }
    }
}
