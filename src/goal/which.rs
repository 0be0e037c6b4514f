//! Whom a goal is about: by role or kind, so that ids do not matter, or by id where a mission says so.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

use crate::analysis::is_server;
use crate::text::prose::{article, counted, list};
use crate::topology::{Host, Id, Kind, Placed, Topology};

/// For which callers and called a call must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// For some caller and some called.
    #[default]
    Pair,
    /// Every caller calls one of the called.
    Caller,
    /// Every called is called by one of the callers.
    Called,
    /// One caller calls every called.
    CalledByOne,
}

/// What fails in a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failing {
    /// All of these at once, each by its id.
    Together(#[serde(with = "super::written::ids")] Vec<Id>),
    /// Each of these alone: each host of them, or each component that stands free.
    Each(Which),
    /// Any so many hosts and free-standing components at once, at most 3.
    Any(usize),
}

/// The type of a record of the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "UPPERCASE")]
pub enum RecordType {
    /// A name's IPv4 address.
    A,
    /// A name's IPv6 address.
    Aaaa,
    /// An alias of another name.
    Cname,
    /// Who takes the domain's mail.
    Mx,
    /// A name server of the zone.
    Ns,
    /// Free text.
    Txt,
}

/// The mode of a cluster, as in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "each is a mode's own name")]
pub enum ClusterMode {
    ActiveActive,
    ActivePassive,
    PrimaryReplica,
    MultiPrimary,
}

impl ClusterMode {
    /// Its name in prose, such as `active-passive`.
    #[must_use]
    pub fn phrase(self) -> String {
        self.to_string().replace('_', "-")
    }
}

/// Parts of a design that a goal talks about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Which {
    /// Every host that carries a load balancer, web server, application server or database.
    Server,
    /// Every host.
    Host,
    /// Everything.
    Any,
    /// Whoever is on the internet.
    Internet,
    /// Every component of this kind.
    Kind(Kind),
    /// This host, component, place or cluster.
    #[serde(with = "super::written::id")]
    Id(Id),
}

impl Which {
    /// Whether a component is one of these, or stands on one of these.
    #[must_use]
    pub(super) fn has(&self, topology: &Topology, placed: &Placed<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Host => placed.host.is_some(),
            Self::Server => placed.host.is_some_and(is_server),
            Self::Internet => placed.component.kind == Kind::User,
            Self::Kind(kind) => placed.component.kind == *kind,
            Self::Id(id) => {
                placed.id() == *id
                    || placed.host.is_some_and(|host| host.id == *id)
                    || within(topology, placed.standing.place.as_ref(), id)
                    || topology
                        .clusters
                        .iter()
                        .any(|cluster| cluster.id == *id && cluster.mode.members().contains(&&placed.id()))
            }
        }
    }

    /// The components that are these, or stand on these, in the order of the file.
    #[must_use]
    pub(super) fn components<'a>(&self, topology: &'a Topology) -> Vec<Placed<'a>> {
        topology.components().filter(|placed| self.has(topology, placed)).collect()
    }

    /// The hosts that are these, or carry one of these, in the order of the file.
    #[must_use]
    pub(super) fn hosts<'a>(&self, topology: &'a Topology) -> Vec<&'a Host> {
        let carries = |host: &Host| {
            self.components(topology).iter().any(|placed| placed.host.is_some_and(|on| on.id == host.id))
        };
        topology
            .hosts
            .iter()
            .filter(|host| match self {
                Self::Host | Self::Any => true,
                Self::Id(id) if host.id == *id => true,
                _ => carries(host),
            })
            .collect()
    }

    /// Its noun, without article: `web server`, `s1`.
    #[must_use]
    pub(super) fn noun(&self) -> String {
        match self {
            Self::Server => "server".to_owned(),
            Self::Host => "host".to_owned(),
            Self::Any => "component".to_owned(),
            Self::Internet => "user".to_owned(),
            Self::Kind(kind) => kind.phrase().to_owned(),
            Self::Id(id) => id.to_string(),
        }
    }

    /// Says that there is none of them.
    #[must_use]
    pub(super) fn none(&self) -> String {
        match self {
            Self::Kind(Kind::AppFiles) => "There are no application files.".to_owned(),
            _ => format!("There is no {}.", self.noun()),
        }
    }

    /// One of them in a sentence: `a server`, `s1`.
    #[must_use]
    pub(super) fn one(&self) -> String {
        match self {
            Self::Any => "anything".to_owned(),
            Self::Internet => "the internet".to_owned(),
            Self::Id(id) => id.to_string(),
            Self::Server | Self::Host | Self::Kind(_) => article(&self.noun()),
        }
    }

    /// Each of them in a sentence: `every server`, `s1`.
    #[must_use]
    pub(super) fn every(&self) -> String {
        match self {
            Self::Any => "everything".to_owned(),
            Self::Internet => "the internet".to_owned(),
            Self::Id(id) => id.to_string(),
            Self::Server | Self::Host | Self::Kind(_) => format!("every {}", self.noun()),
        }
    }

    /// How many there are: `is 1 server`, `are 2 servers without a load balancer`.
    #[must_use]
    pub(super) fn there(&self, number: usize, with: &[Kind], without: &[Kind]) -> String {
        let verb = if number > 1 { "are" } else { "is" };
        let mut text = match self {
            Self::Id(id) if number == 0 => format!("{verb} nothing of {id}"),
            Self::Id(id) => format!("{verb} {} of {id}", counted(number, "part")),
            _ => format!("{verb} {}", counted(number, &self.noun())),
        };
        text.push_str(&qualified(with, without));
        text
    }
}

/// ` with a database and without a load balancer`; empty where nothing is asked.
pub(super) fn qualified(with: &[Kind], without: &[Kind]) -> String {
    let told = |word: &str, kinds: &[Kind]| {
        (!kinds.is_empty())
            .then(|| format!(" {word} {}", list(kinds.iter().map(|kind| article(kind.phrase())))))
    };
    let parts: Vec<String> = told("with", with).into_iter().chain(told("without", without)).collect();
    parts.join(" and")
}

/// Whether a host carries a component of this kind.
#[must_use]
pub(super) fn carries(host: &Host, kind: Kind) -> bool {
    host.components.iter().any(|component| component.kind == kind)
}

/// Whether a place is the wanted one or lies in it. A ring of places ends where it began.
fn within(topology: &Topology, place: Option<&Id>, wanted: &Id) -> bool {
    let mut place = place;
    for _ in 0..=topology.places.len() {
        let Some(id) = place else { return false };
        if id == wanted {
            return true;
        }
        place = topology.places.iter().find(|known| known.id == *id).and_then(|known| known.inside.as_ref());
    }
    false
}
