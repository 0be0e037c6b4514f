//! Health checks: none, too shallow, too deep, too slow.

use std::collections::{HashMap, HashSet};

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::function::Function;
use crate::text::figure::percent;
use crate::text::prose::list;
use crate::topology::{Check, Id, Kind};

pub(super) const NO_HEALTH_CHECK: Rule = Rule {
    id: "no-health-check",
    title: "Balancer that checks nothing",
    looks_for: "A forwarder or web server that shares requests out over several targets and never checks them.",
    severity: Severity::High,
    topic: "Health check",
    why: "Without checks a balancer regards every target as alive for ever. HAProxy checks only where it is told to.",
    unless: "When failed requests are sent to another target (redispatch): then only a target that hangs does harm.",
    mend: "Switch an HTTP health check on.",
    requirements: &["t1.explain.lb-algorithm", "c.redundancy"],
    check: no_check,
};

/// What is said together of callers that check nothing: their targets, whether they try others, and what is lost.
type Unchecked<'f> = (&'f [Id], bool, String);

fn no_check(facts: &Facts<'_>) -> Vec<Said> {
    let mut groups: Vec<(Unchecked<'_>, Vec<Id>)> = Vec::new();
    let mut places = HashMap::new();
    for (id, targets) in facts.pools() {
        let settings = &facts.calls.part(id).expect("pools are components").component.settings;
        if settings.check != Check::None || targets.len() < 2 {
            continue;
        }
        let Some(lost) = still_sent(facts, id, targets) else { continue };
        let alike = (targets.as_slice(), settings.redispatch, lost);
        let place = *places.entry(alike.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push((alike, Vec::new()));
        }
        groups[place].1.push(id.clone());
    }
    groups
        .into_iter()
        .map(|((targets, redispatch, lost), pools)| unchecked(facts, targets, redispatch, &lost, pools))
        .collect()
}

/// What a caller that checks nothing goes on sending to a target that has failed, a clause: backups wait for ever, and
/// the others have the shares of their weights. Nothing where no target gets requests at all.
fn still_sent(facts: &Facts<'_>, caller: &Id, targets: &[Id]) -> Option<String> {
    let weights: Vec<(&Id, u64)> =
        targets.iter().map(|target| (target, facts.weight(caller, target))).collect();
    let is_sent = |(target, weight): &(&Id, u64)| *weight > 0 && !facts.is_backup(caller, target);
    let mut sent: Vec<(&Id, u64)> = weights.iter().copied().filter(is_sent).collect();
    if sent.is_empty() {
        sent = weights.into_iter().filter(|(_, weight)| *weight > 0).collect();
    }
    let sum = sent.iter().map(|(_, weight)| *weight as f64).sum::<f64>();
    let share = |weight: u64| percent(weight as f64 / sum);
    Some(match sent.as_slice() {
        [] => return None,
        [(only, _)] => format!("when {only} fails it still gets all requests"),
        [(_, first), ..] if sent.iter().all(|(_, weight)| weight == first) => {
            format!("when one of them fails it still gets its {} of the requests", share(*first))
        }
        _ => {
            let shares = sent.iter().map(|(target, weight)| format!("{target} {}", share(*weight)));
            let shares: Vec<String> = shares.collect();
            format!("when one of them fails it still gets its share of the requests ({})", list(&shares))
        }
    })
}

/// Says that these never check their common targets.
fn unchecked(facts: &Facts<'_>, targets: &[Id], redispatch: bool, lost: &str, pools: Vec<Id>) -> Said {
    let ending =
        if redispatch { "and redispatch sends those elsewhere, unless it hangs" } else { "and those fail" };
    let message = format!(
        "{} never {} {}: {lost}, {ending}.",
        list(&pools),
        if pools.len() == 1 { "checks" } else { "check" },
        list(targets)
    );
    let speaks_http = targets.iter().all(|id| facts.calls.passes_on(id));
    let commands: Vec<String> = pools
        .iter()
        .map(|id| {
            let check = match facts.calls.kind(id) {
                Some(Kind::WebServer) => Check::Passive,
                _ if speaks_http => Check::Http,
                _ => Check::Tcp,
            };
            format!("set {id} check {check}")
        })
        .collect();
    let text = match pools.as_slice() {
        [only] => format!("Let {only} check its targets."),
        _ => "Let them check their targets.".to_owned(),
    };
    let said = Said::of(pools, message).mend(text, commands);
    if redispatch { said.severity(Severity::Low).mitigated() } else { said }
}

pub(super) const SHALLOW_CHECK: Rule = Rule {
    id: "shallow-check",
    title: "Check that misses a hang",
    looks_for: "A balancer whose check does not see a process that hangs.",
    severity: Severity::Low,
    topic: "Health check",
    why: "A process that hangs still accepts connections; only an answered request proves that it works.",
    unless: "When the targets do not speak HTTP.",
    mend: "Check with a request (HTTP) instead of a connection (TCP).",
    requirements: &["c.redundancy"],
    check: shallow_check,
};

fn shallow_check(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (id, targets) in facts.pools() {
        let settings = &facts.calls.part(id).expect("pools are components").component.settings;
        let speaks_http = targets.iter().all(|target| facts.calls.passes_on(target));
        if settings.check != Check::Tcp || targets.len() < 2 || !speaks_http {
            continue;
        }
        let message = format!(
            "{id} checks only that {} accept connections, and so regards one that hangs as alive.",
            list(targets)
        );
        said.push(
            Said::of([id.clone()], message)
                .mend(format!("Let {id} ask its targets for a page."), [format!("set {id} check http")]),
        );
    }
    said
}

pub(super) const SLOW_CHECK: Rule = Rule {
    id: "slow-check",
    title: "Check that notices late",
    looks_for: "A balancer whose checks take long to find a target dead.",
    severity: Severity::Low,
    topic: "Health check",
    why: "Until a target is found dead it gets its share of the requests.",
    unless: "When failed requests are sent to another target (redispatch).",
    mend: "Check more often, or count fewer failures before a target is out; and send failed connections to another target (redispatch).",
    requirements: &["c.redundancy", "c.ha"],
    check: slow_check,
};

/// Balancers that take longer than this, in seconds, to find a target dead are slow; by default it is 6.
const SLOW: f64 = 30.0;

fn slow_check(facts: &Facts<'_>) -> Vec<Said> {
    let mut groups: Vec<(u64, bool, Vec<Id>, String)> = Vec::new();
    for (id, targets) in facts.pools() {
        let settings = &facts.calls.part(id).expect("pools are components").component.settings;
        let seconds = settings.check_seconds * f64::from(settings.fall);
        if matches!(settings.check, Check::None | Check::Passive) || targets.len() < 2 || seconds <= SLOW {
            continue;
        }
        let how = format!("{} failed checks, {} s apart", settings.fall, settings.check_seconds);
        let known =
            groups.iter_mut().find(|(.., again, _, other)| *again == settings.redispatch && *other == how);
        match known {
            Some((.., ids, _)) => ids.push(id.clone()),
            None => groups.push((seconds.round() as u64, settings.redispatch, vec![id.clone()], how)),
        }
    }
    let said = groups.into_iter().map(|(seconds, redispatch, ids, how)| {
        let takes = if ids.len() == 1 { "takes" } else { "take" };
        let message = format!("{} {takes} {seconds} s to find a target dead ({how}).", list(&ids));
        let commands: Vec<String> = ids
            .iter()
            .flat_map(|id| [format!("set {id} check_seconds default"), format!("set {id} fall default")])
            .collect();
        let said = Said::of(ids, message)
            .mend("Check every 2 s, and take a target out after 3 failed checks.", commands);
        if redispatch { said.severity(Severity::Info).mitigated() } else { said }
    });
    said.collect()
}

pub(super) const DEEP_CHECK: Rule = Rule {
    id: "deep-check",
    title: "Check that takes all targets out",
    looks_for: "A check that needs the database, so that static pages go down with it.",
    severity: Severity::Medium,
    topic: "Health check",
    why: "A check that needs something which all targets share fails for all of them at once when that fails.",
    unless: "When every page needs the database anyway.",
    mend: "Check with a page that needs no database, and monitor the database separately.",
    requirements: &["c.redundancy", "c.ha"],
    check: deep_check,
};

fn deep_check(facts: &Facts<'_>) -> Vec<Said> {
    let data: HashSet<&Id> = facts.calls.of_kind(Kind::Database).map(|id| facts.machine(id)).collect();
    let shared = facts.spofs[Function::StaticRead.index()].iter();
    let shared: Vec<&Id> = shared.filter(|id| data.contains(*id)).collect();
    let traffic = &facts.topology.traffic;
    let mut said = Vec::new();
    for (id, targets) in facts.pools() {
        let settings = &facts.calls.part(id).expect("pools are components").component.settings;
        let serves_files = targets.iter().any(|to| facts.calls.kind(to) == Some(Kind::WebServer));
        if settings.check != Check::Deep || !serves_files {
            continue;
        }
        let machines: HashSet<&Id> = targets.iter().chain([id]).map(|part| facts.machine(part)).collect();
        let lost: Vec<&Id> = shared.iter().copied().filter(|host| !machines.contains(*host)).collect();
        if lost.is_empty() {
            continue;
        }
        let message = format!(
            "{id} asks {} for a page that needs the database: when {} fails, it takes them all out, and static pages \
             are down too.",
            list(targets),
            super::text::choice(&lost)
        );
        let finding = Said::of([id.clone()], message);
        said.push(if traffic.static_reads <= 0.0 {
            finding.not_applicable()
        } else {
            finding.mend(
                format!("Let {id} ask for a page that needs the target only."),
                [format!("set {id} check http")],
            )
        });
    }
    said
}
