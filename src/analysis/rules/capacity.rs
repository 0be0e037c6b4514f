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
    title: "More traffic than it carries",
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
    looks_for: "Enough capacity today, and too little once one part has failed whose failure the design should survive.",
    severity: Severity::High,
    topic: "Capacity",
    why: "A second one that cannot carry the load of both is overloaded when the first fails, and fails after it.",
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
    let survives = |id: &Id| {
        let failures = Failures::crash([id.clone()]);
        Function::ALL
            .into_iter()
            .all(|function| facts.engine.outcome(&failures, function).state() == State::Up)
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
    why: "At 70 % a request waits more than three times as long as it takes, at 90 % ten times (M/M/1).",
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
    looks_for: "One server that takes everything, with nothing before it that could share requests out.",
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
        Said::of([subject], message)
            .advise("Put a load balancer before the web server, and a second server behind it.")
            .advise("Take a larger machine: simple, until there is none that is larger."),
    ]
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
        let algorithm = facts.calls.part(&id).map(|placed| placed.component.settings.algorithm);
        if !matches!(algorithm, Some(Algorithm::RoundRobin)) || !facts.calls.forwards(&id) {
            continue;
        }
        let capacities: Vec<Option<f64>> = targets
            .iter()
            .map(|target| facts.calls.part(target).and_then(|placed| placed.component.settings.capacity))
            .collect();
        let weighted = facts.topology.links.iter().any(|link| link.from == id && link.weight != 1);
        if weighted || targets.len() < 2 || capacities.iter().all(|capacity| *capacity == capacities[0]) {
            continue;
        }
        let message = format!(
            "{id} gives {} equal shares, and they are not equally strong: the weakest is full while the others are idle.",
            list(&targets)
        );
        let used = &facts.capacity().utilisation;
        let busiest = targets.iter().filter_map(|target| used.get(target)).copied().fold(0.0, f64::max);
        if busiest < FAR {
            let message = format!(
                "{id} gives {} equal shares, and they are not equally strong; but none is more than {} % busy.",
                list(&targets),
                percent(busiest).parse::<u32>().map_or(1, |share| share.max(1))
            );
            said.push(Said::of(std::iter::once(id.clone()).chain(targets), message).not_applicable());
            continue;
        }
        said.push(
            Said::of(std::iter::once(id.clone()).chain(targets), message)
                .severity(Severity::Low)
                .mend(
                    "Give each request to the server with the fewest connections.",
                    [format!("set {id} algorithm least_connections")],
                )
                .advise("Give each link the weight of its server."),
        );
    }
    said
}
