//! All columns of a plan: widths and places of boxes, passes of nets, ports.

use crate::topology::Kind;

use super::geometry::signed;
use super::nudge::nudge;
use super::order::Item;
use super::place::{self, Pull, Slot};
use super::plan::Plan;
use super::port::{Border, Side};

/// Where everything is, by column.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// By row and place: the left column.
    pub(super) items: Vec<Vec<i32>>,
    /// By box: the left column; 0 in the lane.
    pub(super) nodes: Vec<i32>,
}

/// The blanks between two boxes that nothing crosses.
const GAP: i32 = 3;
/// The least blanks between boxes that would rather stay where they were in the drawing before.
const NARROW: i32 = 1;
/// How far from the middle of its box a net may leave, to run straight, before boxes have been moved for that.
const STRAY: i32 = 3;
/// The columns that the frame of a cluster takes at either side: its border and a blank.
pub(super) const FRAME: i32 = 2;

/// The borders with ports that may be moved, by row, box and side.
#[derive(Debug, Default)]
pub(super) struct Borders {
    pub(super) all: Vec<Border>,
    /// By box: its first one, and the one after its last.
    by_node: Vec<(usize, usize)>,
}

impl Borders {
    /// The borders of all boxes in rows, as if each stood in the first column.
    fn new(plan: &Plan) -> Self {
        let mut borders = Self { all: Vec::new(), by_node: vec![(0, 0); plan.insides.len()] };
        for node in plan.box_rows().flatten() {
            let start = borders.all.len();
            borders
                .all
                .extend([Side::Top, Side::Bottom].into_iter().filter_map(|side| border(plan, node, side)));
            borders.by_node[node] = (start, borders.all.len());
        }
        borders
    }

    pub(super) fn of_node(&self, node: usize) -> &[Border] {
        let (start, end) = self.by_node[node];
        &self.all[start..end]
    }
}

/// Columns to keep free, by port for its label and by cluster for the frame's title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) ports: Vec<i32>,
    pub(super) frames: Vec<i32>,
    /// Whether a channel may do without a row for labels, so that what stands below it need not move.
    pub(super) squeeze: Vec<bool>,
    /// Whether the labels of the lane of monitoring need columns of their own.
    pub(super) corridor: bool,
}

impl Columns {
    /// Sets the widths of all boxes, places them, and gives every port its column.
    pub(super) fn new(plan: &mut Plan, room: &Room) -> Self {
        for node in 0..plan.insides.len() {
            plan.insides[node].widen(&plan.graph, node, &plan.ports, &room.ports);
        }
        let slots = slots(plan, room);
        let mut columns = Self::default();
        let mut borders = Borders::new(plan);
        let followers = followers(plan);
        for round in 0..3 {
            let pulls = pulls(plan, &columns, &followers, round > 0);
            columns.items = place::place(&slots, &pulls);
            columns.nodes = vec![0; plan.insides.len()];
            for (row, places) in plan.rows.iter().zip(&columns.items) {
                for (item, &x) in row.iter().zip(places) {
                    if let Item::Node(node) = item {
                        columns.nodes[*node] = x;
                    }
                }
            }
            columns.set_ports(plan, &mut borders, room);
        }
        nudge(plan, &mut columns, &slots, &borders, room);
        columns
    }

    /// Makes boxes wider where labels need room, and leaves everything else where it is, or moves it to the right.
    pub(super) fn widen(&mut self, plan: &mut Plan, room: &Room) {
        for port in 0..plan.ports.len() {
            plan.ports[port].x -= self.nodes[plan.ports[port].node];
        }
        for node in 0..plan.insides.len() {
            plan.insides[node].widen(&plan.graph, node, &plan.ports, &room.ports);
            for riser in &plan.insides[node].risers {
                plan.ports[riser.port].x = riser.x;
            }
        }
        for border in &mut Borders::new(plan).all {
            border.part(&mut plan.ports, &room.ports);
        }
        for ((slots, places), items) in slots(plan, room).iter().zip(&mut self.items).zip(&plan.rows) {
            let mut least = i32::MIN;
            for ((slot, x), item) in slots.iter().zip(places).zip(items) {
                *x = least.max(*x);
                least = *x + slot.step;
                if let Item::Node(node) = item {
                    self.nodes[*node] = *x;
                }
            }
        }
        for port in 0..plan.ports.len() {
            plan.ports[port].x += self.nodes[plan.ports[port].node];
        }
    }

    /// The column in which a net passes a row.
    pub(super) fn pass(&self, plan: &Plan, net: usize, row: usize) -> i32 {
        self.items[row][plan.nets[net].place(row)]
    }

    /// Settles ports border by border: the tails' side first, then the heads under them, then back.
    fn set_ports(&self, plan: &mut Plan, borders: &mut Borders, room: &Room) {
        for port in 0..plan.ports.len() {
            let node = plan.ports[port].node;
            let inside = &plan.insides[node];
            let column = inside.riser(port).map_or(inside.width / 2, |riser| riser.x);
            plan.ports[port].x = self.nodes[node] + column;
        }
        for border in &mut borders.all {
            border.move_to(self.nodes[border.node]);
        }
        let count = borders.all.len();
        let mut wish = Vec::new();
        for round in 0..4 {
            let mut settled = true;
            for at in 0..count {
                let border = &borders.all[if round % 2 == 0 { at } else { count - 1 - at }];
                wish.clear();
                wish.extend(border.ports.iter().map(|&port| self.wish(plan, port, border)));
                settled &= !border.settle(&mut plan.ports, &room.ports, &wish);
            }
            if settled {
                break;
            }
        }
    }

    /// Where a port wants to be, and where its other ends are.
    fn wish(&self, plan: &Plan, port: usize, border: &Border) -> (i32, i32) {
        let this = &plan.ports[port];
        let Some(net) = plan.nets.get(this.net) else { return (border.to - 1, i32::MAX / 4) };
        let mut passes = net.passes();
        let jumps = passes.len() > 0;
        let nearest = if this.head { passes.next_back() } else { passes.next() };
        let mean = if let Some(row) = nearest {
            self.pass(plan, this.net, row)
        } else {
            let ends = plan.ports.of_net(this.net).iter().map(|&port| &plan.ports[port]);
            let others = ends.filter(|port| port.head != this.head);
            let (sum, count) = others.fold((0, 0), |(sum, count), port| (sum + port.x, count + 1));
            sum / count.max(1)
        };
        let forks = net.links.len() > 1 && (this.head || !jumps);
        let far = !this.head && (mean - border.middle).abs() > STRAY;
        let wished = if forks || far || net.from == net.to {
            border.middle
        } else if (border.from..=border.to).contains(&mean) {
            mean
        } else if this.head && border.from + 2 < border.to {
            mean.clamp(border.from + 1, border.to - 1)
        } else if this.head {
            mean.clamp(border.from, border.to)
        } else {
            border.middle
        };
        (wished, mean)
    }
}

/// A border of a box whose left column is 0; none without ports that may be moved.
fn border(plan: &Plan, node: usize, side: Side) -> Option<Border> {
    let inside = &plan.insides[node];
    let own = |port: &&usize| plan.ports[**port].side == side && inside.riser(**port).is_none();
    let ports: Vec<usize> = plan.ports.of_node(node).iter().filter(own).copied().collect();
    if ports.is_empty() {
        return None;
    }
    let (from, to) = inside.zone(&plan.ports, side, plan.graph.nodes[node].title.is_some());
    let middle = (inside.width / 2).clamp(from, to);
    Some(Border { node, ports, left: 0, from, to, middle })
}

/// The width of each item and the least distance to the next.
fn slots(plan: &Plan, room: &Room) -> Vec<Vec<Slot>> {
    let frame = |item: Option<&Item>| match item {
        Some(Item::Node(node)) => plan.frame[*node],
        _ => None,
    };
    let row_slots = |(row, items): (usize, &Vec<Item>)| {
        let slot = |(at, item): (usize, &Item)| {
            let next = items.get(at + 1);
            let width = match item {
                Item::Node(node) => plan.insides[*node].width,
                Item::Pass(_) => 1,
            };
            let bridges = plan.gaps[row][at].width();
            let blanks = match (item, next) {
                (Item::Node(one), Some(Item::Node(other))) => {
                    let both_stay = plan.before[*one].is_some() && plan.before[*other].is_some();
                    bridges.max(if both_stay { NARROW } else { GAP })
                }
                (Item::Pass(_), Some(Item::Pass(_))) => 1,
                _ => 2,
            };
            let (here, there) = (frame(Some(item)), frame(next));
            let ends = if here == there { 0 } else { i32::from(here.is_some()) + i32::from(there.is_some()) };
            let title = if here == there { 0 } else { here.map_or(0, |cluster| room.frames[cluster]) };
            let kept = match item {
                Item::Node(node) => plan.before[*node]
                    .map(|(x, _)| (x, signed(plan.graph.nodes[*node].components.len().max(1)))),
                Item::Pass(_) => None,
            };
            Slot { step: width + blanks + FRAME * ends + title, kept }
        };
        items.iter().enumerate().map(slot).collect()
    };
    plan.rows.iter().enumerate().map(row_slots).collect()
}

/// Something that is pulled: an item of a row and its column that counts.
#[derive(Debug, Clone, Copy)]
struct End {
    row: usize,
    at: (usize, i32),
    passes: bool,
}

/// What should stand above what. `exact` uses the ports of the round before.
fn pulls(plan: &Plan, columns: &Columns, followers: &[Vec<usize>], exact: bool) -> Vec<Pull> {
    let place = places(plan);
    let anchor = |port: usize| {
        let end = &plan.ports[port];
        let inside = &plan.insides[end.node];
        let middle = || {
            let (from, to) = inside.zone(&plan.ports, end.side, plan.graph.nodes[end.node].title.is_some());
            (inside.width / 2).clamp(from, to)
        };
        if exact && plan.nets[end.net].links.len() == 1 {
            end.x - columns.nodes[end.node]
        } else {
            inside.riser(port).map_or_else(middle, |riser| riser.x)
        }
    };
    let mut pulls = Vec::new();
    for (number, net) in plan.nets.iter().enumerate().filter(|(_, net)| net.from != net.to) {
        let mut tail = None;
        let mut heads = Vec::new();
        for &number in plan.ports.of_net(number) {
            let port = &plan.ports[number];
            let end = |node: usize, column: i32| End {
                row: plan.row_of[node],
                at: (place[node], column),
                passes: false,
            };
            if !port.head {
                tail = Some(end(port.node, anchor(number)));
                continue;
            }
            heads.push(end(port.node, anchor(number)));
            let middle = |node: usize| plan.insides[node].width / 2;
            heads.extend(followers[port.node].iter().map(|&node| end(node, middle(node))));
        }
        let Some(mut last) = tail else { continue };
        for row in net.passes() {
            let pass = End { row, at: (net.place(row), 0), passes: true };
            pulls.push(pull(last, pass));
            last = pass;
        }
        pulls.extend(heads.into_iter().map(|head| pull(last, head)));
    }
    pulls
}

/// Long nets pull harder, so that they run straight (Gansner et al. 1993, section 4).
fn pull(from: End, to: End) -> Pull {
    let weight = match (from.passes, to.passes) {
        (true, true) => 8,
        (false, false) => 1,
        _ => 2,
    };
    let (upper, lower) = if from.row < to.row { (from, to) } else { (to, from) };
    Pull { row: upper.row, upper: upper.at, lower: lower.at, weight }
}

/// The place of each box in its row.
fn places(plan: &Plan) -> Vec<usize> {
    let mut place = vec![0; plan.insides.len()];
    for row in &plan.rows {
        for (at, item) in row.iter().enumerate() {
            if let Item::Node(node) = item {
                place[*node] = at;
            }
        }
    }
    place
}

/// By box: the databases beside it that no net leads to. Pulled along with it, they stand with it in the
/// middle under its callers.
fn followers(plan: &Plan) -> Vec<Vec<usize>> {
    let mut followers = vec![Vec::new(); plan.insides.len()];
    let is_database = |component: usize| plan.graph.components[component].kind == Kind::Database;
    let has_net =
        |node: usize| plan.ports.of_node(node).iter().any(|&port| plan.ports[port].net < plan.nets.len());
    for bridge in plan.gaps.iter().flatten().flat_map(|gap| &gap.bridges) {
        let drawn = &plan.graph.links[bridge.link];
        let (tail, head) = plan.graph.ends(drawn);
        if is_database(drawn.tail) && is_database(drawn.head) && !has_net(head) {
            followers[tail].push(head);
        }
    }
    followers
}
