//! A topology with numbers for names: which component stands on which host in which places, what has which id.
//!
//! Everything else in the engine counts with these numbers; ids come back only in what is handed out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use super::address::{Assignee, assignees};
use super::fault::{Fault, has};
use super::lists::Lists;
use crate::topology::{Component, Host, Id, Kind, Link, LinkId, Network, Part, Topology};

/// The number of a component: its place in [`Topology::components`].
pub(super) type ComponentNo = usize;
/// The number of a host: its place in the file.
pub(super) type HostNo = usize;
/// The number of a place: its place in the file.
pub(super) type PlaceNo = usize;
/// The number of a link: its place in the file.
pub(super) type LinkNo = usize;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// A machine.
    Host(HostNo),
    /// A component, on a host or free-standing.
    Component(ComponentNo),
    /// A place.
    Place(PlaceNo),
    /// A cluster, by its place in the file.
    Cluster(usize),
}

/// Where a component stands.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// Its full id.
    pub(super) id: Id,
    /// What it is.
    pub(super) kind: Kind,
    /// The machine that it is on, unless it stands free.
    pub(super) host: Option<HostNo>,
    /// Its place among the host's components or among the free-standing parts.
    position: usize,
    /// Whether it is somebody else's.
    pub(super) external: bool,
}

/// The topology, numbered.
#[derive(Debug)]
pub(super) struct Index {
    /// The design itself, shared and not copied where its owner allows it: the copy of a large one takes longer than all
    /// the rest of this.
    pub(super) topology: Arc<Topology>,
    /// Every component, in the order of [`Topology::components`].
    pub(super) spots: Vec<Spot>,
    /// The components of each host.
    pub(super) on_host: Lists,
    /// The places around each host, the nearest first.
    pub(super) host_places: Lists,
    /// The places around each free-standing component, the nearest first; empty for those on hosts.
    pub(super) part_places: Lists,
    /// The ends of each link, where both are there.
    pub(super) ends: Vec<Option<(ComponentNo, ComponentNo)>>,
    /// The hosts that stand in each place or in a place inside it.
    hosts_in: Lists,
    /// The components that do, on those hosts or free-standing; not those of somebody else, which never fail.
    components_in: Lists,
    names: HashMap<Id, Named>,
    /// Made at the first question about a link.
    links: OnceLock<HashMap<LinkId, LinkNo>>,
    /// Made at the first question about an address.
    addresses: OnceLock<HashMap<IpAddr, Assignee>>,
}

impl Index {
    /// Numbers a topology. An id that is given twice names the first.
    pub(super) fn new(topology: Arc<Topology>) -> Self {
        let spots = spots(&topology);
        let names = names(&topology, &spots);
        let on = |(no, spot): (ComponentNo, &Spot)| Some((spot.host?, no));
        let on_host = Lists::of(topology.hosts.len(), spots.iter().enumerate().filter_map(on));
        let hosts = topology.hosts.iter().map(|host| host.standing.place.as_ref());
        let host_places = around_each(&topology, &names, topology.hosts.len(), hosts);
        let parts = spots.iter().map(|spot| match spot.host {
            Some(_) => None,
            None => topology.parts[spot.position].standing.place.as_ref(),
        });
        let part_places = around_each(&topology, &names, spots.len(), parts);
        let component = |id: &Id| match names.get(id) {
            Some(Named::Component(no)) => Some(*no),
            _ => None,
        };
        // Links of one caller mostly follow one another.
        let mut last: Option<(&Id, Option<ComponentNo>)> = None;
        let ends = topology.links.iter().map(|link| {
            let known = last.filter(|(id, _)| **id == link.from).map(|(_, from)| from);
            let from = known.unwrap_or_else(|| component(&link.from));
            last = Some((&link.from, from));
            Some((from?, component(&link.to)?))
        });
        let ends = ends.collect();
        let hosts = || host_places.iter().enumerate();
        let parts = || part_places.iter().enumerate().filter(|(no, _)| !spots[*no].external);
        let each_host = hosts().flat_map(|(no, places)| places.iter().map(move |place| (*place, no)));
        let on_hosts = hosts().flat_map(|(host, places)| {
            let on_host = &on_host[host];
            places.iter().flat_map(move |place| on_host.iter().map(move |no| (*place, *no)))
        });
        let free = parts().flat_map(|(no, places)| places.iter().map(move |place| (*place, no)));
        let hosts_in = Lists::of(topology.places.len(), each_host);
        let components_in = Lists::of(topology.places.len(), on_hosts.chain(free));
        Self {
            topology,
            hosts_in,
            components_in,
            spots,
            on_host,
            host_places,
            part_places,
            ends,
            names,
            links: OnceLock::new(),
            addresses: OnceLock::new(),
        }
    }

    /// Every component of a kind, in their order.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = ComponentNo> + Clone {
        (0..self.spots.len()).filter(move |no| self.spots[*no].kind == kind)
    }

    /// How many ids there are.
    pub(super) fn names_len(&self) -> usize {
        self.names.len()
    }

    /// What this id names.
    pub(super) fn named(&self, id: &str) -> Option<Named> {
        self.names.get(id).copied()
    }

    /// Names every host and component that fails with a part.
    pub(super) fn each_in(
        &self,
        named: Named,
        mut host: impl FnMut(HostNo),
        component: impl FnMut(ComponentNo),
    ) {
        match named {
            Named::Component(no) => std::iter::once(no).for_each(component),
            Named::Host(no) => {
                host(no);
                self.on_host[no].iter().copied().for_each(component);
            }
            Named::Place(no) => {
                self.hosts_in[no].iter().copied().for_each(host);
                self.components_in[no].iter().copied().for_each(component);
            }
            Named::Cluster(_) => {}
        }
    }

    /// The component with this full id.
    pub(super) fn component_no(&self, id: &str) -> Option<ComponentNo> {
        match self.named(id) {
            Some(Named::Component(no)) => Some(no),
            _ => None,
        }
    }

    /// The link with this id.
    pub(super) fn link_no(&self, id: &LinkId) -> Option<LinkNo> {
        let links = self.links.get_or_init(|| {
            let mut links = HashMap::new();
            for (no, link) in self.topology.links.iter().enumerate() {
                links.entry(link.id()).or_insert(no);
            }
            links
        });
        links.get(id).copied()
    }

    /// Whose an address is; nobody's when `None`.
    pub(super) fn assignee(&self, address: IpAddr) -> Option<Assignee> {
        self.addresses.get_or_init(|| assignees(self)).get(&address).copied()
    }

    /// The component with this number.
    pub(super) fn component(&self, no: ComponentNo) -> &Component {
        let spot = &self.spots[no];
        match spot.host {
            Some(host) => &self.topology.hosts[host].components[spot.position],
            None => &self.topology.parts[spot.position].component,
        }
    }

    /// The free-standing part with this number, or `None` for a component on a host.
    pub(super) fn part(&self, no: ComponentNo) -> Option<&Part> {
        let spot = &self.spots[no];
        spot.host.is_none().then(|| &self.topology.parts[spot.position])
    }

    /// The machine that a component is on.
    pub(super) fn host_of(&self, no: ComponentNo) -> Option<&Host> {
        self.spots[no].host.map(|host| &self.topology.hosts[host])
    }

    /// The link with this number.
    pub(super) fn link(&self, no: LinkNo) -> &Link {
        &self.topology.links[no]
    }

    /// Every place around a component, the nearest first.
    pub(super) fn places(&self, no: ComponentNo) -> &[PlaceNo] {
        match self.spots[no].host {
            Some(host) => &self.host_places[host],
            None => &self.part_places[no],
        }
    }

    /// The networks that a component is on. Users, and what is somebody else's, are on the internet unless the
    /// file says otherwise.
    pub(super) fn networks(&self, no: ComponentNo) -> Vec<Network> {
        let standing = match (self.host_of(no), self.part(no)) {
            (Some(host), _) => &host.standing,
            (None, Some(part)) => &part.standing,
            (None, None) => return Vec::new(),
        };
        let elsewhere = self.spots[no].external || self.spots[no].kind == Kind::User;
        if elsewhere && standing.networks.is_empty() { vec![Network::Internet] } else { standing.on() }
    }
}

/// Every component, on hosts first, then those that stand free.
fn spots(topology: &Topology) -> Vec<Spot> {
    let on_hosts: usize = topology.hosts.iter().map(|host| host.components.len()).sum();
    let mut spots = Vec::with_capacity(on_hosts + topology.parts.len());
    for (no, host) in topology.hosts.iter().enumerate() {
        spots.extend(host.components.iter().enumerate().map(|(position, component)| Spot {
            id: host.id.join(&component.id),
            kind: component.kind,
            host: Some(no),
            position,
            external: false,
        }));
    }
    spots.extend(topology.parts.iter().enumerate().map(|(position, part)| Spot {
        id: part.component.id.clone(),
        kind: part.component.kind,
        host: None,
        position,
        external: part.external,
    }));
    spots
}

/// What each id names: hosts before components before places before clusters, the first of a kind.
fn names(topology: &Topology, spots: &[Spot]) -> HashMap<Id, Named> {
    let Topology { hosts, places, clusters, .. } = topology;
    let room = hosts.len() + spots.len() + places.len() + clusters.len();
    let mut names = HashMap::with_capacity(room);
    for (no, host) in hosts.iter().enumerate() {
        names.entry(host.id.clone()).or_insert(Named::Host(no));
    }
    for (no, spot) in spots.iter().enumerate() {
        names.entry(spot.id.clone()).or_insert(Named::Component(no));
    }
    for (no, place) in places.iter().enumerate() {
        names.entry(place.id.clone()).or_insert(Named::Place(no));
    }
    for (no, cluster) in clusters.iter().enumerate() {
        names.entry(cluster.id.clone()).or_insert(Named::Cluster(no));
    }
    names
}

/// The places around each of several parts, told by the place that each stands in.
fn around_each<'t>(
    topology: &Topology,
    names: &HashMap<Id, Named>,
    parts: usize,
    standing: impl Iterator<Item = Option<&'t Id>>,
) -> Lists {
    let mut pairs = Vec::new();
    for (no, place) in standing.enumerate().filter(|(_, place)| place.is_some()) {
        pairs.extend(around(topology, names, place).into_iter().map(|place| (no, place)));
    }
    Lists::of(parts, pairs.into_iter())
}

/// A place and those around it, the nearest first; a place that is inside itself ends the list.
fn around(topology: &Topology, names: &HashMap<Id, Named>, place: Option<&Id>) -> Vec<PlaceNo> {
    let mut found = Vec::new();
    let mut next = place;
    while let Some(Named::Place(no)) = next.and_then(|id| names.get(id)) {
        if found.contains(no) || has(Fault::InnerPlacesSpared) && !found.is_empty() {
            break;
        }
        found.push(*no);
        next = topology.places[*no].inside.as_ref();
    }
    found
}
