//! What holds for findings and goals on designs that nobody drew: those of chance, and the classics after hundreds of
//! random edits.

use spof::analysis::{Engine, Trials, findings};
use spof::goal::check;
use spof::topology::{History, Topology};

use super::{assert_complete, edits_for, harms, open};
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
    let mut tried = 0;
    for seed in 0..16 {
        let before = generate::design(seed);
        let engine = Engine::new(&before);
        let trials = Trials::new(&before, &engine);
        for finding in open(&before) {
            for fix in edits_for(&finding, &trials) {
                tried += 1;
                let after =
                    fix.apply(&before).unwrap_or_else(|error| panic!("seed {seed}: {}: {error}", fix.text));
                let harms = harms(&before, &after);
                assert!(harms.is_empty(), "seed {seed}, {}: {}: {harms:?}", finding.rule, fix.text);
                let left = open(&after).into_iter().find(|left| left.is(&finding));
                assert!(left.is_none(), "seed {seed}, {}: {} mends nothing", finding.rule, fix.text);
            }
        }
    }
    assert!(tried > 40, "only {tried} fixes were tried");
}

#[test]
fn no_design_is_too_odd_to_be_told_about() {
    for (number, start) in starts().into_iter().enumerate() {
        for seed in 0..4_u64 {
            let mut history = History::new(start.clone());
            for step in 1..=80_u64 {
                let mut chance = arbitrary::Chance::new((seed + 1) * 7919 * step + number as u64);
                let edit = arbitrary::edit(history.current(), &mut chance);
                if history.apply(edit).is_err() || step % 20 != 0 {
                    continue;
                }
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
}
