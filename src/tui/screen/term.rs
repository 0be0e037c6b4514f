//! A term of the glossary, over the screen that asked for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::course::Term as Entry;
use crate::tui::action::Action;
use crate::tui::input::MouseKind;
use crate::tui::keymap::Context;
use crate::tui::screen::{Effect, Event, Screen, World};
use crate::tui::widget::{pane, prose};

/// A term being read.
pub struct Term {
    term: Entry,
}

impl Term {
    /// The term with this name; `None` when the glossary does not have it.
    #[must_use]
    pub fn open(name: &str, world: &World) -> Option<Self> {
        let term = world.course.terms().iter().find(|term| term.name == name)?;
        Some(Self { term: term.clone() })
    }
}

impl Screen for Term {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Window]
    }

    fn overlay(&self) -> bool {
        true
    }

    fn update(&mut self, event: Event, _: Rect, _: &World) -> Vec<Effect> {
        let pressed = matches!(&event, Event::Mouse(mouse) if mouse.kind == MouseKind::Press);
        if pressed || event == Event::Action(Action::Back) { vec![Effect::Close] } else { Vec::new() }
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let width = 64.min(area.width);
        let lines = prose::lines(&self.term.text, usize::from(width.saturating_sub(4)), theme);
        let height = (lines.len() as u16 + 2).min(area.height);
        let inside = pane::window(area, buffer, &self.term.name, (width, height), theme);
        prose::draw(inside, buffer, &lines, 0);
    }
}
