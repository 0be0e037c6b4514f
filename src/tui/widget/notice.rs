//! One message to the learner: in the last line, or alone on the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::text;
use crate::tui::theme::{Role, Theme};

/// Draws a message in the last line.
pub fn line(area: Rect, buffer: &mut Buffer, message: &str, theme: &Theme) {
    Line::from(vec![
        Span::styled(" ▸ ", theme.style(Role::Warn)),
        Span::styled(text::safe(message), theme.style(Role::Strong)),
    ])
    .render(area, buffer);
}

/// Draws a message alone, wrapped and in the middle of the area.
pub fn fill(area: Rect, buffer: &mut Buffer, message: &str, style: Style) {
    let lines = text::wrap(message, usize::from(area.width));
    let top = area.height.saturating_sub(lines.len() as u16) / 2;
    for (line, row) in lines.into_iter().zip(area.rows().skip(usize::from(top))) {
        Line::styled(&message[line], style).centered().render(row, buffer);
    }
}
