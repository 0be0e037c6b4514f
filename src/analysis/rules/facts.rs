//! What several checks ask of a design.

use super::Facts;
use crate::analysis::calls::is_server;
use crate::analysis::capacity::Capacity;
use crate::analysis::function::Granularity;
use crate::topology::{Host, Id, Kind};

impl Facts<'_> {
    /// What the design carries, found at the first question.
    pub(super) fn capacity(&self) -> &Capacity {
        self.capacity.get_or_init(|| self.engine.capacity(Granularity::Host))
    }

    /// The servers, in the order of the file.
    pub(super) fn servers(&self) -> impl Iterator<Item = &Host> {
        self.topology.hosts.iter().filter(|host| is_server(host))
    }

    /// The name that users type, or words for it.
    pub(super) fn site_name(&self) -> &str {
        self.topology.site.as_deref().unwrap_or("the site's name")
    }

    /// The names that a certificate should have: the site's, and its bare domain where it begins with `www`.
    pub(super) fn wanted_names(&self) -> Vec<String> {
        let Some(site) = self.topology.site.as_deref() else { return Vec::new() };
        let domain = site.strip_prefix("www.").map(str::to_owned);
        std::iter::once(site.to_owned()).chain(domain).collect()
    }

    /// Each forwarder and web server with the targets that it shares requests out to, where it has any.
    pub(super) fn pools(&self) -> Vec<(Id, Vec<Id>)> {
        let mut pools = Vec::new();
        for placed in self.topology.components() {
            let id = placed.id();
            if placed.external
                || !(placed.component.kind.forwards() || placed.component.kind == Kind::WebServer)
            {
                continue;
            }
            let mut targets: Vec<Id> = self
                .calls
                .from(&id)
                .filter(|flow| self.calls.is_request(flow) && self.calls.takes_requests(&flow.to))
                .filter(|flow| self.calls.kind(&flow.to) != Some(Kind::Cache))
                .map(|flow| flow.to.clone())
                .collect();
            targets.dedup();
            if !targets.is_empty() {
                pools.push((id, targets));
            }
        }
        pools
    }

    /// The application servers that users' requests get to.
    pub(super) fn apps_of_users(&self) -> Vec<Id> {
        let users: Vec<Id> = self.calls.entries().map(|flow| flow.from.clone()).collect();
        let reached = self.calls.reached(&users, |id| self.calls.passes_on(id));
        reached.into_iter().filter(|id| self.calls.kind(id) == Some(Kind::AppServer)).collect()
    }

    /// The machine of a component, or the component itself where it stands free.
    pub(super) fn machine(&self, id: &Id) -> Id {
        let host = id.host().and_then(|host| self.topology.host(host));
        host.map_or_else(|| id.clone(), |host| host.id.clone())
    }
}
