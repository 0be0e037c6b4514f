//! What a negator denies, and what a verb like `avoid` keeps away: the words after it, up to the end of its clause.

use super::find::{Finder, Hit};
use super::lexicon::{Class, Cut, Lexicon, Token};

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
    /// What `it is not true that` and the like deny, whatever negators stand in it.
    untrue: u128,
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
        let turns = lexicon.untrue.map_or(&[][..], |id| finder.concept(id));
        let untrue = turns.iter().fold(0, |words, hit| words | clause(finder.tokens, hit.to));
        Self { scopes, averted, untrue }
    }

    /// Whether a negator that is no part of the hit reaches into it.
    pub(super) fn denies(&self, hit: Hit) -> bool {
        self.untrue & hit.words != 0 || reaches(&self.scopes, hit)
    }

    /// Whether a negator that is part of the hit denies something else, as the clause ends before the hit goes on.
    pub(super) fn misses(&self, hit: Hit, tokens: &[Token]) -> bool {
        let ends = |at: usize| {
            let class = tokens[at].class;
            let joined = tokens[at - 1].class.is(Class::JOINER) && class.is(Class::FINITE | Class::PRONOUN);
            tokens[at].ends_clause() || joined || class.is(Class::TURN)
        };
        let parted = |from: usize, to: usize| !tokens[to].class.is(Class::TURN) && (from + 1..=to).any(ends);
        let negators = self.scopes.iter().filter(|(at, _)| hit.has(*at) && !is_condition(tokens, *at));
        negators.into_iter().any(|(at, reach)| {
            let next = hit.tokens().find(|other| other > at);
            next.is_some_and(|next| reach >> next & 1 == 0 && parted(*at, next))
        })
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
        let listed = tokens[at].cut == Cut::Comma && goes_on(tokens, at, negator + 1 + longest);
        if tokens[at].breaks() && !listed || joined || opened {
            break;
        }
        words |= 1 << at;
    }
    words
}

/// Whether a negator stands in a condition, which belongs to what follows it: `if nobody looks, it stays unseen`, or,
/// without a verb, `without it, all can read`.
fn is_condition(tokens: &[Token], negator: usize) -> bool {
    let start = (1..=negator).rev().find(|at| tokens[*at].ends_clause()).unwrap_or(0);
    let opener = tokens[start].class;
    let rest = tokens[negator + 1..].iter();
    let mut own = rest.take_while(|token| !token.ends_clause() && !token.class.is(Class::TURN));
    opener.is(Class::OPENER) && !opener.is(Class::TURN)
        || start == negator && !own.any(|token| token.class.is(Class::FINITE))
}

/// The tokens from one up to the end of its clause.
fn clause(tokens: &[Token], from: usize) -> u128 {
    let end = |at: &usize| tokens[*at].cut == Cut::Clause || tokens[*at].class.is(Class::TURN);
    let to = (from + 1..tokens.len()).find(end).unwrap_or(tokens.len());
    (from..to).fold(0, |words, at| words | 1 << at)
}

/// Whether what follows a comma goes on with a list that `or` or `nor` ends, as in `no firewall, certificate or agent`:
/// nothing before it begins a clause.
fn goes_on(tokens: &[Token], comma: usize, end: usize) -> bool {
    let rest = &tokens[comma..tokens.len().min(end)];
    for (at, token) in rest.iter().enumerate() {
        if token.class.is(Class::ALTERNATIVE) {
            return at > 0;
        }
        if token.class.is(Class::OPENER | Class::FINITE | Class::PRONOUN | Class::JOINER | Class::NEGATOR)
            || at > 0 && token.breaks() && token.cut != Cut::Comma
        {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marking::fixture::lexicon;
    use crate::marking::lexicon::Reader;

    /// The words that are denied, and those that are averted.
    /// What is asked of a sentence, given its words.
    fn read<R>(text: &str, ask: impl FnOnce(&Negation, &[Token]) -> R) -> R {
        let lexicon = lexicon();
        let tokens = Reader::new(&lexicon).tokens(text, 0..text.len());
        let finder = Finder::new(&lexicon, text, &tokens);
        ask(&Negation::of(&lexicon, &finder), &tokens)
    }

    fn reached(text: &str) -> (Vec<&str>, Vec<&str>) {
        read(text, |negation, tokens| {
            let one = |at: usize| Hit { from: at, to: at + 1, words: 1 << at };
            let words = |holds: &dyn Fn(Hit) -> bool| {
                (0..tokens.len())
                    .filter(|at| holds(one(*at)))
                    .map(|at| &text[tokens[at].span.clone()])
                    .collect()
            };
            (words(&|hit| negation.denies(hit)), words(&|hit| negation.averts(hit)))
        })
    }

    #[test]
    fn a_negator_reaches_to_the_end_of_its_clause() {
        assert_eq!(reached("it does not serve pages, the database does").0, ["serve", "pages"]);
        assert_eq!(reached("there is no firewall or HTTPS because of costs").0, ["firewall", "or", "HTTPS"]);
        assert_eq!(reached("it is not slow and it serves pages").0, ["slow", "and"]);
        assert_eq!(reached("it isn't slow but good").0, ["slow"]);
    }

    #[test]
    fn a_comma_does_not_end_the_reach_within_a_list() {
        assert_eq!(
            reached("it does not serve pages, files or data").0,
            ["serve", "pages", "files", "or", "data"]
        );
        assert_eq!(reached("it does not serve pages, it stores files or data").0, ["serve", "pages"]);
        assert_eq!(reached("it does not serve pages, because files or data").0, ["serve", "pages"]);
    }

    #[test]
    fn a_negator_in_a_phrase_must_deny_what_the_phrase_goes_on_with() {
        let lexicon = lexicon();
        for (text, misses) in [
            ("no pages are static because nginx serves", true),
            ("no pages are static, nginx serves", true),
            ("no pages that nginx serves", false),
            ("if no pages are static, nginx serves", false),
            ("without pages, nginx serves", false),
        ] {
            let tokens = Reader::new(&lexicon).tokens(text, 0..text.len());
            let finder = Finder::new(&lexicon, text, &tokens);
            let negator = tokens.iter().position(|token| token.class.is(Class::NEGATOR)).unwrap();
            let last = tokens.len() - 1;
            let hit = Hit { from: negator, to: last + 1, words: 1 << negator | 1 << last };
            assert_eq!(Negation::of(&lexicon, &finder).misses(hit, &tokens), misses, "{text}");
        }
    }

    #[test]
    fn not_denies_one_verb_only() {
        assert_eq!(reached("what cannot fail is kept").0, ["fail"]);
        assert_eq!(reached("no server is kept").0, ["server", "is", "kept"]);
    }

    #[test]
    fn not_only_denies_nothing() {
        assert!(reached("it not only serves pages").0.is_empty());
    }

    #[test]
    fn what_is_said_not_to_be_true_is_denied_whatever_it_denies() {
        read("it is not true that no pages are static, because nginx serves", |negation, tokens| {
            let denied = |words: u128| negation.denies(Hit { from: 0, to: tokens.len(), words });
            assert!(denied(0b111 << 5), "no pages are");
            assert!(!denied(0b11 << 10), "nginx serves");
        });
    }

    #[test]
    fn what_is_avoided_stands_close_behind() {
        assert_eq!(reached("this avoids a failure, and downtime").1, ["a", "failure"]);
    }

    #[test]
    fn a_negator_that_belongs_to_the_phrase_does_not_deny_it() {
        let hit = Hit { from: 1, to: 3, words: 0b110 };
        assert!(!read("it cannot fail", |negation, _| negation.denies(hit)));
    }
}
