//! The analysis as JSON; its keys are stable.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::{
    self, Aftermath, CommonCause, Difference, FailoverGap, Finding, FindingState, Function,
    FunctionAftermath, FunctionReport, Granularity, Importance, Reaction, Report, Severity, Spof, State,
    TakeOver, Trials,
};
use crate::cli::json;
use crate::topology::{Id, Topology};

use super::change;

/// What the analysis told, with the keys of version 1.
#[derive(Serialize)]
pub(super) struct Told<'r> {
    version: u32,
    granularity: Granularity,
    functions: Vec<OfFunction<'r>>,
    common_causes: Vec<Common<'r>>,
    failover_gaps: Vec<Gap<'r>>,
    capacity: Capacity<'r>,
    cost: u32,
    findings: Vec<Found<'r>>,
    left_out: &'r [String],
    after: Option<After<'r>>,
    difference: Option<change::Told<'r>>,
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
    cut_sets_complete_to: usize,
    availability_bounds: (f64, f64),
    ideal_availability: Option<f64>,
    switch_over_seconds_per_year: f64,
    reasons: Vec<Reason<'r>>,
    importance: Vec<Weight<'r>>,
}

#[derive(Serialize)]
struct Reason<'r> {
    id: &'r str,
    because: String,
    path: Vec<&'r str>,
    carries: Vec<&'r str>,
}

#[derive(Serialize)]
struct Weight<'r> {
    id: &'r str,
    birnbaum: f64,
    seconds_per_year: f64,
}

#[derive(Serialize)]
struct Common<'r> {
    id: &'r str,
    carries: Vec<&'r str>,
    besides: Vec<&'r str>,
    functions: Vec<&'static str>,
}

#[derive(Serialize)]
struct Gap<'r> {
    reaction: Reaction,
    by: &'r str,
    after: &'r str,
    functions: Vec<&'static str>,
    seconds: f64,
    share: f64,
    failures_per_year: f64,
    seconds_per_year: f64,
}

#[derive(Serialize)]
struct Capacity<'r> {
    mix_qps: f64,
    bottleneck: Option<&'r str>,
    utilisation: BTreeMap<&'r str, f64>,
    after_failure: BTreeMap<&'r str, f64>,
    full: Vec<&'r str>,
    offered_qps: f64,
    refused_qps: f64,
}

/// A finding with the names of JSON.
#[derive(Serialize)]
pub(super) struct Found<'r> {
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
    cost: Option<i64>,
}

#[derive(Serialize)]
struct After<'r> {
    functions: Vec<FunctionAfter<'r>>,
    reactions: Vec<Taken<'r>>,
    unnoticed: Vec<Unnoticed<'r>>,
    capacity: Capacity<'r>,
}

#[derive(Serialize)]
struct FunctionAfter<'r> {
    name: &'static str,
    outcome: State,
    failed_share: f64,
    why: Option<&'r str>,
    spofs: Vec<&'r str>,
}

#[derive(Serialize)]
struct Taken<'r> {
    reaction: Reaction,
    by: &'r str,
    from: Vec<&'r str>,
    to: Vec<&'r str>,
    seconds: f64,
}

#[derive(Serialize)]
struct Unnoticed<'r> {
    by: &'r str,
    targets: Vec<&'r str>,
}

impl<'r> Told<'r> {
    /// The report with the names of JSON.
    pub(super) fn of(
        topology: &'r Topology,
        report: &'r Report,
        trials: &Trials<'_>,
        difference: Option<&'r Difference>,
    ) -> Self {
        let offered = topology.traffic.qps;
        Self {
            version: json::VERSION,
            granularity: report.granularity,
            functions: report.functions.iter().map(|function| OfFunction::of(function, report)).collect(),
            common_causes: report.common_causes.iter().map(Common::of).collect(),
            failover_gaps: report.gaps.iter().map(Gap::of).collect(),
            capacity: Capacity::of(&report.capacity, offered),
            cost: report.cost,
            findings: report.findings.iter().map(|finding| Found::of(finding, trials)).collect(),
            left_out: &report.left_out,
            after: report.aftermath.as_ref().map(|after| After::of(after, offered)),
            difference: difference.map(change::Told::of),
        }
    }
}

impl<'r> OfFunction<'r> {
    fn of(function: &'r FunctionReport, report: &Report) -> Self {
        let availability = &function.availability;
        Self {
            name: function.function.name(),
            outcome: function.outcome.state(),
            failed_share: function.outcome.failed_share(),
            spofs: function.spofs.iter().map(|spof| spof.id.as_str()).collect(),
            cut_sets: function.cut_sets.sets.iter().map(|set| ids(set)).collect(),
            availability: availability.served,
            p_up: availability.p_up,
            p_down: availability.p_down,
            downtime_seconds_per_year: availability.downtime_seconds_per_year(),
            capacity_qps: function.capacity_qps,
            cut_sets_complete_to: function.cut_sets.complete_to,
            availability_bounds: availability.bounds(),
            ideal_availability: availability.ideal,
            switch_over_seconds_per_year: report.switch_over_seconds_per_year(function.function),
            reasons: function.spofs.iter().map(Reason::of).collect(),
            importance: function.importance.iter().map(Weight::of).collect(),
        }
    }
}

impl<'r> Reason<'r> {
    fn of(spof: &'r Spof) -> Self {
        Self {
            id: spof.id.as_str(),
            because: spof.because(),
            path: ids(&spof.path),
            carries: ids(&spof.carries),
        }
    }
}

impl<'r> Weight<'r> {
    fn of(one: &'r Importance) -> Self {
        Self { id: one.id.as_str(), birnbaum: one.birnbaum, seconds_per_year: one.seconds_a_year() }
    }
}

impl<'r> Common<'r> {
    fn of(cause: &'r CommonCause) -> Self {
        Self {
            id: cause.id.as_str(),
            carries: ids(&cause.carries),
            besides: ids(&cause.besides),
            functions: names(&cause.functions),
        }
    }
}

impl<'r> Gap<'r> {
    fn of(gap: &'r FailoverGap) -> Self {
        Self {
            reaction: gap.reaction,
            by: gap.by.as_str(),
            after: gap.after.as_str(),
            functions: names(&gap.functions),
            seconds: gap.seconds,
            share: gap.share,
            failures_per_year: gap.failures_a_year,
            seconds_per_year: gap.seconds_a_year(),
        }
    }
}

impl<'r> Capacity<'r> {
    fn of(capacity: &'r analysis::Capacity, offered: f64) -> Self {
        let by_id =
            |rates: &'r BTreeMap<Id, f64>| rates.iter().map(|(id, rate)| (id.as_str(), *rate)).collect();
        Self {
            mix_qps: capacity.mix_qps,
            bottleneck: capacity.bottleneck.as_ref().map(Id::as_str),
            utilisation: by_id(&capacity.utilisation),
            after_failure: by_id(&capacity.after_failure),
            full: ids(&capacity.full),
            offered_qps: offered,
            refused_qps: (offered - capacity.mix_qps).max(0.0),
        }
    }
}

impl<'r> Found<'r> {
    /// A finding with the names of JSON, its fixes tried.
    pub(super) fn of(finding: &'r Finding, trials: &Trials<'_>) -> Self {
        let fixes = trials.fixes(finding).into_iter().map(|fix| Way {
            text: fix.text,
            edits: fix.edits.iter().map(ToString::to_string).collect(),
            cost: fix.cost,
        });
        Self {
            rule: finding.rule,
            state: finding.state,
            severity: finding.severity,
            subjects: ids(&finding.subjects),
            message: &finding.message,
            why: &finding.why,
            fixes: fixes.collect(),
        }
    }
}

impl<'r> After<'r> {
    fn of(after: &'r Aftermath, offered: f64) -> Self {
        Self {
            functions: after.functions.iter().map(FunctionAfter::of).collect(),
            reactions: after.reactions.iter().map(Taken::of).collect(),
            unnoticed: after
                .unnoticed
                .iter()
                .map(|(by, targets)| Unnoticed { by: by.as_str(), targets: ids(targets) })
                .collect(),
            capacity: Capacity::of(&after.capacity, offered),
        }
    }
}

impl<'r> FunctionAfter<'r> {
    fn of(function: &'r FunctionAftermath) -> Self {
        Self {
            name: function.function.name(),
            outcome: function.outcome.state(),
            failed_share: function.outcome.failed_share(),
            why: function.why.as_deref(),
            spofs: ids(&function.spofs),
        }
    }
}

impl<'r> Taken<'r> {
    fn of(one: &'r TakeOver) -> Self {
        Self {
            reaction: one.reaction,
            by: one.by.as_str(),
            from: ids(&one.from),
            to: ids(&one.to),
            seconds: one.seconds,
        }
    }
}

fn ids(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(Id::as_str).collect()
}

fn names(functions: &[Function]) -> Vec<&'static str> {
    functions.iter().map(|function| function.name()).collect()
}
