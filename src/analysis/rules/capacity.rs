//! Capacity: what is too much today, what the survivors of a failure cannot carry, and what cannot grow.

use super::said::Said;
use super::text::{per_second, percent};
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::function::{Failures, Function, State};
use crate::text::prose::list;
use crate::topology::{Algorithm, Id, Kind};

/// The share of its capacity from which a part is close to its limit.
const WARM: f64 = 0.7;

pub(super) const OVERLOAD: Rule = Rule {
    id: "overload",
    title: "More traffic than the design carries",
    looks_for: "More traffic than the design carries.",
    severity: Severity::Critical,
    topic: "Capacity",
    why: "At and above its limit a part has no steady state: the queue grows until requests are refused.",
    unless: "When the stated traffic is a peak of seconds that a queue takes up.",
    mend: "Add another one of what is full first, or take load off it with a cache.",
    requirements: &["t0.issue.scale", "c.qps"],
    check: overload,
};

fn overload(facts: &Facts<'_>) -> Vec<Said> {
    let capacity = facts.capacity();
    let offered = facts.topology.traffic.qps;
    if capacity.mix_qps <= 0.0 || offered < capacity.mix_qps {
        return Vec::new();
    }
    let full = if capacity.full.is_empty() { "nothing".to_owned() } else { list(&capacity.full) };
    let message = format!(
        "Overload: of {} requests a second the design carries {}, and refuses {} a second. {full} {} full first.",
        per_second(offered),
        per_second(capacity.mix_qps),
        per_second(offered - capacity.mix_qps),
        if capacity.full.len() > 1 { "are" } else { "is" }
    );
    vec![
        Said::of(capacity.full.clone(), message)
            .mend("Put another one beside what is full first.", facts.widening(&capacity.full))
            .advise("Take load off it: cache, or serve more as static files."),
    ]
}

pub(super) const PAPER_REDUNDANCY: Rule = Rule {
    id: "paper-redundancy",
    title: "Redundant on paper",
    looks_for: "Enough capacity today, but too little after the failure of a part that the design is meant to survive.",
    severity: Severity::High,
    topic: "Capacity",
    why: "When one of two fails, the other gets the load of both; if it cannot carry that, it is overloaded and may fail too.",
    unless: "When traffic can be shed for as long as the repair takes.",
    mend: "Add one more than the load needs (N+1), so that any one may fail.",
    requirements: &["c.redundancy", "c.ha", "t3.explain.why-server"],
    check: paper_redundancy,
};

fn paper_redundancy(facts: &Facts<'_>) -> Vec<Said> {
    let capacity = facts.capacity();
    let offered = facts.topology.traffic.qps;
    if offered >= capacity.mix_qps {
        return Vec::new();
    }
    // What nobody asks for, or what is not up as it is, need not survive.
    let wanted =
        |function: &Function| facts.is_asked(*function) && facts.outcome(*function).state() == State::Up;
    let wanted: Vec<Function> = Function::ALL.into_iter().filter(wanted).collect();
    let survives = |id: &Id| {
        let failures = Failures::crash([id.clone()]);
        let mut outcomes = wanted.iter().map(|function| facts.engine.outcome(&failures, *function));
        !wanted.is_empty() && outcomes.all(|outcome| outcome.state() == State::Up)
    };
    let mut weak: Vec<(&Id, f64)> = capacity
        .after_failure
        .iter()
        .filter(|(id, left)| **left <= offered && survives(id))
        .map(|(id, left)| (id, *left))
        .collect();
    weak.sort_by(|one, other| one.1.total_cmp(&other.1).then_with(|| one.0.cmp(other.0)));
    let Some((_, least)) = weak.first() else { return Vec::new() };
    let ids: Vec<Id> = weak.iter().map(|(id, _)| (*id).clone()).collect();
    let message = format!(
        "Redundant on paper: when {} fails, the others carry {} of the {} requests a second, and refuse the rest.",
        super::text::choice(&ids),
        per_second(*least),
        per_second(offered)
    );
    let first = ids[0].clone();
    vec![
        Said::of(ids, message)
            .mend(
                format!("Add one more like {first}, so that any one may fail."),
                facts.widening(std::slice::from_ref(&first)),
            )
            .advise("Plan for less traffic: of two, each may work at less than half of what it can."),
    ]
}

pub(super) const NEAR_LIMIT: Rule = Rule {
    id: "near-limit",
    title: "Close to its limit",
    looks_for: "A part that works at 70 % or more of what it can do.",
    severity: Severity::Low,
    topic: "Capacity",
    why: "At 70 % a request takes more than three times as long as its work alone, at 90 % ten times (M/M/1).",
    unless: "When the stated traffic is the highest peak.",
    mend: "Add another one before the load grows.",
    requirements: &["c.qps", "t2.explain.qps"],
    check: near_limit,
};

fn near_limit(facts: &Facts<'_>) -> Vec<Said> {
    let warm: Vec<(&Id, f64)> = facts
        .capacity()
        .utilisation
        .iter()
        .filter(|(_, used)| (WARM..1.0).contains(*used))
        .map(|(id, used)| (id, *used))
        .collect();
    let Some(most) = warm.iter().map(|(_, used)| *used).max_by(f64::total_cmp) else { return Vec::new() };
    let ids: Vec<Id> = warm.iter().map(|(id, _)| (*id).clone()).collect();
    let message = format!(
        "{} {} at {} % of what {} can do: requests wait, and the wait grows faster than the load.",
        list(&ids),
        if ids.len() == 1 { "works" } else { "work" },
        percent(most),
        if ids.len() == 1 { "it" } else { "they" }
    );
    vec![
        Said::of(ids.clone(), message)
            .mend("Add another one before the load grows.", facts.widening(&ids))
            .advise("Take load off: cache, or serve more as static files."),
    ]
}

pub(super) const CANNOT_GROW: Rule = Rule {
    id: "cannot-grow",
    title: "One server that cannot grow",
    looks_for: "One server that takes everything and is full first, with nothing before it that could share requests out.",
    severity: Severity::Medium,
    topic: "Scale out",
    why: "A machine can be made larger only so far; more machines need something that shares requests out.",
    unless: "When the traffic is known and small.",
    mend: "Put a load balancer before it, and a second server behind that.",
    requirements: &["t0.issue.scale"],
    check: cannot_grow,
};

fn cannot_grow(facts: &Facts<'_>) -> Vec<Said> {
    let mut webs: Vec<Id> = facts
        .calls
        .entries()
        .map(|flow| flow.to.clone())
        .filter(|id| facts.calls.kind(id) == Some(Kind::WebServer))
        .collect();
    webs.sort();
    webs.dedup();
    let [web] = webs.as_slice() else { return Vec::new() };
    if facts.calls.entries().any(|flow| facts.calls.forwards(&flow.to)) {
        return Vec::new();
    }
    let subject = facts.machine(web);
    if !limits(facts, subject) {
        return Vec::new();
    }
    let most = facts.capacity().mix_qps;
    let carries = if most > 0.0 && most.is_finite() {
        format!("It carries about {} requests a second, and a second", per_second(most))
    } else {
        "A second".to_owned()
    };
    let message = format!(
        "The site cannot grow beyond {subject}. {carries} server would get no request, as nothing shares them out."
    );
    vec![
        Said::of([subject.clone()], message)
            .advise("Put a load balancer before the web server, and a second server behind it.")
            .advise("Take a larger machine: simple, until there is none that is larger."),
    ]
}

/// Whether a machine sets the limit of the site: all that is full first is there, and none of it shares its work with
/// another machine. Where nothing is full, whether it is the only server.
fn limits(facts: &Facts<'_>, machine: &Id) -> bool {
    let full = &facts.capacity().full;
    let here = |id: &Id| facts.machine(id) == machine;
    let shared =
        |id: &Id| facts.pools().iter().any(|(_, targets)| targets.contains(id) && !targets.iter().all(here));
    if full.is_empty() {
        return facts.servers().all(|host| host.id == *machine);
    }
    full.iter().all(|id| here(id) && !shared(id))
}

/// Targets that are all less busy than this are far from their limit.
const FAR: f64 = 0.35;

pub(super) const UNEQUAL_SHARES: Rule = Rule {
    id: "unequal-shares",
    title: "Equal shares for unequal servers",
    looks_for: "A balancer that gives equal shares to servers of unequal strength.",
    severity: Severity::Low,
    topic: "Load balancer",
    why: "Round robin gives equal counts; the weakest server sets the limit for all.",
    unless: "When even the weakest is far from full: less than 35 % busy.",
    mend: "Balance by least connections, or give each link the weight of its server.",
    requirements: &["t1.explain.lb-algorithm"],
    check: unequal,
};

fn unequal(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (id, targets) in facts.pools() {
        let algorithm = facts.calls.part(id).map(|placed| placed.component.settings.algorithm);
        if !matches!(algorithm, Some(Algorithm::RoundRobin)) || !facts.calls.forwards(id) {
            continue;
        }
        let capacities: Vec<Option<f64>> =
            targets.iter().map(|target| facts.engine.limit_of(target)).collect();
        let weights: Vec<u64> = targets.iter().map(|target| facts.weight(id, target)).collect();
        let weighted = weights.iter().any(|weight| *weight != weights[0]);
        if weighted || targets.len() < 2 || capacities.iter().all(|capacity| *capacity == capacities[0]) {
            continue;
        }
        let used = &facts.capacity().utilisation;
        let busy = |target: &Id| used.get(target).copied().unwrap_or(0.0);
        let by_work = |one: &&Id, other: &&Id| busy(one).total_cmp(&busy(other));
        let most = targets.iter().max_by(by_work).cloned().unwrap_or_else(|| id.clone());
        let least = targets.iter().min_by(by_work).cloned().unwrap_or_else(|| id.clone());
        let unequal = format!("{id} gives {} equal shares, and they are not equally strong", list(targets));
        let subjects = std::iter::once(id.clone()).chain(targets.iter().cloned());
        if busy(&most) < FAR {
            let share = percent(busy(&most)).parse::<u32>().map_or(1, |share| share.max(1));
            let message = format!("{unequal}; but none is more than {share} % busy.");
            said.push(Said::of(subjects, message).not_applicable());
            continue;
        }
        let how = |id: &Id| {
            if busy(id) >= 1.0 { "full".to_owned() } else { format!("{} % busy", percent(busy(id))) }
        };
        let message = format!("{unequal}: {most} is {} while {least} is {}.", how(&most), how(&least));
        said.push(
            Said::of(subjects, message)
                .mend(
                    "Give each request to the server with the fewest connections.",
                    [format!("set {id} algorithm least_connections")],
                )
                .advise("Give each link the weight of its server."),
        );
    }
    said
}
