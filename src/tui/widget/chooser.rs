//! A list to choose from in a window, narrowed by typing a few letters.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::text;
use crate::tui::action::Action;
use crate::tui::input::{Chord, Mouse, MouseKind};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::typing::Field;
use crate::tui::widget::{aside, pane};

/// The widest and highest that the window gets.
const WINDOW: (u16, u16) = (72, 20);

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    /// What it is called, and what the search looks at.
    pub title: String,
    /// What stands at the end of its row.
    pub kind: String,
    /// What is chosen.
    pub value: T,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice<T> {
    /// Nothing yet.
    Open,
    /// The learner closed the list.
    Closed,
    /// The learner took this.
    Taken(T),
}

/// A list with its search.
#[derive(Debug, Clone)]
pub struct Chooser<T> {
    title: &'static str,
    field: Field,
    entries: Vec<Entry<T>>,
    found: Vec<usize>,
    chosen: usize,
}

impl<T: Clone> Chooser<T> {
    /// A list of these entries, all shown.
    #[must_use]
    pub fn new(title: &'static str, entries: Vec<Entry<T>>) -> Self {
        let found = (0..entries.len()).collect();
        Self { title, field: Field::default(), entries, found, chosen: 0 }
    }

    /// Acts on what a key asks for.
    pub fn act(&mut self, action: Action) -> Choice<T> {
        let last = self.found.len().saturating_sub(1);
        match action {
            Action::Back | Action::Find => return Choice::Closed,
            Action::Confirm => return self.take(self.chosen),
            Action::Up => self.chosen = self.chosen.checked_sub(1).unwrap_or(last),
            Action::Down => self.chosen = if self.chosen >= last { 0 } else { self.chosen + 1 },
            _ => {}
        }
        Choice::Open
    }

    /// Takes a key that types.
    pub fn key(&mut self, chord: Chord) {
        if self.field.key(chord) {
            self.search();
        }
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.search();
    }

    /// Acts on the mouse; `area` is the whole screen.
    pub fn mouse(&mut self, mouse: Mouse, area: Rect) -> Choice<T> {
        let places = self.places(area);
        let last = self.found.len().saturating_sub(1);
        match mouse.kind {
            MouseKind::WheelUp => self.chosen = self.chosen.saturating_sub(1),
            MouseKind::WheelDown => self.chosen = (self.chosen + 1).min(last),
            MouseKind::Press if places.list.contains(mouse.at) => {
                return self.take(self.first(places.list.height) + usize::from(mouse.at.y - places.list.y));
            }
            MouseKind::Press if !places.window.contains(mouse.at) => return Choice::Closed,
            _ => {}
        }
        Choice::Open
    }

    /// Draws the window in the middle of the area.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let places = self.places(area);
        let size = (places.window.width, places.window.height);
        pane::window(area, buffer, self.title, size, theme);
        Span::styled("› ", theme.style(Role::Key)).render(places.field, buffer);
        let typed =
            Rect { x: places.field.x + 2, width: places.field.width.saturating_sub(2), ..places.field };
        self.field.draw(typed, buffer, theme);
        if self.found.is_empty() {
            let hint = "Nothing has these letters in this order. Try fewer of them.";
            Line::styled(hint, theme.style(Role::Quiet)).render(places.list, buffer);
        }
        let shown = self.found.iter().enumerate().skip(self.first(places.list.height));
        for ((place, entry), row) in shown.zip(places.list.rows()) {
            draw_entry(row, buffer, &self.entries[*entry], place == self.chosen, theme);
        }
    }

    fn search(&mut self) {
        self.found = text::rank(self.field.text(), self.entries.iter().map(|entry| entry.title.as_str()));
        self.chosen = 0;
    }

    fn take(&self, place: usize) -> Choice<T> {
        match self.found.get(place) {
            Some(entry) => Choice::Taken(self.entries[*entry].value.clone()),
            None => Choice::Open,
        }
    }

    /// The first row that is shown, so that the chosen one is.
    fn first(&self, rows: u16) -> usize {
        (self.chosen + 1).saturating_sub(usize::from(rows))
    }

    fn places(&self, area: Rect) -> Places {
        let height = WINDOW.1.min(self.entries.len() as u16 + 4).max(6);
        let window = area.centered(Constraint::Max(WINDOW.0), Constraint::Max(height));
        let inside = Rect {
            x: window.x + 2,
            y: window.y + 1,
            width: window.width.saturating_sub(4),
            height: window.height.saturating_sub(2),
        };
        let [field, _, list] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)])
                .areas(inside);
        Places { window, field, list }
    }
}

struct Places {
    window: Rect,
    field: Rect,
    list: Rect,
}

fn draw_entry<T>(row: Rect, buffer: &mut Buffer, entry: &Entry<T>, chosen: bool, theme: &Theme) {
    if chosen {
        buffer.set_style(row, theme.style(Role::Selected));
    }
    let kind = text::safe(&entry.kind);
    let room = usize::from(row.width).saturating_sub(text::width(&kind) + 4);
    let title = text::safe(&entry.title);
    let sign = if chosen { "▸ " } else { "  " };
    Line::from(vec![Span::raw(sign), Span::raw(text::clip(&title, room))]).render(row, buffer);
    aside::right(row, buffer, Line::styled(kind, theme.style(Role::Quiet)));
}
