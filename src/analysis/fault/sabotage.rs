//! Breaks the engine on purpose, in one way after the other, and shows that the brute force notices each.

use std::cell::Cell;

use strum::VariantArray;

use super::Fault;
use proof::compare::{Asked, Comparison};
use proof::generate::design;

/// The brute force and the designs by chance, as the tests of the crate from outside use them.
#[path = "../../../tests/it/analysis"]
pub(in crate::analysis) mod proof {
    pub(super) mod compare;
    pub(in crate::analysis) mod generate;
    pub(super) mod naive;
}

/// Within how many designs each fault must show.
const DESIGNS: u64 = 100;

thread_local! {
    /// The fault of the engine in this thread.
    static NOW: Cell<Option<Fault>> = const { Cell::new(None) };
}

/// Whether the engine has this fault now.
pub(in crate::analysis) fn has(fault: Fault) -> bool {
    NOW.get() == Some(fault)
}

/// What the brute force says of an engine with this fault: the first difference, and the seed of the design.
fn difference(fault: Option<Fault>) -> Option<(u64, String)> {
    NOW.set(fault);
    let mut asked = Asked::default();
    let of = |seed| Comparison::new(&design(seed), seed, &mut asked).run().err().map(|said| (seed, said));
    let first = (0..DESIGNS).find_map(of);
    NOW.set(None);
    first
}

#[test]
fn every_fault_is_caught() {
    let missed: Vec<&Fault> =
        Fault::VARIANTS.iter().filter(|fault| difference(Some(**fault)).is_none()).collect();
    assert!(missed.is_empty(), "{missed:?} go unnoticed in {DESIGNS} designs");
    assert!(Fault::VARIANTS.len() >= 10);
}

#[test]
fn a_sound_engine_is_not_accused() {
    assert_eq!(difference(None), None);
}
