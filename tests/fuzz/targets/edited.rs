//! A classic after edits, good and bad: everything that the analysis can be asked has a sensible answer. Two bytes
//! choose an edit, so that a change of the input adds, drops or replaces edits.

#![no_main]

#[path = "../answers.rs"]
mod answers;
#[path = "../../it/topology/arbitrary.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod arbitrary;

use libfuzzer_sys::fuzz_target;
use spof::topology::{Topology, parse};

const STARTS: [&str; 5] = [
    include_str!("../../../lessons/classics/c0.ron"),
    include_str!("../../../lessons/classics/c1.ron"),
    include_str!("../../../lessons/classics/c2-in-line.ron"),
    include_str!("../../../lessons/classics/c3.ron"),
    include_str!("../../../lessons/classics/c3x2.ron"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let start = STARTS.get(usize::from(*first) % (STARTS.len() + 1));
    let mut topology =
        start.map_or_else(Topology::default, |text| parse("classic", text).expect("the classics are right"));
    for (step, seed) in rest.chunks_exact(2).take(60).enumerate() {
        let seed = u64::from(u16::from_le_bytes([seed[0], seed[1]])) << 8 | step as u64;
        let mut chance = arbitrary::Chance::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        if let Ok(next) = arbitrary::edit(&topology, &mut chance).apply(&topology) {
            topology = next;
        }
    }
    answers::check(&topology);
});
