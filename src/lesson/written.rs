//! What stands in the `spof` fences of a lesson, as RON has it: names still unchecked.

use serde::Deserialize;

use super::Pane;
use crate::analysis::Function;
use crate::goal::Goal;
use crate::text::written::Written;
use crate::topology::Kind;

/// The fence under the title.
#[derive(Deserialize)]
#[serde(rename = "lesson", deny_unknown_fields)]
pub(super) struct Head {
    pub(super) id: Written,
    pub(super) task: Option<u8>,
    pub(super) minutes: u32,
    #[serde(default)]
    pub(super) after: Vec<Written>,
}

/// One element of the list in a step's fence.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Cue {
    Id(Written),
    Teach(Vec<Written>),
    Load(Written),
    Edit(Vec<Written>),
    Highlight(Vec<Written>),
    Zoom(Written),
    Animate(Animation),
    Predict(Vec<Written>),
    Fail(Vec<Written>),
    Hang(Vec<Written>),
    Repair,
    Ask(Vec<Written>),
    Show(Pane),
    Mission(Box<Mission>),
    Notes(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Animation {
    Lookup,
    StaticRead,
    DynamicRead,
    Write,
    Link(Written),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mission {
    pub(super) id: Written,
    pub(super) title: String,
    pub(super) start: Written,
    pub(super) goals: Vec<Objective>,
    pub(super) allowed: Option<Vec<Kind>>,
    pub(super) hints: Hints,
    pub(super) par: u32,
    pub(super) solution: Design,
    pub(super) alternative: Design,
    pub(super) debrief: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Objective {
    Requirements(u8),
    Requirement(Written),
    Goal(String, Goal),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hints {
    pub(super) nudge: String,
    pub(super) method: String,
    pub(super) answer: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Design {
    File(Written),
    Edits(Vec<Written>),
}

impl Animation {
    /// The function whose request moves; `None` for a lookup or a single link.
    pub(super) fn function(&self) -> Option<Function> {
        match self {
            Self::StaticRead => Some(Function::StaticRead),
            Self::DynamicRead => Some(Function::DynamicRead),
            Self::Write => Some(Function::Write),
            Self::Lookup | Self::Link(_) => None,
        }
    }
}
