//! One state of a design: what works and what has failed, and how.

use super::fault::{Fault, has};
use super::function::{Failure, Failures};
use super::index::{ComponentNo, HostNo, Index, LinkNo, Named};
use super::world::World;

/// The condition of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    Works,
    Hangs,
    Crashed,
}

impl From<Failure> for Condition {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Hang if !has(Fault::HangIsACrash) => Self::Hangs,
            Failure::Hang | Failure::Crash => Self::Crashed,
        }
    }
}

/// One state. Truths are `bool`, shares are `f64`.
#[derive(Debug, Clone)]
pub(super) struct Concrete {
    components: Vec<Condition>,
    hosts: Vec<Condition>,
    /// By link; empty where every link works.
    broken: Vec<bool>,
}

impl Concrete {
    /// Nothing has failed.
    pub(super) fn intact(index: &Index) -> Self {
        Self {
            components: vec![Condition::Works; index.spots.len()],
            hosts: vec![Condition::Works; index.topology.hosts.len()],
            broken: Vec::new(),
        }
    }

    /// This has failed. Ids that name nothing that can fail change nothing; of two failures of one part a crash
    /// counts.
    pub(super) fn with(index: &Index, failures: &Failures) -> Self {
        let mut state = Self::intact(index);
        for (id, failure) in failures.parts() {
            if let Some(named) = index.named(id.as_str()) {
                state.fail(index, named, failure.into());
            }
        }
        for no in failures.links().filter_map(|link| index.link_no(link)) {
            state.broken.resize(index.topology.links.len(), false);
            state.broken[no] = true;
        }
        state
    }

    /// Lets a part fail, with everything on it or in it.
    pub(super) fn fail(&mut self, index: &Index, named: Named, condition: Condition) {
        let fail = |old: &mut Condition| *old = condition.max(*old);
        let Self { hosts, components, .. } = self;
        index.each_in(named, |no| fail(&mut hosts[no]), |no| fail(&mut components[no]));
    }
}

impl World for Concrete {
    type Truth = bool;
    type Share = f64;

    fn truth(&mut self, value: bool) -> bool {
        value
    }

    fn and(&mut self, a: bool, b: bool) -> bool {
        a && b
    }

    fn or(&mut self, a: bool, b: bool) -> bool {
        a || b
    }

    fn not(&mut self, a: bool) -> bool {
        !a
    }

    fn known(&self, a: bool) -> Option<bool> {
        Some(a)
    }

    fn share(&mut self, value: f64) -> f64 {
        value
    }

    fn plus(&mut self, a: f64, b: f64) -> f64 {
        a + b
    }

    fn times(&mut self, a: f64, b: f64) -> f64 {
        a * b
    }

    fn over(&mut self, a: f64, b: f64) -> f64 {
        if b > 0.0 { a / b } else { 0.0 }
    }

    fn above(&mut self, a: f64, limit: f64) -> bool {
        a > limit
    }

    fn choose(&mut self, truth: bool, a: f64, b: f64) -> f64 {
        if truth { a } else { b }
    }

    fn alive(&mut self, no: ComponentNo) -> bool {
        self.components[no] == Condition::Works
    }

    fn crashed(&mut self, no: ComponentNo) -> bool {
        self.components[no] == Condition::Crashed
    }

    fn host_alive(&mut self, no: HostNo) -> bool {
        self.hosts[no] == Condition::Works
    }

    fn link_alive(&mut self, no: LinkNo) -> bool {
        self.broken.get(no).is_none_or(|broken| !broken)
    }

    fn links_work(&self) -> bool {
        self.broken.is_empty()
    }

    fn reacts(&mut self, _cluster: usize) -> bool {
        true
    }
}
