//! What holds for findings and goals on designs that nobody drew: those of chance, and the classics after hundreds of
//! random edits.

use std::collections::{BTreeMap, BTreeSet};

use spof::analysis::{Engine, Finding, findings};
use spof::goal::check;
use spof::topology::{History, Topology};

use super::{assert_complete, faults};
use crate::analysis::generate;
use crate::designs::design;
use crate::topology::arbitrary;

/// The classics and the empty design.
fn starts() -> Vec<Topology> {
    let classics = ["c0", "c1", "c2", "c2-in-line", "c3", "c3x2"];
    classics.into_iter().map(design).chain([Topology::default()]).collect()
}

#[test]
fn a_fix_on_any_design_mends_its_finding_and_harms_nothing() {
    let mut tried = BTreeSet::new();
    // Each rule on a few designs each, as many designs have the same flaws.
    let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..24 {
        let wanted = |finding: &Finding| {
            let times = asked.entry(finding.rule).or_default();
            *times += 1;
            *times <= 4
        };
        let (wrong, rules, _) = faults(&format!("seed {seed}"), &generate::design(seed), wanted);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        tried.extend(rules);
    }
    assert!(tried.len() > 15, "only fixes of {tried:?} were tried");
}

#[test]
fn no_design_is_too_odd_to_be_told_about() {
    let (starts, mut looked) = (starts(), 0);
    let designs = starts.len() * 4;
    for (number, start) in starts.into_iter().enumerate() {
        for seed in 0..4_u64 {
            let mut history = History::new(start.clone());
            let mut made = 0;
            for step in 1..=80_u64 {
                let mut chance = arbitrary::Chance::new((seed + 1) * 7919 * step + number as u64);
                let edit = arbitrary::edit(history.current(), &mut chance);
                made += usize::from(history.apply(edit).is_ok());
                if step % 20 != 0 {
                    continue;
                }
                assert!(step < 80 || made >= 10, "only {made} edits were made");
                looked += 1;
                let topology = history.current();
                let engine = Engine::new(topology);
                let mut found = findings(topology, &engine);
                found.retain(|finding| finding.state == spof::analysis::FindingState::Open);
                assert_complete(topology, &found);
                for (id, judgement) in (0..4).flat_map(|task| check(topology, task)) {
                    assert!(judgement.because.ends_with('.'), "{id}: {}", judgement.because);
                    for subject in &judgement.subjects {
                        assert!(topology.contains(subject.as_str()), "{id}: {subject}");
                    }
                }
            }
        }
    }
    assert_eq!(looked, designs * 4);
}
