//! Balancing: checks, sessions, pairs of balancers.

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::text::prose::list;
use crate::topology::{Check, Id, Kind, Mode, Track};

/// A forwarder or web server that shares requests out over several targets and never checks them.
pub(super) const NO_HEALTH_CHECK: Rule = Rule {
    id: "no-health-check",
    title: "Balancer that checks nothing",
    severity: Severity::High,
    topic: "Load balancer",
    why: "Without checks a balancer takes every target for alive, for ever.",
    unless: "When every client tries again elsewhere.",
    requirements: &["t1.explain.lb-algorithm", "c.redundancy"],
    check: no_check,
};

fn no_check(facts: &Facts<'_>) -> Vec<Said> {
    let mut groups: Vec<(Vec<Id>, bool, Vec<Id>)> = Vec::new();
    for (id, targets) in facts.pools() {
        let settings = &facts.calls.part(&id).expect("pools are components").component.settings;
        if settings.check != Check::None || targets.len() < 2 {
            continue;
        }
        let known = groups.iter_mut().find(|(of, again, _)| *of == targets && *again == settings.redispatch);
        match known {
            Some((.., pools)) => pools.push(id),
            None => groups.push((targets, settings.redispatch, vec![id])),
        }
    }
    groups
        .into_iter()
        .map(|(targets, redispatch, pools)| unchecked(facts, &targets, redispatch, pools))
        .collect()
}

/// Says that these never check their common targets.
fn unchecked(facts: &Facts<'_>, targets: &[Id], redispatch: bool, pools: Vec<Id>) -> Said {
    let share = 100.0 / targets.len() as f64;
    let message = format!(
        "{} never {} {}: when one of them dies it still gets its {share:.0} % of the requests, and those fail.",
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
    let said = Said::of(pools, message).mend("Let them check their targets.", commands);
    if redispatch { said.severity(Severity::Low).mitigated() } else { said }
}

/// A balancer whose check does not see a process that hangs.
pub(super) const SHALLOW_CHECK: Rule = Rule {
    id: "shallow-check",
    title: "Check that misses a hang",
    severity: Severity::Low,
    topic: "Load balancer",
    why: "A process that hangs still accepts connections; only an answered request proves that it works.",
    unless: "When the targets do not speak HTTP.",
    requirements: &["c.redundancy"],
    check: shallow_check,
};

fn shallow_check(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (id, targets) in facts.pools() {
        let settings = &facts.calls.part(&id).expect("pools are components").component.settings;
        let speaks_http =
            facts.calls.from(&id).any(|flow| facts.calls.kind(&flow.to) == Some(Kind::WebServer));
        if settings.check != Check::Tcp || targets.len() < 2 || !speaks_http {
            continue;
        }
        let message = format!(
            "{id} checks only that {} accept connections: one that hangs still accepts, passes the check and answers \
             nothing.",
            list(&targets)
        );
        said.push(
            Said::of([id.clone()], message)
                .mend(format!("Let {id} ask its targets for a page."), [format!("set {id} check http")]),
        );
    }
    said
}

/// Several application servers that keep sessions for themselves, and users that are sent from one to the next.
pub(super) const SESSIONS: Rule = Rule {
    id: "sessions",
    title: "Sessions that stay behind",
    severity: Severity::Low,
    topic: "Load balancer",
    why: "Round robin sends the next request elsewhere, and there nobody knows the user.",
    unless: "When the application keeps no session on the server, such as with signed cookies.",
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
    let balancers: Vec<Id> = facts
        .pools()
        .into_iter()
        .filter(|(_, targets)| targets.len() > 1)
        .map(|(id, _)| id)
        .filter(|id| facts.calls.forwards(id))
        .filter(|id| facts.calls.from(id).any(|flow| facts.calls.passes_on(&flow.to)))
        .collect();
    let sticky = |id: &Id| facts.calls.part(id).is_some_and(|placed| placed.component.settings.sticky);
    if !balancers.is_empty() && balancers.iter().all(sticky) {
        let message = format!(
            "{} keeps each user on one server, and the session lives there: when that server dies, its users are \
             logged out.",
            list(&balancers)
        );
        return vec![Said::of(balancers, message).severity(Severity::Info).mitigated().advise(
            "Keep sessions in a store that every application server reaches, or in signed cookies.",
        )];
    }
    let message = format!(
        "No session store stands behind {}, and nothing keeps a user on one of them: whoever logs in at one is \
         unknown to the next, unless the session is in a signed cookie.",
        list(&alone)
    );
    vec![
        Said::of(alone, message)
            .advise("Add a session store and connect every application server to it.")
            .mend(
                "Let the balancers keep each user on one server.",
                balancers.iter().map(|id| format!("set {id} sticky true")),
            ),
    ]
}

/// Two balancers that users are linked to and that no cluster joins.
pub(super) const BALANCERS_ALONE: Rule = Rule {
    id: "balancers-alone",
    title: "Balancers that are no cluster",
    severity: Severity::High,
    topic: "Redundancy",
    why: "Two of something are redundant only when one takes over from the other.",
    unless: "When each serves another site.",
    requirements: &["t3.design.lb-cluster", "t3.explain.why-lb-cluster", "c.ha"],
    check: balancers_alone,
};

fn balancers_alone(facts: &Facts<'_>) -> Vec<Said> {
    let mut balancers: Vec<Id> = facts
        .calls
        .entries()
        .filter(|flow| facts.calls.kind(&flow.to) == Some(Kind::LoadBalancer))
        .map(|flow| flow.to.clone())
        .filter(|id| !facts.topology.clusters.iter().any(|cluster| cluster.mode.members().contains(&id)))
        .collect();
    balancers.sort();
    balancers.dedup();
    if balancers.len() < 2 {
        return Vec::new();
    }
    let message = format!(
        "{} are no cluster: nothing moves an address from one to the other, so users of the one that dies get no answer.",
        list(&balancers)
    );
    let joining = facts.joining(&balancers);
    vec![
        Said::of(balancers, message)
            .mend("Make them a cluster in which the second takes the site's address over.", joining)
            .advise("Let both serve at once, with two shared addresses that each takes over from the other."),
    ]
}

/// An active-passive cluster with no address that could move.
pub(super) const NO_SHARED_ADDRESS: Rule = Rule {
    id: "no-shared-address",
    title: "Standby that nothing leads to",
    severity: Severity::High,
    topic: "Redundancy",
    why: "A standby helps only when the address that users know moves to it.",
    unless: "When another mechanism, such as routing, moves users.",
    requirements: &["t3.design.lb-cluster", "c.ha"],
    check: no_shared_address,
};

fn no_shared_address(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let Mode::ActivePassive { members, address: None, .. } = &cluster.mode else { continue };
        if !members.iter().any(|id| facts.calls.entries().any(|flow| flow.to == *id)) {
            continue;
        }
        let message = format!(
            "{} has no shared address: when {} fails, nothing leads users to {}.",
            cluster.id,
            members.first().map_or_else(String::new, ToString::to_string),
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

/// A shared address that moves only when the machine dies.
pub(super) const TRACKS_HOST: Rule = Rule {
    id: "tracks-host",
    title: "Address that ignores a dead process",
    severity: Severity::Medium,
    topic: "Redundancy",
    why: "VRRP watches machines; a track script tells it about the process as well.",
    unless: "When the process is restarted at once by its supervisor.",
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
        let message = format!(
            "{address} moves only when the machine of {first} dies. When the process {first} alone dies, the address \
             stays there and nobody answers."
        );
        said.push(Said::of([cluster.id.clone()], message).mend(
            format!("Let {} follow the service too.", cluster.id),
            [format!("set {} track service", cluster.id)],
        ));
    }
    said
}
