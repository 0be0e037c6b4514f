//! Places for the labels of nets and the titles of frames: cells that nothing else uses, next to the
//! thing named and clearly apart from every other line.

use super::canvas::Canvas;
use super::columns::Room;
use super::glyph::Direction;
use super::line::{Label, Line, Place};
use super::route::Area;

/// The blanks between a line and its label, and at least one more to any other line.
const NEAR: i32 = 1;
const CLEAR: i32 = 2;

/// The columns that a port must keep free so that its label is sure to fit.
pub(super) fn room_for(label: &Label) -> i32 {
    NEAR + label.width() + CLEAR - 1
}

/// Finds a place for a net's label: beside its line near the tail, else elsewhere beside it, else in it.
pub(super) fn find(canvas: &Canvas, line: &Line, label: &Label) -> Option<(Place, bool)> {
    let width = label.width();
    let beside = |&(x, y): &Place| {
        let right = (x + 1 + NEAR, y);
        let left = (x - NEAR - width, y);
        let blank = |from: i32, to: i32| (from..=to).all(|x| canvas.is_blank((x, y)));
        if blank(x + 1, x + NEAR + width + CLEAR) {
            Some(right)
        } else if blank(x - NEAR - width - CLEAR, x - 1) {
            Some(left)
        } else {
            None
        }
    };
    let upright = upright_cells(canvas, line);
    if let Some(place) = upright.iter().find_map(beside) {
        return Some((place, false));
    }
    let inline = |segment: &super::line::Segment| {
        let (left, right) = (segment.from.0.min(segment.to.0), segment.from.0.max(segment.to.0));
        let y = segment.from.1;
        let fits = |from: &i32| {
            (*from - 2..*from + width + 2).all(|x| canvas.is_bare((x, y), line.family, Direction::Right))
        };
        (segment.to.1 == y && right - left > width + 4)
            .then(|| (left + 3..right - width - 2).find(fits).map(|x| (x, y)))
            .flatten()
    };
    line.segments.iter().find_map(inline).map(|place| (place, true))
}

/// The cells where only this line runs upright, those nearest to the tail first.
fn upright_cells(canvas: &Canvas, line: &Line) -> Vec<Place> {
    let tail = line.ways.first().map_or((0, 0), |way| way.tail);
    let mut cells: Vec<Place> = line
        .segments
        .iter()
        .filter(|segment| segment.from.0 == segment.to.0)
        .flat_map(|segment| segment.cells().map(|(at, _)| at))
        .filter(|&at| canvas.is_bare(at, line.family, Direction::Down))
        .collect();
    cells.sort_by_key(|&(x, y)| ((x - tail.0).abs() + (y - tail.1).abs(), y, x));
    cells.dedup();
    cells
}

/// Finds the column of a frame's title in its top border.
pub(super) fn find_title(canvas: &Canvas, frame: Area, width: i32) -> Option<i32> {
    let fits = |from: &i32| (*from - 1..=*from + width).all(|x| canvas.is_bare_border((x, frame.y)));
    (frame.x + 2..frame.right() - width - 1).find(fits)
}

/// Widens what had no room; tells whether anything changed.
pub(super) fn widen(room: &mut Room, ports: &[(usize, i32)], frames: &[(usize, i32)]) -> bool {
    let mut changed = false;
    for &(port, columns) in ports {
        changed |= room.ports[port] < columns;
        room.ports[port] = room.ports[port].max(columns);
    }
    for &(frame, columns) in frames {
        changed |= room.frames[frame] < columns;
        room.frames[frame] = room.frames[frame].max(columns);
    }
    changed
}
