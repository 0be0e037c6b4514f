//! Grades what the engine knows: marks on the diagram, predictions, computed numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::costed;
use super::{Feedback, Graded, Numeric, Quantity, Sign, Target, grade, number};
use crate::analysis::{self, Engine, Failures, Function, Granularity, State};
use crate::topology::{Id, Kind, Topology};

/// The largest sets that are looked for when a smallest set is asked for.
const LARGEST_CUT: usize = 3;

/// What may be marked for a target, in the order of the file.
#[must_use]
pub fn candidates(target: &Target, engine: &Engine) -> Vec<Id> {
    match target {
        Target::Spofs { granularity, .. } | Target::SmallestCut { granularity, .. } => {
            engine.elements(*granularity).iter().map(|element| element.id.clone()).collect()
        }
        Target::Kind(_) | Target::Path(_) => components(engine.topology()),
        Target::Given(_) => {
            let hosts = engine.topology().hosts.iter().map(|host| host.id.clone());
            hosts.chain(components(engine.topology())).collect()
        }
    }
}

/// The right marks for a target; for a smallest set, one of those there are.
#[must_use]
pub fn key(target: &Target, engine: &Engine) -> BTreeSet<Id> {
    match target {
        Target::Spofs { function, granularity } => {
            engine.spofs(*function, *granularity).into_iter().map(|spof| spof.id).collect()
        }
        Target::SmallestCut { function, granularity } => {
            smallest(engine, *function, *granularity).into_iter().flatten().collect()
        }
        Target::Kind(kind) => {
            let of_kind = engine.topology().components().filter(|placed| placed.component.kind == *kind);
            of_kind.map(|placed| placed.id()).collect()
        }
        Target::Path(function) => passed(engine, *function),
        Target::Given(ids) => ids.iter().cloned().collect(),
    }
}

/// What becomes of each function after failures.
#[must_use]
pub fn prediction(engine: &Engine, failures: &Failures) -> BTreeMap<Function, State> {
    Function::ALL.into_iter().map(|function| (function, engine.outcome(failures, function).state())).collect()
}

/// The number that a question asks for.
#[must_use]
pub fn quantity(quantity: Quantity, engine: &Engine) -> f64 {
    match quantity {
        Quantity::Given(value) => value,
        Quantity::AvailabilityPercent { function, granularity } => {
            engine.availability(function, granularity).served * 100.0
        }
        Quantity::DowntimeHours { function, granularity } => {
            engine.availability(function, granularity).downtime_seconds_per_year() / 3600.0
        }
        // The capacity with nothing failed is the same at each granularity.
        Quantity::CapacityQps => engine.capacity(Granularity::Host).mix_qps,
        Quantity::Cost => f64::from(analysis::cost(engine.topology())),
    }
}

/// Grades marks on the diagram.
pub(super) fn marked(target: &Target, marks: &BTreeSet<String>, topology: &Topology) -> Graded {
    let engine = Engine::new(topology);
    if let Target::SmallestCut { function, granularity } = target {
        return cut(&engine, *function, *granularity, marks);
    }
    let key = key(target, &engine);
    let hits = key.iter().filter(|id| marks.contains(id.as_str())).count();
    let feedback = |id: &str| Feedback {
        label: format!("`{id}`"),
        sign: Sign::of(marks.contains(id), key.contains(id)),
        why: reason(target, id, &engine),
    };
    let wrong = marks.iter().map(String::as_str).filter(|id| !key.contains(*id));
    let feedback = key.iter().map(Id::as_str).chain(wrong).map(feedback).collect();
    Graded {
        share: costed(hits, marks.len() - hits, key.len()),
        feedback,
        key: list(&key),
        ..Graded::default()
    }
}

/// Grades a set that is to take a function down.
fn cut(engine: &Engine, function: Function, granularity: Granularity, marks: &BTreeSet<String>) -> Graded {
    let smallest = smallest(engine, function, granularity);
    let size = smallest.first().map_or(0, Vec::len);
    let elements = engine.elements(granularity);
    let ids: Vec<Id> = elements
        .iter()
        .map(|element| &element.id)
        .filter(|id| marks.contains(id.as_str()))
        .cloned()
        .collect();
    let outcome = engine.outcome(&Failures::crash(ids.iter().cloned()), function);
    let is_down = outcome.state() == State::Down && !ids.is_empty() && size > 0;
    let share = match (is_down, ids.len() == size) {
        (true, true) => 1.0,
        (true, false) => 0.5,
        (false, _) => 0.0,
    };
    let needed = |id: &Id| {
        let others = ids.iter().filter(|other| *other != id).cloned();
        engine.outcome(&Failures::crash(others), function).state() != State::Down
    };
    let feedback = ids
        .iter()
        .map(|id| {
            let sign = Sign::of(true, is_down && needed(id));
            let why = (is_down && !needed(id))
                .then(|| format!("Without it, the others take {} down as well.", function.phrase()));
            Feedback { label: format!("`{id}`"), sign, why }
        })
        .collect();
    let sets: Vec<String> = smallest.iter().take(4).map(|set| list(&set.iter().cloned().collect())).collect();
    let note = match (is_down, share < 1.0) {
        (true, true) => Some(format!("These take {} down, and fewer would do.", function.phrase())),
        (true, false) => None,
        (false, _) => Some(format!("With these failed, {}.", told(function, outcome))),
    };
    Graded { share, feedback, key: sets.join(", or "), note, ..Graded::default() }
}

/// Grades what was predicted for each function.
pub(super) fn predicted(engine: &Engine, failures: &Failures, states: &BTreeMap<Function, State>) -> Graded {
    let key = prediction(engine, failures);
    let right = key.iter().filter(|(function, state)| states.get(function) == Some(state)).count();
    let feedback = key
        .iter()
        .map(|(function, state)| {
            let given = states.get(function);
            let label = match given {
                Some(given) => format!("{}: {given}", function.phrase()),
                None => function.phrase().to_owned(),
            };
            let sign = Sign::of(given.is_some(), given.is_none() || given == Some(state));
            let outcome = capital(&told(*function, engine.outcome(failures, *function)));
            let why = match engine.why_down(failures, *function) {
                Some(because) => format!("{outcome}: {because}"),
                None => format!("{outcome}."),
            };
            Feedback { label, sign, why: Some(why) }
        })
        .collect();
    let lines = key.iter().map(|(function, state)| format!("- {}: {state}", function.phrase()));
    let key = lines.collect::<Vec<_>>().join("\n");
    Graded { share: costed(right, 0, Function::ALL.len()), feedback, key, ..Graded::default() }
}

/// Grades a number.
pub(super) fn number(numeric: &Numeric, text: &str, topology: Option<&Topology>) -> Graded {
    let right = match (numeric.answer, topology) {
        (Quantity::Given(value), _) => value,
        (computed, Some(topology)) => quantity(computed, &Engine::new(topology)),
        (_, None) => return Graded::ungraded(grade::NO_TOPOLOGY),
    };
    let key = format!("{} {}", rounded(right), numeric.unit).trim_end().to_owned();
    let near = |wanted: f64| move |value: &&f64| number::is_near(**value, wanted, numeric.tolerance);
    let readings = match number::read(text, numeric) {
        Ok(readings) => readings,
        Err(note) => return Graded { key, note: Some(note), ..Graded::default() },
    };
    let hit = readings.iter().find(near(right)).is_some();
    let trap = numeric.traps.iter().find(|trap| readings.iter().find(near(trap.value)).is_some());
    let why = match trap {
        Some(trap) if !hit => Some(trap.why.clone()),
        _ => None,
    };
    let feedback = vec![Feedback { label: text.trim().to_owned(), sign: Sign::of(true, hit), why }];
    Graded { share: f64::from(u8::from(hit)), feedback, key, ..Graded::default() }
}

/// The smallest sets that take a function down; all of one size.
fn smallest(engine: &Engine, function: Function, granularity: Granularity) -> Vec<Vec<Id>> {
    for size in 1..=LARGEST_CUT {
        let sets = engine.cut_sets(function, granularity, size).sets;
        if !sets.is_empty() {
            return sets;
        }
    }
    Vec::new()
}

/// Why a part belongs to a target or does not.
fn reason(target: &Target, id: &str, engine: &Engine) -> Option<String> {
    match target {
        Target::Spofs { function, granularity } => {
            let spof = engine.spofs(*function, *granularity).into_iter().find(|spof| spof.id == *id);
            if let Some(spof) = spof {
                return Some(format!("{}.", capital(&spof.because())));
            }
            let known = engine.elements(*granularity).iter().find(|element| element.id == *id);
            let Some(element) = known else {
                return Some("It is not one of the elements that can fail here.".to_owned());
            };
            let outcome = engine.outcome(&Failures::crash([element.id.clone()]), *function);
            Some(format!("When only `{id}` fails, {}.", told(*function, outcome)))
        }
        Target::Kind(_) => {
            let placed = engine.topology().component(id)?;
            Some(format!("`{id}` is a {}.", placed.component.kind.phrase()))
        }
        Target::Path(function) => {
            let passes = passed(engine, *function).contains(id);
            Some(format!("The request {} `{id}`.", if passes { "passes" } else { "does not pass" }))
        }
        Target::SmallestCut { .. } | Target::Given(_) => None,
    }
}

/// An outcome as a clause: `writes are down`, `static reads are degraded: 50 % of the requests fail`.
fn told(function: Function, outcome: analysis::Outcome) -> String {
    let phrase = function.phrase();
    match outcome.state() {
        State::Up => format!("{phrase} stay up"),
        State::Down => format!("{phrase} are down"),
        State::Degraded => {
            format!(
                "{phrase} are degraded: {} % of the requests fail",
                rounded(outcome.failed_share() * 100.0)
            )
        }
    }
}

/// The components that a request passes after the lookup, without the user and the files that are read.
fn passed(engine: &Engine, function: Function) -> BTreeSet<Id> {
    let calls = engine.walk(function).into_iter().filter(|hop| !hop.answer);
    let passes = |id: &Id| {
        let placed = engine.topology().component(id.as_str());
        placed.is_some_and(|placed| !matches!(placed.component.kind, Kind::Dns | Kind::AppFiles | Kind::User))
    };
    calls.map(|hop| hop.to).filter(passes).collect()
}

fn components(topology: &Topology) -> Vec<Id> {
    topology.components().map(|placed| placed.id()).collect()
}

fn list(ids: &BTreeSet<Id>) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(char::to_uppercase).into_iter().flatten().chain(chars).collect()
}

/// A number with the digits that matter: whole from 1000 on, else four significant ones.
fn rounded(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let decimals = (3 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
