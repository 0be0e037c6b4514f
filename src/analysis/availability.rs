//! Availability: the share of requests that is served in the long run, and what would help most.
//!
//! The outcome of a function is computed for all states at once ([`super::symbolic`]); its mean is exact. Where that
//! takes too much room, the likeliest states are summed one by one, and the rest is stated as not known.

use super::concrete::{Concrete, Condition};
use super::element::Element;
use super::engine::Engine;
use super::evaluate::Evaluation;
use super::function::{Function, Granularity, Outcome};
use super::states::Node;
use super::symbolic::{Symbolic, is_down};
use crate::topology::Id;

/// How a function fares in the long run. Elements fail independently, and every reaction is instant: the time that
/// reactions take is told by [`Engine::failover_gaps`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Availability {
    /// The share of requests that is served, in `0..=1`: the mean of the outcome over all states.
    pub served: f64,
    /// The chance that every request is served.
    pub p_up: f64,
    /// The chance that none is.
    pub p_down: f64,
    /// The chance of all states that were not looked at: 0 where the three figures are exact. Each of them may
    /// really be larger, by this much at most.
    pub unknown: f64,
    /// The share that would be served without the common causes and the failing reactions that the design states;
    /// none where it states none.
    pub ideal: Option<f64>,
}

/// The seconds of a year of 365 days.
pub(super) const YEAR: f64 = 365.0 * 24.0 * 3600.0;

impl Availability {
    /// How long all requests would have to fail for as many to fail in a year of 365 days, in seconds.
    #[must_use]
    pub fn downtime_seconds_per_year(&self) -> f64 {
        (1.0 - self.served).max(0.0) * YEAR
    }

    /// Whether every state was looked at.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.unknown <= 0.0
    }

    /// The least and the most that the share served can be; equal where it is exact.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        (self.served, (self.served + self.unknown).min(1.0))
    }
}

/// What an element means for a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// The element.
    pub id: Id,
    /// Birnbaum's importance (Birnbaum 1969, "On the importance of different components in a multicomponent
    /// system"): how much less is served while the element has failed than while it works, all else as it comes;
    /// from −1 to 1, and negative where its failure helps.
    pub birnbaum: f64,
    /// How much more would be served if the element never failed: its importance times the share of time that it
    /// has failed.
    pub gain: f64,
}

impl Importance {
    /// By how much the downtime of a year would be less if the element never failed, in seconds.
    #[must_use]
    pub fn seconds_a_year(&self) -> f64 {
        self.gain * YEAR
    }
}

/// The outcome of a function in every state.
#[derive(Debug)]
pub(super) struct Solved {
    pub(super) world: Symbolic,
    pub(super) root: Node,
}

/// How many elements the outcome in every state is computed for at most; the computation is as deep as this.
const MOST_ELEMENTS: usize = 1500;

/// How much work the sum over single states may be, in components evaluated.
const MOST_WORK: usize = 1_000_000;

impl Engine {
    /// The long-run figures of a function, with the common causes and the coverage that the design states.
    #[must_use]
    pub fn availability(&self, function: Function, granularity: Granularity) -> Availability {
        let ideal = match self.solved(function, granularity) {
            Some(solved) => solved.figures(),
            None => self.likeliest(function, granularity),
        };
        let states_more =
            |cluster: &crate::topology::Cluster| cluster.coverage.is_some() || cluster.common_cause.is_some();
        if !self.topology().clusters.iter().any(states_more) {
            return ideal;
        }
        let stated = self.solve(function, granularity, true);
        let figures =
            stated.map_or(Availability { unknown: 1.0, ..Availability::NONE }, |solved| solved.figures());
        Availability { ideal: Some(ideal.served), ..figures }
    }

    /// Birnbaum's importance of every element for a function, the most important first; empty where the design is
    /// too large for an exact answer. Without common causes and failing reactions.
    #[must_use]
    pub fn importance(&self, function: Function, granularity: Granularity) -> Vec<Importance> {
        let Some(solved) = self.solved(function, granularity) else { return Vec::new() };
        let elements = self.elements(granularity);
        let importance = solved.world.states.importance(solved.root, &solved.world.chances);
        let mut found: Vec<(usize, f64)> = solved
            .world
            .elements
            .iter()
            .zip(importance)
            .filter_map(|(element, importance)| Some(((*element)?, importance)))
            .collect();
        found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        found
            .into_iter()
            .map(|(element, birnbaum)| {
                let Element { id, availability, .. } = &elements[element];
                Importance { id: id.clone(), birnbaum, gain: birnbaum * (1.0 - availability) }
            })
            .collect()
    }

    /// The outcome of a function in every state; none where it takes too much room.
    pub(super) fn solve(&self, function: Function, granularity: Granularity, stated: bool) -> Option<Solved> {
        let elements = self.elements(granularity);
        if elements.len() > MOST_ELEMENTS {
            return None;
        }
        let world = Symbolic::new(&self.index, &self.plan, elements, granularity, stated);
        let mut evaluation = Evaluation::new(&self.index, &self.plan, &self.flows.wires, world);
        let root = evaluation.served(function);
        let world = evaluation.world;
        (!world.states.is_full()).then_some(Solved { world, root })
    }

    /// The sum over the likeliest states, fewest failures first, as far as the work allows.
    fn likeliest(&self, function: Function, granularity: Granularity) -> Availability {
        let elements = self.elements(granularity);
        let mut evaluation = self.evaluation(Concrete::intact(&self.index));
        let all_work: f64 = elements.iter().map(|element| element.availability).product();
        let mut sum = Availability { unknown: 1.0, ..Availability::NONE };
        let mut budget = MOST_WORK / self.index.spots.len().max(1);
        for size in 0..=elements.len() {
            let mut set: Vec<usize> = (0..size).collect();
            loop {
                if budget == 0 || all_work <= 0.0 {
                    return sum;
                }
                budget -= 1;
                let mut state = Concrete::intact(&self.index);
                let mut chance = all_work;
                for no in &set {
                    state.fail(&self.index, elements[*no].named, Condition::Crashed);
                    chance *= (1.0 - elements[*no].availability) / elements[*no].availability;
                }
                evaluation.world = state;
                let served = Outcome::of(evaluation.served(function)).served;
                sum.served += chance * served;
                sum.p_up += if served >= 1.0 { chance } else { 0.0 };
                sum.p_down += if served <= 0.0 { chance } else { 0.0 };
                sum.unknown = (sum.unknown - chance).max(0.0);
                if !super::cutset::advance(&mut set, elements.len()) {
                    break;
                }
            }
        }
        sum.unknown = 0.0;
        sum
    }
}

impl Availability {
    const NONE: Self = Self { served: 0.0, p_up: 0.0, p_down: 0.0, unknown: 0.0, ideal: None };
}

impl Solved {
    fn figures(&self) -> Availability {
        let Symbolic { states, chances, .. } = &self.world;
        let mean = |value: &dyn Fn(f64) -> f64| states.means(self.root, chances, value)[self.root as usize];
        let is_up = |value: f64| Outcome::of(value).served >= 1.0;
        Availability {
            served: mean(&|value| Outcome::of(value).served),
            p_up: mean(&|value| f64::from(is_up(value))),
            p_down: mean(&|value| f64::from(is_down(value))),
            unknown: 0.0,
            ideal: None,
        }
    }
}
