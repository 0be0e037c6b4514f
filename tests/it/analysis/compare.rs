//! Asks both engines the same questions about one design, and says where they first differ.

mod ways;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use spof::analysis::{
    Availability, CutSets, Engine, Failure, Failures, Function, Granularity, Outcome, cost,
};
use spof::topology::{Id, Topology};
use strum::VariantArray;

use super::generate::Chance;
use super::naive::{self, AllStates, Figures, Naive, Wait, Waiting};

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
    /// Reactions that somebody waits for.
    pub(crate) gaps: usize,
    /// Ways shown for single points of failure: through them, failing without them, and to where they are missing.
    pub(crate) ways: [usize; 3],
    /// Requests told hop by hop, those that succeed and those that do not.
    pub(crate) lives: [usize; 2],
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
        self.gaps += more.gaps;
        self.ways = [0, 1, 2].map(|kind| self.ways[kind] + more.ways[kind]);
        self.lives = [0, 1].map(|kind| self.lives[kind] + more.lives[kind]);
    }
}

/// Both engines, made for one design.
pub(crate) struct Comparison<'a> {
    topology: &'a Topology,
    engine: Engine,
    naive: Naive<'a>,
    seed: u64,
    asked: &'a mut Asked,
    /// By granularity, the outcomes of all states, once they are asked for and where they are not too many.
    all: [OnceCell<Option<AllStates>>; 2],
}

/// What both engines are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub(crate) enum Question {
    /// What is left after failures by chance.
    Outcomes,
    CutSets,
    /// Availability and importance.
    LongRun,
    Capacity,
    /// Whether requests pass single points of failure.
    Reasons,
    /// The ways that show it.
    Ways,
    /// One request, hop by hop.
    Lives,
    /// How long users wait for reactions.
    Gaps,
    Cost,
    Exposure,
    Probes,
}

/// The first difference, in words.
type Same = Result<(), String>;

impl<'a> Comparison<'a> {
    pub(crate) fn new(topology: &'a Topology, seed: u64, asked: &'a mut Asked) -> Self {
        asked.designs += 1;
        Self {
            topology,
            engine: Engine::new(topology),
            naive: Naive::new(topology),
            seed,
            asked,
            all: Default::default(),
        }
    }

    /// Asks everything.
    pub(crate) fn run(mut self) -> Same {
        Question::VARIANTS.iter().try_for_each(|question| self.ask(*question))
    }

    /// Asks one question.
    pub(crate) fn ask(&mut self, question: Question) -> Same {
        let by_component = self.asks(3);
        let mut both = |ask: fn(&mut Self, Granularity) -> Same| {
            ask(self, Granularity::Host)?;
            if by_component { ask(self, Granularity::Component) } else { Ok(()) }
        };
        match question {
            Question::Outcomes => self.outcomes(),
            Question::CutSets => both(Self::cut_sets),
            Question::LongRun => both(Self::long_runs),
            Question::Capacity => self.capacity(),
            Question::Reasons => self.reasons(),
            Question::Ways => both(Self::ways),
            Question::Lives => self.lives(),
            Question::Gaps => both(Self::gaps),
            Question::Cost => same("cost", &cost(self.topology), &self.naive.cost()),
            Question::Exposure => {
                let exposed = self.engine.exposed().into_iter();
                let exposed = exposed.map(|open| (open.id.to_string(), open.port, open.drawn));
                same("exposed", &exposed.collect(), &self.naive.exposed())
            }
            Question::Probes => self.probes(),
        }
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

    /// How long users wait for each reaction, and how often.
    fn gaps(&mut self, granularity: Granularity) -> Same {
        let mut found: BTreeMap<Waiting, Wait> = BTreeMap::new();
        for gap in self.engine.failover_gaps(granularity) {
            for function in gap.functions {
                let key = (gap.reaction.into(), gap.by.to_string(), gap.after.to_string(), function as usize);
                let wait =
                    found.entry(key).or_insert_with(|| Wait { seconds: gap.seconds, ..Wait::default() });
                wait.add(gap.share, gap.failures_a_year);
            }
        }
        let expected = self.naive.gaps(granularity == Granularity::Component);
        let reactions = |waits: &BTreeMap<Waiting, Wait>| waits.keys().cloned().collect::<Vec<_>>();
        same(&format!("failover gaps, {granularity}"), &reactions(&found), &reactions(&expected))?;
        for ((what, found), expected) in found.iter().zip(expected.values()) {
            let told = format!("failover gap {what:?}, {granularity}");
            near(&told, found.seconds, expected.seconds)?;
            same(&told, &found.often.len(), &expected.often.len())?;
            for (found, expected) in found.often.iter().zip(&expected.often) {
                near(&format!("{told}, share"), found.0, expected.0)?;
                near(&format!("{told}, failures a year"), found.1, expected.1)?;
            }
        }
        self.asked.gaps += found.len();
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

    /// The outcomes of every state of the elements, where these are not too many.
    fn all_states(&self, granularity: Granularity) -> Result<Option<&AllStates>, String> {
        let elements = self.elements(granularity)?;
        let most = if self.asks(4) { ALL_STATES } else { QUICK };
        let all = self.all[granularity as usize].get_or_init(|| self.naive.all_states(&elements, most));
        Ok(all.as_ref())
    }

    /// The cut sets of up to three elements, and the single points of failure; of components where those are not too
    /// many.
    fn cut_sets(&mut self, granularity: Granularity) -> Same {
        let elements = self.elements(granularity)?;
        if granularity == Granularity::Component && elements.len() > MOST_COMPONENTS {
            return Ok(());
        }
        let expected = match self.all_states(granularity)? {
            Some(all) => [0, 1, 2].map(|function| all.cut_sets(function)),
            None => self.naive.cut_sets(&elements),
        };
        self.asked.most_for_sets = self.asked.most_for_sets.max(elements.len());
        self.asked.by_component += usize::from(granularity == Granularity::Component);
        self.same_cut_sets(granularity, &elements, &expected)
    }

    /// The long-run figures, where every state can be tried.
    fn long_runs(&mut self, granularity: Granularity) -> Same {
        let Some(all) = self.all_states(granularity)? else { return Ok(()) };
        for function in Function::ALL {
            self.long_run(all, function, granularity)?;
        }
        let (size, with_events) = (all.size(), all.stated(0).is_some());
        self.asked.all_states += 1;
        self.asked.most_for_states = self.asked.most_for_states.max(size);
        self.asked.with_events += usize::from(with_events);
        Ok(())
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

    fn same_cut_sets(
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

    fn long_run(&self, all: &AllStates, function: Function, granularity: Granularity) -> Same {
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
