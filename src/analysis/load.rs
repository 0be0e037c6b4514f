//! Load: how much work each component has for each request that users make, in one state of the design.
//!
//! Requests go the ways of the rules of serving. A forwarder whose algorithm looks at how busy its targets are
//! divides its requests as suits best; how, is left open here as variables, which [`super::capacity`] chooses.

use std::collections::BTreeMap;

use super::circle::StopNo;
use super::concrete::Concrete;
use super::database::Group;
use super::entry::User;
use super::evaluate::Evaluation;
use super::fault::{Fault, has};
use super::function::Function;
use super::index::{ComponentNo, Index};
use super::plan::{Needs, Plan, Pool, Role, Target};
use super::program::Limit;
use super::world::World;
use crate::topology::{Algorithm, Traffic};

/// What a write query costs the database that accepts it, in units; a read query costs one (`facts.md`, section 13).
const WRITE_UNITS: f64 = 3.0;
/// What the same write costs each database that applies it afterwards, in units.
const APPLY_UNITS: f64 = 2.0;

/// An amount of requests: a weighted sum of the variables, the first of which is the rate of all users' requests.
pub(super) type Amount = Vec<f64>;

/// Where requests are on their way: before or behind an application server. Behind it they are queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tier {
    Front = 0,
    Data = 1,
}

/// The load of every component, as sums of the variables.
#[derive(Debug)]
pub(super) struct Load {
    /// By component, in requests a second, for a database in units a second; empty where it has none.
    pub(super) of: Vec<Amount>,
    /// By component, the users' requests that reach it, whatever work each of them is; empty where none does.
    pub(super) requests: Vec<Amount>,
    /// By caller and called, the requests that are passed on and whether any of them succeeds; kept where asked for,
    /// and where everything is shared by weight.
    pub(super) sent: Option<BTreeMap<(ComponentNo, ComponentNo), (f64, bool)>>,
    /// What keeps the divisions of free forwarders from being negative.
    pub(super) divisions: Vec<Limit>,
    /// How many variables there are.
    pub(super) variables: usize,
}

/// Follows the requests of one function through one state.
pub(super) struct Followed<'a, 'b> {
    index: &'a Index,
    plan: &'a Plan,
    evaluation: &'b mut Evaluation<'a, Concrete>,
    traffic: Traffic,
    function: Function,
    load: &'b mut Load,
    /// By component and tier, what arrives from outside of its circle.
    arriving: Vec<[Option<Amount>; 2]>,
    /// The same by stop in a circle.
    arriving_at: Vec<[Option<Amount>; 2]>,
    /// The group that is a circle and that is being followed, if any, and the stop there, unless that is tangled.
    circle: Option<usize>,
    stop: Option<StopNo>,
    /// The next variable to be given out.
    next: usize,
    /// Whether forwarders may divide freely.
    free: bool,
}

/// Whether an algorithm looks at how busy its targets are; the others fix the shares.
fn is_free(algorithm: Algorithm) -> bool {
    let looks = matches!(algorithm, Algorithm::LeastConnections | Algorithm::RandomTwo | Algorithm::First);
    looks && !has(Fault::FreeSharesFixed)
}

impl Load {
    pub(super) fn none(components: usize, variables: usize) -> Self {
        let nothing = vec![Vec::new(); components];
        Self { of: nothing.clone(), requests: nothing, sent: None, divisions: Vec::new(), variables }
    }

    /// The share of the requests that reaches a component, where everything is shared by weight.
    pub(super) fn arriving(&self, no: ComponentNo) -> f64 {
        self.requests[no].first().copied().unwrap_or(0.0)
    }

    /// The share of the requests that one component passes on to another.
    pub(super) fn sent_to(&self, from: ComponentNo, to: ComponentNo) -> f64 {
        self.sent.as_ref().and_then(|sent| sent.get(&(from, to))).map_or(0.0, |(share, _)| *share)
    }

    /// To whom a component passes requests on, and whether any of them succeeds there.
    pub(super) fn sent_by(&self, from: ComponentNo) -> impl Iterator<Item = (ComponentNo, bool)> {
        let sent = self.sent.iter().flat_map(move |sent| sent.range((from, 0)..=(from, ComponentNo::MAX)));
        sent.map(|((_, to), (_, served))| (*to, *served))
    }
}

impl<'a, 'b> Followed<'a, 'b> {
    /// Adds the load of `share` of all users' requests, which ask for `function`. The evaluation is of the state at
    /// hand; `next` is the first variable not yet given out, and the one after the last is returned. Where the load has
    /// one variable only, everything is shared by weight, and those that a free division would need are counted.
    pub(super) fn add(
        (index, plan): (&'a Index, &'a Plan),
        evaluation: &'b mut Evaluation<'a, Concrete>,
        (function, share): (Function, f64),
        load: &'b mut Load,
        next: usize,
    ) -> usize {
        evaluation.served(function);
        let free = load.variables > 1;
        let mut followed = Self {
            index,
            plan,
            evaluation,
            traffic: index.topology.traffic,
            function,
            arriving: vec![[None, None]; load.of.len()],
            arriving_at: vec![[None, None]; plan.circles.len()],
            circle: None,
            stop: None,
            load,
            next,
            free,
        };
        if followed.evaluation.name_is_answered() {
            followed.enter(share);
            followed.spread();
        }
        followed.next
    }

    /// Divides the requests of all users over their entries.
    fn enter(&mut self, share: f64) {
        let mut all = vec![0.0; self.load.variables];
        all[0] = share / self.plan.users.len().max(1) as f64;
        let plan = self.plan;
        for user in &plan.users {
            self.enter_user(user, &all);
        }
    }

    fn enter_user(&mut self, user: &User, requests: &Amount) {
        let mut entered: Vec<&[Target]> = Vec::new();
        for entry in &user.entries {
            let holding = self.evaluation.holding(entry);
            let holder =
                entry.holders.iter().zip(holding).find(|(_, holds)| *holds).map(|(holder, _)| holder);
            let targets: &[Target] = holder.map_or(&[], |holder| &holder.targets);
            if !self.plan.retry || targets.iter().any(|target| !self.evaluation.is_dead(target)) {
                entered.push(targets);
            }
        }
        for targets in &entered {
            for target in *targets {
                self.send(
                    target,
                    &scaled(requests, 1.0 / (entered.len() * targets.len()) as f64),
                    Tier::Front,
                );
            }
        }
    }

    /// Notes requests that go to a target; those that find nobody there are lost.
    fn send(&mut self, target: &Target, amount: &Amount, tier: Tier) {
        if self.evaluation.is_dead(target) {
            return;
        }
        let arriving = if self.circle.is_some() && self.plan.group_of[target.to] == self.circle {
            // What the path has met, and what goes round in a tangled circle, is lost.
            let next = self.stop.and_then(|stop| self.plan.circles.onward(stop, target.to));
            let Some(next) = next else { return };
            &mut self.arriving_at[next]
        } else {
            &mut self.arriving[target.to]
        };
        match &mut arriving[tier as usize] {
            Some(before) => add(before, amount),
            none => *none = Some(amount.clone()),
        }
    }

    /// Notes requests that one component passes on to another.
    fn pass(&mut self, from: ComponentNo, target: &Target, amount: &Amount, tier: Tier) {
        let function = self.function;
        if let (Some(sent), [share]) = (&mut self.load.sent, &amount[..])
            && *share > 0.0
        {
            let share_there = self.evaluation.at(from, self.stop, |at| at.through(target, function));
            let noted = sent.entry((from, target.to)).or_default();
            *noted = (noted.0 + share, noted.1 || share_there > 0.0);
        }
        self.send(target, amount, tier);
    }

    /// Passes requests on, callers before those they call.
    fn spread(&mut self) {
        let plan = self.plan;
        for (group, members) in plan.groups.iter().enumerate().rev() {
            for no in members {
                self.circle = plan.circle(*no);
                let arriving = std::mem::take(&mut self.arriving[*no]);
                match plan.circles.entry(*no) {
                    Some(stop) => self.arriving_at[stop] = arriving,
                    None => self.serve_all(*no, arriving),
                }
            }
            for stop in plan.circles.of_group(group) {
                self.stop = Some(stop);
                let arriving = std::mem::take(&mut self.arriving_at[stop]);
                self.serve_all(plan.circles.at(stop), arriving);
            }
            self.stop = None;
        }
    }

    fn serve_all(&mut self, no: ComponentNo, arriving: [Option<Amount>; 2]) {
        for (tier, amount) in [Tier::Front, Tier::Data].into_iter().zip(arriving) {
            if let Some(amount) = amount {
                self.serve(no, &amount, tier);
            }
        }
    }

    fn serve(&mut self, no: ComponentNo, amount: &Amount, tier: Tier) {
        if !self.evaluation.world.alive(no) {
            return;
        }
        let plan = self.plan;
        add(&mut self.load.requests[no], amount);
        let asked = match (tier, self.function) {
            (Tier::Front, _) => 1.0,
            (Tier::Data, Function::Write) => self.traffic.write_queries,
            (Tier::Data, _) => self.traffic.read_queries,
        };
        match &plan.roles[no] {
            Role::Database => return self.query(no, amount),
            _ => add(&mut self.load.of[no], &scaled(amount, asked)),
        }
        match &plan.roles[no] {
            Role::Web(_) | Role::App(_) if self.function == Function::StaticRead => {}
            Role::Forwarder(pool, hit) if self.function == Function::StaticRead => {
                self.divide(no, pool, &scaled(amount, 1.0 - hit), tier);
            }
            Role::Web(pool) | Role::Forwarder(pool, _) => self.divide(no, pool, amount, tier),
            Role::App(needs) if self.evaluation.has_files(needs) => self.ask(no, needs, amount),
            Role::App(_) | Role::Database | Role::Other => {}
        }
    }

    /// Divides requests over the chosen targets: by weight, or freely among those that serve.
    fn divide(&mut self, no: ComponentNo, pool: &Pool, amount: &Amount, tier: Tier) {
        let chosen = self.evaluation.at(no, self.stop, |evaluation| evaluation.chosen(pool));
        let targets: Vec<&Target> =
            pool.targets.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(target, _)| target).collect();
        let weights: f64 = targets.iter().map(|target| target.weight).sum();
        let may_be_free = self.circle.is_none() && is_free(pool.algorithm);
        let function = self.function;
        let (mut free, mut fixed): (Vec<&Target>, Vec<&Target>) = targets
            .into_iter()
            .partition(|target| may_be_free && self.evaluation.through(target, function) > 0.0);
        if !self.free {
            self.next += free.len().saturating_sub(1);
            fixed.append(&mut free);
        }
        let mut rest = amount.clone();
        for target in fixed {
            let part = scaled(amount, target.weight / weights);
            add(&mut rest, &scaled(&part, -1.0));
            self.pass(no, target, &part, tier);
        }
        let Some((last, others)) = free.split_last() else { return };
        for target in others {
            let mut part = vec![0.0; self.load.variables];
            part[self.next] = 1.0;
            self.next += 1;
            add(&mut rest, &scaled(&part, -1.0));
            self.send(target, &part, tier);
        }
        if !others.is_empty() {
            self.load.divisions.push(Limit { weights: scaled(&rest, -1.0), most: 0.0 });
        }
        self.send(last, &rest, tier);
    }

    /// Sends an application server's requests to its databases, evenly, and to the parts that it cannot do without.
    fn ask(&mut self, no: ComponentNo, needs: &Needs, amount: &Amount) {
        let function = self.function;
        let serve: Vec<&Target> = self.evaluation.at(no, self.stop, |evaluation| {
            let databases = needs.databases.iter();
            let databases: Vec<&Target> =
                databases.filter(|target| evaluation.serves(target, function, needs.reads)).collect();
            let proxies = needs.proxies.iter().filter(|target| evaluation.through(target, function) > 0.0);
            databases.into_iter().chain(proxies).collect()
        });
        for target in &serve {
            self.pass(no, target, &scaled(amount, 1.0 / serve.len() as f64), Tier::Data);
        }
        let is_asked = |target: &&Target| serve.iter().any(|other| other.to == target.to);
        for target in needs.required.iter().filter(|target| !is_asked(target)) {
            self.send(target, amount, Tier::Front);
        }
    }

    /// Queries at a database; a write is applied again by every other live member that copies it.
    fn query(&mut self, no: ComponentNo, amount: &Amount) {
        let (writes, reads) = self.evaluation.database(no);
        match self.function {
            Function::Write if writes => {
                let queries = scaled(amount, self.traffic.write_queries);
                add(&mut self.load.of[no], &scaled(&queries, WRITE_UNITS));
                for copy in self.copies(no) {
                    add(&mut self.load.of[copy], &scaled(&queries, APPLY_UNITS));
                }
            }
            Function::DynamicRead if reads => {
                add(&mut self.load.of[no], &scaled(amount, self.traffic.read_queries));
            }
            _ => {}
        }
    }

    /// The live databases that apply what is written at another one.
    fn copies(&mut self, no: ComponentNo) -> Vec<ComponentNo> {
        let databases = &self.plan.databases;
        let Some(group) = databases.group_of[no] else { return Vec::new() };
        let members: Vec<ComponentNo> = match &databases.groups[group] {
            Group::PrimaryReplica { replicas, .. } => replicas.iter().map(|replica| replica.no).collect(),
            Group::MultiPrimary { members, .. } => members.clone(),
        };
        let is_copy = |other: &ComponentNo| {
            *other != no
                && !has(Fault::ReplicasDoNoWork)
                && databases.group_of[*other] == Some(group)
                && self.index.spots[*other].kind == crate::topology::Kind::Database
                && self.evaluation.database(*other).1
        };
        members.into_iter().filter(is_copy).collect()
    }
}

fn add(sum: &mut Amount, amount: &Amount) {
    sum.resize(amount.len(), 0.0);
    for (sum, part) in sum.iter_mut().zip(amount) {
        *sum += part;
    }
}

fn scaled(amount: &Amount, factor: f64) -> Amount {
    amount.iter().map(|part| part * factor).collect()
}
