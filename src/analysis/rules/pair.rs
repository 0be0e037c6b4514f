//! One server made two behind two balancers: the commands that give a server that does everything a second one.

use super::Facts;
use super::double::drawn_like;
use super::remedy::call_of;
use crate::topology::{Host, Id, Kind, Link};

impl Facts<'_> {
    /// Puts a twin beside a server that users call directly, makes their databases a primary and a replica that is
    /// promoted by itself, and puts two balancers that share the server's address before both. Nothing where the server
    /// is called through a firewall, has several addresses or web servers, or keeps data that is copied already.
    pub(super) fn pairing(&self, host: &Host) -> Vec<String> {
        let [address] = host.standing.addresses.as_slice() else { return Vec::new() };
        let on_host = |id: &Id| id.host() == Some(host.id.as_str());
        let calls: Vec<&Link> = self
            .topology
            .links
            .iter()
            .filter(|link| on_host(&link.to) && self.calls.kind(&link.from) == Some(Kind::User))
            .collect();
        let Some(web) = calls.first().map(|link| &link.to) else { return Vec::new() };
        let direct = self
            .calls
            .entries()
            .all(|flow| flow.to == *web && flow.paths.iter().all(|path| path.links.len() == 1));
        let copied =
            self.topology.clusters.iter().any(|cluster| cluster.mode.members().into_iter().any(on_host));
        let is_web = self.calls.kind(web) == Some(Kind::WebServer);
        if !is_web || !direct || copied || calls.iter().any(|link| link.to != *web) {
            return Vec::new();
        }
        let twin = self.free_id(&format!("{}-2", host.id));
        let mut commands = self.second_server(host, &twin);
        commands.extend(self.copied_data(host, &twin));
        commands
            .extend(["networks private", "address default"].map(|what| format!("set {} {what}", host.id)));
        let balancers = [self.free_id("lb1"), self.free_id("lb2")];
        for balancer in &balancers {
            commands.extend(self.new_balancer(balancer, web, &calls));
            for target in [web.to_string(), format!("{twin}.{}", web.name())] {
                commands.push(format!("connect {balancer}.haproxy {target} http"));
            }
        }
        commands.extend(calls.iter().map(|link| format!("disconnect {}", link.id())));
        let cluster = self.free_id("vip");
        let [one, other] = balancers;
        commands.push(format!("add cluster {cluster} active_passive {one}.haproxy {other}.haproxy"));
        commands.push(format!("set {cluster} address {address}"));
        commands.push(format!("set {cluster} track service"));
        commands
    }

    /// The same components with the same settings and calls, apart from those of users.
    fn second_server(&self, host: &Host, twin: &str) -> Vec<String> {
        let mut commands = vec![format!("add host {twin}")];
        for component in &host.components {
            commands.push(format!("add {} {} on {twin}", component.kind, component.id));
            let id = host.id.join(&component.id);
            commands.extend(self.settings(&id, &format!("{twin}.{}", component.id)));
            commands.extend(self.rules_for(&id, host, twin));
        }
        let on_host = |id: &Id| id.host() == Some(host.id.as_str());
        let double = |id: &Id| if on_host(id) { format!("{twin}.{}", id.name()) } else { id.to_string() };
        for link in &self.topology.links {
            let from_user = self.calls.kind(&link.from) == Some(Kind::User);
            if (on_host(&link.from) || on_host(&link.to)) && !from_user {
                commands.extend(drawn_like(link, &double(&link.from), &double(&link.to)));
            }
        }
        commands
    }

    /// Makes the database of the twin a replica of the host's, and lets either application call both.
    fn copied_data(&self, host: &Host, twin: &str) -> Vec<String> {
        let mut stores = host.components.iter().filter(|component| component.kind == Kind::Database);
        let (Some(store), None) = (stores.next(), stores.next()) else { return Vec::new() };
        let (primary, replica) = (host.id.join(&store.id), format!("{twin}.{}", store.id));
        let cluster = self.free_id("db");
        let mut commands = Vec::new();
        for flow in self.calls.to(&primary).filter(|flow| self.calls.is_request(flow)) {
            let words = call_of(flow.protocol, flow.port);
            let second = format!("{twin}.{}", flow.from.name());
            if flow.from.host() == Some(host.id.as_str()) {
                commands.push(format!("connect {second} {primary} {words}"));
                if self.calls.kind(&flow.from) == Some(Kind::AppServer) {
                    commands.push(format!("set {second} reads any"));
                }
            }
            commands.push(format!("connect {} {replica} {words}", flow.from));
            if self.calls.kind(&flow.from) == Some(Kind::AppServer) {
                commands.push(format!("set {} reads any", flow.from));
            }
        }
        commands.push(format!("add cluster {cluster} primary_replica {primary} {replica}"));
        commands.push(format!("set {cluster} promotion automatic"));
        commands.push(format!("set {cluster} fencing true"));
        commands.push(format!("connect {replica} {primary} replication"));
        commands
    }

    /// A guarded balancer on the internet that takes the users' calls.
    fn new_balancer(&self, name: &str, web: &Id, calls: &[&Link]) -> Vec<String> {
        let id = format!("{name}.haproxy");
        let mut commands = vec![
            format!("add host {name}"),
            format!("set {name} networks internet,private"),
            format!("add load_balancer haproxy on {name}"),
            format!("set {id} check http"),
            format!("add firewall fw on {name}"),
        ];
        let names = self.calls.names(web);
        if !names.is_empty() {
            commands.push(format!("set {id} certificate {}", names.join(",")));
        }
        for link in calls {
            commands.extend(drawn_like(link, link.from.as_str(), &id));
        }
        commands.extend(self.watching(name));
        commands
    }
}
