//! Why a function is down: what requests needed on every way and did not find.

use std::collections::BTreeSet;

use super::concrete::{Concrete, Condition};
use super::database::Group;
use super::element::Element;
use super::engine::Engine;
use super::evaluate::Evaluation;
use super::function::{Failures, Function, Outcome, State};
use super::index::{ComponentNo, Named};
use super::plan::{Needs, Pool, Role, Target};
use super::world::World;
use crate::topology::{Id, Kind, Reads};

/// Something that requests needed and did not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    /// No user calls the site, or the name leads to nothing that they call.
    Entry,
    /// This name server does not answer.
    NameServer(ComponentNo),
    /// This component has failed and was to pass the request or to answer it.
    Passed(ComponentNo),
    /// No way to this component is open.
    Way(ComponentNo),
    /// This component has nobody to pass requests to.
    Nobody(ComponentNo),
    /// These application files have failed, or this application server has none.
    Files(ComponentNo),
    /// This primary has failed, and no replica stands in.
    Primary(ComponentNo),
    /// This group has no majority.
    Majority(usize),
    /// No database that this application server may use answers.
    Data(ComponentNo),
    /// This part is required and does not answer.
    Required(ComponentNo),
}

impl Engine {
    /// Why a function is down once these have failed, a sentence; nothing where some request still succeeds.
    #[must_use]
    pub fn why_down(&self, failures: &Failures, function: Function) -> Option<String> {
        let lacks = self.lacks(Concrete::with(&self.index, failures), function)?;
        let clauses: Vec<String> = lacks.iter().take(3).map(|lack| self.tell(*lack, function)).collect();
        let more = if lacks.len() > clauses.len() { "; and so on" } else { "" };
        Some(format!("{}{more}.", clauses.join("; ")))
    }

    /// Why an element is a single point of failure, a clause.
    pub(super) fn because(&self, element: &Element, function: Function) -> String {
        let phrase = function.phrase();
        let mut state = Concrete::intact(&self.index);
        state.fail(&self.index, element.named, Condition::Crashed);
        let lacks = self.lacks(state, function).unwrap_or_default();
        let own = |lack: &&Lack| lack.component().is_some_and(|no| self.covers(element.named, no));
        let special = |lack: &&Lack| !matches!(lack, Lack::Passed(_) | Lack::Way(_));
        let told = lacks.iter().find(|lack| own(lack) && special(lack));
        let told = told.or_else(|| lacks.first().filter(|_| lacks.iter().all(|lack| special(&lack))));
        match told {
            Some(lack) => {
                format!("every path for {phrase} needs {}: {}", element.id, self.tell(*lack, function))
            }
            None => format!("every path for {phrase} passes {}", element.id),
        }
    }

    /// Whether the failure of an element is a failure of this component.
    fn covers(&self, element: Named, no: ComponentNo) -> bool {
        match element {
            Named::Component(own) => own == no,
            Named::Host(host) => self.index.spots[no].host == Some(host),
            Named::Place(place) => self.index.places(no).contains(&place),
            Named::Cluster(_) => false,
        }
    }

    /// What requests lack in a state, in a fixed order; nothing where some request succeeds.
    fn lacks(&self, state: Concrete, function: Function) -> Option<Vec<Lack>> {
        let mut evaluation = self.evaluation(state);
        if Outcome::of(evaluation.served(function)).state() != State::Down {
            return None;
        }
        if !evaluation.name_is_answered() {
            return Some(self.plan.name_servers.iter().map(|no| Lack::NameServer(*no)).collect());
        }
        let mut search =
            Search { engine: self, evaluation, function, found: BTreeSet::new(), open: Vec::new() };
        search.enter();
        let mut met = vec![false; self.index.spots.len()];
        while let Some(no) = search.open.pop() {
            if !std::mem::replace(&mut met[no], true) {
                search.look(no);
            }
        }
        Some(search.found.into_iter().collect())
    }

    fn tell(&self, lack: Lack, function: Function) -> String {
        let id = |no: ComponentNo| -> &Id { &self.index.spots[no].id };
        match lack {
            Lack::Entry => match &self.topology().site {
                Some(site) => format!("no user reaches anything that answers by the name {site}"),
                None => "no user reaches anything that answers".to_owned(),
            },
            Lack::NameServer(no) => format!("the name server {} does not answer", id(no)),
            Lack::Passed(no) => format!("{} has failed", id(no)),
            Lack::Way(no) => format!("nothing gets through to {}", id(no)),
            Lack::Nobody(no) => format!("{} has nobody to pass {} to", id(no), function.phrase()),
            Lack::Files(no) if self.index.spots[no].kind == Kind::AppFiles => {
                format!("the application files {} are gone", id(no))
            }
            Lack::Files(no) => format!("{} has no application files", id(no)),
            Lack::Primary(no) => format!("{} is the primary, and {}", id(no), self.no_promotion(no)),
            Lack::Majority(group) => {
                let cluster = match &self.plan.databases.groups[group] {
                    Group::PrimaryReplica { cluster, .. } | Group::MultiPrimary { cluster, .. } => *cluster,
                };
                format!("{} has no majority of members left", self.topology().clusters[cluster].id)
            }
            Lack::Data(no) => format!("{} has no database that answers {}", id(no), function.phrase()),
            Lack::Required(no) => format!("the required {} {} does not answer", self.kind(no), id(no)),
        }
    }

    fn kind(&self, no: ComponentNo) -> &'static str {
        self.index.spots[no].kind.phrase()
    }

    /// Why nobody takes the place of a primary, a clause.
    fn no_promotion(&self, primary: ComponentNo) -> &'static str {
        let group = self.plan.databases.group_of[primary].map(|group| &self.plan.databases.groups[group]);
        match group {
            Some(Group::PrimaryReplica { replicas, .. }) if replicas.is_empty() => "it has no replica",
            Some(Group::PrimaryReplica { automatic: None, .. }) => "a replica is promoted by hand only",
            Some(Group::PrimaryReplica { replicas, .. })
                if !replicas.iter().any(|replica| replica.counts) =>
            {
                "no replica gets its changes"
            }
            _ => "no replica can be promoted or reached",
        }
    }
}

impl Lack {
    fn component(self) -> Option<ComponentNo> {
        match self {
            Self::Entry | Self::Majority(_) => None,
            Self::NameServer(no)
            | Self::Passed(no)
            | Self::Way(no)
            | Self::Nobody(no)
            | Self::Files(no)
            | Self::Primary(no)
            | Self::Data(no)
            | Self::Required(no) => Some(no),
        }
    }
}

/// A search from the users down to whatever is missing.
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
            } else if !self.evaluation.is_open(&target.wires) {
                let lack = self.blocked(target);
                self.found.insert(lack);
            } else {
                self.open.push(target.to);
            }
        }
    }

    /// The in-line firewall that has failed before a target, or else the target that is cut off.
    fn blocked(&mut self, target: &Target) -> Lack {
        let engine = self.engine;
        let mut firewalls = target.wires.iter().flat_map(|wire| &engine.flows.wires[*wire].crosses);
        let failed = firewalls.find(|firewall| !self.evaluation.world.alive(**firewall));
        failed.map_or(Lack::Way(target.to), |firewall| Lack::Passed(*firewall))
    }

    fn look(&mut self, no: ComponentNo) {
        let engine = self.engine;
        match &engine.plan.roles[no] {
            Role::Web(pool) | Role::Forwarder(pool, _) => self.look_at_pool(no, pool),
            Role::App(needs) => self.look_at_needs(no, needs),
            Role::Database => self.look_at_database(no),
            Role::Other => {}
        }
    }

    fn look_at_pool(&mut self, no: ComponentNo, pool: &Pool) {
        if pool.targets.is_empty() {
            self.found.insert(Lack::Nobody(no));
        }
        self.call(&pool.targets);
    }

    fn look_at_needs(&mut self, no: ComponentNo, needs: &Needs) {
        if needs.files.is_empty() {
            self.found.insert(Lack::Files(no));
        }
        if !self.evaluation.has_files(needs) {
            self.found.extend(needs.files.iter().map(|(files, _)| Lack::Files(*files)));
            return;
        }
        let function = self.function;
        let required = needs.required.iter();
        let missing: Vec<ComponentNo> = required
            .filter(|part| self.evaluation.through(part, function) <= 0.0)
            .map(|part| part.to)
            .collect();
        if !missing.is_empty() {
            self.found.extend(missing.into_iter().map(Lack::Required));
            return;
        }
        if needs.databases.is_empty() && needs.proxies.is_empty() {
            self.found.insert(Lack::Data(no));
        }
        for target in &needs.databases {
            if function == Function::Write || needs.reads == Reads::Primary {
                self.look_at_database(target.to);
            } else if self.evaluation.world.alive(target.to) {
                self.found.insert(Lack::Data(no));
            } else {
                self.found.insert(Lack::Passed(target.to));
            }
        }
        self.call(&needs.proxies);
    }

    /// Why a database takes no writes, or may not be read.
    fn look_at_database(&mut self, no: ComponentNo) {
        let databases = &self.engine.plan.databases;
        let lack = match databases.group_of[no].map(|group| (group, &databases.groups[group])) {
            Some((_, Group::PrimaryReplica { primary: Some(primary), .. })) => Lack::Primary(*primary),
            Some((group, Group::MultiPrimary { .. })) => Lack::Majority(group),
            _ => Lack::Passed(no),
        };
        self.found.insert(lack);
    }
}
