//! Availability: the share of requests that is served in the long run, and what would help most.
//!
//! The outcome of a function is computed for all states at once ([`super::symbolic`]); its mean is exact. Where that
//! takes too much room, the variables are asked in another order ([`super::arrangement`]), then sums are kept apart
//! ([`super::apart`]); then all states are gone through one by one where up to 22 variables matter
//! ([`super::likeliest`]). All that is exact too. Where nothing of it fits, there are bounds ([`super::likely`]).

use std::cell::OnceCell;

use super::apart::{Apart, Detail};
use super::arrangement;
use super::chances::Chances;
use super::element::Element;
use super::engine::Engine;
use super::evaluate::Evaluation;
use super::function::{Function, Granularity, Outcome};
use super::likeliest::by_element;
use super::states::{Node, ONE};
use super::symbolic::Symbolic;
use super::world::World;
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
    /// By how much each of the three figures may really be larger, at most: the chance of all states that were not
    /// looked at and of which nothing else is known. 0 where the figures are exact.
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
    /// By element, Birnbaum's importance; none where not every state was looked at.
    pub(super) importance: Option<Vec<(usize, f64)>>,
}

/// How many variables the outcome in every state is computed for at most; the computation is as deep as this.
pub(super) const MOST_VARIABLES: usize = 1500;

/// How the function of all states is sought, in one attempt after the other: with so much room, in nodes.
const ATTEMPTS: [(usize, Form, Order); 7] = [
    (1 << 12, Form::Whole, Order::CallersFirst),
    (1 << 12, Form::Whole, Order::Neighbours),
    (1 << 14, Form::Whole, Order::CallersFirst),
    (1 << 14, Form::Apart, Order::Neighbours),
    (1 << 16, Form::Whole, Order::CallersFirst),
    (1 << 17, Form::Apart, Order::Neighbours),
    (1 << 19, Form::Apart, Order::Neighbours),
];

/// Whether a share is one function, or a sum of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Whole,
    Apart,
}

/// Which variables are asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    CallersFirst,
    Neighbours,
}

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
        let mut found = importance.clone();
        found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        found
            .into_iter()
            .map(|(element, birnbaum)| {
                let Element { id, availability, .. } = &elements[element];
                Importance { id: id.clone(), birnbaum, gain: birnbaum * (1.0 - availability) }
            })
            .collect()
    }

    pub(super) fn chances(&self, granularity: Granularity, stated: bool) -> Chances {
        Chances::new(&self.index, &self.plan, self.elements(granularity), granularity, stated)
    }

    /// The long run without common causes and failing reactions.
    pub(super) fn compute_ideal(&self, function: Function, granularity: Granularity) -> LongRun {
        self.long_run(function, &self.chances(granularity, false))
    }

    /// The long run by functions of all states at once, or else by the states one by one, or else of the likeliest.
    fn long_run(&self, function: Function, chances: &Chances) -> LongRun {
        if chances.works.len() > MOST_VARIABLES {
            return self.by_states(function, chances, None);
        }
        let neighbours = OnceCell::new();
        let neighbours =
            || neighbours.get_or_init(|| chances.arranged(&arrangement::neighbours(&self.plan, chances)));
        let mut kinds = None;
        for (room, form, order) in ATTEMPTS {
            let chances = match order {
                Order::CallersFirst => chances,
                Order::Neighbours => neighbours(),
            };
            let world = Symbolic::new(chances, room);
            let found = match form {
                Form::Whole => self.whole(function, chances, world),
                Form::Apart => {
                    kinds = kinds.or_else(|| self.kinds(function, chances, world.clone()));
                    kinds.and_then(|kinds| self.apart(function, chances, world, kinds))
                }
            };
            if let Some(found) = found {
                return found;
            }
        }
        self.by_states(function, neighbours(), kinds)
    }

    /// The long run, if there is room for the outcome as one function of all states.
    fn whole(&self, function: Function, chances: &Chances, world: Symbolic) -> Option<LongRun> {
        let (world, root) = self.run(function, world);
        if world.states.is_full() {
            return None;
        }
        let (served, importance) = world.states.long_run(&[root], &chances.works);
        let kinds = Kinds::of(&world, root, chances);
        // What rounding left in single states is cleaned away where everything is up.
        let served = if kinds.p_up >= 1.0 { 1.0 } else { served };
        Some(LongRun::exact(served, kinds, by_element(chances, &importance)))
    }

    /// The same, if there is room for it as the sum of several functions.
    fn apart(&self, function: Function, chances: &Chances, world: Symbolic, kinds: Kinds) -> Option<LongRun> {
        let (served, importance) = self.served_apart(function, chances, world)?;
        Some(LongRun::exact(served, kinds, by_element(chances, &importance)))
    }

    /// The mean outcome over the states that are looked at, and by variable how much it falls with that.
    pub(super) fn served_apart(
        &self,
        function: Function,
        chances: &Chances,
        world: Symbolic,
    ) -> Option<(f64, Vec<f64>)> {
        let (world, sum) = self.run(function, Apart::new(world, Detail::Exact));
        let states = &world.symbolic.states;
        (!states.is_full()).then(|| states.long_run(world.parts(sum), &chances.works))
    }

    /// How often the outcome is of which kind in the states that are looked at.
    pub(super) fn kinds(&self, function: Function, chances: &Chances, world: Symbolic) -> Option<Kinds> {
        let (mut world, sum) = self.run(function, Apart::new(world, Detail::Coarse));
        let root = world.whole(sum);
        (!world.symbolic.states.is_full()).then(|| Kinds::of(&world.symbolic, root, chances))
    }

    /// The outcome of a function in a world of states, and what has become of that.
    fn run<W: World>(&self, function: Function, world: W) -> (W, W::Share) {
        let mut evaluation = Evaluation::new(&self.index, &self.plan, &self.flows.wires, world);
        let root = evaluation.served(function);
        (evaluation.world, root)
    }
}

/// The chances of all states in which a function is up, and down, and of those that were not looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kinds {
    pub(super) p_up: f64,
    pub(super) p_down: f64,
    pub(super) unknown: f64,
}

impl Kinds {
    fn of(world: &Symbolic, root: Node, chances: &Chances) -> Self {
        let Symbolic { states, looked_at, .. } = world;
        let mut kinds = Self { p_up: 0.0, p_down: 0.0, unknown: 0.0 };
        if *looked_at != ONE {
            let all = states.chances(*looked_at, &chances.works).into_iter();
            kinds.unknown = all.filter(|(value, _)| *value <= 0.0).map(|(_, chance)| chance).sum();
        }
        for (value, chance) in states.chances(root, &chances.works) {
            let served = Outcome::of(value).served;
            kinds.p_up += if served >= 1.0 { chance } else { 0.0 };
            kinds.p_down += if served <= 0.0 { chance } else { 0.0 };
        }
        // In the states that were not looked at the value is 0 as well.
        kinds.p_down = (kinds.p_down - kinds.unknown).max(0.0);
        kinds
    }
}

impl LongRun {
    fn exact(served: f64, kinds: Kinds, importance: Vec<(usize, f64)>) -> Self {
        let Kinds { p_up, p_down, .. } = kinds;
        let figures = Availability { served, p_up, p_down, unknown: 0.0, ideal: None };
        Self { figures, importance: Some(importance) }
    }
}
