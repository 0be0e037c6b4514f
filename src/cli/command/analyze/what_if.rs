//! What comes after failures, as a page for people.

use crate::analysis::{Aftermath, Function, Reaction, Report, TakeOver};
use crate::cli::number::{duration, rate};
use crate::cli::page::{Ink, Page, Sign, piece};
use crate::text::prose::{list, sentence};
use crate::topology::{Edit, Id, Topology};

use super::page::{capacity_line, outcome};

/// What is shown.
pub(super) struct Sheet<'a> {
    pub(super) topology: &'a Topology,
    /// The edits that were made first.
    pub(super) edits: &'a [Edit],
    pub(super) report: &'a Report,
    pub(super) after: &'a Aftermath,
    /// What `--fail` names.
    pub(super) failed: &'a [&'a str],
    pub(super) file: &'a str,
}

/// Fills a page.
pub(super) fn show(sheet: &Sheet<'_>, mut page: Page) -> String {
    let Sheet { topology, edits, report, after, failed, file } = sheet;
    super::page::heading(topology, file, &mut page);
    super::change::edits(edits, &mut page);
    page.paragraph(0, Ink::Fair, format!("What if {}?", said(failed)));
    page.gap();
    let mut rows =
        vec![["function", "outcome", "alone carries"].map(|name| piece(Ink::Quiet, name)).to_vec()];
    for function in &after.functions {
        let (was, is) = (
            report.functions[function.function as usize].capacity_qps,
            after.capacity.function_qps[function.function as usize],
        );
        let carries =
            if rate(was) == rate(is) { rate(is) } else { format!("{} instead of {}", rate(is), rate(was)) };
        let name = piece(Ink::Plain, function.function.phrase());
        rows.push(vec![name, outcome(function.outcome, &page), piece(Ink::Plain, carries)]);
    }
    page.table(2, &rows);
    reasons(after, &mut page);
    reactions(after, &mut page);
    page.gap();
    capacity_line(&after.capacity, topology, &mut page);
    if rate(after.capacity.mix_qps) != rate(report.capacity.mix_qps) {
        page.paragraph(
            2,
            Ink::Plain,
            format!("With nothing failed it carries {}.", rate(report.capacity.mix_qps)),
        );
    }
    next(sheet, &mut page);
    page.finish()
}

/// `s1 fails`, `s1 and s2 fail`, `s1 hangs`.
fn said(failed: &[&str]) -> String {
    let told = |name: &str| match name.strip_suffix(":hang") {
        Some(id) => format!("{id} hangs"),
        None => format!("{} fails", name.strip_suffix(":crash").unwrap_or(name)),
    };
    if failed.iter().any(|name| name.ends_with(":hang")) || failed.len() == 1 {
        return list(failed.iter().map(|name| told(name)));
    }
    format!("{} fail", list(failed))
}

/// Why functions are down, once for those with the same reason.
fn reasons(after: &Aftermath, page: &mut Page) {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for function in &after.functions {
        let Some(why) = &function.why else { continue };
        match reasons.iter_mut().find(|(known, _)| known == why) {
            Some((_, functions)) => functions.push(function.function.phrase()),
            None => reasons.push((why, vec![function.function.phrase()])),
        }
    }
    if !reasons.is_empty() {
        page.gap();
    }
    for (why, functions) in reasons {
        let mark = piece(Ink::Bad, format!("  {} ", Sign::Bad.glyph(page.look().ascii)));
        page.hanging(&mark, Ink::Plain, format!("{} are down: {why}", sentence(&list(functions))));
    }
}

fn reactions(after: &Aftermath, page: &mut Page) {
    if !after.reactions.is_empty() {
        page.gap();
        page.line(&[piece(Ink::Strong, "What happens then")]);
    }
    for reaction in &after.reactions {
        let when = match reaction.seconds {
            seconds if seconds <= 0.0 => "at once".to_owned(),
            seconds => format!("after {}", duration(seconds)),
        };
        let ink = if reaction.reaction == Reaction::ManualPromotion { Ink::Fair } else { Ink::Good };
        let mark = piece(ink, format!("  {when}: "));
        page.hanging(&mark, Ink::Plain, format!("{}.", told(reaction)));
    }
    if !after.unnoticed.is_empty() {
        page.gap();
        page.line(&[piece(Ink::Strong, "What nobody notices")]);
    }
    for (by, targets) in &after.unnoticed {
        let mark = piece(Ink::Bad, format!("  {} ", Sign::Bad.glyph(page.look().ascii)));
        let words = format!("{by} goes on sending requests to {}, where they fail.", list(targets));
        page.hanging(&mark, Ink::Plain, words);
    }
}

/// One reaction as a clause.
fn told(reaction: &TakeOver) -> String {
    let TakeOver { by, from, to, .. } = reaction;
    let (from, to) = (list(from), list(to));
    match reaction.reaction {
        Reaction::Address => format!("the address of {by} moves from {from} to {to}"),
        Reaction::Check => format!("{by} leaves out {from} and uses {to}"),
        Reaction::Promotion => format!("{to} becomes the primary of {by} in place of {from}"),
        Reaction::ManualPromotion => {
            format!("a person has promoted {to} in place of {from}, if one is awake")
        }
        Reaction::Majority => format!("{by} goes on without {from}: {to} are a majority"),
        Reaction::Retry => format!("{by} tries {to} instead of {from}"),
    }
}

/// What must not fail next, and what of that is new.
fn next(sheet: &Sheet<'_>, page: &mut Page) {
    let was = |function: Function, id: &Id| {
        sheet.report.functions[function as usize].spofs.iter().any(|spof| spof.id == *id)
    };
    let mut groups: Vec<(Vec<Id>, Vec<&str>)> = Vec::new();
    for function in &sheet.after.functions {
        let new: Vec<Id> = function.spofs.iter().filter(|id| !was(function.function, id)).cloned().collect();
        match groups.iter_mut().find(|(ids, _)| *ids == new) {
            _ if new.is_empty() => {}
            Some((_, functions)) => functions.push(function.function.phrase()),
            None => groups.push((new, vec![function.function.phrase()])),
        }
    }
    if groups.is_empty() {
        return;
    }
    page.gap();
    page.line(&[piece(Ink::Strong, "Now single points of failure, too")]);
    for (ids, functions) in groups {
        let mark = piece(Ink::Quiet, format!("  of {}: ", list(functions)));
        page.hanging(&mark, Ink::Bad, list(&ids));
    }
}
