//! The pins of the channels while ports and boxes are moved: what stands where, and how bad that looks.
//!
//! Everything is found by number. The pins at a channel's top come first, and those of each item of a row side by
//! side, so that any run of neighbours is one range of pins.

use std::ops::Range;

use crate::diagram::columns::Columns;
use crate::diagram::geometry::signed;
use crate::diagram::order::Item;
use crate::diagram::plan::Plan;
use crate::diagram::port::Side;

/// How bad it looks: a line with two bends, a kink of a cell or two, parallel lines without a blank between,
/// a fork like a crossing, each half cell that a fork is uneven.
const BEND: i32 = 24;
const KINK: i32 = 16;
const CROWDED: i32 = 14;
const CROSSROADS: i32 = 60;
const UNEVEN: i32 = 2;

/// Where a net enters a channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pin {
    pub(super) x: i32,
    /// The net's place in this channel.
    pub(super) net: usize,
    /// Whether it can stand anywhere on its border.
    movable: bool,
}

/// The pins of a net among [`Channel::ends`]: at the top up to `middle`, at the bottom from there.
#[derive(Debug, Clone, Copy, Default)]
struct Ends {
    start: usize,
    middle: usize,
    end: usize,
}

/// A channel's pins, and those of each net.
#[derive(Debug, Default)]
pub(super) struct Channel {
    pub(super) pins: Vec<Pin>,
    /// By item of the row above, and of the one below: its first pin; then the one after the last.
    upper: Vec<usize>,
    lower: Vec<usize>,
    nets: Vec<Ends>,
    ends: Vec<usize>,
    /// By column from `first` on: how many pins rest there, those that are being moved left out.
    resting: Vec<i32>,
    first: i32,
    /// By net: whether it is gathered already.
    gathered: Vec<bool>,
    /// How often something here has moved.
    pub(super) version: usize,
}

/// Where the pin of a port is: its channel and its number there.
pub(super) type PinOf = Vec<Option<(usize, usize)>>;

/// A pin before it has its number.
struct Raw {
    channel: usize,
    top: bool,
    at: usize,
    net: usize,
    x: i32,
    movable: bool,
    port: Option<usize>,
}

impl Channel {
    /// The pins of all channels, and where that of each port is.
    pub(super) fn all(plan: &Plan, columns: &Columns) -> (Vec<Self>, PinOf) {
        let mut raws = raw_pins(plan, columns);
        raws.sort_by_key(|raw| (raw.channel, !raw.top, raw.at));
        let mut pin_of = vec![None; plan.ports.len()];
        let mut place = vec![(usize::MAX, 0); plan.nets.len() + plan.buses.len()];
        let mut channels: Vec<Self> = Vec::with_capacity(plan.rows.len() + 1);
        let mut rest = raws.as_slice();
        for number in 0..=plan.rows.len() {
            let (own, others) = rest.split_at(rest.partition_point(|raw| raw.channel == number));
            rest = others;
            let mut channel = Self::default();
            for (pin, raw) in own.iter().enumerate() {
                let (known, net) = &mut place[raw.net];
                if *known != number {
                    (*known, *net) = (number, channel.nets.len());
                    channel.nets.push(Ends::default());
                }
                channel.pins.push(Pin { x: raw.x, net: *net, movable: raw.movable });
                let ends = &mut channel.nets[*net];
                ends.end += 1;
                ends.middle += usize::from(raw.top);
                if let Some(port) = raw.port {
                    pin_of[port] = Some((number, pin));
                }
            }
            channel.set_ends();
            let items = |row: Option<usize>| row.and_then(|row| plan.rows.get(row)).map_or(0, Vec::len);
            let tops = own.partition_point(|raw| raw.top);
            channel.upper = starts(&own[..tops], items(number.checked_sub(1)), 0);
            channel.lower = starts(&own[tops..], items(Some(number)), tops);
            channels.push(channel);
        }
        (channels, pin_of)
    }

    /// Sorts the pins by net, when it is known how many each has, and counts where they rest.
    fn set_ends(&mut self) {
        let mut start = 0;
        for ends in &mut self.nets {
            let (tops, all) = (ends.middle, ends.end);
            *ends = Ends { start, middle: start + tops, end: start };
            start += all;
        }
        self.ends = vec![0; self.pins.len()];
        for (number, pin) in self.pins.iter().enumerate() {
            let ends = &mut self.nets[pin.net];
            self.ends[ends.end] = number;
            ends.end += 1;
        }
        self.gathered = vec![false; self.nets.len()];
        let columns = || self.pins.iter().map(|pin| pin.x);
        let (first, last) = (columns().min().unwrap_or(0) - 64, columns().max().unwrap_or(0) + 64);
        self.first = first;
        self.resting = vec![0; first.abs_diff(last) as usize + 1];
        for number in 0..self.pins.len() {
            self.rest(self.pins[number].x, 1);
        }
    }

    /// Counts so many pins more in a column.
    fn rest(&mut self, x: i32, more: i32) {
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
    pub(super) fn lift(&mut self, pins: Range<usize>, up: bool) {
        for pin in pins {
            self.rest(self.pins[pin].x, if up { -1 } else { 1 });
        }
    }

    pub(super) fn shift(&mut self, pins: Range<usize>, step: i32) {
        self.pins[pins].iter_mut().for_each(|pin| pin.x += step);
    }

    /// How many resting pins stand right beside a column.
    fn beside(&self, x: i32) -> i32 {
        let at = |x: i32| {
            let place = usize::try_from(x - self.first).ok();
            place.and_then(|place| self.resting.get(place)).copied().unwrap_or(0)
        };
        at(x - 1) + at(x + 1)
    }

    /// The pins of some neighbours of the row above, or of the row below.
    pub(super) fn of_items(&self, above: bool, items: Range<usize>) -> Range<usize> {
        let starts = if above { &self.upper } else { &self.lower };
        starts[items.start]..starts[items.end]
    }

    /// Gathers the nets of some pins that enter both at the top and at the bottom.
    pub(super) fn gather(&mut self, pins: Range<usize>, nets: &mut Vec<usize>) {
        nets.clear();
        for pin in pins {
            let net = self.pins[pin].net;
            let ends = self.nets[net];
            if ends.start < ends.middle
                && ends.middle < ends.end
                && !std::mem::replace(&mut self.gathered[net], true)
            {
                nets.push(net);
            }
        }
        for &net in nets.iter() {
            self.gathered[net] = false;
        }
    }

    /// How bad the surroundings of some lifted pins and their nets look, of ports or of boxes; what is `limit` or more
    /// may be said to be less than it is.
    pub(super) fn cost(&self, pins: Range<usize>, nets: &[usize], boxes: bool, limit: i32) -> i32 {
        let mut cost = 0;
        for &net in nets {
            cost += self.net_cost(net, boxes);
            if cost >= limit {
                return cost;
            }
        }
        for pin in &self.pins[pins] {
            cost += CROWDED * self.beside(pin.x);
            if cost >= limit {
                return cost;
            }
        }
        cost
    }

    /// How far a net is from a straight line or a clear fork; for boxes, also from an even one.
    fn net_cost(&self, net: usize, boxes: bool) -> i32 {
        let Ends { start, middle, end } = self.nets[net];
        let pin = |end: &usize| self.pins[*end];
        match (&self.ends[start..middle], &self.ends[middle..end]) {
            ([], _) | (_, []) => 0,
            ([one], [other]) => match (pin(one).x - pin(other).x).abs() {
                0 => 0,
                1 | 2 => BEND + KINK,
                _ => BEND,
            },
            ([trunk], branches) | (branches, [trunk]) => {
                let trunk = pin(trunk);
                let (mut low, mut high, mut meets) = (i32::MAX, i32::MIN, false);
                for branch in branches {
                    let x = pin(branch).x;
                    (low, high, meets) = (low.min(x), high.max(x), meets || x == trunk.x);
                }
                let crossroads = low < trunk.x && trunk.x < high && meets;
                let uneven =
                    if boxes && trunk.movable { UNEVEN * (2 * trunk.x - low - high).abs() } else { 0 };
                uneven + if crossroads { CROSSROADS } else { 0 }
            }
            _ => 0,
        }
    }

    /// The pins of a net, those at the top first.
    pub(super) fn net(&self, net: usize) -> &[usize] {
        let Ends { start, end, .. } = self.nets[net];
        &self.ends[start..end]
    }

    /// The pins of a net at the other side of the channel than one of them.
    pub(super) fn opposite(&self, pin: usize) -> impl Iterator<Item = i32> + '_ {
        let Ends { start, middle, end } = self.nets[self.pins[pin].net];
        let is_top = self.ends[start..middle].contains(&pin);
        let others = if is_top { middle..end } else { start..middle };
        self.ends[others].iter().map(|&other| self.pins[other].x)
    }
}

/// By item: its first pin among sorted ones; then the one after the last.
fn starts(own: &[Raw], items: usize, first: usize) -> Vec<usize> {
    let mut starts = Vec::with_capacity(items + 1);
    let mut next = 0;
    for at in 0..=items {
        while own.get(next).is_some_and(|raw| raw.at < at) {
            next += 1;
        }
        starts.push(first + next);
    }
    starts
}

fn raw_pins(plan: &Plan, columns: &Columns) -> Vec<Raw> {
    let mut raws = Vec::with_capacity(2 * plan.ports.len());
    let mut place = vec![(usize::MAX, 0); plan.insides.len()];
    for (row, items) in plan.rows.iter().enumerate() {
        for (at, item) in items.iter().enumerate() {
            match *item {
                Item::Node(node) => place[node] = (row, at),
                Item::Pass(net) => {
                    let x = columns.items[row][at];
                    for (channel, top) in [(row, false), (row + 1, true)] {
                        raws.push(Raw { channel, top, at, net, x, movable: false, port: None });
                    }
                }
            }
        }
    }
    for number in 0..plan.ports.len() {
        let port = &plan.ports[number];
        let (row, at) = place[port.node];
        let bottom = port.side == Side::Bottom;
        if row != usize::MAX {
            raws.push(Raw {
                channel: row + usize::from(bottom),
                top: bottom,
                at,
                net: port.net,
                x: port.x,
                movable: plan.insides[port.node].riser(number).is_none(),
                port: Some(number),
            });
        }
    }
    raws
}
