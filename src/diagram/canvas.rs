//! The canvas: boxes, lines and texts laid on cells, before characters are chosen.
//!
//! Each cell remembers which line runs through it across and which down, so that two lines may cross and
//! never share a way; and whether a text owns it.

use super::geometry::signed;
use super::glyph::{Arms, Direction, Stroke};
use super::line::{Line, Place};
use super::picture::{Alphabet, Cell, Glyph, Role, Sign};
use super::route::Area;

/// What lies in one cell.
#[derive(Debug, Clone, Copy, Default)]
struct Ink {
    arms: Arms,
    role: Role,
    /// The family of the line across and of the line down.
    across: Option<usize>,
    down: Option<usize>,
    /// What stands over the line.
    over: Option<Glyph>,
    /// Whether it is in a box, its border included.
    boxed: bool,
}

/// A sheet of cells.
#[derive(Debug)]
pub(super) struct Canvas {
    left: i32,
    width: usize,
    height: usize,
    ink: Vec<Ink>,
    pub(super) alphabet: Alphabet,
    /// Cells where two lines share a way or a text was overwritten: a fault of the layout.
    pub(super) clashes: Vec<Place>,
    /// Labels that found no place: a fault of the layout too.
    pub(super) lost: usize,
}

/// The family of borders.
const BORDER: usize = usize::MAX / 4;

impl Canvas {
    /// A sheet for the columns from `left` to `right` and the rows from 0 to `bottom`.
    pub(super) fn new(left: i32, right: i32, bottom: i32) -> Self {
        let width = usize::try_from(right - left + 1).unwrap_or(0);
        let height = usize::try_from(bottom + 1).unwrap_or(0);
        Self {
            left,
            width,
            height,
            ink: vec![Ink::default(); width * height],
            alphabet: Alphabet::default(),
            clashes: Vec::new(),
            lost: 0,
        }
    }

    fn index(&self, (x, y): Place) -> Option<usize> {
        let x = usize::try_from(x - self.left).ok().filter(|x| *x < self.width)?;
        let y = usize::try_from(y).ok().filter(|y| *y < self.height)?;
        Some(y * self.width + x)
    }

    /// Draws the border of a box or frame.
    pub(super) fn border(&mut self, area: Area, role: Role) {
        let (left, right, top, bottom) = (area.x, area.right(), area.y, area.bottom());
        for (from, to) in [
            ((left, top), (right, top)),
            ((left, bottom), (right, bottom)),
            ((left, top), (left, bottom)),
            ((right, top), (right, bottom)),
        ] {
            self.run(super::line::Segment { from, to }, BORDER, Stroke::Solid, role);
        }
    }

    /// Draws a box, within which no label of a net stands.
    pub(super) fn solid(&mut self, area: Area) {
        self.border(area, Role::Frame);
        for y in area.y..=area.bottom() {
            for x in area.x..=area.right() {
                if let Some(index) = self.index((x, y)) {
                    self.ink[index].boxed = true;
                }
            }
        }
    }

    /// Whether a cell is in a box.
    pub(super) fn is_boxed(&self, at: Place) -> bool {
        self.index(at).is_some_and(|index| self.ink[index].boxed)
    }

    /// Draws a line with its arrows.
    pub(super) fn line(&mut self, line: &Line) {
        for &segment in &line.segments {
            self.run(segment, line.family, line.stroke, line.role);
        }
        for &(at, side) in &line.caps {
            if let Some(index) = self.index(at) {
                self.ink[index].arms.set(side, line.stroke);
            }
        }
        for &(at, direction) in &line.arrows {
            if let Some(index) = self.index(at) {
                self.ink[index].over = Some(Glyph::Arrow(direction));
                self.ink[index].role = line.role;
            }
        }
    }

    fn run(&mut self, segment: super::line::Segment, family: usize, stroke: Stroke, role: Role) {
        let upright = segment.from.0 == segment.to.0;
        for (at, sides) in segment.cells() {
            let Some(index) = self.index(at) else { continue };
            let ink = &mut self.ink[index];
            let ends = sides.contains(&None);
            if sides != [None, None] {
                let way = if upright { &mut ink.down } else { &mut ink.across };
                if way.is_some_and(|other| other != family && !(other == BORDER && ends)) {
                    self.clashes.push(at);
                }
                *way = Some(family);
            }
            for side in sides.into_iter().flatten() {
                ink.arms.set(side, stroke);
            }
            ink.role = role;
        }
    }

    /// The cells where two lines cross.
    pub(super) fn crossings(&self) -> usize {
        let crosses = |ink: &&Ink| match (ink.across, ink.down) {
            (Some(across), Some(down)) => across != down && across != BORDER && down != BORDER,
            _ => false,
        };
        self.ink.iter().filter(crosses).count()
    }

    /// Whether a line leads down from a cell.
    pub(super) fn runs_down(&self, at: Place) -> bool {
        self.index(at).is_some_and(|index| self.ink[index].arms.arm(Direction::Down).is_some())
    }

    /// Whether nothing lies in a cell.
    pub(super) fn is_blank(&self, at: Place) -> bool {
        self.index(at)
            .is_none_or(|index| self.ink[index].arms == Arms::default() && self.ink[index].over.is_none())
    }

    /// Whether a line of this family runs straight through a cell, and nothing else.
    pub(super) fn is_bare(&self, at: Place, family: usize, side: Direction) -> bool {
        self.index(at).is_some_and(|index| {
            let ink = &self.ink[index];
            let way = if matches!(side, Direction::Left | Direction::Right) { ink.across } else { ink.down };
            let straight = [side, side.opposite()].iter().all(|side| ink.arms.arm(*side).is_some());
            let bent = Direction::ALL.iter().filter(|side| ink.arms.arm(**side).is_some()).count();
            way == Some(family) && straight && bent == 2 && ink.over.is_none()
        })
    }

    /// Whether a horizontal border passes a cell and nothing crosses it.
    pub(super) fn is_bare_border(&self, at: Place) -> bool {
        self.is_bare(at, BORDER, Direction::Right)
    }

    /// Writes a text from a cell to the right.
    pub(super) fn text(&mut self, at: Place, text: &str, role: Role) {
        let mut x = at.0;
        for (cluster, width) in crate::text::cells(text) {
            let glyph = Glyph::Text(self.alphabet.number(cluster));
            self.put((x, at.1), glyph, role);
            if width > 1 {
                self.put((x + 1, at.1), Glyph::Continuation, role);
            }
            x += if width > 1 { 2 } else { 1 };
        }
    }

    /// Writes one glyph over a cell.
    pub(super) fn put(&mut self, at: Place, glyph: Glyph, role: Role) {
        let Some(index) = self.index(at) else { return };
        if matches!(self.ink[index].over, Some(Glyph::Text(_) | Glyph::Continuation | Glyph::Arrow(_))) {
            self.clashes.push(at);
        }
        self.ink[index].over = Some(glyph);
        self.ink[index].role = role;
    }

    /// Writes the count of a label, such as ` ×2`.
    pub(super) fn count(&mut self, at: Place, count: usize) {
        self.put(at, Glyph::Blank, Role::Blank);
        self.put((at.0 + 1, at.1), Glyph::Sign(Sign::Times), Role::Label);
        self.text((at.0 + 2, at.1), &count.to_string(), Role::Label);
    }

    /// The columns in use and the cells in them.
    pub(super) fn into_cells(self) -> (i32, usize, usize, Vec<Cell>, Alphabet) {
        let used = |x: usize| {
            (0..self.height).any(|y| {
                let ink = &self.ink[y * self.width + x];
                ink.over.is_some() || ink.arms != Arms::default()
            })
        };
        let first = (0..self.width).find(|&x| used(x)).unwrap_or(0);
        let last = (0..self.width).rfind(|&x| used(x)).map_or(first, |last| last + 1);
        let width = last - first;
        let mut cells = Vec::with_capacity(width * self.height);
        for y in 0..self.height {
            for ink in &self.ink[y * self.width + first..y * self.width + last] {
                let glyph = ink.over.unwrap_or(if ink.arms == Arms::default() {
                    Glyph::Blank
                } else {
                    Glyph::Line(ink.arms)
                });
                let role = if glyph == Glyph::Blank { Role::Blank } else { ink.role };
                cells.push(Cell { glyph, role, ..Cell::default() });
            }
        }
        (self.left + signed(first), width, self.height, cells, self.alphabet)
    }
}
