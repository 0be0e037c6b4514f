//! A diagram's picture on the screen: its roles and states as styles, and a window on what is larger than
//! the pane.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use crate::diagram::{Charset, Picture, Point, Role as Part, State};
use crate::tui::theme::{Role, Theme};

/// The part of a picture that a pane shows: centred where there is room, else from `scroll` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    area: Rect,
    /// The picture's column and row in the top left cell of `area`.
    scroll: (usize, usize),
}

impl Window {
    /// The window of a pane on a picture of this size. `scroll` is kept inside the picture.
    #[must_use]
    pub fn new(pane: Rect, size: (usize, usize), scroll: (usize, usize)) -> Self {
        let fit = |room: u16, length: usize, scroll: usize| {
            let shown = usize::from(room).min(length);
            let before = (usize::from(room) - shown) / 2;
            (before as u16, shown as u16, scroll.min(length - shown))
        };
        let (left, width, column) = fit(pane.width, size.0, scroll.0);
        // A picture stands a little above the middle, where the eye looks first.
        let (top, height, row) = fit(pane.height, size.1, scroll.1);
        let area = Rect { x: pane.x + left, y: pane.y + top.min(top / 2 + 1), width, height };
        Self { area, scroll: (column, row) }
    }

    /// Where on the screen the picture is.
    #[must_use]
    pub fn area(&self) -> Rect {
        self.area
    }

    /// The picture's column and row in the top left cell of that.
    #[must_use]
    pub fn scroll(&self) -> (usize, usize) {
        self.scroll
    }

    /// The picture's cell below a position of the screen.
    #[must_use]
    pub fn point(&self, at: Position) -> Option<Point> {
        self.area.contains(at).then(|| {
            let column = usize::from(at.x - self.area.x) + self.scroll.0;
            let row = usize::from(at.y - self.area.y) + self.scroll.1;
            Point::new(column, row)
        })
    }

    /// The scroll that brings a part of the picture into the window, moving as little as possible.
    #[must_use]
    pub fn showing(&self, part: crate::diagram::Rect) -> (usize, usize) {
        let fit = |scroll: usize, room: u16, from: usize, to: usize| {
            let room = usize::from(room);
            scroll.max(to.saturating_sub(room)).min(from)
        };
        (
            fit(self.scroll.0, self.area.width, part.x, part.x + part.width),
            fit(self.scroll.1, self.area.height, part.y, part.y + part.height),
        )
    }
}

/// Draws what the window shows of a picture, and at the pane's edges where there is more of it.
pub fn draw(
    pane: Rect,
    buffer: &mut Buffer,
    picture: &Picture,
    window: &Window,
    charset: Charset,
    theme: &Theme,
) {
    let area = window.area;
    for row in 0..area.height {
        for column in 0..area.width {
            let x = window.scroll.0 + usize::from(column);
            let y = window.scroll.1 + usize::from(row);
            let symbol = picture.glyph(x, y, charset);
            let Some(cell) = buffer.cell_mut((area.x + column, area.y + row)) else { continue };
            if symbol.is_empty() {
                continue;
            }
            let meant = picture.cell(x, y);
            cell.set_symbol(symbol).set_style(style(meant.role, meant.state, theme));
        }
    }
    more(pane, buffer, picture, window, charset, theme);
}

/// Draws what moves on a cell of a picture, over what is drawn already.
pub fn draw_packet(buffer: &mut Buffer, at: Point, symbol: &str, window: &Window, theme: &Theme) {
    let inside = |at: usize, scroll: usize, room: u16| {
        at.checked_sub(scroll).and_then(|place| u16::try_from(place).ok()).filter(|place| *place < room)
    };
    let column = inside(at.x, window.scroll.0, window.area.width);
    let row = inside(at.y, window.scroll.1, window.area.height);
    if let (Some(column), Some(row)) = (column, row)
        && let Some(cell) = buffer.cell_mut((window.area.x + column, window.area.y + row))
    {
        cell.set_symbol(symbol).set_style(theme.style(Role::Packet));
    }
}

/// Says at an edge that the picture goes on there.
fn more(
    pane: Rect,
    buffer: &mut Buffer,
    picture: &Picture,
    window: &Window,
    charset: Charset,
    theme: &Theme,
) {
    let (column, row) = window.scroll;
    let signs = match charset {
        Charset::Unicode => ["◂", "▸", "▴", "▾"],
        Charset::Ascii => ["<", ">", "^", "v"],
    };
    // As near to the middle of the edge as nothing is hidden.
    let free = |at: &(u16, u16)| {
        window.point((*at).into()).is_none_or(|point| picture.cell(point.x, point.y).role == Part::Blank)
    };
    let outward = |from: u16, length: u16| {
        let middle = length / 2;
        (0..length).map(move |step| {
            let aside = step.div_ceil(2);
            from + if step % 2 == 0 { middle.saturating_sub(aside) } else { (middle + aside).min(length - 1) }
        })
    };
    let beside = |x: u16| {
        let mut cells = outward(pane.y, pane.height).map(|y| (x, y));
        cells.find(free).unwrap_or((x, pane.y + pane.height / 2))
    };
    let along = |y: u16| {
        let mut cells = outward(pane.x, pane.width).map(|x| (x, y));
        cells.find(free).unwrap_or((pane.x + pane.width / 2, y))
    };
    let edges = [
        (column > 0, beside(pane.x)),
        (column + usize::from(window.area.width) < picture.width, beside(pane.right().saturating_sub(1))),
        (row > 0, along(pane.y)),
        (row + usize::from(window.area.height) < picture.height, along(pane.bottom().saturating_sub(1))),
    ];
    for ((there, at), sign) in edges.into_iter().zip(signs) {
        if there {
            let style = theme.style(Role::Key).add_modifier(Modifier::REVERSED);
            if let Some(cell) = buffer.cell_mut(at).filter(|_| pane.contains(at.into())) {
                cell.set_symbol(sign).set_style(style);
            }
        }
    }
}

fn style(part: Part, state: State, theme: &Theme) -> Style {
    let role = if state.has(State::PACKET) {
        Role::Packet
    } else if state.has(State::FAILED) {
        Role::Bad
    } else if state.has(State::HIGHLIGHTED) {
        Role::Highlight
    } else if state.has(State::DEGRADED)
        || state.has(State::BOTTLENECK)
        || (state.has(State::SPOF) && part == Part::Sign)
    {
        Role::Warn
    } else {
        match part {
            Part::Blank | Part::Component => Role::Part,
            Part::Frame => Role::Box,
            Part::ClusterFrame | Part::MonitoringLink => Role::Group,
            Part::Title => Role::Strong,
            Part::ClusterTitle => Role::Quiet,
            Part::Tag => Role::Key,
            Part::Link | Part::PeerLink => Role::Link,
            Part::Label => Role::LinkLabel,
            Part::Sign => Role::Warn,
        }
    };
    let style = theme.style(role);
    if state.has(State::SELECTED) { style.add_modifier(Modifier::REVERSED) } else { style }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::ThemeName;

    #[test]
    fn a_small_picture_stands_in_the_middle() {
        let window = Window::new(Rect::new(10, 5, 20, 9), (4, 3), (7, 7));
        assert_eq!(window.area, Rect::new(18, 7, 4, 3));
        assert_eq!(window.point(Position::new(18, 7)), Some(Point::new(0, 0)));
        assert_eq!(window.point(Position::new(17, 7)), None);
    }

    #[test]
    fn a_large_picture_scrolls_no_further_than_its_end() {
        let window = Window::new(Rect::new(0, 0, 10, 10), (30, 12), (99, 99));
        assert_eq!(window.scroll, (20, 2));
        assert_eq!(window.point(Position::new(9, 9)), Some(Point::new(29, 11)));
    }

    #[test]
    fn scrolling_to_a_part_moves_as_little_as_possible() {
        let window = Window::new(Rect::new(0, 0, 10, 10), (30, 30), (5, 5));
        let part = |x, y| crate::diagram::Rect { x, y, width: 4, height: 2 };
        assert_eq!(window.showing(part(6, 6)), (5, 5));
        assert_eq!(window.showing(part(20, 6)), (14, 5));
        assert_eq!(window.showing(part(0, 0)), (0, 0));
    }

    #[test]
    fn no_pane_is_too_small() {
        for size in [(0, 0), (1, 1), (3, 0)] {
            let pane = Rect::new(0, 0, size.0, size.1);
            let mut buffer = Buffer::empty(pane);
            let window = Window::new(pane, (30, 30), (5, 5));
            draw(
                pane,
                &mut buffer,
                &Picture::default(),
                &window,
                Charset::Unicode,
                &Theme::new(ThemeName::Dark),
            );
        }
    }
}
