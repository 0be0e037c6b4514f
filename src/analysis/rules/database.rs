//! Databases: roles, replication, who reads and who writes.

use std::collections::BTreeSet;

use super::data::stores_in_common;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::function::Function;
use crate::analysis::proposal::Work;
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

fn reads(facts: &Facts<'_>, app: &Id) -> Reads {
    facts.calls.part(app).map_or(Reads::Primary, |placed| placed.component.settings.reads)
}

pub(super) const UNREAD_REPLICA: Rule = Rule {
    id: "unread-replica",
    title: "Replica that nobody reads",
    looks_for: "A replica that no application reads from.",
    severity: Severity::Low,
    topic: "Replication",
    why: "A replica can take reads off the primary; one that nobody reads or promotes costs a machine and brings nothing.",
    unless: "When it is promoted by itself, or kept to take backups from.",
    mend: "Let the applications read from replicas, or say that it is for standby only.",
    requirements: &["t1.explain.primary-vs-replica"],
    check: unread_replica,
};

fn unread_replica(facts: &Facts<'_>) -> Vec<Said> {
    let apps = facts.calls.of_kind(Kind::AppServer).filter(|app| reads(facts, app) != Reads::Primary);
    let read = facts.calls.reached(apps, |id| facts.calls.forwards(id));
    let mut said = Vec::new();
    for (_, primary, replicas, promotion) in replicated(facts) {
        for replica in replicas.iter().filter(|replica| !read.contains(*replica)) {
            let automatic = matches!(promotion, Promotion::Automatic { .. });
            let message = if automatic {
                format!("Nobody reads from {replica}: it only waits to take over from {primary}.")
            } else {
                format!(
                    "Nobody reads from {replica}: it copies every write of {primary} and takes no load off it."
                )
            };
            let reading = Work::Reading { replica: replica.clone(), primary: primary.clone() };
            let finding = Said::of([replica.clone()], message)
                .mend("Let the application read from the replica too.", [reading]);
            said.push(if automatic { finding.severity(Severity::Info).mitigated() } else { finding });
        }
    }
    said
}

impl Facts<'_> {
    /// Lets whoever calls a primary read from its replica too.
    pub(super) fn reading(&self, replica: &Id, primary: &Id) -> Vec<String> {
        let apps = self.callers([replica]);
        let mut commands: Vec<String> = Vec::new();
        for app in &self.callers([primary]) {
            if !apps.contains(app) {
                commands.push(format!("connect {app} {replica} {}", self.database_call(primary)));
            }
            commands.push(format!("set {app} reads any"));
        }
        commands
    }
}

pub(super) const SINGLE_WRITER: Rule = Rule {
    id: "single-writer",
    title: "One database takes all writes",
    looks_for: "A primary that is the only one to accept writes.",
    severity: Severity::Medium,
    topic: "Replication",
    why: "Each replica applies every write as well, so replicas add room for reads only, and MySQL promotes none by itself.",
    unless: "When a replica is promoted by itself; or minutes without writes do no harm.",
    mend: "Promote a replica automatically, with fencing or three voters; or use a cluster in which all write.",
    requirements: &["t1.issue.spof", "t2.issue.single-writer", "t1.explain.primary-vs-replica"],
    check: single_writer,
};

fn single_writer(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (cluster, primary, replicas, promotion) in replicated(facts) {
        let subjects = [primary.clone(), cluster.id.clone()];
        let machine = facts.machine(primary);
        let takes_over =
            matches!(promotion, Promotion::Automatic { .. }) && facts.survives(machine, Function::Write);
        if takes_over {
            let message = format!(
                "Only {primary} accepts writes, and a replica is promoted by itself when {machine} fails."
            );
            said.push(Said::of(subjects, message).severity(Severity::Low).mitigated());
            continue;
        }
        let until = match (promotion, replicas) {
            (_, []) => "until it is repaired".to_owned(),
            (Promotion::Manual, [one]) => format!("until somebody promotes {one}"),
            (Promotion::Manual, _) => "until somebody promotes a replica".to_owned(),
            (Promotion::Automatic { .. }, _) => "until it is repaired, as no promotion helps".to_owned(),
        };
        let message = format!(
            "Only {primary} accepts writes. When {machine} fails there are no writes {until}; and no second machine can \
             take a share of them."
        );
        said.push(
            Said::of(subjects, message)
                .mend(
                    "Promote a replica automatically, after cutting the old primary off (fencing).",
                    facts.promoting(cluster, primary, replicas),
                )
                .advise("Use a cluster of at least three members that all accept writes."),
        );
    }
    said
}

pub(super) const TWO_VOTERS: Rule = Rule {
    id: "two-voters",
    title: "Promotion that two cannot decide",
    looks_for: "Automatic promotion that two voters can never agree on: one of two is no majority.",
    severity: Severity::High,
    topic: "Quorum",
    why: "More than half must agree, or both sides of a cut line would accept writes and the data would split.",
    unless: "When the old primary is cut off first (fencing), or the voters stand on other machines than it.",
    mend: "Add a third voter elsewhere, or cut the old primary off before the promotion (fencing).",
    requirements: &["t1.explain.primary-replica", "c.ha"],
    check: two_voters,
};

fn two_voters(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (cluster, primary, _, promotion) in replicated(facts) {
        let Promotion::Automatic { voters, fencing } = promotion else { continue };
        if voters.len() > 2 || (*fencing && voters.is_empty()) || can_decide(facts, primary, voters) {
            continue;
        }
        let id = &cluster.id;
        if *fencing {
            let message = format!(
                "{} can never agree once {primary} is lost, and need not: fencing cuts the old primary off.",
                list(voters)
            );
            said.push(Said::of([id.clone()], message).not_applicable());
            continue;
        }
        let message = match voters.as_slice() {
            [] => format!("{id} has no voters and no fencing: nobody may promote a replica."),
            [only] => format!(
                "{only} alone votes on who is the primary of {id}, and fails together with {primary}: nothing is promoted then."
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
                .mend("Let a third machine vote.", facts.third_voter(cluster, voters)),
        );
    }
    said
}

/// Whether more than half of the voters are left when the primary's machine fails; two databases never decide.
fn can_decide(facts: &Facts<'_>, primary: &Id, voters: &[Id]) -> bool {
    let machine = facts.machine(primary);
    let left = voters.iter().filter(|voter| facts.machine(voter) != machine).count();
    let databases = voters.iter().all(|voter| facts.calls.kind(voter) == Some(Kind::Database));
    2 * left > voters.len() && !(voters.len() == 2 && databases)
}

pub(super) const SMALL_QUORUM: Rule = Rule {
    id: "small-quorum",
    title: "Two members that need each other",
    looks_for: "A cluster in which all write, with too few members to lose one.",
    severity: Severity::High,
    topic: "Quorum",
    why: "A cluster in which all write goes on only while more than half of its members work: of two, that is both.",
    unless: "When a third, such as an arbiter, votes and is not drawn.",
    mend: "Add a third member.",
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
            Said::of([cluster.id.clone()], message)
                .mend("Add a third member on a machine of its own.", facts.third_member(cluster, members)),
        );
    }
    said
}

pub(super) const DATABASES_APART: Rule = Rule {
    id: "databases-apart",
    title: "Databases that are not in a cluster",
    looks_for: "Several databases for the same application, and no cluster that says which is the primary.",
    severity: Severity::High,
    topic: "Replication",
    why: "Each accepts writes, so the data drift apart and nobody can say which copy is right.",
    unless: "When each keeps other data, as shards or for sites of their own.",
    mend: "Join them in a cluster: a primary with replicas, or several that all write.",
    requirements: &["t1.design.primary-replica"],
    check: no_roles,
};

fn no_roles(facts: &Facts<'_>) -> Vec<Said> {
    let stores = |mode: &Mode| matches!(mode, Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. });
    let member = |id: &Id| facts.clusters_of(id).any(|cluster| stores(&cluster.mode));
    stores_in_common(facts).into_iter().filter_map(|stores| apart(facts, stores, member)).collect()
}

/// What the databases of one application lack to know of each other; nothing where they do.
fn apart(facts: &Facts<'_>, stores: BTreeSet<Id>, member: impl Fn(&Id) -> bool) -> Option<Said> {
    let (clustered, mut alone): (Vec<Id>, Vec<Id>) = stores.into_iter().partition(member);
    if alone.is_empty() || alone.len() + clustered.len() < 2 {
        return None;
    }
    let pair = alone.clone();
    alone.extend(clustered.into_iter().take(1));
    let message = format!(
        "{} keep the same application's data and are in no cluster: what is written to one is missing from \
         the others.",
        list(&alone)
    );
    let mut commands = Vec::new();
    if let ([primary, replica], 2) = (pair.as_slice(), alone.len()) {
        commands = facts.clustering(primary, replica);
    }
    Some(
        Said::of(alone, message).mend("Make them a cluster: one primary, the others its replicas.", commands),
    )
}

pub(super) const NO_REPLICATION: Rule = Rule {
    id: "no-replication",
    title: "Replica without replication",
    looks_for: "A replica to which no link carries what is written at its primary.",
    severity: Severity::High,
    topic: "Replication",
    why: "A replica without the primary's changes serves old data, and loses them when it takes over.",
    unless: "When another tool copies the data.",
    mend: "Connect the replica to the primary, on a network that both share.",
    requirements: &["t1.design.primary-replica", "t1.explain.primary-replica"],
    check: no_replication,
};

fn no_replication(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (_, primary, replicas, _) in replicated(facts) {
        for replica in replicas.iter().filter(|replica| facts.calls.replication(replica, primary).is_none()) {
            let message = format!(
                "{replica} is called a replica of {primary}, and no link carries the replication: it never gets what is \
                 written there, and nobody can read from it or promote it."
            );
            said.push(Said::of([replica.clone(), primary.clone()], message).mend(
                format!("Connect {replica} to {primary}."),
                [format!("connect {replica} {primary} replication")],
            ));
        }
    }
    said
}

pub(super) const EVEN_QUORUM: Rule = Rule {
    id: "even-quorum",
    title: "Member that adds no safety",
    looks_for: "A cluster in which all write, with a member that makes it no safer.",
    severity: Severity::Low,
    topic: "Quorum",
    why: "Of 3 members 1 may fail and of 4 also 1, for more than half must go on; and each member applies every write.",
    unless: "When the extra member is there for reads.",
    mend: "Use an odd number of members: three survive one failure, five survive two.",
    requirements: &["c.ha", "c.redundancy"],
    check: even_quorum,
};

fn even_quorum(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let Mode::MultiPrimary { members } = &cluster.mode else { continue };
        let (count, Some(last)) = (members.len(), members.last()) else { continue };
        if count < 4 || count % 2 == 1 {
            continue;
        }
        let message = format!(
            "{} has {count} members and survives the loss of {}, as it would with {}.",
            cluster.id,
            count / 2 - 1,
            count - 1
        );
        let finding = Said::of([cluster.id.clone(), last.clone()], message);
        let read = facts.callers([last]).iter().any(|app| reads(facts, app) == Reads::Any);
        said.push(if read {
            finding.not_applicable()
        } else {
            finding
                .mend("Add one more, so that two may fail.", facts.third_member(cluster, members))
                .advise(format!("Do without {last}."))
        });
    }
    said
}

pub(super) const PROMOTION_UNREACHED: Rule = Rule {
    id: "promotion-unreached",
    title: "Promotion that nobody follows",
    looks_for: "A replica that may be promoted, and applications that do not call it.",
    severity: Severity::High,
    topic: "Replication",
    why: "A new primary helps only those who can call it.",
    unless: "When a proxy before the databases leads to the new primary.",
    mend: "Connect the applications to the replica too.",
    requirements: &["t1.explain.primary-replica", "c.ha"],
    check: promotion_unreached,
};

fn promotion_unreached(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for (cluster, primary, replicas, promotion) in replicated(facts) {
        if !matches!(promotion, Promotion::Automatic { .. }) || replicas.is_empty() {
            continue;
        }
        let followers = facts.callers(replicas);
        let lost: Vec<Id> =
            facts.callers([primary]).into_iter().filter(|app| !followers.contains(app)).collect();
        if lost.is_empty() {
            continue;
        }
        let message = format!(
            "{} may take over from {primary}, and {} {} no link to {}: {} writes stay down.",
            super::text::choice(replicas),
            list(&lost),
            if lost.len() == 1 { "has" } else { "have" },
            if replicas.len() == 1 { "it" } else { "them" },
            if lost.len() == 1 { "its" } else { "their" },
        );
        let words = facts.database_call(primary);
        let commands: Vec<String> = lost
            .iter()
            .flat_map(|app| {
                replicas.iter().map(|replica| format!("connect {app} {replica} {words}")).collect::<Vec<_>>()
            })
            .collect();
        said.push(
            Said::of(std::iter::once(cluster.id.clone()).chain(lost.clone()), message)
                .mend(format!("Connect {} to {}.", list(&lost), list(replicas)), commands),
        );
    }
    said
}
