//! Bridges: links between two boxes that stand side by side, drawn in the gap between them.
//!
//! ```text
//! │ app   ├─┐             ┌─┤ app   │   callers' tracks stand near their own box,
//! │ mysql ◄─┼─── SQL ─────┘ │ mysql │   the labels in the corridor between them;
//! │       │ └─── SQL ───────►       │   each arrow has a row of its own
//! ```

use super::geometry::signed;
use super::graph::Graph;
use super::inside::{Inside, Spot, label_width};

/// A link across a gap.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bridge {
    pub(super) link: usize,
    /// Its end at the left box.
    pub(super) left: Spot,
    /// Its end at the right box.
    pub(super) right: Spot,
    /// Whether its arrow is at the right box.
    pub(super) rightward: bool,
    /// The column where it changes rows, counted from the corridor's first column or after its last one.
    pub(super) track: Option<i32>,
}

/// The gap between two neighbours of a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Gap {
    pub(super) bridges: Vec<Bridge>,
    /// The columns of tracks to the left of the corridor, of the corridor, and to its right.
    pub(super) widths: (i32, i32, i32),
}

impl Gap {
    /// The columns that it needs in all; 0 without bridges.
    pub(super) fn width(&self) -> i32 {
        self.widths.0 + self.widths.1 + self.widths.2
    }

    /// Finds rows for the links; `Err` names the box (false: left) and the component that needs one more.
    pub(super) fn new(
        graph: &Graph,
        links: &[usize],
        left: &Inside,
        right: &Inside,
    ) -> Result<Self, (bool, usize)> {
        let mut used = Used::default();
        let mut gap = Self::default();
        let known: Vec<(usize, Ends)> =
            links.iter().filter_map(|&link| Some((link, Ends::of(graph, link, left, right)?))).collect();
        let (level, bent): (Vec<_>, Vec<_>) =
            known.into_iter().partition(|(_, ends)| ends.overlap(left, right));
        for (link, ends) in bent {
            gap.bridges.push(used.bent(link, ends, left, right)?);
        }
        for (link, ends) in level {
            gap.bridges.push(used.straight(link, ends, left, right)?);
        }
        gap.set_tracks(graph, left, right);
        Ok(gap)
    }

    /// Whether all it has is one straight bridge.
    pub(super) fn is_lone(&self) -> bool {
        self.bridges.len() == 1 && self.bridges[0].track.is_none()
    }

    fn set_tracks(&mut self, graph: &Graph, left: &Inside, right: &Inside) {
        let rows = |bridge: &Bridge| {
            let (left, right) = (left.y(bridge.left), right.y(bridge.right));
            if bridge.rightward { (left, right) } else { (right, left) }
        };
        for rightward in [true, false] {
            let mut bent: Vec<usize> = (0..self.bridges.len())
                .filter(|&at| self.bridges[at].rightward == rightward)
                .filter(|&at| rows(&self.bridges[at]).0 != rows(&self.bridges[at]).1)
                .collect();
            // Downward ones: the lowest caller next to its box; upward ones: the highest.
            bent.sort_by_key(|&at| {
                let (tail, head) = rows(&self.bridges[at]);
                if head > tail { (0, -tail) } else { (1, tail) }
            });
            let columns = 2 * signed(bent.len());
            if rightward {
                self.widths.0 = columns;
            } else {
                self.widths.2 = columns;
            }
            for (place, at) in bent.into_iter().enumerate() {
                let place = 2 * signed(place) + 1;
                self.bridges[at].track = Some(if rightward { place } else { columns - 1 - place });
            }
        }
        let longest = self.bridges.iter().map(|bridge| label_width(graph, bridge.link)).max().unwrap_or(0);
        // A lone label stands over its line; of several each interrupts its own.
        let around = if self.is_lone() { 2 } else { 4 };
        self.widths.1 = if longest > 0 { longest + around } else { 4 };
    }
}

/// The rows that bridges of a gap use already.
#[derive(Debug, Default)]
struct Used {
    left: Vec<i32>,
    right: Vec<i32>,
    /// The rows that have one bridge from side to side, or an arrow.
    whole: Vec<i32>,
}

impl Used {
    fn free(&self, row: i32) -> bool {
        !self.left.contains(&row) && !self.right.contains(&row)
    }

    fn straight(
        &mut self,
        link: usize,
        ends: Ends,
        left: &Inside,
        right: &Inside,
    ) -> Result<Bridge, (bool, usize)> {
        let (here, there) = (rows(left, ends.left), rows(right, ends.right));
        let Some(row) = here.clone().find(|row| there.contains(row) && self.free(*row)) else {
            let at_right = there.end < here.end;
            return Err((at_right, if at_right { ends.right } else { ends.left }));
        };
        Ok(self.bridge(link, ends, (left, row), (right, row)))
    }

    fn bent(
        &mut self,
        link: usize,
        ends: Ends,
        left: &Inside,
        right: &Inside,
    ) -> Result<Bridge, (bool, usize)> {
        let (tail, head) = ((left, ends.left), (right, ends.right));
        let (tail, head) = if ends.rightward { (tail, head) } else { (head, tail) };
        let arrow = rows(head.0, head.1).find(|&row| self.free(row)).ok_or((ends.rightward, head.1))?;
        let tails = if ends.rightward { &self.left } else { &self.right };
        let start = rows(tail.0, tail.1)
            .find(|row| *row != arrow && !tails.contains(row) && !self.whole.contains(row))
            .ok_or((!ends.rightward, tail.1))?;
        let (left_row, right_row) = if ends.rightward { (start, arrow) } else { (arrow, start) };
        Ok(self.bridge(link, ends, (left, left_row), (right, right_row)))
    }

    fn bridge(&mut self, link: usize, ends: Ends, left: (&Inside, i32), right: (&Inside, i32)) -> Bridge {
        self.left.push(left.1);
        self.right.push(right.1);
        self.whole.push(if ends.rightward { right.1 } else { left.1 });
        let spot =
            |block: usize, (inside, row): (&Inside, i32)| Spot { block, row: row - inside.blocks[block].top };
        Bridge {
            link,
            left: spot(ends.left, left),
            right: spot(ends.right, right),
            rightward: ends.rightward,
            track: None,
        }
    }
}

/// The blocks at both ends, and whether the arrow is at the right.
#[derive(Debug, Clone, Copy)]
struct Ends {
    left: usize,
    right: usize,
    rightward: bool,
}

impl Ends {
    fn of(graph: &Graph, link: usize, left: &Inside, right: &Inside) -> Option<Self> {
        let link = &graph.links[link];
        let ends = |at_left, at_right, rightward| {
            Some(Self { left: left.block_of(at_left)?, right: right.block_of(at_right)?, rightward })
        };
        ends(link.tail, link.head, true).or_else(|| ends(link.head, link.tail, false))
    }

    /// Whether both components have rows at one height.
    fn overlap(self, left: &Inside, right: &Inside) -> bool {
        let (here, there) = (rows(left, self.left), rows(right, self.right));
        here.start < there.end && there.start < here.end
    }
}

/// The rows of a block, counted from the box's top border.
fn rows(inside: &Inside, block: usize) -> std::ops::Range<i32> {
    let block = &inside.blocks[block];
    block.top..block.top + block.rows
}
