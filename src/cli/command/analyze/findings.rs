//! Findings as a page for people: what is wrong, and how to mend it.

use std::collections::BTreeMap;

use crate::analysis::{Finding, FindingState, Fix, Report, Severity, Trials};
use crate::cli::number::GLUE;
use crate::cli::page::{Ink, Page, Sign, piece};
use crate::text::prose::{counted, list};

/// The findings of a report, the most serious first.
pub(super) fn show(report: &Report, trials: &Trials<'_>, edits: bool, page: &mut Page) {
    let told = |state: FindingState| report.findings.iter().filter(move |finding| finding.state == state);
    page.gap();
    page.line(&[piece(Ink::Strong, "Findings"), piece(Ink::Quiet, format!("  {}", summary(report)))]);
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    let many =
        |rule: &str| told(FindingState::Open).filter(|finding| finding.rule == rule).count() > MOST_ALIKE + 1;
    for finding in told(FindingState::Open) {
        let before = of_rule.entry(finding.rule).or_default();
        *before += 1;
        if *before > MOST_ALIKE && many(finding.rule) {
            if *before == MOST_ALIKE + 1 {
                rest(
                    told(FindingState::Open).filter(|other| other.rule == finding.rule).skip(MOST_ALIKE),
                    page,
                );
            }
            continue;
        }
        // The reasons of single points of failure stand above, where they are at the granularity of the rules.
        let short = finding.rule == "spof" && finding.subjects.iter().all(|id| explained(report, id));
        heading(finding, page);
        if !short {
            page.paragraph(4, Ink::Plain, &finding.message);
        }
        fixes(&trials.fixes(finding), edits, page);
    }
    for finding in told(FindingState::Mitigated).chain(told(FindingState::NotApplicable)) {
        heading(finding, page);
        page.paragraph(4, Ink::Quiet, &finding.message);
    }
}

/// The most findings of one rule that are told one by one.
const MOST_ALIKE: usize = 3;

/// Names what the other findings of a rule are about; those that are about no part, such as a line of the zone, are
/// told in full.
fn rest<'r>(findings: impl Iterator<Item = &'r Finding>, page: &mut Page) {
    let (bare, about): (Vec<&Finding>, Vec<&Finding>) =
        findings.partition(|finding| finding.subjects.is_empty());
    for finding in bare {
        page.paragraph(4, Ink::Plain, &finding.message);
    }
    if !about.is_empty() {
        page.gap();
        let names = list(about.iter().filter_map(|finding| finding.subjects.first()));
        page.paragraph(4, Ink::Quiet, format!("and {} more of these: {names}", about.len()));
    }
}

fn explained(report: &Report, id: &crate::topology::Id) -> bool {
    report.functions.iter().flat_map(|function| &function.spofs).any(|spof| spof.id == *id)
}

/// How many findings there are of each severity.
fn summary(report: &Report) -> String {
    let count =
        |fits: &dyn Fn(&Finding) -> bool| report.findings.iter().filter(|finding| fits(finding)).count();
    let open = |severity: Severity| {
        count(&|finding| finding.state == FindingState::Open && finding.severity == severity)
    };
    let severities = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];
    let mut parts: Vec<String> = severities
        .into_iter()
        .map(|severity| (open(severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| format!("{number}{GLUE}{severity}"))
        .collect();
    let mitigated = count(&|finding| finding.state == FindingState::Mitigated);
    if parts.is_empty() {
        parts.push("nothing to say against this design".to_owned());
    }
    if mitigated > 0 {
        parts.push(format!("{mitigated}{GLUE}mitigated"));
    }
    let spared = count(&|finding| finding.state == FindingState::NotApplicable);
    if spared > 0 {
        parts.push(format!("{spared}{GLUE}not{GLUE}applicable"));
    }
    parts.join(", ")
}

/// One line: how bad, what, about whom, by which rule.
pub(super) fn heading(finding: &Finding, page: &mut Page) {
    let sign = match (finding.state, finding.severity) {
        (FindingState::Open, Severity::Critical | Severity::High) => Sign::Bad,
        (FindingState::Open, _) => Sign::Fair,
        _ => Sign::Good,
    };
    let title = match (finding.rule, finding.subjects.as_slice()) {
        ("spof", ids @ [_, ..]) => format!("{}: {}", finding.record().title, list(ids)),
        _ => finding.record().title.to_owned(),
    };
    // How bad it is matters where something is to be done.
    let state = match finding.state {
        FindingState::Open => finding.severity.to_string(),
        other => other.to_string().replace('_', " "),
    };
    page.gap();
    page.line(&[
        piece(Ink::Plain, "  "),
        page.sign(sign),
        piece(Ink::Plain, " "),
        piece(Ink::Strong, title),
        piece(Ink::Quiet, format!("  {}, {state}", finding.rule)),
    ]);
}

/// The ways to mend it: what to do, what it costs, how many edits make it, and the edits where they are wanted.
pub(super) fn fixes(fixes: &[Fix], edits: bool, page: &mut Page) {
    for fix in fixes {
        let mut more = Vec::new();
        if !fix.edits.is_empty() && !edits {
            more.push(counted(fix.edits.len(), "edit").replace(' ', &GLUE.to_string()));
        }
        if let Some(cost) = fix.cost.filter(|cost| *cost != 0) {
            more.push(format!("cost{GLUE}{cost:+}"));
        }
        let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
        page.hanging(&piece(Ink::Good, "    fix: "), Ink::Plain, format!("{}{more}", fix.text));
        for edit in fix.edits.iter().filter(|_| edits) {
            page.hanging(&piece(Ink::Quiet, "       : "), Ink::Quiet, edit.to_string());
        }
    }
}
