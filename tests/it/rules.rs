//! Every rule on a design that fires it and on a near twin that does not, and every fix that is offered there: once
//! made, it mends what it should and harms nothing. The cases are in `rules/*.ron`.

mod chance;

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;
use spof::analysis::{
    Engine, Failures, Finding, FindingState, Fix, Function, Granularity, RULES, Severity, Trials, findings,
};
use spof::topology::{Id, Topology};

use crate::designs::{Edited, design};

/// A rule, whom it speaks about, a design that fires it and one that nearly does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    /// Parts that the finding is about, among others.
    about: Vec<String>,
    fires: Edited,
    twin: Edited,
}

fn cases() -> Vec<Case> {
    let folder = format!("{}/tests/it/rules", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("it can be listed")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "ron"));
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            let text = fs::read_to_string(file).expect("it can be read");
            let cases: Vec<Case> =
                ron::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            cases
        })
        .collect()
}

fn open(topology: &Topology) -> Vec<Finding> {
    let mut found = findings(topology, &Engine::new(topology));
    found.retain(|finding| finding.state == FindingState::Open);
    found
}

/// The fixes of a finding that come with edits.
fn edits_for(finding: &Finding, trials: &Trials<'_>) -> Vec<Fix> {
    trials.fixes(finding).into_iter().filter(|fix| !fix.edits.is_empty()).collect()
}

fn speaks_of(finding: &Finding, rule: &str, about: &[String]) -> bool {
    finding.rule == rule
        && about.iter().all(|id| finding.subjects.iter().any(|subject| *subject == *id.as_str()))
}

#[test]
fn every_rule_fires_where_it_should_and_not_on_a_near_twin() {
    let mut wrong = Vec::new();
    for Case { rule, about, fires, twin } in cases() {
        let topology = fires.topology();
        let found = open(&topology);
        assert_complete(&topology, &found);
        if !found.iter().any(|finding| speaks_of(finding, &rule, &about)) {
            let other: Vec<_> = found
                .iter()
                .filter(|finding| finding.rule == rule)
                .map(|finding| &finding.subjects)
                .collect();
            wrong.push(format!("{rule} about {about:?} does not fire on {fires:?}; it speaks of {other:?}"));
        }
        let found = open(&twin.topology());
        if let Some(finding) = found.iter().find(|finding| speaks_of(finding, &rule, &about)) {
            wrong.push(format!("{rule} fires on its twin {twin:?}: {}", finding.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let cases = cases();
    let named: BTreeSet<&str> = cases.iter().map(|case| case.rule.as_str()).collect();
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(known.difference(&named).collect::<Vec<_>>(), Vec::<&&str>::new(), "rules without a case");
    assert_eq!(named.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "cases without a rule");
}

#[test]
fn every_fix_with_edits_mends_its_finding_and_harms_nothing() {
    let mut wrong = Vec::new();
    let mut tried = BTreeSet::new();
    for case in cases() {
        let before = case.fires.topology();
        // On a design as it ships every fix is tried, on an edited one those of the rule that the edits are for.
        let plain = case.fires.edits.is_empty();
        let engine = Engine::new(&before);
        let trials = Trials::new(&before, &engine);
        for finding in open(&before).into_iter().filter(|finding| plain || finding.rule == case.rule) {
            for fix in edits_for(&finding, &trials) {
                let after = fix.apply(&before).unwrap_or_else(|error| panic!("{}: {error}", fix.text));
                tried.insert(finding.rule);
                for harm in harms(&before, &after) {
                    wrong.push(format!("{}: `{}` on {:?}: {harm}", finding.rule, fix.text, case.fires));
                }
                if open(&after).iter().any(|left| left.is(&finding)) {
                    wrong.push(format!("{}: `{}` on {:?} mends nothing", finding.rule, fix.text, case.fires));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried.len() >= 30, "fixes with edits come from {} rules: {tried:?}", tried.len());
}

/// What a change made worse: the share served now and over the years, and new single points of failure of functions
/// that had worked.
fn harms(before: &Topology, after: &Topology) -> Vec<String> {
    let (old, new) = (Engine::new(before), Engine::new(after));
    let mut harms = Vec::new();
    for function in Function::ALL {
        let served = |engine: &Engine| engine.outcome(&Failures::none(), function).served;
        if served(&new) < served(&old) {
            harms.push(format!("{function} serves less"));
        }
        let available = |engine: &Engine| engine.availability(function, Granularity::Host).served;
        if available(&new) < available(&old) - 1e-12 {
            harms.push(format!("{function} is less available: {} < {}", available(&new), available(&old)));
        }
        let spofs = |engine: &Engine| -> BTreeSet<Id> {
            engine.spofs(function, Granularity::Host).into_iter().map(|spof| spof.id).collect()
        };
        if served(&old) > 0.0 {
            harms.extend(
                spofs(&new).difference(&spofs(&old)).map(|id| format!("{id} is a new SPOF of {function}")),
            );
        }
    }
    harms
}

/// Findings are sorted, and each says everything that a screen shows.
fn assert_complete(topology: &Topology, found: &[Finding]) {
    let keys: Vec<_> = found.iter().map(|finding| std::cmp::Reverse(finding.severity)).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let engine = Engine::new(topology);
    let trials = Trials::new(topology, &engine);
    for finding in found {
        assert!(finding.message.ends_with('.'), "{}", finding.message);
        assert!(finding.why.ends_with('.'), "{}", finding.why);
        assert!(finding.severity <= finding.record().severity, "{}", finding.rule);
        for id in &finding.subjects {
            assert!(topology.contains(id.as_str()), "{}: {id}", finding.rule);
        }
        let fixes = trials.fixes(finding);
        assert!(fixes.len() <= Finding::FIXES);
        for fix in fixes {
            assert!(fix.text.ends_with('.'), "{}", fix.text);
        }
    }
}

/// What the first lesson shows: few, sensible, the worst first.
#[test]
fn the_one_server_has_the_findings_that_its_lesson_teaches() {
    let found = open(&design("c0"));
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    for taught in ["spof", "maintenance", "cannot-grow", "database-exposed", "clear-text", "no-monitoring"] {
        assert!(rules.contains(&taught), "{taught} is missing from {rules:?}");
    }
    assert_eq!(rules[0], "spof");
    assert!(rules.len() <= 9, "a wall of noise: {rules:?}");
    assert!(found.iter().filter(|finding| finding.severity == Severity::Critical).count() <= 2);
}

/// No fix is offered twice for one finding, and each says its cost.
#[test]
fn the_cost_of_a_fix_is_the_difference() {
    let before = design("c3");
    let engine = Engine::new(&before);
    let trials = Trials::new(&before, &engine);
    for finding in open(&before) {
        for fix in edits_for(&finding, &trials) {
            let after = fix.apply(&before).unwrap();
            let cost = |topology: &Topology| i64::from(spof::analysis::cost(topology));
            assert_eq!(fix.cost, cost(&after) - cost(&before), "{}", fix.text);
        }
    }
}
