//! What comes after failures, on designs by chance: what must not fail next as the second engine finds it, and who
//! takes over from whom.

use spof::analysis::{Aftermath, Engine, Failures, Function, Granularity, Reaction, State};
use spof::topology::{Id, write};

use super::generate::{Chance, design};
use super::naive::{self, Naive};

const DESIGNS: u64 = 150;

#[test]
fn what_must_not_fail_next_is_what_takes_down_what_is_left() {
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let (engine, naive) = (Engine::new(&topology), Naive::new(&topology));
        let mut chance = Chance::new(seed ^ 0x77);
        let elements: Vec<Id> =
            engine.elements(Granularity::Host).iter().map(|element| element.id.clone()).collect();
        let failed: Vec<Id> = (0..=chance.below(2)).map(|_| chance.pick(&elements)).collect();
        let state = |ids: &[&Id]| {
            ids.iter().fold(naive::State::default(), |state, id| state.and(naive.failed(id.as_str(), false)))
        };
        let after = engine.aftermath(&Failures::crash(failed.iter().cloned()), Granularity::Host);
        for (no, function) in after.functions.iter().enumerate() {
            let told = || format!("seed {seed}, {failed:?}, {:?} in\n{}", function, write(&topology));
            let first: Vec<&Id> = failed.iter().collect();
            let is_down = |more: &Id| {
                let all: Vec<&Id> = first.iter().copied().chain([more]).collect();
                naive.served(state(&all))[no] < 1e-12
            };
            let left = naive.served(state(&first))[no];
            assert!((function.outcome.served - left).abs() < 1e-9, "{}", told());
            assert_eq!(function.why.is_some(), function.outcome.state() == State::Down, "{}", told());
            let expected: Vec<&Id> = if left < 1e-12 {
                Vec::new()
            } else {
                elements.iter().filter(|element| is_down(element)).collect()
            };
            assert_eq!(function.spofs.iter().collect::<Vec<_>>(), expected, "{}", told());
        }
    }
}

#[test]
fn nobody_takes_over_from_nobody() {
    let mut seen = [0; 6];
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let engine = Engine::new(&topology);
        let calm = engine.aftermath(&Failures::none(), Granularity::Host);
        assert_eq!(calm.reactions, [], "seed {seed}");
        let capacity = engine.capacity(Granularity::Host);
        for element in engine.elements(Granularity::Host) {
            let failures = Failures::crash([element.id.clone()]);
            let after = engine.aftermath(&failures, Granularity::Host);
            let told = || format!("seed {seed}, {} failed: {after:?} in\n{}", element.id, write(&topology));
            let (left, again) = (capacity.after_failure[&element.id], after.capacity.mix_qps);
            let same = (left - again).abs() < 1e-6 || left.is_infinite() && again.is_infinite();
            assert!(same, "{left} is not {again}: {}", told());
            takes_over_from_others(&after, &told());
            for reaction in &after.reactions {
                seen[reaction.reaction as usize] += 1;
            }
        }
    }
    assert!(seen.iter().all(|times| *times > 2), "{seen:?}");
}

fn takes_over_from_others(after: &Aftermath, told: &str) {
    for one in &after.reactions {
        assert!(!one.from.is_empty() && !one.to.is_empty(), "{told}");
        assert!(one.from.iter().all(|id| !one.to.contains(id)), "{told}");
        assert!(one.seconds >= 0.0, "{told}");
        let down = after.functions[Function::Write as usize].outcome.state() == State::Down;
        assert!(one.reaction != Reaction::Promotion || one.to.len() == 1 || down, "{told}");
    }
}
