//! Judging: from a goal and a design to a verdict with its *because*.

mod behaviour;
mod cluster;
mod quantity;
mod record;
mod security;
mod structure;

pub(super) use record::a_record;

use super::Goal;
use crate::analysis::{Calls, Engine};
use crate::requirement::Verdict;
use crate::text::prose::list;
use crate::topology::{Id, Topology};

/// What became of a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// How far the design meets it.
    pub verdict: Verdict,
    /// Because of what: one or more full sentences that name the parts concerned.
    pub because: String,
    /// The parts concerned, the most important first.
    pub subjects: Vec<Id>,
}

impl Judgement {
    /// Met or missing.
    fn new(met: bool, because: impl Into<String>) -> Self {
        let verdict = if met { Verdict::Met } else { Verdict::Missing };
        Self { verdict, because: because.into(), subjects: Vec::new() }
    }

    fn about(mut self, subjects: impl IntoIterator<Item = Id>) -> Self {
        for id in subjects {
            if !self.subjects.contains(&id) {
                self.subjects.push(id);
            }
        }
        self
    }

    fn is_met(&self) -> bool {
        self.verdict == Verdict::Met
    }
}

/// A design laid out for judging several goals.
pub(super) struct Bench<'a> {
    topology: &'a Topology,
    engine: &'a Engine,
    calls: Calls<'a>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(topology: &'a Topology, engine: &'a Engine) -> Self {
        Self { topology, engine, calls: Calls::new(engine) }
    }
}

impl Goal {
    /// Judges a design. `engine` is that of the same design.
    #[must_use]
    pub fn judge(&self, topology: &Topology, engine: &Engine) -> Judgement {
        self.judge_on(&Bench::new(topology, engine))
    }

    pub(super) fn judge_on(&self, bench: &Bench<'_>) -> Judgement {
        match self {
            Self::Count { which, at_least, at_most, with, without, calls, called_by } => {
                let (calls, called_by) = (calls.as_ref(), called_by.as_ref());
                let wanted = structure::Wanted { which, with, without, calls, called_by };
                bench.count(&wanted, *at_least..=*at_most)
            }
            Self::Together { kinds } => bench.together(kinds),
            Self::Apart { kinds } => bench.apart(kinds),
            Self::Linked { from, to, protocol, encrypted, every } => bench
                .linked(&structure::Call { from, to, protocol: *protocol, encrypted: *encrypted }, *every),
            Self::ReachesOnlyThrough { from, to, through } => bench.only_through(from, to, through),
            Self::Record { name, kind, value, leads_to } => {
                bench.record(name, *kind, value.as_deref(), leads_to.as_ref())
            }
            Self::Cluster { kind, modes, members, named } => bench.cluster(*kind, modes, *members, *named),
            Self::Up(function) => bench.up(*function),
            Self::NoSpof { function, granularity, except } => bench.no_spof(*function, *granularity, except),
            Self::Survives { function, failing, served } => bench.survives(*function, failing, *served),
            Self::Availability { function, at_least, granularity } => {
                bench.availability(*function, *at_least, *granularity)
            }
            Self::Capacity { at_least } => bench.capacity(*at_least),
            Self::CapacityAfterAnyFailure { at_least } => bench.capacity_after_any_failure(*at_least),
            Self::Guarded { which, firewalls } => bench.guarded(which, *firewalls),
            Self::ExposedOnly { ports } => bench.exposed_only(ports),
            Self::Unreachable { from, to } => bench.unreachable(from, to),
            Self::Encrypted { from, to, port } => bench.encrypted(from, to, *port),
            Self::Certificate { names } => bench.certificate(names),
            Self::Monitored { which } => bench.monitored(which),
            Self::Finding(rule) => bench.finding(rule),
            Self::NoFinding(rule) => negation(bench.finding(rule)),
            Self::FailoverWithin { function, seconds } => bench.failover_within(*function, *seconds),
            Self::Cost { at_most } => bench.cost(*at_most),
            Self::All(goals) => all(goals.iter().map(|goal| goal.judge_on(bench))),
            Self::Any(goals) => any(goals.iter().map(|goal| goal.judge_on(bench))),
            Self::Not(goal) => negation(goal.judge_on(bench)),
            Self::Graded { met, partial } => graded(met.judge_on(bench), || partial.judge_on(bench)),
        }
    }
}

/// The worst verdict; the reasons of whatever is not met, or of everything when all is met.
fn all(judgements: impl Iterator<Item = Judgement>) -> Judgement {
    let judgements: Vec<Judgement> = judgements.collect();
    let verdict = judgements.iter().map(|judgement| judgement.verdict).min().unwrap_or(Verdict::Met);
    let told = |judgement: &&Judgement| verdict == Verdict::Met || !judgement.is_met();
    gather(verdict, judgements.iter().filter(told))
}

/// The best verdict with its reason; the reasons of all when none is met.
fn any(judgements: impl Iterator<Item = Judgement>) -> Judgement {
    let judgements: Vec<Judgement> = judgements.collect();
    if let Some(met) = judgements.iter().find(|judgement| judgement.is_met()) {
        return met.clone();
    }
    let verdict = judgements.iter().map(|judgement| judgement.verdict).max().unwrap_or_default();
    gather(verdict, judgements.iter())
}

fn gather<'j>(verdict: Verdict, told: impl Iterator<Item = &'j Judgement>) -> Judgement {
    let mut reasons: Vec<&str> = Vec::new();
    let mut subjects: Vec<Id> = Vec::new();
    for judgement in told {
        if !reasons.contains(&judgement.because.as_str()) {
            reasons.push(&judgement.because);
        }
        subjects.extend(judgement.subjects.iter().cloned());
    }
    Judgement { verdict, because: reasons.join(" "), subjects: Vec::new() }.about(subjects)
}

fn negation(judgement: Judgement) -> Judgement {
    let verdict = if judgement.verdict == Verdict::Missing { Verdict::Met } else { Verdict::Missing };
    Judgement { verdict, ..judgement }
}

/// Says why the first goal is not met, at a better verdict where the second one is.
fn graded(met: Judgement, partial: impl FnOnce() -> Judgement) -> Judgement {
    if met.verdict == Verdict::Missing && partial().is_met() {
        return Judgement { verdict: Verdict::Partial, ..met };
    }
    met
}

/// The ids of hosts or components as a list in a sentence.
fn names<'i>(ids: impl IntoIterator<Item = &'i Id>) -> String {
    list(ids)
}
