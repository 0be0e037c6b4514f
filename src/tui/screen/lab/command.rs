//! The command line: an edit typed as one line of text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::text;
use crate::topology::{Edit, Topology};
use crate::tui::input::Chord;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::typing::Field;

/// A command being typed.
#[derive(Debug, Clone, Default)]
pub(super) struct CommandLine {
    field: Field,
    /// How far back in the commands given before.
    back: usize,
    /// Ways to go on, and which of them is in the field.
    ways: Vec<String>,
    way: usize,
    refused: Option<String>,
}

impl CommandLine {
    pub(super) fn new(text: &str) -> Self {
        Self { field: Field::new(text), ..Self::default() }
    }

    pub(super) fn text(&self) -> &str {
        self.field.text()
    }

    pub(super) fn key(&mut self, chord: Chord) {
        if self.field.key(chord) {
            self.changed();
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.changed();
    }

    fn changed(&mut self) {
        self.ways.clear();
        self.refused = None;
        self.back = 0;
    }

    /// Puts the next word that can stand in the place of the last, unfinished one into the field.
    pub(super) fn complete(&mut self, topology: &Topology) {
        if self.ways.is_empty() {
            self.ways = Edit::complete(self.field.text(), topology);
            self.way = 0;
        } else {
            self.way = (self.way + 1) % self.ways.len();
        }
        let Some(way) = self.ways.get(self.way) else { return };
        let line = self.field.text();
        let before = line.rfind(' ').map_or("", |space| &line[..=space]);
        let line = format!("{before}{way}");
        self.field.set(&line);
        if self.ways.len() == 1 {
            self.ways.clear();
        }
    }

    /// Puts an earlier or later command into the field.
    pub(super) fn recall(&mut self, said: &[String], earlier: bool) {
        self.back = if earlier { (self.back + 1).min(said.len()) } else { self.back.saturating_sub(1) };
        let text = self.back.checked_sub(1).and_then(|back| said.iter().rev().nth(back));
        self.field.set(text.map_or("", String::as_str));
    }

    /// Keeps why the command could not be done.
    pub(super) fn refuse(&mut self, message: String) {
        self.refused = Some(message);
    }

    /// Draws the line, and above it what is wrong, or the ways to go on.
    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, topology: &Topology, theme: &Theme) {
        let line = Rect { y: area.bottom().saturating_sub(1), height: 1.min(area.height), ..area };
        let above = Rect { height: area.height.saturating_sub(1), ..area };
        Span::styled(" : ", theme.style(Role::Key)).render(line, buffer);
        let typed = Rect { x: line.x + 3, width: line.width.saturating_sub(3), ..line };
        self.field.draw(typed, buffer, theme);
        if let Some(message) = &self.refused {
            let message = text::safe_block(message);
            let rows = text::wrap(&message, usize::from(above.width.saturating_sub(3)));
            for (range, row) in rows.into_iter().zip(above.rows()) {
                Line::styled(format!("   {}", &message[range]), theme.style(Role::Bad)).render(row, buffer);
            }
            return;
        }
        let ways = if self.ways.is_empty() {
            Edit::complete(self.field.text(), topology)
        } else {
            self.ways.clone()
        };
        let words: Vec<&str> = ways.iter().map(String::as_str).take(40).collect();
        if let Some(row) = above.rows().next_back() {
            Line::styled(format!("   {}", words.join("  ")), theme.style(Role::Quiet)).render(row, buffer);
        }
    }
}
