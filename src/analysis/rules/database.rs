//! Databases: roles, replication, who reads and who writes.

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::text::prose::list;
use crate::topology::{Cluster, Id, Kind, Mode, Promotion, Reads};

/// The `primary_replica` clusters of a design.
fn replicated<'a>(
    facts: &Facts<'a>,
) -> impl Iterator<Item = (&'a Cluster, &'a Id, &'a [Id], &'a Promotion)> + use<'a> {
    facts.topology.clusters.iter().filter_map(|cluster| match &cluster.mode {
        Mode::PrimaryReplica { primary, replicas, promotion } => {
            Some((cluster, primary, replicas.as_slice(), promotion))
        }
        _ => None,
    })
}

/// The application servers that get to a database, directly or through proxies.
fn callers(facts: &Facts<'_>, database: &Id) -> Vec<Id> {
    let reaches = |app: &&Id| facts.calls.reached([*app], |id| facts.calls.forwards(id)).contains(database);
    facts.calls.of_kind(Kind::AppServer).filter(reaches).cloned().collect()
}

fn reads(facts: &Facts<'_>, app: &Id) -> Reads {
    facts.calls.part(app).map_or(Reads::Primary, |placed| placed.component.settings.reads)
}

/// A replica that nobody reads.
pub(super) const UNREAD_REPLICA: Rule = Rule {
    id: "unread-replica",
    title: "Replica that nobody reads",
    severity: Severity::Low,
    topic: "Replication",
    why: "A replica can take reads off the primary; unread, it is only a copy that may take over.",
    unless: "When it is kept for taking over, or for backups.",
    requirements: &["t1.explain.primary-vs-replica"],
    check: unread_replica,
};

fn unread_replica(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (_, primary, replicas, promotion) in replicated(facts) {
        for replica in replicas {
            let apps = callers(facts, replica);
            if apps.iter().any(|app| reads(facts, app) != Reads::Primary) {
                continue;
            }
            let automatic = matches!(promotion, Promotion::Automatic { .. });
            let message = format!(
                "Nobody reads from {replica}: it copies every write of {primary} and takes no load off it{}.",
                if automatic { ", and only waits to take over" } else { "" }
            );
            let near = callers(facts, primary);
            let mut commands: Vec<String> = Vec::new();
            for app in &near {
                if !apps.contains(app) {
                    commands.push(format!("connect {app} {replica} {}", facts.database_call(primary)));
                }
                commands.push(format!("set {app} reads any"));
            }
            let finding = Said::of([replica.clone()], message)
                .mend("Let the application read from the replica too.", commands);
            said.push(if automatic { finding.severity(Severity::Info).mitigated() } else { finding });
        }
    }
    said
}

/// A primary that is the only one to accept writes.
pub(super) const SINGLE_WRITER: Rule = Rule {
    id: "single-writer",
    title: "One database takes all writes",
    severity: Severity::Medium,
    topic: "Replication",
    why: "Replicas copy and are read; a write has nowhere else to go.",
    unless: "When minutes without writes do no harm.",
    requirements: &["t1.issue.spof", "t2.issue.single-writer", "t1.explain.primary-vs-replica"],
    check: single_writer,
};

fn single_writer(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (cluster, primary, replicas, promotion) in replicated(facts) {
        let finding = match promotion {
            Promotion::Manual => Said::of(
                [primary.clone(), cluster.id.clone()],
                format!(
                    "Only {primary} accepts writes. When it fails there are no writes until somebody promotes {}, and \
                     writes cannot scale beyond this one machine.",
                    if let [one] = replicas { one.to_string() } else { "a replica".to_owned() }
                ),
            )
            .mend(
                "Promote a replica automatically, after cutting the old primary off (fencing).",
                facts.promoting(cluster, primary, replicas),
            )
            .advise("Use a cluster of at least three members that all accept writes."),
            Promotion::Automatic { .. } => Said::of(
                [primary.clone(), cluster.id.clone()],
                format!("Only {primary} accepts writes; a replica is promoted by itself when it fails."),
            )
            .severity(Severity::Low)
            .mitigated(),
        };
        said.push(finding);
    }
    said
}

/// Automatic promotion that two voters can never agree on.
pub(super) const TWO_VOTERS: Rule = Rule {
    id: "two-voters",
    title: "Promotion that two cannot decide",
    severity: Severity::High,
    topic: "Replication",
    why: "More than half must agree, or both sides of a cut line would take over and the data would split.",
    unless: "When a person promotes.",
    requirements: &["t1.explain.primary-replica", "c.ha"],
    check: two_voters,
};

fn two_voters(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (cluster, _, _, promotion) in replicated(facts) {
        let Promotion::Automatic { voters, fencing: false } = promotion else { continue };
        if voters.len() > 2 {
            continue;
        }
        let id = &cluster.id;
        let message = match voters.as_slice() {
            [] => format!("{id} has no voters and no fencing: nobody may promote a replica."),
            [only] => format!(
                "{only} alone votes on who is the primary of {id}: once it is gone nothing is promoted."
            ),
            _ => format!(
                "{} vote on who is the primary of {id}. More than half must agree, so once one of the two is gone nothing \
                 is promoted.",
                list(voters)
            ),
        };
        said.push(
            Said::of(std::iter::once(cluster.id.clone()).chain(voters.iter().cloned()), message)
                .mend(
                    "Cut the old primary off before promoting (fencing).",
                    [format!("set {} fencing true", cluster.id)],
                )
                .advise("Add a third voter on a machine of its own."),
        );
    }
    said
}

/// A cluster in which all write, with too few members to lose one.
pub(super) const SMALL_QUORUM: Rule = Rule {
    id: "small-quorum",
    title: "Two members that need each other",
    severity: Severity::High,
    topic: "Replication",
    why: "A cluster in which all write goes on only while more than half of its members work: of two, that is both.",
    unless: "When a third, such as an arbiter, votes and is not drawn.",
    requirements: &["c.ha", "c.redundancy"],
    check: small_quorum,
};

fn small_quorum(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let Mode::MultiPrimary { members } = &cluster.mode else { continue };
        if members.len() != 2 {
            continue;
        }
        let message = format!(
            "{} has two members, {}. More than half must work, so the failure of either stops both.",
            cluster.id,
            list(members)
        );
        said.push(
            Said::of([cluster.id.clone()], message).advise("Add a third member on a machine of its own."),
        );
    }
    said
}

/// Several databases for the same application, and nothing that says who is who.
pub(super) const DATABASES_APART: Rule = Rule {
    id: "databases-apart",
    title: "Databases without roles",
    severity: Severity::High,
    topic: "Replication",
    why: "Each accepts writes, so the data drift apart and nobody can say which copy is right.",
    unless: "When each keeps other data, as shards or for different parts of the application.",
    requirements: &["t1.design.primary-replica"],
    check: no_roles,
};

fn no_roles(facts: &Facts<'_>) -> Vec<Said> {
    let member = |id: &Id| {
        facts.topology.clusters.iter().any(|cluster| {
            matches!(cluster.mode, Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. })
                && cluster.mode.members().contains(&id)
        })
    };
    let used = facts.calls.of_kind(Kind::Database).filter(|id| !callers(facts, id).is_empty());
    let (clustered, mut alone): (Vec<Id>, Vec<Id>) = used.cloned().partition(member);
    if alone.is_empty() || alone.len() + clustered.len() < 2 {
        return Vec::new();
    }
    let pair = alone.clone();
    alone.extend(clustered.into_iter().take(1));
    let message = format!(
        "{} keep the same application's data and know nothing of each other: what is written to one is missing from \
         the others.",
        list(&alone)
    );
    let mut commands = Vec::new();
    if let ([primary, replica], 2) = (pair.as_slice(), alone.len()) {
        commands = facts.clustering(primary, replica);
    }
    vec![
        Said::of(alone, message).mend("Make them a cluster: one primary, the others its replicas.", commands),
    ]
}

/// A replica that has no way to copy its primary.
pub(super) const NO_REPLICATION: Rule = Rule {
    id: "no-replication",
    title: "Replica that cannot reach its primary",
    severity: Severity::High,
    topic: "Replication",
    why: "A replica without the primary's changes serves old data, and loses them when it takes over.",
    unless: "When another tool copies the data.",
    requirements: &["t1.design.primary-replica", "t1.explain.primary-replica"],
    check: no_replication,
};

fn no_replication(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (_, primary, replicas, _) in replicated(facts) {
        for replica in replicas.iter().filter(|replica| facts.calls.replication(replica, primary).is_none()) {
            let message = format!(
                "{replica} is a replica of {primary} and has no way to it: they share no network, and no link leads \
                 there."
            );
            said.push(Said::of([replica.clone(), primary.clone()], message).mend(
                format!("Connect {replica} to {primary}."),
                [format!("connect {replica} {primary} replication")],
            ));
        }
    }
    said
}
