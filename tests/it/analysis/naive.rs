//! A second engine, which shares only `topology` with the first.
//!
//! It is written from the page that says what the engine means and, where that is silent, from the rules on the page
//! of `spof::analysis`; never from the code. A design is prepared once: flows, targets, entries, and what falls with
//! what, as bits. Then every question is answered by following requests through one state at a time, and every
//! question about all states by trying them all.

mod data;
mod entries;
mod flows;
mod gaps;
mod load;
mod optimum;
mod reach;
mod serve;
mod states;
mod walks;
mod ways;

use spof::topology::{Kind, Network, Placed, Standing, Topology};

use data::Group;
use entries::Entry;
use flows::Flow;
pub(crate) use gaps::{Wait, Waiting};
use serve::{Role, Serving};
pub(crate) use states::{AllStates, Element, Figures};
pub(crate) use walks::End;

/// What users get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    StaticRead,
    DynamicRead,
    Write,
}

impl Function {
    pub(crate) const ALL: [Self; 3] = [Self::StaticRead, Self::DynamicRead, Self::Write];
}

/// What has failed, in bits: which components do not work, which of them have crashed, which hosts do not work,
/// which links are broken, and the reactions of which clusters fail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct State {
    down: u64,
    crashed: u64,
    hosts_down: u64,
    broken: u128,
    stuck: u64,
}

impl State {
    /// Both have happened.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            down: self.down | other.down,
            crashed: self.crashed | other.crashed,
            hosts_down: self.hosts_down | other.hosts_down,
            broken: self.broken | other.broken,
            stuck: self.stuck | other.stuck,
        }
    }
}

fn bit(no: usize) -> u64 {
    assert!(no < 64, "the brute force is for small designs");
    1 << no
}

/// One design, prepared.
pub(crate) struct Naive<'a> {
    topology: &'a Topology,
    parts: Vec<Placed<'a>>,
    ids: Vec<String>,
    flows: Vec<Flow>,
    roles: Vec<Role>,
    groups: Vec<Group>,
    /// The users who call the site, and the entries of each.
    callers: Vec<usize>,
    users: Vec<Vec<Entry>>,
    /// The name servers, where there are some and all are the design's own.
    name_servers: Option<u64>,
    /// The components that requests can come back to.
    circular: u64,
}

impl<'a> Naive<'a> {
    pub(crate) fn new(topology: &'a Topology) -> Self {
        let parts: Vec<Placed> = topology.components().collect();
        let ids = parts.iter().map(|placed| placed.id().to_string()).collect();
        let mut naive = Self {
            topology,
            parts,
            ids,
            flows: Vec::new(),
            roles: Vec::new(),
            groups: Vec::new(),
            callers: Vec::new(),
            users: Vec::new(),
            name_servers: None,
            circular: 0,
        };
        naive.flows = naive.find_flows();
        naive.groups = naive.find_groups();
        naive.roles = (0..naive.parts.len()).map(|no| naive.role(no)).collect();
        (naive.callers, naive.users) = naive.find_users().into_iter().unzip();
        naive.name_servers = naive.find_name_servers();
        naive.circular = naive.find_circles();
        naive
    }

    /// After this host, component or place has crashed, or hangs.
    pub(crate) fn failed(&self, id: &str, hangs: bool) -> State {
        let is_place = self.topology.places.iter().any(|place| place.id == *id);
        let falls = |no: &usize| {
            self.names_over(*no).iter().any(|name| name == id) && !(is_place && self.parts[*no].external)
        };
        let down = (0..self.parts.len()).filter(falls).map(bit).sum();
        let hosts = self.topology.hosts.iter().enumerate();
        let hosts = hosts.filter(|(_, host)| {
            host.id == *id || self.places(&host.standing).iter().any(|place| place == id)
        });
        let hosts_down = hosts.map(|(no, _)| bit(no)).sum();
        State { down, crashed: if hangs { 0 } else { down }, hosts_down, ..State::default() }
    }

    /// After this link is broken.
    pub(crate) fn cut(&self, link: &str) -> State {
        let no = self.topology.links.iter().position(|known| known.id().to_string() == link);
        State { broken: 1 << no.expect("the link is drawn"), ..State::default() }
    }

    /// The shares of users' requests that succeed, by function.
    pub(crate) fn served(&self, state: State) -> [f64; 3] {
        let mut serving = Serving::new(self, state);
        Function::ALL.map(|function| serving.served(function))
    }

    // Names.

    fn no(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|known| known == id)
    }

    fn kind(&self, no: usize) -> Kind {
        self.parts[no].component.kind
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = usize> {
        (0..self.parts.len()).filter(move |no| self.kind(*no) == kind)
    }

    fn host(&self, no: usize) -> Option<usize> {
        let host = self.parts[no].host?;
        self.topology.hosts.iter().position(|known| known.id == host.id)
    }

    fn same_host(&self, one: usize, other: usize) -> bool {
        self.host(one).is_some() && self.host(one) == self.host(other)
    }

    /// Its own name, that of its host, and those of the places around it.
    fn names_over(&self, no: usize) -> Vec<String> {
        let mut names = vec![self.ids[no].clone()];
        names.extend(self.parts[no].host.map(|host| host.id.to_string()));
        names.extend(self.places(self.parts[no].standing));
        names
    }

    /// The places around a host or part, the nearest first.
    fn places(&self, standing: &Standing) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = standing.place.clone();
        while let Some(id) = next {
            let place = self.topology.places.iter().find(|place| place.id == id);
            next = place.and_then(|place| place.inside.clone());
            names.push(id.to_string());
        }
        names
    }

    /// Users and what is somebody else's are on the internet, where nothing else is stated.
    fn networks(&self, no: usize) -> Vec<Network> {
        let Placed { standing, external, component, .. } = self.parts[no];
        let away = external || component.kind == Kind::User;
        if away && standing.networks.is_empty() { vec![Network::Internet] } else { standing.on() }
    }
}

fn mean(shares: &[f64]) -> f64 {
    if shares.is_empty() { 0.0 } else { shares.iter().sum::<f64>() / shares.len() as f64 }
}
