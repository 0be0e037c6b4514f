//! What there is to read about a diagram, over the screen that shows it: its legend, or the design in sentences.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::diagram::Picture;
use crate::text;
use crate::tui::action::Action;
use crate::tui::input::MouseKind;
use crate::tui::keymap::Context;
use crate::tui::screen::{Destination, Effect, Event, Screen, World};
use crate::tui::theme::Role;
use crate::tui::widget::board::Board;
use crate::tui::widget::picture::{self, Window};
use crate::tui::widget::{aside, pane};

/// The widest that a page of text gets, in columns.
const WIDEST: u16 = 90;

/// What is on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    /// What the lines and signs of a diagram mean.
    Legend(Box<Picture>),
    /// Paragraphs of sentences.
    Sentences(Vec<Vec<String>>),
}

/// Opens the page on a board that a key asks for.
pub(super) fn open(action: Action, board: &Board) -> Vec<Effect> {
    let page = match action {
        Action::Legend => Page::Legend(Box::new(board.legend())),
        _ => Page::Sentences(board.description().paragraphs),
    };
    vec![Effect::Open(Destination::Page(page))]
}

/// A page being read.
pub struct Reader {
    page: Page,
    scroll: usize,
}

impl Reader {
    /// Opens a page at its top.
    #[must_use]
    pub fn new(page: Page) -> Self {
        Self { page, scroll: 0 }
    }

    fn title(&self) -> &'static str {
        match self.page {
            Page::Legend(_) => "What the diagram shows",
            Page::Sentences(_) => "The design in words",
        }
    }

    /// The size of the window on the page, and how many rows the page has.
    fn size(&self, area: Rect) -> ((u16, u16), usize) {
        let (width, rows) = match &self.page {
            Page::Legend(legend) => (legend.width as u16 + 4, legend.height),
            Page::Sentences(_) => {
                let width = WIDEST.min(area.width.saturating_sub(4));
                (width, self.lines(width).len())
            }
        };
        ((width.min(area.width), (rows as u16).saturating_add(2).min(area.height)), rows)
    }

    /// The sentences as lines for a window of this width.
    fn lines(&self, width: u16) -> Vec<String> {
        let Page::Sentences(paragraphs) = &self.page else { return Vec::new() };
        let width = usize::from(width.saturating_sub(4)).max(1);
        let mut lines: Vec<String> = Vec::new();
        for paragraph in paragraphs {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            for sentence in paragraph {
                let sentence = text::safe(sentence);
                let rows = text::wrap(&sentence, width);
                lines.extend(rows.into_iter().map(|range| sentence[range].trim_end().to_owned()));
            }
        }
        lines
    }
}

impl Screen for Reader {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Window, Context::List]
    }

    fn overlay(&self) -> bool {
        true
    }

    fn update(&mut self, event: Event, area: Rect, _: &World) -> Vec<Effect> {
        let ((_, height), rows) = self.size(area);
        let page = usize::from(height.saturating_sub(2));
        let wanted = match event {
            Event::Action(Action::Back) => return vec![Effect::Close],
            Event::Mouse(mouse) => match mouse.kind {
                MouseKind::Press => return vec![Effect::Close],
                MouseKind::WheelUp => self.scroll.saturating_sub(2),
                MouseKind::WheelDown => self.scroll + 2,
                _ => self.scroll,
            },
            Event::Action(Action::Up) => self.scroll.saturating_sub(1),
            Event::Action(Action::Down) => self.scroll + 1,
            Event::Action(Action::PageUp) => self.scroll.saturating_sub(page),
            Event::Action(Action::PageDown) => self.scroll + page,
            Event::Action(Action::First) => 0,
            Event::Action(Action::Last) => rows,
            _ => self.scroll,
        };
        self.scroll = wanted.min(rows.saturating_sub(page));
        Vec::new()
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let (size, rows) = self.size(area);
        let inside = pane::window(area, buffer, self.title(), size, theme);
        match &self.page {
            Page::Legend(legend) => {
                let window = Window::new(inside, (legend.width, legend.height), (0, self.scroll));
                picture::draw(inside, buffer, legend, &window, world.charset, theme);
            }
            Page::Sentences(_) => {
                let lines = self.lines(size.0);
                for (line, row) in lines.into_iter().skip(self.scroll).zip(inside.rows()) {
                    Line::styled(line, theme.style(Role::Text)).render(row, buffer);
                }
                if self.scroll + usize::from(inside.height) < rows
                    && let Some(last) = inside.rows().next_back()
                {
                    aside::right(last, buffer, Line::styled(" ▾ more", theme.style(Role::Key)));
                }
            }
        }
    }
}
