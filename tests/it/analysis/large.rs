//! What holds in large designs: nothing is left out without saying so, and nothing takes too long.

use spof::analysis::{CutSets, Engine, Failures, Function, Granularity, State};
use spof::topology::{Id, Topology};

use crate::designs::grown::grown;

/// The cut sets of up to two elements, found by asking for the outcome after each single failure and each pair.
fn by_outcomes(engine: &Engine, function: Function) -> Vec<Vec<Id>> {
    let down = |set: &[&Id]| {
        let failures = Failures::crash(set.iter().map(|id| (*id).clone()));
        engine.outcome(&failures, function).state() == State::Down
    };
    let all: Vec<&Id> = engine.elements(Granularity::Host).iter().map(|element| &element.id).collect();
    let (alone, rest): (Vec<&Id>, Vec<&Id>) = all.into_iter().partition(|id| down(&[*id]));
    let mut sets: Vec<Vec<Id>> = alone.into_iter().map(|id| vec![id.clone()]).collect();
    for (place, one) in rest.iter().enumerate() {
        for other in &rest[place + 1..] {
            if down(&[*one, *other]) {
                sets.push(vec![(*one).clone(), (*other).clone()]);
            }
        }
    }
    sets
}

fn shapes(components: usize) -> [Topology; 3] {
    ["wide", "chain", "random"].map(|shape| grown(shape, components))
}

#[test]
fn cut_sets_of_large_designs_are_those_that_trying_every_pair_finds() {
    for design in shapes(60) {
        let engine = Engine::new(&design);
        for function in Function::ALL {
            let found = engine.cut_sets(function, Granularity::Host, 2);
            let expected = CutSets { sets: by_outcomes(&engine, function), complete_to: 2 };
            assert_eq!(found, expected, "{function}");
        }
    }
}

#[test]
fn cut_sets_of_three_are_complete_in_designs_of_two_hundred_elements() {
    for design in shapes(200) {
        let engine = Engine::new(&design);
        for function in Function::ALL {
            assert_eq!(engine.cut_sets(function, Granularity::Host, 3).complete_to, 3, "{function}");
        }
    }
}

#[test]
fn sets_that_are_too_many_to_try_are_said_to_be_left_out() {
    let engine = Engine::new(grown("pairs", 251));
    let found = engine.cut_sets(Function::StaticRead, Granularity::Host, 3);
    assert_eq!(found.complete_to, 2);
    // Each tier is a cut set, the web servers too.
    assert_eq!(found.sets.len(), 251);
    assert!(found.sets.iter().all(|set| set.len() == 2));
}
