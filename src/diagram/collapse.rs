//! Less of a design in the same picture: the graph with what is hidden folded into what stands for it.
//!
//! A pure step before any layout, so that everything that holds of a picture holds of a folded one. Links that
//! have come to the same ends with the same label become one that counts them.

use std::collections::{BTreeMap, HashMap};

use super::graph::{Class, Component, Graph, Link, Node};
use super::options::Level;
use crate::topology::{Id, Kind, LinkId};

/// What stands for what is hidden.
#[derive(Debug, Clone, Default)]
pub(super) struct Standins {
    /// By host, component or cluster that is not drawn itself.
    pub(super) ids: BTreeMap<Id, Id>,
    /// By link whose ends are in one box: that box.
    pub(super) inner: BTreeMap<LinkId, Id>,
}

impl Graph {
    /// Folds the graph; fills in what stands for what.
    pub(super) fn collapse(&mut self, level: Level) {
        if level == Level::Clusters {
            self.fold_clusters();
        }
        if level >= Level::Machines {
            self.fold_components();
        }
        self.fold_links();
    }

    /// Makes one box of the boxes of each cluster. A box is in the first cluster that has it.
    fn fold_clusters(&mut self) {
        let mut group: Vec<Option<usize>> = vec![None; self.nodes.len()];
        for (number, cluster) in self.clusters.iter().enumerate() {
            let free = cluster.nodes.iter().all(|&node| group[node].is_none());
            if cluster.nodes.len() > 1 && free {
                cluster.nodes.iter().for_each(|&node| group[node] = Some(number));
            }
        }
        let old = std::mem::take(&mut self.nodes);
        let mut place: HashMap<usize, usize> = HashMap::new();
        let mut moved: Vec<usize> = Vec::with_capacity(old.len());
        let mut held: Vec<Vec<usize>> = Vec::new();
        for (number, node) in old.into_iter().enumerate() {
            let at = group[number]
                .map_or(self.nodes.len(), |cluster| *place.entry(cluster).or_insert(self.nodes.len()));
            if at == self.nodes.len() {
                held.push(Vec::new());
                self.nodes.push(match group[number] {
                    Some(cluster) => self.node_of_cluster(cluster, &node),
                    None => Node { components: 0..0, ..node.clone() },
                });
            }
            if group[number].is_some() && node.title.is_some() {
                self.standins.ids.insert(node.id, self.nodes[at].id.clone());
            }
            held[at].extend(node.components);
            moved.push(at);
        }
        self.renumber(&held);
        for (number, cluster) in std::mem::take(&mut self.clusters).into_iter().enumerate() {
            let first = cluster.nodes.first().map(|&node| &self.nodes[moved[node]].id);
            if let Some(box_id) = first.filter(|_| !place.contains_key(&number)) {
                self.standins.ids.insert(cluster.id, box_id.clone());
            }
        }
    }

    /// The box of a cluster, in the row of its first member.
    fn node_of_cluster(&self, number: usize, first: &Node) -> Node {
        let cluster = &self.clusters[number];
        Node {
            id: cluster.id.clone(),
            title: Some(cluster.title.clone()),
            boxes: cluster.nodes.len(),
            folded: false,
            components: 0..0,
            in_lane: false,
            row: first.row,
            place: None,
        }
    }

    /// Numbers the components anew, box by box.
    fn renumber(&mut self, held: &[Vec<usize>]) {
        let mut number = vec![usize::MAX; self.components.len()];
        let mut components: Vec<Option<Component>> =
            std::mem::take(&mut self.components).into_iter().map(Some).collect();
        for (node, held) in held.iter().enumerate() {
            let first = self.components.len();
            for &old in held {
                number[old] = self.components.len();
                self.components
                    .extend(components[old].take().map(|component| Component { node, ..component }));
            }
            self.nodes[node].components = first..self.components.len();
        }
        for link in &mut self.links {
            (link.tail, link.head) = (number[link.tail], number[link.head]);
        }
        for member in self.clusters.iter_mut().flat_map(|cluster| &mut cluster.members) {
            *member = number[*member];
        }
    }

    /// Leaves each box its name alone, which everything in it goes by.
    fn fold_components(&mut self) {
        let old = std::mem::take(&mut self.components);
        for (number, node) in self.nodes.iter_mut().enumerate() {
            let held = &old[node.components.clone()];
            let whole = match node.title.take() {
                None => Component { node: number, ..held[0].clone() },
                Some(title) => {
                    node.folded = true;
                    let ids = held.iter().map(|component| (component.id.clone(), node.id.clone()));
                    self.standins.ids.extend(ids);
                    let tag = if node.boxes > 1 { format!("({})", node.boxes) } else { String::new() };
                    Component { id: node.id.clone(), label: title, tag, kind: kind(held), node: number }
                }
            };
            node.components = number..number + 1;
            self.components.push(whole);
        }
        for link in &mut self.links {
            (link.tail, link.head) = (old[link.tail].node, old[link.head].node);
        }
        for cluster in &mut self.clusters {
            cluster.members.clone_from(&cluster.nodes);
        }
    }

    /// Takes out the links within boxes, and makes one of those that nothing tells apart any more.
    fn fold_links(&mut self) {
        let mut kept: Vec<Link> = Vec::with_capacity(self.links.len());
        let mut known: HashMap<(usize, usize, String), usize> = HashMap::new();
        for mut link in std::mem::take(&mut self.links) {
            let node = self.components[link.tail].node;
            if node == self.components[link.head].node {
                self.standins.inner.insert(link.id, self.nodes[node].id.clone());
                continue;
            }
            if link.class == Class::Hidden {
                kept.push(link);
                continue;
            }
            let key = (link.tail, link.head, link.label.clone());
            if let Some(&at) = known.get(&key) {
                let first = &mut kept[at];
                first.dotted &= link.dotted;
                // A flow sets ranks, whatever goes beside it.
                first.class = first.class.min(link.class);
                first.others.push((link.id, link.reversed));
                continue;
            }
            if link.class == Class::Inside {
                link.class = Class::Flow;
            }
            known.insert(key, kept.len());
            kept.push(link);
        }
        self.links = kept;
    }
}

/// What a box counts as where its components are not drawn: who comes first in a picture, or holds the data.
fn kind(components: &[Component]) -> Kind {
    let telling = [Kind::User, Kind::Dns, Kind::MonitoringService, Kind::Database];
    let has = |kind: &Kind| components.iter().any(|component| component.kind == *kind);
    let first = || components.first().map_or(Kind::WebServer, |component| component.kind);
    telling.into_iter().find(has).unwrap_or_else(first)
}
