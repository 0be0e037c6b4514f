//! What several checks ask of a design.

use std::collections::HashMap;

use super::Facts;
use crate::analysis::calls::is_server;
use crate::analysis::capacity::Capacity;
use crate::analysis::cost::cost;
use crate::analysis::flow::{Flow, Path};
use crate::analysis::function::{Function, Granularity};
use crate::topology::{Host, Id, Kind, LinkId, Topology};

impl Facts<'_> {
    /// What the design carries, found at the first question.
    pub(super) fn capacity(&self) -> &Capacity {
        self.capacity.get_or_init(|| self.engine.capacity(Granularity::Host))
    }

    /// Whether a function has a share of the traffic; where there is no traffic at all, each might be asked for.
    pub(super) fn is_asked(&self, function: Function) -> bool {
        let traffic = &self.topology.traffic;
        let parts = [traffic.static_reads, traffic.dynamic_reads, traffic.writes];
        parts[function.index()] > 0.0 || parts.iter().all(|part| *part <= 0.0)
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
        self.pools.get_or_init(|| self.find_pools()).clone()
    }

    fn find_pools(&self) -> Vec<(Id, Vec<Id>)> {
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

    /// Whether an application server has files to run: beside it, or on the other end of a call either way.
    pub(super) fn has_files(&self, app: &Id) -> bool {
        let is_files = |id: &Id| self.calls.kind(id) == Some(Kind::AppFiles);
        let beside = app
            .host()
            .and_then(|host| self.topology.host(host))
            .is_some_and(|host| host.components.iter().any(|component| component.kind == Kind::AppFiles));
        beside
            || self.calls.from(app).any(|flow| is_files(&flow.to))
            || self.calls.to(app).any(|flow| is_files(&flow.from))
    }

    /// The requests with which users come in; where firewalls let none in, those that are drawn, so that a flaw of
    /// theirs is told before the firewall is opened.
    pub(super) fn meant_entries(&self) -> Vec<&Flow> {
        let entries: Vec<&Flow> = self.calls.entries().collect();
        if !entries.is_empty() {
            return entries;
        }
        let from_user = |flow: &&Flow| self.calls.kind(&flow.from) == Some(Kind::User);
        let asks = |flow: &&Flow| self.calls.is_request(flow) && self.calls.passes_on(&flow.to);
        self.calls.flows().filter(from_user).filter(asks).collect()
    }

    /// The host that a component is on.
    pub(super) fn host_of(&self, id: &Id) -> Option<&Host> {
        self.calls.part(id).and_then(|placed| placed.host)
    }

    /// The application servers whose queries reach a database, themselves or through forwarders.
    pub(super) fn callers(&self, database: &Id) -> &[Id] {
        let callers = self.callers.get_or_init(|| {
            let mut callers: HashMap<Id, Vec<Id>> = HashMap::new();
            for app in self.calls.of_kind(Kind::AppServer) {
                for id in self.calls.reached([app], |id| self.calls.forwards(id)) {
                    if self.calls.kind(&id) == Some(Kind::Database) {
                        callers.entry(id).or_default().push(app.clone());
                    }
                }
            }
            callers
        });
        callers.get(database).map_or(&[], Vec::as_slice)
    }

    /// What a host costs, in teaching units a month.
    pub(super) fn price(host: &Host) -> u32 {
        cost(&Topology { hosts: vec![host.clone()], ..Topology::default() })
    }

    /// The weight of a target for its caller: the largest of the ways to it, each the product of its links' weights.
    pub(super) fn weight(&self, caller: &Id, target: &Id) -> u64 {
        let flows = self.calls.from(caller).filter(|flow| flow.to == *target);
        let weight = |path: &Path| {
            let index = &self.engine.index;
            let links = path.links.iter().filter_map(|id| index.link_no(id)).map(|no| index.link(no));
            links.fold(1_u64, |product, link| product.saturating_mul(link.weight.into()))
        };
        flows.flat_map(|flow| &flow.paths).map(weight).max().unwrap_or(1)
    }

    /// Whether a target is for backup to its caller: whether each way to it has a link that is.
    pub(super) fn is_backup(&self, caller: &Id, target: &Id) -> bool {
        let index = &self.engine.index;
        let link = |id: &LinkId| index.link_no(id).is_some_and(|no| index.link(no).backup);
        let mut flows = self.calls.from(caller).filter(|flow| flow.to == *target);
        flows.all(|flow| flow.paths.iter().all(|path| path.links.iter().any(link)))
    }

    /// The machine of a component, or the component itself where it stands free.
    pub(super) fn machine(&self, id: &Id) -> Id {
        self.host_of(id).map_or_else(|| id.clone(), |host| host.id.clone())
    }
}
