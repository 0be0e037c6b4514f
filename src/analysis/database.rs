//! How databases stand to one another: alone, primary and replicas, or several primaries with a quorum.

use super::fault::{Fault, has};
use super::flow::Replicates;
use super::index::{ComponentNo, HostNo, Index, Named};
use crate::topology::{Kind, Mode, Promotion};

/// Who votes on a promotion.
#[derive(Debug, Clone, Copy)]
pub(super) enum Voter {
    Host(HostNo),
    Component(ComponentNo),
}

/// How a replica becomes the primary by itself.
#[derive(Debug)]
pub(super) struct Automatic {
    pub(super) voters: Vec<Voter>,
    /// All that are listed, found or not.
    pub(super) listed: usize,
    pub(super) fencing: bool,
    /// Two databases as the only voters never have a majority.
    pub(super) two_databases: bool,
}

/// A replica, and whether it counts: its replication flow exists and is allowed in the intact design.
#[derive(Debug, Clone, Copy)]
pub(super) struct Replica {
    pub(super) no: ComponentNo,
    pub(super) counts: bool,
}

/// A group of databases.
#[derive(Debug)]
pub(super) enum Group {
    PrimaryReplica {
        cluster: usize,
        primary: Option<ComponentNo>,
        replicas: Vec<Replica>,
        automatic: Option<Automatic>,
    },
    MultiPrimary {
        cluster: usize,
        members: Vec<ComponentNo>,
        /// All that are listed, found or not.
        listed: usize,
    },
}

/// Every group, and the group that each database is in.
#[derive(Debug)]
pub(super) struct Databases {
    pub(super) groups: Vec<Group>,
    /// By component; none for a lone database and for what is no database.
    pub(super) group_of: Vec<Option<usize>>,
}

impl Databases {
    /// Reads the clusters. A database that is in two groups belongs to the first.
    pub(super) fn new(index: &Index, replicates: &Replicates) -> Self {
        let mut databases = Self { groups: Vec::new(), group_of: vec![None; index.spots.len()] };
        for (cluster, description) in index.topology.clusters.iter().enumerate() {
            let number = |id: &crate::topology::Id| index.component_no(id.as_str());
            let group = match &description.mode {
                Mode::PrimaryReplica { primary, replicas, promotion } => Group::PrimaryReplica {
                    cluster,
                    primary: number(primary),
                    replicas: replicas
                        .iter()
                        .filter_map(number)
                        .map(|no| Replica {
                            no,
                            counts: has(Fault::ReplicationIgnored)
                                || replicates.get(&(cluster, no)).copied().unwrap_or(false),
                        })
                        .collect(),
                    automatic: automatic(index, promotion),
                },
                Mode::MultiPrimary { members } => Group::MultiPrimary {
                    cluster,
                    members: members.iter().filter_map(number).collect(),
                    listed: members.len(),
                },
                Mode::ActiveActive { .. } | Mode::ActivePassive { .. } => continue,
            };
            for no in description.mode.members().into_iter().filter_map(number) {
                if index.spots[no].kind == Kind::Database {
                    databases.group_of[no].get_or_insert(databases.groups.len());
                }
            }
            databases.groups.push(group);
        }
        databases
    }
}

fn automatic(index: &Index, promotion: &Promotion) -> Option<Automatic> {
    let Promotion::Automatic { voters, fencing } = promotion else { return None };
    let voter = |id: &crate::topology::Id| match index.named(id.as_str()) {
        Some(Named::Host(no)) => Some(Voter::Host(no)),
        Some(Named::Component(no)) => Some(Voter::Component(no)),
        _ => None,
    };
    let is_database = |id: &crate::topology::Id| matches!(index.named(id.as_str()), Some(Named::Component(no)) if index.spots[no].kind == Kind::Database);
    Some(Automatic {
        voters: voters.iter().filter_map(voter).collect(),
        listed: voters.len(),
        fencing: *fencing,
        two_databases: voters.len() == 2 && voters.iter().all(is_database),
    })
}
