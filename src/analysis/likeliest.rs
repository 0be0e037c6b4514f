//! The mean of an outcome over states gone through one by one: all of them where few variables matter, or the likeliest.

use super::availability::{Availability, Kinds, LongRun};
use super::chances::Chances;
use super::engine::Engine;
use super::evaluate::Evaluation;
use super::function::{Function, Outcome};
use super::lanes::{LANES, Lanes};
use super::likely::Partly;
use super::relevant::Relevant;

/// How many variables may matter for all states to be gone through.
const MOST_VARIABLES: usize = 22;

/// How much work all states may be, in evaluations of [`LANES`] states times the work of one.
const MOST_WORK: usize = 8_000_000;

/// The same for the likeliest states.
const MOST_WORK_ON_LIKELIEST: usize = 1_000_000;

/// A sum over states.
#[derive(Default)]
struct Sum {
    served: f64,
    p_up: f64,
    p_down: f64,
    /// The chance of all states in it.
    known: f64,
}

impl Sum {
    fn add(&mut self, chance: f64, share: f64) {
        let served = Outcome::of(share).served;
        self.served += chance * served;
        self.p_up += if served >= 1.0 { chance } else { 0.0 };
        self.p_down += if served <= 0.0 { chance } else { 0.0 };
        self.known += chance;
    }
}

/// A run over states.
struct Run<'a> {
    evaluation: Evaluation<'a, Lanes<'a>>,
    function: Function,
}

impl<'a> Run<'a> {
    fn new(engine: &'a Engine, function: Function, chances: &'a Chances) -> Self {
        let world = Lanes::intact(chances);
        Self {
            evaluation: Evaluation::new(&engine.index, &engine.plan, &engine.flows.wires, world),
            function,
        }
    }

    /// The shares in the states that have been set.
    fn shares(&mut self) -> [f64; LANES] {
        self.evaluation.world.settle();
        self.evaluation.served(self.function)
    }
}

impl Engine {
    /// The variables that a function can depend on.
    pub(super) fn relevant(&self, function: Function, chances: &Chances) -> Vec<usize> {
        let world = Relevant::new(chances);
        let mut evaluation = Evaluation::new(&self.index, &self.plan, &self.flows.wires, world);
        evaluation.served(function);
        evaluation.world.variables(chances)
    }

    /// The figures by going through states: all of them one by one, or the likely ones. Given may be how often the
    /// outcome is of which kind.
    pub(super) fn by_states(&self, function: Function, chances: &Chances, kinds: Option<Kinds>) -> LongRun {
        let relevant = self.relevant(function, chances);
        let evaluations = 1_usize.checked_shl(relevant.len() as u32).unwrap_or(usize::MAX).div_ceil(LANES);
        if relevant.len() <= MOST_VARIABLES && evaluations.saturating_mul(self.work) <= MOST_WORK {
            self.all_states(function, chances, &relevant)
        } else {
            self.bounded(function, chances, &relevant, kinds)
        }
    }

    /// The mean over all states, which is exact.
    fn all_states(&self, function: Function, chances: &Chances, relevant: &[usize]) -> LongRun {
        // In each evaluation the first variables take every turn, and the others stand still.
        let (turning, still) = relevant.split_at(relevant.len().min(LANES.ilog2() as usize));
        let lanes = 1_usize << turning.len();
        let mut run = Run::new(self, function, chances);
        let mut weights = vec![1.0; lanes];
        for (place, variable) in turning.iter().enumerate() {
            let works = |lane: usize| lane >> place & 1 == 0;
            let mask = (0..LANES).filter(|lane| works(*lane)).fold(0, |mask, lane| mask | 1_u64 << lane);
            run.evaluation.world.set(*variable, mask);
            for (lane, weight) in weights.iter_mut().enumerate() {
                *weight *= chance(chances, *variable, works(lane));
            }
        }
        let mut sum = Sum::default();
        let mut importance = vec![0.0; chances.works.len()];
        for state in 0_usize..1 << still.len() {
            let mut likely = 1.0;
            for (place, variable) in still.iter().enumerate() {
                let works = state >> place & 1 == 0;
                run.evaluation.world.set(*variable, if works { u64::MAX } else { 0 });
                likely *= chance(chances, *variable, works);
            }
            let shares = run.shares();
            let mut served = 0.0;
            for (lane, (weight, share)) in weights.iter().zip(shares).enumerate() {
                sum.add(likely * weight, share);
                served += likely * weight * share;
                for (place, variable) in turning.iter().enumerate() {
                    importance[*variable] +=
                        gain(chances, *variable, lane >> place & 1 == 0) * likely * weight * share;
                }
            }
            for (place, variable) in still.iter().enumerate() {
                importance[*variable] += gain(chances, *variable, state >> place & 1 == 0) * served;
            }
        }
        let Sum { served, p_up, p_down, .. } = sum;
        // Of what never fails, or never works, the states that would tell its importance have no weight.
        let certain = |variable: &usize| [0.0, 1.0].contains(&chances.works[*variable]);
        LongRun {
            figures: Availability { served, p_up, p_down, unknown: 0.0, ideal: None },
            importance: (!relevant.iter().any(certain)).then(|| by_element(chances, &importance)),
        }
    }

    /// The sum over the likeliest states, as many as the work allows; the chance of the others is not known.
    pub(super) fn likeliest(&self, function: Function, chances: &Chances, relevant: &[usize]) -> Partly {
        let likeliest = Likeliest::new(chances, relevant);
        let most = (MOST_WORK_ON_LIKELIEST / self.work).max(1) * LANES;
        let least = likeliest.least_chance(most);
        let mut run = Run::new(self, function, chances);
        for (variable, works) in relevant.iter().zip(&likeliest.usual) {
            run.evaluation.world.set(*variable, if *works { u64::MAX } else { 0 });
        }
        let mut sum = Sum::default();
        let mut batch: Vec<(f64, Vec<usize>)> = Vec::with_capacity(LANES);
        let mut settle = |batch: &mut Vec<(f64, Vec<usize>)>| {
            for (lane, (_, turned)) in batch.iter().enumerate() {
                for variable in turned {
                    run.evaluation.world.turn(*variable, lane);
                }
            }
            let shares = run.shares();
            for (lane, (chance, turned)) in batch.drain(..).enumerate() {
                sum.add(chance, shares[lane]);
                for variable in turned {
                    run.evaluation.world.turn(variable, lane);
                }
            }
        };
        let mut left = most;
        likeliest.visit(least, |chance, turned| {
            batch.push((chance, turned.iter().map(|place| likeliest.order[*place]).collect()));
            if batch.len() == LANES {
                settle(&mut batch);
            }
            left -= 1;
            left > 0
        });
        settle(&mut batch);
        let Sum { served, p_up, p_down, known } = sum;
        let unknown = (1.0 - known).max(0.0);
        Partly { served, kinds: Kinds { p_up, p_down, unknown } }
    }
}

/// What is told by variable, told by element.
pub(super) fn by_element(chances: &Chances, of: &[f64]) -> Vec<(usize, f64)> {
    let elements = chances.elements.iter().zip(of);
    let mut by_element: Vec<(usize, f64)> =
        elements.filter_map(|(element, of)| Some(((*element)?, *of))).collect();
    by_element.sort_unstable_by_key(|(element, _)| *element);
    by_element
}

/// The chance that a variable works, or that it does not.
fn chance(chances: &Chances, variable: usize, works: bool) -> f64 {
    if works { chances.works[variable] } else { 1.0 - chances.works[variable] }
}

/// What a state counts for the difference between a variable working and not: its own chance divided out.
fn gain(chances: &Chances, variable: usize, works: bool) -> f64 {
    let chance = chance(chances, variable, works);
    let sign = if works { 1.0 } else { -1.0 };
    if chance > 0.0 { sign / chance } else { 0.0 }
}

/// States in the order of how many unlikely things they need.
struct Likeliest {
    /// The variables, those whose less likely turn is likeliest first.
    order: Vec<usize>,
    /// By place in that order, how much less likely a state gets by that turn.
    odds: Vec<f64>,
    /// By relevant variable, whether it usually works.
    usual: Vec<bool>,
    /// The chance of the state in which all is as usual.
    best: f64,
}

impl Likeliest {
    fn new(chances: &Chances, relevant: &[usize]) -> Self {
        let odds = |variable: usize| {
            let works = chances.works[variable];
            (works.min(1.0 - works)) / (works.max(1.0 - works))
        };
        let mut order = relevant.to_vec();
        order.sort_by(|a, b| odds(*b).total_cmp(&odds(*a)));
        Self {
            odds: order.iter().map(|variable| odds(*variable)).collect(),
            usual: relevant.iter().map(|variable| chances.works[*variable] >= 0.5).collect(),
            best: relevant
                .iter()
                .map(|variable| chances.works[*variable].max(1.0 - chances.works[*variable]))
                .product(),
            order,
        }
    }

    /// The least chance of a state such that not more than `most` states are as likely.
    fn least_chance(&self, most: usize) -> f64 {
        let mut reached = self.best;
        loop {
            let next = reached / 4.0;
            let mut left = most;
            self.visit(next, |_, _| {
                left -= 1;
                left > 0
            });
            // Where all states are counted there is nothing to be gained.
            if left == 0 || next < f64::MIN_POSITIVE || next < self.best * 1e-30 {
                return if left == 0 { reached } else { next };
            }
            reached = next;
        }
    }

    /// Hands out every state that is at least so likely, with the places that take their less likely turn, until
    /// told to stop.
    fn visit(&self, least: f64, mut hand: impl FnMut(f64, &[usize]) -> bool) {
        if !hand(self.best, &[]) {
            return;
        }
        let mut turned: Vec<usize> = Vec::new();
        let mut chances = vec![self.best];
        let mut next = 0;
        loop {
            let before = chances[turned.len()];
            let chance = self.odds.get(next).map_or(0.0, |odds| before * odds);
            if chance >= least && chance > 0.0 {
                turned.push(next);
                chances.push(chance);
                if !hand(chance, &turned) {
                    return;
                }
                next += 1;
            } else {
                // Whatever comes later in the order is less likely still.
                let Some(place) = turned.pop() else { return };
                chances.pop();
                next = place + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn of(works: &[f64]) -> Chances {
        Chances {
            works: works.to_vec(),
            elements: vec![None; works.len()],
            components: Vec::new(),
            hosts: Vec::new(),
            reacts: Vec::new(),
        }
    }

    #[test]
    fn every_state_comes_once_and_all_together_are_certain() {
        let chances = of(&[0.9, 0.3, 0.5, 0.999]);
        let mut states = HashSet::new();
        let mut sum = 0.0;
        Likeliest::new(&chances, &[0, 1, 2, 3]).visit(0.0, |chance, turned| {
            assert!(states.insert(turned.to_vec()), "{turned:?} comes twice");
            sum += chance;
            true
        });
        assert_eq!(states.len(), 16);
        assert!((sum - 1.0_f64).abs() < 1e-12, "{sum}");
    }

    #[test]
    fn the_likeliest_states_are_those_with_few_failures() {
        let chances = of(&[0.999; 50]);
        let relevant: Vec<usize> = (0..50).collect();
        let likeliest = Likeliest::new(&chances, &relevant);
        // Nothing, 50 single failures and 1225 pairs are 1276 states; the next are 19 600 triples.
        let mut sizes = Vec::new();
        likeliest.visit(likeliest.least_chance(5_000), |_, turned| {
            sizes.push(turned.len());
            true
        });
        assert_eq!(sizes.len(), 1276);
        assert!(sizes.iter().all(|size| *size <= 2));
    }
}
