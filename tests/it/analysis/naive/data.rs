//! Databases: who accepts writes and who may be read in a state (section 6).

use spof::topology::{Kind, Mode, Promotion, Reads};

use super::{Function, Naive, State, bit};

/// Databases that stand in for one another.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) cluster: usize,
    /// The primary and the replicas, or all members, each with whether its replication gets through.
    pub(super) members: Vec<(usize, bool)>,
    pub(super) several_primaries: bool,
    pub(super) election: Option<Election>,
}

/// How a replica becomes the primary by itself: the voters, by the bit of a component or of a host.
#[derive(Debug)]
pub(super) struct Election {
    components: Vec<u64>,
    hosts: Vec<u64>,
    fencing: bool,
    /// Two databases as the only voters never have a majority.
    two_databases: bool,
}

impl Election {
    fn is_decided(&self, state: State) -> bool {
        let components = self.components.iter().filter(|voter| **voter & state.down == 0).count();
        let hosts = self.hosts.iter().filter(|voter| **voter & state.hosts_down == 0).count();
        let majority = 2 * (components + hosts) > self.components.len() + self.hosts.len();
        self.fencing || majority && !self.two_databases
    }
}

impl Naive<'_> {
    pub(super) fn find_groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        for (cluster, description) in self.topology.clusters.iter().enumerate() {
            let (several_primaries, election) = match &description.mode {
                Mode::PrimaryReplica { promotion, .. } => (false, self.election(promotion)),
                Mode::MultiPrimary { .. } => (true, None),
                _ => continue,
            };
            let members: Vec<usize> =
                description.mode.members().into_iter().filter_map(|id| self.no(id.as_str())).collect();
            let counts =
                |no: &usize| several_primaries || *no == members[0] || self.replicates(*no, members[0]);
            let members = members.iter().map(|no| (*no, counts(no))).collect();
            groups.push(Group { cluster, members, several_primaries, election });
        }
        groups
    }

    fn election(&self, promotion: &Promotion) -> Option<Election> {
        let Promotion::Automatic { voters, fencing } = promotion else { return None };
        let components: Vec<usize> = voters.iter().filter_map(|id| self.no(id.as_str())).collect();
        let two_databases = components.len() == 2
            && voters.len() == 2
            && components.iter().all(|no| self.kind(*no) == Kind::Database);
        let components = components.into_iter().map(bit).collect();
        let host = |id: &spof::topology::Id| self.topology.hosts.iter().position(|host| host.id == *id);
        let hosts = voters.iter().filter_map(host).map(bit).collect();
        Some(Election { components, hosts, fencing: *fencing, two_databases })
    }

    /// The group of a database; none for a lone one.
    pub(super) fn group(&self, database: usize) -> Option<&Group> {
        self.groups.iter().find(|group| group.members.iter().any(|(member, _)| *member == database))
    }

    pub(super) fn readable(&self, database: usize, state: State) -> bool {
        if bit(database) & state.down != 0 {
            return false;
        }
        match self.group(database) {
            None => true,
            Some(group) if group.several_primaries => {
                let works = |(member, _): &&(usize, bool)| bit(*member) & state.down == 0;
                let working = group.members.iter().filter(works).count();
                let all = group.members.len();
                if bit(group.cluster) & state.stuck == 0 { 2 * working > all } else { working == all }
            }
            Some(group) => group.members.iter().any(|(member, counts)| *member == database && *counts),
        }
    }

    pub(super) fn writable(&self, database: usize, state: State) -> bool {
        match self.group(database) {
            Some(group) if !group.several_primaries => self.primary(group, state) == Some(database),
            _ => self.readable(database, state),
        }
    }

    /// Who accepts the writes of a primary and its replicas.
    fn primary(&self, group: &Group, state: State) -> Option<usize> {
        let (first, _) = group.members[0];
        if bit(first) & state.down == 0 {
            return Some(first);
        }
        let election = group.election.as_ref()?;
        if bit(group.cluster) & state.stuck != 0 || !election.is_decided(state) {
            return None;
        }
        group.members.iter().map(|(member, _)| *member).find(|member| self.readable(*member, state))
    }

    /// Whether an application server may send its queries to a database that it calls.
    pub(super) fn may_use(&self, app: usize, database: usize, function: Function, state: State) -> bool {
        match (function, self.parts[app].component.settings.reads) {
            (Function::Write, _) | (_, Reads::Primary) => self.writable(database, state),
            (_, Reads::Any) => self.readable(database, state),
            (_, Reads::Replicas) => {
                let is_copy = |group: &Group| group.several_primaries || !self.writable(database, state);
                self.group(database).is_some_and(is_copy) && self.readable(database, state)
            }
        }
    }

    /// The other databases that apply now what is written at one.
    pub(super) fn copies(&self, database: usize, state: State) -> Vec<usize> {
        let members = self.group(database).map_or(&[][..], |group| &group.members);
        let copies = members.iter().map(|(member, _)| *member);
        copies
            .filter(|no| *no != database && self.kind(*no) == Kind::Database && self.readable(*no, state))
            .collect()
    }
}
