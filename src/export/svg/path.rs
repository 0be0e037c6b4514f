//! Ways of cells as the paths of an SVG file: straight pieces, rounded corners.

use crate::diagram::{Direction, Point};
use crate::export::escape::push;

/// The size of a cell in pixels: letters of 15 pixels in a usual monospace font are 9 wide.
pub(super) const CELL: (f32, f32) = (9.0, 18.0);
/// Free ground around the picture; the half puts upright and level lines on whole pixels.
pub(super) const MARGIN: (f32, f32) = (14.0, 14.5);

/// A place in the picture, in pixels.
pub(super) type Spot = (f32, f32);

/// The middle of a cell.
pub(super) fn middle(at: Point) -> Spot {
    (MARGIN.0 + (at.x as f32 + 0.5) * CELL.0, MARGIN.1 + (at.y as f32 + 0.5) * CELL.1)
}

/// From the middle of a cell to the middle of one of its sides.
pub(super) fn edge(at: Point, side: Direction) -> Spot {
    let (x, y) = middle(at);
    let (dx, dy) = step(side);
    (x + dx * CELL.0 / 2.0, y + dy * CELL.1 / 2.0)
}

/// One pixel towards a side.
pub(super) fn step(side: Direction) -> (f32, f32) {
    match side {
        Direction::Up => (0.0, -1.0),
        Direction::Right => (1.0, 0.0),
        Direction::Down => (0.0, 1.0),
        Direction::Left => (-1.0, 0.0),
    }
}

/// A path through spots that lie straight above or beside one another, with rounded corners.
pub(super) fn rounded(spots: &[Spot], radius: f32, closed: bool) -> String {
    let mut corners = corners(spots, closed);
    let mut path = String::new();
    if closed {
        // Begin in the middle of a side, so that the first corner is rounded like the others.
        let (first, second) = (corners[0], corners[1]);
        let start = (f32::midpoint(first.0, second.0), f32::midpoint(first.1, second.1));
        corners.rotate_left(1);
        corners.insert(0, start);
        corners.push(start);
    }
    let Some(&(x, y)) = corners.first() else { return path };
    push(&mut path, format_args!("M{x} {y}"));
    for (place, &corner) in corners.iter().enumerate().skip(1) {
        let before = corners[place - 1];
        let Some(&after) = corners.get(place + 1) else {
            push(&mut path, format_args!("L{} {}", corner.0, corner.1));
            break;
        };
        let near = |other: Spot| radius.min(length(corner, other) / 2.0);
        let (from, to) = (towards(corner, before, near(before)), towards(corner, after, near(after)));
        push(&mut path, format_args!("L{} {}Q{} {} {} {}", from.0, from.1, corner.0, corner.1, to.0, to.1));
    }
    if closed {
        path.push('Z');
    }
    path
}

/// The spots where the way turns, with its ends.
fn corners(spots: &[Spot], closed: bool) -> Vec<Spot> {
    let mut kept: Vec<Spot> = Vec::new();
    for &spot in spots {
        let straight = |a: Spot, b: Spot| {
            (a.0 - spot.0).abs() < 0.01 && (b.0 - spot.0).abs() < 0.01
                || (a.1 - spot.1).abs() < 0.01 && (b.1 - spot.1).abs() < 0.01
        };
        if let [.., a, b] = kept[..]
            && straight(a, b)
        {
            kept.pop();
        }
        kept.push(spot);
    }
    if closed && kept.len() > 1 && kept.first() == kept.last() {
        kept.pop();
    }
    kept
}

fn length(a: Spot, b: Spot) -> f32 {
    (a.0 - b.0).abs() + (a.1 - b.1).abs()
}

/// The spot so far from one spot on the way to another.
fn towards(from: Spot, to: Spot, far: f32) -> Spot {
    let whole = length(from, to).max(0.01);
    (from.0 + (to.0 - from.0) * far / whole, from.1 + (to.1 - from.1) * far / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_rounded_and_what_is_straight_is_one_piece() {
        let spots = [(0.0, 0.0), (10.0, 0.0), (20.0, 0.0), (20.0, 10.0), (20.0, 30.0)];
        assert_eq!(rounded(&spots, 4.0, false), "M0 0L16 0Q20 0 20 4L20 30");
        // No corner takes more than half of a piece.
        assert_eq!(rounded(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)], 9.0, false), "M0 0L2 0Q4 0 4 2L4 4");
    }

    #[test]
    fn a_closed_way_has_four_round_corners() {
        let path = rounded(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)], 2.0, true);
        assert_eq!(path.matches('Q').count(), 4);
        assert!(path.starts_with("M5 0L8 0Q10 0 10 2") && path.ends_with("L5 0Z"), "{path}");
    }

    #[test]
    fn a_way_of_one_cell_is_a_point() {
        assert_eq!(rounded(&[(1.0, 2.0)], 4.0, false), "M1 2");
        assert_eq!(rounded(&[], 4.0, false), "");
    }
}
