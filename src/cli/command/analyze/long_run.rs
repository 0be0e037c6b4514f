//! The long run on a page for people: what is certain about the availability, what would help most, and how long
//! users wait for each reaction.

use crate::analysis::{FailoverGap, Function, Reaction, Report};
use crate::cli::number::{GLUE, duration, percent};
use crate::cli::page::{Ink, Page, piece};
use crate::text::prose::{choice, list};
use crate::topology::Id;

/// The most elements that are named of those that would help.
const MOST_HELP: usize = 3;
/// The most lines about reactions.
const MOST_GAPS: usize = 8;

/// Says where an availability is a bound only, and what it would be if every reaction worked and nothing had a common
/// cause.
pub(super) fn bounds(report: &Report, page: &mut Page) {
    let widest = report.functions.iter().map(|function| function.availability.unknown).fold(0.0, f64::max);
    if widest > 0.0 {
        let what = format!(
            "The design is large: the availabilities are lower bounds and may be higher by {} at most.",
            percent(widest)
        );
        page.paragraph(2, Ink::Fair, what);
    }
    let ideal: Vec<String> = report
        .functions
        .iter()
        .filter_map(|function| Some((function, function.availability.ideal?)))
        .filter(|(function, ideal)| (ideal - function.availability.served).abs() > 1e-12)
        .map(|(function, ideal)| format!("{} {}", function.function.phrase(), percent(ideal)))
        .collect();
    if !ideal.is_empty() {
        let what = format!(
            "These count the common causes and the failing reactions that the file states. Without them: {}.",
            ideal.join(", ")
        );
        page.paragraph(2, Ink::Quiet, what);
    }
}

/// A gain: the seconds of a year, the importance, the element and the functions that gain so much.
struct Gain<'r> {
    seconds: f64,
    birnbaum: f64,
    ids: Vec<&'r Id>,
    functions: Vec<Function>,
}

/// What would help most: the elements whose failures cost the most time of a year.
pub(super) fn importance(report: &Report, page: &mut Page) {
    let mut gains = gains(report);
    gains.retain(|gain| gain.seconds >= 1.0);
    if gains.is_empty() {
        return;
    }
    page.gap();
    page.line(&[
        piece(Ink::Strong, "What would help most"),
        piece(Ink::Quiet, "  if these never failed, a year would have less downtime"),
    ]);
    let mut rows =
        vec![["element", "less by", "of", "importance"].map(|name| piece(Ink::Quiet, name)).to_vec()];
    for gain in gains.iter().take(MOST_HELP) {
        let each = if gain.ids.len() > 1 { " each" } else { "" };
        rows.push(vec![
            piece(Ink::Plain, list(&gain.ids)),
            piece(Ink::Plain, format!("{}{each}", duration(gain.seconds))),
            piece(Ink::Plain, phrases(&gain.functions)),
            piece(Ink::Plain, format!("{:.4}", gain.birnbaum)),
        ]);
    }
    page.table(2, &rows);
    let what = "The importance is Birnbaum's (1969): how much less is served while the element has failed than while \
                it works.";
    page.paragraph(2, Ink::Quiet, what);
}

/// The gains by element, each for the functions that gain the most by it, largest first; equal ones together.
fn gains(report: &Report) -> Vec<Gain<'_>> {
    let mut of: Vec<Gain<'_>> = Vec::new();
    for function in &report.functions {
        for one in &function.importance {
            let seconds = one.seconds_a_year();
            let near = |other: f64| (other - seconds).abs() <= 0.01 * other.abs().max(seconds.abs());
            match of.iter_mut().find(|gain| gain.ids[0] == &one.id) {
                Some(gain) if near(gain.seconds) => gain.functions.push(function.function),
                Some(gain) if gain.seconds > seconds => {}
                Some(gain) => {
                    (gain.seconds, gain.birnbaum) = (seconds, one.birnbaum);
                    gain.functions = vec![function.function];
                }
                None => of.push(Gain {
                    seconds,
                    birnbaum: one.birnbaum,
                    ids: vec![&one.id],
                    functions: vec![function.function],
                }),
            }
        }
    }
    of.sort_by(|one, other| other.seconds.total_cmp(&one.seconds));
    let mut grouped: Vec<Gain<'_>> = Vec::new();
    for gain in of {
        let same = |known: &&mut Gain<'_>| {
            duration(known.seconds) == duration(gain.seconds)
                && (known.birnbaum - gain.birnbaum).abs() < 5e-5
                && known.functions == gain.functions
        };
        match grouped.iter_mut().find(same) {
            Some(known) => known.ids.extend(gain.ids),
            None => grouped.push(gain),
        }
    }
    for gain in &mut grouped {
        gain.ids.sort();
    }
    grouped
}

fn phrases(functions: &[Function]) -> String {
    if functions.len() == Function::ALL.len() {
        "everything".to_owned()
    } else {
        list(functions.iter().map(|function| function.phrase()))
    }
}

/// How long users wait until somebody takes over; equal ones together.
pub(super) fn gaps(report: &Report, page: &mut Page) {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for gap in report.gaps.iter().filter(|gap| gap.seconds > 0.0) {
        match groups.iter_mut().find(|group| group.takes(gap)) {
            Some(group) => group.add(gap),
            None => groups.push(Group {
                by: vec![&gap.by],
                after: vec![&gap.after],
                gap,
                seconds_a_year: gap.seconds_a_year(),
            }),
        }
    }
    if groups.is_empty() {
        return;
    }
    page.gap();
    page.line(&[
        piece(Ink::Strong, "Switch-over"),
        piece(Ink::Quiet, "  how long users wait until another one takes over"),
    ]);
    for group in groups.iter().take(MOST_GAPS) {
        let gap = group.gap;
        let mark = piece(Ink::Plain, format!("  {:<6} ", duration(gap.seconds)));
        let words = format!(
            "{}: {}, {:.1}{GLUE}times a year, {GLUE}{} a year in all",
            told(gap.reaction, &group.by, &group.after),
            waits(gap),
            gap.failures_a_year * group.after.len() as f64,
            duration(group.seconds_a_year)
        );
        page.hanging(&mark, Ink::Plain, words.replace(&format!(" {GLUE}"), " "));
    }
    if groups.len() > MOST_GAPS {
        page.paragraph(2, Ink::Quiet, format!("and {} more", groups.len() - MOST_GAPS));
    }
}

/// Gaps that are told together.
struct Group<'r> {
    by: Vec<&'r Id>,
    after: Vec<&'r Id>,
    gap: &'r FailoverGap,
    seconds_a_year: f64,
}

impl<'r> Group<'r> {
    /// Whether a gap is like these: the same callers lose others, or other callers the same.
    fn takes(&self, gap: &FailoverGap) -> bool {
        let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        let known = self.gap;
        known.reaction == gap.reaction
            && known.functions == gap.functions
            && near(known.seconds, gap.seconds)
            && near(known.share, gap.share)
            && near(known.failures_a_year, gap.failures_a_year)
            && (self.by == [&gap.by] || self.after.contains(&&gap.after) || self.by.contains(&&gap.by))
    }

    fn add(&mut self, gap: &'r FailoverGap) {
        for (list, id) in [(&mut self.by, &gap.by), (&mut self.after, &gap.after)] {
            if !list.contains(&id) {
                list.push(id);
            }
        }
        self.seconds_a_year += gap.seconds_a_year();
    }
}

/// Whose requests wait.
fn waits(gap: &FailoverGap) -> String {
    let what = match gap.functions.len() {
        3 => "requests".to_owned(),
        _ => phrases(&gap.functions),
    };
    if gap.share >= 1.0 - 1e-9 {
        format!("all {what} wait")
    } else {
        format!("{} of {what} wait", percent(gap.share))
    }
}

fn told(reaction: Reaction, by: &[&Id], after: &[&Id]) -> String {
    let leave = if by.len() == 1 { "leaves" } else { "leave" };
    let (by, after) = (list(by), choice(after));
    match reaction {
        Reaction::Check => format!("{by} {leave} out {after}"),
        Reaction::Address => format!("the address of {by} {leave} {after}"),
        Reaction::Promotion => format!("{by} promotes a replica of {after}"),
        Reaction::ManualPromotion => format!("somebody, if awake, promotes a replica of {after}"),
        Reaction::Majority => format!("{by} goes on without {after}"),
        Reaction::Retry => format!("{by} {leave} {after} for another address"),
    }
}
