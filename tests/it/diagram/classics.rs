//! The classic designs and four of growing difficulty: what the picture says is what the design says.

use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::topology::{Kind, Topology, parse};

use super::compare::check;

const CLASSICS: [&str; 6] = ["c0", "c1", "c2", "c2-in-line", "c3", "c3x2"];
const DESIGNS: [&str; 4] = ["1", "2", "3", "4"];

/// The design of a file, seen from the package's root.
pub(super) fn design(path: &str) -> Topology {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(path)).expect("the design can be read");
    parse(path, &text).expect("the design is right")
}

pub(super) fn all() -> impl Iterator<Item = (String, Topology)> {
    let classics = CLASSICS.iter().map(|name| format!("lessons/classics/{name}.ron"));
    let designs = DESIGNS.iter().map(|name| format!("tests/it/diagram/designs/{name}.ron"));
    classics.chain(designs).map(|path| (path.clone(), design(&path)))
}

#[test]
fn a_reader_of_the_picture_finds_the_design() {
    for (name, topology) in all() {
        if let Err(error) = check(&topology, Charset::Unicode) {
            panic!("{name}: {error}");
        }
    }
}

#[test]
fn a_reader_of_the_ascii_picture_finds_the_design() {
    for (name, topology) in all() {
        if let Err(error) = check(&topology, Charset::Ascii) {
            panic!("{name}: {error}");
        }
    }
}

/// The picture files are for people to look at; `PICTURES=write cargo test pictures` makes them anew.
#[test]
fn the_pictures_are_those_in_the_files() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/diagram/pictures");
    for (path, topology) in all() {
        let watched = topology.components().any(|placed| placed.component.kind == Kind::MonitoringClient);
        let mut shown = picture(&topology, true, Charset::Unicode);
        if watched {
            shown.push_str("\nwithout the links of monitoring\n\n");
            shown.push_str(&picture(&topology, false, Charset::Unicode));
        }
        shown.push_str("\nin ASCII\n\n");
        shown.push_str(&picture(&topology, true, Charset::Ascii));
        let name = path.rsplit('/').next().and_then(|file| file.strip_suffix(".ron")).expect("a RON file");
        let file = folder.join(format!("{name}.txt"));
        if std::env::var("PICTURES").is_ok_and(|what| what == "write") {
            std::fs::write(&file, &shown).expect("the picture can be written");
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(kept == shown, "{} is no longer what is drawn:\n{shown}", file.display());
    }
}

fn picture(topology: &Topology, metrics: bool, charset: Charset) -> String {
    Drawing::new(topology, &Options { metrics, ..Options::default() }).paint(&Marks::default()).text(charset)
}
