//! Failover gaps: how long users wait for each reaction to a failure, and how much of a year that makes.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::concrete::Concrete;
use super::database::Group;
use super::engine::Engine;
use super::entry::Entry;
use super::function::{Function, Granularity};
use super::index::{ComponentNo, Named};
use super::load::{Followed, Load};
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
pub(super) const RETRY_SECONDS: f64 = 0.25;

impl Engine {
    /// Every reaction that the design has, with the time that it takes: those of addresses first, then of health
    /// checks in the order of the file, then of databases. Only crashes are counted, and only of what requests reach
    /// while everything works: a balancer that stands by checks its targets, and nobody waits for it.
    #[must_use]
    pub fn failover_gaps(&self, granularity: Granularity) -> Vec<FailoverGap> {
        let mut gaps = Vec::new();
        let rates = Rates::new(self, granularity);
        self.addresses(&rates, &mut gaps);
        let arriving = Function::ALL.map(|function| self.arriving(Concrete::intact(&self.index), function));
        for (no, role) in self.plan.roles.iter().enumerate() {
            if let (Role::Web(pool) | Role::Forwarder(pool, _), Some(_)) = (role, self.plan.group_of[no]) {
                let shares = [0, 1, 2].map(|function: usize| arriving[function][no]);
                self.checks(&rates, no, (pool, shares), &mut gaps);
            }
        }
        self.databases(&rates, &mut gaps);
        gaps
    }

    /// By component, the share of the users' requests for a function that reaches it in a state. Where a forwarder
    /// may divide as it likes, it divides by weight.
    pub(super) fn arriving(&self, state: Concrete, function: Function) -> Vec<f64> {
        let mut load = Load::none(self.index.spots.len(), 1);
        let mut evaluation = self.evaluation(state);
        Followed::add((&self.index, &self.plan), &mut evaluation, (function, 1.0), &mut load, 1);
        load.requests.iter().map(|amount| amount.first().copied().unwrap_or(0.0)).collect()
    }

    fn addresses(&self, rates: &Rates, gaps: &mut Vec<FailoverGap>) {
        for user in &self.plan.users {
            let share = 1.0 / (user.entries.len() * self.plan.users.len()) as f64;
            for entry in &user.entries {
                let gap = match (&entry.holders[..], entry.shared) {
                    ([first, _, ..], Some(shared)) => {
                        let Some(member) = first.member else { continue };
                        let cluster = &self.topology().clusters[shared.cluster];
                        let often = match shared.track {
                            Track::Host => rates.of_host[member],
                            Track::Service => rates.any[member],
                        };
                        (
                            Reaction::Address,
                            cluster.id.clone(),
                            member,
                            self.address_seconds(shared.cluster),
                            often,
                        )
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
                let known = gaps
                    .iter_mut()
                    .find(|gap| gap.reaction == reaction && gap.by == by && gap.after == after);
                if let Some(known) = known {
                    known.share += share;
                    continue;
                }
                let functions = Function::ALL.to_vec();
                gaps.push(FailoverGap { reaction, by, after, functions, seconds, share, failures_a_year });
            }
        }
    }

    /// How long the shared address of a cluster takes to move, in seconds.
    pub(super) fn address_seconds(&self, cluster: usize) -> f64 {
        self.topology().clusters[cluster].failover_seconds.unwrap_or(ADDRESS_SECONDS)
    }

    /// How long a caller takes to see that a target is gone, in seconds; nothing where it never looks.
    pub(super) fn check_seconds(&self, no: ComponentNo, pool: &Pool) -> Option<f64> {
        let settings = &self.index.component(no).settings;
        match pool.check {
            Check::None if !pool.redispatch => None,
            Check::None | Check::Passive => Some(0.0),
            Check::Tcp | Check::Http | Check::Deep if pool.redispatch => Some(0.0),
            Check::Tcp | Check::Http | Check::Deep => Some(f64::from(settings.fall) * settings.check_seconds),
        }
    }

    /// One gap for each target, or several where functions wait in different measure.
    fn checks(
        &self,
        rates: &Rates,
        no: ComponentNo,
        (pool, arriving): (&Pool, [f64; 3]),
        gaps: &mut Vec<FailoverGap>,
    ) {
        let Some(seconds) = self.check_seconds(no, pool) else { return };
        let usual = || pool.targets.iter().filter(|target| !target.backup);
        let weights: f64 = usual().map(|target| target.weight).sum();
        if pool.targets.len() < 2 || weights <= 0.0 {
            return;
        }
        for target in usual().filter(|target| target.weight > 0.0) {
            let mut shares: Vec<(f64, Vec<Function>)> = Vec::new();
            for function in self.asking(target.to) {
                let share = arriving[function.index()] * target.weight / weights;
                match shares.iter_mut().find(|(known, _)| (known - share).abs() < 1e-9) {
                    _ if share <= 0.0 => {}
                    Some((_, functions)) => functions.push(function),
                    None => shares.push((share, vec![function])),
                }
            }
            gaps.extend(shares.into_iter().map(|(share, functions)| FailoverGap {
                reaction: Reaction::Check,
                by: self.index.spots[no].id.clone(),
                after: self.index.spots[target.to].id.clone(),
                functions,
                seconds,
                share,
                failures_a_year: rates.any[target.to],
            }));
        }
    }

    fn databases(&self, rates: &Rates, gaps: &mut Vec<FailoverGap>) {
        for group in &self.plan.databases.groups {
            let (cluster, reaction, members, functions) = match group {
                Group::PrimaryReplica { cluster, primary: Some(primary), replicas, automatic } => {
                    if !replicas.iter().any(|replica| replica.counts) {
                        continue;
                    }
                    let reaction = match automatic {
                        Some(_) => Reaction::Promotion,
                        None => Reaction::ManualPromotion,
                    };
                    let mut functions = vec![Function::Write];
                    if self.reads_primary() {
                        functions.insert(0, Function::DynamicRead);
                    }
                    (*cluster, reaction, std::slice::from_ref(primary), functions)
                }
                Group::MultiPrimary { cluster, members, listed } if *listed > 2 => {
                    let functions = vec![Function::DynamicRead, Function::Write];
                    (*cluster, Reaction::Majority, &members[..], functions)
                }
                Group::PrimaryReplica { .. } | Group::MultiPrimary { .. } => continue,
            };
            let by = &self.topology().clusters[cluster].id;
            for member in members.iter().filter(|no| self.plan.group_of[**no].is_some()) {
                gaps.push(FailoverGap {
                    reaction,
                    by: by.clone(),
                    after: self.index.spots[*member].id.clone(),
                    functions: functions.clone(),
                    seconds: self.database_seconds(cluster, reaction),
                    share: 1.0,
                    failures_a_year: rates.any[*member],
                });
            }
        }
    }

    /// How long a group of databases takes to go on without one, in seconds.
    pub(super) fn database_seconds(&self, cluster: usize, reaction: Reaction) -> f64 {
        let usual = match reaction {
            Reaction::ManualPromotion => MANUAL_SECONDS,
            Reaction::Majority => MAJORITY_SECONDS,
            _ => PROMOTION_SECONDS,
        };
        self.topology().clusters[cluster].failover_seconds.unwrap_or(usual)
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
