//! Failover gaps: how long users wait for each reaction to a failure, and how much of a year that makes.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::database::Group;
use super::engine::Engine;
use super::entry::Entry;
use super::function::{Function, Granularity};
use super::index::{ComponentNo, Named};
use super::plan::{Pool, Role};
use crate::topology::{Check, Id, Reads, Track};

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
const RETRY_SECONDS: f64 = 0.25;

impl Engine {
    /// Every reaction that the design has, with the time that it takes: those of addresses first, then of health
    /// checks in the order of the file, then of databases. Only crashes are counted, and only of what requests reach.
    #[must_use]
    pub fn failover_gaps(&self, granularity: Granularity) -> Vec<FailoverGap> {
        let mut gaps = Vec::new();
        let rates = Rates::new(self, granularity);
        self.addresses(&rates, &mut gaps);
        for (no, role) in self.plan.roles.iter().enumerate() {
            if let (Role::Web(pool) | Role::Forwarder(pool, _), Some(_)) = (role, self.plan.group_of[no]) {
                self.checks(&rates, no, pool, &mut gaps);
            }
        }
        self.databases(&rates, &mut gaps);
        gaps
    }

    fn addresses(&self, rates: &Rates, gaps: &mut Vec<FailoverGap>) {
        for user in &self.plan.users {
            let share = 1.0 / user.entries.len() as f64;
            for entry in &user.entries {
                let gap = match (&entry.holders[..], entry.shared) {
                    ([first, _, ..], Some(shared)) => {
                        let Some(member) = first.member else { continue };
                        let cluster = &self.topology().clusters[shared.cluster];
                        let seconds = cluster.failover_seconds.unwrap_or(ADDRESS_SECONDS);
                        let often = match shared.track {
                            Track::Host => rates.of_host[member],
                            Track::Service => rates.any[member],
                        };
                        (Reaction::Address, cluster.id.clone(), member, seconds, often)
                    }
                    _ if self.plan.retry && user.entries.len() > 1 => {
                        let Some(first) = first_target(entry) else { continue };
                        let often = rates.any[first];
                        (Reaction::Retry, self.index.spots[user.no].id.clone(), first, RETRY_SECONDS, often)
                    }
                    _ => continue,
                };
                let (reaction, by, after, seconds, failures_a_year) = gap;
                let after = self.index.spots[after].id.clone();
                let functions = Function::ALL.to_vec();
                gaps.push(FailoverGap { reaction, by, after, functions, seconds, share, failures_a_year });
            }
        }
    }

    fn checks(&self, rates: &Rates, no: ComponentNo, pool: &Pool, gaps: &mut Vec<FailoverGap>) {
        let settings = &self.index.component(no).settings;
        let seconds = match pool.check {
            Check::None if !pool.redispatch => return,
            Check::None | Check::Passive => 0.0,
            Check::Tcp | Check::Http | Check::Deep if pool.redispatch => 0.0,
            Check::Tcp | Check::Http | Check::Deep => f64::from(settings.fall) * settings.check_seconds,
        };
        let usual = || pool.targets.iter().filter(|target| !target.backup);
        let weights: f64 = usual().map(|target| target.weight).sum();
        if pool.targets.len() < 2 || weights <= 0.0 {
            return;
        }
        for target in usual().filter(|target| target.weight > 0.0) {
            gaps.push(FailoverGap {
                reaction: Reaction::Check,
                by: self.index.spots[no].id.clone(),
                after: self.index.spots[target.to].id.clone(),
                functions: self.asking(target.to),
                seconds,
                share: target.weight / weights,
                failures_a_year: rates.any[target.to],
            });
        }
    }

    fn databases(&self, rates: &Rates, gaps: &mut Vec<FailoverGap>) {
        for group in &self.plan.databases.groups {
            let (cluster, reaction, members, usual, functions) = match group {
                Group::PrimaryReplica { cluster, primary: Some(primary), replicas, automatic } => {
                    if !replicas.iter().any(|replica| replica.counts) {
                        continue;
                    }
                    let (reaction, usual) = match automatic {
                        Some(_) => (Reaction::Promotion, PROMOTION_SECONDS),
                        None => (Reaction::ManualPromotion, MANUAL_SECONDS),
                    };
                    let mut functions = vec![Function::Write];
                    if self.reads_primary() {
                        functions.insert(0, Function::DynamicRead);
                    }
                    (*cluster, reaction, std::slice::from_ref(primary), usual, functions)
                }
                Group::MultiPrimary { cluster, members, listed } if *listed > 2 => {
                    let functions = vec![Function::DynamicRead, Function::Write];
                    (*cluster, Reaction::Majority, &members[..], MAJORITY_SECONDS, functions)
                }
                Group::PrimaryReplica { .. } | Group::MultiPrimary { .. } => continue,
            };
            let description = &self.topology().clusters[cluster];
            for member in members.iter().filter(|no| self.plan.group_of[**no].is_some()) {
                gaps.push(FailoverGap {
                    reaction,
                    by: description.id.clone(),
                    after: self.index.spots[*member].id.clone(),
                    functions: functions.clone(),
                    seconds: description.failover_seconds.unwrap_or(usual),
                    share: 1.0,
                    failures_a_year: rates.any[*member],
                });
            }
        }
    }

    /// Whether some application server reads from the primary only.
    fn reads_primary(&self) -> bool {
        let roles = self.plan.roles.iter().zip(&self.plan.group_of);
        roles.filter(|(_, group)| group.is_some()).any(|(role, _)| match role {
            Role::App(needs) => needs.reads == Reads::Primary,
            _ => false,
        })
    }

    /// The functions for which requests reach a component.
    fn asking(&self, no: ComponentNo) -> Vec<Function> {
        let asks = |function: &Function| self.plan.demands[function.index()][no][function.index()];
        Function::ALL.into_iter().filter(asks).collect()
    }
}

/// How often some element fails that takes a component down, by component, in failures a year.
struct Rates {
    any: Vec<f64>,
    /// Without the component's own failures, where it is on a host.
    of_host: Vec<f64>,
}

impl Rates {
    fn new(engine: &Engine, granularity: Granularity) -> Self {
        let index = &engine.index;
        let mut own = vec![0.0; index.spots.len()];
        let mut hosts = vec![0.0; index.topology.hosts.len()];
        let mut places = vec![0.0; index.topology.places.len()];
        for element in engine.elements(granularity) {
            let rate = match element.named {
                Named::Component(no) => &mut own[no],
                Named::Host(no) => &mut hosts[no],
                Named::Place(no) => &mut places[no],
                Named::Cluster(_) => continue,
            };
            *rate = element.failures_a_year();
        }
        let around = |no: ComponentNo| -> f64 { index.places(no).iter().map(|place| places[*place]).sum() };
        let of_host = |no: ComponentNo| around(no) + index.spots[no].host.map_or(own[no], |host| hosts[host]);
        let all = 0..index.spots.len();
        let of_host: Vec<f64> = all.clone().map(of_host).collect();
        let any = |no: ComponentNo| of_host[no] + if index.spots[no].host.is_some() { own[no] } else { 0.0 };
        Self { any: all.map(any).collect(), of_host }
    }
}

fn first_target(entry: &Entry) -> Option<ComponentNo> {
    entry.holders.first()?.targets.first().map(|target| target.to)
}
