//! The ways that requests take while everything works: which elements all of them pass, and one way that shows it.

use super::lack::Lack;
use crate::analysis::circle::StopNo;
use crate::analysis::concrete::Concrete;
use crate::analysis::engine::Engine;
use crate::analysis::evaluate::Evaluation;
use crate::analysis::fault::{Fault, has};
use crate::analysis::flow::Way;
use crate::analysis::function::{Function, Granularity};
use crate::analysis::index::{ComponentNo, Named};
use crate::analysis::plan::{Role, Target};
use crate::analysis::sets::{NOBODY, Set, Sets};
use crate::topology::Id;

/// The ways of the requests for one function in the intact design.
pub(super) struct Ways<'a> {
    engine: &'a Engine,
    /// One way on which a request succeeds, with the firewalls on it; empty where there is none.
    first: Vec<ComponentNo>,
    /// The elements that each request passes that succeeds, in ascending order.
    passed: Vec<usize>,
}

impl<'a> Ways<'a> {
    pub(super) fn new(engine: &'a Engine, function: Function, granularity: Granularity) -> Self {
        let mut evaluation = engine.evaluation(Concrete::intact(&engine.index));
        evaluation.served(function);
        let mut search = Search { engine, evaluation, function };
        let first = search.first();
        let passed = if first.is_empty() { Vec::new() } else { search.passed(granularity) };
        Self { engine, first, passed }
    }

    /// Whether no request succeeds that does not go through an element.
    pub(super) fn all_pass(&self, element: usize) -> bool {
        self.passed.binary_search(&element).is_ok() || has(Fault::NeedsArePassed)
    }

    /// One way that shows what an element means: up to where it ends, or to where something is missing beside it.
    pub(super) fn shown(&self, element: Named, lacks: &[Lack]) -> Vec<Id> {
        let covers = |no: ComponentNo| self.engine.takes_along(element, no);
        let mut way = self.first.clone();
        if !way.iter().any(|no| covers(*no)) {
            let beside = lacks.iter().find_map(|lack| match *lack {
                Lack::NameServer(no) if covers(no) => Some((0, no)),
                Lack::Files { app, files: part } | Lack::Required { app, part } if covers(part) => {
                    Some((way.iter().position(|no| *no == app)?, part))
                }
                _ => None,
            });
            if let Some((at, part)) = beside {
                way.truncate(at + 1);
                way.push(part);
            }
        }
        way.into_iter().map(|no| self.engine.index.spots[no].id.clone()).collect()
    }
}

/// Where a request is: at a component, at which stop if that is in a circle.
type Spot = (ComponentNo, Option<StopNo>);

struct Search<'a> {
    engine: &'a Engine,
    evaluation: Evaluation<'a, Concrete>,
    function: Function,
}

impl<'a> Search<'a> {
    /// The first way on which a request succeeds. Whatever a request may go on to serves it, so that none turns back.
    fn first(&mut self) -> Vec<ComponentNo> {
        let Some((user, mut next)) = self.entered().into_iter().next() else { return Vec::new() };
        let mut way = vec![user];
        let mut before = None;
        loop {
            let crossed = self.ways(next).next().map_or(&[][..], |way| &way.firewalls);
            way.extend(crossed.iter().filter(|_| !has(Fault::FirewallsNotShown)));
            way.push(next.to);
            let spot = self.spot(before, next.to);
            let onward = if self.ends(next.to) { Vec::new() } else { self.onward(spot) };
            let Some(further) = onward.first() else { return way };
            (before, next) = (Some(spot), further);
        }
    }

    /// The elements that every request passes that succeeds. From a component on these are its own, and those that are
    /// passed whichever way is taken from there.
    fn passed(&mut self, granularity: Granularity) -> Vec<usize> {
        let plan = &self.engine.plan;
        let engine = self.engine;
        let mut sets = Sets::new();
        let own = sets.of_each(&engine.grounds(granularity).components);
        let from = vec![NOBODY; engine.index.spots.len()];
        let mut passed = Passed { own, sets, from, from_stops: vec![NOBODY; plan.circles.len()] };
        for (group, members) in plan.groups.iter().enumerate() {
            let stops = plan.circles.of_group(group).rev().map(|stop| (plan.circles.at(stop), Some(stop)));
            let outside = members.iter().filter(|no| plan.circles.entry(**no).is_none());
            for spot in stops.chain(outside.map(|no| (*no, None))) {
                let beyond = if self.ends(spot.0) { Vec::new() } else { self.onward(spot) };
                let beyond = beyond.into_iter().map(|target| (target, self.spot(Some(spot), target.to)));
                let beyond = self.whichever(beyond.collect(), &mut passed);
                let all =
                    beyond.map_or(passed.own[spot.0], |beyond| passed.sets.union(passed.own[spot.0], beyond));
                *passed.from(spot) = all;
            }
        }
        let entered = self.entered().into_iter().map(|(_, target)| (target, self.spot(None, target.to)));
        let all = self.whichever(entered.collect(), &mut passed);
        let all = all.map(|all| passed.sets.elements(all)).unwrap_or_default();
        if passed.sets.is_spent() { Vec::new() } else { all.into_iter().map(|no| no as usize).collect() }
    }

    /// What is passed on the way to whichever of these targets a request takes, and from there on; nothing where there
    /// is none.
    fn whichever(&self, targets: Vec<(&Target, Spot)>, passed: &mut Passed) -> Option<Set> {
        let mut all = None;
        for (target, spot) in targets {
            for way in self.ways(target) {
                let firewalls = way.firewalls.iter().fold(*passed.from(spot), |set, no| {
                    let own = passed.own[*no];
                    passed.sets.union(set, own)
                });
                all = Some(all.map_or(firewalls, |all| passed.sets.intersection(all, firewalls)));
            }
        }
        all
    }

    /// What users call with requests that succeed, in the order of the entries.
    fn entered(&mut self) -> Vec<(ComponentNo, &'a Target)> {
        let engine = self.engine;
        let mut entered = Vec::new();
        for user in &engine.plan.users {
            for entry in &user.entries {
                let holding = self.evaluation.holding(entry);
                let holder = entry.holders.iter().zip(holding).find(|(_, holds)| *holds);
                let Some((holder, _)) = holder else { continue };
                let targets = holder.targets.iter();
                let serves = |to: &&Target| self.evaluation.through(to, self.function) > 0.0;
                entered.extend(targets.filter(serves).map(|target| (user.no, target)));
            }
        }
        entered
    }

    fn ways(&self, target: &'a Target) -> impl Iterator<Item = &'a Way> {
        target.ways(&self.engine.flows.wires)
    }

    /// Where a request is once it has gone on to a component.
    fn spot(&self, before: Option<Spot>, to: ComponentNo) -> Spot {
        let plan = &self.engine.plan;
        let stop = match before {
            Some((from, Some(stop))) if plan.circle(from) == plan.circle(to) => plan.circles.onward(stop, to),
            _ => plan.circles.entry(to),
        };
        (to, stop)
    }

    /// Whether a request that succeeds may be answered here.
    fn ends(&self, no: ComponentNo) -> bool {
        let files = self.function == Function::StaticRead;
        match &self.engine.plan.roles[no] {
            Role::Web(_) | Role::App(_) => files,
            Role::Forwarder(_, hit) => files && *hit > 0.0,
            Role::Database | Role::Other => true,
        }
    }

    /// Whom a request may go on to, so that it succeeds.
    fn onward(&mut self, (no, stop): Spot) -> Vec<&'a Target> {
        let engine = self.engine;
        let function = self.function;
        self.evaluation.at(no, stop, |evaluation| match &engine.plan.roles[no] {
            Role::Web(pool) | Role::Forwarder(pool, _) => {
                let chosen = evaluation.chosen(pool);
                let chosen = pool.targets.iter().zip(chosen).filter(|(_, chosen)| *chosen);
                chosen.map(|(target, _)| target).filter(|to| evaluation.through(to, function) > 0.0).collect()
            }
            Role::App(needs) => {
                let databases = needs.databases.iter();
                let mut next: Vec<&Target> =
                    databases.filter(|to| evaluation.serves(to, function, needs.reads)).collect();
                next.extend(needs.proxies.iter().filter(|to| evaluation.through(to, function) > 0.0));
                next
            }
            Role::Database | Role::Other => Vec::new(),
        })
    }
}

/// Which elements requests pass.
struct Passed {
    /// By component, the elements that it fails with.
    own: Vec<Set>,
    sets: Sets,
    /// By component outside of circles, those that are passed from there on, itself included.
    from: Vec<Set>,
    /// The same by stop in a circle.
    from_stops: Vec<Set>,
}

impl Passed {
    fn from(&mut self, (no, stop): Spot) -> &mut Set {
        match stop {
            Some(stop) => &mut self.from_stops[stop],
            None => &mut self.from[no],
        }
    }
}
