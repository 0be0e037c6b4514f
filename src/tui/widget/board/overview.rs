//! The overview of a picture that is larger than its pane: its boxes as blocks, and where the window is.
//!
//! ```text
//! ┌──────────┐
//! │   ■      │   what is in reverse is what the window shows
//! │ ■■  ■■   │
//! └──────────┘
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use crate::diagram::{Charset, Drawing, Picture, Point, Role as Part};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::picture::Window;

/// The least pane that leaves room for it.
const LEAST: (usize, usize) = (36, 12);
/// The most columns of it, its border left out.
const MOST: usize = 24;

/// The blocks of an overview.
pub(super) struct Overview {
    /// Its columns and rows, the border left out.
    size: (usize, usize),
    /// The columns and rows of the picture.
    whole: (usize, usize),
    /// By cell: whether a box is there.
    boxes: Vec<bool>,
}

impl Overview {
    /// The overview of a drawing for a pane of this size; none where that is too small.
    pub(super) fn new(drawing: &Drawing, pane: (usize, usize)) -> Option<Self> {
        let whole = drawing.size();
        if pane.0 < LEAST.0 || pane.1 < LEAST.1 || drawing.is_refused() {
            return None;
        }
        let width = (pane.0 / 5).clamp(6, MOST).min(whole.0);
        let height = (width * whole.1 / whole.0).clamp(2, pane.1 / 3).min(whole.1);
        let mut overview = Self { size: (width, height), whole, boxes: vec![false; width * height] };
        for area in drawing.boxes() {
            let (left, top) = overview.scaled(area.x, area.y);
            let (right, bottom) = overview.scaled(area.right(), area.bottom());
            for y in top..=bottom {
                overview.boxes[y * width + left..=y * width + right].fill(true);
            }
        }
        Some(overview)
    }

    /// The cell of the overview in which a cell of the picture is.
    fn scaled(&self, x: usize, y: usize) -> (usize, usize) {
        (
            (x * self.size.0 / self.whole.0).min(self.size.0 - 1),
            (y * self.size.1 / self.whole.1).min(self.size.1 - 1),
        )
    }

    /// Where it stands on the screen, its border included: in the corner of the pane where it hides least.
    pub(super) fn area(&self, pane: Rect, picture: &Picture, window: &Window) -> Rect {
        let (width, height) = (self.size.0 as u16 + 2, self.size.1 as u16 + 2);
        let (right, bottom) =
            (pane.right().saturating_sub(width + 1), pane.bottom().saturating_sub(height + 1));
        let corners = [(right, bottom), (right, pane.y + 1), (pane.x + 1, bottom), (pane.x + 1, pane.y + 1)];
        let hidden = |&(x, y): &(u16, u16)| {
            let cells = Rect { x, y, width, height }.positions();
            let points = cells.filter_map(|at| window.point(at));
            points.filter(|point| picture.cell(point.x, point.y).role != Part::Blank).count()
        };
        let (x, y) = corners.into_iter().min_by_key(hidden).unwrap_or((right, bottom));
        Rect { x, y, width, height }.intersection(pane)
    }

    /// The cell of the picture that a position in the overview stands for.
    pub(super) fn point(&self, area: Rect, at: Position) -> Option<Point> {
        area.contains(at).then(|| {
            let inside =
                |at: u16, from: u16, size: usize| usize::from(at.saturating_sub(from + 1)).min(size - 1);
            let (x, y) = (inside(at.x, area.x, self.size.0), inside(at.y, area.y, self.size.1));
            let middle = |at: usize, size: usize, whole: usize| (2 * at + 1) * whole / (2 * size);
            Point::new(middle(x, self.size.0, self.whole.0), middle(y, self.size.1, self.whole.1))
        })
    }

    /// Draws it over the picture.
    pub(super) fn draw(
        &self,
        area: Rect,
        buffer: &mut Buffer,
        window: &Window,
        charset: Charset,
        theme: &Theme,
    ) {
        let (column, row) = window.scroll();
        let seen = window.area();
        let from = self.scaled(column, row);
        let last = |from: usize, length: u16| (from + usize::from(length)).saturating_sub(1);
        let to = self.scaled(last(column, seen.width), last(row, seen.height));
        let block = if charset == Charset::Unicode { "■" } else { "#" };
        for at in area.positions() {
            let (x, y) = (usize::from(at.x - area.x), usize::from(at.y - area.y));
            let Some(cell) = buffer.cell_mut(at) else { continue };
            let (left, right) = (x == 0, x == self.size.0 + 1);
            let (top, bottom) = (y == 0, y == self.size.1 + 1);
            if left || right || top || bottom {
                let sign = edge((left, right, top, bottom), charset);
                cell.set_symbol(sign).set_style(theme.style(Role::Key));
                continue;
            }
            let (x, y) = (x - 1, y - 1);
            let inside = (from.0..=to.0).contains(&x) && (from.1..=to.1).contains(&y);
            let style = theme.style(Role::Box);
            let style = if inside { style.add_modifier(Modifier::REVERSED) } else { style };
            let has_box = self.boxes.get(y * self.size.0 + x).copied().unwrap_or(false);
            cell.reset();
            cell.set_symbol(if has_box { block } else { " " }).set_style(theme.ground()).set_style(style);
        }
    }
}

fn edge((left, right, top, bottom): (bool, bool, bool, bool), charset: Charset) -> &'static str {
    let [corners, level, upright] = match charset {
        Charset::Unicode => [["┌", "┐", "└", "┘"], ["─"; 4], ["│"; 4]],
        Charset::Ascii => [[".", ".", "'", "'"], ["-"; 4], ["|"; 4]],
    };
    match (left, right, top, bottom) {
        (true, _, true, _) => corners[0],
        (_, true, true, _) => corners[1],
        (true, _, _, true) => corners[2],
        (_, true, _, true) => corners[3],
        (_, _, false, false) => upright[0],
        _ => level[0],
    }
}
