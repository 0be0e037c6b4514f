//! Exposure: what anybody on the internet can call.

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::is_server;
use crate::analysis::finding::Severity;
use crate::analysis::reach::Exposure;
use crate::text::prose::list;
use crate::topology::{Host, Id, Kind, Network};

/// A database that the internet can call.
pub(super) const DATABASE_EXPOSED: Rule = Rule {
    id: "database-exposed",
    title: "Database open to the internet",
    severity: Severity::Critical,
    topic: "Database",
    why: "A database holds everything that is worth stealing; passwords are tried against an open port all day long.",
    unless: "Never: even a managed database is reached through a private network or from named addresses.",
    requirements: &["t1.issue.security", "t2.design.firewalls", "c.firewall"],
    check: database,
};

fn database(facts: &Facts<'_>) -> Vec<Said> {
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
pub(super) const INNER_PART_EXPOSED: Rule = Rule {
    id: "inner-part-exposed",
    title: "Inner part open to the internet",
    severity: Severity::High,
    topic: "Firewall",
    why: "What is meant for the site's own machines seldom asks who is calling.",
    unless: "When it asks every caller for a password over an encrypted connection.",
    requirements: &["t1.issue.security", "c.firewall"],
    check: inner_parts,
};

fn inner_parts(facts: &Facts<'_>) -> Vec<Said> {
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
        if exposure.decisions.is_empty() || guarded_pull || called_by_users(id) {
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

/// A server that the internet reaches with no firewall on the way.
pub(super) const NO_FIREWALL: Rule = Rule {
    id: "no-firewall",
    title: "Server on the internet without a firewall",
    severity: Severity::High,
    topic: "Firewall",
    why: "Every program that listens can be called by anybody, also those that nobody remembers.",
    unless: "When nothing but the public service listens, and that is checked.",
    requirements: &["t1.issue.security", "t2.design.firewalls", "c.firewall"],
    check: no_firewall,
};

fn no_firewall(facts: &Facts<'_>) -> Vec<Said> {
    let bare: Vec<&Exposure> =
        facts.calls.exposed().iter().filter(|exposure| exposure.decisions.is_empty()).collect();
    let open = |host: &&Host| bare.iter().any(|exposure| exposure.id.host() == Some(host.id.as_str()));
    let hosts: Vec<Id> = facts.topology.hosts.iter().filter(open).map(|host| host.id.clone()).collect();
    if hosts.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<&Id> =
        bare.iter().map(|exposure| &exposure.id).filter(|id| id.host().is_some()).collect();
    parts.dedup();
    let message = format!(
        "{} {} on the internet with no firewall: anybody can call {}.",
        list(&hosts),
        if hosts.len() == 1 { "is" } else { "are" },
        list(parts)
    );
    let commands: Vec<String> =
        hosts.iter().map(|host| facts.adding(Kind::Firewall, "fw", host.as_str())).collect();
    let text = format!("Put a firewall on {} that lets only the drawn flows in.", list(&hosts));
    vec![Said::of(hosts, message).mend(text, commands).advise("Draw an in-line firewall before it.")]
}

/// A server of the inner tiers that is on the internet for no reason.
pub(super) const PUBLIC_FOR_NOTHING: Rule = Rule {
    id: "public-for-nothing",
    title: "On the internet for nothing",
    severity: Severity::Medium,
    topic: "Firewall",
    why: "A machine without a public address cannot be attacked from the internet directly.",
    unless: "When it is administered over the internet, by key and from named addresses.",
    requirements: &["t1.issue.security", "c.firewall"],
    check: public_for_nothing,
};

fn public_for_nothing(facts: &Facts<'_>) -> Vec<Said> {
    let called = |host: &Host| {
        facts
            .calls
            .flows()
            .any(|flow| flow.to.host() == Some(host.id.as_str()) && facts.calls.is_outside(&flow.from))
    };
    facts
        .topology
        .hosts
        .iter()
        .filter(|host| host.standing.on().contains(&Network::Internet) && !called(host))
        .filter(|host| is_server(host) && !is_entry(facts, host))
        .map(|host| {
            let message =
                format!("{} is on the internet, although nobody out there is meant to call it.", host.id);
            let mut commands = vec![format!("set {} networks private", host.id)];
            if !host.standing.addresses.is_empty() {
                commands.insert(0, format!("set {} address default", host.id));
            }
            Said::of([host.id.clone()], message).mend(format!("Take {} off the internet.", host.id), commands)
        })
        .collect()
}

/// Whether the site's name leads to an address of a host.
fn is_entry(facts: &Facts<'_>, host: &Host) -> bool {
    let addresses = facts.calls.site().map(|site| site.addresses).unwrap_or_default();
    addresses.iter().any(|address| host.standing.addresses.contains(address))
}
