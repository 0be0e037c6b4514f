//! Designs of thousands of parts, in shapes that are hard in different ways, each with three links for each component;
//! the benches measure them too.

use spof::topology::{Component, Host, Id, Kind, Link, Part, Protocol, Standing, Topology};

/// Wide: one load balancer, then three tiers, each server calling several of the next tier.
pub(crate) fn tiers(components: usize) -> Topology {
    let mut design = Design::default();
    let balancer = design.server("lb", 0, Kind::LoadBalancer);
    design.join(&id("user"), &balancer);
    let heads = design.tiers(components - 2, [5, 6]);
    for head in &heads {
        design.join(&balancer, head);
    }
    design.topology
}

/// Long: a chain of three forwarders in ten components, then tiers.
pub(crate) fn chain(components: usize) -> Topology {
    let mut design = Design::default();
    let mut last = id("user");
    let forwarders = components * 3 / 10;
    for number in 0..forwarders {
        let next = design.server("proxy", number, Kind::Proxy);
        design.join(&last, &next);
        last = next;
    }
    let heads = design.tiers(components - forwarders - 1, [7, 7]);
    for head in &heads {
        design.join(&last, head);
    }
    design.topology
}

/// Dense and without order: most are forwarders, each calling three others further on, by chance; the last ones
/// are web servers.
pub(crate) fn random(components: usize) -> Topology {
    let mut design = Design::default();
    let forwarders: Vec<Id> =
        (0..components / 2).map(|number| design.server("proxy", number, Kind::Proxy)).collect();
    design.join(&id("user"), &forwarders[0]);
    let heads = design.tiers(components - forwarders.len() - 1, [6, 6]);
    let all: Vec<Id> = forwarders.iter().chain(&heads).cloned().collect();
    let mut chance: u64 = 1;
    for (place, from) in forwarders.iter().enumerate() {
        for _ in 0..3 {
            // Knuth's linear congruential generator, MMIX.
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let further = all.len() - place - 1;
            design.join(from, &all[place + 1 + (chance >> 33) as usize % further]);
        }
    }
    design.topology
}

/// Doubled: so many tiers of two forwarders, each calling both of the next tier, before two web servers.
pub(crate) fn pairs(tiers: usize) -> Topology {
    let mut design = Design::default();
    let mut callers = vec![id("user")];
    for tier in 0..=tiers {
        let kind = if tier == tiers { Kind::WebServer } else { Kind::Proxy };
        let pair = [0, 1].map(|one| design.server("pair", 2 * tier + one, kind));
        for from in &callers {
            for to in &pair {
                design.join(from, to);
            }
        }
        callers = pair.to_vec();
    }
    design.topology
}

/// A design that grows.
struct Design {
    topology: Topology,
}

impl Default for Design {
    fn default() -> Self {
        let mut design = Self { topology: Topology::default() };
        design.part("user", Kind::User);
        design
    }
}

impl Design {
    /// Adds a free-standing component.
    fn part(&mut self, name: &str, kind: Kind) -> Id {
        let component = Component::new(id(name), kind);
        self.topology.parts.push(Part { component, external: false, standing: Standing::default() });
        id(name)
    }

    /// Adds a host with one component; an application server has its files beside it.
    fn server(&mut self, name: &str, number: usize, kind: Kind) -> Id {
        let mut host = Host::new(id(&format!("{name}{number}")));
        host.components.push(Component::new(id("main"), kind));
        if kind == Kind::AppServer {
            host.components.push(Component::new(id("code"), Kind::AppFiles));
        }
        let full = host.id.join(&id("main"));
        self.topology.hosts.push(host);
        full
    }

    fn join(&mut self, from: &Id, to: &Id) {
        self.topology.links.push(Link::new(from.clone(), to.clone(), Protocol::Http));
    }

    /// Adds web servers, application servers with files, and databases; each server of the first two tiers calls so
    /// many of the next one. The web servers are handed back.
    fn tiers(&mut self, components: usize, calls: [usize; 2]) -> Vec<Id> {
        let width = (components / 4).max(1);
        let mut tier = |name: &str, kind| -> Vec<Id> {
            (0..width).map(|number| self.server(name, number, kind)).collect()
        };
        let webs = tier("web", Kind::WebServer);
        let apps = tier("app", Kind::AppServer);
        let databases = tier("db", Kind::Database);
        for (callers, called, calls) in [(&webs, &apps, calls[0]), (&apps, &databases, calls[1])] {
            for (place, from) in callers.iter().enumerate() {
                for step in 0..calls.min(width) {
                    self.join(from, &called[(place + step) % width]);
                }
            }
        }
        webs
    }
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("it is an id")
}
