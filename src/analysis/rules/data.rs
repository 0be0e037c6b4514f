//! Databases that keep one application's data: those that the requests of one user get to, or the queries of one
//! application server, and all that have one of these in common.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Facts;
use crate::topology::{Id, Kind};

/// The databases of each application. Where requests go on, what is behind is joined once for all who come that way, so
/// that the time grows with the number of calls.
pub(super) fn stores_in_common(facts: &Facts<'_>) -> Vec<BTreeSet<Id>> {
    let calls = &facts.calls;
    let users: Vec<&Id> = calls.of_kind(Kind::User).collect();
    let apps: Vec<&Id> = calls.of_kind(Kind::AppServer).collect();
    let mut joined = Joined::default();
    join(facts, &users, |id| calls.passes_on(id), &mut joined);
    join(facts, &apps, |id| calls.forwards(id), &mut joined);
    // A group stands where the last of those stands who get to it.
    let mut last: HashMap<usize, usize> = HashMap::new();
    for (place, start) in users.into_iter().chain(apps).enumerate() {
        if let Some(group) = joined.group(start) {
            last.insert(group, place);
        }
    }
    let mut groups: Vec<(usize, BTreeSet<Id>)> = Vec::new();
    let mut at: HashMap<usize, usize> = HashMap::new();
    for store in calls.of_kind(Kind::Database) {
        let Some((group, place)) = joined.group(store).and_then(|group| Some((group, *last.get(&group)?)))
        else {
            continue;
        };
        let slot = *at.entry(group).or_insert(groups.len());
        if slot == groups.len() {
            groups.push((place, BTreeSet::new()));
        }
        groups[slot].1.insert(store.clone());
    }
    groups.sort_by_key(|(place, _)| *place);
    groups.into_iter().map(|(_, stores)| stores).collect()
}

/// Joins each of these, and each part that lets their requests go on, with whatever it calls that leads to a database.
fn join(facts: &Facts<'_>, starts: &[&Id], pass: impl Fn(&Id) -> bool, joined: &mut Joined) {
    let calls = &facts.calls;
    let mut leads: HashSet<&Id> = calls.of_kind(Kind::Database).collect();
    let mut open: Vec<&Id> = leads.iter().copied().collect();
    while let Some(here) = open.pop() {
        let callers = calls.to(here).filter(|flow| calls.is_request(flow)).map(|flow| &flow.from);
        open.extend(callers.filter(|from| pass(from) && leads.insert(from)));
    }
    let reached = calls.reached(starts.iter().copied(), &pass);
    for from in starts.iter().copied().chain(reached.iter().filter(|id| pass(id))) {
        let called = calls.from(from).filter(|flow| calls.is_request(flow)).map(|flow| &flow.to);
        for to in called.filter(|to| leads.contains(to)) {
            joined.join(from, to);
        }
    }
}

/// Parts in groups (Galler and Fischer 1964, "An improved equivalence algorithm").
#[derive(Default)]
struct Joined {
    numbers: HashMap<Id, usize>,
    /// By part, another one of its group; the one that stands for the group is its own.
    next: Vec<usize>,
}

impl Joined {
    fn join(&mut self, one: &Id, other: &Id) {
        let (one, other) = (self.number(one), self.number(other));
        let (one, other) = (self.end(one), self.end(other));
        self.next[one] = other;
    }

    /// The number of the group of a part; nothing where it is joined with none.
    fn group(&mut self, id: &Id) -> Option<usize> {
        let number = *self.numbers.get(id)?;
        Some(self.end(number))
    }

    fn number(&mut self, id: &Id) -> usize {
        let number = *self.numbers.entry(id.clone()).or_insert(self.next.len());
        if number == self.next.len() {
            self.next.push(number);
        }
        number
    }

    fn end(&mut self, mut number: usize) -> usize {
        while self.next[number] != number {
            self.next[number] = self.next[self.next[number]];
            number = self.next[number];
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::engine::Engine;

    fn grouped(parts: &str, links: &str) -> Vec<Vec<String>> {
        let text = format!("(format: 1, parts: [{parts}], links: [{links}])");
        let topology = crate::topology::parse("design", &text).unwrap();
        let engine = Engine::new(&topology);
        let groups = stores_in_common(&Facts::new(&topology, &engine));
        groups.iter().map(|stores| stores.iter().map(ToString::to_string).collect()).collect()
    }

    #[test]
    fn a_proxy_joins_what_is_behind_it_and_one_with_nothing_behind_joins_nobody() {
        let apps =
            r#"(id: "a1", kind: app_server), (id: "a2", kind: app_server), (id: "a3", kind: app_server)"#;
        let stores = r#"(id: "d1", kind: database), (id: "d2", kind: database), (id: "d3", kind: database)"#;
        let proxies = r#"(id: "empty", kind: proxy), (id: "full", kind: proxy)"#;
        let link = |from: &str, to: &str| format!("(from: \"{from}\", to: \"{to}\", protocol: mysql),");
        let links = [
            link("a1", "empty"),
            link("a1", "d1"),
            link("a2", "empty"),
            link("a2", "full"),
            link("full", "d2"),
            link("a3", "full"),
            link("a3", "d3"),
        ];
        let found = grouped(&format!("{apps}, {stores}, {proxies}"), &links.concat());
        assert_eq!(found, [vec!["d1"], vec!["d2", "d3"]]);
    }

    #[test]
    fn one_user_s_requests_join_the_databases_of_several_applications() {
        let parts = r#"(id: "u", kind: user), (id: "a1", kind: app_server), (id: "a2", kind: app_server),
            (id: "d1", kind: database), (id: "d2", kind: database)"#;
        let calls = r#"(from: "a1", to: "d1", protocol: mysql), (from: "a2", to: "d2", protocol: mysql),"#;
        assert_eq!(grouped(parts, calls), [["d1"], ["d2"]]);
        let asked = r#"(from: "u", to: "a1", protocol: http), (from: "u", to: "a2", protocol: http),"#;
        assert_eq!(grouped(parts, &format!("{calls}{asked}")), [["d1", "d2"]]);
    }
}
