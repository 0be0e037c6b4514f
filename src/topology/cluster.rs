//! Clusters: components that stand in for one another, and by which rule.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::Id;

/// Components with a common mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Its id, a bare name.
    pub id: Id,
    /// What the diagram calls it; its id when absent.
    pub label: Option<String>,
    /// Who belongs to it, and who takes over from whom.
    pub mode: Mode,
    /// The share of failures that hits all members in one place at once (beta factor); none when absent.
    pub common_cause: Option<f64>,
    /// The chance that its automatic reaction works, in `0..=1`; 1 when absent.
    pub coverage: Option<f64>,
    /// How long its reaction takes, in seconds; the default depends on the mode.
    pub failover_seconds: Option<f64>,
    /// A free remark.
    pub note: Option<String>,
}

impl Cluster {
    /// A cluster with every default.
    #[must_use]
    pub fn new(id: Id, mode: Mode) -> Self {
        Self { id, label: None, mode, common_cause: None, coverage: None, failover_seconds: None, note: None }
    }
}

/// How the members of a cluster share the work. Members are components' full ids.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// Every member serves at once.
    ActiveActive {
        /// The members.
        members: Vec<Id>,
        /// Shared addresses: the first belongs to the first member, and so on; each is taken over by the next
        /// member that is alive. Empty when each member has its own address only.
        addresses: Vec<IpAddr>,
    },
    /// One member serves; the next takes over.
    ActivePassive {
        /// The members, the active one first.
        members: Vec<Id>,
        /// The shared address.
        address: Option<IpAddr>,
        /// What moves it.
        track: Track,
    },
    /// One database accepts writes and passes its changes on.
    PrimaryReplica {
        /// The one that accepts writes.
        primary: Id,
        /// Those that copy it.
        replicas: Vec<Id>,
        /// How a replica becomes the primary.
        promotion: Promotion,
    },
    /// Every member accepts writes while more than half of them work.
    MultiPrimary {
        /// The members.
        members: Vec<Id>,
    },
}

impl Mode {
    /// The names of the modes, as [`Mode::name`] gives them.
    pub const NAMES: [&str; 4] = ["active_active", "active_passive", "primary_replica", "multi_primary"];

    /// Its name in files and prose, such as `active_passive`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ActiveActive { .. } => "active_active",
            Self::ActivePassive { .. } => "active_passive",
            Self::PrimaryReplica { .. } => "primary_replica",
            Self::MultiPrimary { .. } => "multi_primary",
        }
    }

    /// The mode of this name with these members, the first as the primary, and every default; `None` when
    /// there is no such mode, or no member to be the primary.
    #[must_use]
    pub fn with_members(name: &str, members: Vec<Id>) -> Option<Self> {
        match name {
            "active_active" => Some(Self::ActiveActive { members, addresses: Vec::new() }),
            "active_passive" => Some(Self::ActivePassive { members, address: None, track: Track::default() }),
            "multi_primary" => Some(Self::MultiPrimary { members }),
            "primary_replica" => {
                let mut members = members.into_iter();
                Some(Self::PrimaryReplica {
                    primary: members.next()?,
                    replicas: members.collect(),
                    promotion: Promotion::default(),
                })
            }
            _ => None,
        }
    }

    /// Its shared addresses, in the order of the file.
    #[must_use]
    pub fn addresses(&self) -> &[IpAddr] {
        match self {
            Self::ActiveActive { addresses, .. } => addresses,
            Self::ActivePassive { address, .. } => address.as_slice(),
            Self::PrimaryReplica { .. } | Self::MultiPrimary { .. } => &[],
        }
    }

    /// Every member, the active one or the primary first.
    #[must_use]
    pub fn members(&self) -> Vec<&Id> {
        match self {
            Self::ActiveActive { members, .. }
            | Self::ActivePassive { members, .. }
            | Self::MultiPrimary { members } => members.iter().collect(),
            Self::PrimaryReplica { primary, replicas, .. } => {
                std::iter::once(primary).chain(replicas).collect()
            }
        }
    }
}

/// What moves a shared address.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
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
pub enum Track {
    /// Only the host's failure (keepalived without a track script).
    #[default]
    Host,
    /// The component's failure too.
    Service,
}

/// How a replica becomes the primary.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Promotion {
    /// By a person, long after the failure.
    #[default]
    Manual,
    /// By itself, when fencing is on or more than half of all voters work.
    Automatic {
        /// Hosts or components that must agree.
        voters: Vec<Id>,
        /// Whether the old primary is cut off first.
        fencing: bool,
    },
}
