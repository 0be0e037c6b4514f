//! Questions: what is asked, what is right, and where to read it again.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::analysis::{Failure, Failures, Function, Granularity};
use crate::requirement::RequirementId;
use crate::topology::{Id, Kind};

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its id, unique in the course.
    pub id: String,
    /// The requirements that it assesses; at least one.
    pub requires: Vec<RequirementId>,
    /// Where its matter is taught.
    pub step: StepId,
    /// What is asked, in Markdown.
    pub prompt: String,
    /// The topology that it is about, by its path in the pack.
    pub topology: Option<String>,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is shown after the answer, right or not, in Markdown.
    pub explanation: String,
    /// Its line in the bank, counted from 1.
    pub line: usize,
}

/// How a question is answered, with the key where the engine does not know it.
#[derive(Debug, Clone, PartialEq)]
pub enum QuestionKind {
    /// One of several options.
    Single(Vec<Choice>),
    /// Any number of options.
    Multiple(Vec<Choice>),
    /// Whether the prompt is true, and why.
    TrueFalse {
        /// Whether it is.
        answer: bool,
        /// The reasons to choose from; one is right.
        reasons: Vec<Choice>,
    },
    /// A number.
    Numeric(Numeric),
    /// Items to be put in order; they stand in the right order here.
    Ordering(Vec<String>),
    /// Left sides, each to be given its right side.
    Matching {
        /// What belongs together.
        pairs: Vec<Pair>,
        /// Right sides that fit nothing.
        decoys: Vec<String>,
    },
    /// Parts to be marked on the diagram; the engine knows them.
    Mark(Target),
    /// What is up, degraded or down after failures; the engine knows it.
    Predict(Vec<(Id, Failure)>),
    /// A free text, marked by the rubrics of the requirements.
    Explain,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it says, in Markdown.
    pub text: String,
    /// Whether it belongs to the answer.
    pub right: bool,
    /// Why it is right or wrong; every wrong one says it.
    pub why: Option<String>,
}

/// Two sides that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What stands there.
    pub left: String,
    /// What is put beside it.
    pub right: String,
    /// Why no other right side fits.
    pub why: String,
}

/// A number to be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Numeric {
    /// What it is.
    pub answer: Quantity,
    /// The unit that it is in; empty for a bare number.
    pub unit: String,
    /// Other units that are accepted.
    pub accepts: Vec<Unit>,
    /// How far off an answer may be.
    pub tolerance: Tolerance,
    /// Wrong numbers that show a known mistake.
    pub traps: Vec<Trap>,
}

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Quantity {
    /// From the question itself.
    Given(f64),
    /// The availability of a function, in percent.
    AvailabilityPercent {
        /// The function.
        function: Function,
        /// What counts as an element.
        #[serde(default)]
        granularity: Granularity,
    },
    /// The downtime of a function, in hours a year.
    DowntimeHours {
        /// The function.
        function: Function,
        /// What counts as an element.
        #[serde(default)]
        granularity: Granularity,
    },
    /// The capacity for the mix of requests, in requests a second.
    CapacityQps,
    /// The cost, in teaching units a month.
    Cost,
}

/// Another unit in which the number may be given.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its name.
    pub unit: String,
    /// How many of it make one of the question's unit.
    pub per_unit: f64,
}

/// How far off a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tolerance {
    /// So much, in the question's unit.
    Absolute(f64),
    /// So many hundredths of the right number.
    Percent(f64),
}

/// A wrong number that shows a known mistake.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trap {
    /// The number, in the question's unit.
    pub value: f64,
    /// What the mistake is.
    pub why: String,
}

/// What is to be marked on the diagram.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Every single point of failure of a function.
    Spofs {
        /// The function.
        function: Function,
        /// What counts as an element.
        granularity: Granularity,
    },
    /// Any smallest set of elements that together take a function down.
    SmallestCut {
        /// The function.
        function: Function,
        /// What counts as an element.
        granularity: Granularity,
    },
    /// Every component of a kind.
    Kind(Kind),
    /// Every component that a request passes after the lookup, without the user and the files that are read; on the
    /// first way where there are several.
    Path(Function),
    /// These, where the engine cannot know.
    Given(Vec<Id>),
}

/// A step of a lesson, written `lesson/step`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepId {
    /// The lesson's id.
    pub lesson: String,
    /// The step's id.
    pub step: String,
}

/// Says why a text names no step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names no step: write the lesson's id, a slash and the step's id, such as `0-one-server/the-database`."
)]
pub struct InvalidStep(pub String);

impl Question {
    /// Whether it is answered on a diagram or from its numbers, so that it needs a topology.
    #[must_use]
    pub fn needs_topology(&self) -> bool {
        match &self.kind {
            QuestionKind::Mark(_) | QuestionKind::Predict(_) => true,
            QuestionKind::Numeric(numeric) => !matches!(numeric.answer, Quantity::Given(_)),
            _ => false,
        }
    }

    /// The options of a single or multiple choice, or the reasons of a true/false; empty for other kinds.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            QuestionKind::Single(choices) | QuestionKind::Multiple(choices) => choices,
            QuestionKind::TrueFalse { reasons, .. } => reasons,
            _ => &[],
        }
    }

    /// The failures that a prediction is about; none for other kinds.
    #[must_use]
    pub fn failures(&self) -> Failures {
        match &self.kind {
            QuestionKind::Predict(failed) => failed.iter().cloned().collect(),
            _ => Failures::none(),
        }
    }
}

impl QuestionKind {
    /// Its name in files and progress, such as `single`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Single(_) => "single",
            Self::Multiple(_) => "multiple",
            Self::TrueFalse { .. } => "true_false",
            Self::Numeric(_) => "numeric",
            Self::Ordering(_) => "ordering",
            Self::Matching { .. } => "matching",
            Self::Mark(_) => "mark",
            Self::Predict(_) => "predict",
            Self::Explain => "explain",
        }
    }

    /// What the learner is to do, an imperative sentence.
    #[must_use]
    pub fn instruction(&self) -> &'static str {
        match self {
            Self::Single(_) => "Choose one.",
            Self::Multiple(_) => "Choose all that are right. A wrong choice costs a right one.",
            Self::TrueFalse { .. } => "Say whether it is true, and choose the reason.",
            Self::Numeric(_) => "Type the number; a unit may follow.",
            Self::Ordering(_) => {
                "Put them in order, the first on top. Space takes one up, ↑ and ↓ move it, space puts it down."
            }
            Self::Matching { .. } => "Give each left side its right side.",
            Self::Mark(_) => "Mark the parts on the diagram. A wrong mark costs a right one.",
            Self::Predict(_) => "Say of each function whether it will be up, degraded or down.",
            Self::Explain => "Explain it in your own words; two or three sentences will do.",
        }
    }
}

impl FromStr for StepId {
    type Err = InvalidStep;

    fn from_str(text: &str) -> Result<Self, InvalidStep> {
        match text.split_once('/') {
            Some((lesson, step)) if !lesson.is_empty() && !step.is_empty() && !step.contains('/') => {
                Ok(Self { lesson: lesson.to_owned(), step: step.to_owned() })
            }
            _ => Err(InvalidStep(text.to_owned())),
        }
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.lesson, self.step)
    }
}

impl TryFrom<String> for StepId {
    type Error = InvalidStep;

    fn try_from(text: String) -> Result<Self, InvalidStep> {
        text.parse()
    }
}

impl From<StepId> for String {
    fn from(step: StepId) -> Self {
        step.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_a_lesson_and_a_step() {
        let step: StepId = "0-one-server/the-database".parse().unwrap();
        assert_eq!((step.lesson.as_str(), step.step.as_str()), ("0-one-server", "the-database"));
        assert_eq!(step.to_string(), "0-one-server/the-database");
        for bad in ["", "a", "/a", "a/", "a/b/c"] {
            assert!(bad.parse::<StepId>().is_err(), "{bad}");
        }
    }
}
