//! What a firewall says to a flow, and by which rule.

use std::collections::HashSet;
use std::fmt;

use super::fault::{Fault, has};
use super::index::{ComponentNo, Index, Named};
use super::lists::Lists;
use crate::topology::{Action, Id, Kind, Network, Rule, Rules};

/// What one firewall says to one flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The firewall.
    pub firewall: Id,
    /// What it does.
    pub action: Action,
    /// What decided.
    pub why: Why,
}

/// What decided in a firewall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It allows exactly what is drawn, and this is.
    Drawn,
    /// It allows exactly what is drawn, and this is not.
    NotDrawn,
    /// This rule is the first that matches, counted from 1.
    Rule(usize),
    /// No rule matches, so it denies.
    NoRule,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let says = match self.action {
            Action::Allow => "allows",
            Action::Deny => "denies",
        };
        let Self { firewall, why, .. } = self;
        match why {
            Why::Drawn => write!(f, "{firewall} {says} it, as it is drawn"),
            Why::NotDrawn => write!(f, "{firewall} {says} it, as it is not drawn"),
            Why::Rule(number) => write!(f, "{firewall} {says} it by rule {number}"),
            Why::NoRule => write!(f, "{firewall} {says} it, as no rule matches"),
        }
    }
}

/// Where a flow starts, for the firewalls' rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// At this component.
    Component(ComponentNo),
    /// Somewhere on this network.
    Network(Network),
}

/// The firewalls of a design.
#[derive(Debug)]
pub(super) struct Firewalls {
    /// Those on each host, in the order of the file.
    on_host: Lists,
}

impl Firewalls {
    pub(super) fn new(index: &Index) -> Self {
        let firewalls = index.of_kind(Kind::Firewall).filter_map(|no| Some((index.spots[no].host?, no)));
        Self { on_host: Lists::of(index.topology.hosts.len(), firewalls) }
    }

    /// The firewalls that guard `to` against what comes from `from`: those on its host, unless it comes from there.
    pub(super) fn guarding(&self, index: &Index, from: ComponentNo, to: ComponentNo) -> &[ComponentNo] {
        match index.spots[to].host {
            Some(host) if index.spots[from].host != Some(host) => &self.on_host[host],
            _ => &[],
        }
    }

    /// The firewalls on the host of a component.
    pub(super) fn beside(&self, index: &Index, no: ComponentNo) -> &[ComponentNo] {
        index.spots[no].host.map_or(&[], |host| &self.on_host[host])
    }
}

/// What a firewall says to a flow; `drawn` says whether the design draws it.
pub(super) fn decide(
    index: &Index,
    firewall: ComponentNo,
    from: Source,
    to: ComponentNo,
    port: u16,
    drawn: bool,
) -> Decision {
    let (action, why) = match &index.component(firewall).settings.rules {
        Rules::Drawn if drawn => (Action::Allow, Why::Drawn),
        Rules::Drawn => (Action::Deny, Why::NotDrawn),
        Rules::Listed(rules) => {
            let fits = |rule: &Rule| matches(index, rule, from, to, port);
            let first = if has(Fault::LastRuleDecides) {
                rules.iter().rposition(fits)
            } else {
                rules.iter().position(fits)
            };
            first.map_or((Action::Deny, Why::NoRule), |at| (rules[at].action, Why::Rule(at + 1)))
        }
    };
    let action = if has(Fault::DenialIgnored) { Action::Allow } else { action };
    Decision { firewall: index.spots[firewall].id.clone(), action, why }
}

/// Whether a rule speaks about a flow.
fn matches(index: &Index, rule: &Rule, from: Source, to: ComponentNo, port: u16) -> bool {
    let travels = travels(index, from, to);
    let from_fits = rule.from.as_ref().is_none_or(|name| match (name.parse::<Network>(), from) {
        (Ok(network), _) => travels.0.contains(&network),
        (Err(_), Source::Component(from)) => is_meant(index, name, from),
        (Err(_), Source::Network(_)) => false,
    });
    let to_fits = rule.to.as_ref().is_none_or(|name| match name.parse::<Network>() {
        Ok(network) => travels.1.contains(&network),
        Err(_) => is_meant(index, name, to),
    });
    from_fits && to_fits && rule.port.is_none_or(|only| only == port)
}

/// The networks by which a flow leaves, and those where it arrives: it leaves by those that both ends share, or else by
/// its own. A balancer that is on the internet too reaches a private server over the private network.
fn travels(index: &Index, from: Source, to: ComponentNo) -> (Vec<Network>, Vec<Network>) {
    let leaves: Vec<Network> = match from {
        Source::Component(from) => index.networks(from),
        Source::Network(network) => vec![network],
    };
    let arrives = index.networks(to);
    let there: HashSet<Network> = arrives.iter().copied().collect();
    let shared: Vec<Network> = leaves.iter().copied().filter(|network| there.contains(network)).collect();
    (if shared.is_empty() { leaves } else { shared }, arrives)
}

/// Whether a rule's name means a component: whether it is that of the component, its host, a place around it or a cluster that it is in.
fn is_meant(index: &Index, name: &str, no: ComponentNo) -> bool {
    match index.named(name) {
        Some(Named::Component(other)) => other == no,
        Some(Named::Host(host)) => index.spots[no].host == Some(host),
        Some(Named::Place(place)) => index.places(no).contains(&place),
        Some(Named::Cluster(cluster)) => {
            index.topology.clusters[cluster].mode.members().contains(&&index.spots[no].id)
        }
        None => false,
    }
}
