//! The last touch on columns: ports and boxes move by a few cells where that makes lines straight and keeps
//! parallel lines apart.
//!
//! Rounding leaves kinks of one cell and lines side by side; each move here is kept only when it makes the
//! channels beside it better, so the drawing gets no worse.

mod pins;

use std::ops::Range;

use super::columns::{Borders, Columns, Room};
use super::order::Item;
use super::place::Slot;
use super::plan::Plan;
use super::port::Border;
use pins::{Channel, PinOf};

/// The farthest that anything moves without need, and to make a line straight, in cells.
const REACH: i32 = 3;
const FAR: i32 = 10;
/// How far a row is moved back that juts out, in cells.
const TUCK: i32 = 1;
/// The most pins around a row whose boxes are moved: among more lines nobody sees the difference.
const THICKET: usize = 120;
/// The rounds over all ports and boxes; one among so many ports that the second takes longer than it is seen.
const ROUNDS: usize = 2;
const MANY: usize = 200;
/// What moving a box by a cell must bring at the least.
const STEP: i32 = 2;

/// The pins of all channels while they move.
struct Nudge<'a> {
    plan: &'a mut Plan,
    columns: &'a mut Columns,
    channels: Vec<Channel>,
    pin_of: PinOf,
    /// By row and place, and by port: how often the channels around had changed when it was tried in vain.
    tried: Vec<Vec<usize>>,
    tried_ports: Vec<usize>,
    /// For use in one move, kept for the next one.
    steps: Vec<i32>,
    nets: [Vec<usize>; 2],
}

/// Moves ports and boxes; `slots` are the distances to keep in each row.
pub(super) fn nudge(
    plan: &mut Plan,
    columns: &mut Columns,
    slots: &[Vec<Slot>],
    borders: &Borders,
    room: &Room,
) {
    let (channels, pin_of) = Channel::all(plan, columns);
    let mut nudge = Nudge {
        tried: plan.rows.iter().map(|row| vec![usize::MAX; row.len()]).collect(),
        tried_ports: vec![usize::MAX; plan.ports.len()],
        plan,
        columns,
        channels,
        pin_of,
        steps: Vec::new(),
        nets: [Vec::new(), Vec::new()],
    };
    let rounds = if nudge.plan.ports.len() > MANY { 1 } else { ROUNDS };
    for _ in 0..rounds {
        for (row, slots) in slots.iter().enumerate().rev() {
            for at in 0..slots.len() {
                nudge.move_item(row, at, slots);
            }
        }
        for border in &borders.all {
            for &port in &border.ports {
                nudge.move_port(port, border, room);
            }
        }
    }
    for (row, slots) in slots.iter().enumerate() {
        for at in 0..slots.len() {
            nudge.slide(row, at, slots, borders, room);
        }
    }
    if !nudge.plan.recalls() {
        nudge.tuck(borders, room);
    }
}

impl Nudge<'_> {
    /// Tries other columns of a port, between its neighbours on the border.
    fn move_port(&mut self, port: usize, border: &Border, room: &Room) {
        let Some((channel, pin)) = self.pin_of[port] else { return };
        let version = self.channels[channel].version;
        if self.tried_ports[port] == version {
            return;
        }
        let (from, to, middle) = self.free_columns(port, border, room);
        let channel = &mut self.channels[channel];
        let net = channel.pins[pin].net;
        let x = channel.pins[pin].x;
        let mut tries = std::mem::take(&mut self.steps);
        tries.clear();
        tries.extend(channel.opposite(pin).chain(x - REACH..=x + REACH).filter(|x| (from..=to).contains(x)));
        tries.sort_unstable_by_key(|there| ((there - x).abs(), *there));
        tries.dedup();
        // A fork stays near the middle of its border.
        let forks = channel.net(net).len() > 2;
        let off = |there: i32| if forks { (there - middle).abs() } else { 0 };
        channel.lift(pin..pin + 1, true);
        let mut best = (channel.cost(pin..pin + 1, &[net], false, i32::MAX) + off(x), x);
        for &there in &tries {
            channel.pins[pin].x = there;
            let limit = best.0 - off(there);
            let cost = channel.cost(pin..pin + 1, &[net], false, limit);
            if cost < limit {
                best = (cost + off(there), there);
            }
        }
        channel.pins[pin].x = best.1;
        channel.lift(pin..pin + 1, false);
        if best.1 == x {
            self.tried_ports[port] = version;
        } else {
            channel.version += 1;
        }
        self.plan.ports[port].x = best.1;
        self.steps = tries;
    }

    /// The columns that a port may take between its neighbours, and the middle of its border.
    fn free_columns(&self, port: usize, border: &Border, room: &Room) -> (i32, i32, i32) {
        let moved = self.columns.nodes[self.plan.ports[port].node] - border.left;
        let (mut from, mut to) = (border.from + moved, border.to + moved - room.ports[port]);
        let x = self.plan.ports[port].x;
        for &other in border.ports.iter().filter(|&&other| other != port) {
            let there = self.plan.ports[other].x;
            if there < x {
                from = from.max(there + 2 + room.ports[other]);
            } else {
                to = to.min(there - 2 - room.ports[port]);
            }
        }
        (from, to, border.middle + moved)
    }

    /// Tries to move a box or pass with all its ports: alone, or with all that stand to one side of it.
    fn move_item(&mut self, row: usize, at: usize, slots: &[Slot]) {
        let crowd = self.channels[row].pins.len() + self.channels[row + 1].pins.len();
        let version = self.channels[row].version + self.channels[row + 1].version;
        if crowd > THICKET || self.tried[row][at] == version {
            return;
        }
        self.set_steps(row, at);
        let count = slots.len();
        let mut best = (0, 0, at..at + 1);
        for group in [at..at + 1, at..count, 0..at + 1] {
            if group.len() == 1 && group.start != at
                || slots[group.clone()].iter().any(|slot| slot.kept.is_some())
            {
                continue;
            }
            let places = &self.columns.items[row];
            let least = match group.start.checked_sub(1) {
                Some(left) => places[left] + slots[left].step - places[group.start],
                None => i32::MIN / 2,
            };
            let most = match places.get(group.end) {
                Some(right) => right - slots[group.end - 1].step - places[group.end - 1],
                None => i32::MAX / 2,
            };
            if let Some((gain, step)) = self.best_step(row, group.clone(), least..=most, best.0) {
                best = (gain, step, group);
            }
        }
        if best.0 > 0 {
            self.apply(row, best.2, best.1);
        } else {
            self.tried[row][at] = version;
        }
    }

    /// What the best of the steps brings for some neighbours, if that is more than `least_gain`.
    fn best_step(
        &mut self,
        row: usize,
        group: Range<usize>,
        steps: std::ops::RangeInclusive<i32>,
        least_gain: i32,
    ) -> Option<(i32, i32)> {
        let (upper, lower) = self.channels.split_at_mut(row + 1);
        let (upper, lower) = (&mut upper[row], &mut lower[0]);
        let (above, below) = (upper.of_items(false, group.clone()), lower.of_items(true, group));
        let [upper_nets, lower_nets] = &mut self.nets;
        upper.gather(above.clone(), upper_nets);
        lower.gather(below.clone(), lower_nets);
        upper.lift(above.clone(), true);
        lower.lift(below.clone(), true);
        let cost = |upper: &Channel, lower: &Channel, limit: i32| {
            let cost = upper.cost(above.clone(), upper_nets, true, limit);
            if cost >= limit {
                cost
            } else {
                cost + lower.cost(below.clone(), lower_nets, true, limit - cost)
            }
        };
        let before = cost(upper, lower, i32::MAX);
        let mut best = None;
        let mut gain = least_gain;
        for &step in self.steps.iter().filter(|step| steps.contains(step)) {
            // Farther steps, which come later, cannot be worth it either.
            let limit = before - STEP * step.abs() - gain;
            if limit <= 0 {
                break;
            }
            upper.shift(above.clone(), step);
            lower.shift(below.clone(), step);
            let cost = cost(upper, lower, limit);
            if cost < limit {
                gain = before - STEP * step.abs() - cost;
                best = Some((gain, step));
            }
            upper.shift(above.clone(), -step);
            lower.shift(below.clone(), -step);
        }
        upper.lift(above, false);
        lower.lift(below, false);
        best
    }

    /// Sets the moves worth trying: short ones, and those that make a net straight.
    fn set_steps(&mut self, row: usize, at: usize) {
        self.steps.clear();
        self.steps.extend((-REACH..=REACH).filter(|step| *step != 0));
        for (channel, above) in [(row, false), (row + 1, true)] {
            let channel = &self.channels[channel];
            for pin in channel.of_items(above, at..at + 1) {
                let x = channel.pins[pin].x;
                let to_straight = channel.opposite(pin).map(|other| other - x);
                self.steps.extend(to_straight.filter(|step| step.abs() <= FAR));
            }
        }
        self.steps.sort_unstable_by_key(|step| (step.abs(), *step));
        self.steps.dedup();
    }

    /// Moves some items of a row with everything on them.
    fn apply(&mut self, row: usize, group: Range<usize>, step: i32) {
        for (channel, above) in [(row, false), (row + 1, true)] {
            let channel = &mut self.channels[channel];
            let moving = channel.of_items(above, group.clone());
            channel.lift(moving.clone(), true);
            channel.shift(moving.clone(), step);
            channel.lift(moving, false);
            channel.version += 1;
        }
        for at in group {
            self.columns.items[row][at] += step;
            if let Item::Node(node) = self.plan.rows[row][at] {
                self.columns.nodes[node] += step;
                for at in 0..self.plan.ports.of_node(node).len() {
                    let port = self.plan.ports.of_node(node)[at];
                    self.plan.ports[port].x += step;
                }
            }
        }
    }

    /// How far from the middle the ports of a box would rest if only the box moved; `None` if one would be off.
    fn off_middle(&self, node: usize, step: i32, borders: &Borders, room: &Room) -> Option<i32> {
        let mut off = 0;
        for border in borders.of_node(node) {
            let moved = self.columns.nodes[node] - border.left + step;
            for &port in &border.ports {
                let x = self.plan.ports[port].x;
                if x < border.from + moved || x + room.ports[port] > border.to + moved {
                    return None;
                }
                off += x - border.middle - moved;
            }
        }
        Some(off.abs())
    }

    /// Moves the row that juts out farthest to the right back by a cell, if its ports can rest.
    fn tuck(&mut self, borders: &Borders, room: &Room) {
        let width =
            |item: &Item| if let Item::Node(node) = item { self.plan.insides[*node].width } else { 1 };
        let end = |row: usize| {
            let last = self.plan.rows[row].last().zip(self.columns.items[row].last());
            last.map_or(0, |(item, x)| x + width(item))
        };
        let Some(row) = (0..self.plan.rows.len()).max_by_key(|&row| end(row)) else { return };
        let others = (0..self.plan.rows.len()).filter(|&other| other != row).map(end).max();
        let juts = others.map_or(0, |others| end(row) - others).min(TUCK);
        let first = self.columns.items.iter().flatten().copied().min().unwrap_or(0);
        let rests = |item: &Item, step: i32| match *item {
            Item::Node(node) => {
                self.plan.insides[node].risers.is_empty()
                    && self.off_middle(node, step, borders, room).is_some()
            }
            Item::Pass(_) => false,
        };
        let fits = |step: &i32| {
            self.plan.rows[row].iter().all(|item| rests(item, *step))
                && self.columns.items[row].first().is_some_and(|x| x + step >= first)
        };
        if let Some(step) = (-juts..0).find(fits) {
            for (item, x) in self.plan.rows[row].iter().zip(&mut self.columns.items[row]) {
                *x += step;
                if let Item::Node(node) = item {
                    self.columns.nodes[*node] += step;
                }
            }
        }
    }

    /// Moves a box under its resting ports, so that they stand nearer to the middle of its borders.
    fn slide(&mut self, row: usize, at: usize, slots: &[Slot], borders: &Borders, room: &Room) {
        let Item::Node(node) = self.plan.rows[row][at] else { return };
        if !self.plan.insides[node].risers.is_empty() || slots[at].kept.is_some() {
            return;
        }
        let places = &self.columns.items[row];
        let from = if at > 0 { places[at - 1] + slots[at - 1].step } else { i32::MIN / 2 };
        let to = places.get(at + 1).map_or(i32::MAX / 2, |next| next - slots[at].step);
        let off = |step: i32| self.off_middle(node, step, borders, room);
        let steps = (-REACH..=REACH).filter(|step| (from..=to).contains(&(places[at] + step)));
        let best = steps.filter_map(|step| Some((off(step)?, step.abs(), step))).min();
        if let Some((_, _, step)) = best {
            self.columns.items[row][at] += step;
            self.columns.nodes[node] += step;
        }
    }
}
