//! What edits change, as a page for people and as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::{Difference, Finding, FunctionDifference, Outcome, Severity};
use crate::cli::number::{nines, rate};
use crate::cli::page::{Ink, Page, piece};
use crate::text::prose::{list, sentence};
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
    for edit in sheet.edits {
        page.hanging(&piece(Ink::Quiet, "  : "), Ink::Plain, edit.to_string());
    }
    page.gap();
    if sheet.difference.is_empty() {
        page.paragraph(0, Ink::Plain, "This changes nothing that the analysis sees.");
        return page.finish();
    }
    let mut changes = changes(sheet.difference);
    changes.sort_by_key(|change| change.worth);
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

/// What a change is worth; what is worse stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Loss,
    Gain,
    Neither,
}

struct Changed {
    worth: Worth,
    words: String,
}

fn change(better: bool, words: String) -> Changed {
    Changed { worth: if better { Worth::Gain } else { Worth::Loss }, words }
}

/// Every change as a line.
fn changes(difference: &Difference) -> Vec<Changed> {
    let mut changes: Vec<Changed> = Vec::new();
    for function in &difference.functions {
        of_function(function, &mut changes);
    }
    together(difference, |one| &one.spofs_appeared, &mut |ids, of| {
        let are = if ids.len() == 1 { "is now a single point" } else { "are now single points" };
        changes.push(change(false, format!("{} {are} of failure of {of}.", list(ids))));
    });
    together(difference, |one| &one.spofs_gone, &mut |ids, of| {
        let are = if ids.len() == 1 { "is no single point" } else { "are no single points" };
        changes.push(change(true, format!("{} {are} of failure of {of} any more.", list(ids))));
    });
    if let Some((before, after)) = difference.capacity {
        let words = format!("It carries {} instead of {} of the mix.", rate(after), rate(before));
        changes.push(change(after > before, words));
    }
    if let Some((before, after)) = difference.least_after_failure {
        let words =
            format!("After any one failure it still carries {} instead of {}.", rate(after), rate(before));
        changes.push(change(after > before, words));
    }
    let told = |finding: &&Finding| !matches!(finding.rule, "spof" | "down" | "degraded");
    for finding in difference.appeared.iter().filter(told) {
        changes.push(change(false, format!("New: {}", finding.message)));
    }
    for finding in difference.gone.iter().filter(told) {
        changes.push(change(true, format!("Mended: {}.", finding.record().title)));
    }
    let mut sets: Vec<((usize, usize), Vec<&str>)> = Vec::new();
    for function in &difference.functions {
        let Some(pair) = function.cut_sets else { continue };
        match sets.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, functions)) => functions.push(function.function.phrase()),
            None => sets.push((pair, vec![function.function.phrase()])),
        }
    }
    for ((before, after), functions) in sets {
        let words = format!(
            "{} sets of elements that take down {} only together, instead of {before}.",
            after,
            list(functions)
        );
        changes.push(Changed { worth: Worth::Neither, words });
    }
    if let Some((before, after)) = difference.cost {
        let words = format!("It costs {after} instead of {before} units a month.");
        changes.push(Changed { worth: Worth::Neither, words });
    }
    changes
}

fn of_function(function: &FunctionDifference, changes: &mut Vec<Changed>) {
    let phrase = sentence(function.function.phrase());
    if let Some((before, after)) = function.served {
        let state = Outcome { served: after }.state();
        let now = match state {
            crate::analysis::State::Up => "up again".to_owned(),
            crate::analysis::State::Down => "down now".to_owned(),
            crate::analysis::State::Degraded => {
                format!("degraded: {} fail", crate::cli::number::percent(1.0 - after))
            }
        };
        changes.push(change(after > before, format!("{phrase} are {now}.")));
    }
    if let Some((before, after)) = function.availability {
        let words = format!("{phrase}: available {} instead of {}.", nines(after), nines(before));
        changes.push(change(after > before, words));
    }
    if let Some((before, after)) = function.cut_sets {
        let words =
            format!("{phrase}: {after} instead of {before} sets of elements take them down together.");
        changes.push(Changed { worth: Worth::Neither, words });
    }
}

/// Calls back once for each list of ids that functions have in common.
fn together(
    difference: &Difference,
    of: impl Fn(&FunctionDifference) -> &Vec<Id>,
    tell: &mut dyn FnMut(&[Id], String),
) {
    let mut groups: Vec<(&Vec<Id>, Vec<&str>)> = Vec::new();
    for function in difference.functions.iter().filter(|function| !of(function).is_empty()) {
        match groups.iter_mut().find(|(ids, _)| *ids == of(function)) {
            Some((_, functions)) => functions.push(function.function.phrase()),
            None => groups.push((of(function), vec![function.function.phrase()])),
        }
    }
    for (ids, functions) in groups {
        tell(ids, list(functions));
    }
}

/// A difference with the names of JSON. A pair is what was before and is after; null where nothing changed.
#[derive(Serialize)]
pub(super) struct Told<'r> {
    summary: String,
    gone: Vec<Found<'r>>,
    appeared: Vec<Found<'r>>,
    functions: Vec<OfFunction<'r>>,
    mix_qps: Option<(f64, f64)>,
    least_after_failure_qps: Option<(f64, f64)>,
    after_failure: BTreeMap<&'r str, (f64, f64)>,
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
            summary: difference.summary(),
            gone: found(&difference.gone),
            appeared: found(&difference.appeared),
            functions: difference.functions.iter().map(function).collect(),
            mix_qps: difference.capacity,
            least_after_failure_qps: difference.least_after_failure,
            after_failure: difference.after_failure.iter().map(|(id, pair)| (id.as_str(), *pair)).collect(),
            cost: difference.cost,
        }
    }
}

fn names(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(Id::as_str).collect()
}
