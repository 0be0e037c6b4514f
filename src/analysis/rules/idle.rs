//! What takes no part: parts that nothing calls, machines that carry nothing, targets that get nothing.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::{Finding, Severity};
use crate::analysis::flow::carries_requests;
use crate::analysis::index::LinkNo;
use crate::text::prose::list;
use crate::topology::{Cluster, Host, Id, Kind, Link, Mode, Promotion};

pub(super) const UNUSED: Rule = Rule {
    id: "unused",
    title: "Part that nothing uses",
    looks_for: "A component that should take requests or queries and that nothing calls.",
    severity: Severity::Low,
    topic: "Component",
    why: "It must be patched and paid for, and it serves nobody.",
    unless: "When it is a worker that takes its work from a queue.",
    mend: "Connect it to what should call it, or remove it.",
    requirements: &["t1.explain.why-added"],
    check: unused,
};

fn unused(facts: &Facts<'_>) -> Vec<Said> {
    let called: HashSet<&Id> = facts.calls.flows().map(|flow| &flow.to).collect();
    let stores = |mode: &Mode| matches!(mode, Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. });
    let clusters = facts.topology.clusters.iter().filter(|cluster| stores(&cluster.mode));
    let members: HashSet<&Id> = clusters.flat_map(|cluster| cluster.mode.members()).collect();
    facts
        .topology
        .components()
        .filter(|placed| is_callee(placed.component.kind) && !placed.external)
        .map(|placed| (placed.id(), placed.component.kind))
        .filter(|(id, _)| !called.contains(id) && !members.contains(id))
        .map(|(id, kind)| unused_one(facts, &id, kind))
        .collect()
}

fn unused_one(facts: &Facts<'_>, id: &Id, kind: Kind) -> Said {
    let queues: Vec<&Id> = facts
        .calls
        .from(id)
        .map(|flow| &flow.to)
        .filter(|to| kind == Kind::AppServer && facts.calls.kind(to) == Some(Kind::Queue))
        .collect();
    if !queues.is_empty() {
        let message =
            format!("Nothing calls {id}, and nothing needs to: it takes its work from {}.", list(queues));
        return Said::of([id.clone()], message).not_applicable();
    }
    if let Some(cluster) = facts.clusters_of(id).next() {
        let message = format!(
            "Nothing calls {id}, a member of {}: when it takes over, no request gets any further.",
            cluster.id
        );
        return Said::of([id.clone()], message)
            .mend("Let whoever calls the other members call it too.", facts.called_like_the_others(id));
    }
    let message = format!("Nothing calls {id}: this {} takes no part in the site.", kind.phrase());
    Said::of([id.clone()], message)
        .mend(format!("Remove {id}."), [format!("remove {id}")])
        .advise(format!("Connect {} to it, so that it does its share.", caller_of(kind)))
}

/// Who should call a kind.
fn caller_of(kind: Kind) -> &'static str {
    match kind {
        Kind::LoadBalancer | Kind::Cdn => "the user",
        Kind::WebServer => "the load balancer or the user",
        Kind::AppServer => "a web server",
        _ => "an application server",
    }
}

fn is_callee(kind: Kind) -> bool {
    matches!(kind, Kind::WebServer | Kind::AppServer | Kind::Database | Kind::Queue | Kind::SessionStore)
        || kind.forwards()
}

pub(super) const EMPTY_HOST: Rule = Rule {
    id: "empty-host",
    title: "Machine that does nothing",
    looks_for: "A machine with nothing on it, or nothing that does any work.",
    severity: Severity::Low,
    topic: "Host",
    why: "A machine that carries nothing costs as much as one that works.",
    unless: "When it is a spare that is to be filled after a failure, a firewall that calls pass, or a voter.",
    mend: "Put something on it, or remove it and save its cost.",
    requirements: &["t1.explain.why-added"],
    check: empty_host,
};

fn empty_host(facts: &Facts<'_>) -> Vec<Said> {
    let idle = |kind: Kind| matches!(kind, Kind::Firewall | Kind::MonitoringClient);
    let empty = |host: &&Host| host.components.iter().all(|component| idle(component.kind));
    let voters: HashSet<&str> = facts.topology.clusters.iter().flat_map(voters).collect();
    let needed = |host: &Host| voters.contains(host.id.as_str());
    let ways = facts.calls.flows().flat_map(|flow| &flow.paths);
    let in_line = ways.flat_map(|path| &path.firewalls).filter_map(|decision| decision.firewall.host());
    let crossed: HashSet<&str> = in_line.collect();
    let hosts = facts.topology.hosts.iter().filter(empty);
    hosts
        .map(|host| {
            let id = &host.id;
            let cost = Facts::price(host);
            if needed(host) {
                let message = format!("{id} carries nothing that serves, and votes on who is the primary.");
                return Said::of([id.clone()], message).not_applicable();
            }
            if crossed.contains(id.as_str()) {
                let message =
                    format!("{id} carries nothing that serves, and calls pass through its firewall.");
                return Said::of([id.clone()], message).not_applicable();
            }
            let what = if host.components.is_empty() { "nothing" } else { "nothing that serves" };
            let message = format!("{id} carries {what}, and costs {cost} units a month.");
            Said::of([id.clone()], message).mend(format!("Remove {id}."), [format!("remove {id}")])
        })
        .collect()
}

/// The machines that vote on the primary of a cluster, themselves or by something on them.
fn voters(cluster: &Cluster) -> impl Iterator<Item = &str> {
    let voters = match &cluster.mode {
        Mode::PrimaryReplica { promotion: Promotion::Automatic { voters, .. }, .. } => voters.as_slice(),
        _ => &[],
    };
    voters.iter().map(|voter| voter.host().unwrap_or(voter.as_str()))
}

pub(super) const DRAINED: Rule = Rule {
    id: "drained",
    title: "Target that gets no requests",
    looks_for: "A target that gets no new requests, as the weight of the call to it is 0.",
    severity: Severity::High,
    topic: "Load balancer",
    why: "A weight of 0 drains a target: it gets no new requests, whatever happens to the others.",
    unless: "While it is being updated.",
    mend: "Give it a weight again when its work is done.",
    requirements: &["t1.explain.lb-algorithm", "c.deploy"],
    check: drained,
};

fn drained(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    if facts.topology.links.iter().all(|link| link.weight != 0) {
        return said;
    }
    for (caller, targets) in facts.pools() {
        let empty: Vec<&Id> = targets.iter().filter(|to| facts.weight(caller, to) == 0).collect();
        if empty.is_empty() {
            continue;
        }
        let parts = std::iter::once(caller).chain(empty.iter().copied());
        let links: BTreeSet<LinkNo> = parts.flat_map(|id| facts.link_numbers_at(id)).copied().collect();
        let links = links.into_iter().map(|no| facts.engine.index.link(no));
        let is_empty: HashSet<&Id> = empty.iter().copied().collect();
        let closed = |link: &&Link| link.weight == 0 && (link.from == *caller || is_empty.contains(&link.to));
        let commands: Vec<String> =
            links.filter(closed).map(|link| format!("set {} weight default", link.id())).collect();
        let none = empty.len() == targets.len();
        let message = if none {
            format!("{caller} sends no request to anybody: the weight of {} is 0.", list(&empty))
        } else {
            format!("{caller} gives no new requests to {}: the weight of the link is 0.", list(&empty))
        };
        let severity = if none { Severity::High } else { Severity::Info };
        let subjects = std::iter::once(caller.clone()).chain(empty.into_iter().cloned());
        said.push(
            Said::of(subjects, message)
                .severity(severity)
                .mend("Give the links their usual weight of 1.", commands),
        );
    }
    said
}

pub(super) const MIXED_TARGETS: Rule = Rule {
    id: "mixed-targets",
    title: "Targets that do different work",
    looks_for: "A balancer that sends the same requests to parts of different kinds.",
    severity: Severity::Medium,
    topic: "Load balancer",
    why: "A balancer treats its targets as equal, so each of them must be able to answer every request.",
    unless: "When the balancer chooses by port or path and carries two services.",
    mend: "Share requests out over parts of one kind.",
    requirements: &["t1.design.load-balancer"],
    check: mixed_targets,
};

fn mixed_targets(facts: &Facts<'_>) -> Vec<Said> {
    let data = |id: &&Id| facts.calls.kind(id) == Some(Kind::Database);
    let mut said = Vec::new();
    for (id, targets) in facts.pools() {
        let (stores, others): (Vec<&Id>, Vec<&Id>) = targets.iter().partition(data);
        if !facts.calls.forwards(id) || stores.is_empty() || others.is_empty() {
            continue;
        }
        // What comes in for the databases comes from application servers, on a port of its own.
        let queried = facts.calls.to(id).any(|flow| facts.calls.kind(&flow.from) == Some(Kind::AppServer));
        let asked = facts.calls.to(id).any(|flow| facts.calls.kind(&flow.from) != Some(Kind::AppServer));
        let subjects = std::iter::once(id.clone()).chain(targets.iter().cloned());
        if queried && asked {
            let message = format!(
                "{id} stands before {} and before {}: users' requests and queries are two services of it.",
                list(&others),
                list(&stores)
            );
            said.push(Said::of(subjects, message).not_applicable());
            continue;
        }
        let message = format!(
            "{id} shares the same requests out over {} as well as {}, and a database answers no page.",
            list(&others),
            list(&stores)
        );
        let is_store: HashSet<&Id> = stores.iter().copied().collect();
        let commands: Vec<String> = facts
            .links_at(id)
            .filter(|link| link.from == *id && is_store.contains(&link.to))
            .map(|link| format!("disconnect {}", link.id()))
            .collect();
        said.push(
            Said::of(subjects, message)
                .mend(format!("Take {} out of its targets.", list(&stores)), commands)
                .advise("Let application servers call the database, or a proxy of its own."),
        );
    }
    said
}

pub(super) const NO_COMMON_NETWORK: Rule = Rule {
    id: "no-common-network",
    title: "Call between networks that do not meet",
    looks_for: "Two machines of the design that call one another and share no network.",
    severity: Severity::Medium,
    topic: "Network",
    why: "A machine reaches directly only what is on a network of its own; between two networks there must be a router or a firewall.",
    unless: "When something that is not drawn routes between the two networks.",
    mend: "Put both on a network that they share.",
    requirements: &["c.firewall"],
    check: no_common_network,
};

fn no_common_network(facts: &Facts<'_>) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    for flow in facts.calls.allowed().filter(|flow| !facts.calls.share_a_host(&flow.from, &flow.to)) {
        let (Some(from), Some(to)) = (facts.host_of(&flow.from), facts.host_of(&flow.to)) else { continue };
        let routed = flow.paths.iter().any(|path| !path.firewalls.is_empty());
        let (here, there) = (from.standing.on(), to.standing.on());
        if routed || here.iter().any(|network| there.contains(network)) {
            continue;
        }
        let message = format!(
            "{} calls {}, but {} is on {} and {} on {}: they share no network.",
            flow.from,
            flow.to,
            from.id,
            list(&here),
            to.id,
            list(&there)
        );
        let both: Vec<String> = there.iter().chain(&here[..1]).map(ToString::to_string).collect();
        said.push(
            Said::of([flow.from.clone(), flow.to.clone()], message)
                .mend(
                    format!("Put {} on {} as well.", to.id, here[0]),
                    [format!("set {} networks {}", to.id, both.join(","))],
                )
                .advise("Lead the call through a firewall that is on both networks."),
        );
    }
    said
}

pub(super) const CIRCLE: Rule = Rule {
    id: "circle",
    title: "Requests that go round in a circle",
    looks_for: "Forwarders that hand requests round in a circle.",
    severity: Severity::Medium,
    topic: "Load balancer",
    why: "A request that comes back to where it was is never answered, and each turn costs work.",
    unless: "When a rule in the forwarder lets no request pass twice.",
    mend: "Remove the link that leads back.",
    requirements: &["t1.design.load-balancer"],
    check: circle,
};

/// More circles than this are not told.
const MOST_CIRCLES: usize = 5;

fn circle(facts: &Facts<'_>) -> Vec<Said> {
    let mut edges = facts.hand_ons();
    let depths = depths(facts, &edges);
    let mut said = Vec::new();
    while said.len() < MOST_CIRCLES {
        let Some(round) = super::round::circle(&edges) else { break };
        let first = round[0].clone();
        let way: Vec<String> = round.iter().chain([&first]).map(ToString::to_string).collect();
        let message = format!("Requests can go round in a circle: {}.", way.join(" → "));
        let met: HashSet<&Id> = round.iter().collect();
        edges.retain(|(from, _)| !met.contains(from));
        let mut finding = Said::of(round.clone(), message);
        for (from, to) in leading_back(&round, &depths) {
            let links = facts.links_at(from);
            let links =
                links.filter(|link| link.from == *from && link.to == *to && carries_requests(link.protocol));
            let commands: Vec<String> = links.map(|link| format!("disconnect {}", link.id())).collect();
            finding = finding.mend(format!("Let {from} forward no request to {to}."), commands);
        }
        said.push(finding.advise("Let each forwarder call only what stands behind it."));
    }
    said
}

/// The calls of a round that lead back towards the users, or no further from them, the farthest first; a few of all
/// where no user's request gets there.
fn leading_back<'r>(round: &'r [Id], depths: &HashMap<Id, usize>) -> Vec<(&'r Id, &'r Id)> {
    let depth = |id: &Id| depths.get(id).copied().unwrap_or(usize::MAX);
    let next = round.iter().cycle().skip(1);
    let mut back: Vec<(&Id, &Id)> =
        round.iter().zip(next).filter(|(from, to)| depth(to) <= depth(from)).collect();
    back.sort_by_key(|(from, _)| std::cmp::Reverse(depth(from)));
    back.truncate(Finding::FIXES - 1);
    back
}

/// How many steps it is at least from the users to whoever hands requests on.
fn depths(facts: &Facts<'_>, edges: &[(Id, Id)]) -> HashMap<Id, usize> {
    let mut out: HashMap<&Id, Vec<&Id>> = HashMap::new();
    for (from, to) in edges {
        out.entry(from).or_default().push(to);
    }
    let mut depths: HashMap<Id, usize> = HashMap::new();
    let mut open: VecDeque<(Id, usize)> = facts.calls.entries().map(|flow| (flow.to.clone(), 0)).collect();
    while let Some((id, depth)) = open.pop_front() {
        if let Entry::Vacant(free) = depths.entry(id) {
            let next = out.get(free.key()).into_iter().flatten();
            open.extend(next.map(|to| ((*to).clone(), depth + 1)));
            free.insert(depth);
        }
    }
    depths
}
