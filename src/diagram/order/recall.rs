//! The order of a row after an edit: as it was in the drawing before.
//!
//! What stood there keeps its order unless an exchange removes a crossing; what is new takes the best place between,
//! and gives way to better ones.

use super::{CROSSING, Order, ROUNDS};
use crate::diagram::graph::Graph;
use crate::diagram::order::Item;

impl Order {
    /// Puts what was there before (by box: its column then) into its old order, and the rest between.
    pub(super) fn recall(&mut self, graph: &Graph, before: &[Option<(i32, i32)>]) {
        debug_assert_eq!(graph.nodes.len(), before.len());
        let old: Vec<Option<i32>> = self
            .items
            .iter()
            .map(|item| if let Item::Node(node) = item { before[*node].map(|(x, _)| x) } else { None })
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
            let here = self.row_cost(row);
            let mut best = (here, 0, start);
            let mut at = start;
            let count = self.rows[row].len();
            for there in (0..count).filter(|&there| there != start) {
                self.shift(row, at, there);
                at = there;
                best = best.min((self.row_cost(row), there.abs_diff(start), there));
            }
            let goal = if best.0 < here { best.2 } else { start };
            self.shift(row, at, goal);
            better |= goal != start;
        }
        better
    }

    fn shift(&mut self, row: usize, from: usize, to: usize) {
        let unit = self.rows[row].remove(from);
        self.rows[row].insert(to, unit);
        self.number(row);
    }

    fn is_old(&self, row: usize, unit: usize, old: &[Option<i32>]) -> bool {
        self.rows[row][unit].items.iter().any(|&item| old[item].is_some())
    }

    /// Exchanges neighbours where that removes a crossing.
    fn uncross(&mut self, row: usize, old: &[Option<i32>]) -> bool {
        if self.effort(row) > super::MOST_EFFORT {
            return false;
        }
        let mut better = false;
        for unit in 0..self.rows[row].len() {
            for item in 1..self.rows[row][unit].items.len() {
                better |= self.try_uncross(row, |units| units[unit].items.swap(item - 1, item));
            }
            if unit > 0 && self.is_old(row, unit, old) && self.is_old(row, unit - 1, old) {
                better |= self.try_uncross(row, |units| units.swap(unit - 1, unit));
            }
        }
        better
    }

    fn try_uncross(&mut self, row: usize, swap: impl Fn(&mut [super::Unit])) -> bool {
        let crossings =
            |order: &Self| order.crossings(row, &order.above) + order.crossings(row, &order.below);
        let before = (crossings(self), self.row_cost(row));
        swap(&mut self.rows[row]);
        self.number(row);
        // What belongs side by side is not parted for it.
        if crossings(self) < before.0 && self.row_cost(row) + CROSSING <= before.1 {
            return true;
        }
        swap(&mut self.rows[row]);
        self.number(row);
        false
    }
}
