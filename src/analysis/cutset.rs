//! Single points of failure and cut sets: the smallest sets of elements that take a function down.
//!
//! Single points of failure are read off one evaluation, which knows of each truth what would turn it
//! ([`super::single`]).
//!
//! Larger sets are searched for. The search starts with nothing failed. While a set of failures leaves the function up,
//! [`super::witness`] names parts on which that rests; whatever takes it down must break one of these, so that only
//! they are added to the set. This reaches every set that takes the function down and no proper part of which does,
//! also where a failure helps (it is the hitting-set tree of Reiter 1987, "A theory of diagnosis from first
//! principles"). The sets of one size are tried many at once.

use std::collections::HashSet;

use super::batch::Batch;
use super::element::Element;
use super::engine::Engine;
use super::evaluate::Evaluation;
use super::explain::{Lack, Reason};
use super::fault::{Fault, has};
use super::function::{Function, Granularity};
use super::grounds::Grounds;
use super::single::Single;
use super::witness::Witness;
use crate::topology::Id;

/// A single point of failure of a function, and why it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spof {
    /// The element.
    pub id: Id,
    /// The function that it takes down.
    pub function: Function,
    /// Why it does.
    pub(super) reason: Reason,
    /// A way of a request in the intact design that shows it, component by component from the user: it passes the
    /// element, or ends where it needs it. Empty where the single points of failure are too many to show.
    pub path: Vec<Id>,
    /// Where the element is a common cause, the parts that fail with it and none of which takes the function down
    /// alone.
    pub carries: Vec<Id>,
    /// What requests lack without it, in a fixed order.
    pub(super) lacks: Vec<Lack>,
}

impl Spof {
    /// Why its failure alone takes the function down, a clause such as `every write passes lb`.
    #[must_use]
    pub fn because(&self) -> String {
        self.reason.clause(self.id.as_str(), &[self.function])
    }

    /// The way that shows it as text, such as `user → lb.haproxy → web1.nginx`; the middle of a long one is left out,
    /// but not where the element is.
    #[must_use]
    pub fn way(&self) -> String {
        const ENDS: usize = 4;
        let here = |id: &Id| *id == self.id || id.host() == Some(self.id.as_str());
        let place = self.path.iter().position(here).unwrap_or(0);
        let is_shown = |at: usize| at < ENDS || at + ENDS >= self.path.len() || at.abs_diff(place) <= 1;
        let mut steps: Vec<&str> = Vec::new();
        for (at, id) in self.path.iter().enumerate() {
            if is_shown(at) {
                steps.push(id.as_str());
            } else if steps.last() != Some(&"…") {
                steps.push("…");
            }
        }
        steps.join(" → ")
    }

    /// Why for one element, which the clauses call `name`, and several functions: one clause for those with the same
    /// reason.
    #[must_use]
    pub fn clauses(spofs: &[&Self], name: &str) -> Vec<String> {
        let mut reasons: Vec<(&Self, Vec<Function>)> = Vec::new();
        for &spof in spofs {
            let same = reasons.iter_mut().find(|(one, _)| one.id == spof.id && one.reason == spof.reason);
            match same {
                Some((_, functions)) => functions.push(spof.function),
                None => reasons.push((spof, vec![spof.function])),
            }
        }
        reasons.into_iter().map(|(one, functions)| one.reason.clause(name, &functions)).collect()
    }
}

/// Cut sets of a function.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CutSets {
    /// Sets of elements that together take the function down while no proper part of the set does, smaller sets
    /// first, each in the order of [`Engine::elements`]; none where it is down with nothing failed.
    pub sets: Vec<Vec<Id>>,
    /// Every cut set of up to so many elements is there. It is less than what was asked for where that was more than
    /// [`CutSets::LARGEST`], or a design is so large that there were too many sets to try.
    pub complete_to: usize,
}

impl CutSets {
    /// The most elements of a set that is looked for: the parts of a set are tried too, and a set has 2^8 of them.
    pub const LARGEST: usize = 8;
}

impl Engine {
    /// The elements whose failure alone takes a function down, each with why, in the order of [`Engine::elements`];
    /// none where it is down with nothing failed.
    #[must_use]
    pub fn spofs(&self, function: Function, granularity: Granularity) -> Vec<Spof> {
        self.explained(self.single_points(function, granularity), function, granularity)
    }

    /// The same as numbers of elements, without explanations, which takes less time.
    pub(super) fn find_single_points(&self, function: Function, granularity: Granularity) -> Vec<usize> {
        let world = Single::new(self.grounds(granularity));
        let mut evaluation = Evaluation::new(&self.index, &self.plan, &self.flows.wires, world);
        let serves = evaluation.served(function);
        if !serves.holds {
            return Vec::new();
        }
        if let Some(single) = evaluation.world.turned_by(serves) {
            return single;
        }
        Search::new(self, function, granularity).one_by_one()
    }

    /// The sets of at most `max_size` elements that are cut sets of a function; no larger ones than
    /// [`CutSets::LARGEST`].
    #[must_use]
    pub fn cut_sets(&self, function: Function, granularity: Granularity, max_size: usize) -> CutSets {
        let max_size = max_size.min(CutSets::LARGEST);
        let mut search = Search::new(self, function, granularity);
        let complete_to = (1..=max_size).find(|_| !search.grow()).map_or(max_size, |size| size - 1);
        let elements = self.elements(granularity);
        let ids = |set: Vec<usize>| set.into_iter().map(|no| elements[no].id.clone()).collect();
        CutSets { sets: search.in_order.into_iter().map(ids).collect(), complete_to }
    }
}

/// How much work a search may be, in components and flows evaluated.
const MOST_WORK: usize = 20_000_000;

/// How many sets of one size are tried.
const MOST_SETS: usize = 1 << 19;

/// A search for cut sets, one size after the other.
struct Search<'a> {
    engine: &'a Engine,
    elements: &'a [Element],
    function: Function,
    trial: Evaluation<'a, Batch>,
    witness: Evaluation<'a, Witness>,
    grounds: &'a Grounds,
    /// The sets of the size reached that leave the function up, and that may be parts of cut sets.
    open: Vec<Vec<usize>>,
    found: HashSet<Vec<usize>>,
    in_order: Vec<Vec<usize>>,
    /// What is left of the work allowed.
    budget: usize,
}

impl<'a> Search<'a> {
    fn new(engine: &'a Engine, function: Function, granularity: Granularity) -> Self {
        let (index, plan, wires) = (&engine.index, &engine.plan, &engine.flows.wires);
        let elements = engine.elements(granularity);
        Self {
            engine,
            elements,
            function,
            trial: Evaluation::new(index, plan, wires, Batch::intact(index)),
            witness: Evaluation::new(index, plan, wires, Witness::intact(index)),
            grounds: engine.grounds(granularity),
            open: vec![Vec::new()],
            found: HashSet::new(),
            in_order: Vec::new(),
            budget: MOST_WORK,
        }
    }

    /// The single points of failure, by trying each element.
    fn one_by_one(mut self) -> Vec<usize> {
        let sets: Vec<Vec<usize>> = (0..self.elements.len()).map(|no| vec![no]).collect();
        for batch in sets.chunks(Batch::STATES) {
            self.settle(batch);
        }
        self.in_order.into_iter().flatten().collect()
    }

    /// Finds the cut sets with one more element; false where that would be too much work.
    fn grow(&mut self) -> bool {
        let work = self.engine.work;
        let Some(left) = self.budget.checked_sub(self.open.len().saturating_mul(work)) else { return false };
        self.budget = left;
        let mut wider = HashSet::new();
        for set in std::mem::take(&mut self.open) {
            for element in self.rests_on(&set) {
                let mut more = set.clone();
                more.insert(more.partition_point(|no| *no < element), element);
                if has(Fault::CutSetsNotSmallest) || !has_part(&self.found, &more) {
                    wider.insert(more);
                }
            }
            if wider.len() > MOST_SETS || wider.len() / Batch::STATES > self.budget / (4 * work) {
                return false;
            }
        }
        let mut wider: Vec<Vec<usize>> = wider.into_iter().collect();
        wider.sort_unstable();
        // A batch costs about as much as four single states.
        self.budget = self.budget.saturating_sub(wider.len() / Batch::STATES * 4 * work);
        for batch in wider.chunks(Batch::STATES) {
            self.settle(batch);
        }
        true
    }

    /// The elements on which it rests that the function is up after these failures; none where it is down.
    fn rests_on(&mut self, set: &[usize]) -> Vec<usize> {
        let (index, elements) = (&self.engine.index, self.elements);
        let set = if has(Fault::OldGroundsKept) { &[] } else { set };
        let named = || set.iter().map(|no| elements[*no].named);
        self.witness.world.set(index, named(), false);
        let serves = self.witness.served(self.function);
        let rests_on =
            if serves.holds { self.witness.world.elements(serves, self.grounds) } else { Vec::new() };
        self.witness.world.set(index, named(), true);
        rests_on
    }

    /// Tries sets, as many as a batch holds.
    fn settle(&mut self, batch: &[Vec<usize>]) {
        let (index, elements) = (&self.engine.index, self.elements);
        for (state, set) in batch.iter().enumerate() {
            for no in set {
                self.trial.world.fail(index, elements[*no].named, state);
            }
        }
        let serves = self.trial.served(self.function);
        for (state, set) in batch.iter().enumerate() {
            for no in set {
                self.trial.world.repair(index, elements[*no].named);
            }
            if Batch::holds(&serves, state) {
                self.open.push(set.clone());
            } else {
                self.found.insert(set.clone());
                self.in_order.push(set.clone());
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_larger_sets_are_looked_for_than_it_says() {
        let c0 = crate::topology::parse("c0", include_str!("../../lessons/classics/c0.ron")).unwrap();
        let found = Engine::new(&c0).cut_sets(Function::Write, Granularity::Host, usize::MAX);
        assert_eq!((found.sets.len(), found.complete_to), (1, CutSets::LARGEST));
    }

    #[test]
    fn single_points_are_those_that_the_search_finds() {
        for text in [
            include_str!("../../lessons/classics/c0.ron"),
            include_str!("../../lessons/classics/c1.ron"),
            include_str!("../../lessons/classics/c2-in-line.ron"),
            include_str!("../../lessons/classics/c3.ron"),
            include_str!("../../lessons/classics/c3x2.ron"),
        ] {
            let engine = Engine::new(crate::topology::parse("classic", text).unwrap());
            for granularity in [Granularity::Host, Granularity::Component] {
                for function in Function::ALL {
                    let mut search = Search::new(&engine, function, granularity);
                    assert!(search.grow());
                    let found: Vec<usize> = search.in_order.into_iter().flatten().collect();
                    assert_eq!(engine.single_points(function, granularity), found);
                    assert_eq!(Search::new(&engine, function, granularity).one_by_one(), found);
                }
            }
        }
    }
}
