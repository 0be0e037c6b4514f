//! The file format: what each field means, and the look of what is written.

use spof::topology::{Mode, Network, Promotion, Rules, Track, parse, write};

/// The file of `semantics.md` section 13.
const STARTER: &str = include_str!("starter.ron");
/// A file in which every field is stated and none has its default.
const FULL: &str = include_str!("full.ron");

#[test]
fn the_file_to_start_from_is_read() {
    let topology = parse("starter.ron", STARTER).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((topology.hosts.len(), topology.parts.len(), topology.links.len()), (3, 3, 12));
    assert_eq!(topology.zone.as_deref().and_then(|zone| zone.lines().next()), Some("$ORIGIN foobar.com."));
}

#[test]
fn every_field_has_its_meaning() {
    let topology = parse("full.ron", FULL).unwrap_or_else(|error| panic!("{error}"));
    let fw = &topology.component("lb.fw").unwrap().component.settings;
    let Rules::Listed(rules) = &fw.rules else { panic!("they are listed") };
    assert_eq!(
        rules.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["allow from internet to lb.haproxy port 443", "deny from internet", "allow"]
    );
    let lb = topology.host("lb").unwrap();
    assert_eq!(lb.standing.addresses.len(), 2);
    assert_eq!(lb.standing.networks, [Network::Internet, Network::Dmz]);
    assert_eq!((lb.availability, lb.repair_hours, lb.standing.cost), (Some(0.9999), Some(2.5), Some(80)));
    let settings = &topology.component("lb.haproxy").unwrap().component.settings;
    assert_eq!((settings.check_seconds, settings.fall, settings.rise, settings.retries), (0.5, 2, 5, 1));
    assert!(settings.redispatch && settings.sticky);
    assert_eq!((settings.capacity, settings.workers), (Some(2000.0), Some(64)));
    let link = &topology.links[1];
    assert_eq!((link.port(), link.weight, link.backup, link.is_encrypted()), (8080, 0, true, true));
    assert!(topology.links[0].redirect);
    let Mode::PrimaryReplica { promotion: Promotion::Automatic { voters, fencing }, .. } =
        &topology.clusters[0].mode
    else {
        panic!("it is automatic")
    };
    assert_eq!((voters.len(), *fencing), (3, true));
    assert_eq!((topology.clusters[0].common_cause, topology.clusters[0].coverage), (Some(0.1), Some(0.95)));
    assert!(matches!(
        topology.clusters[1].mode,
        Mode::ActivePassive { track: Track::Service, address: Some(_), .. }
    ));
    assert!((topology.traffic.qps - 1500.0).abs() < f64::EPSILON);
    assert_eq!(topology.zone.as_deref(), Some("; he said \"#hello\"\n"));
}

#[test]
fn a_full_file_is_written_as_it_was_read() {
    let topology = parse("full.ron", FULL).unwrap_or_else(|error| panic!("{error}"));
    let written = write(&topology);
    for (line, expected) in written.lines().zip(FULL.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(written, FULL);
}

#[test]
fn what_has_its_default_is_left_out() {
    let text = "(format: 1, hosts: [(id: \"a\", components: [(id: \"b\", kind: load_balancer, check: none, fall: 3, certificate: [])])], clients: once, traffic: (qps: 100))";
    let topology = parse("x.ron", text).unwrap_or_else(|error| panic!("{error}"));
    let written = "(\n    format: 1,\n    hosts: [\n        (id: \"a\", components: [(id: \"b\", kind: load_balancer)]),\n    ],\n)\n";
    assert_eq!(write(&topology), written);
}
