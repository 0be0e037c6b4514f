//! What holds for the analysis of every design.

use spof::analysis::{
    Change, Engine, Failures, FindingState, Function, Granularity, Options, State, Trials, analyse, difference,
};
use spof::topology::{Edit, Topology};

/// Asks everything, and checks that shares are shares, rates are rates and reasons are given.
pub(crate) fn check(topology: &Topology) {
    for granularity in [Granularity::Host, Granularity::Component] {
        let report = analyse(topology, &Options { granularity, cut_sets: 3, ..Options::default() });
        for function in &report.functions {
            let fares = &function.availability;
            let (least, most) = fares.bounds();
            for share in [function.outcome.served, fares.served, fares.p_up, fares.p_down, least, most] {
                assert!((0.0..=1.0 + 1e-9).contains(&share), "{function:?}");
            }
            assert!(least <= most, "{function:?}");
            assert!(function.capacity_qps >= 0.0, "{function:?}");
            if fares.is_exact() {
                assert!(fares.p_up + fares.p_down <= 1.0 + 1e-9, "{function:?}");
            }
        }
        let rates = report.capacity.after_failure.values().chain(report.capacity.utilisation.values());
        assert!(rates.copied().all(|rate| rate >= 0.0), "{:?}", report.capacity);
        assert!(report.capacity.mix_qps >= 0.0, "{:?}", report.capacity);
    }
    let engine = Engine::new(topology);
    for function in Function::ALL {
        let down = engine.outcome(&Failures::none(), function).state() == State::Down;
        assert_eq!(engine.why_down(&Failures::none(), function).is_some(), down);
        for spof in engine.spofs(function, Granularity::Component) {
            let failed = Failures::crash([spof.id.clone()]);
            assert_eq!(engine.outcome(&failed, function).state(), State::Down, "{}", spof.id);
        }
        engine.walk(function);
        engine.importance(function, Granularity::Host);
        engine.failover_gaps(Granularity::Component);
    }
    let report = analyse(topology, &Options::default());
    assert!(difference(&report, &report).is_empty());
    for element in engine.elements(Granularity::Host).iter().take(3) {
        let aftermath = engine.aftermath(&Failures::crash([element.id.clone()]), Granularity::Host);
        for reaction in &aftermath.reactions {
            assert!(reaction.seconds >= 0.0 && !reaction.to.is_empty(), "{reaction:?}");
        }
        let edit = Edit::Remove { id: element.id.clone() };
        if let Ok(change) = Change::of(topology, &[edit], &Options::default()) {
            let told = change.difference.told();
            assert!(told.iter().all(|told| told.words.ends_with('.')), "{told:?}");
        }
    }
    for placed in topology.components().take(8) {
        let id = placed.id();
        if let Some(probe) = engine.probe("internet", id.as_str(), 443) {
            assert!(probe.connected || !probe.reaches, "{id}: {probe:?}");
        }
    }
    let trials = Trials::new(&engine);
    for finding in spof::analysis::findings(topology, &engine) {
        assert!(finding.message.ends_with('.') && finding.why.ends_with('.'), "{finding:?}");
        if finding.state == FindingState::Open {
            for fix in trials.fixes(&finding) {
                fix.apply(topology).expect("a fix that was tried can be done");
            }
        }
    }
}
