//! Descriptions, read back sentence by sentence: every part, every member and every link of the design is in them.

use std::collections::BTreeSet;

use spof::diagram::Marks;
use spof::export::describe::Description;
use spof::topology::zone::Zone;
use spof::topology::{Component, Host, Id, Link, LinkId, Protocol, Topology, parse};

use super::{HOSTILE, all, named};
use crate::designs::design;

fn sentences(topology: &Topology) -> Vec<String> {
    Description::new(topology, &Marks::default()).paragraphs.concat()
}

/// What stands before a name and says what it is.
const NOUNS: &[&str] = &[
    "machine",
    "cluster",
    "place",
    "user",
    "web server",
    "application server",
    "application files",
    "database",
    "load balancer",
    "proxy",
    "proxies",
    "firewall",
    "DNS server",
    "cache",
    "CDN",
    "session store",
    "queue",
    "VRRP program",
    "mail server",
    "monitoring client",
    "monitoring service",
];

/// The verbs of links, in the singular; the plural has `each` before it.
const VERBS: &[&str] = &[
    " calls ",
    " each call ",
    " looks names up at ",
    " each look names up at ",
    " reads metrics from ",
    " each read metrics from ",
    " reads logs from ",
    " each read logs from ",
    " reads ",
    " each read ",
    " sends metrics to ",
    " each send metrics to ",
    " sends logs to ",
    " each send logs to ",
    " exchanges heartbeats with ",
    " each exchange heartbeats with ",
    " copies its data from ",
    " each copy their data from ",
    " passes its changes on to ",
    " each pass their changes on to ",
    " replicates with ",
    " each replicate with ",
];

/// The names of a list such as `the web servers nginx on web1 and nginx on web2`.
fn names(list: &str) -> Vec<String> {
    let list = list.replace(" and ", ", ");
    list.split(", ").map(|item| name(item.trim())).filter(|name| !name.is_empty()).collect()
}

/// A name without what it is, and without the id and the label that are told besides.
fn name(item: &str) -> String {
    let item = item.split(" (").next().unwrap_or(item);
    let lower = item.strip_prefix("The ").or(item.strip_prefix("the ")).unwrap_or(item);
    for noun in NOUNS {
        for form in [(*noun).to_owned(), format!("{noun}s")] {
            if lower == form {
                return form;
            }
            if let Some(name) = lower.strip_prefix(&format!("{form} ")) {
                return name.to_owned();
            }
        }
    }
    lower.to_owned()
}

/// The sentence without what is said in quotation marks.
fn unquoted(sentence: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0;
    for c in sentence.trim_end_matches('.').chars() {
        match c {
            '“' => depth += 1,
            '”' => depth -= 1,
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}

fn is_called(name: &str, id: &Id, label: Option<&str>) -> bool {
    // What turns the direction of writing is no part of a name.
    let seen = |label: &str| spof::text::cells(label).map(|(cluster, _)| cluster).collect::<String>();
    name == id.as_str() || label.map(seen).as_deref() == Some(name)
}

fn host<'a>(topology: &'a Topology, name: &str) -> &'a Host {
    let found: Vec<&Host> =
        topology.hosts.iter().filter(|host| is_called(name, &host.id, host.label.as_deref())).collect();
    assert_eq!(found.len(), 1, "`{name}` names one machine");
    found[0]
}

fn on<'a>(host: &'a Host, name: &str) -> &'a Component {
    let called = |component: &&Component| is_called(name, &component.id, component.label.as_deref());
    let found: Vec<&Component> = host.components.iter().filter(called).collect();
    assert_eq!(found.len(), 1, "`{name}` names one part of {}", host.id);
    found[0]
}

/// The component that is said: `nginx on web1`, or the name of a part that stands by itself.
fn component(topology: &Topology, said: &str) -> Id {
    if let Some((name, machine)) = said.split_once(" on ") {
        let host = host(topology, machine);
        return host.id.join(&on(host, name).id);
    }
    let called = topology.parts.iter().map(|part| &part.component);
    let found: Vec<&Component> =
        called.filter(|component| is_called(said, &component.id, component.label.as_deref())).collect();
    assert_eq!(found.len(), 1, "`{said}` names one part");
    found[0].id.clone()
}

fn links(topology: &Topology, sentences: &[String]) -> BTreeSet<LinkId> {
    let mut found = BTreeSet::new();
    for sentence in sentences.iter().map(|sentence| unquoted(sentence)) {
        let Some(verb) = VERBS.iter().find(|verb| sentence.contains(**verb)) else { continue };
        let (from, rest) = sentence.split_once(verb).expect("it is there");
        let port = rest.split_once(" on port ").map_or(0, |(_, port)| {
            let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().expect("a port")
        });
        let end = [" with ", " as ", " by ", " on port ", ", "].iter().filter_map(|word| match *word {
            // A comma within the list of the called is none that ends it.
            ", " => rest.find(", encrypted").or(rest.find(", not encrypted")).or(rest.find(", shown")),
            word => rest.find(word),
        });
        let to = &rest[..end.min().unwrap_or(rest.len())];
        for from in names(from) {
            for to in names(to) {
                let id = LinkId { from: component(topology, &from), to: component(topology, &to), port };
                assert!(found.insert(id.clone()), "{id} is told twice");
            }
        }
    }
    found
}

fn check(name: &str, topology: &Topology) {
    let sentences = sentences(topology);
    let mut parts: BTreeSet<Id> = BTreeSet::new();
    for sentence in sentences.iter().map(|sentence| unquoted(sentence)) {
        let carried = sentence.split_once(" carries ").or(sentence.split_once(", each carry "));
        if let Some((machines, carried)) = carried {
            let machines = machines.split_once(" machines, ").map_or(machines, |(_, machines)| machines);
            for machine in names(machines).iter().map(|name| host(topology, name)) {
                assert!(parts.insert(machine.id.clone()), "{name}: {} twice", machine.id);
                for part in names(carried).iter().filter(|name| *name != "nothing") {
                    parts.insert(machine.id.join(&on(machine, part).id));
                }
            }
        }
        for end in [" asks for pages", " is somebody else's service", " stands by itself"] {
            if let Some(part) = sentence.strip_suffix(end) {
                parts.insert(component(topology, &self::name(part)));
            }
        }
    }
    let mut expected: BTreeSet<Id> = topology.components().map(|placed| placed.id()).collect();
    expected.extend(topology.hosts.iter().map(|host| host.id.clone()));
    assert_eq!(parts, expected, "{name}");
    let expected: BTreeSet<LinkId> = topology.links.iter().map(Link::id).collect();
    assert_eq!(links(topology, &sentences), expected, "{name}");
    for cluster in &topology.clusters {
        let mode = format!(" ({}).", cluster.mode.name().replace('_', "-"));
        let told = sentences.iter().filter(|sentence| sentence.ends_with(&mode));
        let is_told = |sentence: &&String| {
            let says = unquoted(sentence);
            cluster.mode.members().iter().all(|member| {
                let placed = topology.component(member.as_str()).expect("a member");
                let component = placed.component.label.as_deref().unwrap_or(placed.component.id.as_str());
                says.contains(component) || says.contains(placed.component.id.as_str())
            }) && says.starts_with("In the cluster ")
        };
        assert!(told.filter(is_told).count() >= 1, "{name}: {} in {sentences:#?}", cluster.id);
    }
    for record in topology.zone.as_deref().map(Zone::parse).unwrap_or_default().records {
        let owner = format!("The name {} ", record.owner.without_dot());
        let kind = format!("({} record", record.data.kind());
        let said = |sentence: &&String| sentence.starts_with(&owner) && sentence.contains(&kind);
        assert!(sentences.iter().any(|sentence| said(&sentence)), "{name}: {record}");
    }
    for place in &topology.places {
        assert!(
            sentences.iter().any(|sentence| sentence.starts_with(&format!("The place {} ", place.id))),
            "{name}"
        );
    }
    for sentence in &sentences {
        let first = sentence.chars().next().expect("a sentence has words");
        assert!(first.is_uppercase() && sentence.ends_with('.'), "{name}: {sentence}");
        assert!(!sentence.chars().any(char::is_control) && !sentence.contains("  "), "{name}: {sentence}");
    }
}

#[test]
fn a_listener_can_draw_the_design() {
    for (name, topology) in all().into_iter().chain([("hostile".to_owned(), named(HOSTILE))]) {
        check(&name, &topology);
    }
}

#[test]
fn a_design_is_told_in_the_order_of_its_requests() {
    let told = Description::new(&design("c0"), &Marks::default()).to_string();
    let expected = "\
This design, “One server”, has one machine, two parts that stand by themselves and five links.
Users type www.foobar.com to reach it.

The machine server carries the web server nginx, the application server app, the application files code and the database mysql.
The machine server has the address 8.8.8.8.

The user asks for pages.
The DNS server dns is somebody else's service.

The DNS zone is that of foobar.com.
The name foobar.com has the primary name server ns1.example.net (SOA record).
The name foobar.com has the name server ns1.example.net (NS record).
The name foobar.com has the address 8.8.8.8 (A record).
The name www.foobar.com has the address 8.8.8.8 (A record).

The user looks names up at the DNS server dns with DNS on port 53.
The user calls the web server nginx on server with HTTP on port 80.
The web server nginx on server calls the application server app on server with FastCGI on port 9000.
The application server app on server reads the application files code on server as files.
The application server app on server calls the database mysql on server with MySQL on port 3306.
";
    assert_eq!(told, expected);
}

#[test]
fn what_is_alike_is_told_at_once() {
    let told = sentences(&design("c3x2"));
    for whole in [
        "Two machines, web1 and web2, each carry the web server nginx.",
        "The load balancers haproxy on lb1 and haproxy on lb2 each call the web servers nginx on web1 and nginx on \
         web2 with HTTP on port 80.",
        "In the cluster vip, haproxy on lb1 serves, and haproxy on lb2 takes over from it (active-passive).",
        "Its shared address is 8.8.8.8, which moves when the machine fails, and not when only the program does.",
        "The database mysql on db2 copies its data from the database mysql on db1 by replication on port 3306.",
    ] {
        assert!(told.iter().any(|sentence| sentence == whole), "{whole}\n{told:#?}");
    }
}

#[test]
fn every_setting_that_changes_who_calls_whom_is_told() {
    let topology = parse(
        "settings",
        r#"(format: 1, places: [(id: "city"), (id: "rack", inside: "city")], hosts: [
            (id: "a", label: "front", place: "rack", networks: [dmz], components: [
                (id: "lb", kind: load_balancer), (id: "agent", kind: monitoring_client)]),
            (id: "b", label: "a b", components: [(id: "web", kind: web_server)]),
            (id: "c", components: [(id: "web", kind: web_server)]),
            (id: "empty"),
        ], parts: [(id: "mon", kind: monitoring_service, external: true)], links: [
            (from: "a.lb", to: "b.web", protocol: http, encrypted: true, weight: 3),
            (from: "a.lb", to: "c.web", protocol: http, backup: true),
            (from: "a.agent", to: "mon", protocol: metrics),
            (from: "mon", to: "a.agent", protocol: metrics, port: 9101),
        ], clusters: [(id: "both", mode: active_active(members: ["b.web", "c.web"], addresses: ["10.0.0.1", "10.0.0.2"]))])"#,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    check("settings", &topology);
    let told = sentences(&topology);
    for whole in [
        "This design has two places, four machines, one part that stands by itself, one cluster and four links.",
        "The place rack lies inside the place city and holds the machine front.",
        "The machine front (id a) carries the load balancer lb and the monitoring client agent.",
        "Two machines, b (shown as “a b”) and c, each carry the web server web.",
        "The machine empty carries nothing.",
        "The machine front is on the DMZ.",
        "In the cluster both, web on b and web on c all serve at once (active-active).",
        "Its shared addresses are 10.0.0.1 and 10.0.0.2, one for each member.",
        "The load balancer lb on front calls the web server web on b with HTTP on port 80, encrypted, with weight 3.",
        "The load balancer lb on front calls the web server web on c with HTTP on port 80, only when no other can be \
         chosen.",
        "The monitoring client agent on front sends metrics to the monitoring service mon on port 9100.",
        "The monitoring service mon reads metrics from the monitoring client agent on front on port 9101.",
    ] {
        assert!(told.iter().any(|sentence| sentence == whole), "{whole}\n{told:#?}");
    }
}

#[test]
fn what_has_failed_is_told_last() {
    let topology = design("c3");
    let link = topology.links.iter().find(|link| link.protocol == Protocol::Mysql).expect("a link").id();
    let ids = |names: &[&str]| names.iter().map(|name| Id::parse(name).expect("an id")).collect();
    let mut marks = Marks { failed: ids(&["lb1", "lb1.haproxy"]), spof: ids(&["web"]), ..Marks::default() };
    marks.failed.insert_link(link);
    let description = Description::new(&topology, &marks);
    let expected = [
        "The machine lb1 and the load balancer haproxy on lb1 have failed.",
        "The link from the application server app on app to the database mysql on db on port 3306 has failed.",
        "The machine web is a single point of failure.",
    ];
    assert_eq!(description.paragraphs.last().expect("there is one"), &expected);
}

#[test]
fn an_empty_design_is_one_sentence() {
    assert_eq!(
        Description::new(&Topology::default(), &Marks::default()).to_string(),
        "This design is empty.\n"
    );
}
