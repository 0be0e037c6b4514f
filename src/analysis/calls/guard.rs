//! Which hosts are guarded: a firewall on every way by which something from the internet gets into them.
//!
//! What comes from the internet is followed on: the requests that a balancer hands to a web server come from the
//! internet too, and so does the query that they cause. A flow into a host is guarded by a firewall on that host
//! or by an in-line one that every way of the flow crosses. Three flows need none: replication and VRRP, which no
//! request causes, and calls from a web server to an application server of the tier that one in-line firewall
//! guards as a whole.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Calls;
use crate::analysis::flow::Flow;
use crate::topology::{Host, Id, Kind, Protocol};

/// How a host is guarded.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard<'a> {
    /// The firewalls that guard it, on it or in line before it.
    pub firewalls: BTreeSet<Id>,
    /// The drawn flows from the internet into it that no firewall decides on.
    pub open: Vec<&'a Flow>,
    /// The parts on it that anybody on the internet can call with no firewall deciding, though nothing draws it.
    pub exposed: Vec<Id>,
}

impl Guard<'_> {
    /// Whether a firewall decides on everything that comes from the internet.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.open.is_empty() && self.exposed.is_empty()
    }
}

impl<'a> Calls<'a> {
    /// How a host is guarded.
    #[must_use]
    pub fn guard(&self, host: &Host) -> Guard<'a> {
        let caused = self.caused_outside();
        let own = host.components.iter().filter(|component| component.kind == Kind::Firewall);
        let mut firewalls: BTreeSet<Id> = own.map(|component| host.id.join(&component.id)).collect();
        let on_host = !firewalls.is_empty();
        let mut open = Vec::new();
        for flow in self.coming_into(host.id.as_str()) {
            firewalls.extend(in_line(flow).cloned());
            let needs_none = on_host
                || is_guarded_in_line(flow)
                || !caused.contains(&flow.from)
                || matches!(flow.protocol, Protocol::Replication | Protocol::Vrrp)
                || self.stays_in_tier(flow);
            if !needs_none {
                open.push(flow);
            }
        }
        let bare = self.bare.get_or_init(|| self.find_bare());
        Guard { firewalls, open, exposed: bare.get(host.id.as_str()).cloned().unwrap_or_default() }
    }

    /// The allowed flows that come into a host from elsewhere.
    pub(in crate::analysis) fn coming_into(&self, host: &str) -> impl Iterator<Item = &'a Flow> {
        self.into_hosts.get(host).into_iter().flatten().copied()
    }

    fn find_bare(&self) -> HashMap<String, Vec<Id>> {
        let mut bare: HashMap<String, Vec<Id>> = HashMap::new();
        for exposure in self.exposed().iter().filter(|one| !one.drawn && one.decisions.is_empty()) {
            let Some(host) = exposure.id.host() else { continue };
            let here = bare.entry(host.to_owned()).or_default();
            if here.last() != Some(&exposure.id) {
                here.push(exposure.id.clone());
            }
        }
        bare
    }

    /// Every component whose calls may be caused from the internet: those outside, and those that a request from
    /// there gets to and that then call others.
    fn caused_outside(&self) -> &BTreeSet<Id> {
        self.caused_outside.get_or_init(|| self.find_caused_outside())
    }

    fn find_caused_outside(&self) -> BTreeSet<Id> {
        let outside: Vec<Id> = self.parts.keys().filter(|id| self.is_outside(id)).cloned().collect();
        let mut reached = self.reached_by(&outside, |id| self.passes_on(id), |_| true);
        reached.retain(|id| self.passes_on(id));
        reached.extend(outside);
        reached
    }

    /// Whether a flow goes from a web server that in-line firewalls guard to an application server: both are the
    /// tier behind those firewalls.
    fn stays_in_tier(&self, flow: &Flow) -> bool {
        let behind = self.behind_in_line.get_or_init(|| self.find_behind_in_line());
        self.kind(&flow.from) == Some(Kind::WebServer)
            && self.kind(&flow.to) == Some(Kind::AppServer)
            && flow.from.host().is_some_and(|host| behind.contains(host))
    }

    fn find_behind_in_line(&self) -> HashSet<String> {
        let behind = |flows: &[&Flow]| {
            let mut requests = flows.iter().filter(|flow| self.is_request(flow)).peekable();
            requests.peek().is_some() && requests.all(|flow| is_guarded_in_line(flow))
        };
        let hosts = self.into_hosts.iter().filter(|(_, flows)| behind(flows));
        hosts.map(|(host, _)| (*host).to_owned()).collect()
    }
}

/// Whether every way of a flow crosses an in-line firewall.
fn is_guarded_in_line(flow: &Flow) -> bool {
    !flow.paths.is_empty() && flow.paths.iter().all(|path| !path.firewalls.is_empty())
}

/// The in-line firewalls on any way of a flow.
fn in_line(flow: &Flow) -> impl Iterator<Item = &Id> {
    flow.paths.iter().flat_map(|path| &path.firewalls).map(|decision| &decision.firewall)
}
