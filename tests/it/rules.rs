//! Every rule on a design that fires it and on a near twin that does not, and every fix that is offered there: once
//! made, it mends what it should and harms nothing. The cases are in `rules/*.ron`.

mod chance;
mod classics;
mod flaw;
mod large;
mod offered;
mod sound;

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;
use spof::analysis::{Engine, Finding, FindingState, Fix, RULES, Severity, Trials, findings};
use spof::topology::Topology;

use crate::designs::{Edited, design};
use sound::Judge;

/// A rule, whom it speaks about, a design that fires it and one that nearly does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    /// Parts that the finding is about, among others.
    about: Vec<String>,
    fires: Edited,
    twin: Edited,
    /// What the rule says of the twin, where its exception holds there.
    #[serde(default)]
    twin_is: Option<FindingState>,
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
    for Case { rule, about, fires, twin, twin_is } in cases() {
        let (topology, other) = match (fires.build(), twin.build()) {
            (Ok(topology), Ok(other)) => (topology, other),
            (Err(error), _) | (_, Err(error)) => {
                wrong.push(format!("{rule}: {error}"));
                continue;
            }
        };
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
        if let Err(error) = are_near(&fires, &twin) {
            wrong.push(format!("{rule}: {twin:?} is no near twin of {fires:?}: {error}"));
        }
        let found = findings(&other, &Engine::new(&other));
        let open = |finding: &&Finding| finding.rule == rule && finding.state == FindingState::Open;
        if let Some(finding) = found.iter().find(open) {
            wrong.push(format!("{rule} fires on its twin {twin:?}: {}", finding.message));
        }
        let says = |state| found.iter().any(|finding| finding.rule == rule && finding.state == state);
        if let Some(state) = twin_is.filter(|state| !says(*state)) {
            wrong.push(format!("{rule} is not {state} on its twin {twin:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The most edits, and the most lines of a zone, in which a design and its near twin differ.
const MOST_APART: usize = 8;

/// Whether two designs are the same but for a few stated edits: they start from one design, and the edits of the one
/// go on from those of the other, or replace the last of them.
fn are_near(one: &Edited, other: &Edited) -> Result<(), String> {
    if one.from != other.from {
        return Err("they start from two designs".to_owned());
    }
    let common = one.edits.iter().zip(&other.edits).take_while(|(left, right)| left == right).count();
    let (left, right) = (&one.edits[common..], &other.edits[common..]);
    if left.len().max(right.len()) > MOST_APART {
        return Err(format!("{} and {} edits apart", left.len(), right.len()));
    }
    let zone = |edits: &[String]| edits.iter().rfind(|edit| edit.starts_with("zone ")).cloned();
    if let (Some(left), Some(right)) = (zone(left), zone(right)) {
        let lines = |zone: &str| -> BTreeSet<String> { zone.split("\\n").map(str::to_owned).collect() };
        let apart = lines(&left).symmetric_difference(&lines(&right)).count();
        if apart > MOST_APART {
            return Err(format!("{apart} lines of the zone apart"));
        }
    }
    Ok(())
}

#[test]
fn every_rule_has_a_case() {
    let cases = cases();
    let named: BTreeSet<&str> = cases.iter().map(|case| case.rule.as_str()).collect();
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(known.difference(&named).collect::<Vec<_>>(), Vec::<&&str>::new(), "rules without a case");
    assert_eq!(named.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "cases without a rule");
}

/// The classics and the right designs.
fn shipped() -> Vec<(String, Topology)> {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut names: Vec<String> = ["lessons/classics", "tests/it/goals/right"]
        .iter()
        .flat_map(|folder| fs::read_dir(format!("{root}/{folder}")).expect("it can be listed"))
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "ron"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), design(&name))).collect()
}

/// What is wrong with the fixes of a design's findings, of those that are wanted, the rules that offer edits, and those
/// of them whose flaw was looked for apart from them.
fn faults(
    name: &str,
    before: &Topology,
    mut wanted: impl FnMut(&Finding) -> bool,
) -> (Vec<String>, BTreeSet<&'static str>, BTreeSet<&'static str>) {
    let engine = Engine::new(before);
    let (trials, judge) = (Trials::new(&engine), Judge::new(before));
    let (mut wrong, mut tried, mut judged) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for finding in open(before).into_iter().filter(|finding| wanted(finding)) {
        for fix in edits_for(&finding, &trials) {
            tried.insert(finding.rule);
            let faults = judge.faults(&finding, &fix, &mut judged).into_iter();
            wrong.extend(faults.map(|fault| format!("{}: `{}` on {name}: {fault}", finding.rule, fix.text)));
        }
    }
    (wrong, tried, judged)
}

#[test]
fn every_fix_with_edits_mends_its_finding_and_harms_nothing() {
    let mut wrong = Vec::new();
    let (mut tried, mut judged) = (BTreeSet::new(), BTreeSet::new());
    let edited = cases().into_iter().filter(|case| !case.fires.edits.is_empty());
    let edited = edited
        .filter_map(|case| Some((format!("{:?}", case.fires), case.fires.build().ok()?, Some(case.rule))));
    // On a design as it ships every fix is tried, on an edited one those of the rule that the edits are for.
    let whole = shipped().into_iter().map(|(name, topology)| (name, topology, None));
    for (name, topology, rule) in whole.chain(edited) {
        let (faults, rules, apart) =
            faults(&name, &topology, |finding| rule.as_deref().is_none_or(|rule| finding.rule == rule));
        wrong.extend(faults);
        tried.extend(rules);
        judged.extend(apart);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let alone: Vec<&&str> = tried.difference(&judged).collect();
    assert_eq!(
        alone,
        JUDGED_BY_THEMSELVES.iter().collect::<Vec<_>>(),
        "rules whose flaw no separate code looks for"
    );
    let silent: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !tried.contains(id) && !ADVISE_ONLY.contains(id))
        .collect();
    assert_eq!(silent, Vec::<&str>::new(), "rules whose edits no case shows");
    let more: Vec<&&str> = ADVISE_ONLY.iter().filter(|id| tried.contains(**id)).collect();
    assert_eq!(more, Vec::<&&str>::new(), "rules that do offer edits");
}

/// Rules that only advise, as what mends them is a plan, or knowledge that a design does not hold.
const ADVISE_ONLY: [&str; 6] = [
    // They take another design, tier by tier.
    "maintenance",
    "cannot-grow",
    "same-components",
    // The address to write is nowhere in the design.
    "private-address",
    "lost-target",
    "no-glue",
];

/// Rules of which only they themselves say whether a fix has mended what they find: it takes their own notion of a
/// call, or of what is long.
const JUDGED_BY_THEMSELVES: [&str; 12] = [
    "dead-entry",
    "dns-spreads-only",
    "firewall-bypassed",
    "idle-service",
    "long-ttl",
    "mixed-targets",
    "other-name-uncovered",
    "pair-on-one-host",
    "promotion-unreached",
    "sessions",
    "watches-itself",
    "wildcard-hidden",
];

/// Findings are sorted, and each says everything that a screen shows.
fn assert_complete(topology: &Topology, found: &[Finding]) {
    let keys: Vec<_> = found.iter().map(|finding| std::cmp::Reverse(finding.severity)).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let engine = Engine::new(topology);
    let trials = Trials::new(&engine);
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

#[test]
fn no_fix_is_offered_twice_for_one_finding() {
    for (name, topology) in shipped() {
        let engine = Engine::new(&topology);
        let trials = Trials::new(&engine);
        for finding in open(&topology) {
            let fixes = trials.fixes(&finding);
            let texts: BTreeSet<&str> = fixes.iter().map(|fix| fix.text.as_str()).collect();
            assert_eq!(texts.len(), fixes.len(), "{name}: {}", finding.message);
            let edits: Vec<_> =
                fixes.iter().map(|fix| &fix.edits).filter(|edits| !edits.is_empty()).collect();
            let same = |at: usize| edits[..at].contains(&edits[at]);
            assert!(!(0..edits.len()).any(same), "{name}: {}", finding.message);
        }
    }
}

/// By `semantics.md`, section 10: a host costs 40 and what stands on it nothing; what is somebody else's costs nothing.
#[test]
fn the_cost_of_a_fix_is_that_of_the_machines_that_it_adds() {
    for name in ["c0", "c1", "c3"] {
        let before = design(name);
        let engine = Engine::new(&before);
        let trials = Trials::new(&engine);
        let mut compared = 0;
        for fix in open(&before).iter().flat_map(|finding| edits_for(finding, &trials)) {
            let begins =
                |start: &str| fix.edits.iter().filter(|edit| edit.to_string().starts_with(start)).count();
            let hosts = i64::try_from(begins("add host ")).expect("a few")
                - i64::try_from(begins("remove ")).expect("a few");
            let priced = begins("add ")
                - begins("add host ")
                - fix
                    .edits
                    .iter()
                    .filter(|edit| {
                        let line = edit.to_string();
                        line.starts_with("add external ")
                            || line.contains(" on ")
                            || line.starts_with("add cluster ")
                    })
                    .count();
            if begins("remove ") == 0 && priced == 0 {
                assert_eq!(fix.cost, Some(40 * hosts), "{name}: {}", fix.text);
                compared += 1;
            }
        }
        assert!(compared > 0, "{name}: nothing to compare");
    }
}
