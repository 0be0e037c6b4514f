//! Places for the labels of nets and the titles of frames: cells that nothing else uses, next to the
//! thing named and clearly apart from every other line.

use super::canvas::Canvas;
use super::columns::Room;
use super::glyph::Direction;
use super::line::{Label, Line, Place};
use super::plan::Plan;
use super::render::Tight;
use super::route::{Area, Layout};

/// The blanks between a line and its label, and at least one more to any other line.
pub(super) const NEAR: i32 = 1;
pub(super) const CLEAR: i32 = 2;

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
    let outside = |at: &Place| !canvas.is_boxed(*at);
    let upright = upright_cells(canvas, line, label);
    if let Some(place) = upright.iter().filter(|at| outside(at)).find_map(beside) {
        return Some((place, false));
    }
    let inline = |segment: &super::line::Segment| {
        let (left, right) = (segment.from.0.min(segment.to.0), segment.from.0.max(segment.to.0));
        let y = segment.from.1;
        let fits = |from: &i32| {
            (*from - 2..*from + width + 2).all(|x| canvas.is_bare((x, y), line.family, Direction::Right))
        };
        (segment.to.1 == y && outside(&segment.from) && outside(&segment.to) && right - left > width + 4)
            .then(|| (left + 3..right - width - 2).find(fits).map(|x| (x, y)))
            .flatten()
    };
    line.segments.iter().find_map(inline).map(|place| (place, true))
}

/// The cells where only this line runs upright, those nearest to the tail first, or to where the label says.
fn upright_cells(canvas: &Canvas, line: &Line, label: &Label) -> Vec<Place> {
    let tail = label.near.or(line.ways.first().map(|way| way.tail)).unwrap_or_default();
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

/// Finds the column of a text in a frame's top or bottom border.
pub(super) fn find_title(canvas: &Canvas, frame: Area, y: i32, width: i32) -> Option<i32> {
    (frame.x + 2..frame.right() - width - 1).find(|&x| title_fits(canvas, frame, (x, y), width))
}

/// Whether a text and a blank on either side cover nothing but border, and touch nothing that crosses it.
pub(super) fn title_fits(canvas: &Canvas, frame: Area, at: Place, width: i32) -> bool {
    let (from, to) = (at.0 - 2, at.0 + width + 1);
    (from.max(frame.x + 1)..=to.min(frame.right() - 1)).all(|x| canvas.is_bare_border((x, at.1)))
        && to <= frame.right()
}

/// Makes room for what found none. A label in a channel that does without a row for labels gets that row first.
pub(super) fn make_room(room: &mut Room, plan: &Plan, tight: &Tight, layout: &Layout) {
    let squeezed = room.squeeze.clone();
    for &number in &tight.lines {
        let Some(label) = &layout.lines[number].label else { continue };
        let Some(port) = label.port else {
            room.corridor = true;
            continue;
        };
        let net = &plan.nets[plan.ports[port].net];
        if net.from <= net.to && squeezed[net.from + 1] {
            room.squeeze[net.from + 1] = false;
        } else {
            room.ports[port] = room.ports[port].max(room_for(label));
        }
    }
    for &(frame, columns) in &tight.frames {
        room.frames[frame] = room.frames[frame].max(columns);
    }
}
