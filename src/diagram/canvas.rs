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
    /// The family of the line across and of the line down, plus 1; 0 where there is none.
    across: u32,
    down: u32,
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
const BORDER: usize = 0x3fff_ffff;

/// A family as it is kept in a cell.
fn kept(family: usize) -> u32 {
    u32::try_from(family + 1).unwrap_or(u32::MAX)
}

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
        let family = kept(family);
        let border = kept(BORDER);
        let ((x, y), (to_x, to_y)) = (segment.from, segment.to);
        let upright = x == to_x;
        let (back, forward) =
            if upright { (Direction::Up, Direction::Down) } else { (Direction::Left, Direction::Right) };
        let (from, to) = if upright { (y.min(to_y), y.max(to_y)) } else { (x.min(to_x), x.max(to_x)) };
        let (before, after) = (Arms::of(back, stroke), Arms::of(forward, stroke));
        for at in from..=to {
            let place = if upright { (x, at) } else { (at, y) };
            let Some(index) = self.index(place) else { continue };
            let ink = &mut self.ink[index];
            ink.role = role;
            if from == to {
                continue;
            }
            let way = if upright { &mut ink.down } else { &mut ink.across };
            let ends = at == from || at == to;
            if *way != 0 && *way != family && !(*way == border && ends) {
                self.clashes.push(place);
            }
            *way = family;
            if at > from {
                ink.arms.add(before);
            }
            if at < to {
                ink.arms.add(after);
            }
        }
    }

    /// The cells where two lines cross.
    pub(super) fn crossings(&self) -> usize {
        let border = kept(BORDER);
        let crosses = |ink: &&Ink| {
            let (across, down) = (ink.across, ink.down);
            across != 0 && down != 0 && across != down && across != border && down != border
        };
        self.ink.iter().filter(crosses).count()
    }

    /// Whether a line leads down from a cell.
    pub(super) fn runs_down(&self, at: Place) -> bool {
        self.index(at).is_some_and(|index| self.ink[index].arms.arm(Direction::Down).is_some())
    }

    /// Whether nothing lies in the cells of a row from a column to another one.
    pub(super) fn is_blank(&self, from: i32, to: i32, y: i32) -> bool {
        let Some(row) = usize::try_from(y).ok().filter(|y| *y < self.height) else { return true };
        let place = |x: i32| usize::try_from(x - self.left).unwrap_or(0).min(self.width);
        let cells = row * self.width + place(from)..row * self.width + place(to + 1);
        self.ink[cells].iter().all(|ink| ink.arms == Arms::default() && ink.over.is_none())
    }

    /// Whether a line of this family runs straight through a cell, and nothing else.
    pub(super) fn is_bare(&self, at: Place, family: usize, side: Direction) -> bool {
        self.index(at).is_some_and(|index| {
            let ink = &self.ink[index];
            let across = matches!(side, Direction::Left | Direction::Right);
            let way = if across { ink.across } else { ink.down };
            way == kept(family) && ink.arms.is_straight(across) && ink.over.is_none()
        })
    }

    /// Whether a horizontal border passes a cell and nothing crosses it.
    pub(super) fn is_bare_border(&self, at: Place) -> bool {
        self.is_bare(at, BORDER, Direction::Right)
    }

    /// Writes a text from a cell to the right.
    pub(super) fn text(&mut self, at: Place, text: &str, role: Role) {
        let mut x = at.0;
        if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            for byte in text.bytes() {
                self.put((x, at.1), Glyph::Text(u32::from(byte)), role);
                x += 1;
            }
            return;
        }
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
        let is_used = |ink: &Ink| ink.over.is_some() || ink.arms != Arms::default();
        let (mut first, mut last) = (self.width, 0);
        for row in self.ink.chunks_exact(self.width.max(1)) {
            first = row.iter().take(first).position(is_used).unwrap_or(first);
            last = row.iter().skip(last).rposition(is_used).map_or(last, |more| last + more + 1);
        }
        first = first.min(last);
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
