//! Shapes that the usual tiers do not have: circles, a proxy before both tiers, firewalls between many and many,
//! clusters of one, and two sites that share everything.

use std::net::IpAddr;

use spof::topology::{Id, Kind, Mode, Place, Promotion, Protocol, Track};

use super::{Builder, id};

/// What is unusual about a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Proxies that call one another, between the balancers and the web servers.
    Circle,
    /// One proxy calls the web servers, the application servers and the databases.
    BothTiers,
    /// Many web servers call many application servers through two firewalls, side by side or one behind the other.
    Product,
    /// Clusters that have one member.
    OfOne,
    /// Two data centres with half of each tier, so that addresses are shared across them.
    Apart,
}

impl Shape {
    pub(crate) const ALL: [Self; 5] =
        [Self::Circle, Self::BothTiers, Self::Product, Self::OfOne, Self::Apart];
}

impl Builder {
    /// Each proxy calls the next one, and some another one; some of them call web servers. How many calls there are
    /// besides the round decides how many ways lead through it.
    pub(super) fn circle(&mut self, balancers: &[Id], webs: &[Id]) {
        let count = 6 + self.chance.below(7);
        // Several share a host, so that there are elements left for the rest.
        let hosts = 1 + self.chance.below(4);
        let ring: Vec<Id> = (0..count)
            .map(|no| self.hosted(&format!("ring{}", no % hosts), &format!("proxy{no}"), Kind::Proxy))
            .collect();
        for (no, proxy) in ring.iter().enumerate() {
            self.link(proxy, &ring[(no + 1) % count], Protocol::Http);
        }
        for _ in 0..self.chance.below(count.min(8)) {
            let (from, to) = (self.chance.pick(&ring), self.chance.pick(&ring));
            if from != to {
                self.link(&from, &to, Protocol::Http);
            }
        }
        for web in webs {
            for _ in 0..=self.chance.below(2) {
                let proxy = self.chance.pick(&ring);
                self.link(&proxy, web, Protocol::Http);
            }
        }
        for balancer in balancers {
            let proxy = self.chance.pick(&ring);
            self.link(balancer, &proxy, Protocol::Http);
        }
    }

    /// The proxy before everything; which links go round is left to chance.
    pub(super) fn before_both(&mut self, balancers: &[Id], tiers: [&[Id]; 3]) {
        let [webs, apps, data] = tiers;
        let proxy = self.hosted("both", "proxy", Kind::Proxy);
        let proxy = std::slice::from_ref(&proxy);
        self.join(balancers, proxy, Protocol::Http);
        self.join(proxy, webs, Protocol::Http);
        if self.chance.percent(70) {
            self.join(proxy, apps, Protocol::Fastcgi);
        }
        self.join(proxy, data, Protocol::Mysql);
        let pages = if self.chance.percent(50) { proxy } else { apps };
        self.join(webs, pages, Protocol::Fastcgi);
        self.join(apps, proxy, Protocol::Mysql);
    }

    /// All to all through two firewalls.
    pub(super) fn product(&mut self, from: &[Id], to: &[Id], protocol: Protocol) {
        let (one, other) = (self.firewall(), self.firewall());
        let in_line = self.chance.percent(50);
        for caller in from {
            self.link(caller, &one, protocol);
            if !in_line {
                self.link(caller, &other, protocol);
            }
        }
        for called in to {
            self.link(&other, called, protocol);
            if !in_line {
                self.link(&one, called, protocol);
            }
        }
        if in_line {
            self.link(&one, &other, protocol);
        }
        if self.chance.percent(30) {
            // One of them has a way beside both.
            let (one, other) = (self.chance.pick(from), self.chance.pick(to));
            self.link(&one, &other, protocol);
        }
    }

    /// A cluster of one balancer has an address.
    pub(super) fn one_has(&mut self, address: IpAddr, balancers: &[Id]) {
        let members = vec![self.chance.pick(balancers)];
        let mode = if self.chance.percent(30) {
            Mode::ActiveActive { members, addresses: vec![address] }
        } else {
            let track = self.chance.pick(&[Track::Host, Track::Service]);
            Mode::ActivePassive { members, address: Some(address), track }
        };
        self.cluster("lonely-vip", mode);
    }

    /// A cluster of one database.
    pub(super) fn of_one(&mut self, data: &[Id]) {
        let primary = self.chance.pick(data);
        let replicas = Vec::new();
        let mode = match self.chance.below(3) {
            0 => Mode::MultiPrimary { members: vec![primary] },
            1 => {
                let voters = vec![primary.clone()];
                let promotion = Promotion::Automatic { voters, fencing: self.chance.percent(50) };
                Mode::PrimaryReplica { primary, replicas, promotion }
            }
            _ => Mode::PrimaryReplica { primary, replicas, promotion: Promotion::Manual },
        };
        self.cluster("lonely-data", mode);
    }

    /// Two data centres that may fail, with half of the machines each: those that share an address are in both.
    pub(super) fn apart(&mut self) {
        for name in ["east", "west"] {
            let availability = self.chance.percent(80).then_some(0.97);
            self.topology.places.push(Place { availability, ..Place::new(id(name)) });
        }
        let hosts = self.topology.hosts.iter_mut().map(|host| &mut host.standing);
        let parts = self.topology.parts.iter_mut().filter(|part| part.component.kind != Kind::User);
        let standings = hosts.chain(parts.map(|part| &mut part.standing));
        for (no, standing) in standings.enumerate() {
            standing.place = Some(id(["east", "west"][no % 2]));
        }
    }
}
