//! The cell rows of a drawing: those of each row of boxes, and those of the channels between.
//!
//! After an edit each row of boxes stays where it was if it can: a channel keeps blank rows that it no longer needs,
//! and does without its row for labels where a box beside it has grown; a box that has grown by one row more begins a
//! row higher, for that moves less than everything below it.

use super::channel::{self, Routed, Wire};
use super::columns::{Columns, Room};
use super::order::Item;
use super::plan::Plan;
use super::route::{Area, Channel, Layout};

/// The most blank rows that are left above a row so that it stays where it was.
const BLANK: i32 = 3;

impl Layout {
    /// Sets the rows of all boxes and channels.
    pub(super) fn set_rows(&mut self, plan: &Plan, columns: &Columns, wires: &[Vec<Wire>], room: &Room) {
        self.nodes = vec![Area::default(); plan.insides.len()];
        let mut y = 0;
        let mut shift = None;
        let routed: Vec<Routed> = wires.iter().map(|wires| channel::route(wires)).collect();
        let heights: Vec<Heights> = routed
            .iter()
            .enumerate()
            .map(|(row, routed)| Heights::new(plan, row, &wires[row], routed))
            .collect();
        for (row, routed) in routed.into_iter().enumerate() {
            let heights_here = heights[row];
            let mut squeezed = false;
            let mut height = heights_here.of(false);
            let mut lifted = Vec::new();
            if let Some(before) = top_before(plan, row) {
                let shift = *shift.get_or_insert(y + height - before);
                let mut top = before + shift;
                if room.squeeze[row] {
                    if y + heights_here.of(true) < top
                        && let Some(below) = heights.get(row + 1)
                    {
                        lifted = too_tall(plan, row, top, shift, below.of(room.squeeze[row + 1]));
                        top -= i32::from(!lifted.is_empty());
                    }
                    squeezed = top < y + height;
                    height = heights_here.of(squeezed);
                }
                let blank = top - y - height;
                if (1..=BLANK).contains(&blank) {
                    height += blank;
                }
            }
            let above = if squeezed { 0 } else { heights_here.above };
            let channel = Channel { tracks: y + above, routed, top: y, height };
            y += channel.height;
            self.channels.push(channel);
            if row < plan.rows.len() {
                y = self.set_row(plan, columns, row, y, &lifted);
            }
        }
    }

    /// Puts the boxes of a row below a cell row, those that are not lifted one row lower; returns the next free one.
    fn set_row(&mut self, plan: &Plan, columns: &Columns, row: usize, y: i32, lifted: &[usize]) -> i32 {
        let framed = i32::from(is_framed(plan, row));
        let mut bottom = y + 2 * framed;
        for node in nodes(plan, row) {
            let inside = &plan.insides[node];
            let lower = i32::from(!lifted.is_empty() && !lifted.contains(&node));
            let y = y + framed + lower;
            self.nodes[node] = Area { x: columns.nodes[node], y, width: inside.width, height: inside.height };
            bottom = bottom.max(y + inside.height + framed);
        }
        self.zones.push((y, bottom - 1));
        bottom
    }
}

fn nodes(plan: &Plan, row: usize) -> impl Iterator<Item = usize> + '_ {
    let node = |item: &Item| if let Item::Node(node) = item { Some(*node) } else { None };
    plan.rows.get(row).into_iter().flatten().filter_map(node)
}

fn is_framed(plan: &Plan, row: usize) -> bool {
    nodes(plan, row).any(|node| plan.frame[node].is_some())
}

/// The first cell row of a row of boxes in the drawing before, frames included.
fn top_before(plan: &Plan, row: usize) -> Option<i32> {
    let mut tops: Vec<i32> = nodes(plan, row).filter_map(|node| plan.before[node]).map(|(_, y)| y).collect();
    tops.sort_unstable();
    // Most of them stood in one row; some may have been lifted, or put here by hand.
    let top = tops.chunk_by(|one, other| one == other).max_by_key(|same| same.len()).map(|same| same[0]);
    top.map(|top| top - i32::from(is_framed(plan, row)))
}

/// The boxes of a row at `top` that push the next row of boxes down by just one cell row, over a channel so high; none
/// where they could not be lifted.
fn too_tall(plan: &Plan, row: usize, top: i32, shift: i32, channel: i32) -> Vec<usize> {
    let Some(next) = top_before(plan, row + 1) else { return Vec::new() };
    let over = |node: &usize| top + plan.insides[*node].height + channel - next - shift;
    let worst = nodes(plan, row).map(|node| over(&node)).max();
    let bridged = plan.gaps[row].iter().any(|gap| !gap.bridges.is_empty());
    if worst != Some(1) || bridged || is_framed(plan, row) {
        return Vec::new();
    }
    nodes(plan, row).filter(|node| over(node) == 1).collect()
}

/// What the rows of a channel are for.
#[derive(Debug, Clone, Copy)]
struct Heights {
    /// The row for labels next to their tails above the tracks, and the one below.
    above: i32,
    below: i32,
    tracks: i32,
    least: i32,
}

impl Heights {
    fn new(plan: &Plan, row: usize, wires: &[Wire], routed: &Routed) -> Self {
        let labelled = |from: &dyn Fn(usize, usize) -> bool| {
            let net = |wire: &Wire| plan.nets.get(wire.net);
            wires
                .iter()
                .filter_map(net)
                .any(|net| from(net.from, net.to) && !plan.graph.links[net.links[0]].label.is_empty())
        };
        let between = row > 0 && row < plan.rows.len();
        Self {
            above: i32::from(labelled(&|from, to| from + 1 == row && from <= to)),
            below: i32::from(labelled(&|from, to| from == row && from > to)),
            tracks: routed.tracks,
            least: i32::from(!wires.is_empty() || between),
        }
    }

    /// The rows in all; a squeezed channel has none for the labels above.
    fn of(&self, squeezed: bool) -> i32 {
        let above = if squeezed { 0 } else { self.above };
        (above + self.tracks + self.below).max(self.least)
    }
}
