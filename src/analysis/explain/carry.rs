//! Which of the parts that an element carries matter: one alone, or several that fail together with it.

use crate::analysis::concrete::{Concrete, Condition};
use crate::analysis::engine::Engine;
use crate::analysis::function::{Function, State};
use crate::analysis::index::Named;
use crate::topology::Id;

/// What an element's failure means, told by its parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Burden {
    /// Each of these parts takes the function down alone.
    Alone(Vec<Id>),
    /// No part takes it down alone, and these together do, with none to spare: a common cause.
    Together(Vec<Id>),
    /// It cannot be told by its parts: there are none, too many to try, or it is the element itself that counts.
    Whole,
}

/// How much work finding out may be, in parts times components.
const MOST_WORK: usize = 20_000;
/// How much of it looking at all pairs may be, in pairs times components.
const MOST_PAIRS: usize = 40_000;

impl Engine {
    /// What an element carries that matters for a function, when all else is as in this state, in which the function
    /// is not down.
    pub(super) fn burden(&self, state: &Concrete, element: Named, function: Function) -> Burden {
        let parts = self.inside(element);
        if parts.len() < 2 || parts.len().saturating_mul(self.index.spots.len()) > MOST_WORK {
            return Burden::Whole;
        }
        let is_down = |parts: &[Named]| {
            let mut state = state.clone();
            for part in parts {
                state.fail(&self.index, *part, Condition::Crashed);
            }
            self.outcome_in(state, function).state() == State::Down
        };
        if !is_down(&parts) {
            return Burden::Whole;
        }
        let alone: Vec<Named> =
            parts.iter().copied().filter(|part| is_down(std::slice::from_ref(part))).collect();
        if !alone.is_empty() {
            return Burden::Alone(self.ids(&alone));
        }
        // A pair says more than a longer list.
        let pairs = parts.len() * parts.len() * self.index.spots.len() <= MOST_PAIRS;
        let firsts = if pairs { &parts[..] } else { &[] };
        for (at, one) in firsts.iter().enumerate() {
            if let Some(other) = parts[at + 1..].iter().find(|other| is_down(&[*one, **other])) {
                return Burden::Together(self.ids(&[*one, *other]));
            }
        }
        let mut left = parts;
        let mut at = 0;
        while at < left.len() {
            let part = left.remove(at);
            if !is_down(&left) {
                left.insert(at, part);
                at += 1;
            }
        }
        Burden::Together(self.ids(&left))
    }

    /// The parts that fail with an element: components on a host; hosts and free-standing components in a place, but
    /// nobody else's.
    fn inside(&self, element: Named) -> Vec<Named> {
        let index = &self.index;
        match element {
            Named::Host(host) => index.on_host[host].iter().map(|no| Named::Component(*no)).collect(),
            Named::Place(place) => {
                let hosts = (0..index.host_places.len())
                    .filter(|host| index.host_places[*host].contains(&place))
                    .map(Named::Host);
                let parts = (0..index.part_places.len())
                    .filter(|no| !index.spots[*no].external && index.part_places[*no].contains(&place))
                    .map(Named::Component);
                hosts.chain(parts).collect()
            }
            Named::Component(_) | Named::Cluster(_) => Vec::new(),
        }
    }

    fn ids(&self, parts: &[Named]) -> Vec<Id> {
        let id = |part: &Named| match part {
            Named::Host(no) => self.index.topology.hosts[*no].id.clone(),
            Named::Component(no) => self.index.spots[*no].id.clone(),
            Named::Place(no) => self.index.topology.places[*no].id.clone(),
            Named::Cluster(no) => self.index.topology.clusters[*no].id.clone(),
        };
        parts.iter().map(id).collect()
    }
}

/// An element that takes several parts down at once, none of which would take the function down alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonCause {
    /// The host or place.
    pub id: Id,
    /// What it carries: no proper part of these takes the function down.
    pub carries: Vec<Id>,
    /// What must have failed besides; empty where the element is a single point of failure.
    pub besides: Vec<Id>,
    /// The functions that it takes down so.
    pub functions: Vec<Function>,
}

impl Engine {
    /// The common causes among cut sets of a function: hosts and places that carry several parts which all must
    /// fail.
    #[must_use]
    pub fn common_causes(&self, cut_sets: &[Vec<Id>], function: Function) -> Vec<CommonCause> {
        let mut found = Vec::new();
        for set in cut_sets.iter().take(MOST_SETS) {
            for (place, id) in set.iter().enumerate() {
                let others = || set.iter().enumerate().filter(|(other, _)| *other != place);
                let mut state = Concrete::intact(&self.index);
                for named in others().filter_map(|(_, id)| self.index.named(id.as_str())) {
                    state.fail(&self.index, named, Condition::Crashed);
                }
                let Some(element) = self.index.named(id.as_str()) else { continue };
                if let Burden::Together(carries) = self.burden(&state, element, function) {
                    let besides = others().map(|(_, id)| id.clone()).collect();
                    found.push(CommonCause { id: id.clone(), carries, besides, functions: vec![function] });
                }
            }
        }
        found
    }
}

/// How many cut sets are looked at for common causes.
pub(in crate::analysis) const MOST_SETS: usize = 64;
