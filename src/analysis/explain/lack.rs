//! The search for what requests needed and did not find, from the users down: on every way where none succeeds, and
//! where some do, on those on which the others are.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::entry::denier;
use crate::analysis::circle::StopNo;
use crate::analysis::concrete::Concrete;
use crate::analysis::database::Group;
use crate::analysis::engine::Engine;
use crate::analysis::entry::{Entry, User, owner_of};
use crate::analysis::evaluate::Evaluation;
use crate::analysis::function::Function;
use crate::analysis::index::{ComponentNo, LinkNo};
use crate::analysis::plan::{Needs, Pool, Role, Target};
use crate::analysis::world::World;
use crate::topology::{Id, Kind, Reads};

/// Something that requests needed and did not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) enum Lack {
    /// Nobody calls the site.
    Entry,
    /// This user calls nothing that answers requests.
    Caller(ComponentNo),
    /// The name that users type leads to no address.
    Name,
    /// It leads to this address, which nobody owns.
    Unowned(IpAddr),
    /// It leads to this address, which this member has where it is shared, and this user calls nothing there.
    Silent { user: ComponentNo, address: IpAddr, member: Option<ComponentNo> },
    /// This name server does not answer.
    NameServer(ComponentNo),
    /// This cluster's address stays with a member that has failed, as its host still works.
    Stays { cluster: usize, member: ComponentNo },
    /// This component has failed and was to pass the request or to answer it.
    Passed(ComponentNo),
    /// This link is broken.
    Broken(LinkNo),
    /// A firewall denies this flow.
    Denied(usize),
    /// No way to this component is open.
    Way(ComponentNo),
    /// This component has nobody to pass requests to.
    Nobody(ComponentNo),
    /// This one hands requests on to one that they have met.
    Back { by: ComponentNo, to: ComponentNo },
    /// This one could answer, and that one does not choose it.
    Unused { by: ComponentNo, idle: Idle, target: ComponentNo },
    /// This application server has no application files.
    Bare(ComponentNo),
    /// These application files, which that application server runs, have failed or are cut off.
    Files { app: ComponentNo, files: ComponentNo },
    /// That application server requires this part, which does not answer.
    Required { app: ComponentNo, part: ComponentNo },
    /// This primary has failed, and no replica stands in.
    Primary(ComponentNo),
    /// This group has no majority.
    Majority(usize),
    /// This application server reads from replicas only, and has none.
    ReadsReplicas(ComponentNo),
    /// This replica does not get the changes, so that nobody may read it.
    Stale(ComponentNo),
    /// This replica works, and writes are sent to it.
    ReadOnly(ComponentNo),
    /// This application server needs the database that accepts writes, to read where that is said, and is linked to
    /// others only.
    Writer { app: ComponentNo, reads: bool },
    /// No database that this application server may use answers.
    Data(ComponentNo),
}

impl Lack {
    /// The parts that it is about, the most important first.
    pub(in crate::analysis) fn parts(self, engine: &Engine) -> Vec<Id> {
        let id = |no: ComponentNo| engine.index.spots[no].id.clone();
        let cluster = |no: usize| engine.topology().clusters[no].id.clone();
        match self {
            Self::Entry => engine.index.of_kind(Kind::User).map(id).collect(),
            Self::Name | Self::Unowned(_) => Vec::new(),
            Self::Silent { user, address, .. } => {
                owner_of(&engine.index, address).cloned().into_iter().chain([id(user)]).collect()
            }
            Self::Caller(no)
            | Self::NameServer(no)
            | Self::Passed(no)
            | Self::Way(no)
            | Self::Nobody(no)
            | Self::Bare(no)
            | Self::Primary(no)
            | Self::ReadsReplicas(no)
            | Self::Stale(no)
            | Self::ReadOnly(no)
            | Self::Writer { app: no, .. }
            | Self::Data(no) => vec![id(no)],
            Self::Stays { cluster: no, member } => vec![cluster(no), id(member)],
            Self::Broken(link) => {
                vec![engine.index.link(link).from.clone(), engine.index.link(link).to.clone()]
            }
            Self::Denied(wire) => {
                let flow = &engine.flows()[wire];
                let ends = [flow.from.clone(), flow.to.clone()];
                denier(engine, wire).cloned().into_iter().chain(ends).collect()
            }
            Self::Back { by, to } => vec![id(by), id(to)],
            Self::Unused { by, target, .. } => vec![id(by), id(target)],
            Self::Files { app, files: part } | Self::Required { app, part } => vec![id(app), id(part)],
            Self::Majority(group) => match &engine.plan.databases.groups[group] {
                Group::MultiPrimary { cluster: no, .. } => vec![cluster(*no)],
                Group::PrimaryReplica { .. } => Vec::new(),
            },
        }
    }
}

/// Why a target that could answer gets no requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) enum Idle {
    /// Its weight is 0.
    Weight,
    /// It is for backup, and another one passes the check.
    Backup,
    /// The check asks for more than the request needs.
    Check,
}

/// Everything that the requests for a function lack that do not succeed in a state.
pub(super) fn search(engine: &Engine, evaluation: Evaluation<'_, Concrete>, function: Function) -> Vec<Lack> {
    let mut search = Search { engine, evaluation, function, found: BTreeSet::new(), open: Vec::new() };
    search.enter();
    let mut met = vec![false; engine.index.spots.len()];
    while let Some((no, stop)) = search.open.pop() {
        if !std::mem::replace(&mut met[no], true) {
            search.look(no, stop);
        }
    }
    search.found.into_iter().collect()
}

/// Where a request is: at a component, at which stop if that is in a circle.
type Spot = (ComponentNo, Option<StopNo>);

struct Search<'a> {
    engine: &'a Engine,
    evaluation: Evaluation<'a, Concrete>,
    function: Function,
    found: BTreeSet<Lack>,
    /// Components that work and through which some requests do not succeed.
    open: Vec<Spot>,
}

/// A share from which on every request counts as served, as rounding may leave a trace.
const ALL: f64 = 1.0 - 1e-12;

impl Search<'_> {
    fn enter(&mut self) {
        let engine = self.engine;
        if engine.plan.users.is_empty() {
            self.found.insert(Lack::Entry);
        }
        for user in &engine.plan.users {
            if user.entries.is_empty() {
                let named = engine.topology().zone.is_some();
                self.found.insert(if named { Lack::Name } else { Lack::Caller(user.no) });
            }
            let open: Vec<bool> = user.entries.iter().map(|entry| self.accepts(entry)).collect();
            let any = open.contains(&true);
            for (entry, open) in user.entries.iter().zip(open) {
                // Who tries the next address does not depend on one where nothing is.
                if open || !(any && engine.plan.retry) {
                    self.enter_at(user, entry);
                }
            }
        }
    }

    /// Whether something accepts connections at an address.
    fn accepts(&mut self, entry: &Entry) -> bool {
        let holding = self.evaluation.holding(entry);
        let holder = entry.holders.iter().zip(holding).find(|(_, holds)| *holds);
        holder.is_some_and(|(holder, _)| holder.targets.iter().any(|target| !self.evaluation.is_dead(target)))
    }

    fn enter_at(&mut self, user: &User, entry: &Entry) {
        let holding = self.evaluation.holding(entry);
        let mut holders = entry.holders.iter().zip(holding);
        let Some((holder, _)) = holders.find(|(_, holds)| *holds) else {
            let members = entry.holders.iter().filter_map(|holder| holder.member);
            self.found.extend(members.map(Lack::Passed));
            self.found.extend(entry.address.filter(|_| entry.holders.is_empty()).map(Lack::Unowned));
            return;
        };
        let lost = |target: &&Target| self.evaluation.through(target, self.function) < ALL;
        let targets: Vec<&Target> = holder.targets.iter().filter(lost).collect();
        self.call(None, targets);
        if let Some(address) = entry.address.filter(|_| holder.targets.is_empty()) {
            self.found.insert(Lack::Silent { user: user.no, address, member: holder.member });
        }
        if let (Some(shared), Some(member)) = (entry.shared, holder.member)
            && entry.holders.len() > 1
            && !self.evaluation.world.alive(member)
        {
            self.found.insert(Lack::Stays { cluster: shared.cluster, member });
        }
    }

    /// Notes which targets have failed, and goes on into those that have not, from a component or from outside.
    fn call<'t>(&mut self, from: Option<Spot>, targets: impl IntoIterator<Item = &'t Target>) {
        let plan = &self.engine.plan;
        for target in targets {
            let around = from
                .filter(|(by, _)| plan.circle(*by).is_some() && plan.circle(*by) == plan.circle(target.to));
            let stop = match around {
                Some((_, stop)) => stop.and_then(|stop| plan.circles.onward(stop, target.to)),
                None => plan.circles.entry(target.to),
            };
            if !self.evaluation.world.alive(target.to) {
                self.found.insert(Lack::Passed(target.to));
            } else if !self.evaluation.is_open(target) {
                let lack = self.blocked(target.to, &target.wires, &target.through);
                self.found.insert(lack);
            } else if let (Some((by, Some(_))), None) = (around, stop) {
                self.found.insert(Lack::Back { by, to: target.to });
            } else {
                self.open.push((target.to, stop));
            }
        }
    }

    /// The in-line firewall that has failed before a component, the link that is broken, the firewall that denies it,
    /// or else the component that is cut off.
    fn blocked(&mut self, to: ComponentNo, wires: &[usize], through: &[ComponentNo]) -> Lack {
        let wire = |no: &usize| &self.engine.flows.wires[*no];
        let ways = || wires.iter().flat_map(|no| &wire(no).ways).filter(|way| way.leads_through(through));
        let world = &mut self.evaluation.world;
        let failed = ways().flat_map(|way| &way.firewalls).find(|firewall| !world.alive(**firewall));
        let broken = ways().flat_map(|way| &way.links).find(|link| !world.link_alive(**link));
        let denied = wires.iter().find(|no| wire(no).ways.is_empty());
        match (failed, broken, denied) {
            (Some(firewall), ..) => Lack::Passed(*firewall),
            (None, Some(link), _) => Lack::Broken(*link),
            (None, None, Some(wire)) => Lack::Denied(*wire),
            (None, None, None) => Lack::Way(to),
        }
    }

    fn look(&mut self, no: ComponentNo, stop: Option<StopNo>) {
        let engine = self.engine;
        let files = self.function == Function::StaticRead;
        match &engine.plan.roles[no] {
            // Only a request that goes round in a circle gets here although it is answered.
            Role::Web(_) | Role::Database if files => {}
            Role::Web(pool) | Role::Forwarder(pool, _) => self.look_at_pool((no, stop), pool),
            Role::App(needs) => self.look_at_needs((no, stop), needs),
            Role::Database => {
                let reads = if self.function == Function::Write { Reads::Primary } else { Reads::Any };
                let lack = self.of_database(no, reads).unwrap_or(Lack::ReadOnly(no));
                self.found.insert(lack);
            }
            Role::Other => {}
        }
    }

    fn look_at_pool(&mut self, (by, stop): Spot, pool: &Pool) {
        if pool.targets.is_empty() {
            self.found.insert(Lack::Nobody(by));
        }
        let function = self.function;
        let (chosen, shares): (Vec<bool>, Vec<f64>) = self.evaluation.at(by, stop, |evaluation| {
            let chosen = evaluation.chosen(pool);
            (chosen, pool.targets.iter().map(|target| evaluation.through(target, function)).collect())
        });
        let serves = shares.iter().zip(&chosen).any(|(share, chosen)| *chosen && *share > 0.0);
        let first = pool.targets.iter().zip(&chosen).any(|(target, chosen)| *chosen && !target.backup);
        for ((target, chosen), share) in pool.targets.iter().zip(chosen).zip(shares) {
            if chosen && share < ALL || !serves && share <= 0.0 {
                self.call(Some((by, stop)), [target]);
            } else if !chosen && !serves {
                let idle = match target {
                    Target { weight, .. } if *weight <= 0.0 => Idle::Weight,
                    Target { backup: true, .. } if first => Idle::Backup,
                    _ => Idle::Check,
                };
                self.found.insert(Lack::Unused { by, idle, target: target.to });
            }
        }
    }

    fn look_at_needs(&mut self, (app, stop): Spot, needs: &Needs) {
        if needs.files.is_empty() {
            self.found.insert(Lack::Bare(app));
        }
        if !self.evaluation.has_files(needs) {
            for (files, wires) in &needs.files {
                let cut_off = self.evaluation.world.alive(*files) && !wires.is_empty();
                let lack = if cut_off {
                    self.blocked(*files, wires, &[])
                } else {
                    Lack::Files { app, files: *files }
                };
                self.found.insert(lack);
            }
            return;
        }
        let function = self.function;
        if function == Function::StaticRead {
            return;
        }
        let shares = self.shares((app, stop), &needs.required);
        let required = || needs.required.iter().zip(&shares);
        if shares.iter().any(|share| *share <= 0.0) {
            let missing = required().filter(|(_, share)| **share <= 0.0);
            self.found.extend(missing.map(|(part, _)| Lack::Required { app, part: part.to }));
            return;
        }
        let partly = required().filter(|(_, share)| **share < ALL).map(|(part, _)| part);
        self.call(Some((app, stop)), partly);
        self.look_at_data((app, stop), needs);
    }

    /// The shares that succeed through targets of a component.
    fn shares(&mut self, (no, stop): Spot, targets: &[Target]) -> Vec<f64> {
        let function = self.function;
        self.evaluation.at(no, stop, |evaluation| {
            targets.iter().map(|target| evaluation.through(target, function)).collect()
        })
    }

    fn look_at_data(&mut self, (app, stop): Spot, needs: &Needs) {
        let function = self.function;
        if needs.databases.is_empty() && needs.proxies.is_empty() {
            self.found.insert(Lack::Data(app));
        }
        let shares = self.shares((app, stop), &needs.proxies);
        let proxies = || needs.proxies.iter().zip(&shares);
        let used = needs.databases.iter().any(|to| self.evaluation.serves(to, function, needs.reads));
        if used || shares.iter().any(|share| *share > 0.0) {
            // Only proxies that answer are asked.
            let partly = proxies().filter(|(_, share)| **share > 0.0 && **share < ALL);
            self.call(Some((app, stop)), partly.map(|(target, _)| target));
            return;
        }
        let reads = if function == Function::Write { Reads::Primary } else { needs.reads };
        let writer = needs.databases.iter().any(|target| self.evaluation.database(target.to).0);
        for target in &needs.databases {
            let lack = match self.of_database(target.to, reads) {
                Some(lack) => lack,
                None if !self.evaluation.is_open(target) => {
                    self.blocked(target.to, &target.wires, &target.through)
                }
                None if reads == Reads::Replicas => Lack::ReadsReplicas(app),
                // The one that accepts writes is told of itself.
                None if reads == Reads::Primary && writer => continue,
                None if reads == Reads::Primary => Lack::Writer { app, reads: function != Function::Write },
                None => Lack::Data(app),
            };
            self.found.insert(lack);
        }
        self.call(Some((app, stop)), &needs.proxies);
    }

    /// What is wrong with a database itself for whoever may use it so; nothing where it is only not theirs to use.
    fn of_database(&mut self, no: ComponentNo, reads: Reads) -> Option<Lack> {
        let databases = &self.engine.plan.databases;
        let alive = self.evaluation.world.alive(no);
        match databases.group_of[no].map(|group| (group, &databases.groups[group])) {
            Some((_, Group::PrimaryReplica { primary: Some(primary), replicas, .. })) => {
                let primary_alive = self.evaluation.world.alive(*primary);
                if reads == Reads::Primary && !primary_alive && !replicas.is_empty() {
                    return Some(Lack::Primary(*primary));
                }
                let stale = replicas.iter().any(|replica| replica.no == no && !replica.counts);
                match (alive, stale) {
                    (false, _) => Some(Lack::Passed(no)),
                    (true, true) if reads != Reads::Primary => Some(Lack::Stale(no)),
                    _ => None,
                }
            }
            Some((group, Group::MultiPrimary { .. })) => {
                let (writes, _) = self.evaluation.database(no);
                let lack = if alive { Lack::Majority(group) } else { Lack::Passed(no) };
                (!writes).then_some(lack)
            }
            _ => (!alive).then_some(Lack::Passed(no)),
        }
    }
}
