//! The order of the boxes in each row: few crossings, peers beside one another, the file's order else.
//!
//! Barycentre sweeps (Sugiyama, Tagawa, Toda 1981) and exchanges of neighbours; a change is kept only when
//! it makes the drawing better, so that the author's order shows where it can. The boxes of a frame stay
//! together.

mod recall;

use super::graph::Graph;
use super::net::{self, Net};

/// What stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Item {
    /// A box.
    Node(usize),
    /// The column in which a net passes.
    Pass(usize),
}

/// Boxes that move as one: a frame's, or a single item.
#[derive(Debug, Clone)]
struct Unit {
    items: Vec<usize>,
}

/// What a crossing costs, in steps between two boxes that belong side by side.
const CROSSING: usize = 4;
const APART: usize = 3;
/// The sweeps and exchanges over all rows at the most; it mostly ends after two or three.
const ROUNDS: usize = 12;
/// The largest effort at which exchanges are tried: beyond it a row is a thicket whatever its order.
const MOST_EFFORT: usize = 100_000;

#[derive(Debug)]
struct Order {
    items: Vec<Item>,
    /// Where each item stands: its row and its place there.
    place: Vec<(usize, usize)>,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    /// Links within a row, from left to right if it can be.
    level: Vec<Vec<(usize, usize)>>,
    rows: Vec<Vec<Unit>>,
}

/// Orders the rows. `frame` has the frame of each box, `before` where it was in the drawing before, if any.
pub(super) fn arrange(
    graph: &Graph,
    rows: &[Vec<usize>],
    nets: &[Net],
    frame: &[Option<usize>],
    before: &[Option<(i32, i32)>],
) -> Vec<Vec<Item>> {
    let mut order = Order::new(graph, rows, nets, frame);
    if before.iter().any(Option::is_some) {
        order.recall(graph, nets, before);
    } else {
        order.improve();
    }
    order.obey(graph);
    let flat =
        |row: &Vec<Unit>| row.iter().flat_map(|unit| &unit.items).map(|&item| order.items[item]).collect();
    order.rows.iter().map(flat).collect()
}

impl Order {
    fn new(graph: &Graph, rows: &[Vec<usize>], nets: &[Net], frame: &[Option<usize>]) -> Self {
        let mut item_of = vec![usize::MAX; graph.nodes.len()];
        let mut order = Self {
            items: Vec::new(),
            place: Vec::new(),
            above: Vec::new(),
            below: Vec::new(),
            level: vec![Vec::new(); rows.len()],
            rows: vec![Vec::new(); rows.len()],
        };
        let mut row_of = vec![usize::MAX; graph.nodes.len()];
        for (row, nodes) in rows.iter().enumerate() {
            let mut frames: Vec<(usize, usize)> = Vec::new();
            for &node in nodes {
                let item = order.add(Item::Node(node));
                (item_of[node], row_of[node]) = (item, row);
                let units = &mut order.rows[row];
                let known = frame[node].and_then(|frame| frames.iter().find(|(known, _)| *known == frame));
                if let Some(&(_, unit)) = known {
                    units[unit].items.push(item);
                } else {
                    frames.extend(frame[node].map(|frame| (frame, units.len())));
                    units.push(Unit { items: vec![item] });
                }
            }
        }
        for (number, net) in nets.iter().enumerate() {
            let mut last = item_of[graph.node_of(net.tail)];
            for row in net.passes() {
                let pass = order.add(Item::Pass(number));
                order.rows[row].push(Unit { items: vec![pass] });
                order.connect(last, pass, net.from < net.to);
                last = pass;
            }
            for &link in &net.links {
                order.connect(last, item_of[graph.ends(&graph.links[link]).1], net.from < net.to);
            }
        }
        for link in graph.links.iter().filter(|link| net::drawn_between(link)) {
            let (tail, head) = graph.ends(link);
            if row_of[tail] == row_of[head] && row_of[tail] != usize::MAX {
                order.level[row_of[tail]].push((item_of[tail], item_of[head]));
            }
        }
        (0..rows.len()).for_each(|row| order.number(row));
        order
    }

    fn add(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.place.push((0, 0));
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.items.len() - 1
    }

    fn connect(&mut self, from: usize, to: usize, down: bool) {
        let (upper, lower) = if down { (from, to) } else { (to, from) };
        self.below[upper].push(lower);
        self.above[lower].push(upper);
    }

    fn number(&mut self, row: usize) {
        for (place, &item) in self.rows[row].iter().flat_map(|unit| &unit.items).enumerate() {
            self.place[item] = (row, place);
        }
    }

    fn improve(&mut self) {
        for round in 0..ROUNDS {
            let before = self.cost();
            if before == 0 {
                return;
            }
            let down = round % 2 == 0;
            for step in 0..self.rows.len() {
                self.sweep(if down { step } else { self.rows.len() - 1 - step }, down);
            }
            for row in 0..self.rows.len() {
                if self.effort(row) <= MOST_EFFORT {
                    self.exchange(row);
                }
            }
            if self.cost() >= before && round > 1 {
                return;
            }
        }
    }

    /// Sorts a row by the mean place of what its units are connected to, if that is better.
    fn sweep(&mut self, row: usize, from_above: bool) {
        let before = self.row_cost(row);
        let saved = self.rows[row].clone();
        let mean = |items: &[usize]| {
            let side = if from_above { &self.above } else { &self.below };
            let places: Vec<usize> =
                items.iter().flat_map(|&item| &side[item]).map(|&other| self.place[other].1).collect();
            let own = items.iter().map(|&item| self.place[item].1).sum::<usize>() * 1000 / items.len();
            if places.is_empty() { own } else { places.iter().sum::<usize>() * 1000 / places.len() }
        };
        let mut keyed: Vec<(usize, Unit)> = saved
            .iter()
            .map(|unit| {
                let mut items = unit.items.clone();
                items.sort_by_key(|&item| mean(&[item]));
                (mean(&unit.items), Unit { items })
            })
            .collect();
        keyed.sort_by_key(|(key, _)| *key);
        self.rows[row] = keyed.into_iter().map(|(_, unit)| unit).collect();
        self.number(row);
        if self.row_cost(row) >= before {
            self.rows[row] = saved;
            self.number(row);
        }
    }

    /// What one round of exchanges costs, in steps.
    fn effort(&self, row: usize) -> usize {
        let ends = |side: &[Vec<usize>]| -> usize {
            self.rows[row].iter().flat_map(|unit| &unit.items).map(|&item| side[item].len()).sum()
        };
        self.rows[row].len() * (1 + self.level[row].len()) + ends(&self.above) + ends(&self.below)
    }

    /// Exchanges neighbours as long as that makes the row better.
    fn exchange(&mut self, row: usize) {
        for _ in 0..ROUNDS {
            let mut better = false;
            for unit in 0..self.rows[row].len() {
                for item in 1..self.rows[row][unit].items.len() {
                    if self.gain_within(row, unit, item).all > 0 {
                        self.swap_within(row, unit, item);
                        better = true;
                    }
                }
                if unit > 0 && self.gain(row, unit).all > 0 {
                    self.swap(row, unit);
                    better = true;
                }
            }
            if !better {
                return;
            }
        }
    }

    /// What is gained when a unit changes places with the one before it.
    fn gain(&self, row: usize, unit: usize) -> Gain {
        self.gain_of(row, &self.rows[row][unit - 1].items, &self.rows[row][unit].items)
    }

    /// What is gained when an item changes places with the one before it in its unit.
    fn gain_within(&self, row: usize, unit: usize, item: usize) -> Gain {
        let items = &self.rows[row][unit].items;
        self.gain_of(row, &items[item - 1..item], &items[item..=item])
    }

    fn gain_of(&self, row: usize, left: &[usize], right: &[usize]) -> Gain {
        let crossings = [&self.above, &self.below]
            .into_iter()
            .map(|side| {
                let (left, right) = (self.ends(left, side), self.ends(right, side));
                inversions(&left, &right) - inversions(&right, &left)
            })
            .sum::<isize>();
        let (first, last) = (self.place[left[0]].1, self.place[right[right.len() - 1]].1);
        let middle = first + left.len();
        let after = |place: usize| match place {
            _ if place < first || place > last => place,
            _ if place < middle => place + right.len(),
            _ => place - left.len(),
        };
        let mut apart = 0;
        for &(tail, head) in &self.level[row] {
            let (tail, head) = (self.place[tail].1, self.place[head].1);
            apart +=
                apart_cost(tail, head).cast_signed() - apart_cost(after(tail), after(head)).cast_signed();
        }
        Gain { crossings, all: CROSSING.cast_signed() * crossings + apart }
    }

    /// The places of what some items are connected to, in order.
    fn ends(&self, items: &[usize], side: &[Vec<usize>]) -> Vec<usize> {
        let mut ends: Vec<usize> =
            items.iter().flat_map(|&item| &side[item]).map(|&other| self.place[other].1).collect();
        ends.sort_unstable();
        ends
    }

    /// Exchanges a unit with the one before it.
    fn swap(&mut self, row: usize, unit: usize) {
        let first = self.place[self.rows[row][unit - 1].items[0]].1;
        self.rows[row].swap(unit - 1, unit);
        let items = self.rows[row][unit - 1..=unit].iter().flat_map(|unit| &unit.items);
        for (place, &item) in (first..).zip(items) {
            self.place[item].1 = place;
        }
    }

    /// Exchanges an item with the one before it in its unit.
    fn swap_within(&mut self, row: usize, unit: usize, item: usize) {
        let items = &mut self.rows[row][unit].items;
        items.swap(item - 1, item);
        let (left, right) = (items[item - 1], items[item]);
        self.place.swap(left, right);
    }

    fn cost(&self) -> usize {
        (0..self.rows.len()).map(|row| self.row_cost(row)).sum()
    }

    /// The crossings above and below a row, and how far apart the mates in it stand.
    fn row_cost(&self, row: usize) -> usize {
        let crossings = self.crossings(row, &self.above) + self.crossings(row, &self.below);
        let apart = |&(tail, head): &(usize, usize)| apart_cost(self.place[tail].1, self.place[head].1);
        CROSSING * crossings + self.level[row].iter().map(apart).sum::<usize>()
    }

    /// Counts inversions with a Fenwick tree (Barth, Jünger, Mutzel 2004).
    fn crossings(&self, row: usize, side: &[Vec<usize>]) -> usize {
        let items = || self.rows[row].iter().flat_map(|unit| &unit.items);
        let most = items().flat_map(|&item| &side[item]).map(|&other| self.place[other].1).max();
        let Some(most) = most.map(|most| most + 1) else { return 0 };
        let mut tree = vec![0_usize; most + 1];
        let mut crossings = 0;
        let mut seen = 0;
        for &item in items() {
            // Lines of one item do not cross, so that all are counted before any is seen.
            for &other in &side[item] {
                let mut at = self.place[other].1 + 1;
                crossings += seen;
                while at > 0 {
                    crossings -= tree[at];
                    at &= at - 1;
                }
            }
            for &other in &side[item] {
                let mut at = self.place[other].1 + 1;
                while at <= most {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
            seen += side[item].len();
        }
        crossings
    }
}

/// What an exchange of neighbours brings.
#[derive(Debug, Clone, Copy)]
struct Gain {
    /// So many crossings fewer.
    crossings: isize,
    /// So much less of the row's cost.
    all: isize,
}

/// What it costs that two mates of a row do not stand side by side, the tail first.
fn apart_cost(tail: usize, head: usize) -> usize {
    APART * tail.abs_diff(head).saturating_sub(1) + usize::from(tail > head)
}

/// The pairs of one value of each list, both in order, where the first is greater.
fn inversions(left: &[usize], right: &[usize]) -> isize {
    let mut smaller = 0;
    let mut count = 0;
    for &end in left {
        while right.get(smaller).is_some_and(|other| *other < end) {
            smaller += 1;
        }
        count += smaller;
    }
    count.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::Options;
    use crate::topology::{Component, Id, Kind, Link, Part, Protocol, Standing, Topology};

    /// Free-standing components `0..count` with calls between them.
    fn graph(count: usize, calls: &[(usize, usize)]) -> Graph {
        let id = |number: usize| Id::parse(&format!("n{number}")).unwrap();
        let part = |number| Part {
            component: Component::new(id(number), Kind::WebServer),
            external: false,
            standing: Standing::default(),
        };
        let links = calls.iter().map(|&(from, to)| Link::new(id(from), id(to), Protocol::Http)).collect();
        let topology = Topology { parts: (0..count).map(part).collect(), links, ..Topology::default() };
        Graph::new(&topology, &Options::default())
    }

    fn arranged(count: usize, calls: &[(usize, usize)], rows: &[Vec<usize>]) -> Vec<Vec<Item>> {
        let graph = graph(count, calls);
        let row_of: Vec<usize> =
            (0..count).map(|node| rows.iter().position(|row| row.contains(&node)).unwrap()).collect();
        let nets = net::between_rows(&graph, &row_of);
        arrange(&graph, rows, &nets, &vec![None; count], &vec![None; count])
    }

    fn nodes(row: &[Item]) -> Vec<usize> {
        row.iter().filter_map(|item| if let Item::Node(node) = item { Some(*node) } else { None }).collect()
    }

    #[test]
    fn crossed_calls_are_uncrossed() {
        // 0 calls 3 and 1 calls 2: one row has to change.
        let rows = arranged(4, &[(0, 3), (1, 2)], &[vec![0, 1], vec![2, 3]]);
        let (upper, lower) = (nodes(&rows[0]), nodes(&rows[1]));
        assert_eq!(upper == [0, 1], lower == [3, 2], "{upper:?} over {lower:?}");
    }

    #[test]
    fn the_order_of_the_file_stays_where_nothing_is_gained() {
        let calls = [(0, 2), (0, 3), (1, 2), (1, 3)];
        let rows = arranged(4, &calls, &[vec![0, 1], vec![2, 3]]);
        assert_eq!((nodes(&rows[0]), nodes(&rows[1])), (vec![0, 1], vec![2, 3]));
    }

    #[test]
    fn mates_of_a_row_come_side_by_side() {
        let rows = arranged(3, &[(0, 2)], &[vec![0, 1, 2]]);
        let row = nodes(&rows[0]);
        let place = |node| row.iter().position(|other| *other == node).unwrap();
        assert_eq!(place(0_usize) + 1, place(2));
    }

    #[test]
    fn crossings_are_counted_as_by_hand() {
        let graph = graph(6, &[(0, 5), (1, 4), (2, 3), (0, 3)]);
        let rows = [vec![0, 1, 2], vec![3, 4, 5]];
        let row_of = [0, 0, 0, 1, 1, 1];
        let nets = net::between_rows(&graph, &row_of);
        let order = Order::new(&graph, &rows, &nets, &[None; 6]);
        // 0-5 crosses 1-4 and 2-3; 1-4 crosses 2-3.
        assert_eq!(order.crossings(0, &order.below), 3);
        assert_eq!(order.crossings(1, &order.above), 3);
        // With 0 and 1 exchanged 0-5 no longer crosses 1-4, and 0-3 crosses 1-4 anew.
        let gain = order.gain(0, 1);
        let mut swapped = order;
        swapped.swap(0, 1);
        assert_eq!(3 - gain.crossings, swapped.crossings(0, &swapped.below).cast_signed());
    }
}
