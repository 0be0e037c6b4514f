//! Progress on disk: crashes, several instances, and files that are not fit.

mod bad;
mod crash;

use std::path::Path;

use spof::progress::{Attempt, Location, Marker, Profile, Store};
use spof::requirement::{RequirementId, Verdict};

/// The store of the default profile in a folder.
fn open(folder: &Path) -> Store {
    Store::open(&location(folder))
}

fn location(folder: &Path) -> Location {
    Location::find(Some(folder), Profile::default())
}

/// An attempt with a given answer.
fn attempt(question: &str, answer: &str) -> Attempt {
    Attempt {
        question: question.into(),
        kind: "explain".into(),
        answer: answer.into(),
        seconds: 1.0,
        verdicts: [(RequirementId::parse("t0.issue.spof").expect("it is an id"), Verdict::Met)].into(),
        marker: Marker::Program,
    }
}
