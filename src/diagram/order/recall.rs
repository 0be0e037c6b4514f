//! The order of a row after an edit: as it was in the drawing before.
//!
//! What stood there keeps its order unless an exchange removes a crossing; what is new takes the best place between,
//! and gives way to better ones.

use super::{CROSSING, Order, ROUNDS};
use crate::diagram::graph::Graph;
use crate::diagram::net::Net;
use crate::diagram::order::Item;

impl Order {
    /// Puts what was there before (by box: its column then) into its old order, and the rest between.
    pub(super) fn recall(&mut self, graph: &Graph, nets: &[Net], before: &[Option<(i32, i32)>]) {
        debug_assert_eq!(graph.nodes.len(), before.len());
        let old: Vec<Option<i32>> = self
            .items
            .iter()
            .zip(&self.place)
            .map(|(item, &(row, _))| match *item {
                Item::Node(node) => before[node].map(|(x, _)| x),
                Item::Pass(net) => nets[net].before(row),
            })
            .collect();
        for row in 0..self.rows.len() {
            self.recall_row(row, &old);
        }
        for _ in 0..ROUNDS {
            let mut better = false;
            for row in 0..self.rows.len() {
                better |= self.settle_new(row, &old) | self.uncross(row, &old);
            }
            if !better {
                return;
            }
        }
    }

    /// Puts boxes at the places of their rows that they were put at by hand, and passes again where they cost least.
    pub(super) fn obey(&mut self, graph: &Graph) {
        if graph.nodes.iter().all(|node| node.place.is_none()) {
            return;
        }
        let node = |order: &Self, item: usize| {
            if let Item::Node(node) = order.items[item] { Some(node) } else { None }
        };
        for row in 0..self.rows.len() {
            // What leads the row comes first, so that each finds the others at their places.
            let items = self.rows[row].iter().flat_map(|unit| unit.items.clone());
            let mut wanted: Vec<(usize, usize)> =
                items.filter_map(|item| Some((graph.nodes[node(self, item)?].place?, item))).collect();
            wanted.sort_unstable();
            for (place, item) in wanted {
                self.put(row, item, place);
            }
        }
        let is_box = |item: &Item| matches!(item, Item::Node(_)).then_some(0);
        let boxes: Vec<Option<i32>> = self.items.iter().map(is_box).collect();
        for row in 0..self.rows.len() {
            self.settle_new(row, &boxes);
        }
    }

    /// Moves an item's unit to where as many boxes stand before it as asked for, and the item in its unit too.
    fn put(&mut self, row: usize, item: usize, place: usize) {
        let Some(from) = self.rows[row].iter().position(|unit| unit.items.contains(&item)) else { return };
        let mut unit = self.rows[row].remove(from);
        let boxes = |unit: &super::Unit| {
            unit.items.iter().filter(|&&item| matches!(self.items[item], Item::Node(_))).count()
        };
        let mut before = 0;
        let mut to = self.rows[row].len();
        for (at, other) in self.rows[row].iter().enumerate() {
            let next = before + boxes(other);
            if before >= place || next > place + unit.items.len() - 1 {
                to = at;
                break;
            }
            before = next;
        }
        if let Some(inner) = unit.items.iter().position(|&other| other == item) {
            unit.items.remove(inner);
            let inner = place.saturating_sub(before).min(unit.items.len());
            unit.items.insert(inner, item);
        }
        self.rows[row].insert(to, unit);
        self.number(row);
    }

    /// Sorts what was there; what is new comes after what stands before it in the file.
    fn recall_row(&mut self, row: usize, old: &[Option<i32>]) {
        let mut key = i32::MIN;
        for unit in &mut self.rows[row] {
            let mut inner = i32::MIN;
            unit.items.sort_by_cached_key(|&item| {
                inner = old[item].unwrap_or(inner);
                inner
            });
        }
        self.rows[row].sort_by_cached_key(|unit| {
            key = unit.items.iter().filter_map(|&item| old[item]).min().unwrap_or(key);
            key
        });
        self.number(row);
    }

    /// Moves each new unit to the place where it costs least, the nearest of those.
    fn settle_new(&mut self, row: usize, old: &[Option<i32>]) -> bool {
        if self.effort(row) > super::MOST_EFFORT {
            return false;
        }
        let mut better = false;
        for start in 0..self.rows[row].len() {
            if self.is_old(row, start, old) {
                continue;
            }
            let mut best = (0, 0, start);
            let mut gained = 0;
            for unit in (1..=start).rev() {
                gained -= self.gain(row, unit).all;
                self.swap(row, unit);
                best = best.min((gained, start + 1 - unit, unit - 1));
            }
            for unit in 1..self.rows[row].len() {
                gained -= self.gain(row, unit).all;
                self.swap(row, unit);
                best = best.min((gained, unit.abs_diff(start), unit));
            }
            let goal = if best.0 < 0 { best.2 } else { start };
            for unit in (goal + 1..self.rows[row].len()).rev() {
                self.swap(row, unit);
            }
            better |= goal != start;
        }
        better
    }

    fn is_old(&self, row: usize, unit: usize, old: &[Option<i32>]) -> bool {
        self.rows[row][unit].items.iter().any(|&item| old[item].is_some())
    }

    /// Exchanges neighbours where that removes a crossing.
    fn uncross(&mut self, row: usize, old: &[Option<i32>]) -> bool {
        if self.effort(row) > super::MOST_EFFORT {
            return false;
        }
        // What belongs side by side is not parted for it.
        let good = |gain: super::Gain| gain.crossings > 0 && gain.all >= CROSSING.cast_signed();
        let mut better = false;
        for unit in 0..self.rows[row].len() {
            for item in 1..self.rows[row][unit].items.len() {
                if good(self.gain_within(row, unit, item)) {
                    self.swap_within(row, unit, item);
                    better = true;
                }
            }
            let both_old = unit > 0 && self.is_old(row, unit, old) && self.is_old(row, unit - 1, old);
            if both_old && good(self.gain(row, unit)) {
                self.swap(row, unit);
                better = true;
            }
        }
        better
    }
}
