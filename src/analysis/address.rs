//! Whose an address is, for outcomes, findings and goals alike.

use std::collections::HashMap;
use std::net::IpAddr;

use super::index::{ComponentNo, HostNo, Index};
use crate::topology::Mode;

/// Who has an address, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assignee {
    /// The members of a cluster share it. The one at the place `first` among them has it first, then those after it,
    /// and round.
    Cluster { cluster: usize, first: usize },
    /// A machine states it.
    Host(HostNo),
    /// A free-standing component states it.
    Part(ComponentNo),
}

/// Every address that a design states, with who has it: the first cluster that shares it, else the first host, else
/// the first part.
pub(super) fn assignees(index: &Index) -> HashMap<IpAddr, Assignee> {
    let mut found = HashMap::new();
    for (cluster, description) in index.topology.clusters.iter().enumerate() {
        let (members, addresses) = match &description.mode {
            Mode::ActivePassive { members, address, .. } => (members, address.as_slice()),
            Mode::ActiveActive { members, addresses } => (members, addresses.as_slice()),
            Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. } => continue,
        };
        // The second address of two is first with the second member, and backed by the first.
        for (place, address) in addresses.iter().enumerate().filter(|_| !members.is_empty()) {
            let first = place % members.len();
            found.entry(*address).or_insert(Assignee::Cluster { cluster, first });
        }
    }
    for (no, host) in index.topology.hosts.iter().enumerate() {
        for address in &host.standing.addresses {
            found.entry(*address).or_insert(Assignee::Host(no));
        }
    }
    for no in 0..index.spots.len() {
        for address in index.part(no).iter().flat_map(|part| &part.standing.addresses) {
            found.entry(*address).or_insert(Assignee::Part(no));
        }
    }
    found
}
