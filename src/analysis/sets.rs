//! Sets of elements that are put together from one another by the thousand.
//!
//! A union only names its parts, for a chain of thousands would else copy its set in every link; what two sets have in
//! common is found by the parts that they share.

use std::collections::BinaryHeap;

use super::lists::Lists;

/// The number of a set. Parts have smaller numbers than what is made of them.
pub(super) type Set = u32;

/// The set without elements.
pub(super) const NOBODY: Set = 0;

/// What a set is made of.
#[derive(Debug, Clone, Copy)]
enum Made {
    /// The elements between two places of the list, in ascending order.
    Of { from: usize, to: usize },
    /// Two sets.
    Either(Set, Set),
}

/// Every set made so far.
#[derive(Debug)]
pub(super) struct Sets {
    made: Vec<Made>,
    /// The elements of all sets that are made of elements.
    list: Vec<u32>,
    /// How much more work may be done, in parts of sets looked at.
    budget: usize,
    /// Room for taking sets apart, so that not each time makes its own.
    room: Split,
}

/// How much work it may be, in parts of sets looked at.
const MOST_WORK: usize = 20_000_000;

impl Sets {
    pub(super) fn new() -> Self {
        Self {
            made: vec![Made::Of { from: 0, to: 0 }],
            list: Vec::new(),
            budget: MOST_WORK,
            room: Split::default(),
        }
    }

    /// Whether there was too much work, so that sets may be wrong.
    pub(super) fn is_spent(&self) -> bool {
        self.budget == 0
    }

    pub(super) fn of(&mut self, mut elements: Vec<u32>) -> Set {
        elements.sort_unstable();
        elements.dedup();
        let from = self.list.len();
        self.list.extend(elements);
        self.made_of(from)
    }

    /// A set for each list of elements, which are in ascending order.
    pub(super) fn of_each(&mut self, lists: &Lists) -> Vec<Set> {
        let of = |elements: &[usize]| {
            let from = self.list.len();
            self.list.extend(elements.iter().map(|no| *no as u32));
            self.made_of(from)
        };
        lists.iter().map(of).collect()
    }

    fn make(&mut self, made: Made) -> Set {
        self.made.push(made);
        (self.made.len() - 1) as Set
    }

    pub(super) fn union(&mut self, a: Set, b: Set) -> Set {
        match (a, b) {
            (NOBODY, other) | (other, NOBODY) => other,
            _ if a == b => a,
            _ => self.make(Made::Either(a, b)),
        }
    }

    pub(super) fn intersection(&mut self, a: Set, b: Set) -> Set {
        if a == b || a == NOBODY || b == NOBODY {
            return if a == b { a } else { NOBODY };
        }
        let split = self.split(a, b);
        let from = self.list.len();
        let right = &split.right.elements;
        self.list.extend(split.left.elements.iter().filter(|no| right.binary_search(no).is_ok()));
        let mut all = self.made_of(from);
        for part in &split.shared {
            all = self.union(all, *part);
        }
        self.room = split;
        all
    }

    /// What is in `a` and not in `b`.
    pub(super) fn difference(&mut self, a: Set, b: Set) -> Set {
        if a == b || a == NOBODY || b == NOBODY {
            return if a == b { NOBODY } else { a };
        }
        let mut split = self.split(a, b);
        let right = &mut split.right.elements;
        if !split.left.elements.is_empty() {
            for part in &split.shared {
                right.extend(self.elements(*part));
            }
            right.sort_unstable();
        }
        let from = self.list.len();
        self.list.extend(split.left.elements.iter().filter(|no| right.binary_search(no).is_err()));
        self.room = split;
        self.made_of(from)
    }

    /// The set of what has come to the list of elements since it was so long.
    fn made_of(&mut self, from: usize) -> Set {
        let to = self.list.len();
        if from == to { NOBODY } else { self.make(Made::Of { from, to }) }
    }

    /// Takes two sets apart, down to the parts that both have. What it hands out is to be put back as room.
    fn split(&mut self, a: Set, b: Set) -> Split {
        let mut split = std::mem::take(&mut self.room);
        let Split { shared, left, right } = &mut split;
        left.start(a);
        right.start(b);
        shared.clear();
        while self.budget > 0 {
            match (left.next(), right.next()) {
                (Some(one), Some(other)) if one == other => {
                    shared.push(one);
                    left.pop();
                    right.pop();
                }
                (Some(one), other) if other.is_none_or(|other| one > other) => self.open(left),
                (_, Some(_)) => self.open(right),
                (_, None) => break,
            }
        }
        left.sort();
        right.sort();
        split
    }

    /// Takes apart what comes next.
    fn open(&mut self, opened: &mut Opened) {
        let Some(set) = opened.pop() else { return };
        match self.made[set as usize] {
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

    pub(super) fn elements(&mut self, set: Set) -> Vec<u32> {
        let mut opened = Opened::default();
        opened.start(set);
        while opened.next().is_some() && self.budget > 0 {
            self.open(&mut opened);
        }
        opened.sort();
        opened.elements
    }
}

/// What two sets have in common as parts, and the elements of the rest of each, in ascending order.
#[derive(Debug, Default)]
struct Split {
    shared: Vec<Set>,
    left: Opened,
    right: Opened,
}

/// A set that is being taken apart: the parts that are left, the latest made first, and the elements found.
#[derive(Debug, Default)]
struct Opened {
    parts: BinaryHeap<Set>,
    elements: Vec<u32>,
}

impl Opened {
    fn start(&mut self, set: Set) {
        self.parts.clear();
        self.elements.clear();
        self.parts.push(set);
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

    fn sort(&mut self) {
        self.elements.sort_unstable();
        self.elements.dedup();
    }
}
