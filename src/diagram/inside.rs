//! The inside of a box: rows for its components, the links between them, and the lines that lead from the
//! box's top or bottom to a component further in.
//!
//! ```text
//! ┌ title ✗◆──▼───┼──┐   ▼ a net to the first component, ┼ one to a component further in
//! │ nginx         │  │
//! │ ▼ FastCGI     │  │   a chain: a link between neighbours has its row
//! │ app        ┐  │  │
//! │ ├─ files ─► code │   what hangs
//! │ │ Redis :6379 │     so does what nothing else has to do with, its label in the row above
//! │ ├► cache      │
//! │ mysql   ◄──┼──┘  │   the gutter: lines in columns right of the text
//! └────────────┼─────┘
//! ```
//! Every line that ends at a component's right has a row of the component for itself, and every line in
//! the gutter a column, so that nothing here can overlap.

use crate::text::width;

use super::geometry::signed;
use super::glyph::Direction;
use super::graph::Graph;
use super::line::Label;
use super::port::{Port, Ports, Side};
use super::stack::{self, Hung, Layer};

/// The column where a component's name begins.
pub(super) const TEXT: i32 = 2;

/// A component with its rows.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) layer: Layer,
    /// The row of its name, counted from the box's top border.
    pub(super) top: i32,
    /// Its rows: one, or more where many lines end.
    pub(super) rows: i32,
    /// The rows that lines of the gutter use.
    inner: i32,
    /// The column of its name.
    pub(super) text: i32,
}

/// A link within the box that is drawn in the gutter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loop {
    pub(super) link: usize,
    /// The row where it leaves.
    pub(super) from: Spot,
    /// The row where it arrives.
    pub(super) to: Spot,
    /// Its column.
    pub(super) x: i32,
}

/// A net that crosses the box's border and ends at a component further in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Riser {
    pub(super) port: usize,
    pub(super) spot: Spot,
    /// Its column.
    pub(super) x: i32,
    /// Whether it leaves down from the beginning of the component's name, past what hangs there.
    pub(super) stem: bool,
}

/// One row of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) block: usize,
    pub(super) row: i32,
}

/// The inside of one box. Columns and rows count from the box's top left corner.
#[derive(Debug, Clone, Default)]
pub(super) struct Inside {
    pub(super) blocks: Vec<Block>,
    pub(super) loops: Vec<Loop>,
    pub(super) risers: Vec<Riser>,
    pub(super) width: i32,
    pub(super) height: i32,
    /// The first column of the top border where a net may arrive.
    zone: i32,
}

impl Inside {
    /// Stacks the components and gives every line its row; the columns come with [`Self::widen`].
    pub(super) fn new(graph: &Graph, node: usize, ports: &Ports) -> Self {
        let (layers, rest) = stack::stack(graph, node);
        let blocks =
            layers.into_iter().map(|layer| Block { layer, top: 0, rows: 1, inner: 0, text: TEXT }).collect();
        let mut inside = Self { blocks, ..Self::default() };
        for link in rest {
            let from = inside.inner_row(graph.links[link].tail);
            let to = inside.inner_row(graph.links[link].head);
            if let (Some(from), Some(to)) = (from, to) {
                inside.loops.push(Loop { link, from, to, x: 0 });
            }
        }
        for &number in ports.of_node(node) {
            let port = &ports[number];
            if inside.is_edge(port.component, port.side) {
                continue;
            }
            let stem = inside.free_stem(port);
            let spot = match stem {
                Some(block) => Some(Spot { block, row: 0 }),
                None => inside.inner_row(port.component),
            };
            inside.risers.extend(spot.map(|spot| Riser {
                port: number,
                spot,
                x: TEXT,
                stem: stem.is_some(),
            }));
        }
        inside.settle();
        inside
    }

    /// Whether a component is the first or last of its box, so that nets may end right at the border.
    pub(super) fn is_edge(&self, component: usize, side: Side) -> bool {
        let edge = match side {
            Side::Top => self.blocks.first(),
            Side::Bottom => self.blocks.last(),
        };
        edge.is_some_and(|block| block.layer.component == component)
    }

    /// The number of a component's block.
    pub(super) fn block_of(&self, component: usize) -> Option<usize> {
        self.blocks.iter().position(|block| block.layer.component == component)
    }

    /// The row of a spot, counted from the box's top border.
    pub(super) fn y(&self, spot: Spot) -> i32 {
        self.blocks[spot.block].top + spot.row
    }

    /// Gives a component one row more.
    pub(super) fn grow(&mut self, block: usize) {
        self.blocks[block].rows += 1;
        self.settle();
    }

    /// The last component of the box that has anything hanging under it, if this port is its first way out.
    fn free_stem(&self, port: &Port) -> Option<usize> {
        let last = self.blocks.iter().rposition(|block| block.layer.hung.is_none())?;
        let fits = !port.head
            && port.side == Side::Bottom
            && self.blocks[last].layer.component == port.component
            && !self.risers.iter().any(|riser| riser.stem);
        fits.then_some(last)
    }

    /// Whether a net's port is led further in, and on which column.
    pub(super) fn riser(&self, port: usize) -> Option<&Riser> {
        // They are in the order of the ports.
        let at = self.risers.binary_search_by_key(&port, |riser| riser.port);
        at.ok().map(|at| &self.risers[at])
    }

    fn inner_row(&mut self, component: usize) -> Option<Spot> {
        let number = self.block_of(component)?;
        let block = &mut self.blocks[number];
        block.inner += 1;
        block.rows = block.rows.max(block.inner);
        Some(Spot { block: number, row: block.inner - 1 })
    }

    fn settle(&mut self) {
        let mut y = 1;
        for block in &mut self.blocks {
            y += i32::from(block.layer.chain.is_some() || block.layer.hung.is_some_and(|hung| hung.tall));
            block.top = y;
            y += block.rows;
        }
        self.height = y.max(2) + 1;
    }

    /// Sets all columns. `ports` are all ports, `room` the columns that a port keeps free for a label: on the
    /// border to its right, or in the row that leads to it.
    pub(super) fn widen(&mut self, graph: &Graph, node: usize, ports: &Ports, room: &[i32]) {
        let title = graph.nodes[node].title.as_deref();
        let mut content = TEXT + 1;
        for block in &mut self.blocks {
            block.text = match block.layer.hung {
                None => TEXT,
                Some(Hung { tall: true, link }) => {
                    let label = link.map_or(0, |link| label_width(graph, link));
                    content = content.max(TEXT + 2 + label + 1);
                    TEXT + 3
                }
                Some(Hung { link: None, .. }) => TEXT + 3,
                Some(Hung { link: Some(link), .. }) if label_width(graph, link) > 0 => {
                    TEXT + 7 + label_width(graph, link)
                }
                Some(_) => TEXT + 4,
            };
            content = content.max(block.text + name_width(graph, block.layer.component) + 1);
            if let Some(chain) = block.layer.chain {
                content = content.max(TEXT + 2 + label_width(graph, chain.link) + 1);
            }
        }
        for line in &self.loops {
            content = content.max(self.line_start(graph, line.to, true) + 4 + label_width(graph, line.link));
        }
        for riser in self.risers.iter().filter(|riser| !riser.stem) {
            let start = self.line_start(graph, riser.spot, ports[riser.port].head);
            content = content.max(start + 2 + room[riser.port]);
        }
        self.zone = title.map_or(1, |title| TEXT + columns(title) + 3);
        let top = self.needed(node, ports, room, Side::Top);
        let bottom = self.needed(node, ports, room, Side::Bottom);
        let has_riser = |side| self.risers.iter().any(|riser| !riser.stem && ports[riser.port].side == side);
        if has_riser(Side::Top) {
            content = content.max(self.zone + top - 1);
        }
        if has_riser(Side::Bottom) {
            content = content.max(bottom + 1);
        }
        let (spare, foot) = if title.is_some() { (1, 3) } else { (0, 1) };
        let right = self.set_columns(content).max(self.zone + top.max(1) + spare).max(foot + bottom);
        self.width = right + 1;
        if title.is_none() && self.loops.is_empty() && self.risers.is_empty() {
            for block in &mut self.blocks {
                block.text = ((self.width - name_width(graph, block.layer.component)) / 2).max(TEXT);
            }
        }
    }

    /// The columns that nets ending right at a side of the box need.
    fn needed(&self, node: usize, ports: &Ports, room: &[i32], side: Side) -> i32 {
        let direct = ports.of_node(node).iter().copied();
        let direct = direct.filter(|&port| ports[port].side == side && self.riser(port).is_none());
        let stems = self.risers.iter().filter(|riser| riser.stem && ports[riser.port].side == side);
        direct.chain(stems.map(|riser| riser.port)).map(|port| 2 + room[port]).sum()
    }

    /// The columns of a side where nets may end right at the border.
    pub(super) fn zone(&self, ports: &Ports, side: Side, has_title: bool) -> (i32, i32) {
        // Not next to a corner, where a host has the room for that.
        let (start, badge) = match side {
            Side::Top if has_title => (self.zone, 1),
            Side::Bottom if has_title => (2, 1),
            Side::Top | Side::Bottom => (1, 0),
        };
        let own = || self.risers.iter().filter(|riser| ports[riser.port].side == side);
        let end = own().filter(|riser| !riser.stem).map(|riser| riser.x - 2).min();
        let start = if own().any(|riser| riser.stem) { TEXT + 2 } else { start };
        (start, end.unwrap_or(self.width - 2 - badge).max(start))
    }

    /// Gives each line of the gutter a column, inner ones to the short lines; returns the right border.
    fn set_columns(&mut self, content: i32) -> i32 {
        if self.loops.is_empty() && self.risers.iter().all(|riser| riser.stem) {
            return content;
        }
        let mut x = content + 1;
        let mut loops: Vec<usize> = (0..self.loops.len()).collect();
        loops.sort_by_key(|&number| (self.y(self.loops[number].from) - self.y(self.loops[number].to)).abs());
        for number in loops {
            self.loops[number].x = x;
            x += 2;
        }
        for riser in self.risers.iter_mut().filter(|riser| !riser.stem) {
            riser.x = x;
            x += 2;
        }
        x
    }

    /// The column where a line begins or arrives right of a component's name; on a further row it begins under
    /// the name.
    pub(super) fn line_start(&self, graph: &Graph, spot: Spot, arrives: bool) -> i32 {
        let block = &self.blocks[spot.block];
        if !arrives && self.branches(spot) {
            return block.text;
        }
        block.text + name_width(graph, block.layer.component) + 1
    }

    /// The arms that join the beginning of a line to its component, with their cells.
    pub(super) fn joints(&self, graph: &Graph, spot: Spot) -> Vec<((i32, i32), Direction)> {
        let start = (self.line_start(graph, spot, false), self.y(spot));
        if !self.branches(spot) {
            return vec![(start, Direction::Left)];
        }
        let above = (1..spot.row).map(|row| (start.0, self.blocks[spot.block].top + row));
        let through = above.flat_map(|cell| [(cell, Direction::Up), (cell, Direction::Down)]);
        through.chain([(start, Direction::Up)]).collect()
    }

    /// Whether a line from this row goes out from under the name: the stem is not taken by a link that comes
    /// up.
    pub(super) fn branches(&self, spot: Spot) -> bool {
        let below = self.blocks.get(spot.block + 1).and_then(|block| block.layer.chain);
        spot.row > 0 && below.is_none_or(|chain| !chain.up)
    }
}

/// The columns of a component's name and tag.
pub(super) fn name_width(graph: &Graph, component: usize) -> i32 {
    let component = &graph.components[component];
    let tag = if component.tag.is_empty() { 0 } else { 1 + columns(&component.tag) };
    columns(&component.label) + tag
}

/// The columns of a link's label.
pub(super) fn label_width(graph: &Graph, link: usize) -> i32 {
    Label::of_link(&graph.links[link]).width()
}

/// A text's width as a coordinate.
pub(super) fn columns(text: &str) -> i32 {
    signed(width(text))
}
