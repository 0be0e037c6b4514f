//! Single points of failure and cut sets: the smallest sets of elements that take a function down.
//!
//! Where the outcome is known for all states, they are read off: on the way to a state that is down, the elements
//! that were asked for and had failed are a set that takes the function down, and every smallest set is found so.
//! Single points, and everything where that takes too much room, are found by trying each set, many at once. Either
//! way the rule is the same, and it holds although a further failure may help: a cut set takes the function down, and
//! no proper part of it does.

use std::collections::HashSet;

use super::batch::Batch;
use super::engine::Engine;
use super::evaluate::Evaluation;
use super::function::{Function, Granularity};
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
        let spofs: Vec<usize> = self.tried(function, granularity, 1).into_iter().flatten().collect();
        let elements = self.elements(granularity);
        let few = spofs.len() <= MOST_EXPLAINED;
        let because = |no: usize| {
            if few {
                self.because(&elements[no], function)
            } else {
                format!("every path for {} passes {}", function.phrase(), elements[no].id)
            }
        };
        spofs.into_iter().map(|no| Spof { id: elements[no].id.clone(), because: because(no) }).collect()
    }

    /// The largest cut sets that are looked for.
    pub const LARGEST_CUT_SET: usize = 4;

    /// The sets of at most `max_size` elements, or [`Engine::LARGEST_CUT_SET`], that together take a function down while no proper part of the set
    /// does, smaller sets first, each in the order of [`Engine::elements`]; none where it is down with nothing
    /// failed. In designs of thousands of elements the sets of a size that are too many to try are left out.
    #[must_use]
    pub fn cut_sets(&self, function: Function, granularity: Granularity, max_size: usize) -> Vec<Vec<Id>> {
        let max_size = max_size.min(Self::LARGEST_CUT_SET);
        let solved = if max_size > 1 { self.solved(function, granularity) } else { None };
        let sets = match solved {
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
        };
        let elements = self.elements(granularity);
        let ids = |set: Vec<usize>| set.into_iter().map(|no| elements[no].id.clone()).collect();
        sets.into_iter().map(ids).collect()
    }

    /// The same by trying every set, as numbers of elements.
    fn tried(&self, function: Function, granularity: Granularity, max_size: usize) -> Vec<Vec<usize>> {
        let mut trial = Trial::new(self, function, granularity);
        trial.all(&[], 0);
        if !trial.found.is_empty() {
            return Vec::new();
        }
        let all: Vec<usize> = (0..self.elements(granularity).len()).collect();
        trial.all(&all, 1);
        // What fails alone is in no larger set.
        let rest: Vec<usize> = all.into_iter().filter(|no| !trial.found.contains(&[*no][..])).collect();
        let mut budget = MOST_WORK;
        for size in 2..=max_size.min(rest.len()) {
            let batches = sets_of(size, rest.len()).div_ceil(Batch::STATES);
            let work = batches.saturating_mul(self.index.spots.len());
            let Some(left) = budget.checked_sub(work) else { break };
            budget = left;
            trial.all(&rest, size);
        }
        trial.in_order
    }
}

/// How many single points of failure of one function are explained one by one.
const MOST_EXPLAINED: usize = 64;

/// How much work trying all sets of two and more may be, in components times batches.
const MOST_WORK: usize = 4_000_000;

/// Sets being tried, many at once.
struct Trial<'a> {
    engine: &'a Engine,
    evaluation: Evaluation<'a, Batch>,
    function: Function,
    granularity: Granularity,
    /// Those of the batch at hand.
    open: Vec<Vec<usize>>,
    found: HashSet<Vec<usize>>,
    in_order: Vec<Vec<usize>>,
}

impl<'a> Trial<'a> {
    fn new(engine: &'a Engine, function: Function, granularity: Granularity) -> Self {
        let world = Batch::intact(&engine.index);
        Self {
            engine,
            evaluation: Evaluation::new(&engine.index, &engine.plan, &engine.flows.wires, world),
            function,
            granularity,
            open: Vec::new(),
            found: HashSet::new(),
            in_order: Vec::new(),
        }
    }

    /// Tries every set of a size of these elements, but those of which a part is known to be a cut set.
    fn all(&mut self, of: &[usize], size: usize) {
        // Single ones have been taken out, so that only sets of three and more can have a known part.
        let look = size > 2 && self.found.iter().any(|set| set.len() > 1);
        let mut places: Vec<usize> = (0..size).collect();
        loop {
            let set: Vec<usize> = places.iter().map(|place| of[*place]).collect();
            if !(look && has_part(&self.found, &set)) {
                self.add(set);
            }
            if !advance(&mut places, of.len()) {
                break;
            }
        }
        self.settle();
    }

    fn add(&mut self, set: Vec<usize>) {
        let (engine, elements) = (self.engine, self.engine.elements(self.granularity));
        for no in &set {
            self.evaluation.world.fail(&engine.index, elements[*no].named, self.open.len());
        }
        self.open.push(set);
        if self.open.len() == Batch::STATES {
            self.settle();
        }
    }

    /// Decides the batch at hand.
    fn settle(&mut self) {
        let serves = self.evaluation.served(self.function);
        let (engine, elements) = (self.engine, self.engine.elements(self.granularity));
        for (state, set) in std::mem::take(&mut self.open).into_iter().enumerate() {
            for no in &set {
                self.evaluation.world.repair(&engine.index, elements[*no].named);
            }
            if !Batch::holds(&serves, state) {
                self.found.insert(set.clone());
                self.in_order.push(set);
            }
        }
    }
}

/// How many sets of a size there are; the largest number where there are more than that.
fn sets_of(size: usize, count: usize) -> usize {
    (0..size).fold(1, |sets: usize, step| sets.saturating_mul(count - step) / (step + 1))
}

/// The sets that contain no other one, smaller ones first; none where the empty set is among them.
fn smallest(mut sets: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    sets.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    sets.dedup();
    let mut found = HashSet::new();
    let mut in_order: Vec<Vec<usize>> = Vec::new();
    for set in sets {
        if set.is_empty() {
            return Vec::new();
        }
        if !has_part(&found, &set) {
            found.insert(set.clone());
            in_order.push(set);
        }
    }
    in_order
}

/// Whether a part of a set, not necessarily a proper one, is known.
fn has_part(known: &HashSet<Vec<usize>>, set: &[usize]) -> bool {
    if known.is_empty() {
        return false;
    }
    let part = |mask: usize| -> Vec<usize> {
        set.iter().enumerate().filter(|(place, _)| mask >> place & 1 == 1).map(|(_, no)| *no).collect()
    };
    (0..1_usize << set.len()).any(|mask| known.contains(&part(mask)))
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
    fn trying_every_set_finds_what_is_read_off_all_states() {
        for text in [
            include_str!("../../lessons/classics/c2-in-line.ron"),
            include_str!("../../lessons/classics/c3x2.ron"),
        ] {
            let engine = Engine::new(&crate::topology::parse("classic", text).unwrap());
            for granularity in [Granularity::Host, Granularity::Component] {
                let elements = engine.elements(granularity);
                for function in Function::ALL {
                    let tried = engine.tried(function, granularity, 3).into_iter();
                    let tried: Vec<Vec<Id>> = tried
                        .map(|set| set.into_iter().map(|no| elements[no].id.clone()).collect())
                        .collect();
                    assert_eq!(engine.cut_sets(function, granularity, 3), tried);
                }
            }
        }
    }

    #[test]
    fn only_the_smallest_sets_stay() {
        let sets = vec![vec![1, 2], vec![0], vec![0, 3], vec![1, 2, 3], vec![1, 2]];
        assert_eq!(smallest(sets), [vec![0], vec![1, 2]]);
        assert!(smallest(vec![vec![], vec![1]]).is_empty());
    }
}
