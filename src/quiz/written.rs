//! A question as its bank has it in RON: names still unchecked.

use serde::Deserialize;

use super::{Quantity, Tolerance, Trap, Unit};
use crate::analysis::{Function, Granularity};
use crate::text::written::Written;
use crate::topology::Kind as ComponentKind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "question")]
pub(super) struct Question {
    pub(super) id: Written,
    pub(super) requires: Vec<Written>,
    pub(super) step: Written,
    pub(super) prompt: Written,
    #[serde(default)]
    pub(super) topology: Option<Written>,
    pub(super) kind: Kind,
    pub(super) explanation: Written,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Kind {
    Single(Vec<Choice>),
    Multiple(Vec<Choice>),
    TrueFalse {
        answer: bool,
        reasons: Vec<Choice>,
    },
    Numeric {
        answer: Quantity,
        #[serde(default)]
        unit: String,
        #[serde(default)]
        accepts: Vec<Unit>,
        tolerance: Tolerance,
        #[serde(default)]
        traps: Vec<Trap>,
    },
    Ordering(Vec<Written>),
    Matching {
        pairs: Vec<Pair>,
        #[serde(default)]
        decoys: Vec<Written>,
    },
    Mark(Target),
    Predict {
        #[serde(default)]
        fail: Vec<Written>,
        #[serde(default)]
        hang: Vec<Written>,
    },
    Explain,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    pub(super) text: Written,
    #[serde(default)]
    pub(super) right: bool,
    #[serde(default)]
    pub(super) why: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pair {
    pub(super) left: Written,
    pub(super) right: Written,
    pub(super) why: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Target {
    Spofs {
        function: Function,
        #[serde(default)]
        granularity: Granularity,
    },
    SmallestCut {
        function: Function,
        #[serde(default)]
        granularity: Granularity,
    },
    Kind(ComponentKind),
    Path(Function),
    Given(Vec<Written>),
}
