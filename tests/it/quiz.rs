//! Questions read from RON and graded, with keys from the oracle table of the classic designs.

mod bank;
mod diagram;
mod explain;
mod session;

use std::fs;
use std::path::Path;

use spof::quiz::{self, Question};
use spof::topology::{self, Topology};

/// A bank of one question with this kind; everything else is filled in.
fn question(id: &str, kind: &str) -> Question {
    let text = format!(
        "[(id: \"{id}\", requires: [\"t0.issue.spof\"], step: \"a/b\", prompt: \"?\", topology: \"classics/c0.ron\",
           kind: {kind}, explanation: \"!\")]"
    );
    let mut bank = quiz::parse(&text);
    assert!(bank.problems.is_empty(), "{:?}", bank.problems);
    bank.questions.remove(0)
}

fn classic(name: &str) -> Topology {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/classics").join(name);
    let text = fs::read_to_string(path).expect("the classic can be read");
    topology::parse(name, &text).unwrap_or_else(|error| panic!("{error}"))
}
