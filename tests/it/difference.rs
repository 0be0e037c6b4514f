//! What an edit changed, told from two reports.

use spof::analysis::{Difference, Function, Options, Report, analyse, difference};
use spof::topology::{Id, Topology};

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

fn rules(findings: &[spof::analysis::Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn an_edit_that_changes_nothing_says_nothing() {
    let made = made("c1", &["set lb note hello", "rename dns ns"]);
    assert!(made.is_empty(), "{made:?}");
    assert_eq!(made.summary(), "");
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
        made.summary(),
        "s1 is no single point of failure any more; mended: One database takes all writes; availability 99.80 % → 99.90 %"
    );
}

#[test]
fn a_cut_link_is_told_first() {
    let made = made("c0", &["disconnect server.app server.mysql"]);
    assert!(
        made.summary().starts_with("dynamic reads are now down; writes are now down; "),
        "{}",
        made.summary()
    );
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
    assert!(made.summary().contains("s1 is now a single point of failure"), "{}", made.summary());
    assert!(made.summary().contains("carries 400 instead of 800 requests a second"), "{}", made.summary());
}
