//! Availability: the share of requests that is served in the long run, and what would help most.
//!
//! The outcome of a function is computed for all states at once ([`super::symbolic`]); its mean is exact. Where that
//! takes too much room, all states are gone through where up to 22 variables matter, which is exact too; or else the
//! likeliest, and the chance of the rest is stated as not known ([`super::likeliest`]).

use super::chances::Chances;
use super::element::Element;
use super::engine::Engine;
use super::evaluate::Evaluation;
use super::function::{Function, Granularity, Outcome};
use super::states::{Node, States};
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

/// What becomes of a function in the long run.
#[derive(Debug)]
pub(super) struct LongRun {
    pub(super) figures: Availability,
    /// By variable, Birnbaum's importance; none where not every state was looked at.
    pub(super) importance: Option<Vec<f64>>,
}

/// How many variables the outcome in every state is computed for at most; the computation is as deep as this.
const MOST_VARIABLES: usize = 1500;

impl Engine {
    /// The long-run figures of a function, with the common causes and the coverage that the design states.
    #[must_use]
    pub fn availability(&self, function: Function, granularity: Granularity) -> Availability {
        let ideal = self.ideal(function, granularity).figures;
        let states_more =
            |cluster: &crate::topology::Cluster| cluster.coverage.is_some() || cluster.common_cause.is_some();
        if !self.topology().clusters.iter().any(states_more) {
            return ideal;
        }
        let chances = self.chances(granularity, true);
        Availability { ideal: Some(ideal.served), ..self.long_run(function, &chances).figures }
    }

    /// Birnbaum's importance of every element for a function, the most important first; empty where the design is
    /// too large for an exact answer. Without common causes and failing reactions.
    #[must_use]
    pub fn importance(&self, function: Function, granularity: Granularity) -> Vec<Importance> {
        let Some(importance) = &self.ideal(function, granularity).importance else { return Vec::new() };
        let elements = self.elements(granularity);
        let chances = self.chances(granularity, false);
        let mut found: Vec<(usize, f64)> = chances
            .elements
            .iter()
            .zip(importance)
            .filter_map(|(element, importance)| Some(((*element)?, *importance)))
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

    fn chances(&self, granularity: Granularity, stated: bool) -> Chances {
        Chances::new(&self.index, &self.plan, self.elements(granularity), granularity, stated)
    }

    /// The long run without common causes and failing reactions.
    pub(super) fn compute_ideal(&self, function: Function, granularity: Granularity) -> LongRun {
        self.long_run(function, &self.chances(granularity, false))
    }

    /// The long run by functions of all states at once, or else by the states one by one.
    fn long_run(&self, function: Function, chances: &Chances) -> LongRun {
        if chances.works.len() <= MOST_VARIABLES {
            let world = Symbolic::new(chances);
            let mut evaluation = Evaluation::new(&self.index, &self.plan, &self.flows.wires, world);
            let root = evaluation.served(function);
            let states = evaluation.world.states;
            if !states.is_full() {
                return LongRun::read(&states, root, chances);
            }
        }
        self.by_states(function, chances)
    }
}

impl LongRun {
    /// Reads the figures off the function of all states.
    fn read(states: &States, root: Node, chances: &Chances) -> Self {
        let mean = |value: &dyn Fn(f64) -> f64| states.means(root, &chances.works, value)[root as usize];
        let is_up = |value: f64| Outcome::of(value).served >= 1.0;
        let figures = Availability {
            served: mean(&|value| Outcome::of(value).served),
            p_up: mean(&|value| f64::from(is_up(value))),
            p_down: mean(&|value| f64::from(is_down(value))),
            unknown: 0.0,
            ideal: None,
        };
        Self { figures, importance: Some(states.importance(root, &chances.works)) }
    }
}
