//! The ways that requests take while everything works: whether all of them pass an element, and one that shows it.

use super::lack::Lack;
use crate::analysis::concrete::Concrete;
use crate::analysis::engine::Engine;
use crate::analysis::evaluate::Evaluation;
use crate::analysis::function::Function;
use crate::analysis::index::{ComponentNo, Named};
use crate::analysis::plan::{Role, Target};
use crate::topology::Id;

/// The ways of the requests for one function in the intact design.
pub(super) struct Ways<'a> {
    engine: &'a Engine,
    evaluation: Evaluation<'a, Concrete>,
    function: Function,
    /// One way on which a request succeeds, with the firewalls on it; empty where there is none.
    first: Vec<ComponentNo>,
}

/// A component on a way, and by what it was called.
struct Step {
    no: ComponentNo,
    /// The firewalls crossed just before it.
    crossed: Vec<ComponentNo>,
    /// The step before, unless a user called it.
    before: Option<usize>,
    user: ComponentNo,
}

/// How many steps a search takes at most, for ways through circles are many.
const MOST_STEPS: usize = 100_000;
/// How many of them may go round in circles, where each looks back at its whole way.
const MOST_ROUND: usize = 2_000;

impl<'a> Ways<'a> {
    pub(super) fn new(engine: &'a Engine, function: Function) -> Self {
        let mut evaluation = engine.evaluation(Concrete::intact(&engine.index));
        evaluation.served(function);
        let mut ways = Self { engine, evaluation, function, first: Vec::new() };
        ways.first = ways.search(None).ok().flatten().unwrap_or_default();
        ways
    }

    /// Whether no request succeeds that does not go through an element. Where the search takes too long it is not
    /// said.
    pub(super) fn all_pass(&mut self, element: Named) -> bool {
        !self.first.is_empty() && matches!(self.search(Some(element)), Ok(None))
    }

    /// One way that shows what an element means: up to where it ends, or to where something is missing beside it.
    pub(super) fn shown(&self, element: Named, lacks: &[Lack]) -> Vec<Id> {
        let covers = |no: ComponentNo| self.engine.covers(element, no);
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

    /// A way on which a request succeeds and that does not touch an element; nothing where there is none, an error
    /// where the search takes too long.
    fn search(&mut self, without: Option<Named>) -> Result<Option<Vec<ComponentNo>>, TooLong> {
        let engine = self.engine;
        let mut steps: Vec<Step> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut met = vec![false; engine.index.spots.len()];
        for user in engine.plan.users.iter().rev() {
            for entry in user.entries.iter().rev() {
                let holding = self.evaluation.holding(entry);
                let holder = entry.holders.iter().zip(holding).find(|(_, holds)| *holds);
                let Some((holder, _)) = holder else { continue };
                for target in holder.targets.iter().rev() {
                    let serves = self.evaluation.through(target, self.function) > 0.0;
                    if let Some(crossed) = self.crossed(target, without).filter(|_| serves) {
                        open.push(steps.len());
                        steps.push(Step { no: target.to, crossed, before: None, user: user.no });
                    }
                }
            }
        }
        let mut round = 0;
        while let Some(at) = open.pop() {
            let no = steps[at].no;
            let circular = engine.plan.group_of[no].is_some_and(|group| engine.plan.circular[group]);
            let covered = without.is_some_and(|element| engine.covers(element, no));
            if covered || !circular && std::mem::replace(&mut met[no], true) {
                continue;
            }
            round += usize::from(circular);
            if steps.len() > MOST_STEPS || round > MOST_ROUND {
                return Err(TooLong);
            }
            let path = if circular { path(&steps, at) } else { vec![no] };
            if self.ends(no) {
                return Ok(Some(with_firewalls(&steps, at)));
            }
            for target in self.onward(no, &path).into_iter().rev().filter(|target| !path.contains(&target.to))
            {
                if let Some(crossed) = self.crossed(target, without) {
                    open.push(steps.len());
                    steps.push(Step { no: target.to, crossed, before: Some(at), user: steps[at].user });
                }
            }
        }
        Ok(None)
    }

    /// The firewalls on the first open way to a target that does not touch an element; nothing where each does.
    fn crossed(&self, target: &Target, without: Option<Named>) -> Option<Vec<ComponentNo>> {
        let engine = self.engine;
        let free = |no: &ComponentNo| without.is_none_or(|element| !engine.covers(element, *no));
        let mut ways = target.wires.iter().flat_map(|wire| &engine.flows.wires[*wire].ways);
        let way = ways.find(|way| way.leads_through(&target.through) && way.firewalls.iter().all(free))?;
        Some(way.firewalls.clone())
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
    fn onward(&mut self, no: ComponentNo, path: &[ComponentNo]) -> Vec<&'a Target> {
        let engine = self.engine;
        let function = self.function;
        self.evaluation.on_path(path, |evaluation| match &engine.plan.roles[no] {
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

/// The search was given up.
struct TooLong;

/// The components of a way, first to last.
fn path(steps: &[Step], last: usize) -> Vec<ComponentNo> {
    let mut way: Vec<ComponentNo> = back(steps, last).map(|step| step.no).collect();
    way.reverse();
    way
}

/// The same with the user and the firewalls on it.
fn with_firewalls(steps: &[Step], last: usize) -> Vec<ComponentNo> {
    let each =
        |step: &Step| std::iter::once(step.no).chain(step.crossed.iter().rev().copied()).collect::<Vec<_>>();
    let mut way: Vec<ComponentNo> = back(steps, last).flat_map(each).collect();
    way.push(steps[last].user);
    way.reverse();
    way
}

fn back(steps: &[Step], last: usize) -> impl Iterator<Item = &Step> {
    std::iter::successors(Some(&steps[last]), |step| Some(&steps[step.before?]))
}
