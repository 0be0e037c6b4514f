//! What a fix must never do, asked anew for each fix: nothing here is shared with what tries fixes. What is served and
//! what is a single point of failure, the second engine says, and [`flaw`] whether a flaw is gone; whether another finding
//! appears, only the rules can say.

use std::collections::BTreeSet;

use spof::analysis::{Engine, Failures, Finding, FindingState, Fix, Function, Granularity, cost, findings};
use spof::topology::{Edit, Id, Kind, Topology};

use super::flaw::{self, Seen};
use crate::analysis::naive::State;

/// A design as it stands, asked once for all fixes of its findings.
pub(super) struct Judge<'t> {
    before: Seen<'t>,
    old: Vec<Finding>,
    serving: BTreeSet<Id>,
    was: Vec<Fares>,
}

/// How a function fares.
struct Fares {
    served: f64,
    available: f64,
    spofs: BTreeSet<Id>,
}

impl<'t> Judge<'t> {
    pub(super) fn new(before: &'t Topology) -> Self {
        let was = fares(&Seen::new(before));
        Self { old: open(before), serving: serving(before), was, before: Seen::new(before) }
    }

    /// Everything that is wrong with a fix of a finding; `judged` notes the rules whose flaw was looked for apart from
    /// them.
    pub(super) fn faults(
        &self,
        finding: &Finding,
        fix: &Fix,
        judged: &mut BTreeSet<&'static str>,
    ) -> Vec<String> {
        let after = match fix.apply(self.before.topology) {
            Ok(after) => after,
            Err(error) => return vec![format!("it cannot be made: {error}")],
        };
        let seen = Seen::new(&after);
        let now = fares(&seen);
        let mut faults = self.harms(&now);
        // Where the separate code sees no flaw to begin with, its rule knows more than it does.
        if flaw::lasts(finding, &self.before, &self.before) == Some(true) {
            match flaw::lasts(finding, &self.before, &seen) {
                Some(true) => faults.push("the flaw is still there".to_owned()),
                Some(false) => _ = judged.insert(finding.rule),
                None => {}
            }
        }
        let new = open(&after);
        if new.iter().any(|left| goes_on(left, finding)) {
            faults.push("it mends nothing".to_owned());
        }
        let revived = self.was.iter().zip(&now).any(|(was, is)| was.served <= 0.0 && is.served > 0.0);
        let others: Vec<&Finding> = self.old.iter().filter(|other| *other != finding).collect();
        for found in appearing(&others, &new) {
            // Single points of failure are compared one by one.
            let exempt = found.rule == "spof" || revived && is_of_what_works(found);
            if found.severity >= finding.severity && !exempt {
                faults.push(format!("{} appears: {}", found.rule, found.message));
            }
        }
        for edit in &fix.edits {
            let Edit::Remove { id } = edit else { continue };
            let goes = |part: &&Id| *part == id || part.host() == Some(id.as_str());
            faults.extend(
                self.serving.iter().filter(goes).map(|kept| format!("it removes {kept}, which serves")),
            );
        }
        let difference = i64::from(cost(&after)) - i64::from(cost(self.before.topology));
        if fix.cost != Some(difference) {
            faults.push(format!("it says that it costs {:?}, and costs {difference}", fix.cost));
        }
        faults
    }

    /// The share served now and over the years must not fall, and no element become a single point of failure of a
    /// function that had worked.
    fn harms(&self, now: &[Fares]) -> Vec<String> {
        let mut harms = Vec::new();
        for ((was, is), function) in self.was.iter().zip(now).zip(Function::ALL) {
            if is.served < was.served - 1e-12 {
                harms.push(format!("{function} serves less"));
            }
            if is.available < was.available - 1e-12 {
                harms.push(format!("{function} is less available: {} < {}", is.available, was.available));
            }
            if was.served > 0.0 {
                let new = is.spofs.difference(&was.spofs);
                harms.extend(new.map(|id| format!("{id} is a new SPOF of {function}")));
            }
        }
        harms
    }
}

/// How the functions fare, by the second engine where the design is small enough for it.
fn fares(seen: &Seen<'_>) -> Vec<Fares> {
    let engine = Engine::new(seen.topology);
    let states = seen.naive.as_ref().map(|naive| (naive, naive.elements(false)));
    let all = states.as_ref().and_then(|(naive, elements)| naive.all_states(elements, MOST_ELEMENTS));
    let one = |function: Function| match &states {
        Some((naive, elements)) => {
            let no = function as usize;
            let served = naive.served(State::default())[no];
            let is_down = |id: &str| naive.served(naive.failed(id, false))[no] < 1e-12;
            let single = elements.iter().filter(|element| served >= 1e-12 && is_down(&element.id));
            let available = match &all {
                Some(all) => all.stated(no).unwrap_or_else(|| all.ideal(no)).served,
                None => engine.availability(function, Granularity::Host).served,
            };
            let spofs = single.map(|element| Id::parse(&element.id).expect("it is one")).collect();
            Fares { served, available, spofs }
        }
        None => Fares {
            served: engine.outcome(&Failures::none(), function).served,
            available: engine.availability(function, Granularity::Host).served,
            spofs: engine.spofs(function, Granularity::Host).into_iter().map(|spof| spof.id).collect(),
        },
    };
    Function::ALL.into_iter().map(one).collect()
}

/// Up to how many elements and events the second engine tries all states.
const MOST_ELEMENTS: usize = 8;

fn open(topology: &Topology) -> Vec<Finding> {
    let mut found = findings(topology, &Engine::new(topology));
    found.retain(|finding| finding.state == FindingState::Open);
    found
}

/// Whether a finding is the one that was to be mended, about the same parts, or some of them, or these and more.
fn goes_on(left: &Finding, mended: &Finding) -> bool {
    let subjects = |finding: &Finding| -> BTreeSet<Id> { finding.subjects.iter().cloned().collect() };
    let (now, then) = (subjects(left), subjects(mended));
    let same_parts = now.is_subset(&then) || then.is_subset(&now);
    left.rule == mended.rule && if then.is_empty() { left.message == mended.message } else { same_parts }
}

/// What appears: open findings, at least so severe, that are left over when each finding of before is held against
/// one of its rule, no more severe than itself, that has a part in common or says the same but for figures. As many
/// as possible are held against one another, so that nothing is left over that need not be.
fn appearing<'a>(old: &[&Finding], new: &'a [Finding]) -> Vec<&'a Finding> {
    let words = |finding: &Finding| finding.message.replace(|letter: char| letter.is_ascii_digit(), "");
    let same = |one: &Finding, other: &Finding| {
        let common = one.subjects.iter().any(|id| other.subjects.contains(id));
        let silent = one.subjects.is_empty() && other.subjects.is_empty() && words(one) == words(other);
        one.rule == other.rule && one.severity >= other.severity && (common || silent)
    };
    let mut holder: Vec<Option<usize>> = vec![None; old.len()];
    let edges: Vec<Vec<usize>> =
        new.iter().map(|found| (0..old.len()).filter(|at| same(old[*at], found)).collect()).collect();
    (0..new.len())
        .filter(|at| !holds(*at, &edges, &mut holder, &mut vec![false; old.len()]))
        .map(|at| &new[at])
        .collect()
}

/// Finds a counterpart for one more, moving others on to another one where that helps.
fn holds(at: usize, edges: &[Vec<usize>], holder: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    edges[at].iter().any(|to| {
        !std::mem::replace(&mut seen[*to], true)
            && holder[*to].is_none_or(|other| holds(other, edges, holder, seen))
            && {
                holder[*to] = Some(at);
                true
            }
    })
}

/// What only works has: while a function is down nothing is said of its failures, its load and its maintenance.
fn is_of_what_works(found: &Finding) -> bool {
    matches!(
        found.rule,
        "degraded"
            | "maintenance"
            | "overload"
            | "paper-redundancy"
            | "near-limit"
            | "cannot-grow"
            | "deep-check"
    )
}

/// The parts that take requests or queries, keep a copy of the data or answer for a name.
fn serving(topology: &Topology) -> BTreeSet<Id> {
    let engine = Engine::new(topology);
    let called = engine.flows().iter().filter(|flow| {
        let protocol = flow.protocol.to_string();
        flow.is_allowed() && !["metrics", "logs", "vrrp", "ssh", "file", "smtp"].contains(&protocol.as_str())
    });
    let members = topology.clusters.iter().flat_map(|cluster| cluster.mode.members().into_iter().cloned());
    let names =
        topology.components().filter(|placed| placed.component.kind == Kind::Dns).map(|placed| placed.id());
    called.map(|flow| flow.to.clone()).chain(members).chain(names).collect()
}
