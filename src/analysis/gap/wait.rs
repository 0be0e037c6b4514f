//! Who waits for whom: the reactions that requests may have to wait for while everything works, and after which single
//! failures something does take over.
//!
//! The requests are followed twice, as in [`Load`]: while everything works, to see which share goes where, and after
//! the failure of each element that such a share depends on, to see whether they get through elsewhere.

use std::collections::BTreeMap;

use super::{MAJORITY_SECONDS, MANUAL_SECONDS, PROMOTION_SECONDS, RETRY_SECONDS, Reaction};
use crate::analysis::concrete::{Concrete, Condition};
use crate::analysis::database::Group;
use crate::analysis::element::Element;
use crate::analysis::engine::Engine;
use crate::analysis::entry::{Entry, User};
use crate::analysis::evaluate::Evaluation;
use crate::analysis::fault::{Fault, has};
use crate::analysis::function::{Function, Granularity};
use crate::analysis::index::ComponentNo;
use crate::analysis::load::{Followed, Load};
use crate::analysis::plan::{Pool, Role};
use crate::topology::{Check, Id, Reads};

/// A reaction that requests wait for.
pub(super) struct Wait<'a> {
    pub(super) reaction: Reaction,
    /// Who reacts.
    pub(super) by: &'a Id,
    /// The component whose failure starts it.
    pub(super) after: ComponentNo,
    pub(super) seconds: f64,
    /// By function, the share of the requests that is on its way there.
    pub(super) shares: [f64; 3],
    /// By function, after how many failures a year something takes over.
    pub(super) often: [f64; 3],
    how: How<'a>,
}

/// What taking over means.
enum How<'a> {
    /// The address is with another holder, and something succeeds there.
    Moves(&'a Entry),
    /// Nothing accepts connections at this entry of a user, and something succeeds at another one.
    Next(&'a User, usize),
    /// This component passes requests on to another target, where some succeed.
    Passes(ComponentNo),
    /// Requests reach another of these databases that does what they ask for.
    Serves(Vec<ComponentNo>),
    /// One of these replicas works.
    Waits(Vec<ComponentNo>),
}

/// How much is looked at, in elements times the work of following all requests. Beyond it a target that does not fall
/// with the failed one takes over from it.
const MOST_WORK: usize = 500_000;

impl Engine {
    /// Every reaction that requests may wait for, with how often they do.
    pub(super) fn waits(&self, granularity: Granularity) -> Vec<Wait<'_>> {
        let before = Function::ALL.map(|function| self.load_of(Concrete::intact(&self.index), function));
        let mut waits = Vec::new();
        self.at_entries(&mut waits);
        self.at_checks(&before, &mut waits);
        self.at_data(&before, &mut waits);
        waits.retain(|wait| wait.shares.iter().any(|share| *share > 0.0));
        let mut concerned = vec![Vec::new(); self.index.spots.len()];
        for (no, wait) in waits.iter().enumerate() {
            concerned[wait.after].push(no);
        }
        let elements = self.elements(granularity);
        let large = self.judges_by_place(granularity);
        for element in elements {
            let mut here = Vec::new();
            self.index.each_in(element.named, |_| (), |no| here.extend(&concerned[no]));
            if large {
                here.retain(|no| !self.passes_beside(element, &mut waits[*no], &before));
            }
            if !here.is_empty() {
                self.count(element, &here, &mut waits);
            }
        }
        waits
    }

    /// Whether a design is too large to follow the requests after each single failure.
    pub(in crate::analysis) fn judges_by_place(&self, granularity: Granularity) -> bool {
        self.elements(granularity).len().saturating_mul(self.work) > MOST_WORK
    }

    /// Counts the failures of an element for those of the waits after which something takes over.
    fn count(&self, element: &Element, here: &[usize], waits: &mut [Wait<'_>]) {
        let mut state = Concrete::intact(&self.index);
        state.fail(&self.index, element.named, Condition::Crashed);
        for function in Function::ALL {
            let mut evaluation = self.evaluation(state.clone());
            let load = self.followed(&mut evaluation, function);
            if !evaluation.name_is_answered() {
                continue;
            }
            for no in here {
                let wait = &mut waits[*no];
                if wait.takes_over(&mut evaluation, &load, function) || has(Fault::NobodyTakesOver) {
                    wait.often[function.index()] += element.failures_a_year();
                }
            }
        }
    }

    /// Counts the failures of an element for a wait of a check, where another target does not fall with it; false for
    /// other waits.
    fn passes_beside(&self, element: &Element, wait: &mut Wait<'_>, before: &[Load; 3]) -> bool {
        let How::Passes(by) = wait.how else { return false };
        for function in Function::ALL {
            let mut others = before[function.index()].sent_by(by);
            if others.any(|(to, served)| served && !self.takes_along(element.named, to)) {
                wait.often[function.index()] += element.failures_a_year();
            }
        }
        true
    }

    fn load_of(&self, state: Concrete, function: Function) -> Load {
        self.followed(&mut self.evaluation(state), function)
    }

    fn followed<'a>(&'a self, evaluation: &mut Evaluation<'a, Concrete>, function: Function) -> Load {
        let mut load = Load::none(self.index.spots.len(), 1);
        load.sent = Some(BTreeMap::new());
        Followed::add((&self.index, &self.plan), evaluation, (function, 1.0), &mut load, 1);
        load
    }

    fn at_entries<'a>(&'a self, waits: &mut Vec<Wait<'a>>) {
        let mut evaluation = self.evaluation(Concrete::intact(&self.index));
        for user in &self.plan.users {
            let accepts: Vec<bool> = user
                .entries
                .iter()
                .map(|entry| accepts(&mut evaluation, entry) || !self.plan.retry)
                .collect();
            let counting = accepts.iter().filter(|accepts| **accepts).count();
            let shares = [1.0 / (counting * self.plan.users.len()) as f64; 3];
            for (place, entry) in user.entries.iter().enumerate().filter(|(place, _)| accepts[*place]) {
                let Some(first) = entry.holders.first() else { continue };
                if let (Some(shared), Some(after)) = (entry.shared, first.member) {
                    let by = &self.topology().clusters[shared.cluster].id;
                    let seconds = self.address_seconds(shared.cluster);
                    waits.push(Wait::new((Reaction::Address, by, after, seconds), shares, How::Moves(entry)));
                }
                if let (Some(target), true) = (first.targets.first(), self.plan.retry) {
                    let by = &self.index.spots[user.no].id;
                    let what = (Reaction::Retry, by, target.to, RETRY_SECONDS);
                    waits.push(Wait::new(what, shares, How::Next(user, place)));
                }
            }
        }
    }

    fn at_checks<'a>(&'a self, before: &[Load; 3], waits: &mut Vec<Wait<'a>>) {
        for (no, role) in self.plan.roles.iter().enumerate() {
            let (Role::Web(pool) | Role::Forwarder(pool, _), Some(_)) = (role, self.plan.group_of[no]) else {
                continue;
            };
            let Some(seconds) = self.check_seconds(no, pool).filter(|_| pool.targets.len() > 1) else {
                continue;
            };
            let by = &self.index.spots[no].id;
            for target in &pool.targets {
                let shares = [0, 1, 2].map(|function: usize| before[function].sent_to(no, target.to));
                waits.push(Wait::new((Reaction::Check, by, target.to, seconds), shares, How::Passes(no)));
            }
        }
    }

    /// How long a caller takes to see that a target is gone, in seconds; nothing where it never looks.
    pub(in crate::analysis) fn check_seconds(&self, no: ComponentNo, pool: &Pool) -> Option<f64> {
        let settings = &self.index.component(no).settings;
        match pool.check {
            Check::None if !pool.redispatch => None,
            Check::None | Check::Passive => Some(0.0),
            Check::Tcp | Check::Http | Check::Deep if pool.redispatch && !has(Fault::RedispatchWaits) => {
                Some(0.0)
            }
            Check::Tcp | Check::Http | Check::Deep => Some(f64::from(settings.fall) * settings.check_seconds),
        }
    }

    fn at_data<'a>(&'a self, before: &[Load; 3], waits: &mut Vec<Wait<'a>>) {
        let [_, reads, writes] = before;
        for group in &self.plan.databases.groups {
            match group {
                Group::PrimaryReplica { cluster, primary: Some(primary), replicas, automatic } => {
                    let replicas = replicas.iter().filter(|replica| replica.counts);
                    let replicas = replicas.map(|replica| replica.no).collect();
                    let shares = [0.0, self.reads_only_here(*primary, reads), writes.arriving(*primary)];
                    let (reaction, how) = match automatic {
                        Some(_) => (Reaction::Promotion, How::Serves(replicas)),
                        None => (Reaction::ManualPromotion, How::Waits(replicas)),
                    };
                    let by = &self.topology().clusters[*cluster].id;
                    let what = (reaction, by, *primary, self.database_seconds(*cluster, reaction));
                    waits.push(Wait::new(what, shares, how));
                }
                Group::MultiPrimary { cluster, members, .. } => {
                    let all =
                        |load: &Load| -> f64 { members.iter().map(|member| load.arriving(*member)).sum() };
                    let (by, reaction) = (&self.topology().clusters[*cluster].id, Reaction::Majority);
                    let seconds = self.database_seconds(*cluster, reaction);
                    for member in members {
                        let others = members.iter().copied().filter(|other| other != member).collect();
                        let what = (reaction, by, *member, seconds);
                        waits.push(Wait::new(what, [0.0, all(reads), all(writes)], How::Serves(others)));
                    }
                }
                Group::PrimaryReplica { .. } => {}
            }
        }
    }

    /// The share of dynamic reads that only this database answers: those of application servers that read from the
    /// primary only.
    fn reads_only_here(&self, primary: ComponentNo, reads: &Load) -> f64 {
        let roles = self.plan.roles.iter().enumerate();
        let apps =
            roles.filter(|(_, role)| matches!(role, Role::App(needs) if needs.reads == Reads::Primary));
        apps.map(|(no, _)| reads.sent_to(no, primary)).sum()
    }

    /// How long a group of databases takes to go on without one, in seconds.
    pub(in crate::analysis) fn database_seconds(&self, cluster: usize, reaction: Reaction) -> f64 {
        let usual = match reaction {
            Reaction::ManualPromotion => MANUAL_SECONDS,
            Reaction::Majority => MAJORITY_SECONDS,
            _ => PROMOTION_SECONDS,
        };
        self.topology().clusters[cluster].failover_seconds.unwrap_or(usual)
    }
}

impl<'a> Wait<'a> {
    fn new(
        (reaction, by, after, seconds): (Reaction, &'a Id, ComponentNo, f64),
        shares: [f64; 3],
        how: How<'a>,
    ) -> Self {
        Self { reaction, by, after, seconds, shares, often: [0.0; 3], how }
    }

    /// Whether something takes over in a state that has been followed for a function.
    fn takes_over(&self, evaluation: &mut Evaluation<'_, Concrete>, load: &Load, function: Function) -> bool {
        match &self.how {
            How::Moves(entry) => !evaluation.holding(entry)[0] && evaluation.entry(entry, function).0 > 0.0,
            How::Next(user, own) => {
                let mut others = user.entries.iter().enumerate().filter(|(place, _)| place != own);
                !accepts(evaluation, &user.entries[*own])
                    && others.any(|(_, entry)| evaluation.entry(entry, function).0 > 0.0)
            }
            How::Passes(by) => load.sent_by(*by).any(|(to, served)| served && to != self.after),
            How::Serves(databases) => databases.iter().any(|no| {
                let (writes, reads) = evaluation.database(*no);
                let does = if self.reaction == Reaction::Promotion { writes } else { reads };
                does && load.arriving(*no) > 0.0
            }),
            How::Waits(replicas) => replicas.iter().any(|no| evaluation.database(*no).1),
        }
    }
}

/// Whether something accepts connections at an address.
fn accepts(evaluation: &mut Evaluation<'_, Concrete>, entry: &Entry) -> bool {
    let holding = evaluation.holding(entry);
    let holder = entry.holders.iter().zip(holding).find(|(_, holds)| *holds);
    holder.is_some_and(|(holder, _)| holder.targets.iter().any(|target| !evaluation.is_dead(target)))
}
