//! Goals: named properties of a design, each with a verdict and a *because*.
//!
//! Design requirements, the goals of missions and the keys of build and fix questions are all written in the
//! one closed vocabulary of [`Goal`], as RON. A goal names kinds and roles rather than ids where it can, so
//! that every right design passes, whatever its ids, its order and its extra parts.
//!
//! ```
//! use spof::goal::Goal;
//!
//! let goal = Goal::parse(r#"survives(function: write, failing: together(["lb1"]))"#)?;
//! assert_eq!(goal.statement(), "writes are up when lb1 has failed");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod design;
mod judge;
mod statement;
mod which;
mod written;

pub use design::{check, design};
pub use judge::Judgement;
pub use which::{ClusterMode, Every, Failing, RecordType, Which};

use serde::{Deserialize, Serialize};

use crate::analysis::{Function, Granularity};
use crate::topology::{Id, Kind, Protocol};
use written::{ids, plain};

/// A property that a design has or has not.
///
/// Fields that are absent in a file take the default that is documented with them; `at_least` and `at_most`
/// bound nothing when absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Goal {
    /// How many there are of something.
    Count {
        /// What is counted.
        which: Which,
        /// The fewest that will do.
        #[serde(default, skip_serializing_if = "is_default")]
        at_least: usize,
        /// The most that will do.
        #[serde(default = "no_limit", skip_serializing_if = "is_no_limit")]
        at_most: usize,
        /// Counts only hosts that carry each of these kinds, and components on such hosts.
        #[serde(default, skip_serializing_if = "is_default")]
        with: Vec<Kind>,
        /// Counts only hosts that carry none of these kinds, and components on such hosts.
        #[serde(default, skip_serializing_if = "is_default")]
        without: Vec<Kind>,
        /// Counts only what calls one of these, as [`Goal::Linked`] says.
        #[serde(default, with = "plain", skip_serializing_if = "Option::is_none")]
        calls: Option<Which>,
        /// Counts only what one of these calls, as [`Goal::Linked`] says.
        #[serde(default, with = "plain", skip_serializing_if = "Option::is_none")]
        called_by: Option<Which>,
    },
    /// Some host carries all of these kinds.
    Together {
        /// The kinds.
        kinds: Vec<Kind>,
    },
    /// Each of these kinds is there, and no host carries two of them. Partial where some, not all, of the
    /// kinds have machines of their own.
    Apart {
        /// The kinds.
        kinds: Vec<Kind>,
    },
    /// The first calls the second: along links, through in-line firewalls and forwarders. Application files
    /// count as linked with every application server on their host.
    Linked {
        /// The callers.
        from: Which,
        /// The called.
        to: Which,
        /// What the last call of the way must speak; anything when absent.
        #[serde(default, with = "plain", skip_serializing_if = "Option::is_none")]
        protocol: Option<Protocol>,
        /// Whether the last call of the way must be encrypted; either when absent.
        #[serde(default, with = "plain", skip_serializing_if = "Option::is_none")]
        encrypted: Option<bool>,
        /// For which of them it must hold; default some pair.
        #[serde(default, skip_serializing_if = "is_default")]
        every: Every,
    },
    /// The first reaches the second, and every way passes the third.
    ReachesOnlyThrough {
        /// Where the ways begin.
        from: Which,
        /// Where they end.
        to: Which,
        /// What they must pass.
        through: Which,
    },
    /// The zone has this record. Without a value, owner or type: any record at the name.
    Record {
        /// The name asked for, such as `www.foobar.com`.
        name: String,
        /// The type of the record that stands at the name itself; any when absent.
        #[serde(rename = "type", default, with = "plain", skip_serializing_if = "Option::is_none")]
        kind: Option<RecordType>,
        /// An address or name that the record must have.
        #[serde(default, with = "plain", skip_serializing_if = "Option::is_none")]
        value: Option<String>,
        /// Who must own every address that the name leads to.
        #[serde(default, with = "plain", skip_serializing_if = "Option::is_none")]
        leads_to: Option<Which>,
    },
    /// There is a cluster of this kind of component.
    Cluster {
        /// What its members are.
        kind: Kind,
        /// The modes that will do; any when empty.
        #[serde(default, skip_serializing_if = "is_default")]
        modes: Vec<ClusterMode>,
        /// The fewest members; default 2.
        #[serde(default = "pair")]
        members: usize,
        /// Whether the name that users type must lead to it: to the shared address of an active-passive
        /// cluster, to at least two members of an active-active one.
        #[serde(default, skip_serializing_if = "is_default")]
        named: bool,
    },
    /// A function is up with nothing failed.
    Up(Function),
    /// No element takes the function down alone.
    NoSpof {
        /// The function.
        function: Function,
        /// What counts as an element; default hosts.
        #[serde(default)]
        granularity: Granularity,
        /// Elements that may stay single points of failure.
        #[serde(default, with = "ids", skip_serializing_if = "is_default")]
        except: Vec<Id>,
    },
    /// The function still serves after these failures.
    Survives {
        /// The function.
        function: Function,
        /// What fails.
        failing: Failing,
        /// The share of requests that must still succeed, in `0..=1`; default all of them.
        #[serde(default = "whole")]
        served: f64,
    },
    /// At least this share of requests is served over the years.
    Availability {
        /// The function.
        function: Function,
        /// The share, in `0..=1`.
        at_least: f64,
        /// What counts as an element; default hosts.
        #[serde(default)]
        granularity: Granularity,
    },
    /// The design carries this load of the mix, in requests a second.
    Capacity {
        /// The fewest requests a second.
        at_least: f64,
    },
    /// The design carries this load of the mix with any one element gone, in requests a second.
    CapacityAfterAnyFailure {
        /// The fewest requests a second.
        at_least: f64,
    },
    /// Each of these has a firewall on every way from the internet; see the `guard` module.
    Guarded {
        /// Whom to guard.
        which: Which,
        /// The fewest firewalls that do it.
        #[serde(default, skip_serializing_if = "is_default")]
        firewalls: usize,
    },
    /// Nothing is open to the internet except on these ports.
    ExposedOnly {
        /// The ports.
        ports: Vec<u16>,
    },
    /// No way leads from the first to the second that every firewall lets pass.
    Unreachable {
        /// Where a way would begin.
        from: Which,
        /// Where it would end.
        to: Which,
    },
    /// Every call from the first to the second is encrypted, and there is one.
    Encrypted {
        /// The caller.
        from: Which,
        /// The called; whatever is called first when absent.
        #[serde(default = "anything")]
        to: Which,
        /// The port that it must use; any when absent.
        #[serde(default, with = "plain", skip_serializing_if = "Option::is_none")]
        port: Option<u16>,
    },
    /// A certificate for these names stands wherever the users' TLS ends.
    Certificate {
        /// The names, such as `www.foobar.com`; any certificate will do when empty.
        #[serde(default)]
        names: Vec<String>,
    },
    /// Each of these carries a monitoring client that reaches a service, or that a service reaches.
    Monitored {
        /// Whom to watch.
        which: Which,
    },
    /// The analysis says this, and it is open.
    Finding(String),
    /// The analysis does not say this, or it is mitigated.
    NoFinding(String),
    /// Each automatic reaction that the function needs is done within this time.
    FailoverWithin {
        /// The function.
        function: Function,
        /// The longest time, in seconds.
        seconds: f64,
    },
    /// The design costs at most so many teaching units a month.
    Cost {
        /// The budget.
        at_most: u32,
    },
    /// All of these: the worst of their verdicts.
    All(Vec<Goal>),
    /// One of these: the best of their verdicts.
    Any(Vec<Goal>),
    /// Not this: met where it is missing, missing where it is met or partly met.
    Not(Box<Goal>),
    /// Met with the first; else partial with the second; else missing.
    Graded {
        /// What earns the full verdict.
        met: Box<Goal>,
        /// What earns half of it.
        partial: Box<Goal>,
    },
}

impl Goal {
    /// Reads a goal written in RON.
    ///
    /// # Errors
    /// The place and the reason, where the text is no goal.
    pub fn parse(ron: &str) -> Result<Self, ron::error::SpannedError> {
        ron::from_str(ron)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn no_limit() -> usize {
    usize::MAX
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_no_limit(limit: &usize) -> bool {
    *limit == usize::MAX
}

fn pair() -> usize {
    2
}

fn whole() -> f64 {
    1.0
}

fn anything() -> Which {
    Which::Any
}
