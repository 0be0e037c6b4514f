//! Whole designs that tests start from: the classics, and the right designs of `goals/right/`; grown and large ones, and
//! ones by chance.

pub(crate) mod grown;
pub(crate) mod nested;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use spof::topology::{Edit, Topology, parse};

/// The design of this name, without `.ron`.
pub(crate) fn design(name: &str) -> Topology {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths: [PathBuf; 2] = ["lessons/classics", "tests/it/goals/right"].map(|folder| root.join(folder));
    let file = paths.iter().map(|folder| folder.join(format!("{name}.ron"))).find(|path| path.exists());
    let file = file.unwrap_or_else(|| panic!("there is no design {name}"));
    let text = fs::read_to_string(&file).expect("it can be read");
    parse(name, &text).unwrap_or_else(|error| panic!("{error}"))
}

/// A design by name, and edits on it as the lab takes them.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edited {
    pub(crate) from: String,
    pub(crate) edits: Vec<String>,
}

impl Edited {
    pub(crate) fn topology(&self) -> Topology {
        self.build().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The design after the edits, or the line that cannot be made and why.
    pub(crate) fn build(&self) -> Result<Topology, String> {
        self.edits.iter().try_fold(design(&self.from), |topology, line| {
            let edit = Edit::parse(line, &topology).and_then(|edit| edit.apply(&topology));
            edit.map_err(|error| format!("{}: {line}: {error}", self.from))
        })
    }
}
