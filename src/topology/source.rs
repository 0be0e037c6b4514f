//! Pieces of a file's text: RON read value by value, so that the place of each is known.
//!
//! A [`Piece`] is a slice of the file itself, hence the distance between the two is its exact position. The
//! grammar is that of the `ron` crate; only the order of reading is ours: a list or a struct is taken apart
//! into pieces first, and each piece is made a value by whoever knows what belongs there.

use std::fmt;

use ron::extensions::Extensions;
use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

/// One value of a file, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a>(&'a str);

/// What a piece looks like before anybody asks what it means.
#[derive(Debug, PartialEq)]
pub(super) enum Shape<'a> {
    /// A text in quotes, without them.
    Text(String),
    /// A bare word, such as `true` or `web_server`.
    Word(&'a str),
    /// A number.
    Number(f64),
    /// A list in `[ ]`.
    List(Vec<Piece<'a>>),
    /// Fields in `( )`, perhaps with a word before: `manual`, `allow(port: 443)`.
    Call(&'a str, Piece<'a>),
    /// Anything else that RON can write.
    Other,
}

/// A field's name and value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// The name as written.
    pub(super) name: &'a str,
    /// The value as written.
    pub(super) value: Piece<'a>,
}

/// Something wrong with a piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong<'a> {
    /// Where it is wrong: a slice of the text.
    pub(super) at: &'a str,
    /// What is wrong and what to write instead.
    pub(super) advice: Advice,
}

/// What is wrong, and what to do about it; both full sentences, the second may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Advice {
    /// What is wrong.
    pub(super) message: String,
    /// What to write instead.
    pub(super) hint: String,
}

impl Advice {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }

    /// The same with a capital letter at the beginning.
    pub(super) fn capitalised(mut self) -> Self {
        if let Some(first) = self.message.get(..1) {
            self.message = format!("{}{}", first.to_ascii_uppercase(), &self.message[1..]);
        }
        self
    }
}

/// How RON is read: optional values need no `Some`.
pub(super) fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

impl<'a> Piece<'a> {
    /// The whole of a text, after a look at its syntax.
    pub(super) fn whole(text: &'a str) -> Result<Self, ron::error::SpannedError> {
        let raw: &RawValue = options().from_str(text)?;
        Ok(Self::from_raw(raw))
    }

    fn from_raw(raw: &'a RawValue) -> Self {
        Self(skip_blank(raw.get_ron()))
    }

    /// The text of the piece; comments may follow the value.
    pub(super) fn source(self) -> &'a str {
        self.0
    }

    /// What the piece looks like.
    pub(super) fn shape(self) -> Shape<'a> {
        let text = self.0;
        let first = text.chars().next().unwrap_or(' ');
        let quoted =
            first == '"' || text.starts_with("r\"") || text.starts_with("r#\"") || text.starts_with("r##");
        if quoted {
            return options().from_str(text).map_or(Shape::Other, Shape::Text);
        }
        if first.is_ascii_digit() || matches!(first, '+' | '-' | '.') {
            return options().from_str(text).map_or(Shape::Other, Shape::Number);
        }
        match first {
            '[' => {
                let list: Result<Vec<&RawValue>, _> = options().from_str(text);
                list.map_or(Shape::Other, |list| Shape::List(list.into_iter().map(Self::from_raw).collect()))
            }
            '(' => Shape::Call("", self),
            _ if first.is_alphabetic() || first == '_' => {
                let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
                let (word, rest) = text.split_at(end);
                let rest = skip_blank(rest);
                if rest.starts_with('(') { Shape::Call(word, Self(rest)) } else { Shape::Word(word) }
            }
            _ => Shape::Other,
        }
    }

    /// The bare word that the piece begins with, and the parentheses after it: `manual`, `automatic(…)`.
    pub(super) fn call(self) -> (&'a str, Option<Self>) {
        match self.shape() {
            Shape::Call(word, call) => (word, Some(call)),
            Shape::Word(word) => (word, None),
            _ => ("", None),
        }
    }

    /// The fields in `( )`.
    pub(super) fn fields(self) -> Result<Vec<Field<'a>>, Wrong<'a>> {
        let fields: Result<Fields, _> = options().from_str(self.0);
        fields.map(|fields| fields.0).map_err(|_| Wrong {
            at: self.0,
            advice: Advice::new("Fields in parentheses belong here.", "Write `(name: value, …)`."),
        })
    }

    /// The only value in `( )`, as in `listed([…])`.
    pub(super) fn inside(self) -> Option<Self> {
        let inner = self.0.strip_prefix('(')?;
        let first: Result<Inner, _> = options().from_str(self.0);
        first.ok().map(|Inner(piece)| piece).filter(|_| !skip_blank(inner).starts_with(')'))
    }
}

/// The text after leading blanks and comments.
fn skip_blank(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let after = if let Some(line) = rest.strip_prefix("//") {
            line.split_once('\n').map_or("", |(_, after)| after)
        } else if let Some(block) = rest.strip_prefix("/*") {
            after_block(block)
        } else {
            return rest;
        };
        rest = after.trim_start();
    }
}

/// What follows a block comment whose `/*` has been read; such comments nest.
fn after_block(mut text: &str) -> &str {
    let mut depth = 1;
    while depth > 0 {
        let Some(at) = text.find(['/', '*']) else { return "" };
        let rest = &text[at..];
        let (step, change) = match rest.get(..2) {
            Some("/*") => (2, 1),
            Some("*/") => (2, -1),
            _ => (1, 0),
        };
        depth += change;
        text = &rest[step..];
    }
    text
}

/// The fields of a struct of any name, in the order of the file.
struct Fields<'a>(Vec<Field<'a>>);

/// The one value of a tuple.
#[derive(Deserialize)]
#[serde(transparent)]
struct Inner<'a>(#[serde(borrow, deserialize_with = "only")] Piece<'a>);

fn only<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Piece<'de>, D::Error> {
    let (raw,): (&RawValue,) = Deserialize::deserialize(deserializer)?;
    Ok(Piece::from_raw(raw))
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields in parentheses")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Fields(Vec::new()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    let raw: &RawValue = map.next_value()?;
                    fields.push(Field { name, value: Piece::from_raw(raw) });
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A field's name, borrowed from the text.
struct Name<'a>(&'a str);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(name))
            }
        }
        deserializer.deserialize_identifier(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_a_slice_of_its_text() {
        let text = "( // one\n  a: /* two /* nested */ */ \"x\\\"y\" , b: [1, deny(), r#\"z\"#], c: listed([(d: 4)]),)";
        let fields = Piece::whole(text).unwrap().fields().unwrap();
        let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
        assert_eq!(fields.iter().map(|field| field.name).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(at(fields[0].name), text.find("a:").unwrap());
        assert_eq!(at(fields[0].value.source()), text.find("\"x").unwrap());
        assert_eq!(fields[0].value.shape(), Shape::Text("x\"y".to_owned()));
        let Shape::List(list) = fields[1].value.shape() else { panic!("a list") };
        assert_eq!(list[0].shape(), Shape::Number(1.0));
        assert!(matches!(list[1].shape(), Shape::Call("deny", _)));
        assert_eq!(list[2].shape(), Shape::Text("z".to_owned()));
        let Shape::Call("listed", call) = fields[2].value.shape() else { panic!("a call") };
        let inside = call.inside().unwrap();
        assert_eq!(at(inside.source()), text.find("[(d").unwrap());
    }

    #[test]
    fn empty_parentheses_have_no_fields() {
        let piece = Piece::whole("deny()").unwrap();
        let Shape::Call("deny", call) = piece.shape() else { panic!("a call") };
        assert_eq!(call.fields().unwrap(), []);
        assert_eq!(call.inside(), None);
    }
}
