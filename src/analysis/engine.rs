//! The engine: a design made ready for questions about what fails, what is reached and what is served.

use super::concrete::{Concrete, Condition};
use super::element::{self, Element};
use super::evaluate::Evaluation;
use super::firewall::Firewalls;
use super::flow::{Flow, Flows};
use super::function::{Failures, Function, Granularity, Outcome, State};
use super::index::Index;
use super::plan::Plan;
use crate::topology::{Id, Topology};

/// A design made ready for questions. It owns what it needs, and each question leaves it as it was.
#[derive(Debug)]
pub struct Engine {
    pub(super) index: Index,
    pub(super) flows: Flows,
    pub(super) firewalls: Firewalls,
    pub(super) plan: Plan,
    hosts: Vec<Element>,
    components: Vec<Element>,
}

/// A single point of failure of a function, and why it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spof {
    /// The element.
    pub id: Id,
    /// Why its failure alone takes the function down, a clause such as `every path for writes passes lb`.
    pub because: String,
}

impl Engine {
    /// Makes a design ready. Whatever is wrong with it, such as ids that lead nowhere, is passed over here: it is
    /// for the reader of files and for the findings to say.
    #[must_use]
    pub fn new(topology: &Topology) -> Self {
        let index = Index::new(topology);
        let firewalls = Firewalls::new(&index);
        let flows = Flows::new(&index, &firewalls);
        let plan = Plan::new(&index, &flows.wires, &flows.replicates);
        let hosts = element::elements(&index, Granularity::Host);
        let components = element::elements(&index, Granularity::Component);
        Self { index, flows, firewalls, plan, hosts, components }
    }

    /// The design that it was made from.
    #[must_use]
    pub fn topology(&self) -> &Topology {
        &self.index.topology
    }

    /// What can fail: hosts, then components, then places, each in the order of the file.
    #[must_use]
    pub fn elements(&self, granularity: Granularity) -> &[Element] {
        match granularity {
            Granularity::Host => &self.hosts,
            Granularity::Component => &self.components,
        }
    }

    /// Every flow, those that links draw first, then the replication that clusters imply.
    #[must_use]
    pub fn flows(&self) -> &[Flow] {
        &self.flows.told
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

    /// The elements whose failure alone takes a function down, in the order of [`Engine::elements`]; none where it
    /// is down with nothing failed.
    #[must_use]
    pub fn spofs(&self, function: Function, granularity: Granularity) -> Vec<Spof> {
        let because = |id: &Id| format!("every path for {} passes {id}", function.phrase());
        self.cut_sets(function, granularity, 1)
            .into_iter()
            .flatten()
            .map(|id| Spof { because: because(&id), id })
            .collect()
    }

    /// The sets of at most `max_size` elements that together take a function down while no part of the set does,
    /// smaller sets first, each in the order of [`Engine::elements`]; none where it is down with nothing failed.
    #[must_use]
    pub fn cut_sets(&self, function: Function, granularity: Granularity, max_size: usize) -> Vec<Vec<Id>> {
        let elements = self.elements(granularity);
        let mut evaluation = self.evaluation(Concrete::intact(&self.index));
        let mut found: Vec<Vec<usize>> = Vec::new();
        if Outcome::of(evaluation.served(function)).state() == State::Down {
            return Vec::new();
        }
        for size in 1..=max_size.min(elements.len()) {
            let mut set: Vec<usize> = (0..size).collect();
            loop {
                let has_part = found.iter().any(|cut| cut.iter().all(|no| set.contains(no)));
                if !has_part {
                    let mut state = Concrete::intact(&self.index);
                    for no in &set {
                        state.fail(&self.index, elements[*no].named, Condition::Crashed);
                    }
                    evaluation.world = state;
                    if Outcome::of(evaluation.served(function)).state() == State::Down {
                        found.push(set.clone());
                    }
                }
                if !advance(&mut set, elements.len()) {
                    break;
                }
            }
        }
        found.into_iter().map(|set| set.into_iter().map(|no| elements[no].id.clone()).collect()).collect()
    }
}

/// Moves to the next set of numbers below `limit`, in the order of a dictionary; false after the last.
fn advance(set: &mut [usize], limit: usize) -> bool {
    let size = set.len();
    let Some(at) = (0..size).rev().find(|at| set[*at] < limit - size + at) else { return false };
    set[at] += 1;
    for next in at + 1..size {
        set[next] = set[next - 1] + 1;
    }
    true
}
