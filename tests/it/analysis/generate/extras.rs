//! What designs have besides, each now and then: circles, required parts, caches, name servers, places.

use spof::topology::{Id, Kind, Mode, Place, Protocol};

use super::{Builder, id};

impl Builder {
    pub(super) fn extras(&mut self, balancers: &[Id], webs: &[Id], apps: &[Id]) {
        if self.chance.percent(12) && balancers.len() > 1 {
            self.link(&balancers[0], &balancers[1], Protocol::Http);
            self.link(&balancers[1], &balancers[0], Protocol::Http);
        }
        if self.chance.percent(6) {
            self.link(&webs[0], &balancers[0], Protocol::Http);
        }
        if self.chance.percent(4) && webs.len() > 1 {
            self.link(&webs[0], &webs[1], Protocol::Http);
        }
        self.stores(apps);
        self.store_callers(balancers, webs);
        self.name_servers();
        if self.chance.percent(8) && webs.len() > 1 {
            self.cluster("twins", Mode::ActiveActive { members: webs.to_vec(), addresses: Vec::new() });
        }
        if self.chance.percent(8) {
            self.hosted("web1", "agent", Kind::MonitoringClient);
            self.part("sumo", Kind::MonitoringService, true);
            self.link(&id("web1.agent"), &id("sumo"), Protocol::Https);
        }
        if self.chance.percent(5) {
            self.part("mail", Kind::MailServer, false);
        }
    }

    /// Session stores and queues that applications may need, directly or behind a forwarder, and caches beside them.
    fn stores(&mut self, apps: &[Id]) {
        if self.chance.percent(15) {
            let (kind, protocol) = self.chance.pick(&[
                (Kind::SessionStore, Protocol::Redis),
                (Kind::Queue, Protocol::Amqp),
                (Kind::Cache, Protocol::Memcached),
                (Kind::MailServer, Protocol::Smtp),
            ]);
            let store = self.hosted("store", "it", kind);
            let required = self.chance.percent(70);
            let host = self.topology.hosts.iter_mut().find(|host| host.id == *"store");
            host.expect("it was just added").components[0].settings.required = required;
            self.join(apps, &[store], protocol);
        }
        if self.chance.percent(4) {
            let external = self.chance.percent(50);
            self.part("sessions", Kind::SessionStore, external);
            let front = self.hosted("front", "proxy", Kind::Proxy);
            self.join(std::slice::from_ref(&front), &[id("sessions")], Protocol::Redis);
            self.join(apps, &[front], Protocol::Redis);
        }
    }

    /// Who else calls the store of the applications: web servers, balancers, or a proxy that has nothing else.
    fn store_callers(&mut self, balancers: &[Id], webs: &[Id]) {
        if !self.topology.hosts.iter().any(|host| host.id == *"store") {
            return;
        }
        let store = id("store.it");
        match self.chance.below(8) {
            0 => self.link(&webs[0], &store, Protocol::Memcached),
            1 => self.link(&balancers[0], &store, Protocol::Redis),
            2 => {
                self.part("lonely", Kind::Proxy, false);
                self.link(&id("lonely"), &store, Protocol::Redis);
                self.link(&id("user"), &id("lonely"), Protocol::Https);
            }
            _ => {}
        }
    }

    fn name_servers(&mut self) {
        match self.chance.below(8) {
            0 => {
                let server = self.hosted("ns1", "bind", Kind::Dns);
                self.link(&id("user"), &server, Protocol::Dns);
                if self.chance.percent(50) {
                    self.part("ns2", Kind::Dns, false);
                }
            }
            1 => self.part("dns", Kind::Dns, true),
            2 => {
                self.part("ns2", Kind::Dns, false);
                self.part("dns", Kind::Dns, true);
            }
            _ => {}
        }
    }

    /// A data centre with two racks, in which hosts and free-standing parts are.
    pub(super) fn places(&mut self) {
        if !self.chance.percent(30) {
            return;
        }
        for (name, inside) in [("dc", None), ("rack1", Some("dc")), ("rack2", Some("dc"))] {
            let availability = self.chance.percent(60).then(|| self.chance.pick(&[0.99, 0.95]));
            let inside = inside.map(id);
            self.topology.places.push(Place { inside, availability, ..Place::new(id(name)) });
        }
        let parts = self.topology.parts.iter_mut().filter(|part| part.component.kind != Kind::User);
        let standings = parts.map(|part| &mut part.standing);
        for standing in self.topology.hosts.iter_mut().map(|host| &mut host.standing).chain(standings) {
            standing.place = self.chance.pick(&[None, Some(id("rack1")), Some(id("rack2")), Some(id("dc"))]);
        }
    }
}
