//! Drawings of the classic designs, to be looked at.

use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::topology::{Topology, parse};

/// The topology of a file, seen from the package's root.
pub(super) fn topology(path: &str) -> Topology {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(path)).expect("the design can be read");
    parse(path, &text).expect("the design is right")
}

const CLASSICS: [&str; 6] = ["c0", "c1", "c2", "c2-in-line", "c3", "c3x2"];

#[test]
fn no_two_lines_of_a_classic_share_a_cell_along_their_way() {
    for name in CLASSICS {
        let drawing = Drawing::new(&topology(&format!("lessons/classics/{name}.ron")), &Options::default());
        assert_eq!(
            drawing.clashes(),
            0,
            "{name}:\n{}",
            drawing.paint(&Marks::default()).text(Charset::Unicode)
        );
    }
}

#[test]
fn drawings_named_in_show_are_printed() {
    let Ok(names) = std::env::var("SHOW") else { return };
    for name in names.split(',') {
        for metrics in [true, false] {
            let drawing = Drawing::new(&topology(name), &Options { metrics });
            println!("{name}, monitoring {metrics}: {:?}, {} clashes", drawing.size(), drawing.clashes());
            println!("{}", drawing.paint(&Marks::default()).text(Charset::Unicode));
        }
    }
}
