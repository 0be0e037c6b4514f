//! The last touch on columns: ports and boxes move by a few cells where that makes lines straight and keeps
//! parallel lines apart.
//!
//! Rounding leaves kinks of one cell and lines side by side; each move here is kept only when it makes the
//! channels beside it better, so the drawing gets no worse.

use super::columns::{Columns, Room};
use super::order::Item;
use super::place::Slot;
use super::plan::Plan;
use super::port::{Border, Side};

/// What a pin belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Port(usize),
    Pass,
}

#[derive(Debug, Clone, Copy)]
struct Pin {
    x: i32,
    net: usize,
    top: bool,
    owner: Owner,
    /// The row and place of the item that it moves with.
    item: (usize, usize),
}

/// The farthest move, in cells.
const REACH: i32 = 3;
/// The rounds over all ports and boxes.
const ROUNDS: usize = 2;

/// What looks bad, in quarters of a cell of detour.
const BEND: i32 = 24;
const KINK: i32 = 16;
const CROWDED: i32 = 14;
const CROSSROADS: i32 = 60;
/// What moving a box by a cell must bring at the least.
const STEP: i32 = 4;

/// The pins of all channels while they move.
struct Nudge<'a> {
    plan: &'a mut Plan,
    columns: &'a mut Columns,
    channels: Vec<Vec<Pin>>,
}

/// Moves ports and boxes; `slots` are the distances to keep in each row.
pub(super) fn nudge(
    plan: &mut Plan,
    columns: &mut Columns,
    slots: &[Vec<Slot>],
    borders: &[Border],
    room: &Room,
) {
    let channels = pins(plan, columns);
    let mut nudge = Nudge { plan, columns, channels };
    for _ in 0..ROUNDS {
        for border in borders {
            for &port in &border.ports {
                nudge.move_port(port, border, room);
            }
        }
        for (row, slots) in slots.iter().enumerate() {
            for at in 0..slots.len() {
                nudge.move_item(row, at, slots);
            }
        }
    }
    for border in borders {
        for &port in &border.ports {
            nudge.move_port(port, border, room);
        }
    }
    for (row, slots) in slots.iter().enumerate() {
        for at in 0..slots.len() {
            nudge.slide(row, at, slots, borders, room);
        }
    }
}

impl Nudge<'_> {
    /// Tries other columns of a port, between its neighbours on the border.
    fn move_port(&mut self, port: usize, border: &Border, room: &Room) {
        let node = self.plan.ports[port].node;
        let moved = self.columns.nodes[node] - border.left;
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
        let channel = self.plan.row_of[node] + usize::from(self.plan.ports[port].side == Side::Bottom);
        let Some(pins) = self.channels.get(channel) else { return };
        let Some(pin) = pins.iter().position(|pin| pin.owner == Owner::Port(port)) else { return };
        let net = pins[pin].net;
        let opposite =
            pins.iter().filter(|other| other.net == net && other.top != pins[pin].top).map(|other| other.x);
        let mut tries: Vec<i32> =
            opposite.chain(x - REACH..=x + REACH).filter(|x| (from..=to).contains(x)).collect();
        tries.sort_by_key(|there| ((there - x).abs(), *there));
        tries.dedup();
        // A fork stays near the middle of its border.
        let forks = self.channels[channel].iter().filter(|pin| pin.net == net).count() > 2;
        let middle = border.middle + moved;
        let off = |there: i32| if forks { (there - middle).abs() } else { 0 };
        let mut best = (self.cost(channel, &[pin]) + off(x), x);
        for there in tries {
            self.channels[channel][pin].x = there;
            let cost = self.cost(channel, &[pin]) + off(there);
            if cost < best.0 {
                best = (cost, there);
            }
        }
        self.channels[channel][pin].x = best.1;
        self.plan.ports[port].x = best.1;
    }

    /// Tries to move a box or pass with all its ports.
    fn move_item(&mut self, row: usize, at: usize, slots: &[Slot]) {
        let places = &self.columns.items[row];
        let x = places[at];
        let from = if at > 0 { places[at - 1] + slots[at - 1].step } else { x - REACH };
        let to = places.get(at + 1).map_or(x + REACH, |next| next - slots[at].step);
        let moving = |channel: usize| -> Vec<usize> {
            let pins = self.channels[channel].iter().enumerate();
            pins.filter(|(_, pin)| pin.item == (row, at)).map(|(number, _)| number).collect()
        };
        let (above, below) = (moving(row), moving(row + 1));
        let mut best = (self.cost(row, &above) + self.cost(row + 1, &below), 0);
        for step in [-1, 1, -2, 2, -3, 3].into_iter().filter(|step| (from..=to).contains(&(x + step))) {
            self.shift(row, &above, step);
            self.shift(row + 1, &below, step);
            let cost = self.cost(row, &above) + self.cost(row + 1, &below);
            if cost + STEP * step.abs() < best.0 {
                best = (cost + STEP * step.abs(), step);
            }
            self.shift(row, &above, -step);
            self.shift(row + 1, &below, -step);
        }
        let step = best.1;
        if step == 0 {
            return;
        }
        self.shift(row, &above, step);
        self.shift(row + 1, &below, step);
        self.columns.items[row][at] += step;
        if let Item::Node(node) = self.plan.rows[row][at] {
            self.columns.nodes[node] += step;
            for port in self.plan.ports.iter_mut().filter(|port| port.node == node) {
                port.x += step;
            }
        }
    }

    /// Moves a box under its resting ports, so that they stand nearer to the middle of its borders.
    fn slide(&mut self, row: usize, at: usize, slots: &[Slot], borders: &[Border], room: &Room) {
        let Item::Node(node) = self.plan.rows[row][at] else { return };
        if !self.plan.insides[node].risers.is_empty() {
            return;
        }
        let places = &self.columns.items[row];
        let from = if at > 0 { places[at - 1] + slots[at - 1].step } else { i32::MIN / 2 };
        let to = places.get(at + 1).map_or(i32::MAX / 2, |next| next - slots[at].step);
        let own: Vec<&Border> =
            borders.iter().filter(|border| self.plan.ports[border.ports[0]].node == node).collect();
        let off = |step: i32| -> Option<i32> {
            let mut off = 0;
            for border in &own {
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
        };
        let steps = (-REACH..=REACH).filter(|step| (from..=to).contains(&(places[at] + step)));
        let best = steps.filter_map(|step| Some((off(step)?, step.abs(), step))).min();
        if let Some((_, _, step)) = best {
            self.columns.items[row][at] += step;
            self.columns.nodes[node] += step;
        }
    }

    fn shift(&mut self, channel: usize, pins: &[usize], step: i32) {
        for &pin in pins {
            self.channels[channel][pin].x += step;
        }
    }

    /// How bad the surroundings of some pins look.
    fn cost(&self, channel: usize, moving: &[usize]) -> i32 {
        let pins = &self.channels[channel];
        let mut cost = 0;
        for (place, &one) in moving.iter().enumerate() {
            for (other, pin) in pins.iter().enumerate() {
                if other != one && !moving[..place].contains(&other) && (pin.x - pins[one].x).abs() == 1 {
                    cost += CROWDED;
                }
            }
            if !moving[..place].iter().any(|&before| pins[before].net == pins[one].net) {
                cost += net_cost(pins, pins[one].net);
            }
        }
        cost
    }
}

/// How far a net of a channel is from a straight line or a clear fork.
fn net_cost(pins: &[Pin], net: usize) -> i32 {
    let own = |top: bool| pins.iter().filter(move |pin| pin.net == net && pin.top == top).map(|pin| pin.x);
    let (Some(left), Some(right)) = (own(true).chain(own(false)).min(), own(true).chain(own(false)).max())
    else {
        return 0;
    };
    match (own(true).count(), own(false).count()) {
        (1, 1) if left == right => 0,
        (1, 1) => BEND + if right - left <= 2 { KINK } else { 0 },
        (1, _) | (_, 1) => {
            let trunk = own(own(true).count() == 1).next().unwrap_or(left);
            let (mut low, mut high, mut same) = (i32::MAX, i32::MIN, false);
            for x in own(own(true).count() != 1) {
                (low, high, same) = (low.min(x), high.max(x), same || x == trunk);
            }
            if same && low < trunk && trunk < high { CROSSROADS } else { 0 }
        }
        _ => 0,
    }
}

/// The pins of every channel.
fn pins(plan: &Plan, columns: &Columns) -> Vec<Vec<Pin>> {
    let mut channels: Vec<Vec<Pin>> = vec![Vec::new(); plan.rows.len() + 1];
    let mut place = vec![(usize::MAX, 0); plan.insides.len()];
    for (row, items) in plan.rows.iter().enumerate() {
        for (at, item) in items.iter().enumerate() {
            match *item {
                Item::Node(node) => place[node] = (row, at),
                Item::Pass(net) => {
                    let x = columns.items[row][at];
                    let pin = |top| Pin { x, net, top, owner: Owner::Pass, item: (row, at) };
                    channels[row].push(pin(false));
                    channels[row + 1].push(pin(true));
                }
            }
        }
    }
    for (number, port) in plan.ports.iter().enumerate() {
        let (row, at) = place[port.node];
        let bottom = port.side == Side::Bottom;
        if row != usize::MAX {
            channels[row + usize::from(bottom)].push(Pin {
                x: port.x,
                net: port.net,
                top: bottom,
                owner: Owner::Port(number),
                item: (row, at),
            });
        }
    }
    channels
}
