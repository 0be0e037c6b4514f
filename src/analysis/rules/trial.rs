//! Trying a fix before it is offered: its edits must mend what the finding says and harm nothing else.

use std::cell::OnceCell;

use super::{Facts, RULES, Rule};
use crate::analysis::cost;
use crate::analysis::engine::Engine;
use crate::analysis::finding::{Finding, FindingState, Fix};
use crate::analysis::function::{Function, State};
use crate::analysis::proposal::Proposal;
use crate::analysis::same::{Compared, is_of_what_works};
use crate::topology::{Edit, Id, Kind, Topology};

/// A design on which fixes are tried, so that what is asked of it as it stands is answered once for all of them.
pub struct Trials<'a> {
    before: Facts<'a>,
    /// By rule of the table, what it says of the design as it stands; asked when something is compared with it.
    told: Vec<OnceCell<Vec<Finding>>>,
}

impl<'a> Trials<'a> {
    /// Makes ready the design of an engine.
    #[must_use]
    pub fn new(engine: &'a Engine) -> Self {
        Self {
            before: Facts::new(engine.topology(), engine),
            told: RULES.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// Up to [`Finding::FIXES`] ways to mend a finding of this design, the simplest first. A way whose edits fail their
    /// trial is not offered at all, for in words it would be as wrong. Where the design is too large for a trial, or the
    /// edits are too many, the words stay. Where no way is left, it is what the rule says for any design.
    #[must_use]
    pub fn fixes(&self, finding: &Finding) -> Vec<Fix> {
        let tried = finding.proposals.iter().filter_map(|proposal| self.fix(proposal, finding));
        let fixes: Vec<Fix> = tried.take(Finding::FIXES).collect();
        let spare = fixes.is_empty() && !finding.proposals.is_empty();
        if spare { vec![advice(finding.record().mend)] } else { fixes }
    }

    /// A proposal as a fix; nothing where its edits fail their trial.
    fn fix(&self, proposal: &Proposal, finding: &Finding) -> Option<Fix> {
        let before = self.before.topology;
        let commands = self.before.commands(proposal);
        if commands.is_empty() || commands.len() > MOST_EDITS || !self.is_small() {
            return Some(advice(&proposal.text));
        }
        let (edits, mended) = edited(before, &commands)?;
        is_sound(&mended, &edits, finding, self).then(|| Fix {
            text: proposal.text.clone(),
            edits,
            cost: Some(i64::from(cost(&mended)) - i64::from(cost(before))),
        })
    }

    /// Whether a trial of an edit of the design takes little time.
    fn is_small(&self) -> bool {
        let engine = self.before.engine;
        let zone = self.before.topology.zone.as_ref().map_or(0, String::len);
        engine.flows().len() <= MOST_FLOWS && engine.index.names_len() <= MOST_NAMES && zone <= LONGEST_ZONE
    }
}

/// A fix without edits.
fn advice(text: &str) -> Fix {
    Fix { text: text.to_owned(), edits: Vec::new(), cost: None }
}

/// A fix of more edits than this is a plan, for a person to make. It is enough to put a monitoring client on each of a
/// hundred machines; in a design of the largest size that is tried, so many edits take about a second.
const MOST_EDITS: usize = 300;

/// With more flows than this a trial, which asks for outcomes, availability and the load after each failure anew, would
/// take longer than about half a second, and keep the screen waiting.
const MOST_FLOWS: usize = 1000;

/// The same for hosts, components, places and clusters together.
const MOST_NAMES: usize = 3000;

/// The same for the text of the zone, in bytes: some two thousand lines.
const LONGEST_ZONE: usize = 100_000;

/// Reads and does commands one after the other; `None` when one does not fit.
fn edited(topology: &Topology, commands: &[String]) -> Option<(Vec<Edit>, Topology)> {
    let mut mended = topology.clone();
    let mut edits = Vec::new();
    for command in commands {
        let edit = Edit::parse(command, &mended).ok()?;
        mended = edit.apply(&mended).ok()?;
        edits.push(edit);
    }
    Some((edits, mended))
}

/// What rounding may take from an availability.
const ROUNDING: f64 = 1e-12;

/// Whether the finding is gone, every function is served as well as before, now and over the years, no element has
/// become a single point of failure of a function that had worked, nothing that serves was removed, and nothing as
/// bad as the finding appears.
fn is_sound(mended: &Topology, edits: &[Edit], finding: &Finding, trials: &Trials<'_>) -> bool {
    let before = &trials.before;
    let engine = Engine::new(mended);
    let after = Facts::new(mended, &engine);
    is_gone(finding, &after)
        && Function::ALL.into_iter().all(|function| serves_as_well(function, &after, before))
        && edits.iter().all(|edit| removes_no_server(edit, before))
        && !trials.something_appears(finding, &after)
}

/// Whether the rule has nothing more of the kind to say about these parts, some of them or these and others; where it
/// speaks of none, whether it does not say the same.
fn is_gone(finding: &Finding, after: &Facts<'_>) -> bool {
    !(finding.record().check)(after).iter().any(|said| {
        let same = if finding.subjects.is_empty() {
            said.message == finding.message
        } else {
            let (left, was) = (&said.subjects, &finding.subjects);
            left.iter().all(|id| was.contains(id)) || was.iter().all(|id| left.contains(id))
        };
        said.state <= finding.state && same
    })
}

fn serves_as_well(function: Function, after: &Facts<'_>, before: &Facts<'_>) -> bool {
    let (was, is) = (before.outcome(function), after.outcome(function));
    let mut spofs = after.spofs[function.index()].iter();
    is.served >= was.served
        && after.available(function) >= before.available(function) - ROUNDING
        && (was.state() == State::Down || spofs.all(|spof| before.is_spof(function, spof)))
}

/// Whether what an edit removes takes no request or query, keeps no copy of the data and answers for no name.
fn removes_no_server(edit: &Edit, before: &Facts<'_>) -> bool {
    let Edit::Remove { id: removed } = edit else { return true };
    let goes = |id: &Id| id == removed || id.host() == Some(removed.as_str());
    let asked = |id: &Id| {
        before.calls.to(id).any(|flow| before.calls.is_request(flow))
            || before.calls.kind(id) == Some(Kind::Dns)
    };
    let member = |id: &Id| before.clusters_of(id).next().is_some();
    before.topology.components().map(|placed| placed.id()).filter(goes).all(|id| !asked(&id) && !member(&id))
}

impl Trials<'_> {
    /// Whether something appears that is as bad as the finding that is mended, or worse: an open finding that is the
    /// same as none of before, the mended one apart, or that was not as bad then.
    fn something_appears(&self, finding: &Finding, after: &Facts<'_>) -> bool {
        let down = |facts: &Facts<'_>, function| facts.outcome(function).state() == State::Down;
        let revived =
            Function::ALL.into_iter().any(|function| down(&self.before, function) && !down(after, function));
        // Single points of failure have been compared one by one.
        let exempt = |rule: &Rule| rule.id == "spof" || (revived && is_of_what_works(rule.id));
        let asked = RULES.iter().enumerate().filter(|(_, rule)| rule.severity >= finding.severity);
        asked.filter(|(_, rule)| !exempt(rule)).any(|(at, rule)| {
            let new = open(rule, after);
            let old = self.told[at].get_or_init(|| open(rule, &self.before));
            let others = old.iter().filter(|other| *other != finding);
            let compared = Compared::of(others, &new);
            let worse = compared.worse().map(|(_, worse)| worse);
            compared.new.iter().copied().chain(worse).any(|one| one.severity >= finding.severity)
        })
    }
}

/// What a rule says that is open.
fn open(rule: &'static Rule, facts: &Facts<'_>) -> Vec<Finding> {
    rule.ask(facts).into_iter().filter(|finding| finding.state == FindingState::Open).collect()
}

#[cfg(test)]
mod tests {
    use super::super::findings;
    use super::*;

    /// What a check proposes must at least be possible; whether it helps is tried.
    #[test]
    fn every_proposed_command_can_be_done_on_the_classics() {
        for text in [
            include_str!("../../../lessons/classics/c0.ron"),
            include_str!("../../../lessons/classics/c1.ron"),
            include_str!("../../../lessons/classics/c2.ron"),
            include_str!("../../../lessons/classics/c2-in-line.ron"),
            include_str!("../../../lessons/classics/c3.ron"),
            include_str!("../../../lessons/classics/c3x2.ron"),
        ] {
            let topology = crate::topology::parse("classic", text).unwrap();
            let engine = Engine::new(&topology);
            let trials = Trials::new(&engine);
            for proposal in findings(&topology, &engine).into_iter().flat_map(|finding| finding.proposals) {
                let mut mended = topology.clone();
                for command in &trials.before.commands(&proposal) {
                    let done = Edit::parse(command, &mended).and_then(|edit| edit.apply(&mended));
                    mended = done.unwrap_or_else(|error| panic!("{}: {command}: {error}", topology.title));
                }
            }
        }
    }
}
