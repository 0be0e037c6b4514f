//! Single failures, all of them at once: whether something holds with nothing failed, and which elements turn that by
//! failing alone.
//!
//! The value of a truth after any one failure is its value with nothing failed, turned if that failure is in its set.
//! So the sets of what is put together follow exactly from those of the parts, also where a failure helps: where both
//! parts are needed and hold, whatever turns one of the two turns the whole (∪); where one of the two is enough, what
//! turns both (∩); and so on. A union only names its parts, for a chain of thousands would else copy its set in every
//! link; what two sets have in common is found by the parts that they share.

use std::collections::BinaryHeap;

use super::element::Element;
use super::index::{ComponentNo, HostNo, Index};
use super::witness::Grounds;
use super::world::Logic;

/// A truth, or whether a share is above 0, with nothing failed, and the elements that turn it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub(super) holds: bool,
    turned_by: Set,
}

/// The number of a set of elements. Parts have smaller numbers than what is made of them.
type Set = u32;

const NOBODY: Set = 0;

/// What a set is made of.
#[derive(Debug, Clone, Copy)]
enum Made {
    /// The elements between two places of the list, in ascending order.
    Of { from: usize, to: usize },
    /// Two sets.
    Either(Set, Set),
}

/// A design with nothing failed, and everything that one failure would turn.
#[derive(Debug)]
pub(super) struct Single {
    components: Vec<Set>,
    hosts: Vec<Set>,
    sets: Vec<Made>,
    /// The elements of all sets that are made of elements.
    list: Vec<u32>,
    /// How much more work may be done, in parts of sets looked at.
    budget: usize,
}

/// How much work it may be, in parts of sets looked at.
const MOST_WORK: usize = 20_000_000;

impl Single {
    pub(super) fn new(index: &Index, elements: &[Element]) -> Self {
        let grounds = Grounds::new(index, elements);
        let mut single = Self {
            components: Vec::new(),
            hosts: Vec::new(),
            sets: vec![Made::Of { from: 0, to: 0 }],
            list: Vec::new(),
            budget: MOST_WORK,
        };
        let mut all = |needs: &[Vec<usize>]| -> Vec<Set> {
            let set = |elements: &Vec<usize>| single.of(elements.iter().map(|no| *no as u32).collect());
            needs.iter().map(set).collect()
        };
        let (components, hosts) = (all(&grounds.components), all(&grounds.hosts));
        Self { components, hosts, ..single }
    }

    /// The elements that turn a claim, in ascending order; nothing where that was too much work.
    pub(super) fn turned_by(&mut self, claim: Claim) -> Option<Vec<usize>> {
        let found = self.elements(claim.turned_by);
        (self.budget > 0).then(|| found.into_iter().map(|no| no as usize).collect())
    }

    fn of(&mut self, mut elements: Vec<u32>) -> Set {
        if elements.is_empty() {
            return NOBODY;
        }
        elements.sort_unstable();
        elements.dedup();
        let from = self.list.len();
        self.list.extend(elements);
        self.make(Made::Of { from, to: self.list.len() })
    }

    fn make(&mut self, made: Made) -> Set {
        self.sets.push(made);
        (self.sets.len() - 1) as Set
    }

    fn union(&mut self, a: Set, b: Set) -> Set {
        match (a, b) {
            (NOBODY, other) | (other, NOBODY) => other,
            _ if a == b => a,
            _ => self.make(Made::Either(a, b)),
        }
    }

    fn intersection(&mut self, a: Set, b: Set) -> Set {
        if a == b || a == NOBODY || b == NOBODY {
            return if a == b { a } else { NOBODY };
        }
        let Split { shared, left, right } = self.split(a, b);
        let both = left.into_iter().filter(|no| right.binary_search(no).is_ok()).collect();
        let both = self.of(both);
        shared.into_iter().fold(both, |all, part| self.union(all, part))
    }

    /// What is in `a` and not in `b`.
    fn difference(&mut self, a: Set, b: Set) -> Set {
        if a == b || a == NOBODY || b == NOBODY {
            return if a == b { NOBODY } else { a };
        }
        let Split { shared, left, mut right } = self.split(a, b);
        if !left.is_empty() {
            for part in shared {
                right.extend(self.elements(part));
            }
            right.sort_unstable();
        }
        let rest = left.into_iter().filter(|no| right.binary_search(no).is_err()).collect();
        self.of(rest)
    }

    /// Takes two sets apart, down to the parts that both have.
    fn split(&mut self, a: Set, b: Set) -> Split {
        let (mut left, mut right) = (Opened::new(a), Opened::new(b));
        let mut shared = Vec::new();
        while self.budget > 0 {
            match (left.next(), right.next()) {
                (Some(one), Some(other)) if one == other => {
                    shared.push(one);
                    left.pop();
                    right.pop();
                }
                (Some(one), other) if other.is_none_or(|other| one > other) => self.open(&mut left),
                (_, Some(_)) => self.open(&mut right),
                (_, None) => break,
            }
        }
        Split { shared, left: left.elements(), right: right.elements() }
    }

    /// Takes apart what comes next.
    fn open(&mut self, opened: &mut Opened) {
        let Some(set) = opened.pop() else { return };
        match self.sets[set as usize] {
            Made::Of { from, to } => {
                self.budget = self.budget.saturating_sub(1 + to - from);
                opened.elements.extend(&self.list[from..to]);
            }
            Made::Either(a, b) => {
                self.budget = self.budget.saturating_sub(1);
                opened.parts.extend([a, b]);
            }
        }
    }

    fn elements(&mut self, set: Set) -> Vec<u32> {
        let mut opened = Opened::new(set);
        while opened.next().is_some() && self.budget > 0 {
            self.open(&mut opened);
        }
        opened.elements()
    }
}

/// What two sets have in common as parts, and the elements of the rest of each, in ascending order.
struct Split {
    shared: Vec<Set>,
    left: Vec<u32>,
    right: Vec<u32>,
}

/// A set that is being taken apart: the parts that are left, the latest made first, and the elements found.
struct Opened {
    parts: BinaryHeap<Set>,
    elements: Vec<u32>,
}

impl Opened {
    fn new(set: Set) -> Self {
        Self { parts: BinaryHeap::from([set]), elements: Vec::new() }
    }

    fn next(&self) -> Option<Set> {
        self.parts.peek().copied()
    }

    /// Takes the next part, once for all the times that it is there.
    fn pop(&mut self) -> Option<Set> {
        let set = self.parts.pop()?;
        while self.next() == Some(set) {
            self.parts.pop();
        }
        Some(set)
    }

    fn elements(mut self) -> Vec<u32> {
        self.elements.sort_unstable();
        self.elements.dedup();
        self.elements
    }
}

impl Logic for Single {
    type Truth = Claim;

    fn truth(&mut self, holds: bool) -> Claim {
        Claim { holds, turned_by: NOBODY }
    }

    fn and(&mut self, a: Claim, b: Claim) -> Claim {
        let (holds, [x, y]) = (a.holds && b.holds, [a.turned_by, b.turned_by]);
        let turned_by = match (a.holds, b.holds) {
            (true, true) => self.union(x, y),
            (true, false) => self.difference(y, x),
            (false, true) => self.difference(x, y),
            (false, false) => self.intersection(x, y),
        };
        Claim { holds, turned_by }
    }

    fn or(&mut self, a: Claim, b: Claim) -> Claim {
        let (a, b) = (self.not(a), self.not(b));
        let neither = self.and(a, b);
        self.not(neither)
    }

    fn not(&mut self, a: Claim) -> Claim {
        Claim { holds: !a.holds, ..a }
    }

    fn known(&self, a: Claim) -> Option<bool> {
        (a.turned_by == NOBODY).then_some(a.holds)
    }

    fn majority(&mut self, given: &[Claim], listed: usize) -> Claim {
        let working = given.iter().filter(|claim| claim.holds).count();
        let holds = 2 * working > listed;
        // By element, how many claims it takes away and how many it adds.
        let mut turns = std::collections::BTreeMap::<u32, (usize, usize)>::new();
        for claim in given {
            for element in self.elements(claim.turned_by) {
                let (less, more) = turns.entry(element).or_default();
                *(if claim.holds { less } else { more }) += 1;
            }
        }
        let turned = |(less, more): (usize, usize)| (2 * (working + more - less) > listed) != holds;
        let elements = turns.into_iter().filter(|(_, turn)| turned(*turn)).map(|(no, _)| no).collect();
        Claim { holds, turned_by: self.of(elements) }
    }

    fn alive(&mut self, no: ComponentNo) -> Claim {
        Claim { holds: true, turned_by: self.components[no] }
    }

    fn host_alive(&mut self, no: HostNo) -> Claim {
        Claim { holds: true, turned_by: self.hosts[no] }
    }
}
