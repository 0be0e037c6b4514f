//! Flows: what calls what once in-line firewalls are looked through, on which ways, and what firewalls say to it.
//!
//! A flow is a caller, a called and a port, neither of them a firewall. A link into a firewall goes on in that
//! firewall's links out of it with the same port; several firewalls side by side are several ways of one flow.
//! The firewalls on a host guard every flow that comes into that host from elsewhere.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::few::Few;
use super::firewall::{Decision, Firewalls, Source, decide};
use super::hash::ByNumbers;
use super::index::{ComponentNo, Index, LinkNo};
use super::lists::Lists;
use crate::topology::{Action, Id, Kind, Link, LinkId, Mode, Protocol};

/// What one component calls another for, with every way that it can take.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The caller, no firewall.
    pub from: Id,
    /// The called, no firewall.
    pub to: Id,
    /// The port called, kept on the whole way.
    pub port: u16,
    /// What they speak, as the first link says.
    pub protocol: Protocol,
    /// Whether no link on any way can be read.
    pub encrypted: bool,
    /// Whether every way has a link that answers only with a redirect to HTTPS.
    pub redirect: bool,
    /// The ways that it can take; one of them is enough.
    pub paths: Vec<Path>,
    /// What the firewalls on the called host say, in the order of the file.
    pub guards: Vec<Decision>,
}

/// One way of a flow, through the in-line firewalls between.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Path {
    /// The links that it follows, first to last.
    pub links: Vec<LinkId>,
    /// What the in-line firewalls on it say, first to last.
    pub firewalls: Vec<Decision>,
}

impl Path {
    /// Whether every in-line firewall on it lets the flow pass.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.firewalls.iter().all(|decision| decision.action == Action::Allow)
    }
}

impl Flow {
    /// Whether the flow gets through: some way is allowed, and every firewall on the called host agrees.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.paths.iter().any(Path::is_allowed)
            && self.guards.iter().all(|decision| decision.action == Action::Allow)
    }

    /// Every decision on it: those of the in-line firewalls, way by way, then those on the called host.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.paths.iter().flat_map(|path| &path.firewalls).chain(&self.guards)
    }
}

/// A flow in numbers, as the evaluation asks for it.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) from: ComponentNo,
    pub(super) to: ComponentNo,
    pub(super) port: u16,
    /// What they speak.
    pub(super) protocol: Protocol,
    /// The weight of the way: that of its links multiplied; the largest where there are several.
    pub(super) weight: f64,
    /// Whether every way has a link that is for backup.
    pub(super) backup: bool,
    /// Whether every way has a link that only redirects.
    pub(super) redirect: bool,
    /// The allowed ways; empty when firewalls stop the flow.
    pub(super) ways: Few<Way>,
    /// The ways that firewalls stop.
    stopped: Vec<Way>,
}

impl Wire {
    /// The in-line firewalls on any way, allowed or not.
    pub(super) fn crosses(&self) -> impl Iterator<Item = ComponentNo> {
        self.ways.iter().chain(&self.stopped).flat_map(|way| &way.firewalls).copied()
    }
}

/// One way: what must work for it, the firewalls crossed and the links followed, first to last.
#[derive(Debug, PartialEq)]
pub(super) struct Way {
    pub(super) firewalls: Vec<ComponentNo>,
    pub(super) links: Few<LinkNo>,
}

impl Way {
    /// Whether it leads through one of these firewalls, if there are any.
    pub(super) fn leads_through(&self, firewalls: &[ComponentNo]) -> bool {
        firewalls.is_empty() || self.firewalls.iter().any(|no| firewalls.contains(no))
    }
}

/// By cluster and replica: whether the replica's replication flow is drawn and gets through in the intact design.
pub(super) type Replicates = HashMap<(usize, ComponentNo), bool>;

/// Every flow of a design.
#[derive(Debug, Default)]
pub(super) struct Flows {
    pub(super) wires: Vec<Wire>,
    pub(super) replicates: Replicates,
    /// The same with names, made when first asked for.
    told: OnceLock<Vec<Flow>>,
    /// Whether ways were left out, as they are too many.
    pub(super) cut_off: bool,
}

/// How many firewalls the search for ways meets and notes for one link, so that a mesh of firewalls ends; what is
/// beyond lets nothing pass.
const MOST_STEPS: usize = 20_000;
/// The same for a whole design: five hundred callers and as many called on both sides of one firewall stay below.
const MOST_STEPS_IN_ALL: usize = 1_000_000;
/// What the weight of a way is at most, so that their sums stay finite.
const MOST_WEIGHT: f64 = 1e100;

impl Flows {
    /// Finds every flow and asks the firewalls about it.
    pub(super) fn new(index: &Index, firewalls: &Firewalls) -> Self {
        let mut found: Vec<((ComponentNo, ComponentNo, u16), Few<Way>)> =
            Vec::with_capacity(index.ends.len());
        let mut at: ByNumbers<(ComponentNo, ComponentNo, u16), usize> = ByNumbers::default();
        let out = out_of_firewalls(index);
        let once = callers_of_each_once(index);
        let mut follow = Follow { index, out, left: MOST_STEPS_IN_ALL, cut_off: false };
        for (no, ends) in index.ends.iter().enumerate() {
            let Some((from, _)) = *ends else { continue };
            if index.spots[from].kind == Kind::Firewall {
                continue;
            }
            let port = index.link(no).port();
            follow.from(no, |to, way| {
                let key = (from, to, port);
                if once[from] {
                    found.push((key, Few::One(way)));
                    return;
                }
                match at.entry(key) {
                    Entry::Vacant(free) => {
                        free.insert(found.len());
                        found.push((key, Few::One(way)));
                    }
                    Entry::Occupied(slot) => {
                        let (_, ways) = &mut found[*slot.get()];
                        if !ways.contains(&way) {
                            ways.push(way);
                        }
                    }
                }
            });
        }
        let wires = found.into_iter().map(|(key, ways)| wire(index, firewalls, key, ways)).collect();
        let mut flows = Self { wires, cut_off: follow.cut_off, ..Self::default() };
        flows.replication(index);
        flows
    }

    /// Every flow with names, side by side with [`Flows::wires`].
    pub(super) fn told(&self, index: &Index, firewalls: &Firewalls) -> &[Flow] {
        self.told.get_or_init(|| self.wires.iter().map(|wire| told(index, firewalls, wire)).collect())
    }

    /// Notes of each replica whether its replication flow is drawn and gets through.
    fn replication(&mut self, index: &Index) {
        // By caller and called, whether the flow replicates where the caller is the replica, and where it is not.
        let mut drawn: HashMap<(ComponentNo, ComponentNo), [bool; 2]> = HashMap::new();
        for wire in self.wires.iter().filter(|wire| !wire.ways.is_empty()) {
            let does = drawn.entry((wire.from, wire.to)).or_default();
            *does = [does[0] || replicates(wire.protocol, true), does[1] || replicates(wire.protocol, false)];
        }
        let allowed =
            |from, to, pulls: bool| drawn.get(&(from, to)).is_some_and(|does| does[usize::from(!pulls)]);
        let mut found = Replicates::new();
        for (cluster, description) in index.topology.clusters.iter().enumerate() {
            let Mode::PrimaryReplica { primary, replicas, .. } = &description.mode else { continue };
            let Some(primary) = index.component_no(primary.as_str()) else { continue };
            for replica in replicas.iter().filter_map(|id| index.component_no(id.as_str())) {
                found.insert(
                    (cluster, replica),
                    allowed(replica, primary, true) || allowed(primary, replica, false),
                );
            }
        }
        self.replicates = found;
    }
}

/// A flow in numbers, with the ways found.
fn wire(
    index: &Index,
    firewalls: &Firewalls,
    (from, to, port): (ComponentNo, ComponentNo, u16),
    ways: Few<Way>,
) -> Wire {
    let allows = |firewall: &ComponentNo| {
        decide(index, *firewall, Source::Component(from), to, port, true).action == Action::Allow
    };
    let weight =
        |way: &Way| way.links.iter().map(|link| f64::from(index.link(*link).weight)).product::<f64>();
    let each =
        |has: fn(&Link) -> bool| ways.iter().all(|way| way.links.iter().any(|link| has(index.link(*link))));
    let (backup, redirect) = (each(|link| link.backup), each(|link| link.redirect));
    let first = ways.first().and_then(|way| way.links.first()).expect("a flow has a way, and a way a link");
    let protocol = index.link(*first).protocol;
    let weight = ways.iter().map(weight).fold(0.0, f64::max).min(MOST_WEIGHT);
    let passes = firewalls.guarding(index, from, to).iter().all(allows);
    let (ways, stopped) = ways.parted(|way| passes && way.firewalls.iter().all(allows));
    Wire { from, to, port, protocol, weight, backup, redirect, ways, stopped }
}

/// A flow with names.
fn told(index: &Index, firewalls: &Firewalls, wire: &Wire) -> Flow {
    let Wire { from, to, port, .. } = *wire;
    let ask = |firewall: &ComponentNo| decide(index, *firewall, Source::Component(from), to, port, true);
    let ways = || wire.ways.iter().chain(&wire.stopped);
    let path = |way: &Way| Path {
        links: way.links.iter().map(|link| index.link(*link).id()).collect(),
        firewalls: way.firewalls.iter().map(ask).collect(),
    };
    Flow {
        from: index.spots[from].id.clone(),
        to: index.spots[to].id.clone(),
        port,
        protocol: wire.protocol,
        encrypted: ways().flat_map(|way| &way.links).all(|link| index.link(*link).is_encrypted()),
        redirect: wire.redirect,
        paths: ways().map(path).collect(),
        guards: firewalls.guarding(index, from, to).iter().map(ask).collect(),
    }
}

/// The links out of each firewall, by port.
fn out_of_firewalls(index: &Index) -> HashMap<(ComponentNo, u16), Vec<LinkNo>> {
    let mut out: HashMap<(ComponentNo, u16), Vec<LinkNo>> = HashMap::new();
    for (no, ends) in index.ends.iter().enumerate() {
        if let Some((from, _)) = *ends
            && index.spots[from].kind == Kind::Firewall
        {
            out.entry((from, index.link(no).port())).or_default().push(no);
        }
    }
    out
}

/// By component, whether it calls whatever it calls by one link, and no firewalls, so that each link is a flow.
fn callers_of_each_once(index: &Index) -> Vec<bool> {
    let parts = index.spots.len();
    let ends = index.ends.iter().flatten().copied();
    let called = Lists::of(parts, ends);
    let mut last_caller = vec![usize::MAX; parts];
    let mut calls_once = |(from, called): (ComponentNo, &[ComponentNo])| {
        called.iter().all(|to| {
            let before = std::mem::replace(&mut last_caller[*to], from);
            before != from && index.spots[*to].kind != Kind::Firewall
        })
    };
    called.iter().enumerate().map(&mut calls_once).collect()
}

/// A search for the ways that begin with each link.
struct Follow<'a> {
    index: &'a Index,
    out: HashMap<(ComponentNo, u16), Vec<LinkNo>>,
    /// How many more firewalls may be met and noted.
    left: usize,
    /// Whether that was not enough.
    cut_off: bool,
}

impl Follow<'_> {
    /// Follows a link through firewalls, and hands over every component that it leads to, with the way taken.
    fn from(&mut self, first: LinkNo, mut found: impl FnMut(ComponentNo, Way)) {
        let Some((from, to)) = self.index.ends[first] else { return };
        if self.index.spots[to].kind != Kind::Firewall {
            found(to, Way { firewalls: Vec::new(), links: Few::One(first) });
            return;
        }
        let port = self.index.link(first).port();
        let mut links = vec![first];
        let mut crossed = vec![to];
        let mut is_crossed = HashSet::from([to]);
        // By firewall crossed, how many of the links out of it have been followed.
        let mut tried = vec![0];
        let stop = self.left.saturating_sub(MOST_STEPS);
        while let (Some(here), Some(place)) = (crossed.last().copied(), tried.last_mut()) {
            let next = self.out.get(&(here, port)).and_then(|out| out.get(*place)).copied();
            *place += 1;
            self.cut_off |= next.is_some() && self.left <= stop;
            let Some(next) = next.filter(|_| self.left > stop) else {
                is_crossed.remove(&here);
                crossed.pop();
                tried.pop();
                links.pop();
                continue;
            };
            self.left -= 1;
            let Some((_, to)) = self.index.ends[next] else { continue };
            if to == from {
                // A flow is between two parts: what comes back to where it started is none.
                continue;
            }
            if self.index.spots[to].kind != Kind::Firewall {
                self.left = self.left.saturating_sub(crossed.len());
                let links = Few::More(links.iter().copied().chain([next]).collect());
                found(to, Way { firewalls: crossed.clone(), links });
            } else if is_crossed.insert(to) {
                crossed.push(to);
                links.push(next);
                tried.push(0);
            }
        }
    }
}

/// Whether what is spoken can be a user's request, or a query made for one.
pub(super) fn carries_requests(protocol: Protocol) -> bool {
    carries_data(protocol) && protocol != Protocol::Replication
}

/// Whether a flow between a replica and its primary is its replication. The replica calls the primary, so that a link
/// with the protocol of queries will do; a link drawn the way the data go says what it is.
pub(super) fn replicates(protocol: Protocol, pulls: bool) -> bool {
    if pulls { carries_data(protocol) } else { protocol == Protocol::Replication }
}

/// Whether what is spoken can carry requests, queries or replication, and not only the care of machines.
pub(super) fn carries_data(protocol: Protocol) -> bool {
    !matches!(
        protocol,
        Protocol::Vrrp
            | Protocol::Metrics
            | Protocol::Logs
            | Protocol::Dns
            | Protocol::Smtp
            | Protocol::Ssh
            | Protocol::File
    )
}
