//! Availability of designs of 20 to 60 elements, against formulas and against sums over states that know nothing of the
//! engine: exact where it says so, and else within its bounds.

use std::collections::HashMap;

use spof::analysis::{Availability, Engine, Function, Granularity};
use spof::topology::{Id, Protocol, Topology};

use super::generate::sized;
use super::naive::Naive;
use crate::designs::grown::{SHAPES, grown};

/// The availability of an element where nothing is stated, and the rest.
const P: f64 = 0.999;
const Q: f64 = 0.001;

/// At least one of so many works.
fn any(count: usize) -> f64 {
    1.0 - Q.powf(count as f64)
}

/// More than half of so many work: the binomial distribution.
fn most(count: usize) -> f64 {
    let chance = |working: usize| {
        let ways: f64 = (0..working).map(|one| (count - one) as f64 / (working - one) as f64).product();
        ways * P.powf(working as f64) * Q.powf((count - working) as f64)
    };
    (count / 2 + 1..=count).map(chance).sum()
}

fn widths(shape: &str) -> [usize; 3] {
    SHAPES.into_iter().find(|(name, _)| *name == shape).expect("it is a shape").1
}

fn figures(topology: &Topology) -> [Availability; 3] {
    let engine = Engine::new(topology);
    Function::ALL.map(|function| engine.availability(function, Granularity::Host))
}

#[track_caller]
fn assert_near(found: f64, expected: f64, about: &str) {
    assert!((found - expected).abs() < 1e-12, "{about}: {found} is not {expected}");
}

/// Static reads, dynamic reads and writes must be exactly these at each width.
#[track_caller]
fn assert_exact(shape: &str, expected: impl Fn(f64, usize, usize) -> [f64; 3]) {
    for width in widths(shape) {
        let expected = expected(any(2), width, 2 + width / 4);
        for (found, expected) in figures(&grown(shape, width)).into_iter().zip(expected) {
            assert!(found.is_exact(), "{shape} {width}: {found:?}");
            assert_near(found.served, expected, &format!("{shape} {width}"));
        }
    }
}

#[test]
fn a_balancer_in_series_with_many_servers_is_exact() {
    assert_exact("servers", |_, width, _| [P * any(width); 3]);
}

#[test]
fn tiers_in_series_of_servers_in_parallel_are_exact() {
    assert_exact("tiers", |balancers, width, databases| {
        let webs = balancers * any(width);
        [webs, webs * any(width) * any(databases), webs * any(width) * any(databases)]
    });
    // The firewalls before each tier are pairs.
    assert_exact("firewalls", |balancers, width, databases| {
        let webs = balancers * any(2) * any(width);
        let all = webs * any(2) * any(width) * any(2) * any(databases);
        [webs, all, all]
    });
}

#[test]
fn without_checks_each_failure_costs_its_share_exactly() {
    assert_exact("unchecked", |balancers, _, databases| {
        // The mean share of a tier that works is that of one server.
        let all = balancers * P * P * any(databases);
        [balancers * P, all, all]
    });
    // A tcp check finds dead forwarders but in the first tier, before which nobody checks.
    for width in widths("pairs") {
        let [found, ..] = figures(&grown("pairs", width));
        assert!(found.is_exact());
        assert_near(found.served, P * any(2).powf(width as f64 - 1.0), "pairs");
    }
}

#[test]
fn majorities_of_many_are_exact() {
    assert_exact("quorum", |balancers, width, databases| {
        let all = balancers * any(width) * any(width) * most(databases);
        [balancers * any(width), all, all]
    });
}

#[test]
fn parts_that_share_only_what_is_before_and_behind_them_are_exact() {
    assert_exact("cells", |balancers, width, _| {
        let webs = balancers * any(width);
        // The mean over the cells is that of one: application, store, and for reading the primary or the replica.
        [webs, webs * P * P * any(2), webs * P * P * P]
    });
}

/// What each calls over a protocol, by host.
fn calls(topology: &Topology, protocol: Protocol) -> HashMap<&str, Vec<&str>> {
    let mut calls: HashMap<&str, Vec<&str>> = HashMap::new();
    for link in topology.links.iter().filter(|link| link.protocol == protocol) {
        let called = calls.entry(link.from.host().unwrap_or("user")).or_default();
        let to = link.to.host().unwrap_or("user");
        if !called.contains(&to) {
            called.push(to);
        }
    }
    calls
}

/// What one web server serves in the mean: over all states of the applications that it calls, and of all databases.
fn one_web(
    apps: &[&str],
    data: &HashMap<&str, Vec<&str>>,
    databases: &[&Id],
    checks: bool,
    writes: bool,
) -> f64 {
    let mut mean = 0.0;
    for state in 0_u32..1 << (apps.len() + databases.len()) {
        let works = |place: usize| state >> place & 1 == 1;
        let working = f64::from(state.count_ones());
        let chance = P.powf(working) * Q.powf((apps.len() + databases.len()) as f64 - working);
        let alive = |name: &str| {
            databases.iter().position(|id| id.as_str() == name).is_some_and(|at| works(apps.len() + at))
        };
        // The first that is alive is the primary: promotion is automatic and fenced.
        let primary = databases.iter().map(|id| id.as_str()).find(|name| alive(name));
        let serves = |app: &str| {
            data[app].iter().any(|name| if writes { primary == Some(*name) } else { alive(name) })
        };
        let (mut sum, mut asked) = (0.0, 0.0);
        for (place, app) in apps.iter().enumerate() {
            if works(place) || !checks {
                asked += 1.0;
            }
            if works(place) && serves(app) {
                sum += 1.0;
            }
        }
        mean += if asked > 0.0 { chance * sum / asked } else { 0.0 };
    }
    mean
}

/// What must be served where each server calls only some of the next tier. Balancers share evenly among the web
/// servers that work, which have nothing to do with what each of them serves then: the mean is that of all of them.
fn mean_over_webs(topology: &Topology, width: usize, checks: bool, writes: bool) -> f64 {
    let (apps, data) = (calls(topology, Protocol::Fastcgi), calls(topology, Protocol::Mysql));
    let databases: Vec<&Id> =
        topology.hosts.iter().map(|host| &host.id).filter(|id| id.as_str().starts_with("db")).collect();
    let sum: f64 = apps.values().map(|apps| one_web(apps, &data, &databases, checks, writes)).sum();
    any(2) * any(width) * sum / apps.len() as f64
}

#[test]
fn servers_that_each_call_a_few_others_are_exact_or_within_the_bounds() {
    let mut exact = 0;
    for (shape, checks) in [("neighbours", true), ("unchecked neighbours", false), ("mesh", true)] {
        for width in widths(shape) {
            let topology = grown(shape, width);
            let engine = Engine::new(&topology);
            for (function, writes) in [(Function::DynamicRead, false), (Function::Write, true)] {
                if (shape, width, writes) == ("mesh", 24, true) {
                    // The largest takes long without optimization; one function of it is enough.
                    continue;
                }
                let found = engine.availability(function, Granularity::Host);
                let expected = mean_over_webs(&topology, width, checks, writes);
                let (least, most) = found.bounds();
                let about = format!("{shape} {width}: {expected} in {found:?}");
                assert!(least - 1e-12 <= expected && expected <= most + 1e-12, "{about}");
                assert!(found.unknown < 1e-6, "{about}");
                exact += usize::from(found.is_exact());
            }
        }
    }
    assert!(exact >= 16, "only {exact} of 17 are exact");
}

/// All states of a design of 22 elements one by one, with the two balancers, of which one must work, told by formula.
#[test]
fn all_states_of_two_and_twenty_elements_have_the_same_mean_and_kinds() {
    let topology = grown("mesh", 8);
    let (apps, data) = (calls(&topology, Protocol::Fastcgi), calls(&topology, Protocol::Mysql));
    let bits = |calls: &HashMap<&str, Vec<&str>>, from: &str, to: &str| -> Vec<u32> {
        let number = |name: &&str| name[to.len()..].parse::<u32>().expect("tiers are numbered") - 1;
        let of = |no: usize| calls[format!("{from}{no}").as_str()].iter().map(number);
        (1..=8).map(|no| of(no).fold(0, |bits, called| bits | 1 << called)).collect()
    };
    let (apps, data) = (bits(&apps, "web", "app"), bits(&data, "app", "db"));
    // By state of applications (8 bits) and databases (4 bits), what each web server serves.
    let (mut served, mut p_up, mut p_down) = (0.0, 0.0, 0.0);
    for below in 0_u32..1 << 12 {
        let (alive, databases) = (below & 0xff, below >> 8);
        let serving = (0..8).filter(|app| alive >> app & 1 == 1 && data[*app] & databases != 0);
        let serving = serving.fold(0_u32, |bits, app| bits | 1 << app);
        let share = |web: usize| match (apps[web] & alive).count_ones() {
            0 => 0.0,
            asked => f64::from((apps[web] & serving).count_ones()) / f64::from(asked),
        };
        let shares: Vec<f64> = (0..8).map(share).collect();
        for webs in 0_u32..1 << 8 {
            let working = f64::from(below.count_ones() + webs.count_ones());
            let chance = any(2) * P.powf(working) * Q.powf(20.0 - working);
            let chosen = || (0..8).filter(|web| webs >> web & 1 == 1).map(|web| shares[web]);
            let sum: f64 = chosen().sum();
            served += if webs == 0 { 0.0 } else { chance * sum / f64::from(webs.count_ones()) };
            p_up += if webs != 0 && chosen().all(|share| share > 1.0 - 1e-12) { chance } else { 0.0 };
            p_down += if chosen().all(|share| share < 1e-12) { chance } else { 0.0 };
        }
    }
    let found = figures(&topology)[1];
    assert!(found.is_exact(), "{found:?}");
    assert_near(found.served, served, "mesh");
    assert_near(found.p_up, p_up, "mesh");
    assert_near(found.p_down, p_down + 1.0 - any(2), "mesh");
}

/// The brute force of all states, which takes about a minute: `cargo test --test it two_ways -- --ignored`.
#[test]
#[ignore = "goes through some millions of states"]
fn designs_by_chance_of_twenty_elements_are_told_alike_in_two_ways() {
    for seed in 0..6 {
        let topology = sized(seed, (6, None), 20..=20, 100);
        let naive = Naive::new(&topology);
        let Some(states) = naive.all_states(&naive.elements(false), 23) else { continue };
        for (no, found) in figures(&topology).into_iter().enumerate() {
            let expected = states.stated(no).unwrap_or_else(|| states.ideal(no));
            let (least, most) = found.bounds();
            let about = format!("seed {seed}: {} in {found:?}", expected.served);
            assert!(least - 1e-9 <= expected.served && expected.served <= most + 1e-9, "{about}");
            if found.is_exact() {
                assert!((found.p_up - expected.p_up).abs() < 1e-9, "{about}");
                assert!((found.p_down - expected.p_down).abs() < 1e-9, "{about}");
            }
        }
    }
}
