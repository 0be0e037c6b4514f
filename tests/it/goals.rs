//! The design requirements on whole designs: right ones of many shapes, and near misses that each lack exactly what
//! they should. `goals/right/` holds the designs, `goals/near-miss-t0.ron` and so on the edits that spoil them.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use spof::goal::check;
use spof::requirement::Verdict;
use spof::topology::{Edit, Topology};

use crate::designs::design;

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
            let mut topology = design(&miss.from);
            for line in &miss.edits {
                let edit =
                    Edit::parse(line, &topology).unwrap_or_else(|error| panic!("{}: {error}", miss.why));
                topology =
                    edit.apply(&topology).unwrap_or_else(|error| panic!("{}: {line}: {error}", miss.why));
            }
            let found = lacking(&topology, u8::try_from(task).expect("there are four tasks"));
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
