//! What edits change, as a page for people and as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::{Difference, Finding, FunctionDifference, Reaction, Severity, Worth};
use crate::cli::page::{Ink, Page, piece};
use crate::topology::{Edit, Id, Topology};

/// What is shown.
pub(super) struct Sheet<'a> {
    pub(super) topology: &'a Topology,
    pub(super) edits: &'a [Edit],
    pub(super) difference: &'a Difference,
    pub(super) file: &'a str,
}

/// Fills a page.
pub(super) fn show(sheet: &Sheet<'_>, mut page: Page) -> String {
    super::page::heading(sheet.topology, sheet.file, &mut page);
    edits(sheet.edits, &mut page);
    page.gap();
    let changes = sheet.difference.told();
    if changes.is_empty() {
        let words = "No outcome, single point of failure, capacity, reaction or finding changes.";
        page.paragraph(0, Ink::Plain, words);
    }
    for change in &changes {
        let (sign, ink) = match change.worth {
            Worth::Loss => ("−", Ink::Bad),
            Worth::Gain => ("+", Ink::Good),
            Worth::Neither => ("·", Ink::Quiet),
        };
        let sign = if sign == "·" && page.look().ascii { "." } else { sign };
        page.hanging(&piece(ink, format!("  {sign} ")), Ink::Plain, &change.words);
    }
    page.finish()
}

/// The edits that were made, as the command line of the lab takes them.
pub(super) fn edits(edits: &[Edit], page: &mut Page) {
    for edit in edits {
        page.hanging(&piece(Ink::Quiet, "  : "), Ink::Plain, edit.to_string());
    }
}

/// A difference with the names of JSON. A pair is what was before and is after; null where nothing changed.
#[derive(Serialize)]
pub(super) struct Told<'r> {
    summary: String,
    gone: Vec<Found<'r>>,
    appeared: Vec<Found<'r>>,
    worse: Vec<Found<'r>>,
    functions: Vec<OfFunction<'r>>,
    mix_qps: Option<(f64, f64)>,
    least_after_failure_qps: Option<(f64, f64)>,
    after_failure: BTreeMap<&'r str, (f64, f64)>,
    utilisation: BTreeMap<&'r str, (f64, f64)>,
    reactions: Vec<OfReaction<'r>>,
    cost: Option<(u32, u32)>,
}

#[derive(Serialize)]
struct Found<'r> {
    rule: &'r str,
    severity: Severity,
    subjects: Vec<&'r str>,
    message: &'r str,
}

#[derive(Serialize)]
struct OfReaction<'r> {
    reaction: Reaction,
    by: &'r str,
    seconds: (f64, f64),
}

#[derive(Serialize)]
struct OfFunction<'r> {
    name: &'static str,
    served: Option<(f64, f64)>,
    spofs_gone: Vec<&'r str>,
    spofs_appeared: Vec<&'r str>,
    cut_sets: Option<(usize, usize)>,
    availability: Option<(f64, f64)>,
    capacity_qps: Option<(f64, f64)>,
}

impl<'r> Told<'r> {
    /// The difference with the names of JSON.
    pub(super) fn of(difference: &'r Difference) -> Self {
        let found = |findings: &'r [Finding]| {
            let found = |finding: &'r Finding| Found {
                rule: finding.rule,
                severity: finding.severity,
                subjects: names(&finding.subjects),
                message: &finding.message,
            };
            findings.iter().map(found).collect()
        };
        let function = |one: &'r FunctionDifference| OfFunction {
            name: one.function.name(),
            served: one.served,
            spofs_gone: names(&one.spofs_gone),
            spofs_appeared: names(&one.spofs_appeared),
            cut_sets: one.cut_sets,
            availability: one.availability,
            capacity_qps: one.capacity,
        };
        Self {
            summary: difference.told().into_iter().map(|told| told.words).collect::<Vec<_>>().join(" "),
            gone: found(&difference.gone),
            appeared: found(&difference.appeared),
            worse: found(&difference.worse),
            functions: difference.functions.iter().map(function).collect(),
            mix_qps: difference.capacity,
            least_after_failure_qps: difference.least_after_failure,
            after_failure: pairs(&difference.after_failure),
            utilisation: pairs(&difference.utilisation),
            reactions: difference
                .reactions
                .iter()
                .map(|(reaction, by, seconds)| OfReaction {
                    reaction: *reaction,
                    by: by.as_str(),
                    seconds: *seconds,
                })
                .collect(),
            cost: difference.cost,
        }
    }
}

fn names(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(Id::as_str).collect()
}

fn pairs(of: &[(Id, (f64, f64))]) -> BTreeMap<&str, (f64, f64)> {
    of.iter().map(|(id, pair)| (id.as_str(), *pair)).collect()
}
