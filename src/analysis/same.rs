//! Which findings of two designs are the same: what a difference tells and the trial of a fix go by one definition.
//!
//! Two findings are the same when one rule says them of the same parts; or, where the rule says it now of more or
//! fewer parts than before, of parts that they have in common; or, where it is about no part, such as a line of the
//! zone, in the same words, figures apart. Each finding of one design has at most one counterpart in the other, so a
//! flaw that is there once more is one more finding.

use std::collections::HashMap;
use std::hash::Hash;

use super::finding::Finding;
use crate::topology::Id;

/// The findings of two designs, the second being the later one.
#[derive(Debug)]
pub(super) struct Compared<'a> {
    /// What only the first has.
    pub(super) gone: Vec<&'a Finding>,
    /// What only the second has.
    pub(super) new: Vec<&'a Finding>,
    /// What both have, as the first says it and as the second does; in no order.
    pub(super) kept: Vec<(&'a Finding, &'a Finding)>,
}

/// Rules on outcomes, single points of failure and load. While a function is down they have nothing to say about it:
/// what is down needs no second to fail, so that they fall silent there mends nothing, and that they speak again once
/// it is up is no new harm.
const OF_WHAT_WORKS: [&str; 8] = [
    "spof",
    "degraded",
    "maintenance",
    "overload",
    "paper-redundancy",
    "near-limit",
    "cannot-grow",
    "deep-check",
];

/// Whether a rule has nothing to say of a function that is down.
pub(super) fn is_of_what_works(rule: &str) -> bool {
    OF_WHAT_WORKS.contains(&rule)
}

impl<'a> Compared<'a> {
    /// Finds the counterpart of each finding, among those that are given.
    pub(super) fn of(
        before: impl IntoIterator<Item = &'a Finding>,
        after: impl IntoIterator<Item = &'a Finding>,
    ) -> Self {
        let (gone, new) = (before.into_iter().collect(), after.into_iter().collect());
        let mut compared = Self { gone, new, kept: Vec::new() };
        compared.pair_off(|finding| Some((finding.rule, &finding.subjects, &finding.message)));
        compared.pair_off(|finding| {
            let words: String = finding.message.chars().filter(|letter| !letter.is_ascii_digit()).collect();
            finding.subjects.is_empty().then_some((finding.rule, words))
        });
        compared.pair_off(|finding| {
            let mut parts = finding.subjects.clone();
            parts.sort();
            (!parts.is_empty()).then_some((finding.rule, parts))
        });
        compared.pair_off_by_part();
        compared
    }

    /// What both have and what is worse in the second.
    pub(super) fn worse(&self) -> impl Iterator<Item = (&'a Finding, &'a Finding)> {
        self.kept.iter().copied().filter(|(before, after)| after.severity > before.severity)
    }

    /// Takes out of both what has the same key, one against one.
    fn pair_off<K: Eq + Hash>(&mut self, key: impl Fn(&'a Finding) -> Option<K>) {
        let mut waiting: HashMap<K, Vec<usize>> = HashMap::new();
        for (at, key) in self.new.iter().enumerate().filter_map(|(at, finding)| Some((at, key(finding)?))) {
            waiting.entry(key).or_default().push(at);
        }
        for at in waiting.values_mut() {
            at.reverse();
        }
        self.take(|finding, _| waiting.get_mut(&key(finding)?)?.pop());
    }

    /// The same for what has a part in common; the more, the sooner.
    fn pair_off_by_part(&mut self) {
        let mut about: HashMap<(&str, &Id), Vec<usize>> = HashMap::new();
        for (at, finding) in self.new.iter().enumerate() {
            for id in &finding.subjects {
                about.entry((finding.rule, id)).or_default().push(at);
            }
        }
        self.take(|finding, taken| {
            let mut common: HashMap<usize, usize> = HashMap::new();
            let others = finding.subjects.iter().filter_map(|id| about.get(&(finding.rule, id))).flatten();
            for at in others.filter(|at| !taken[**at]) {
                *common.entry(*at).or_default() += 1;
            }
            common.into_iter().max_by_key(|(at, parts)| (*parts, std::cmp::Reverse(*at))).map(|(at, _)| at)
        });
    }

    /// Takes out of both what `find` finds for a finding of the first among those of the second, of which it is told
    /// which are taken.
    fn take(&mut self, mut find: impl FnMut(&'a Finding, &[bool]) -> Option<usize>) {
        let mut taken = vec![false; self.new.len()];
        let (new, kept) = (&self.new, &mut self.kept);
        self.gone.retain(|finding| {
            let Some(at) = find(finding, &taken) else { return true };
            taken[at] = true;
            kept.push((finding, new[at]));
            false
        });
        let mut taken = taken.into_iter();
        self.new.retain(|_| !taken.next().unwrap_or(false));
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::{FindingState, Severity};
    use super::*;

    fn finding(rule: &'static str, subjects: &[&str], message: &str, severity: Severity) -> Finding {
        Finding {
            rule,
            state: FindingState::Open,
            severity,
            subjects: subjects.iter().map(|id| id.parse().unwrap()).collect(),
            message: message.to_owned(),
            why: String::new(),
            proposals: Vec::new(),
        }
    }

    fn told<'a>(findings: &[&'a Finding]) -> Vec<&'a str> {
        findings.iter().map(|finding| finding.message.as_str()).collect()
    }

    #[test]
    fn a_finding_that_names_one_more_part_is_the_same_one() {
        let before = [finding("no-monitoring", &["a", "b"], "two", Severity::Medium)];
        let after = [finding("no-monitoring", &["a", "b", "c"], "three", Severity::Medium)];
        let compared = Compared::of(&before, &after);
        assert!(compared.gone.is_empty() && compared.new.is_empty());
        assert_eq!(compared.kept.len(), 1);
        assert_eq!(compared.worse().count(), 0);
    }

    #[test]
    fn one_finding_is_the_counterpart_of_one_only() {
        let before = [finding("call-blocked", &["fw", "a"], "a", Severity::High)];
        let after = [
            finding("call-blocked", &["fw", "b"], "b", Severity::High),
            finding("call-blocked", &["a", "fw"], "a again", Severity::High),
        ];
        let compared = Compared::of(&before, &after);
        assert_eq!(told(&compared.new), ["b"]);
        assert!(compared.gone.is_empty());
    }

    #[test]
    fn a_line_of_the_zone_may_have_moved() {
        let before = [finding("missing-dot", &[], "Line 7: a dot is missing.", Severity::High)];
        let moved = [
            finding("missing-dot", &[], "Line 8: a dot is missing.", Severity::High),
            finding("missing-dot", &[], "Line 9: a dot is missing.", Severity::High),
        ];
        assert_eq!(told(&Compared::of(&before, &moved).new), ["Line 9: a dot is missing."]);
        let other = [finding("no-soa", &[], "Line 7: a dot is missing.", Severity::High)];
        let compared = Compared::of(&before, &other);
        assert_eq!((compared.gone.len(), compared.new.len()), (1, 1));
    }

    #[test]
    fn what_is_about_nothing_in_common_is_not_the_same() {
        let before = [finding("unused", &["a"], "a", Severity::Low)];
        let after = [finding("unused", &["b"], "b", Severity::Low)];
        let compared = Compared::of(&before, &after);
        assert_eq!((told(&compared.gone), told(&compared.new)), (vec!["a"], vec!["b"]));
    }

    #[test]
    fn what_has_become_worse_is_told() {
        let before = [finding("drained", &["lb", "a"], "one gets none", Severity::Info)];
        let after = [finding("drained", &["lb", "a", "b"], "none gets any", Severity::High)];
        let compared = Compared::of(&before, &after);
        assert_eq!(
            compared.worse().map(|(_, now)| now.message.as_str()).collect::<Vec<_>>(),
            ["none gets any"]
        );
        assert_eq!(Compared::of(&after, &before).worse().count(), 0);
    }
}
