//! Breaks the engine on purpose, in one way after the other, and shows that the brute force notices each.

use std::cell::Cell;
use std::collections::BTreeSet;

use strum::VariantArray;

use super::Fault;
use proof::compare::{Asked, Comparison, Question};
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

/// What the brute force says of an engine with this fault when asked a question: the first difference, and the
/// seed of the design.
fn difference(fault: Fault, question: Question) -> Option<(u64, String)> {
    NOW.set(Some(fault));
    let mut asked = Asked::default();
    let of = |seed| {
        let topology = design(seed);
        let mut comparison = Comparison::new(&topology, seed, &mut asked);
        comparison.ask(question).err().map(|said| (seed, said))
    };
    let first = (0..DESIGNS).find_map(of);
    NOW.set(None);
    first
}

/// The question that a fault is about. There is no fault without one, so that none is left out.
fn about(fault: Fault) -> Question {
    match fault {
        Fault::HangIsACrash
        | Fault::InnerPlacesSpared
        | Fault::CrashesFoundUnchecked
        | Fault::BackupsAlwaysChosen
        | Fault::RedispatchAfterHangs
        | Fault::TrackIgnored
        | Fault::FailuresNeverHelp
        | Fault::DeadAddressIgnored
        | Fault::FencingIgnored
        | Fault::ReplicationIgnored
        | Fault::FirewallsNeverFail => Question::Outcomes,
        Fault::PromotionWithoutMajority
        | Fault::CutSetsNotSmallest
        | Fault::OldGroundsKept
        | Fault::MonotonyAssumed => Question::CutSets,
        Fault::CoverageIgnored | Fault::CommonCauseIgnored => Question::LongRun,
        Fault::AllInOneIgnored
        | Fault::ReplicasDoNoWork
        | Fault::FreeSharesFixed
        | Fault::FailureForgotten => Question::Capacity,
        Fault::NeedsArePassed => Question::Reasons,
        Fault::FirewallsNotShown => Question::Ways,
        Fault::WalkIgnoresChecks => Question::Lives,
        Fault::NobodyTakesOver | Fault::RedispatchWaits => Question::Gaps,
        Fault::OthersCost => Question::Cost,
        Fault::DenialIgnored => Question::Probes,
        Fault::LastRuleDecides => Question::Exposure,
    }
}

#[test]
fn every_fault_is_caught_by_the_question_it_is_about() {
    let caught = |fault: &&Fault| difference(**fault, about(**fault)).is_some();
    let missed: Vec<&Fault> = Fault::VARIANTS.iter().filter(|fault| !caught(fault)).collect();
    assert!(missed.is_empty(), "{missed:?} go unnoticed in {DESIGNS} designs");
}

#[test]
fn every_question_has_a_fault_that_it_catches() {
    let asked: BTreeSet<Question> = Fault::VARIANTS.iter().map(|fault| about(*fault)).collect();
    assert_eq!(asked, Question::VARIANTS.iter().copied().collect());
}

#[test]
fn a_sound_engine_is_not_accused() {
    for seed in 0..DESIGNS {
        let said = Comparison::new(&design(seed), seed, &mut Asked::default()).run();
        assert_eq!(said, Ok(()), "seed {seed}");
    }
}
