//! What several checks ask of a design.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Facts;
use crate::analysis::calls::is_server;
use crate::analysis::capacity::Capacity;
use crate::analysis::cost::cost;
use crate::analysis::flow::{Flow, Path};
use crate::analysis::function::{Failures, Function, Granularity, State};
use crate::analysis::index::{LinkNo, Named};
use crate::analysis::lists::Lists;
use crate::topology::{Cluster, Host, Id, Kind, Link, Placed, Topology};

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
    pub(super) fn pools(&self) -> &[(Id, Vec<Id>)] {
        self.pools.get_or_init(|| self.find_pools())
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
            .and_then(|host| self.host(host))
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

    /// The host with this id.
    pub(super) fn host(&self, id: &str) -> Option<&Host> {
        match self.engine.index.named(id)? {
            Named::Host(no) => Some(&self.topology.hosts[no]),
            _ => None,
        }
    }

    /// Whether a place is an element: whether it states how available it is.
    pub(super) fn is_element(&self, place: &Id) -> bool {
        matches!(self.engine.index.named(place.as_str()), Some(Named::Place(no))
            if self.topology.places[no].availability.is_some())
    }

    /// Whether some requests for a function succeed once this has crashed.
    pub(super) fn survives(&self, id: &Id, function: Function) -> bool {
        let is_store = |placed: &Placed<'_>| !placed.external && placed.component.kind == Kind::Database;
        let is_element = self.host(id.as_str()).is_some() || self.calls.part(id).is_some_and(is_store);
        if self.outcome(function).state() == State::Down || !is_element {
            return self.engine.outcome(&Failures::crash([id.clone()]), function).state() != State::Down;
        }
        !self.is_spof(function, id)
    }

    /// Whether an element is a single point of failure of a function.
    pub(super) fn is_spof(&self, function: Function, id: &Id) -> bool {
        let known =
            self.known_spofs.get_or_init(|| self.spofs.each_ref().map(|ids| ids.iter().cloned().collect()));
        known[function.index()].contains(id)
    }

    /// Whether users call something on a host.
    pub(super) fn is_entered(&self, host: &Host) -> bool {
        let entered = self.entered.get_or_init(|| {
            let hosts = self.calls.entries().filter_map(|flow| flow.to.host());
            hosts.map(str::to_owned).collect()
        });
        entered.contains(host.id.as_str())
    }

    /// The host that a component is on.
    pub(super) fn host_of(&self, id: &Id) -> Option<&Host> {
        self.calls.part(id).and_then(|placed| placed.host)
    }

    /// The application servers whose queries reach one of these databases, themselves or through forwarders.
    pub(super) fn callers<'b>(&self, databases: impl IntoIterator<Item = &'b Id>) -> BTreeSet<Id> {
        let mut open: Vec<Id> = databases.into_iter().cloned().collect();
        let mut met: HashSet<Id> = open.iter().cloned().collect();
        let mut callers = BTreeSet::new();
        while let Some(here) = open.pop() {
            for flow in self.calls.to(&here).filter(|flow| self.calls.is_request(flow)) {
                if self.calls.kind(&flow.from) == Some(Kind::AppServer) {
                    callers.insert(flow.from.clone());
                } else if self.calls.forwards(&flow.from) && met.insert(flow.from.clone()) {
                    open.push(flow.from.clone());
                }
            }
        }
        callers
    }

    /// The clusters that a component is a member of, in the order of the file.
    pub(super) fn clusters_of(&self, id: &Id) -> impl Iterator<Item = &Cluster> {
        let clusters = self.clusters.get_or_init(|| {
            let mut clusters: HashMap<Id, Vec<usize>> = HashMap::new();
            for (no, cluster) in self.topology.clusters.iter().enumerate() {
                for member in cluster.mode.members() {
                    clusters.entry(member.clone()).or_default().push(no);
                }
            }
            clusters
        });
        clusters.get(id).into_iter().flatten().map(|no| &self.topology.clusters[*no])
    }

    /// The links from and to a component, in the order of the file.
    pub(super) fn links_at(&self, id: &Id) -> impl Iterator<Item = &Link> {
        self.link_numbers_at(id).iter().map(|no| self.engine.index.link(*no))
    }

    /// The same as numbers.
    pub(super) fn link_numbers_at(&self, id: &Id) -> &[LinkNo] {
        let index = &self.engine.index;
        let links = self.links.get_or_init(|| {
            let ends = index.ends.iter().enumerate().filter_map(|(no, ends)| Some((no, (*ends)?)));
            let each = ends.flat_map(|(no, (from, to))| {
                [Some((from, no)), (to != from).then_some((to, no))].into_iter().flatten()
            });
            Lists::of(index.spots.len(), each)
        });
        index.component_no(id.as_str()).map_or(&[], |no| &links[no])
    }

    /// The first drawn request to a component.
    pub(super) fn first_request(&self, to: &Id) -> Option<&Flow> {
        self.first_calls()[0].get(to).map(|no| &self.engine.flows()[*no])
    }

    /// The first drawn call from a web server to a component.
    pub(super) fn first_call_of_a_web_server(&self, to: &Id) -> Option<&Flow> {
        self.first_calls()[1].get(to).map(|no| &self.engine.flows()[*no])
    }

    fn first_calls(&self) -> &[HashMap<Id, usize>; 2] {
        self.first_calls.get_or_init(|| {
            let [mut requests, mut of_webs] = [HashMap::new(), HashMap::new()];
            for (no, flow) in self.engine.flows().iter().enumerate() {
                if self.calls.is_request(flow) {
                    requests.entry(flow.to.clone()).or_insert(no);
                }
                if self.calls.kind(&flow.from) == Some(Kind::WebServer) {
                    of_webs.entry(flow.to.clone()).or_insert(no);
                }
            }
            [requests, of_webs]
        })
    }

    /// What a host costs, in teaching units a month.
    pub(super) fn price(host: &Host) -> u32 {
        cost(&Topology { hosts: vec![host.clone()], ..Topology::default() })
    }

    /// The weight of a target for its caller: the largest of the ways to it, each the product of its links' weights.
    pub(super) fn weight(&self, caller: &Id, target: &Id) -> u64 {
        self.shares().get(&(caller.clone(), target.clone())).map_or(1, |(weight, _)| *weight)
    }

    /// Whether a target is for backup to its caller: whether each way to it has a link that is.
    pub(super) fn is_backup(&self, caller: &Id, target: &Id) -> bool {
        self.shares().get(&(caller.clone(), target.clone())).is_none_or(|(_, backup)| *backup)
    }

    fn shares(&self) -> &HashMap<(Id, Id), (u64, bool)> {
        self.shares.get_or_init(|| {
            let index = &self.engine.index;
            let links = |path: &'_ Path| {
                let links = path.links.iter().filter_map(|id| index.link_no(id)).map(|no| index.link(no));
                links.collect::<Vec<_>>()
            };
            let mut shares: HashMap<(Id, Id), (u64, bool)> = HashMap::new();
            for flow in self.calls.allowed() {
                let known = shares.entry((flow.from.clone(), flow.to.clone())).or_insert((0, true));
                for links in flow.paths.iter().map(links) {
                    let weight =
                        links.iter().fold(1_u64, |product, link| product.saturating_mul(link.weight.into()));
                    known.0 = known.0.max(weight);
                    known.1 &= links.iter().any(|link| link.backup);
                }
            }
            shares
        })
    }

    /// The machine of a component, or the component itself where it stands free.
    pub(super) fn machine<'s>(&'s self, id: &'s Id) -> &'s Id {
        self.host_of(id).map_or(id, |host| &host.id)
    }
}
