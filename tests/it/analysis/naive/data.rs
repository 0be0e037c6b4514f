//! Databases, by name: who accepts writes, who may be read, and whose replication gets through.

use spof::analysis::Function;
use spof::topology::{Cluster, Mode, Promotion, Protocol, Reads};

use super::{Flow, Naive, is_request};

impl<'a> Naive<'a> {
    pub(super) fn may_use(&self, app: &str, database: &str, function: Function) -> bool {
        match (function, self.parts[app].component.settings.reads) {
            (Function::Write, _) | (_, Reads::Primary) => self.writable(database),
            (_, Reads::Any) => self.readable(database),
            (_, Reads::Replicas) => match self.cluster_of(database).map(|cluster| &cluster.mode) {
                Some(Mode::PrimaryReplica { replicas, .. }) => {
                    replicas.iter().any(|replica| *replica == *database) && self.readable(database)
                }
                Some(_) => self.readable(database),
                None => false,
            },
        }
    }

    fn cluster_of(&self, database: &str) -> Option<&'a Cluster> {
        self.topology.clusters.iter().find(|cluster| {
            matches!(cluster.mode, Mode::PrimaryReplica { .. } | Mode::MultiPrimary { .. })
                && cluster.mode.members().iter().any(|member| **member == *database)
        })
    }

    pub(super) fn readable(&self, database: &str) -> bool {
        self.works(database)
            && match self.cluster_of(database).map(|cluster| &cluster.mode) {
                None => true,
                Some(Mode::PrimaryReplica { primary, .. }) => {
                    *primary == *database || self.replicates(database, primary.as_str())
                }
                Some(mode) => {
                    let members = mode.members();
                    2 * members.iter().filter(|member| self.works(member.as_str())).count() > members.len()
                }
            }
    }

    pub(super) fn writable(&self, database: &str) -> bool {
        let Some(Mode::PrimaryReplica { primary, replicas, promotion }) =
            self.cluster_of(database).map(|cluster| &cluster.mode)
        else {
            return self.readable(database);
        };
        if self.works(primary.as_str()) || *primary == *database {
            return *primary == *database && self.works(database);
        }
        let Promotion::Automatic { voters, fencing } = promotion else { return false };
        let votes = voters.iter().filter(|voter| match self.topology.host(voter.as_str()) {
            Some(host) => self.host_works(host.id.as_str()),
            None => self.works(voter.as_str()),
        });
        if !fencing && 2 * votes.count() <= voters.len() {
            return false;
        }
        let next = replicas.iter().find(|replica| {
            self.works(replica.as_str()) && self.replicates(replica.as_str(), primary.as_str())
        });
        next.is_some_and(|next| *next == *database)
    }

    /// Whether the replication of a replica exists and is allowed in the intact design.
    fn replicates(&self, replica: &str, primary: &str) -> bool {
        let data = |flow: &Flow| {
            flow.links[0].1[0].protocol == Protocol::Replication || is_request(flow.links[0].1[0].protocol)
        };
        let allowed = |crossed: &[String], port: u16| {
            self.guards_allow(replica, primary, port)
                && crossed.iter().all(|firewall| self.allows(firewall, replica, primary, port))
        };
        if let Some(flow) =
            self.flows_from(replica).into_iter().find(|flow| flow.to == *primary && data(flow))
        {
            let port = flow.links[0].1[0].port();
            return flow.links.iter().any(|(crossed, _)| allowed(crossed, port));
        }
        if let Some(flow) =
            self.flows_from(primary).into_iter().find(|flow| flow.to == *replica && data(flow))
        {
            return flow.links.iter().any(|(crossed, _)| allowed(crossed, 3306));
        }
        let (one, other) = (self.networks(replica), self.networks(primary));
        let host = |id: &str| self.parts[id].host.map(|host| host.id.to_string());
        let beside = host(replica).is_some() && host(replica) == host(primary);
        (beside || one.iter().any(|network| other.contains(network))) && allowed(&[], 3306)
    }
}
