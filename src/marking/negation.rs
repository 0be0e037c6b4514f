//! What a negator denies, and what a verb like `avoid` keeps away: the words after it, up to the end of its clause.

use super::find::{Finder, Hit};
use super::lexicon::{Class, Lexicon, Token};

/// The longest reach of a negator, in words.
const REACH: usize = 10;
/// The longest reach of `avoid` and the like: their object stands close behind.
const CLOSE_REACH: usize = 5;

/// The negators of a sentence with the tokens that each denies.
#[derive(Debug)]
pub(super) struct Negation {
    /// The negator, and the tokens that it reaches, one bit each.
    scopes: Vec<(usize, u128)>,
    /// The same for verbs like `avoid`.
    averted: Vec<(usize, u128)>,
}

impl Negation {
    /// Finds the negators of a sentence; `not only` and the like are none.
    pub(super) fn of(lexicon: &Lexicon, finder: &Finder<'_>) -> Self {
        let affirming = lexicon.affirming.map(|id| finder.concept(id));
        let harmless = |at| affirming.iter().flat_map(|hits| hits.iter()).any(|hit: &Hit| hit.has(at));
        let negators = finder.tokens.iter().enumerate().filter(|(_, token)| token.class.is(Class::NEGATOR));
        let scopes = negators
            .filter(|(at, _)| !harmless(*at))
            .map(|(at, _)| (at, reach(finder.tokens, at, REACH)))
            .collect();
        let averters = finder.tokens.iter().enumerate().filter(|(_, token)| token.class.is(Class::AVERTER));
        let averted = averters.map(|(at, _)| (at, reach(finder.tokens, at, CLOSE_REACH))).collect();
        Self { scopes, averted }
    }

    /// Whether a negator that is no part of the hit reaches into it.
    pub(super) fn denies(&self, hit: Hit) -> bool {
        reaches(&self.scopes, hit)
    }

    /// Whether the hit is something that a verb like `avoid` keeps away: no issue, then.
    pub(super) fn averts(&self, hit: Hit) -> bool {
        reaches(&self.averted, hit)
    }
}

fn reaches(scopes: &[(usize, u128)], hit: Hit) -> bool {
    scopes.iter().any(|(at, reach)| !hit.has(*at) && reach & hit.words != 0)
}

/// The tokens after a negator up to the end of its clause: punctuation, a word that opens a clause, `and` before
/// another verb, and after `not` the verb after the one that it denies.
fn reach(tokens: &[Token], negator: usize, longest: usize) -> u128 {
    let mut words = 0;
    let verbs_only = tokens[negator].class.is(Class::NOT);
    for at in negator + 1..tokens.len().min(negator + 1 + longest) {
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
