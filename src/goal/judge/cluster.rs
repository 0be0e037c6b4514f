//! Clusters: members, replication, and whether users get to them.

use std::collections::BTreeSet;

use super::structure::stopped_by;
use super::{Bench, Judgement, names};
use crate::analysis::Owner;
use crate::goal::ClusterMode;
use crate::text::prose::{choice, counted, list, plural};
use crate::topology::{Cluster, Id, Kind, Mode};

impl Bench<'_> {
    pub(super) fn cluster(
        &self,
        kind: Kind,
        modes: &[ClusterMode],
        members: usize,
        named: bool,
    ) -> Judgement {
        let wanted = |cluster: &&Cluster| {
            modes.is_empty() || modes.iter().any(|mode| mode.to_string() == cluster.mode.name())
        };
        let of_kind = |cluster: &&Cluster| !self.members(cluster, kind).is_empty();
        let clusters: Vec<&Cluster> = self.topology.clusters.iter().filter(of_kind).collect();
        let fitting: Vec<&Cluster> = clusters.iter().copied().filter(wanted).collect();
        let judged: Vec<Judgement> =
            fitting.iter().map(|cluster| self.one_cluster(cluster, kind, members, named)).collect();
        if let Some(best) = judged.iter().find(|judgement| judgement.is_met()).or(judged.first()) {
            return best.clone();
        }
        let all: Vec<Id> = self.calls.of_kind(kind).cloned().collect();
        let because = match (clusters.first(), all.as_slice()) {
            (Some(cluster), _) => {
                let modes = choice(modes.iter().map(|mode| mode.phrase()));
                format!("{} is {}; it must be {modes}.", cluster.id, phrase(&cluster.mode))
            }
            (None, []) => format!("There is no {}.", kind.phrase()),
            (None, [one]) => format!("{one} has no second, so there is no cluster."),
            (None, several) => format!("No cluster joins {}.", names(several)),
        };
        Judgement::new(false, because).about(all)
    }

    /// The members of a cluster that are of a kind. A VRRP process stands for what it moves the address of.
    fn members(&self, cluster: &Cluster, kind: Kind) -> Vec<Id> {
        let mut found = Vec::new();
        for id in cluster.mode.members() {
            if self.calls.kind(id) == Some(kind) {
                found.push(id.clone());
            } else if self.calls.kind(id) == Some(Kind::Vrrp) {
                found.extend(
                    self.calls.of_kind(kind).filter(|other| self.calls.share_a_host(id, other)).cloned(),
                );
            }
        }
        found
    }

    fn one_cluster(&self, cluster: &Cluster, kind: Kind, wanted: usize, named: bool) -> Judgement {
        let members = self.members(cluster, kind);
        let lacking = too_few(cluster, &members, wanted, kind)
            .or_else(|| named.then(|| on_one_machine(cluster, &members, wanted, kind)).flatten())
            .or_else(|| self.not_replicating(cluster, &members, wanted))
            .or_else(|| named.then(|| self.not_entered(cluster, &members, wanted)).flatten());
        if let Some(because) = lacking {
            return Judgement::new(false, because).about(std::iter::once(cluster.id.clone()).chain(members));
        }
        let because = match &cluster.mode {
            Mode::PrimaryReplica { primary, .. } => {
                let replicas = members.iter().filter(|id| *id != primary);
                format!("{} copies {primary} in {}.", list(replicas), cluster.id)
            }
            mode => format!("{} form {}, which is {}.", list(&members), cluster.id, phrase(mode)),
        };
        Judgement::new(true, because).about(std::iter::once(cluster.id.clone()).chain(members))
    }

    /// Says which replicas do not copy their primary, where too few do.
    fn not_replicating(&self, cluster: &Cluster, members: &[Id], wanted: usize) -> Option<String> {
        let Mode::PrimaryReplica { primary, .. } = &cluster.mode else { return None };
        let mut reasons = Vec::new();
        let mut copying = 1;
        for replica in members.iter().filter(|id| *id != primary) {
            match self.calls.replication(replica, primary) {
                Some(flow) if flow.is_allowed() => copying += 1,
                Some(flow) => reasons.push(format!("{} So it does not copy {primary}.", stopped_by(flow))),
                None => reasons.push(format!("No link carries the replication from {primary} to {replica}.")),
            }
        }
        (copying < wanted).then(|| reasons.join(" "))
    }

    /// Says why users do not get to the members, where they do not.
    fn not_entered(&self, cluster: &Cluster, members: &[Id], wanted: usize) -> Option<String> {
        let users: Vec<Id> = self.calls.entries().map(|flow| flow.from.clone()).collect();
        let reached = self.calls.reached(&users, |id| self.calls.forwards(id));
        for member in members {
            if !reached.contains(member) {
                return Some(format!(
                    "No user's request gets to {member}, so it cannot serve when it is its turn."
                ));
            }
            let targets = self.calls.from(member).any(|flow| self.calls.takes_requests(&flow.to));
            if self.calls.forwards(member) && !targets {
                return Some(format!("{member} forwards to nobody."));
            }
        }
        let name = self.calls.site_name();
        let Some((name, site)) = name.zip(self.calls.site()) else {
            let linked = matches!(cluster.mode, Mode::ActiveActive { .. });
            return (!linked).then(|| "There is no zone, so no record names the shared address.".to_owned());
        };
        match &cluster.mode {
            Mode::ActivePassive { address: None, .. } => {
                Some(format!("{} has no shared address that could move.", cluster.id))
            }
            Mode::ActivePassive { address: Some(shared), .. } => {
                let leads =
                    if site.addresses.is_empty() { "no address".to_owned() } else { list(&site.addresses) };
                (!site.addresses.contains(shared)).then(|| {
                    format!(
                        "{name} leads to {leads}, and not to {shared}, the shared address of {}.",
                        cluster.id
                    )
                })
            }
            Mode::ActiveActive { .. } => {
                let entries: BTreeSet<&Id> = site
                    .addresses
                    .iter()
                    .filter_map(|address| match self.calls.owner(*address)? {
                        Owner::Shared { cluster: owner, first } if owner.id == cluster.id => members
                            .iter()
                            .find(|member| *member == first || self.calls.share_a_host(member, first)),
                        Owner::Host(host) => {
                            members.iter().find(|member| member.host() == Some(host.id.as_str()))
                        }
                        Owner::Part(part) => members.iter().find(|member| **member == part.component.id),
                        Owner::Shared { .. } => None,
                    })
                    .collect();
                (entries.len() < wanted).then(|| {
                    let led = if entries.is_empty() { "no member".to_owned() } else { list(&entries) };
                    format!(
                        "{name} leads to {led} of {}; it must lead to at least {wanted} members.",
                        cluster.id
                    )
                })
            }
            Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. } => None,
        }
    }
}

/// The mode's name in prose.
fn phrase(mode: &Mode) -> String {
    mode.name().replace('_', "-")
}

/// Says that a cluster has too few members.
fn too_few(cluster: &Cluster, members: &[Id], wanted: usize, kind: Kind) -> Option<String> {
    let distinct: BTreeSet<&Id> = members.iter().collect();
    if distinct.len() < wanted {
        let there = counted(distinct.len(), kind.phrase());
        return Some(format!("{} has {there}; at least {wanted} must be in it.", cluster.id));
    }
    None
}

/// Says that users would lose all members at once with their one machine.
fn on_one_machine(cluster: &Cluster, members: &[Id], wanted: usize, kind: Kind) -> Option<String> {
    let machines: BTreeSet<&str> = members.iter().map(|id| id.host().unwrap_or(id.as_str())).collect();
    let shared = members.iter().find_map(|id| id.host()).filter(|_| machines.len() < wanted);
    let kinds = plural(kind.phrase());
    shared.map(|host| format!("The {kinds} of {} are on one machine, {host}.", cluster.id))
}
