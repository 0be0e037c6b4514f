//! Asks both engines the same questions about one design, and says where they first differ.

use std::collections::BTreeSet;
use std::ops::AddAssign;

use spof::analysis::{
    Availability, CutSets, Engine, Failure, Failures, Function, Granularity, Outcome, cost,
};
use spof::topology::{Id, Topology};

use super::generate::Chance;
use super::naive::{self, Figures, Naive};

/// Up to how many elements and events every state is tried.
const ALL_STATES: usize = 14;
/// Up to how many it is tried in every such design, and not only in some.
const QUICK: usize = 9;
/// Up to how many elements at granularity component every set of three is tried.
const MOST_COMPONENTS: usize = 20;

/// A seed with which every question is asked; with others some are, so that many designs can be looked at.
pub(crate) const ASKS_ALL: u64 = 40;

/// What was asked about the designs so far, so that a test can say that it was enough.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) designs: usize,
    /// The largest numbers of elements of which all sets of three, and all states, were tried.
    pub(crate) most_for_sets: usize,
    pub(crate) most_for_states: usize,
    /// Those of which all states were tried.
    pub(crate) all_states: usize,
    /// Of these, those with common causes or failing reactions.
    pub(crate) with_events: usize,
    /// Those of which sets of components were tried too.
    pub(crate) by_component: usize,
    /// Those where the best division of requests was looked for.
    pub(crate) free_divisions: usize,
}

impl AddAssign for Asked {
    fn add_assign(&mut self, more: Self) {
        self.designs += more.designs;
        self.most_for_sets = self.most_for_sets.max(more.most_for_sets);
        self.most_for_states = self.most_for_states.max(more.most_for_states);
        self.all_states += more.all_states;
        self.with_events += more.with_events;
        self.by_component += more.by_component;
        self.free_divisions += more.free_divisions;
    }
}

/// Both engines, made for one design.
pub(crate) struct Comparison<'a> {
    topology: &'a Topology,
    engine: Engine,
    naive: Naive<'a>,
    seed: u64,
    asked: &'a mut Asked,
}

/// The first difference, in words.
type Same = Result<(), String>;

impl<'a> Comparison<'a> {
    pub(crate) fn new(topology: &'a Topology, seed: u64, asked: &'a mut Asked) -> Self {
        asked.designs += 1;
        Self { topology, engine: Engine::new(topology), naive: Naive::new(topology), seed, asked }
    }

    /// Asks everything.
    pub(crate) fn run(mut self) -> Same {
        self.outcomes()?;
        self.states()?;
        self.capacity()?;
        self.reasons()?;
        same("cost", &cost(self.topology), &self.naive.cost())?;
        let exposed =
            self.engine.exposed().into_iter().map(|open| (open.id.to_string(), open.port, open.drawn));
        same("exposed", &exposed.collect(), &self.naive.exposed())?;
        self.probes()
    }

    /// Whether every request passes a single point of failure, or only needs it.
    fn reasons(&self) -> Same {
        for (function, asked) in Function::ALL.into_iter().zip(naive::Function::ALL) {
            for spof in self.engine.spofs(function, Granularity::Host) {
                let said = spof.because();
                let passes = said.split(':').next().is_some_and(|clause| clause.contains(" passes "));
                same(&said, &passes, &!self.naive.gets_by(asked, spof.id.as_str()))?;
            }
        }
        Ok(())
    }

    /// Whether connections by chance, drawn or not, get through.
    fn probes(&mut self) -> Same {
        let mut chance = Chance::new(self.seed ^ 0xdcba);
        let parts: Vec<Id> = self.topology.components().map(|placed| placed.id()).collect();
        for _ in 0..10 {
            let from = if chance.percent(30) { None } else { Some(chance.pick(&parts)) };
            let (to, port) = (chance.pick(&parts), chance.pick(&[22, 80, 443, 3306, 9000]));
            let name = from.as_ref().map_or("internet", Id::as_str);
            let found = self.engine.probe(name, to.as_str(), port).map(|probe| probe.reaches);
            let expected = self.naive.reaches(from.as_ref().map(Id::as_str), to.as_str(), port);
            same(&format!("probe from {name} to {to}:{port}"), &found, &Some(expected))?;
        }
        Ok(())
    }

    /// Whether a question is asked that one of so many designs is asked.
    fn asks(&self, one_of: u64) -> bool {
        self.seed.abs_diff(ASKS_ALL).is_multiple_of(one_of)
    }

    /// Outcomes after crashes, hangs and broken links by chance.
    fn outcomes(&mut self) -> Same {
        let mut chance = Chance::new(self.seed ^ 0xabcd);
        let places = self.topology.places.iter().map(|place| place.id.clone());
        let hosts = self.topology.hosts.iter().map(|host| host.id.clone());
        let parts = self.topology.components().map(|placed| placed.id());
        let ids: Vec<Id> = hosts.chain(parts).chain(places).collect();
        for _ in 0..10 {
            let mut failures = Failures::none();
            let mut state = naive::State::default();
            let mut failed: BTreeSet<Id> = BTreeSet::new();
            for _ in 0..chance.below(4) {
                let (id, failure) = (chance.pick(&ids), chance.pick(&[Failure::Crash, Failure::Hang]));
                if failed.insert(id.clone()) {
                    state = state.and(self.naive.failed(id.as_str(), failure == Failure::Hang));
                    failures = failures.with(id, failure);
                }
            }
            if chance.percent(30) && !self.topology.links.is_empty() {
                let link = chance.pick(&self.topology.links).id();
                state = state.and(self.naive.cut(&link.to_string()));
                failures = failures.with_link(link);
            }
            for (function, expected) in Function::ALL.into_iter().zip(self.naive.served(state)) {
                let Outcome { served } = self.engine.outcome(&failures, function);
                near(&format!("{function} after {failures:?}"), served, expected)?;
            }
        }
        Ok(())
    }

    /// Elements, single points of failure, cut sets, and where all states can be tried, the long-run figures: of
    /// hosts, and in every third design of components.
    fn states(&mut self) -> Same {
        let hosts = self.elements(Granularity::Host)?;
        self.tried(Granularity::Host, &hosts)?;
        self.asked.most_for_sets = self.asked.most_for_sets.max(hosts.len());
        let components = self.elements(Granularity::Component)?;
        if self.asks(3) && components.len() <= MOST_COMPONENTS {
            self.tried(Granularity::Component, &components)?;
            self.asked.by_component += 1;
        }
        Ok(())
    }

    fn tried(&mut self, granularity: Granularity, elements: &[naive::Element]) -> Same {
        let most = if self.asks(4) { ALL_STATES } else { QUICK };
        let Some(all) = self.naive.all_states(elements, most) else {
            return self.cut_sets(granularity, elements, &self.naive.cut_sets(elements));
        };
        self.asked.all_states += 1;
        self.asked.most_for_states = self.asked.most_for_states.max(all.size());
        self.asked.with_events += usize::from(all.stated(0).is_some());
        for function in Function::ALL {
            self.long_run(&all, function, granularity)?;
        }
        self.cut_sets(granularity, elements, &[0, 1, 2].map(|function| all.cut_sets(function)))
    }

    fn elements(&self, granularity: Granularity) -> Result<Vec<naive::Element>, String> {
        let expected = self.naive.elements(granularity == Granularity::Component);
        let found = self.engine.elements(granularity).iter();
        let found: Vec<(String, f64)> =
            found.map(|element| (element.id.to_string(), element.availability)).collect();
        let known = expected.iter().map(|element| (element.id.clone(), element.works)).collect();
        same("elements", &found, &known)?;
        Ok(expected)
    }

    fn cut_sets(
        &self,
        granularity: Granularity,
        elements: &[naive::Element],
        expected: &[BTreeSet<usize>; 3],
    ) -> Same {
        let bit = |id: &Id| 1 << elements.iter().position(|known| *id == *known.id).expect("an element");
        for (function, expected) in Function::ALL.into_iter().zip(expected) {
            let CutSets { sets, complete_to } = self.engine.cut_sets(function, granularity, 3);
            same("size up to which cut sets are complete", &complete_to, &3)?;
            let found: BTreeSet<usize> = sets.iter().map(|set| set.iter().map(bit).sum()).collect();
            let told = |sets: &BTreeSet<usize>| -> BTreeSet<Vec<String>> {
                let names = |set: &usize| {
                    let members = elements.iter().enumerate().filter(|(no, _)| set >> no & 1 == 1);
                    members.map(|(_, element)| element.id.clone()).collect()
                };
                sets.iter().map(names).collect()
            };
            same(&format!("cut sets of {function}, {granularity}"), &told(&found), &told(expected))?;
            same("cut sets, each once", &sets.len(), &found.len())?;
            let spofs = self.engine.spofs(function, granularity);
            let spofs: BTreeSet<usize> = spofs.iter().map(|spof| bit(&spof.id)).collect();
            let ones = expected.iter().copied().filter(|set| set.is_power_of_two()).collect();
            same(&format!("single points of {function}"), &told(&spofs), &told(&ones))?;
        }
        Ok(())
    }

    fn long_run(&self, all: &naive::AllStates, function: Function, granularity: Granularity) -> Same {
        let no = function as usize;
        let found = self.engine.availability(function, granularity);
        same("exact", &found.is_exact(), &true)?;
        let figures = |found: Availability, expected: Figures| {
            near(&format!("{function}, served"), found.served, expected.served)?;
            near(&format!("{function}, up"), found.p_up, expected.p_up)?;
            near(&format!("{function}, down"), found.p_down, expected.p_down)
        };
        match all.stated(no) {
            Some(stated) => {
                figures(found, stated)?;
                near(&format!("{function}, ideal"), found.ideal.unwrap_or(f64::NAN), all.ideal(no).served)?;
            }
            None => figures(found, all.ideal(no))?,
        }
        if self.asks(5) {
            let importance = self.engine.importance(function, granularity);
            for (element, known) in self.engine.elements(granularity).iter().enumerate() {
                let found = importance.iter().find(|found| found.id == known.id).expect("every element");
                let expected = all.importance(no, element);
                near(&format!("{function}, importance of {}", known.id), found.birnbaum, expected)?;
            }
        }
        Ok(())
    }

    /// What is carried: of the mix, of each function, and after each single failure.
    fn capacity(&mut self) -> Same {
        let found = self.engine.capacity(Granularity::Host);
        let traffic = self.topology.traffic;
        let mix = [traffic.static_reads, traffic.dynamic_reads, traffic.writes];
        let intact = naive::State::default();
        if let Some(most) = self.naive.most(intact, mix) {
            near("capacity of the mix", found.mix_qps, most.rate)?;
            match most.used {
                Some(used) if most.rate > 0.0 && most.rate.is_finite() => {
                    utilisation(&found, &used, traffic.qps / most.rate)?;
                }
                Some(_) => {}
                None => self.asked.free_divisions += 1,
            }
        }
        for (no, function) in Function::ALL.into_iter().enumerate() {
            let alone = [0, 1, 2].map(|other| f64::from(u8::from(other == no)));
            if let Some(most) = self.naive.most(intact, alone) {
                near(&format!("capacity for {function}"), found.function_qps[no], most.rate)?;
            }
        }
        for element in self.naive.elements(false) {
            let state = self.naive.failed(&element.id, false);
            if let Some(most) = self.naive.most(state, mix) {
                near(
                    &format!("capacity without {}", element.id),
                    found.after_failure[&*element.id],
                    most.rate,
                )?;
            }
        }
        Ok(())
    }
}

/// How full everything is at the traffic of the design, and what is full first.
fn utilisation(found: &spof::analysis::Capacity, used: &[(String, f64)], traffic: f64) -> Same {
    let known = |id: &str| used.iter().find(|(known, _)| known == id).map_or(f64::NAN, |(_, share)| *share);
    same("what has a limit", &found.utilisation.len(), &used.len())?;
    for (id, share) in &found.utilisation {
        near(&format!("utilisation of {id}"), *share, known(id.as_str()) * traffic)?;
    }
    let full: BTreeSet<&str> =
        used.iter().filter(|(_, share)| *share > 1.0 - 1e-9).map(|(id, _)| &**id).collect();
    same("full", &found.full.iter().map(Id::as_str).collect(), &full)?;
    same(
        "a bottleneck is full",
        &found.bottleneck.as_ref().map(Id::as_str),
        &found.full.first().map(Id::as_str),
    )
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Same {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, expected {expected:?}")) }
}

/// Whether two figures are the same but for rounding.
fn near(what: &str, found: f64, expected: f64) -> Same {
    let endless = found.is_infinite() && expected.is_infinite();
    let close = endless || (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
    if close { Ok(()) } else { Err(format!("{what}: {found}, expected {expected}")) }
}
