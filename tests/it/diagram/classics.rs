//! The classic designs and four of growing difficulty: what the picture says is what the design says.

use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::topology::{Topology, parse};

use super::compare::check;

const CLASSICS: [&str; 6] = ["c0", "c1", "c2", "c2-in-line", "c3", "c3x2"];
const DESIGNS: [&str; 4] = ["1", "2", "3", "4"];

/// The design of a file, seen from the package's root.
fn design(path: &str) -> Topology {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(path)).expect("the design can be read");
    parse(path, &text).expect("the design is right")
}

fn all() -> impl Iterator<Item = (String, Topology)> {
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

#[test]
fn drawings_named_in_show_are_printed() {
    let Ok(names) = std::env::var("SHOW") else { return };
    let charset = if std::env::var("ASCII").is_ok() { Charset::Ascii } else { Charset::Unicode };
    for name in names.split(',') {
        for metrics in [true, false] {
            let drawing = Drawing::new(&design(name), &Options { metrics });
            println!("{name}, monitoring {metrics}: {:?}, {} clashes", drawing.size(), drawing.clashes());
            println!("{}", drawing.paint(&Marks::default()).text(charset));
        }
    }
}
