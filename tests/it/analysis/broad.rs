//! Designs too broad or too deep to try every state of, drawn by chance, with a formula of their own for what becomes
//! of chosen failures: pools of more than a hundred targets, chains of hundreds of proxies, and firewalls between many
//! and many.

use spof::analysis::{Engine, Failures, Function, Granularity};
use spof::topology::{Algorithm, Check, Component, Id, Kind, Link, Part, Protocol, Standing, Topology};

use super::generate::{Chance, id};

/// A design of free-standing parts.
#[derive(Default)]
struct Drawn(Topology);

impl Drawn {
    fn part(&mut self, name: &str, kind: Kind) -> &mut Component {
        let component = Component::new(id(name), kind);
        self.0.parts.push(Part { component, external: false, standing: Standing::default() });
        &mut self.0.parts.last_mut().expect("it was just added").component
    }

    fn link(&mut self, from: &str, to: &str) -> &mut Link {
        self.0.links.push(Link::new(id(from), id(to), Protocol::Http));
        self.0.links.last_mut().expect("it was just added")
    }
}

/// What the share of requests is that gets through once these have crashed.
fn served(engine: &Engine, function: Function, crashed: &[Id]) -> f64 {
    engine.outcome(&Failures::crash(crashed.iter().cloned()), function).served
}

#[track_caller]
fn close(what: &str, found: f64, expected: f64) {
    let same = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
    assert!(same, "{what}: {found}, expected {expected}");
}

/// One target of a pool.
#[derive(Clone)]
struct Target {
    id: Id,
    weight: u32,
    backup: bool,
    capacity: f64,
}

/// A balancer before so many web servers of all weights and sizes.
fn pool(chance: &mut Chance, count: usize) -> (Topology, Vec<Target>, Check, bool) {
    let mut drawn = Drawn::default();
    drawn.part("user", Kind::User);
    let check = chance.pick(&[Check::None, Check::None, Check::Tcp, Check::Http]);
    let free = chance.percent(50);
    let balancer = drawn.part("lb", Kind::LoadBalancer);
    balancer.settings.check = check;
    balancer.settings.capacity = Some(1e9);
    balancer.settings.algorithm = if free { Algorithm::LeastConnections } else { Algorithm::RoundRobin };
    drawn.link("user", "lb");
    let backups = chance.percent(40);
    let targets: Vec<Target> = (0..count)
        .map(|no| Target {
            id: id(format!("w{no}")),
            weight: chance.pick(&[1, 1, 2, 3, 0]),
            backup: backups && chance.percent(30),
            capacity: chance.pick(&[10.0, 200.0, 5_000.0]),
        })
        .collect();
    for target in &targets {
        let server = drawn.part(target.id.as_str(), Kind::WebServer);
        server.settings.capacity = Some(target.capacity);
        let link = drawn.link("lb", target.id.as_str());
        (link.weight, link.backup) = (target.weight, target.backup);
    }
    let traffic = &mut drawn.0.traffic;
    (traffic.static_reads, traffic.dynamic_reads, traffic.writes) = (1.0, 0.0, 0.0);
    (drawn.0, targets, check, free)
}

/// Those that get requests once these have crashed: of weight, that pass the check, backups only where nothing else is
/// left.
fn chosen<'t>(targets: &'t [Target], check: Check, crashed: &[Id]) -> Vec<&'t Target> {
    let fits =
        |target: &&Target| target.weight > 0 && (check == Check::None || !crashed.contains(&target.id));
    let fit: Vec<&Target> = targets.iter().filter(fits).collect();
    if fit.iter().any(|target| !target.backup) {
        fit.into_iter().filter(|target| !target.backup).collect()
    } else {
        fit
    }
}

#[test]
fn pools_of_more_than_a_hundred_targets_share_by_weight_and_carry_what_each_can() {
    for seed in 0..24 {
        let chance = &mut Chance::new(seed ^ 0xb0b0);
        let count = 100 + chance.below(60);
        let (topology, targets, check, free) = pool(chance, count);
        let engine = Engine::new(&topology);
        let told = |what: &str| format!("{what} of {count} targets, seed {seed}, check {check:?}");
        for _ in 0..6 {
            // From one to nearly all of them.
            let failing = chance.pick(&[1, 2, count / 2, count - 2]);
            let crashed: Vec<Id> = (0..failing).map(|_| chance.pick(&targets).id.clone()).collect();
            let chosen = chosen(&targets, check, &crashed);
            let sum = |of: &dyn Fn(&Target) -> bool| -> f64 {
                chosen.iter().filter(|target| of(target)).map(|target| f64::from(target.weight)).sum()
            };
            let alive = |target: &Target| !crashed.contains(&target.id);
            let all = sum(&|_| true);
            let expected = if all > 0.0 { sum(&alive) / all } else { 0.0 };
            close(&told("the share served"), served(&engine, Function::StaticRead, &crashed), expected);
        }
        // Where all are chosen freely, each does what it can; by weight all wait for the one that is full first.
        let carried = |crashed: &[Id]| {
            let chosen = chosen(&targets, check, crashed);
            let weights: f64 = chosen.iter().map(|target| f64::from(target.weight)).sum();
            let alive = || chosen.iter().filter(|target| !crashed.contains(&target.id));
            let own = |target: &&&Target| target.capacity * weights / f64::from(target.weight);
            if !free || alive().count() == 0 {
                return alive().map(|target| own(&target)).reduce(f64::min).unwrap_or(0.0);
            }
            // What goes to the dead by weight is lost; the rest is divided freely among the others.
            let part = alive().map(|target| f64::from(target.weight)).sum::<f64>() / weights;
            alive().map(|target| target.capacity).sum::<f64>() / part
        };
        let capacity = engine.capacity(Granularity::Host);
        assert!(!capacity.at_least, "{}", told("capacity"));
        close(&told("capacity"), capacity.mix_qps, carried(&[]));
        for target in &targets {
            let Some(left) = capacity.after_failure.get(&target.id) else { continue };
            close(&told("capacity after a failure"), *left, carried(std::slice::from_ref(&target.id)));
        }
        // The balancer alone takes everything down; with it away nothing else does, as there are three or more.
        let sets = engine.cut_sets(Function::StaticRead, Granularity::Host, 2);
        let usual = chosen(&targets, check, &[]);
        let mut expected: Vec<Vec<Id>> = vec![vec![id("lb")]];
        if usual.len() == 1 {
            expected.push(vec![usual[0].id.clone()]);
        }
        assert_eq!((sets.sets, sets.complete_to), (expected, 2), "{}", told("cut sets"));
    }
}

#[test]
fn chains_of_two_hundred_are_as_good_as_all_their_links_together() {
    for seed in 0..6 {
        let chance = &mut Chance::new(seed ^ 0xc4a1);
        let mut drawn = Drawn::default();
        drawn.part("user", Kind::User);
        let (mut last, mut product) = ("user".to_owned(), 1.0);
        let mut ids = Vec::new();
        for no in 0..200 {
            let kind = chance.pick(&[Kind::Proxy, Kind::Proxy, Kind::LoadBalancer, Kind::Firewall]);
            let works = chance.pick(&[0.999, 0.9999, 1.0]);
            let name = format!("p{no}");
            let part = drawn.part(&name, kind);
            (part.availability, part.settings.check) =
                (Some(works), chance.pick(&[Check::None, Check::Http]));
            drawn.link(&last, &name);
            product *= works;
            ids.push(id(&name));
            last = name;
        }
        drawn.part("web", Kind::WebServer).availability = Some(0.99);
        drawn.link(&last, "web");
        ids.push(id("web"));
        product *= 0.99;
        let engine = Engine::new(&drawn.0);
        close("intact", served(&engine, Function::StaticRead, &[]), 1.0);
        for _ in 0..5 {
            close("broken", served(&engine, Function::StaticRead, &[chance.pick(&ids)]), 0.0);
        }
        let found = engine.availability(Function::StaticRead, Granularity::Host);
        assert!(found.is_exact(), "seed {seed}: {found:?}");
        close("availability", found.served, product);
        let spofs = engine.spofs(Function::StaticRead, Granularity::Host);
        assert_eq!(spofs.iter().map(|spof| &spof.id).collect::<Vec<_>>(), ids.iter().collect::<Vec<_>>());
        let sets = engine.cut_sets(Function::StaticRead, Granularity::Host, 3);
        assert_eq!((sets.sets.len(), sets.complete_to), (ids.len(), 3), "seed {seed}");
        for spof in &spofs {
            assert_eq!(spof.because(), format!("every static read passes {}", spof.id), "seed {seed}");
        }
        assert_eq!(engine.walk(Function::StaticRead).len(), 2 * ids.len());
    }
}

#[test]
fn many_behind_firewalls_reach_all_that_are_left_while_one_way_is() {
    for seed in 0..8 {
        let chance = &mut Chance::new(seed ^ 0xf1f1);
        let (from, to) = (20 + chance.below(60), 20 + chance.below(60));
        let in_line = chance.percent(50);
        let mut drawn = Drawn::default();
        drawn.part("user", Kind::User);
        drawn.part("lb", Kind::LoadBalancer).settings.check = Check::None;
        drawn.link("user", "lb");
        for firewall in ["one", "other"] {
            drawn.part(firewall, Kind::Firewall);
        }
        drawn.part("db", Kind::Database);
        drawn.part("code", Kind::AppFiles);
        let check = chance.pick(&[Check::None, Check::Tcp]);
        for no in 0..from {
            let name = format!("w{no}");
            drawn.part(&name, Kind::WebServer).settings.check = check;
            drawn.link("lb", &name);
            drawn.link(&name, "one");
            if !in_line {
                drawn.link(&name, "other");
            }
        }
        for no in 0..to {
            let name = format!("a{no}");
            drawn.part(&name, Kind::AppServer);
            drawn.link("other", &name);
            if !in_line {
                drawn.link("one", &name);
            }
            drawn.link(&name, "code");
            drawn.link(&name, "db");
        }
        if in_line {
            drawn.link("one", "other");
        }
        let engine = Engine::new(&drawn.0);
        for _ in 0..8 {
            let (webs, apps) = (chance.below(3), chance.below(3));
            let mut crashed: Vec<Id> = (0..webs).map(|no| id(format!("w{}", (no + 7) % from))).collect();
            crashed.extend((0..apps).map(|no| id(format!("a{}", (no + 5) % to))));
            let walls = chance.below(3);
            crashed.extend(["one", "other"].into_iter().take(walls).map(id));
            let open = walls == 0 || walls == 1 && !in_line;
            let webs_left = (from - webs) as f64 / from as f64;
            let apps_left = if check == Check::None { (to - apps) as f64 / to as f64 } else { 1.0 };
            let expected = if open { webs_left * apps_left } else { 0.0 };
            let found = served(&engine, Function::DynamicRead, &crashed);
            close(&format!("seed {seed}, {crashed:?}"), found, expected);
        }
        let mut expected: Vec<Id> = ["lb", "db"].map(id).to_vec();
        if in_line {
            expected.extend(["one", "other"].map(id));
        }
        let spofs = engine.spofs(Function::DynamicRead, Granularity::Host);
        let mut found: Vec<Id> = spofs.into_iter().map(|spof| spof.id).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "seed {seed}");
        let pairs = engine.cut_sets(Function::DynamicRead, Granularity::Host, 2).sets;
        let pairs: Vec<_> = pairs.into_iter().filter(|set| set.len() == 2).collect();
        let both = if in_line { vec![] } else { vec![vec![id("one"), id("other")]] };
        assert_eq!(pairs, both, "seed {seed}");
    }
}
