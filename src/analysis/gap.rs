//! Failover gaps: how long users wait for each reaction to a failure, and how much of a year that makes.

mod wait;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::concrete::Concrete;
use super::engine::Engine;
use super::function::{Function, Granularity};
use super::load::{Followed, Load};
use crate::topology::Id;
use wait::Wait;

/// What takes over after a failure. Times are those of `facts.md`, sections 3.3, 4, 5 and 13, unless the design
/// states its own.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
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
pub enum Reaction {
    /// A health check takes a target out: `fall` checks, `check_seconds` apart; at once by redispatch, and where the
    /// caller watches its requests and tries the next target itself.
    Check,
    /// A shared address moves to the next member: 3.6 s (VRRP, priority 100, advertisements each second).
    Address,
    /// A replica becomes the primary by itself: 30 s.
    Promotion,
    /// A person promotes a replica: 30 minutes.
    ManualPromotion,
    /// A group goes on without a member: 15 s.
    Majority,
    /// A client tries the next address: 0.25 s (RFC 8305, section 5).
    Retry,
}

/// One reaction, and how long users wait for it.
#[derive(Debug, Clone, PartialEq)]
pub struct FailoverGap {
    /// What takes over.
    pub reaction: Reaction,
    /// Who reacts: the component that checks, the cluster, or the user.
    pub by: Id,
    /// The component whose failure starts it.
    pub after: Id,
    /// The functions that wait.
    pub functions: Vec<Function>,
    /// How long it takes, in seconds.
    pub seconds: f64,
    /// The share of their requests that fails in that time, in `0..=1`.
    pub share: f64,
    /// How often it happens, in failures a year.
    pub failures_a_year: f64,
}

impl FailoverGap {
    /// How long users wait in a year, in seconds: failures a year × seconds × the share that waits.
    #[must_use]
    pub fn seconds_a_year(&self) -> f64 {
        self.failures_a_year * self.seconds * self.share
    }
}

const ADDRESS_SECONDS: f64 = 3.6;
const PROMOTION_SECONDS: f64 = 30.0;
const MANUAL_SECONDS: f64 = 30.0 * 60.0;
const MAJORITY_SECONDS: f64 = 15.0;
pub(super) const RETRY_SECONDS: f64 = 0.25;

impl Engine {
    /// Every reaction that the design has, with the time that it takes: those of addresses first, then of health
    /// checks in the order of the file, then of databases. Only crashes are counted, and only of what requests reach
    /// while everything works: a balancer that stands by checks its targets, and nobody waits for it. Where nothing
    /// takes over there is nothing to wait for either.
    #[must_use]
    pub fn failover_gaps(&self, granularity: Granularity) -> Vec<FailoverGap> {
        let mut gaps = Vec::new();
        for wait in self.waits(granularity) {
            self.note(&wait, &mut gaps);
        }
        gaps
    }

    /// By component, the share of the users' requests for a function that reaches it in a state. Where a forwarder
    /// may divide as it likes, it divides by weight.
    pub(super) fn arriving(&self, state: Concrete, function: Function) -> Vec<f64> {
        let mut load = Load::none(self.index.spots.len(), 1);
        let mut evaluation = self.evaluation(state);
        Followed::add((&self.index, &self.plan), &mut evaluation, (function, 1.0), &mut load, 1);
        (0..self.index.spots.len()).map(|no| load.arriving(no)).collect()
    }

    /// How long the shared address of a cluster takes to move, in seconds.
    pub(super) fn address_seconds(&self, cluster: usize) -> f64 {
        self.topology().clusters[cluster].failover_seconds.unwrap_or(ADDRESS_SECONDS)
    }

    /// Adds the gaps of one reaction: one for the functions of which the same share waits as often. What is known
    /// already is one gap for more users.
    fn note(&self, wait: &Wait<'_>, gaps: &mut Vec<FailoverGap>) {
        let mut waits: Vec<(f64, f64, Vec<Function>)> = Vec::new();
        for function in Function::ALL {
            let (share, often) = (wait.shares[function.index()], wait.often[function.index()]);
            let same =
                |(one, other, _): &&mut (f64, f64, Vec<Function>)| alike(*one, share) && alike(*other, often);
            match waits.iter_mut().find(same) {
                _ if share <= 0.0 || often <= 0.0 => {}
                Some((.., functions)) => functions.push(function),
                None => waits.push((share, often, vec![function])),
            }
        }
        let after = &self.index.spots[wait.after].id;
        // Only what concerns users can be known already: every other reaction is looked at once.
        let shared = matches!(wait.reaction, Reaction::Address | Reaction::Retry);
        for (share, failures_a_year, functions) in waits {
            let same = |gap: &&mut FailoverGap| {
                (gap.reaction, &gap.by, &gap.after, &gap.functions)
                    == (wait.reaction, wait.by, after, &functions)
                    && alike(gap.failures_a_year, failures_a_year)
            };
            match gaps.iter_mut().filter(|_| shared).find(same) {
                Some(known) => known.share += share,
                None => gaps.push(FailoverGap {
                    reaction: wait.reaction,
                    by: wait.by.clone(),
                    after: after.clone(),
                    functions,
                    seconds: wait.seconds,
                    share,
                    failures_a_year,
                }),
            }
        }
    }
}

/// Whether two figures differ by rounding only.
fn alike(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}
