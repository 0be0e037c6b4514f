//! The small language that phrasings are written in, and its parser.
//!
//! A phrasing is made of words, matched by their stem and in this order:
//!
//! | written | matches |
//! |---|---|
//! | `receive` | any form of the word; `=serves` only this form, `@A` only with these capitals |
//! | `receive\|accept` | one or the other; `<request>` a concept of the lexicon or of the rubric |
//! | `incoming?` | the word or nothing |
//! | `receive request` | next to each other; articles and other fillers may stand between |
//! | `receive .. request` | at most [`NEAR`] words apart; `...` anywhere later in the sentence, or soon in the next one |
//! | `receive\|take-in` | words joined by a hyphen stand next to each other, also within alternatives |
//! | `^ receive`, `^ .. receive` | the word where the statement begins, after fillers; or not far from there |
//! | `receive $` | the word where a clause ends |
//! | `<static> & <serve>` | both in one sentence or in two in a row, in any order |
//! | `<maintenance> : <offline>` | the part after the colon in the sentence; the part before it in a label above, elsewhere in the sentence, or in the sentence before |
//! | `<fail> !<recover>` | the first and not the second |

use super::vocabulary::{ConceptId, Vocabulary, WordId};
use crate::text::words::words;

/// How many words `..` may skip.
pub(super) const NEAR: usize = 7;

/// Where an element stands after the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Next to it but for fillers.
    None,
    /// At most [`NEAR`] words later.
    Near,
    /// Anywhere later in the sentence; for a first element, anywhere.
    Far,
    /// Where the statement begins.
    Start,
    /// At most [`NEAR`] words after the statement begins.
    NearStart,
}

/// What one word of a text is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Atom {
    /// Any form of a word.
    Stem(WordId),
    /// This form only.
    Exact(WordId),
    /// This form with these capitals.
    Cased(WordId, Box<str>),
    /// A concept.
    Concept(ConceptId),
}

/// One place in a sequence: alternatives, each of which is one atom or several that touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) gap: Gap,
    pub(super) optional: bool,
    /// Whether a clause ends with it.
    pub(super) last: bool,
    pub(super) alternatives: Vec<Vec<Atom>>,
}

/// Elements in their order.
pub(super) type Sequence = Vec<Element>;

/// A whole phrasing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrasing {
    /// As it is written.
    pub(super) text: Box<str>,
    /// What must stand around the sentence, or nothing.
    pub(super) context: Option<Sequence>,
    /// What must all stand in the sentence; never empty.
    pub(super) terms: Vec<Sequence>,
    /// What must not stand in it.
    pub(super) absent: Vec<Sequence>,
}

/// Reads a phrasing; its words join the vocabulary, its concepts must be there.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub(super) fn parse(text: &str, vocabulary: &mut Vocabulary) -> Result<Phrasing, String> {
    let mut phrasing = Phrasing { text: text.into(), context: None, terms: Vec::new(), absent: Vec::new() };
    let mut open = Open::default();
    for token in text.split_whitespace() {
        match token {
            ".." => open.leave(Gap::Near)?,
            "..." => open.leave(Gap::Far)?,
            "^" => open.start()?,
            "$" => open.end()?,
            "&" => phrasing.terms.push(open.close()?),
            ":" if phrasing.context.is_some() || !phrasing.terms.is_empty() => {
                return Err("Only one `:` may stand in a phrasing, before its first `&`.".to_owned());
            }
            ":" => phrasing.context = Some(open.close()?),
            _ => match token.strip_prefix('!') {
                Some(banned) => phrasing.absent.push(vec![element(banned, Gap::Far, vocabulary)?]),
                None => open.push(token, vocabulary)?,
            },
        }
    }
    phrasing.terms.push(open.close()?);
    Ok(phrasing)
}

/// The sequence that is being read.
#[derive(Default)]
struct Open {
    elements: Sequence,
    gap: Option<Gap>,
}

impl Open {
    fn leave(&mut self, gap: Gap) -> Result<(), String> {
        if self.gap == Some(Gap::Start) && gap == Gap::Near {
            self.gap = Some(Gap::NearStart);
            return Ok(());
        }
        if self.elements.is_empty() || self.gap.is_some() {
            return Err("Dots stand between two words.".to_owned());
        }
        self.gap = Some(gap);
        Ok(())
    }

    fn start(&mut self) -> Result<(), String> {
        if !self.elements.is_empty() || self.gap.is_some() {
            return Err("`^` stands before the first word.".to_owned());
        }
        self.gap = Some(Gap::Start);
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        match self.elements.last_mut() {
            Some(last) if self.gap.is_none() => last.last = true,
            _ => return Err("`$` stands after the last word.".to_owned()),
        }
        Ok(())
    }

    fn push(&mut self, token: &str, vocabulary: &mut Vocabulary) -> Result<(), String> {
        let gap = self.gap.take().unwrap_or(if self.elements.is_empty() { Gap::Far } else { Gap::None });
        self.elements.push(element(token, gap, vocabulary)?);
        Ok(())
    }

    /// Ends the sequence, which must begin with a word and hold no dots at its end.
    fn close(&mut self) -> Result<Sequence, String> {
        match self.elements.first() {
            _ if self.gap.is_some() => Err("A word is missing after the dots or the `^`.".to_owned()),
            None => Err("A phrasing, and each part of it, needs a word.".to_owned()),
            Some(first) if first.optional => Err("The first word of a part cannot be optional.".to_owned()),
            Some(_) => Ok(std::mem::take(&mut self.elements)),
        }
    }
}

fn element(token: &str, gap: Gap, vocabulary: &mut Vocabulary) -> Result<Element, String> {
    let (token, optional) = token.strip_suffix('?').map_or((token, false), |bare| (bare, true));
    let alternatives =
        token.split('|').map(|text| alternative(text, vocabulary)).collect::<Result<_, _>>()?;
    Ok(Element { gap, optional, last: false, alternatives })
}

fn alternative(text: &str, vocabulary: &mut Vocabulary) -> Result<Vec<Atom>, String> {
    if let Some(inner) = text.strip_prefix('<') {
        let name = inner.strip_suffix('>').ok_or_else(|| format!("`{text}` has no `>`."))?;
        return match vocabulary.concept(name) {
            Some(concept) => Ok(vec![Atom::Concept(concept)]),
            None => Err(format!("There is no concept `{name}`.")),
        };
    }
    let (sign, bare) = match text.chars().next() {
        Some(sign @ ('=' | '@')) => (Some(sign), &text[1..]),
        _ => (None, text),
    };
    let words = words(bare);
    if words.is_empty() {
        return Err(format!("`{text}` holds no word."));
    }
    let atom = |word: crate::text::words::Word| match sign {
        Some('=') => Atom::Exact(vocabulary.exact(&word.folded)),
        Some(_) => Atom::Cased(vocabulary.exact(&word.folded), bare[word.span].into()),
        None => Atom::Stem(vocabulary.stem(&word.folded)),
    };
    Ok(words.into_iter().map(atom).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrasing_is_read_part_by_part() {
        let mut vocabulary = Vocabulary::default();
        let maintenance = vocabulary.declare("maintenance", false).unwrap();
        let read =
            parse("<maintenance> : site|=website .. un-reachable? & @A !firewall", &mut vocabulary).unwrap();
        assert_eq!(read.context.unwrap()[0].alternatives, [[Atom::Concept(maintenance)]]);
        assert_eq!((read.terms.len(), read.absent.len()), (2, 1));
        let (site, website) = (vocabulary.stem("sites"), vocabulary.exact("website"));
        let first = &read.terms[0];
        assert_eq!(first[0].alternatives, [[Atom::Stem(site)], [Atom::Exact(website)]]);
        assert_eq!((first[1].gap, first[1].optional), (Gap::Near, true));
        assert_eq!(first[1].alternatives[0].len(), 2);
        assert_eq!(read.terms[1][0].alternatives, [[Atom::Cased(vocabulary.exact("a"), "A".into())]]);
    }

    #[test]
    fn what_cannot_be_read_is_explained() {
        for wrong in [
            "",
            ".. a",
            "a ..",
            "a & ",
            ": a",
            "a : b : c",
            "a & b : c",
            "<a",
            "<a>",
            "=",
            "a?",
            "|",
            "a ^ b",
        ] {
            let message = parse(wrong, &mut Vocabulary::default()).unwrap_err();
            assert!(message.ends_with('.'), "{wrong:?}: {message}");
        }
    }
}
