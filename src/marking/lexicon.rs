//! The lexicon: what words mean the same, what the parts of a design are called, and the small words of grammar.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::{BitOr, Range};

use crate::text::spelling::Speller;
use crate::text::words::{stem, words};

use super::pattern::Sequence;
use super::vocabulary::{ConceptId, TriggerId, Triggers, UNKNOWN, Vocabulary, WordId};

/// How many different words of one text may be looked up for slips; a text with more is no text.
const MOST_CORRECTIONS: usize = 2_000;

/// The joiners that end a list of which a negator denies all.
const ALTERNATIVES: [&str; 2] = ["or", "nor"];
/// The openers behind which another statement begins, and not a part of the same.
const TURNS: [&str; 11] = [
    "because",
    "so",
    "but",
    "since",
    "although",
    "though",
    "whereas",
    "therefore",
    "thus",
    "hence",
    "otherwise",
];

/// What a word does in a sentence; a word may do several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Class(u16);

impl Class {
    /// An article or another word that may stand between two that touch.
    pub(super) const FILLER: Self = Self(1);
    /// `not`, `without`, `never`.
    pub(super) const NEGATOR: Self = Self(2);
    /// A word that opens a clause: `because`, `which`.
    pub(super) const OPENER: Self = Self(4);
    /// A pronoun that stands for what was spoken of before.
    pub(super) const PRONOUN: Self = Self(8);
    /// `of`, `to`, `with`: what follows is not what the clause is about.
    pub(super) const PREPOSITION: Self = Self(16);
    /// A verb that makes a sentence: `is`, `can`, `stores`.
    pub(super) const FINITE: Self = Self(32);
    /// Any word that has no meaning of its own.
    pub(super) const FUNCTION: Self = Self(64);
    /// A word that begins a question or a heading: `what`, `role`.
    pub(super) const ASKING: Self = Self(128);
    /// `and`, `or`: before a verb they begin another clause.
    pub(super) const JOINER: Self = Self(256);
    /// `by`: what follows does what was said.
    pub(super) const AGENT: Self = Self(512);
    /// `not`, `never`: a negator of one verb.
    pub(super) const NOT: Self = Self(2048);
    /// `avoids`, `reduces`: what follows is kept away.
    pub(super) const AVERTER: Self = Self(4096);
    /// `or`, `nor`: they end a list of which a negator denies all.
    pub(super) const ALTERNATIVE: Self = Self(8192);
    /// `because`, `so`, `although`: what follows is another statement.
    pub(super) const TURN: Self = Self(16384);
    /// A form of a verb.
    pub(super) const VERB: Self = Self(1024);

    /// Whether it does any of these things.
    pub(super) fn is(self, class: Self) -> bool {
        self.0 & class.0 != 0
    }
}

impl BitOr for Class {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// How punctuation parts two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    None,
    /// A bracket: `A (address) record` still belongs together.
    Bracket,
    /// A comma, which ends a clause, too, or goes on with a list.
    Comma,
    /// The end of a clause.
    Clause,
}

/// One word of an answer, as the matcher sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Where it stands, in bytes.
    pub(super) span: Range<usize>,
    /// Its form.
    pub(super) exact: WordId,
    /// Its stem.
    pub(super) stem: WordId,
    pub(super) class: Class,
    /// What stands between it and the word before.
    pub(super) cut: Cut,
    /// Whether it was taken for a slip.
    pub(super) corrected: bool,
    /// Whether it is copied from the question.
    pub(super) copied: bool,
}

/// A named meaning with the ways to express it.
#[derive(Debug, Clone)]
pub(super) struct Concept {
    pub(super) name: Box<str>,
    pub(super) phrases: Vec<Sequence>,
    /// The words one of which is in every text that has this meaning.
    pub(super) triggers: TriggerId,
}

/// A language by its commonest words.
#[derive(Debug, Clone)]
pub(super) struct Language {
    pub(super) words: HashSet<Box<str>>,
}

/// The compiled lexicon, with all that the rubrics added to it.
#[derive(Debug, Clone)]
pub(super) struct Lexicon {
    pub(super) vocabulary: Vocabulary,
    pub(super) concepts: Vec<Concept>,
    /// What triggers concepts and phrasings.
    pub(super) triggers: Triggers,
    /// The concepts that are parts of a design: what a statement can be about.
    pub(super) subjects: Vec<ConceptId>,
    /// The concepts that are issues: a label with one is not about the parts that its outer labels name.
    pub(super) themes: Vec<ConceptId>,
    /// What the sections of a document are called that belong to a task.
    pub(super) tasks: BTreeMap<u8, ConceptId>,
    /// Turns like `not only`, in which a negator negates nothing.
    pub(super) affirming: Option<ConceptId>,
    /// Turns like `it is not true that`, which deny all that follows.
    pub(super) untrue: Option<ConceptId>,
    /// The language of the rubrics first.
    pub(super) languages: Vec<Language>,
    /// Info strings of code fences that hold no prose.
    pub(super) diagrams: Vec<Box<str>>,
    pub(super) classes: HashMap<Box<str>, Class>,
    /// Stems of verbs whose form in `-s` makes a sentence.
    pub(super) verbs: HashSet<Box<str>>,
    /// Stems of verbs that keep away what follows.
    pub(super) averters: HashSet<Box<str>>,
    pub(super) speller: Speller,
}

/// Reads words, and remembers which it took for slips.
pub(super) struct Reader<'a> {
    lexicon: &'a Lexicon,
    corrected: HashMap<String, Option<(WordId, WordId)>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lexicon: &'a Lexicon) -> Self {
        Self { lexicon, corrected: HashMap::new() }
    }

    /// The tokens of a part of a text.
    pub(super) fn tokens(&mut self, text: &str, span: Range<usize>) -> Vec<Token> {
        let mut last = span.start;
        words(&text[span.clone()])
            .into_iter()
            .map(|word| {
                let at = span.start + word.span.start..span.start + word.span.end;
                let cut = Cut::between(&text[last..at.start]);
                last = at.end;
                let (mut exact, mut stem) = self.lexicon.vocabulary.find(&word.folded, &word.stem);
                let class = self.lexicon.class(&word.folded, &word.stem);
                let mut corrected = false;
                if exact == UNKNOWN
                    && stem == UNKNOWN
                    && class == Class::default()
                    && let Some(meant) = self.correct(word.folded)
                {
                    (exact, stem) = meant;
                    corrected = true;
                }
                Token { span: at, exact, stem, class, cut, corrected, copied: false }
            })
            .collect()
    }

    fn correct(&mut self, folded: String) -> Option<(WordId, WordId)> {
        if let Some(known) = self.corrected.get(&folded) {
            return *known;
        }
        if self.corrected.len() >= MOST_CORRECTIONS {
            return None;
        }
        let meant = self.lexicon.speller.correct(&folded);
        let meant = meant.map(|meant| self.lexicon.vocabulary.find(meant, &stem(meant)));
        self.corrected.insert(folded, meant);
        meant
    }
}

impl Lexicon {
    /// What a folded word with this stem does.
    pub(super) fn class(&self, folded: &str, stem: &str) -> Class {
        let listed = self.classes.get(folded).copied().unwrap_or_default();
        let listed = if self.averters.contains(stem) { listed | Class::AVERTER } else { listed };
        let contracted = folded.len() > 3 && folded.ends_with("n't");
        let mut class = listed;
        if ALTERNATIVES.contains(&folded) {
            class = class | Class::ALTERNATIVE;
        }
        if TURNS.contains(&folded) {
            class = class | Class::TURN;
        }
        if contracted {
            class = class | Class::NEGATOR | Class::NOT | Class::FINITE | Class::FUNCTION;
        }
        if self.verbs.contains(stem) {
            class = class | Class::VERB;
            if folded.ends_with('s') {
                class = class | Class::FINITE;
            }
        }
        class
    }
}

impl Cut {
    /// Reads what stands between two words: a comma, a dash, a colon end a clause.
    fn between(text: &str) -> Self {
        let clause = text.contains([';', ':', '–', '—', '|', '→', '!', '?', '.'])
            || text.contains(" - ")
            || text.contains("->");
        match clause {
            true => Self::Clause,
            false if text.contains(',') => Self::Comma,
            false if text.contains(['(', ')']) || text.contains(" / ") => Self::Bracket,
            false => Self::None,
        }
    }
}

impl Token {
    /// Whether it may stand between two words that touch: a filler, or a small word that begins nothing and turns
    /// nothing around.
    pub(super) fn fills(&self) -> bool {
        const PARTING: Class = Class(Class::NEGATOR.0 | Class::OPENER.0 | Class::PRONOUN.0 | Class::JOINER.0);
        self.class.is(Class::FILLER) || self.class.is(Class::FUNCTION) && !self.class.is(PARTING)
    }

    /// Whether a clause ends before it.
    pub(super) fn ends_clause(&self) -> bool {
        matches!(self.cut, Cut::Clause | Cut::Comma)
    }

    /// Whether anything but blanks stands before it.
    pub(super) fn breaks(&self) -> bool {
        self.cut != Cut::None
    }
}
