//! Designs by chance: tiers of some servers with every setting that the rules know, the same for the same seed.

mod data;
mod entry;
mod extras;
mod guards;
mod shapes;

use std::ops::RangeInclusive;

use spof::topology::{
    Algorithm, Check, Clients, Cluster, Component, Host, Id, Kind, Link, Mode, Network, Part, Protocol,
    Reads, Standing, Topology,
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

pub(crate) use shapes::Shape;

pub(crate) fn id(text: impl AsRef<str>) -> Id {
    Id::parse(text.as_ref()).expect("the generator knows how ids look")
}

/// The most elements that a design has at granularity host.
pub(crate) const MOST_ELEMENTS: usize = 24;

/// From how many servers a tier on, designs are large throughout.
const LARGE: usize = 6;

/// The most links, so that a state fits into some bits.
const MOST_LINKS: usize = 100;

/// The design of a seed.
pub(crate) fn design(seed: u64) -> Topology {
    // Most are small, so that many can be looked at from every side; the first are, for those who ask much of a few.
    let most = [2, 2, 3, 2, 2, 2, 3, 2, 2, 2, 2, 3, 2, 2, 2, 2, 4, LARGE][(seed % 18) as usize];
    let least = if most >= LARGE { 18 } else { 0 };
    sized(seed, (most, shape(seed)), least..=MOST_ELEMENTS, MOST_LINKS)
}

/// What is unusual about the design of a seed: one in nine has a shape that the others do not have.
pub(crate) fn shape(seed: u64) -> Option<Shape> {
    let shapes = Shape::ALL.len() as u64;
    (seed % 9 == 4).then(|| Shape::ALL[(seed / 9 % shapes) as usize])
}

/// The design of a seed with at most so many servers in a tier and this shape, with so many elements at granularity
/// host, and at most so many links.
pub(crate) fn sized(
    seed: u64,
    (most, shape): (usize, Option<Shape>),
    elements: RangeInclusive<usize>,
    links: usize,
) -> Topology {
    let mut chance = Chance::new(seed);
    loop {
        let mut builder = Builder { chance, topology: Topology::default(), firewalls: 0, most, shape };
        builder.build();
        if elements.contains(&builder.elements()) && builder.topology.links.len() <= links {
            return builder.topology;
        }
        chance = builder.chance;
    }
}

struct Builder {
    chance: Chance,
    topology: Topology,
    firewalls: usize,
    /// How many servers a tier has at most.
    most: usize,
    shape: Option<Shape>,
}

impl Builder {
    fn build(&mut self) {
        self.part("user", Kind::User, false);
        let balancers = self.balancers();
        let webs = self.tier(Kind::WebServer, "web", self.most);
        let apps = self.apps(&webs);
        let data = self.databases(&webs);
        match self.shape {
            Some(Shape::Circle) => self.circle(&balancers, &webs),
            Some(Shape::BothTiers) => self.before_both(&balancers, [&webs, &apps, &data]),
            _ => self.join(&balancers, &webs, Protocol::Http),
        }
        match self.shape {
            Some(Shape::BothTiers) => {}
            Some(Shape::Product) => self.product(&webs, &apps, Protocol::Fastcgi),
            _ => self.pages(&webs, &apps),
        }
        if self.chance.percent(5) {
            self.join(&balancers, &apps, Protocol::Http);
        }
        if self.shape == Some(Shape::OfOne) {
            self.of_one(&data);
        }
        self.data(&apps, &data);
        self.extras(&balancers, &webs, &apps);
        self.entry(&balancers);
        match self.shape {
            Some(Shape::Apart) => self.apart(),
            _ => self.places(),
        }
        self.guards();
        self.traffic();
        self.topology.clients = if self.chance.percent(25) { Clients::Retry } else { Clients::Once };
    }

    /// How many elements there are at granularity host, at most.
    fn elements(&self) -> usize {
        let own =
            self.topology.parts.iter().filter(|part| !part.external && part.component.kind != Kind::User);
        let places = self.topology.places.iter().filter(|place| place.availability.is_some());
        self.topology.hosts.len() + own.count() + places.count()
    }

    fn part(&mut self, name: &str, kind: Kind, external: bool) {
        let component = Component::new(id(name), kind);
        self.topology.parts.push(Part { component, external, standing: Standing::default() });
    }

    /// A component with settings by chance, on a host of this name.
    fn hosted(&mut self, host: &str, name: &str, kind: Kind) -> Id {
        let mut component = Component::new(id(name), kind);
        self.set(&mut component);
        if !self.topology.hosts.iter().any(|known| known.id == *host) {
            let mut new = Host::new(id(host));
            new.standing.networks = vec![Network::Private];
            if kind == Kind::LoadBalancer || self.chance.percent(5) {
                new.standing.networks.push(Network::Internet);
            }
            if self.chance.percent(30) {
                new.availability = Some(0.9);
            }
            if self.chance.percent(5) {
                new.standing.cost = Some(70);
            }
            self.topology.hosts.push(new);
        }
        let on = self.topology.hosts.iter_mut().find(|known| known.id == *host).expect("it was just added");
        on.components.push(component);
        on.id.join(&id(name))
    }

    fn set(&mut self, component: &mut Component) {
        use Algorithm as A;
        let settings = &mut component.settings;
        let kind = component.kind;
        if kind.forwards() || kind == Kind::WebServer {
            let checks = [Check::None, Check::Tcp, Check::Http, Check::Http, Check::Deep, Check::Passive];
            settings.check = self.chance.pick(&checks);
            settings.redispatch = self.chance.percent(25);
            let algorithms =
                [A::RoundRobin, A::RoundRobin, A::SourceHash, A::LeastConnections, A::RandomTwo, A::First];
            settings.algorithm = self.chance.pick(&algorithms);
        }
        if kind == Kind::AppServer {
            settings.reads = self.chance.pick(&[Reads::Primary, Reads::Any, Reads::Any, Reads::Replicas]);
        }
        if kind == Kind::LoadBalancer && self.chance.percent(30) {
            settings.certificate = vec!["www.example.com".to_owned()];
        }
        let works = matches!(kind, Kind::WebServer | Kind::AppServer);
        if works && self.chance.percent(20) {
            settings.workers = Some(self.chance.pick(&[2, 4, 16]));
        }
        if (works || kind == Kind::Database) && self.chance.percent(20) {
            settings.capacity = Some(self.chance.pick(&[50.0, 150.0, 1000.0]));
        }
        if kind != Kind::AppFiles && self.chance.percent(10) {
            component.availability = Some(self.chance.pick(&[0.5, 0.95, 1.0]));
        }
    }

    /// One to `most` servers of a kind, each on a host of its own.
    fn tier(&mut self, kind: Kind, name: &str, most: usize) -> Vec<Id> {
        // Pairs are where the rules are.
        let many = self.shape == Some(Shape::Product) && kind == Kind::WebServer;
        let count = match self.chance.below(4) {
            _ if many => 4 + self.chance.below(4),
            _ if self.most >= LARGE => 3 + self.chance.below(most - 2),
            0 if self.shape != Some(Shape::Apart) => 1,
            _ => 2 + self.chance.below(most - 1),
        };
        (1..=count).map(|no| self.hosted(&format!("{name}{no}"), "it", kind)).collect()
    }

    /// Load balancers on hosts, now and then free-standing ones, which may be somebody else's.
    fn balancers(&mut self) -> Vec<Id> {
        if self.chance.percent(85) {
            return self.tier(Kind::LoadBalancer, "lb", self.most.min(3));
        }
        let count = 1 + self.chance.below(2);
        let external = self.chance.percent(25);
        let balancers: Vec<Id> = (1..=count).map(|no| id(format!("lb{no}"))).collect();
        for balancer in &balancers {
            self.part(balancer.as_str(), Kind::LoadBalancer, external);
            let mut component = self.last().component.clone();
            self.set(&mut component);
            self.last().component = component;
        }
        balancers
    }

    /// The part that was added last.
    fn last(&mut self) -> &mut Part {
        self.topology.parts.last_mut().expect("a part has been added")
    }

    /// Where the host of a component is, or the part itself.
    fn standing(&mut self, component: &Id) -> Option<&mut Standing> {
        let name = component.host().unwrap_or(component.as_str());
        let hosts = self.topology.hosts.iter_mut().map(|host| (&host.id, &mut host.standing));
        let parts = self.topology.parts.iter_mut().map(|part| (&part.component.id, &mut part.standing));
        hosts.chain(parts).find(|(known, _)| **known == *name).map(|(_, standing)| standing)
    }

    /// Application servers on the web servers' hosts or on their own, with files beside them, shared or missing.
    fn apps(&mut self, webs: &[Id]) -> Vec<Id> {
        let together = self.chance.percent(45) && self.most < LARGE;
        let shared = self.chance.percent(15);
        if shared {
            self.hosted("nfs", "code", Kind::AppFiles);
        }
        let count = match self.shape {
            _ if together => webs.len(),
            Some(Shape::Product) => 4 + self.chance.below(4),
            _ => 1 + self.chance.below(self.most),
        };
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

    /// Web servers call application servers, now and then through a forwarder.
    fn pages(&mut self, webs: &[Id], apps: &[Id]) {
        if self.chance.percent(8) {
            let inner = self.hosted("inner", "proxy", Kind::Proxy);
            self.join(webs, std::slice::from_ref(&inner), Protocol::Http);
            self.join(&[inner], apps, Protocol::Fastcgi);
        } else {
            self.join(webs, apps, Protocol::Fastcgi);
        }
    }

    /// Links callers to called, most pairs, some through in-line firewalls.
    fn join(&mut self, from: &[Id], to: &[Id], protocol: Protocol) {
        let firewalls: Vec<Id> = match self.chance.below(100) {
            0..12 => vec![self.firewall()],
            12..16 => vec![self.firewall(), self.firewall()],
            16..18 => {
                // One behind the other, and back.
                let (one, other) = (self.firewall(), self.firewall());
                self.link(&one, &other, protocol);
                self.link(&other, &one, protocol);
                vec![one, other]
            }
            _ => Vec::new(),
        };
        for (no, caller) in from.iter().enumerate() {
            for (other, called) in to.iter().enumerate() {
                if no != other && self.chance.percent(10) {
                    continue;
                }
                if firewalls.is_empty() || self.chance.percent(20) {
                    self.link(caller, called, protocol);
                }
                for firewall in &firewalls {
                    self.link(caller, firewall, protocol);
                    self.link(firewall, called, protocol);
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
        link.weight = self.chance.pick(&[1, 1, 1, 1, 2, 3, 0]);
        link.backup = self.chance.percent(12);
        // Another port than usual, on which nothing goes on behind a firewall.
        link.port = self.chance.percent(1).then_some(8443);
        // A second port of the same component, with a weight of its own.
        let second = protocol == Protocol::Http && self.chance.percent(4);
        if second {
            let weight = self.chance.pick(&[1, 4]);
            self.topology.links.push(Link { port: Some(8080), weight, backup: false, ..link.clone() });
        }
        self.topology.links.push(link);
    }

    fn cluster(&mut self, name: &str, mode: Mode) {
        let mut cluster = Cluster::new(id(name), mode);
        if self.chance.percent(25) {
            cluster.common_cause = Some(self.chance.pick(&[0.05, 0.2]));
        }
        if self.chance.percent(25) {
            cluster.coverage = Some(self.chance.pick(&[0.9, 0.5]));
        }
        self.topology.clusters.push(cluster);
    }

    /// The mix of requests and what they cost.
    fn traffic(&mut self) {
        let traffic = &mut self.topology.traffic;
        match self.chance.below(6) {
            0 => (traffic.static_reads, traffic.dynamic_reads, traffic.writes) = (0.0, 1.0, 1.0),
            1 => (traffic.static_reads, traffic.dynamic_reads, traffic.writes) = (0.0, 0.0, 1.0),
            2 => (traffic.static_reads, traffic.writes) = (50.0, 0.0),
            3 => (traffic.read_queries, traffic.write_queries) = (10.0, 20.0),
            _ => {}
        }
    }
}
