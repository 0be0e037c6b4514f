//! One state of a design, where it only matters whether anything succeeds, and what that rests on.
//!
//! Each truth carries a reason: working parts that are enough for it to stay as it is, whatever else fails. What has
//! failed needs no reason, for failures are only added. Where one of several truths is enough, the one with the
//! smallest reason is taken. So whatever turns an outcome must break a part of its reason; nothing else has to be
//! tried, also where a failure helps.

use super::fault::{Fault, has};
use super::grounds::Grounds;
use super::index::{ComponentNo, HostNo, Index, Named};
use super::world::Logic;

/// A truth, or whether a share is above 0, with the number of its reason.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub(super) holds: bool,
    why: Reason,
}

/// The number of a reason.
type Reason = u32;

/// The reason of what is always so.
const ALWAYS: Reason = 0;

/// What a reason is made of.
#[derive(Debug, Clone, Copy)]
enum Ground {
    Always,
    Component(ComponentNo),
    Host(HostNo),
    Both(Reason, Reason),
}

/// One state.
#[derive(Debug)]
pub(super) struct Witness {
    components: Vec<bool>,
    hosts: Vec<bool>,
    /// By reason, what it is made of, and how many parts that are at most.
    reasons: Vec<(Ground, u32)>,
}

impl Witness {
    /// Nothing has failed.
    pub(super) fn intact(index: &Index) -> Self {
        Self {
            components: vec![true; index.spots.len()],
            hosts: vec![true; index.topology.hosts.len()],
            reasons: vec![(Ground::Always, 0)],
        }
    }

    /// Lets parts crash, or work again, with everything on them or in them.
    pub(super) fn set(&mut self, index: &Index, named: impl Iterator<Item = Named>, works: bool) {
        for named in named {
            index.each_in(named, |host| self.hosts[host] = works, |no| self.components[no] = works);
        }
        self.reasons.truncate(1);
    }

    /// The elements that the reason of a claim names, in no order.
    pub(super) fn elements(&self, claim: Claim, grounds: &Grounds) -> Vec<usize> {
        let mut found = Vec::new();
        let mut met = vec![false; self.reasons.len()];
        let mut named = vec![false; grounds.elements];
        let mut open = vec![claim.why];
        while let Some(reason) = open.pop() {
            if std::mem::replace(&mut met[reason as usize], true) {
                continue;
            }
            let parts: &[usize] = match self.reasons[reason as usize].0 {
                Ground::Always => &[],
                Ground::Component(no) => &grounds.components[no],
                Ground::Host(no) => &grounds.hosts[no],
                Ground::Both(a, b) => {
                    open.extend([a, b]);
                    &[]
                }
            };
            for element in parts {
                if !std::mem::replace(&mut named[*element], true) {
                    found.push(*element);
                }
            }
        }
        found
    }

    fn ground(&mut self, ground: Ground, size: u32) -> Reason {
        self.reasons.push((ground, size));
        (self.reasons.len() - 1) as Reason
    }

    fn size(&self, claim: Claim) -> u32 {
        self.reasons[claim.why as usize].1
    }

    /// What rests on both reasons.
    fn with(&mut self, holds: bool, a: Reason, b: Reason) -> Claim {
        let why = if a == b || b == ALWAYS {
            a
        } else if a == ALWAYS {
            b
        } else {
            let size = self.reasons[a as usize].1.saturating_add(self.reasons[b as usize].1);
            self.ground(Ground::Both(a, b), size)
        };
        Claim { holds, why }
    }

    fn smaller(&self, a: Claim, b: Claim) -> Claim {
        if self.size(b) < self.size(a) { b } else { a }
    }

    /// A truth that is `whole` only where both are.
    fn join(&mut self, a: Claim, b: Claim, whole: bool) -> Claim {
        match (a.holds == whole, b.holds == whole) {
            (true, true) => self.with(whole, a.why, b.why),
            (true, false) => b,
            (false, true) => a,
            (false, false) => self.smaller(a, b),
        }
    }
}

impl Logic for Witness {
    type Truth = Claim;

    fn truth(&mut self, value: bool) -> Claim {
        Claim { holds: value, why: ALWAYS }
    }

    fn and(&mut self, a: Claim, b: Claim) -> Claim {
        self.join(a, b, true)
    }

    fn or(&mut self, a: Claim, b: Claim) -> Claim {
        self.join(a, b, false)
    }

    fn not(&mut self, a: Claim) -> Claim {
        Claim { holds: !a.holds, why: if has(Fault::MonotonyAssumed) { ALWAYS } else { a.why } }
    }

    /// What rests on nothing that can fail stays so.
    fn known(&self, a: Claim) -> Option<bool> {
        (a.why == ALWAYS).then_some(a.holds)
    }

    fn choose(&mut self, truth: Claim, a: Claim, b: Claim) -> Claim {
        let taken = if truth.holds { a } else { b };
        let chosen = self.with(taken.holds, truth.why, taken.why);
        if a.holds == b.holds {
            // Either way it comes to the same.
            let either = self.with(a.holds, a.why, b.why);
            return self.smaller(chosen, either);
        }
        chosen
    }

    fn majority(&mut self, given: &[Claim], listed: usize) -> Claim {
        let working = given.iter().filter(|claim| claim.holds).count();
        let holds = 2 * working > listed;
        // Just more than half that work, or just so many that do not as leave no majority.
        let needed = if holds { listed / 2 + 1 } else { given.len() - (listed / 2).min(given.len()) };
        let mut reasons: Vec<Claim> = given.iter().copied().filter(|claim| claim.holds == holds).collect();
        reasons.sort_by_key(|claim| self.size(*claim));
        let start = self.truth(holds);
        reasons.into_iter().take(needed).fold(start, |all, claim| self.with(holds, all.why, claim.why))
    }

    fn alive(&mut self, no: ComponentNo) -> Claim {
        let holds = self.components[no];
        let why = if holds { self.ground(Ground::Component(no), 1) } else { ALWAYS };
        Claim { holds, why }
    }

    fn host_alive(&mut self, no: HostNo) -> Claim {
        let holds = self.hosts[no];
        let why = if holds { self.ground(Ground::Host(no), 1) } else { ALWAYS };
        Claim { holds, why }
    }
}
