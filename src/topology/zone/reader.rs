//! Makes records of a zone file's entries: owners, origins, times to live, classes and types.

use super::data::{Word, is_type, no_type, seconds};
use super::lexer::{self, Entry, Fault, Lexer};
use super::{Data, Name, Record, Zone};
use crate::text;
use crate::topology::Problem;
use crate::topology::source::Advice;

/// More problems than this are not listed.
const MOST: usize = 100;

/// The time to live of a record when nothing says it, so that the rest of the zone can be looked at.
const NO_TTL: u32 = 0;

/// Reads a whole zone file.
pub(super) fn read(text: &str) -> Zone {
    let mut reader = Reader {
        text,
        zone: Zone::default(),
        origin: None,
        owner: None,
        default: None,
        last: None,
        counted: (0, 0),
    };
    for entry in Lexer::new(text) {
        match entry {
            Ok(entry) => reader.entry(&entry),
            Err((at, advice)) => reader.problem(at, advice),
        }
    }
    reader.zone
}

/// The time to live that an entry states, and the words from the type on.
type BeforeType<'e> = (Option<u32>, &'e [lexer::Word]);

struct Reader<'t> {
    text: &'t str,
    zone: Zone,
    /// What relative names are relative to.
    origin: Option<Name>,
    /// The owner of the entry before.
    owner: Option<Name>,
    /// The time of `$TTL` (RFC 2308 section 4).
    default: Option<u32>,
    /// The last time that was stated (RFC 1035 section 5.1).
    last: Option<u32>,
    /// How far the lines are counted, and how many end before.
    counted: (usize, usize),
}

impl<'t> Reader<'t> {
    fn problem(&mut self, at: usize, advice: Advice) {
        if self.zone.problems.len() < MOST {
            self.zone.problems.push(Problem::at(self.text, at, advice.message, advice.hint));
        }
    }

    fn word(&self, word: &lexer::Word) -> &'t str {
        &self.text[word.place.clone()]
    }

    /// The line of a place, counted from 1; places come in their order.
    fn line(&mut self, at: usize) -> usize {
        let (before, lines) = self.counted;
        let more = self.text[before..at].bytes().filter(|byte| *byte == b'\n').count();
        self.counted = (at, lines + more);
        self.counted.1 + 1
    }

    fn entry(&mut self, entry: &Entry) {
        let first = &entry.words[0];
        let directive = !first.quoted && self.word(first).starts_with('$');
        let result = if directive { self.directive(entry) } else { self.record(entry) };
        if let Err((at, advice)) = result {
            self.problem(at, advice);
        }
    }

    fn directive(&mut self, entry: &Entry) -> Result<(), Fault> {
        let [first, rest @ ..] = entry.words.as_slice() else { return Ok(()) };
        let name = self.word(first).to_ascii_uppercase();
        let argument = match rest {
            [argument] => argument,
            _ if ["$ORIGIN", "$TTL"].contains(&name.as_str()) => {
                let example = if name == "$TTL" { "$TTL 300" } else { "$ORIGIN foobar.com." };
                let advice =
                    Advice::new(format!("`{name}` takes one value."), format!("Write it so: `{example}`."));
                return Err((first.place.start, advice));
            }
            _ => first,
        };
        let at = argument.place.start;
        let value = self.word(argument);
        match name.as_str() {
            "$ORIGIN" => {
                if self.origin.is_none() && !value.ends_with('.') {
                    // The mistake is clear, so the rest of the zone is read as it was meant.
                    self.origin = Name::parse(value);
                    self.zone.origin = self.origin.clone();
                    let advice = Advice::new(
                        format!("The origin `{value}` has no dot at its end."),
                        format!("Write `$ORIGIN {value}.`"),
                    );
                    return Err((at, advice));
                }
                let origin = Name::read(value, self.origin.as_ref()).map_err(|advice| (at, advice))?;
                self.zone.origin.get_or_insert_with(|| origin.clone());
                self.origin = Some(origin);
            }
            "$TTL" => self.default = Some(seconds(value).map_err(|advice| (at, advice))?),
            "$INCLUDE" | "$GENERATE" => {
                let advice =
                    Advice::new(format!("spof does not read `{name}`."), "Write the records themselves.");
                return Err((first.place.start, advice));
            }
            _ => {
                let hint = match text::closest(&name, ["$ORIGIN", "$TTL"]) {
                    Some(meant) => format!("Did you mean `{meant}`?"),
                    None => "There are `$ORIGIN` and `$TTL`.".to_owned(),
                };
                return Err((
                    first.place.start,
                    Advice::new(format!("There is no directive `{name}`."), hint),
                ));
            }
        }
        Ok(())
    }

    fn record(&mut self, entry: &Entry) -> Result<(), Fault> {
        let start = entry.words[0].place.start;
        let (owner, rest) = if entry.indented {
            let missing = || {
                Advice::new(
                    "This line has no owner, and no line before it has one.",
                    "Begin it with a name, or `@` for the domain itself.",
                )
            };
            (self.owner.clone().ok_or_else(|| (start, missing()))?, entry.words.as_slice())
        } else {
            let owner = Name::read(self.word(&entry.words[0]), self.origin.as_ref())
                .map_err(|advice| (start, advice))?;
            (owner, &entry.words[1..])
        };
        self.owner = Some(owner.clone());
        let (ttl, rest) = self.before_type(rest)?;
        let Some((kind, rest)) = rest.split_first() else {
            let advice = Advice::new(
                "This line says nothing of its name.",
                "Write a type and its value, such as `A 8.8.8.8`.",
            );
            return Err((start, advice));
        };
        if kind.quoted || !is_type(self.word(kind)) {
            return Err((kind.place.start, no_type(self.word(kind))));
        }
        let words: Vec<Word> =
            rest.iter().map(|word| Word { text: self.word(word), quoted: word.quoted }).collect();
        let data = Data::read(self.word(kind), &words, self.origin.as_ref())
            .map_err(|(at, advice)| (at.map_or(kind.place.start, |at| rest[at].place.start), advice))?;
        if let (Data::Soa { .. }, None) = (&data, &self.origin) {
            self.origin = Some(owner.clone());
        }
        let stated = ttl.or(self.default).or(self.last);
        if ttl.is_some() {
            self.last = ttl;
        }
        let line = self.line(start);
        self.zone.add(Record { owner, ttl: stated.unwrap_or(NO_TTL), data, line });
        if stated.is_none() {
            let advice = Advice::new(
                "Nothing says how long this record may be kept.",
                "Write a line such as `$TTL 300` at the top.",
            );
            return Err((start, advice));
        }
        Ok(())
    }

    /// Reads the time to live and the class, which stand before the type in either order.
    fn before_type<'e>(&self, words: &'e [lexer::Word]) -> Result<BeforeType<'e>, Fault> {
        let mut ttl = None;
        let mut class = false;
        let mut rest = words;
        while let Some((word, after)) = rest.split_first() {
            let text = self.word(word);
            let number = text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['.', ':']);
            if word.quoted || is_type(text) {
                break;
            } else if number && ttl.is_none() {
                ttl = Some(seconds(text).map_err(|advice| (word.place.start, advice))?);
            } else if text.eq_ignore_ascii_case("IN") && !class {
                class = true;
            } else if ["CH", "HS", "CS"].iter().any(|other| text.eq_ignore_ascii_case(other)) {
                let advice = Advice::new(
                    format!("The class {text} is not that of the internet."),
                    "Write `IN`, or nothing.",
                );
                return Err((word.place.start, advice));
            } else {
                break;
            }
            rest = after;
        }
        Ok((ttl, rest))
    }
}
