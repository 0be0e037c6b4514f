//! Any edit of any design: the picture after it says what the design says, whatever stood there before.

use spof::diagram::{Charset, Drawing, Options};
use spof::topology::{Edit, Topology};

use super::compare::check_drawing;
use super::generated::cases;
use crate::designs::nested::nested;

/// How many edits follow one another on each design.
const EDITS: usize = 5;

/// A number below a limit, by Knuth's linear congruential generator, MMIX.
fn below(chance: &mut u64, limit: usize) -> usize {
    *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*chance >> 33) as usize % limit.max(1)
}

/// A line of the lab by chance; it may be one that the design does not allow.
fn line(topology: &Topology, chance: &mut u64, number: usize) -> String {
    let ids: Vec<String> = topology.components().map(|placed| placed.id().to_string()).collect();
    let component = |chance: &mut u64| ids[below(chance, ids.len())].clone();
    let host = |chance: &mut u64| topology.hosts[below(chance, topology.hosts.len())].id.to_string();
    match below(chance, 9) {
        0 => format!("add host more{number}"),
        1 => format!("add cache more{number} on {}", host(chance)),
        2 => format!("add firewall more{number}"),
        3 | 4 => format!("connect {} {} http", component(chance), component(chance)),
        5 => format!("disconnect {}", topology.links[below(chance, topology.links.len())].id()),
        6 => format!("remove {}", host(chance)),
        7 => format!("remove {}", component(chance)),
        _ => format!("set {} row {}", host(chance), 1 + below(chance, 9)),
    }
}

/// The design after an edit that it allows.
fn edited(topology: &Topology, chance: &mut u64, number: usize) -> (String, Topology) {
    loop {
        let line = line(topology, chance, number);
        let edit = Edit::parse(&line, topology).and_then(|edit| edit.apply(topology));
        if let Ok(topology) = edit {
            return (line, topology);
        }
    }
}

#[test]
fn whatever_is_edited_the_next_picture_can_be_read() {
    for seed in 1..=u64::from(cases()) / 4 {
        let size = 10 + usize::try_from(seed * 29 % 61).expect("a small number");
        let options = Options { metrics: seed % 3 > 0, ..Options::default() };
        let (mut chance, mut topology) = (seed, nested(size, seed));
        let mut drawing = Drawing::new(&topology, &options);
        let mut told = Vec::new();
        for number in 0..EDITS {
            let (line, next) = edited(&topology, &mut chance, number);
            told.push(line);
            drawing = Drawing::after(&drawing, &next, &options);
            topology = next;
            let charset = if seed % 2 == 0 { Charset::Ascii } else { Charset::Unicode };
            let checked = if options.metrics {
                check_drawing(&topology, &drawing, charset)
            } else if drawing.clashes() > 0 {
                Err("clashes".to_owned())
            } else {
                Ok(())
            };
            if let Err(error) = checked {
                panic!("seed {seed}, {size} components, after {told:?}: {error}");
            }
        }
    }
}
