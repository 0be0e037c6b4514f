//! Trying a fix before it is offered: its edits must mend what the finding says and harm nothing else.

use super::said::Proposal;
use super::{Facts, RULES, Rule};
use crate::analysis::cost;
use crate::analysis::engine::Engine;
use crate::analysis::finding::{FindingState, Fix, Severity};
use crate::analysis::function::{Function, State};
use crate::topology::{Edit, Id, Topology};

/// Makes a fix of a proposal. Edits that fail their trial are left away; the advice stays.
pub(super) fn fix(proposal: Proposal, rule: &'static Rule, about: (&[Id], &str), facts: &Facts<'_>) -> Fix {
    let tried = edited(facts.topology, &proposal.commands)
        .filter(|(edits, _)| !edits.is_empty())
        .filter(|(_, mended)| is_sound(mended, rule, about, facts));
    let (edits, cost) = tried.map_or_else(Default::default, |(edits, mended)| {
        (edits, i64::from(cost(&mended)) - i64::from(cost(facts.topology)))
    });
    Fix { text: proposal.text, edits, cost }
}

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

/// Whether the rule has nothing more to say about these parts, every function is served as well as before, no
/// element has become a single point of failure of a function that had worked, and nothing severe is new.
fn is_sound(mended: &Topology, rule: &Rule, (subjects, message): (&[Id], &str), before: &Facts<'_>) -> bool {
    let engine = Engine::new(mended);
    let after = Facts::new(mended, &engine);
    let harmless = |function: Function| {
        let (was, is) = (before.outcome(function), after.outcome(function));
        let known = &before.spofs[function.index()];
        let mut spofs = after.spofs[function.index()].iter();
        is.served >= was.served
            && (was.state() == State::Down || spofs.all(|spof| known.iter().any(|old| old.id == spof.id)))
    };
    Function::ALL.into_iter().all(harmless)
        && !rule.is_open(&after, subjects, message)
        && severe(&after).iter().all(|new| before.severe().contains(new))
}

/// What is open and severe: the rules and what each speaks about.
pub(super) fn severe(facts: &Facts<'_>) -> Vec<(&'static str, Vec<Id>)> {
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.severity >= Severity::High) {
        let said = (rule.check)(facts).into_iter();
        let open = said.filter(|said| {
            said.state == FindingState::Open && said.severity.unwrap_or(rule.severity) >= Severity::High
        });
        found.extend(open.map(|said| (rule.id, said.subjects)));
    }
    found
}
