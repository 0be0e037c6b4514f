//! Which known word a misspelt one was meant to be.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use strsim::osa_distance;

use super::words::stem;

/// The shortest word that may be misspelt; below it, a different letter is a different word.
const SHORTEST: usize = 5;
/// Up to this length one slip is allowed, above it two.
const ONE_SLIP: usize = 8;
/// The longest word that is looked up, in letters.
const LONGEST: usize = 24;

/// How many slips (letters added, lost, changed or swapped) a word of so many letters may have.
#[must_use]
pub const fn slips(letters: usize) -> usize {
    if letters < SHORTEST || letters > LONGEST {
        0
    } else if letters <= ONE_SLIP {
        1
    } else {
        2
    }
}

/// Known words, and the common words that are never taken for a slip.
#[derive(Debug, Clone, Default)]
pub struct Speller {
    known: HashSet<Box<str>>,
    /// Stems of the common words.
    common: HashSet<Box<str>>,
    by_first: BTreeMap<char, Vec<Box<str>>>,
}

impl Speller {
    /// Makes a speller of folded words.
    pub fn new<'a>(
        known: impl IntoIterator<Item = &'a str>,
        common: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: HashSet<Box<str>> = known.into_iter().map(Box::from).collect();
        let common = common.into_iter().map(|word| stem(word).into()).collect();
        let mut sorted: Vec<&Box<str>> =
            known.iter().filter(|word| word.chars().count() >= SHORTEST).collect();
        sorted.sort();
        let mut by_first: BTreeMap<char, Vec<Box<str>>> = BTreeMap::new();
        for word in sorted {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word.clone());
            }
        }
        Self { known, common, by_first }
    }

    /// The known word that this one, being neither known nor a form of a common word, is nearest to: same first letter, and by
    /// optimal string alignment at most [`slips`] away. Of several the nearest, then one with the same letters in another
    /// order, then the one that begins alike for longest, then the longest (letters are lost more often than added), then the first by alphabet.
    #[must_use]
    pub fn correct(&self, folded: &str) -> Option<&str> {
        let letters = folded.chars().count();
        let allowed = slips(letters);
        if allowed == 0 || self.known.contains(folded) || self.common.contains(stem(folded).as_str()) {
            return None;
        }
        let candidates = self.by_first.get(&folded.chars().next()?)?;
        candidates
            .iter()
            .filter(|word| word.chars().count().abs_diff(letters) <= allowed)
            .map(|word| {
                let distance = osa_distance(folded, word);
                (distance, !swapped(folded, word), Reverse(alike(folded, word)), Reverse(word.len()), &**word)
            })
            .filter(|(distance, ..)| *distance <= allowed)
            .min()
            .map(|(.., word)| word)
    }
}

/// Whether two words have the same letters.
fn swapped(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

/// With how many equal letters two words begin.
fn alike(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speller() -> Speller {
        Speller::new(
            ["server", "database", "balancer", "stateless", "cache", "site", "handle", "handed"],
            ["sever", "stateful", "cash", "catch"],
        )
    }

    #[test]
    fn slips_grow_with_the_word() {
        assert_eq!([4, 5, 8, 9, 12, 25].map(slips), [0, 1, 1, 2, 2, 0]);
    }

    #[test]
    fn a_misspelt_word_is_recognised() {
        let speller = speller();
        assert_eq!(speller.correct("srever"), Some("server"));
        assert_eq!(speller.correct("handel"), Some("handle"));
        assert_eq!(speller.correct("databaes"), Some("database"));
        assert_eq!(speller.correct("ballanser"), Some("balancer"));
    }

    #[test]
    fn another_word_is_not_a_slip() {
        let speller = speller();
        for word in ["sever", "stateful", "cash", "road", "sit", "fever", "databanks", "server", "catches"] {
            assert_eq!(speller.correct(word), None, "{word}");
        }
    }
}
