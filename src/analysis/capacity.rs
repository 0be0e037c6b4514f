//! Capacity: how many requests a second a design carries, what is full first, and what is left after a failure.

use std::collections::BTreeMap;

use super::concrete::{Concrete, Condition};
use super::engine::Engine;
use super::fault::{Fault, has};
use super::function::{Failures, Function, Granularity, Outcome, State};
use super::index::ComponentNo;
use super::load::{Followed, Load};
use super::program::{Limit, most_of_first};
use crate::topology::{Id, Kind};

/// What a design carries, by the assumptions of its traffic (`semantics.md`, section 9; teaching values of
/// `facts.md`, section 13).
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// The largest rate of the design's mix at which no component has more to do than it can, in requests a second;
    /// 0 where a function of the mix is down, infinite where nothing that is asked has a limit.
    pub mix_qps: f64,
    /// The same for each function alone, in the order of [`Function::ALL`].
    pub function_qps: [f64; 3],
    /// The first component that is full at that rate.
    pub bottleneck: Option<Id>,
    /// Every component that is full at that rate.
    pub full: Vec<Id>,
    /// By component that requests reach and that has a limit, the share of what it can do that it does at the
    /// traffic of the design; at 1 and above it is overloaded.
    pub utilisation: BTreeMap<Id, f64>,
    /// By element, the capacity for the mix while that element alone has failed. Empty for designs of more than about
    /// a thousand parts and links, where asking for each takes too long.
    pub after_failure: BTreeMap<Id, f64>,
    /// Whether the design carries at least this much: so many targets are shared out freely that all were taken to
    /// share by weight.
    pub at_least: bool,
}

/// How much of its capacity each component of a host keeps that carries a web server, an application server and a
/// database at once.
const ALL_IN_ONE: f64 = 0.6;

/// How many variables and limited components the choice of the best division may have; beyond, free algorithms are
/// taken to share by weight.
const MOST_VARIABLES: usize = 400;

/// How much work the capacity after every single failure may be, in elements times the work of an evaluation.
const MOST_WORK: usize = 1_000_000;

impl Engine {
    /// What the design carries, and what is left of it after the failure of each single element.
    #[must_use]
    pub fn capacity(&self, granularity: Granularity) -> Capacity {
        let mix = self.mix();
        let elements = self.elements(granularity);
        let work = elements.len().saturating_mul(self.work);
        let asked = if work > MOST_WORK { &[][..] } else { elements };
        let after_failure = asked.iter().map(|element| {
            let mut state = Concrete::intact(&self.index);
            if !has(Fault::FailureForgotten) {
                state.fail(&self.index, element.named, Condition::Crashed);
            }
            (element.id.clone(), self.most(state, mix).rate)
        });
        Capacity { after_failure: after_failure.collect(), ..self.carried(&Concrete::intact(&self.index)) }
    }

    /// What is left of it once these have failed, without what one more failure would leave.
    #[must_use]
    pub fn capacity_after(&self, failures: &Failures) -> Capacity {
        self.carried(&Concrete::with(&self.index, failures))
    }

    fn carried(&self, state: &Concrete) -> Capacity {
        let all = self.most(state.clone(), self.mix());
        let alone = |function: Function| {
            let only = Function::ALL.map(|other| if other == function { 1.0 } else { 0.0 });
            self.most(state.clone(), only).rate
        };
        let full: Vec<Id> =
            all.used.iter().filter(|(_, used)| *used >= 1.0 - 1e-9).map(|(no, _)| self.id(*no)).collect();
        let qps = self.topology().traffic.qps;
        let at_traffic =
            |used: f64| if all.rate.is_finite() && all.rate > 0.0 { used * qps / all.rate } else { 0.0 };
        Capacity {
            mix_qps: all.rate,
            function_qps: Function::ALL.map(alone),
            bottleneck: full.first().cloned(),
            utilisation: all.used.iter().map(|(no, used)| (self.id(*no), at_traffic(*used))).collect(),
            full,
            at_least: all.by_weight,
            after_failure: BTreeMap::new(),
        }
    }

    fn id(&self, no: ComponentNo) -> Id {
        self.index.spots[no].id.clone()
    }

    /// The parts of the functions in the mix; nothing where the mix is empty.
    fn mix(&self) -> [f64; 3] {
        let traffic = &self.topology().traffic;
        let parts = [traffic.static_reads, traffic.dynamic_reads, traffic.writes].map(|part| part.max(0.0));
        let sum: f64 = parts.iter().sum();
        if sum.is_finite() { parts } else { [0.0; 3] }
    }

    /// The largest rate of a mix in one state, and how full each component is at it.
    fn most(&self, state: Concrete, mix: [f64; 3]) -> Most {
        // The load is counted for as many requests as the mix has parts, so that no share has to be rounded.
        let parts: f64 = mix.iter().sum();
        let asked = || Function::ALL.into_iter().zip(mix).filter(|(_, part)| *part > 0.0);
        let mut evaluation = self.evaluation(state);
        for (function, _) in asked() {
            if Outcome::of(evaluation.served(function)).state() == State::Down {
                return Most { rate: 0.0, used: Vec::new(), by_weight: false };
            }
        }
        let mut load = |variables: usize| {
            let mut load = Load::none(self.index.spots.len(), variables);
            let mut next = 1;
            for asked in asked() {
                next = Followed::add((&self.index, &self.plan), &mut evaluation, asked, &mut load, next);
            }
            (load, next)
        };
        let (by_weight, variables) = load(1);
        let fixed = self.best(&by_weight, parts);
        if variables == 1 {
            return fixed;
        }
        if variables > MOST_VARIABLES || fixed.used.len() > MOST_VARIABLES {
            return Most { by_weight: true, ..fixed };
        }
        let (divided, _) = load(variables);
        let free = self.best(&divided, parts);
        // Where dividing by weight is as good, it is the natural picture of who does how much.
        if free.rate > fixed.rate * (1.0 + 1e-9) { free } else { fixed }
    }

    /// The largest rate that a load allows, which is counted for so many parts of the mix.
    fn best(&self, load: &Load, parts: f64) -> Most {
        let limited: Vec<(ComponentNo, f64)> = (0..load.of.len())
            .filter(|no| load.of[*no].iter().any(|part| *part != 0.0))
            .filter_map(|no| Some((no, self.limit(no)?)))
            .collect();
        if load.variables == 1 {
            return Self::least(&limited, load, parts);
        }
        let own = limited.iter().map(|(no, most)| Limit { weights: load.of[*no].clone(), most: *most });
        let limits: Vec<Limit> = own.chain(load.divisions.iter().cloned()).collect();
        let Some(values) = most_of_first(load.variables, &limits) else {
            let used = limited.iter().map(|(no, _)| (*no, 0.0)).collect();
            return Most { rate: f64::INFINITY, used, by_weight: false };
        };
        let used = limited.iter().map(|(no, most)| {
            let work: f64 = load.of[*no].iter().zip(&values).map(|(part, value)| part * value).sum();
            (*no, if *most > 0.0 { work / most } else { 1.0 })
        });
        Most { rate: values[0] * parts, used: used.collect(), by_weight: false }
    }

    /// The largest rate where nothing is free: that of the component that is full first.
    fn least(limited: &[(ComponentNo, f64)], load: &Load, parts: f64) -> Most {
        let rates = limited.iter().map(|(no, most)| most / load.of[*no][0]);
        let rate = rates.fold(f64::INFINITY, f64::min);
        let used = |no: ComponentNo, most: f64| {
            if rate.is_finite() && most > 0.0 { load.of[no][0] * rate / most } else { f64::from(rate <= 0.0) }
        };
        let most = if rate.is_finite() { rate * parts } else { rate };
        let used = limited.iter().map(|(no, most)| (*no, used(*no, *most))).collect();
        Most { rate: most, used, by_weight: false }
    }

    /// What a component can do at most, in requests a second, for a database in units a second; nothing where it has
    /// no limit.
    fn limit(&self, no: ComponentNo) -> Option<f64> {
        let settings = &self.index.component(no).settings;
        let spot = &self.index.spots[no];
        let workers = |usual: u32, most: f64| {
            settings.workers.map_or(most, |workers| most * f64::from(workers) / f64::from(usual))
        };
        let customary = match spot.kind {
            Kind::LoadBalancer if !settings.certificate.is_empty() => Some(10_000.0),
            Kind::LoadBalancer => Some(20_000.0),
            Kind::WebServer => Some(workers(8, 10_000.0)),
            Kind::AppServer => Some(workers(8, 200.0)),
            Kind::Database => Some(3_000.0),
            _ => None,
        };
        let stated = settings.capacity.filter(|most| *most >= 0.0);
        Some(stated.or(customary)? * if self.is_all_in_one(no) { ALL_IN_ONE } else { 1.0 })
    }

    /// The same for the component with this id.
    pub(super) fn limit_of(&self, id: &Id) -> Option<f64> {
        self.limit(self.index.component_no(id.as_str())?)
    }

    fn is_all_in_one(&self, no: ComponentNo) -> bool {
        let Some(host) = self.index.spots[no].host else { return false };
        let carries = |kind| self.index.on_host[host].iter().any(|no| self.index.spots[*no].kind == kind);
        !has(Fault::AllInOneIgnored)
            && carries(Kind::WebServer)
            && carries(Kind::AppServer)
            && carries(Kind::Database)
    }
}

/// The largest rate, and how full each limited component is at it.
struct Most {
    rate: f64,
    used: Vec<(ComponentNo, f64)>,
    /// Whether requests were shared by weight although they need not be, as the best division has too many variables.
    by_weight: bool,
}
