//! Many states of a design at once, where it only matters whether anything succeeds: a bit for each state.

use super::index::{ComponentNo, HostNo, Index, LinkNo, Named};
use super::world::World;

/// How many machine words of states go through the rules at once.
const WORDS: usize = 8;

/// One truth for each state.
pub(super) type Bits = [u64; WORDS];

const NONE: Bits = [0; WORDS];
const ALL: Bits = [u64::MAX; WORDS];

/// A batch of states. A share is told as whether it is above 0, which is enough: shares and weights are never
/// negative, so that a sum is above 0 where a part is, and a product where all parts are.
#[derive(Debug)]
pub(super) struct Batch {
    components: Vec<Bits>,
    hosts: Vec<Bits>,
}

impl Batch {
    /// How many states one batch holds.
    pub(super) const STATES: usize = WORDS * 64;

    /// Nothing has failed in any state.
    pub(super) fn intact(index: &Index) -> Self {
        Self { components: vec![ALL; index.spots.len()], hosts: vec![ALL; index.topology.hosts.len()] }
    }

    /// Lets a part crash in one state, with everything on it or in it.
    pub(super) fn fail(&mut self, index: &Index, named: Named, state: usize) {
        let fail = |bits: &mut Bits| bits[state / 64] &= !(1 << (state % 64));
        let Self { hosts, components } = self;
        index.each_in(named, |no| fail(&mut hosts[no]), |no| fail(&mut components[no]));
    }

    /// Lets a part work again in all states, with everything on it or in it.
    pub(super) fn repair(&mut self, index: &Index, named: Named) {
        index.each_in(named, |no| self.hosts[no] = ALL, |no| self.components[no] = ALL);
    }

    /// Whether a truth holds in a state.
    pub(super) fn holds(bits: &Bits, state: usize) -> bool {
        bits[state / 64] >> (state % 64) & 1 == 1
    }
}

fn both(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|word| a[word] & b[word])
}

fn either(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|word| a[word] | b[word])
}

impl World for Batch {
    type Truth = Bits;
    type Share = Bits;

    fn truth(&mut self, value: bool) -> Bits {
        if value { ALL } else { NONE }
    }

    fn and(&mut self, a: Bits, b: Bits) -> Bits {
        both(a, b)
    }

    fn or(&mut self, a: Bits, b: Bits) -> Bits {
        either(a, b)
    }

    fn not(&mut self, a: Bits) -> Bits {
        a.map(|word| !word)
    }

    fn known(&self, a: Bits) -> Option<bool> {
        match a {
            NONE => Some(false),
            ALL => Some(true),
            _ => None,
        }
    }

    fn share(&mut self, value: f64) -> Bits {
        self.truth(value > 0.0)
    }

    fn plus(&mut self, a: Bits, b: Bits) -> Bits {
        either(a, b)
    }

    fn times(&mut self, a: Bits, b: Bits) -> Bits {
        both(a, b)
    }

    /// A quotient of sums is above 0 where the dividend is: its parts are parts of the divisor too.
    fn over(&mut self, a: Bits, b: Bits) -> Bits {
        both(a, b)
    }

    fn above(&mut self, a: Bits, _limit: f64) -> Bits {
        a
    }

    fn choose(&mut self, truth: Bits, a: Bits, b: Bits) -> Bits {
        std::array::from_fn(|word| truth[word] & a[word] | !truth[word] & b[word])
    }

    fn majority(&mut self, given: &[Bits], listed: usize) -> Bits {
        let mut more = NONE;
        for state in 0..Self::STATES {
            let working = given.iter().filter(|bits| Self::holds(bits, state)).count();
            more[state / 64] |= u64::from(2 * working > listed) << (state % 64);
        }
        more
    }

    fn alive(&mut self, no: ComponentNo) -> Bits {
        self.components[no]
    }

    fn crashed(&mut self, no: ComponentNo) -> Bits {
        self.components[no].map(|word| !word)
    }

    fn host_alive(&mut self, no: HostNo) -> Bits {
        self.hosts[no]
    }

    fn link_alive(&mut self, _no: LinkNo) -> Bits {
        ALL
    }

    fn reacts(&mut self, _cluster: usize) -> Bits {
        ALL
    }
}
