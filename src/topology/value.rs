//! What a property can hold, and how a file and a command line write it.

use std::fmt::{self, Write as _};
use std::net::IpAddr;

use super::{Action, Algorithm, Check, Clients, Id, Kind, Network, Protocol, Reads, Rule, Rules, Track};

/// The value of a property.
///
/// [`fmt::Display`] writes it for a command line, as in `set lb.haproxy check http`; a topology's file writes it as RON.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// One of a property's words, such as `round_robin`.
    Word(String),
    /// Yes or no.
    Flag(bool),
    /// A number, whole or not; the property says its unit.
    Number(f64),
    /// IP addresses.
    Addresses(Vec<IpAddr>),
    /// DNS names.
    Domains(Vec<String>),
    /// Networks.
    Networks(Vec<Network>),
    /// The id of one part.
    Id(Id),
    /// The ids of several parts.
    Ids(Vec<Id>),
    /// A firewall's rules.
    Rules(Rules),
}

impl Value {
    /// The value as RON, on one line.
    pub(super) fn ron(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Word(word) => word.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Addresses(list) => match list.as_slice() {
                [only] => format!("\"{only}\""),
                several => bracketed(several.iter().map(|address| format!("\"{address}\""))),
            },
            Self::Domains(list) => bracketed(list.iter().map(|name| quoted(name))),
            Self::Networks(list) => bracketed(list.iter().map(ToString::to_string)),
            Self::Id(id) => format!("\"{id}\""),
            Self::Ids(list) => bracketed(list.iter().map(|id| format!("\"{id}\""))),
            Self::Rules(Rules::Drawn) => "drawn".to_owned(),
            Self::Rules(Rules::Listed(rules)) => format!("listed({})", bracketed(rules.iter().map(rule_ron))),
        }
    }
}

fn rule_ron(rule: &Rule) -> String {
    let mut fields = Vec::new();
    for (name, end) in [("from", &rule.from), ("to", &rule.to)] {
        fields.extend(end.as_ref().map(|end| format!("{name}: {}", quoted(end))));
    }
    fields.extend(rule.port.map(|port| format!("port: {port}")));
    format!("{}({})", rule.action, fields.join(", "))
}

fn bracketed(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// A text as a RON string on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || is_invisible(c) => {
                write!(out, "\\u{{{:x}}}", u32::from(c)).expect("a string takes everything");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Line and paragraph separators, direction marks and the byte order mark: they make a line look like another.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                if is_bare(text) {
                    f.write_str(text)
                } else {
                    f.write_str(&quoted(text))
                }
            }
            Self::Word(word) => f.write_str(word),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Addresses(list) => joined(f, list),
            Self::Domains(list) => joined(f, list),
            Self::Networks(list) => joined(f, list),
            Self::Id(id) => write!(f, "{id}"),
            Self::Ids(list) => joined(f, list),
            Self::Rules(Rules::Drawn) => f.write_str("drawn"),
            Self::Rules(Rules::Listed(rules)) => joined(f, rules),
        }
    }
}

/// Writes a list as `a,b,c`; an empty one as `none`.
fn joined<T: fmt::Display>(f: &mut fmt::Formatter<'_>, list: &[T]) -> fmt::Result {
    if list.is_empty() {
        return f.write_str("none");
    }
    for (index, item) in list.iter().enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

impl fmt::Display for Rule {
    /// Writes the rule in words: `allow from internet to lb port 443`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.action)?;
        for (name, end) in [("from", &self.from), ("to", &self.to)] {
            if let Some(end) = end {
                write!(f, " {name} {end}")?;
            }
        }
        self.port.map_or(Ok(()), |port| write!(f, " port {port}"))
    }
}

/// Whether a text can stand at the end of a command line without quotes.
fn is_bare(text: &str) -> bool {
    let plain = !text.is_empty()
        && text.trim() == text
        && !text.contains(|c: char| c.is_control() || is_invisible(c));
    plain && !text.starts_with(['"', '=']) && !matches!(text, "default" | "none")
}

/// A type that a property can hold.
pub(super) trait Held: Sized {
    /// The value to show; `None` when there is nothing.
    fn show(&self) -> Option<Value>;
    /// The value back; `None` when it is of another type.
    fn take(value: Value) -> Option<Self>;
}

impl<T: Held> Held for Option<T> {
    fn show(&self) -> Option<Value> {
        self.as_ref().and_then(T::show)
    }

    fn take(value: Value) -> Option<Self> {
        T::take(value).map(Some)
    }
}

/// Says how a type and a variant of [`Value`] become one another.
macro_rules! held {
    ($($type:ty: $variant:ident($value:ident) => $back:expr, $self:ident => $shown:expr;)+) => {$(
        impl Held for $type {
            fn show(&self) -> Option<Value> {
                let $self = self;
                Some(Value::$variant($shown))
            }

            fn take(value: Value) -> Option<Self> {
                match value {
                    Value::$variant($value) => $back,
                    _ => None,
                }
            }
        }
    )+};
}

held! {
    String: Text(text) => Some(text), this => this.clone();
    bool: Flag(flag) => Some(flag), this => *this;
    f64: Number(number) => Some(number), this => *this;
    u32: Number(number) => Some(number as Self), this => f64::from(*this);
    u16: Number(number) => Some(number as Self), this => f64::from(*this);
    Vec<IpAddr>: Addresses(list) => Some(list), this => this.clone();
    IpAddr: Addresses(list) => list.first().copied(), this => vec![*this];
    Vec<String>: Domains(list) => Some(list), this => this.clone();
    Vec<Network>: Networks(list) => Some(list), this => this.clone();
    Id: Id(id) => Some(id), this => this.clone();
    Vec<Id>: Ids(list) => Some(list), this => this.clone();
    Rules: Rules(rules) => Some(rules), this => this.clone();
    Kind: Word(word) => word.parse().ok(), this => this.to_string();
    Algorithm: Word(word) => word.parse().ok(), this => this.to_string();
    Check: Word(word) => word.parse().ok(), this => this.to_string();
    Reads: Word(word) => word.parse().ok(), this => this.to_string();
    Protocol: Word(word) => word.parse().ok(), this => this.to_string();
    Clients: Word(word) => word.parse().ok(), this => this.to_string();
    Track: Word(word) => word.parse().ok(), this => this.to_string();
}

impl Rule {
    /// A rule for this action that matches every flow.
    #[must_use]
    pub fn new(action: Action) -> Self {
        Self { action, from: None, to: None, port: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_for_a_file_and_for_a_command_line() {
        let rule = Rule { from: Some("internet".to_owned()), port: Some(443), ..Rule::new(Action::Allow) };
        let rules = Rules::Listed(vec![rule, Rule::new(Action::Deny)]);
        let ids = vec![Id::parse("a.b").unwrap(), Id::parse("c").unwrap()];
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        for (value, ron, line) in [
            (Value::Text("a \"b\"\n\\".to_owned()), r#""a \"b\"\n\\""#, r#""a \"b\"\n\\""#),
            (Value::Text("twin of s1".to_owned()), "\"twin of s1\"", "twin of s1"),
            (Value::Text("default".to_owned()), "\"default\"", "\"default\""),
            (Value::Number(0.999), "0.999", "0.999"),
            (Value::Number(443.0), "443", "443"),
            (Value::Addresses(vec![address("8.8.8.8")]), "\"8.8.8.8\"", "8.8.8.8"),
            (
                Value::Addresses(vec![address("8.8.8.8"), address("::1")]),
                "[\"8.8.8.8\", \"::1\"]",
                "8.8.8.8,::1",
            ),
            (Value::Ids(ids), "[\"a.b\", \"c\"]", "a.b,c"),
            (Value::Ids(vec![]), "[]", "none"),
            (
                Value::Rules(rules),
                "listed([allow(from: \"internet\", port: 443), deny()])",
                "allow from internet port 443,deny",
            ),
        ] {
            assert_eq!(value.ron(), ron);
            assert_eq!(value.to_string(), line);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(quoted("a\u{1b}[2J\u{202e}b\u{0}🦀é"), "\"a\\u{1b}[2J\\u{202e}b\\u{0}🦀é\"");
        let back: String = ron::from_str(&quoted("a\u{1b}[2J\u{202e}b\u{0}🦀é")).unwrap();
        assert_eq!(back, "a\u{1b}[2J\u{202e}b\u{0}🦀é");
    }
}
