//! What edits change, as a page for people and as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::{Difference, Finding, FunctionDifference, Outcome, Severity, State};
use crate::cli::number::{nines, percent, rate};
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
    let mut changes = of_functions(difference);
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
    let neither = |words: String| Changed { worth: Worth::Neither, words };
    for ((before, after), of) in grouped(difference, |one| one.cut_sets) {
        let words =
            format!("Sets of elements that take down {of} only together: {after} instead of {before}.");
        changes.push(neither(words));
    }
    if let Some((before, after)) = difference.cost {
        changes.push(neither(format!("It costs {after} instead of {before} units a month.")));
    }
    changes
}

/// What changes for functions, the same once for all of them.
fn of_functions(difference: &Difference) -> Vec<Changed> {
    let mut changes = Vec::new();
    for ((before, after), of) in grouped(difference, |one| one.served) {
        let now = match (Outcome { served: after }).state() {
            State::Up => "up again".to_owned(),
            State::Down => "down now".to_owned(),
            State::Degraded => format!("degraded: {} fail", percent(1.0 - after)),
        };
        changes.push(change(after > before, format!("{} are {now}.", sentence(&of))));
    }
    let available = |one: &FunctionDifference| {
        let (before, after) = one.availability?;
        Some((after > before, nines(before), nines(after)))
    };
    for ((better, before, after), of) in grouped(difference, available) {
        changes.push(change(better, format!("{}: available {after} instead of {before}.", sentence(&of))));
    }
    let points = |ids: &[Id]| if ids.len() == 1 { "single point" } else { "single points" };
    let some = |ids: &[Id]| (!ids.is_empty()).then(|| ids.to_vec());
    for (ids, of) in grouped(difference, |one| some(&one.spofs_appeared)) {
        let are = if ids.len() == 1 { "is now a" } else { "are now" };
        let words = format!("{} {are} {} of failure of {of}.", list(&ids), points(&ids));
        changes.push(change(false, words));
    }
    for (ids, of) in grouped(difference, |one| some(&one.spofs_gone)) {
        let are = if ids.len() == 1 { "is no" } else { "are no" };
        let words = format!("{} {are} {} of failure of {of} any more.", list(&ids), points(&ids));
        changes.push(change(true, words));
    }
    changes
}

/// What functions have in common, with their phrases.
fn grouped<K: PartialEq>(
    difference: &Difference,
    of: impl Fn(&FunctionDifference) -> Option<K>,
) -> Vec<(K, String)> {
    let mut groups: Vec<(K, Vec<&str>)> = Vec::new();
    for function in &difference.functions {
        let Some(key) = of(function) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, functions)) => functions.push(function.function.phrase()),
            None => groups.push((key, vec![function.function.phrase()])),
        }
    }
    groups.into_iter().map(|(key, functions)| (key, list(functions))).collect()
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
