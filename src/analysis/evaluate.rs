//! The rules of serving, for one state or for all: which share of the requests that reach a component succeeds.

mod data;

use super::circle::StopNo;
use super::entry::{Entry, User};
use super::fault::{Fault, has};
use super::flow::Wire;
use super::function::Function;
use super::index::{ComponentNo, Index};
use super::plan::{Plan, Pool, Role, Target};
use super::world::World;
use crate::topology::{Check, Track};

/// A computation over one design.
pub(super) struct Evaluation<'a, W: World> {
    index: &'a Index,
    plan: &'a Plan,
    wires: &'a [Wire],
    pub(super) world: W,
    /// By component and function, the share that succeeds of what comes from outside of its circle.
    ok: Vec<[W::Share; 3]>,
    /// The same by stop in a circle.
    ok_at: Vec<[W::Share; 3]>,
    /// By database, whether writes succeed there, and whether it may be read.
    databases: Vec<Option<(W::Truth, W::Truth)>>,
    /// The group that is a circle and that the request is in, if any, and its stop there, unless that is tangled.
    circle: Option<usize>,
    stop: Option<StopNo>,
    /// Room for what pools choose, so that not each of them makes its own.
    room: Vec<W::Truth>,
}

impl<'a, W: World> Evaluation<'a, W> {
    pub(super) fn new(index: &'a Index, plan: &'a Plan, wires: &'a [Wire], mut world: W) -> Self {
        let zero = world.share(0.0);
        let components = plan.roles.len();
        Self {
            index,
            plan,
            wires,
            world,
            ok: vec![[zero; 3]; components],
            ok_at: vec![[zero; 3]; plan.circles.len()],
            databases: vec![None; components],
            circle: None,
            stop: None,
            room: Vec::new(),
        }
    }

    /// The share of users' requests that succeeds.
    pub(super) fn served(&mut self, function: Function) -> W::Share {
        self.compute(function);
        let plan = self.plan;
        let mut sum = self.world.share(0.0);
        for user in &plan.users {
            let share = self.user(user, function);
            sum = self.world.plus(sum, share);
        }
        let users = self.world.share(plan.users.len() as f64);
        let average = self.world.over(sum, users);
        let named = self.name_is_answered();
        let zero = self.world.share(0.0);
        self.world.choose(named, average, zero)
    }

    /// Asks about a component while a request is on its way there, by this path, of which it is the last. What lies
    /// outside its circle, if it is in one, is known from [`Evaluation::served`].
    pub(super) fn on_path<T>(&mut self, path: &[ComponentNo], ask: impl FnOnce(&mut Self) -> T) -> T {
        let Some(last) = path.last() else { return ask(self) };
        self.at(*last, self.plan.stop(path), ask)
    }

    /// The same at a stop of a circle, or outside of circles.
    pub(super) fn at<T>(
        &mut self,
        no: ComponentNo,
        stop: Option<StopNo>,
        ask: impl FnOnce(&mut Self) -> T,
    ) -> T {
        (self.circle, self.stop) = (self.plan.circle(no), stop);
        let answer = ask(self);
        (self.circle, self.stop) = (None, None);
        answer
    }

    /// Computes every component that requests can reach, the called before their callers.
    fn compute(&mut self, function: Function) {
        let plan = self.plan;
        self.databases.fill(None);
        for (group, members) in plan.groups.iter().enumerate() {
            for stop in plan.circles.of_group(group).rev() {
                let no = plan.circles.at(stop);
                self.ok_at[stop] = self.at(no, Some(stop), |at| at.demanded(no, function));
            }
            for no in members.iter().filter(|no| plan.entered[**no]) {
                self.ok[*no] = match plan.circles.entry(*no) {
                    Some(stop) => self.ok_at[stop],
                    None => self.at(*no, None, |at| at.demanded(*no, function)),
                };
            }
        }
    }

    /// The share that succeeds at a component of each function that has to be known when users ask for one.
    fn demanded(&mut self, no: ComponentNo, function: Function) -> [W::Share; 3] {
        let demands = self.plan.demands[function.index()][no];
        let mut shares = [self.world.share(0.0); 3];
        for asked in Function::ALL.into_iter().filter(|asked| demands[asked.index()]) {
            shares[asked.index()] = self.component(no, asked);
        }
        shares
    }

    /// Whether some name server answers, or none is asked.
    pub(super) fn name_is_answered(&mut self) -> W::Truth {
        let mut answered = self.world.truth(self.plan.name_servers.is_empty());
        for no in &self.plan.name_servers {
            let alive = self.world.alive(*no);
            answered = self.world.or(answered, alive);
        }
        answered
    }

    fn user(&mut self, user: &User, function: Function) -> W::Share {
        let mut sum = self.world.share(0.0);
        let mut count = self.world.share(0.0);
        for entry in &user.entries {
            let (share, answers) = self.entry(entry, function);
            let zero = self.world.share(0.0);
            let one = self.world.share(1.0);
            let counts = if self.plan.retry { answers } else { self.world.truth(true) };
            let share = self.world.choose(counts, share, zero);
            let one = self.world.choose(counts, one, zero);
            sum = self.world.plus(sum, share);
            count = self.world.plus(count, one);
        }
        self.world.over(sum, count)
    }

    /// The share that succeeds at an address, and whether a connection to it is accepted at all.
    pub(super) fn entry(&mut self, entry: &Entry, function: Function) -> (W::Share, W::Truth) {
        let mut share = self.world.share(0.0);
        let mut answers = self.world.truth(false);
        let holding = self.holding(entry);
        for (holder, holds) in entry.holders.iter().zip(holding) {
            let (here, open) = self.average(&holder.targets, function);
            let zero = self.world.share(0.0);
            let here = self.world.choose(holds, here, zero);
            share = self.world.plus(share, here);
            let open = self.world.and(holds, open);
            answers = self.world.or(answers, open);
        }
        (share, answers)
    }

    /// Which of its holders has an address: the first that is fit. An address that does not move stays where it was.
    pub(super) fn holding(&mut self, entry: &Entry) -> Vec<W::Truth> {
        let mut free = self.world.truth(true);
        let mut holding = Vec::with_capacity(entry.holders.len());
        for (place, holder) in entry.holders.iter().enumerate() {
            let mut holds = free;
            if let (Some(shared), Some(member)) = (entry.shared, holder.member) {
                let fit = self.is_fit(member, shared.track);
                let reacts = self.world.reacts(shared.cluster);
                let stuck = self.world.not(reacts);
                let first = self.world.truth(place == 0);
                let stays = self.world.and(stuck, first);
                let moves = self.world.and(reacts, fit);
                let may = self.world.or(stays, moves);
                holds = self.world.and(free, may);
                let gone = self.world.not(may);
                free = self.world.and(free, gone);
            }
            holding.push(holds);
        }
        holding
    }

    /// Whether a member of a cluster is fit to hold a shared address.
    fn is_fit(&mut self, member: ComponentNo, track: Track) -> W::Truth {
        match (track, self.index.spots[member].host) {
            (Track::Host, Some(host)) if !has(Fault::FailuresNeverHelp) => self.world.host_alive(host),
            (Track::Service, Some(host)) if has(Fault::TrackIgnored) => self.world.host_alive(host),
            _ => self.world.alive(member),
        }
    }

    /// The plain average over what a user is linked to at one address, and whether any of it accepts connections.
    fn average(&mut self, targets: &[Target], function: Function) -> (W::Share, W::Truth) {
        let mut sum = self.world.share(0.0);
        let mut open = self.world.truth(false);
        for target in targets {
            let share = self.through(target, function);
            sum = self.world.plus(sum, share);
            let dead = self.is_dead(target);
            let accepts = self.world.not(dead);
            open = self.world.or(open, accepts);
        }
        let count = self.world.share(targets.len() as f64);
        (self.world.over(sum, count), open)
    }

    /// The share of requests arriving at a component that succeeds.
    pub(super) fn component(&mut self, no: ComponentNo, function: Function) -> W::Share {
        let alive = self.world.alive(no);
        let zero = self.world.share(0.0);
        if self.world.known(alive) == Some(false) {
            return zero;
        }
        let plan = self.plan;
        let one = self.world.share(1.0);
        let share = match (&plan.roles[no], function) {
            (Role::Web(_) | Role::Database, Function::StaticRead) | (Role::Other, _) => one,
            (Role::Web(pool), _) => self.pool(pool, function),
            (Role::Forwarder(pool, hit), _) => {
                let passed = self.pool(pool, function);
                if function == Function::StaticRead && *hit > 0.0 {
                    self.cached(*hit, passed)
                } else {
                    passed
                }
            }
            (Role::App(needs), _) => self.app(needs, function),
            (Role::Database, _) => {
                let (writes, reads) = self.database(no);
                let serves = if function == Function::Write { writes } else { reads };
                self.world.choose(serves, one, zero)
            }
        };
        self.world.choose(alive, share, zero)
    }

    fn cached(&mut self, hit: f64, passed: W::Share) -> W::Share {
        let own = self.world.share(hit);
        let rest = self.world.share(1.0 - hit);
        let rest = self.world.times(rest, passed);
        self.world.plus(own, rest)
    }

    /// The weighted average over the chosen targets; 0 when none is chosen.
    fn pool(&mut self, pool: &Pool, function: Function) -> W::Share {
        let mut room = std::mem::take(&mut self.room);
        self.choose(pool, &mut room);
        let zero = self.world.share(0.0);
        let (mut sum, mut weights) = (zero, zero);
        for (target, chosen) in pool.targets.iter().zip(room.iter().copied()) {
            if self.world.known(chosen) == Some(false) {
                continue;
            }
            let share = self.through(target, function);
            let weight = self.world.share(target.weight);
            let weighted = self.world.times(weight, share);
            let weighted = self.world.choose(chosen, weighted, zero);
            let weight = self.world.choose(chosen, weight, zero);
            sum = self.world.plus(sum, weighted);
            weights = self.world.plus(weights, weight);
        }
        self.room = room;
        self.world.over(sum, weights)
    }

    /// Which targets a pool sends requests to.
    pub(super) fn chosen(&mut self, pool: &Pool) -> Vec<W::Truth> {
        let mut fits = Vec::with_capacity(pool.targets.len());
        self.choose(pool, &mut fits);
        fits
    }

    fn choose(&mut self, pool: &Pool, fits: &mut Vec<W::Truth>) {
        fits.clear();
        let mut first_choice = self.world.truth(false);
        for target in &pool.targets {
            let fit = if target.weight > 0.0 { self.fits(pool, target) } else { self.world.truth(false) };
            if !target.backup {
                first_choice = self.world.or(first_choice, fit);
            }
            fits.push(fit);
        }
        let spare = self.world.not(first_choice);
        for (target, fit) in pool.targets.iter().zip(fits) {
            if target.backup && !has(Fault::BackupsAlwaysChosen) {
                *fit = self.world.and(*fit, spare);
            }
        }
    }

    /// Whether a target passes the check. Without one every target does; redispatch then still finds those that
    /// refuse the connection.
    fn fits(&mut self, pool: &Pool, target: &Target) -> W::Truth {
        match pool.check {
            Check::None if !pool.redispatch && !has(Fault::CrashesFoundUnchecked) => self.world.truth(true),
            Check::None if has(Fault::RedispatchAfterHangs) => {
                let (works, open) = (self.world.alive(target.to), self.is_open(target));
                self.world.and(works, open)
            }
            Check::None | Check::Tcp | Check::Passive => {
                let dead = self.is_dead(target);
                self.world.not(dead)
            }
            Check::Http | Check::Deep => {
                let asked =
                    if pool.check == Check::Http { Function::StaticRead } else { Function::DynamicRead };
                let share = self.through(target, asked);
                self.world.above(share, 0.0)
            }
        }
    }

    /// Whether connections to a target fail: it has crashed, or no way to it is left.
    pub(super) fn is_dead(&mut self, target: &Target) -> W::Truth {
        let crashed = self.world.crashed(target.to);
        let open = self.is_open(target);
        let shut = self.world.not(open);
        self.world.or(crashed, shut)
    }

    /// The share that succeeds of the requests sent to a target.
    pub(super) fn through(&mut self, target: &Target, function: Function) -> W::Share {
        let zero = self.world.share(0.0);
        let open = self.is_open(target);
        if self.world.known(open) == Some(false) {
            return zero;
        }
        let share = if self.circle.is_some() && self.plan.group_of[target.to] == self.circle {
            let next = self.stop.and_then(|stop| self.plan.circles.onward(stop, target.to));
            next.map_or(zero, |stop| self.ok_at[stop][function.index()])
        } else {
            self.ok[target.to][function.index()]
        };
        self.world.choose(open, share, zero)
    }

    /// Whether a way to a target is left.
    pub(super) fn is_open(&mut self, target: &Target) -> W::Truth {
        if target.direct && self.world.links_work() {
            return self.world.truth(true);
        }
        self.has_way(&target.wires, &target.through)
    }

    /// Whether one of these flows has a way on which every firewall and link works; one that crosses one of these
    /// firewalls, if there are any.
    fn has_way(&mut self, wires: &[usize], through: &[ComponentNo]) -> W::Truth {
        let all = self.wires;
        let mut open = self.world.truth(false);
        let ways = wires.iter().flat_map(|wire| &*all[*wire].ways);
        for way in ways.filter(|way| way.leads_through(through)) {
            let mut works = self.world.truth(true);
            for firewall in way.firewalls.iter().filter(|_| !has(Fault::FirewallsNeverFail)) {
                let alive = self.world.alive(*firewall);
                works = self.world.and(works, alive);
            }
            for link in &way.links {
                let alive = self.world.link_alive(*link);
                works = self.world.and(works, alive);
            }
            if self.world.known(works) == Some(true) {
                return works;
            }
            open = self.world.or(open, works);
        }
        open
    }
}
