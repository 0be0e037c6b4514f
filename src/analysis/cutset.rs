//! Single points of failure and cut sets: the smallest sets of elements that take a function down.
//!
//! Where the outcome is known for all states, they are read off: on the way to a state that is down, the elements
//! that were asked for and had failed are a set that takes the function down, and every smallest set is found so.
//! Where it is not, every set is tried. Either way the rule is the same, and it holds although a further failure may
//! help: a cut set takes the function down, and no proper part of it does.

use super::concrete::{Concrete, Condition};
use super::engine::Engine;
use super::function::{Function, Granularity, Outcome, State};
use super::symbolic::is_down;
use crate::topology::Id;

/// A single point of failure of a function, and why it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spof {
    /// The element.
    pub id: Id,
    /// Why its failure alone takes the function down, a clause such as `every path for writes passes lb`.
    pub because: String,
}

impl Engine {
    /// The elements whose failure alone takes a function down, in the order of [`Engine::elements`]; none where it
    /// is down with nothing failed.
    #[must_use]
    pub fn spofs(&self, function: Function, granularity: Granularity) -> Vec<Spof> {
        let spofs = self.cut_numbers(function, granularity, 1).into_iter().flatten();
        let elements = self.elements(granularity);
        spofs
            .map(|no| Spof { id: elements[no].id.clone(), because: self.because(&elements[no], function) })
            .collect()
    }

    /// The sets of at most `max_size` elements that together take a function down while no proper part of the set
    /// does, smaller sets first, each in the order of [`Engine::elements`]; none where it is down with nothing
    /// failed.
    #[must_use]
    pub fn cut_sets(&self, function: Function, granularity: Granularity, max_size: usize) -> Vec<Vec<Id>> {
        let sets = self.cut_numbers(function, granularity, max_size);
        let elements = self.elements(granularity);
        let ids = |set: Vec<usize>| set.into_iter().map(|no| elements[no].id.clone()).collect();
        sets.into_iter().map(ids).collect()
    }

    /// The same as numbers of elements.
    fn cut_numbers(&self, function: Function, granularity: Granularity, max_size: usize) -> Vec<Vec<usize>> {
        match self.solved(function, granularity) {
            Some(solved) => {
                let found = solved.world.states.failures(solved.root, max_size, is_down);
                // Without common causes, which are not asked for here, every variable is an element.
                let element = |variable: u32| solved.world.elements[variable as usize];
                let set = |variables: Vec<u32>| {
                    let mut set: Vec<usize> = variables.into_iter().filter_map(element).collect();
                    set.sort_unstable();
                    set
                };
                smallest(found.into_iter().map(set).collect())
            }
            None => self.tried(function, granularity, max_size),
        }
    }

    /// The same by trying every set.
    pub(super) fn tried(
        &self,
        function: Function,
        granularity: Granularity,
        max_size: usize,
    ) -> Vec<Vec<usize>> {
        let elements = self.elements(granularity);
        let mut evaluation = self.evaluation(Concrete::intact(&self.index));
        let mut found: Vec<Vec<usize>> = Vec::new();
        for size in 0..=max_size.min(elements.len()) {
            let mut set: Vec<usize> = (0..size).collect();
            loop {
                let has_part = found.iter().any(|cut| is_part(cut, &set));
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
        found.retain(|set| !set.is_empty());
        found
    }
}

/// The sets that contain no other one, smaller ones first; none where the empty set is among them.
fn smallest(mut sets: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    sets.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    sets.dedup();
    let mut found: Vec<Vec<usize>> = Vec::new();
    for set in sets {
        if !found.iter().any(|cut| is_part(cut, &set)) {
            found.push(set);
        }
    }
    found.retain(|set| !set.is_empty());
    found
}

/// Whether every number of the one is in the other; both are in order.
fn is_part(one: &[usize], other: &[usize]) -> bool {
    one.iter().all(|no| other.binary_search(no).is_ok())
}

/// Moves to the next set of numbers below `limit`, in the order of a dictionary; false after the last.
pub(super) fn advance(set: &mut [usize], limit: usize) -> bool {
    let size = set.len();
    let Some(at) = (0..size).rev().find(|at| set[*at] < limit - size + at) else { return false };
    set[at] += 1;
    for next in at + 1..size {
        set[next] = set[next - 1] + 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_come_in_the_order_of_a_dictionary() {
        let mut set = vec![0, 1];
        let mut all = vec![set.clone()];
        while advance(&mut set, 4) {
            all.push(set.clone());
        }
        assert_eq!(all, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
        assert!(!advance(&mut [], 4));
    }

    #[test]
    fn only_the_smallest_sets_stay() {
        let sets = vec![vec![1, 2], vec![0], vec![0, 3], vec![1, 2, 3], vec![1, 2]];
        assert_eq!(smallest(sets), [vec![0], vec![1, 2]]);
        assert!(smallest(vec![vec![], vec![1]]).is_empty());
    }
}
