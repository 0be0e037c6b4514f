//! Firewalls: what they block that the design needs, what leads around them, and what lets everything through.

use std::collections::HashSet;

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::flow::Flow;
use crate::text::prose::list;
use crate::topology::{Action, Host, Id, Kind, Mode, Rules};

pub(super) const REPLICATION_BLOCKED: Rule = Rule {
    id: "replication-blocked",
    title: "Firewall that blocks replication",
    looks_for: "A firewall that denies the connection from a replica to its primary.",
    severity: Severity::High,
    topic: "Firewall",
    why: "The replica connects to the primary and fetches its changes; a rule that lets only the balancer in cuts that off.",
    unless: "When the replica is kept behind on purpose.",
    mend: "Allow the replica to connect to the primary on port 3306.",
    requirements: &["t1.design.primary-replica", "t2.explain.firewalls"],
    check: blocks_replication,
};

fn blocks_replication(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let Mode::PrimaryReplica { primary, replicas, .. } = &cluster.mode else { continue };
        for replica in replicas {
            let Some(flow) = facts.calls.replication(replica, primary) else { continue };
            let Some(denial) = flow.decisions().find(|decision| decision.action == Action::Deny) else {
                continue;
            };
            let message = format!(
                "{replica} cannot copy {primary} on port {}: {denial}. It never catches up, and can neither be read nor \
                 take over.",
                flow.port
            );
            said.push(Said::of([denial.firewall.clone(), replica.clone(), primary.clone()], message).mend(
                format!("Let {} allow {replica} to call {primary} on port {}.", denial.firewall, flow.port),
                facts.allowing(&denial.firewall, flow),
            ));
        }
    }
    said
}

pub(super) const CALL_BLOCKED: Rule = Rule {
    id: "call-blocked",
    title: "Firewall that blocks a drawn call",
    looks_for: "A drawn call, other than replication, that a firewall denies.",
    severity: Severity::High,
    topic: "Firewall",
    why: "A firewall that forgets a call breaks the site as surely as a failure does.",
    unless: "When the link shows what must not be possible.",
    mend: "Allow the call, or remove the link if nobody needs it.",
    requirements: &["t2.explain.firewalls", "c.firewall"],
    check: blocks_call,
};

fn blocks_call(facts: &Facts<'_>) -> Vec<Said> {
    let replicates = |flow: &Flow| {
        facts.clusters_of(&flow.from).any(|cluster| match &cluster.mode {
            Mode::PrimaryReplica { primary, .. } => flow.to == *primary && flow.from != *primary,
            _ => false,
        })
    };
    let denied = facts.calls.flows().filter(|flow| !flow.is_allowed() && !replicates(flow));
    let mut said: Vec<Said> = Vec::new();
    for flow in denied {
        let Some(denial) = flow.decisions().find(|decision| decision.action == Action::Deny) else {
            continue;
        };
        let message =
            format!("{} calls {} on port {}, and that is stopped: {denial}.", flow.from, flow.to, flow.port);
        let severity = if facts.calls.is_request(flow) { Severity::High } else { Severity::Medium };
        said.push(
            Said::of([denial.firewall.clone(), flow.from.clone(), flow.to.clone()], message)
                .severity(severity)
                .mend(format!("Let {} allow it.", denial.firewall), facts.allowing(&denial.firewall, flow))
                .advise("Remove the link if nothing needs it."),
        );
    }
    said
}

pub(super) const FIREWALL_BYPASSED: Rule = Rule {
    id: "firewall-bypassed",
    title: "Way around a firewall",
    looks_for: "A call that leads beside the in-line firewall that other calls into the same host cross.",
    severity: Severity::High,
    topic: "Firewall",
    why: "A firewall guards only what must pass it; one link beside it makes it useless for that server.",
    unless: "When a firewall on the host decides on what comes beside it.",
    mend: "Lead the call through the firewall.",
    requirements: &["t2.design.firewalls", "c.firewall"],
    check: by_passed,
};

fn by_passed(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    let crosses = |flow: &Flow| flow.paths.iter().any(|path| !path.firewalls.is_empty());
    if !facts.calls.flows().any(crosses) {
        return said;
    }
    for host in &facts.topology.hosts {
        let guard = facts.calls.guard(host);
        let (own, in_line): (Vec<&Id>, Vec<&Id>) =
            guard.firewalls.iter().partition(|id| id.host() == Some(host.id.as_str()));
        if in_line.is_empty() {
            continue;
        }
        if !own.is_empty() {
            said.extend(guarded_beside(facts, host, &in_line, &own));
        }
        for flow in guard.open {
            let message = format!(
                "{} calls {} on port {} beside {}: what the firewall keeps out comes in this way.",
                flow.from,
                flow.to,
                flow.port,
                list(&in_line)
            );
            let direct = flow.paths.iter().find(|path| path.firewalls.is_empty());
            let mut finding = Said::of(
                in_line.iter().map(|id| (*id).clone()).chain([host.id.clone(), flow.from.clone()]),
                message,
            );
            if let (Some(path), [firewall]) = (direct, in_line.as_slice()) {
                finding = finding.mend(
                    format!("Lead the call through {firewall}."),
                    facts.rerouting(path, flow, firewall),
                );
            }
            said.push(finding.mend(
                format!("Put a firewall on {} as well.", host.id),
                [facts.adding(Kind::Firewall, "fw", host.id.as_str())],
            ));
        }
    }
    said
}

/// Says that what users' requests cause comes beside an in-line firewall, and meets one on the host.
fn guarded_beside(facts: &Facts<'_>, host: &Host, in_line: &[&Id], own: &[&Id]) -> Option<Said> {
    let direct = |flow: &&Flow| flow.paths.iter().any(|path| path.firewalls.is_empty());
    let mut into = facts.calls.coming_into(host.id.as_str()).filter(|flow| facts.calls.is_request(flow));
    let flow = into.find(direct)?;
    let message = format!(
        "{} calls {} on port {} beside {}; {} decides on it.",
        flow.from,
        flow.to,
        flow.port,
        list(in_line),
        list(own)
    );
    let subjects = in_line.iter().map(|id| (*id).clone()).chain([host.id.clone()]);
    Some(Said::of(subjects, message).severity(Severity::Low).mitigated())
}

pub(super) const ALLOWS_ALL: Rule = Rule {
    id: "allows-all",
    title: "Firewall that lets everything through",
    looks_for: "A firewall whose first rule lets everything through.",
    severity: Severity::Medium,
    topic: "Firewall",
    why: "A firewall keeps out what its rules do not name; a rule for everything keeps out nothing.",
    unless: "When it is there to count or to log.",
    mend: "Allow what is needed, and deny the rest.",
    requirements: &["t2.explain.firewalls", "c.firewall"],
    check: allows_all,
};

fn allows_all(facts: &Facts<'_>) -> Vec<Said> {
    let open = |rules: &Rules| match rules {
        Rules::Drawn => false,
        Rules::Listed(rules) => rules
            .iter()
            .take_while(|rule| rule.action == Action::Allow)
            .any(|rule| rule.to.is_none() && rule.port.is_none() && from_anywhere(rule.from.as_deref())),
    };
    facts
        .topology
        .components()
        .filter(|placed| placed.component.kind == Kind::Firewall && open(&placed.component.settings.rules))
        .map(|placed| {
            let id = placed.id();
            let message = format!("{id} lets everything through: a rule allows any port to anybody.");
            Said::of([id.clone()], message)
                .mend(format!("Let {id} allow exactly what is drawn."), [format!("set {id} rules drawn")])
        })
        .collect()
}

fn from_anywhere(from: Option<&str>) -> bool {
    from.is_none_or(|from| from == "internet")
}

pub(super) const GUARDS_NOTHING: Rule = Rule {
    id: "guards-nothing",
    title: "Firewall that nothing crosses",
    looks_for: "A firewall in line with nothing on one of its sides.",
    severity: Severity::Low,
    topic: "Firewall",
    why: "A firewall that no call crosses costs money and guards nothing.",
    unless: "When it waits for a later step.",
    mend: "Lead calls through it, or remove it.",
    requirements: &["t2.design.firewalls"],
    check: guards_nothing,
};

fn guards_nothing(facts: &Facts<'_>) -> Vec<Said> {
    let decisions = facts.calls.flows().flat_map(Flow::decisions);
    let crossed: HashSet<&Id> = decisions.map(|decision| &decision.firewall).collect();
    facts
        .topology
        .parts
        .iter()
        .filter(|part| part.component.kind == Kind::Firewall && !crossed.contains(&part.component.id))
        .map(|part| {
            let id = &part.component.id;
            let message = format!(
                "No call crosses {id}: a firewall in line needs a link into it and one out of it with the same port."
            );
            Said::of([id.clone()], message)
                .mend(format!("Remove {id}."), [format!("remove {id}")])
                .advise("Lead the links that it should guard through it.")
        })
        .collect()
}
