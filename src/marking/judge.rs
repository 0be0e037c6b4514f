//! Looks for a rubric's phrasings in the statements of an answer, and keeps where each holds.

use std::ops::Range;

use crate::requirement::RequirementKind;

use super::find::{Finder, Hit};
use super::lexicon::Lexicon;
use super::marked::Marked;
use super::negation::Negation;
use super::pattern::Sequence;
use super::reading::{Reading, Statement};
use super::rubric::{Body, Rubric, Rule};
use super::subject::{Named, Subjects};
use super::verdict;
use super::vocabulary::ConceptId;

/// How much it takes when next to none of the words between the first and the last belong to the phrasing.
const LOOSE: f64 = 0.3;
/// How much a word that was taken for a slip takes from the certainty of what it helps to say.
const SLIP: f64 = 0.9;

/// How many words a phrasing may span that begins in one sentence and ends in the next.
const LONGEST_ACROSS: usize = 20;

/// What an answer says to one rubric.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// For each point, where it is made.
    pub(super) points: Vec<Vec<Made>>,
    /// For each mistake, where it is made.
    pub(super) mistakes: Vec<Vec<Made>>,
    /// For each point, how near a statement comes to it that does not make it, from 0 to 1: the share of the words of a
    /// phrasing that it has.
    pub(super) near: Vec<f64>,
    /// Whether a point is denied somewhere.
    pub(super) denied: bool,
    /// Whether something would have counted in a sentence, and stands in a list of words.
    pub(super) listed: bool,
    /// How many statements name the topic.
    pub(super) mentions: usize,
}

/// A rule that holds at a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    pub(super) span: Range<usize>,
    pub(super) words: Vec<Range<usize>>,
    pub(super) phrasing: Box<str>,
    /// How sure it is that the answer says this, from 0 to 1.
    pub(super) certainty: f64,
}

/// An answer, with what is common to all its statements.
pub(super) struct Judge<'a> {
    lexicon: &'a Lexicon,
    reading: &'a Reading,
    labels: Vec<Finder<'a>>,
    named: Vec<Named>,
    /// The question, when it is part of the context: then the whole answer is about its topic.
    question: Option<Finder<'a>>,
    given: bool,
    /// Whether what two sentences say together counts.
    across: bool,
}

/// A statement while it is looked at.
struct Scene<'a, 'b> {
    statement: &'b Statement,
    finder: &'b Finder<'a>,
    before: Option<&'b Finder<'a>>,
    negation: &'b Negation,
    subjects: &'b Subjects,
    /// Where the second of two sentences begins that are looked at as one: what is found must stand in both. 0 for one.
    border: usize,
}

/// What is looked for, besides the words of a rule.
#[derive(Clone, Copy)]
struct Aim<'b> {
    /// The parts that a statement must be about.
    topic: &'b [ConceptId],
    /// The parts that may be spoken of in passing.
    neutral: &'b [ConceptId],
    /// Whether it is an issue: then what is avoided does not count.
    issue: bool,
    /// Whether naming is enough: then, in a document, the words of the task do.
    naming: bool,
    /// Whether the answer as a whole is about the topic.
    given: bool,
}

/// What became of a rule in a statement.
enum Outcome {
    Absent,
    Denied,
    Holds(Hit, f64),
}

impl Scene<'_, '_> {
    /// Whether a hit is one of one sentence, or reaches from the first of two into the second and not too far.
    fn spans(&self, hit: Hit) -> bool {
        self.border == 0
            || hit.from < self.border && self.border < hit.to && hit.to - hit.from <= LONGEST_ACROSS
    }
}

impl<'a> Judge<'a> {
    /// Prepares to judge an answer; `given` says that all of it is about the topic of its rubric.
    pub(super) fn new(
        lexicon: &'a Lexicon,
        reading: &'a Reading,
        question: Option<Finder<'a>>,
        given: bool,
    ) -> Self {
        let labels: Vec<Finder<'_>> =
            reading.labels.iter().map(|label| Finder::new(lexicon, &reading.text, &label.tokens)).collect();
        let named = labels.iter().map(|label| Named::of(lexicon, label)).collect();
        Self { lexicon, reading, labels, named, question, given, across: true }
    }

    /// The same judge in less time, who takes each sentence by itself.
    pub(super) fn hasty(self) -> Self {
        Self { across: false, ..self }
    }

    /// Marks the statements that count by each rubric.
    pub(super) fn marks(&self, rubrics: &[&Rubric], counts: impl Fn(&Statement) -> bool) -> Vec<Marked> {
        let mut found: Vec<Found> = rubrics.iter().map(|rubric| Found::none(&rubric.body)).collect();
        let mut before: Option<(&Statement, Finder<'a>, Subjects)> = None;
        for statement in self.reading.statements.iter().filter(|statement| counts(statement)) {
            let finder = Finder::new(self.lexicon, &self.reading.text, &statement.tokens);
            let negation = Negation::of(self.lexicon, &finder);
            let last = before.as_ref().map(|(other, _, subjects)| (*other, subjects));
            let subjects = Subjects::of(self.lexicon, &finder, self.reading, statement, &self.named, last);
            let close = before.as_ref().filter(|(other, ..)| other.block == statement.block);
            let scene = Scene {
                statement,
                finder: &finder,
                before: close.map(|(_, finder, _)| finder),
                negation: &negation,
                subjects: &subjects,
                border: 0,
            };
            for (rubric, found) in rubrics.iter().zip(&mut found) {
                self.look(&rubric.body, &scene, found);
            }
            if self.across
                && let Some((other, _, subjects)) = &before
                && let Some(both) = other.join(statement)
            {
                self.look_across(rubrics, (other, subjects), &both, &mut found);
            }
            if !statement.naming {
                before = Some((statement, finder, subjects));
            }
        }
        rubrics.iter().zip(&found).map(|(rubric, found)| verdict::marked(&rubric.body, found)).collect()
    }

    /// Looks for what two sentences in a row say together and neither alone.
    fn look_across(
        &self,
        rubrics: &[&Rubric],
        first: (&Statement, &Subjects),
        both: &Statement,
        found: &mut [Found],
    ) {
        let finder = Finder::new(self.lexicon, &self.reading.text, &both.tokens);
        let negation = Negation::of(self.lexicon, &finder);
        let subjects = Subjects::of(self.lexicon, &finder, self.reading, both, &self.named, Some(first));
        let border = first.0.tokens.len();
        let scene = Scene {
            statement: both,
            finder: &finder,
            before: None,
            negation: &negation,
            subjects: &subjects,
            border,
        };
        for (rubric, found) in rubrics.iter().zip(found) {
            self.look(&rubric.body, &scene, found);
        }
    }

    /// Looks for every point and mistake of a rubric in one statement; in two together only for the points that are
    /// still open.
    fn look(&self, body: &Body, scene: &Scene<'a, '_>, found: &mut Found) {
        if !scene.finder.holds_any(body.wanted) {
            return;
        }
        let across = scene.border > 0;
        if !across {
            let topics = body.points.iter().map(|point| &point.about).chain([&body.topic]);
            found.mentions += usize::from(topics.into_iter().any(|topic| scene.subjects.names(topic)));
        }
        let issue = body.id.kind() == RequirementKind::Issue;
        let bare = scene.statement.keywords && scene.statement.label.is_none();
        let places = found.points.iter_mut().zip(&mut found.near);
        for (point, (made, near)) in body.points.iter().zip(places) {
            if across && !made.is_empty() || scene.statement.naming && !point.in_labels {
                continue;
            }
            let own = !point.about.is_empty();
            let aim = Aim {
                topic: if own { &point.about } else { &body.topic },
                neutral: &body.neutral,
                issue,
                naming: point.in_labels,
                given: self.given && !own,
            };
            match self.first(&point.rules, aim, scene) {
                Ok(Some(_)) if bare => found.listed = true,
                Ok(Some(one)) => made.push(one),
                Ok(None) if !across && made.is_empty() && *near < 1.0 => {
                    *near = near.max(nearness(&point.rules, scene.finder));
                }
                Ok(None) => {}
                Err(()) => found.denied |= !across,
            }
        }
        if across {
            return;
        }
        // What is said of another part is nobody's mistake.
        for (mistake, made) in body.mistakes.iter().zip(&mut found.mistakes) {
            let own = !mistake.about.is_empty();
            let topic = if own { &mistake.about } else { &body.topic };
            let aim = Aim { topic, neutral: &[], issue, naming: false, given: self.given && !own };
            if !scene.statement.naming
                && let Ok(one) = self.first(&mistake.rules, aim, scene)
            {
                made.extend(one);
            }
        }
    }

    /// The first rule that holds; an error when none does and one is denied.
    fn first(&self, rules: &[Rule], aim: Aim<'_>, scene: &Scene<'a, '_>) -> Result<Option<Made>, ()> {
        let mut denied = false;
        for rule in rules {
            match self.outcome(rule, aim, scene) {
                Outcome::Absent => {}
                Outcome::Denied => denied = true,
                Outcome::Holds(hit, certainty) => {
                    let words = hit.tokens().map(|at| scene.finder.tokens[at].span.clone()).collect();
                    let phrasing = rule.phrasing.text.clone();
                    return Ok(Some(Made { span: scene.statement.span.clone(), words, phrasing, certainty }));
                }
            }
        }
        if denied { Err(()) } else { Ok(None) }
    }

    fn outcome(&self, rule: &Rule, aim: Aim<'_>, scene: &Scene<'a, '_>) -> Outcome {
        let finder = scene.finder;
        let banned = || rule.phrasing.absent.iter().any(|banned| !finder.sequence(banned).is_empty());
        let narrow = scene.border > 0 && !rule.wide;
        if narrow || !finder.may_hold(&rule.triggers) || banned() {
            return Outcome::Absent;
        }
        let (first, rest) = rule.phrasing.terms.split_first().expect("a phrasing has a term");
        let affirmed = |hit: &&Hit| !scene.negation.denies(**hit);
        let mut others: Option<Hit> = None;
        for term in rest {
            let hits = finder.sequence(term);
            let Some(hit) = hits.iter().find(affirmed).or(hits.first()) else { return Outcome::Absent };
            others = Some(others.map_or(*hit, |other| other.join(*hit)));
        }
        let mut denied = false;
        for start in finder.sequence(first) {
            let hit = others.map_or(start, |other| other.join(start));
            if !scene.spans(hit) {
                continue;
            }
            let named = aim.naming && !self.given;
            let copied = !named && hit.tokens().all(|at| finder.tokens[at].copied);
            let averted = aim.issue && scene.negation.averts(hit);
            let about = if rule.anywhere {
                Some(1.0)
            } else {
                scene.subjects.about(aim.topic, aim.neutral, start, aim.given, aim.issue)
            };
            let Some(certainty) = about.filter(|_| !copied && !averted) else { continue };
            if !rule.phrasing.context.as_ref().is_none_or(|context| self.stands_around(context, hit, scene)) {
                continue;
            }
            if scene.negation.misses(hit, finder.tokens) {
                continue;
            }
            if scene.negation.denies(hit) {
                denied = true;
                continue;
            }
            let slips = hit.tokens().any(|at| finder.tokens[at].corrected);
            let certainty = certainty * (1.0 - LOOSE * (1.0 - hit.density()));
            return Outcome::Holds(hit, if slips { certainty * SLIP } else { certainty });
        }
        if denied { Outcome::Denied } else { Outcome::Absent }
    }

    /// Whether a context stands in a label above, elsewhere in the sentence, in the sentence before, or in the question.
    fn stands_around(&self, context: &Sequence, hit: Hit, scene: &Scene<'a, '_>) -> bool {
        let holds = |finder: &Finder<'a>| !finder.sequence(context).is_empty();
        self.reading.labels_of(scene.statement).any(|label| holds(&self.labels[label]))
            || scene.finder.sequence(context).iter().any(|other| other.words & hit.words == 0)
            || scene.before.is_some_and(holds)
            || self.question.as_ref().is_some_and(holds)
    }
}

/// The largest share of the words of a phrasing that stand in a sentence; one word alone is no sign.
fn nearness(rules: &[Rule], finder: &Finder<'_>) -> f64 {
    let several = rules.iter().filter(|rule| rule.triggers.len() > 1);
    several.map(|rule| finder.share(&rule.triggers)).fold(0.0, f64::max)
}

impl Found {
    fn none(body: &Body) -> Self {
        Self {
            points: vec![Vec::new(); body.points.len()],
            mistakes: vec![Vec::new(); body.mistakes.len()],
            near: vec![0.0; body.points.len()],
            denied: false,
            listed: false,
            mentions: 0,
        }
    }
}
