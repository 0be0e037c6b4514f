//! Nets: links that share one line from their caller and part before the called.
//!
//! Links of one caller with the same label may share a trunk, for then no reader can mistake one for
//! another; links with different callers never do. A net that jumps over rows passes them in a column of
//! its own.

use super::graph::{Class, Graph, Link};
use super::order::Item;

/// One caller's links with one label to boxes of one row.
#[derive(Debug, Clone)]
pub(super) struct Net {
    pub(super) links: Vec<usize>,
    /// The component at the tail.
    pub(super) tail: usize,
    /// The row of the tail.
    pub(super) from: usize,
    /// The row of the heads.
    pub(super) to: usize,
    pub(super) dotted: bool,
    /// By row that it passes, from the tail on: its place there.
    places: Vec<usize>,
    /// By row that it passes: where it passed in the drawing before.
    pub(super) before: Vec<Option<i32>>,
}

impl Net {
    /// The rows that it passes between tail and heads, from the tail on.
    pub(super) fn passes(&self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + use<> {
        let (from, down) = (self.from, self.from < self.to);
        let count = self.from.abs_diff(self.to).saturating_sub(1);
        (0..count).map(move |step| if down { from + 1 + step } else { from - 1 - step })
    }

    /// Where it passed a row in the drawing before, if it did.
    pub(super) fn before(&self, row: usize) -> Option<i32> {
        self.before.get(row.abs_diff(self.from) - 1).copied().flatten()
    }

    /// Its place in a row that it passes.
    pub(super) fn place(&self, row: usize) -> usize {
        self.places[row.abs_diff(self.from) - 1]
    }
}

/// Tells the nets where they pass, when the rows are in order.
pub(super) fn set_places(nets: &mut [Net], rows: &[Vec<Item>]) {
    for net in nets.iter_mut() {
        net.places = vec![0; net.passes().len()];
    }
    for (row, items) in rows.iter().enumerate() {
        for (at, item) in items.iter().enumerate() {
            if let Item::Pass(number) = *item {
                let net = &mut nets[number];
                net.places[row.abs_diff(net.from) - 1] = at;
            }
        }
    }
}

/// Gathers the links between different rows.
pub(super) fn between_rows(graph: &Graph, row_of: &[usize]) -> Vec<Net> {
    let mut nets = Vec::new();
    for (number, link) in graph.links.iter().enumerate() {
        let (tail, head) = graph.ends(link);
        if drawn_between(link) && row_of[tail] != row_of[head] {
            add(&mut nets, graph, number, row_of);
        }
    }
    nets
}

/// Adds a link to the net that it belongs to, or as a new one.
pub(super) fn add(nets: &mut Vec<Net>, graph: &Graph, number: usize, row_of: &[usize]) {
    let link = &graph.links[number];
    let (tail, head) = graph.ends(link);
    let (from, to) = (row_of[tail], row_of[head]);
    let mate = nets.iter_mut().find(|net| {
        let first = &graph.links[net.links[0]];
        net.tail == link.tail
            && (net.from, net.to, net.dotted) == (from, to, link.dotted)
            && first.label == link.label
    });
    match mate {
        Some(net) => net.links.push(number),
        None => nets.push(Net {
            links: vec![number],
            tail: link.tail,
            from,
            to,
            dotted: link.dotted,
            places: Vec::new(),
            before: Vec::new(),
        }),
    }
}

/// Whether a link is drawn among the rows.
pub(super) fn drawn_between(link: &Link) -> bool {
    matches!(link.class, Class::Flow | Class::Peer | Class::Aside)
}
