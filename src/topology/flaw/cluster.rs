//! Clusters whose members do not exist, or cannot be what the mode makes of them.

use std::collections::BTreeMap;

use super::{Checker, Item, Named, Spot};
use crate::topology::source::Advice;
use crate::topology::{Cluster, Id, Kind, Mode, Promotion};

impl Checker<'_> {
    /// Everything about clusters.
    pub(super) fn clusters(&mut self) {
        let topology = self.topology;
        let mut replicated: BTreeMap<&Id, &Id> = BTreeMap::new();
        for (index, cluster) in topology.clusters.iter().enumerate() {
            let item = Item::Cluster(index);
            let members = members(item, cluster);
            if members.is_empty() {
                self.flaw(item.at("members"), None, |_| {
                    Advice::new(format!("The cluster `{}` has no members.", cluster.id), "Name at least one.")
                });
            }
            self.kinds(cluster, &members);
            if stores(&cluster.mode) {
                for (spot, member) in &members {
                    if let Some(first) =
                        replicated.insert(member, &cluster.id).filter(|first| **first != cluster.id)
                    {
                        self.flaw(*spot, None, |_| {
                            let message = format!("`{member}` belongs to the cluster `{first}` already.");
                            Advice::new(message, "A database belongs to one cluster.")
                        });
                    }
                }
            }
            self.mode(item, cluster);
        }
    }

    /// Members that are no components, or not of the kind that the mode or the first member asks for.
    fn kinds(&mut self, cluster: &Cluster, members: &[(Spot, &Id)]) {
        let mut first: Option<(&Id, Kind)> = None;
        for (spot, id) in members {
            let fits = |kind| if stores(&cluster.mode) { kind == Kind::Database } else { serves(kind) };
            let Some(Named::Component(kind)) = self.named(id) else {
                self.dangling(*spot, id.as_str(), |check| check.no_component(id, fits));
                continue;
            };
            if !fits(kind) {
                self.flaw(*spot, None, |_| {
                    let message = format!(
                        "`{id}` is of kind {kind}, which cannot be in a {} cluster.",
                        cluster.mode.name()
                    );
                    let hint = if stores(&cluster.mode) { "Its members are databases." } else { "" };
                    Advice::new(message, hint)
                });
            } else if let Some((one, other)) = first.filter(|(_, other)| *other != kind) {
                self.flaw(*spot, None, |_| {
                    let message = format!("`{id}` is of kind {kind}, but `{one}` is of kind {other}.");
                    Advice::new(message, "The members of a cluster are of one kind.")
                });
            } else {
                first = first.or(Some((id, kind)));
            }
        }
    }

    /// What only one mode has.
    fn mode(&mut self, item: Item, cluster: &Cluster) {
        match &cluster.mode {
            Mode::ActiveActive { members, addresses } if addresses.len() > members.len() => {
                self.flaw(item.at("addresses"), None, |_| {
                    let (many, few) = (addresses.len(), members.len());
                    let message = format!("`{}` has {many} shared addresses for {few} members.", cluster.id);
                    Advice::new(message, "Each shared address belongs to a member of its own.")
                });
            }
            Mode::PrimaryReplica { primary, replicas, promotion } => {
                if let Some(at) = replicas.iter().position(|replica| replica == primary) {
                    self.flaw(item.within("replicas", at), None, |_| {
                        let message = format!("`{primary}` is the primary and cannot be its own replica.");
                        Advice::new(message, "Name another database, or leave it out.")
                    });
                }
                if let Promotion::Automatic { voters, .. } = promotion {
                    for (at, voter) in voters.iter().enumerate() {
                        self.voter(item.within("voters", at), voter);
                    }
                }
            }
            _ => {}
        }
    }

    fn voter(&mut self, spot: Spot, voter: &Id) {
        let fits = |named| matches!(named, Named::Host(_) | Named::Component(_));
        if !self.named(voter).is_some_and(fits) {
            self.dangling(spot, voter.as_str(), |check| {
                let message = format!("There is no host or component `{voter}` that could vote.");
                Advice::new(message, check.guess(voter.as_str(), fits))
            });
        }
    }
}

/// The members with their places.
fn members(item: Item, cluster: &Cluster) -> Vec<(Spot, &Id)> {
    match &cluster.mode {
        Mode::ActiveActive { members, .. }
        | Mode::ActivePassive { members, .. }
        | Mode::MultiPrimary { members } => {
            members.iter().enumerate().map(|(at, id)| (item.within("members", at), id)).collect()
        }
        Mode::PrimaryReplica { primary, replicas, .. } => {
            let replicas = replicas.iter().enumerate().map(|(at, id)| (item.within("replicas", at), id));
            std::iter::once((item.at("primary"), primary)).chain(replicas).collect()
        }
    }
}

/// Whether the members keep data, so that they must be databases.
fn stores(mode: &Mode) -> bool {
    matches!(mode, Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. })
}

/// Whether several of a kind can stand in for one another.
fn serves(kind: Kind) -> bool {
    !matches!(kind, Kind::User | Kind::AppFiles | Kind::MonitoringClient)
}
