//! The last line: the few keys that help now, read from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::text;
use crate::tui::input::Chord;
use crate::tui::theme::{Role, Theme};

/// Draws as many keys as fit, whole ones only; the last one, which shows all keys, always has its place.
pub fn draw(area: Rect, buffer: &mut Buffer, keys: &[(Chord, &'static str)], theme: &Theme) {
    for (place, (key, word)) in laid_out(area, keys) {
        Line::from(vec![
            Span::styled(key.to_string(), theme.style(Role::Key)),
            Span::styled(format!(" {word}"), theme.style(Role::Quiet)),
        ])
        .render(place, buffer);
    }
}

/// The key whose words are at a position of the screen.
#[must_use]
pub fn key_at(area: Rect, keys: &[(Chord, &'static str)], at: Position) -> Option<Chord> {
    laid_out(area, keys).into_iter().find(|(place, _)| place.contains(at)).map(|(_, (key, _))| key)
}

/// Where each key that fits is drawn.
fn laid_out(area: Rect, keys: &[(Chord, &'static str)]) -> Vec<(Rect, (Chord, &'static str))> {
    let width = |(key, word): &(Chord, &str)| text::width(&format!("{key} {word}")) as u16;
    let is_help = |(_, word): &&(Chord, &str)| *word == "keys";
    let kept: u16 = keys.iter().filter(is_help).map(|key| width(key) + 3).sum();
    let mut x = area.x + 1;
    let mut places = Vec::new();
    for key in keys.iter().filter(|key| !is_help(key)).chain(keys.iter().filter(is_help)) {
        let room = area.right().saturating_sub(x + if is_help(&key) { 0 } else { kept });
        if width(key) <= room {
            places.push((Rect { x, y: area.y, width: width(key), height: area.height.min(1) }, *key));
            x += width(key) + 3;
        }
    }
    places
}
