//! What comes after a failure: who takes over from whom and how soon, who does not notice, what is left, and what must
//! not fail next.

use super::capacity::Capacity;
use super::concrete::{Concrete, Condition};
use super::database::Group;
use super::engine::Engine;
use super::entry::Entry;
use super::evaluate::Evaluation;
use super::function::{Failures, Function, Granularity, Outcome, State};
use super::gap::{RETRY_SECONDS, Reaction};
use super::index::ComponentNo;
use super::plan::{Pool, Role};
use crate::topology::Id;

/// What comes after some failures.
#[derive(Debug, Clone, PartialEq)]
pub struct Aftermath {
    /// By function, in the order of [`Function::ALL`].
    pub functions: Vec<FunctionAftermath>,
    /// Who takes over, addresses first, then checks, then databases.
    pub reactions: Vec<TakeOver>,
    /// Callers that go on sending requests where they fail, with the targets.
    pub unnoticed: Vec<(Id, Vec<Id>)>,
    /// What the design carries now.
    pub capacity: Capacity,
}

/// What becomes of one function after some failures.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionAftermath {
    /// The function.
    pub function: Function,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why it is down, a sentence, where it is.
    pub why: Option<String>,
    /// The elements whose failure would take it down now: none where it is down already. Empty too where the design
    /// is too large to try each.
    pub spofs: Vec<Id>,
}

/// One reaction to a failure.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeOver {
    /// What takes over; a promotion by hand has yet to be made.
    pub reaction: Reaction,
    /// Who reacts: the component that checks, the cluster, or the user.
    pub by: Id,
    /// Who is out.
    pub from: Vec<Id>,
    /// Who serves instead.
    pub to: Vec<Id>,
    /// How long it takes, in seconds.
    pub seconds: f64,
}

/// How much work trying one more failure may be, in elements times components.
const MOST_WORK: usize = 2_000_000;

impl Engine {
    /// What comes after these failures.
    #[must_use]
    pub fn aftermath(&self, failures: &Failures, granularity: Granularity) -> Aftermath {
        let state = Concrete::with(&self.index, failures);
        let functions = Function::ALL.map(|function| {
            let outcome = self.outcome_in(state.clone(), function);
            FunctionAftermath {
                function,
                outcome,
                why: self.why_down(failures, function),
                spofs: self.next(&state, function, granularity),
            }
        });
        let mut before = self.evaluation(Concrete::intact(&self.index));
        let mut after = self.evaluation(state.clone());
        let mut reactions = Vec::new();
        let mut unnoticed = Vec::new();
        for function in Function::ALL {
            before.served(function);
            after.served(function);
            let arriving = self.arriving(state.clone(), function);
            for (no, role) in self.plan.roles.iter().enumerate().filter(|(no, _)| arriving[*no] > 0.0) {
                if let Role::Web(pool) | Role::Forwarder(pool, _) = role {
                    reactions.extend(self.rechosen(no, pool, &mut before, &mut after));
                    unnoticed.extend(self.unnoticed(no, pool, function, &mut after));
                }
            }
        }
        let mut all = self.moved(&mut before, &mut after);
        all.append(&mut reactions);
        all.extend(self.succeeded(&mut before, &mut after));
        Aftermath {
            functions: functions.into(),
            reactions: once(all),
            unnoticed: once(unnoticed),
            capacity: self.capacity_after(failures),
        }
    }

    /// Who takes over a shared address or a database after these failures, addresses first.
    #[must_use]
    pub fn takeovers(&self, failures: &Failures) -> Vec<TakeOver> {
        let mut before = self.evaluation(Concrete::intact(&self.index));
        let mut after = self.evaluation(Concrete::with(&self.index, failures));
        for function in Function::ALL {
            before.served(function);
            after.served(function);
        }
        let mut all = self.moved(&mut before, &mut after);
        all.retain(|one| one.reaction == Reaction::Address);
        all.extend(self.succeeded(&mut before, &mut after));
        once(all)
    }

    /// The elements whose failure would take a function down now.
    fn next(&self, state: &Concrete, function: Function, granularity: Granularity) -> Vec<Id> {
        let elements = self.elements(granularity);
        let is_down = |state: Concrete| self.outcome_in(state, function).state() == State::Down;
        if self.has_no_next(granularity) || is_down(state.clone()) {
            return Vec::new();
        }
        let takes_down = |named| {
            let mut state = state.clone();
            state.fail(&self.index, named, Condition::Crashed);
            is_down(state)
        };
        let next = elements.iter().filter(|element| takes_down(element.named));
        next.map(|element| element.id.clone()).collect()
    }

    /// Whether a design is too large to say what must not fail next.
    pub(super) fn has_no_next(&self, granularity: Granularity) -> bool {
        self.elements(granularity).len().saturating_mul(self.index.spots.len()) > MOST_WORK
    }

    fn id_of(&self, no: ComponentNo) -> Id {
        self.index.spots[no].id.clone()
    }

    /// Shared addresses that have moved, and clients that go elsewhere.
    fn moved(&self, before: &mut Evaluated<'_>, after: &mut Evaluated<'_>) -> Vec<TakeOver> {
        let mut found = Vec::new();
        for user in &self.plan.users {
            let accepts: Vec<bool> = user.entries.iter().map(|entry| accept(entry, after)).collect();
            for (place, entry) in user.entries.iter().enumerate() {
                let (was, is) = (holder(entry, before), holder(entry, after));
                if let (Some(shared), Some(was), Some(is)) = (entry.shared, was, is)
                    && was != is
                {
                    found.push(TakeOver {
                        reaction: Reaction::Address,
                        by: self.topology().clusters[shared.cluster].id.clone(),
                        from: vec![self.id_of(was)],
                        to: vec![self.id_of(is)],
                        seconds: self.address_seconds(shared.cluster),
                    });
                }
                let lost = !accepts[place] && accept(entry, before);
                if self.plan.retry && lost && accepts.contains(&true) {
                    let others = user.entries.iter().zip(&accepts).filter(|(_, accepts)| **accepts);
                    let to = others.filter_map(|(entry, _)| self.first_id(entry)).collect();
                    let Some(from) = self.first_id(entry) else { continue };
                    found.push(TakeOver {
                        reaction: Reaction::Retry,
                        by: self.id_of(user.no),
                        from: vec![from],
                        to,
                        seconds: RETRY_SECONDS,
                    });
                }
            }
        }
        found
    }

    /// Who answers at an address, in the intact design.
    fn first_id(&self, entry: &Entry) -> Option<Id> {
        let first = entry.holders.first()?;
        let no = first.member.or_else(|| first.targets.first().map(|target| target.to))?;
        Some(self.id_of(no))
    }

    /// A caller that chooses other targets than before.
    fn rechosen(
        &self,
        no: ComponentNo,
        pool: &Pool,
        before: &mut Evaluated<'_>,
        after: &mut Evaluated<'_>,
    ) -> Option<TakeOver> {
        let was = before.on_path(&[no], |evaluation| evaluation.chosen(pool));
        let is = after.on_path(&[no], |evaluation| evaluation.chosen(pool));
        let which = |fits: &dyn Fn(usize) -> bool| -> Vec<Id> {
            let places = (0..pool.targets.len()).filter(|place| fits(*place));
            places.map(|place| self.id_of(pool.targets[place].to)).collect()
        };
        let from = which(&|place| was[place] && !is[place]);
        let to = which(&|place| is[place]);
        if from.is_empty() || to.is_empty() {
            return None;
        }
        let seconds = self.check_seconds(no, pool)?;
        Some(TakeOver { reaction: Reaction::Check, by: self.id_of(no), from, to, seconds })
    }

    /// A caller that sends requests where none succeeds although another of its targets answers them.
    fn unnoticed(
        &self,
        no: ComponentNo,
        pool: &Pool,
        function: Function,
        after: &mut Evaluated<'_>,
    ) -> Option<(Id, Vec<Id>)> {
        if pool.targets.len() < 2
            || function == Function::StaticRead && matches!(self.plan.roles[no], Role::Web(_))
        {
            return None;
        }
        let (chosen, serves): (Vec<bool>, Vec<bool>) = after.on_path(&[no], |evaluation| {
            let chosen = evaluation.chosen(pool);
            let serves = |target| evaluation.through(target, function) > 0.0;
            (chosen, pool.targets.iter().map(serves).collect())
        });
        if !serves.contains(&true) {
            return None;
        }
        let lost = |place: &usize| chosen[*place] && !serves[*place];
        let targets: Vec<Id> =
            (0..pool.targets.len()).filter(lost).map(|place| self.id_of(pool.targets[place].to)).collect();
        (!targets.is_empty()).then(|| (self.id_of(no), targets))
    }

    /// Databases that take the place of others.
    fn succeeded(&self, before: &mut Evaluated<'_>, after: &mut Evaluated<'_>) -> Vec<TakeOver> {
        let mut found = Vec::new();
        for group in &self.plan.databases.groups {
            let (cluster, members, manual): (usize, Vec<ComponentNo>, bool) = match group {
                Group::PrimaryReplica { cluster, primary: Some(primary), replicas, automatic } => {
                    let counting = replicas.iter().filter(|replica| replica.counts).map(|replica| replica.no);
                    (*cluster, std::iter::once(*primary).chain(counting).collect(), automatic.is_none())
                }
                Group::MultiPrimary { cluster, members, .. } => (*cluster, members.clone(), false),
                Group::PrimaryReplica { .. } => continue,
            };
            let from: Vec<ComponentNo> = members
                .iter()
                .copied()
                .filter(|no| before.database(*no).0 && !after.database(*no).0)
                .collect();
            let writers = members.iter().copied().filter(|no| after.database(*no).0);
            let (reaction, to): (Reaction, Vec<ComponentNo>) = match group {
                Group::MultiPrimary { .. } => (Reaction::Majority, writers.collect()),
                Group::PrimaryReplica { .. } if manual => {
                    let replicas = members[1..].iter().copied();
                    (Reaction::ManualPromotion, replicas.filter(|no| after.database(*no).1).take(1).collect())
                }
                Group::PrimaryReplica { .. } => (Reaction::Promotion, writers.collect()),
            };
            if !from.is_empty() && !to.is_empty() {
                let ids = |numbers: Vec<ComponentNo>| numbers.into_iter().map(|no| self.id_of(no)).collect();
                found.push(TakeOver {
                    reaction,
                    by: self.topology().clusters[cluster].id.clone(),
                    from: ids(from),
                    to: ids(to),
                    seconds: self.database_seconds(cluster, reaction),
                });
            }
        }
        found
    }
}

type Evaluated<'a> = Evaluation<'a, Concrete>;

/// Which member has a shared address.
fn holder(entry: &Entry, state: &mut Evaluated<'_>) -> Option<ComponentNo> {
    let holding = state.holding(entry);
    entry.holders.iter().zip(holding).find(|(_, holds)| *holds).and_then(|(holder, _)| holder.member)
}

/// Whether those at an address accept connections, one at least.
fn accept(entry: &Entry, state: &mut Evaluated<'_>) -> bool {
    let holding = state.holding(entry);
    let holder = entry.holders.iter().zip(holding).find(|(_, holds)| *holds);
    holder.is_some_and(|(holder, _)| holder.targets.iter().any(|target| !state.is_dead(target)))
}

/// The list without repetitions, in its order.
fn once<T: PartialEq>(list: Vec<T>) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for one in list {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}
