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
                if !found.contains(&drawn) && self.lets_strangers_in(no, port) {
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

    /// Whether somebody on the internet gets to a port although nothing draws it: by one of the ways on which flows
    /// from there come to its host, or directly where one of these leads beside the firewalls or there is none.
    fn lets_strangers_in(&self, to: usize, port: u16) -> bool {
        let beside = |no: usize| no == to || self.same_host(no, to);
        let coming = self.flows.iter().filter(|flow| beside(flow.to) && self.is_outside(flow.from));
        let mut ways: Vec<&[usize]> =
            coming.flat_map(|flow| &flow.ways).map(|way| &way.crossed[..]).collect();
        if ways.is_empty() || ways.contains(&&[][..]) {
            ways = vec![&[]];
        }
        let guards = self.guards(to);
        ways.iter().any(|way| {
            way.iter().chain(&guards).all(|firewall| {
                let matches = |name: &str, is_source: bool| match name.parse::<Network>() {
                    // Both are on the internet, so that they meet there.
                    Ok(network) => network == Network::Internet,
                    Err(_) => !is_source && self.means(name, to),
                };
                self.allows(*firewall, port, false, &matches)
            })
        })
    }
}
