//! The last line: the few keys that help now, read from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::text;
use crate::tui::input::Chord;
use crate::tui::theme::{Role, Theme};

/// Draws as many keys as fit, whole ones only; the last one, which shows all keys, always has its place.
pub fn draw(area: Rect, buffer: &mut Buffer, keys: &[(Chord, &'static str)], theme: &Theme) {
    let width = |(key, word): &(Chord, &str)| text::width(&format!("{key} {word}")) + 3;
    let is_help = |(_, word): &&(Chord, &str)| *word == "keys";
    let kept = keys.iter().find(is_help).map_or(0, width);
    let mut room = usize::from(area.width).saturating_sub(1 + kept);
    let mut spans = vec![Span::raw(" ")];
    for entry in keys.iter().filter(|entry| !is_help(entry)).chain(keys.iter().filter(is_help)) {
        if !is_help(&entry) {
            if width(entry) > room {
                continue;
            }
            room -= width(entry);
        }
        let (key, word) = entry;
        spans.push(Span::styled(key.to_string(), theme.style(Role::Key)));
        spans.push(Span::styled(format!(" {word}   "), theme.style(Role::Quiet)));
    }
    Line::from(spans).render(area, buffer);
}
