//! Whole designs that tests start from: the classics, and the right designs of `goals/right/`.

use std::fs;
use std::path::{Path, PathBuf};

use spof::topology::{Topology, parse};

/// The design of this name, without `.ron`.
pub(crate) fn design(name: &str) -> Topology {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths: [PathBuf; 2] = ["lessons/classics", "tests/it/goals/right"].map(|folder| root.join(folder));
    let file = paths.iter().map(|folder| folder.join(format!("{name}.ron"))).find(|path| path.exists());
    let file = file.unwrap_or_else(|| panic!("there is no design {name}"));
    let text = fs::read_to_string(&file).expect("it can be read");
    parse(name, &text).unwrap_or_else(|error| panic!("{error}"))
}
