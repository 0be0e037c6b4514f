//! Lessons: steps of prose beside a live topology, and missions on it.
//!
//! A lesson is read from its `lesson.md` ([`parse()`]). It names topologies, questions and requirements; whether they
//! exist is for `course` to say. Nothing here knows how a step is shown.

mod cue;
mod mission;
mod parse;
mod scene;
mod written;

pub use cue::{Animation, Cue, InvalidSubject, Pane, Subject};
pub use mission::{Check, Design, Hints, Mission, Objective, ReplayError, design_goal, replay};
pub use parse::{is_lesson, parse};
pub use scene::Scene;

use std::ops::Range;

use crate::markdown::Block;
use crate::requirement::RequirementId;

/// The folder that lessons and their topologies stand in.
pub const FOLDER: &str = "lessons/";

/// One lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// Its id, the name of its folder, such as `0-one-server`.
    pub id: String,
    /// The task that it teaches; `None` for a concept.
    pub task: Option<u8>,
    /// Its name.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// The lessons to do before it, by id.
    pub after: Vec<String>,
    /// What stands before the first step.
    pub intro: Vec<Block>,
    /// Its steps, in order; at least one.
    pub steps: Vec<Step>,
}

/// One step of a lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id, unique in the lesson: the slug of its heading, unless it says another.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The requirements that it teaches.
    pub teaches: Vec<RequirementId>,
    /// What the learner reads.
    pub prose: Vec<Block>,
    /// What happens on the board and beside it, in order.
    pub cues: Vec<Cue>,
    /// The task on the board.
    pub mission: Option<Mission>,
    /// What only the teacher sees, in Markdown; empty when there is nothing.
    pub notes: String,
    /// Where it stands in `lesson.md`, in bytes, half open.
    pub range: Range<usize>,
}

impl Lesson {
    /// The step with this id, with its place in the lesson.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == id)
    }

    /// The mission with this id, with the step that sets it.
    #[must_use]
    pub fn mission(&self, id: &str) -> Option<(&Step, &Mission)> {
        let missions = self.steps.iter().filter_map(|step| Some((step, step.mission.as_ref()?)));
        missions.into_iter().find(|(_, mission)| mission.id == id)
    }

    /// Every requirement that a step teaches, once, in the order of the steps.
    #[must_use]
    pub fn teaches(&self) -> Vec<&RequirementId> {
        let mut all: Vec<&RequirementId> = Vec::new();
        for id in self.steps.iter().flat_map(|step| &step.teaches) {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        all
    }
}

impl Step {
    /// The questions that it asks, by id.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        let asked = self.cues.iter().filter_map(|cue| match cue {
            Cue::Ask(ids) => Some(ids),
            _ => None,
        });
        asked.flatten().map(String::as_str)
    }
}

/// The id that a heading gives its step: lower case, apostrophes dropped, every run of characters other than ASCII letters
/// and digits one `-`, none at the ends.
///
/// ```
/// assert_eq!(spof::lesson::slug("What's an *A record*?"), "whats-an-a-record");
/// ```
#[must_use]
pub fn slug(heading: &str) -> String {
    let mut slug = String::new();
    for c in heading.chars().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// The path in the pack of a topology that a lesson names: in the lesson's folder, or below `lessons/` when the name
/// has a slash.
#[must_use]
pub fn topology_path(folder: &str, name: &str) -> String {
    if name.contains('/') { format!("{FOLDER}{name}") } else { format!("{folder}{name}") }
}
