//! The analysis as JSON; its keys are stable.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::{Finding, FindingState, FunctionReport, Granularity, Report, Severity, State, Trials};
use crate::cli::json;
use crate::topology::Id;

/// What the analysis told, with the keys of version 1.
#[derive(Serialize)]
pub(super) struct Told<'r> {
    version: u32,
    granularity: Granularity,
    functions: Vec<OfFunction<'r>>,
    capacity: Capacity<'r>,
    cost: u32,
    findings: Vec<Found<'r>>,
}

#[derive(Serialize)]
struct OfFunction<'r> {
    name: &'static str,
    outcome: State,
    failed_share: f64,
    spofs: Vec<&'r str>,
    cut_sets: Vec<Vec<&'r str>>,
    availability: f64,
    p_up: f64,
    p_down: f64,
    downtime_seconds_per_year: f64,
    capacity_qps: f64,
}

#[derive(Serialize)]
struct Capacity<'r> {
    mix_qps: f64,
    bottleneck: Option<&'r str>,
    utilisation: BTreeMap<&'r str, f64>,
    after_failure: BTreeMap<&'r str, f64>,
}

#[derive(Serialize)]
struct Found<'r> {
    rule: &'r str,
    state: FindingState,
    severity: Severity,
    subjects: Vec<&'r str>,
    message: &'r str,
    why: &'r str,
    fixes: Vec<Way>,
}

#[derive(Serialize)]
struct Way {
    text: String,
    edits: Vec<String>,
    cost: i64,
}

impl<'r> Told<'r> {
    /// The report with the names of JSON.
    pub(super) fn of(report: &'r Report, trials: &Trials<'_>) -> Self {
        let capacity = &report.capacity;
        Self {
            version: json::VERSION,
            granularity: report.granularity,
            functions: report.functions.iter().map(OfFunction::of).collect(),
            capacity: Capacity {
                mix_qps: capacity.mix_qps,
                bottleneck: capacity.bottleneck.as_ref().map(Id::as_str),
                utilisation: capacity.utilisation.iter().map(|(id, share)| (id.as_str(), *share)).collect(),
                after_failure: capacity.after_failure.iter().map(|(id, qps)| (id.as_str(), *qps)).collect(),
            },
            cost: report.cost,
            findings: report.findings.iter().map(|finding| Found::of(finding, trials)).collect(),
        }
    }
}

impl<'r> OfFunction<'r> {
    fn of(report: &'r FunctionReport) -> Self {
        let availability = &report.availability;
        let ids = |set: &'r Vec<Id>| set.iter().map(Id::as_str).collect();
        Self {
            name: report.function.name(),
            outcome: report.outcome.state(),
            failed_share: report.outcome.failed_share(),
            spofs: report.spofs.iter().map(|spof| spof.id.as_str()).collect(),
            cut_sets: report.cut_sets.sets.iter().map(ids).collect(),
            availability: availability.served,
            p_up: availability.p_up,
            p_down: availability.p_down,
            downtime_seconds_per_year: availability.downtime_seconds_per_year(),
            capacity_qps: report.capacity_qps,
        }
    }
}

impl<'r> Found<'r> {
    fn of(finding: &'r Finding, trials: &Trials<'_>) -> Self {
        let fixes = trials.fixes(finding).into_iter().map(|fix| Way {
            text: fix.text,
            edits: fix.edits.iter().map(ToString::to_string).collect(),
            cost: fix.cost,
        });
        Self {
            rule: finding.rule,
            state: finding.state,
            severity: finding.severity,
            subjects: finding.subjects.iter().map(Id::as_str).collect(),
            message: &finding.message,
            why: &finding.why,
            fixes: fixes.collect(),
        }
    }
}
