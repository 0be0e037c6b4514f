//! Rules on designs that are large, or have more ways through them than could be followed one by one: each of these
//! tests would not end, or fill the memory, if a rule looked again at what it has seen.

use std::fmt::Write as _;

use spof::analysis::{Calls, Engine, Finding, Trials, findings};
use spof::topology::{Topology, parse};

use crate::designs::grown::grown;

fn told(topology: &Topology, rule: &str) -> Vec<Finding> {
    let mut found = findings(topology, &Engine::new(topology));
    found.retain(|finding| finding.rule == rule);
    found
}

/// Layers of two proxies that pass TLS through to both of the next: 2^40 ways to one web server.
fn layers(number: usize) -> Topology {
    let (mut hosts, mut links) = (String::new(), String::new());
    let link = |links: &mut String, from: &str, to: &str| {
        writeln!(links, "(from: \"{from}\", to: \"{to}\", protocol: https),").expect("a text takes it");
    };
    for layer in 0..number {
        for one in ["a", "b"] {
            let here = format!("{one}{layer}");
            writeln!(hosts, "(id: \"{here}\", components: [(id: \"proxy\", kind: proxy)]),")
                .expect("a text takes it");
            let here = format!("{here}.proxy");
            match layer.checked_sub(1) {
                None => link(&mut links, "user", &here),
                Some(before) => ["a", "b"]
                    .iter()
                    .for_each(|from| link(&mut links, &format!("{from}{before}.proxy"), &here)),
            }
            if layer + 1 == number {
                link(&mut links, &here, "web.nginx");
            }
        }
    }
    let text = format!(
        "(format: 1, hosts: [{hosts}(id: \"web\", components: [(id: \"nginx\", kind: web_server)])], \
         parts: [(id: \"user\", kind: user)], links: [{links}])"
    );
    parse("layers", &text).expect("it is a design")
}

#[test]
fn where_tls_ends_is_found_however_many_ways_lead_there() {
    let topology = layers(40);
    let engine = Engine::new(&topology);
    let calls = Calls::new(&engine);
    let ends: Vec<String> = calls.tls_ends().iter().map(ToString::to_string).collect();
    assert_eq!(ends, ["web.nginx"]);
}

#[test]
fn many_lines_with_one_flaw_are_one_finding_and_few_are_one_each() {
    let zoned = |number: usize| {
        let mut zone = String::from(
            "$ORIGIN foobar.com.\n$TTL 300\n@ IN SOA ns1.example.net. hostmaster 1 7200 900 1209600 300\n",
        );
        (0..number).for_each(|at| writeln!(zone, "a{at}.example.net. IN A 192.0.2.1").unwrap());
        Topology { zone: Some(zone), ..Topology::default() }
    };
    assert_eq!(told(&zoned(3), "out-of-zone").len(), 3);
    let topology = zoned(3000);
    let found = told(&topology, "out-of-zone");
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("2999 more"), "{}", found[0].message);
    let engine = Engine::new(&topology);
    assert!(Trials::new(&engine).fixes(&found[0]).iter().all(|fix| fix.edits.is_empty()));
}

/// Twice as many parts take twice as long, and ten thousand a moment: where a rule looked at every part for each part, this
/// would take minutes.
#[test]
fn every_part_of_a_large_design_is_looked_at_a_few_times_only() {
    let about = |found: &[Finding], rule: &str| {
        let subjects =
            found.iter().filter(|finding| finding.rule == rule).flat_map(|finding| &finding.subjects);
        subjects.count()
    };
    let public = grown("public", 9_000);
    let found = findings(&public, &Engine::new(&public));
    assert_eq!((about(&found, "no-firewall"), about(&found, "unwatched")), (6_000, 3_000));
    let encrypted = grown("encrypted", 9_000);
    let found = findings(&encrypted, &Engine::new(&encrypted));
    assert_eq!((about(&found, "spof"), about(&found, "no-certificate")), (9_000, 1));
}
