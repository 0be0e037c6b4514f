//! The cell rows of a drawing: those of each row of boxes, and those of the channels between.
//!
//! After an edit each row of boxes stays where it was if it can: a channel keeps blank rows that it no longer needs,
//! and does without its row for labels where a box beside it has grown; a box that has grown by one row more begins a
//! row higher, for that moves less than everything below it.

use super::channel::{self, Wire};
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
        for row in 0..wires.len() {
            let mut channel = new_channel(plan, row, &wires[row], y, false);
            let mut lifted = Vec::new();
            if let Some(before) = top_before(plan, row) {
                let shift = *shift.get_or_insert(y + channel.height - before);
                let mut top = before + shift;
                if room.squeeze[row] {
                    let squeezed = new_channel(plan, row, &wires[row], y, true);
                    if y + squeezed.height < top {
                        lifted = too_tall(plan, row, top, shift, wires, room);
                        top -= i32::from(!lifted.is_empty());
                    }
                    if top < y + channel.height {
                        channel = squeezed;
                    }
                }
                let blank = top - y - channel.height;
                if (1..=BLANK).contains(&blank) {
                    channel.height += blank;
                }
            }
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

/// The boxes of a row at `top` that push the next row of boxes down by just one cell row; none where they could not
/// be lifted.
fn too_tall(plan: &Plan, row: usize, top: i32, shift: i32, wires: &[Vec<Wire>], room: &Room) -> Vec<usize> {
    let Some(next) = top_before(plan, row + 1) else { return Vec::new() };
    let channel = new_channel(plan, row + 1, &wires[row + 1], 0, room.squeeze[row + 1]);
    let over = |node: &usize| top + plan.insides[*node].height + channel.height - next - shift;
    let worst = nodes(plan, row).map(|node| over(&node)).max();
    let bridged = plan.gaps[row].iter().any(|gap| !gap.bridges.is_empty());
    if worst != Some(1) || bridged || is_framed(plan, row) {
        return Vec::new();
    }
    nodes(plan, row).filter(|node| over(node) == 1).collect()
}

/// Routes a channel whose first row is `top`. Labels stand in a row of their own next to their tails, except in a
/// squeezed one.
fn new_channel(plan: &Plan, row: usize, wires: &[Wire], top: i32, squeezed: bool) -> Channel {
    let routed = channel::route(wires);
    let labelled = |from: &dyn Fn(usize, usize) -> bool| {
        let net = |wire: &Wire| plan.nets.get(wire.net);
        wires
            .iter()
            .filter_map(net)
            .any(|net| from(net.from, net.to) && !plan.graph.links[net.links[0]].label.is_empty())
    };
    let above = i32::from(!squeezed && labelled(&|from, to| from + 1 == row && from <= to));
    let below = i32::from(labelled(&|from, to| from == row && from > to));
    let between = row > 0 && row < plan.rows.len();
    let least = i32::from(!wires.is_empty() || between);
    let height = (above + routed.tracks + below).max(least);
    Channel { tracks: top + above, routed, top, height }
}
