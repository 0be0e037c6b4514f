//! The tutor on the screen.
//!
//! A key press goes from [`terminal`] through [`input`] and [`keymap`] to the top [`screen`], which returns what it
//! wants done; [`app`] performs it. Screens draw with [`widget`]s in the roles of a [`theme`]. Only [`terminal`] knows
//! that there is a terminal: everything else works on a buffer, as the tests do.

pub mod action;
pub mod app;
pub mod input;
pub mod keymap;
pub mod screen;
pub mod terminal;
pub mod theme;
pub mod widget;

use crate::course::Course;
use crate::diagram::Charset;
use crate::progress::{Notice, Setting, Store};
use app::App;
use screen::{Destination, World};
pub use terminal::Error;
use theme::ThemeName;

/// What the tutor starts with.
pub struct Start {
    /// The lessons, questions and rubrics.
    pub course: Course,
    /// What the learner has done.
    pub store: Store,
    /// The place to open.
    pub open: Destination,
    /// The theme for a learner who has chosen none; the one without colour is used whatever was chosen.
    pub theme: ThemeName,
    /// The characters that diagrams are drawn with.
    pub charset: Charset,
    /// What the order of questions and options is drawn from; the clock where none is given.
    pub seed: Option<u64>,
    /// Whether spof takes the mouse; `false` leaves it to the terminal whatever was chosen.
    pub mouse: bool,
}

/// Runs the tutor until the learner leaves it. Somebody who is new is shown the first keys before anything else.
///
/// Gives what the learner has to be told after the end: that something could not be saved.
///
/// # Errors
/// [`Error`] when there is no terminal, or it fails.
pub fn run(start: Start) -> Result<Option<Notice>, Error> {
    let new = start.store.setting(Setting::FirstRunShown).is_none();
    let mut world = World::new(start.course, start.store, start.theme, start.charset);
    world.mouse &= start.mouse;
    world.seed = start.seed;
    let mut app = App::new(world, start.open);
    if new {
        app.welcome();
    }
    terminal::run(&mut app)?;
    Ok(app.end())
}
