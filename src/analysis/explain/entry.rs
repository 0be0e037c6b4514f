//! Why requests do not even come in, in words: who calls nothing, where the name leads, what a firewall denies.

use std::net::IpAddr;

use super::tell::{Teller, verb};
use crate::analysis::engine::Engine;
use crate::analysis::entry::owner_of;
use crate::analysis::flow::{Wire, carries_requests};
use crate::analysis::index::ComponentNo;
use crate::text::prose::list;
use crate::topology::{Action, Id, Kind};

impl Teller<'_> {
    /// That nobody calls the site.
    pub(super) fn entry(&self) -> String {
        let users: Vec<ComponentNo> = self.engine.index.of_kind(Kind::User).collect();
        if users.is_empty() {
            return "there is no user who asks for anything".to_owned();
        }
        let wires = &self.engine.flows.wires;
        let redirected =
            |wire: &Wire| users.contains(&wire.from) && carries_requests(wire.protocol) && wire.redirect;
        let ids = list(users.iter().map(|no| self.id(*no)));
        if wires.iter().any(redirected) {
            let are = verb(users.len(), "is", "are");
            format!("{ids} {are} only redirected to HTTPS, and {} nothing there", call(users.len()))
        } else {
            format!("{ids} {} nothing that answers requests", call(users.len()))
        }
    }

    /// That one user calls nothing.
    pub(super) fn caller(&self, user: ComponentNo) -> String {
        format!("{} calls nothing that answers requests", self.id(user))
    }

    /// That the name leads to no address.
    pub(super) fn name(&self) -> String {
        match &self.engine.topology().site {
            Some(site) => format!("{site} leads to no address"),
            None => "the design does not say which name users type".to_owned(),
        }
    }

    /// That it leads to an address of nobody.
    pub(super) fn unowned(&self, address: IpAddr) -> String {
        format!("{} leads to {address}, which nobody owns", self.site())
    }

    /// That a user calls nothing at an address.
    pub(super) fn silent(&self, user: ComponentNo, address: IpAddr, member: Option<ComponentNo>) -> String {
        let user = self.id(user);
        match (member, owner_of(&self.engine.index, address)) {
            (Some(member), _) => {
                format!("{address} is with {}, and {user} calls nothing there", self.id(member))
            }
            (None, Some(owner)) => {
                format!("{} leads to {address} of {owner}, and {user} calls nothing there", self.site())
            }
            (None, None) => self.unowned(address),
        }
    }

    fn site(&self) -> &str {
        self.engine.topology().site.as_deref().unwrap_or("the site's name")
    }

    /// Which firewall denies a flow.
    pub(super) fn denied(&self, wire: usize) -> String {
        let flow = &self.engine.flows()[wire];
        match denier(self.engine, wire) {
            Some(firewall) => {
                format!("{firewall} does not let {} call {} on port {}", flow.from, flow.to, flow.port)
            }
            None => format!("nothing gets through to {}", flow.to),
        }
    }
}

/// The first firewall that denies a flow.
pub(super) fn denier(engine: &Engine, wire: usize) -> Option<&Id> {
    let mut decisions = engine.flows()[wire].decisions();
    decisions.find(|decision| decision.action == Action::Deny).map(|decision| &decision.firewall)
}

fn call(users: usize) -> &'static str {
    verb(users, "calls", "call")
}
