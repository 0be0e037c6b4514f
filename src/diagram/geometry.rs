//! Points and rectangles of cells; x grows to the right, y grows downwards.

/// A count or size as a coordinate.
pub(super) fn signed(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 4)
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Point {
    /// The column, from 0.
    pub x: usize,
    /// The row, from 0.
    pub y: usize,
}

impl Point {
    /// The cell in column `x` of row `y`.
    #[must_use]
    pub fn new(x: usize, y: usize) -> Self {
        Self { x, y }
    }
}

/// A block of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rect {
    /// Its left column.
    pub x: usize,
    /// Its top row.
    pub y: usize,
    /// Its columns.
    pub width: usize,
    /// Its rows.
    pub height: usize,
}

impl Rect {
    /// Whether a cell lies in it.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        (self.x..self.x + self.width).contains(&point.x) && (self.y..self.y + self.height).contains(&point.y)
    }

    /// Its last column; its first one when it has none.
    #[must_use]
    pub fn right(&self) -> usize {
        self.x + self.width.saturating_sub(1)
    }

    /// Its last row; its first one when it has none.
    #[must_use]
    pub fn bottom(&self) -> usize {
        self.y + self.height.saturating_sub(1)
    }

    /// Every cell, row by row.
    pub fn points(self) -> impl Iterator<Item = Point> {
        (self.y..self.y + self.height)
            .flat_map(move |y| (self.x..self.x + self.width).map(move |x| Point { x, y }))
    }
}
