//! A framed pane with a title, and a window in the middle of the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Clear, Padding, Widget};

use crate::tui::theme::{Role, Theme};

/// Draws a frame with its title and returns the room inside it.
pub fn draw(area: Rect, buffer: &mut Buffer, title: &str, active: bool, theme: &Theme) -> Rect {
    let frame = theme.style(if active { Role::FrameActive } else { Role::Frame });
    let mut block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(frame)
        .padding(Padding::horizontal(1));
    if !title.is_empty() {
        block = block.title(Line::styled(format!(" {title} "), theme.style(Role::Title)));
    }
    let inside = block.inner(area);
    block.render(area, buffer);
    inside
}

/// Clears a window of at most this size in the middle of the area, frames it and returns the room inside.
pub fn window(area: Rect, buffer: &mut Buffer, title: &str, size: (u16, u16), theme: &Theme) -> Rect {
    let window = area.centered(Constraint::Length(size.0), Constraint::Length(size.1));
    Clear.render(window, buffer);
    buffer.set_style(window, theme.ground());
    draw(window, buffer, title, true, theme)
}
