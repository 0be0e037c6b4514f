//! Nested designs by chance, as large as asked for: machines of up to four components in places, clusters of two or
//! three machines, free-standing firewalls, peers, monitoring, and 1.2 to 1.8 links for each component; the benches
//! draw them too.

use spof::topology::{
    Cluster, Component, Host, Id, Kind, Link, Mode, Part, Place, Promotion, Protocol, Standing, Topology,
    Track,
};

/// The design of a size with this seed, the same each time.
pub(crate) fn nested(components: usize, seed: u64) -> Topology {
    let mut maker =
        Maker { chance: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, topology: Topology::default() };
    maker.add_parts(components);
    maker.add_clusters();
    maker.watch();
    let links = maker.topology.components().count() * (12 + maker.below(7)) / 10;
    maker.link_up_to(links);
    maker.topology
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("a made-up id is right")
}

struct Maker {
    chance: u64,
    topology: Topology,
}

impl Maker {
    /// A number below a limit, by Knuth's linear congruential generator, MMIX.
    fn below(&mut self, limit: usize) -> usize {
        self.chance =
            self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.chance >> 33) as usize % limit
    }

    /// Users and name server, then machines and firewalls, then a machine that watches.
    fn add_parts(&mut self, components: usize) {
        let part = |name: &str, kind| Part {
            component: Component::new(id(name), kind),
            external: false,
            standing: Standing::default(),
        };
        self.topology.parts = vec![part("user", Kind::User), part("dns", Kind::Dns)];
        let racks = 1 + components / 25;
        self.topology.places.push(Place::new(id("dc")));
        for number in 0..racks {
            let inside = Some(id("dc"));
            self.topology.places.push(Place { inside, ..Place::new(id(&format!("rack{number}"))) });
        }
        let stacks = [
            &[Kind::LoadBalancer, Kind::Vrrp, Kind::MonitoringClient][..],
            &[Kind::WebServer, Kind::AppServer, Kind::AppFiles],
            &[Kind::AppServer, Kind::Cache, Kind::MonitoringClient],
            &[Kind::WebServer, Kind::Firewall],
            &[Kind::Database, Kind::MonitoringClient],
            &[Kind::AppServer, Kind::AppFiles, Kind::Database, Kind::Cache],
        ];
        let mut count = 4;
        let mut number = 0;
        while count < components {
            number += 1;
            if self.below(6) == 0 {
                self.topology.parts.push(part(&format!("fw{number}"), Kind::Firewall));
                count += 1;
                continue;
            }
            let stack = stacks[self.below(stacks.len())];
            let most = (components - count).min(stack.len());
            let kinds = &stack[..=self.below(most)];
            let mut host = Host::new(id(&format!("host{number}")));
            host.standing.place = Some(id(&format!("rack{}", self.below(racks))));
            let add = |(place, kind): (usize, &Kind)| {
                Component::new(id(&format!("{}{place}", short(*kind))), *kind)
            };
            host.components = kinds.iter().enumerate().map(add).collect();
            count += kinds.len();
            self.topology.hosts.push(host);
        }
        let mut watcher = Host::new(id("mon"));
        watcher.components.push(Component::new(id("prom"), Kind::MonitoringService));
        watcher.components.push(Component::new(id("graphs"), Kind::WebServer));
        self.topology.hosts.push(watcher);
    }

    /// Joins neighbouring machines whose first component is of one kind; a peer link goes with each cluster.
    fn add_clusters(&mut self) {
        let firsts: Vec<(Id, Kind)> = self
            .topology
            .hosts
            .iter()
            .filter_map(|host| Some((host, host.components.first()?)))
            .map(|(host, first)| (host.id.join(&first.id), first.kind))
            .collect();
        for kind in [Kind::LoadBalancer, Kind::Database, Kind::AppServer, Kind::WebServer] {
            let of_kind: Vec<Id> =
                firsts.iter().filter(|(_, other)| *other == kind).map(|(id, _)| id.clone()).collect();
            let mut free = of_kind.as_slice();
            while free.len() > 1 && self.below(3) > 0 {
                let (members, rest) = free.split_at(2 + self.below(2).min(free.len() - 2));
                self.add_cluster(kind, members);
                free = rest;
            }
        }
    }

    fn add_cluster(&mut self, kind: Kind, members: &[Id]) {
        let (mode, peers) = match kind {
            Kind::LoadBalancer => {
                let mode =
                    Mode::ActivePassive { members: members.to_vec(), address: None, track: Track::Host };
                (mode, Some(Protocol::Vrrp))
            }
            Kind::Database => {
                let replicas = members[1..].to_vec();
                let mode = Mode::PrimaryReplica {
                    primary: members[0].clone(),
                    replicas,
                    promotion: Promotion::Manual,
                };
                (mode, Some(Protocol::Replication))
            }
            _ => (Mode::ActiveActive { members: members.to_vec(), addresses: Vec::new() }, None),
        };
        let number = self.topology.clusters.len();
        self.topology.clusters.push(Cluster::new(id(&format!("cluster{number}")), mode));
        for pair in members.windows(2) {
            if let Some(protocol) = peers {
                self.join(&pair[0], &pair[1], protocol, None);
            }
        }
    }

    /// Every client reports.
    fn watch(&mut self) {
        let clients: Vec<Id> = self
            .topology
            .components()
            .filter(|placed| placed.component.kind == Kind::MonitoringClient)
            .map(|placed| placed.id())
            .collect();
        for client in clients {
            self.join(&client, &id("mon.prom"), Protocol::Metrics, None);
        }
        self.join(&id("mon.prom"), &id("mon.graphs"), Protocol::Http, Some("PromQL"));
    }

    /// Calls to what stands further on, most of them not far; one in twelve goes back.
    fn link_up_to(&mut self, links: usize) {
        self.join(&id("user"), &id("dns"), Protocol::Dns, None);
        let quiet = |kind| matches!(kind, Kind::MonitoringClient | Kind::MonitoringService | Kind::Vrrp);
        // Parts and machines in turn, so that firewalls stand among the tiers.
        let mut all: Vec<Id> = Vec::new();
        let mut parts = self.topology.parts.iter().filter(|part| part.component.kind == Kind::Firewall);
        for host in self.topology.hosts.iter().filter(|host| host.id != id("mon")) {
            let inner = host.components.iter().filter(|component| !quiet(component.kind));
            all.extend(inner.map(|component| host.id.join(&component.id)));
            all.extend(parts.next().map(|part| part.component.id.clone()));
        }
        all.extend(parts.map(|part| part.component.id.clone()));
        let protocols =
            [Protocol::Http, Protocol::Https, Protocol::Mysql, Protocol::Redis, Protocol::Fastcgi];
        let user = id("user");
        for step in 0..links * 4 {
            if self.topology.links.len() >= links {
                break;
            }
            let place = step % all.len();
            let reach = (all.len() / 4).clamp(3, 12);
            let there = place + 1 + self.below(reach);
            let Some(further) = all.get(there) else { continue };
            let caller = if place == 0 && step > 0 { &user } else { &all[place] };
            let (from, to) = if self.below(12) == 0 { (further, caller) } else { (caller, further) };
            if *to == user {
                continue;
            }
            let (from, to) = (from.clone(), to.clone());
            let protocol = protocols[self.below(protocols.len())];
            let label = (self.below(4) == 0).then_some("call it");
            self.join(&from, &to, protocol, label);
        }
    }

    fn join(&mut self, from: &Id, to: &Id, protocol: Protocol, label: Option<&str>) {
        let mut link = Link::new(from.clone(), to.clone(), protocol);
        link.label = label.map(str::to_owned);
        if self.topology.links.iter().all(|other| other.id() != link.id()) {
            self.topology.links.push(link);
        }
    }
}

fn short(kind: Kind) -> &'static str {
    match kind {
        Kind::LoadBalancer => "lb",
        Kind::Vrrp => "vrrp",
        Kind::MonitoringClient => "agent",
        Kind::WebServer => "web",
        Kind::AppServer => "app",
        Kind::AppFiles => "files",
        Kind::Cache => "cache",
        Kind::Firewall => "fw",
        _ => "db",
    }
}
