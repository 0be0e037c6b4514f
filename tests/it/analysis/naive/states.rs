//! What can fail, and every question about many states, answered by trying them (sections 2, 3 and 8).

use std::collections::BTreeSet;

use spof::topology::{Cluster, Host, Kind};

use super::{Naive, State, bit};

/// What counts as down and as up: sums are rounded.
const ROUNDING: f64 = 1e-12;

/// Something that fails as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) id: String,
    pub(crate) works: f64,
    /// How often it fails, in failures a year: (1 − availability) / repair time.
    pub(super) failures_a_year: f64,
    pub(super) failed: State,
}

/// How a function fares in the long run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Figures {
    pub(crate) served: f64,
    pub(crate) p_up: f64,
    pub(crate) p_down: f64,
}

/// Something beside the elements' own failures: with this chance, more elements fail, or a reaction does.
struct Event {
    chance: f64,
    fails: usize,
    stuck: usize,
}

/// The outcomes of all states: by failing reactions, then by failed elements.
pub(crate) struct AllStates {
    elements: Vec<Element>,
    served: Vec<Vec<[f64; 3]>>,
    events: Vec<Event>,
    /// The chance that each element works, common causes left to the events.
    own: Vec<f64>,
}

impl Naive<'_> {
    /// The elements, at granularity host or component.
    pub(crate) fn elements(&self, components: bool) -> Vec<Element> {
        let usual = Host::AVAILABILITY;
        let repair = Host::REPAIR_HOURS;
        let hosts = self.topology.hosts.iter().map(|host| {
            let hours = host.repair_hours.unwrap_or(repair);
            (host.id.to_string(), host.availability.unwrap_or(usual), hours)
        });
        let parts = (0..self.parts.len()).filter(|no| {
            let placed = &self.parts[*no];
            let counts = match placed.host {
                Some(_) => components && self.kind(*no) != Kind::Firewall,
                None => !placed.external && self.kind(*no) != Kind::User,
            };
            let passive = [Kind::User, Kind::AppFiles, Kind::MonitoringClient, Kind::MonitoringService];
            counts && !passive.contains(&self.kind(*no))
        });
        let parts = parts.map(|no| {
            let component = self.parts[no].component;
            let hours = component.repair_hours.unwrap_or(repair);
            (self.ids[no].clone(), component.availability.unwrap_or(usual), hours)
        });
        let places = self.topology.places.iter();
        let places = places.filter_map(|place| Some((place.id.to_string(), place.availability?, repair)));
        hosts
            .chain(parts)
            .chain(places)
            .map(|(id, works, hours)| Element {
                failed: self.failed(&id, false),
                id,
                works,
                failures_a_year: 365.0 * 24.0 * (1.0 - works) / hours,
            })
            .collect()
    }

    /// The sets of at most three elements, as bits, that take each function down while no proper part does.
    pub(crate) fn cut_sets(&self, elements: &[Element]) -> [BTreeSet<usize>; 3] {
        let count = elements.len();
        let mut down: [BTreeSet<usize>; 3] = Default::default();
        let mut look = |set: &[usize]| {
            let state = set.iter().fold(State::default(), |state, no| state.and(elements[*no].failed));
            let bits = set.iter().map(|no| 1 << no).sum();
            for (function, share) in self.served(state).into_iter().enumerate() {
                if share < ROUNDING {
                    down[function].insert(bits);
                }
            }
        };
        look(&[]);
        for one in 0..count {
            look(&[one]);
            for two in one + 1..count {
                look(&[one, two]);
                for three in two + 1..count {
                    look(&[one, two, three]);
                }
            }
        }
        down.map(|down| {
            down.iter().copied().filter(|set| is_smallest(*set, &|part| down.contains(&part))).collect()
        })
    }

    /// Tries every state, unless there are more elements and events than this.
    pub(crate) fn all_states(&self, elements: &[Element], most: usize) -> Option<AllStates> {
        let mut all = AllStates {
            own: elements.iter().map(|element| element.works).collect(),
            elements: elements.to_vec(),
            served: Vec::new(),
            events: Vec::new(),
        };
        self.common_causes(&mut all);
        let clusters = self.topology.clusters.iter().enumerate();
        let reactions: Vec<(usize, f64)> =
            clusters.filter_map(|(no, cluster)| Some((no, cluster.coverage?))).collect();
        for (place, (_, coverage)) in reactions.iter().enumerate() {
            all.events.push(Event { chance: 1.0 - coverage, fails: 0, stuck: 1 << place });
        }
        if all.size() > most {
            return None;
        }
        for failing in 0..1_usize << reactions.len() {
            let stuck = (0..reactions.len()).filter(|place| failing >> place & 1 == 1);
            let stuck = stuck.map(|place| bit(reactions[place].0)).sum();
            let mut states = vec![State { stuck, ..State::default() }];
            for element in &all.elements {
                let before = states.clone();
                states.extend(before.into_iter().map(|state| state.and(element.failed)));
            }
            all.served.push(states.into_iter().map(|state| self.served(state)).collect());
        }
        Some(all)
    }

    /// Each group of cluster members in one place shares an event of β·U, and its members keep (1 − β)·U. Where they
    /// differ the event has the smallest U.
    fn common_causes(&self, all: &mut AllStates) {
        for cluster in &self.topology.clusters {
            let Some(beta) = cluster.common_cause else { continue };
            for group in self.groups_in_one_place(cluster, &all.elements) {
                let least = group.iter().map(|no| 1.0 - all.elements[*no].works).fold(1.0, f64::min);
                let fails = group.iter().map(|no| 1 << no).sum();
                all.events.push(Event { chance: beta * least, fails, stuck: 0 });
                for no in group {
                    all.own[no] = 1.0 - (1.0 - beta) * (1.0 - all.own[no]);
                }
            }
        }
    }

    /// The elements that stand for the members of a cluster, by their nearest place, where there are at least two.
    fn groups_in_one_place(&self, cluster: &Cluster, elements: &[Element]) -> Vec<BTreeSet<usize>> {
        let mut places: Vec<(Option<String>, BTreeSet<usize>)> = Vec::new();
        for member in cluster.mode.members().into_iter().filter_map(|id| self.no(id.as_str())) {
            let element = |name: &str| elements.iter().position(|element| element.id == name);
            let host = self.parts[member].host.map(|host| host.id.to_string());
            let own = element(&self.ids[member]);
            let Some(stands) = own.or_else(|| element(&host?)) else { continue };
            let place = self.places(self.parts[member].standing).into_iter().next();
            match places.iter_mut().find(|(known, _)| *known == place) {
                Some((_, group)) => _ = group.insert(stands),
                None => places.push((place, BTreeSet::from([stands]))),
            }
        }
        places.into_iter().map(|(_, group)| group).filter(|group| group.len() > 1).collect()
    }
}

impl AllStates {
    /// The sets of at most three elements, as bits, that take a function down while no proper part does.
    pub(crate) fn cut_sets(&self, function: usize) -> BTreeSet<usize> {
        let down = |set: usize| self.served[0][set][function] < ROUNDING;
        (0..self.served[0].len())
            .filter(|set| set.count_ones() <= 3 && down(*set) && is_smallest(*set, &down))
            .collect()
    }

    /// The figures without common causes and failing reactions.
    pub(crate) fn ideal(&self, function: usize) -> Figures {
        let own: Vec<f64> = self.elements.iter().map(|element| element.works).collect();
        figures(&chances(&own), |set| self.served[0][set][function], 1.0)
    }

    /// The figures with everything that the design states; none where it states nothing.
    pub(crate) fn stated(&self, function: usize) -> Option<Figures> {
        let mut sum = Figures::default();
        let chances = chances(&self.own);
        for happened in 0..1_usize << self.events.len() {
            let (mut chance, mut fails, mut stuck) = (1.0, 0, 0);
            for (no, event) in self.events.iter().enumerate() {
                if happened >> no & 1 == 1 {
                    chance *= event.chance;
                    fails |= event.fails;
                    stuck |= event.stuck;
                } else {
                    chance *= 1.0 - event.chance;
                }
            }
            let part = figures(&chances, |set| self.served[stuck][set | fails][function], chance);
            sum.served += part.served;
            sum.p_up += part.p_up;
            sum.p_down += part.p_down;
        }
        (!self.events.is_empty()).then_some(sum)
    }

    /// Birnbaum's importance of an element: what is served with it, less what is served without it.
    pub(crate) fn importance(&self, function: usize, element: usize) -> f64 {
        let mut own: Vec<f64> = self.elements.iter().map(|element| element.works).collect();
        let [with, without] = [1.0, 0.0].map(|works| {
            own[element] = works;
            figures(&chances(&own), |set| self.served[0][set][function], 1.0).served
        });
        with - without
    }

    /// How many things may happen or not: its elements' failures and its events.
    pub(crate) fn size(&self) -> usize {
        self.elements.len() + self.events.len()
    }
}

/// The chance of each set of failed elements.
fn chances(works: &[f64]) -> Vec<f64> {
    let mut chances = vec![1.0];
    for works in works {
        let failed: Vec<f64> = chances.iter().map(|chance| chance * (1.0 - works)).collect();
        for chance in &mut chances {
            *chance *= works;
        }
        chances.extend(failed);
    }
    chances
}

fn figures(chances: &[f64], served: impl Fn(usize) -> f64, factor: f64) -> Figures {
    let mut sum = Figures::default();
    for (set, chance) in chances.iter().enumerate() {
        let share = served(set);
        sum.served += factor * chance * share;
        sum.p_up += if share > 1.0 - ROUNDING { factor * chance } else { 0.0 };
        sum.p_down += if share < ROUNDING { factor * chance } else { 0.0 };
    }
    sum
}

/// Whether a set has no proper part, the empty one included, that is down; the empty set is none itself.
fn is_smallest(set: usize, down: &dyn Fn(usize) -> bool) -> bool {
    let mut part = set;
    while part != 0 {
        part = (part - 1) & set;
        if down(part) {
            return false;
        }
    }
    set != 0
}
