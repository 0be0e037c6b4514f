//! Whether a claim is true of a design, and what really happens.

use super::part::Who;
use super::{Said, Scope, same};
use crate::analysis::{Engine, Failures, Function, State};
use crate::requirement::Verdict;
use crate::text::prose::{list, sentence};
use crate::topology::{Id, Kind, Mode, Topology};

/// The verdict on a claim, and the truth in a sentence; `None` when the design says nothing to it.
pub(super) fn check(said: &Said, engine: &Engine) -> Option<(Verdict, String)> {
    match said {
        Said::Effect { failed, scope, down } => worst(failed, |ids| effect(engine, ids, *scope, *down)),
        Said::TakesOver { failed, by } => takes_over(engine, failed.as_ref(), by),
        Said::Spof { part, scope, is } => worst(part, |ids| spof(engine, ids, *scope, *is)),
        Said::Writes { part, only, accepts } => writes(engine.topology(), part, *only, *accepts),
    }
}

/// The verdict on the first set that does worst: a claim about each of several parts must hold for each.
fn worst(who: &Who, check: impl Fn(&[Id]) -> (Verdict, String)) -> Option<(Verdict, String)> {
    who.sets.iter().map(|ids| check(ids)).reduce(|worst, next| if next.0 < worst.0 { next } else { worst })
}

fn effect(engine: &Engine, ids: &[Id], scope: Scope, down: bool) -> (Verdict, String) {
    let failures = Failures::crash(ids.iter().cloned());
    let state = |function| engine.outcome(&failures, function).state();
    let functions: &[Function] = match scope {
        Scope::Site => &Function::ALL,
        Scope::Reads => &[Function::DynamicRead],
        Scope::Writes => &[Function::Write],
    };
    let states: Vec<State> = functions.iter().map(|function| state(*function)).collect();
    // Pages that the web server has as files may still arrive when people say that the site is down.
    let dead = functions.iter().zip(&states).all(|(function, state)| {
        *state == State::Down || *function == Function::StaticRead && scope == Scope::Site
    });
    let alive = states.iter().all(|state| *state == State::Up);
    let none_down = states.iter().all(|state| *state != State::Down);
    let verdict = match (down, dead, alive) {
        (true, true, _) | (false, _, true) => Verdict::Met,
        (true, _, true) | (false, true, _) => Verdict::Missing,
        // Where nothing is down for all, "the site is down" is wrong; where something is, it is half the truth.
        (true, ..) if none_down && scope == Scope::Site => Verdict::Missing,
        _ => Verdict::Partial,
    };
    (verdict, what_happens(engine, ids))
}

/// What becomes of each function when these have failed.
fn what_happens(engine: &Engine, ids: &[Id]) -> String {
    let failures = Failures::crash(ids.iter().cloned());
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for function in Function::ALL {
        let outcome = engine.outcome(&failures, function);
        let told = match outcome.state() {
            State::Up => "go on".to_owned(),
            State::Degraded => format!("fail for {:.0} % of the requests", outcome.failed_share() * 100.0),
            State::Down => "are down".to_owned(),
        };
        match groups.iter_mut().find(|(other, _)| *other == told) {
            Some((_, functions)) => functions.push(function.phrase()),
            None => groups.push((told, vec![function.phrase()])),
        }
    }
    let clauses = groups.iter().map(|(told, functions)| format!("{} {told}", list(functions)));
    let verb = if ids.len() == 1 { "fails" } else { "fail" };
    let why = Function::ALL.into_iter().rev().find_map(|function| engine.why_down(&failures, function));
    let why = why.map(|why| format!(" {}", sentence(&why))).unwrap_or_default();
    format!("When {} {verb}, {}.{why}", list(ids), clauses.collect::<Vec<_>>().join("; "))
}

fn takes_over(engine: &Engine, failed: Option<&Who>, by: &Who) -> Option<(Verdict, String)> {
    let [by] = &by.sets[..] else { return None };
    let failed = match failed {
        Some(who) => match &who.sets[..] {
            [one] if !same(one, by) => one.clone(),
            _ => return None,
        },
        None => mates(engine.topology(), by)?,
    };
    let before = Failures::crash(failed.iter().cloned());
    let after = Failures::crash(failed.iter().chain(by).cloned());
    let databases = by.iter().all(|id| kind(engine.topology(), id) == Some(Kind::Database));
    // A replica that only answers reads has not taken over from its primary.
    let functions: &[Function] = if databases { &[Function::Write] } else { &Function::ALL };
    let carries = |function: &Function| {
        let with = engine.outcome(&before, *function).served;
        with > 0.0 && with > engine.outcome(&after, *function).served
    };
    let verdict = if functions.iter().any(carries) { Verdict::Met } else { Verdict::Missing };
    Some((verdict, what_happens(engine, &failed)))
}

/// Those that do the same as a part: components of its kind, or hosts with the same kinds.
fn mates(topology: &Topology, ids: &[Id]) -> Option<Vec<Id>> {
    let [id] = ids else { return None };
    let mates: Vec<Id> = if let Some(kind) = kind(topology, id) {
        let same = topology.components().filter(|placed| placed.component.kind == kind && !placed.external);
        same.map(|placed| placed.id()).filter(|other| other != id).collect()
    } else {
        let kinds = |id: &Id| -> Option<Vec<Kind>> {
            let host = topology.host(id.as_str())?;
            Some(host.components.iter().map(|component| component.kind).collect())
        };
        let own = kinds(id)?;
        let others = topology.hosts.iter().map(|host| &host.id).filter(|other| *other != id);
        others.filter(|other| kinds(other).as_ref() == Some(&own)).cloned().collect()
    };
    (!mates.is_empty()).then_some(mates)
}

fn kind(topology: &Topology, id: &Id) -> Option<Kind> {
    topology.component(id.as_str()).map(|placed| placed.component.kind)
}

fn spof(engine: &Engine, ids: &[Id], scope: Scope, is: bool) -> (Verdict, String) {
    let failures = Failures::crash(ids.iter().cloned());
    let functions: &[Function] = match scope {
        Scope::Site => &Function::ALL,
        Scope::Reads => &[Function::DynamicRead],
        Scope::Writes => &[Function::Write],
    };
    let down = functions.iter().any(|function| engine.outcome(&failures, *function).state() == State::Down);
    (if down == is { Verdict::Met } else { Verdict::Missing }, what_happens(engine, ids))
}

/// Who accepts writes, by the roles of the databases.
fn writes(topology: &Topology, part: &Who, only: bool, accepts: bool) -> Option<(Verdict, String)> {
    let databases: Vec<Id> = topology
        .components()
        .filter(|placed| placed.component.kind == Kind::Database && !placed.external)
        .map(|placed| placed.id())
        .collect();
    let named = part.sets.concat();
    if named.is_empty() || !named.iter().all(|id| databases.contains(id)) {
        return None;
    }
    let modes = topology.clusters.iter().map(|cluster| &cluster.mode);
    let group = modes.filter(|mode| mode.members().iter().any(|id| databases.contains(id))).find_map(
        |mode| match mode {
            Mode::PrimaryReplica { primary, .. } => Some(vec![primary.clone()]),
            Mode::MultiPrimary { members } => Some(members.clone()),
            _ => None,
        },
    );
    let writable = group.unwrap_or(databases);
    let truth = match &writable[..] {
        [one] => format!("Only {one} accepts writes."),
        several => format!("{} accept writes.", list(several)),
    };
    let all = named.iter().all(|id| writable.contains(id));
    let right = match (accepts, only) {
        (true, true) => same(&named, &writable),
        (true, false) => all,
        (false, _) => !named.iter().any(|id| writable.contains(id)),
    };
    Some((if right { Verdict::Met } else { Verdict::Missing }, truth))
}
