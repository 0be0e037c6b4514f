//! Failover gaps: how long users wait for each reaction to a failure, and how much of a year that makes.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::concrete::{Concrete, Condition};
use super::database::Group;
use super::element::Element;
use super::engine::Engine;
use super::entry::Entry;
use super::evaluate::Evaluation;
use super::function::{Function, Granularity};
use super::index::{ComponentNo, Named};
use super::load::{Followed, Load};
use super::plan::{Pool, Role, Target};
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
    /// while everything works: a balancer that stands by checks its targets, and nobody waits for it. Where nothing
    /// takes over there is nothing to wait for either.
    #[must_use]
    pub fn failover_gaps(&self, granularity: Granularity) -> Vec<FailoverGap> {
        let mut gaps = Vec::new();
        let rates = Rates::new(self, granularity);
        self.addresses(&rates, granularity, &mut gaps);
        let arriving = Function::ALL.map(|function| self.arriving(Concrete::intact(&self.index), function));
        for (no, role) in self.plan.roles.iter().enumerate() {
            if let (Role::Web(pool) | Role::Forwarder(pool, _), Some(_)) = (role, self.plan.group_of[no]) {
                let shares = [0, 1, 2].map(|function: usize| arriving[function][no]);
                self.checks(&rates, no, (pool, shares), &mut gaps);
            }
        }
        self.databases(granularity, &arriving, &mut gaps);
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

    fn addresses(&self, rates: &Rates, granularity: Granularity, gaps: &mut Vec<FailoverGap>) {
        for user in &self.plan.users {
            let share = 1.0 / (user.entries.len() * self.plan.users.len()) as f64;
            for entry in &user.entries {
                match (&entry.holders[..], entry.shared) {
                    ([first, _, ..], Some(shared)) => {
                        let Some(member) = first.member else { continue };
                        let host_only =
                            shared.track == Track::Host && self.index.spots[member].host.is_some();
                        let moved = |evaluation: &mut Evaluation<'_, Concrete>, function| {
                            !evaluation.holding(entry)[0] && evaluation.entry(entry, function).0 > 0.0
                        };
                        let often = self.survived(granularity, member, host_only, moved);
                        let by = &self.topology().clusters[shared.cluster].id;
                        let seconds = self.address_seconds(shared.cluster);
                        self.note((Reaction::Address, by, member, seconds), [share; 3], often, gaps);
                    }
                    _ if self.plan.retry && user.entries.len() > 1 => {
                        let Some(first) = first_target(entry) else { continue };
                        let by = &self.index.spots[user.no].id;
                        let what = (Reaction::Retry, by, first, RETRY_SECONDS);
                        self.note(what, [share; 3], [rates.any[first]; 3], gaps);
                    }
                    _ => {}
                }
            }
        }
    }

    /// By function, how often an element fails that takes a component down and something else takes over, in failures
    /// a year; only its host and places, where its own failures are not looked at.
    fn survived(
        &self,
        granularity: Granularity,
        member: ComponentNo,
        host_only: bool,
        takes_over: impl Fn(&mut Evaluation<'_, Concrete>, Function) -> bool,
    ) -> [f64; 3] {
        let mut often = [0.0; 3];
        let around = |element: &&Element| {
            self.covers(element.named, member) && !(host_only && element.named == Named::Component(member))
        };
        for element in self.elements(granularity).iter().filter(around) {
            let mut state = Concrete::intact(&self.index);
            state.fail(&self.index, element.named, Condition::Crashed);
            let mut evaluation = self.evaluation(state);
            for function in Function::ALL {
                evaluation.served(function);
                if takes_over(&mut evaluation, function) {
                    often[function.index()] += element.failures_a_year();
                }
            }
        }
        often
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
            let asking = self.asking(target.to);
            let share = |function: Function| {
                let arrives = if asking.contains(&function) { arriving[function.index()] } else { 0.0 };
                arrives * target.weight / weights
            };
            let by = &self.index.spots[no].id;
            let what = (Reaction::Check, by, target.to, seconds);
            self.note(what, Function::ALL.map(share), [rates.any[target.to]; 3], gaps);
        }
    }

    fn databases(&self, granularity: Granularity, arriving: &[Vec<f64>; 3], gaps: &mut Vec<FailoverGap>) {
        for group in &self.plan.databases.groups {
            match group {
                Group::PrimaryReplica { cluster, primary: Some(primary), replicas, automatic } => {
                    let counting = || replicas.iter().filter(|replica| replica.counts);
                    let reads = self.reads_only_here(*primary, &arriving[Function::DynamicRead.index()]);
                    let shares = [0.0, reads, arriving[Function::Write.index()][*primary]];
                    let promoted = |evaluation: &mut Evaluation<'_, Concrete>, _| {
                        automatic.is_none() && counting().any(|replica| evaluation.database(replica.no).1)
                            || counting().any(|replica| evaluation.database(replica.no).0)
                    };
                    let reaction =
                        if automatic.is_some() { Reaction::Promotion } else { Reaction::ManualPromotion };
                    self.successions(granularity, (*cluster, reaction), *primary, shares, promoted, gaps);
                }
                Group::MultiPrimary { cluster, members, listed } if *listed > 2 => {
                    let reaching = |function: Function| -> f64 {
                        members.iter().map(|member| arriving[function.index()][*member]).sum()
                    };
                    let shares = [0.0, reaching(Function::DynamicRead), reaching(Function::Write)];
                    for member in members {
                        let goes_on = |evaluation: &mut Evaluation<'_, Concrete>, _| {
                            members.iter().any(|other| other != member && evaluation.database(*other).0)
                        };
                        let kind = (*cluster, Reaction::Majority);
                        self.successions(granularity, kind, *member, shares, goes_on, gaps);
                    }
                }
                Group::PrimaryReplica { .. } | Group::MultiPrimary { .. } => {}
            }
        }
    }

    /// The gaps of a group of databases after one of them fails, for functions of which these shares reach it.
    fn successions(
        &self,
        granularity: Granularity,
        (cluster, reaction): (usize, Reaction),
        member: ComponentNo,
        shares: [f64; 3],
        takes_over: impl Fn(&mut Evaluation<'_, Concrete>, Function) -> bool,
        gaps: &mut Vec<FailoverGap>,
    ) {
        if shares.iter().all(|share| *share <= 0.0) {
            return;
        }
        let often = self.survived(granularity, member, false, takes_over);
        let by = &self.topology().clusters[cluster].id;
        self.note((reaction, by, member, self.database_seconds(cluster, reaction)), shares, often, gaps);
    }

    /// Adds the gaps of one reaction, by whom and after whose failure, in seconds: one for the functions of which the
    /// same share waits as often. What is known already is one gap for more users.
    fn note(
        &self,
        (reaction, by, after, seconds): (Reaction, &Id, ComponentNo, f64),
        shares: [f64; 3],
        often: [f64; 3],
        gaps: &mut Vec<FailoverGap>,
    ) {
        let mut waits: Vec<(f64, f64, Vec<Function>)> = Vec::new();
        for function in Function::ALL {
            let (share, often) = (shares[function.index()], often[function.index()]);
            let alike = |(one, other, _): &&mut (f64, f64, Vec<Function>)| {
                (*one - share).abs() < 1e-9 && (*other - often).abs() < 1e-9
            };
            match waits.iter_mut().find(alike) {
                _ if share <= 0.0 || often <= 0.0 => {}
                Some((.., functions)) => functions.push(function),
                None => waits.push((share, often, vec![function])),
            }
        }
        let after = &self.index.spots[after].id;
        for (share, failures_a_year, functions) in waits {
            let same = |gap: &&mut FailoverGap| {
                (gap.reaction, &gap.by, &gap.after, &gap.functions) == (reaction, by, after, &functions)
            };
            match gaps.iter_mut().find(same) {
                Some(known) => known.share += share,
                None => gaps.push(FailoverGap {
                    reaction,
                    by: by.clone(),
                    after: after.clone(),
                    functions,
                    seconds,
                    share,
                    failures_a_year,
                }),
            }
        }
    }

    /// The share of dynamic reads that only this database answers: those of application servers that read from the
    /// primary only.
    fn reads_only_here(&self, primary: ComponentNo, arriving: &[f64]) -> f64 {
        let mut evaluation = self.evaluation(Concrete::intact(&self.index));
        evaluation.served(Function::DynamicRead);
        let mut share = 0.0;
        for (no, role) in self.plan.roles.iter().enumerate() {
            let Role::App(needs) = role else { continue };
            if needs.reads != Reads::Primary || arriving[no] <= 0.0 {
                continue;
            }
            let mut serves = |target: &&Target| evaluation.serves(target, Function::DynamicRead, needs.reads);
            let databases: Vec<&Target> = needs.databases.iter().filter(&mut serves).collect();
            if databases.iter().any(|target| target.to == primary) {
                let proxies = needs.proxies.iter();
                let proxies =
                    proxies.filter(|target| evaluation.through(target, Function::DynamicRead) > 0.0).count();
                share += arriving[no] / (databases.len() + proxies) as f64;
            }
        }
        share
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

    /// The functions for which requests reach a component.
    fn asking(&self, no: ComponentNo) -> Vec<Function> {
        let asks = |function: &Function| self.plan.demands[function.index()][no][function.index()];
        Function::ALL.into_iter().filter(asks).collect()
    }
}

/// How often some element fails that takes a component down, by component, in failures a year.
struct Rates {
    any: Vec<f64>,
}

impl Rates {
    fn new(engine: &Engine, granularity: Granularity) -> Self {
        let mut any = vec![0.0; engine.index.spots.len()];
        for element in engine.elements(granularity) {
            let rate = element.failures_a_year();
            engine.index.each_in(element.named, |_| (), |no| any[no] += rate);
        }
        Self { any }
    }
}

fn first_target(entry: &Entry) -> Option<ComponentNo> {
    entry.holders.first()?.targets.first().map(|target| target.to)
}
