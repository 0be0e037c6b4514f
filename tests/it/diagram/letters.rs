//! Names in every script: measured as a terminal shows them, read back whole, and harmless.

use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::topology::Topology;

use super::classics::all;
use super::compare::check;

/// Names with letters of two columns, of one, of none, from right to left, and of several code points.
const SCRIPTS: [&str; 8] =
    ["服务器", "데이터베이스", "👩‍👩‍👧‍👦", "e\u{301}te\u{301}", "שרת", "خادم", "ｗｅｂ", "🇫🇷✈️"];

/// The design with a name in some script for each host, part, component and link.
fn renamed(mut topology: Topology, name: impl Fn(usize) -> String) -> Topology {
    let mut number = 0;
    let mut next = || {
        number += 1;
        Some(name(number))
    };
    for host in &mut topology.hosts {
        host.label = next();
        host.components.iter_mut().for_each(|component| component.label = next());
    }
    topology.parts.iter_mut().for_each(|part| part.component.label = next());
    topology.clusters.iter_mut().for_each(|cluster| cluster.label = next());
    topology.links.iter_mut().for_each(|link| link.label = next());
    topology
}

fn text(topology: &Topology, charset: Charset) -> String {
    Drawing::new(topology, &Options::default()).paint(&Marks::default()).text(charset)
}

#[test]
fn a_reader_finds_the_design_whatever_the_script() {
    for (name, topology) in all() {
        let topology = renamed(topology, |number| format!("{}{number}", SCRIPTS[number % SCRIPTS.len()]));
        for charset in [Charset::Unicode, Charset::Ascii] {
            check(&topology, charset).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn every_line_is_as_wide_as_the_picture_says() {
    for (name, topology) in all() {
        let topology = renamed(topology, |number| format!("{}{number}", SCRIPTS[number % SCRIPTS.len()]));
        let picture = Drawing::new(&topology, &Options::default()).paint(&Marks::default());
        for (y, line) in picture.text(Charset::Unicode).lines().enumerate() {
            let columns: usize = spof::text::cells(line).map(|(_, columns)| columns).sum();
            let last = (0..picture.width).rfind(|&x| picture.glyph(x, y, Charset::Unicode) != " ");
            assert_eq!(columns, last.map_or(0, |last| last + 1), "{name}, row {y}: {line}");
        }
    }
}

#[test]
fn what_controls_a_terminal_or_turns_the_writing_leaves_no_trace() {
    // UAX #9: embeddings, overrides, isolates and marks; ECMA-48: escape and control sequences.
    let hostile = [
        "\u{1b}[2J",
        "\u{9b}31m",
        "\r\n\t",
        "\u{202e}",
        "\u{2066}",
        "\u{200f}",
        "\u{61c}",
        "\u{2028}",
        "\u{0}",
    ];
    for (name, topology) in all() {
        let plain = renamed(topology.clone(), |number| format!("name{number}"));
        let dressed = renamed(topology, |number| {
            let control = hostile[number % hostile.len()];
            // What a control sequence has besides its first character is plain text, which stays.
            let first: String = control.chars().filter(|c| !c.is_ascii_graphic()).collect();
            format!("{first}na{first}me{number}{first}")
        });
        for charset in [Charset::Unicode, Charset::Ascii] {
            assert_eq!(text(&dressed, charset), text(&plain, charset), "{name}");
        }
    }
}

#[test]
fn a_name_of_ten_thousand_letters_is_whole() {
    for letter in ["服", "\u{202e}x"] {
        let (_, topology) = all().next().expect("there are designs");
        let long = letter.repeat(10_000);
        let shown = long.replace('\u{202e}', "");
        let topology =
            renamed(topology, |number| if number == 2 { long.clone() } else { format!("name{number}") });
        let picture = text(&topology, Charset::Unicode);
        assert!(picture.contains(&shown), "{} letters of it", picture.matches(letter).count());
    }
}
