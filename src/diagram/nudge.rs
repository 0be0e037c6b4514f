//! The last touch on columns: ports and boxes move by a few cells where that makes lines straight and keeps
//! parallel lines apart.
//!
//! Rounding leaves kinks of one cell and lines side by side; each move here is kept only when it makes the
//! channels beside it better, so the drawing gets no worse.

use std::collections::HashMap;
use std::ops::Range;

use super::columns::{Columns, Room};
use super::geometry::signed;
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
    /// Whether it can stand anywhere on its border.
    movable: bool,
    /// The row and place of the item that it moves with.
    item: (usize, usize),
}

/// A channel's pins, and those of each net.
#[derive(Debug, Default)]
struct Channel {
    pins: Vec<Pin>,
    /// By place of a net in this channel: its pins.
    nets: Vec<Vec<usize>>,
    /// By net: its place here.
    places: HashMap<usize, usize>,
    /// By column from `first` on: how many pins rest there, those that are being moved left out.
    resting: Vec<i32>,
    first: i32,
}

impl Channel {
    /// Adds a pin; its net becomes the place of the net in this channel.
    fn push(&mut self, mut pin: Pin) {
        let next = self.nets.len();
        pin.net = *self.places.entry(pin.net).or_insert(next);
        if pin.net == next {
            self.nets.push(Vec::new());
        }
        self.nets[pin.net].push(self.pins.len());
        self.rest(pin.x, 1);
        self.pins.push(pin);
    }

    /// Counts so many pins more in a column.
    fn rest(&mut self, x: i32, more: i32) {
        if self.resting.is_empty() {
            self.first = x;
        }
        if x < self.first {
            let missing = self.first.abs_diff(x) as usize + 64;
            self.resting.splice(0..0, std::iter::repeat_n(0, missing));
            self.first -= signed(missing);
        }
        let place = self.first.abs_diff(x) as usize;
        if place >= self.resting.len() {
            self.resting.resize(place + 64, 0);
        }
        self.resting[place] += more;
    }

    /// Takes pins up, to be moved, or puts them down again.
    fn lift(&mut self, pins: &[usize], up: bool) {
        for &pin in pins {
            self.rest(self.pins[pin].x, if up { -1 } else { 1 });
        }
    }

    /// How many resting pins stand right beside a column.
    fn beside(&self, x: i32) -> i32 {
        let at = |x: i32| {
            let place = usize::try_from(x - self.first).ok();
            place.and_then(|place| self.resting.get(place)).copied().unwrap_or(0)
        };
        at(x - 1) + at(x + 1)
    }

    /// How bad the surroundings of some lifted pins look; of ports, or of boxes.
    fn cost(&self, moving: &[usize], boxes: bool) -> i32 {
        let mut cost = 0;
        let mut seen: Vec<usize> = Vec::with_capacity(moving.len());
        for &one in moving {
            let Pin { x, net, .. } = self.pins[one];
            cost += CROWDED * self.beside(x);
            if !seen.contains(&net) {
                seen.push(net);
                cost += net_cost(self, net, boxes);
            }
        }
        cost
    }

    fn shift(&mut self, pins: &[usize], step: i32) {
        for &pin in pins {
            self.pins[pin].x += step;
        }
    }

    /// The pins of a net.
    fn net(&self, net: usize) -> impl Iterator<Item = &Pin> + Clone {
        self.nets[net].iter().map(|&pin| &self.pins[pin])
    }
}

/// The farthest that anything moves without need, and to make a line straight, in cells.
const REACH: i32 = 3;
const FAR: i32 = 10;
/// How far a row is moved back that juts out, in cells.
const TUCK: i32 = 1;
/// The most pins around a row whose boxes are moved: among more lines nobody sees the difference.
const THICKET: usize = 120;
/// The rounds over all ports and boxes.
const ROUNDS: usize = 2;

/// How bad it looks: a line with two bends, a kink of a cell or two, parallel lines without a blank between,
/// a fork like a crossing, each half cell that a fork is uneven.
const BEND: i32 = 24;
const KINK: i32 = 16;
const CROWDED: i32 = 14;
const CROSSROADS: i32 = 60;
const UNEVEN: i32 = 2;
/// What moving a box by a cell must bring at the least.
const STEP: i32 = 2;

/// The pins of all channels while they move.
struct Nudge<'a> {
    plan: &'a mut Plan,
    columns: &'a mut Columns,
    channels: Vec<Channel>,
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
        for (row, slots) in slots.iter().enumerate().rev() {
            for at in 0..slots.len() {
                nudge.move_item(row, at, slots);
            }
        }
        for border in borders {
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
        let Some(pin) = pins.pins.iter().position(|pin| pin.owner == Owner::Port(port)) else { return };
        let (net, top) = (pins.pins[pin].net, pins.pins[pin].top);
        let opposite = pins.net(net).filter(|other| other.top != top).map(|other| other.x);
        let mut tries: Vec<i32> =
            opposite.chain(x - REACH..=x + REACH).filter(|x| (from..=to).contains(x)).collect();
        tries.sort_by_key(|there| ((there - x).abs(), *there));
        tries.dedup();
        // A fork stays near the middle of its border.
        let forks = self.channels[channel].net(net).count() > 2;
        let middle = border.middle + moved;
        let off = |there: i32| if forks { (there - middle).abs() } else { 0 };
        let channel = &mut self.channels[channel];
        channel.lift(&[pin], true);
        let mut best = (channel.cost(&[pin], false) + off(x), x);
        for there in tries {
            channel.pins[pin].x = there;
            let cost = channel.cost(&[pin], false) + off(there);
            if cost < best.0 {
                best = (cost, there);
            }
        }
        channel.pins[pin].x = best.1;
        channel.lift(&[pin], false);
        self.plan.ports[port].x = best.1;
    }

    /// Tries to move a box or pass with all its ports: alone, or with all that stand to one side of it.
    fn move_item(&mut self, row: usize, at: usize, slots: &[Slot]) {
        let crowd = self.channels[row].pins.len() + self.channels[row + 1].pins.len();
        if crowd > THICKET {
            return;
        }
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
            let moving = |channel: usize| -> Vec<usize> {
                let pins = self.channels[channel].pins.iter().enumerate();
                let moves = |pin: &Pin| pin.item.0 == row && group.contains(&pin.item.1);
                pins.filter(|(_, pin)| moves(pin)).map(|(number, _)| number).collect()
            };
            let (above, below) = (moving(row), moving(row + 1));
            let steps: Vec<i32> =
                self.steps(row, at).into_iter().filter(|step| (least..=most).contains(step)).collect();
            let (upper, lower) = self.channels.split_at_mut(row + 1);
            let (Some(upper), Some(lower)) = (upper.last_mut(), lower.first_mut()) else { return };
            upper.lift(&above, true);
            lower.lift(&below, true);
            let before = upper.cost(&above, true) + lower.cost(&below, true);
            for step in steps {
                upper.shift(&above, step);
                lower.shift(&below, step);
                let gain = before - upper.cost(&above, true) - lower.cost(&below, true) - STEP * step.abs();
                if gain > best.0 {
                    best = (gain, step, group.clone());
                }
                upper.shift(&above, -step);
                lower.shift(&below, -step);
            }
            upper.lift(&above, false);
            lower.lift(&below, false);
        }
        if best.0 > 0 {
            self.apply(row, best.2, best.1);
        }
    }

    /// The moves worth trying: short ones, and those that make a net straight.
    fn steps(&self, row: usize, at: usize) -> Vec<i32> {
        let mut steps: Vec<i32> = (-REACH..=REACH).filter(|step| *step != 0).collect();
        for channel in [row, row + 1] {
            let pins = &self.channels[channel];
            for pin in pins.pins.iter().filter(|pin| pin.item == (row, at)) {
                let others = pins.net(pin.net).filter(|other| other.top != pin.top);
                steps.extend(others.map(|other| other.x - pin.x).filter(|step| step.abs() <= FAR));
            }
        }
        steps.sort_by_key(|step| (step.abs(), *step));
        steps.dedup();
        steps
    }

    /// Moves some items of a row with everything on them.
    fn apply(&mut self, row: usize, group: Range<usize>, step: i32) {
        for channel in &mut self.channels[row..row + 2] {
            let moves = |pin: &Pin| pin.item.0 == row && group.contains(&pin.item.1);
            let moving: Vec<usize> =
                (0..channel.pins.len()).filter(|&pin| moves(&channel.pins[pin])).collect();
            channel.lift(&moving, true);
            channel.shift(&moving, step);
            channel.lift(&moving, false);
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
    fn off_middle(&self, node: usize, step: i32, borders: &[Border], room: &Room) -> Option<i32> {
        let mut off = 0;
        for border in borders.iter().filter(|border| self.plan.ports[border.ports[0]].node == node) {
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
    fn tuck(&mut self, borders: &[Border], room: &Room) {
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
    fn slide(&mut self, row: usize, at: usize, slots: &[Slot], borders: &[Border], room: &Room) {
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

/// How far a net of a channel is from a straight line or a clear fork; for boxes, also from an even one.
fn net_cost(channel: &Channel, net: usize, boxes: bool) -> i32 {
    let own = |top: bool| channel.net(net).filter(move |pin| pin.top == top);
    match (own(true).count(), own(false).count()) {
        (0, _) | (_, 0) => 0,
        (1, 1) => {
            let apart = own(true).chain(own(false)).map(|pin| pin.x).reduce(|one, other| one - other);
            match apart.unwrap_or(0).abs() {
                0 => 0,
                1 | 2 => BEND + KINK,
                _ => BEND,
            }
        }
        (tops, bottoms) if tops == 1 || bottoms == 1 => {
            let Some(trunk) = own(tops == 1).next() else { return 0 };
            let low = own(tops != 1).map(|pin| pin.x).min().unwrap_or(trunk.x);
            let high = own(tops != 1).map(|pin| pin.x).max().unwrap_or(trunk.x);
            let crossroads = low < trunk.x && trunk.x < high && own(tops != 1).any(|pin| pin.x == trunk.x);
            let uneven = if boxes && trunk.movable { UNEVEN * (2 * trunk.x - low - high).abs() } else { 0 };
            uneven + if crossroads { CROSSROADS } else { 0 }
        }
        _ => 0,
    }
}

/// The pins of every channel.
fn pins(plan: &Plan, columns: &Columns) -> Vec<Channel> {
    let mut channels: Vec<Channel> = (0..=plan.rows.len()).map(|_| Channel::default()).collect();
    let mut place = vec![(usize::MAX, 0); plan.insides.len()];
    for (row, items) in plan.rows.iter().enumerate() {
        for (at, item) in items.iter().enumerate() {
            match *item {
                Item::Node(node) => place[node] = (row, at),
                Item::Pass(net) => {
                    let x = columns.items[row][at];
                    let pin = |top| Pin { x, net, top, owner: Owner::Pass, movable: false, item: (row, at) };
                    channels[row].push(pin(false));
                    channels[row + 1].push(pin(true));
                }
            }
        }
    }
    for number in 0..plan.ports.len() {
        let port = &plan.ports[number];
        let (row, at) = place[port.node];
        let bottom = port.side == Side::Bottom;
        if row != usize::MAX {
            channels[row + usize::from(bottom)].push(Pin {
                x: port.x,
                net: port.net,
                top: bottom,
                owner: Owner::Port(number),
                movable: plan.insides[port.node].riser(number).is_none(),
                item: (row, at),
            });
        }
    }
    channels
}
