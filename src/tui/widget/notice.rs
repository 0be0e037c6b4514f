//! One message to the learner: in the last lines, or alone on the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use crate::text;
use crate::tui::theme::{Role, Theme};

/// Draws a message at the foot of the area: in its last line, or over as many of its last lines as it needs.
pub fn foot(area: Rect, buffer: &mut Buffer, message: &str, theme: &Theme) {
    const MARK: &str = " ▸ ";
    let message = text::safe(message);
    let lines = text::wrap(&message, usize::from(area.width).saturating_sub(text::width(MARK)));
    let height = (lines.len() as u16).min(area.height);
    let foot = Rect { y: area.bottom() - height, height, ..area };
    Clear.render(foot, buffer);
    buffer.set_style(foot, theme.ground());
    for ((number, line), row) in lines.into_iter().enumerate().zip(foot.rows()) {
        let mark = if number == 0 { MARK } else { "   " };
        Line::from(vec![
            Span::styled(mark, theme.style(Role::Warn)),
            Span::styled(&message[line], theme.style(Role::Strong)),
        ])
        .render(row, buffer);
    }
}

/// Draws a message alone, wrapped and in the middle of the area.
pub fn fill(area: Rect, buffer: &mut Buffer, message: &str, style: Style) {
    let lines = text::wrap(message, usize::from(area.width));
    let top = area.height.saturating_sub(lines.len() as u16) / 2;
    for (line, row) in lines.into_iter().zip(area.rows().skip(usize::from(top))) {
        Line::styled(&message[line], style).centered().render(row, buffer);
    }
}
