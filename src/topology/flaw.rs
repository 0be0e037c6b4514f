//! What can be wrong with a topology as a whole: the one list of checks that files and edits share.
//!
//! A topology with a flaw means nothing (an id that leads nowhere, two owners of one address); a design that
//! means something but is poor is a finding of the analysis.

mod cluster;
mod ids;
mod link;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::property::{Properties, Property};
use super::source::Advice;
use super::{Id, Kind, Standing, Topology};

/// One flaw: where it is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw {
    /// Where it is.
    pub(super) spot: Spot,
    /// The other place that it concerns, such as the first use of an id.
    pub(super) other: Option<Spot>,
    /// Whether it is an id that leads nowhere.
    pub(super) dangles: bool,
    /// What is wrong and what to do.
    pub(super) advice: Advice,
}

/// A place in a topology, whatever file it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// The thing.
    pub(super) item: Item,
    /// Its field; empty for the thing as a whole.
    pub(super) field: &'static str,
    /// Which element of the field's list.
    pub(super) index: usize,
}

/// A thing in a topology, by its position in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Topology,
    Traffic,
    Host(usize),
    /// Of a host, by both positions.
    Component(usize, usize),
    Part(usize),
    Place(usize),
    Link(usize),
    Cluster(usize),
}

impl Item {
    /// A field of this thing.
    pub(super) fn at(self, field: &'static str) -> Spot {
        Spot { item: self, field, index: 0 }
    }

    /// An element of a field of this thing.
    pub(super) fn within(self, field: &'static str, index: usize) -> Spot {
        Spot { item: self, field, index }
    }
}

/// Words that an id would be mistaken for.
const RESERVED: [&str; 10] =
    ["internet", "dmz", "private", "topology", "traffic", "zone", "free", "none", "on", "to"];

/// More flaws than this are counted only.
const MOST: usize = 100;

/// Every flaw of a topology, at most [`MOST`], and how many there are beyond. References to `broken` ids are let
/// pass: the file names them, and what is wrong with them has been said.
pub(super) fn flaws(topology: &Topology, broken: BTreeSet<String>) -> (Vec<Flaw>, usize) {
    let mut check = Checker { broken, ..Checker::over(topology) };
    check.properties();
    check.standings();
    check.places();
    check.links();
    check.rules();
    check.clusters();
    (check.flaws, check.more)
}

/// What to say of an id that leads to no component of a kind that `fits`.
pub(super) fn no_component(topology: &Topology, id: &Id, fits: impl Fn(Kind) -> bool) -> Advice {
    Checker::over(topology).no_component(id, fits)
}

/// What to say of an id that leads to nothing at all.
pub(super) fn nothing(topology: &Topology, id: &Id) -> Advice {
    let check = Checker::over(topology);
    Advice::new(format!("There is nothing called `{id}`."), check.guess(id.as_str(), |_| true))
}

/// What to say of an id that is no host's.
pub(super) fn no_host(topology: &Topology, id: &Id) -> Advice {
    let check = Checker::over(topology);
    let hint = check.guess(id.as_str(), |named| matches!(named, Named::Host(_)));
    Advice::new(format!("There is no host `{id}`."), hint)
}

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Host(usize),
    Component(Kind),
    Place,
    Cluster,
}

struct Checker<'t> {
    topology: &'t Topology,
    broken: BTreeSet<String>,
    known: BTreeMap<Id, (Named, Spot)>,
    flaws: Vec<Flaw>,
    more: usize,
}

impl<'t> Checker<'t> {
    /// Knows every id of a topology, and which of them clash.
    fn over(topology: &'t Topology) -> Self {
        let mut check =
            Self { topology, broken: BTreeSet::new(), known: BTreeMap::new(), flaws: Vec::new(), more: 0 };
        check.ids();
        check
    }

    /// Notes a flaw; the advice is only worded when it will be shown.
    fn flaw(&mut self, spot: Spot, other: Option<Spot>, advice: impl FnOnce(&Self) -> Advice) {
        if self.flaws.len() == MOST {
            self.more += 1;
        } else {
            let advice = advice(self);
            self.flaws.push(Flaw { spot, other, dangles: false, advice });
        }
    }

    /// Notes an id that leads nowhere, unless the reason has been explained already.
    fn dangling(&mut self, spot: Spot, id: &str, advice: impl FnOnce(&Self) -> Advice) {
        let host = id.split_once('.').map(|(host, _)| host);
        if self.broken.contains(id) || host.is_some_and(|host| self.broken.contains(host)) {
            return;
        }
        let before = self.flaws.len();
        self.flaw(spot, None, advice);
        self.flaws[before..].iter_mut().for_each(|flaw| flaw.dangles = true);
    }

    /// What an id stands for.
    fn named(&self, id: &Id) -> Option<Named> {
        self.known.get(id).map(|(named, _)| *named)
    }

    /// Values that do not fit their part, or that no property can have.
    fn properties(&mut self) {
        let topology = self.topology;
        self.of(Item::Topology, "the topology", &topology.properties());
        self.of(Item::Traffic, "the traffic", &topology.traffic.properties());
        let traffic = &topology.traffic;
        if traffic.static_reads + traffic.dynamic_reads + traffic.writes <= 0.0 {
            self.flaw(Item::Traffic.at("static"), None, |_| {
                Advice::new(
                    "The mix of the traffic is empty.",
                    "Give `static`, `dynamic` or `write` a number above 0.",
                )
            });
        }
        for (index, host) in topology.hosts.iter().enumerate() {
            self.of(Item::Host(index), &format!("`{}`", host.id), &host.properties());
            for (at, component) in host.components.iter().enumerate() {
                let name = format!("`{}`, of kind {},", host.id.join(&component.id), component.kind);
                self.of(Item::Component(index, at), &name, &component.properties());
                if component.kind == Kind::User {
                    self.flaw(Item::Component(index, at).at("kind"), None, |_| {
                        Advice::new("A user stands on no host.", "Make it a free-standing part.")
                    });
                }
            }
        }
        for (index, part) in topology.parts.iter().enumerate() {
            let name = format!("`{}`, of kind {},", part.component.id, part.component.kind);
            self.of(Item::Part(index), &name, &part.properties());
        }
        for (index, place) in topology.places.iter().enumerate() {
            self.of(Item::Place(index), &format!("`{}`", place.id), &place.properties());
        }
        for (index, link) in topology.links.iter().enumerate() {
            self.of(Item::Link(index), &format!("`{}`", link.id()), &link.properties());
        }
        for (index, cluster) in topology.clusters.iter().enumerate() {
            self.of(Item::Cluster(index), &format!("`{}`", cluster.id), &cluster.properties());
        }
    }

    fn of(&mut self, item: Item, name: &str, properties: &[Property]) {
        for property in properties {
            let Some(value) = &property.value else { continue };
            if !property.fits {
                self.flaw(item.at(property.name), None, |_| unfit(name, property));
            } else if let Err(advice) = property.form.check(property.name, value) {
                self.flaw(item.at(property.name), None, |_| advice);
            }
        }
    }

    /// Places that do not exist, and addresses with two owners.
    fn standings(&mut self) {
        let topology = self.topology;
        let hosts =
            topology.hosts.iter().enumerate().map(|(i, host)| (Item::Host(i), &host.id, &host.standing));
        let parts = topology
            .parts
            .iter()
            .enumerate()
            .map(|(i, part)| (Item::Part(i), &part.component.id, &part.standing));
        let mut owners = BTreeMap::new();
        for (item, id, standing) in hosts.chain(parts) {
            self.standing(item, id, standing, &mut owners);
        }
        for (index, cluster) in topology.clusters.iter().enumerate() {
            let field = if matches!(cluster.mode, super::Mode::ActivePassive { .. }) {
                "address"
            } else {
                "addresses"
            };
            for (at, address) in cluster.mode.addresses().iter().enumerate() {
                self.owned(*address, &cluster.id, Item::Cluster(index).within(field, at), &mut owners);
            }
        }
    }

    fn standing<'i>(&mut self, item: Item, id: &'i Id, standing: &Standing, owners: &mut Owners<'i>) {
        for (at, address) in standing.addresses.iter().enumerate() {
            self.owned(*address, id, item.within("address", at), owners);
        }
        if let Some(place) = &standing.place
            && self.named(place) != Some(Named::Place)
        {
            self.dangling(item.at("place"), place.as_str(), |check| check.no_place(place));
        }
    }

    fn owned<'i>(&mut self, address: IpAddr, id: &'i Id, spot: Spot, owners: &mut Owners<'i>) {
        if let Some((owner, first)) = owners.get(&address) {
            let (owner, first) = (*owner, *first);
            self.flaw(spot, Some(first), |_| {
                let message = format!("The address {address} of `{id}` belongs to `{owner}` already.");
                Advice::new(message, "Each address has one owner: give one of the two another address.")
            });
        } else {
            owners.insert(address, (id, spot));
        }
    }

    /// Places inside places that do not exist, or inside themselves.
    fn places(&mut self) {
        let topology = self.topology;
        let around: BTreeMap<&Id, &Id> =
            topology.places.iter().filter_map(|place| Some((&place.id, place.inside.as_ref()?))).collect();
        let mut settled = BTreeSet::new();
        for (index, place) in topology.places.iter().enumerate() {
            let Some(inside) = &place.inside else { continue };
            let spot = Item::Place(index).at("inside");
            if self.named(inside) != Some(Named::Place) {
                self.dangling(spot, inside.as_str(), |check| check.no_place(inside));
            }
            // Each place is walked over once: the way ends at the top, at a place seen before, or in itself.
            let mut way = BTreeSet::new();
            let mut at = Some(&place.id);
            while let Some(here) = at.filter(|here| !settled.contains(here)) {
                if !way.insert(here) {
                    self.flaw(spot, None, |_| {
                        let hint = "Let `inside` name the place around it, or leave it out.";
                        Advice::new(format!("The place `{here}` is inside itself."), hint)
                    });
                    break;
                }
                at = around.get(here).copied();
            }
            settled.append(&mut way);
        }
    }

    fn no_place(&self, id: &Id) -> Advice {
        let places = self.topology.places.iter().map(|place| place.id.as_str());
        let hint = match crate::text::closest(id.as_str(), places) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None if self.topology.places.is_empty() => {
                "The topology has no places; add one first.".to_owned()
            }
            None => format!("The places are: {}.", self.list(|named| named == Named::Place)),
        };
        Advice::new(format!("There is no place `{id}`."), hint)
    }
}

type Owners<'i> = BTreeMap<IpAddr, (&'i Id, Spot)>;

/// Says whose property it is instead.
fn unfit(name: &str, property: &Property) -> Advice {
    let only = property.only.join(", ");
    Advice::new(
        format!("{name} has no `{}`.", property.name),
        format!("`{}` belongs to: {only}.", property.name),
    )
    .capitalised()
}
