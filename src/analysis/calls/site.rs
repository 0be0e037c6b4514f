//! Where the name that users type leads to, and whose addresses those are.

use std::net::IpAddr;

use super::Calls;
use crate::analysis::address::Assignee;
use crate::topology::zone::{Name, Resolution, Zone};
use crate::topology::{Cluster, Host, Id, Part};

/// Whose an address is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Owner<'a> {
    /// The members of a cluster share it; the first that is alive has it.
    Shared {
        /// The cluster.
        cluster: &'a Cluster,
        /// The member that has it while everything works.
        first: &'a Id,
    },
    /// A machine states it.
    Host(&'a Host),
    /// A free-standing component states it.
    Part(&'a Part),
}

impl Owner<'_> {
    /// The id of the cluster, host or part.
    #[must_use]
    pub fn id(&self) -> &Id {
        match self {
            Self::Shared { cluster, .. } => &cluster.id,
            Self::Host(host) => &host.id,
            Self::Part(part) => &part.component.id,
        }
    }
}

impl<'a> Calls<'a> {
    /// The zone, where the design has one.
    #[must_use]
    pub fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }

    /// The name that users type: the stated one, else `www` in the zone.
    #[must_use]
    pub fn site_name(&self) -> Option<String> {
        let www = || self.zone()?.origin().map(|origin| format!("www.{}", origin.without_dot()));
        self.topology.site.clone().or_else(www)
    }

    /// What somebody learns who asks for the site's addresses; `None` without a zone or a name.
    #[must_use]
    pub fn site(&self) -> Option<&Resolution> {
        let site = self.site.get_or_init(|| Some(self.zone()?.resolve(&self.site_name()?)));
        site.as_ref()
    }

    /// Whose an address is; nobody's when `None`.
    #[must_use]
    pub fn owner(&self, address: IpAddr) -> Option<Owner<'a>> {
        match self.index.assignee(address)? {
            Assignee::Cluster { cluster, first } => {
                let cluster = &self.topology.clusters[cluster];
                Some(Owner::Shared { cluster, first: cluster.mode.members()[first] })
            }
            Assignee::Host(host) => Some(Owner::Host(&self.topology.hosts[host])),
            Assignee::Part(part) => self.index.part(part).map(Owner::Part),
        }
    }

    /// The lines of the zone that should be a record of this name and cannot be read, with what is wrong.
    #[must_use]
    pub fn broken_records(&self, name: &Name) -> Vec<&crate::topology::Problem> {
        let Some(zone) = self.zone() else { return Vec::new() };
        let origin = zone.origin().map_or_else(|| ".".to_owned(), ToString::to_string);
        let owner = |problem: &crate::topology::Problem| -> Option<Name> {
            if problem.source.starts_with(char::is_whitespace) {
                let before = zone.records.iter().rfind(|record| record.line < problem.line);
                return before.map(|record| record.owner.clone());
            }
            let first = problem.source.split_whitespace().next()?;
            let probe = Zone::parse(&format!("$ORIGIN {origin}\n{first} 60 IN TXT probe\n"));
            probe.records.into_iter().next().map(|record| record.owner)
        };
        zone.problems.iter().filter(|problem| owner(problem).as_ref() == Some(name)).collect()
    }
}
