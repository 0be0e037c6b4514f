//! Monitoring: who is watched, by whom, and from where.

use super::remedy::like;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::Watch;
use crate::analysis::finding::Severity;
use crate::text::prose::list;
use crate::topology::{Host, Id, Kind};

fn has_any(facts: &Facts<'_>) -> bool {
    let mut kinds = facts.topology.components().map(|placed| placed.component.kind);
    kinds.any(|kind| matches!(kind, Kind::MonitoringClient | Kind::MonitoringService))
}

/// Commands that put a client on a host and let it report to a service.
fn client(facts: &Facts<'_>, host: &Id, service: &str) -> [String; 2] {
    let name = facts.free_name(host.as_str(), "agent");
    [format!("add monitoring_client {name} on {host}"), format!("connect {host}.{name} {service} https")]
}

/// Nothing watches at all.
pub(super) const NO_MONITORING: Rule = Rule {
    id: "no-monitoring",
    title: "Nothing watches",
    severity: Severity::Medium,
    topic: "Monitoring",
    why: "What nobody measures nobody notices: neither the failure nor the load that announces it.",
    unless: "When the site is an exercise.",
    requirements: &["t1.issue.monitoring", "t2.design.monitoring", "t2.explain.monitoring-use"],
    check: none,
};

fn none(facts: &Facts<'_>) -> Vec<Said> {
    let servers: Vec<Id> = facts.servers().map(|host| host.id.clone()).collect();
    if servers.is_empty() || has_any(facts) {
        return Vec::new();
    }
    let message = format!(
        "Nothing watches {}: nobody learns of a failure or of growing load before users complain.",
        list(&servers)
    );
    let service = facts.free_id("monitoring");
    let mut commands = vec![format!("add external monitoring_service {service}")];
    commands.extend(servers.iter().flat_map(|host| client(facts, host, &service)));
    vec![
        Said::of(servers, message)
            .mend("Put a monitoring client on each server that reports to a service.", commands),
    ]
}

/// Hosts without a client, where others have one.
pub(super) const UNWATCHED: Rule = Rule {
    id: "unwatched",
    title: "Machine without a monitoring client",
    severity: Severity::Medium,
    topic: "Monitoring",
    why: "The machine that is not watched is the one that fails unnoticed.",
    unless: "When it is watched from outside, or by its provider.",
    requirements: &["t2.design.monitoring"],
    check: unseen,
};

fn unseen(facts: &Facts<'_>) -> Vec<Said> {
    if !has_any(facts) {
        return Vec::new();
    }
    let unseen: Vec<&Host> =
        facts.topology.hosts.iter().filter(|host| facts.calls.watch(host) == Watch::None).collect();
    let serves = |host: &&Host| {
        host.components.iter().any(|component| {
            !matches!(component.kind, Kind::MonitoringService | Kind::AppFiles | Kind::Firewall)
        })
    };
    let hosts: Vec<&Host> = unseen.into_iter().filter(serves).collect();
    if hosts.is_empty() {
        return Vec::new();
    }
    let ids: Vec<Id> = hosts.iter().map(|host| host.id.clone()).collect();
    let message = format!("{} no monitoring client: nobody sees how it fares.", super::text::have(&ids));
    let mut commands = Vec::new();
    if let Some(service) = facts.calls.of_kind(Kind::MonitoringService).next() {
        commands.extend(ids.iter().flat_map(|host| client(facts, host, service.as_str())));
    }
    vec![Said::of(ids, message).mend("Put a client on each that reports to the service.", commands)]
}

/// A client that gets nothing to a service.
pub(super) const IDLE_CLIENT: Rule = Rule {
    id: "idle-client",
    title: "Monitoring client without a service",
    severity: Severity::Medium,
    topic: "Monitoring",
    why: "Figures that leave no machine raise no alarm, and are gone with it.",
    unless: "When somebody logs in and looks every day.",
    requirements: &["t2.explain.monitoring-collection"],
    check: idle,
};

fn idle(facts: &Facts<'_>) -> Vec<Said> {
    let clients = facts.calls.of_kind(Kind::MonitoringClient).cloned();
    let idle: Vec<Id> = clients.filter(|client| facts.calls.service_of(client).is_none()).collect();
    if idle.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "{} {} figures that nobody gets: no monitoring service is reached, and none comes for them.",
        list(&idle),
        if idle.len() == 1 { "gathers" } else { "gather" }
    );
    let connecting = |service: &str| -> Vec<String> {
        idle.iter().map(|client| format!("connect {client} {service} https")).collect()
    };
    let service = facts.calls.of_kind(Kind::MonitoringService).next();
    let (text, commands) = if let Some(service) = service {
        (format!("Let them report to {service}."), connecting(service.as_str()))
    } else {
        let service = facts.free_id("monitoring");
        let mut commands = vec![format!("add external monitoring_service {service}")];
        commands.extend(connecting(&service));
        ("Add a monitoring service that they report to.".to_owned(), commands)
    };
    vec![Said::of(idle, message).mend(text, commands)]
}

/// Nothing calls the site from outside as a user would.
pub(super) const NO_OUTSIDE_PROBE: Rule = Rule {
    id: "no-outside-probe",
    title: "Nobody asks from outside",
    severity: Severity::Info,
    topic: "Monitoring",
    why: "Only a request from outside goes the whole way that users' requests go: name, certificate, network.",
    unless: "When users complain at once and somebody listens.",
    requirements: &["t2.explain.monitoring-use"],
    check: no_outside_probe,
};

fn no_outside_probe(facts: &Facts<'_>) -> Vec<Said> {
    let entries: Vec<Id> = facts.calls.entries().map(|flow| flow.to.clone()).collect();
    let probes = facts.calls.allowed().any(|flow| {
        entries.contains(&flow.to)
            && facts.calls.kind(&flow.from) == Some(Kind::MonitoringService)
            && facts.calls.is_outside(&flow.from)
    });
    if !has_any(facts) || entries.is_empty() || probes {
        return Vec::new();
    }
    let outside = facts.calls.of_kind(Kind::MonitoringService).find(|id| facts.calls.is_outside(id));
    let message = "Nothing asks for the site from outside, as a user does: clients on the servers do not see a wrong \
                   DNS record, an expired certificate or a cut line.";
    let said = Said::of(outside.cloned(), message);
    let entry = facts.calls.entries().next();
    vec![match (outside, entry) {
        (Some(service), Some(flow)) => {
            said.mend(format!("Let {service} ask for a page every minute."), like(flow, service))
        }
        _ => said.advise("Let somebody outside ask for a page every minute."),
    }]
}

/// A service on a host that it watches.
pub(super) const WATCHES_ITSELF: Rule = Rule {
    id: "watches-itself",
    title: "Alarm on the machine that it watches",
    severity: Severity::Low,
    topic: "Monitoring",
    why: "The alarm must not die with what it is to report.",
    unless: "When something outside watches the machine as well.",
    requirements: &["t2.explain.monitoring-use"],
    check: watches_itself,
};

fn watches_itself(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for host in facts.servers() {
        let services = host.components.iter().filter(|component| component.kind == Kind::MonitoringService);
        for service in services {
            let id = host.id.join(&service.id);
            let message = format!(
                "{id} runs on {}, a server that it watches: when that machine dies, so does the alarm.",
                host.id
            );
            said.push(
                Said::of([id.clone(), host.id.clone()], message)
                    .advise(format!("Move {id} to a machine of its own, or use somebody else's service.")),
            );
        }
    }
    said
}
