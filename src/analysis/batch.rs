//! Many states of a design at once, where it only matters whether anything succeeds: a bit for each state.

use super::index::{ComponentNo, HostNo, Index, Named};
use super::world::Logic;

/// How many machine words of states go through the rules at once.
const WORDS: usize = 8;

/// One truth for each state.
pub(super) type Bits = [u64; WORDS];

const NONE: Bits = [0; WORDS];
const ALL: Bits = [u64::MAX; WORDS];

/// A batch of states.
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

impl Logic for Batch {
    type Truth = Bits;

    fn truth(&mut self, value: bool) -> Bits {
        if value { ALL } else { NONE }
    }

    fn and(&mut self, a: Bits, b: Bits) -> Bits {
        std::array::from_fn(|word| a[word] & b[word])
    }

    fn or(&mut self, a: Bits, b: Bits) -> Bits {
        std::array::from_fn(|word| a[word] | b[word])
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

    fn host_alive(&mut self, no: HostNo) -> Bits {
        self.hosts[no]
    }
}
