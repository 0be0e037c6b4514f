//! What one failure, one restart or nothing at all takes down.

use std::collections::{BTreeSet, HashMap};

use super::diagnosis::{self, causes};
use super::said::Said;
use super::structure::carries;
use super::{Facts, Rule};
use crate::analysis::cutset::Spof;
use crate::analysis::element::Element;
use crate::analysis::explain::Lack;
use crate::analysis::finding::Severity;
use crate::analysis::function::{Function, Granularity, State};
use crate::text::figure::percent;
use crate::text::prose::{list, sentence};
use crate::topology::{Id, Kind};

pub(super) const SPOF: Rule = Rule {
    id: "spof",
    title: "Single point of failure",
    looks_for: "An element whose failure alone takes a function down, after every automatic reaction that the design has.",
    severity: Severity::Critical,
    topic: "Single point of failure",
    why: "Everything fails one day or must be restarted, and nothing takes over here.",
    unless: "When somebody else runs the part and keeps it up, or a second one costs more than the outage.",
    mend: "Add a second one, elsewhere, that takes over by itself: with a balancer's check, a shared address or a promotion.",
    requirements: &["c.spof", "t0.issue.spof", "t1.issue.spof"],
    check: spof,
};

fn spof(facts: &Facts<'_>) -> Vec<Said> {
    let explained: Vec<Spof> = Function::ALL
        .into_iter()
        .flat_map(|function| facts.engine.spofs(function, Granularity::Host))
        .collect();
    let mut own: HashMap<&Id, Vec<&Spof>> = HashMap::new();
    for spof in &explained {
        own.entry(&spof.id).or_default().push(spof);
    }
    let spofs = facts.spofs().into_iter();
    let mut said: Vec<Said> =
        spofs.map(|(element, functions)| one_spof(facts, element, &functions, &own[&element.id])).collect();
    said.extend(foreign(facts));
    said
}

fn one_spof(facts: &Facts<'_>, element: &Element, functions: &[Function], explained: &[&Spof]) -> Said {
    let id = &element.id;
    let clauses = Spof::clauses(explained, id.as_str());
    let because: Vec<String> = clauses.iter().map(|clause| format!("{}.", sentence(clause))).collect();
    let message = format!(
        "{id} is a single point of failure: when it fails, {} down. {}",
        are(functions),
        because.join(" ")
    );
    let severity = if functions.contains(&Function::StaticRead) || functions.contains(&Function::DynamicRead)
    {
        Severity::Critical
    } else {
        Severity::High
    };
    let said = Said::of([id.clone()], message).severity(severity).why(why(element));
    let lacks: BTreeSet<Lack> = explained.iter().flat_map(|spof| &spof.lacks).copied().collect();
    let lacks: Vec<Lack> = lacks.into_iter().collect();
    let (said, supplied) = facts.standing_in(said, &lacks);
    if supplied { said } else { facts.doubling(said, id) }
}

/// How long one element keeps a function down in an average year.
fn why(element: &Element) -> String {
    let hours = (1.0 - element.availability) * 365.0 * 24.0;
    format!(
        "Everything fails one day or must be restarted, and nothing takes over here. At its availability {} is away \
         for {hours:.1} hours a year.",
        element.id
    )
}

/// Somebody else's forwarder that every request passes: it is no element, so it is no single point of failure here.
fn foreign(facts: &Facts<'_>) -> Option<Said> {
    let mut entries: Vec<&Id> = facts.calls.entries().map(|flow| &flow.to).collect();
    entries.sort();
    entries.dedup();
    let [only] = entries.as_slice() else { return None };
    if !facts.calls.part(only).is_some_and(|placed| placed.external) {
        return None;
    }
    let message = format!(
        "Every request passes {only}. Somebody else runs it, on many machines, so it is taken never to fail."
    );
    Some(Said::of([(*only).clone()], message).not_applicable())
}

fn phrases(functions: &[Function]) -> String {
    list(functions.iter().map(|function| function.phrase()))
}

/// `the whole site is`, `static reads are`.
fn are(functions: &[Function]) -> String {
    if functions.len() == Function::ALL.len() {
        "the whole site is".to_owned()
    } else {
        format!("{} are", phrases(functions))
    }
}

pub(super) const DOWN: Rule = Rule {
    id: "down",
    title: "Down with nothing failed",
    looks_for: "A function for which no request succeeds although nothing has failed.",
    severity: Severity::Critical,
    topic: "Downtime",
    why: "Users get no answer at all, on the best of days.",
    unless: "When nobody asks for the function: it has no share of the traffic.",
    mend: "Complete the way from the user to what must answer.",
    requirements: &["t0.explain.communication"],
    check: down,
};

fn down(facts: &Facts<'_>) -> Vec<Said> {
    let one = |failing: Failing| {
        let are = are(&failing.functions);
        if !failing.asked {
            let message = format!("{} down, and nobody asks for them: {}.", sentence(&are), failing.why);
            return Said::of(failing.parts, message).not_applicable();
        }
        let message = format!("{} down although nothing has failed: {}.", sentence(&are), failing.why);
        facts
            .supplying(Said::of(failing.parts, message), &failing.lacks)
            .borrow(causes(facts))
            .advise("Complete the path from the user to what must answer.")
    };
    failing(facts, State::Down).into_iter().map(one).collect()
}

/// Functions that fail for the same reason although nothing has failed.
struct Failing {
    functions: Vec<Function>,
    /// Whether they have a share of the traffic.
    asked: bool,
    /// The largest share that fails.
    share: f64,
    /// Why, as clauses.
    why: String,
    lacks: Vec<Lack>,
    parts: Vec<Id>,
}

/// The functions that are in a state although nothing has failed, by reason.
fn failing(facts: &Facts<'_>, state: State) -> Vec<Failing> {
    let mut all: Vec<Failing> = Vec::new();
    for function in Function::ALL.into_iter().filter(|function| facts.outcome(*function).state() == state) {
        let Some((why, lacks)) = facts.engine.why_failing(function, state) else { continue };
        let asked = facts.is_asked(function);
        let share = facts.outcome(function).failed_share();
        if let Some(known) = all.iter_mut().find(|known| known.why == why && known.asked == asked) {
            known.functions.push(function);
            known.share = known.share.max(share);
        } else {
            let parts = diagnosis::parts(facts, &lacks);
            all.push(Failing { functions: vec![function], asked, share, why, lacks, parts });
        }
    }
    all
}

pub(super) const DEGRADED: Rule = Rule {
    id: "degraded",
    title: "Fails in part with nothing failed",
    looks_for: "Requests that fail although nothing has failed.",
    severity: Severity::High,
    topic: "Load balancer",
    why: "Users get an error now and then although every machine works, which is hard to find.",
    unless: "When nobody asks for the function: it has no share of the traffic.",
    mend: "Complete what stands behind each target, or take the target out.",
    requirements: &["t1.design.load-balancer"],
    check: degraded,
};

fn degraded(facts: &Facts<'_>) -> Vec<Said> {
    let one = |failing: Failing| {
        let functions = phrases(&failing.functions);
        let share = percent(failing.share);
        if !failing.asked {
            let message =
                format!("{share} of {functions} would fail, and nobody asks for them: {}.", failing.why);
            return Said::of(failing.parts, message).not_applicable();
        }
        let message = format!("{share} of {functions} fail although nothing has failed: {}.", failing.why);
        facts
            .supplying(Said::of(failing.parts, message), &failing.lacks)
            .borrow(causes(facts))
            .advise("Complete what stands behind each target, or take the target out.")
    };
    failing(facts, State::Degraded).into_iter().map(one).collect()
}

pub(super) const MAINTENANCE: Rule = Rule {
    id: "maintenance",
    title: "Maintenance takes the site down",
    looks_for: "Web servers, application servers or databases on hosts whose restart takes down reading that users ask for.",
    severity: Severity::Medium,
    topic: "Downtime",
    why: "New code, security updates and reboots come every week; each is an outage that one plans oneself.",
    unless: "When nobody uses the site at night, and the updates are done then.",
    mend: "Have two of each behind a balancer with health checks, and update one at a time.",
    requirements: &["t0.issue.downtime", "c.deploy"],
    check: maintenance,
};

fn maintenance(facts: &Facts<'_>) -> Vec<Said> {
    let works = |id: &Id| {
        facts.host(id.as_str()).is_some_and(|host| {
            [Kind::WebServer, Kind::AppServer, Kind::Database].into_iter().any(|kind| carries(host, kind))
        })
    };
    let reads = [Function::StaticRead, Function::DynamicRead];
    let works_now = |function: &Function| facts.outcome(*function).state() != State::Down;
    let asked: Vec<Function> = Function::ALL
        .into_iter()
        .filter(|function| facts.is_asked(*function) && works_now(function))
        .collect();
    // A site whose pages are all dynamic, or all static, is offline without these; one that only takes writes, too.
    let pages = asked.iter().filter(|function| reads.contains(*function)).max();
    let Some(pages) = pages.or(asked.first()).copied() else { return Vec::new() };
    let mut groups: Vec<(Vec<Function>, Vec<Id>)> = Vec::new();
    let spofs = facts.spofs().into_iter();
    for (element, mut functions) in
        spofs.filter(|(element, down)| works(&element.id) && down.contains(&pages))
    {
        functions.retain(|function| asked.contains(function));
        match groups.iter_mut().find(|(known, _)| *known == functions) {
            Some((_, hosts)) => hosts.push(element.id.clone()),
            None => groups.push((functions, vec![element.id.clone()])),
        }
    }
    if groups.is_empty() {
        return Vec::new();
    }
    let clauses: Vec<String> = groups
        .iter()
        .map(|(functions, hosts)| {
            format!("while {} restarts, {} down", super::text::choice(hosts), are(functions))
        })
        .collect();
    let hosts = groups.into_iter().flat_map(|(_, hosts)| hosts);
    let message = format!("Maintenance takes the site offline: {}.", clauses.join("; "));
    vec![Said::of(hosts, message).advise(
        "Put a second server of each kind behind a load balancer with health checks, and update one at a time.",
    )]
}
