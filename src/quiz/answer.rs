//! Answers: what a learner gave, in a form that can be kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::analysis::{Function, State};

/// What a learner answered. Options are counted from 0 in the order of the file, however they were shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The option of a single choice.
    Single(usize),
    /// The options of a multiple choice.
    Multiple(BTreeSet<usize>),
    /// True or false, and the reason.
    TrueFalse {
        /// Whether the learner holds it true.
        value: bool,
        /// The reason chosen, if one was.
        reason: Option<usize>,
    },
    /// A number with its unit, as typed.
    Number(String),
    /// The items in the learner's order.
    Ordering(Vec<usize>),
    /// For each left side the right side put beside it; right sides are counted through the pairs, then the decoys.
    Matching(Vec<Option<usize>>),
    /// The parts marked, by id.
    Mark(BTreeSet<String>),
    /// What is predicted for each function.
    Predict(BTreeMap<Function, State>),
    /// A text.
    Explain(String),
}

impl Answer {
    /// Whether there is nothing in it yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Single(_) | Self::TrueFalse { .. } => false,
            Self::Multiple(chosen) => chosen.is_empty(),
            Self::Number(text) | Self::Explain(text) => text.trim().is_empty(),
            Self::Ordering(order) => order.is_empty(),
            Self::Matching(sides) => sides.iter().all(Option::is_none),
            Self::Mark(ids) => ids.is_empty(),
            Self::Predict(states) => states.is_empty(),
        }
    }
}
