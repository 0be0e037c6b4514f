//! What is kept: attempts, lesson positions, mission results, the lab's work, settings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::requirement::{RequirementId, Verdict};

/// One answer to one question, or one try at a mission, as it was graded.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// The id of the question or mission.
    pub question: String,
    /// What kind of question it is, such as `explain`.
    pub kind: String,
    /// The answer as it was given: text or JSON, as the kind has it.
    pub answer: String,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The verdict for each requirement that it assessed.
    pub verdicts: BTreeMap<RequirementId, Verdict>,
    /// Whose verdict it is.
    pub marker: Marker,
}

/// Whose verdict an attempt carries.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Marker {
    /// The program's.
    #[default]
    Program,
    /// The learner's own.
    Learner,
    /// The program's, and the learner objects.
    Appealed,
}

/// An attempt with when it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct PastAttempt {
    /// Its number, which grows with time; see [`Store::mark`](super::Store::mark).
    pub id: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// The attempt.
    pub attempt: Attempt,
}

/// How a mission ended.
#[derive(Debug, Clone, PartialEq)]
pub struct MissionResult {
    /// The mission's id.
    pub mission: String,
    /// Whether every goal was met.
    pub passed: bool,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// How many edits it took.
    pub edits: u32,
    /// How many hints were read.
    pub hints: u32,
    /// What the design costs, in teaching units a month.
    pub cost: u32,
    /// The design, as a topology file.
    pub topology: String,
}

/// A mission's result with when it was reached.
#[derive(Debug, Clone, PartialEq)]
pub struct PastMission {
    /// When it was recorded.
    pub at: Timestamp,
    /// The result.
    pub result: MissionResult,
}

/// Where a learner is in a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The lesson's id.
    pub lesson: String,
    /// The step that is open.
    pub step: String,
    /// The steps that are done.
    pub done: BTreeSet<String>,
    /// When the learner was last there.
    pub at: Timestamp,
}

/// A design under work, as it was after its last edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabSave {
    /// The design, as a topology file.
    pub topology: String,
    /// Its edits, one a line.
    pub log: String,
    /// When it was saved.
    pub at: Timestamp,
}

/// What a learner can set. Values are texts that the setting's user understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Setting {
    /// The name of the theme.
    Theme,
    /// Whether the program takes the mouse: `on` or `off`.
    Mouse,
    /// Whether the first keys have been shown: `yes`.
    FirstRunShown,
}
