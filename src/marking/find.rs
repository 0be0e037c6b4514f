//! Finds sequences of words and concepts among the tokens of one sentence or label.
//!
//! A sequence is followed element by element, like a small automaton: of all ways to reach a word, the one that
//! began last is kept, so that the cost is bounded by the square of the sentence and evidence is as short as can be.

use std::cell::OnceCell;

use super::lexicon::{Class, Lexicon, Token};
use super::pattern::{Atom, Element, Gap, NEAR, Sequence};
use super::vocabulary::{ConceptId, TriggerId, WordId, WordSet};

/// The most tokens that a sentence may have here: one bit each of [`Hit::words`].
pub(super) const MOST_TOKENS: usize = 128;

/// How many fillers may stand between two words that touch.
const MOST_FILLERS: usize = 3;

/// A place where something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// The first token.
    pub(super) from: usize,
    /// The token after the last.
    pub(super) to: usize,
    /// Which tokens were matched, one bit each.
    pub(super) words: u128,
}

impl Hit {
    /// Both together.
    pub(super) fn join(self, other: Self) -> Self {
        Self { from: self.from.min(other.from), to: self.to.max(other.to), words: self.words | other.words }
    }

    /// Whether this token was matched.
    pub(super) fn has(self, token: usize) -> bool {
        self.words >> token & 1 == 1
    }

    /// The share of the tokens from the first to the last that were matched.
    pub(super) fn density(self) -> f64 {
        f64::from(self.words.count_ones()) / (self.to - self.from).max(1) as f64
    }

    /// The matched tokens in order.
    pub(super) fn tokens(self) -> impl Iterator<Item = usize> {
        (self.from..self.to).filter(move |token| self.has(*token))
    }
}

/// Looks into one sentence or label, and remembers which concepts it found.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    pub(super) tokens: &'a [Token],
    /// The numbers of its words and stems, each as one bit of 128: a word whose bit is not set is not here.
    sketch: u128,
    /// The sets of triggers that its words and stems are in.
    held: WordSet,
    found: Vec<OnceCell<Box<[Hit]>>>,
}

impl<'a> Finder<'a> {
    /// Prepares to look into these tokens of a text, of which there are at most [`MOST_TOKENS`].
    pub(super) fn new(lexicon: &'a Lexicon, text: &'a str, tokens: &'a [Token]) -> Self {
        debug_assert!(tokens.len() <= MOST_TOKENS, "a sentence is cut before it is searched");
        let numbers: Vec<WordId> = tokens.iter().flat_map(|token| [token.exact, token.stem]).collect();
        let sketch = numbers.iter().fold(0, |sketch, word| sketch | bit(*word));
        let held = lexicon.triggers.held(&numbers);
        Self { lexicon, text, tokens, sketch, held, found: vec![OnceCell::new(); lexicon.concepts.len()] }
    }

    /// Whether a word of this set stands here.
    pub(super) fn holds_any(&self, set: TriggerId) -> bool {
        self.held.has(set)
    }

    /// Whether each of these sets has a word that stands here.
    pub(super) fn may_hold(&self, triggers: &[TriggerId]) -> bool {
        triggers.iter().all(|set| self.holds_any(*set))
    }

    /// The share of these sets that have a word that stands here, from 0 to 1; 0 where more than one has none.
    pub(super) fn share(&self, triggers: &[TriggerId]) -> f64 {
        let mut missing = triggers.iter().filter(|set| !self.holds_any(**set));
        match (missing.next(), missing.next()) {
            (None, _) => 1.0,
            (Some(_), None) => 1.0 - 1.0 / triggers.len() as f64,
            (Some(_), Some(_)) => 0.0,
        }
    }

    /// Every place of a concept, in order.
    pub(super) fn concept(&self, id: ConceptId) -> &[Hit] {
        self.found[id].get_or_init(|| {
            let concept = &self.lexicon.concepts[id];
            let mut hits = Vec::new();
            if self.holds_any(concept.triggers) {
                hits.extend(concept.phrases.iter().flat_map(|phrase| self.sequence(phrase)));
                tidy(&mut hits);
            }
            hits.into()
        })
    }

    /// Every place where a sequence ends, each with its latest beginning, in order.
    pub(super) fn sequence(&self, sequence: &Sequence) -> Vec<Hit> {
        let mut reached: Vec<Hit> = Vec::new();
        for (at, element) in sequence.iter().enumerate() {
            let here = self.element(element);
            let mut next = if at == 0 {
                self.begun(here, element.gap)
            } else {
                self.joined(&reached, &here, element.gap)
            };
            if element.optional {
                next.extend_from_slice(&reached);
            }
            tidy(&mut next);
            reached = next;
            if reached.is_empty() {
                break;
            }
        }
        reached
    }

    fn begun(&self, mut hits: Vec<Hit>, gap: Gap) -> Vec<Hit> {
        match gap {
            Gap::Start => hits.retain(|hit| self.only_fillers(0, hit.from)),
            Gap::NearStart => hits.retain(|hit| hit.from <= NEAR),
            Gap::None | Gap::Near | Gap::Far => {}
        }
        hits
    }

    fn joined(&self, reached: &[Hit], here: &[Hit], gap: Gap) -> Vec<Hit> {
        let mut next = Vec::new();
        for hit in here {
            let fits = |before: &&Hit| {
                before.to <= hit.from
                    && match gap {
                        Gap::None | Gap::Start | Gap::NearStart => self.touch(before.to, hit.from),
                        Gap::Near => hit.from - before.to <= NEAR,
                        Gap::Far => true,
                    }
            };
            // The latest beginning makes the shortest evidence.
            if let Some(before) = reached.iter().filter(fits).max_by_key(|before| (before.from, before.to)) {
                next.push(before.join(*hit));
            }
        }
        next
    }

    fn element(&self, element: &Element) -> Vec<Hit> {
        let mut hits = self.any(element);
        if element.last {
            hits.retain(|hit| self.tokens.get(hit.to).is_none_or(Token::breaks));
        }
        hits
    }

    fn any(&self, element: &Element) -> Vec<Hit> {
        match &element.alternatives[..] {
            [one] => self.alternative(one),
            several => {
                let mut hits: Vec<Hit> = several.iter().flat_map(|atoms| self.alternative(atoms)).collect();
                tidy(&mut hits);
                hits
            }
        }
    }

    fn alternative(&self, atoms: &[Atom]) -> Vec<Hit> {
        let Some((first, rest)) = atoms.split_first() else { return Vec::new() };
        if let (Atom::Concept(id), []) = (first, rest) {
            return self.concept(*id).to_vec();
        }
        if !self.may_be(first) {
            return Vec::new();
        }
        let starts = (0..self.tokens.len()).filter(|at| self.is(*at, first));
        let whole = starts.filter(|at| {
            rest.iter()
                .enumerate()
                .all(|(skip, atom)| self.is(at + skip + 1, atom) && !self.tokens[at + skip + 1].ends_clause())
        });
        whole
            .map(|from| {
                let to = from + atoms.len();
                Hit { from, to, words: (from..to).fold(0, |words, at| words | 1 << at) }
            })
            .collect()
    }

    /// Whether a word may stand here; most that are asked for do not, and this is quick to see.
    fn may_be(&self, atom: &Atom) -> bool {
        match atom {
            Atom::Stem(word) | Atom::Exact(word) | Atom::Cased(word, _) => self.sketch & bit(*word) != 0,
            Atom::Concept(_) => false,
        }
    }

    fn is(&self, at: usize, atom: &Atom) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        match atom {
            Atom::Stem(word) => token.stem == *word,
            Atom::Exact(word) => token.exact == *word,
            Atom::Cased(word, form) => token.exact == *word && self.text[token.span.clone()] == **form,
            Atom::Concept(_) => false,
        }
    }

    /// Whether only fillers stand from one token up to another, and nothing ends a clause there.
    fn touch(&self, from: usize, to: usize) -> bool {
        to - from <= MOST_FILLERS
            && self.tokens[from..to].iter().all(Token::fills)
            && !self.tokens[from..=to].iter().any(Token::ends_clause)
    }

    fn only_fillers(&self, from: usize, to: usize) -> bool {
        to - from <= MOST_FILLERS && self.tokens[from..to].iter().all(|token| token.class.is(Class::FILLER))
    }
}

/// The bit of a word in a sketch.
fn bit(word: WordId) -> u128 {
    1 << (word % 128)
}

/// Sorts by the end and keeps the latest beginning for each end.
fn tidy(hits: &mut Vec<Hit>) {
    hits.sort_unstable_by_key(|hit| (hit.to, std::cmp::Reverse(hit.from), hit.words));
    hits.dedup_by_key(|hit| hit.to);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marking::fixture::lexicon;
    use crate::marking::lexicon::Reader;
    use crate::marking::pattern::parse;

    /// What a phrasing of one sequence finds in a text, word by word.
    fn found(phrasing: &str, text: &str) -> Vec<String> {
        let mut lexicon = lexicon();
        let read = parse(phrasing, &mut lexicon.vocabulary).unwrap();
        let tokens = Reader::new(&lexicon).tokens(text, 0..text.len());
        let finder = Finder::new(&lexicon, text, &tokens);
        let shown =
            |hit: Hit| hit.tokens().map(|at| &text[tokens[at].span.clone()]).collect::<Vec<_>>().join(" ");
        finder.sequence(&read.terms[0]).into_iter().map(shown).collect()
    }

    #[test]
    fn words_that_touch_may_have_fillers_between_and_no_comma() {
        assert_eq!(found("read page", "it reads a page"), ["reads page"]);
        assert!(found("read page", "it reads, page by page").is_empty());
        assert!(found("read page", "it reads every second page").is_empty());
        assert_eq!(found("read page", "it reads for a page"), ["reads page"]);
        assert!(found("read page", "it reads and a page").is_empty());
    }

    #[test]
    fn dots_bound_the_distance() {
        assert_eq!(
            found("read .. page", "it reads one two three four five six seven pages"),
            ["reads pages"]
        );
        assert!(found("read .. page", "it reads one two three four five six seven eight pages").is_empty());
        assert_eq!(
            found("read ... page", "it reads one two three four five six seven eight pages"),
            ["reads pages"]
        );
        assert!(found("read ... page", "a page that it reads").is_empty());
    }

    #[test]
    fn the_shortest_evidence_is_taken() {
        assert_eq!(found("read ... page", "it reads and reads a page"), ["reads page"]);
        assert_eq!(found("read ... page", "it reads a page of a page"), ["reads page", "reads page"]);
    }

    #[test]
    fn exact_words_and_capitals_are_kept_apart() {
        assert_eq!(found("=reads", "reads reading"), ["reads"]);
        assert_eq!(found("@A record", "a record, an A record"), ["A record"]);
    }

    #[test]
    fn signs_of_beginning_and_end_hold() {
        assert_eq!(found("^ page", "the page of a page"), ["page"]);
        assert_eq!(found("page $", "the page of a page, of"), ["page"]);
        assert!(found("^ .. late", "one two three four five six seven eight late").is_empty());
    }

    #[test]
    fn alternatives_of_several_words_and_optional_words_are_found() {
        assert_eq!(
            found("hand-over|pass request?", "they hand over requests or pass"),
            ["hand over", "hand over requests", "pass"]
        );
        assert_eq!(found("<serve> .. <page>", "it delivers static content"), ["delivers static content"]);
    }
}
