//! What is served, what survives, and what the analysis finds.

use super::{Bench, Judgement};
use crate::analysis::{self, Failures, FindingState, Function, Granularity, Outcome, State};
use crate::goal::{Failing, Which};
use crate::text::prose::{list, sentence};
use crate::topology::Id;

impl Bench<'_> {
    fn outcome(&self, failed: &[Id], function: Function) -> Outcome {
        self.engine.outcome(&Failures::crash(failed.iter().cloned()), function)
    }

    pub(super) fn up(&self, function: Function) -> Judgement {
        let outcome = self.outcome(&[], function);
        let because = format!("{} with nothing failed.", told(function, outcome));
        Judgement::new(outcome.state() == State::Up, sentence(&because))
    }

    pub(super) fn no_spof(&self, function: Function, granularity: Granularity, except: &[Id]) -> Judgement {
        let outcome = self.outcome(&[], function);
        if outcome.state() == State::Down {
            return Judgement::new(
                false,
                sentence(&format!("{} with nothing failed.", told(function, outcome))),
            );
        }
        let mut spofs = self.engine.spofs(function, granularity);
        spofs.retain(|spof| !except.contains(&spof.id));
        if spofs.is_empty() {
            let because = format!("No {granularity} takes {} down alone.", function.phrase());
            return Judgement::new(true, because);
        }
        let reasons: Vec<String> =
            spofs.iter().map(|spof| format!("{} has no second: {}.", spof.id, spof.because())).collect();
        Judgement::new(false, reasons.join(" ")).about(spofs.into_iter().map(|spof| spof.id))
    }

    pub(super) fn survives(&self, function: Function, failing: &Failing, served: f64) -> Judgement {
        let cases = self.cases(failing);
        if cases.is_empty() {
            return Judgement::new(false, "There is nothing of that sort to fail.");
        }
        let worst = cases
            .iter()
            .map(|failed| (failed, self.outcome(failed, function)))
            .min_by(|one, other| one.1.served.total_cmp(&other.1.served));
        let (failed, outcome) = worst.expect("there is a case");
        let unknown: Vec<&Id> = failed.iter().filter(|id| !self.topology.contains(id.as_str())).collect();
        if !unknown.is_empty() {
            return Judgement::new(false, format!("There is no {}.", list(unknown)));
        }
        let verb = if failed.len() == 1 { "has" } else { "have" };
        let because = format!("{} when {} {verb} failed.", told(function, outcome), list(failed));
        Judgement::new(outcome.served >= served, sentence(&because)).about(failed.iter().cloned())
    }

    /// The sets that fail, one after the other.
    fn cases(&self, failing: &Failing) -> Vec<Vec<Id>> {
        match failing {
            Failing::Together(ids) => vec![ids.clone()],
            Failing::Each(Which::Id(id)) => vec![vec![id.clone()]],
            Failing::Each(which) => {
                let hosts = which.hosts(self.topology).into_iter().map(|host| host.id.clone());
                let free = which.components(self.topology).into_iter();
                let free = free.filter(|placed| placed.host.is_none() && !placed.external);
                hosts.chain(free.map(|placed| placed.id())).map(|id| vec![id]).collect()
            }
            Failing::Any(number) => {
                let elements = self.engine.elements(Granularity::Host);
                let ids: Vec<Id> = elements.iter().map(|element| element.id.clone()).collect();
                choose(&ids, (*number).min(3))
            }
        }
    }

    pub(super) fn finding(&self, rule: &str) -> Judgement {
        let findings = analysis::findings(self.topology, self.engine);
        let open =
            findings.iter().find(|finding| finding.rule == rule && finding.state == FindingState::Open);
        match open {
            Some(finding) => {
                Judgement::new(true, finding.message.clone()).about(finding.subjects.iter().cloned())
            }
            None => Judgement::new(
                false,
                match analysis::rule(rule) {
                    Some(rule) => format!("The analysis does not find this: {}.", rule.title),
                    None => format!("There is no rule `{rule}`."),
                },
            ),
        }
    }
}

/// Every set of so many of these, in their order.
fn choose(ids: &[Id], number: usize) -> Vec<Vec<Id>> {
    match (number, ids.split_first()) {
        (0, _) => vec![Vec::new()],
        (_, None) => Vec::new(),
        (_, Some((first, rest))) => {
            let with = choose(rest, number - 1).into_iter().map(|mut set| {
                set.insert(0, first.clone());
                set
            });
            with.chain(choose(rest, number)).collect()
        }
    }
}

/// What becomes of a function, as the beginning of a sentence: `half of all writes fail`.
fn told(function: Function, outcome: Outcome) -> String {
    match outcome.state() {
        State::Up => format!("{} are up", function.phrase()),
        State::Down => format!("{} are down", function.phrase()),
        State::Degraded => {
            format!("{} % of {} fail", percent(outcome.failed_share()), function.phrase())
        }
    }
}

/// A share in per cent, short but never rounded to nothing or to all.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if (1.0..=99.0).contains(&percent) { format!("{percent:.0}") } else { format!("{percent:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_chosen_once_each() {
        let ids: Vec<Id> = ["a", "b", "c", "d"].iter().map(|id| Id::parse(id).unwrap()).collect();
        assert_eq!(choose(&ids, 0).len(), 1);
        assert_eq!(choose(&ids, 2).len(), 6);
        assert_eq!(choose(&ids, 3).len(), 4);
        assert!(choose(&ids, 5).is_empty());
    }
}
