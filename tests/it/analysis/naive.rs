//! A second engine, written from the rules alone and as plainly as possible: it follows every request by name, and
//! knows nothing of the real one. Slow, so for small designs only.

mod data;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use spof::analysis::{Failure, Function};
use spof::topology::{
    Action, Check, Clients, Cluster, Kind, Link, Mode, Network, Placed, Protocol, Rules, Standing, Topology,
    Track,
};

/// One state of one design.
pub(crate) struct Naive<'a> {
    topology: &'a Topology,
    parts: BTreeMap<String, Placed<'a>>,
    failed: BTreeMap<String, Failure>,
    broken: BTreeSet<String>,
}

/// A flow: caller, called, port; with each way as the firewalls crossed and the links followed.
struct Flow<'a> {
    from: String,
    to: String,
    links: Vec<(Vec<String>, Vec<&'a Link>)>,
}

impl<'a> Naive<'a> {
    pub(crate) fn new(topology: &'a Topology) -> Self {
        let parts = topology.components().map(|placed| (placed.id().to_string(), placed)).collect();
        Self { topology, parts, failed: BTreeMap::new(), broken: BTreeSet::new() }
    }

    pub(crate) fn fail(mut self, ids: &[(String, Failure)]) -> Self {
        self.failed = ids.iter().cloned().collect();
        self
    }

    pub(crate) fn break_links(mut self, links: &[String]) -> Self {
        self.broken = links.iter().cloned().collect();
        self
    }

    /// The share of users' requests that succeeds.
    pub(crate) fn served(&self, function: Function) -> f64 {
        let servers: Vec<&String> = self.of(Kind::Dns);
        if !servers.is_empty() && servers.iter().all(|id| !self.parts[*id].external && !self.works(id)) {
            return 0.0;
        }
        let users: Vec<&String> =
            self.of(Kind::User).into_iter().filter(|user| !self.called_by_user(user).is_empty()).collect();
        mean(&users.iter().map(|user| self.user(user, function)).collect::<Vec<_>>())
    }

    fn of(&self, kind: Kind) -> Vec<&String> {
        self.parts.iter().filter(|(_, placed)| placed.component.kind == kind).map(|(id, _)| id).collect()
    }

    fn kind(&self, id: &str) -> Kind {
        self.parts[id].component.kind
    }

    // What works.

    fn names_over(&self, id: &str) -> Vec<String> {
        let placed = &self.parts[id];
        let mut names = vec![id.to_owned()];
        names.extend(placed.host.map(|host| host.id.to_string()));
        names.extend(self.places(placed.standing));
        names
    }

    fn places(&self, standing: &Standing) -> Vec<String> {
        let mut names = Vec::new();
        let mut place = standing.place.clone();
        while let Some(id) = place {
            place = self
                .topology
                .places
                .iter()
                .find(|place| place.id == id)
                .and_then(|place| place.inside.clone());
            names.push(id.to_string());
        }
        names
    }

    fn works(&self, id: &str) -> bool {
        self.names_over(id).iter().all(|name| !self.failed.contains_key(name))
    }

    fn crashed(&self, id: &str) -> bool {
        self.names_over(id).iter().any(|name| self.failed.get(name) == Some(&Failure::Crash))
    }

    fn host_works(&self, host: &str) -> bool {
        let host = self.topology.host(host).expect("hosts are named by their ids");
        let mut names = self.places(&host.standing);
        names.push(host.id.to_string());
        names.iter().all(|name| !self.failed.contains_key(name))
    }

    // Flows and firewalls.

    fn flows_from(&self, from: &str) -> Vec<Flow<'a>> {
        let mut flows: Vec<Flow<'a>> = Vec::new();
        for link in self.topology.links.iter().filter(|link| link.from == *from) {
            let mut open = vec![(link, Vec::new(), vec![link])];
            while let Some((last, crossed, links)) = open.pop() {
                let to = last.to.to_string();
                if self.kind(&to) != Kind::Firewall {
                    let way = (crossed, links);
                    match flows
                        .iter_mut()
                        .find(|flow| flow.to == to && flow.links[0].1[0].port() == link.port())
                    {
                        Some(flow) => flow.links.push(way),
                        None => flows.push(Flow { from: from.to_owned(), to, links: vec![way] }),
                    }
                    continue;
                }
                if crossed.contains(&to) {
                    continue;
                }
                for next in &self.topology.links {
                    if next.from == *to && next.port() == link.port() {
                        let crossed = crossed.iter().cloned().chain([to.clone()]).collect();
                        open.push((next, crossed, links.iter().copied().chain([next]).collect()));
                    }
                }
            }
        }
        flows
    }

    /// Whether some way of the flow is allowed and works.
    fn open(&self, flow: &Flow) -> bool {
        let port = flow.links[0].1[0].port();
        self.guards_allow(&flow.from, &flow.to, port)
            && flow.links.iter().any(|(crossed, links)| {
                crossed.iter().all(|id| self.allows(id, &flow.from, &flow.to, port) && self.works(id))
                    && links.iter().all(|link| !self.broken.contains(&link.id().to_string()))
            })
    }

    fn guards_allow(&self, from: &str, to: &str, port: u16) -> bool {
        let host = |id: &str| self.parts[id].host.map(|host| host.id.to_string());
        let Some(on) = host(to) else { return true };
        if host(from) == Some(on.clone()) {
            return true;
        }
        let guards = self.of(Kind::Firewall).into_iter().filter(|id| host(id) == Some(on.clone()));
        guards.into_iter().all(|id| self.allows(id, from, to, port))
    }

    fn allows(&self, firewall: &str, from: &str, to: &str, port: u16) -> bool {
        match &self.parts[firewall].component.settings.rules {
            Rules::Drawn => true,
            Rules::Listed(rules) => {
                let hit = rules.iter().find(|rule| {
                    rule.from.as_ref().is_none_or(|name| self.named(name, from, to, true))
                        && rule.to.as_ref().is_none_or(|name| self.named(name, from, to, false))
                        && rule.port.is_none_or(|only| only == port)
                });
                hit.is_some_and(|rule| rule.action == Action::Allow)
            }
        }
    }

    /// Whether a name in a rule means the one end of a flow or the other.
    fn named(&self, name: &str, from: &str, to: &str, source: bool) -> bool {
        if let Ok(network) = name.parse::<Network>() {
            let (leaves, arrives) = (self.networks(from), self.networks(to));
            let shared: Vec<&Network> = leaves.iter().filter(|network| arrives.contains(network)).collect();
            return match (shared.is_empty(), source) {
                (false, _) => shared.contains(&&network),
                (true, true) => leaves.contains(&network),
                (true, false) => arrives.contains(&network),
            };
        }
        let end = if source { from } else { to };
        let in_cluster = |cluster: &Cluster| {
            cluster.id == *name && cluster.mode.members().iter().any(|member| **member == *end)
        };
        self.names_over(end).iter().any(|own| own == name) || self.topology.clusters.iter().any(in_cluster)
    }

    fn networks(&self, id: &str) -> Vec<Network> {
        let placed = &self.parts[id];
        let away = placed.external || placed.component.kind == Kind::User;
        if away && placed.standing.networks.is_empty() {
            vec![Network::Internet]
        } else {
            placed.standing.on()
        }
    }

    // Users and entries.

    fn called_by_user(&self, user: &str) -> Vec<Flow<'a>> {
        let mut flows = self.flows_from(user);
        flows.retain(|flow| {
            let kind = self.kind(&flow.to);
            let serves = kind.forwards() || matches!(kind, Kind::WebServer | Kind::AppServer);
            serves
                && is_request(flow.links[0].1[0].protocol)
                && !flow.links.iter().all(|(_, links)| links.iter().any(|link| link.redirect))
        });
        flows
    }

    fn user(&self, user: &str, function: Function) -> f64 {
        let flows = self.called_by_user(user);
        let groups: Vec<Vec<&Flow>> = match self.addresses() {
            None => ids(&flows)
                .into_iter()
                .map(|to| flows.iter().filter(|flow| flow.to == to).collect())
                .collect(),
            Some(addresses) => addresses
                .into_iter()
                .map(|address| match self.owner(address) {
                    None => Vec::new(),
                    Some(owner) => flows.iter().filter(|flow| self.comes_in_at(flow, &owner)).collect(),
                })
                .collect(),
        };
        let mut shares = Vec::new();
        for group in groups {
            let entered: Vec<(f64, bool)> = ids(group.iter().copied())
                .into_iter()
                .map(|to| {
                    let open = group.iter().any(|flow| flow.to == to && self.open(flow));
                    let share = if open { self.ok(&to, function, &[]) } else { 0.0 };
                    (share, open && !self.crashed(&to))
                })
                .collect();
            let answers = entered.iter().any(|(_, answers)| *answers);
            if self.topology.clients == Clients::Once || answers {
                shares.push(mean(&entered.iter().map(|(share, _)| *share).collect::<Vec<_>>()));
            }
        }
        mean(&shares)
    }

    fn addresses(&self) -> Option<Vec<IpAddr>> {
        let zone = self.topology.zone.as_ref()?;
        let site = self.topology.site.as_deref().unwrap_or_default();
        Some(spof::topology::zone::Zone::parse(zone).resolve(site).addresses)
    }

    /// The host or part that has an address now.
    fn owner(&self, address: IpAddr) -> Option<String> {
        for cluster in &self.topology.clusters {
            let (members, first, track) = match &cluster.mode {
                Mode::ActivePassive { members, address: Some(own), track } if *own == address => {
                    (members, 0, *track)
                }
                Mode::ActiveActive { members, addresses } if addresses.contains(&address) => {
                    (members, addresses.iter().position(|own| *own == address).unwrap_or(0), Track::Host)
                }
                _ => continue,
            };
            let place = |id: &str| match self.parts[id].host {
                Some(host) => host.id.to_string(),
                None => id.to_owned(),
            };
            let fit = |id: &str| match (self.parts[id].host, track) {
                (Some(host), Track::Host) => self.host_works(host.id.as_str()),
                _ => self.works(id),
            };
            let turn = (0..members.len()).map(|step| members[(first + step) % members.len()].as_str());
            return turn.into_iter().find(|id| fit(id)).map(place);
        }
        let host = self.topology.hosts.iter().find(|host| host.standing.addresses.contains(&address));
        let part = self.topology.parts.iter().find(|part| part.standing.addresses.contains(&address));
        host.map(|host| host.id.to_string()).or_else(|| part.map(|part| part.component.id.to_string()))
    }

    fn comes_in_at(&self, flow: &Flow, owner: &str) -> bool {
        let there = |id: &String| id == owner || self.parts[id].host.is_some_and(|host| host.id == *owner);
        there(&flow.to) || flow.links.iter().any(|(crossed, _)| crossed.iter().any(there))
    }

    // Serving.

    /// The share of requests arriving at a component that succeeds, on a path that has met others.
    fn ok(&self, id: &str, function: Function, path: &[String]) -> f64 {
        if !self.works(id) || path.iter().any(|met| met == id) {
            return 0.0;
        }
        let path: Vec<String> = path.iter().cloned().chain([id.to_owned()]).collect();
        let settings = &self.parts[id].component.settings;
        match (self.kind(id), function) {
            (Kind::WebServer | Kind::Database, Function::StaticRead) => 1.0,
            (Kind::WebServer, _) => {
                self.choose(id, function, &path, &|to| self.leads_to_app(to, &mut Vec::new()))
            }
            (Kind::AppServer, _) => self.app(id, function, &path),
            (Kind::Database, Function::DynamicRead) => f64::from(u8::from(self.readable(id))),
            (Kind::Database, Function::Write) => f64::from(u8::from(self.writable(id))),
            (kind, _) if kind.forwards() => {
                let store =
                    kind == Kind::Cache && settings.hit_share <= 0.0 && self.flows_from(id).is_empty();
                if store {
                    return 1.0;
                }
                let passed = self.choose(id, function, &path, &|to| {
                    self.kind(to).forwards()
                        || matches!(self.kind(to), Kind::WebServer | Kind::AppServer | Kind::Database)
                });
                let keeps = matches!(kind, Kind::Cdn | Kind::Cache) && function == Function::StaticRead;
                let hit = if keeps { settings.hit_share } else { 0.0 };
                hit + (1.0 - hit) * passed
            }
            _ => 1.0,
        }
    }

    fn leads_to_app(&self, id: &str, met: &mut Vec<String>) -> bool {
        if self.kind(id) == Kind::AppServer {
            return true;
        }
        if met.iter().any(|other| other == id)
            || !(self.kind(id).forwards() || self.kind(id) == Kind::WebServer)
        {
            return false;
        }
        met.push(id.to_owned());
        self.requests_from(id).iter().any(|flow| self.leads_to_app(&flow.to, met))
    }

    fn leads_to_data(&self, id: &str, met: &mut Vec<String>) -> bool {
        if self.kind(id) == Kind::Database {
            return true;
        }
        if met.iter().any(|other| other == id) || !self.kind(id).forwards() {
            return false;
        }
        met.push(id.to_owned());
        self.requests_from(id).iter().any(|flow| self.leads_to_data(&flow.to, met))
    }

    fn requests_from(&self, id: &str) -> Vec<Flow<'a>> {
        let mut flows = self.flows_from(id);
        flows.retain(|flow| is_request(flow.links[0].1[0].protocol));
        flows
    }

    /// Rule 4: the weighted average over the chosen targets.
    fn choose(&self, id: &str, function: Function, path: &[String], fits: &dyn Fn(&str) -> bool) -> f64 {
        let flows = self.requests_from(id);
        let settings = &self.parts[id].component.settings;
        let mut targets = Vec::new();
        for to in ids(&flows).into_iter().filter(|to| fits(to)) {
            let own: Vec<&Flow> = flows.iter().filter(|flow| flow.to == to).collect();
            let open = own.iter().any(|flow| self.open(flow));
            let dead = !open || self.crashed(&to);
            let share = |asked| if open { self.ok(&to, asked, path) } else { 0.0 };
            let ways = || own.iter().flat_map(|flow| &flow.links);
            let weight = ways()
                .map(|(_, links)| links.iter().map(|link| f64::from(link.weight)).product())
                .fold(0.0, f64::max);
            let backup = ways().all(|(_, links)| links.iter().any(|link| link.backup));
            let passes = match settings.check {
                Check::None => !(settings.redispatch && dead),
                Check::Tcp | Check::Passive => !dead,
                Check::Http => share(Function::StaticRead) > 0.0,
                Check::Deep => share(Function::DynamicRead) > 0.0,
            };
            targets.push((weight, backup, passes && weight > 0.0, share(function)));
        }
        let first = targets.iter().any(|(_, backup, passes, _)| *passes && !backup);
        let chosen = targets.iter().filter(|(_, backup, passes, _)| *passes && *backup != first);
        let (sum, weights) =
            chosen.fold((0.0, 0.0), |(sum, all), (weight, _, _, share)| (sum + weight * share, all + weight));
        if weights > 0.0 { sum / weights } else { 0.0 }
    }

    fn app(&self, id: &str, function: Function, path: &[String]) -> f64 {
        let host = self.parts[id].host.map(|host| host.id.to_string());
        let has_files = self.of(Kind::AppFiles).into_iter().any(|files| {
            let beside = host.is_some() && self.parts[files].host.map(|host| host.id.to_string()) == host;
            let out = self.flows_from(id).iter().any(|flow| flow.to == *files && self.open(flow));
            let back = self.flows_from(files).iter().any(|flow| flow.to == *id && self.open(flow));
            self.works(files) && (beside || out || back)
        });
        if !has_files {
            return 0.0;
        }
        if function == Function::StaticRead {
            return 1.0;
        }
        let flows = self.requests_from(id);
        let mut answers = Vec::new();
        let mut required = 1.0;
        for to in ids(&flows) {
            let open = flows.iter().any(|flow| flow.to == to && self.open(flow));
            let to_data = self.kind(&to).forwards() && self.leads_to_data(&to, &mut Vec::new());
            if self.kind(&to) == Kind::Database {
                if open && self.may_use(id, &to, function) {
                    answers.push(1.0);
                }
            } else if to_data {
                let share = if open { self.ok(&to, function, path) } else { 0.0 };
                if share > 0.0 {
                    answers.push(share);
                }
            } else if self.parts[&to].component.settings.required && self.kind(&to) != Kind::AppFiles {
                required *= if open { self.ok(&to, function, path) } else { 0.0 };
            }
        }
        mean(&answers) * required
    }
}

fn ids<'f, 'a: 'f>(flows: impl IntoIterator<Item = &'f Flow<'a>>) -> BTreeSet<String> {
    flows.into_iter().map(|flow| flow.to.clone()).collect()
}

fn mean(shares: &[f64]) -> f64 {
    if shares.is_empty() { 0.0 } else { shares.iter().sum::<f64>() / shares.len() as f64 }
}

fn is_request(protocol: Protocol) -> bool {
    !matches!(
        protocol,
        Protocol::Replication
            | Protocol::Vrrp
            | Protocol::Metrics
            | Protocol::Logs
            | Protocol::Dns
            | Protocol::Smtp
            | Protocol::Ssh
            | Protocol::File
    )
}
