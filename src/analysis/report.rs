//! The whole analysis of a design in one value, as `spof analyze` tells it.

use super::availability::Availability;
use super::capacity::Capacity;
use super::cost::cost;
use super::cutset::{CutSets, Spof};
use super::engine::Engine;
use super::finding::Finding;
use super::function::{Failures, Function, Granularity, Outcome};
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
        Self { granularity: Granularity::default(), fail: Failures::none(), cut_sets: 2 }
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
    /// What the design carries.
    pub capacity: Capacity,
    /// Its cost, in teaching units a month.
    pub cost: u32,
    /// What the rules say, what is open and worst first.
    pub findings: Vec<Finding>,
}

/// Analyses a design.
#[must_use]
pub fn analyse(topology: &Topology, options: &Options) -> Report {
    let engine = Engine::new(topology);
    let granularity = options.granularity;
    let capacity = engine.capacity(granularity);
    let functions = Function::ALL
        .into_iter()
        .map(|function| FunctionReport {
            function,
            outcome: engine.outcome(&options.fail, function),
            spofs: engine.spofs(function, granularity),
            cut_sets: engine.cut_sets(function, granularity, options.cut_sets),
            availability: engine.availability(function, granularity),
            capacity_qps: capacity.function_qps[function.index()],
        })
        .collect();
    let findings = findings(topology, &engine);
    Report { granularity, functions, capacity, cost: cost(topology), findings }
}
