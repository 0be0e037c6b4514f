//! A difference as sentences: one list, which every view of an edit shows.

use super::{Difference, FunctionDifference};
use crate::analysis::finding::Finding;
use crate::analysis::function::{Outcome, State};
use crate::analysis::gap::Reaction;
use crate::text::figure::{duration, percent, percents, rate};
use crate::text::prose::{list, sentence};
use crate::topology::Id;

/// What a change is worth; what is worse stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worth {
    /// It is worse than before.
    Loss,
    /// It is better than before.
    Gain,
    /// It is other than before: more cut sets may come of fewer single points of failure, and what a design costs is a
    /// price and no mistake.
    Neither,
}

/// One change, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is worth.
    pub worth: Worth,
    /// The sentence.
    pub words: String,
}

fn told(better: bool, words: String) -> Told {
    Told { worth: if better { Worth::Gain } else { Worth::Loss }, words }
}

fn neither(words: String) -> Told {
    Told { worth: Worth::Neither, words }
}

/// How many components are named whose load changes and nothing else.
const MOST_BUSY: usize = 4;

impl Difference {
    /// Every change, what is worse first, then what is better. Where an edit takes a function down nothing is called
    /// mended, for what is down has no flaw that could be seen.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        let mut changes = self.of_functions();
        changes.extend(self.of_capacity());
        for (reaction, by, (before, after)) in &self.reactions {
            changes.push(told(after < before, reaction_words(*reaction, by, *before, *after)));
        }
        // What these rules say is told of the functions already.
        let alone = |finding: &&Finding| !matches!(finding.rule, "spof" | "down" | "degraded");
        let say = |sign: &str, finding: &Finding| told(false, format!("{sign}: {}", finding.message));
        changes.extend(self.appeared.iter().filter(alone).map(|finding| say("New", finding)));
        changes.extend(self.worse.iter().filter(alone).map(|finding| say("Worse", finding)));
        if !self.takes_down() {
            let mut titles: Vec<&str> =
                self.gone.iter().filter(alone).map(|finding| finding.record().title).collect();
            titles.dedup();
            changes.extend(titles.into_iter().map(|title| told(true, format!("Mended: {title}."))));
        }
        for ((before, after), of) in self.grouped(|one| one.cut_sets) {
            let number = if before == after {
                format!("still {after}, but others")
            } else {
                format!("{after} instead of {before}")
            };
            let words = format!("Sets of elements that take down {of} only together: {number}.");
            changes.push(neither(words));
        }
        if let Some((before, after)) = self.cost {
            changes.push(neither(format!("It costs {after} instead of {before} units a month.")));
        }
        if changes.is_empty() {
            changes.extend(self.of_load());
        }
        changes.sort_by_key(|change| change.worth);
        changes
    }

    /// Whether a function that was up, or half up, is down now.
    fn takes_down(&self) -> bool {
        let down = |served: f64| Outcome { served }.state() == State::Down;
        self.functions.iter().any(|one| one.served.is_some_and(|(was, is)| down(is) && !down(was)))
    }

    /// What changes for functions, the same once for all of them.
    fn of_functions(&self) -> Vec<Told> {
        let mut changes = Vec::new();
        for ((before, after), of) in self.grouped(|one| one.served) {
            let now = match (Outcome { served: after }).state() {
                State::Up => "up again".to_owned(),
                State::Down => "down now".to_owned(),
                State::Degraded => format!("degraded: {} fail", percent(1.0 - after)),
            };
            changes.push(told(after > before, format!("{} are {now}.", sentence(&of))));
        }
        for ((before, after), of) in self.grouped(|one| one.availability) {
            let (was, is) = percents(before, after);
            let words = format!("{}: available {is} of the time instead of {was}.", sentence(&of));
            changes.push(told(after > before, words));
        }
        let points = |ids: &[Id]| if ids.len() == 1 { "single point" } else { "single points" };
        let some = |ids: &[Id]| (!ids.is_empty()).then(|| ids.to_vec());
        for (ids, of) in self.grouped(|one| some(&one.spofs_appeared)) {
            let are = if ids.len() == 1 { "is now a" } else { "are now" };
            changes.push(told(false, format!("{} {are} {} of failure of {of}.", list(&ids), points(&ids))));
        }
        for (ids, of) in self.grouped(|one| some(&one.spofs_gone)) {
            let are = if ids.len() == 1 { "is no" } else { "are no" };
            let words = format!("{} {are} {} of failure of {of} any more.", list(&ids), points(&ids));
            changes.push(told(true, words));
        }
        changes
    }

    fn of_capacity(&self) -> Vec<Told> {
        let mut changes = Vec::new();
        if let Some((before, after)) = self.capacity {
            let words = format!("It carries {}.", qps(before, after));
            changes.push(told(after > before, words));
        } else {
            for ((before, after), of) in self.grouped(|one| one.capacity) {
                let words = format!("Of {of} alone it carries {}.", qps(before, after));
                changes.push(told(after > before, words));
            }
        }
        if let Some((before, after)) = self.least_after_failure {
            let words = format!("After any one failure it still carries {}.", qps(before, after));
            changes.push(told(after > before, words));
        } else {
            for (id, (before, after)) in self.after_failure.iter().take(MOST_BUSY) {
                let words = format!("Without {id} it carries {}.", qps(*before, *after));
                changes.push(told(after > before, words));
            }
        }
        changes
    }

    /// How busy components are, where nothing else changes.
    fn of_load(&self) -> Vec<Told> {
        let busy = |(id, (before, after)): &(Id, (f64, f64))| {
            let (was, is) = percents(*before, *after);
            told(after < before, format!("{id} is {is} busy instead of {was}."))
        };
        self.utilisation.iter().take(MOST_BUSY).map(busy).collect()
    }

    /// What functions have in common, with their phrases.
    fn grouped<K: PartialEq>(&self, of: impl Fn(&FunctionDifference) -> Option<K>) -> Vec<(K, String)> {
        let mut groups: Vec<(K, Vec<&str>)> = Vec::new();
        for function in &self.functions {
            let Some(key) = of(function) else { continue };
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, functions)) => functions.push(function.function.phrase()),
                None => groups.push((key, vec![function.function.phrase()])),
            }
        }
        groups.into_iter().map(|(key, functions)| (key, list(functions))).collect()
    }
}

fn qps(before: f64, after: f64) -> String {
    let unit = |value: f64| if value.is_finite() { " requests a second" } else { "" };
    let first = if before.is_finite() { "" } else { unit(after) };
    format!("{}{first} instead of {}{}", rate(after), rate(before), unit(before))
}

fn reaction_words(reaction: Reaction, by: &Id, before: f64, after: f64) -> String {
    let what = match reaction {
        Reaction::Check => format!("{by} leaves out a target that has failed"),
        Reaction::Address => format!("The address of {by} moves to another member"),
        Reaction::Promotion | Reaction::ManualPromotion => format!("{by} has a new primary"),
        Reaction::Majority => format!("{by} goes on without a member"),
        Reaction::Retry => format!("{by} tries another address"),
    };
    let time =
        |seconds: f64| if seconds > 0.0 { format!("after {}", duration(seconds)) } else { "at once".into() };
    format!("{what} {} instead of {}.", time(after), time(before))
}
