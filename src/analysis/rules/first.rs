//! Which application servers a request meets first from each part on, so that it can be told whose choice decides.

use std::collections::HashMap;

use super::Facts;
use crate::analysis::order;
use crate::topology::{Id, Kind};

/// How many words of 64 application servers all different sets may take together: 128 MB. Where they are more, parts
/// before more sets of application servers than that are taken to lead to different ones.
const MOST_WORDS: usize = 1 << 24;

/// The number of a set. Equal sets have one number.
type SetNo = usize;

/// The set without application servers.
const NONE: SetNo = 0;

/// By part, the application servers that a request meets first from there on, itself included.
pub(super) struct FirstApps<'f> {
    numbers: HashMap<&'f Id, usize>,
    sets: Vec<SetNo>,
}

impl<'f> FirstApps<'f> {
    /// Works out the sets of all parts that requests go on from, those of the called before those of their callers.
    pub(super) fn new(facts: &'f Facts<'_>) -> Self {
        let ids: Vec<&Id> = facts.calls.parts().collect();
        let numbers: HashMap<&Id, usize> = ids.iter().copied().zip(0..).collect();
        let is_app = |no: usize| facts.calls.kind(ids[no]) == Some(Kind::AppServer);
        let goes_on = |no: usize| facts.calls.passes_on(ids[no]) && !is_app(no);
        let called = |no: usize| {
            let flows = goes_on(no).then(|| facts.calls.from(ids[no])).into_iter().flatten();
            flows.filter(|flow| facts.calls.is_request(flow)).map(|flow| numbers[&flow.to])
        };
        let apps = (0..ids.len()).filter(|no| is_app(*no));
        let places: HashMap<usize, usize> = apps.zip(0..).collect();
        let mut found = Found::new(places.len());
        let mut sets = vec![NONE; ids.len()];
        for group in order::groups(0..ids.len(), ids.len(), called).iter() {
            let own = group.iter().filter_map(|no| places.get(no).copied());
            let onward = group.iter().flat_map(|no| called(*no)).map(|to| sets[to]);
            let set = found.union(own, onward);
            for no in group {
                sets[*no] = set;
            }
        }
        Self { numbers, sets }
    }

    /// Whether different application servers stand behind these. What leads to none, such as a cache, takes nobody
    /// elsewhere.
    pub(super) fn differ<'a>(&self, ids: impl IntoIterator<Item = &'a Id>) -> bool {
        let mut sets = ids.into_iter().filter_map(|id| Some(self.sets[*self.numbers.get(id)?]));
        let mut sets = sets.by_ref().filter(|set| *set != NONE);
        sets.next().is_some_and(|first| sets.any(|set| set != first))
    }
}

/// The different sets met so far, with a bit for each application server.
struct Found {
    words: usize,
    sets: Vec<Vec<u64>>,
    numbers: HashMap<Vec<u64>, SetNo>,
    /// How many sets were too many.
    beyond: usize,
}

impl Found {
    fn new(apps: usize) -> Self {
        let words = apps.div_ceil(64);
        let none = vec![0; words];
        Self { words, sets: vec![none.clone()], numbers: HashMap::from([(none, NONE)]), beyond: 0 }
    }

    /// The set of these application servers and of what is in these sets.
    fn union(&mut self, apps: impl Iterator<Item = usize>, sets: impl Iterator<Item = SetNo>) -> SetNo {
        let mut own = apps.peekable();
        let mut sets: Vec<SetNo> = sets.filter(|set| *set != NONE).collect();
        sets.sort_unstable();
        sets.dedup();
        if let (None, [] | [_]) = (own.peek(), sets.as_slice()) {
            return sets.first().copied().unwrap_or(NONE);
        }
        if self.sets.len().saturating_mul(self.words) > MOST_WORDS {
            // One too many is only known to be a set of its own.
            self.beyond += 1;
            return self.sets.len() + self.beyond;
        }
        let mut all = vec![0; self.words];
        for app in own {
            all[app / 64] |= 1 << (app % 64);
        }
        for set in sets {
            for (word, more) in all.iter_mut().zip(&self.sets[set]) {
                *word |= more;
            }
        }
        *self.numbers.entry(all).or_insert_with_key(|all| {
            self.sets.push(all.clone());
            self.sets.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::engine::Engine;

    #[test]
    fn parts_differ_that_lead_to_other_application_servers() {
        let kinds = [
            ("user", "u"),
            ("web_server", "w1"),
            ("web_server", "w2"),
            ("proxy", "p"),
            ("proxy", "q"),
            ("cache", "c"),
            ("app_server", "a1"),
            ("app_server", "a2"),
        ];
        let calls = [("u", "w1"), ("w1", "a1"), ("w2", "a1"), ("w2", "a2")];
        let round = [("p", "q"), ("q", "p"), ("p", "a1"), ("q", "a2")];
        let parts = kinds.map(|(kind, id)| format!("(id: \"{id}\", kind: {kind}),"));
        let links = calls.iter().chain(&round);
        let links = links.map(|(from, to)| format!("(from: \"{from}\", to: \"{to}\", protocol: http),"));
        let links: String = links.collect();
        let text = format!("(format: 1, parts: [{}], links: [{links}])", parts.concat());
        let topology = crate::topology::parse("design", &text).unwrap();
        let engine = Engine::new(&topology);
        let facts = Facts::new(&topology, &engine);
        let first = FirstApps::new(&facts);
        let differ = |ids: &[&str]| {
            let ids: Vec<Id> = ids.iter().map(|id| Id::parse(id).unwrap()).collect();
            first.differ(&ids)
        };
        assert!(differ(&["w1", "w2"]) && differ(&["a1", "a2"]) && differ(&["p", "a1"]));
        // One way, the same way twice, one that leads nowhere, and two that lead round to the same.
        for same in [&["w1"][..], &["w1", "a1"], &["w1", "c"], &["p", "q"], &["w2", "p"]] {
            assert!(!differ(same), "{same:?}");
        }
    }
}
