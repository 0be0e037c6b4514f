//! What an edit changed: the difference of two reports, and one line that tells it. No fix is tried for it.

use super::finding::{Finding, FindingState};
use super::function::{Function, State};
use super::report::{FunctionReport, Options, Report, analyse};
use super::same::Compared;
use crate::text::prose::list;
use crate::topology::{Edit, EditError, Id, Topology};

/// What is different between two reports, the second being the later one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Difference {
    /// Open findings that are gone or mitigated.
    pub gone: Vec<Finding>,
    /// Open findings that are new.
    pub appeared: Vec<Finding>,
    /// What changed for each function, in the order of [`Function::ALL`]; functions without change are left out.
    pub functions: Vec<FunctionDifference>,
    /// The capacity for the mix before and after, in requests a second, where it changed.
    pub capacity: Option<(f64, f64)>,
    /// The least that is left of it after any one failure, before and after, where it changed.
    pub least_after_failure: Option<(f64, f64)>,
    /// By element that both designs have, what is left while it has failed, before and after, where it changed.
    pub after_failure: Vec<(Id, (f64, f64))>,
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
    /// How many sets of two and more elements take it down, before and after, where it changed.
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
    /// Makes edits on a design, one after the other, and tells what they change. What is only renamed is the same
    /// part.
    ///
    /// # Errors
    /// [`EditError`] at the first edit that does not fit.
    pub fn of(topology: &Topology, edits: &[Edit], options: &Options) -> Result<Self, EditError> {
        let after = edits.iter().try_fold(topology.clone(), |topology, edit| edit.apply(&topology))?;
        let report = analyse(&after, options);
        let before = renamed(topology, edits).unwrap_or_else(|| topology.clone());
        let difference = difference(&analyse(&before, options), &report);
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
    let (gone, appeared) = findings(&before.findings, &after.findings);
    let functions = before.functions.iter().zip(&after.functions).map(|(one, other)| function(one, other));
    let (left_before, left_after) = (&before.capacity.after_failure, &after.capacity.after_failure);
    let both = left_before.iter().filter_map(|(id, one)| Some((id, *one, *left_after.get(id)?)));
    let least = |report: &Report| report.capacity.after_failure.values().copied().min_by(f64::total_cmp);
    Difference {
        gone,
        appeared,
        functions: functions.filter(|change| !change.is_empty()).collect(),
        capacity: changed(before.capacity.mix_qps, after.capacity.mix_qps),
        least_after_failure: least(before).zip(least(after)).and_then(|(one, other)| changed(one, other)),
        after_failure: both.filter_map(|(id, one, other)| Some((id.clone(), changed(one, other)?))).collect(),
        cost: (before.cost != after.cost).then_some((before.cost, after.cost)),
    }
}

impl Difference {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What changed in one line, the most important first; empty where nothing did.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut parts = Vec::new();
        for change in &self.functions {
            if let Some((before, after)) = change.served {
                let worse = if after < before { "now " } else { "" };
                parts.push(format!("{} are {worse}{}", change.function.phrase(), fate(after)));
            }
        }
        let gone = self.spofs(|change| &change.spofs_gone);
        let appeared = self.spofs(|change| &change.spofs_appeared);
        if !appeared.is_empty() {
            let are = if appeared.len() == 1 { "is now a single point" } else { "are now single points" };
            parts.push(format!("{} {are} of failure", list(appeared)));
        }
        if !gone.is_empty() {
            let are = if gone.len() == 1 { "is no single point" } else { "are no single points" };
            parts.push(format!("{} {are} of failure any more", list(gone)));
        }
        let titles = |findings: &[Finding]| -> Vec<&'static str> {
            let others =
                findings.iter().filter(|finding| !matches!(finding.rule, "spof" | "down" | "degraded"));
            let mut titles: Vec<&str> = others.map(|finding| finding.record().title).collect();
            titles.dedup();
            titles
        };
        let (fixed, broke) = (titles(&self.gone), titles(&self.appeared));
        if !broke.is_empty() {
            parts.push(format!("new: {}", broke.join(", ")));
        }
        if !fixed.is_empty() {
            parts.push(format!("mended: {}", fixed.join(", ")));
        }
        if let Some((before, after)) = self.capacity.filter(|(_, after)| after.is_finite()) {
            parts.push(format!("carries {after:.0} instead of {before:.0} requests a second"));
        }
        if let Some((before, after)) = self.least_after_failure.filter(|(_, after)| after.is_finite()) {
            let before = if before.is_finite() { format!(" instead of {before:.0}") } else { String::new() };
            parts.push(format!("still carries {after:.0}{before} after any one failure"));
        }
        if let Some((before, after)) = self.worst_availability() {
            parts.push(format!("availability {} → {}", share(before), share(after)));
        }
        parts.join("; ")
    }

    /// The elements of a list of every function, each once.
    fn spofs<'a>(&'a self, of: impl Fn(&'a FunctionDifference) -> &'a Vec<Id>) -> Vec<&'a Id> {
        let mut ids: Vec<&Id> = Vec::new();
        for id in self.functions.iter().flat_map(of) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// The change of the function that fares worst afterwards.
    fn worst_availability(&self) -> Option<(f64, f64)> {
        let changes = self.functions.iter().filter_map(|change| change.availability);
        changes.min_by(|one, other| one.1.total_cmp(&other.1))
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
    let sets = |report: &FunctionReport| report.cut_sets.sets.iter().filter(|set| set.len() > 1).count();
    FunctionDifference {
        function: before.function,
        served: changed(before.outcome.served, after.outcome.served),
        spofs_gone: without(&old, &new),
        spofs_appeared: without(&new, &old),
        cut_sets: (comparable && sets(before) != sets(after)).then(|| (sets(before), sets(after))),
        availability: changed(before.availability.served, after.availability.served),
        capacity: changed(before.capacity_qps, after.capacity_qps),
    }
}

/// Open findings that are gone, and those that are new.
fn findings(before: &[Finding], after: &[Finding]) -> (Vec<Finding>, Vec<Finding>) {
    let open = |finding: &&Finding| finding.state == FindingState::Open;
    let compared = Compared::of(before.iter().filter(open), after.iter().filter(open));
    let cloned = |findings: Vec<&Finding>| findings.into_iter().cloned().collect();
    (cloned(compared.gone), cloned(compared.new))
}

fn changed(before: f64, after: f64) -> Option<(f64, f64)> {
    let both_infinite = before.is_infinite() && after.is_infinite();
    let equal = both_infinite || (before - after).abs() <= EQUAL * before.abs().max(1e-3);
    (!equal).then_some((before, after))
}

fn fate(served: f64) -> String {
    if served <= 0.0 {
        "down".to_owned()
    } else if served >= 1.0 {
        "up".to_owned()
    } else {
        format!("degraded: {:.0} % fail", (1.0 - served) * 100.0)
    }
}

/// A share of time in per cent, with two digits of what is missing from the whole.
fn share(share: f64) -> String {
    let digits = (0..6).find(|digits| (1.0 - share) * 100.0 >= 0.5 * 10f64.powi(-digits)).unwrap_or(6);
    format!("{:.*} %", usize::try_from(digits + 1).unwrap_or(2), share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_shows_two_digits_of_what_is_missing() {
        assert_eq!(share(0.999), "99.90 %");
        assert_eq!(share(0.999_996), "99.99960 %");
        assert_eq!(share(0.998_997), "99.90 %");
        assert_eq!(share(0.5), "50.0 %");
        assert_eq!(share(1.0), "100.0000000 %");
    }

    #[test]
    fn what_rounding_leaves_is_no_change() {
        assert_eq!(changed(0.999, 0.999 + 1e-15), None);
        assert_eq!(changed(f64::INFINITY, f64::INFINITY), None);
        assert!(changed(0.999, 0.998).is_some());
        assert!(changed(0.0, 400.0).is_some());
    }
}
