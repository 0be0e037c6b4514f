//! Balancing: sessions, pairs of balancers, addresses that move.

use std::collections::{HashMap, HashSet};

use super::first::FirstApps;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::Owner;
use crate::analysis::finding::Severity;
use crate::text::prose::list;
use crate::topology::{Algorithm, Clients, Id, Kind, Mode, Track};

pub(super) const SESSIONS: Rule = Rule {
    id: "sessions",
    title: "Sessions that are kept on one server",
    looks_for: "Several application servers that keep sessions for themselves, and users that are sent from one to the next.",
    severity: Severity::Low,
    topic: "Session",
    why: "The next request of a user goes to another server, which does not know the login or the shopping basket.",
    unless: "When the application keeps no session on the server, such as with signed cookies.",
    mend: "Keep sessions in a store that all application servers share, or keep each user on one server, wherever one is chosen.",
    requirements: &["t1.explain.lb-algorithm"],
    check: sessions,
};

fn sessions(facts: &Facts<'_>) -> Vec<Said> {
    let apps: Vec<Id> = facts.apps_of_users();
    let store = |app: &Id| {
        facts
            .calls
            .from(app)
            .any(|flow| matches!(facts.calls.kind(&flow.to), Some(Kind::SessionStore | Kind::Cache)))
    };
    let alone: Vec<Id> = apps.iter().filter(|app| !store(app)).cloned().collect();
    if apps.len() < 2 || alone.is_empty() {
        return Vec::new();
    }
    let first = FirstApps::new(facts);
    let choosers = choosers(facts, &first);
    let keeps = |id: &Id| {
        facts.calls.part(id).is_some_and(|placed| {
            let settings = &placed.component.settings;
            settings.sticky || settings.algorithm == Algorithm::SourceHash
        })
    };
    let (sticky, loose): (Vec<Id>, Vec<Id>) = choosers.into_iter().partition(keeps);
    let named = spread_by_name(facts, &first);
    let storing = facts.storing_sessions(&alone);
    let store = "Keep sessions in a store that every application server reaches.";
    if loose.is_empty() && !named {
        if sticky.is_empty() {
            return Vec::new();
        }
        let message = format!(
            "{} {} each user on one server, where the session is: when that server fails, its users are logged out.",
            list(&sticky),
            if sticky.len() == 1 { "keeps" } else { "keep" }
        );
        return vec![Said::of(sticky, message).severity(Severity::Info).mitigated().mend(store, storing)];
    }
    let who = match loose.as_slice() {
        [] => format!("{} leads", facts.site_name()),
        [only] => format!("{only} sends"),
        all => format!("{} send", list(all)),
    };
    let message = format!(
        "{who} a user now to one and now to another of {}, and no session store stands behind all of them: whoever logs \
         in at one is unknown to the next.",
        list(&apps)
    );
    let said = Said::of(alone, message).mend(store, storing);
    vec![if loose.is_empty() || named {
        said
    } else {
        said.mend(
            format!("Let {} keep each user on one server.", list(&loose)),
            loose.iter().map(|id| format!("set {id} sticky true")),
        )
    }]
}

/// Those whose choice decides at which application server a user's request ends: the ways on from their targets lead to
/// different ones.
fn choosers(facts: &Facts<'_>, first: &FirstApps<'_>) -> Vec<Id> {
    let is_app = |id: &Id| facts.calls.kind(id) == Some(Kind::AppServer);
    let users: Vec<&Id> = facts.calls.of_kind(Kind::User).collect();
    let met = facts.calls.reached(users, |id| facts.calls.passes_on(id) && !is_app(id));
    let pools = facts.pools().iter().filter(|(id, _)| met.contains(id));
    pools.filter(|(_, targets)| first.differ(targets)).map(|(id, _)| id.clone()).collect()
}

/// Whether the name, or the user's own links where there is none, leads one user to different application servers.
fn spread_by_name(facts: &Facts<'_>, first: &FirstApps<'_>) -> bool {
    let clusters =
        facts.topology.clusters.iter().filter(|one| matches!(one.mode, Mode::ActivePassive { .. }));
    let standby: HashSet<&Id> =
        clusters.flat_map(|cluster| cluster.mode.members().into_iter().skip(1)).collect();
    let mut called: HashMap<&Id, Vec<&Id>> = HashMap::new();
    for flow in facts.calls.entries().filter(|flow| !standby.contains(&flow.to)) {
        called.entry(&flow.from).or_default().push(&flow.to);
    }
    called.into_values().any(|called| first.differ(called))
}

/// The machines and free-standing parts that have an address of the site for themselves.
fn named<'a>(facts: &Facts<'a>) -> HashSet<&'a Id> {
    let addresses = facts.calls.site().map(|site| site.addresses.as_slice()).unwrap_or_default();
    let owners = addresses.iter().filter_map(|address| facts.calls.owner(*address));
    let alone = owners.filter_map(|owner| match owner {
        Owner::Host(host) => Some(&host.id),
        Owner::Part(part) => Some(&part.component.id),
        Owner::Shared { .. } => None,
    });
    alone.collect()
}

pub(super) const BALANCERS_ALONE: Rule = Rule {
    id: "balancers-alone",
    title: "Balancers that do not form a cluster",
    looks_for: "Two balancers that users are linked to and that no cluster joins.",
    severity: Severity::High,
    topic: "Redundancy",
    why: "Two machines are redundant only when one takes over from the other.",
    unless: "When the name leads to both and clients try the next address, or each serves another site.",
    mend: "Make them a cluster with a shared address, and lead the name there.",
    requirements: &["t3.design.lb-cluster", "t3.explain.why-lb-cluster", "c.ha"],
    check: balancers_alone,
};

fn balancers_alone(facts: &Facts<'_>) -> Vec<Said> {
    let mut balancers: Vec<Id> = facts
        .calls
        .entries()
        .filter(|flow| facts.calls.kind(&flow.to) == Some(Kind::LoadBalancer))
        .map(|flow| flow.to.clone())
        .filter(|id| facts.clusters_of(id).next().is_none())
        .collect();
    balancers.sort();
    balancers.dedup();
    if balancers.len() < 2 {
        return Vec::new();
    }
    let named = named(facts);
    let each = |id: &Id| id.host().is_some() && named.contains(&facts.machine(id));
    let joining = facts.joining(&balancers);
    if facts.topology.clients == Clients::Retry && balancers.iter().all(each) {
        let message = format!(
            "{} are no cluster, but the name leads to both, and clients try the next address when one does not answer.",
            list(&balancers)
        );
        return vec![Said::of(balancers, message).severity(Severity::Low).mitigated()];
    }
    let message = format!(
        "{} are no cluster: when the machine of one fails, nothing moves its address to the other, and its users get no \
         answer.",
        list(&balancers)
    );
    vec![
        Said::of(balancers, message)
            .mend("Make them a cluster in which the second takes the site's address over.", joining)
            .advise("Let both serve at once, with two shared addresses that each takes over from the other."),
    ]
}

pub(super) const NO_SHARED_ADDRESS: Rule = Rule {
    id: "no-shared-address",
    title: "Standby that nothing leads to",
    looks_for: "An active-passive cluster with no address that could move.",
    severity: Severity::High,
    topic: "Shared address",
    why: "A standby helps only when the address that users know moves to it.",
    unless: "When the name leads to every member and clients try the next address, or routing moves users.",
    mend: "Give the cluster an address that moves, and lead the site's name there.",
    requirements: &["t3.design.lb-cluster", "c.ha"],
    check: no_shared_address,
};

fn no_shared_address(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    let called: HashSet<&Id> = facts.calls.entries().map(|flow| &flow.to).collect();
    let named = named(facts);
    for cluster in &facts.topology.clusters {
        let Mode::ActivePassive { members, address: None, .. } = &cluster.mode else { continue };
        if !members.iter().any(|id| called.contains(id)) {
            continue;
        }
        let is_named = |id: &Id| named.contains(&facts.machine(id));
        if facts.topology.clients == Clients::Retry && members.iter().all(is_named) {
            let message = format!(
                "{} has no shared address, but the name leads to every member, and clients try the next address.",
                cluster.id
            );
            said.push(Said::of([cluster.id.clone()], message).severity(Severity::Low).mitigated());
            continue;
        }
        let message = format!(
            "{} has no shared address: when {} fails, nothing leads users to {}.",
            cluster.id,
            members.first().map_or_else(String::new, |id| facts.machine(id).to_string()),
            list(members.iter().skip(1))
        );
        said.push(
            Said::of(std::iter::once(cluster.id.clone()).chain(members.iter().cloned()), message).mend(
                format!("Let {} share the address that the site's name leads to.", cluster.id),
                facts.sharing(cluster.id.as_str(), members),
            ),
        );
    }
    said
}

pub(super) const TRACKS_HOST: Rule = Rule {
    id: "tracks-host",
    title: "Address that ignores a dead process",
    looks_for: "A shared address that moves only when the machine dies.",
    severity: Severity::Medium,
    topic: "Shared address",
    why: "By itself keepalived follows the machine; it learns of a dead HAProxy only from a track script.",
    unless: "When the member is a machine of its own, with nothing on it that could fail alone.",
    mend: "Let the address follow the service as well (in keepalived, a track_script).",
    requirements: &["c.ha"],
    check: tracks_host,
};

fn tracks_host(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let Mode::ActivePassive { members, address: Some(address), track: Track::Host } = &cluster.mode
        else {
            continue;
        };
        let Some(first) = members.first().filter(|_| members.len() > 1) else { continue };
        if members.iter().all(|id| id.host().is_none()) {
            let message =
                format!("{address} follows {first}, which stands free: the machine and the program are one.");
            said.push(Said::of([cluster.id.clone()], message).not_applicable());
            continue;
        }
        let message = format!(
            "{address} moves only when the machine {} fails. When only the program {first} does, the address stays, and \
             nobody answers there.",
            facts.machine(first)
        );
        said.push(Said::of([cluster.id.clone()], message).mend(
            format!("Let {} follow the service too.", cluster.id),
            [format!("set {} track service", cluster.id)],
        ));
    }
    said
}
