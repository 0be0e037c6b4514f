//! What a property accepts: how its value is read from a file or a command line, and its limits.

use std::net::IpAddr;

use strum::VariantArray;

use super::source::{Advice, Piece, Shape, Wrong};
use super::{Action, Id, Network, Rule, Rules, Value};
use crate::text;

/// The form of a property's value, with its limits.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A text of one line, at most so many characters.
    Line(usize),
    /// A text that may have several lines.
    Prose,
    /// A DNS name.
    Domain,
    /// One of these words.
    Choice(fn() -> Vec<&'static str>),
    /// Yes or no.
    Flag,
    /// A number from the first to the second.
    Number(f64, f64),
    /// A whole number from the first to the second.
    Whole(u32, u32),
    /// One IP address.
    Address,
    /// One or several IP addresses.
    Addresses,
    /// DNS names; the first label may be `*`.
    Domains,
    /// Networks.
    Networks,
    /// The id of one part.
    Id,
    /// The ids of several parts.
    Ids,
    /// A firewall's rules.
    Rules,
}

/// The longest note, in characters.
const LONGEST_PROSE: usize = 4000;

/// The names of an enum's values.
pub(super) fn names<T: VariantArray + Copy + Into<&'static str>>() -> Vec<&'static str> {
    T::VARIANTS.iter().map(|value| (*value).into()).collect()
}

impl Form {
    /// What a value looks like, for a message or a hint beside an input line.
    #[must_use]
    pub fn example(self) -> String {
        match self {
            Self::Line(_) | Self::Prose => "a text".to_owned(),
            Self::Domain => "a name such as www.foobar.com".to_owned(),
            Self::Choice(words) => words().join(", "),
            Self::Flag => "true or false".to_owned(),
            Self::Number(least, most) => format!("a number from {least} to {most}"),
            Self::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Self::Address => "an address such as 8.8.8.8".to_owned(),
            Self::Addresses => "addresses such as 8.8.8.8,10.0.0.1".to_owned(),
            Self::Domains => "names such as www.foobar.com,foobar.com".to_owned(),
            Self::Networks => names::<Network>().join(", "),
            Self::Id => "an id".to_owned(),
            Self::Ids => "ids such as s1.mysql,s2.mysql".to_owned(),
            Self::Rules => "drawn, or rules such as allow from internet port 443,deny".to_owned(),
        }
    }

    /// How a file writes a value of this form.
    fn ron_example(self) -> String {
        match self {
            Self::Line(_) | Self::Prose => "a text in quotes".to_owned(),
            Self::Domain => "a name in quotes, such as \"www.foobar.com\"".to_owned(),
            Self::Choice(words) => format!("one of these words, without quotes: {}", words().join(", ")),
            Self::Address => "an address in quotes, such as \"8.8.8.8\"".to_owned(),
            Self::Addresses => "an address in quotes, such as \"8.8.8.8\", or a list of them".to_owned(),
            Self::Domains => "a list of names in quotes, such as [\"www.foobar.com\"]".to_owned(),
            Self::Networks => format!("a list, without quotes, of {}", names::<Network>().join(", ")),
            Self::Id => "an id in quotes, such as \"s1\"".to_owned(),
            Self::Ids => "a list of ids in quotes, such as [\"s1.mysql\", \"s2.mysql\"]".to_owned(),
            Self::Rules => "drawn, or listed([allow(from: \"internet\", port: 443), deny()])".to_owned(),
            Self::Flag | Self::Number(..) | Self::Whole(..) => self.example(),
        }
    }

    /// Reads a value from a file.
    pub(super) fn read<'a>(self, name: &str, piece: Piece<'a>) -> Result<Value, Wrong<'a>> {
        let wrong = |at: Piece<'a>, advice| Wrong { at: at.source(), advice };
        let other = || {
            let advice =
                Advice::new(format!("`{name}` cannot be this."), format!("Write {}.", self.ron_example()));
            wrong(piece, advice)
        };
        let value = match (self, piece.shape()) {
            (Self::Line(_) | Self::Prose, Shape::Text(text)) => Value::Text(text),
            (Self::Choice(_), Shape::Word(word)) => Value::Word(word.to_owned()),
            (Self::Choice(words), Shape::Text(text)) => {
                let hint = if words().contains(&text.as_str()) {
                    format!("Write `{text}` without quotes.")
                } else {
                    format!("Write {}.", self.ron_example())
                };
                return Err(wrong(
                    piece,
                    Advice::new(format!("`{name}` takes a word without quotes."), hint),
                ));
            }
            (Self::Flag, Shape::Word("true")) => Value::Flag(true),
            (Self::Flag, Shape::Word("false")) => Value::Flag(false),
            (Self::Number(..) | Self::Whole(..), Shape::Number(number)) => Value::Number(number),
            (Self::Rules, Shape::Word("drawn")) => Value::Rules(Rules::Drawn),
            (Self::Rules, Shape::Call("listed", call)) => {
                let Some(Shape::List(list)) = call.inside().map(Piece::shape) else { return Err(other()) };
                let rules: Result<_, _> = list.into_iter().map(rule_from_file).collect();
                Value::Rules(Rules::Listed(rules?))
            }
            (Self::Domain | Self::Id | Self::Address, Shape::Text(text)) => {
                self.gather(name, [text.as_str()]).map_err(|advice| wrong(piece, advice))?
            }
            (Self::Addresses | Self::Domains, Shape::Text(text)) => {
                self.gather(name, [text.as_str()]).map_err(|advice| wrong(piece, advice))?
            }
            (Self::Addresses | Self::Domains | Self::Ids | Self::Networks, Shape::List(list)) => {
                let mut texts = Vec::new();
                for item in list {
                    let text = match (self, item.shape()) {
                        (Self::Networks, Shape::Word(word)) => word.to_owned(),
                        (Self::Addresses | Self::Domains | Self::Ids, Shape::Text(text)) => text,
                        _ => return Err(other()),
                    };
                    self.gather(name, [text.as_str()]).map_err(|advice| wrong(item, advice))?;
                    texts.push(text);
                }
                self.gather(name, texts.iter().map(String::as_str)).map_err(|advice| wrong(piece, advice))?
            }
            _ => return Err(other()),
        };
        self.check(name, &value).map_err(|advice| wrong(piece, advice))?;
        Ok(value)
    }

    /// Reads a value from what stands at the end of a command line.
    pub(super) fn parse(self, name: &str, words: &str) -> Result<Value, Advice> {
        let words = words.trim();
        let items = || words.split([',', ' ']).filter(|item| !item.is_empty() && words != "none");
        let value = match self {
            Self::Line(_) | Self::Prose if words.starts_with('"') => {
                let text = super::source::options().from_str(words).map_err(|_| {
                    Advice::new(
                        "The text in quotes does not end.",
                        "Write one `\"` at its end, and `\\\"` inside it.",
                    )
                })?;
                Value::Text(text)
            }
            Self::Line(_) | Self::Prose => Value::Text(words.to_owned()),
            Self::Choice(_) => Value::Word(words.replace(['-', ' '], "_")),
            Self::Flag => match words {
                "true" | "yes" | "on" => Value::Flag(true),
                "false" | "no" | "off" => Value::Flag(false),
                _ => return Err(Advice::new(format!("`{name}` is true or false, not `{words}`."), "")),
            },
            Self::Number(..) | Self::Whole(..) => Value::Number(words.parse().map_err(|_| {
                Advice::new(format!("`{words}` is no number."), format!("`{name}` is {}.", self.example()))
            })?),
            Self::Rules if words == "drawn" => Value::Rules(Rules::Drawn),
            Self::Rules => {
                let rules = words.split(',').filter(|_| words != "none").map(rule_from_words);
                Value::Rules(Rules::Listed(rules.collect::<Result<_, _>>()?))
            }
            _ => self.gather(name, items())?,
        };
        self.check(name, &value)?;
        Ok(value)
    }

    /// Makes one value of one or several texts.
    fn gather<'t>(self, name: &str, texts: impl IntoIterator<Item = &'t str>) -> Result<Value, Advice> {
        let mut texts = texts.into_iter();
        match self {
            Self::Addresses => texts.map(address).collect::<Result<_, _>>().map(Value::Addresses),
            Self::Domains => Ok(Value::Domains(texts.map(str::to_owned).collect())),
            Self::Ids => texts.map(id).collect::<Result<_, _>>().map(Value::Ids),
            Self::Networks => texts.map(network).collect::<Result<_, _>>().map(Value::Networks),
            _ => {
                let first = texts.next().unwrap_or_default();
                if texts.next().is_some() {
                    return Err(Advice::new(format!("`{name}` takes one value."), ""));
                }
                match self {
                    Self::Id => id(first).map(Value::Id),
                    Self::Address => address(first).map(|address| Value::Addresses(vec![address])),
                    _ => Ok(Value::Text(first.to_owned())),
                }
            }
        }
    }

    /// Says what is wrong with a value of the right form.
    pub(super) fn check(self, name: &str, value: &Value) -> Result<(), Advice> {
        match (self, value) {
            (Self::Line(most), Value::Text(text)) => printable(name, text, most, &[]),
            (Self::Prose, Value::Text(text)) => printable(name, text, LONGEST_PROSE, &['\n', '\t', '\r']),
            (Self::Domain, Value::Text(text)) => domain(text, false),
            (Self::Domains, Value::Domains(list)) => {
                list.iter().try_for_each(|text| domain(text, true))?;
                distinct(name, list)
            }
            (Self::Choice(words), Value::Word(word)) => {
                let words = words();
                if words.contains(&word.as_str()) { Ok(()) } else { Err(no_such_word(name, word, &words)) }
            }
            (Self::Number(least, most), Value::Number(number)) => {
                number_within(name, *number, least, most, false)
            }
            (Self::Whole(least, most), Value::Number(number)) => {
                number_within(name, *number, f64::from(least), f64::from(most), true)
            }
            (Self::Address | Self::Addresses, Value::Addresses(list)) => distinct(name, list),
            (Self::Networks, Value::Networks(list)) => distinct(name, list),
            (Self::Ids, Value::Ids(list)) => distinct(name, list),
            (Self::Rules, Value::Rules(Rules::Listed(rules)))
                if rules.iter().any(|rule| rule.port == Some(0)) =>
            {
                Err(Advice::new("A port is a number from 1 to 65535.", ""))
            }
            (Self::Flag, Value::Flag(_)) | (Self::Id, Value::Id(_)) | (Self::Rules, Value::Rules(_)) => {
                Ok(())
            }
            _ => Err(Advice::new(
                format!("`{name}` cannot be `{value}`."),
                format!("It is {}.", self.example()),
            )),
        }
    }
}

/// Reads a text in quotes, with the escapes of RON.
pub(super) fn unquoted(words: &str) -> Result<String, Advice> {
    super::source::options().from_str(words).map_err(|_| {
        Advice::new("This is no text in quotes.", "Write `\"` at both ends, and `\\\"` for one inside.")
    })
}

/// Says that a word is none of a property's words, with the one that was probably meant.
fn no_such_word(name: &str, word: &str, words: &[&str]) -> Advice {
    let meant = text::closest(word, words.iter().copied());
    let guess = meant.map(|meant| format!("Did you mean `{meant}`? ")).unwrap_or_default();
    Advice::new(
        format!("`{name}` cannot be `{word}`."),
        format!("{guess}It is one of: {}.", words.join(", ")),
    )
}

fn number_within(name: &str, number: f64, least: f64, most: f64, whole: bool) -> Result<(), Advice> {
    if !number.is_finite() || number < least || number > most {
        let percent = most <= 1.0 && number > 1.0 && number <= 100.0;
        let hint = if percent {
            format!("Write a share: {number} % is `{}`.", (number * 1e9).round() / 1e11)
        } else {
            String::new()
        };
        return Err(Advice::new(format!("`{name}` goes from {least} to {most}; {number} is outside."), hint));
    }
    if whole && number.fract() != 0.0 {
        return Err(Advice::new(format!("`{name}` is a whole number; {number} is not."), ""));
    }
    Ok(())
}

fn distinct<T: PartialEq + std::fmt::Display>(name: &str, list: &[T]) -> Result<(), Advice> {
    let twice = list.iter().enumerate().find(|(index, item)| list[..*index].contains(item));
    twice.map_or(Ok(()), |(_, item)| {
        Err(Advice::new(format!("`{name}` names {item} twice."), "Write it once."))
    })
}

fn printable(name: &str, text: &str, most: usize, allowed: &[char]) -> Result<(), Advice> {
    if let Some(c) = text.chars().find(|c| c.is_control() && !allowed.contains(c)) {
        let message = format!("`{name}` holds the control character U+{:04X}.", u32::from(c));
        return Err(Advice::new(message, "Remove it."));
    }
    let long = text.chars().count();
    if long > most {
        return Err(Advice::new(
            format!("`{name}` has {long} characters, at most {most} fit."),
            "Shorten it.",
        ));
    }
    Ok(())
}

fn id(text: &str) -> Result<Id, Advice> {
    Id::parse(text).map_err(|error| Advice::new(error.to_string(), ""))
}

fn network(text: &str) -> Result<Network, Advice> {
    text.parse().map_err(|_| no_such_word("networks", text, &names::<Network>()))
}

/// Reads an address that a machine can have.
fn address(text: &str) -> Result<IpAddr, Advice> {
    let Ok(address) = text.parse::<IpAddr>() else {
        let hint = if text.contains('/') {
            "Write the address alone, without the length of its network."
        } else {
            "Write four numbers from 0 to 255, such as `8.8.8.8`, or an IPv6 address, such as `2001:db8::1`."
        };
        return Err(Advice::new(format!("`{text}` is no IP address."), hint));
    };
    let broadcast = matches!(address, IpAddr::V4(v4) if v4.is_broadcast());
    if address.is_unspecified() || address.is_multicast() || address.is_loopback() || broadcast {
        let what = if address.is_loopback() {
            "means the machine itself to every machine"
        } else {
            "is not the address of one machine"
        };
        return Err(Advice::new(
            format!("`{text}` {what}."),
            "Write an address that others can reach it by.",
        ));
    }
    Ok(address)
}

/// Checks a host name (RFC 1123 section 2.1, RFC 1035 section 2.3.4).
fn domain(text: &str, wildcard: bool) -> Result<(), Advice> {
    let wrong = |message: String, hint: &str| Err(Advice::new(message, hint));
    let bare = text.strip_suffix('.').unwrap_or(text);
    if let Some((_, rest)) = text.split_once("://") {
        let name = rest.split('/').next().unwrap_or_default();
        return wrong(format!("`{text}` is a URL."), &format!("Write the name alone: `{name}`."));
    }
    if text.parse::<IpAddr>().is_ok() {
        return wrong(format!("`{text}` is an address."), "Write a name, such as `www.foobar.com`.");
    }
    if bare.is_empty() || bare.len() > 253 {
        return wrong(
            "A domain name has 1 to 253 characters.".to_owned(),
            "Write one such as `www.foobar.com`.",
        );
    }
    let labels = if wildcard { bare.strip_prefix("*.").unwrap_or(bare) } else { bare };
    for label in labels.split('.') {
        let letters = label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if label.is_empty() || label.len() > 63 || !letters || label.starts_with('-') || label.ends_with('-')
        {
            let hint = "Between its dots a name has letters, digits and `-`, at most 63 of them.";
            return wrong(format!("`{text}` is no domain name."), hint);
        }
    }
    Ok(())
}

fn rule_from_file(piece: Piece<'_>) -> Result<Rule, Wrong<'_>> {
    let wrong = |at, message: String, hint: &str| Wrong { at, advice: Advice::new(message, hint) };
    let (word, call) = piece.call();
    let Ok(action) = word.parse::<Action>() else {
        let hint = "Write `allow(from: \"internet\", port: 443)`, or `deny()` for everything.";
        return Err(wrong(piece.source(), "A rule begins with `allow` or `deny`.".to_owned(), hint));
    };
    let mut rule = Rule::new(action);
    for field in call.map_or(Ok(Vec::new()), Piece::fields)? {
        match field.name {
            "from" | "to" => {
                let Shape::Text(text) = field.value.shape() else {
                    let hint = "Write an id or a network in quotes, such as \"internet\".";
                    return Err(wrong(field.value.source(), format!("`{}` takes a text.", field.name), hint));
                };
                *(if field.name == "from" { &mut rule.from } else { &mut rule.to }) = Some(text);
            }
            "port" => {
                let Value::Number(port) = Form::Whole(1, 65535).read("port", field.value)? else { continue };
                rule.port = Some(port as u16);
            }
            name => {
                let message = format!("A rule has no field `{name}`.");
                return Err(wrong(name, message, "It has `from`, `to` and `port`."));
            }
        }
    }
    Ok(rule)
}

fn rule_from_words(text: &str) -> Result<Rule, Advice> {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let hint = "Write rules such as `allow from internet port 443,deny`.";
    let Ok(action) = first.parse::<Action>() else {
        return Err(Advice::new(format!("A rule begins with `allow` or `deny`, not `{first}`."), hint));
    };
    let mut rule = Rule::new(action);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| Advice::new(format!("Nothing follows `{word}`."), hint))?;
        match word {
            "from" => rule.from = Some(value.to_owned()),
            "to" => rule.to = Some(value.to_owned()),
            "port" => {
                let port = value.parse().ok().filter(|port| *port > 0);
                let wrong =
                    || Advice::new(format!("`{value}` is no port."), "A port is a number from 1 to 65535.");
                rule.port = Some(port.ok_or_else(wrong)?);
            }
            _ => return Err(Advice::new(format!("A rule does not know `{word}`."), hint)),
        }
    }
    Ok(rule)
}
