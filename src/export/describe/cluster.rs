//! Clusters: who belongs to them, and who takes over from whom.

use std::net::IpAddr;

use crate::topology::{Cluster, Id, Mode, Promotion, Topology, Track};

use super::list;
use super::names::Names;

/// What each cluster is.
pub(super) fn sentences(topology: &Topology, names: &Names) -> Vec<String> {
    topology.clusters.iter().flat_map(|cluster| told(cluster, names)).collect()
}

fn told(cluster: &Cluster, names: &Names) -> Vec<String> {
    let name = names.introduced(&cluster.id);
    let said = |ids: &[Id]| list(ids.iter().map(|id| names.name(id)));
    match &cluster.mode {
        Mode::ActiveActive { members, addresses } => {
            let serve = if members.len() == 1 { "serves" } else { "all serve at once" };
            let mut told = vec![format!("in the cluster {name}, {} {serve} (active-active)", said(members))];
            told.extend(shared(addresses).map(|shared| format!("{shared}, one for each member")));
            told
        }
        Mode::ActivePassive { members, address, track } => {
            let Some((active, others)) = members.split_first() else { return Vec::new() };
            let passive = match others {
                [] => "and nobody takes over from it".to_owned(),
                [only] => format!("and {} takes over from it", names.name(only)),
                several => format!("and the next of {} takes over from it", said(several)),
            };
            let active = names.name(active);
            let mut told =
                vec![format!("in the cluster {name}, {active} serves, {passive} (active-passive)")];
            let moves = match track {
                Track::Host => "which moves when the machine fails, and not when only the program does",
                Track::Service => "which moves when the machine or the program fails",
            };
            told.extend(shared(address.as_slice()).map(|shared| format!("{shared}, {moves}")));
            told
        }
        Mode::PrimaryReplica { primary, replicas, promotion } => {
            let copies = match replicas.as_slice() {
                [] => "it has no replica".to_owned(),
                [only] => format!("{} is a replica, which copies it", names.name(only)),
                several => format!("{} are replicas, which copy it", said(several)),
            };
            let primary = names.name(primary);
            let first = format!(
                "in the cluster {name}, {primary} is the primary, which accepts writes, and {copies} (primary-replica)"
            );
            let mut told = vec![first];
            told.extend((!replicas.is_empty()).then(|| promoted(promotion, names)));
            told
        }
        Mode::MultiPrimary { members } => {
            let members = said(members);
            vec![format!(
                "in the cluster {name}, {members} all accept writes while more than half of them work (multi-primary)"
            )]
        }
    }
}

fn promoted(promotion: &Promotion, names: &Names) -> String {
    match promotion {
        Promotion::Manual => "a person has to make a replica the primary when the primary fails".to_owned(),
        Promotion::Automatic { voters, fencing } => {
            let first = "a replica is set to become the primary by itself when the primary fails";
            let voters = || list(voters.iter().map(|id| names.name(id)));
            match (fencing, voters().as_str()) {
                (true, "") => format!("{first}, once the old primary is cut off"),
                (true, voters) => format!("{first}, once the old primary is cut off; {voters} vote on it"),
                (false, "") => {
                    format!("{first}, but nothing votes on it and nothing cuts the old primary off")
                }
                (false, voters) => format!("{first}, if more than half of its voters work: {voters}"),
            }
        }
    }
}

/// What is shared, if something is.
fn shared(addresses: &[IpAddr]) -> Option<String> {
    match addresses {
        [] => None,
        [only] => Some(format!("its shared address is {only}")),
        several => Some(format!("its shared addresses are {}", list(several))),
    }
}
