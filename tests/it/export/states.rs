//! The marks that failures and findings give.

use spof::analysis::{Engine, Failures};
use spof::export::states::{Shown, marks};
use spof::topology::{Id, Topology};

use crate::designs::design;

fn id(text: &str) -> Id {
    Id::parse(text).expect("an id")
}

fn failed(topology: &Topology, ids: &[&str]) -> (Vec<String>, Vec<String>) {
    let engine = Engine::new(topology);
    let marks = marks(&engine, &Failures::crash(ids.iter().map(|name| id(name))), Shown::default());
    let names = |ids: &std::collections::BTreeSet<Id>| ids.iter().map(Id::to_string).collect();
    (names(&marks.failed.ids), names(&marks.degraded.ids))
}

#[test]
fn what_stands_on_a_failed_host_has_failed_and_its_cluster_works_in_part() {
    let topology = design("c3");
    let (failed_ids, degraded) = failed(&topology, &["lb1"]);
    assert_eq!(failed_ids, ["lb1", "lb1.haproxy"]);
    assert_eq!(degraded, ["vip"]);
    let (failed_ids, degraded) = failed(&topology, &["lb1", "lb2"]);
    assert_eq!(failed_ids, ["lb1", "lb1.haproxy", "lb2", "lb2.haproxy", "vip"]);
    assert!(degraded.is_empty());
}

#[test]
fn a_host_that_has_lost_a_program_works_in_part() {
    let (failed, degraded) = failed(&design("c3"), &["app.code"]);
    assert_eq!((failed, degraded), (vec!["app.code".to_owned()], vec!["app".to_owned()]));
}

#[test]
fn a_failed_place_takes_all_that_stands_in_it() {
    let topology = spof::topology::parse(
        "nested",
        r#"(format: 1, places: [(id: "city"), (id: "rack", inside: "city"), (id: "other")], hosts: [
            (id: "web", place: "rack", components: [(id: "nginx", kind: web_server)]),
            (id: "db", place: "other", components: [(id: "mysql", kind: database)]),
        ], links: [])"#,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let (failed, _) = failed(&topology, &["city"]);
    assert_eq!(failed, ["city", "web", "web.nginx"]);
}

#[test]
fn single_points_of_failure_and_the_bottleneck_are_marked_on_wish() {
    let topology = design("c0");
    let engine = Engine::new(&topology);
    let plain = marks(&engine, &Failures::none(), Shown::default());
    assert_eq!(plain, spof::diagram::Marks::default());
    let shown = marks(&engine, &Failures::none(), Shown { spofs: true, bottleneck: true });
    // One server does everything: it is a single point of failure, and what is full first runs on it.
    assert!(shown.spof.ids.contains("server"), "{:?}", shown.spof.ids);
    let full = shown.bottleneck.ids.iter().next().expect("something is full first");
    assert_eq!(full.host(), Some("server"));
}
