//! The design requirements on whole designs: right ones of many shapes, and near misses that each lack exactly what
//! they should. `goals/right/` holds the designs, `goals/near-miss-t0.ron` and so on the edits that spoil them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Deserialize;
use spof::analysis::Engine;
use spof::goal::{Goal, check};
use spof::requirement::Verdict;
use spof::topology::{Edit, Topology};

use crate::designs::{Edited, design};

/// The right designs of each task, the classics among them, without `.ron`.
const RIGHT: [&[&str]; 4] = [
    &[
        "c0",
        "lamp-on-one-box",
        "one-server-secured",
        "one-server-and-helpers",
        "one-server-two-addresses",
        "one-server-front-cache",
        "one-server-wildcard-name",
    ],
    &[
        "c1",
        "c2",
        "c2-in-line",
        "c3x2",
        "three-servers-lamp",
        "separate-databases",
        "behind-a-cdn",
        "guarded-tiers",
        "passthrough",
        "everything-doubled",
        "cdn-edge",
        "mixed-firewalls",
    ],
    &[
        "c2",
        "c2-in-line",
        "guarded-tiers",
        "passthrough",
        "everything-doubled",
        "cdn-edge",
        "mixed-firewalls",
        "re-encrypted",
    ],
    &[
        "c3",
        "c3x2",
        "everything-doubled",
        "pair-own-addresses",
        "pair-two-shared",
        "pair-behind-firewall",
        "pair-for-many",
    ],
];

/// A word of the vocabulary on two designs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    goal: Goal,
    met: Edited,
    fails: Edited,
    /// What is said of the design that fails, among other things.
    says: String,
}

/// One way to spoil a right design.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NearMiss {
    /// What is wrong with it, in words.
    why: String,
    /// The right design that it starts from.
    from: String,
    /// The edits, as the lab takes them.
    edits: Vec<String>,
    /// The requirements that are not met then, by the last part of their ids.
    fails: BTreeMap<String, Verdict>,
}

/// What a design lacks of a task, by the last part of the requirements' ids, with the verdicts and reasons.
fn lacking(topology: &Topology, task: u8) -> BTreeMap<String, (Verdict, String)> {
    let judged = check(topology, task);
    assert!(!judged.is_empty(), "task {task} has requirements");
    for (id, judgement) in &judged {
        let because = &judgement.because;
        assert!(
            because.ends_with('.') && because.starts_with(|c: char| !c.is_whitespace()),
            "{id}: {because:?}"
        );
    }
    judged
        .into_iter()
        .filter(|(_, judgement)| judgement.verdict != Verdict::Met)
        .map(|(id, judgement)| (id.name().to_owned(), (judgement.verdict, judgement.because)))
        .collect()
}

fn near_misses(task: usize) -> Vec<NearMiss> {
    let file = format!("{}/tests/it/goals/near-miss-t{task}.ron", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&file).expect("it can be read");
    ron::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn right_designs_of_every_shape_meet_every_requirement() {
    let mut wrong = Vec::new();
    for (task, names) in (0..).zip(RIGHT) {
        assert!(names.len() >= 6, "task {task} needs six right designs");
        for name in names {
            for (id, (verdict, because)) in lacking(&design(name), task) {
                wrong.push(format!("task {task}, {name}: {id} is {verdict}: {because}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn near_misses_fail_exactly_what_they_should() {
    let mut wrong = Vec::new();
    for task in 0..4 {
        let misses = near_misses(task);
        assert!(misses.len() >= 10, "task {task} needs ten near misses");
        for miss in misses {
            let spoilt = Edited { from: miss.from.clone(), edits: miss.edits.clone() };
            let found = lacking(&spoilt.topology(), u8::try_from(task).expect("there are four tasks"));
            let verdicts: BTreeMap<String, Verdict> =
                found.iter().map(|(id, (verdict, _))| (id.clone(), *verdict)).collect();
            if verdicts != miss.fails {
                wrong.push(format!(
                    "task {task}, {} ({}): expected {:?}, found {found:?}",
                    miss.why, miss.from, miss.fails
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_right_design_is_used() {
    let folder = format!("{}/tests/it/goals/right", env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(folder).expect("it can be listed") {
        let name = entry.expect("it can be listed").file_name().to_string_lossy().replace(".ron", "");
        assert!(RIGHT.iter().any(|names| names.contains(&name.as_str())), "{name} is right for no task");
    }
}

fn words() -> Vec<Word> {
    let file = format!("{}/tests/it/goals/vocabulary.ron", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&file).expect("it can be read");
    ron::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn every_word_of_the_vocabulary_tells_two_designs_apart() {
    let mut wrong = Vec::new();
    for Word { goal, met, fails, says } in words() {
        let judge = |edited: &Edited| {
            let topology = edited.topology();
            goal.judge(&topology, &Engine::new(&topology))
        };
        let statement = goal.statement();
        let judgement = judge(&met);
        if judgement.verdict != Verdict::Met {
            wrong.push(format!("{statement}: {met:?} should meet it: {}", judgement.because));
        }
        let judgement = judge(&fails);
        if judgement.verdict == Verdict::Met || !judgement.because.contains(&says) {
            wrong.push(format!("{statement}: {fails:?} is {}: {}", judgement.verdict, judgement.because));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The closed vocabulary of goals, as the page on semantics lists it, and how half a verdict is written.
#[test]
fn the_whole_vocabulary_is_covered() {
    let all = [
        "all",
        "any",
        "apart",
        "availability",
        "capacity",
        "capacity_after_any_failure",
        "certificate",
        "cluster",
        "cost",
        "count",
        "encrypted",
        "exposed_only",
        "failover_within",
        "finding",
        "graded",
        "guarded",
        "linked",
        "monitored",
        "no_finding",
        "no_spof",
        "not",
        "reaches_only_through",
        "record",
        "survives",
        "together",
        "unreachable",
        "up",
    ];
    let covered: BTreeSet<String> = words()
        .iter()
        .map(|word| {
            let written = ron::to_string(&word.goal).expect("goals can be written");
            assert_eq!(Goal::parse(&written).as_ref(), Ok(&word.goal), "{written}");
            written.split('(').next().unwrap_or_default().to_owned()
        })
        .collect();
    assert_eq!(covered.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

#[test]
fn statements_read_as_sentences() {
    let statement = |ron: &str| Goal::parse(ron).unwrap_or_else(|error| panic!("{ron}: {error}")).statement();
    for (ron, expected) in [
        (r#"survives(function: write, failing: together(["lb1"]))"#, "writes are up when lb1 has failed"),
        (
            "survives(function: static_read, failing: any(2), served: 0.5)",
            "static reads succeed to 50 % when any 2 machines have failed",
        ),
        (
            "survives(function: write, failing: each(kind(database)))",
            "writes are up when any one database has failed",
        ),
        ("no_spof(function: dynamic_read)", "no machine takes dynamic reads down alone"),
        ("count(which: server, at_least: 2, at_most: 4)", "2 to 4 servers"),
        ("availability(function: write, at_least: 0.9995)", "writes are served 99.95 % of the time"),
        ("exposed_only(ports: [80, 443])", "the internet reaches nothing but port 80 and 443"),
        (r#"no_finding("spof")"#, "the analysis does not find “Single point of failure”"),
        ("not(up(write))", "not: writes are up"),
    ] {
        assert_eq!(statement(ron), expected);
    }
    for word in words() {
        let text = word.goal.statement();
        assert!(!text.is_empty() && !text.ends_with('.') && !text.contains("  "), "{text:?}");
    }
}

#[test]
fn what_is_no_goal_is_refused_with_its_place() {
    for ron in
        ["up(reads)", "count(which: server, at_leats: 2)", "linked(from: kind(server), to: any)", "hello", ""]
    {
        let error = Goal::parse(ron).expect_err(ron);
        assert!(error.span.start.line >= 1, "{error}");
    }
}

/// The same design with other ids, everything in the opposite order, and remarks.
fn disguised(mut topology: Topology) -> Topology {
    let mut names: Vec<String> = topology.hosts.iter().map(|host| host.id.to_string()).collect();
    names.extend(topology.parts.iter().map(|part| part.component.id.to_string()));
    names.extend(topology.clusters.iter().map(|cluster| cluster.id.to_string()));
    names.extend(
        topology.components().filter(|placed| placed.host.is_some()).map(|placed| placed.id().to_string()),
    );
    // Components first, so that their hosts are still called as before.
    names.sort_by_key(|name| !name.contains('.'));
    for (number, name) in names.iter().enumerate() {
        let line = format!("rename {name} database-{number}");
        topology = Edit::parse(&line, &topology)
            .and_then(|edit| edit.apply(&topology))
            .unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    topology.hosts.reverse();
    topology.hosts.iter_mut().for_each(|host| host.components.reverse());
    topology.parts.reverse();
    topology.links.reverse();
    topology.clusters.reverse();
    topology.note = Some("load balancer, firewall, three servers".to_owned());
    topology
}

#[test]
fn ids_order_and_remarks_change_no_verdict() {
    for (task, names) in (0..).zip(RIGHT) {
        for name in names {
            let topology = design(name);
            let verdicts = |topology: &Topology| -> Vec<Verdict> {
                check(topology, task).into_iter().map(|(_, judgement)| judgement.verdict).collect()
            };
            assert_eq!(verdicts(&disguised(topology.clone())), verdicts(&topology), "task {task}, {name}");
        }
        for miss in near_misses(usize::from(task)) {
            let topology = Edited { from: miss.from, edits: miss.edits }.topology();
            let found: BTreeMap<String, Verdict> = lacking(&disguised(topology), task)
                .into_iter()
                .map(|(id, (verdict, _))| (id, verdict))
                .collect();
            assert_eq!(found, miss.fails, "task {task}, {}", miss.why);
        }
    }
}
