//! The engine against the naive one, on designs by chance.

use std::collections::BTreeSet;

use spof::analysis::{Engine, Failure, Failures, Function, Granularity};
use spof::topology::{Topology, write};

use super::generate::{Chance, design};
use super::naive::Naive;

/// How many designs each test makes.
const DESIGNS: u64 = 400;

fn elements(engine: &Engine, granularity: Granularity) -> Vec<(String, f64)> {
    let elements = engine.elements(granularity).iter();
    elements.map(|element| (element.id.to_string(), element.availability)).collect()
}

/// Says which design and which state it was about.
fn told(topology: &Topology, seed: u64, what: impl std::fmt::Debug) -> String {
    format!("seed {seed}, {what:?}, in\n{}", write(topology))
}

#[test]
fn every_outcome_is_that_of_the_naive_engine() {
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let engine = Engine::new(&topology);
        let all = elements(&engine, Granularity::Component);
        let mut chance = Chance::new(seed ^ 0xabcd);
        for _ in 0..12 {
            let failed: Vec<(String, Failure)> = (0..chance.below(4))
                .map(|_| (chance.pick(&all).0, chance.pick(&[Failure::Crash, Failure::Hang])))
                .collect();
            let links: Vec<_> = topology.links.iter().map(spof::topology::Link::id).collect();
            let broken: Vec<_> = (0..chance.below(2)).map(|_| chance.pick(&links)).collect();
            let mut failures: Failures =
                failed.iter().map(|(id, failure)| (id.parse().unwrap(), *failure)).collect();
            for link in &broken {
                failures = failures.with_link(link.clone());
            }
            let names: Vec<String> = broken.iter().map(ToString::to_string).collect();
            let naive = Naive::new(&topology).fail(&failed).break_links(&names);
            for function in Function::ALL {
                let (ours, theirs) = (engine.outcome(&failures, function).served, naive.served(function));
                assert!(
                    (ours - theirs).abs() < 1e-9,
                    "{ours} is not {theirs}: {}",
                    told(&topology, seed, (function, &failures))
                );
            }
        }
    }
}

#[test]
fn cut_sets_and_availability_are_those_of_all_states_tried_one_by_one() {
    let mut looked_at = 0;
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let engine = Engine::new(&topology);
        let all = elements(&engine, Granularity::Host);
        if all.len() > 7 {
            continue;
        }
        looked_at += 1;
        for function in Function::ALL {
            let (down, served) = every_state(&topology, &all, function);
            let expected = cut_sets(&down, all.len());
            let sets = engine.cut_sets(function, Granularity::Host, 3).sets;
            let found: BTreeSet<usize> = sets
                .iter()
                .map(|set| {
                    set.iter().map(|id| 1 << all.iter().position(|(name, _)| *id == **name).unwrap()).sum()
                })
                .collect();
            assert_eq!(found, expected, "{}", told(&topology, seed, function));
            let availability = engine.availability(function, Granularity::Host);
            assert!(
                availability.is_exact() && (availability.served - served).abs() < 1e-9,
                "{availability:?} is not {served}: {}",
                told(&topology, seed, function)
            );
        }
    }
    assert!(looked_at > 50, "only {looked_at} designs were small enough");
}

/// By state, as bits of failed elements, whether the function is down; and the mean share served.
fn every_state(topology: &Topology, all: &[(String, f64)], function: Function) -> (Vec<bool>, f64) {
    let mut down = Vec::new();
    let mut mean = 0.0;
    for state in 0_usize..1 << all.len() {
        let is_failed = |no: usize| state >> no & 1 == 1;
        let failed: Vec<(String, Failure)> = (0..all.len())
            .filter(|no| is_failed(*no))
            .map(|no| (all[no].0.clone(), Failure::Crash))
            .collect();
        let served = Naive::new(topology).fail(&failed).served(function);
        let chance: f64 = all
            .iter()
            .enumerate()
            .map(|(no, (_, works))| if is_failed(no) { 1.0 - works } else { *works })
            .product();
        down.push(served < 1e-12);
        mean += chance * served;
    }
    (down, mean)
}

/// The states of at most three failures that are down while none with fewer of them is; none if all is down anyway.
fn cut_sets(down: &[bool], elements: usize) -> BTreeSet<usize> {
    let is_cut = |state: &usize| {
        let parts = (0..1 << elements).filter(|part| part & state == *part && part != state);
        *state != 0 && down[*state] && !parts.into_iter().any(|part: usize| down[part])
    };
    (0..1 << elements).filter(|state: &usize| state.count_ones() <= 3).filter(is_cut).collect()
}
