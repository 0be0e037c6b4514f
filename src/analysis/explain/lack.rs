//! The search for what requests needed on every way and did not find, from the users down.

use std::collections::BTreeSet;

use crate::analysis::concrete::Concrete;
use crate::analysis::database::Group;
use crate::analysis::engine::Engine;
use crate::analysis::evaluate::Evaluation;
use crate::analysis::function::Function;
use crate::analysis::index::{ComponentNo, LinkNo};
use crate::analysis::plan::{Needs, Pool, Role, Target};
use crate::analysis::world::World;
use crate::topology::Reads;

/// Something that requests needed and did not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lack {
    /// No user calls the site, or the name leads to nothing that they call.
    Entry,
    /// This name server does not answer.
    NameServer(ComponentNo),
    /// This cluster's address stays with a member that has failed, as its host still works.
    Stays { cluster: usize, member: ComponentNo },
    /// This component has failed and was to pass the request or to answer it.
    Passed(ComponentNo),
    /// This link is broken.
    Broken(LinkNo),
    /// No way to this component is open.
    Way(ComponentNo),
    /// This component has nobody to pass requests to.
    Nobody(ComponentNo),
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
    /// No database that this application server may use answers.
    Data(ComponentNo),
}

/// Why a target that could answer gets no requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Idle {
    /// Its weight is 0.
    Weight,
    /// It is for backup, and another one passes the check.
    Backup,
    /// The check asks for more than the request needs.
    Check,
}

/// Everything that requests for a function lack in a state in which none succeeds.
pub(super) fn search(engine: &Engine, evaluation: Evaluation<'_, Concrete>, function: Function) -> Vec<Lack> {
    let mut search = Search { engine, evaluation, function, found: BTreeSet::new(), open: Vec::new() };
    search.enter();
    let mut met = vec![false; engine.index.spots.len()];
    while let Some(no) = search.open.pop() {
        if !std::mem::replace(&mut met[no], true) {
            search.look(no);
        }
    }
    search.found.into_iter().collect()
}

struct Search<'a> {
    engine: &'a Engine,
    evaluation: Evaluation<'a, Concrete>,
    function: Function,
    found: BTreeSet<Lack>,
    /// Components that work and through which nothing succeeds.
    open: Vec<ComponentNo>,
}

impl Search<'_> {
    fn enter(&mut self) {
        let engine = self.engine;
        let mut any = false;
        for entry in engine.plan.users.iter().flat_map(|user| &user.entries) {
            let holding = self.evaluation.holding(entry);
            let mut holders = entry.holders.iter().zip(holding);
            if let Some((holder, _)) = holders.find(|(_, holds)| *holds) {
                any |= !holder.targets.is_empty();
                self.call(&holder.targets);
                if let (Some(shared), Some(member)) = (entry.shared, holder.member)
                    && entry.holders.len() > 1
                    && !self.evaluation.world.alive(member)
                {
                    self.found.insert(Lack::Stays { cluster: shared.cluster, member });
                }
            } else {
                let members = || entry.holders.iter().filter_map(|holder| holder.member);
                any |= members().next().is_some();
                self.found.extend(members().map(Lack::Passed));
            }
        }
        if !any {
            self.found.insert(Lack::Entry);
        }
    }

    /// Notes which targets have failed, and goes on into those that have not.
    fn call(&mut self, targets: &[Target]) {
        for target in targets {
            if !self.evaluation.world.alive(target.to) {
                self.found.insert(Lack::Passed(target.to));
            } else if !self.evaluation.is_open(target) {
                let lack = self.blocked(target);
                self.found.insert(lack);
            } else {
                self.open.push(target.to);
            }
        }
    }

    /// The in-line firewall that has failed before a target, the link that is broken, or else the target that is cut
    /// off.
    fn blocked(&mut self, target: &Target) -> Lack {
        let engine = self.engine;
        let ways = || target.ways(&engine.flows.wires);
        let failed =
            ways().flat_map(|way| &way.firewalls).find(|firewall| !self.evaluation.world.alive(**firewall));
        let mut links = ways().flat_map(|way| &way.links);
        let broken = links.find(|link| !self.evaluation.world.link_alive(**link));
        match (failed, broken) {
            (Some(firewall), _) => Lack::Passed(*firewall),
            (None, Some(link)) => Lack::Broken(*link),
            (None, None) => Lack::Way(target.to),
        }
    }

    fn look(&mut self, no: ComponentNo) {
        let engine = self.engine;
        let files = self.function == Function::StaticRead;
        match &engine.plan.roles[no] {
            // Only a request that goes round in a circle gets here although it is answered.
            Role::Web(_) | Role::Database if files => {}
            Role::Web(pool) | Role::Forwarder(pool, _) => self.look_at_pool(no, pool),
            Role::App(needs) => self.look_at_needs(no, needs),
            Role::Database => {
                let reads = if self.function == Function::Write { Reads::Primary } else { Reads::Any };
                let lack = self.of_database(no, reads).unwrap_or(Lack::ReadOnly(no));
                self.found.insert(lack);
            }
            Role::Other => {}
        }
    }

    fn look_at_pool(&mut self, no: ComponentNo, pool: &Pool) {
        if pool.targets.is_empty() {
            self.found.insert(Lack::Nobody(no));
        }
        let function = self.function;
        let (chosen, serves): (Vec<bool>, Vec<bool>) = self.evaluation.on_path(&[no], |evaluation| {
            let chosen = evaluation.chosen(pool);
            let serves = |target| evaluation.through(target, function) > 0.0;
            (chosen, pool.targets.iter().map(serves).collect())
        });
        let first = pool.targets.iter().zip(&chosen).any(|(target, chosen)| *chosen && !target.backup);
        for ((target, chosen), serves) in pool.targets.iter().zip(chosen).zip(serves) {
            // What is chosen and serves does so on another way round a circle.
            if chosen || !serves {
                self.call(std::slice::from_ref(target));
                continue;
            }
            let idle = match target {
                Target { weight, .. } if *weight <= 0.0 => Idle::Weight,
                Target { backup: true, .. } if first => Idle::Backup,
                _ => Idle::Check,
            };
            self.found.insert(Lack::Unused { by: no, idle, target: target.to });
        }
    }

    fn look_at_needs(&mut self, no: ComponentNo, needs: &Needs) {
        if needs.files.is_empty() {
            self.found.insert(Lack::Bare(no));
        }
        if !self.evaluation.has_files(needs) {
            self.found.extend(needs.files.iter().map(|(files, _)| Lack::Files { app: no, files: *files }));
            return;
        }
        let function = self.function;
        if function == Function::StaticRead {
            return;
        }
        let required = needs.required.iter();
        let missing: Vec<ComponentNo> = required
            .filter(|part| self.evaluation.through(part, function) <= 0.0)
            .map(|part| part.to)
            .collect();
        if !missing.is_empty() {
            self.found.extend(missing.into_iter().map(|part| Lack::Required { app: no, part }));
            return;
        }
        if needs.databases.is_empty() && needs.proxies.is_empty() {
            self.found.insert(Lack::Data(no));
        }
        for target in &needs.databases {
            let reads = if function == Function::Write { Reads::Primary } else { needs.reads };
            let lack = match self.of_database(target.to, reads) {
                Some(lack) => lack,
                None if !self.evaluation.is_open(target) => self.blocked(target),
                None if function != Function::Write && needs.reads == Reads::Replicas => {
                    Lack::ReadsReplicas(no)
                }
                None => Lack::Data(no),
            };
            self.found.insert(lack);
        }
        self.call(&needs.proxies);
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
