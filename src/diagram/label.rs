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
    let beside = find_beside(canvas, line, label).map(|place| (place, false));
    beside.or_else(|| find_within(canvas, line, label.width()).map(|place| (place, true)))
}

/// Finds the place beside an upright piece of a line that is nearest to its tail, or to where the label says.
fn find_beside(canvas: &Canvas, line: &Line, label: &Label) -> Option<Place> {
    let width = label.width();
    let tail = label.near.or(line.ways.first().map(|way| way.tail)).unwrap_or_default();
    let beside = |x: i32, y: i32| {
        if !canvas.is_bare((x, y), line.family, Direction::Down) || canvas.is_boxed((x, y)) {
            None
        } else if canvas.is_blank(x + 1, x + NEAR + width + CLEAR, y) {
            Some((x + 1 + NEAR, y))
        } else if canvas.is_blank(x - NEAR - width - CLEAR, x - 1, y) {
            Some((x - NEAR - width, y))
        } else {
            None
        }
    };
    let mut best: Option<((i32, i32, i32), Place)> = None;
    for segment in line.segments.iter().filter(|segment| segment.from.0 == segment.to.0) {
        let (x, from, to) = (segment.from.0, segment.from.1, segment.to.1);
        for y in from.min(to)..=from.max(to) {
            let key = ((x - tail.0).abs() + (y - tail.1).abs(), y, x);
            if best.is_none_or(|(nearest, _)| key < nearest)
                && let Some(place) = beside(x, y)
            {
                best = Some((key, place));
            }
        }
    }
    best.map(|(_, place)| place)
}

/// Finds a place in a level piece of a line, with a cell of it at either side besides a blank.
fn find_within(canvas: &Canvas, line: &Line, width: i32) -> Option<Place> {
    let outside = |at: &Place| !canvas.is_boxed(*at);
    let within = |segment: &super::line::Segment| {
        let (left, right) = (segment.from.0.min(segment.to.0), segment.from.0.max(segment.to.0));
        let y = segment.from.1;
        if segment.to.1 != y || right - left <= width + 4 || !outside(&segment.from) || !outside(&segment.to)
        {
            return None;
        }
        let mut bare = 0;
        let last = (left + 1..right - 1).find(|&x| {
            bare = if canvas.is_bare((x, y), line.family, Direction::Right) { bare + 1 } else { 0 };
            bare == width + 4
        });
        last.map(|last| (last - width - 1, y))
    };
    line.segments.iter().find_map(within)
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
