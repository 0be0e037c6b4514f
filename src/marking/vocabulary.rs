//! The words that phrasings are made of, numbered, and how a word of an answer finds its number.

use std::collections::HashMap;

use crate::text::words;

/// The number of a word or stem; [`UNKNOWN`] for one that no phrasing uses.
pub(super) type WordId = u32;

/// Stands for every word that no phrasing uses.
pub(super) const UNKNOWN: WordId = WordId::MAX;

/// The number of a concept.
pub(super) type ConceptId = usize;

/// Words and concepts by name. Grows while lexicon and rubrics are read, then stays as it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<Box<str>, WordId>,
    /// Folded forms whose stem Snowball does not give: irregular verbs, and words that would collide.
    bases: HashMap<Box<str>, Box<str>>,
    concepts: HashMap<Box<str>, ConceptId>,
    /// Names that hold in one rubric only; they come first.
    local: HashMap<Box<str>, ConceptId>,
    count: usize,
}

impl Vocabulary {
    /// A vocabulary that treats these forms as forms of these bases, all folded.
    pub(super) fn new<'a>(bases: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let bases = bases.into_iter().map(|(form, base)| (form.into(), base.into())).collect();
        Self { bases, ..Self::default() }
    }

    /// The number of a form, made if need be.
    pub(super) fn exact(&mut self, folded: &str) -> WordId {
        self.id(format!("={folded}"))
    }

    /// The number of a word's stem, made if need be.
    pub(super) fn stem(&mut self, folded: &str) -> WordId {
        let key = self.stem_key(folded, None);
        self.id(key)
    }

    /// The numbers of a form and of its stem; `stem` is what Snowball makes of it.
    pub(super) fn find(&self, folded: &str, stem: &str) -> (WordId, WordId) {
        let id = |key: String| self.ids.get(key.as_str()).copied().unwrap_or(UNKNOWN);
        (id(format!("={folded}")), id(self.stem_key(folded, Some(stem))))
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Gives a concept its number; `None` when the name is taken.
    pub(super) fn declare(&mut self, name: &str, local: bool) -> Option<ConceptId> {
        if self.concept(name).is_some() {
            return None;
        }
        let names = if local { &mut self.local } else { &mut self.concepts };
        names.insert(name.into(), self.count);
        self.count += 1;
        Some(self.count - 1)
    }

    /// Forgets the names of the rubric that was read last.
    pub(super) fn forget_local(&mut self) {
        self.local.clear();
    }

    /// The number of a concept.
    pub(super) fn concept(&self, name: &str) -> Option<ConceptId> {
        self.local.get(name).or_else(|| self.concepts.get(name)).copied()
    }

    /// The names of all concepts that can be used now.
    pub(super) fn concept_names(&self) -> impl Iterator<Item = &str> {
        self.local.keys().chain(self.concepts.keys()).map(|name| &**name)
    }

    /// A word's place in `ids`: the stem with a sign that no exact form has. A base stands for itself.
    fn stem_key(&self, folded: &str, stem: Option<&str>) -> String {
        match (self.bases.get(folded), stem) {
            (Some(base), _) if self.bases.contains_key(base) => format!("~={base}"),
            (Some(base), _) => format!("~{}", words::stem(base)),
            (None, Some(stem)) => format!("~{stem}"),
            (None, None) => format!("~{}", words::stem(folded)),
        }
    }

    fn id(&mut self, key: String) -> WordId {
        let next = WordId::try_from(self.ids.len()).expect("a vocabulary is far smaller than 2³² words");
        *self.ids.entry(key.into()).or_insert(next)
    }
}

/// A set of numbered words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct WordSet(Box<[u64]>);

/// The number of a set of [`Triggers`].
pub(super) type TriggerId = u32;

/// Sets of words of which a text needs one, each kept once: most phrasings ask for the same few things. Turned around,
/// so that the words of a sentence say which sets have a word in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Triggers {
    /// For each word, the sets that it is in.
    by_word: Vec<Vec<TriggerId>>,
    ids: HashMap<WordSet, TriggerId>,
}

impl Triggers {
    /// The number of a set, given if need be.
    pub(super) fn number(&mut self, set: WordSet) -> TriggerId {
        let next = TriggerId::try_from(self.ids.len()).expect("there are far fewer than 2³² sets");
        if let Some(known) = self.ids.get(&set) {
            return *known;
        }
        for word in set.words() {
            let place = word as usize;
            if self.by_word.len() <= place {
                self.by_word.resize_with(place + 1, Vec::new);
            }
            self.by_word[place].push(next);
        }
        self.ids.insert(set, next);
        next
    }

    /// Which sets have one of these words, a bit each.
    pub(super) fn held(&self, words: &[WordId]) -> WordSet {
        let mut held = WordSet::new(self.ids.len());
        for sets in words.iter().filter_map(|word| self.by_word.get(*word as usize)) {
            for set in sets {
                held.insert(*set);
            }
        }
        held
    }
}

impl WordSet {
    /// An empty set for this many words.
    pub(super) fn new(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)].into())
    }

    /// Puts a word in; [`UNKNOWN`] is never in.
    pub(super) fn insert(&mut self, word: WordId) {
        if let Some(bits) = self.0.get_mut(word as usize / 64) {
            *bits |= 1 << (word % 64);
        }
    }

    /// Puts in all of another set.
    pub(super) fn extend(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    /// The words in it, in order.
    fn words(&self) -> impl Iterator<Item = WordId> {
        let block = |(at, bits): (usize, &u64)| {
            let (at, bits) = (at as WordId, *bits);
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        };
        self.0.iter().enumerate().flat_map(block)
    }

    /// Whether a word is in it.
    pub(super) fn has(&self, word: WordId) -> bool {
        self.0.get(word as usize / 64).is_some_and(|bits| bits >> (word % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_number_and_colliding_words_do_not() {
        let bases = [("kept", "keep"), ("balancer", "balancer"), ("balancers", "balancer")];
        let mut vocabulary = Vocabulary::new(bases);
        let keep = vocabulary.stem("keep");
        let balancer = vocabulary.stem("balancers");
        let balance = vocabulary.stem("balancing");
        let found = |word: &str| vocabulary.find(word, &words::stem(word)).1;
        assert_eq!(found("kept"), keep);
        assert_eq!(found("keeps"), keep);
        assert_eq!(found("balancer"), balancer);
        assert_eq!(found("balanced"), balance);
        assert_ne!(balancer, balance);
        assert_eq!(found("nothing"), UNKNOWN);
    }

    #[test]
    fn words_tell_which_sets_they_trigger() {
        let set = |words: &[WordId]| {
            let mut set = WordSet::new(200);
            for word in words {
                set.insert(*word);
            }
            set
        };
        let mut triggers = Triggers::default();
        let (one, other) = (triggers.number(set(&[3, 70])), triggers.number(set(&[70, 199])));
        assert_eq!(triggers.number(set(&[3, 70])), one, "the same set has the same number");
        let held = |words: &[WordId]| {
            let held = triggers.held(words);
            (held.has(one), held.has(other))
        };
        assert_eq!(held(&[70]), (true, true));
        assert_eq!(held(&[3, 4, UNKNOWN]), (true, false));
        assert_eq!(held(&[199, 1_000]), (false, true));
        assert_eq!(held(&[]), (false, false));
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let (mut one, mut other) = (WordSet::new(130), WordSet::new(130));
        one.insert(129);
        one.insert(UNKNOWN);
        other.insert(3);
        other.extend(&one);
        assert!(other.has(129) && other.has(3) && !other.has(2) && !other.has(UNKNOWN) && !one.has(3));
    }
}
