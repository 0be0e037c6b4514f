//! The commands that mend: what the lab would take to close, encrypt, double and connect. Whether they do is tried
//! before they are offered.

use std::collections::HashSet;

use super::Facts;
use super::said::Said;
use crate::analysis::flow::{Flow, Path};
use crate::topology::{self, Host, Id, Kind, LinkId, Network, Protocol, Rules};

impl Facts<'_> {
    /// A name that no component on a host has, such as `fw` or `fw2`.
    pub(super) fn free_name(&self, host: &str, wish: &str) -> String {
        let taken = |name: &str| self.engine.index.component_no(&format!("{host}.{name}")).is_some();
        free(wish, taken)
    }

    /// An id that nothing has, such as `monitoring` or `monitoring2`.
    pub(super) fn free_id(&self, wish: &str) -> String {
        free(wish, |id| self.engine.index.named(id).is_some())
    }

    /// A command that puts a component on a host.
    pub(super) fn adding(&self, kind: Kind, wish: &str, host: &str) -> String {
        format!("add {kind} {} on {host}", self.free_name(host, wish))
    }

    /// What web servers here speak to application servers.
    pub(super) fn app_protocol(&self, app: &Id) -> Protocol {
        let to_any =
            || self.calls.of_kind(Kind::AppServer).find_map(|app| self.first_call_of_a_web_server(app));
        let known = self.first_call_of_a_web_server(app).or_else(to_any);
        known.map_or(Protocol::Fastcgi, |flow| flow.protocol)
    }

    /// What is spoken to a database, with its port where that is not the protocol's own.
    pub(super) fn database_call(&self, database: &Id) -> String {
        self.first_request(database).map_or_else(|| Protocol::Mysql.to_string(), call)
    }

    /// Puts a session store on a machine of its own that these application servers call over TLS.
    pub(super) fn storing_sessions(&self, apps: &[Id]) -> Vec<String> {
        let host = self.free_id("sessions");
        let mut commands = vec![format!("add host {host}"), format!("add session_store redis on {host}")];
        for app in apps {
            commands.push(format!("connect {app} {host}.redis redis"));
            commands.push(format!("set {app}->{host}.redis:6379 encrypted true"));
        }
        commands.extend(self.like_the_others(&host));
        commands
    }

    /// A firewall for a machine that is to stand beside one that is on the internet with none.
    pub(super) fn guarding(&self, host: &Host, new: &str) -> Option<String> {
        let public = host.standing.on().contains(&Network::Internet);
        let bare = public && self.calls.guard(host).firewalls.is_empty();
        bare.then(|| format!("add firewall fw on {new}"))
    }

    /// Guards and watches a new machine as the servers are: a firewall where each has one, a monitoring client
    /// where there is a service.
    fn like_the_others(&self, host: &str) -> Vec<String> {
        let mut commands = Vec::new();
        let has = |host: &Host, kind| host.components.iter().any(|component| component.kind == kind);
        if self.servers().all(|host| has(host, Kind::Firewall)) {
            commands.push(format!("add firewall fw on {host}"));
        }
        commands.extend(self.watching(host));
        commands
    }

    /// A monitoring client for a new machine, where the others have one and there is a service.
    pub(super) fn watching(&self, host: &str) -> Vec<String> {
        let watched =
            |host: &Host| host.components.iter().any(|component| component.kind == Kind::MonitoringClient);
        if !self.servers().any(watched) {
            return Vec::new();
        }
        let report = self.report();
        report.map(|report| report.client(self, host)).unwrap_or_default()
    }

    /// How clients report here: as the first one does that calls a service or is called by one; where none does, by
    /// HTTPS to the first service.
    pub(super) fn report(&self) -> Option<Report> {
        let is = |kind, id: &Id| self.calls.kind(id) == Some(kind);
        let (client, service) = (Kind::MonitoringClient, Kind::MonitoringService);
        let shown = self.calls.allowed().find_map(|flow| {
            let call = call(flow);
            if is(client, &flow.from) && is(service, &flow.to) {
                Some(Report { service: flow.to.clone(), pulls: false, call, name: name_of(&flow.from) })
            } else if is(service, &flow.from) && is(client, &flow.to) {
                Some(Report { service: flow.from.clone(), pulls: true, call, name: name_of(&flow.to) })
            } else {
                None
            }
        });
        let any = || self.calls.of_kind(service).next().map(|service| Report::pushed(service.clone()));
        shown.or_else(any)
    }

    /// Ways to close a part to the internet: a firewall on its machine, or another machine for it.
    pub(super) fn closing(&self, said: Said, id: &Id) -> Said {
        let Some(host) = id.host().and_then(|host| self.host(host)) else {
            let own = self.calls.part(id).is_some_and(|placed| !placed.standing.addresses.is_empty());
            let unaddressed = own.then(|| format!("set {id} address default"));
            let commands = unaddressed.into_iter().chain([format!("set {id} networks private")]);
            return said.mend(format!("Take {id} off the internet."), commands);
        };
        let firewalls = host.components.iter().filter(|component| component.kind == Kind::Firewall);
        let said = match (wall(host), firewalls.count()) {
            (Some(wall), _) => said.mend(
                format!("Let {wall} allow exactly what is drawn."),
                [format!("set {wall} rules drawn")],
            ),
            (None, 0) => said.mend(
                format!("Put a firewall on {} that lets only the drawn flows in.", host.id),
                [self.adding(Kind::Firewall, "fw", host.id.as_str())],
            ),
            (None, _) => said.mend(
                format!("Remove the links by which users and strangers call {id}: the firewall allows what is drawn."),
                self.undrawing(id),
            ),
        };
        said.advise(format!("Move {id} to a machine that is on the private network only."))
    }

    /// Takes away the links by which a part is called from outside, where they lead straight to it.
    fn undrawing(&self, id: &Id) -> Vec<String> {
        let from_outside = self.calls.to(id).filter(|flow| self.calls.is_outside(&flow.from));
        let paths: Vec<&Path> = from_outside.flat_map(|flow| &flow.paths).collect();
        let straight = |path: &&Path| path.links.len() == 1;
        if !paths.iter().all(straight) {
            return Vec::new();
        }
        paths.iter().flat_map(|path| &path.links).map(|link| format!("disconnect {link}")).collect()
    }

    /// Ways to let only administrators log in to the machine of a part.
    pub(super) fn closing_ssh(&self, said: Said, id: &Id, port: u16) -> Said {
        said.mend(format!("Allow port {port} from an administrator only."), self.administered(id, port))
            .advise("Let administrators in by a private network (VPN), and draw no SSH over the internet.")
    }

    /// Draws the SSH calls to a part from an administrator in place of the users, and lets a firewall on its machine
    /// allow them from there alone. Nothing where something else stands on the way.
    fn administered(&self, id: &Id, port: u16) -> Vec<String> {
        let Some(host) = self.host_of(id) else { return Vec::new() };
        let callers: Vec<&Flow> = self.calls.to(id).filter(|flow| flow.port == port).collect();
        let straight = |flow: &Flow| matches!(flow.paths.as_slice(), [path] if path.links.len() == 1);
        if !callers.iter().all(|flow| straight(flow)) {
            return Vec::new();
        }
        let administers = |user: &Id| self.calls.from(user).all(|flow| flow.protocol == Protocol::Ssh);
        let (admins, users): (Vec<&Flow>, Vec<&Flow>) = callers
            .into_iter()
            .filter(|flow| self.calls.is_outside(&flow.from))
            .partition(|flow| administers(&flow.from));
        let mut commands: Vec<String> = users
            .iter()
            .flat_map(|flow| &flow.paths)
            .flat_map(|path| &path.links)
            .map(|link| format!("disconnect {link}"))
            .collect();
        let admin = admins.first().map_or_else(|| self.free_id("admin"), |flow| flow.from.to_string());
        if admins.is_empty() {
            commands.push(format!("add user {admin}"));
            commands.push(format!("connect {admin} {id} {}", call_of(Protocol::Ssh, port)));
        }
        let has_firewall = host.components.iter().any(|component| component.kind == Kind::Firewall);
        if let Some((wall, rules)) = wall(host).and_then(|wall| Some((wall.clone(), self.listed(&wall)?))) {
            let first =
                [format!("allow from {admin} to {id} port {port}"), format!("deny to {id} port {port}")];
            let all: Vec<String> = first.into_iter().chain(rules.iter().map(ToString::to_string)).collect();
            commands.push(format!("set {wall} rules {}", all.join(",")));
        } else if !has_firewall {
            commands.push(self.adding(Kind::Firewall, "fw", host.id.as_str()));
        }
        commands
    }

    /// The rules of a firewall that has rules of its own.
    fn listed(&self, firewall: &Id) -> Option<&[topology::Rule]> {
        match &self.calls.part(firewall)?.component.settings.rules {
            Rules::Listed(rules) => Some(rules),
            Rules::Drawn => None,
        }
    }

    /// Lets a firewall allow a flow, before every other rule.
    pub(super) fn allowing(&self, firewall: &Id, flow: &Flow) -> Vec<String> {
        let Some(rules) = self.listed(firewall) else { return Vec::new() };
        let from = if self.calls.is_outside(&flow.from) { "internet" } else { flow.from.as_str() };
        let port = if flow.port == 0 { String::new() } else { format!(" port {}", flow.port) };
        let first = format!("allow from {from} to {}{port}", flow.to);
        let all: Vec<String> = std::iter::once(first).chain(rules.iter().map(ToString::to_string)).collect();
        vec![format!("set {firewall} rules {}", all.join(","))]
    }

    /// Leads a direct call through an in-line firewall.
    pub(super) fn rerouting(&self, path: &Path, flow: &Flow, firewall: &Id) -> Vec<String> {
        let [link] = path.links.as_slice() else { return Vec::new() };
        let words = call(flow);
        let mut commands = vec![format!("disconnect {link}")];
        let known = |from: &Id, to: &Id| {
            let link = LinkId { from: from.clone(), to: to.clone(), port: flow.port };
            self.engine.index.link_no(&link).is_some()
        };
        if !known(&flow.from, firewall) {
            commands.push(format!("connect {} {firewall} {words}", flow.from));
        }
        if !known(firewall, &flow.to) {
            commands.push(format!("connect {firewall} {} {words}", flow.to));
        }
        commands
    }

    /// Draws HTTPS beside the users' HTTP, lets the latter only redirect, and gives the entry a certificate.
    pub(super) fn encrypting(&self, flow: &Flow) -> Vec<String> {
        if flow.protocol != Protocol::Http {
            return Vec::new();
        }
        let mut commands: Vec<String> = redirect_links(flow);
        let https = Protocol::Https.port();
        let known =
            |link: &LinkId| self.engine.index.link_no(&LinkId { port: https, ..link.clone() }).is_some();
        for link in links(flow).into_iter().filter(|link| !known(link)) {
            commands.push(format!("connect {} {} https", link.from, link.to));
        }
        if self.calls.names(&flow.to).is_empty() {
            commands.push(format!("set {} certificate {}", flow.to, self.wanted_names().join(",")));
        }
        commands.extend(self.opening(flow, https));
        commands
    }

    /// Draws beside the users' HTTPS a call to port 80 that is answered with a redirect.
    pub(super) fn redirecting(&self, flow: &Flow) -> Vec<String> {
        let drawn = links(flow).into_iter().map(|link| format!("connect {} {} http", link.from, link.to));
        drawn.chain(redirect_links(flow)).chain(self.opening(flow, Protocol::Http.port())).collect()
    }

    /// Lets the firewalls on the way of a flow that have rules of their own allow it on another port too.
    fn opening(&self, flow: &Flow, port: u16) -> Vec<String> {
        let mut firewalls: Vec<&Id> = flow.decisions().map(|decision| &decision.firewall).collect();
        firewalls.sort();
        firewalls.dedup();
        let other = Flow { port, ..flow.clone() };
        firewalls.into_iter().flat_map(|firewall| self.allowing(firewall, &other)).collect()
    }

    /// Encrypts calls between machines: HTTP becomes HTTPS, and the called gets a certificate for its own name;
    /// other protocols take up TLS on their port.
    pub(super) fn encrypting_inside(&self, flows: &[&Flow]) -> Vec<String> {
        let mut commands = Vec::new();
        for flow in flows {
            if flow.protocol == Protocol::Http && flow.port == 80 {
                commands.extend(links(flow).iter().map(|link| format!("set {link} protocol https")));
                if self.calls.names(&flow.to).is_empty() {
                    let name = flow.to.host().unwrap_or(flow.to.as_str());
                    commands.push(format!("set {} certificate {name}.internal", flow.to));
                }
            } else {
                commands.extend(links(flow).iter().map(|link| format!("set {link} encrypted true")));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        commands.retain(|command| seen.insert(command.clone()));
        commands
    }
}

/// How a monitoring client and a service come together.
pub(super) struct Report {
    pub(super) service: Id,
    /// Whether the service fetches.
    pulls: bool,
    /// What they speak, as a command writes it.
    call: String,
    /// What clients are called on their hosts.
    name: String,
}

impl Report {
    /// Clients push over HTTPS, as agents of services elsewhere do.
    pub(super) fn pushed(service: Id) -> Self {
        Self { service, pulls: false, call: Protocol::Https.to_string(), name: "agent".to_owned() }
    }

    /// Commands that put a client on a host and bring it together with the service.
    pub(super) fn client(&self, facts: &Facts<'_>, host: &str) -> Vec<String> {
        let name = facts.free_name(host, &self.name);
        vec![format!("add monitoring_client {name} on {host}"), self.connecting(&format!("{host}.{name}"))]
    }

    /// The command that brings a client together with the service.
    pub(super) fn connecting(&self, client: &str) -> String {
        let Self { service, call, .. } = self;
        if self.pulls {
            format!("connect {service} {client} {call}")
        } else {
            format!("connect {client} {service} {call}")
        }
    }
}

/// The name of a component on its host.
fn name_of(id: &Id) -> String {
    let name = id.as_str();
    name.split_once('.').map_or(name, |(_, name)| name).to_owned()
}

/// The links of a flow, each once, in their order.
fn links(flow: &Flow) -> Vec<&LinkId> {
    let mut seen = HashSet::new();
    flow.paths.iter().flat_map(|path| &path.links).filter(|link| seen.insert(*link)).collect()
}

/// Lets the called answer a call to port 80 with a redirect only.
fn redirect_links(flow: &Flow) -> Vec<String> {
    let last = links(flow).into_iter().filter(|link| link.to == flow.to);
    last.map(|link| format!("set {}->{}:80 redirect true", link.from, link.to)).collect()
}

/// What a flow speaks, with its port where that is not the protocol's own.
fn call(flow: &Flow) -> String {
    call_of(flow.protocol, flow.port)
}

pub(super) fn call_of(protocol: Protocol, port: u16) -> String {
    if port == protocol.port() { protocol.to_string() } else { format!("{protocol} {port}") }
}

fn free(wish: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(wish) {
        return wish.to_owned();
    }
    let mut number = 2;
    loop {
        let id = format!("{wish}{number}");
        if !taken(&id) {
            return id;
        }
        number += 1;
    }
}

/// The firewall on a host that has rules of its own.
fn wall(host: &Host) -> Option<Id> {
    let listed = |rules: &Rules| matches!(rules, Rules::Listed(_));
    let mut components = host.components.iter();
    let wall =
        components.find(|component| component.kind == Kind::Firewall && listed(&component.settings.rules));
    wall.map(|component| host.id.join(&component.id))
}

/// Draws the same call from somebody else.
pub(super) fn like(flow: &Flow, from: &Id) -> Vec<String> {
    let Some(first) = flow.paths.first().and_then(|path| path.links.first()) else { return Vec::new() };
    vec![format!("connect {from} {} {}", first.to, call(flow))]
}
