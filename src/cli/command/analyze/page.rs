//! The analysis of a design as a page for people.

use std::collections::BTreeMap;

use crate::analysis::{Capacity, FunctionReport, Outcome, Report, Spof, State, Trials};
use crate::cli::number::{GLUE, duration, percent, rate, whole};
use crate::cli::page::{Ink, Page, Piece, Sign, piece};
use crate::text::prose::{choice, counted, list};
use crate::topology::{Id, Topology};

use super::findings;
use super::long_run;

/// The columns of the table before those that name the single points of failure of a function.
const BEFORE: usize = 70;
/// The most components that are named of those at work.
const MOST_BUSY: usize = 6;
/// The most cut sets that are named of a function.
const MOST_SETS: usize = 12;

/// What is shown.
pub(super) struct Sheet<'a> {
    pub(super) topology: &'a Topology,
    pub(super) report: &'a Report,
    /// What tries the fixes.
    pub(super) trials: &'a Trials<'a>,
    /// Whether the edits of fixes are shown.
    pub(super) edits: bool,
    /// The largest cut sets that were asked for.
    pub(super) cut_sets: usize,
    pub(super) file: &'a str,
}

impl Sheet<'_> {
    /// Fills a page.
    pub(super) fn show(&self, mut page: Page) -> String {
        heading(self.topology, self.file, &mut page);
        let what =
            format!("granularity {}, cost {} units a month", self.report.granularity, self.report.cost);
        page.line(&[piece(Ink::Quiet, what)]);
        page.gap();
        self.functions(&mut page);
        self.reasons(&mut page);
        self.cut_sets(&mut page);
        long_run::importance(self.report, &mut page);
        long_run::gaps(self.report, &mut page);
        self.capacity(&mut page);
        findings::show(self.report, self.trials, self.edits, &mut page);
        let open = self.report.findings.first();
        if let Some(finding) = open {
            page.gap();
            let file = if self.file.contains(' ') { "FILE" } else { self.file };
            let what = format!(
                "spof analyze {file} --explain {} says more about a rule, and shows the edits of its fixes.",
                finding.rule
            );
            page.paragraph(0, Ink::Quiet, what);
        }
        page.finish()
    }

    fn functions(&self, page: &mut Page) {
        let heading = ["function", "outcome", "availability", "down a year", "alone carries", "SPOFs"];
        let mut rows = vec![heading.map(|name| piece(Ink::Quiet, name)).to_vec()];
        rows.extend(self.report.functions.iter().map(|function| cells(function, page)));
        page.table(2, &rows);
        long_run::bounds(self.report, page);
        for words in &self.report.left_out {
            page.paragraph(2, Ink::Fair, words);
        }
    }

    /// Says why each single point of failure is one, with a way that shows it; those that every request only passes
    /// stand together.
    fn reasons(&self, page: &mut Page) {
        let all: Vec<&Spof> = self.report.functions.iter().flat_map(|function| &function.spofs).collect();
        let mut groups: Vec<Points<'_>> = Vec::new();
        for spof in &all {
            if groups.iter().any(|group| group.ids.contains(&&spof.id)) {
                continue;
            }
            let own: Vec<&Spof> = all.iter().copied().filter(|other| other.id == spof.id).collect();
            let clauses = Spof::clauses(&own, "it");
            let longest = own.iter().copied().max_by_key(|spof| spof.path.len()).unwrap_or(spof);
            let alike = |group: &&mut Points<'_>| {
                let same = group.clauses == clauses && group.longest.path == longest.path;
                same && !clauses.concat().contains(':')
            };
            match groups.iter_mut().find(alike) {
                Some(group) => {
                    group.ids.push(&spof.id);
                    group.all = Spof::clauses(&own, "each of them");
                }
                None => groups.push(Points { ids: vec![&spof.id], all: clauses.clone(), clauses, longest }),
            }
        }
        if groups.is_empty() {
            return;
        }
        page.gap();
        page.line(&[piece(Ink::Strong, "Single points of failure")]);
        let mut shown: Option<&[Id]> = None;
        for group in groups {
            let names = list(&group.ids);
            for clause in &group.all {
                let mark = piece(Ink::Bad, format!("  {} {names}  ", Sign::Bad.glyph(page.look().ascii)));
                page.hanging(&mark, Ink::Plain, clause);
            }
            let path = group.longest.path.as_slice();
            if !path.is_empty() && shown != Some(path) {
                page.hanging(&piece(Ink::Quiet, "    "), Ink::Quiet, group.longest.way());
                shown = Some(path);
            }
        }
    }

    fn cut_sets(&self, page: &mut Page) {
        let complete = self.report.functions.iter().map(|function| function.cut_sets.complete_to).min();
        if let Some(complete) = complete.filter(|complete| *complete < self.cut_sets) {
            page.gap();
            let what = format!("The design is too large to find every set of more than {complete} elements.");
            page.paragraph(0, Ink::Fair, what);
        }
        let mut groups: Vec<(Vec<&Vec<Id>>, Vec<&str>)> = Vec::new();
        for function in &self.report.functions {
            let sets: Vec<&Vec<Id>> = function.cut_sets.sets.iter().filter(|set| set.len() > 1).collect();
            match groups.iter_mut().find(|(known, _)| *known == sets) {
                _ if sets.is_empty() => {}
                Some((_, functions)) => functions.push(function.function.phrase()),
                None => groups.push((sets, vec![function.function.phrase()])),
            }
        }
        if groups.is_empty() {
            return;
        }
        page.gap();
        page.line(&[piece(Ink::Strong, "Down when these fail together")]);
        for (sets, functions) in groups {
            let named: Vec<String> =
                sets.iter().take(MOST_SETS).map(|set| names(set, "\u{a0}+\u{a0}")).collect();
            let more = sets.len().saturating_sub(named.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let mark = piece(Ink::Quiet, format!("  {}: ", list(functions)));
            page.hanging(&mark, Ink::Plain, format!("{}{more}", named.join(", ")));
        }
        for cause in
            self.report.common_causes.iter().filter(|cause| !cause.besides.is_empty()).take(MOST_SETS)
        {
            let words = format!(
                "{} counts alone although it carries {}: one failure for all of them.",
                cause.id,
                list(&cause.carries)
            );
            page.paragraph(2, Ink::Fair, words);
        }
    }

    fn capacity(&self, page: &mut Page) {
        let capacity = &self.report.capacity;
        page.gap();
        capacity_line(capacity, self.topology, page);
        if capacity.mix_qps <= 0.0 {
            return;
        }
        let after = by_figure(&capacity.after_failure);
        if let [(carried, _)] = after.as_slice()
            && *carried == rate(capacity.mix_qps)
        {
            page.paragraph(2, Ink::Plain, "As much without any one element.");
            return;
        }
        for (carried, ids) in after {
            let mark = piece(Ink::Plain, format!("  {carried} without "));
            page.hanging(&mark, Ink::Plain, choice(&ids));
        }
    }
}

/// Single points of failure with the same reasons.
struct Points<'r> {
    ids: Vec<&'r Id>,
    /// The reasons of one of them, and of all of them.
    clauses: Vec<String>,
    all: Vec<String>,
    /// The one whose way is the longest.
    longest: &'r Spof,
}

/// The title of a design, and where it is from.
pub(super) fn heading(topology: &Topology, file: &str, page: &mut Page) {
    let title = if topology.title.is_empty() { "A topology" } else { &topology.title };
    page.line(&[piece(Ink::Strong, title), piece(Ink::Quiet, format!("  {file}"))]);
}

/// What the design carries, what is full first, and how busy its components are.
pub(super) fn capacity_line(capacity: &Capacity, topology: &Topology, page: &mut Page) {
    let traffic = &topology.traffic;
    let parts = [
        (traffic.static_reads, "static reads"),
        (traffic.dynamic_reads, "dynamic reads"),
        (traffic.writes, "writes"),
    ];
    let mix = list(
        parts.into_iter().filter(|(part, _)| *part > 0.0).map(|(part, what)| format!("{part}{GLUE}{what}")),
    );
    let carries = format!("Carries {}", rate(capacity.mix_qps));
    page.line(&[piece(Ink::Strong, carries), piece(Ink::Quiet, format!("  of {mix}"))]);
    if capacity.mix_qps <= 0.0 {
        page.paragraph(2, Ink::Quiet, "It counts as nothing while one of these is down.");
    }
    if !capacity.full.is_empty() {
        page.hanging(&piece(Ink::Quiet, "  full first: "), Ink::Plain, list(&capacity.full));
    }
    if traffic.qps >= capacity.mix_qps && capacity.mix_qps > 0.0 {
        let words = format!(
            "Overload at {}: it refuses {}{GLUE}requests a second.",
            rate(traffic.qps),
            whole(traffic.qps - capacity.mix_qps)
        );
        page.paragraph(2, Ink::Bad, words);
    }
    let mut busy: Vec<(&Id, f64)> = capacity.utilisation.iter().map(|(id, used)| (id, *used)).collect();
    busy.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
    if busy.is_empty() {
        return;
    }
    let named: Vec<String> =
        busy.iter().take(MOST_BUSY).map(|(id, used)| format!("{id}{GLUE}{}", percent(*used))).collect();
    let more = match busy.get(MOST_BUSY) {
        Some((_, used)) => format!(", {}{GLUE}more at {} or less", busy.len() - MOST_BUSY, percent(*used)),
        None => String::new(),
    };
    let mark = piece(Ink::Quiet, format!("  busy at {}: ", rate(traffic.qps)));
    page.hanging(&mark, Ink::Plain, format!("{}{more}", named.join(", ")));
}

/// An outcome with its sign.
pub(super) fn outcome(outcome: Outcome, page: &Page) -> Piece {
    let (sign, words) = match outcome.state() {
        State::Up => (Sign::Good, "up".to_owned()),
        State::Degraded => (Sign::Fair, format!("{} fail", percent(outcome.failed_share()))),
        State::Down => (Sign::Bad, "down".to_owned()),
    };
    piece(sign.ink(), format!("{} {words}", sign.glyph(page.look().ascii)))
}

fn cells(report: &FunctionReport, page: &Page) -> Vec<Piece> {
    let spofs: Vec<Id> = report.spofs.iter().map(|spof| spof.id.clone()).collect();
    let spofs = match names(&spofs, ", ") {
        _ if report.outcome.state() == State::Down && spofs.is_empty() => piece(Ink::Quiet, "-"),
        none if none.is_empty() => piece(Ink::Good, "none"),
        some if BEFORE + some.len() <= page.look().columns => piece(Ink::Bad, some),
        _ => piece(Ink::Bad, counted(spofs.len(), "element")),
    };
    let availability = &report.availability;
    let (least, most) = if availability.is_exact() { ("", "") } else { ("≥ ", "≤ ") };
    vec![
        piece(Ink::Plain, report.function.phrase()),
        outcome(report.outcome, page),
        piece(Ink::Plain, format!("{least}{}", percent(availability.served))),
        piece(Ink::Plain, format!("{most}{}", duration(availability.downtime_seconds_per_year()))),
        piece(Ink::Plain, rate(report.capacity_qps)),
        spofs,
    ]
}

/// Groups elements by the rate that is left without them, smallest first.
fn by_figure(rates: &BTreeMap<Id, f64>) -> Vec<(String, Vec<&Id>)> {
    let mut left: Vec<(&Id, f64)> = rates.iter().map(|(id, left)| (id, *left)).collect();
    left.sort_by(|(a, x), (b, y)| x.total_cmp(y).then(a.cmp(b)));
    let mut groups: Vec<(String, Vec<&Id>)> = Vec::new();
    for (id, left) in left {
        let left = rate(left);
        match groups.last_mut() {
            Some((last, ids)) if *last == left => ids.push(id),
            _ => groups.push((left, vec![id])),
        }
    }
    groups
}

fn names(ids: &[Id], between: &str) -> String {
    ids.iter().map(Id::as_str).collect::<Vec<_>>().join(between)
}
