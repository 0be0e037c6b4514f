//! Screens: what each shows, what it does with what the learner asks for, and what it wants done.
//!
//! A screen changes only itself. What reaches beyond it (other screens, the learner's progress, the
//! terminal) it returns as [`Effect`]s, which the app performs.

pub mod find;
pub mod help;
pub mod home;
pub mod lab;
pub mod lesson;
pub mod page;
pub mod quiz;
pub mod term;
pub mod welcome;
mod world;

use std::path::PathBuf;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::action::Action;
use super::input::{Chord, Mouse};
use super::keymap::Context;
use super::theme::ThemeName;
pub use world::{Keep, World};

/// One thing that happened to a screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The learner asked for this by a key.
    Action(Action),
    /// A key without a meaning in the open contexts: typing.
    Key(Chord),
    /// The mouse did something over the screen.
    Mouse(Mouse),
    /// A text was pasted, control characters already taken out.
    Paste(String),
    /// The time that [`Screen::tick`] asked for has passed.
    Tick(Duration),
    /// The screen is on top: it has been opened, or the one above it was closed.
    Shown,
}

/// A place in the program that anything can lead to.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    /// The course map.
    Home,
    /// The first steps of somebody new to terminal programs.
    Welcome,
    /// A step of a lesson; where the learner stopped, when none is named.
    Lesson {
        /// The lesson's id.
        lesson: String,
        /// The step's id.
        step: Option<String>,
    },
    /// The quiz of a task.
    Quiz {
        /// The task, in `0..=3`.
        task: u8,
    },
    /// The check questions of a step.
    Check {
        /// The questions, by id.
        questions: Vec<String>,
    },
    /// The lab.
    Lab(lab::Start),
    /// A term of the field, in a sentence or two.
    Term(String),
    /// What there is to read about a diagram.
    Page(page::Page),
    /// The search.
    Find,
}

/// A design to be written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// Where to.
    pub path: PathBuf,
    /// The design, as the text of a topology file.
    pub text: String,
    /// Whether a file that is there already may be written over.
    pub overwrite: bool,
    /// The name under which the work is kept until it is saved.
    pub work: String,
}

/// What a screen wants done beyond itself.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Go to a place; coming back leads here.
    Open(Destination),
    /// Go to a place instead of this one.
    Replace(Destination),
    /// Close this screen.
    Close,
    /// Close this screen, then let the one below act as if a key had asked for it.
    CloseAnd(Action),
    /// Tell the learner something in one line.
    Notice(String),
    /// Keep something in the learner's progress.
    Keep(Keep),
    /// Write a design to a file, keeping what was there as `FILE.bak`.
    Save(Save),
    /// Use a theme from now on.
    Theme(ThemeName),
}

/// One screen of the tutor.
pub trait Screen {
    /// The key contexts that are open, the nearest first. What holds everywhere is added by the app.
    fn contexts(&self) -> Vec<Context>;

    /// Whether letters are typed into a text just now, so that they are no commands.
    fn typing(&self) -> bool {
        false
    }

    /// Whether the screen below stays visible around it.
    fn overlay(&self) -> bool {
        false
    }

    /// What it has to tell the learner when it opens.
    fn greeting(&self) -> Option<String> {
        None
    }

    /// How soon it wants a [`Event::Tick`]; `None` while nothing moves.
    fn tick(&self) -> Option<Duration> {
        None
    }

    /// Acts on an event; `area` is where the screen was drawn last.
    fn update(&mut self, event: Event, area: Rect, world: &World) -> Vec<Effect>;

    /// Draws the screen. It changes nothing.
    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World);
}

/// Makes the screen of a place; where the course does not have it, says so.
///
/// # Errors
/// What to tell the learner.
pub fn open(destination: Destination, world: &World) -> Result<Box<dyn Screen>, String> {
    Ok(match destination {
        Destination::Home => Box::new(home::Home::new(world)),
        Destination::Welcome => Box::new(welcome::Welcome::default()),
        Destination::Find => Box::new(find::Find::new(&[], world)),
        Destination::Page(page) => Box::new(page::Reader::new(page)),
        Destination::Lab(start) => Box::new(lab::Lab::open(start, world)),
        Destination::Lesson { lesson, step } => {
            let open = lesson::Lesson::open(&lesson, step.as_deref(), world);
            Box::new(
                open.ok_or_else(|| {
                    format!("The course has no lesson “{lesson}”; ctrl-p lists what it has.")
                })?,
            )
        }
        Destination::Quiz { task } => {
            let open = quiz::Quiz::of_task(task, world);
            Box::new(open.ok_or_else(|| format!("There are no questions on task {task} yet."))?)
        }
        Destination::Check { questions } => {
            let open = quiz::Quiz::check(questions, world);
            Box::new(open.ok_or("The course has no such question.")?)
        }
        Destination::Term(name) => {
            let open = term::Term::open(&name, world);
            Box::new(open.ok_or_else(|| format!("The glossary has no “{name}”."))?)
        }
    })
}
