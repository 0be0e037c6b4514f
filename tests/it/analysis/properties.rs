//! What must hold of every design, tried on designs by chance.

use spof::analysis::{Engine, Failures, Function, Granularity, State, analyse, cost};
use spof::topology::{Check, Component, Host, Kind, Link, Protocol, Topology, write};

use super::generate::{design, id};

const DESIGNS: u64 = 150;

#[test]
fn a_single_point_of_failure_is_a_cut_set_of_one_and_takes_the_function_down() {
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let engine = Engine::new(&topology);
        for granularity in [Granularity::Host, Granularity::Component] {
            for function in Function::ALL {
                let spofs = engine.spofs(function, granularity);
                let sets = engine.cut_sets(function, granularity, 2).sets;
                let ones: Vec<_> = sets.iter().filter(|set| set.len() == 1).map(|set| &set[0]).collect();
                assert_eq!(spofs.iter().map(|spof| &spof.id).collect::<Vec<_>>(), ones, "seed {seed}");
                for spof in spofs {
                    let failed = Failures::crash([spof.id.clone()]);
                    assert_eq!(engine.outcome(&failed, function).state(), State::Down, "seed {seed}");
                    assert!(engine.why_down(&failed, function).is_some(), "seed {seed}: {}", spof.because());
                    assert!(spof.because().contains(spof.id.as_str()), "seed {seed}: {}", spof.because());
                }
            }
        }
    }
}

#[test]
fn the_figures_of_availability_fit_together() {
    for seed in 0..DESIGNS {
        let engine = Engine::new(design(seed));
        for function in Function::ALL {
            let found = engine.availability(function, Granularity::Host);
            let (least, most) = found.bounds();
            assert!(least <= found.served && found.served <= most, "seed {seed}: {found:?}");
            let elements = engine.elements(Granularity::Host).len();
            assert!(found.is_exact() || elements > 20, "seed {seed}: {found:?}");
            let slack = 1e-9;
            assert!(found.p_up <= found.served + slack, "seed {seed}: {found:?}");
            assert!(found.served <= 1.0 - found.p_down + slack, "seed {seed}: {found:?}");
            if engine.outcome(&Failures::none(), function).state() == State::Down {
                assert!(found.p_down > 0.0, "seed {seed}: {found:?}");
            }
        }
    }
}

#[test]
fn one_more_checked_web_server_never_costs_static_reads() {
    for seed in 0..DESIGNS {
        let mut topology = design(seed);
        let balancers: Vec<_> = topology
            .components()
            .filter(|placed| placed.component.kind == Kind::LoadBalancer)
            .map(|placed| placed.id())
            .collect();
        let parts = topology.parts.iter_mut().map(|part| &mut part.component);
        for component in topology.hosts.iter_mut().flat_map(|host| &mut host.components).chain(parts) {
            if component.kind.forwards() {
                component.settings.check = Check::Http;
            }
        }
        let before = Engine::new(&topology).availability(Function::StaticRead, Granularity::Host).served;
        let mut host = Host::new(id("more"));
        host.components.push(Component::new(id("web"), Kind::WebServer));
        topology.hosts.push(host);
        for balancer in balancers {
            topology.links.push(Link::new(balancer, id("more.web"), Protocol::Http));
        }
        let after = Engine::new(&topology).availability(Function::StaticRead, Granularity::Host).served;
        assert!(after >= before - 1e-12, "seed {seed}: {before} became {after} in\n{}", write(&topology));
    }
}

#[test]
fn reports_can_be_made_of_any_design() {
    for seed in 0..DESIGNS {
        let topology = design(seed);
        let report = analyse(&topology, &spof::analysis::Options::default());
        assert_eq!(report.cost, cost(&topology));
        assert!(!report.capacity.mix_qps.is_nan(), "seed {seed}");
        let engine = Engine::new(&topology);
        for function in Function::ALL {
            assert!(engine.walk(function).len() < 100, "seed {seed}");
        }
        for gap in engine.failover_gaps(Granularity::Host) {
            assert!(
                gap.seconds >= 0.0 && gap.share <= 1.0 && gap.failures_a_year >= 0.0,
                "seed {seed}: {gap:?}"
            );
        }
    }
}

#[test]
fn odd_designs_are_answered_too() {
    let empty = Topology::default();
    let engine = Engine::new(&empty);
    for function in Function::ALL {
        assert_eq!(engine.outcome(&Failures::none(), function).state(), State::Down);
        assert!(engine.spofs(function, Granularity::Host).is_empty());
        assert!(engine.walk(function).is_empty());
        assert!(engine.why_down(&Failures::none(), function).is_some());
    }
    // A component that calls itself, links that lead nowhere, and the same id twice.
    let mut odd = design(1);
    let first = odd.components().next().map(|placed| placed.id()).expect("there is one");
    odd.links.push(Link::new(first.clone(), first.clone(), Protocol::Http));
    odd.links.push(Link::new(first, id("nobody"), Protocol::Http));
    let again = odd.hosts[0].clone();
    odd.hosts.push(again);
    let report = analyse(&odd, &spof::analysis::Options { cut_sets: 3, ..Default::default() });
    assert_eq!(report.functions.len(), 3);
}

#[test]
fn large_circles_end() {
    let balancers = |count: usize| {
        let mut topology = design(0);
        topology.hosts.retain(|host| !host.id.as_str().starts_with("lb"));
        topology.links.retain(|link| link.from.name() != "user" && !link.from.as_str().starts_with("lb"));
        topology.zone = None;
        for no in 0..count {
            let mut host = Host::new(id(format!("ring{no}")));
            host.components.push(Component::new(id("it"), Kind::LoadBalancer));
            topology.hosts.push(host);
        }
        topology.links.push(Link::new(id("user"), id("ring0.it"), Protocol::Http));
        topology
    };
    let name = |no: usize| id(format!("ring{no}.it"));
    // A ring of a thousand, each calling the next, and a mesh of thirty, each calling all.
    let mut ring = balancers(1000);
    for no in 0..1000 {
        ring.links.push(Link::new(name(no), name((no + 1) % 1000), Protocol::Http));
    }
    let mut mesh = balancers(30);
    for from in 0..30 {
        for to in (0..30).filter(|to| *to != from) {
            mesh.links.push(Link::new(name(from), name(to), Protocol::Http));
        }
    }
    for topology in [ring, mesh] {
        let engine = Engine::new(&topology);
        assert_eq!(engine.outcome(&Failures::none(), Function::StaticRead).state(), State::Down);
        assert!(engine.spofs(Function::Write, Granularity::Host).is_empty());
        assert!(engine.why_down(&Failures::none(), Function::Write).is_some());
        assert!(engine.walk(Function::Write).len() < 5000);
        assert!(!engine.capacity(Granularity::Host).mix_qps.is_nan());
    }
}
