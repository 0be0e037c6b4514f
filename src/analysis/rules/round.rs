//! Circles in who hands requests on to whom.

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use crate::topology::{Id, Kind};

impl Facts<'_> {
    /// Who hands requests on to whom: the calls among forwarders and web servers.
    pub(super) fn hand_ons(&self) -> Vec<(Id, Id)> {
        let hands_on = |id: &Id| self.calls.forwards(id) || self.calls.kind(id) == Some(Kind::WebServer);
        self.calls
            .allowed()
            .filter(|flow| self.calls.is_request(flow) && hands_on(&flow.from) && hands_on(&flow.to))
            .map(|flow| (flow.from.clone(), flow.to.clone()))
            .collect()
    }
}

/// A circle among calls, from its first part by id on; none where there is none. What nothing leads to, and what leads
/// nowhere, is taken away until only circles and what joins them are left, in time that grows with the number of calls.
pub(super) fn circle(calls: &[(Id, Id)]) -> Option<Vec<Id>> {
    let mut out: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
    let mut into: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
    for (from, to) in calls {
        out.entry(from).or_default().push(to);
        into.entry(to).or_default().push(from);
    }
    let mut left: BTreeSet<&Id> = out.keys().chain(into.keys()).copied().collect();
    for (ways, back) in [(&out, &into), (&into, &out)] {
        let mut count: BTreeMap<&Id, usize> = BTreeMap::new();
        for id in &left {
            count.insert(id, ways.get(id).map_or(0, |to| to.iter().filter(|to| left.contains(*to)).count()));
        }
        let mut open: Vec<&Id> = count.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
        while let Some(id) = open.pop() {
            left.remove(id);
            for before in back.get(id).into_iter().flatten() {
                if let Some(count) = count.get_mut(before).filter(|count| **count > 0) {
                    *count -= 1;
                    if *count == 0 {
                        open.push(before);
                    }
                }
            }
        }
    }
    let mut way: Vec<&Id> = Vec::new();
    let mut places: BTreeMap<&Id, usize> = BTreeMap::new();
    let mut here = *left.first()?;
    loop {
        if let Some(at) = places.insert(here, way.len()) {
            let mut round: Vec<Id> = way[at..].iter().map(|id| (*id).clone()).collect();
            let first =
                round.iter().enumerate().min_by(|one, other| one.1.cmp(other.1)).map_or(0, |(at, _)| at);
            round.rotate_left(first);
            return Some(round);
        }
        way.push(here);
        here = out.get(here)?.iter().find(|to| left.contains(*to))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(calls: &[(&str, &str)]) -> Option<Vec<String>> {
        let id = |text: &str| Id::parse(text).unwrap();
        let calls: Vec<(Id, Id)> = calls.iter().map(|(from, to)| (id(from), id(to))).collect();
        circle(&calls).map(|round| round.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_circle_is_told_from_its_first_part_on() {
        assert_eq!(found(&[("b", "a"), ("a", "b")]), Some(vec!["a".into(), "b".into()]));
        let long = found(&[("x", "c"), ("c", "a"), ("a", "b"), ("b", "c"), ("b", "y")]);
        assert_eq!(long, Some(vec!["a".into(), "b".into(), "c".into()]));
    }

    #[test]
    fn what_two_ways_lead_to_is_no_circle() {
        assert_eq!(found(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn what_joins_two_circles_belongs_to_neither() {
        let calls = [("a", "b"), ("b", "a"), ("b", "m"), ("m", "x"), ("x", "y"), ("y", "x")];
        assert_eq!(found(&calls), Some(vec!["a".into(), "b".into()]));
    }
}
