//! What an edit changed: the difference of two reports, and the sentences that tell it. No fix is tried for it.

mod told;

use std::collections::HashSet;

use super::finding::{Finding, FindingState};
use super::function::{Failures, Function, State};
use super::gap::Reaction;
use super::report::{FunctionReport, Options, Report, analyse};
use super::same::Compared;
use crate::topology::{Edit, EditError, Id, Topology};

pub use told::{Told, Worth};

/// What is different between two reports, the second being the later one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Difference {
    /// Open findings that are gone or mitigated.
    pub gone: Vec<Finding>,
    /// Open findings that are new.
    pub appeared: Vec<Finding>,
    /// Open findings that have become more severe, as they are now.
    pub worse: Vec<Finding>,
    /// What changed for each function, in the order of [`Function::ALL`]; functions without change are left out.
    pub functions: Vec<FunctionDifference>,
    /// The capacity for the mix before and after, in requests a second, where it changed.
    pub capacity: Option<(f64, f64)>,
    /// The least that is left of it after any one failure, before and after, where it changed.
    pub least_after_failure: Option<(f64, f64)>,
    /// By element that both designs have, what is left while it has failed, before and after, where it changed.
    pub after_failure: Vec<(Id, (f64, f64))>,
    /// By component that both designs have, how busy it is at the traffic of the design, before and after, where it
    /// changed.
    pub utilisation: Vec<(Id, (f64, f64))>,
    /// How long the slowest reaction of one kind and by one part takes, in seconds, before and after, where it changed.
    pub reactions: Vec<(Reaction, Id, (f64, f64))>,
    /// The cost before and after, in teaching units a month, where it changed.
    pub cost: Option<(u32, u32)>,
}

/// What changed for one function.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionDifference {
    /// The function.
    pub function: Function,
    /// The share of requests that succeeds before and after, where it changed.
    pub served: Option<(f64, f64)>,
    /// Elements that are single points of failure no longer.
    pub spofs_gone: Vec<Id>,
    /// Elements that have become single points of failure.
    pub spofs_appeared: Vec<Id>,
    /// How many sets of two and more elements take it down, before and after, where these are others.
    pub cut_sets: Option<(usize, usize)>,
    /// The share of time before and after, where it changed.
    pub availability: Option<(f64, f64)>,
    /// How much of this function alone the design carries, before and after, in requests a second, where it changed.
    pub capacity: Option<(f64, f64)>,
}

/// A design before and after some edits.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The design after the edits.
    pub topology: Topology,
    /// What is said of it.
    pub report: Report,
    /// What the edits changed.
    pub difference: Difference,
}

impl Change {
    /// Makes edits on a design, one after the other, and tells what they change in it with nothing failed. What is
    /// only renamed is the same part.
    ///
    /// # Errors
    /// [`EditError`] at the first edit that does not fit.
    pub fn of(topology: &Topology, edits: &[Edit], options: &Options) -> Result<Self, EditError> {
        let after = edits.iter().try_fold(topology.clone(), |topology, edit| edit.apply(&topology))?;
        let report = analyse(&after, options);
        let before = renamed(topology, edits).unwrap_or_else(|| topology.clone());
        let intact = Options { fail: Failures::none(), ..options.clone() };
        let before = analyse(&before, &intact);
        let difference = if options.fail.is_empty() {
            difference(&before, &report)
        } else {
            difference(&before, &analyse(&after, &intact))
        };
        Ok(Self { topology: after, report, difference })
    }
}

/// A design with new names only, so that what edits rename can be found again; nothing where they rename nothing that
/// it has.
#[must_use]
pub fn renamed(topology: &Topology, edits: &[Edit]) -> Option<Topology> {
    let renames = edits.iter().filter(|edit| matches!(edit, Edit::Rename { .. }));
    renames.fold(None, |renamed: Option<Topology>, edit| {
        let done = edit.apply(renamed.as_ref().unwrap_or(topology)).ok();
        done.or(renamed)
    })
}

/// How far two figures may be apart and still count as equal: what rounding leaves.
const EQUAL: f64 = 1e-9;

/// What is different between two reports, the second being the later one.
#[must_use]
pub fn difference(before: &Report, after: &Report) -> Difference {
    let open = |finding: &&Finding| finding.state == FindingState::Open;
    let findings = Compared::of(before.findings.iter().filter(open), after.findings.iter().filter(open));
    let worse = findings.worse().map(|(_, now)| now.clone()).collect();
    let cloned = |findings: Vec<&Finding>| findings.into_iter().cloned().collect();
    let functions = before.functions.iter().zip(&after.functions).map(|(one, other)| function(one, other));
    let (left_before, left_after) = (&before.capacity.after_failure, &after.capacity.after_failure);
    let both = left_before.iter().filter_map(|(id, one)| Some((id, *one, *left_after.get(id)?)));
    let least = |report: &Report| report.capacity.after_failure.values().copied().min_by(f64::total_cmp);
    Difference {
        worse,
        gone: cloned(findings.gone),
        appeared: cloned(findings.new),
        functions: functions.filter(|change| !change.is_empty()).collect(),
        capacity: changed(before.capacity.mix_qps, after.capacity.mix_qps),
        least_after_failure: least(before).zip(least(after)).and_then(|(one, other)| changed(one, other)),
        after_failure: both.filter_map(|(id, one, other)| Some((id.clone(), changed(one, other)?))).collect(),
        utilisation: utilisation(before, after),
        reactions: reactions(before, after),
        cost: (before.cost != after.cost).then_some((before.cost, after.cost)),
    }
}

impl Difference {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl FunctionDifference {
    fn is_empty(&self) -> bool {
        self.served.is_none()
            && self.availability.is_none()
            && self.cut_sets.is_none()
            && self.capacity.is_none()
            && self.spofs_gone.is_empty()
            && self.spofs_appeared.is_empty()
    }
}

fn function(before: &FunctionReport, after: &FunctionReport) -> FunctionDifference {
    let ids =
        |report: &FunctionReport| -> Vec<Id> { report.spofs.iter().map(|spof| spof.id.clone()).collect() };
    let (old, new) = (ids(before), ids(after));
    // Where a function is down there are no single points of failure: none has gone, and none has come.
    let comparable = [before, after].into_iter().all(|report| report.outcome.state() != State::Down);
    let without = |list: &[Id], others: &[Id]| -> Vec<Id> {
        list.iter().filter(|id| comparable && !others.contains(id)).cloned().collect()
    };
    let (old_sets, new_sets) = (together(before), together(after));
    FunctionDifference {
        function: before.function,
        served: changed(before.outcome.served, after.outcome.served),
        spofs_gone: without(&old, &new),
        spofs_appeared: without(&new, &old),
        cut_sets: (comparable && old_sets != new_sets).then_some((old_sets.len(), new_sets.len())),
        availability: changed(before.availability.served, after.availability.served),
        capacity: changed(before.capacity_qps, after.capacity_qps),
    }
}

/// The sets of two and more elements that take a function down.
fn together(report: &FunctionReport) -> HashSet<&[Id]> {
    report.cut_sets.sets.iter().filter(|set| set.len() > 1).map(Vec::as_slice).collect()
}

fn utilisation(before: &Report, after: &Report) -> Vec<(Id, (f64, f64))> {
    let was = &before.capacity.utilisation;
    let both = after.capacity.utilisation.iter().filter_map(|(id, now)| Some((id, *was.get(id)?, *now)));
    both.filter_map(|(id, was, now)| Some((id.clone(), changed(was, now)?))).collect()
}

fn reactions(before: &Report, after: &Report) -> Vec<(Reaction, Id, (f64, f64))> {
    let slowest = |report: &Report, reaction: Reaction, by: &Id| {
        let same = report.gaps.iter().filter(|gap| gap.reaction == reaction && gap.by == *by);
        same.map(|gap| gap.seconds).max_by(f64::total_cmp)
    };
    let mut found: Vec<(Reaction, Id, (f64, f64))> = Vec::new();
    for gap in &after.gaps {
        let (reaction, by) = (gap.reaction, &gap.by);
        if found.iter().any(|(known, other, _)| *known == reaction && other == by) {
            continue;
        }
        let both = slowest(before, reaction, by).zip(slowest(after, reaction, by));
        if let Some(seconds) = both.and_then(|(was, now)| changed(was, now)) {
            found.push((reaction, by.clone(), seconds));
        }
    }
    found
}

fn changed(before: f64, after: f64) -> Option<(f64, f64)> {
    let both_infinite = before.is_infinite() && after.is_infinite();
    let equal = both_infinite || (before - after).abs() <= EQUAL * before.abs().max(1e-3);
    (!equal).then_some((before, after))
}
