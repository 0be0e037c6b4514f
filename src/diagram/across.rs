//! The layout that reads from left to right, in the same steps as the one that reads downwards.
//!
//! ```text
//!  rank 0     channel 1              rank 1
//! ┌──────┐                        ┌ web1 ───┐
//! │ user ├─ HTTPS :443 ─┬─────────► nginx   │   every end has a row of its component for itself,
//! └──────┘              │         └─────────┘   so that a label always has its place in the line:
//!  labels of callers    tracks    ┌ web2 ───┐   left of the tracks, or right of them where the
//!                       └─────────► nginx   │   caller stands to the right
//!                                 └─────────┘
//! ```
//! Ranks, order, nets and channels are those of the other layout on other axes: what is a column there is a
//! row here. Texts stay as they are, so that sizes are the boxes' own. What is watched is drawn by ordinary nets,
//! and what watches has a rank of its own at the right.

mod ends;

use super::channel::{self, Joint, Pin, Routed, Strand, Wire};
use super::columns::FRAME;
use super::geometry::signed;
use super::glyph::Direction;
use super::inside::columns;
use super::line::{Label, Line, Place, Way};
use super::order::Item;
use super::picture::Role;
use super::place::{self, Pull, Slot};
use super::plan::Plan;
use super::route::{Area, Layout};
pub(super) use ends::{End, Ends};

/// The columns between two tracks that stand side by side, so that they are seen as two.
const TRACK: i32 = 2;
/// What a label needs besides its text: a piece of line and a blank at either side.
const AROUND: i32 = 4;
/// The columns of a channel that nothing crosses.
const APART: i32 = 3;

/// A channel between two ranks.
struct Strip {
    routed: Routed,
    /// Its first and last column, and the column of its first track.
    left: i32,
    right: i32,
    tracks: i32,
}

/// Lays a plan out.
pub(super) fn lay_out(plan: &mut Plan) -> Layout {
    for node in 0..plan.insides.len() {
        plan.insides[node].widen(&plan.graph, node, &plan.ports, &[]);
    }
    let mut across = Across { rows: Vec::new(), y: vec![0; plan.insides.len()], plan };
    // The order of a component's ends follows from where the others are, and where these are from the order.
    for _ in 0..3 {
        across.place();
        across.sort_ends();
    }
    across.place();
    across.draw()
}

struct Across<'a> {
    plan: &'a mut Plan,
    /// By rank and place: the first row.
    rows: Vec<Vec<i32>>,
    /// By box: its first row.
    y: Vec<i32>,
}

impl Across<'_> {
    /// Sets the rows of all boxes and passes.
    fn place(&mut self) {
        self.rows = place::place(&self.slots(), &self.pulls());
        for (items, rows) in self.plan.rows.iter().zip(&self.rows) {
            for (item, &y) in items.iter().zip(rows) {
                if let Item::Node(node) = item {
                    self.y[*node] = y;
                }
            }
        }
    }

    fn frame(&self, item: Option<&Item>) -> Option<usize> {
        match item {
            Some(Item::Node(node)) => self.plan.frame[*node],
            _ => None,
        }
    }

    /// The height of each item and the least distance to the next.
    fn slots(&self) -> Vec<Vec<Slot>> {
        let slot = |items: &[Item], at: usize| {
            let (item, next) = (&items[at], items.get(at + 1));
            let height = match item {
                Item::Node(node) => self.plan.insides[*node].height,
                Item::Pass(_) => 1,
            };
            let blanks = match (item, next) {
                (Item::Node(_), Some(Item::Pass(_))) | (Item::Pass(_), Some(Item::Node(_))) => 1,
                _ => 0,
            };
            let (here, there) = (self.frame(Some(item)), self.frame(next));
            let borders =
                if here == there { 0 } else { i32::from(here.is_some()) + i32::from(there.is_some()) };
            let kept = match item {
                Item::Node(node) => {
                    let components = self.plan.graph.nodes[*node].components.len().max(1);
                    self.plan.before[*node].map(|(_, y)| (y, signed(components)))
                }
                Item::Pass(_) => None,
            };
            Slot { step: height + blanks + borders, kept }
        };
        self.plan.rows.iter().map(|items| (0..items.len()).map(|at| slot(items, at)).collect()).collect()
    }

    /// What should stand beside what.
    fn pulls(&self) -> Vec<Pull> {
        let at = |rank: usize, wanted: Item| self.plan.rows[rank].iter().position(|item| *item == wanted);
        let mut pulls = Vec::new();
        for (number, net) in self.plan.nets.iter().enumerate().filter(|(_, net)| net.from != net.to) {
            let spot = |end: &End| {
                let place = at(self.plan.row_of[end.node], Item::Node(end.node)).unwrap_or(0);
                (self.plan.row_of[end.node], (place, self.row(end)), false)
            };
            let ends = self.plan.ends.of_net(number);
            let Some(tail) = ends.iter().find(|end| !end.head) else { continue };
            let mut last = spot(tail);
            let mut join = |from: (usize, (usize, i32), bool), to: (usize, (usize, i32), bool)| {
                // Long nets pull harder, so that they run straight (Gansner et al. 1993, section 4).
                let weight = match (from.2, to.2) {
                    (true, true) => 8,
                    (false, false) => 1,
                    _ => 2,
                };
                let (upper, lower) = if from.0 < to.0 { (from, to) } else { (to, from) };
                pulls.push(Pull { row: upper.0, upper: upper.1, lower: lower.1, weight });
            };
            for rank in net.passes() {
                let pass = (rank, (at(rank, Item::Pass(number)).unwrap_or(0), 0), true);
                join(last, pass);
                last = pass;
            }
            ends.iter().filter(|end| end.head).for_each(|end| join(last, spot(end)));
        }
        pulls
    }

    /// The row of an end in its box.
    fn row(&self, end: &End) -> i32 {
        self.plan.insides[end.node].y(end.spot)
    }

    /// The row of an end.
    fn y(&self, end: &End) -> i32 {
        self.y[end.node] + self.row(end)
    }

    /// The row in which a net passes a rank.
    fn pass(&self, net: usize, rank: usize) -> i32 {
        self.rows[rank][self.plan.nets[net].place(rank)]
    }

    /// Gives the rows of each component to its ends in the order of what they lead to.
    fn sort_ends(&mut self) {
        let toward: Vec<i32> = self.plan.ends.all().iter().map(|end| self.toward(end)).collect();
        self.plan.ends.sort(&toward);
    }

    /// Where the way from an end leads, by row.
    fn toward(&self, end: &End) -> i32 {
        let mut passes = self.plan.nets[end.net].passes();
        let nearest = if end.head { passes.next_back() } else { passes.next() };
        if let Some(rank) = nearest {
            return self.pass(end.net, rank);
        }
        let others = self.plan.ends.of_net(end.net).iter().filter(|other| other.head != end.head);
        let rows: Vec<i32> = others.map(|other| self.y(other)).collect();
        rows.iter().sum::<i32>() / signed(rows.len()).max(1)
    }

    /// The wires of every channel; the rows of the ends are their places there.
    fn wires(&self) -> Vec<Vec<Wire>> {
        let mut strips: Vec<Vec<Wire>> = vec![Vec::new(); self.plan.rows.len() + 1];
        let mut pin = |strip: usize, net: usize, y: i32, left: bool| {
            let wires = &mut strips[strip];
            if wires.last().is_none_or(|wire| wire.net != net) {
                wires.push(Wire { net, pins: Vec::new(), leaves: false });
            }
            if let Some(wire) = wires.last_mut() {
                wire.pins.push(Pin { x: y, top: left });
            }
        };
        for (number, net) in self.plan.nets.iter().enumerate() {
            for end in self.plan.ends.of_net(number) {
                let rank = self.plan.row_of[end.node];
                pin(if end.right { rank + 1 } else { rank }, number, self.y(end), end.right);
            }
            for rank in net.passes() {
                let y = self.pass(number, rank);
                pin(rank, number, y, false);
                pin(rank + 1, number, y, true);
            }
        }
        strips
    }

    fn label(&self, net: usize) -> Label {
        let links = &self.plan.nets[net].links;
        let text = &self.plan.graph.links[links[0]].label;
        Label { inline: true, ..Label::new(text, self.plan.graph.count(links)) }
    }

    /// The widest label of the callers at one side of a channel, with what it needs around it.
    fn label_room(&self, strip: usize, right: bool) -> i32 {
        let tails = self.plan.ends.all().iter().filter(|end| !end.head && end.right == right);
        let here = tails.filter(|end| self.plan.row_of[end.node] + usize::from(right) == strip);
        let widths = here.map(|end| self.label(end.net).width()).filter(|width| *width > 0);
        widths.max().map_or(1, |width| width + AROUND)
    }

    /// The columns of a rank: those of its widest box or frame.
    fn rank_width(&self, rank: usize) -> i32 {
        let nodes = self.plan.rows[rank].iter().filter_map(|item| match item {
            Item::Node(node) => Some(*node),
            Item::Pass(_) => None,
        });
        let width = |node: usize| match self.plan.frame[node] {
            Some(frame) => self.frame_width(frame),
            None => self.plan.insides[node].width,
        };
        nodes.map(width).max().unwrap_or(1)
    }

    fn frame_width(&self, frame: usize) -> i32 {
        let members = (0..self.y.len()).filter(|&node| self.plan.frame[node] == Some(frame));
        let widest = members.map(|node| self.plan.insides[node].width).max().unwrap_or(0);
        let cluster = &self.plan.graph.clusters[frame];
        let title = (columns(&cluster.title) + 7).max(columns(&cluster.mode) + 4);
        (widest + 2 * FRAME).max(title)
    }

    /// Lays everything down.
    fn draw(&self) -> Layout {
        let mut layout = Layout { nodes: vec![Area::default(); self.y.len()], ..Layout::default() };
        let mut strips = Vec::new();
        let mut x = 0;
        for (rank, wires) in self.wires().iter().enumerate() {
            let strip = self.strip(rank, wires, x);
            x = strip.right + 1;
            strips.push(strip);
            let Some(items) = self.plan.rows.get(rank) else { continue };
            for item in items {
                let Item::Node(node) = *item else { continue };
                let inside = &self.plan.insides[node];
                let indent = if self.plan.frame[node].is_some() { FRAME } else { 0 };
                layout.nodes[node] =
                    Area { x: x + indent, y: self.y[node], width: inside.width, height: inside.height };
            }
            x += self.rank_width(rank);
        }
        self.add_frames(&mut layout);
        for net in 0..self.plan.nets.len() {
            let line = self.line(net, &layout, &strips);
            layout.lines.push(line);
        }
        for strip in &strips {
            draw_strip(strip, &mut layout.lines);
        }
        lower(&mut layout);
        layout
    }

    /// Routes a channel whose first column is `left`.
    fn strip(&self, number: usize, wires: &[Wire], left: i32) -> Strip {
        let routed = channel::route(wires);
        if wires.is_empty() {
            let between = number > 0 && number < self.plan.rows.len();
            let right = left + if between { APART } else { 0 } - 1;
            return Strip { routed, left, right, tracks: left };
        }
        let tracks = left + self.label_room(number, true);
        let beyond = if number < self.plan.rows.len() { self.label_room(number, false) } else { 0 };
        let wide = (TRACK * routed.tracks - 1).max(0);
        Strip { tracks, left, right: tracks + wide + beyond - 1, routed }
    }

    fn add_frames(&self, layout: &mut Layout) {
        for number in 0..self.plan.graph.clusters.len() {
            let members = || (0..self.y.len()).filter(|&node| self.plan.frame[node] == Some(number));
            let Some(first) = members().next() else { continue };
            let top = members().map(|node| layout.nodes[node].y).min().unwrap_or(0) - 1;
            let bottom = members().map(|node| layout.nodes[node].bottom()).max().unwrap_or(0) + 1;
            let (x, width) = (layout.nodes[first].x - FRAME, self.frame_width(number));
            layout.frames.push((number, Area { x, y: top, width, height: bottom - top + 1 }));
        }
    }

    /// The line of a net outside the channels: its ends, its passes and its label.
    fn line(&self, number: usize, layout: &Layout, strips: &[Strip]) -> Line {
        let net = &self.plan.nets[number];
        let ends = self.plan.ends.of_net(number);
        let watches = ends.iter().any(|end| self.plan.graph.nodes[end.node].in_lane);
        let role = match net.dotted {
            true if watches => Role::MonitoringLink,
            true => Role::PeerLink,
            false => Role::Link,
        };
        let mut line = Line::new(number, role);
        let mut tail: Place = (0, 0);
        for end in ends {
            let (area, y, rank) = (layout.nodes[end.node], self.y(end), self.plan.row_of[end.node]);
            let (border, edge, into) = if end.right {
                (area.right(), strips[rank + 1].left, Direction::Left)
            } else {
                (area.x, strips[rank].right, Direction::Right)
            };
            line.run((border, y), (edge, y));
            if end.head {
                line.arrows.push(((border, y), into));
                line.ways.extend(end.links.iter().map(|&link| Way { link, tail: (0, 0), head: (border, y) }));
                continue;
            }
            tail = (border, y);
            let label = self.label(number);
            let at = if end.right { edge + 2 } else { edge - 1 - label.width() };
            line.label = (label.width() > 0).then_some(Label { at: Some((at, y)), ..label });
        }
        line.ways.iter_mut().for_each(|way| way.tail = tail);
        for rank in net.passes() {
            let y = self.pass(number, rank);
            line.run((strips[rank].right, y), (strips[rank + 1].left, y));
        }
        line
    }
}

fn draw_strip(strip: &Strip, lines: &mut [Line]) {
    let column = |strand: &Strand| strand.track.map(|track| strip.tracks + TRACK * track);
    for strand in &strip.routed.strands {
        let line = &mut lines[strand.net];
        let Some(x) = column(strand) else {
            line.run((strip.left, strand.left), (strip.right, strand.left));
            continue;
        };
        line.run((x, strand.left), (x, strand.right));
        for pin in &strand.pins {
            line.run((if pin.top { strip.left } else { strip.right }, pin.x), (x, pin.x));
        }
    }
    for &Joint { strands: (upper, lower), x: y } in &strip.routed.joints {
        let (upper, lower) = (&strip.routed.strands[upper], &strip.routed.strands[lower]);
        if let (Some(from), Some(to)) = (column(upper), column(lower)) {
            lines[upper.net].run((from, y), (to, y));
        }
    }
}

/// Moves everything so that it begins in row 0.
fn lower(layout: &mut Layout) {
    let runs = || layout.lines.iter().flat_map(|line| &line.segments).map(|run| run.from.1.min(run.to.1));
    let areas = || layout.nodes.iter().chain(layout.frames.iter().map(|(_, area)| area)).map(|area| area.y);
    let top = areas().chain(runs()).min().unwrap_or(0);
    layout.nodes.iter_mut().for_each(|area| area.y -= top);
    layout.frames.iter_mut().for_each(|(_, area)| area.y -= top);
    for line in &mut layout.lines {
        for run in &mut line.segments {
            (run.from.1, run.to.1) = (run.from.1 - top, run.to.1 - top);
        }
        line.arrows.iter_mut().chain(&mut line.caps).for_each(|(at, _)| at.1 -= top);
        line.ways.iter_mut().flat_map(|way| [&mut way.tail, &mut way.head]).for_each(|at| at.1 -= top);
        line.label.iter_mut().filter_map(|label| label.at.as_mut()).for_each(|at| at.1 -= top);
    }
}
