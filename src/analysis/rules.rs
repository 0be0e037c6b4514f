//! The rules: one table of everything that the analysis can find, and how it is asked.
//!
//! A rule is a record with a check. What the check says is open; mitigated, where the design has something that takes
//! most of the harm away; or not applicable, where the rule would speak and the design shows its exception, the
//! record's `unless`. The check proposes ways to mend what it finds; [`Trials`] tries a way that comes with edits on
//! the design before it is offered ([`Fix`](super::Fix) says what it must hold). To try all takes far longer than to
//! find, so it is done for what is looked at.
//!
//! To add a rule, write its check and its record side by side in the file of its subject, list the record in
//! [`table`], and add a design that fires it and a near twin that does not to `tests/it/rules/`.

mod alias;
mod balancing;
mod capacity;
mod check;
mod data;
mod database;
mod diagnosis;
mod dns;
mod dot;
mod double;
mod entry;
mod exposure;
mod facts;
mod failure;
mod firewall;
mod first;
mod idle;
mod member;
mod monitoring;
mod pair;
mod record;
mod remedy;
mod rezone;
mod round;
mod said;
mod structure;
mod table;
mod text;
mod tls;
mod together;
mod trial;
mod zone;

pub use table::RULES;
pub use trial::Trials;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use said::Said;

use super::calls::Calls;
use super::capacity::Capacity;
use super::element::Element;
use super::engine::Engine;
use super::finding::{Finding, FindingState, Severity};
use super::function::{Failures, Function, Granularity, Outcome};
use super::lists::Lists;
use crate::topology::{Id, Topology};

/// A rule of the table: what it looks for, how bad that is, and where one learns about it.
#[derive(Debug)]
pub struct Rule {
    /// Its id, which never changes: lower-case words joined by `-`.
    pub id: &'static str,
    /// What it finds, in a few words, as a heading.
    pub title: &'static str,
    /// What it looks for, a sentence without a verb.
    pub looks_for: &'static str,
    /// How bad it is at its worst.
    pub severity: Severity,
    /// The key of the glossary entry that explains it.
    pub topic: &'static str,
    /// Why it matters, one or two sentences.
    pub why: &'static str,
    /// When it does not apply, a sentence.
    pub unless: &'static str,
    /// How to mend it, whatever the design; [`Trials::fixes`] knows better for one design.
    pub mend: &'static str,
    /// The requirements that it bears on.
    pub requirements: &'static [&'static str],
    check: fn(&Facts<'_>) -> Vec<Said>,
}

/// With more findings of one rule than this that are about no part, such as lines of the zone, they are told as one.
const MOST_LIKE_ONE_ANOTHER: usize = 10;

impl Rule {
    /// What the rule says of a design.
    fn ask(&'static self, facts: &Facts<'_>) -> Vec<Finding> {
        let said = (self.check)(facts);
        let alike = |one: &Said| one.state == FindingState::Open && one.subjects.is_empty();
        let number = said.iter().filter(|one| alike(one)).count();
        if number <= MOST_LIKE_ONE_ANOTHER {
            return said.into_iter().map(|one| one.finding(self)).collect();
        }
        let (alike, others): (Vec<Said>, Vec<Said>) = said.into_iter().partition(alike);
        let worst = alike.iter().map(|one| one.severity.unwrap_or(self.severity)).max();
        let first = alike.into_iter().next().map(|one| {
            let message = format!("{} There are {} more findings of this kind.", one.message, number - 1);
            Said::of([], message).severity(worst.unwrap_or(self.severity)).advise(self.mend)
        });
        first.into_iter().chain(others).map(|one| one.finding(self)).collect()
    }
}

/// The rule with this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Everything that the rules say about a design, whose engine this is: what is open first, then by severity, then
/// in the order of [`RULES`].
#[must_use]
pub fn findings(topology: &Topology, engine: &Engine) -> Vec<Finding> {
    let facts = Facts::new(topology, engine);
    let mut found: Vec<Finding> = RULES.iter().flat_map(|rule| rule.ask(&facts)).collect();
    found.sort_by_key(|finding| (finding.state, std::cmp::Reverse(finding.severity)));
    found
}

/// A design laid out for the checks: what several of them ask is answered once.
pub(super) struct Facts<'a> {
    topology: &'a Topology,
    engine: &'a Engine,
    calls: Calls<'a>,
    outcomes: [Outcome; 3],
    /// The single points of failure of each function at granularity host.
    spofs: [Vec<Id>; 3],
    /// The same, for looking up.
    known_spofs: OnceCell<[HashSet<Id>; 3]>,
    capacity: OnceCell<Capacity>,
    pools: OnceCell<Vec<(Id, Vec<Id>)>>,
    /// By member, the places of its clusters in the file, found at the first question.
    clusters: OnceCell<HashMap<Id, Vec<usize>>>,
    /// By component, the links from it and to it, found at the first question.
    links: OnceCell<Lists>,
    /// By caller and called, the weight and whether it is for backup, found at the first question.
    shares: OnceCell<HashMap<(Id, Id), (u64, bool)>>,
    /// By component, the number of the first drawn request to it, and of the first drawn call from a web server.
    first_calls: OnceCell<[HashMap<Id, usize>; 2]>,
    available: OnceCell<[f64; 3]>,
    /// The hosts on which users call something, found at the first question.
    entered: OnceCell<HashSet<String>>,
    /// Where the lines of the zone's text begin, found at the first question.
    line_starts: OnceCell<Vec<usize>>,
}

impl<'a> Facts<'a> {
    fn new(topology: &'a Topology, engine: &'a Engine) -> Self {
        Self {
            topology,
            engine,
            calls: Calls::new(engine),
            outcomes: Function::ALL.map(|function| engine.outcome(&Failures::none(), function)),
            spofs: Function::ALL.map(|function| {
                let elements = engine.elements(Granularity::Host);
                let single = engine.single_points(function, Granularity::Host);
                single.iter().map(|no| elements[*no].id.clone()).collect()
            }),
            known_spofs: OnceCell::new(),
            capacity: OnceCell::new(),
            pools: OnceCell::new(),
            clusters: OnceCell::new(),
            links: OnceCell::new(),
            shares: OnceCell::new(),
            first_calls: OnceCell::new(),
            available: OnceCell::new(),
            entered: OnceCell::new(),
            line_starts: OnceCell::new(),
        }
    }

    /// The share of requests of a function that is served in the long run, found at the first question.
    fn available(&self, function: Function) -> f64 {
        let served = |function| self.engine.availability(function, Granularity::Host).served;
        self.available.get_or_init(|| Function::ALL.map(served))[function.index()]
    }

    /// What becomes of a function with nothing failed.
    fn outcome(&self, function: Function) -> Outcome {
        self.outcomes[function.index()]
    }

    /// The single points of failure at granularity host, with the functions that each takes down, in the order
    /// of the engine.
    fn spofs(&self) -> Vec<(&Element, Vec<Function>)> {
        let mut functions: BTreeMap<&Id, Vec<Function>> = BTreeMap::new();
        for (function, spofs) in Function::ALL.into_iter().zip(&self.spofs) {
            for id in spofs {
                functions.entry(id).or_default().push(function);
            }
        }
        let elements = self.engine.elements(Granularity::Host).iter();
        elements.filter_map(|element| Some((element, functions.remove(&element.id)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::requirement::Catalogue;

    #[test]
    fn every_rule_has_its_own_id_and_full_sentences() {
        let mut seen = BTreeSet::new();
        for rule in RULES {
            assert!(seen.insert(rule.id), "{} is there twice", rule.id);
            assert!(rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.id);
            for sentence in [rule.looks_for, rule.why, rule.unless, rule.mend] {
                assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence}");
            }
            assert!(!rule.title.is_empty() && !rule.topic.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn rules_bear_on_requirements_that_there_are() {
        let catalogue = Catalogue::parse(include_str!("../../quizzes/requirements.ron")).unwrap();
        for rule in RULES {
            for id in rule.requirements {
                assert!(catalogue.find(id).is_some(), "{}: {id}", rule.id);
            }
        }
    }

    #[test]
    fn the_worst_stand_first() {
        assert!(RULES.windows(2).all(|pair| pair[0].severity >= pair[1].severity));
    }

    #[test]
    fn the_glossary_explains_every_topic() {
        let glossary = include_str!("../../lessons/glossary.md");
        for rule in RULES {
            let heading = format!("## {}", rule.topic);
            assert!(glossary.lines().any(|line| line == heading), "{}: {}", rule.id, rule.topic);
        }
    }
}
