//! Missions: a task on a live topology, with a goal made of properties.

use crate::analysis::Engine;
use crate::goal::{self, Goal, Judgement};
use crate::requirement::{Catalogue, RequirementId, Verdict};
use crate::topology::{Edit, Kind, Topology};

/// A task on the board. It is done when every one of its goals is met.
#[derive(Debug, Clone, PartialEq)]
pub struct Mission {
    /// Its id, unique in the course.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The topology that it starts from, by its path in the pack.
    pub start: String,
    /// What must hold at the end.
    pub objectives: Vec<Objective>,
    /// The kinds that may be added; `None` for all.
    pub allowed: Option<Vec<Kind>>,
    /// Help, from small to large.
    pub hints: Hints,
    /// How many edits a good solution takes.
    pub par: u32,
    /// A design that passes.
    pub solution: Design,
    /// Another design that passes.
    pub alternative: Design,
    /// What to say afterwards, in Markdown.
    pub debrief: String,
}

/// One thing that must hold, or several.
#[derive(Debug, Clone, PartialEq)]
pub enum Objective {
    /// Every design requirement of a task.
    Task(u8),
    /// One design requirement.
    Requirement(RequirementId),
    /// A goal, with the sentence that the check-list shows.
    Goal {
        /// A full sentence.
        statement: String,
        /// What it means.
        goal: Goal,
    },
}

/// Help with a mission, from small to large, in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hints {
    /// Where to look.
    pub nudge: String,
    /// How to go about it.
    pub method: String,
    /// Exactly what to do.
    pub answer: String,
}

impl Hints {
    /// The hints in the order in which they are given.
    #[must_use]
    pub fn layers(&self) -> [&str; 3] {
        [&self.nudge, &self.method, &self.answer]
    }
}

/// How a design is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Design {
    /// As a topology, by its path in the pack.
    File(String),
    /// As edits of the start, each a line of text.
    Edits(Vec<String>),
}

/// One line of the check-list.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The design requirement behind it, if it is one.
    pub requirement: Option<RequirementId>,
    /// What must hold.
    pub statement: String,
    /// Whether it holds, and why or why not yet.
    pub judgement: Judgement,
}

/// Says which edit of a list cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("edit {number}, `{edit}`, cannot be made: {reason}")]
pub struct ReplayError {
    /// Which one, counted from 1.
    pub number: usize,
    /// The edit, as written.
    pub edit: String,
    /// Why, as a full sentence.
    pub reason: String,
}

impl Mission {
    /// Judges every goal on a design, in the order of the file; a task's requirements in the order of its table.
    #[must_use]
    pub fn judge(&self, topology: &Topology, catalogue: &Catalogue) -> Vec<Check> {
        let engine = Engine::new(topology);
        let title = |id: &RequirementId| {
            catalogue
                .find(id.as_str())
                .map_or_else(|| id.to_string(), |requirement| requirement.title.clone())
        };
        let check = |requirement: Option<RequirementId>, statement: String, goal: &Goal| Check {
            requirement,
            statement,
            judgement: goal.judge(topology, &engine),
        };
        let mut checks = Vec::new();
        for objective in &self.objectives {
            match objective {
                Objective::Task(task) => checks.extend(
                    goal::design(*task)
                        .into_iter()
                        .map(|(id, goal)| check(Some(id.clone()), title(&id), &goal)),
                ),
                Objective::Requirement(id) => checks.extend(
                    design_goal(id).into_iter().map(|goal| check(Some(id.clone()), title(id), &goal)),
                ),
                Objective::Goal { statement, goal } => checks.push(check(None, statement.clone(), goal)),
            }
        }
        checks
    }

    /// Whether a check-list is all met, and has a line at all.
    #[must_use]
    pub fn is_done(checks: &[Check]) -> bool {
        !checks.is_empty() && checks.iter().all(|check| check.judgement.verdict == Verdict::Met)
    }
}

/// The goal of a design requirement; `None` when the requirement is no design requirement.
#[must_use]
pub fn design_goal(id: &RequirementId) -> Option<Goal> {
    let goals = goal::design(id.task()?);
    goals.into_iter().find(|(known, _)| known == id).map(|(_, goal)| goal)
}

/// Makes edits, each a line of text, one after the other.
///
/// # Errors
/// [`ReplayError`] at the first edit that cannot be read or made.
pub fn replay(start: &Topology, edits: &[String]) -> Result<Topology, ReplayError> {
    let mut topology = start.clone();
    for (index, line) in edits.iter().enumerate() {
        let failed = |reason: String| ReplayError { number: index + 1, edit: line.clone(), reason };
        let edit = Edit::parse(line, &topology).map_err(|error| failed(error.to_string()))?;
        topology = edit.apply(&topology).map_err(|error| failed(error.to_string()))?;
    }
    Ok(topology)
}
