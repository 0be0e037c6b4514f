//! Why a function is down, and why an element is a single point of failure, in words that hold for the design at hand.
//!
//! Nothing is said from how a design looks. What requests lack is searched for in the very state that is down
//! ([`lack`]); that every request passes an element is said only where no request gets through without it
//! ([`way`]); that an element carries both of a pair, only where neither of them takes the function down alone
//! ([`carry`]).

mod carry;
mod entry;
mod lack;
mod tell;
mod way;

use super::concrete::{Concrete, Condition};
use super::cutset::Spof;
use super::element::Element;
use super::engine::Engine;
use super::function::{Failures, Function, Granularity, Outcome, State};
use super::index::{ComponentNo, Named};
use crate::text::prose::list;
use carry::Burden;
pub use carry::CommonCause;
pub(super) use carry::MOST_SETS;
pub(super) use lack::Lack;
use tell::Teller;

/// How a request depends on an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// It goes through it.
    Passes,
    /// It fails without it, on whichever way it goes.
    Needs,
}

/// Why an element is a single point of failure; the same for several functions where the reason is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    tie: Tie,
    /// What makes it so, a clause; empty where the way says it all.
    detail: String,
}

impl Reason {
    /// The reason as a clause about requests for these functions and an element that is called so, such as `every
    /// write passes lb`.
    pub(super) fn clause(&self, name: &str, functions: &[Function]) -> String {
        let request = if functions.len() == Function::ALL.len() {
            "request".to_owned()
        } else {
            list(functions.iter().map(|function| function.noun()))
        };
        let tie = match self.tie {
            Tie::Passes => "passes",
            Tie::Needs => "needs",
        };
        match self.detail.as_str() {
            "" => format!("every {request} {tie} {name}"),
            detail => format!("every {request} {tie} {name}: {detail}"),
        }
    }
}

impl Engine {
    /// Why a function is down once these have failed, a sentence; nothing where some request still succeeds.
    #[must_use]
    pub fn why_down(&self, failures: &Failures, function: Function) -> Option<String> {
        let lacks = self.lacks(Concrete::with(&self.index, failures), function, State::Down)?;
        let failed: Vec<Named> =
            failures.parts().filter_map(|(id, _)| self.index.named(id.as_str())).collect();
        Some(format!("{}.", Teller { engine: self, failed: &failed, element: None }.told(&lacks)))
    }

    /// Why requests for a function fail although nothing has failed, as clauses, and what they lack; nothing where the
    /// function is not in this state.
    pub(super) fn why_failing(&self, function: Function, state: State) -> Option<(String, Vec<Lack>)> {
        let lacks = self.lacks(Concrete::intact(&self.index), function, state)?;
        let teller = Teller { engine: self, failed: &[], element: None };
        Some((teller.told(&lacks), lacks))
    }

    /// Explains single points of failure of a function. Where they are too many, it only says whether all requests
    /// pass them.
    pub(super) fn explained(
        &self,
        single: &[usize],
        function: Function,
        granularity: Granularity,
    ) -> Vec<Spof> {
        if single.is_empty() {
            return Vec::new();
        }
        let elements = self.elements(granularity);
        let ways = way::Ways::new(self, function, granularity);
        let brief = single.len().saturating_mul(self.work) > MOST_WORK;
        let explain = |no: &usize| {
            let element = &elements[*no];
            let tie = if ways.all_pass(*no) { Tie::Passes } else { Tie::Needs };
            let mut spof = Spof {
                id: element.id.clone(),
                function,
                reason: Reason { tie, detail: String::new() },
                path: Vec::new(),
                carries: Vec::new(),
                lacks: Vec::new(),
            };
            if !brief {
                self.explain(element, &mut spof, &ways);
            }
            spof
        };
        single.iter().map(explain).collect()
    }

    fn explain(&self, element: &Element, spof: &mut Spof, ways: &way::Ways<'_>) {
        let (function, passes) = (spof.function, spof.reason.tie == Tie::Passes);
        let mut state = Concrete::intact(&self.index);
        state.fail(&self.index, element.named, Condition::Crashed);
        let lacks = self.lacks(state, function, State::Down).unwrap_or_default();
        let burden = self.burden(&Concrete::intact(&self.index), element.named, function);
        let teller = Teller { engine: self, failed: &[element.named], element: Some(element.named) };
        let (detail, carries) = match burden {
            Burden::Together(carries) => (format!("it carries {}", tell::both(&carries)), carries),
            Burden::Alone(inside) if matches!(element.named, Named::Place(_)) => (
                format!("{} {} there", list(&inside), tell::verb(inside.len(), "stands", "stand")),
                Vec::new(),
            ),
            Burden::Alone(_) | Burden::Whole => (teller.detail(&lacks, passes), Vec::new()),
        };
        spof.path = ways.shown(element.named, &lacks);
        (spof.reason.detail, spof.carries, spof.lacks) = (detail, carries, lacks);
    }

    /// Whether the failure of an element is a failure of this component.
    pub(super) fn takes_along(&self, element: Named, no: ComponentNo) -> bool {
        match element {
            Named::Component(own) => own == no,
            Named::Host(host) => self.index.spots[no].host == Some(host),
            Named::Place(place) => !self.index.spots[no].external && self.index.places(no).contains(&place),
            Named::Cluster(_) => false,
        }
    }

    /// What requests that fail lack in what has failed, in a fixed order; nothing where the function is not in this
    /// state.
    fn lacks(&self, failed: Concrete, function: Function, state: State) -> Option<Vec<Lack>> {
        let mut evaluation = self.evaluation(failed);
        if Outcome::of(evaluation.served(function)).state() != state {
            return None;
        }
        if !evaluation.name_is_answered() {
            return Some(self.plan.name_servers.iter().map(|no| Lack::NameServer(*no)).collect());
        }
        Some(lack::search(self, evaluation, function))
    }
}

/// How much may be explained, in single points of failure of one function times the work of an evaluation.
const MOST_WORK: usize = 1 << 17;
