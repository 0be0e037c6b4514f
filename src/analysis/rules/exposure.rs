//! Exposure: what anybody on the internet can call.

use std::collections::BTreeMap;

use super::Facts;
use super::said::Said;
use crate::text::prose::list;
use crate::topology::{Id, Kind};

/// A database that the internet can call.
pub(super) fn database(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for exposure in facts.calls.exposed() {
        if facts.calls.kind(&exposure.id) != Some(Kind::Database) {
            continue;
        }
        let id = &exposure.id;
        let message = match exposure.decisions.last() {
            None => format!("Anybody on the internet can connect to {id} on port {}.", exposure.port),
            Some(decision) => {
                format!("Anybody on the internet can connect to {id} on port {}: {decision}.", exposure.port)
            }
        };
        said.push(facts.closing(Said::of([id.clone()], message), id));
    }
    said
}

/// A cache, session store, queue or monitoring client that the internet can call.
pub(super) fn inner_parts(facts: &Facts<'_>) -> Vec<Said> {
    let inner = |kind| {
        matches!(
            kind,
            Kind::Cache | Kind::SessionStore | Kind::Queue | Kind::MonitoringClient | Kind::AppServer
        )
    };
    let called_by_users = |id: &Id| facts.calls.entries().any(|flow| flow.to == *id);
    let mut said = Vec::new();
    for exposure in facts.calls.exposed() {
        let id = &exposure.id;
        let Some(kind) = facts.calls.kind(id).filter(|kind| inner(*kind)) else { continue };
        // Where no firewall stands at all, that is what is said.
        let guarded_pull = exposure.drawn && kind == Kind::MonitoringClient;
        if is_bare(exposure) || guarded_pull || called_by_users(id) {
            continue;
        }
        let message = format!(
            "Anybody on the internet can connect to {id} on port {}: {} that only the site's own machines need.",
            exposure.port,
            super::structure::a(kind)
        );
        said.push(facts.closing(Said::of([id.clone()], message), id));
    }
    said
}

fn is_bare(exposure: &crate::analysis::Exposure) -> bool {
    exposure.decisions.is_empty()
}

/// A server that the internet reaches with no firewall on the way.
pub(super) fn no_firewall(facts: &Facts<'_>) -> Vec<Said> {
    let mut open: BTreeMap<&str, Vec<&Id>> = BTreeMap::new();
    for exposure in facts.calls.exposed().iter().filter(|exposure| is_bare(exposure)) {
        if let Some(host) = exposure.id.host() {
            open.entry(host).or_default().push(&exposure.id);
        }
    }
    let hosts = facts.topology.hosts.iter();
    let hosts = hosts.filter_map(|host| Some((host, open.get(host.id.as_str())?)));
    hosts
        .map(|(host, parts)| {
            let mut parts = parts.clone();
            parts.dedup();
            let message =
                format!("{} is on the internet with no firewall: anybody can call {}.", host.id, list(parts));
            Said::of([host.id.clone()], message)
                .mend(
                    format!("Put a firewall on {} that lets only the drawn flows in.", host.id),
                    [facts.adding(Kind::Firewall, "fw", host.id.as_str())],
                )
                .advise("Draw an in-line firewall before it.")
        })
        .collect()
}
