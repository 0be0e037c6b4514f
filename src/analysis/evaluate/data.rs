//! What application servers need, and how databases stand in for one another.

use super::Evaluation;
use crate::analysis::database::{Group, Voter};
use crate::analysis::fault::{Fault, has};
use crate::analysis::function::Function;
use crate::analysis::index::ComponentNo;
use crate::analysis::plan::{Needs, Target};
use crate::analysis::world::World;
use crate::topology::{Kind, Reads};

impl<W: World> Evaluation<'_, W> {
    /// An application server needs its files; for anything but static reads also a database and what is required.
    pub(super) fn app(&mut self, needs: &Needs, function: Function) -> W::Share {
        let files = self.has_files(needs);
        let mut share = self.world.share(1.0);
        if function != Function::StaticRead {
            share = self.data(needs, function);
            for part in &needs.required {
                let works = self.required(part, function);
                share = self.world.times(share, works);
            }
        }
        let zero = self.world.share(0.0);
        self.world.choose(files, share, zero)
    }

    /// What succeeds at a part that an application server cannot do without. Of a cache it is the cache that is
    /// needed, and not what it may lead to.
    fn required(&mut self, part: &Target, function: Function) -> W::Share {
        if self.index.spots[part.to].kind != Kind::Cache {
            return self.through(part, function);
        }
        let open = self.is_open(part);
        let alive = self.world.alive(part.to);
        let works = self.world.and(open, alive);
        let (one, zero) = (self.world.share(1.0), self.world.share(0.0));
        self.world.choose(works, one, zero)
    }

    pub(in crate::analysis) fn has_files(&mut self, needs: &Needs) -> W::Truth {
        let mut any = self.world.truth(false);
        for (files, wires) in &needs.files {
            let mut there = self.world.alive(*files);
            if !wires.is_empty() {
                let open = self.has_way(wires, &[]);
                there = self.world.and(there, open);
            }
            any = self.world.or(any, there);
        }
        any
    }

    /// What an application server gets from its databases: evenly from those that serve, and from the forwarders
    /// to databases through which something succeeds.
    fn data(&mut self, needs: &Needs, function: Function) -> W::Share {
        let (mut sum, mut count) = (self.world.share(0.0), self.world.share(0.0));
        let zero = self.world.share(0.0);
        let one = self.world.share(1.0);
        for target in &needs.databases {
            let serves = self.serves(target, function, needs.reads);
            let share = self.world.choose(serves, one, zero);
            sum = self.world.plus(sum, share);
            count = self.world.plus(count, share);
        }
        for target in &needs.proxies {
            let share = self.through(target, function);
            let serves = self.world.above(share, 0.0);
            let counts = self.world.choose(serves, one, zero);
            sum = self.world.plus(sum, share);
            count = self.world.plus(count, counts);
        }
        self.world.over(sum, count)
    }

    /// Whether an application server that reads so gets an answer from a database that it is linked to.
    pub(in crate::analysis) fn serves(
        &mut self,
        target: &Target,
        function: Function,
        from: Reads,
    ) -> W::Truth {
        let open = self.is_open(target);
        let (writes, reads) = self.database(target.to);
        let may = match (function, from) {
            (Function::Write, _) | (_, Reads::Primary) => writes,
            (_, Reads::Any) => reads,
            (_, Reads::Replicas) if self.is_equal(target.to) => reads,
            (_, Reads::Replicas) => {
                let copies = self.world.not(writes);
                self.world.and(reads, copies)
            }
        };
        self.world.and(open, may)
    }

    /// Whether it is one of several equal primaries, each of which copies the others.
    fn is_equal(&self, no: ComponentNo) -> bool {
        let databases = &self.plan.databases;
        databases.group_of[no]
            .is_some_and(|group| matches!(databases.groups[group], Group::MultiPrimary { .. }))
    }

    /// Whether writes succeed at a database, and whether reads do. What is so in one group is found when it is first
    /// asked for.
    pub(in crate::analysis) fn database(&mut self, no: ComponentNo) -> (W::Truth, W::Truth) {
        if self.databases[no].is_none()
            && let Some(number) = self.plan.databases.group_of[no]
        {
            self.group_databases(number);
        }
        if let Some(known) = self.databases[no] {
            return known;
        }
        let alive = self.world.alive(no);
        (alive, alive)
    }

    /// Decides for a group of databases who accepts writes and who may be read.
    fn group_databases(&mut self, number: usize) {
        let plan = self.plan;
        match &plan.databases.groups[number] {
            group @ Group::PrimaryReplica { .. } => self.promote(number, group),
            Group::MultiPrimary { cluster, members, listed } => {
                let quorum = self.quorum(*cluster, members, *listed);
                for no in members.iter().filter(|no| plan.databases.group_of[**no] == Some(number)) {
                    let alive = self.world.alive(*no);
                    let serves = self.world.and(alive, quorum);
                    self.databases[*no] = Some((serves, serves));
                }
            }
        }
    }

    fn promote(&mut self, number: usize, group: &Group) {
        let Group::PrimaryReplica { cluster, primary, replicas, automatic } = group else { return };
        let belongs = |no: &ComponentNo| self.plan.databases.group_of[*no] == Some(number);
        let mut vacant = self.world.truth(true);
        if let Some(primary) = primary.filter(&belongs) {
            let alive = self.world.alive(primary);
            self.databases[primary] = Some((alive, alive));
            vacant = self.world.not(alive);
        }
        let mut may = self.world.truth(false);
        if let Some(automatic) = automatic {
            let fencing = automatic.fencing && !has(Fault::FencingIgnored);
            may = if fencing || has(Fault::PromotionWithoutMajority) {
                self.world.truth(true)
            } else if automatic.two_databases {
                self.world.truth(false)
            } else {
                self.majority(&automatic.voters, automatic.listed)
            };
            let reacts = self.world.reacts(*cluster);
            may = self.world.and(may, reacts);
        }
        let belongs = |no: ComponentNo| self.plan.databases.group_of[no] == Some(number);
        for replica in replicas.iter().filter(|replica| belongs(replica.no)) {
            let alive = self.world.alive(replica.no);
            let counts = self.world.truth(replica.counts);
            let reads = self.world.and(alive, counts);
            let elected = self.world.and(vacant, may);
            let writes = self.world.and(reads, elected);
            let others = self.world.not(writes);
            vacant = self.world.and(vacant, others);
            self.databases[replica.no] = Some((writes, reads));
        }
    }

    fn majority(&mut self, voters: &[Voter], listed: usize) -> W::Truth {
        let mut working = Vec::with_capacity(voters.len());
        for voter in voters {
            working.push(match voter {
                Voter::Host(no) => self.world.host_alive(*no),
                Voter::Component(no) => self.world.alive(*no),
            });
        }
        self.world.majority(&working, listed)
    }

    /// More than half of the members; all of them where the group does not manage to go on without one.
    fn quorum(&mut self, cluster: usize, members: &[ComponentNo], listed: usize) -> W::Truth {
        let voters: Vec<Voter> = members.iter().map(|no| Voter::Component(*no)).collect();
        let majority = self.majority(&voters, listed);
        let mut all = self.world.truth(members.len() == listed);
        for no in members {
            let alive = self.world.alive(*no);
            all = self.world.and(all, alive);
        }
        let reacts = self.world.reacts(cluster);
        let reacting = self.world.and(reacts, majority);
        self.world.or(reacting, all)
    }
}
