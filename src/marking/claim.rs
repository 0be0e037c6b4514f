//! What a text claims about a design, held against what the engine says of it.
//!
//! Three kinds of claims are read, sentence by sentence, by the lexicon's names of parts and the topology's own ids:
//! what happens when a part fails (`if lb1 fails, the site is down`, `then web2 takes over`), what is a single point of
//! failure, and which database accepts writes. What names no part for certain (`a second load balancer`, `the web
//! server` where there are two) is no claim: nothing is called wrong on a guess.

mod check;
mod part;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::find::{Finder, Hit};
use super::lexicon::{Class, Lexicon};
use super::negation::Negation;
use super::reading::{Copied, Reading, Statement};
use super::rubric::Rubrics;
use crate::analysis::Engine;
use crate::requirement::Verdict;
use crate::topology::{Id, Topology};

use part::{Mention, Names, Who};

/// How far from a verb the part may stand that it is said of, in words.
const CLOSE: usize = 6;

/// A claim about a design. Offsets are bytes of the text as given, half open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Where the sentence starts.
    pub start: usize,
    /// Where the sentence ends.
    pub end: usize,
    /// The words that were understood, in order.
    pub words: Vec<Range<usize>>,
    /// Whether it is true, true in part, or wrong.
    pub verdict: Verdict,
    /// What really happens, a sentence.
    pub truth: String,
}

/// What is said of the site, or of one function of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Site,
    Reads,
    Writes,
}

/// What a sentence claims.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    /// When these have failed, this is down, or goes on.
    Effect { failed: Who, scope: Scope, down: bool },
    /// This one takes over from the failed ones, or from those that do the same.
    TakesOver { failed: Option<Who>, by: Who },
    /// This is a single point of failure, or is none.
    Spof { part: Who, scope: Scope, is: bool },
    /// This database accepts writes, alone or with others, or does not.
    Writes { part: Who, only: bool, accepts: bool },
}

/// The lexicon's meanings that claims are made of.
struct Meanings<'a> {
    lexicon: &'a Lexicon,
}

impl Meanings<'_> {
    fn hits(&self, name: &str, finder: &Finder<'_>) -> Vec<Hit> {
        let id = self.lexicon.vocabulary.concept(name);
        id.map(|id| finder.concept(id).to_vec()).unwrap_or_default()
    }
}

/// Every claim that a text makes about a design, in the order of the text.
#[must_use]
pub fn claims(text: &str, topology: &Topology, rubrics: &Rubrics) -> Vec<Claim> {
    let lexicon = &*rubrics.lexicon;
    let reading = Reading::new(text, lexicon, &Copied::default());
    let names = Names::new(topology);
    let mut engine = None;
    let mut found: Vec<Claim> = Vec::new();
    for statement in reading.statements.iter().filter(|statement| !statement.naming) {
        let finder = Finder::new(lexicon, &reading.text, &statement.tokens);
        let sentence = Sentence::new(lexicon, &finder, &reading.text, &names, statement);
        for (said, hit) in sentence.said() {
            // Most texts claim nothing, and need no engine.
            let engine = engine.get_or_insert_with(|| Engine::new(topology));
            let Some((verdict, truth)) = check::check(&said, engine) else { continue };
            let words = hit.tokens().map(|at| statement.tokens[at].span.clone()).collect();
            let claim = Claim { start: statement.span.start, end: statement.span.end, words, verdict, truth };
            if !found.contains(&claim) {
                found.push(claim);
            }
        }
    }
    found
}

/// A sentence with the parts that it names.
struct Sentence<'a> {
    meanings: Meanings<'a>,
    finder: &'a Finder<'a>,
    negation: Negation,
    mentions: Vec<Mention>,
    text: &'a str,
    asks: bool,
}

impl<'a> Sentence<'a> {
    fn new(
        lexicon: &'a Lexicon,
        finder: &'a Finder<'a>,
        text: &'a str,
        names: &Names<'_>,
        statement: &Statement,
    ) -> Self {
        Self {
            meanings: Meanings { lexicon },
            finder,
            negation: Negation::of(lexicon, finder),
            mentions: part::mentions(lexicon, finder, text, names),
            text,
            asks: text[statement.span.clone()].ends_with('?') || statement.keywords,
        }
    }

    /// What the sentence claims, each with the words that say it.
    fn said(&self) -> Vec<(Said, Hit)> {
        if self.asks || self.mentions.is_empty() {
            return Vec::new();
        }
        let mut said = self.effects();
        said.extend(self.spofs());
        said.extend(self.writes());
        said
    }

    fn effects(&self) -> Vec<(Said, Hit)> {
        let failed = self.failed();
        let mut said: Vec<(Said, Hit)> = Vec::new();
        let cause = failed.as_ref().map(|(_, hit)| *hit);
        for take in self.meanings.hits("claim_takes_over", self.finder) {
            let Some(by) =
                self.before(take, |mention| cause.is_none_or(|cause| !overlap(mention.hit, cause)))
            else {
                continue;
            };
            let Some(who) = by.who.clone().filter(|_| !self.denied(take)) else { continue };
            let from = failed.as_ref().map(|(who, _)| who.clone());
            said.push((Said::TakesOver { failed: from, by: who }, join(by.hit.join(take), cause)));
        }
        let Some((who, cause)) = failed else { return said };
        let mut effects: Vec<(Scope, bool, Hit)> = Vec::new();
        for (name, scope, down) in [
            ("claim_down", Scope::Site, true),
            ("claim_up", Scope::Site, false),
            ("claim_writes_down", Scope::Writes, true),
            ("claim_writes_up", Scope::Writes, false),
            ("claim_reads_down", Scope::Reads, true),
            ("claim_reads_up", Scope::Reads, false),
        ] {
            let hits = self.meanings.hits(name, self.finder).into_iter();
            let outside = hits.filter(|hit| hit.words & cause.words == 0 && !within(*hit, cause));
            effects.extend(outside.map(|hit| (scope, down != self.denied(hit), hit)));
        }
        // `Reads still work` is said of reads alone.
        let narrow: Vec<Hit> =
            effects.iter().filter(|(scope, ..)| *scope != Scope::Site).map(|(.., hit)| *hit).collect();
        effects.retain(|(scope, _, hit)| {
            *scope != Scope::Site || !narrow.iter().any(|other| overlap(*hit, *other))
        });
        for scope in [Scope::Site, Scope::Writes, Scope::Reads] {
            let mut of: Vec<(bool, Hit)> = effects
                .iter()
                .filter(|(other, ..)| *other == scope)
                .map(|(_, down, hit)| (*down, *hit))
                .collect();
            of.sort_by_key(|(_, hit)| (hit.to - hit.from, hit.from));
            let Some((down, hit)) = of.first().copied() else { continue };
            // What is said both ways is not understood.
            if of.iter().all(|(other, _)| *other == down) {
                said.push((Said::Effect { failed: who.clone(), scope, down }, hit.join(cause)));
            }
        }
        said
    }

    /// The part that the sentence supposes to have failed.
    fn failed(&self) -> Option<(Who, Hit)> {
        let tokens = self.finder.tokens;
        for verb in self.meanings.hits("claim_fails", self.finder) {
            let Some(part) = self.before(verb, |_| true) else { continue };
            let supposed = tokens[part.hit.from.saturating_sub(CLOSE)..part.hit.from].iter().any(|token| {
                let word = self.text[token.span.clone()].to_ascii_lowercase();
                ["if", "when", "whenever", "once", "should", "case", "after", "as", "suppose"]
                    .contains(&word.as_str())
            });
            if supposed && !self.denied(verb) {
                return Some((part.who.clone()?, part.hit.join(verb)));
            }
        }
        for noun in self.meanings.hits("claim_loss_of", self.finder) {
            let behind = self.mentions.iter().find(|mention| mention.hit.from >= noun.to);
            if let Some(part) = behind.filter(|part| part.hit.from - noun.to <= 2) {
                return Some((part.who.clone()?, part.hit.join(noun)));
            }
        }
        None
    }

    fn spofs(&self) -> Vec<(Said, Hit)> {
        let mut said = Vec::new();
        for hit in self.meanings.hits("spof", self.finder) {
            let is_verb = |from: usize, to: usize| {
                self.finder.tokens[from..to].iter().any(|token| {
                    let word = self.text[token.span.clone()].to_ascii_lowercase();
                    ["is", "are", "isn't", "aren't", "remains", "becomes", "being", "at"]
                        .contains(&word.as_str())
                })
            };
            let before = self.before(hit, |_| true).filter(|part| is_verb(part.hit.to, hit.from));
            let mut after = self.mentions.iter().filter(|mention| mention.hit.from >= hit.to);
            let behind = || {
                let part = after.next()?;
                (part.hit.from - hit.to <= 3 && is_verb(hit.to, part.hit.from)).then_some(part)
            };
            let Some(part) = before.or_else(behind) else { continue };
            let Some(who) = part.who.clone() else { continue };
            let near = |name: &str| {
                let hits = self.meanings.hits(name, self.finder);
                hits.iter().any(|other| other.from >= hit.to && other.from - hit.to <= 3)
            };
            let scope = match (near("claim_writing"), near("claim_reading")) {
                (true, false) => Scope::Writes,
                (false, true) => Scope::Reads,
                _ => Scope::Site,
            };
            let from = part.hit.to.min(hit.from);
            let longer = self.finder.tokens[from..hit.from.max(from)]
                .iter()
                .any(|token| token.class.is(Class::NEGATOR));
            let is = !(longer || self.denied(hit));
            said.push((Said::Spof { part: who, scope, is }, part.hit.join(hit)));
        }
        said
    }

    fn writes(&self) -> Vec<(Said, Hit)> {
        let mut said = Vec::new();
        let conditional = self.finder.tokens.iter().any(|token| {
            ["if", "when", "whenever", "once", "until", "unless"]
                .contains(&self.text[token.span.clone()].to_ascii_lowercase().as_str())
        });
        if conditional {
            return said;
        }
        for hit in self.meanings.hits("claim_accepts_writes", self.finder) {
            let Some(part) = self.before(hit, |_| true) else { continue };
            let Some(who) = part.who.clone() else { continue };
            let only = self.only_before(part.hit);
            said.push((Said::Writes { part: who, only, accepts: !self.denied(hit) }, part.hit.join(hit)));
        }
        for hit in self.meanings.hits("claim_writes_go_to", self.finder) {
            let mut behind = self.mentions.iter().filter(|mention| mention.hit.from >= hit.to);
            let Some(part) = behind.next().filter(|part| part.hit.from - hit.to <= 3) else { continue };
            let Some(who) = part.who.clone() else { continue };
            let only = self.only_before(part.hit);
            said.push((Said::Writes { part: who, only, accepts: !self.denied(hit) }, part.hit.join(hit)));
        }
        for hit in self.meanings.hits("claim_only_reads", self.finder) {
            let Some(part) = self.before(hit, |_| true) else { continue };
            let Some(who) = part.who.clone().filter(|_| !self.denied(hit)) else { continue };
            said.push((Said::Writes { part: who, only: false, accepts: false }, part.hit.join(hit)));
        }
        said
    }

    /// The part that stands last before a place, close to it and in its clause, of those that will do.
    fn before(&self, hit: Hit, fits: impl Fn(&Mention) -> bool) -> Option<&Mention> {
        let mut before = self.mentions.iter().rev().filter(|mention| mention.hit.to <= hit.from);
        let nearest = before.find(|mention| fits(mention))?;
        let between = &self.finder.tokens[nearest.hit.to..=hit.from.min(self.finder.tokens.len() - 1)];
        let apart = between.iter().any(super::lexicon::Token::ends_clause);
        (hit.from - nearest.hit.to <= CLOSE && !apart).then_some(nearest)
    }

    /// Whether `only` stands before a part.
    fn only_before(&self, part: Hit) -> bool {
        let from = part.from.saturating_sub(3);
        self.finder.tokens[from..part.from].iter().any(|token| {
            let word = self.text[token.span.clone()].to_ascii_lowercase();
            ["only", "just", "solely", "exclusively"].contains(&word.as_str())
        })
    }

    fn denied(&self, hit: Hit) -> bool {
        self.negation.denies(hit) || self.negation.averts(hit)
    }
}

fn join(hit: Hit, other: Option<Hit>) -> Hit {
    other.map_or(hit, |other| hit.join(other))
}

fn overlap(one: Hit, other: Hit) -> bool {
    one.words & other.words != 0
}

fn within(inner: Hit, outer: Hit) -> bool {
    outer.from <= inner.from && inner.to <= outer.to
}

/// Whether these are the ids of the same parts.
fn same(one: &[Id], other: &[Id]) -> bool {
    one.len() == other.len() && one.iter().all(|id| other.contains(id))
}
