//! Firewalls and reach: ways through in-line firewalls, guards on hosts, exposure and probes.

use super::{assert_served, design, edited};
use spof::analysis::Engine;
use spof::topology::Topology;

const UP: [f64; 3] = [1.0; 3];
const HALF: [f64; 3] = [0.5; 3];
const DOWN: [f64; 3] = [0.0; 3];

/// A balancer on the internet before two servers that have everything, by `links` between.
fn balanced(links: &str) -> Topology {
    let server = |id: &str| {
        format!(
            r#"(id: "{id}", networks: [private], components: [
                (id: "web", kind: web_server), (id: "app", kind: app_server),
                (id: "code", kind: app_files), (id: "db", kind: database),
            ]),"#
        )
    };
    design(&format!(
        r#"
        hosts: [
            (id: "lb", networks: [internet, private], components: [(id: "it", kind: load_balancer)]),
            {} {}
        ],
        parts: [(id: "user", kind: user), (id: "fw1", kind: firewall), (id: "fw2", kind: firewall)],
        links: [
            (from: "user", to: "lb.it", protocol: https),
            (from: "s1.web", to: "s1.app", protocol: fastcgi), (from: "s1.app", to: "s1.db", protocol: mysql),
            (from: "s2.web", to: "s2.app", protocol: fastcgi), (from: "s2.app", to: "s2.db", protocol: mysql),
            {links}
        ],
        "#,
        server("s1"),
        server("s2"),
    ))
}

const DIRECT: &str =
    r#"(from: "lb.it", to: "s1.web", protocol: http), (from: "lb.it", to: "s2.web", protocol: http)"#;

#[test]
fn parallel_firewalls_are_ways_of_one_flow() {
    let parallel = balanced(
        r#"
        (from: "lb.it", to: "fw1", protocol: http), (from: "lb.it", to: "fw2", protocol: http),
        (from: "fw1", to: "s1.web", protocol: http), (from: "fw2", to: "s1.web", protocol: http),
        (from: "fw1", to: "s2.web", protocol: http), (from: "fw2", to: "s2.web", protocol: http),
        "#,
    );
    // Two flows, each with two ways, and three more within the servers.
    let engine = Engine::new(&parallel);
    let ways: Vec<usize> = engine.flows().iter().map(|flow| flow.paths.len()).collect();
    assert_eq!(ways, [1, 1, 1, 1, 1, 2, 2]);
    assert_served(&parallel, &["fw1"], UP);
    assert_served(&parallel, &["fw1", "fw2"], DOWN);
    // One way is left to each server.
    assert_served(&parallel, &["fw1", "fw2->s1.web:80"], HALF);
}

#[test]
fn a_flow_keeps_its_port_through_firewalls() {
    let ports = balanced(
        r#"
        (from: "lb.it", to: "fw1", protocol: http), (from: "fw1", to: "fw2", protocol: http),
        (from: "fw2", to: "s1.web", protocol: http), (from: "fw2", to: "s2.web", protocol: https),
        "#,
    );
    let engine = Engine::new(&ports);
    let through: Vec<String> = engine
        .flows()
        .iter()
        .filter(|flow| flow.from.as_str() == "lb.it")
        .map(|flow| format!("{}:{} by {}", flow.to, flow.port, flow.paths[0].firewalls.len()))
        .collect();
    assert_eq!(through, ["s1.web:80 by 2"]);
    // The only target is s1, in series with both firewalls.
    assert_served(&ports, &["s2"], UP);
    assert_served(&ports, &["fw2"], DOWN);
}

#[test]
fn a_circle_of_firewalls_ends() {
    let circle = balanced(
        r#"
        (from: "lb.it", to: "fw1", protocol: http), (from: "fw1", to: "fw2", protocol: http),
        (from: "fw2", to: "fw1", protocol: http), (from: "fw2", to: "s1.web", protocol: http),
        "#,
    );
    let engine = Engine::new(&circle);
    let flow = engine.flows().iter().find(|flow| flow.from.as_str() == "lb.it").expect("it is drawn");
    assert_eq!(flow.paths.len(), 1);
    assert_served(&circle, &[], UP);
    assert_served(&circle, &["fw1"], DOWN);
}

#[test]
fn a_firewall_on_a_host_guards_what_comes_from_elsewhere() {
    let guarded = edited(&balanced(DIRECT), &["add firewall fw on s1"]);
    assert_served(&guarded, &[], UP);
    // It has a rule for mysql only: the balancer is stopped, which a check finds; the host's own flows are not.
    let shut = edited(&guarded, &["set s1.fw rules allow port 3306"]);
    assert_served(&shut, &[], HALF);
    assert_served(&edited(&shut, &["set lb.it check tcp"]), &[], UP);
    let by_network = |rules: &str| edited(&guarded, &[&format!("set s1.fw rules {rules}")]);
    // The balancer is on the internet too, and comes over the network that both share.
    assert_served(&by_network("deny from internet,allow"), &[], UP);
    assert_served(&by_network("deny from private,allow"), &[], HALF);
    assert_served(&by_network("allow to s1.web"), &[], UP);
    assert_served(&by_network("allow to s2"), &[], HALF);
}

#[test]
fn what_is_on_the_internet_is_exposed_where_no_firewall_says_otherwise() {
    let exposed = |topology: &Topology| -> Vec<String> {
        let engine = Engine::new(topology);
        engine
            .exposed()
            .iter()
            .map(|found| format!("{}:{}{}", found.id, found.port, if found.drawn { "" } else { " undrawn" }))
            .collect()
    };
    let private = balanced(DIRECT);
    assert_eq!(exposed(&private), ["lb.it:443"]);
    // On the internet, everything that listens is open to anybody; with a firewall that lets pass what is drawn,
    // nothing of s1 is.
    let public = edited(&private, &["set s1 networks internet,private"]);
    assert_eq!(
        exposed(&public),
        ["lb.it:443", "s1.web:80 undrawn", "s1.app:9000 undrawn", "s1.db:3306 undrawn"]
    );
    let guarded = edited(&public, &["add firewall fw on s1"]);
    assert_eq!(exposed(&guarded), ["lb.it:443"]);
    let open = edited(&guarded, &["set s1.fw rules allow port 3306"]);
    assert_eq!(exposed(&open), ["lb.it:443", "s1.db:3306 undrawn"]);
}

#[test]
fn a_probe_names_the_rule_that_decides() {
    let guarded =
        edited(&balanced(DIRECT), &["add firewall fw on s1", "set s1.fw rules deny port 22,allow from lb"]);
    let engine = Engine::new(&guarded);
    let say = |from: &str, to: &str, port: u16| {
        let probe = engine.probe(from, to, port).expect("both ends are there");
        let last = probe.decisions.last().map_or("nothing decides".to_owned(), ToString::to_string);
        format!("{}: {last}", if probe.reaches { "reaches" } else { "does not reach" })
    };
    assert_eq!(say("lb.it", "s1.web", 80), "reaches: s1.fw allows it by rule 2");
    assert_eq!(say("lb.it", "s1.web", 22), "does not reach: s1.fw denies it by rule 1");
    assert_eq!(say("s2.app", "s1.db", 3306), "does not reach: s1.fw denies it, as no rule matches");
    assert_eq!(say("s1.app", "s1.db", 3306), "reaches: nothing decides");
    // s1 is not on the internet, and no way leads there from it.
    assert!(!engine.probe("internet", "s1.db", 3306).expect("both ends are there").connected);
    assert_eq!(engine.probe("nobody", "s1.db", 3306), None);
}
