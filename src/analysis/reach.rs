//! Who can reach what: the parts that the internet can reach, and the answer to "does this get through?".

use std::collections::{BTreeMap, HashMap, HashSet};

use super::engine::Engine;
use super::firewall::{Decision, Source, decide};
use super::flow::Flow;
use super::index::{ComponentNo, HostNo, Named};
use crate::topology::{Action, Id, Kind, Network};

/// A port of a part that the internet can reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// The part, a component.
    pub id: Id,
    /// The port.
    pub port: u16,
    /// Whether the design draws a flow from the internet to it. Where it does not, the part is open to anybody
    /// although nobody is meant to call it.
    pub drawn: bool,
    /// Whether anybody on the internet gets in, and not only those whose flow is drawn.
    pub anybody: bool,
    /// The firewalls that let it pass, outermost first; empty where there is none.
    pub decisions: Vec<Decision>,
}

/// Whether a connection would get through, and what decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// Whether it gets through.
    pub reaches: bool,
    /// Whether the design draws this very flow.
    pub drawn: bool,
    /// Whether the two ends share a network or have a way through firewalls at all.
    pub connected: bool,
    /// What each firewall on the best way says, outermost first, up to the one that denies.
    pub decisions: Vec<Decision>,
}

/// Where a component stands: on a host, or free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stand {
    On(HostNo),
    Free(ComponentNo),
}

/// The in-line firewalls that a way crosses, first to last.
type Crossed = Vec<ComponentNo>;

/// What is called, looked up once for all.
#[derive(Default)]
struct Into {
    /// The numbers of the flows, by where the called stands.
    wires: HashMap<Stand, Vec<usize>>,
    /// The ports that flows call.
    ports: HashMap<ComponentNo, Vec<u16>>,
}

impl Into {
    fn new(engine: &Engine) -> Self {
        let mut into = Self::default();
        for (no, (wire, flow)) in engine.flows.wires.iter().zip(engine.flows()).enumerate() {
            into.wires.entry(engine.stand(wire.to)).or_default().push(no);
            if flow.port != 0 {
                into.ports.entry(wire.to).or_default().push(flow.port);
            }
        }
        into
    }
}

impl Engine {
    /// Every port that the internet can reach, by component in the order of the file, then by port.
    ///
    /// A drawn flow counts where it comes from a user or from somebody else's part on the internet and every
    /// firewall on some way lets it pass. Besides, whatever listens on a host that is itself on the internet can be
    /// called by anybody: through the in-line firewalls that stand before the host for every such flow, or freely
    /// where one leads beside them or there is none, and past the firewalls on the host.
    #[must_use]
    pub fn exposed(&self) -> Vec<Exposure> {
        let internet = Source::Network(Network::Internet);
        let into = Into::new(self);
        let ways: HashMap<Stand, Vec<Crossed>> = into
            .wires
            .iter()
            .map(|(stand, wires)| (*stand, self.ways(internet, *stand, wires.iter().copied())))
            .collect();
        let try_it = |to: ComponentNo, port: u16| {
            let ways = ways.get(&self.stand(to)).map_or(&[][..], Vec::as_slice);
            self.attempt(internet, to, port, ways)
        };
        let mut found: BTreeMap<(ComponentNo, u16), Exposure> = BTreeMap::new();
        for (flow, wire) in self.flows().iter().zip(&self.flows.wires) {
            if self.is_outside(wire.from) && !self.is_outside(wire.to) && flow.is_allowed() {
                found.entry((wire.to, flow.port)).or_insert_with(|| Exposure {
                    id: flow.to.clone(),
                    port: flow.port,
                    drawn: true,
                    anybody: try_it(wire.to, flow.port).reaches,
                    decisions: passing(flow),
                });
            }
        }
        for to in (0..self.index.spots.len()).filter(|to| !self.is_outside(*to)) {
            if !self.index.networks(to).contains(&Network::Internet) {
                continue;
            }
            for port in self.listens(to, &into) {
                let probe = try_it(to, port);
                if probe.reaches {
                    found.entry((to, port)).or_insert_with(|| Exposure {
                        id: self.index.spots[to].id.clone(),
                        port,
                        drawn: false,
                        anybody: true,
                        decisions: probe.decisions,
                    });
                }
            }
        }
        found.into_values().collect()
    }

    /// Whether a connection from a component, or from a network such as `internet`, to a port of a component would
    /// get through; nothing where one of the names is unknown.
    #[must_use]
    pub fn probe(&self, from: &str, to: &str, port: u16) -> Option<Probe> {
        let to = self.index.component_no(to)?;
        let source = match (from.parse::<Network>(), self.index.named(from)) {
            (Ok(network), _) => Source::Network(network),
            (Err(_), Some(Named::Component(no))) => Source::Component(no),
            _ => return None,
        };
        let drawn = self.flows.wires.iter().zip(self.flows()).find(|(wire, flow)| {
            Source::Component(wire.from) == source && wire.to == to && flow.port == port
        });
        Some(match drawn {
            Some((_, flow)) if flow.is_allowed() => {
                Probe { reaches: true, drawn: true, connected: true, decisions: passing(flow) }
            }
            Some((_, flow)) => {
                Probe { reaches: false, drawn: true, connected: true, decisions: stopping(flow) }
            }
            None => {
                let ways = self.ways(source, self.stand(to), 0..self.flows.wires.len());
                self.attempt(source, to, port, &ways)
            }
        })
    }

    /// Whether a part is the internet's and not the design's: a user, or somebody else's.
    fn is_outside(&self, no: ComponentNo) -> bool {
        let spot = &self.index.spots[no];
        (spot.external || spot.kind == Kind::User) && self.index.networks(no).contains(&Network::Internet)
    }

    /// The ports that a component listens on: those that flows call, else the customary one of its kind.
    fn listens(&self, no: ComponentNo, into: &Into) -> Vec<u16> {
        let mut ports = into.ports.get(&no).cloned().unwrap_or_default();
        if ports.is_empty() {
            ports.extend(customary_port(self.index.spots[no].kind));
        }
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    /// Where a component stands.
    fn stand(&self, no: ComponentNo) -> Stand {
        self.index.spots[no].host.map_or(Stand::Free(no), Stand::On)
    }

    /// The in-line firewalls on each drawn way from where a source stands to a place, each set once.
    fn ways(&self, from: Source, to: Stand, wires: impl Iterator<Item = usize>) -> Vec<Crossed> {
        let comes_from = |no: ComponentNo| match from {
            Source::Component(from) => self.stand(from) == self.stand(no),
            Source::Network(Network::Internet) => self.is_outside(no),
            Source::Network(network) => self.index.networks(no).contains(&network),
        };
        let mut known = HashSet::new();
        let mut ways = Vec::new();
        for no in wires {
            let (wire, flow) = (&self.flows.wires[no], &self.flows()[no]);
            if self.stand(wire.to) != to || !comes_from(wire.from) {
                continue;
            }
            for path in &flow.paths {
                let firewalls = path.firewalls.iter();
                let crossed: Crossed =
                    firewalls.filter_map(|said| self.index.component_no(said.firewall.as_str())).collect();
                if known.insert(crossed.clone()) {
                    ways.push(crossed);
                }
            }
        }
        ways
    }

    /// Tries a connection that nothing draws, by the ways that are drawn from there to the same machine.
    fn attempt(&self, from: Source, to: ComponentNo, port: u16, ways: &[Crossed]) -> Probe {
        let here = match from {
            Source::Component(from) => self.index.networks(from),
            Source::Network(network) => vec![network],
        };
        let there = self.index.networks(to);
        let same_host = matches!(from, Source::Component(from) if self.stand(from) == self.stand(to));
        let direct = same_host || here.iter().any(|network| there.contains(network));
        let free = [Vec::new()];
        let beside = direct && (ways.is_empty() || ways.iter().any(Vec::is_empty));
        let ways = if beside { &free } else { ways };
        let guards = if same_host { &[][..] } else { self.firewalls.beside(&self.index, to) };
        let mut best: Option<Vec<Decision>> = None;
        for way in ways {
            let mut said = Vec::new();
            for firewall in way.iter().chain(guards) {
                said.push(decide(&self.index, *firewall, from, to, port, false));
                if said.last().is_some_and(|decision| decision.action == Action::Deny) {
                    break;
                }
            }
            let reaches = said.iter().all(|decision| decision.action == Action::Allow);
            if reaches {
                return Probe { reaches, drawn: false, connected: true, decisions: said };
            }
            best = Some(best.filter(|best| best.len() >= said.len()).unwrap_or(said));
        }
        Probe {
            reaches: false,
            drawn: false,
            connected: !ways.is_empty(),
            decisions: best.unwrap_or_default(),
        }
    }
}

/// What the firewalls of the first allowed way and of the called host say.
fn passing(flow: &Flow) -> Vec<Decision> {
    let way = flow.paths.iter().find(|path| path.is_allowed());
    way.into_iter().flat_map(|path| &path.firewalls).chain(&flow.guards).cloned().collect()
}

/// What is said on the way that gets furthest, up to the firewall that denies.
fn stopping(flow: &Flow) -> Vec<Decision> {
    let until_denied = |path: &super::flow::Path| {
        let mut said = Vec::new();
        for decision in path.firewalls.iter().chain(&flow.guards) {
            said.push(decision.clone());
            if decision.action == Action::Deny {
                break;
            }
        }
        said
    };
    flow.paths.iter().map(until_denied).max_by_key(Vec::len).unwrap_or_default()
}

fn customary_port(kind: Kind) -> Option<u16> {
    match kind {
        Kind::WebServer | Kind::LoadBalancer | Kind::Proxy | Kind::Cdn => Some(80),
        Kind::AppServer => Some(9000),
        Kind::Database => Some(3306),
        Kind::Dns => Some(53),
        Kind::Cache => Some(11211),
        Kind::SessionStore => Some(6379),
        Kind::Queue => Some(5672),
        Kind::MailServer => Some(25),
        Kind::User
        | Kind::AppFiles
        | Kind::Firewall
        | Kind::Vrrp
        | Kind::MonitoringClient
        | Kind::MonitoringService => None,
    }
}
