//! Doubling: the commands that give a single point of failure a second, by what it is.

use super::Facts;
use super::remedy::call_of;
use super::said::Said;
use crate::analysis::calls::Owner;
use crate::topology::{Check, Cluster, Host, Id, Kind, Mode, Promotion, Target};

impl Facts<'_> {
    /// Makes promotion automatic, with fencing, and links the applications to the replicas that may take over.
    pub(super) fn promoting(&self, cluster: &Cluster, primary: &Id, replicas: &[Id]) -> Vec<String> {
        let words = self.database_call(primary);
        let mut commands = vec![
            format!("set {} promotion automatic", cluster.id),
            format!("set {} fencing true", cluster.id),
        ];
        let writers = self.calls.to(primary).filter(|flow| self.calls.is_request(flow));
        for writer in writers {
            for replica in replicas {
                let linked = self.calls.from(&writer.from).any(|flow| flow.to == *replica);
                if !linked {
                    commands.push(format!("connect {} {replica} {words}", writer.from));
                }
            }
        }
        commands
    }

    /// Makes two databases a primary and its replica, each reached by whoever reaches the other.
    pub(super) fn clustering(&self, primary: &Id, replica: &Id) -> Vec<String> {
        let words = self.database_call(primary);
        let cluster = self.free_id("db");
        let mut commands = vec![format!("add cluster {cluster} primary_replica {primary} {replica}")];
        let mut connect = |from: &Id, to: &Id| {
            if !self.calls.flows().any(|flow| flow.from == *from && flow.to == *to) {
                commands.push(format!("connect {from} {to} {words}"));
            }
        };
        for (one, other) in [(primary, replica), (replica, primary)] {
            for flow in self.calls.to(one).filter(|flow| self.calls.is_request(flow)) {
                connect(&flow.from, other);
            }
        }
        commands.push(format!("connect {replica} {primary} replication"));
        commands.push(format!("set {cluster} promotion automatic"));
        commands.push(format!("set {cluster} fencing true"));
        commands
    }

    /// Makes two balancers an active-passive cluster that shares the site's address.
    pub(super) fn joining(&self, balancers: &[Id]) -> Vec<String> {
        let [one, other] = balancers else { return Vec::new() };
        let cluster = self.free_id("vip");
        let sharing = self.sharing(&cluster, balancers);
        if sharing.is_empty() {
            return Vec::new();
        }
        let joined = format!("add cluster {cluster} active_passive {one} {other}");
        std::iter::once(joined).chain(sharing).collect()
    }

    /// Lets a cluster share the one address that the site's name leads to, where nobody has it but a member's machine.
    pub(super) fn sharing(&self, cluster: &str, members: &[Id]) -> Vec<String> {
        let site = self.calls.site().map(|site| site.addresses).unwrap_or_default();
        let [address] = site.as_slice() else { return Vec::new() };
        let share = format!("set {cluster} address {address}");
        match self.calls.owner(*address) {
            None => vec![share],
            Some(Owner::Host(host)) if members.iter().any(|id| id.host() == Some(host.id.as_str())) => vec![
                format!("set {} networks {}", host.id, networks(host)),
                format!("set {} address default", host.id),
                share,
            ],
            Some(_) => Vec::new(),
        }
    }

    /// Ways to double a single point of failure, by what it is.
    pub(super) fn doubling(&self, said: Said, id: &Id) -> Said {
        let Some(host) = self.topology.host(id.as_str()) else {
            return said.advise(self.advice_for_part(id));
        };
        let kinds: Vec<Kind> = host.components.iter().map(|component| component.kind).collect();
        if let Some((cluster, primary, replicas)) = self.primary_on(host) {
            return said
                .mend(
                    "Promote a replica automatically, after cutting the old primary off (fencing).",
                    self.promoting(cluster, primary, replicas),
                )
                .advise("Use a database cluster of at least three members that all accept writes.");
        }
        if kinds.contains(&Kind::LoadBalancer) && !kinds.contains(&Kind::WebServer) {
            return said.mend(
                format!("Put a second balancer beside {id}, with an address that both share."),
                self.twin_balancer(host),
            );
        }
        if kinds.contains(&Kind::Database) && !kinds.contains(&Kind::WebServer) {
            return said
                .mend("Add a replica that is promoted automatically.", self.second_database(host))
                .advise("Add two databases, so that three members all accept writes.");
        }
        let entered = self.calls.entries().any(|flow| flow.to.host() == Some(id.as_str()));
        if entered || kinds.contains(&Kind::Database) {
            return said.advise("Put two such servers behind two load balancers that share an address.");
        }
        said.mend(format!("Put a twin beside {id} that gets its share of the calls."), self.twin(host))
    }

    fn advice_for_part(&self, id: &Id) -> String {
        match self.calls.kind(id) {
            Some(Kind::Firewall) => {
                format!("Replace {id} by firewalls on the servers behind, which fail only with their server.")
            }
            Some(Kind::Dns) => "Add a second name server.".to_owned(),
            Some(_) => format!("Put a second one beside {id}."),
            None => format!("Put one of each pair in another place than {id}."),
        }
    }

    /// The cluster whose primary is on a host.
    fn primary_on(&self, host: &Host) -> Option<(&Cluster, &Id, &[Id])> {
        self.topology.clusters.iter().find_map(|cluster| match &cluster.mode {
            Mode::PrimaryReplica { primary, replicas, promotion: Promotion::Manual }
                if primary.host() == Some(host.id.as_str()) && !replicas.is_empty() =>
            {
                Some((cluster, primary, replicas.as_slice()))
            }
            _ => None,
        })
    }

    /// Commands for a twin of a host: the same components, settings and calls, in and out.
    fn twin(&self, host: &Host) -> Vec<String> {
        let twin = self.free_id(&format!("{}-2", host.id));
        let mut commands = vec![format!("add host {twin}")];
        for component in &host.components {
            commands.push(format!("add {} {} on {twin}", component.kind, component.id));
            let id = host.id.join(&component.id);
            commands.extend(self.settings(&id, &format!("{twin}.{}", component.id)));
        }
        let on_host = |id: &Id| id.host() == Some(host.id.as_str());
        let double = |id: &Id| if on_host(id) { format!("{twin}.{}", id.name()) } else { id.to_string() };
        for link in &self.topology.links {
            if on_host(&link.from) || on_host(&link.to) {
                let words = call_of(link.protocol, link.port());
                commands.push(format!("connect {} {} {words}", double(&link.from), double(&link.to)));
            }
        }
        commands.extend(self.checks(host));
        commands
    }

    /// Lets whoever calls a host check its targets, so that a twin helps.
    fn checks(&self, host: &Host) -> Vec<String> {
        let mut callers: Vec<&Id> = self
            .topology
            .links
            .iter()
            .filter(|link| link.to.host() == Some(host.id.as_str()))
            .map(|link| &link.from)
            .collect();
        callers.sort();
        callers.dedup();
        callers
            .into_iter()
            .filter_map(|id| {
                let placed = self.topology.component(id.as_str())?;
                let unchecked = placed.component.settings.check == Check::None;
                match placed.component.kind {
                    Kind::WebServer if unchecked => Some(format!("set {id} check passive")),
                    kind if kind.forwards() && unchecked => Some(format!("set {id} check tcp")),
                    _ => None,
                }
            })
            .collect()
    }

    /// Commands that give a new component the settings of another one.
    fn settings(&self, from: &Id, to: &str) -> Vec<String> {
        let skip = ["kind", "label", "note"];
        self.topology
            .properties_of(&Target::Part(from.clone()))
            .unwrap_or_default()
            .into_iter()
            .filter(|property| property.fits && !skip.contains(&property.name))
            .filter_map(|property| Some(format!("set {to} {} {}", property.name, property.value?)))
            .collect()
    }

    /// A second balancer that shares the first one's address.
    fn twin_balancer(&self, host: &Host) -> Vec<String> {
        let balancers: Vec<&Id> =
            host.components.iter().filter(|c| c.kind == Kind::LoadBalancer).map(|c| &c.id).collect();
        let ([balancer], [address]) = (balancers.as_slice(), host.standing.addresses.as_slice()) else {
            return Vec::new();
        };
        let mut commands = vec![
            format!("set {} networks {}", host.id, networks(host)),
            format!("set {} address default", host.id),
        ];
        let twin = self.free_id(&format!("{}-2", host.id));
        commands.extend(self.twin(host));
        commands.push(format!("set {twin} networks {}", networks(host)));
        let vip = self.free_id("vip");
        commands
            .push(format!("add cluster {vip} active_passive {} {twin}.{balancer}", host.id.join(balancer)));
        commands.push(format!("set {vip} address {address}"));
        commands
    }

    /// A replica of the one database on a host, on a machine of its own.
    fn second_database(&self, host: &Host) -> Vec<String> {
        let databases: Vec<Id> = host
            .components
            .iter()
            .filter(|component| component.kind == Kind::Database)
            .map(|component| host.id.join(&component.id))
            .collect();
        let [primary] = databases.as_slice() else { return Vec::new() };
        let clustered =
            self.topology.clusters.iter().any(|cluster| cluster.mode.members().contains(&primary));
        if clustered {
            return Vec::new();
        }
        let twin = self.free_id(&format!("{}-2", host.id));
        let replica = format!("{twin}.{}", primary.name());
        let cluster = self.free_id("db");
        let words = self.database_call(primary);
        let mut commands = vec![
            format!("add host {twin}"),
            format!("add database {} on {twin}", primary.name()),
            format!("add cluster {cluster} primary_replica {primary} {replica}"),
            format!("set {cluster} promotion automatic"),
            format!("set {cluster} fencing true"),
            format!("connect {replica} {primary} replication"),
        ];
        for flow in self.calls.to(primary).filter(|flow| self.calls.is_request(flow)) {
            commands.push(format!("connect {} {replica} {words}", flow.from));
            if self.calls.kind(&flow.from) == Some(Kind::AppServer) {
                commands.push(format!("set {} reads any", flow.from));
            }
        }
        commands
    }
}

/// The networks that a host is on, as a command writes them.
fn networks(host: &Host) -> String {
    let names: Vec<String> = host.standing.on().iter().map(ToString::to_string).collect();
    names.join(",")
}
