//! Lines: what a net, a bus, a bridge or a link within a box is drawn as.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

use super::glyph::{Arms, Direction, Stroke};
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
    pub(super) fn routes(&self) -> Vec<(usize, Vec<Place>)> {
        let Some(first) = self.ways.first() else { return Vec::new() };
        let mut arms: ByCell<Arms> = ByCell::default();
        for (cell, ends) in self.segments.iter().flat_map(|segment| segment.cells()) {
            let arms = arms.entry(cell).or_default();
            for side in ends.into_iter().flatten() {
                arms.set(side, Stroke::Solid);
            }
        }
        // All ways of a line have one end in common: the caller's, or the called's.
        let one_tail = self.ways.iter().all(|way| way.tail == first.tail);
        let root = if one_tail { first.tail } else { first.head };
        let towards = towards(&arms, root);
        let route = |way: &Way| {
            let mut cells = vec![if one_tail { way.head } else { way.tail }];
            while let Some(&next) = cells.last().and_then(|last| towards.get(last)) {
                cells.push(next);
            }
            if one_tail {
                cells.reverse();
            }
            (way.link, cells)
        };
        self.ways.iter().map(route).collect()
    }
}

/// Mixes the two numbers of a cell: its neighbours must not meet, and nobody chooses them to do harm.
#[derive(Debug, Default, Clone)]
struct CellHasher(u64);

impl Hasher for CellHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_i32(i32::from(byte));
        }
    }

    fn write_i32(&mut self, number: i32) {
        // Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
        let mixed = (self.0 ^ u64::from(number.cast_unsigned())).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

/// Something for each cell of a line.
type ByCell<T> = HashMap<Place, T, BuildHasherDefault<CellHasher>>;

/// For each cell of a line the next one on the way to its root, found breadth first.
fn towards(arms: &ByCell<Arms>, root: Place) -> ByCell<Place> {
    let mut towards = ByCell::with_capacity_and_hasher(arms.len(), BuildHasherDefault::default());
    let mut open = VecDeque::from([root]);
    while let Some(cell) = open.pop_front() {
        for side in Direction::ALL {
            let next = match side {
                Direction::Up => (cell.0, cell.1 - 1),
                Direction::Right => (cell.0 + 1, cell.1),
                Direction::Down => (cell.0, cell.1 + 1),
                Direction::Left => (cell.0 - 1, cell.1),
            };
            let leads = arms.get(&cell).is_some_and(|arms| arms.arm(side).is_some());
            if leads && next != root && arms.contains_key(&next) && !towards.contains_key(&next) {
                towards.insert(next, cell);
                open.push_back(next);
            }
        }
    }
    towards
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
        let routes = line.routes();
        assert_eq!(routes[0], (7, vec![(2, 0), (2, 1), (1, 1), (0, 1), (0, 2)]));
        assert_eq!(routes[1], (8, vec![(2, 0), (2, 1), (3, 1), (4, 1), (4, 2)]));
    }
}
