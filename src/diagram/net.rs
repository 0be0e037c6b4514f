//! Nets: links that share one line from their caller and part before the called.
//!
//! Links of one caller with the same label may share a trunk, for then no reader can mistake one for
//! another; links with different callers never do. A net that jumps over rows passes them in a column of
//! its own.

use super::graph::{Class, Graph, Link};

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
}

impl Net {
    /// The rows that it passes between tail and heads, from the tail on.
    pub(super) fn passes(&self) -> Vec<usize> {
        if self.from < self.to {
            (self.from + 1..self.to).collect()
        } else {
            (self.to + 1..self.from).rev().collect()
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
        None => nets.push(Net { links: vec![number], tail: link.tail, from, to, dotted: link.dotted }),
    }
}

/// Whether a link is drawn among the rows.
pub(super) fn drawn_between(link: &Link) -> bool {
    matches!(link.class, Class::Flow | Class::Peer | Class::Aside)
}
