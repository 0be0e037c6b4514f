//! How users come in, by chance: by links alone, or by a name that leads to addresses, of their own or shared.

use std::fmt::Write;
use std::net::IpAddr;

use spof::topology::{Id, Kind, Link, Mode, Protocol, Track};

use super::{Builder, Shape, id};

impl Builder {
    pub(super) fn entry(&mut self, balancers: &[Id]) {
        let mut firsts = balancers.to_vec();
        let mut own = None;
        if self.chance.percent(15) {
            firsts = vec![self.front(balancers)];
            own = Some(address(8));
        } else if self.chance.percent(12) {
            let firewall = self.firewall();
            for balancer in balancers {
                self.link(&firewall, balancer, Protocol::Https);
            }
            // Requests come to the firewall's own address, or through it to those of the balancers.
            if self.chance.percent(30) {
                self.last().standing.addresses = vec![address(8)];
                own = Some(address(8));
            }
            // The same firewall before and behind the balancers, on one port.
            if self.chance.percent(20) {
                for balancer in balancers {
                    self.link(balancer, &firewall, Protocol::Https);
                    self.link(&firewall, &id("web1.it"), Protocol::Https);
                }
            }
            firsts = vec![firewall];
        }
        self.users(&firsts);
        if self.chance.percent(12) {
            return;
        }
        let addresses = match own {
            Some(address) => vec![address],
            None => self.addresses(balancers),
        };
        self.name(&addresses);
    }

    /// A CDN or a cache before the balancers.
    fn front(&mut self, balancers: &[Id]) -> Id {
        let front = if self.chance.percent(70) {
            let external = self.chance.percent(70);
            self.part("cdn", Kind::Cdn, external);
            self.last().standing.addresses = vec![address(8)];
            self.last().component.settings.hit_share = 0.5;
            id("cdn")
        } else {
            let cache = self.hosted("cache", "varnish", Kind::Cache);
            let host = self.topology.hosts.last_mut().expect("it was just added");
            host.standing.addresses = vec![address(8)];
            host.components[0].settings.hit_share = self.chance.pick(&[0.0, 0.8, 1.0]);
            cache
        };
        self.join(std::slice::from_ref(&front), balancers, Protocol::Https);
        front
    }

    /// One user or two, and somebody who only administers.
    fn users(&mut self, firsts: &[Id]) {
        for first in firsts {
            self.link(&id("user"), first, Protocol::Https);
            if self.chance.percent(10) {
                let mut link = Link::new(id("user"), first.clone(), Protocol::Http);
                link.redirect = true;
                self.topology.links.push(link);
            }
        }
        if self.chance.percent(12) {
            self.part("mobile", Kind::User, false);
            let first = self.chance.pick(firsts);
            self.link(&id("mobile"), &first, Protocol::Https);
        }
        if self.chance.percent(3) {
            self.part("visitor", Kind::User, false);
        }
        if self.chance.percent(5) {
            self.part("admin", Kind::User, false);
            let first = self.chance.pick(firsts);
            self.link(&id("admin"), &first, Protocol::Ssh);
        }
    }

    /// The addresses of the site, and who has them.
    fn addresses(&mut self, balancers: &[Id]) -> Vec<IpAddr> {
        let mut addresses = vec![address(0)];
        let members = balancers.to_vec();
        if self.shape == Some(Shape::OfOne) && self.chance.percent(70) {
            self.one_has(address(0), balancers);
        } else if members.len() < 2 || self.shape != Some(Shape::Apart) && self.chance.percent(25) {
            addresses = (0..members.len()).map(address).collect();
            for (no, member) in members.iter().enumerate() {
                self.give(member, address(no));
            }
            if self.chance.percent(10) {
                self.topology.clusters.push(spof::topology::Cluster::new(
                    id("pair"),
                    Mode::ActivePassive { members, address: None, track: Track::Host },
                ));
            }
        } else if self.chance.percent(55) {
            let track = self.chance.pick(&[Track::Host, Track::Service]);
            self.cluster("vip", Mode::ActivePassive { members, address: Some(address(0)), track });
            // A second way in, past the shared address.
            if self.chance.percent(35) {
                self.give(&balancers[1], address(1));
                addresses.push(address(1));
            }
        } else {
            addresses.push(address(1));
            self.cluster("vips", Mode::ActiveActive { members, addresses: addresses.clone() });
        }
        // Nobody has this one, another is a web server's, which users call past the balancers.
        if self.chance.percent(8) {
            addresses.push(address(7));
        }
        if self.chance.percent(5) {
            let web = id("web1.it");
            self.give(&web, address(5));
            self.link(&id("user"), &web, Protocol::Https);
            addresses.push(address(5));
        }
        addresses
    }

    fn give(&mut self, component: &Id, own: IpAddr) {
        if let Some(standing) = self.standing(component) {
            standing.addresses = vec![own];
        }
    }

    /// A zone that leads from the site's name to the addresses, now and then over aliases: some, as many as are
    /// followed, one too many, or in a circle.
    fn name(&mut self, addresses: &[IpAddr]) {
        self.topology.site = (!self.chance.percent(1)).then(|| "www.example.com".to_owned());
        let mut zone = "$ORIGIN example.com.\n$TTL 300\n@ IN SOA ns1 hostmaster 1 7200 900 1209600 300\n\
                        @ IN NS ns1.example.net.\n"
            .to_owned();
        let aliases = if self.chance.percent(25) { self.chance.pick(&[1, 1, 2, 3, 8, 8, 9]) } else { 0 };
        let mut name = "www".to_owned();
        for no in 0..aliases {
            let next = if self.chance.percent(1) { "www".to_owned() } else { format!("alias{no}") };
            writeln!(zone, "{name} IN CNAME {next}").expect("a string takes everything");
            name = next;
            if name == "www" {
                break;
            }
        }
        if aliases == 0 && self.shape == Some(Shape::Apart) && self.chance.percent(50) {
            "*".clone_into(&mut name);
        }
        for address in addresses.iter().filter(|_| aliases == 0 || name != "www") {
            let kind = if address.is_ipv4() { "A" } else { "AAAA" };
            writeln!(zone, "{name} IN {kind} {address}").expect("a string takes everything");
        }
        self.topology.zone = Some(zone);
    }
}

/// One of the addresses that are for documentation (RFC 5737, RFC 3849).
fn address(no: usize) -> IpAddr {
    if no == 1 {
        "2001:db8::1".parse().expect("an address")
    } else {
        IpAddr::from([203, 0, 113, no as u8 + 1])
    }
}
