//! Which ways to mend a finding are offered on a design, as a learner reads them.

use spof::analysis::{Engine, Finding, Fix, Trials, findings};
use spof::topology::Topology;

use crate::designs::Edited;

/// A classic with edits.
fn edited(from: &str, edits: &[&str]) -> Topology {
    let edits = edits.iter().map(|edit| (*edit).to_owned()).collect();
    Edited { from: from.to_owned(), edits }.topology()
}

/// The findings of a rule, each with what is offered for it.
fn offered(topology: &Topology, rule: &str) -> Vec<(Finding, Vec<Fix>)> {
    let engine = Engine::new(topology);
    let trials = Trials::new(topology, &engine);
    let found = findings(topology, &engine).into_iter().filter(|finding| finding.rule == rule);
    found.map(|finding| (finding.clone(), trials.fixes(&finding))).collect()
}

/// The only finding of a rule.
fn only(topology: &Topology, rule: &str) -> (Finding, Vec<Fix>) {
    let mut all = offered(topology, rule);
    assert_eq!(all.len(), 1, "{:?}", all.iter().map(|(finding, _)| &finding.message).collect::<Vec<_>>());
    all.remove(0)
}

/// A machine more that nobody watches, among others that nobody watches, is no new flaw.
#[test]
fn a_server_may_be_added_where_nothing_watches_any() {
    let (_, fixes) = only(&edited("c3x2", &["set traffic qps 1100"]), "near-limit");
    assert!(!fixes[0].edits.is_empty(), "{}", fixes[0].text);
}

#[test]
fn advice_without_edits_has_no_price() {
    let (_, fixes) = only(&edited("c0", &[]), "maintenance");
    assert!(fixes.iter().all(|fix| fix.edits.is_empty() && fix.cost.is_none()));
    let (_, fixes) = only(&edited("c0", &[]), "clear-text");
    assert!(fixes.iter().any(|fix| !fix.edits.is_empty() && fix.cost == Some(0)));
}
