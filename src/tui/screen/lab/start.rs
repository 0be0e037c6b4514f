//! How the lab begins: with what was there last, a file, a copy from a lesson, or a mission.

use std::path::PathBuf;

use crate::lesson::Mission;
use crate::topology::{self, Edit, History, Topology};
use crate::tui::screen::World;

/// What the lab begins with.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// The design that was worked on last, or an empty board.
    Last,
    /// A file, already read.
    File {
        /// Where it is.
        path: PathBuf,
        /// What it says.
        topology: Box<Topology>,
    },
    /// A copy of what a lesson shows.
    Copy {
        /// The name under which the work is kept.
        name: String,
        /// The topology.
        topology: Box<Topology>,
    },
    /// The mission of a lesson's step.
    Mission {
        /// The lesson's id.
        lesson: String,
        /// The step's id.
        step: String,
    },
}

/// A lab that is about to begin.
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) file: Option<PathBuf>,
    pub(super) saved: Option<Topology>,
    pub(super) history: History,
    pub(super) mission: Option<(String, String, Mission)>,
    pub(super) notice: Option<String>,
}

impl Start {
    pub(super) fn open(self, world: &World) -> Opened {
        match self {
            Self::Last => {
                let fresh = world.course.topology("lessons/classics/c0.ron").unwrap_or_default();
                let kept = names("lab").filter_map(|name| Some((world.store.lab(&name)?.at, name)));
                let name = kept.max().map_or_else(|| "lab".to_owned(), |(_, name)| name);
                opened(name, fresh, world)
            }
            Self::File { path, topology } => {
                let name = format!("file {}", path.display());
                let mut opened = opened(name, (*topology).clone(), world);
                if !path.exists() {
                    let words = format!("{} does not exist yet; w writes it.", path.display());
                    opened.notice.get_or_insert(words);
                }
                Opened { file: Some(path), saved: Some(*topology), ..opened }
            }
            Self::Copy { name, topology } => {
                // A copy begins anew each time: it shows what the lesson shows.
                let history = History::new(*topology);
                Opened { name, file: None, saved: None, history, mission: None, notice: None }
            }
            Self::Mission { lesson, step } => {
                let found = world.course.lesson(&lesson).and_then(|lesson| lesson.step(&step));
                let Some(mission) = found.and_then(|(_, step)| step.mission.clone()) else {
                    return Self::Last.open(world);
                };
                let start = world.course.topology(&mission.start).unwrap_or_default();
                let name = format!("mission {}", mission.id);
                Opened { mission: Some((lesson, step, mission)), ..opened(name, start, world) }
            }
        }
    }
}

/// The names under which work on one thing is kept: its own, and those for other instances at the same time.
fn names(name: &str) -> impl Iterator<Item = String> {
    let others = (2..=9).map(move |number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(others)
}

/// A name for work on the same thing that nobody uses yet.
pub(super) fn other_name(name: &str, world: &World) -> Option<String> {
    let own = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    names(own).find(|name| world.store.lab(name).is_none())
}

/// Takes kept work up again: its edits are made once more on the same beginning, so that they can still be
/// taken back. Where the beginning has changed since, the kept design itself is taken, and the learner is told.
fn opened(name: String, beginning: Topology, world: &World) -> Opened {
    let mut history = History::new(beginning);
    let mut notice = None;
    let saved = world.store.lab(&name).filter(|saved| !saved.log.is_empty());
    if let Some(saved) = saved
        && let Ok(kept) = topology::parse(&name, &saved.topology)
    {
        let replayed = saved.log.lines().all(|line| {
            let edit = Edit::parse(line, history.current());
            edit.is_ok_and(|edit| history.apply(edit).is_ok())
        });
        notice = Some("Your work is as you left it.");
        if !replayed || *history.current() != kept {
            notice = Some(
                "It has changed elsewhere since. Here is your own work, as you left it; w keeps the other as a .bak file.",
            );
            history = History::new(kept);
        }
    }
    Opened { name, file: None, saved: None, history, mission: None, notice: notice.map(str::to_owned) }
}
