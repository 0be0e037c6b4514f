//! The analysis as a page for people.

use std::collections::BTreeMap;

use crate::analysis::{Finding, FindingState, Fix, FunctionReport, Report, Severity, State, Trials};
use crate::cli::number::{duration, nines, percent, rate};
use crate::cli::page::{Ink, Page, Piece, Sign, piece};
use crate::text::prose::{counted, list};
use crate::topology::{Id, Topology};

/// The most columns for naming the single points of failure of a function in the table.
const WIDEST: usize = 20;

/// What is shown.
pub(super) struct Sheet<'a> {
    pub(super) topology: &'a Topology,
    pub(super) report: &'a Report,
    /// What tries the fixes.
    pub(super) trials: &'a Trials<'a>,
    /// What `--fail` names.
    pub(super) failed: &'a [String],
}

impl Sheet<'_> {
    /// Fills a page.
    pub(super) fn show(&self, file: &str, mut page: Page) -> String {
        self.heading(file, &mut page);
        self.functions(&mut page);
        self.reasons(&mut page);
        self.cut_sets(&mut page);
        self.capacity(&mut page);
        self.findings(&mut page);
        page.finish()
    }

    fn heading(&self, file: &str, page: &mut Page) {
        let title = if self.topology.title.is_empty() { "A topology" } else { &self.topology.title };
        page.line(&[piece(Ink::Strong, title), piece(Ink::Quiet, format!("  {file}"))]);
        let what =
            format!("granularity {}, cost {} units a month", self.report.granularity, self.report.cost);
        page.line(&[piece(Ink::Quiet, what)]);
        page.gap();
        if !self.failed.is_empty() {
            let what = format!(
                "What if {} failed: the outcomes are those after it, all else is said of the intact design.",
                self.failed.join(" and ")
            );
            page.paragraph(0, Ink::Fair, what);
            page.gap();
        }
    }

    fn functions(&self, page: &mut Page) {
        let heading = ["function", "outcome", "SPOFs", "availability", "down a year", "alone carries"];
        let mut rows = vec![heading.map(|name| piece(Ink::Quiet, name)).to_vec()];
        rows.extend(self.report.functions.iter().map(|function| cells(function, page)));
        page.table(2, &rows);
        let widest =
            self.report.functions.iter().map(|function| function.availability.unknown).fold(0.0, f64::max);
        if widest > 0.0 {
            let what = format!(
                "The design is large: the availabilities are lower bounds and may be higher by {}.",
                percent(widest)
            );
            page.paragraph(2, Ink::Fair, what);
        }
    }

    /// Says why each single point of failure is one, once for all functions that it is one of for the same reason.
    fn reasons(&self, page: &mut Page) {
        const FUNCTION: &str = "\0";
        let mut reasons: Vec<(&Id, String, Vec<&str>)> = Vec::new();
        for function in &self.report.functions {
            let phrase = function.function.phrase();
            for spof in &function.spofs {
                let because = spof.because.replace(phrase, FUNCTION);
                match reasons.iter_mut().find(|(id, reason, _)| **id == spof.id && *reason == because) {
                    Some((_, _, functions)) => functions.push(phrase),
                    None => reasons.push((&spof.id, because, vec![phrase])),
                }
            }
        }
        if !reasons.is_empty() {
            page.gap();
            page.line(&[piece(Ink::Strong, "Down when one of these fails")]);
        }
        for (id, because, functions) in reasons {
            let mark = piece(Ink::Bad, format!("  {id}: "));
            page.hanging(&mark, Ink::Plain, format!("{}.", because.replace(FUNCTION, &list(&functions))));
        }
    }

    fn cut_sets(&self, page: &mut Page) {
        let sets = |function: &FunctionReport| {
            let larger = function.cut_sets.sets.iter().filter(|set| set.len() > 1);
            larger.map(|set| names(set, "\u{a0}+\u{a0}")).collect::<Vec<_>>()
        };
        if self.report.functions.iter().all(|function| sets(function).is_empty()) {
            return;
        }
        page.gap();
        page.line(&[piece(Ink::Strong, "Down when these fail together")]);
        for function in &self.report.functions {
            let sets = sets(function);
            if !sets.is_empty() {
                let mark = piece(Ink::Quiet, format!("  {}: ", function.function.phrase()));
                page.hanging(&mark, Ink::Plain, sets.join(", "));
            }
        }
    }

    fn capacity(&self, page: &mut Page) {
        let capacity = &self.report.capacity;
        page.gap();
        let full = match &capacity.bottleneck {
            Some(id) => format!("  {id} is full first"),
            None => String::new(),
        };
        let carries = format!("Carries {} of the mix", rate(capacity.mix_qps));
        page.line(&[piece(Ink::Strong, carries), piece(Ink::Quiet, full)]);
        let after = by_figure(&capacity.after_failure, rate, capacity.mix_qps);
        if after.is_empty() && !capacity.after_failure.is_empty() {
            page.paragraph(2, Ink::Plain, "As much without any one element.");
        }
        for (carried, ids) in after {
            let mark = piece(Ink::Plain, format!("  {carried} without "));
            page.hanging(&mark, Ink::Plain, ids);
        }
        let busy: Vec<String> =
            capacity.utilisation.iter().map(|(id, share)| format!("{id} {}", percent(*share))).collect();
        if !busy.is_empty() {
            let mark = piece(Ink::Quiet, format!("  Busy at {}: ", rate(self.topology.traffic.qps)));
            page.hanging(&mark, Ink::Plain, busy.join(", "));
        }
    }

    fn findings(&self, page: &mut Page) {
        let told =
            |state: FindingState| self.report.findings.iter().filter(move |finding| finding.state == state);
        let (open, mitigated) = (told(FindingState::Open).count(), told(FindingState::Mitigated).count());
        page.gap();
        page.line(&[piece(Ink::Strong, format!("Findings: {open} open, {mitigated} mitigated"))]);
        for finding in told(FindingState::Open).chain(told(FindingState::Mitigated)) {
            page.gap();
            show(finding, &self.trials.fixes(finding), page);
        }
    }
}

fn cells(report: &FunctionReport, page: &Page) -> Vec<Piece> {
    let (sign, outcome) = match report.outcome.state() {
        State::Up => (Sign::Good, "up".to_owned()),
        State::Degraded => (Sign::Fair, format!("{} fail", percent(report.outcome.failed_share()))),
        State::Down => (Sign::Bad, "down".to_owned()),
    };
    let spofs: Vec<Id> = report.spofs.iter().map(|spof| spof.id.clone()).collect();
    let spofs = match names(&spofs, ", ") {
        none if none.is_empty() => piece(Ink::Quiet, "none"),
        some if some.len() <= WIDEST => piece(Ink::Bad, some),
        _ => piece(Ink::Bad, counted(spofs.len(), "element")),
    };
    vec![
        piece(Ink::Plain, report.function.phrase()),
        piece(sign.ink(), format!("{} {outcome}", sign.glyph(page.look().ascii))),
        spofs,
        piece(Ink::Plain, nines(report.availability.served)),
        piece(Ink::Plain, duration(report.availability.downtime_seconds_per_year())),
        piece(Ink::Plain, rate(report.capacity_qps)),
    ]
}

fn show(finding: &Finding, fixes: &[Fix], page: &mut Page) {
    let sign = match (finding.state, finding.severity) {
        (FindingState::Open, Severity::Critical | Severity::High) => Sign::Bad,
        (FindingState::Open, _) => Sign::Fair,
        _ => Sign::Good,
    };
    let state =
        if finding.state == FindingState::Open { String::new() } else { format!(", {}", finding.state) };
    page.line(&[
        piece(Ink::Plain, "  "),
        page.sign(sign),
        piece(Ink::Plain, " "),
        piece(Ink::Strong, finding.record().title),
        piece(Ink::Quiet, format!("  {}, {}{state}", finding.rule, finding.severity)),
    ]);
    page.paragraph(4, Ink::Plain, &finding.message);
    page.paragraph(4, Ink::Quiet, &finding.why);
    for fix in fixes {
        let cost = match fix.cost {
            0 => String::new(),
            cost => format!(" (cost {cost:+})"),
        };
        page.hanging(&piece(Ink::Good, "    fix: "), Ink::Plain, format!("{}{cost}", fix.text));
        for edit in &fix.edits {
            page.hanging(&piece(Ink::Quiet, "         : "), Ink::Quiet, edit.to_string());
        }
    }
}

/// Groups elements by the rate that is left without them, smallest first, where it is less than `whole`.
fn by_figure(rates: &BTreeMap<Id, f64>, show: fn(f64) -> String, whole: f64) -> Vec<(String, String)> {
    let mut less: Vec<(&Id, f64)> =
        rates.iter().map(|(id, left)| (id, *left)).filter(|(_, left)| *left < whole).collect();
    less.sort_by(|(a, x), (b, y)| x.total_cmp(y).then(a.cmp(b)));
    let mut groups: Vec<(String, String)> = Vec::new();
    for (id, left) in less {
        let left = show(left);
        match groups.last_mut() {
            Some((last, ids)) if *last == left => {
                ids.push_str(", ");
                ids.push_str(id.as_str());
            }
            _ => groups.push((left, id.to_string())),
        }
    }
    groups
}

fn names(ids: &[Id], between: &str) -> String {
    ids.iter().map(Id::as_str).collect::<Vec<_>>().join(between)
}
