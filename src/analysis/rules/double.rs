//! Doubling: the commands that give a single point of failure a second, by what it is.

use super::Facts;
use super::remedy::call_of;
use super::said::Said;
use crate::analysis::calls::Owner;
use crate::analysis::flow::carries_requests;
use crate::analysis::proposal::{Proposal, Work};
use crate::topology::{Check, Host, Id, Kind, Link, Network, Rule, Rules, Target};

impl Facts<'_> {
    /// Makes two balancers an active-passive cluster that shares the site's address.
    pub(super) fn joining(&self, balancers: &[Id]) -> Vec<String> {
        let [one, other] = balancers else { return Vec::new() };
        let cluster = self.free_id("vip");
        let sharing = self.sharing(&cluster, balancers);
        if sharing.is_empty() {
            return Vec::new();
        }
        let joined = format!("add cluster {cluster} active_passive {one} {other}");
        let tracked = format!("set {cluster} track service");
        std::iter::once(joined).chain(sharing).chain([tracked]).collect()
    }

    /// Lets a cluster share the one address that the site's name leads to, where nobody has it but a member's machine.
    pub(super) fn sharing(&self, cluster: &str, members: &[Id]) -> Vec<String> {
        let site = self.calls.site().map(|site| site.addresses.as_slice()).unwrap_or_default();
        let [address] = site else { return Vec::new() };
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
        let Some(host) = self.host(id.as_str()) else {
            return self.doubling_part(said, id);
        };
        let second = |work: fn(Id) -> Work| [work(id.clone())];
        let kinds: Vec<Kind> = host.components.iter().map(|component| component.kind).collect();
        let entered = self.is_entered(host);
        if entered && kinds.contains(&Kind::LoadBalancer) && !kinds.contains(&Kind::WebServer) {
            return said.mend(
                format!("Put a second balancer beside {id}, with an address that both share."),
                second(Work::Balancer),
            );
        }
        if kinds.contains(&Kind::Database) && !kinds.contains(&Kind::WebServer) {
            return said
                .mend("Add a replica that is promoted automatically.", second(Work::Database))
                .advise("Add two databases, so that three members all accept writes.");
        }
        if entered || kinds.contains(&Kind::Database) {
            return said.mend(
                "Put two such servers behind two load balancers that share an address.",
                second(Work::Pair),
            );
        }
        said.mend(format!("Put a twin beside {id} that gets its share of the calls."), second(Work::Twin))
    }

    /// Ways to double a free-standing part or a place.
    fn doubling_part(&self, said: Said, id: &Id) -> Said {
        let second = |work: fn(Id) -> Work| [work(id.clone())];
        match self.calls.kind(id) {
            Some(Kind::Firewall) => said
                .mend(
                    format!("Put a second firewall beside {id}, so that there are two ways."),
                    second(Work::TwinPart),
                )
                .advise(format!(
                    "Replace {id} by firewalls on the servers behind, which fail only with their server."
                )),
            Some(Kind::Dns) => said.mend("Add a second name server.", second(Work::TwinPart)),
            Some(Kind::Database) => said
                .mend(format!("Add a replica of {id} that is promoted automatically."), second(Work::Store))
                .advise("Add two databases, so that three members all accept writes."),
            Some(_) => said.mend(format!("Put a second one beside {id}."), second(Work::TwinPart)),
            None => {
                said.mend(format!("Put one of each pair in another place than {id}."), second(Work::Place))
            }
        }
    }

    /// The commands of a proposal on this design.
    pub(super) fn commands(&self, proposal: &Proposal) -> Vec<String> {
        let on = |id: &Id, commands: fn(&Self, &Host) -> Vec<String>| {
            self.host(id.as_str()).map(|host| commands(self, host)).unwrap_or_default()
        };
        proposal.commands(self.topology, |work| match work {
            Work::Twin(host) => on(host, Self::twin),
            Work::Balancer(host) => on(host, Self::twin_balancer),
            Work::Database(host) => on(host, Self::second_database),
            Work::Pair(host) => on(host, Self::pairing),
            Work::TwinPart(part) => self.twin_part(part),
            Work::Store(part) => self.twin_store(part),
            Work::Place(place) => self.elsewhere(place),
            Work::Apart(ids) => self.apart(&ids.iter().collect::<Vec<_>>()),
            Work::Reading { replica, primary } => self.reading(replica, primary),
            Work::Watching(service) => self.reporting_to(service),
        })
    }

    /// Commands for a twin of a free-standing part: the same settings and calls, in and out.
    fn twin_part(&self, id: &Id) -> Vec<String> {
        let Some(part) = self.topology.parts.iter().find(|part| part.component.id == *id) else {
            return Vec::new();
        };
        let twin = self.free_id(&format!("{id}-2"));
        let mut commands = vec![format!("add {} {twin}", part.component.kind)];
        commands
            .extend(self.settings(id, &twin).into_iter().filter(|command| !command.contains(" address ")));
        let double = |end: &Id| if end == id { twin.clone() } else { end.to_string() };
        for link in self.links_at(id) {
            commands.extend(drawn_like(link, &double(&link.from), &double(&link.to)));
        }
        commands
    }

    /// The same for a database, as the replica of a new cluster; nothing where it is in one.
    fn twin_store(&self, id: &Id) -> Vec<String> {
        if self.clusters_of(id).next().is_some() {
            return Vec::new();
        }
        let mut commands = self.twin_part(id);
        let twin = self.free_id(&format!("{id}-2"));
        let cluster = self.free_id("db");
        commands.push(format!("add cluster {cluster} primary_replica {id} {twin}"));
        commands.push(format!("set {cluster} promotion automatic"));
        commands.push(format!("set {cluster} fencing true"));
        commands.push(format!("connect {twin} {id} replication"));
        let apps = self.calls.to(id).filter(|flow| self.calls.is_request(flow)).map(|flow| &flow.from);
        let apps = apps.filter(|app| self.calls.kind(app) == Some(Kind::AppServer));
        commands.extend(apps.map(|app| format!("set {app} reads any")));
        commands
    }

    /// Moves the second of each sort of machine in a place to another place that is as good.
    fn elsewhere(&self, place: &Id) -> Vec<String> {
        let known = self.topology.places.iter().find(|known| known.id == *place);
        let new = self.free_id(&format!("{place}-2"));
        let mut commands = vec![format!("add place {new}")];
        if let Some(availability) = known.and_then(|known| known.availability) {
            commands.push(format!("set {new} availability {availability}"));
        }
        let mut seen: Vec<Vec<Kind>> = Vec::new();
        for host in self.topology.hosts.iter().filter(|host| host.standing.place.as_ref() == Some(place)) {
            let mut kinds: Vec<Kind> = host.components.iter().map(|component| component.kind).collect();
            kinds.sort();
            if seen.contains(&kinds) {
                commands.push(format!("set {} place {new}", host.id));
            } else {
                seen.push(kinds);
            }
        }
        commands
    }

    /// Twins of the machines of these that keep no data and are called by something that chooses.
    pub(super) fn widening(&self, ids: &[Id]) -> Vec<String> {
        let mut hosts: Vec<&Host> = Vec::new();
        for id in ids {
            let Some(host) = self.host_of(id).or_else(|| self.host(id.as_str())) else {
                return Vec::new();
            };
            let entered = self.is_entered(host);
            let keeps = host.components.iter().any(|component| component.kind == Kind::Database);
            if entered || keeps {
                return Vec::new();
            }
            // Two parts that are full may be of one machine, and two machines of one tier need one more.
            let kinds =
                |host: &Host| host.components.iter().map(|component| component.kind).collect::<Vec<_>>();
            if hosts.iter().all(|known| kinds(known) != kinds(host)) {
                hosts.push(host);
            }
        }
        hosts.into_iter().flat_map(|host| self.twin(host)).collect()
    }

    /// Commands for a twin of a host: the same components, settings and calls, in and out.
    pub(super) fn twin(&self, host: &Host) -> Vec<String> {
        let twin = self.free_id(&format!("{}-2", host.id));
        let mut commands = vec![format!("add host {twin}")];
        if host.standing.on() != [Network::Private] {
            commands.push(format!("set {twin} networks {}", networks(host)));
        }
        for component in &host.components {
            commands.push(format!("add {} {} on {twin}", component.kind, component.id));
            let id = host.id.join(&component.id);
            commands.extend(self.settings(&id, &format!("{twin}.{}", component.id)));
            commands.extend(self.rules_for(&id, host, &twin));
        }
        let on_host = |id: &Id| id.host() == Some(host.id.as_str());
        let double = |id: &Id| if on_host(id) { format!("{twin}.{}", id.name()) } else { id.to_string() };
        for link in &self.topology.links {
            if on_host(&link.from) || on_host(&link.to) {
                commands.extend(drawn_like(link, &double(&link.from), &double(&link.to)));
                commands.extend(self.sealing(link, &double(&link.from), &double(&link.to)));
            }
        }
        commands.extend(self.guarding(host, &twin));
        commands.extend(self.admitting(host, &twin));
        commands.extend(self.checks(host));
        commands
    }

    /// Encrypts a new call between machines behind the end of TLS, so that it is not one more in clear text.
    pub(super) fn sealing(&self, link: &Link, from: &str, to: &str) -> Option<String> {
        let machine = |end: &str| end.split('.').next().map(str::to_owned);
        let from_user = self.calls.kind(&link.from) == Some(Kind::User);
        let inside = machine(from) == machine(to) || from_user;
        let clear = !link.is_encrypted() && !link.redirect && carries_requests(link.protocol);
        let after_tls = clear && !inside && !self.calls.tls_ends().is_empty();
        after_tls.then(|| format!("set {from}->{to}:{} encrypted true", link.port()))
    }

    /// Lets firewalls with rules of their own treat a twin as they treat the host, or what is on it.
    pub(super) fn admitting(&self, host: &Host, twin: &str) -> Vec<String> {
        let mut commands = Vec::new();
        for placed in self.topology.components().filter(|placed| placed.id().host() != Some(host.id.as_str()))
        {
            let Rules::Listed(rules) = &placed.component.settings.rules else { continue };
            let mut all: Vec<String> = Vec::new();
            for rule in rules {
                let like = renamed(rule, host, twin);
                all.push(rule.to_string());
                all.extend(Some(like).filter(|like| like != rule).map(|like| like.to_string()));
            }
            if all.len() > rules.len() {
                commands.push(format!("set {} rules {}", placed.id(), all.join(",")));
            }
        }
        commands
    }

    /// The rules of a firewall on a host, as its twin needs them.
    pub(super) fn rules_for(&self, firewall: &Id, host: &Host, twin: &str) -> Vec<String> {
        let placed = self.calls.part(firewall);
        let Some(Rules::Listed(rules)) = placed.map(|placed| &placed.component.settings.rules) else {
            return Vec::new();
        };
        let all: Vec<String> = rules.iter().map(|rule| renamed(rule, host, twin).to_string()).collect();
        vec![format!("set {twin}.{} rules {}", firewall.name(), all.join(","))]
    }

    /// Gives components machines of their own, on the networks that they are on now.
    pub(super) fn apart(&self, ids: &[&Id]) -> Vec<String> {
        let mut commands = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        for id in ids {
            let Some(host) = self.host_of(id) else { continue };
            let mut number = 2;
            let new = loop {
                let name = self.free_id(&format!("{}-{number}", host.id));
                if !taken.contains(&name) {
                    break name;
                }
                number += 1;
            };
            commands.push(format!("add host {new}"));
            commands.push(format!("set {new} networks {}", networks(host)));
            commands.push(format!("move {id} to {new}"));
            for component in &host.components {
                let files = component.kind == Kind::AppFiles && self.calls.kind(id) == Some(Kind::AppServer);
                let beside = matches!(component.kind, Kind::Firewall | Kind::MonitoringClient);
                if !(files || beside) {
                    continue;
                }
                commands.push(format!("add {} {} on {new}", component.kind, component.id));
                let own = host.id.join(&component.id);
                commands.extend(self.settings(&own, &format!("{new}.{}", component.id)));
                commands.extend(self.rules_for(&own, host, &new));
                for link in
                    self.topology.links.iter().filter(|link| beside && (link.from == own || link.to == own))
                {
                    let end = |end: &Id| {
                        if *end == own { format!("{new}.{}", own.name()) } else { end.to_string() }
                    };
                    commands.extend(drawn_like(link, &end(&link.from), &end(&link.to)));
                }
            }
            commands.extend(self.guarding(host, &new));
            taken.push(new);
        }
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
                let placed = self.calls.part(id)?;
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
    pub(super) fn settings(&self, from: &Id, to: &str) -> Vec<String> {
        let skip = ["kind", "label", "note", "rules"];
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
        let vip = self.free_id("vip");
        commands
            .push(format!("add cluster {vip} active_passive {} {twin}.{balancer}", host.id.join(balancer)));
        commands.push(format!("set {vip} address {address}"));
        commands.push(format!("set {vip} track service"));
        commands
    }
}

/// The networks that a host is on, as a command writes them.
pub(super) fn networks(host: &Host) -> String {
    let names: Vec<String> = host.standing.on().iter().map(ToString::to_string).collect();
    names.join(",")
}

/// Draws a link from one end to another with everything that a known link has.
pub(super) fn drawn_like(link: &Link, from: &str, to: &str) -> Vec<String> {
    let new = format!("{from}->{to}:{}", link.port());
    let mut commands = vec![format!("connect {from} {to} {}", call_of(link.protocol, link.port()))];
    if let Some(encrypted) = link.encrypted {
        commands.push(format!("set {new} encrypted {encrypted}"));
    }
    if link.weight != 1 {
        commands.push(format!("set {new} weight {}", link.weight));
    }
    if link.backup {
        commands.push(format!("set {new} backup true"));
    }
    if link.redirect {
        commands.push(format!("set {new} redirect true"));
    }
    commands
}

/// A firewall's rule in which a host, or what is on it, has become its twin.
fn renamed(rule: &Rule, host: &Host, twin: &str) -> Rule {
    let name = |end: &Option<String>| {
        let end = end.as_deref()?;
        if end == host.id.as_str() {
            return Some(twin.to_owned());
        }
        let on_it = end.strip_prefix(host.id.as_str()).and_then(|rest| rest.strip_prefix('.'));
        Some(on_it.map_or_else(|| end.to_owned(), |name| format!("{twin}.{name}")))
    };
    Rule { from: name(&rule.from), to: name(&rule.to), ..rule.clone() }
}
