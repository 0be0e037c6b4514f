//! The design under study: hosts, components, links, clusters and the DNS zone.
//!
//! A [`Topology`] is a plain value: it can be read ([`parse()`]), compared, edited ([`Edit`], [`History`]) and written
//! ([`write()`]), and knows nothing of what follows from it. What fails, what is reachable and what it costs is decided
//! in `analysis`. Every default is that of the file format (`format: 1`); see the fields.
//!
//! What a part can be set to stands in one table ([`Property`]), which the file, the command `set` and the screens
//! share. Files and edits are held to one list of flaws, so that no edit leads to a topology that cannot be read
//! back.

mod bracket;
mod cluster;
mod component;
mod edit;
mod flaw;
mod form;
mod history;
mod host;
mod id;
mod link;
mod parse;
mod problem;
mod property;
mod source;
mod syntax;
mod traffic;
mod usual;
mod value;
mod write;
pub mod zone;

use std::sync::Arc;

pub use cluster::{Cluster, Mode, Promotion, Track};
pub use component::{Action, Algorithm, Check, Component, Kind, Part, Reads, Rule, Rules, Settings};
pub use edit::{Edit, EditError, Target};
pub use form::Form;
pub use history::History;
pub use host::{Host, Network, Place, Standing};
pub use id::{Id, InvalidId};
pub use link::{Link, LinkId, Protocol};
pub use parse::{FORMAT, LARGEST_FILE, decode, parse};
pub use problem::{FileError, Problem};
pub use property::Property;
pub use traffic::{Clients, Traffic};
pub use usual::usual_protocols;
pub use value::Value;
pub use write::write;

/// A design: what stands where, who calls whom, and what users type.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Topology {
    /// What the design is called; empty when it has no name.
    pub title: String,
    /// A free remark of the author, kept through reading and writing.
    pub note: Option<String>,
    /// The name that users type, such as `www.foobar.com`.
    pub site: Option<String>,
    /// The machines, in the order of the file.
    pub hosts: Vec<Host>,
    /// The free-standing components: users, DNS, in-line firewalls, other people's services.
    pub parts: Vec<Part>,
    /// What fails as a whole: racks, data centres.
    pub places: Vec<Place>,
    /// Who calls whom.
    pub links: Vec<Link>,
    /// Groups of components with a common mode.
    pub clusters: Vec<Cluster>,
    /// What clients do when an address does not answer.
    pub clients: Clients,
    /// The assumed load.
    pub traffic: Traffic,
    /// The zone file of the site's domain (RFC 1035 section 5), as written.
    pub zone: Option<String>,
}

/// One component with what it stands on.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The machine, or `None` for a free-standing component.
    pub host: Option<&'a Host>,
    /// The component itself.
    pub component: &'a Component,
    /// Whether it is somebody else's: it never fails and costs nothing.
    pub external: bool,
    /// Addresses, networks, place and cost of the machine or the free-standing part.
    pub standing: &'a Standing,
}

impl Placed<'_> {
    /// The id that links use: `host.component`, or the bare id of a free-standing component.
    #[must_use]
    pub fn id(&self) -> Id {
        match self.host {
            Some(host) => host.id.join(&self.component.id),
            None => self.component.id.clone(),
        }
    }

    /// The networks it is on: those stated, else the internet for users and other people's services, else as
    /// [`Standing::on`] says.
    #[must_use]
    pub fn networks(&self) -> Vec<Network> {
        let outside = self.external || self.component.kind == Kind::User;
        if self.standing.networks.is_empty() && outside {
            return vec![Network::Internet];
        }
        self.standing.on()
    }
}

/// A copy, so that whoever asks for a shared design may be given a borrowed one.
impl From<&Topology> for Arc<Topology> {
    fn from(topology: &Topology) -> Self {
        Self::new(topology.clone())
    }
}

impl Topology {
    /// Every component, those on hosts first, in the order of the file.
    pub fn components(&self) -> impl Iterator<Item = Placed<'_>> {
        let hosted = self.hosts.iter().flat_map(|host| {
            host.components.iter().map(move |component| Placed {
                host: Some(host),
                component,
                external: false,
                standing: &host.standing,
            })
        });
        let free = self.parts.iter().map(|part| Placed {
            host: None,
            component: &part.component,
            external: part.external,
            standing: &part.standing,
        });
        hosted.chain(free)
    }

    /// The host with this id.
    #[must_use]
    pub fn host(&self, id: &str) -> Option<&Host> {
        self.hosts.iter().find(|host| host.id == *id)
    }

    /// The component with this full id.
    #[must_use]
    pub fn component(&self, id: &str) -> Option<Placed<'_>> {
        self.components().find(|placed| match (placed.host, id.split_once('.')) {
            (Some(host), Some((on, name))) => host.id == *on && placed.component.id == *name,
            (None, None) => placed.component.id == *id,
            _ => false,
        })
    }

    /// Whether this id names a host, a component, a place or a cluster.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.host(id).is_some()
            || self.component(id).is_some()
            || self.places.iter().any(|place| place.id == *id)
            || self.clusters.iter().any(|cluster| cluster.id == *id)
    }

    /// The link with this id.
    #[must_use]
    pub fn link(&self, id: &LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id() == *id)
    }
}
