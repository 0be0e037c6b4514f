//! Exposure: what anybody on the internet can call.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::flow::Flow;
use crate::analysis::reach::Exposure;
use crate::text::prose::list;
use crate::topology::{Host, Id, Kind, Network, Protocol};

pub(super) const DATABASE_EXPOSED: Rule = Rule {
    id: "database-exposed",
    title: "Database open to the internet",
    looks_for: "A database that the internet can call.",
    severity: Severity::Critical,
    topic: "Database",
    why: "A database holds everything that is worth stealing; passwords are tried against an open port all day long.",
    unless: "When a firewall lets nobody in from the internet, or only named callers.",
    mend: "Put a firewall before it that lets only the applications in, or move it to the private network.",
    requirements: &["t1.issue.security", "t2.design.firewalls", "c.firewall"],
    check: database,
};

fn database(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    let mut open: HashSet<&Id> = HashSet::new();
    for exposure in facts.calls.exposed() {
        let id = &exposure.id;
        if facts.calls.kind(id) != Some(Kind::Database) {
            continue;
        }
        open.insert(id);
        if let Some(callers) = facts.only_for(exposure) {
            let message = format!(
                "On the internet only {} can connect to {id} on port {}.",
                list(&callers),
                exposure.port
            );
            said.push(Said::of([id.clone()], message).severity(Severity::Low).mitigated());
            continue;
        }
        let message = match exposure.decisions.last() {
            None => format!("Anybody on the internet can connect to {id} on port {}.", exposure.port),
            Some(decision) => {
                format!("Anybody on the internet can connect to {id} on port {}: {decision}.", exposure.port)
            }
        };
        said.push(facts.closing(Said::of([id.clone()], message), id));
    }
    let public =
        |id: &&Id| facts.host_of(id).is_some_and(|host| host.standing.on().contains(&Network::Internet));
    for id in facts.calls.of_kind(Kind::Database).filter(public).filter(|id| !open.contains(id)) {
        let message = format!(
            "{id} is on a machine that is on the internet, and only a firewall keeps the internet out of it."
        );
        said.push(Said::of([id.clone()], message).severity(Severity::Low).mitigated());
    }
    said
}

pub(super) const INNER_PART_EXPOSED: Rule = Rule {
    id: "inner-part-exposed",
    title: "Inner part open to the internet",
    looks_for: "A cache, session store, queue or application server that the internet can call.",
    severity: Severity::High,
    topic: "Firewall",
    why: "A part for the site's own machines often accepts every caller, without a password.",
    unless: "When a firewall lets only named callers in.",
    mend: "Put a firewall before it, or move it to the private network.",
    requirements: &["t1.issue.security", "c.firewall"],
    check: inner_parts,
};

fn inner_parts(facts: &Facts<'_>) -> Vec<Said> {
    let inner = |kind| matches!(kind, Kind::Cache | Kind::SessionStore | Kind::Queue | Kind::AppServer);
    let called: HashSet<&Id> = facts.calls.entries().map(|flow| &flow.to).collect();
    let mut said = Vec::new();
    for exposure in facts.calls.exposed() {
        let id = &exposure.id;
        let Some(kind) = facts.calls.kind(id).filter(|kind| inner(*kind)) else { continue };
        // Of a machine without any firewall it is said that it has none.
        let is_told = exposure.decisions.is_empty() && facts.host_of(id).is_some();
        if is_told || called.contains(id) {
            continue;
        }
        if let Some(callers) = facts.only_for(exposure) {
            let message = format!(
                "On the internet only {} can connect to {id} on port {}.",
                list(&callers),
                exposure.port
            );
            said.push(Said::of([id.clone()], message).not_applicable());
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

pub(super) const MONITORING_EXPOSED: Rule = Rule {
    id: "monitoring-exposed",
    title: "Monitoring open to the internet",
    looks_for: "A monitoring client or service that the internet can call.",
    severity: Severity::Medium,
    topic: "Monitoring",
    why: "Its figures tell an attacker what runs where, in which version and how busy it is.",
    unless: "When a firewall lets only the monitoring service in, or people look at it over HTTPS.",
    mend: "Let a firewall allow only the monitoring service in.",
    requirements: &["t2.design.firewalls", "t2.explain.monitoring-collection", "c.firewall"],
    check: monitoring,
};

fn monitoring(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for exposure in facts.calls.exposed() {
        let id = &exposure.id;
        let kind = facts.calls.kind(id);
        if !matches!(kind, Some(Kind::MonitoringClient | Kind::MonitoringService)) {
            continue;
        }
        let drawn: Vec<&Flow> = facts
            .calls
            .to(id)
            .filter(|flow| flow.port == exposure.port && facts.calls.is_outside(&flow.from))
            .collect();
        let people = drawn.iter().any(|flow| facts.calls.kind(&flow.from) == Some(Kind::User));
        let safe = people && drawn.iter().all(|flow| flow.encrypted);
        let finding = if safe && kind == Some(Kind::MonitoringService) {
            let message =
                format!("Anybody on the internet can connect to {id}, where people look at it over HTTPS.");
            Said::of([id.clone()], message).not_applicable()
        } else if let Some(callers) = facts.only_for(exposure) {
            let message = format!(
                "On the internet only {} can connect to {id} on port {}.",
                list(&callers),
                exposure.port
            );
            Said::of([id.clone()], message).not_applicable()
        } else {
            let message =
                format!("Anybody on the internet can read the figures of {id} on port {}.", exposure.port);
            facts.closing(Said::of([id.clone()], message), id)
        };
        said.push(finding);
    }
    said
}

pub(super) const SSH_OPEN: Rule = Rule {
    id: "ssh-open",
    title: "SSH open to the internet",
    looks_for: "Machines that anybody on the internet may log in to.",
    severity: Severity::Medium,
    topic: "Firewall",
    why: "Passwords and old flaws of an open port 22 are tried all day long, and whoever gets in has the machine.",
    unless: "When a firewall lets only the administrators in, or they come by a private network.",
    mend: "Allow port 22 from the administrators' network only.",
    requirements: &["t1.issue.security", "c.firewall"],
    check: ssh_open,
};

fn ssh_open(facts: &Facts<'_>) -> Vec<Said> {
    let from_outside = |flow: &&Flow| flow.protocol == Protocol::Ssh && facts.calls.is_outside(&flow.from);
    let called: HashSet<(&Id, u16)> =
        facts.calls.allowed().filter(from_outside).map(|flow| (&flow.to, flow.port)).collect();
    let mut said = Vec::new();
    for exposure in facts.calls.exposed() {
        let id = &exposure.id;
        if !called.contains(&(id, exposure.port)) {
            continue;
        }
        let machine = facts.machine(id);
        let subjects = [machine.clone(), id.clone()];
        said.push(if let Some(callers) = facts.only_for(exposure) {
            let message = format!("On the internet only {} may log in to {machine} by SSH.", list(&callers));
            Said::of(subjects, message).not_applicable()
        } else {
            let message = format!(
                "Anybody on the internet can try to log in to {machine} by SSH (port {}).",
                exposure.port
            );
            facts.closing_ssh(Said::of(subjects, message), id, exposure.port)
        });
    }
    said
}

impl Facts<'_> {
    /// Those outside who alone may use an exposed port, as firewalls keep everybody else out; none where anybody may.
    /// Users are anybody, except administrators: users who ask for nothing but SSH.
    fn only_for(&self, exposure: &Exposure) -> Option<Vec<Id>> {
        if exposure.decisions.is_empty() || exposure.anybody {
            return None;
        }
        let drawn = self.calls.to(&exposure.id).filter(|flow| flow.port == exposure.port);
        let mut callers: Vec<Id> =
            drawn.map(|flow| flow.from.clone()).filter(|from| self.calls.is_outside(from)).collect();
        callers.dedup();
        let administers = |id: &Id| self.calls.from(id).all(|flow| flow.protocol == Protocol::Ssh);
        let named = |id: &Id| self.calls.kind(id) != Some(Kind::User) || administers(id);
        callers.iter().all(named).then_some(callers)
    }
}

pub(super) const NO_FIREWALL: Rule = Rule {
    id: "no-firewall",
    title: "Server on the internet without a firewall",
    looks_for: "A server that the internet reaches with no firewall on the way.",
    severity: Severity::High,
    topic: "Firewall",
    why: "Anybody can call every program that listens there: SSH too, and those that nobody remembers.",
    unless: "When a provider's firewall stands before it that is not drawn.",
    mend: "Put a firewall on the server, or one in line before it, that lets only what is needed in.",
    requirements: &["t1.issue.security", "t2.design.firewalls", "c.firewall"],
    check: no_firewall,
};

fn no_firewall(facts: &Facts<'_>) -> Vec<Said> {
    let bare: Vec<&Exposure> =
        facts.calls.exposed().iter().filter(|exposure| exposure.decisions.is_empty()).collect();
    let bare_hosts: HashSet<&str> = bare.iter().filter_map(|exposure| exposure.id.host()).collect();
    let open = |host: &&Host| bare_hosts.contains(host.id.as_str());
    let hosts: Vec<Id> = facts.topology.hosts.iter().filter(open).map(|host| host.id.clone()).collect();
    if hosts.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<&Id> =
        bare.iter().map(|exposure| &exposure.id).filter(|id| id.host().is_some()).collect();
    parts.dedup();
    let message = format!(
        "{} {} on the internet with no firewall: anybody can connect to {}, and to whatever else listens there.",
        list(&hosts),
        if hosts.len() == 1 { "is" } else { "are" },
        list(parts)
    );
    let inline = if hosts.len() == 1 {
        "Put an in-line firewall between the internet and this server."
    } else {
        "Put an in-line firewall between the internet and these servers."
    };
    let commands: Vec<String> =
        hosts.iter().map(|host| facts.adding(Kind::Firewall, "fw", host.as_str())).collect();
    let text = format!("Put a firewall on {} that lets only the drawn flows in.", list(&hosts));
    vec![Said::of(hosts, message).mend(text, commands).advise(inline)]
}

pub(super) const PUBLIC_FOR_NOTHING: Rule = Rule {
    id: "public-for-nothing",
    title: "On the internet without need",
    looks_for: "A server that is on the internet, although no user calls it.",
    severity: Severity::Medium,
    topic: "Firewall",
    why: "A machine without a public address cannot be attacked from the internet directly.",
    unless: "When it is administered over the internet, by key and from named addresses.",
    mend: "Take it off the internet: only the machines that users call belong there.",
    requirements: &["t1.issue.security", "c.firewall"],
    check: public_for_nothing,
};

fn public_for_nothing(facts: &Facts<'_>) -> Vec<Said> {
    let mut called: HashSet<&str> = HashSet::new();
    let mut admins: HashMap<&str, &Id> = HashMap::new();
    for flow in facts.calls.flows().filter(|flow| facts.calls.is_outside(&flow.from)) {
        let Some(host) = flow.to.host() else { continue };
        if flow.protocol == Protocol::Ssh {
            admins.entry(host).or_insert(&flow.from);
        } else {
            called.insert(host);
        }
    }
    let addresses = facts.calls.site().map(|site| site.addresses.as_slice()).unwrap_or_default();
    let addresses: HashSet<IpAddr> = addresses.iter().copied().collect();
    let is_entry = |host: &Host| host.standing.addresses.iter().any(|address| addresses.contains(address));
    facts
        .servers()
        .filter(|host| host.standing.on().contains(&Network::Internet))
        .filter(|host| !called.contains(host.id.as_str()) && !is_entry(host))
        .map(|host| {
            if let Some(admin) = admins.get(host.id.as_str()) {
                let message = format!("{} is on the internet so that {admin} can log in by SSH.", host.id);
                return Said::of([host.id.clone()], message).not_applicable();
            }
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
