//! What the internet can reach (section 7).

use std::collections::BTreeSet;

use spof::topology::{Kind, Network};

use super::Naive;

/// A component, a port, and whether a flow from the internet to it is drawn.
type Exposed = (String, u16, bool);

impl Naive<'_> {
    /// Every port that the internet can reach: those of allowed flows that are drawn from there, and besides whatever
    /// listens on a part that is on the internet itself, if the firewalls that all such flows pass let strangers in.
    pub(crate) fn exposed(&self) -> BTreeSet<Exposed> {
        let mut found = BTreeSet::new();
        for flow in &self.flows {
            let drawn = self.is_outside(flow.from) && !self.is_outside(flow.to);
            if drawn && flow.ways.iter().any(|way| way.allowed) {
                found.insert((self.ids[flow.to].clone(), flow.port, true));
            }
        }
        let inside = (0..self.parts.len()).filter(|no| !self.is_outside(*no));
        for no in inside.filter(|no| self.networks(*no).contains(&Network::Internet)) {
            for port in self.listens(no) {
                let drawn = (self.ids[no].clone(), port, true);
                if !found.contains(&drawn) && self.lets_in(None, no, port) {
                    found.insert((self.ids[no].clone(), port, false));
                }
            }
        }
        found
    }

    fn is_outside(&self, no: usize) -> bool {
        let away = self.parts[no].external || self.kind(no) == Kind::User;
        away && self.networks(no).contains(&Network::Internet)
    }

    /// The ports that others call it on, or else the customary one.
    fn listens(&self, no: usize) -> BTreeSet<u16> {
        let called: BTreeSet<u16> =
            self.flows.iter().filter(|flow| flow.to == no && flow.port != 0).map(|flow| flow.port).collect();
        if !called.is_empty() {
            return called;
        }
        let customary = match self.kind(no) {
            Kind::WebServer | Kind::LoadBalancer | Kind::Proxy | Kind::Cdn => 80,
            Kind::AppServer => 9000,
            Kind::Database => 3306,
            Kind::Dns => 53,
            Kind::Cache => 11211,
            Kind::SessionStore => 6379,
            Kind::Queue => 5672,
            Kind::MailServer => 25,
            _ => return BTreeSet::new(),
        };
        BTreeSet::from([customary])
    }

    /// Whether a connection that starts at a component, or with none somewhere on the internet, gets to a port: as it
    /// is drawn, or else as a stranger.
    pub(crate) fn reaches(&self, from: Option<&str>, to: &str, port: u16) -> bool {
        let from = from.map(|id| self.no(id).expect("a component"));
        let to = self.no(to).expect("a component");
        let drawn = self.flows.iter().find(|flow| (Some(flow.from), flow.to, flow.port) == (from, to, port));
        match drawn {
            Some(flow) => flow.ways.iter().any(|way| way.allowed),
            None => self.lets_in(from, to, port),
        }
    }

    /// Whether somebody gets to a port although nothing draws it: by one of the ways on which flows come to its host
    /// from where they are, or directly, if both share a network, where one of these leads beside the firewalls or
    /// there is none.
    fn lets_in(&self, from: Option<usize>, to: usize, port: u16) -> bool {
        let same_place = |one: usize, other: usize| one == other || self.same_host(one, other);
        let here = |no: usize| from.map_or_else(|| self.is_outside(no), |from| same_place(no, from));
        let coming = self.flows.iter().filter(|flow| same_place(flow.to, to) && here(flow.from));
        let mut ways: Vec<&[usize]> =
            coming.flat_map(|flow| &flow.ways).map(|way| &way.crossed[..]).collect();
        let leaves = from.map_or_else(|| vec![Network::Internet], |from| self.networks(from));
        let arrives = self.networks(to);
        let shared: Vec<Network> =
            leaves.iter().copied().filter(|network| arrives.contains(network)).collect();
        let beside = from.is_some_and(|from| same_place(from, to));
        let direct = beside || !shared.is_empty();
        if direct && (ways.is_empty() || ways.contains(&&[][..])) {
            ways = vec![&[]];
        }
        let guards = if beside { Vec::new() } else { self.guards(to) };
        let means = |name: &str, is_source: bool| match (name.parse::<Network>(), is_source, from) {
            (Ok(network), true, _) if !shared.is_empty() => shared.contains(&network),
            (Ok(network), true, _) => leaves.contains(&network),
            (Ok(network), false, _) => arrives.contains(&network),
            (Err(_), true, Some(from)) => self.means(name, from),
            (Err(_), true, None) => false,
            (Err(_), false, _) => self.means(name, to),
        };
        ways.iter()
            .any(|way| way.iter().chain(&guards).all(|firewall| self.allows(*firewall, port, false, &means)))
    }
}
