//! Files and standard input, read for the commands.

use std::io;
use std::path::Path;

use super::failure::{Failure, Kind};
use crate::progress::file;
use crate::topology::{self, Topology};

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Says whether this path means standard input.
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}

/// What messages and reports call the path.
pub(super) fn name(path: &Path) -> String {
    if is_standard(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// Reads a file, or standard input for `-`, of at most `limit` bytes.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    if is_standard(path) {
        file::read_from(io::stdin().lock(), Path::new("standard input"), limit)
    } else {
        file::read(path, limit)
    }
    .map_err(|error| Failure::new(Kind::Input, error))
}

/// Reads a topology from a file, or from standard input for `-`.
pub(super) fn topology(path: &Path) -> Result<Topology, Failure> {
    let bytes = read(path, topology::LARGEST_FILE as u64)?;
    let name = name(path);
    let parse = || topology::parse(&name, topology::decode(&name, &bytes)?);
    parse().map_err(|error| Failure::new(Kind::Input, error))
}
