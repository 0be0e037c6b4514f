//! Designs that nobody should draw: they are answered, and rightly.

use std::fmt::Write;

use spof::analysis::{Engine, Failures, Function, Granularity, Options, State, analyse};
use spof::topology::{Topology, parse};

use super::compare::{ASKS_ALL, Asked, Comparison};

fn design(parts: &str, links: &[(String, String)], rest: &str) -> Topology {
    let mut text = format!("(format: 1, parts: [(id: \"user\", kind: user), {parts}], links: [");
    for (from, to) in links {
        write!(text, "(from: \"{from}\", to: \"{to}\", protocol: http),").expect("a string takes text");
    }
    write!(text, "], {rest})").expect("a string takes text");
    parse("odd", &text).unwrap_or_else(|error| panic!("{error}"))
}

fn many(count: usize, name: &str, more: &str) -> String {
    (0..count).fold(String::new(), |all, no| all + &format!("(id: \"{name}{no}\", {more}),"))
}

fn link(from: impl Into<String>, to: impl Into<String>) -> (String, String) {
    (from.into(), to.into())
}

/// Everything is asked; what is handed back is what becomes of static reads.
fn state(topology: &Topology) -> State {
    let report = analyse(topology, &Options { cut_sets: 3, ..Options::default() });
    report.functions[0].outcome.state()
}

const WEB: &str = "(id: \"web\", kind: web_server),";

#[test]
fn firewalls_in_a_long_line_let_requests_pass_and_each_is_a_single_point_of_failure() {
    let line = 400;
    let mut links = vec![link("user", "fw0"), link(format!("fw{}", line - 1), "web")];
    links.extend((1..line).map(|no| link(format!("fw{}", no - 1), format!("fw{no}"))));
    let topology = design(&format!("{WEB}{}", many(line, "fw", "kind: firewall")), &links, "");
    assert_eq!(state(&topology), State::Up);
    let spofs = Engine::new(&topology).spofs(Function::StaticRead, Granularity::Host);
    assert_eq!(spofs.len(), line + 1);
}

#[test]
fn a_mesh_of_firewalls_with_more_ways_than_can_be_counted_still_lets_requests_pass() {
    let count = 14;
    let mut links = Vec::new();
    for one in 0..count {
        links.push(link("user", format!("fw{one}")));
        links.push(link(format!("fw{one}"), "web"));
        links.extend(
            (0..count)
                .filter(|other| *other != one)
                .map(|other| link(format!("fw{one}"), format!("fw{other}"))),
        );
    }
    let topology = design(&format!("{WEB}{}", many(count, "fw", "kind: firewall")), &links, "");
    assert_eq!(state(&topology), State::Up);
}

/// Proxies that all call one another, each with a web server of its own.
fn mesh(count: usize, check: &str) -> Topology {
    let mut links = vec![link("user", "p0")];
    for one in 0..count {
        let others = (0..count).filter(|other| *other != one);
        links.extend(others.map(|other| link(format!("p{one}"), format!("p{other}"))));
        links.push(link(format!("p{one}"), format!("w{one}")));
    }
    let proxies = many(count, "p", &format!("kind: proxy, check: {check}"));
    design(&format!("{proxies}{}", many(count, "w", "kind: web_server")), &links, "")
}

#[test]
fn proxies_that_all_call_one_another_are_counted_way_by_way() {
    for (count, check) in [(3, "http"), (4, "http"), (5, "http"), (4, "none"), (5, "tcp")] {
        let topology = mesh(count, check);
        let compared = Comparison::new(&topology, ASKS_ALL, &mut Asked::default()).run();
        compared.unwrap_or_else(|difference| panic!("{count} proxies, check {check}: {difference}"));
    }
}

#[test]
fn a_mesh_with_too_many_ways_passes_requests_on_out_of_it_only() {
    let share = |count, check| {
        let engine = Engine::new(mesh(count, check));
        1.0 - engine.outcome(&Failures::none(), Function::StaticRead).failed_share()
    };
    // Without a check a tangled mesh of thirteen sends twelve of thirteen requests to where they are lost.
    assert!([share(12, "http"), share(13, "http")].iter().all(|share| (share - 1.0).abs() < 1e-12));
    assert!((share(13, "none") - 1.0 / 13.0).abs() < 1e-12);
}

#[test]
fn a_long_chain_with_a_link_back_to_its_start_serves_half() {
    let count = 150;
    let mut links = vec![link("user", "p0"), link("p149", "web"), link("p149", "p0")];
    links.extend((1..count).map(|no| link(format!("p{}", no - 1), format!("p{no}"))));
    let topology = design(&format!("{WEB}{}", many(count, "p", "kind: proxy")), &links, "");
    let engine = Engine::new(&topology);
    let outcome = engine.outcome(&Failures::none(), Function::StaticRead);
    assert!((outcome.failed_share() - 0.5).abs() < 1e-12);
    let spofs = engine.spofs(Function::StaticRead, Granularity::Host);
    assert_eq!(spofs.len(), count + 1);
    assert!(spofs.iter().all(|spof| spof.because() == format!("every static read passes {}", spof.id)));
}

#[test]
fn a_proxy_before_both_tiers_is_followed_with_what_it_has_met() {
    let parts = "(id: \"lb\", kind: load_balancer), (id: \"w\", kind: web_server), \
        (id: \"a\", kind: app_server), (id: \"code\", kind: app_files), (id: \"db\", kind: database)";
    let links =
        [("user", "lb"), ("lb", "w"), ("w", "a"), ("a", "code"), ("a", "db"), ("a", "lb"), ("lb", "db")];
    let links: Vec<_> = links.into_iter().map(|(from, to)| link(from, to)).collect();
    let topology = design(parts, &links, "");
    let compared = Comparison::new(&topology, ASKS_ALL, &mut Asked::default()).run();
    compared.unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn a_ring_of_proxies_that_leads_nowhere_is_down() {
    let count = 300;
    let mut links = vec![link("user", "p0")];
    links.extend((0..count).map(|no| link(format!("p{no}"), format!("p{}", (no + 1) % count))));
    let topology = design(&many(count, "p", "kind: proxy"), &links, "");
    assert_eq!(state(&topology), State::Down);
}

#[test]
fn a_quorum_of_hundreds_needs_more_than_half() {
    let count = 301;
    let members: Vec<String> = (0..count).map(|no| format!("\"db{no}\"")).collect();
    let mut links = vec![link("user", "web"), link("web", "app"), link("app", "code")];
    links.extend((0..count).map(|no| link("app", format!("db{no}"))));
    let parts = format!(
        "{WEB}(id: \"app\", kind: app_server, reads: any), (id: \"code\", kind: app_files), {}",
        many(count, "db", "kind: database")
    );
    let cluster = format!("clusters: [(id: \"all\", mode: multi_primary(members: [{}]))]", members.join(","));
    let topology = design(&parts, &links, &cluster);
    let engine = Engine::new(&topology);
    let after = |failed: usize| {
        let ids = (0..failed).map(|no| format!("db{no}").parse().expect("an id"));
        engine.outcome(&Failures::crash(ids), Function::Write).state()
    };
    assert_eq!([after(0), after(150), after(151)], [State::Up, State::Up, State::Down]);
}

#[test]
fn hundreds_of_users_are_averaged() {
    let count = 200;
    let users = many(count, "u", "kind: user");
    let mut links = vec![link("user", "w0")];
    links.extend((0..count).map(|no| link(format!("u{no}"), format!("w{}", no % 20))));
    let topology = design(&format!("{users}{}", many(20, "w", "kind: web_server")), &links, "");
    assert_eq!(state(&topology), State::Up);
}

/// Each proxy passes half of its requests to a server of its own and half to the next proxy, so that servers have shares
/// of 1/2, 1/4 and so on, and every state of the servers a sum of its own: no function of them stays small. Nobody
/// checks anything, so the share served is that of one server's time.
#[test]
fn availability_is_exact_where_every_state_has_a_share_of_its_own() {
    let count = 17;
    let mut links = vec![link("user", "p0")];
    links.extend((0..count).map(|no| link(format!("p{no}"), format!("w{no}"))));
    links.extend((1..count).map(|no| link(format!("p{}", no - 1), format!("p{no}"))));
    let servers = many(count, "w", "kind: web_server, availability: 0.9");
    let topology =
        design(&format!("{}{servers}", many(count, "p", "kind: proxy, external: true")), &links, "");
    let engine = Engine::new(&topology);
    let found = engine.availability(Function::StaticRead, Granularity::Host);
    assert!(found.is_exact() && (found.served - 0.9).abs() < 1e-12, "{found:?}");
    assert!((found.p_up - 0.9_f64.powi(17)).abs() < 1e-12, "{found:?}");
    for importance in engine.importance(Function::StaticRead, Granularity::Host) {
        // A server matters as much as its share of the requests; the last two have the same.
        let place: i32 = importance.id.as_str()[1..].parse().expect("a number");
        let share = 0.5_f64.powi((place + 1).min(16));
        assert!((importance.birnbaum - share).abs() < 1e-9, "{importance:?}, expected {share}");
    }
}

/// The design of a balancer over as many web servers, the first of which carries less than the others.
fn balanced(count: usize) -> Topology {
    let mut links = vec![link("user", "lb")];
    links.extend((0..count).map(|no| link("lb", format!("w{no}"))));
    let parts = format!(
        "(id: \"lb\", kind: load_balancer, algorithm: least_connections, check: tcp, capacity: 1000000), \
         (id: \"w0\", kind: web_server, capacity: 10), {}",
        (1..count).fold(String::new(), |all, no| all
            + &format!("(id: \"w{no}\", kind: web_server, capacity: 1000),"))
    );
    design(&parts, &links, "traffic: (qps: 100, static: 1, dynamic: 0, write: 0)")
}

#[test]
fn as_many_targets_as_anybody_draws_are_shared_out_as_is_best() {
    // The slow one carries 10, each other one 1 000.
    for count in [2, 67, 68, 130] {
        let capacity = Engine::new(balanced(count)).capacity(Granularity::Host);
        let expected = 10.0 + 1000.0 * (count - 1) as f64;
        assert!((capacity.mix_qps - expected).abs() < 1e-6 * expected, "{count}: {}", capacity.mix_qps);
        assert!(!capacity.at_least);
    }
}

#[test]
fn where_there_are_too_many_targets_it_is_said_what_is_carried_at_least() {
    let topology = balanced(500);
    let report = analyse(&topology, &Options { cut_sets: 1, ..Options::default() });
    // By weight all wait for the slow one: 10 requests for each of 500.
    assert!((report.capacity.mix_qps - 5000.0).abs() < 1e-6, "{}", report.capacity.mix_qps);
    assert!(report.capacity.at_least);
    assert!(report.left_out.iter().any(|words| words.contains("at least")), "{:?}", report.left_out);
}

#[test]
fn hundreds_on_both_sides_of_one_firewall_all_reach_one_another() {
    let count = 300;
    let mut links = Vec::new();
    for no in 0..count {
        links.push(link("user", format!("w{no}")));
        links.push(link(format!("w{no}"), "fw"));
        links.push(link("fw", format!("a{no}")));
        links.push(link(format!("a{no}"), "code"));
        links.push(link(format!("a{no}"), "db"));
    }
    let parts = format!(
        "(id: \"fw\", kind: firewall), (id: \"code\", kind: app_files), (id: \"db\", kind: database), {}{}",
        many(count, "w", "kind: web_server, check: tcp"),
        many(count, "a", "kind: app_server")
    );
    let topology = design(&parts, &links, "");
    let engine = Engine::new(&topology);
    assert_eq!(engine.outcome(&Failures::none(), Function::DynamicRead).state(), State::Up);
    let single = engine.spofs(Function::DynamicRead, Granularity::Host);
    assert_eq!(single.iter().map(|spof| spof.id.as_str()).collect::<Vec<_>>(), ["fw", "db"]);
}

#[test]
fn weights_that_multiply_without_end_stay_finite() {
    let line = 140;
    let mut text = format!(
        "(format: 1, parts: [(id: \"user\", kind: user), (id: \"lb\", kind: load_balancer), {WEB} \
         (id: \"other\", kind: web_server), {}], links: [",
        many(line, "fw", "kind: firewall")
    );
    let mut heavy = |from: String, to: String| {
        write!(text, "(from: \"{from}\", to: \"{to}\", protocol: http, weight: 256),")
            .expect("a string takes text");
    };
    heavy("lb".into(), "fw0".into());
    (1..line).for_each(|no| heavy(format!("fw{}", no - 1), format!("fw{no}")));
    heavy(format!("fw{}", line - 1), "web".into());
    heavy("user".into(), "lb".into());
    heavy("lb".into(), "other".into());
    text += "])";
    let topology = parse("odd", &text).unwrap_or_else(|error| panic!("{error}"));
    let outcome =
        Engine::new(&topology).outcome(&Failures::crash(["other".parse().unwrap()]), Function::StaticRead);
    assert!(outcome.failed_share().is_finite());
}
