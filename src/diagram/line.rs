//! Lines: what a net, a bus, a bridge or a link within a box is drawn as.

use std::collections::VecDeque;

use super::glyph::{Direction, Stroke};
use super::graph::Link;
use super::picture::Role;

/// A cell by column and row, before the drawing's corner is known.
pub(super) type Place = (i32, i32);

/// A straight piece of a line, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) from: Place,
    pub(super) to: Place,
}

impl Segment {
    /// The cells from end to end, each with the sides where the piece goes on.
    pub(super) fn cells(self) -> impl Iterator<Item = (Place, [Option<Direction>; 2])> {
        let (dx, dy) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let length = dx.abs().max(dy.abs());
        let (forward, step) = match (dx.signum(), dy.signum()) {
            (1, _) => (Direction::Right, (1, 0)),
            (-1, _) => (Direction::Left, (-1, 0)),
            (_, -1) => (Direction::Up, (0, -1)),
            _ => (Direction::Down, (0, 1)),
        };
        (0..=length).map(move |at| {
            let sides = [(at > 0).then_some(forward.opposite()), (at < length).then_some(forward)];
            ((self.from.0 + at * step.0, self.from.1 + at * step.1), sides)
        })
    }
}

/// The text beside a line.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) text: String,
    /// How many links it is for.
    pub(super) count: usize,
    /// Where it begins; `None` until a free place is found.
    pub(super) at: Option<Place>,
    /// Whether it interrupts the line, with a blank at either side.
    pub(super) inline: bool,
    /// The port to widen when there is no place.
    pub(super) port: Option<usize>,
    /// The cell to stand near; the line's tail when absent.
    pub(super) near: Option<Place>,
}

/// A link's way along a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) link: usize,
    pub(super) tail: Place,
    pub(super) head: Place,
}

/// A line with everything that belongs to it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Lines of one family may share cells: they come from one component.
    pub(super) family: usize,
    pub(super) role: Role,
    pub(super) stroke: Stroke,
    pub(super) segments: Vec<Segment>,
    pub(super) arrows: Vec<(Place, Direction)>,
    /// Arms that lead to what the line belongs to and not to another cell of it.
    pub(super) caps: Vec<(Place, Direction)>,
    pub(super) ways: Vec<Way>,
    pub(super) label: Option<Label>,
}

impl Label {
    /// A label that has no place yet.
    pub(super) fn new(text: &str, count: usize) -> Self {
        Self { text: text.to_owned(), count, at: None, inline: false, port: None, near: None }
    }

    /// The label of a line for one link alone, and those that it stands for.
    pub(super) fn of_link(link: &Link) -> Self {
        Self::new(&link.label, link.count())
    }

    /// Its columns, with the number of links.
    pub(super) fn width(&self) -> i32 {
        let count = if self.count > 1 { 2 + self.count.to_string().len() } else { 0 };
        super::geometry::signed(crate::text::width(&self.text) + count)
    }
}

impl Line {
    /// A line without pieces; what is beside the requests is dotted.
    pub(super) fn new(family: usize, role: Role) -> Self {
        Self {
            family,
            role,
            stroke: if role == Role::Link { Stroke::Solid } else { Stroke::Dotted },
            segments: Vec::new(),
            arrows: Vec::new(),
            caps: Vec::new(),
            ways: Vec::new(),
            label: None,
        }
    }

    /// Adds a piece.
    pub(super) fn run(&mut self, from: Place, to: Place) {
        self.segments.push(Segment { from, to });
    }

    /// The cells of each link's way from tail to head: a line is a tree, so there is only one.
    pub(super) fn routes(&self, tracer: &mut Tracer) -> Vec<(usize, Vec<Place>)> {
        let Some(first) = self.ways.first() else { return Vec::new() };
        // All ways of a line have one end in common: the caller's, or the called's.
        let one_tail = self.ways.iter().all(|way| way.tail == first.tail);
        tracer.lay(&self.segments);
        tracer.lead_to(if one_tail { first.tail } else { first.head });
        let route = |way: &Way| {
            let mut cells = tracer.way_from(if one_tail { way.head } else { way.tail });
            if one_tail {
                cells.reverse();
            }
            (way.link, cells)
        };
        self.ways.iter().map(route).collect()
    }
}

/// Follows the cells of a line, on a sheet that is as large as the line and used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Tracer {
    /// By cell: the sides where the line goes on; whether it is reached from its root, and from which side.
    cells: Vec<u8>,
    corner: Place,
    width: usize,
    open: VecDeque<Place>,
}

/// A cell of a [`Tracer`] that is reached; the side follows in the bits above.
const REACHED: u8 = 1 << 4;

impl Tracer {
    fn index(&self, (x, y): Place) -> Option<usize> {
        let x = usize::try_from(x - self.corner.0).ok().filter(|x| *x < self.width)?;
        let y = usize::try_from(y - self.corner.1).ok()?;
        Some(y * self.width + x).filter(|index| *index < self.cells.len())
    }

    /// Lays a line's pieces on the sheet.
    fn lay(&mut self, segments: &[Segment]) {
        let ends = || segments.iter().flat_map(|run| [run.from, run.to]);
        let (left, top) = ends().fold((i32::MAX, i32::MAX), |(x, y), end| (x.min(end.0), y.min(end.1)));
        let (right, bottom) = ends().fold((i32::MIN, i32::MIN), |(x, y), end| (x.max(end.0), y.max(end.1)));
        self.cells.clear();
        if left > right {
            return;
        }
        self.corner = (left, top);
        self.width = left.abs_diff(right) as usize + 1;
        self.cells.resize(self.width * (top.abs_diff(bottom) as usize + 1), 0);
        for (cell, ends) in segments.iter().flat_map(|segment| segment.cells()) {
            if let Some(index) = self.index(cell) {
                for side in ends.into_iter().flatten() {
                    self.cells[index] |= 1 << side as u8;
                }
            }
        }
    }

    /// Finds for each cell the next one on the way to a root, breadth first.
    fn lead_to(&mut self, root: Place) {
        self.open.clear();
        self.open.push_back(root);
        while let Some(cell) = self.open.pop_front() {
            let Some(index) = self.index(cell) else { continue };
            for side in Direction::ALL {
                let next = side.of(cell);
                let Some(there) = self.index(next).filter(|_| self.cells[index] & 1 << side as u8 > 0) else {
                    continue;
                };
                if next != root && self.cells[there] != 0 && self.cells[there] & REACHED == 0 {
                    self.cells[there] |= REACHED | (side.opposite() as u8) << 5;
                    self.open.push_back(next);
                }
            }
        }
    }

    /// The cells from one to the root.
    fn way_from(&self, from: Place) -> Vec<Place> {
        let mut cells = vec![from];
        let mut at = from;
        while let Some(cell) = self.index(at).map(|index| self.cells[index]).filter(|cell| cell & REACHED > 0)
        {
            at = Direction::ALL[usize::from(cell >> 5)].of(at);
            cells.push(at);
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_follows_its_branch_of_a_fork() {
        let way = |link, head| Way { link, tail: (2, 0), head };
        let mut line = Line::new(0, Role::Link);
        line.run((2, 0), (2, 1));
        line.run((0, 1), (4, 1));
        line.run((0, 1), (0, 2));
        line.run((4, 1), (4, 2));
        line.ways = vec![way(7, (0, 2)), way(8, (4, 2))];
        let routes = line.routes(&mut Tracer::default());
        assert_eq!(routes[0], (7, vec![(2, 0), (2, 1), (1, 1), (0, 1), (0, 2)]));
        assert_eq!(routes[1], (8, vec![(2, 0), (2, 1), (3, 1), (4, 1), (4, 2)]));
    }
}
