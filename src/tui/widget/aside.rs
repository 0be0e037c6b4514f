//! A word at the right end of a row, which leaves the rest of the row as it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// Draws a line at the right end of a row; its style is that of its own cells only.
pub fn right<'a>(row: Rect, buffer: &mut Buffer, line: impl Into<Line<'a>>) {
    let line = line.into();
    let width = (line.width() as u16).min(row.width);
    line.render(Rect { x: row.right() - width, width, ..row }, buffer);
}
