//! What an edit changed, told from two reports.

use spof::analysis::{Change, Difference, Failures, Function, Options, Report, Worth, analyse, difference};
use spof::topology::{Edit, Id, Topology};

use crate::designs::Edited;

fn report(topology: &Topology) -> Report {
    analyse(topology, &Options::default())
}

/// The difference that these edits make.
fn made(from: &str, edits: &[&str]) -> Difference {
    let before = Edited { from: from.to_owned(), edits: Vec::new() };
    let after = Edited { from: from.to_owned(), edits: edits.iter().map(|&edit| edit.to_owned()).collect() };
    difference(&report(&before.topology()), &report(&after.topology()))
}

/// What is said of it, each sentence with what it is worth.
fn said(difference: &Difference) -> Vec<String> {
    let sign = |worth| match worth {
        Worth::Loss => '-',
        Worth::Gain => '+',
        Worth::Neither => '.',
    };
    difference.told().into_iter().map(|told| format!("{} {}", sign(told.worth), told.words)).collect()
}

/// Asserts that a sentence is said that begins so.
#[track_caller]
fn says(difference: &Difference, start: &str) {
    let said = said(difference);
    assert!(said.iter().any(|words| words.starts_with(start)), "`{start}` is not in {said:#?}");
}

fn rules(findings: &[spof::analysis::Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn an_edit_that_changes_nothing_says_nothing() {
    let made = made("c1", &["set lb note hello", "rename dns ns"]);
    assert!(made.is_empty(), "{made:?}");
    assert_eq!(said(&made), [""; 0]);
}

/// The oracle rows of the semantics: writes of C1 fail with s1 until promotion is automatic.
#[test]
fn automatic_promotion_takes_the_primary_off_the_list() {
    let made = made("c1", &["set db promotion automatic", "set db fencing true"]);
    assert_eq!(rules(&made.appeared), Vec::<&str>::new());
    assert_eq!(rules(&made.gone), ["spof", "single-writer"]);
    let [writes] = made.functions.as_slice() else { panic!("only writes change: {:?}", made.functions) };
    assert_eq!(writes.function, Function::Write);
    assert_eq!(writes.spofs_gone.iter().map(Id::as_str).collect::<Vec<_>>(), ["s1"]);
    assert!(writes.spofs_appeared.is_empty() && writes.served.is_none());
    let (before, after) = writes.availability.expect("it changes");
    assert!((before - 0.998_001).abs() < 1e-6 && (after - 0.998_999).abs() < 1e-6, "{before} {after}");
    assert_eq!(
        said(&made),
        [
            "+ Writes: available 99.9 % of the time instead of 99.8 %.",
            "+ s1 is no single point of failure of writes any more.",
            "+ Without s1 it carries 400 instead of 0 requests a second.",
            "+ Mended: One database takes all writes.",
            ". Sets of elements that take down writes only together: 1 instead of 0.",
        ]
    );
}

#[test]
fn a_cut_link_is_told_first() {
    let made = made("c0", &["disconnect server.app server.mysql"]);
    assert_eq!(said(&made)[0], "- Dynamic reads and writes are down now.");
    // What is down has no flaw that could be seen: nothing is mended by that.
    assert!(!said(&made).iter().any(|words| words.contains("Mended")), "{:?}", said(&made));
    assert!(rules(&made.appeared).contains(&"down"));
    // Where a function is down there are no single points of failure, and none has been mended.
    assert!(made.functions.iter().all(|change| change.spofs_gone.is_empty()), "{:?}", made.functions);
}

#[test]
fn a_finding_that_names_more_parts_is_the_same_one() {
    let made = made("c1", &["add host s3", "add web_server nginx on s3", "connect lb.haproxy s3.nginx http"]);
    assert!(!rules(&made.appeared).contains(&"no-monitoring"), "{:?}", made.appeared);
    assert!(!rules(&made.gone).contains(&"no-monitoring"), "{:?}", made.gone);
    assert!(rules(&made.appeared).contains(&"web-alone"));
    assert_eq!(made.cost, Some((120, 160)));
}

#[test]
fn a_second_tier_member_shows_in_capacity() {
    let edits = ["remove s2"];
    let made = made("c1", &edits);
    // The oracle: C1 carries 800 requests a second, and 400 without s2.
    let (before, after) = made.capacity.expect("it changes");
    assert!((before - 800.0).abs() < 0.5 && (after - 400.0).abs() < 0.5, "{before} {after}");
    says(&made, "- s1 is now a single point of failure of");
    says(&made, "- It carries 400 instead of 800 requests a second.");
}

#[test]
fn what_one_failure_leaves_is_compared_too() {
    // The oracle: C1 with two balancers would carry 400 without s1 or s2; with one it is down without it.
    let made = made("c3x2", &["remove app2"]);
    let least = made.least_after_failure.expect("it changes");
    assert!((least.0 - 2000.0 / 3.0).abs() < 0.5 && least.1.abs() < 0.5, "{least:?}");
    says(&made, "- After any one failure it still carries 0 instead of 667 requests");
    let of = |id: &str| made.after_failure.iter().find(|(other, _)| *other == *id).map(|(_, pair)| *pair);
    // 1 333 QPS without web1 before; one application server is left to carry 667 then.
    let (before, after) = of("web1").expect("it changes");
    assert!((before - 4000.0 / 3.0).abs() < 0.5 && (after - 2000.0 / 3.0).abs() < 0.5, "{before} {after}");
    assert_eq!(of("app2"), None, "it is gone");
    let writes =
        made.functions.iter().find(|change| change.function == Function::Write).expect("they change");
    // Four pairs, of which that of the application servers goes.
    assert_eq!(writes.cut_sets, Some((4, 3)));
    // 400 dynamic reads a second with two, 200 with one.
    let reads =
        made.functions.iter().find(|change| change.function == Function::DynamicRead).expect("they change");
    assert!(
        reads
            .capacity
            .is_some_and(|(before, after)| (before - 400.0).abs() < 0.5 && (after - 200.0).abs() < 0.5)
    );
}

#[test]
fn a_change_is_the_difference_that_edits_make() {
    let topology = Edited { from: "c1".to_owned(), edits: Vec::new() }.topology();
    let lines = ["rename s1 first", "set db promotion automatic", "set db fencing true"];
    let mut now = topology.clone();
    let edits: Vec<Edit> = lines
        .iter()
        .map(|line| {
            let edit = Edit::parse(line, &now).unwrap();
            now = edit.apply(&now).unwrap();
            edit
        })
        .collect();
    let change = Change::of(&topology, &edits, &Options::default()).unwrap();
    assert_eq!(change.topology, now);
    assert_eq!(change.report, report(&now));
    // What was renamed is the same element under its new name.
    let [writes] = change.difference.functions.as_slice() else {
        panic!("{:?}", change.difference.functions)
    };
    assert_eq!(writes.spofs_gone.iter().map(Id::as_str).collect::<Vec<_>>(), ["first"]);
    assert!(writes.spofs_appeared.is_empty());
    let wrong = Edit::Remove { id: "nobody".parse().unwrap() };
    assert!(Change::of(&topology, &[wrong], &Options::default()).is_err());
    assert!(Change::of(&topology, &[], &Options::default()).unwrap().difference.is_empty());
}

#[test]
fn breaking_a_site_mends_nothing() {
    for (from, edit) in [("c0", "disconnect user server.nginx"), ("c3", "remove vip"), ("c1", "remove lb")] {
        let made = made(from, &[edit]);
        let said = said(&made);
        assert!(said[0].ends_with("are down now."), "{from} {edit}: {said:?}");
        assert!(!said.iter().any(|words| words.starts_with('+')), "{from} {edit}: {said:?}");
    }
}

#[test]
fn a_line_of_the_zone_that_moves_is_the_same_finding() {
    let zone = "$ORIGIN foobar.com.\n@ 3600 IN SOA ns1 admin 1 7200 900 1209600 300\n@ IN NS ns1\n\
        ns1 IN A 192.0.2.1\nwww IN A 8.8.8.8\nmail IN MX 10 mx.foobar.com\n";
    let mut before = Edited { from: "c0".to_owned(), edits: Vec::new() }.topology();
    before.zone = Some(zone.to_owned());
    let mut after = before.clone();
    after.zone = Some(zone.replace("www IN", "; the site\nwww IN"));
    let made = difference(&report(&before), &report(&after));
    assert!(rules(&report(&before).findings).contains(&"missing-dot"));
    assert!(made.gone.is_empty() && made.appeared.is_empty(), "{made:?}");
}

#[test]
fn what_only_takes_longer_is_told() {
    // Three checks, 2 s apart, against three that are 9 s apart.
    let checks = made("c1", &["set lb.haproxy check_seconds 9"]);
    says(&checks, "- lb.haproxy leaves out a target that has failed after 27 s instead of after 6 s.");
    let address = made("c3", &["set vip failover_seconds 60"]);
    says(&address, "- The address of vip moves to another member after 1 min instead of after 3.6 s.");
}

#[test]
fn whatever_an_edit_changes_is_told() {
    for (from, edit) in [
        ("c1", "set s1.nginx capacity 5000"),
        ("c1", "set s1.nginx capacity 100"),
        ("c1", "set lb.haproxy certificate www.foobar.com"),
        ("c1", "set s1.app workers 16"),
        ("c1", "set s1.mysql capacity 5000"),
        ("c1", "set traffic qps 10"),
        ("c1", "set s1 availability 0.9"),
        ("c3", "set vip coverage 0.9"),
        ("c3", "set vip common_cause 0.1"),
        ("c3x2", "set web1.nginx capacity 2000"),
        ("c3x2", "remove web1"),
    ] {
        let before = Edited { from: from.to_owned(), edits: Vec::new() };
        let after = Edited { from: from.to_owned(), edits: vec![edit.to_owned()] };
        let (before, after) = (report(&before.topology()), report(&after.topology()));
        let told = difference(&before, &after).told();
        assert_eq!(told.is_empty(), before == after, "{from} {edit}: {told:?}");
    }
}

#[test]
fn a_change_is_told_of_the_intact_design_whatever_has_failed() {
    let topology = Edited { from: "c1".to_owned(), edits: Vec::new() }.topology();
    let edit = Edit::parse("remove s2", &topology).unwrap();
    let failed = Options { fail: Failures::crash(["s1".parse().unwrap()]), ..Options::default() };
    let (intact, broken) = (
        Change::of(&topology, std::slice::from_ref(&edit), &Options::default()).unwrap(),
        Change::of(&topology, &[edit], &failed).unwrap(),
    );
    assert_eq!(intact.difference, broken.difference);
    assert!(broken.report.aftermath.is_some());
}
