//! Which hosts are watched: a client on them that gets what it gathers to a service, by push or by pull.

use std::collections::HashMap;

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

/// By part, the first service by id that its calls get to, and the first whose calls get to it.
#[derive(Debug, Default)]
pub(super) struct Services {
    pushed: HashMap<Id, Id>,
    pulled: HashMap<Id, Id>,
}

impl Calls<'_> {
    /// How a host is watched: the best of its clients.
    #[must_use]
    pub fn watch(&self, host: &Host) -> Watch {
        let clients = host.components.iter().filter(|component| component.kind == Kind::MonitoringClient);
        let clients: Vec<Id> = clients.map(|component| host.id.join(&component.id)).collect();
        let by = clients.iter().find_map(|client| {
            self.service_of(client)
                .map(|service| Watch::By { client: client.clone(), service: service.clone() })
        });
        by.unwrap_or_else(|| match clients.first() {
            Some(client) => Watch::Idle { client: client.clone() },
            None => Watch::None,
        })
    }

    /// The service that a client reaches by push, or else that reaches it by pull, through relays if need be.
    pub(in crate::analysis) fn service_of(&self, client: &Id) -> Option<&Id> {
        let services = self.services.get_or_init(|| self.find_services());
        services.pushed.get(client).or_else(|| services.pulled.get(client))
    }

    /// Two searches for all clients: from the services against the calls that get to them, and along their own calls.
    /// What the search from one service has met need not be met again from a later one.
    fn find_services(&self) -> Services {
        let mut services = Services::default();
        for service in self.of_kind(Kind::MonitoringService) {
            self.meet(service, |id| self.to(id).map(|flow| &flow.from).collect(), &mut services.pushed);
            self.meet(service, |id| self.from(id).map(|flow| &flow.to).collect(), &mut services.pulled);
        }
        services
    }

    /// Notes the service at every part that is not yet noted and that one gets to from it, on through relays.
    fn meet<'f>(&self, service: &Id, next: impl Fn(&Id) -> Vec<&'f Id>, met: &mut HashMap<Id, Id>) {
        let relays = |id: &Id| {
            self.forwards(id) || matches!(self.kind(id), Some(Kind::MonitoringClient | Kind::Queue))
        };
        let mut open = vec![service.clone()];
        while let Some(here) = open.pop() {
            for id in next(&here) {
                if !met.contains_key(id) {
                    met.insert(id.clone(), service.clone());
                    if relays(id) {
                        open.push(id.clone());
                    }
                }
            }
        }
    }
}
