//! Single failures, all of them at once: whether something holds with nothing failed, and which elements turn that by
//! failing alone.
//!
//! The value of a truth after any one failure is its value with nothing failed, turned if that failure is in its set.
//! So the sets of what is put together follow exactly from those of the parts, also where a failure helps: where both
//! parts are needed and hold, whatever turns one of the two turns the whole (∪); where one of the two is enough, what
//! turns both (∩); and so on.

use super::grounds::Grounds;
use super::index::{ComponentNo, HostNo};
use super::sets::{NOBODY, Set, Sets};
use super::world::Logic;

/// A truth, or whether a share is above 0, with nothing failed, and the elements that turn it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub(super) holds: bool,
    turned_by: Set,
}

/// A design with nothing failed, and everything that one failure would turn.
#[derive(Debug)]
pub(super) struct Single {
    components: Vec<Set>,
    hosts: Vec<Set>,
    sets: Sets,
}

impl Single {
    pub(super) fn new(grounds: &Grounds) -> Self {
        let mut sets = Sets::new();
        let components = sets.of_each(&grounds.components);
        let hosts = sets.of_each(&grounds.hosts);
        Self { components, hosts, sets }
    }

    /// The elements that turn a claim, in ascending order; nothing where that was too much work.
    pub(super) fn turned_by(&mut self, claim: Claim) -> Option<Vec<usize>> {
        let found = self.sets.elements(claim.turned_by);
        (!self.sets.is_spent()).then(|| found.into_iter().map(|no| no as usize).collect())
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
            (true, true) => self.sets.union(x, y),
            (true, false) => self.sets.difference(y, x),
            (false, true) => self.sets.difference(x, y),
            (false, false) => self.sets.intersection(x, y),
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
            for element in self.sets.elements(claim.turned_by) {
                let (less, more) = turns.entry(element).or_default();
                *(if claim.holds { less } else { more }) += 1;
            }
        }
        let turned = |(less, more): (usize, usize)| (2 * (working + more - less) > listed) != holds;
        let elements = turns.into_iter().filter(|(_, turn)| turned(*turn)).map(|(no, _)| no).collect();
        Claim { holds, turned_by: self.sets.of(elements) }
    }

    fn alive(&mut self, no: ComponentNo) -> Claim {
        Claim { holds: true, turned_by: self.components[no] }
    }

    fn host_alive(&mut self, no: HostNo) -> Claim {
        Claim { holds: true, turned_by: self.hosts[no] }
    }
}
