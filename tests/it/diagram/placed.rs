//! Boxes that were put somewhere by hand: there they stand, whatever the file's order, and the file keeps it.

use spof::diagram::{Charset, Drawing, Options};
use spof::topology::{Edit, Topology, parse, write};

use super::classics::{all, design};
use super::compare::check;

fn put(topology: &Topology, lines: &[&str]) -> Topology {
    lines.iter().fold(topology.clone(), |topology, line| {
        let edit = Edit::parse(line, &topology).unwrap_or_else(|error| panic!("{line}: {error}"));
        edit.apply(&topology).unwrap_or_else(|error| panic!("{line}: {error}"))
    })
}

fn rows(topology: &Topology) -> Vec<Vec<String>> {
    let drawing = Drawing::new(topology, &Options::default());
    drawing.rows().iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn a_box_stands_in_its_place_of_the_row() {
    let topology = design("tests/it/diagram/designs/4.ron");
    assert_eq!(rows(&topology)[3], ["web1", "web2"]);
    assert_eq!(rows(&put(&topology, &["set web1 column 2"]))[3], ["web2", "web1"]);
    // The machines of a frame stay together.
    assert_eq!(rows(&put(&topology, &["set lb2 column 1"]))[2], ["lb2", "lb1"]);
}

#[test]
fn a_box_stands_in_its_row() {
    let topology = design("tests/it/diagram/designs/2.ron");
    let moved = put(&topology, &["set db2 row 3", "set db2 column 1"]);
    assert_eq!(rows(&moved)[2], ["db2", "web1", "web2"]);
    assert_eq!(rows(&moved)[3], ["db1"]);
    check(&moved, Charset::Unicode).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn wherever_boxes_are_put_the_picture_can_be_read_and_the_file_keeps_it() {
    for (name, topology) in all() {
        let ids: Vec<String> = rows(&topology).concat();
        for (number, id) in ids.iter().enumerate() {
            let (row, column) = (number * 5 % 7 + 1, number * 3 % 4 + 1);
            let lines = [format!("set {id} row {row}"), format!("set {id} column {column}")];
            let moved = put(&topology, &[&lines[0], &lines[1]]);
            check(&moved, Charset::Unicode).unwrap_or_else(|error| panic!("{name}, {id}: {error}"));
            let again = parse(&name, &write(&moved)).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(rows(&again), rows(&moved), "{name}, {id}");
        }
    }
}
