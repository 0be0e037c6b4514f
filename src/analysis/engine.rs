//! The engine: a design made ready for questions about what fails, what is reached and what is served.

use std::sync::{Arc, OnceLock};

use super::availability::LongRun;
use super::concrete::Concrete;
use super::element::{self, Element};
use super::evaluate::Evaluation;
use super::firewall::Firewalls;
use super::flow::{Flow, Flows};
use super::function::{Failures, Function, Granularity, Outcome};
use super::grounds::Grounds;
use super::index::Index;
use super::plan::Plan;
use crate::topology::Topology;

/// A design made ready for questions. It owns what it needs, and each question leaves it as it was.
#[derive(Debug)]
pub struct Engine {
    pub(super) index: Index,
    pub(super) flows: Flows,
    pub(super) firewalls: Firewalls,
    pub(super) plan: Plan,
    /// How much work one evaluation is, roughly: components, flows, and what stands on the ways of these.
    pub(super) work: usize,
    /// By granularity, what is found when first asked for.
    elements: [OnceLock<Vec<Element>>; 2],
    grounds: [OnceLock<Grounds>; 2],
    /// By granularity and function, what is computed when first asked for.
    ideal: [[OnceLock<LongRun>; 3]; 2],
    single: [[OnceLock<Vec<usize>>; 3]; 2],
}

impl Engine {
    /// Makes a design ready. Whatever is wrong with it, such as ids that lead nowhere, is passed over here: it is
    /// for the reader of files and for the findings to say.
    ///
    /// A borrowed design is copied; one that is given away or shared is not.
    #[must_use]
    pub fn new(topology: impl Into<Arc<Topology>>) -> Self {
        Self::of(Index::new(topology.into()))
    }

    fn of(index: Index) -> Self {
        let firewalls = Firewalls::new(&index);
        let flows = Flows::new(&index, &firewalls);
        let plan = Plan::new(&index, &flows.wires, &flows.replicates);
        let ways = flows.wires.iter().flat_map(|wire| &wire.ways);
        let on_ways: usize = ways.map(|way| way.firewalls.len() + way.links.len()).sum();
        let work = 1 + index.spots.len() + flows.wires.len() + on_ways + plan.circles.work();
        Self {
            index,
            flows,
            firewalls,
            plan,
            work,
            elements: Default::default(),
            grounds: Default::default(),
            ideal: Default::default(),
            single: Default::default(),
        }
    }

    /// The design that it was made from.
    #[must_use]
    pub fn topology(&self) -> &Topology {
        &self.index.topology
    }

    /// What can fail: hosts, then components, then places, each in the order of the file.
    #[must_use]
    pub fn elements(&self, granularity: Granularity) -> &[Element] {
        let slot = &self.elements[granularity as usize];
        slot.get_or_init(|| element::elements(&self.index, granularity))
    }

    /// What has to work for a component or a host to work.
    pub(super) fn grounds(&self, granularity: Granularity) -> &Grounds {
        let slot = &self.grounds[granularity as usize];
        slot.get_or_init(|| Grounds::new(&self.index, self.elements(granularity)))
    }

    /// Every flow that links draw, in the order of the file.
    #[must_use]
    pub fn flows(&self) -> &[Flow] {
        self.flows.told(&self.index, &self.firewalls)
    }

    /// What becomes of a function once these have failed and every automatic reaction is done.
    #[must_use]
    pub fn outcome(&self, failures: &Failures, function: Function) -> Outcome {
        self.outcome_in(Concrete::with(&self.index, failures), function)
    }

    pub(super) fn outcome_in(&self, state: Concrete, function: Function) -> Outcome {
        Outcome::of(self.evaluation(state).served(function))
    }

    pub(super) fn evaluation(&self, state: Concrete) -> Evaluation<'_, Concrete> {
        Evaluation::new(&self.index, &self.plan, &self.flows.wires, state)
    }

    /// The single points of failure of a function, as numbers of elements.
    pub(super) fn single_points(&self, function: Function, granularity: Granularity) -> &[usize] {
        let slot = &self.single[granularity as usize][function.index()];
        slot.get_or_init(|| self.find_single_points(function, granularity))
    }

    /// The long run of a function, computed when first asked for.
    pub(super) fn ideal(&self, function: Function, granularity: Granularity) -> &LongRun {
        let slot = &self.ideal[granularity as usize][function.index()];
        slot.get_or_init(|| self.compute_ideal(function, granularity))
    }
}
