//! Common causes: members of a cluster, targets of a balancer and name servers that stand on one machine or in one
//! place, and clusters with nobody to take over.

use std::collections::BTreeSet;

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::proposal::Work;
use crate::text::prose::list;
use crate::topology::{Id, Kind, Mode};

/// Parts of which one is to do when another fails.
struct Group {
    /// The cluster, or whoever chooses among them.
    of: Option<Id>,
    /// What joins them, as a sentence begins: `lb.haproxy shares requests out over`.
    is: String,
    members: Vec<Id>,
    cluster: bool,
}

/// Every group of at least two parts, each set of parts once: clusters first, then targets, then name servers.
fn groups(facts: &Facts<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let clusters = facts.topology.clusters.iter().map(|cluster| Group {
        of: Some(cluster.id.clone()),
        is: format!("{} consists of", cluster.id),
        members: cluster.mode.members().into_iter().cloned().collect(),
        cluster: true,
    });
    let pools = facts.pools().iter().cloned().map(|(caller, members)| Group {
        is: format!("{caller} shares requests out over"),
        of: Some(caller),
        members,
        cluster: false,
    });
    let own = |id: &&Id| facts.calls.part(id).is_some_and(|placed| !placed.external);
    let name_servers = Group {
        of: None,
        is: "The name servers are".to_owned(),
        members: facts.calls.of_kind(Kind::Dns).filter(own).cloned().collect(),
        cluster: false,
    };
    let mut seen: BTreeSet<Vec<Id>> = BTreeSet::new();
    for group in clusters.chain(pools).chain([name_servers]) {
        let mut members = group.members.clone();
        members.sort();
        members.dedup();
        if members.len() > 1 && seen.insert(members) {
            groups.push(group);
        }
    }
    groups
}

pub(super) const PAIR_ON_ONE_HOST: Rule = Rule {
    id: "pair-on-one-host",
    title: "Pair on one machine",
    looks_for: "Parts that should take over from one another, on the same machine.",
    severity: Severity::High,
    topic: "Redundancy",
    why: "Two programs on one machine fail together when it does, so the second one helps only against a crash of the first.",
    unless: "When whoever calls them is on the same machine too, and so is gone with them.",
    mend: "Move one of them to another machine.",
    requirements: &["c.redundancy", "c.spof"],
    check: pair_on_one_host,
};

fn pair_on_one_host(facts: &Facts<'_>) -> Vec<Said> {
    groups(facts).iter().filter_map(|group| on_one_host(facts, group)).collect()
}

fn on_one_host(facts: &Facts<'_>, group: &Group) -> Option<Said> {
    let mut hosts: Vec<&Id> = group.members.iter().filter_map(|id| Some(&facts.host_of(id)?.id)).collect();
    hosts.sort();
    // Of a cluster any two are too many; targets are a finding where there is none elsewhere.
    let host = if group.cluster {
        hosts.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])?
    } else {
        let all = hosts.len() == group.members.len() && hosts.iter().all(|host| *host == hosts[0]);
        all.then(|| hosts[0])?
    };
    let here: Vec<&Id> = group.members.iter().filter(|id| id.host() == Some(host.as_str())).collect();
    let caller_too = !group.cluster && group.of.as_ref().is_some_and(|of| of.host() == Some(host.as_str()));
    let subjects: Vec<Id> = std::iter::once(host.clone()).chain(group.of.clone()).collect();
    if caller_too {
        let message =
            format!("{} {}, all on {host} as it is itself: it needs no others.", group.is, list(&here));
        return Some(Said::of(subjects, message).not_applicable());
    }
    let together = if here.len() == group.members.len() { "all on" } else { "of which these are on" };
    let message = format!("{} {}, {together} {host}: when {host} fails, so do they.", group.is, list(&here));
    let severity = if group.cluster { Severity::High } else { Severity::Medium };
    let said = Said::of(subjects, message).severity(severity);
    let apart = Work::Apart(here[1..].iter().map(|id| (*id).clone()).collect());
    let homes = if here.len() == 2 { "a machine of its own" } else { "machines of their own" };
    Some(said.mend(format!("Move {} to {homes}.", list(&here[1..])), [apart]))
}

pub(super) const ONE_PLACE: Rule = Rule {
    id: "one-place",
    title: "Pair in one place",
    looks_for: "Parts that should take over from one another, all in the same place.",
    severity: Severity::Low,
    topic: "Redundancy",
    why: "What stands together loses power, cooling and network together.",
    unless: "When the place states how available it is: then it is an element, and may be a single point of failure.",
    mend: "Put one of each pair in another place.",
    requirements: &["c.redundancy"],
    check: one_place,
};

fn one_place(facts: &Facts<'_>) -> Vec<Said> {
    groups(facts).iter().filter_map(|group| in_one_place(facts, group)).collect()
}

fn in_one_place(facts: &Facts<'_>, group: &Group) -> Option<Said> {
    let standing = |id: &Id| facts.calls.part(id).and_then(|placed| placed.standing.place.clone());
    let place = standing(group.members.first()?)?;
    if !group.members.iter().all(|id| standing(id).as_ref() == Some(&place)) {
        return None;
    }
    let hosts: BTreeSet<&Id> = group.members.iter().map(|id| facts.machine(id)).collect();
    // What is on one machine as well is said to be there.
    if hosts.len() < 2 {
        return None;
    }
    let subjects: Vec<Id> = group.of.iter().cloned().chain([place.clone()]).collect();
    if facts.is_element(&place) {
        let message = format!(
            "{} {}, all in {place}, which is counted as an element of its own.",
            group.is,
            list(&group.members)
        );
        return Some(Said::of(subjects, message).not_applicable());
    }
    let message = format!(
        "{} {}, all in {place}: one power cut or one cut cable there takes {}.",
        group.is,
        list(&group.members),
        if group.members.len() == 2 { "both" } else { "them all" }
    );
    let moved = hosts.iter().next_back()?;
    let elsewhere = facts.free_id("elsewhere");
    let commands = [format!("add place {elsewhere}"), format!("set {moved} place {elsewhere}")];
    Some(Said::of(subjects, message).mend(format!("Move {moved} to another place."), commands))
}

pub(super) const LONE_MEMBER: Rule = Rule {
    id: "lone-member",
    title: "Cluster of one",
    looks_for: "A cluster of one member.",
    severity: Severity::Medium,
    topic: "Redundancy",
    why: "A cluster is there so that one takes over from another; a single member has no other.",
    unless: "While the others are being set up.",
    mend: "Add a second member, or remove the cluster.",
    requirements: &["c.redundancy", "c.ha"],
    check: lone_member,
};

fn lone_member(facts: &Facts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let members = cluster.mode.members();
        let [only] = members.as_slice() else { continue };
        let does = match cluster.mode {
            Mode::PrimaryReplica { .. } => "copies its data",
            Mode::ActiveActive { .. } => "shares its work",
            Mode::ActivePassive { .. } | Mode::MultiPrimary { .. } => "takes over from it",
        };
        let message = format!("{} has one member, {only}: nobody {does}.", cluster.id);
        said.push(
            Said::of([cluster.id.clone(), (*only).clone()], message)
                .mend(format!("Add a second member beside {only}."), facts.companion(cluster, only)),
        );
    }
    said
}
