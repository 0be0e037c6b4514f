//! Texts that are typed: a field of one line, and an answer of many.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;
use ratatui_textarea::{CursorMove, Input, Key, TextArea, WrapMode};

use crate::text;
use crate::tui::input::Chord;
use crate::tui::theme::{Role, Theme};

/// One line being typed.
#[derive(Debug, Clone, Default)]
pub struct Field {
    area: TextArea<'static>,
}

impl Field {
    /// A field that holds this text, the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut field = Self::default();
        field.set(text);
        field
    }

    /// What has been typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// Replaces the text and puts the cursor at its end.
    pub fn set(&mut self, text: &str) {
        let line = text::safe(text).into_owned();
        self.area = TextArea::new(vec![line]);
        self.area.move_cursor(CursorMove::End);
    }

    /// Takes a key, and says whether the text has changed.
    pub fn key(&mut self, chord: Chord) -> bool {
        // As in a shell; the text area takes it for undo.
        if chord.ctrl && chord.code == KeyCode::Char('u') {
            return self.area.delete_line_by_head();
        }
        // The line has no second one to go to.
        let leaves = matches!(chord.code, KeyCode::Enter | KeyCode::Up | KeyCode::Down)
            || (chord.ctrl && matches!(chord.code, KeyCode::Char('m' | 'n' | 'p' | 'j' | 'v')));
        !leaves && input(chord).is_some_and(|input| self.area.input(input))
    }

    /// Takes pasted text, its line ends as spaces.
    pub fn paste(&mut self, pasted: &str) {
        self.area.insert_str(text::safe(&pasted.replace('\n', " ")).as_ref());
    }

    /// Draws the line with its cursor.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        styled(self.area.clone(), theme).render(area, buffer);
    }
}

/// A free-text answer being written.
#[derive(Debug, Clone, Default)]
pub struct Essay {
    area: TextArea<'static>,
}

impl Essay {
    /// An answer that begins with this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let lines = text::safe_block(text).lines().map(str::to_owned).collect();
        let mut area = TextArea::new(lines);
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.set_placeholder_text("Write your answer here, in your own words.");
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    /// What has been written.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Takes a key, and says whether the text has changed.
    pub fn key(&mut self, chord: Chord) -> bool {
        input(chord).is_some_and(|input| self.area.input(input))
    }

    /// Takes pasted text, line ends and all.
    pub fn paste(&mut self, pasted: &str) {
        self.area.insert_str(text::safe_block(pasted).as_ref());
    }

    /// Draws the text, with its cursor while it has the keys.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, active: bool, theme: &Theme) {
        let mut shown = styled(self.area.clone(), theme);
        if !active {
            shown.set_cursor_style(theme.style(Role::Text));
        }
        shown.render(area, buffer);
    }
}

fn styled(mut area: TextArea<'static>, theme: &Theme) -> TextArea<'static> {
    area.set_style(theme.style(Role::Text));
    area.set_cursor_line_style(theme.style(Role::Text));
    area.set_cursor_style(theme.style(Role::Text).add_modifier(Modifier::REVERSED));
    area.set_placeholder_style(theme.style(Role::Quiet));
    area
}

/// The key as the text area knows it; `None` for keys that type nothing.
fn input(chord: Chord) -> Option<Input> {
    let key = match chord.code {
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Enter => Key::Enter,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Delete => Key::Delete,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    };
    Some(Input { key, ctrl: chord.ctrl, alt: chord.alt, shift: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stays_one_harmless_line() {
        let mut field = Field::new("add");
        field.paste(" a\nb\x1b[31m");
        field.key(Chord::key(KeyCode::Enter));
        assert_eq!(field.text(), "add a b�[31m");
        assert!(field.key(Chord::key(KeyCode::Backspace)));
        assert_eq!(field.text(), "add a b�[31");
    }

    #[test]
    fn an_essay_keeps_its_lines() {
        let mut essay = Essay::new("one");
        essay.key(Chord::key(KeyCode::Enter));
        essay.paste("two\nthree");
        assert_eq!(essay.text(), "one\ntwo\nthree");
    }
}
