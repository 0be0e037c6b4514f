//! Who gets where along the flows that firewalls allow: what findings and goals ask about reach, encryption,
//! guard and watch, answered once so that the two never disagree.

mod guard;
mod site;
mod tls;
mod watch;

pub use guard::Guard;
pub use site::Owner;
pub use tls::covers;
pub use watch::Watch;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use watch::Services;

use super::engine::Engine;
use super::flow::{Flow, carries_requests, replicates};
use super::index::Index;
use super::reach::Exposure;
use crate::topology::zone::{Resolution, Zone};
use crate::topology::{Host, Id, Kind, Mode, Network, Placed, Topology};

/// The flows of a design, by caller and called.
#[derive(Debug)]
pub struct Calls<'a> {
    topology: &'a Topology,
    index: &'a Index,
    flows: &'a [Flow],
    allowed: Vec<&'a Flow>,
    out: HashMap<&'a Id, Vec<&'a Flow>>,
    into: HashMap<&'a Id, Vec<&'a Flow>>,
    exposed: Vec<Exposure>,
    zone: Option<Zone>,
    site: OnceCell<Option<Resolution>>,
    caused_outside: OnceCell<BTreeSet<Id>>,
    /// By host, the allowed flows that come into it from elsewhere.
    into_hosts: HashMap<&'a str, Vec<&'a Flow>>,
    /// The hosts into which every request is guarded in line.
    behind_in_line: OnceCell<HashSet<String>>,
    /// By host, the parts on it that anybody on the internet can call with no firewall deciding, though nothing draws it.
    bare: OnceCell<HashMap<String, Vec<Id>>>,
    services: OnceCell<Services>,
    tls_ends: OnceCell<Vec<Id>>,
    /// By replica and primary, the flow by which it copies.
    replicating: HashMap<(&'a Id, &'a Id), &'a Flow>,
    entrances: Vec<&'a Flow>,
    parts: BTreeMap<Id, Placed<'a>>,
    /// The same, for looking up.
    found: HashMap<Id, Placed<'a>>,
}

impl<'a> Calls<'a> {
    /// Sorts the flows of a design, as the engine found them.
    #[must_use]
    pub fn new(engine: &'a Engine) -> Self {
        let topology = engine.topology();
        let flows = engine.flows();
        let allowed: Vec<&Flow> = flows.iter().filter(|flow| flow.is_allowed()).collect();
        let mut out: HashMap<&Id, Vec<&Flow>> = HashMap::new();
        let mut into: HashMap<&Id, Vec<&Flow>> = HashMap::new();
        let mut into_hosts: HashMap<&str, Vec<&Flow>> = HashMap::new();
        for flow in &allowed {
            out.entry(&flow.from).or_default().push(flow);
            into.entry(&flow.to).or_default().push(flow);
            if let Some(host) = flow.to.host().filter(|host| flow.from.host() != Some(host)) {
                into_hosts.entry(host).or_default().push(flow);
            }
        }
        let parts: BTreeMap<Id, Placed<'_>> =
            topology.components().map(|placed| (placed.id(), placed)).collect();
        let found: HashMap<Id, Placed<'_>> = parts.iter().map(|(id, placed)| (id.clone(), *placed)).collect();
        let kind = |id: &Id| found.get(id).map(|placed| placed.component.kind);
        let enters = |flow: &&Flow| {
            kind(&flow.from) == Some(Kind::User)
                && kind(&flow.to).is_some_and(answers)
                && carries_requests(flow.protocol)
        };
        let entrances = allowed.iter().copied().filter(enters).collect();
        Self {
            topology,
            index: &engine.index,
            flows,
            allowed,
            out,
            into,
            exposed: engine.exposed(),
            zone: topology.zone.as_deref().map(Zone::parse),
            site: OnceCell::new(),
            caused_outside: OnceCell::new(),
            into_hosts,
            behind_in_line: OnceCell::new(),
            bare: OnceCell::new(),
            services: OnceCell::new(),
            tls_ends: OnceCell::new(),
            replicating: replicating(topology, flows),
            entrances,
            parts,
            found,
        }
    }

    /// Every port that the internet can reach.
    #[must_use]
    pub fn exposed(&self) -> &[Exposure] {
        &self.exposed
    }

    /// Every component, by id.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Id> {
        self.parts.keys()
    }

    /// The component with this full id.
    #[must_use]
    pub fn part(&self, id: &Id) -> Option<&Placed<'a>> {
        self.found.get(id)
    }

    /// What the component with this full id is.
    #[must_use]
    pub fn kind(&self, id: &Id) -> Option<Kind> {
        self.part(id).map(|placed| placed.component.kind)
    }

    /// Every component of a kind, by id.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Id> {
        self.parts.iter().filter(move |(_, placed)| placed.component.kind == kind).map(|(id, _)| id)
    }

    /// Every flow, allowed or not.
    pub fn flows(&self) -> impl Iterator<Item = &'a Flow> + use<'a> {
        self.flows.iter()
    }

    /// The flows that firewalls allow.
    pub fn allowed(&self) -> impl Iterator<Item = &'a Flow> {
        self.allowed.iter().copied()
    }

    /// The allowed flows by which a component calls others.
    pub fn from(&self, id: &Id) -> impl Iterator<Item = &'a Flow> {
        self.out.get(id).into_iter().flatten().copied()
    }

    /// The allowed flows by which others call a component.
    pub fn to(&self, id: &Id) -> impl Iterator<Item = &'a Flow> {
        self.into.get(id).into_iter().flatten().copied()
    }

    /// Whether a flow is one of the requests that users' functions are made of, and is answered with more than a
    /// redirect.
    #[must_use]
    pub fn is_request(&self, flow: &Flow) -> bool {
        carries_requests(flow.protocol) && !flow.redirect
    }

    /// The allowed requests with which users come in, redirects left out. Whoever only administers is no user of
    /// the site.
    pub fn entries(&self) -> impl Iterator<Item = &'a Flow> {
        self.entrances().filter(|flow| self.is_request(flow))
    }

    /// The same with redirects.
    pub fn entrances(&self) -> impl Iterator<Item = &'a Flow> {
        self.entrances.iter().copied()
    }

    /// Every component that requests get to from these, which are not counted themselves: along allowed
    /// requests, on through whatever `pass` lets them go on from.
    #[must_use]
    pub fn reached<'b>(
        &self,
        starts: impl IntoIterator<Item = &'b Id>,
        pass: impl Fn(&Id) -> bool,
    ) -> BTreeSet<Id> {
        self.reached_by(starts, pass, |flow| self.is_request(flow))
    }

    /// The same along the allowed flows that `follow` says.
    #[must_use]
    pub fn reached_by<'b>(
        &self,
        starts: impl IntoIterator<Item = &'b Id>,
        pass: impl Fn(&Id) -> bool,
        follow: impl Fn(&Flow) -> bool,
    ) -> BTreeSet<Id> {
        // Each start once: who calls on many ports is named as often.
        let starts: BTreeSet<&Id> = starts.into_iter().collect();
        let mut open: Vec<Id> = starts.into_iter().cloned().collect();
        let mut found = BTreeSet::new();
        while let Some(here) = open.pop() {
            for flow in self.from(&here).filter(|flow| follow(flow)) {
                if found.insert(flow.to.clone()) && pass(&flow.to) {
                    open.push(flow.to.clone());
                }
            }
        }
        found
    }

    /// Whether a component hands requests on to others that it chooses.
    #[must_use]
    pub fn forwards(&self, id: &Id) -> bool {
        self.kind(id).is_some_and(Kind::forwards)
    }

    /// Whether a request that comes to a component makes it call others.
    #[must_use]
    pub fn passes_on(&self, id: &Id) -> bool {
        self.kind(id).is_some_and(answers)
    }

    /// Whether a component takes users' requests or the queries that they cause.
    #[must_use]
    pub fn takes_requests(&self, id: &Id) -> bool {
        self.kind(id).is_some_and(|kind| answers(kind) || kind == Kind::Database)
    }

    /// The flow by which a replica of a cluster copies its primary: one that gets through, if there is one; none where none is
    /// drawn.
    #[must_use]
    pub fn replication(&self, replica: &Id, primary: &Id) -> Option<&'a Flow> {
        self.replicating.get(&(replica, primary)).copied()
    }

    /// Whether two components are on one host, so that nothing between them leaves the machine.
    #[must_use]
    pub fn share_a_host(&self, one: &Id, other: &Id) -> bool {
        one.host().is_some() && one.host() == other.host()
    }

    /// Whether a component is outside: a user, or somebody else's part, on the internet.
    #[must_use]
    pub fn is_outside(&self, id: &Id) -> bool {
        self.part(id).is_some_and(|placed| {
            let networks = &placed.standing.networks;
            (placed.external || placed.component.kind == Kind::User)
                && (networks.is_empty() || networks.contains(&Network::Internet))
        })
    }
}

/// By replica and primary of a cluster, the flow by which it copies.
fn replicating<'a>(topology: &'a Topology, flows: &'a [Flow]) -> HashMap<(&'a Id, &'a Id), &'a Flow> {
    let mut pairs: HashSet<(&Id, &Id)> = HashSet::new();
    for cluster in &topology.clusters {
        if let Mode::PrimaryReplica { primary, replicas, .. } = &cluster.mode {
            pairs.extend(replicas.iter().map(|replica| (replica, primary)));
        }
    }
    let mut found: HashMap<(&Id, &Id), &Flow> = HashMap::new();
    for flow in flows.iter().filter(|_| !pairs.is_empty()) {
        for (pair, pulls) in [((&flow.from, &flow.to), true), ((&flow.to, &flow.from), false)] {
            if replicates(flow.protocol, pulls) && pairs.contains(&pair) {
                let known = found.entry(pair).or_insert(flow);
                if flow.is_allowed() || !known.is_allowed() {
                    *known = flow;
                }
            }
        }
    }
    found
}

/// Whether a host is a server: whether it carries a load balancer, web server, application server or database
/// (`semantics.md`, section 11).
#[must_use]
pub fn is_server(host: &Host) -> bool {
    host.components.iter().any(|component| {
        matches!(component.kind, Kind::LoadBalancer | Kind::WebServer | Kind::AppServer | Kind::Database)
    })
}

/// Whether a kind answers users' requests, itself or by asking others.
fn answers(kind: Kind) -> bool {
    matches!(kind, Kind::WebServer | Kind::AppServer) || kind.forwards()
}
