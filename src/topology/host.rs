//! Hosts, the places they stand in, and the networks they are on.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{Component, Id};

/// A machine, physical or virtual, that carries components and fails as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Host {
    /// Its id, a bare name.
    pub id: Id,
    /// What the diagram calls it; its id when absent.
    pub label: Option<String>,
    /// Addresses, networks, place and cost.
    pub standing: Standing,
    /// The share of time it works, in `0..=1`; [`Host::AVAILABILITY`] when absent.
    pub availability: Option<f64>,
    /// The mean time to repair it, in hours; [`Host::REPAIR_HOURS`] when absent.
    pub repair_hours: Option<f64>,
    /// What runs on it, in the order of the file.
    pub components: Vec<Component>,
    /// A free remark.
    pub note: Option<String>,
}

impl Host {
    /// The default availability of every element.
    pub const AVAILABILITY: f64 = 0.999;
    /// The default mean time to repair, in hours.
    pub const REPAIR_HOURS: f64 = 4.0;

    /// An empty host with every default.
    #[must_use]
    pub fn new(id: Id) -> Self {
        Self {
            id,
            label: None,
            standing: Standing::default(),
            availability: None,
            repair_hours: None,
            components: Vec::new(),
            note: None,
        }
    }
}

/// What a host and a free-standing component have in common: where they stand and what they cost.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// Its addresses, the public one first.
    pub addresses: Vec<IpAddr>,
    /// The networks it is on. When empty, [`Standing::on`] says which.
    pub networks: Vec<Network>,
    /// The id of the place that it stands in.
    pub place: Option<Id>,
    /// Teaching units a month; the default depends on what it is.
    pub cost: Option<u32>,
    /// The row of the diagram that it was put into by hand, from the top, from 1.
    pub row: Option<u32>,
    /// Its place in its row of the diagram, from the left, from 1, when it was put there by hand.
    pub column: Option<u32>,
}

impl Standing {
    /// The networks it is on: those stated, else `internet` and `private` where it has a public address,
    /// else `private`.
    #[must_use]
    pub fn on(&self) -> Vec<Network> {
        if !self.networks.is_empty() {
            return self.networks.clone();
        }
        if self.addresses.iter().any(is_public) {
            vec![Network::Internet, Network::Private]
        } else {
            vec![Network::Private]
        }
    }
}

/// Whether an address is none of the private ones of RFC 1918 and RFC 4193, nor loopback or link-local.
fn is_public(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !(v4.is_private() || v4.is_loopback() || v4.is_link_local()),
        IpAddr::V6(v6) => !(v6.is_unique_local() || v6.is_loopback() || v6.is_unicast_link_local()),
    }
}

/// Who can reach whom directly. Networks do not fail.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Network {
    /// Everybody's network: users are on it.
    Internet,
    /// The network between two firewalls, for what the internet may reach.
    Dmz,
    /// The network that the internet cannot reach.
    Private,
}

/// What fails as a whole, with everything in it: a rack, a data centre.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its id, a bare name.
    pub id: Id,
    /// What the diagram calls it; its id when absent.
    pub label: Option<String>,
    /// The place around it.
    pub inside: Option<Id>,
    /// The share of time it works. A place that states none never fails, except in what-if.
    pub availability: Option<f64>,
    /// A free remark.
    pub note: Option<String>,
}

impl Place {
    /// A place with every default.
    #[must_use]
    pub fn new(id: Id) -> Self {
        Self { id, label: None, inside: None, availability: None, note: None }
    }
}
