//! What a negator denies: the words after it, up to the end of its clause.

use super::find::{Finder, Hit};
use super::lexicon::{Class, Lexicon, Token};

/// The longest reach of a negator, in words.
const REACH: usize = 10;

/// The negators of a sentence with the tokens that each denies.
#[derive(Debug)]
pub(super) struct Negation {
    /// The negator, and the tokens that it reaches, one bit each.
    scopes: Vec<(usize, u128)>,
}

impl Negation {
    /// Finds the negators of a sentence; `not only` and the like are none.
    pub(super) fn of(lexicon: &Lexicon, finder: &Finder<'_>) -> Self {
        let affirming = lexicon.affirming.map(|id| finder.concept(id));
        let harmless = |at| affirming.iter().flat_map(|hits| hits.iter()).any(|hit: &Hit| hit.has(at));
        let negators = finder.tokens.iter().enumerate().filter(|(_, token)| token.class.is(Class::NEGATOR));
        let scopes =
            negators.filter(|(at, _)| !harmless(*at)).map(|(at, _)| (at, reach(finder.tokens, at))).collect();
        Self { scopes }
    }

    /// Whether a negator that is no part of the hit reaches into it.
    pub(super) fn denies(&self, hit: Hit) -> bool {
        self.scopes.iter().any(|(negator, reach)| !hit.has(*negator) && reach & hit.words != 0)
    }
}

/// The tokens after a negator up to the end of its clause: punctuation, a word that opens a clause, `and` before
/// another verb, and after `not` the verb after the one that it denies.
fn reach(tokens: &[Token], negator: usize) -> u128 {
    let mut words = 0;
    let verbs_only = tokens[negator].class.is(Class::NOT);
    for at in negator + 1..tokens.len().min(negator + 1 + REACH) {
        let class = tokens[at].class;
        let joined = tokens[at - 1].class.is(Class::JOINER) && class.is(Class::FINITE | Class::PRONOUN);
        let later = at > negator + 1;
        let opened = later && (class.is(Class::OPENER) || verbs_only && class.is(Class::FINITE));
        if tokens[at].breaks || joined || opened {
            break;
        }
        words |= 1 << at;
    }
    words
}
