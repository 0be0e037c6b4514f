//! Monitoring: who is watched, by whom, and from where.

use std::collections::{HashMap, HashSet};

use super::remedy::{Report, like};
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::Watch;
use crate::analysis::finding::Severity;
use crate::analysis::flow::Flow;
use crate::analysis::proposal::Work;
use crate::text::prose::list;
use crate::topology::{Action, Host, Id, Kind};

fn has_any(facts: &Facts<'_>) -> bool {
    let mut kinds = facts.topology.components().map(|placed| placed.component.kind);
    kinds.any(|kind| matches!(kind, Kind::MonitoringClient | Kind::MonitoringService))
}

pub(super) const NO_MONITORING: Rule = Rule {
    id: "no-monitoring",
    title: "Nothing watches",
    looks_for: "A design in which nothing watches any machine.",
    severity: Severity::Medium,
    topic: "Monitoring",
    why: "Without monitoring, a failure lasts until users complain, and nobody sees that the load grows until it is too late.",
    unless: "When the site is an exercise.",
    mend: "Put a monitoring client on each server that reports to a service.",
    requirements: &["t1.issue.monitoring", "t2.design.monitoring", "t2.explain.monitoring-use"],
    check: none,
};

fn none(facts: &Facts<'_>) -> Vec<Said> {
    let servers: Vec<Id> = facts.servers().map(|host| host.id.clone()).collect();
    if servers.is_empty() || has_any(facts) {
        return Vec::new();
    }
    let message = format!(
        "Nothing watches {}: no client gathers figures, and no service raises an alarm.",
        list(&servers)
    );
    let service = facts.free_id("monitoring");
    let mut commands = vec![format!("add external monitoring_service {service}")];
    if let Ok(id) = Id::parse(&service) {
        let report = Report::pushed(id);
        commands.extend(servers.iter().flat_map(|host| report.client(facts, host.as_str())));
    }
    vec![
        Said::of(servers, message)
            .mend("Put a monitoring client on each server that reports to a service.", commands),
    ]
}

pub(super) const UNWATCHED: Rule = Rule {
    id: "unwatched",
    title: "Machine without a monitoring client",
    looks_for: "Hosts without a monitoring client, where others have one.",
    severity: Severity::Medium,
    topic: "Monitoring",
    why: "The machine that is not watched is the one that fails unnoticed.",
    unless: "When a monitoring service asks the programs on it directly.",
    mend: "Put a client on each of them too.",
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
    let is_service = |id: &Id| facts.calls.kind(id) == Some(Kind::MonitoringService);
    let asks = |flow: &&Flow| is_service(&flow.from) && !is_service(&flow.to);
    let asked: HashSet<&str> = facts.calls.allowed().filter(asks).filter_map(|flow| flow.to.host()).collect();
    let (asked, hosts): (Vec<&Host>, Vec<&Host>) =
        unseen.into_iter().filter(serves).partition(|host| asked.contains(host.id.as_str()));
    let mut said: Vec<Said> = asked
        .into_iter()
        .map(|host| {
            let message = format!(
                "{} has no monitoring client, but a monitoring service calls what is on it.",
                host.id
            );
            Said::of([host.id.clone()], message).severity(Severity::Low).mitigated()
        })
        .collect();
    if hosts.is_empty() {
        return said;
    }
    let ids: Vec<Id> = hosts.iter().map(|host| host.id.clone()).collect();
    let message = format!(
        "{} no monitoring client: nobody sees how {}.",
        super::text::have(&ids),
        if ids.len() == 1 { "it fares" } else { "they fare" }
    );
    let report = facts.report().into_iter();
    let commands: Vec<String> = report
        .flat_map(|report| ids.iter().flat_map(move |host| report.client(facts, host.as_str())))
        .collect();
    said.push(Said::of(ids, message).mend("Put a client on each, as the other machines have it.", commands));
    said
}

pub(super) const IDLE_CLIENT: Rule = Rule {
    id: "idle-client",
    title: "Monitoring client without a service",
    looks_for: "A monitoring client whose figures reach no service.",
    severity: Severity::Medium,
    topic: "Monitoring",
    why: "Figures that stay on their machine raise no alarm and are lost with it. To push, a client must be able to call out; to be pulled from, it must be reachable.",
    unless: "When somebody logs in and looks every day.",
    mend: "Connect it to a service, and let the firewalls allow that call.",
    requirements: &["t2.explain.monitoring-collection"],
    check: idle,
};

fn idle(facts: &Facts<'_>) -> Vec<Said> {
    let clients = facts.calls.of_kind(Kind::MonitoringClient).cloned();
    let reports = facts.stopped_reports();
    let (stopped, idle): (Vec<Id>, Vec<Id>) = clients
        .filter(|client| facts.calls.service_of(client).is_none())
        .partition(|client| reports.contains_key(client));
    let mut said: Vec<Said> =
        stopped.iter().filter_map(|client| stopped_one(facts, client, reports[client])).collect();
    if idle.is_empty() {
        return said;
    }
    let message = format!(
        "{} {} figures that nobody gets: no monitoring service is reached, and none comes for them.",
        list(&idle),
        if idle.len() == 1 { "gathers" } else { "gather" }
    );
    let connecting = |report: &Report| -> Vec<String> {
        idle.iter().map(|client| report.connecting(client.as_str())).collect()
    };
    let (text, commands) = if let Some(report) = facts.report() {
        (format!("Let {} get their figures.", report.service), connecting(&report))
    } else {
        let service = facts.free_id("monitoring");
        let mut commands = vec![format!("add external monitoring_service {service}")];
        commands.extend(Id::parse(&service).iter().flat_map(|id| connecting(&Report::pushed(id.clone()))));
        ("Add a monitoring service that they report to.".to_owned(), commands)
    };
    said.push(Said::of(idle, message).mend(text, commands));
    said
}

/// Says which firewall stops a client from pushing, or a service from fetching.
fn stopped_one(facts: &Facts<'_>, client: &Id, flow: &Flow) -> Option<Said> {
    let denial = flow.decisions().find(|decision| decision.action == Action::Deny)?;
    let message = if flow.from == *client {
        format!("{client} pushes its figures to {} on port {}, and cannot: {denial}.", flow.to, flow.port)
    } else {
        format!("{} fetches the figures of {client} on port {}, and cannot: {denial}.", flow.from, flow.port)
    };
    let firewall = denial.firewall.clone();
    let commands = facts.allowing(&firewall, flow);
    Some(
        Said::of([client.clone(), firewall.clone()], message)
            .mend(format!("Let {firewall} allow it."), commands),
    )
}

impl Facts<'_> {
    /// Puts a client that reports to a service on each server that has none.
    pub(super) fn reporting_to(&self, service: &Id) -> Vec<String> {
        let report = Report::pushed(service.clone());
        let unwatched = self.servers().filter(|host| self.calls.watch(host) == Watch::None);
        unwatched.flat_map(|host| report.client(self, host.id.as_str())).collect()
    }

    /// By monitoring client, the first call between it and a service that a firewall stops.
    fn stopped_reports(&self) -> HashMap<&Id, &Flow> {
        let is = |kind, id: &Id| self.calls.kind(id) == Some(kind);
        let mut stopped = HashMap::new();
        for flow in self.calls.flows().filter(|flow| !flow.is_allowed()) {
            for (client, service) in [(&flow.from, &flow.to), (&flow.to, &flow.from)] {
                if is(Kind::MonitoringClient, client) && is(Kind::MonitoringService, service) {
                    stopped.entry(client).or_insert(flow);
                }
            }
        }
        stopped
    }
}

pub(super) const NO_OUTSIDE_PROBE: Rule = Rule {
    id: "no-outside-probe",
    title: "Nobody asks from outside",
    looks_for: "Nothing calls the site from outside as a user would.",
    severity: Severity::Info,
    topic: "Monitoring",
    why: "Only a request from outside takes the same way as users' requests, through DNS, the network and the certificate.",
    unless: "When users complain at once and somebody listens.",
    mend: "Let a service elsewhere ask for a page every minute.",
    requirements: &["t2.explain.monitoring-use"],
    check: no_outside_probe,
};

fn no_outside_probe(facts: &Facts<'_>) -> Vec<Said> {
    let entries: HashSet<&Id> = facts.calls.entries().map(|flow| &flow.to).collect();
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
        (None, Some(flow)) => {
            let probe = facts.free_id("probe");
            let mut commands = vec![format!("add external monitoring_service {probe}")];
            commands.extend(Id::parse(&probe).iter().flat_map(|id| like(flow, id)));
            said.mend("Let a service outside ask for a page every minute.", commands)
        }
        _ => said.advise("Let somebody outside ask for a page every minute."),
    }]
}

pub(super) const WATCHES_ITSELF: Rule = Rule {
    id: "watches-itself",
    title: "Alarm on the machine that it watches",
    looks_for: "A monitoring service on a host that it watches.",
    severity: Severity::Low,
    topic: "Monitoring",
    why: "When the machine fails, the service fails with it, and nobody is told.",
    unless: "When something outside watches the machine as well.",
    mend: "Move the service to a machine of its own, or use one elsewhere.",
    requirements: &["t2.explain.monitoring-use"],
    check: watches_itself,
};

fn watches_itself(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for host in facts.servers() {
        let services = host.components.iter().filter(|component| component.kind == Kind::MonitoringService);
        for service in services {
            let id = host.id.join(&service.id);
            if !watches(facts, &id, host) {
                continue;
            }
            if let Some(other) = other_eye(facts, host, &id) {
                let message = format!(
                    "{id} runs on {}, a server that it watches; {other} watches it as well.",
                    host.id
                );
                said.push(Said::of([id.clone(), host.id.clone()], message).not_applicable());
                continue;
            }
            let message = format!(
                "{id} runs on {}, a server that it watches: when that machine fails, there is no alarm.",
                host.id
            );
            said.push(
                Said::of([id.clone(), host.id.clone()], message)
                    .mend(format!("Move {id} to a machine of its own."), facts.apart(&[&id]))
                    .advise("Use somebody else's service."),
            );
        }
    }
    said
}

/// Whether a service gets figures of the host that it is on, or asks something on it.
fn watches(facts: &Facts<'_>, service: &Id, host: &Host) -> bool {
    let here = |id: &Id| id.host() == Some(host.id.as_str()) && id != service;
    let client = |id: &Id| facts.calls.kind(id) == Some(Kind::MonitoringClient);
    facts.calls.from(service).any(|flow| here(&flow.to))
        || facts.calls.to(service).any(|flow| here(&flow.from) && client(&flow.from))
        || matches!(facts.calls.watch(host), Watch::By { service: by, .. } if by == *service)
}

/// A service elsewhere that gets figures of a host, or calls what is on it.
fn other_eye<'f>(facts: &'f Facts<'_>, host: &Host, service: &Id) -> Option<&'f Id> {
    let here = host.components.iter().map(|component| host.id.join(&component.id));
    let others = here.flat_map(|id| {
        let called = facts.calls.from(&id).map(|flow| &flow.to);
        called.chain(facts.calls.to(&id).map(|flow| &flow.from)).collect::<Vec<_>>()
    });
    let is_eye = |id: &&Id| {
        facts.calls.kind(id) == Some(Kind::MonitoringService)
            && *id != service
            && id.host() != Some(host.id.as_str())
    };
    others.filter(is_eye).min()
}

pub(super) const IDLE_SERVICE: Rule = Rule {
    id: "idle-service",
    title: "Monitoring service that sees nothing",
    looks_for: "A monitoring service of the design that gets no figures and asks for no page.",
    severity: Severity::Low,
    topic: "Monitoring",
    why: "A service raises an alarm only on figures that it gets or pages that it asks for.",
    unless: "When it is somebody else's and costs nothing while unused.",
    mend: "Connect clients to it, or remove it.",
    requirements: &["t2.explain.monitoring-collection"],
    check: idle_service,
};

fn idle_service(facts: &Facts<'_>) -> Vec<Said> {
    let works = |id: &Id| {
        let person = |id: &Id| facts.calls.kind(id) == Some(Kind::User);
        facts.calls.from(id).next().is_some() || facts.calls.to(id).any(|flow| !person(&flow.from))
    };
    let mut said = Vec::new();
    for id in facts.calls.of_kind(Kind::MonitoringService).filter(|id| !works(id)) {
        if facts.calls.part(id).is_some_and(|placed| placed.external) {
            let message = format!("{id} gets no figures; it is somebody else's and costs nothing here.");
            said.push(Said::of([id.clone()], message).not_applicable());
            continue;
        }
        let message = format!("{id} gets no figures from any client and asks for no page: it sees nothing.");
        said.push(
            Said::of([id.clone()], message)
                .mend("Put a client on each server that reports to it.", [Work::Watching(id.clone())])
                .mend(format!("Remove {id}."), [format!("remove {id}")]),
        );
    }
    said
}
