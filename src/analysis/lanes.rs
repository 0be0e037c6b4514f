//! Sixty-four states of a design at once, with their shares: a bit and a number for each.

use super::chances::Chances;
use super::index::{ComponentNo, HostNo};
use super::world::World;

/// How many states there are.
pub(super) const LANES: usize = 64;

/// The shares of all states.
type Shares = [f64; LANES];

/// The states, told by which variables work in each.
#[derive(Debug)]
pub(super) struct Lanes<'a> {
    chances: &'a Chances,
    /// By variable, the states in which it works.
    works: Vec<u64>,
    components: Vec<u64>,
    hosts: Vec<u64>,
}

impl<'a> Lanes<'a> {
    /// Everything works in all states.
    pub(super) fn intact(chances: &'a Chances) -> Self {
        Self {
            chances,
            works: vec![u64::MAX; chances.works.len()],
            components: vec![u64::MAX; chances.components.len()],
            hosts: vec![u64::MAX; chances.hosts.len()],
        }
    }

    /// Says in which states a variable works; [`Lanes::settle`] then tells the components.
    pub(super) fn set(&mut self, variable: usize, works: u64) {
        self.works[variable] = works;
    }

    /// Turns a variable round in one state.
    pub(super) fn turn(&mut self, variable: usize, state: usize) {
        self.works[variable] ^= 1 << state;
    }

    /// Works out which components and hosts work in which states.
    pub(super) fn settle(&mut self) {
        let Self { chances, works, components, hosts } = self;
        let all =
            |needs: &Vec<u32>| needs.iter().fold(u64::MAX, |all, variable| all & works[*variable as usize]);
        for (component, needs) in components.iter_mut().zip(&chances.components) {
            *component = all(needs);
        }
        for (host, needs) in hosts.iter_mut().zip(&chances.hosts) {
            *host = all(needs);
        }
    }
}

fn each(a: &Shares, b: &Shares, combine: impl Fn(f64, f64) -> f64) -> Shares {
    std::array::from_fn(|state| combine(a[state], b[state]))
}

impl World for Lanes<'_> {
    type Truth = u64;
    type Share = Shares;

    fn truth(&mut self, value: bool) -> u64 {
        if value { u64::MAX } else { 0 }
    }

    fn and(&mut self, a: u64, b: u64) -> u64 {
        a & b
    }

    fn or(&mut self, a: u64, b: u64) -> u64 {
        a | b
    }

    fn not(&mut self, a: u64) -> u64 {
        !a
    }

    fn known(&self, a: u64) -> Option<bool> {
        match a {
            0 => Some(false),
            u64::MAX => Some(true),
            _ => None,
        }
    }

    fn share(&mut self, value: f64) -> Shares {
        [value; LANES]
    }

    fn plus(&mut self, a: Shares, b: Shares) -> Shares {
        each(&a, &b, |a, b| a + b)
    }

    fn times(&mut self, a: Shares, b: Shares) -> Shares {
        each(&a, &b, |a, b| a * b)
    }

    fn over(&mut self, a: Shares, b: Shares) -> Shares {
        each(&a, &b, |a, b| if b > 0.0 { a / b } else { 0.0 })
    }

    fn above(&mut self, a: Shares, limit: f64) -> u64 {
        a.iter().enumerate().fold(0, |above, (state, share)| above | u64::from(*share > limit) << state)
    }

    fn choose(&mut self, truth: u64, a: Shares, b: Shares) -> Shares {
        match truth {
            0 => b,
            u64::MAX => a,
            _ => std::array::from_fn(|state| if truth >> state & 1 == 1 { a[state] } else { b[state] }),
        }
    }

    fn alive(&mut self, no: ComponentNo) -> u64 {
        self.components[no]
    }

    fn crashed(&mut self, no: ComponentNo) -> u64 {
        !self.components[no]
    }

    fn host_alive(&mut self, no: HostNo) -> u64 {
        self.hosts[no]
    }

    fn reacts(&mut self, cluster: usize) -> u64 {
        self.chances.reacts[cluster].map_or(u64::MAX, |variable| self.works[variable as usize])
    }
}
