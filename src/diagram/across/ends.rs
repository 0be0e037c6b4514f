//! Where nets meet the left and right borders of boxes: each end in a row of its component.

use super::super::graph::Graph;
use super::super::inside::{Inside, Spot};
use super::super::net::Net;

/// One end of a net at a box.
#[derive(Debug, Clone)]
pub(in crate::diagram) struct End {
    pub(super) net: usize,
    /// The links that pass here.
    pub(super) links: Vec<usize>,
    /// Whether the arrow is here.
    pub(super) head: bool,
    pub(super) node: usize,
    /// Whether it is at the box's right border.
    pub(super) right: bool,
    pub(super) spot: Spot,
}

/// All ends, net by net.
#[derive(Debug, Default)]
pub(in crate::diagram) struct Ends {
    all: Vec<End>,
    /// By net: its first end.
    first: Vec<usize>,
}

impl Ends {
    /// The ends of the nets; components grow until each has its row.
    pub(in crate::diagram) fn new(graph: &Graph, nets: &[Net], insides: &mut [Inside]) -> Self {
        let mut ends = Self::default();
        // By component: the rows in use at the left and at the right.
        let mut used = vec![[0; 2]; graph.components.len()];
        for (net, drawn) in nets.iter().enumerate() {
            ends.first.push(ends.all.len());
            let (tail, head) = match drawn.from.cmp(&drawn.to) {
                std::cmp::Ordering::Less => (true, false),
                std::cmp::Ordering::Equal => (true, true),
                std::cmp::Ordering::Greater => (false, true),
            };
            let heads = drawn.links.iter().map(|&link| (graph.links[link].head, head, true, vec![link]));
            let tail = (drawn.tail, tail, false, drawn.links.clone());
            for (component, right, head, links) in std::iter::once(tail).chain(heads) {
                let node = graph.node_of(component);
                let Some(block) = insides[node].block_of(component) else { continue };
                let row = &mut used[component][usize::from(right)];
                if *row == insides[node].blocks[block].rows {
                    insides[node].grow(block);
                }
                ends.all.push(End { net, links, head, node, right, spot: Spot { block, row: *row } });
                *row += 1;
            }
        }
        ends
    }

    pub(super) fn all(&self) -> &[End] {
        &self.all
    }

    /// The ends of a net, the tail first.
    pub(super) fn of_net(&self, net: usize) -> &[End] {
        let end = self.first.get(net + 1).copied().unwrap_or(self.all.len());
        self.first.get(net).map_or(&[], |&first| &self.all[first..end])
    }

    /// Gives the ends of each component at each side its rows in the order of `toward`.
    pub(super) fn sort(&mut self, toward: &[i32]) {
        let key = |end: &End| (end.node, end.spot.block, end.right);
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|&at| (key(&self.all[at]), toward[at], at));
        let mut row = 0;
        for place in 0..order.len() {
            let same = place > 0 && key(&self.all[order[place - 1]]) == key(&self.all[order[place]]);
            row = if same { row + 1 } else { 0 };
            self.all[order[place]].spot.row = row;
        }
    }
}
