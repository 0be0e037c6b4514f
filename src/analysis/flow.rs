//! Flows: what calls what once in-line firewalls are looked through, on which ways, and what firewalls say to it.
//!
//! A flow is a caller, a called and a port, neither of them a firewall. A link into a firewall goes on in that
//! firewall's links out of it with the same port; several firewalls side by side are several ways of one flow.
//! The firewalls on a host guard every flow that comes into that host from elsewhere.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::firewall::{Decision, Firewalls, Source, decide};
use super::index::{ComponentNo, Index, LinkNo};
use crate::topology::{Action, Id, Kind, LinkId, Mode, Protocol};

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
    /// What they speak.
    pub(super) protocol: Protocol,
    /// The weight of the way: that of its links multiplied; the largest where there are several.
    pub(super) weight: f64,
    /// Whether every way has a link that is for backup.
    pub(super) backup: bool,
    /// Whether every way has a link that only redirects.
    pub(super) redirect: bool,
    /// The allowed ways; empty when firewalls stop the flow.
    pub(super) ways: Vec<Way>,
    /// The in-line firewalls on any way, allowed or not.
    pub(super) crosses: Vec<ComponentNo>,
}

/// One allowed way: what must work for it.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) firewalls: Vec<ComponentNo>,
    pub(super) links: Vec<LinkNo>,
}

impl Way {
    /// Whether it leads through one of these firewalls, if there are any.
    pub(super) fn leads_through(&self, firewalls: &[ComponentNo]) -> bool {
        firewalls.is_empty() || self.firewalls.iter().any(|no| firewalls.contains(no))
    }
}

/// By cluster and replica: whether the replica's replication flow is drawn and gets through in the intact design.
pub(super) type Replicates = HashMap<(usize, ComponentNo), bool>;

/// Every flow of a design, as told and as counted; the two lists run side by side.
#[derive(Debug, Default)]
pub(super) struct Flows {
    pub(super) told: Vec<Flow>,
    pub(super) wires: Vec<Wire>,
    pub(super) replicates: Replicates,
}

/// A way as found: the firewalls crossed and the links followed.
type Found = (Vec<ComponentNo>, Vec<LinkNo>);

/// How many firewalls the search for ways meets and notes for one link, so that a mesh of firewalls ends; what is
/// beyond lets nothing pass.
const MOST_STEPS: usize = 20_000;
/// The same for a whole design.
const MOST_STEPS_IN_ALL: usize = 200_000;

impl Flows {
    /// Finds every flow and asks the firewalls about it.
    pub(super) fn new(index: &Index, firewalls: &Firewalls) -> Self {
        let mut found: Vec<((ComponentNo, ComponentNo, u16), Vec<Found>)> = Vec::new();
        let mut at: HashMap<(ComponentNo, ComponentNo, u16), usize> = HashMap::new();
        let mut follow = Follow { index, out: out_of_firewalls(index), left: MOST_STEPS_IN_ALL };
        for (no, ends) in index.ends.iter().enumerate() {
            let Some((from, _)) = *ends else { continue };
            if index.spots[from].kind == Kind::Firewall {
                continue;
            }
            let port = index.link(no).port();
            for (to, way) in follow.from(no) {
                let key = (from, to, port);
                match at.entry(key) {
                    Entry::Vacant(free) => {
                        free.insert(found.len());
                        found.push((key, vec![way]));
                    }
                    Entry::Occupied(slot) => {
                        let (_, ways) = &mut found[*slot.get()];
                        if !ways.contains(&way) {
                            ways.push(way);
                        }
                    }
                }
            }
        }
        let mut flows = Self::default();
        for (key, ways) in found {
            flows.push(index, firewalls, key, &ways);
        }
        flows.replication(index);
        flows
    }

    fn push(
        &mut self,
        index: &Index,
        firewalls: &Firewalls,
        (from, to, port): (ComponentNo, ComponentNo, u16),
        ways: &[Found],
    ) {
        let ask = |firewall: &ComponentNo| decide(index, *firewall, Source::Component(from), to, port, true);
        let paths: Vec<Path> = ways
            .iter()
            .map(|(crossed, links)| Path {
                links: links.iter().map(|link| index.link(*link).id()).collect(),
                firewalls: crossed.iter().map(ask).collect(),
            })
            .collect();
        let guards: Vec<Decision> = firewalls.guarding(index, from, to).iter().map(ask).collect();
        let passes = guards.iter().all(|decision| decision.action == Action::Allow);
        let links = || ways.iter().flat_map(|(_, links)| links).map(|link| index.link(*link));
        let weight = |(_, links): &Found| -> f64 {
            links.iter().map(|link| f64::from(index.link(*link).weight)).product()
        };
        let mut crosses: Vec<ComponentNo> = ways.iter().flat_map(|(crossed, _)| crossed).copied().collect();
        crosses.sort_unstable();
        crosses.dedup();
        self.wires.push(Wire {
            from,
            to,
            protocol: links().next().expect("a way has a link").protocol,
            weight: ways.iter().map(weight).fold(0.0, f64::max),
            backup: ways.iter().all(|(_, links)| links.iter().any(|link| index.link(*link).backup)),
            redirect: ways.iter().all(|(_, links)| links.iter().any(|link| index.link(*link).redirect)),
            ways: ways
                .iter()
                .zip(&paths)
                .filter(|(_, path)| passes && path.is_allowed())
                .map(|((firewalls, links), _)| Way { firewalls: firewalls.clone(), links: links.clone() })
                .collect(),
            crosses,
        });
        self.told.push(Flow {
            from: index.spots[from].id.clone(),
            to: index.spots[to].id.clone(),
            port,
            protocol: self.wires[self.wires.len() - 1].protocol,
            encrypted: links().all(crate::topology::Link::is_encrypted),
            redirect: self.wires[self.wires.len() - 1].redirect,
            paths,
            guards,
        });
    }

    /// Notes of each replica whether its replication flow is drawn and gets through.
    fn replication(&mut self, index: &Index) {
        let allowed = |from, to, pulls| {
            let found = |(wire, flow): (&Wire, &Flow)| {
                wire.from == from && wire.to == to && replicates(wire.protocol, pulls) && flow.is_allowed()
            };
            self.wires.iter().zip(&self.told).any(found)
        };
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

/// A search for the ways that begin with each link.
struct Follow<'a> {
    index: &'a Index,
    out: HashMap<(ComponentNo, u16), Vec<LinkNo>>,
    /// How many more firewalls may be met and noted.
    left: usize,
}

impl Follow<'_> {
    /// Follows a link through firewalls to every component that it leads to, with the way taken.
    fn from(&mut self, first: LinkNo) -> Vec<(ComponentNo, Found)> {
        let mut found = Vec::new();
        let Some((from, to)) = self.index.ends[first] else { return found };
        if self.index.spots[to].kind != Kind::Firewall {
            return vec![(to, (Vec::new(), vec![first]))];
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
                found.push((to, (crossed.clone(), links.iter().copied().chain([next]).collect())));
            } else if is_crossed.insert(to) {
                crossed.push(to);
                links.push(next);
                tried.push(0);
            }
        }
        found
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
