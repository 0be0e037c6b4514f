//! The outcome in all states but the unlikely ones, at once: bounds that hold for every design.
//!
//! Each unlikely turn of a variable, which is most often a failure, has a cost by how unlikely it is; looked at are
//! the states of which the costs together keep within a limit. Whatever the outcome is in the others, they add no
//! more than their chance: a bound that needs no function to be monotone.

use super::availability::{Availability, Kinds, LongRun, MOST_VARIABLES};
use super::chances::Chances;
use super::engine::Engine;
use super::function::Function;
use super::states::{Node, ONE, States, ZERO};
use super::symbolic::Symbolic;

/// How much room the function may take, in nodes.
const ROOM: usize = 1 << 17;

/// The cost of a turn is its odds as a power of this, rounded: 4 for a failure of one that works 0.999 of the time.
const STEP: f64 = 0.18;

/// The limits on the costs that are tried, one after the other.
const LIMITS: [u32; 8] = [4, 8, 12, 16, 20, 24, 28, 32];

/// No limit needs to leave out less than this chance: it is what rounding leaves.
const NEGLIGIBLE: f64 = 1e-15;

/// From how much unknown on it is worth to go through the likeliest states besides, one by one.
const MUCH: f64 = 1e-6;

/// What is served in the states that were looked at, and how often the outcome is of which kind in them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Partly {
    pub(super) served: f64,
    pub(super) kinds: Kinds,
}

impl Engine {
    /// The figures with bounds as tight as there is room and time for. Where it is known how often the outcome is of
    /// which kind in all states, only those are uncertain in which it is neither up nor down.
    pub(super) fn bounded(
        &self,
        function: Function,
        chances: &Chances,
        relevant: &[usize],
        all: Option<Kinds>,
    ) -> LongRun {
        let nothing = Partly { served: 0.0, kinds: Kinds { p_up: 0.0, p_down: 0.0, unknown: 1.0 } };
        let mut best = nothing.bounds(all);
        if chances.works.len() <= MOST_VARIABLES {
            for limit in LIMITS {
                let Some(partly) = self.within(function, chances, relevant, limit) else { break };
                best = tighter(best, partly.bounds(all), all.is_some());
                if partly.kinds.unknown < NEGLIGIBLE {
                    break;
                }
            }
        }
        if best.unknown > MUCH {
            let partly = self.likeliest(function, chances, relevant);
            best = tighter(best, partly.bounds(all), all.is_some());
        }
        LongRun { figures: best, importance: None }
    }

    /// The states of which the costs keep within a limit, if there is room for them.
    fn within(
        &self,
        function: Function,
        chances: &Chances,
        relevant: &[usize],
        limit: u32,
    ) -> Option<Partly> {
        let mut states = States::new(ROOM);
        let looked_at = within(&mut states, chances, relevant, limit);
        let world = Symbolic::within(chances, states, looked_at);
        let kinds = self.kinds(function, chances, world.clone())?;
        let (served, _) = self.served_apart(function, chances, world)?;
        Some(Partly { served, kinds })
    }
}

impl Partly {
    /// Figures that hold whatever the outcome is in the other states; given may be its kinds in all of them.
    fn bounds(self, all: Option<Kinds>) -> Availability {
        let Kinds { p_up, p_down, unknown } = self.kinds;
        let all = all.unwrap_or(self.kinds);
        let served = self.served + (all.p_up - p_up).max(0.0);
        let most = (self.served + unknown - (all.p_down - p_down).max(0.0)).min(1.0);
        let unknown = (most - served).max(f64::MIN_POSITIVE);
        Availability { served, p_up: all.p_up, p_down: all.p_down, unknown, ideal: None }
    }
}

/// The tighter of two bounds of the same figures; where the kinds of outcome are known, what both say together.
fn tighter(one: Availability, other: Availability, are_kinds_known: bool) -> Availability {
    let (sure, unsure) = if one.unknown <= other.unknown { (one, other) } else { (other, one) };
    if !are_kinds_known {
        return sure;
    }
    let served = sure.served.max(unsure.served);
    let most = sure.bounds().1.min(unsure.bounds().1);
    Availability { served, unknown: (most - served).max(f64::MIN_POSITIVE), ..sure }
}

/// What the less likely turn of a variable costs; nothing where it never happens.
fn cost(works: f64) -> Option<u32> {
    let odds = works.min(1.0 - works) / works.max(1.0 - works);
    (odds > 0.0).then(|| (odds.ln() / STEP.ln()).round() as u32)
}

/// The states in which the unlikely turns of these variables cost no more than a limit together.
fn within(states: &mut States, chances: &Chances, variables: &[usize], limit: u32) -> Node {
    // By what is left of the limit, the truth about the variables from the last one to the one at hand.
    let mut truths = vec![ONE; limit as usize + 1];
    for variable in variables.iter().rev() {
        let works = chances.works[*variable];
        let cost = cost(works);
        let own = states.variable(*variable as u32);
        truths = (0..truths.len())
            .map(|left| {
                let rest = cost.and_then(|cost| left.checked_sub(cost as usize));
                let unlikely = rest.map_or(ZERO, |rest| truths[rest]);
                let usual = truths[left];
                let (works, fails) = if works >= 0.5 { (usual, unlikely) } else { (unlikely, usual) };
                states.choose(own, works, fails)
            })
            .collect();
    }
    truths[limit as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Granularity;
    use crate::analysis::fault::proof::generate::design;

    #[track_caller]
    fn assert_holds(bounds: Availability, exact: Availability, about: &str) {
        for (least, figure) in
            [(bounds.served, exact.served), (bounds.p_up, exact.p_up), (bounds.p_down, exact.p_down)]
        {
            let most = least + bounds.unknown;
            assert!(least - 1e-9 <= figure && figure <= most + 1e-9, "{about}: {exact:?} against {bounds:?}");
        }
    }

    #[test]
    fn bounds_hold_and_sums_kept_apart_agree_on_designs_of_every_kind() {
        let mut asked = 0;
        for seed in (0..72).filter(|seed| seed % 18 != 17) {
            let engine = Engine::new(design(seed));
            let chances = engine.chances(Granularity::Host, true);
            for function in Function::ALL {
                let exact = engine.availability(function, Granularity::Host);
                if !exact.is_exact() {
                    continue;
                }
                let about = format!("seed {seed}, {function}");
                let relevant = engine.relevant(function, &chances);
                let all = Symbolic::new(&chances, 1 << 17);
                let kinds = engine.kinds(function, &chances, all.clone());
                if let (Some(kinds), Some((served, _))) =
                    (kinds, engine.served_apart(function, &chances, all))
                {
                    let Kinds { p_up, p_down, unknown } = kinds;
                    assert_holds(Availability { served, p_up, p_down, unknown, ideal: None }, exact, &about);
                }
                for limit in [0, 4, 8] {
                    let Some(partly) = engine.within(function, &chances, &relevant, limit) else { break };
                    asked += 1;
                    assert_holds(partly.bounds(None), exact, &about);
                    assert_holds(partly.bounds(kinds), exact, &about);
                }
            }
        }
        assert!(asked > 500, "bounds were asked for {asked} times only");
    }
}
