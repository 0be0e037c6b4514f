//! Databases by chance: alone or in clusters, called directly or through a proxy, copied this way or that.

use spof::topology::{Id, Kind, Mode, Promotion, Protocol};

use super::{Builder, Shape, id};

impl Builder {
    /// Databases on hosts of their own, or on the web servers'.
    pub(super) fn databases(&mut self, webs: &[Id]) -> Vec<Id> {
        if self.chance.percent(15) {
            return (1..=webs.len())
                .map(|no| self.hosted(&format!("web{no}"), "db", Kind::Database))
                .collect();
        }
        if self.chance.percent(6) {
            // Somebody else's, or at least on nobody's host.
            let external = self.chance.percent(50);
            let names: Vec<Id> = (1..=1 + self.chance.below(2)).map(|no| id(format!("db{no}"))).collect();
            for name in &names {
                self.part(name.as_str(), Kind::Database, external);
            }
            return names;
        }
        self.tier(Kind::Database, "db", self.most.min(4))
    }

    /// Applications call the databases, and those stand in for one another.
    pub(super) fn data(&mut self, apps: &[Id], data: &[Id]) {
        if self.shape == Some(Shape::BothTiers) && self.chance.percent(50) {
            // They have the proxy before both tiers.
        } else if self.chance.percent(15) {
            let proxy = self.hosted("proxy", "sql", Kind::Proxy);
            self.join(apps, std::slice::from_ref(&proxy), Protocol::Mysql);
            self.join(&[proxy], data, Protocol::Mysql);
            if self.chance.percent(30) {
                self.join(apps, data, Protocol::Mysql);
            }
        } else {
            self.join(apps, data, Protocol::Mysql);
        }
        // A database of a cluster of one is in no other.
        if data.len() < 2 || self.shape == Some(Shape::OfOne) || self.chance.percent(8) {
            return;
        }
        let mode = if self.chance.percent(18) {
            Mode::MultiPrimary { members: data.to_vec() }
        } else {
            let promotion = self.promotion(data);
            Mode::PrimaryReplica { primary: data[0].clone(), replicas: data[1..].to_vec(), promotion }
        };
        self.replication(data);
        self.cluster("data", mode);
    }

    /// Most replications are drawn, from the replica or from the primary, through a firewall or not; some are missing,
    /// so that the replica counts for nothing.
    fn replication(&mut self, data: &[Id]) {
        for replica in &data[1..] {
            match self.chance.below(10) {
                0..=4 => self.link(replica, &data[0], Protocol::Replication),
                5 => self.link(replica, &data[0], Protocol::Mysql),
                6 => {
                    let protocol = self.chance.pick(&[Protocol::Replication, Protocol::Mysql]);
                    self.link(&data[0], replica, protocol);
                }
                7 | 8 => {
                    let firewall = self.firewall();
                    let (from, to) =
                        if self.chance.percent(50) { (replica, &data[0]) } else { (&data[0], replica) };
                    self.link(from, &firewall, Protocol::Replication);
                    self.link(&firewall, to, Protocol::Replication);
                }
                _ => {}
            }
        }
    }

    fn promotion(&mut self, data: &[Id]) -> Promotion {
        if self.chance.percent(22) {
            return Promotion::Manual;
        }
        let mut voters: Vec<Id> = data.to_vec();
        if self.chance.percent(15) {
            voters.remove(0);
        }
        let hosts = self.topology.hosts.iter().take(self.chance.below(3)).map(|host| host.id.clone());
        voters.extend(hosts);
        if self.chance.percent(10) {
            let external = self.chance.percent(50);
            self.part("witness", Kind::MonitoringService, external);
            voters.push(id("witness"));
        }
        Promotion::Automatic { voters, fencing: self.chance.percent(35) }
    }
}
