//! Designs by chance: tiers of one to three with every setting that the rules know, the same for the same seed.

use std::net::IpAddr;

use spof::topology::{
    Action, Algorithm, Check, Clients, Cluster, Component, Host, Id, Kind, Link, Mode, Network, Part, Place,
    Promotion, Protocol, Reads, Rule, Rules, Standing, Topology, Track,
};

/// A source of numbers that look like chance (`SplitMix64`, Steele et al. 2014).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub(crate) fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

pub(crate) fn id(text: impl AsRef<str>) -> Id {
    Id::parse(text.as_ref()).expect("the generator knows how ids look")
}

/// The design of a seed.
pub(crate) fn design(seed: u64) -> Topology {
    let mut builder = Builder { chance: Chance::new(seed), topology: Topology::default(), firewalls: 0 };
    builder.build();
    builder.topology
}

struct Builder {
    chance: Chance,
    topology: Topology,
    firewalls: usize,
}

impl Builder {
    fn build(&mut self) {
        self.part("user", Kind::User, false);
        let balancers = self.tier(Kind::LoadBalancer, "lb", 2);
        let webs = self.tier(Kind::WebServer, "web", 3);
        let apps = self.apps(&webs);
        let data = self.tier(Kind::Database, "db", 3);
        self.join(&balancers, &webs, Protocol::Http);
        self.join(&webs, &apps, Protocol::Fastcgi);
        self.data(&apps, &data);
        self.extras(&balancers, &webs, &apps);
        self.entry(&balancers);
        self.places();
        self.guards();
        self.topology.clients = if self.chance.percent(30) { Clients::Retry } else { Clients::Once };
    }

    fn part(&mut self, name: &str, kind: Kind, external: bool) {
        let component = Component::new(id(name), kind);
        self.topology.parts.push(Part { component, external, standing: Standing::default() });
    }

    /// A component with settings by chance, on a host of its own.
    fn hosted(&mut self, host: &str, name: &str, kind: Kind) -> Id {
        let mut component = Component::new(id(name), kind);
        self.set(&mut component);
        if !self.topology.hosts.iter().any(|known| known.id == *host) {
            let mut new = Host::new(id(host));
            new.standing.networks = vec![Network::Private];
            if kind == Kind::LoadBalancer {
                new.standing.networks.push(Network::Internet);
            }
            if self.chance.percent(30) {
                new.availability = Some(0.9);
            }
            self.topology.hosts.push(new);
        }
        let on = self.topology.hosts.iter_mut().find(|known| known.id == *host).expect("it was just added");
        on.components.push(component);
        on.id.join(&id(name))
    }

    fn set(&mut self, component: &mut Component) {
        let settings = &mut component.settings;
        let checks = [Check::None, Check::Tcp, Check::Http, Check::Http, Check::Deep, Check::Passive];
        settings.check = self.chance.pick(&checks);
        settings.redispatch = self.chance.percent(25);
        settings.reads = self.chance.pick(&[Reads::Primary, Reads::Any, Reads::Any, Reads::Replicas]);
        settings.algorithm =
            self.chance.pick(&[Algorithm::RoundRobin, Algorithm::LeastConnections, Algorithm::SourceHash]);
    }

    fn tier(&mut self, kind: Kind, name: &str, most: usize) -> Vec<Id> {
        let count = 1 + self.chance.below(most);
        (1..=count).map(|no| self.hosted(&format!("{name}{no}"), "it", kind)).collect()
    }

    /// Application servers on the web servers' hosts or on their own, with files beside them, shared or missing.
    fn apps(&mut self, webs: &[Id]) -> Vec<Id> {
        let together = self.chance.percent(40);
        let shared = self.chance.percent(20);
        if shared {
            self.hosted("nfs", "code", Kind::AppFiles);
        }
        let count = if together { webs.len() } else { 1 + self.chance.below(2) };
        let mut apps = Vec::new();
        for no in 1..=count {
            let host = if together { format!("web{no}") } else { format!("app{no}") };
            let app = self.hosted(&host, "app", Kind::AppServer);
            if shared {
                self.link(&app, &id("nfs.code"), Protocol::File);
            } else if !self.chance.percent(5) {
                self.hosted(&host, "code", Kind::AppFiles);
            }
            apps.push(app);
        }
        apps
    }

    /// Links callers to called, most pairs, some through in-line firewalls.
    fn join(&mut self, from: &[Id], to: &[Id], protocol: Protocol) {
        let firewall = self.chance.percent(15).then(|| self.firewall());
        for (no, caller) in from.iter().enumerate() {
            for (other, called) in to.iter().enumerate() {
                if no != other && self.chance.percent(10) {
                    continue;
                }
                match &firewall {
                    Some(firewall) if self.chance.percent(70) => {
                        self.link(caller, firewall, protocol);
                        self.link(firewall, called, protocol);
                    }
                    _ => self.link(caller, called, protocol),
                }
            }
        }
    }

    fn firewall(&mut self) -> Id {
        self.firewalls += 1;
        let name = format!("fw{}", self.firewalls);
        self.part(&name, Kind::Firewall, false);
        id(name)
    }

    fn link(&mut self, from: &Id, to: &Id, protocol: Protocol) {
        let mut link = Link::new(from.clone(), to.clone(), protocol);
        if self.topology.links.iter().any(|known| known.id() == link.id()) {
            return;
        }
        link.weight = self.chance.pick(&[1, 1, 1, 2, 3, 0]);
        link.backup = self.chance.percent(12);
        self.topology.links.push(link);
    }

    fn data(&mut self, apps: &[Id], data: &[Id]) {
        if self.chance.percent(20) {
            let proxy = self.hosted("proxy", "sql", Kind::Proxy);
            self.join(apps, std::slice::from_ref(&proxy), Protocol::Mysql);
            self.join(&[proxy], data, Protocol::Mysql);
        } else {
            self.join(apps, data, Protocol::Mysql);
        }
        let mode = match self.chance.below(if data.len() > 1 { 4 } else { 1 }) {
            0 => return,
            1 => Mode::MultiPrimary { members: data.to_vec() },
            _ => Mode::PrimaryReplica {
                primary: data[0].clone(),
                replicas: data[1..].to_vec(),
                promotion: self.promotion(data),
            },
        };
        if self.chance.percent(20) {
            self.link(&data[1], &data[0], Protocol::Replication);
        } else if self.chance.percent(15) {
            let firewall = self.firewall();
            self.link(&data[0], &firewall, Protocol::Replication);
            self.link(&firewall, &data[1], Protocol::Replication);
        }
        self.cluster("data", mode);
    }

    fn promotion(&mut self, data: &[Id]) -> Promotion {
        if self.chance.percent(30) {
            return Promotion::Manual;
        }
        let mut voters: Vec<Id> = data.to_vec();
        voters.extend(self.topology.hosts.iter().take(self.chance.below(3)).map(|host| host.id.clone()));
        Promotion::Automatic { voters, fencing: self.chance.percent(40) }
    }

    fn cluster(&mut self, name: &str, mode: Mode) {
        self.topology.clusters.push(Cluster {
            id: id(name),
            label: None,
            mode,
            common_cause: None,
            coverage: None,
            failover_seconds: None,
            note: None,
        });
    }

    /// Circles, required parts, caches and name servers, each now and then.
    fn extras(&mut self, balancers: &[Id], webs: &[Id], apps: &[Id]) {
        if self.chance.percent(12) && balancers.len() > 1 {
            self.link(&balancers[0], &balancers[1], Protocol::Http);
            self.link(&balancers[1], &balancers[0], Protocol::Http);
        }
        if self.chance.percent(8) {
            self.link(&webs[0], &balancers[0], Protocol::Http);
        }
        if self.chance.percent(15) {
            let store = self.hosted("redis", "sessions", Kind::SessionStore);
            let on =
                self.topology.hosts.iter_mut().find(|host| host.id == *"redis").expect("it was just added");
            on.components[0].settings.required = self.chance.percent(70);
            self.join(apps, &[store], Protocol::Redis);
        }
        match self.chance.below(6) {
            0 => {
                let server = self.hosted("ns1", "bind", Kind::Dns);
                self.link(&id("user"), &server, Protocol::Dns);
                if self.chance.percent(50) {
                    self.hosted("ns2", "bind", Kind::Dns);
                }
            }
            1 => self.part("dns", Kind::Dns, true),
            _ => {}
        }
    }

    /// How users come in: by links alone, by an address for each balancer, or by shared addresses.
    fn entry(&mut self, balancers: &[Id]) {
        let user = id("user");
        let before = self.chance.percent(20).then(|| self.firewall());
        let cdn = self.chance.percent(15);
        if cdn {
            self.part("cdn", Kind::Cdn, true);
            let part = self.topology.parts.last_mut().expect("it was just added");
            part.component.settings.hit_share = 0.5;
            part.standing.addresses = vec![address(8)];
            self.link(&user, &id("cdn"), Protocol::Https);
            self.join(&[id("cdn")], balancers, Protocol::Https);
        }
        for balancer in balancers {
            match &before {
                _ if cdn => {}
                Some(firewall) => {
                    self.link(&user, firewall, Protocol::Https);
                    self.link(firewall, balancer, Protocol::Https);
                }
                None => self.link(&user, balancer, Protocol::Https),
            }
        }
        if self.chance.percent(20) {
            return;
        }
        self.topology.site = Some("www.example.com".to_owned());
        let mut addresses = vec![address(0)];
        if cdn {
            addresses = vec![address(8)];
        } else if balancers.len() > 1 && self.chance.percent(50) {
            let track = self.chance.pick(&[Track::Host, Track::Service]);
            self.cluster(
                "vip",
                Mode::ActivePassive { members: balancers.to_vec(), address: Some(address(0)), track },
            );
        } else if balancers.len() > 1 && self.chance.percent(40) {
            addresses.push(address(1));
            self.cluster(
                "vips",
                Mode::ActiveActive { members: balancers.to_vec(), addresses: addresses.clone() },
            );
        } else {
            addresses = (0..balancers.len()).map(address).collect();
            for (no, host) in self.topology.hosts.iter_mut().take(balancers.len()).enumerate() {
                host.standing.addresses = vec![address(no)];
            }
            if self.chance.percent(10) {
                addresses.push(address(7));
            }
        }
        let records: Vec<String> = addresses.iter().map(|address| format!("www IN A {address}")).collect();
        let records = records.join("\n");
        self.topology.zone = Some(format!(
            "$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns1 hostmaster 1 7200 900 1209600 300\n@ IN NS ns1.example.net.\n{records}\n"
        ));
    }

    fn places(&mut self) {
        if !self.chance.percent(30) {
            return;
        }
        for (name, inside) in [("dc", None), ("rack1", Some("dc")), ("rack2", Some("dc"))] {
            let availability = self.chance.percent(60).then_some(0.99);
            let inside = inside.map(id);
            self.topology.places.push(Place { id: id(name), label: None, inside, availability, note: None });
        }
        for host in &mut self.topology.hosts {
            host.standing.place =
                self.chance.pick(&[None, Some(id("rack1")), Some(id("rack2")), Some(id("dc"))]);
        }
    }

    /// Firewalls on hosts, some with rules of their own.
    fn guards(&mut self) {
        for no in 0..self.topology.hosts.len() {
            if !self.chance.percent(20) {
                continue;
            }
            let mut firewall = Component::new(id("fw"), Kind::Firewall);
            if self.chance.percent(60) {
                firewall.settings.rules = Rules::Listed(self.rules());
            }
            self.topology.hosts[no].components.push(firewall);
        }
    }

    fn rules(&mut self) -> Vec<Rule> {
        let hosts: Vec<String> = self.topology.hosts.iter().map(|host| host.id.to_string()).collect();
        let mut rules: Vec<Rule> = Vec::new();
        for _ in 0..self.chance.below(3) {
            let mut names = hosts.clone();
            names.extend(["internet".to_owned(), "private".to_owned()]);
            rules.push(Rule {
                action: self.chance.pick(&[Action::Allow, Action::Deny]),
                from: self.chance.percent(60).then(|| self.chance.pick(&names)),
                to: self.chance.percent(20).then(|| self.chance.pick(&names)),
                port: self.chance.percent(40).then(|| self.chance.pick(&[80, 443, 3306, 9000])),
            });
        }
        if self.chance.percent(80) {
            rules.push(Rule { action: Action::Allow, from: None, to: None, port: None });
        }
        rules
    }
}

/// One of the addresses that are for documentation (RFC 5737).
fn address(no: usize) -> IpAddr {
    IpAddr::from([203, 0, 113, no as u8 + 1])
}
