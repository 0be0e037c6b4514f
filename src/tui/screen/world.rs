//! What every screen stands on: the course, the learner's progress, and how things are drawn here.

use std::collections::BTreeSet;

use strum::VariantArray;

use crate::course::Course;
use crate::diagram::Charset;
use crate::progress::{Attempt, Marker, MissionResult, Setting, Store};
use crate::tui::theme::{Theme, ThemeName};

/// The course, the progress and the look. Screens read it; only the app changes it.
pub struct World {
    /// The lessons, questions and rubrics.
    pub course: Course,
    /// What the learner has done.
    pub store: Store,
    /// Whether spof has the mouse, or the terminal has it for selecting text.
    pub mouse: bool,
    /// The characters that diagrams are drawn with.
    pub charset: Charset,
    /// What the order of questions and options is drawn from; the clock where none is given.
    pub seed: Option<u64>,
    theme: Theme,
}

/// Something that the app keeps in the learner's progress.
#[derive(Debug, Clone, PartialEq)]
pub enum Keep {
    /// An answer to a question.
    Attempt(Attempt),
    /// The end of a mission.
    Mission(MissionResult),
    /// The step that is open in a lesson.
    Step {
        /// The lesson's id.
        lesson: String,
        /// The step's id.
        step: String,
    },
    /// A step that is done.
    StepDone {
        /// The lesson's id.
        lesson: String,
        /// The step's id.
        step: String,
    },
    /// A quiz in progress; `None` when it is over.
    Session {
        /// The quiz's name.
        name: String,
        /// Its state, as the quiz reads it again.
        state: Option<String>,
    },
    /// A design under work; `None` when it is thrown away.
    Lab {
        /// The design's name.
        name: String,
        /// Its file's text and its edits, one a line.
        work: Option<(String, String)>,
    },
    /// A text that is being written.
    Draft {
        /// What it answers.
        name: String,
        /// The text so far.
        text: String,
    },
    /// That the learner holds the marking of the last answer to a question to be wrong.
    Appeal {
        /// The question's id.
        question: String,
    },
    /// A setting.
    Setting(Setting, String),
}

impl World {
    /// A world with this course and progress, looking as the learner has chosen before.
    #[must_use]
    pub fn new(course: Course, store: Store, fallback: ThemeName, charset: Charset) -> Self {
        let chosen = store.setting(Setting::Theme).and_then(|name| name.parse().ok());
        // Somebody who asks for no colour by the environment gets none, whatever was chosen before.
        let name = if fallback == ThemeName::Mono { fallback } else { chosen.unwrap_or(fallback) };
        let mouse = store.setting(Setting::Mouse).is_none_or(|value| value != "off");
        Self { course, store, mouse, charset, seed: None, theme: Theme::new(name) }
    }

    /// The theme in use.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// The theme after the one in use.
    #[must_use]
    pub fn next_theme(&self) -> ThemeName {
        let all = ThemeName::VARIANTS;
        let place = all.iter().position(|name| *name == self.theme.name()).unwrap_or(0);
        all[(place + 1) % all.len()]
    }

    /// Uses a theme from now on.
    pub fn use_theme(&mut self, name: ThemeName) {
        self.theme = Theme::new(name);
    }

    /// The steps of a lesson that are done.
    #[must_use]
    pub fn done(&self, lesson: &str) -> BTreeSet<String> {
        self.store.position(lesson).map(|position| position.done).unwrap_or_default()
    }

    /// Whether a question has been answered, well or not.
    #[must_use]
    pub fn has_answered(&self, question: &str) -> bool {
        !self.store.attempts(question).is_empty()
    }

    /// Whether a mission has been passed.
    #[must_use]
    pub fn has_passed(&self, mission: &str) -> bool {
        self.store.missions(mission).iter().any(|past| past.result.passed)
    }

    /// Keeps something in the learner's progress.
    pub fn keep(&mut self, keep: Keep) {
        let store = &mut self.store;
        match keep {
            Keep::Attempt(attempt) => {
                store.record(attempt);
            }
            Keep::Mission(result) => store.finish_mission(result),
            Keep::Step { lesson, step } => store.go_to(&lesson, &step),
            Keep::StepDone { lesson, step } => store.step_done(&lesson, &step),
            Keep::Session { name, state: Some(state) } => store.save_session(&name, &state),
            Keep::Session { name, state: None } => store.end_session(&name),
            Keep::Lab { name, work: Some((topology, log)) } => store.save_lab(&name, &topology, &log),
            Keep::Lab { name, work: None } => store.end_lab(&name),
            Keep::Draft { name, text } => store.save_draft(&name, &text),
            Keep::Appeal { question } => {
                if let Some(last) = store.attempts(&question).first() {
                    store.mark(last.id, Marker::Appealed);
                }
            }
            Keep::Setting(setting, value) => store.set(setting, &value),
        }
    }
}
