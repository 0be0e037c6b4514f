//! All states of a design at once, with sums kept apart: where the shares of many targets are averaged, their sum takes
//! far more values than each of them, and a function of all these values may be too large although the parts are small.
//!
//! The mean of a sum is the sum of the means, whatever the parts have to do with one another. So a share is a list of
//! functions, of which it is the sum ([`Detail::Exact`]). What such a list does not tell is how often the sum is 1. That
//! is found with coarse shares ([`Detail::Coarse`]): 0, something between, written as a half, or 1; an average is 1
//! where each of its parts is, and 0 where each is.

use super::index::{ComponentNo, HostNo};
use super::states::{Node, ZERO};
use super::symbolic::Symbolic;
use super::world::World;

/// What is told of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Its value in each state, as a sum.
    Exact,
    /// Whether it is 0, between or 1.
    Coarse,
}

/// How many parts a sum has at most; more are added up.
const MOST_PARTS: usize = 300;

/// Where a share stops to count as smaller than another: above what rounding leaves, below what a weight can make.
const ROUNDING: f64 = 1e-9;

/// A share, by the number of its list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum(u32);

/// All states that are looked at, with sums kept apart.
#[derive(Debug)]
pub(super) struct Apart {
    pub(super) symbolic: Symbolic,
    detail: Detail,
    sums: Vec<Vec<Node>>,
}

impl Apart {
    pub(super) fn new(symbolic: Symbolic, detail: Detail) -> Self {
        Self { symbolic, detail, sums: vec![Vec::new()] }
    }

    /// The functions that a share is the sum of.
    pub(super) fn parts(&self, sum: Sum) -> &[Node] {
        &self.sums[sum.0 as usize]
    }

    fn sum(&mut self, mut parts: Vec<Node>) -> Sum {
        if parts.len() > MOST_PARTS && self.detail == Detail::Exact {
            parts = parts.chunks(2).map(|pair| self.added(pair)).collect();
        }
        if parts.is_empty() {
            return Sum(0);
        }
        self.sums.push(parts);
        Sum((self.sums.len() - 1) as u32)
    }

    fn added(&mut self, parts: &[Node]) -> Node {
        parts.iter().fold(ZERO, |sum, part| self.symbolic.plus(sum, *part))
    }

    /// The function that a share is.
    pub(super) fn whole(&mut self, sum: Sum) -> Node {
        let parts = self.parts(sum).to_vec();
        self.added(&parts)
    }

    fn each(&mut self, sum: Sum, mut change: impl FnMut(&mut Symbolic, Node) -> Node) -> Sum {
        let parts = self.parts(sum).to_vec();
        let parts =
            parts.into_iter().map(|part| change(&mut self.symbolic, part)).filter(|part| *part != ZERO);
        let parts = parts.collect();
        self.sum(parts)
    }

    /// Whether a share is 1, something between or nothing, by whether it is all that it could be, and whether it is
    /// more than 0.
    fn coarse(&mut self, full: Node, some: Node) -> Sum {
        let half = self.symbolic.share(0.5);
        let part = self.symbolic.choose(some, half, ZERO);
        let all = self.symbolic.looked_at;
        let share = self.symbolic.choose(full, all, part);
        self.sum(vec![share])
    }

    /// The coarse quotient of two sums whose parts belong together one by one, none being larger than its fellow.
    fn part_by_part(&mut self, dividend: Sum, divisor: Sum) -> Sum {
        let pairs: Vec<(Node, Node)> =
            self.parts(dividend).iter().copied().zip(self.parts(divisor).iter().copied()).collect();
        let symbolic = &mut self.symbolic;
        let (mut lacks, mut some, mut any) = (ZERO, ZERO, ZERO);
        let minus = symbolic.share(-1.0);
        for (share, weight) in pairs {
            let less = symbolic.times(share, minus);
            let lack = symbolic.plus(weight, less);
            let lack = symbolic.above(lack, ROUNDING);
            lacks = symbolic.or(lacks, lack);
            let more = symbolic.above(share, 0.0);
            some = symbolic.or(some, more);
            let counts = symbolic.above(weight, 0.0);
            any = symbolic.or(any, counts);
        }
        let whole = symbolic.not(lacks);
        let full = symbolic.and(any, whole);
        self.coarse(full, some)
    }
}

impl World for Apart {
    type Truth = Node;
    type Share = Sum;

    fn truth(&mut self, value: bool) -> Node {
        self.symbolic.truth(value)
    }

    fn and(&mut self, a: Node, b: Node) -> Node {
        self.symbolic.and(a, b)
    }

    fn or(&mut self, a: Node, b: Node) -> Node {
        self.symbolic.or(a, b)
    }

    fn not(&mut self, a: Node) -> Node {
        self.symbolic.not(a)
    }

    fn known(&self, a: Node) -> Option<bool> {
        self.symbolic.known(a)
    }

    fn share(&mut self, value: f64) -> Sum {
        let share = self.symbolic.share(value);
        if share == ZERO { Sum(0) } else { self.sum(vec![share]) }
    }

    fn plus(&mut self, a: Sum, b: Sum) -> Sum {
        let mut parts = self.parts(a).to_vec();
        match self.detail {
            Detail::Exact => parts.extend_from_slice(&self.sums[b.0 as usize]),
            // One part for each that is added, so that those of a sum of shares and one of weights belong together.
            Detail::Coarse => parts.push(self.whole(b)),
        }
        self.sum(parts)
    }

    fn times(&mut self, a: Sum, b: Sum) -> Sum {
        let (few, many) = if self.parts(a).len() <= self.parts(b).len() { (a, b) } else { (b, a) };
        let few = self.whole(few);
        self.each(many, |symbolic, part| symbolic.times(part, few))
    }

    fn over(&mut self, a: Sum, b: Sum) -> Sum {
        if self.detail == Detail::Coarse {
            if self.parts(a).len() == self.parts(b).len() {
                return self.part_by_part(a, b);
            }
            let (a, b) = (self.whole(a), self.whole(b));
            let share = self.symbolic.over(a, b);
            let full = self.symbolic.above(share, 1.0 - ROUNDING);
            let some = self.symbolic.above(share, 0.0);
            return self.coarse(full, some);
        }
        let b = self.whole(b);
        self.each(a, |symbolic, part| symbolic.over(part, b))
    }

    fn above(&mut self, a: Sum, limit: f64) -> Node {
        if limit > 0.0 {
            let whole = self.whole(a);
            return self.symbolic.above(whole, limit);
        }
        let mut any = ZERO;
        for part in self.parts(a).to_vec() {
            let above = self.symbolic.above(part, 0.0);
            any = self.symbolic.or(any, above);
        }
        any
    }

    fn choose(&mut self, truth: Node, a: Sum, b: Sum) -> Sum {
        match self.known(truth) {
            Some(true) => return a,
            Some(false) => return b,
            None => {}
        }
        if self.detail == Detail::Coarse {
            let (a, b) = (self.whole(a), self.whole(b));
            let share = self.symbolic.choose(truth, a, b);
            return self.sum(vec![share]);
        }
        let otherwise = self.symbolic.not(truth);
        let a = self.each(a, |symbolic, part| symbolic.times(part, truth));
        let b = self.each(b, |symbolic, part| symbolic.times(part, otherwise));
        self.plus(a, b)
    }

    fn alive(&mut self, no: ComponentNo) -> Node {
        self.symbolic.alive(no)
    }

    fn crashed(&mut self, no: ComponentNo) -> Node {
        self.symbolic.crashed(no)
    }

    fn host_alive(&mut self, no: HostNo) -> Node {
        self.symbolic.host_alive(no)
    }

    fn reacts(&mut self, cluster: usize) -> Node {
        self.symbolic.reacts(cluster)
    }
}
