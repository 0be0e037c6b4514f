//! Trying a fix before it is offered: its edits must mend what the finding says and harm nothing else.

use super::{Facts, RULES, Rule};
use crate::analysis::cost;
use crate::analysis::engine::Engine;
use crate::analysis::finding::{Finding, FindingState, Fix, Proposal, Severity};
use crate::analysis::function::{Function, State};
use crate::topology::{Edit, Topology};

/// A design on which fixes are tried, so that what is asked of it as it stands is answered once for all of them.
pub struct Trials<'a> {
    before: Facts<'a>,
}

impl<'a> Trials<'a> {
    /// Makes ready a design, whose engine this is.
    #[must_use]
    pub fn new(topology: &'a Topology, engine: &'a Engine) -> Self {
        Self { before: Facts::new(topology, engine) }
    }

    /// Up to [`Finding::FIXES`] ways to mend a finding of this design, the simplest first. Edits that fail their
    /// trial are left away, and so are those of a design that is too large for one; the advice stays.
    #[must_use]
    pub fn fixes(&self, finding: &Finding) -> Vec<Fix> {
        finding.proposals.iter().take(Finding::FIXES).map(|proposal| self.fix(proposal, finding)).collect()
    }

    fn fix(&self, proposal: &Proposal, finding: &Finding) -> Fix {
        let before = self.before.topology;
        let small = self.before.engine.flows().len() <= MOST_FLOWS;
        let tried = small
            .then(|| edited(before, &proposal.commands))
            .flatten()
            .filter(|(edits, _)| !edits.is_empty())
            .filter(|(_, mended)| is_sound(mended, finding, &self.before));
        let (edits, cost) = tried.map_or_else(Default::default, |(edits, mended)| {
            (edits, i64::from(cost(&mended)) - i64::from(cost(before)))
        });
        Fix { text: proposal.text.clone(), edits, cost }
    }
}

/// A fix of more edits than this is a plan, for a person to make.
const MOST_EDITS: usize = 100;

/// With more flows than this a trial would keep the screen waiting.
const MOST_FLOWS: usize = 1000;

/// Reads and does commands one after the other; `None` when one does not fit, or when they are too many.
fn edited(topology: &Topology, commands: &[String]) -> Option<(Vec<Edit>, Topology)> {
    if commands.len() > MOST_EDITS {
        return None;
    }
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

/// Whether the rule has nothing more to say about these parts, every function is served as well as before, now and
/// over the years, no element has become a single point of failure of a function that had worked, and no rule says
/// something severe that had nothing severe to say.
fn is_sound(mended: &Topology, finding: &Finding, before: &Facts<'_>) -> bool {
    let engine = Engine::new(mended);
    let after = Facts::new(mended, &engine);
    let harmless = |function: Function| {
        let (was, is) = (before.outcome(function), after.outcome(function));
        let known = &before.spofs[function.index()];
        let mut spofs = after.spofs[function.index()].iter();
        is.served >= was.served
            && after.available(function) >= before.available(function) - ROUNDING
            && (was.state() == State::Down || spofs.all(|spof| known.contains(spof)))
    };
    Function::ALL.into_iter().all(harmless)
        && !finding.record().is_open(&after, &finding.subjects, &finding.message)
        && severe(&after).iter().all(|rule| before.severe().contains(rule))
}

/// Rules about capacity: no fix of ours takes any away, and to ask takes longer than everything else together.
const COSTLY: [&str; 2] = ["overload", "paper-redundancy"];

/// Rules about outcomes, which are compared one by one: what is up again has single points of failure again.
const COMPARED: [&str; 3] = ["spof", "down", "degraded"];

/// The rules that say something open and severe. A twin of a part shares its flaws: more of what is wrong already
/// is no new harm.
pub(super) fn severe(facts: &Facts<'_>) -> Vec<&'static str> {
    let speaks = |rule: &&Rule| {
        (rule.check)(facts).iter().any(|said| {
            said.state == FindingState::Open && said.severity.unwrap_or(rule.severity) >= Severity::High
        })
    };
    let asked = |rule: &&Rule| !COSTLY.contains(&rule.id) && !COMPARED.contains(&rule.id);
    let rules = RULES.iter().filter(|rule| rule.severity >= Severity::High).filter(asked);
    rules.filter(speaks).map(|rule| rule.id).collect()
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
            for proposal in findings(&topology, &engine).into_iter().flat_map(|finding| finding.proposals) {
                let mut mended = topology.clone();
                for command in &proposal.commands {
                    let done = Edit::parse(command, &mended).and_then(|edit| edit.apply(&mended));
                    mended = done.unwrap_or_else(|error| panic!("{}: {command}: {error}", topology.title));
                }
            }
        }
    }
}
