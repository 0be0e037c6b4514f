//! The whole analysis of a design in one value, as `spof analyze` tells it.

use super::aftermath::Aftermath;
use super::availability::{Availability, Importance};
use super::capacity::Capacity;
use super::cost::cost;
use super::cutset::{CutSets, Spof};
use super::engine::Engine;
use super::explain::CommonCause;
use super::finding::Finding;
use super::function::{Failures, Function, Granularity, Outcome};
use super::gap::{FailoverGap, Reaction};
use super::rules::findings;
use crate::topology::Topology;

/// What an analysis is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// What counts as one element.
    pub granularity: Granularity,
    /// What has failed: the outcomes are those after these failures. Everything else is said of the intact design.
    pub fail: Failures,
    /// The largest cut sets looked for.
    pub cut_sets: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { granularity: Granularity::default(), fail: Failures::none(), cut_sets: 3 }
    }
}

/// What the analysis says about one function.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionReport {
    /// The function.
    pub function: Function,
    /// What becomes of it after the failures asked about.
    pub outcome: Outcome,
    /// Its single points of failure.
    pub spofs: Vec<Spof>,
    /// Its cut sets up to the size asked for, the single points of failure among them.
    pub cut_sets: CutSets,
    /// How it fares in the long run.
    pub availability: Availability,
    /// What each element means for it, the most important first; empty where the design is too large to tell.
    pub importance: Vec<Importance>,
    /// How much of this function alone the design carries, in requests a second.
    pub capacity_qps: f64,
}

/// What the analysis says about a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What counted as one element.
    pub granularity: Granularity,
    /// By function, in the order of [`Function::ALL`].
    pub functions: Vec<FunctionReport>,
    /// Hosts and places that carry several parts, all of which must fail to take a function down.
    pub common_causes: Vec<CommonCause>,
    /// How long users wait for each reaction that the design has.
    pub gaps: Vec<FailoverGap>,
    /// What the design carries.
    pub capacity: Capacity,
    /// Its cost, in teaching units a month.
    pub cost: u32,
    /// What the rules say, what is open and worst first.
    pub findings: Vec<Finding>,
    /// What was left out as there is more than is looked at, a sentence each.
    pub left_out: Vec<String>,
    /// What comes after the failures asked about, where some are.
    pub aftermath: Option<Aftermath>,
}

impl Report {
    /// How long users of a function wait in a year until something takes over, in seconds: the sum over all
    /// reactions but those that a person has to make, which keep the function down.
    #[must_use]
    pub fn switch_over_seconds_per_year(&self, function: Function) -> f64 {
        let waits = |gap: &&FailoverGap| {
            gap.reaction != Reaction::ManualPromotion && gap.functions.contains(&function)
        };
        self.gaps.iter().filter(waits).map(FailoverGap::seconds_a_year).sum()
    }
}

/// Analyses a design.
#[must_use]
pub fn analyse(topology: &Topology, options: &Options) -> Report {
    let engine = Engine::new(topology);
    let granularity = options.granularity;
    let capacity = engine.capacity(granularity);
    let functions: Vec<FunctionReport> = Function::ALL
        .into_iter()
        .map(|function| FunctionReport {
            function,
            outcome: engine.outcome(&options.fail, function),
            spofs: engine.spofs(function, granularity),
            cut_sets: engine.cut_sets(function, granularity, options.cut_sets),
            availability: engine.availability(function, granularity),
            importance: engine.importance(function, granularity),
            capacity_qps: capacity.function_qps[function.index()],
        })
        .collect();
    Report {
        granularity,
        common_causes: common_causes(&engine, &functions),
        left_out: engine.left_out(&capacity, &functions, options),
        functions,
        gaps: engine.failover_gaps(granularity),
        capacity,
        cost: cost(topology),
        findings: findings(topology, &engine),
        aftermath: (!options.fail.is_empty()).then(|| engine.aftermath(&options.fail, granularity)),
    }
}

/// The common causes of all functions, each once, with the functions that it takes down.
fn common_causes(engine: &Engine, functions: &[FunctionReport]) -> Vec<CommonCause> {
    let mut found: Vec<CommonCause> = Vec::new();
    for report in functions {
        for cause in engine.common_causes(&report.cut_sets.sets, report.function) {
            let same = |known: &&mut CommonCause| {
                (&known.id, &known.carries, &known.besides) == (&cause.id, &cause.carries, &cause.besides)
            };
            match found.iter_mut().find(same) {
                Some(known) => known.functions.extend(cause.functions),
                None => found.push(cause),
            }
        }
    }
    found
}
