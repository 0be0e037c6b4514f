//! What is said of single points of failure, held to designs by chance: the second engine follows the requests.

use spof::analysis::{Engine, Failures, Function, Granularity, Spof, State};
use spof::topology::{Id, Topology, write};

use super::generate::design;
use super::naive::{self, Naive};

const DESIGNS: u64 = 200;

/// Whether a component fails with an element; what is somebody else's falls with no place.
pub(super) fn covers(topology: &Topology, element: &Id, at: &Id) -> bool {
    let own = topology.component(at.as_str()).filter(|placed| !placed.external);
    let mut place = own.and_then(|placed| placed.standing.place.clone());
    while let Some(around) = place {
        if around == *element {
            return true;
        }
        let known = topology.places.iter().find(|place| place.id == around);
        place = known.and_then(|place| place.inside.clone());
    }
    at == element || at.host() == Some(element.as_str())
}

fn told(spof: &Spof, topology: &Topology, seed: u64) -> String {
    format!("seed {seed}: {} ({:?}) in\n{}", spof.because(), spof.path, write(topology))
}

#[test]
fn what_is_said_of_a_single_point_of_failure_holds() {
    let (mut through, mut needed, mut carried) = (0, 0, 0);
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let (engine, naive) = (Engine::new(&topology), Naive::new(&topology));
        for granularity in [Granularity::Host, Granularity::Component] {
            for (function, asked) in Function::ALL.into_iter().zip(naive::Function::ALL) {
                for spof in engine.spofs(function, granularity) {
                    let told = || told(&spof, &topology, seed);
                    let passes = spof.because().contains(" passes ");
                    assert!(passes != spof.because().contains(" needs "), "{}", told());
                    through += usize::from(passes);
                    needed += usize::from(!passes);
                    assert_ne!(naive.gets_by(asked, spof.id.as_str()), passes, "{}", told());
                    carried += usize::from(!spof.carries.is_empty());
                    carries_what_it_says(&engine, &spof);
                }
            }
        }
    }
    assert!(
        through > 1000 && needed > 50 && carried > 10,
        "{through} passed, {needed} needed, {carried} carried"
    );
}

/// All that it carries together take the function down, and none of it alone.
fn carries_what_it_says(engine: &Engine, spof: &Spof) {
    let is_down = |ids: &[Id]| {
        let failures = Failures::crash(ids.iter().cloned());
        engine.outcome(&failures, spof.function).state() == State::Down
    };
    if !spof.carries.is_empty() {
        assert!(is_down(&spof.carries) && spof.carries.len() > 1, "{}", spof.because());
    }
    for id in &spof.carries {
        assert!(!is_down(std::slice::from_ref(id)), "{}", spof.because());
        let topology = engine.topology();
        let inside = covers(topology, &spof.id, id) || topology.host(id.as_str()).is_some();
        assert!(inside, "{}", spof.because());
        let named = spof.because().contains(id.as_str()) || spof.carries.len() > 6;
        assert!(named, "{}", spof.because());
    }
}

#[test]
fn who_failed_with_a_host_is_told_with_the_host() {
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let engine = Engine::new(&topology);
        for host in &topology.hosts {
            let failures = Failures::crash([host.id.clone()]);
            for function in Function::ALL {
                let Some(why) = engine.why_down(&failures, function) else { continue };
                let named = |word: &str| word.trim_matches([',', ';', '.', ':']) == host.id.as_str();
                let part = format!("{}.", host.id);
                let of_it = why.split(' ').any(|word| word.starts_with(&part) && word.len() > part.len());
                let has_failed = why.contains("failed");
                assert!(!(of_it && has_failed) || why.split(' ').any(named), "seed {seed}: {why}");
            }
        }
    }
}
