//! The rules of serving, one small design at a time; every expected share is worked out in a comment.

mod databases;
mod entries;
mod reasons;
mod targets;
mod ways;

use spof::analysis::{Engine, Failure, Failures, Function};
use spof::topology::{Edit, Topology, parse};

use super::compare::{ASKS_ALL, Asked, Comparison};

/// Reads the inside of a file.
fn design(inside: &str) -> Topology {
    parse("by hand", &format!("(format: 1, {inside})")).unwrap_or_else(|error| panic!("{error}"))
}

/// Makes edits, one a line.
fn edited(topology: &Topology, lines: &[&str]) -> Topology {
    lines.iter().fold(topology.clone(), |topology, line| {
        let edit = Edit::parse(line, &topology).unwrap_or_else(|error| panic!("{line}: {error}"));
        edit.apply(&topology).unwrap_or_else(|error| panic!("{line}: {error}"))
    })
}

/// The shares served of static reads, dynamic reads and writes, once these have failed: `web1` has crashed, `~web1`
/// hangs, and `a->b:80` is a broken link.
fn served(topology: &Topology, failed: &[&str]) -> [f64; 3] {
    let mut failures = Failures::none();
    for name in failed {
        let link =
            topology.links.iter().map(spof::topology::Link::id).find(|link| link.to_string() == **name);
        failures = match (link, name.strip_prefix('~')) {
            (Some(link), _) => failures.with_link(link),
            (None, Some(id)) => failures.with(id.parse().expect("an id"), Failure::Hang),
            (None, None) => failures.with(name.parse().expect("an id"), Failure::Crash),
        };
    }
    let engine = Engine::new(topology);
    Function::ALL.map(|function| engine.outcome(&failures, function).served)
}

#[track_caller]
fn assert_served(topology: &Topology, failed: &[&str], expected: [f64; 3]) {
    let found = served(topology, failed);
    let close = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9);
    assert!(close, "after {failed:?}: {found:?}, expected {expected:?}");
    // What a hand worked out, the brute force must say too, and the engine must agree with it about all else.
    assert_eq!(Comparison::new(topology, ASKS_ALL, &mut Asked::default()).run(), Ok(()));
}
