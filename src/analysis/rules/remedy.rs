//! The commands that mend: what the lab would take to close, encrypt, double and connect. Whether they do is tried
//! before they are offered.

use std::collections::HashSet;

use super::Facts;
use super::said::Said;
use crate::analysis::flow::{Flow, Path};
use crate::topology::{Host, Id, Kind, LinkId, Network, Protocol, Rules};

impl Facts<'_> {
    /// A name that no component on a host has, such as `fw` or `fw2`.
    pub(super) fn free_name(&self, host: &str, wish: &str) -> String {
        let taken = |name: &str| self.topology.component(&format!("{host}.{name}")).is_some();
        free(wish, taken)
    }

    /// An id that nothing has, such as `monitoring` or `monitoring2`.
    pub(super) fn free_id(&self, wish: &str) -> String {
        free(wish, |id| self.topology.contains(id))
    }

    /// A command that puts a component on a host.
    pub(super) fn adding(&self, kind: Kind, wish: &str, host: &str) -> String {
        format!("add {kind} {} on {host}", self.free_name(host, wish))
    }

    /// What web servers here speak to application servers.
    pub(super) fn app_protocol(&self, app: &Id) -> Protocol {
        let known = |flow: &&Flow| self.calls.kind(&flow.from) == Some(Kind::WebServer);
        let to_this = self.calls.flows().filter(known).find(|flow| flow.to == *app);
        let any = || {
            self.calls.flows().filter(known).find(|flow| self.calls.kind(&flow.to) == Some(Kind::AppServer))
        };
        to_this.or_else(any).map_or(Protocol::Fastcgi, |flow| flow.protocol)
    }

    /// What is spoken to a database, with its port where that is not the protocol's own.
    pub(super) fn database_call(&self, database: &Id) -> String {
        let flow = self.calls.flows().find(|flow| flow.to == *database && self.calls.is_request(flow));
        flow.map_or_else(|| Protocol::Mysql.to_string(), call)
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
        let service = self.calls.of_kind(Kind::MonitoringService).next();
        let Some(service) = service.filter(|_| self.servers().any(watched)) else { return Vec::new() };
        vec![
            format!("add monitoring_client agent on {host}"),
            format!("connect {host}.agent {service} https"),
        ]
    }

    /// Ways to close a part to the internet: take its machine off, or put a firewall on it.
    pub(super) fn closing(&self, said: Said, id: &Id) -> Said {
        let Some(host) = id.host().and_then(|host| self.topology.host(host)) else {
            return said.advise(format!("Take {id} off the internet."));
        };
        let said = match wall(host) {
            Some(wall) => said.mend(
                format!("Let {wall} allow exactly what is drawn."),
                [format!("set {wall} rules drawn")],
            ),
            None => said.mend(
                format!("Put a firewall on {} that lets only the drawn flows in.", host.id),
                [self.adding(Kind::Firewall, "fw", host.id.as_str())],
            ),
        };
        said.advise(format!("Move {id} to a machine that is on the private network only."))
    }

    /// Lets a firewall allow a flow, before every other rule.
    pub(super) fn allowing(&self, firewall: &Id, flow: &Flow) -> Vec<String> {
        let Some(placed) = self.topology.component(firewall.as_str()) else { return Vec::new() };
        let Rules::Listed(rules) = &placed.component.settings.rules else { return Vec::new() };
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
