//! Designs that grow: the classics, to 20 to 60 elements as people really build them, each hard in its own way, and
//! thousands of parts in shapes that are; the benches measure them too.

use std::collections::HashMap;

use spof::topology::{
    Check, Clients, Cluster, Component, Host, Id, Kind, Link, Mode, Network, Part, Place, Promotion,
    Protocol, Reads, Standing, Topology, Track,
};

/// Their names, each with a width that gives about 20, 40 and 60 elements.
pub(crate) const SHAPES: [(&str, [usize; 3]); 15] = [
    ("servers", [19, 39, 59]),
    ("tiers", [8, 16, 24]),
    ("unchecked", [8, 16, 24]),
    ("weighted", [8, 16, 24]),
    ("neighbours", [8, 16, 24]),
    ("unchecked neighbours", [8, 16, 24]),
    ("mesh", [8, 16, 24]),
    ("pairs", [10, 20, 30]),
    ("regions", [3, 7, 12]),
    ("firewalls", [5, 13, 22]),
    ("causes", [7, 14, 22]),
    ("quorum", [7, 16, 26]),
    ("stores", [6, 15, 24]),
    ("proxies", [6, 15, 24]),
    ("cells", [5, 10, 15]),
];

/// The design of a shape and a width; of `wide`, `chain` and `random` and the number of components, each of which has
/// three links; of `public` and `encrypted` and the number of components.
pub(crate) fn grown(shape: &str, width: usize) -> Topology {
    let mut design = Grown::default();
    match shape {
        "wide" => design.wide(width),
        "chain" => design.chain(width),
        "random" => design.random(width),
        "public" => design.public(width),
        "encrypted" => design.encrypted(width),
        "servers" => design.servers(width),
        "pairs" => design.pairs(width),
        "regions" => design.regions(width),
        "cells" => design.cells(width),
        _ => design.tiered(shape, width),
    }
    design.topology
}

/// A design that grows.
struct Grown {
    topology: Topology,
    /// Where each host is in the design.
    places: HashMap<Id, usize>,
}

impl Default for Grown {
    fn default() -> Self {
        let mut grown = Self { topology: Topology::default(), places: HashMap::new() };
        grown.part("user", Kind::User);
        grown
    }
}

impl Grown {
    /// C1: a load balancer before servers with everything on them, one the primary of the others.
    fn servers(&mut self, width: usize) {
        let balancer = self.balancers("lb", 1, Check::Http);
        let mut databases = Vec::new();
        let hosts: Vec<String> = (1..=width).map(|no| format!("s{no}")).collect();
        let webs = self.on(&hosts, "nginx", Kind::WebServer, Check::None);
        let apps = self.on(&hosts, "app", Kind::AppServer, Check::None);
        databases.extend(self.on(&hosts, "mysql", Kind::Database, Check::None));
        self.join(&balancer, &webs, Protocol::Http);
        for (web, app) in webs.iter().zip(&apps) {
            self.join(std::slice::from_ref(web), std::slice::from_ref(app), Protocol::Fastcgi);
        }
        self.join(&apps, &databases, Protocol::Mysql);
        self.replicate("db", &databases, Promotion::Automatic { voters: Vec::new(), fencing: true });
    }

    /// C3x2: two load balancers, web servers, application servers, a primary with replicas; with one difficulty.
    fn tiered(&mut self, shape: &str, width: usize) {
        let check = if shape == "unchecked" { Check::None } else { Check::Http };
        let pages = if shape.starts_with("unchecked") { Check::None } else { Check::Passive };
        let balancers = self.balancers("lb", 2, check);
        let webs = self.tier("web", width, Kind::WebServer, pages);
        let apps = self.tier("app", width, Kind::AppServer, Check::None);
        let databases = self.tier("db", 2 + width / 4, Kind::Database, Check::None);
        match shape {
            "firewalls" => {
                self.behind_firewalls("front", &balancers, &webs, Protocol::Http);
                self.behind_firewalls("middle", &webs, &apps, Protocol::Fastcgi);
                self.behind_firewalls("back", &apps, &databases, Protocol::Mysql);
            }
            "neighbours" | "unchecked neighbours" | "mesh" => {
                self.join(&balancers, &webs, Protocol::Http);
                self.some(&webs, &apps, 3, shape == "mesh", Protocol::Fastcgi);
                self.some(&apps, &databases, 2, shape == "mesh", Protocol::Mysql);
            }
            "proxies" => {
                let inner = self.tier("inner", 2, Kind::Proxy, Check::Http);
                let sql = self.tier("sql", 2, Kind::Proxy, Check::Tcp);
                self.join(&balancers, &webs, Protocol::Http);
                self.join(&webs, &inner, Protocol::Http);
                self.join(&inner, &apps, Protocol::Fastcgi);
                self.join(&apps, &sql, Protocol::Mysql);
                self.join(&sql, &databases, Protocol::Mysql);
            }
            _ => {
                self.join(&balancers, &webs, Protocol::Http);
                self.join(&webs, &apps, Protocol::Fastcgi);
                self.join(&apps, &databases, Protocol::Mysql);
            }
        }
        match shape {
            "weighted" => self.weigh(),
            "causes" => self.racks(),
            "stores" => self.stores(&apps),
            _ => {}
        }
        if shape == "quorum" {
            self.cluster("db", Mode::MultiPrimary { members: databases });
        } else {
            let voters: Vec<Id> = databases.iter().chain(&balancers).map(host).collect();
            let fencing = shape != "causes";
            self.replicate("db", &databases, Promotion::Automatic { voters, fencing });
        }
        if shape == "causes" {
            for cluster in &mut self.topology.clusters {
                (cluster.common_cause, cluster.coverage) = (Some(0.05), Some(0.95));
            }
        }
    }

    /// So many tiers of two forwarders, each calling both of the next, before two web servers.
    fn pairs(&mut self, tiers: usize) {
        let mut callers = vec![id("user")];
        for tier in 1..=tiers {
            let kind = if tier == tiers { Kind::WebServer } else { Kind::Proxy };
            let pair = self.tier(&format!("tier{tier}-"), 2, kind, Check::Tcp);
            self.join(&callers, &pair, Protocol::Http);
            callers = pair;
        }
    }

    /// Three regions of a stated availability, each with its own entry, servers and a copy of the data; users try the
    /// next address.
    fn regions(&mut self, width: usize) {
        self.topology.clients = Clients::Retry;
        let mut databases = Vec::new();
        let mut all_apps = Vec::new();
        let mut addresses = Vec::new();
        for region in ["east", "west", "north"] {
            let first = self.topology.hosts.len();
            let balancers = self.balancers(&format!("{region}-lb"), 2, Check::Http);
            addresses.extend(self.own_addresses(first));
            let webs = self.tier(&format!("{region}-web"), width, Kind::WebServer, Check::Passive);
            let apps = self.tier(&format!("{region}-app"), width, Kind::AppServer, Check::None);
            databases.extend(self.tier(&format!("{region}-db"), 1, Kind::Database, Check::None));
            self.join(&balancers, &webs, Protocol::Http);
            self.join(&webs, &apps, Protocol::Fastcgi);
            all_apps.extend(apps);
            self.topology.places.push(Place { availability: Some(0.9995), ..Place::new(id(region)) });
            for host in &mut self.topology.hosts[first..] {
                host.standing.place = Some(id(region));
            }
        }
        self.join(&all_apps, &databases, Protocol::Mysql);
        let voters = databases.iter().map(host).collect();
        self.replicate("db", &databases, Promotion::Automatic { voters, fencing: false });
        self.name(&addresses);
    }

    /// Cells that share nothing but the balancers and the primary: a web server, an application server with a session
    /// store of its own that it needs, and a replica to read from.
    fn cells(&mut self, cells: usize) {
        let balancers = self.balancers("lb", 2, Check::Tcp);
        let mut databases = self.tier("primary", 1, Kind::Database, Check::None);
        for cell in 1..=cells {
            let web = self.tier(&format!("web{cell}-"), 1, Kind::WebServer, Check::None);
            let app = self.tier(&format!("app{cell}-"), 1, Kind::AppServer, Check::None);
            let replica = self.tier(&format!("db{cell}-"), 1, Kind::Database, Check::None);
            let store = self.tier(&format!("store{cell}-"), 1, Kind::SessionStore, Check::None);
            self.component(&store[0]).settings.required = true;
            self.join(&balancers, &web, Protocol::Http);
            self.join(&web, &app, Protocol::Fastcgi);
            self.join(&app, &[databases[0].clone(), replica[0].clone()], Protocol::Mysql);
            self.join(&app, &store, Protocol::Redis);
            databases.extend(replica);
        }
        self.replicate("db", &databases, Promotion::Manual);
    }

    /// One load balancer, then three tiers, each server calling several of the next tier.
    fn wide(&mut self, components: usize) {
        let balancer = self.tier("lb", 1, Kind::LoadBalancer, Check::None);
        self.join(&[id("user")], &balancer, Protocol::Http);
        let heads = self.rows(components - 2, [5, 6]);
        self.join(&balancer, &heads, Protocol::Http);
    }

    /// A chain of three forwarders in ten components, then tiers.
    fn chain(&mut self, components: usize) {
        let forwarders = self.tier("proxy", components * 3 / 10, Kind::Proxy, Check::None);
        let mut last = [id("user")];
        for next in &forwarders {
            self.join(&last, std::slice::from_ref(next), Protocol::Http);
            last = [next.clone()];
        }
        let heads = self.rows(components - forwarders.len() - 1, [7, 7]);
        self.join(&last, &heads, Protocol::Http);
    }

    /// Dense and without order: most are forwarders, each calling three others further on, by chance; the last ones are
    /// web servers.
    fn random(&mut self, components: usize) {
        let forwarders = self.tier("proxy", components / 2, Kind::Proxy, Check::None);
        self.join(&[id("user")], &forwarders[..1], Protocol::Http);
        let heads = self.rows(components - forwarders.len() - 1, [6, 6]);
        let all: Vec<Id> = forwarders.iter().chain(&heads).cloned().collect();
        let mut chance: u64 = 1;
        for (place, from) in forwarders.iter().enumerate() {
            for _ in 0..3 {
                // Knuth's linear congruential generator, MMIX.
                chance =
                    chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let further = all.len() - place - 1;
                let to = &all[place + 1 + (chance >> 33) as usize % further];
                self.join(std::slice::from_ref(from), std::slice::from_ref(to), Protocol::Http);
            }
        }
    }

    /// Web servers on the internet that users call directly, every second one with a monitoring client that reports to
    /// one service.
    fn public(&mut self, components: usize) {
        let service = [self.part("watch", Kind::MonitoringService)];
        let webs = self.tier("web", components / 3 * 2, Kind::WebServer, Check::None);
        self.join(&[id("user")], &webs, Protocol::Http);
        let mut clients = Vec::new();
        for (place, host) in self.topology.hosts.iter_mut().enumerate() {
            host.standing.networks = vec![Network::Internet, Network::Private];
            if place % 2 == 0 {
                host.components.push(Component::new(id("agent"), Kind::MonitoringClient));
                clients.push(host.id.join(&id("agent")));
            }
        }
        self.join(&clients, &service, Protocol::Https);
    }

    /// A chain of forwarders without certificates that users call with TLS, so that each of them is a single point of
    /// failure and none ends it.
    fn encrypted(&mut self, components: usize) {
        let mut chain = vec![id("user")];
        chain.extend(self.tier("proxy", components - 1, Kind::Proxy, Check::None));
        chain.extend(self.tier("web", 1, Kind::WebServer, Check::None));
        for pair in chain.windows(2) {
            self.join(&pair[..1], &pair[1..], Protocol::Https);
        }
    }

    /// Web servers, application servers and databases, each server of the first two calling so many of the next ones.
    /// The web servers are handed back.
    fn rows(&mut self, components: usize, [pages, queries]: [usize; 2]) -> Vec<Id> {
        let width = (components / 4).max(1);
        let webs = self.tier("web", width, Kind::WebServer, Check::None);
        let apps = self.tier("app", width, Kind::AppServer, Check::None);
        let databases = self.tier("db", width, Kind::Database, Check::None);
        self.some(&webs, &apps, pages.min(width), false, Protocol::Http);
        self.some(&apps, &databases, queries.min(width), false, Protocol::Http);
        webs
    }

    /// Balancers that users call; two share an address.
    fn balancers(&mut self, name: &str, count: usize, check: Check) -> Vec<Id> {
        let balancers = self.tier(name, count, Kind::LoadBalancer, check);
        self.join(&[id("user")], &balancers, Protocol::Https);
        if count > 1 && !name.contains('-') {
            let address = "203.0.113.1".parse().expect("an address");
            let members = balancers.clone();
            self.cluster("vip", Mode::ActivePassive { members, address: Some(address), track: Track::Host });
            self.name(&["203.0.113.1".to_owned()]);
        }
        balancers
    }

    /// Gives each host from this one on an address, and hands these back.
    fn own_addresses(&mut self, first: usize) -> Vec<String> {
        let addresses: Vec<String> =
            (first..self.topology.hosts.len()).map(|no| format!("203.0.113.{no}")).collect();
        for (host, address) in self.topology.hosts[first..].iter_mut().zip(&addresses) {
            host.standing.addresses = vec![address.parse().expect("an address")];
        }
        addresses
    }

    fn name(&mut self, addresses: &[String]) {
        let records: Vec<String> = addresses.iter().map(|address| format!("www IN A {address}")).collect();
        self.topology.site = Some("www.example.com".to_owned());
        self.topology.zone = Some(format!(
            "$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns.example.net. h.example.com. (1 7200 900 86400 300)\n\
             @ IN NS ns.example.net.\n{}\n",
            records.join("\n")
        ));
    }

    /// Two firewalls side by side before a tier.
    fn behind_firewalls(&mut self, name: &str, from: &[Id], to: &[Id], protocol: Protocol) {
        for side in ["a", "b"] {
            let firewall = self.part(&format!("{name}-{side}"), Kind::Firewall);
            let firewall = std::slice::from_ref(&firewall);
            self.join(from, firewall, protocol);
            self.join(firewall, to, protocol);
        }
    }

    /// Each calls `count` of the next tier: its neighbours, or such as look like chance.
    fn some(&mut self, from: &[Id], to: &[Id], count: usize, mixed: bool, protocol: Protocol) {
        for (place, caller) in from.iter().enumerate() {
            for step in 0..count {
                let neighbour = place * to.len() / from.len() + step;
                let called = if mixed {
                    (7 * place + 5 * step + place * step) % to.len()
                } else {
                    neighbour % to.len()
                };
                self.join(std::slice::from_ref(caller), std::slice::from_ref(&to[called]), protocol);
            }
        }
    }

    /// Every link with a weight of its own, and machines that are not alike.
    fn weigh(&mut self) {
        for (place, link) in self.topology.links.iter_mut().enumerate() {
            link.weight = [1, 2, 3, 5, 7][place % 5];
        }
        for (place, host) in self.topology.hosts.iter_mut().enumerate() {
            host.availability = Some([0.999, 0.99, 0.9995, 0.995][place % 4]);
        }
    }

    /// Three racks in one data centre, each of a stated availability, that every tier is spread over.
    fn racks(&mut self) {
        self.topology.places.push(Place { availability: Some(0.9999), ..Place::new(id("dc")) });
        for rack in ["rack1", "rack2", "rack3"] {
            let inside = Some(id("dc"));
            self.topology.places.push(Place { availability: Some(0.9995), inside, ..Place::new(id(rack)) });
        }
        for (place, host) in self.topology.hosts.iter_mut().enumerate() {
            host.standing.place = Some(id(["rack1", "rack2", "rack3"][place % 3]));
        }
    }

    /// Two session stores behind two proxies, and a queue, all needed by every application server.
    fn stores(&mut self, apps: &[Id]) {
        let stores = self.tier("sessions", 2, Kind::SessionStore, Check::None);
        let proxies = self.tier("redis", 2, Kind::Proxy, Check::Tcp);
        let queue = self.tier("queue", 1, Kind::Queue, Check::None);
        for id in proxies.iter().take(1).chain(&queue) {
            self.component(id).settings.required = true;
        }
        self.join(&proxies, &stores, Protocol::Redis);
        self.join(apps, &proxies, Protocol::Redis);
        self.join(apps, &queue, Protocol::Amqp);
    }

    fn replicate(&mut self, name: &str, databases: &[Id], promotion: Promotion) {
        let replicas = databases[1..].to_vec();
        self.join(&replicas, &databases[..1], Protocol::Replication);
        self.cluster(name, Mode::PrimaryReplica { primary: databases[0].clone(), replicas, promotion });
    }

    fn cluster(&mut self, name: &str, mode: Mode) {
        self.topology.clusters.push(Cluster::new(id(name), mode));
    }

    /// Adds a free-standing component.
    fn part(&mut self, name: &str, kind: Kind) -> Id {
        let component = Component::new(id(name), kind);
        self.topology.parts.push(Part { component, external: false, standing: Standing::default() });
        id(name)
    }

    /// So many hosts with a component each.
    fn tier(&mut self, name: &str, count: usize, kind: Kind, check: Check) -> Vec<Id> {
        let hosts: Vec<String> = (1..=count).map(|no| format!("{name}{no}")).collect();
        self.on(&hosts, "it", kind, check)
    }

    /// A component on each of these hosts; an application server has its files beside it.
    fn on(&mut self, hosts: &[String], name: &str, kind: Kind, check: Check) -> Vec<Id> {
        for name_of_host in hosts {
            let mut component = Component::new(id(name), kind);
            component.settings.check = check;
            if kind == Kind::AppServer {
                component.settings.reads = Reads::Any;
            }
            let hosts = &mut self.topology.hosts;
            let place = *self.places.entry(id(name_of_host)).or_insert(hosts.len());
            if place == hosts.len() {
                hosts.push(Host::new(id(name_of_host)));
            }
            let host = &mut hosts[place];
            host.components.push(component);
            if kind == Kind::AppServer {
                host.components.push(Component::new(id("code"), Kind::AppFiles));
            }
        }
        hosts.iter().map(|host| id(host).join(&id(name))).collect()
    }

    fn component(&mut self, full: &Id) -> &mut Component {
        &mut self.topology.hosts[self.places[&host(full)]].components[0]
    }

    fn join(&mut self, from: &[Id], to: &[Id], protocol: Protocol) {
        for caller in from {
            for called in to {
                self.topology.links.push(Link::new(caller.clone(), called.clone(), protocol));
            }
        }
    }
}

/// The host that a component is on.
fn host(component: &Id) -> Id {
    id(component.host().expect("it is on a host"))
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("it is an id")
}
