//! Ports: where nets meet the top and bottom borders of boxes, and in which column.
//!
//! A net with one head runs straight down where it can; a fork stands under the middle of its box. Columns
//! of one border keep the order of the other ends, so that no two nets cross without need.

use super::place::isotonic;

/// A horizontal border of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Top,
    Bottom,
}

/// One end of a net at a box.
#[derive(Debug, Clone)]
pub(super) struct Port {
    /// The net.
    pub(super) net: usize,
    /// The links that pass here.
    pub(super) links: Vec<usize>,
    /// Whether the arrow is here.
    pub(super) head: bool,
    pub(super) component: usize,
    pub(super) node: usize,
    pub(super) side: Side,
    /// Its column.
    pub(super) x: i32,
}

/// All ports, found by number, net or box.
#[derive(Debug, Default)]
pub(super) struct Ports {
    all: Vec<Port>,
    by_net: Vec<Vec<usize>>,
    by_node: Vec<Vec<usize>>,
}

impl Ports {
    pub(super) fn push(&mut self, port: Port) -> usize {
        let number = self.all.len();
        for (list, key) in [(&mut self.by_net, port.net), (&mut self.by_node, port.node)] {
            if list.len() <= key {
                list.resize_with(key + 1, Vec::new);
            }
            list[key].push(number);
        }
        self.all.push(port);
        number
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The ports of a net, the tail's first.
    pub(super) fn of_net(&self, net: usize) -> &[usize] {
        self.by_net.get(net).map_or(&[], Vec::as_slice)
    }

    /// The ports of a box.
    pub(super) fn of_node(&self, node: usize) -> &[usize] {
        self.by_node.get(node).map_or(&[], Vec::as_slice)
    }
}

impl std::ops::Index<usize> for Ports {
    type Output = Port;

    fn index(&self, number: usize) -> &Port {
        &self.all[number]
    }
}

impl std::ops::IndexMut<usize> for Ports {
    fn index_mut(&mut self, number: usize) -> &mut Port {
        &mut self.all[number]
    }
}

/// The ports of one border that may be moved, with the columns they may take.
#[derive(Debug)]
pub(super) struct Border {
    pub(super) node: usize,
    pub(super) ports: Vec<usize>,
    /// The box's left column.
    pub(super) left: i32,
    pub(super) from: i32,
    pub(super) to: i32,
    /// Where a net stands best that has no single other end.
    pub(super) middle: i32,
}

impl Border {
    /// Moves it with its box.
    pub(super) fn move_to(&mut self, left: i32) {
        let step = left - self.left;
        for column in [&mut self.left, &mut self.from, &mut self.to, &mut self.middle] {
            *column += step;
        }
    }

    /// Moves the ports apart that stand too near to one another, in the order in which they stand.
    pub(super) fn part(&mut self, ports: &mut Ports, room: &[i32]) {
        self.ports.sort_by_key(|&port| ports[port].x);
        let mut least = self.from;
        for &port in &self.ports {
            ports[port].x = ports[port].x.max(least);
            least = ports[port].x + 2 + room[port];
        }
        let mut most = self.to + 2;
        for &port in self.ports.iter().rev() {
            ports[port].x = ports[port].x.min(most - 2 - room[port]);
            most = ports[port].x;
        }
    }

    /// Puts the ports as near to their wishes as they fit, in the order of `toward`; tells whether one has moved.
    pub(super) fn settle(&self, ports: &mut Ports, room: &[i32], wish: &[(i32, i32)]) -> bool {
        const STRAIGHT: i32 = 16;
        let mut put = |port: usize, x: i32| std::mem::replace(&mut ports.all[port].x, x) != x;
        if let (&[port], &[(wished, _)]) = (self.ports.as_slice(), wish) {
            return put(port, wished.clamp(self.from, (self.to - room[port]).max(self.from)));
        }
        // A wish is the column and, for the order, where the other ends are.
        let mut order: Vec<usize> = (0..self.ports.len()).collect();
        order.sort_by_key(|&at| (wish[at].1, self.ports[at]));
        let mut steps = Vec::with_capacity(order.len());
        let mut wished = Vec::with_capacity(order.len());
        let mut total = 0;
        for (place, &at) in order.iter().enumerate() {
            steps.push(total);
            // A net that can run straight down is not pushed aside by others that turn anyway.
            let weight = if wish[at].0 == wish[at].1 { STRAIGHT } else { 1 };
            wished.push((wish[at].0 - total, weight));
            if place + 1 < order.len() {
                total += 2 + room[self.ports[at]];
            }
        }
        let last = order.last().map_or(0, |&at| room[self.ports[at]]);
        let most = (self.to - last - total).max(self.from);
        let mut moved = false;
        for ((column, step), &at) in isotonic(&wished).into_iter().zip(steps).zip(&order) {
            moved |= put(self.ports[at], column.clamp(self.from, most) + step);
        }
        moved
    }
}
