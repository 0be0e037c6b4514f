//! New members for clusters: replicas, third databases, voters, and what makes a cluster of two databases.

use super::Facts;
use super::double::{drawn_like, networks};
use crate::analysis::flow::carries_requests;
use crate::topology::{Cluster, Host, Id, Kind, Mode};

impl Facts<'_> {
    /// Makes promotion automatic, with fencing, and links the applications to the replicas that may take over.
    pub(super) fn promoting(&self, cluster: &Cluster, primary: &Id, replicas: &[Id]) -> Vec<String> {
        let words = self.database_call(primary);
        let mut commands = vec![
            format!("set {} promotion automatic", cluster.id),
            format!("set {} fencing true", cluster.id),
        ];
        let writers = self.calls.to(primary).filter(|flow| self.calls.is_request(flow));
        for writer in writers {
            for replica in replicas {
                let linked = self.calls.from(&writer.from).any(|flow| flow.to == *replica);
                if !linked {
                    commands.push(format!("connect {} {replica} {words}", writer.from));
                }
            }
        }
        commands
    }

    /// Makes two databases a primary and its replica, each reached by whoever reaches the other.
    pub(super) fn clustering(&self, primary: &Id, replica: &Id) -> Vec<String> {
        let words = self.database_call(primary);
        let cluster = self.free_id("db");
        let mut commands = vec![format!("add cluster {cluster} primary_replica {primary} {replica}")];
        let mut connect = |from: &Id, to: &Id| {
            if !self.calls.flows().any(|flow| flow.from == *from && flow.to == *to) {
                commands.push(format!("connect {from} {to} {words}"));
            }
        };
        for (one, other) in [(primary, replica), (replica, primary)] {
            for flow in self.calls.to(one).filter(|flow| self.calls.is_request(flow)) {
                connect(&flow.from, other);
            }
        }
        commands.push(format!("connect {replica} {primary} replication"));
        commands.push(format!("set {cluster} promotion automatic"));
        commands.push(format!("set {cluster} fencing true"));
        commands
    }

    /// A third member for a cluster in which all write, like its first.
    pub(super) fn third_member(&self, cluster: &Cluster, members: &[Id]) -> Vec<String> {
        let Some((first, host)) = members.first().and_then(|first| Some((first, self.host_of(first)?)))
        else {
            return Vec::new();
        };
        let twin = self.free_id(&format!("{}-3", host.id));
        let mut commands = self.new_database(host, first, &twin);
        let all: Vec<String> = members.iter().map(ToString::to_string).collect();
        commands.push(format!("set {} members {},{twin}.{}", cluster.id, all.join(","), first.name()));
        commands
    }

    /// Lets a machine vote that carries no database of the cluster.
    pub(super) fn third_voter(&self, cluster: &Cluster, voters: &[Id]) -> Vec<String> {
        let members = cluster.mode.members();
        let concerned = |host: &Host| {
            members
                .iter()
                .chain(voters.iter().collect::<Vec<_>>().iter())
                .any(|id| **id == host.id || id.host() == Some(host.id.as_str()))
        };
        let Some(other) = self.topology.hosts.iter().find(|host| !concerned(host)) else { return Vec::new() };
        let mut all: Vec<Id> = voters.to_vec();
        if all.len() < 2 {
            all = members.iter().take(2).map(|id| self.machine(id).clone()).collect();
        }
        let all: Vec<String> = all.iter().chain([&other.id]).map(ToString::to_string).collect();
        vec![format!("set {} voters {}", cluster.id, all.join(","))]
    }

    /// A second member for a cluster of one, on a machine of its own.
    pub(super) fn companion(&self, cluster: &Cluster, only: &Id) -> Vec<String> {
        let Some(host) = self.host_of(only) else { return Vec::new() };
        let twin = self.free_id(&format!("{}-2", host.id));
        let second = format!("{twin}.{}", only.name());
        match &cluster.mode {
            Mode::PrimaryReplica { .. } => {
                let mut commands = self.new_database(host, only, &twin);
                commands.push(format!("set {} replicas {second}", cluster.id));
                commands.push(format!("connect {second} {only} replication"));
                commands
            }
            Mode::ActivePassive { .. } => {
                let mut commands = self.twin(host);
                commands.push(format!("set {} members {only},{second}", cluster.id));
                commands
            }
            Mode::ActiveActive { .. } | Mode::MultiPrimary { .. } => Vec::new(),
        }
    }

    /// A database on a machine of its own, called by whoever calls the known one, watched and guarded as that is.
    pub(super) fn new_database(&self, host: &Host, known: &Id, twin: &str) -> Vec<String> {
        let second = format!("{twin}.{}", known.name());
        let mut commands = vec![format!("add host {twin}")];
        if !host.standing.networks.is_empty() {
            commands.push(format!("set {twin} networks {}", networks(host)));
        }
        for component in &host.components {
            let id = host.id.join(&component.id);
            let beside = matches!(component.kind, Kind::Firewall | Kind::MonitoringClient);
            if id != *known && !beside {
                continue;
            }
            commands.push(format!("add {} {} on {twin}", component.kind, component.id));
            commands.extend(self.settings(&id, &format!("{twin}.{}", component.id)));
            commands.extend(self.rules_for(&id, host, twin));
            for link in self.topology.links.iter().filter(|link| beside && (link.from == id || link.to == id))
            {
                let own =
                    |end: &Id| if *end == id { format!("{twin}.{}", id.name()) } else { end.to_string() };
                commands.extend(drawn_like(link, &own(&link.from), &own(&link.to)));
            }
        }
        for link in
            self.topology.links.iter().filter(|link| link.to == *known && carries_requests(link.protocol))
        {
            commands.extend(drawn_like(link, link.from.as_str(), &second));
            commands.extend(self.sealing(link, link.from.as_str(), &second));
        }
        commands
    }

    /// A replica of the one database on a host, on a machine of its own.
    pub(super) fn second_database(&self, host: &Host) -> Vec<String> {
        let databases: Vec<Id> = host
            .components
            .iter()
            .filter(|component| component.kind == Kind::Database)
            .map(|component| host.id.join(&component.id))
            .collect();
        let [primary] = databases.as_slice() else { return Vec::new() };
        if self.clusters_of(primary).next().is_some() {
            return Vec::new();
        }
        let twin = self.free_id(&format!("{}-2", host.id));
        let replica = format!("{twin}.{}", primary.name());
        let cluster = self.free_id("db");
        let mut commands = self.new_database(host, primary, &twin);
        commands.push(format!("add cluster {cluster} primary_replica {primary} {replica}"));
        commands.push(format!("set {cluster} promotion automatic"));
        commands.push(format!("set {cluster} fencing true"));
        commands.push(format!("connect {replica} {primary} replication"));
        let apps = self.calls.to(primary).filter(|flow| self.calls.is_request(flow));
        let apps = apps.filter(|flow| self.calls.kind(&flow.from) == Some(Kind::AppServer));
        commands.extend(apps.map(|flow| format!("set {} reads any", flow.from)));
        commands
    }
}
