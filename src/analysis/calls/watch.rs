//! Which hosts are watched: a client on them that gets what it gathers to a service, by push or by pull.

use super::Calls;
use crate::topology::{Host, Id, Kind};

/// How a host is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watch {
    /// This client on it reaches this service, or is reached by it.
    By {
        /// The client.
        client: Id,
        /// The service.
        service: Id,
    },
    /// It has this client, which reaches no service and is reached by none.
    Idle {
        /// The client.
        client: Id,
    },
    /// It has no client.
    None,
}

impl Calls<'_> {
    /// How a host is watched: the best of its clients.
    #[must_use]
    pub fn watch(&self, host: &Host) -> Watch {
        let clients = host.components.iter().filter(|component| component.kind == Kind::MonitoringClient);
        let clients: Vec<Id> = clients.map(|component| host.id.join(&component.id)).collect();
        let by = clients.iter().find_map(|client| {
            self.service_of(client).map(|service| Watch::By { client: client.clone(), service })
        });
        by.unwrap_or_else(|| match clients.first() {
            Some(client) => Watch::Idle { client: client.clone() },
            None => Watch::None,
        })
    }

    /// The service that a client reaches by push, or that reaches it by pull, through relays if need be.
    #[must_use]
    pub fn service_of(&self, client: &Id) -> Option<Id> {
        let relays = |id: &Id| {
            self.forwards(id) || matches!(self.kind(id), Some(Kind::MonitoringClient | Kind::Queue))
        };
        let pushed = self.reached_by([client], relays, |_| true);
        let service = |id: &&Id| self.kind(id) == Some(Kind::MonitoringService);
        if let Some(service) = pushed.iter().find(service) {
            return Some(service.clone());
        }
        self.of_kind(Kind::MonitoringService)
            .find(|service| self.reached_by([*service], relays, |_| true).contains(client))
            .cloned()
    }
}
