//! The order of the components in a box, and which links within it are drawn between neighbours.
//!
//! A box reads from top to bottom as a request goes: each component above those it calls, application
//! files hung under their application server, what nothing links to at the end.

use std::collections::HashSet;

use crate::topology::Kind;

use super::graph::{Class, Graph};

/// How a component hangs under the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hung {
    /// The link that says so; files on an application server's host need none.
    pub(super) link: Option<usize>,
    /// Whether the link's label has a row of its own above the branch, so that the box stays narrow.
    pub(super) tall: bool,
}

/// A link between two components that stand one above the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain {
    pub(super) link: usize,
    /// Whether the lower one is the caller.
    pub(super) up: bool,
}

/// One component of the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) component: usize,
    pub(super) hung: Option<Hung>,
    /// The link to the last component above that does not hang.
    pub(super) chain: Option<Chain>,
}

/// Stacks the components of a box; returns the links that found no place between neighbours too.
pub(super) fn stack(graph: &Graph, node: usize) -> (Vec<Layer>, Vec<usize>) {
    let own = graph.nodes[node].components.clone().flat_map(|component| graph.links_of(component));
    let mut inside: Vec<usize> =
        own.filter(|(_, link)| link.class == Class::Inside).map(|(number, _)| number).collect();
    inside.sort_unstable();
    inside.dedup();
    let hung = hang(graph, node, &inside);
    let mut layers: Vec<Layer> = Vec::new();
    let mut drawn: HashSet<usize> = HashSet::new();
    let mut last: Option<usize> = None;
    for component in order(graph, node, &inside, &hung) {
        let between = last.and_then(|last| {
            let find = |tail, head| {
                inside
                    .iter()
                    .copied()
                    .find(|&link| (graph.links[link].tail, graph.links[link].head) == (tail, head))
            };
            let bare = layers.last().is_some_and(|layer| layer.hung.is_none());
            find(last, component)
                .map(|link| Chain { link, up: false })
                .or_else(|| find(component, last).filter(|_| bare).map(|link| Chain { link, up: true }))
        });
        drawn.extend(between.map(|chain| chain.link));
        layers.push(Layer { component, hung: None, chain: between });
        for &(files, under, link) in hung.iter().filter(|(_, under, _)| *under == component) {
            debug_assert_eq!(under, component);
            drawn.extend(link);
            let tall = graph.components[files].kind != Kind::AppFiles;
            layers.push(Layer { component: files, hung: Some(Hung { link, tall }), chain: None });
        }
        last = Some(component);
    }
    let rest = inside.into_iter().filter(|link| !drawn.contains(link)).collect();
    (layers, rest)
}

/// Finds what hangs: application files that only one component of this box uses, with that component.
fn hang(graph: &Graph, node: usize, inside: &[usize]) -> Vec<(usize, usize, Option<usize>)> {
    let components = &graph.nodes[node].components;
    let server = components.clone().find(|&component| graph.components[component].kind == Kind::AppServer);
    let mut hung = Vec::new();
    for files in components.clone().filter(|&files| graph.components[files].kind == Kind::AppFiles) {
        let touching = graph.links_of(files).filter(|(_, link)| link.class != Class::Hidden);
        let mut touching = touching.map(|(number, _)| number);
        match (touching.next(), touching.next()) {
            (Some(link), None) if inside.contains(&link) && graph.links[link].head == files => {
                let user = graph.links[link].tail;
                if user != files && graph.components[user].kind != Kind::AppFiles {
                    hung.push((files, user, Some(link)));
                }
            }
            (None, _) => hung.extend(server.map(|server| (files, server, None))),
            _ => {}
        }
    }
    hung.extend(branches(graph, node, inside));
    hung
}

/// What only one component of this box calls and nothing else has to do with, where that one calls others too: it hangs
/// beside the way of the requests instead of standing in it.
fn branches(graph: &Graph, node: usize, inside: &[usize]) -> Vec<(usize, usize, Option<usize>)> {
    let touching = |component: usize| {
        graph.links_of(component).map(|(_, link)| link).filter(|link| link.class != Class::Hidden)
    };
    let is_leaf = |component: usize| touching(component).count() == 1;
    let stands = |component: usize| graph.components[component].kind != Kind::AppFiles;
    let mut branches = Vec::new();
    for caller in graph.nodes[node].components.clone() {
        let calls: Vec<usize> = inside
            .iter()
            .copied()
            .filter(|&link| graph.links[link].tail == caller && graph.links[link].head != caller)
            .filter(|&link| stands(graph.links[link].head))
            .collect();
        let leaves_box = touching(caller).any(|link| link.tail == caller && link.class == Class::Flow);
        let goes_on = calls.iter().any(|&link| !is_leaf(graph.links[link].head));
        // The first stands under its caller when there is nothing else to lead on.
        let first = usize::from(!leaves_box && !goes_on);
        let leaves = calls.into_iter().filter(|&link| is_leaf(graph.links[link].head)).skip(first);
        branches.extend(leaves.map(|link| (graph.links[link].head, caller, Some(link))));
    }
    branches
}

/// Callers before the called, depth first, in the order of the file; what nothing links to last.
fn order(graph: &Graph, node: usize, inside: &[usize], hung: &[(usize, usize, Option<usize>)]) -> Vec<usize> {
    let stands = |component: usize| !hung.iter().any(|(files, _, _)| *files == component);
    let all: Vec<usize> =
        graph.nodes[node].components.clone().filter(|&component| stands(component)).collect();
    let callers = |component: usize| {
        inside
            .iter()
            .map(|&link| &graph.links[link])
            .filter(move |link| link.head == component && link.tail != component)
            .map(|link| link.tail)
    };
    let is_linked = |component: usize| {
        let mut links = graph.links_of(component);
        links.any(|(_, link)| !matches!(link.class, Class::Hidden | Class::Monitoring))
    };
    let mut placed: Vec<usize> = Vec::with_capacity(all.len());
    let mut roots: Vec<usize> =
        all.iter().copied().filter(|&component| callers(component).next().is_none()).collect();
    roots.extend(all.iter().copied());
    roots.sort_by_cached_key(|&component| !is_linked(component));
    for root in roots {
        let mut open = vec![root];
        while let Some(component) = open.pop() {
            if placed.contains(&component) {
                continue;
            }
            placed.push(component);
            let called: Vec<usize> = inside
                .iter()
                .map(|&link| &graph.links[link])
                .filter(|link| link.tail == component && stands(link.head) && !placed.contains(&link.head))
                .filter(|link| callers(link.head).all(|caller| placed.contains(&caller)))
                .map(|link| link.head)
                .collect();
            open.extend(called.into_iter().rev());
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::Options;
    use crate::topology::{Component, Host, Id, Link, Protocol, Topology};

    fn stacked(components: &[(&str, Kind)], calls: &[(&str, &str, Protocol)]) -> (Vec<String>, usize) {
        let id = |text: &str| Id::parse(text).unwrap();
        let mut host = Host::new(id("h"));
        host.components.extend(components.iter().map(|(name, kind)| Component::new(id(name), *kind)));
        let end = |name: &str| id("h").join(&id(name));
        let links =
            calls.iter().map(|(from, to, protocol)| Link::new(end(from), end(to), *protocol)).collect();
        let topology = Topology { hosts: vec![host], links, ..Topology::default() };
        let graph = Graph::new(&topology, &Options::default());
        let (layers, rest) = stack(&graph, 0);
        let show = |layer: &Layer| {
            let name = graph.components[layer.component].label.clone();
            let sign = match (layer.hung, layer.chain) {
                (Some(_), _) => "hangs ",
                (_, Some(chain)) if chain.up => "up ",
                (_, Some(_)) => "down ",
                _ => "",
            };
            format!("{sign}{name}")
        };
        (layers.iter().map(show).collect(), rest.len())
    }

    #[test]
    fn a_box_reads_as_a_request_goes() {
        let components = [
            ("fw", Kind::Firewall),
            ("mysql", Kind::Database),
            ("code", Kind::AppFiles),
            ("app", Kind::AppServer),
            ("nginx", Kind::WebServer),
        ];
        let calls = [
            ("app", "mysql", Protocol::Mysql),
            ("nginx", "app", Protocol::Fastcgi),
            ("app", "code", Protocol::File),
        ];
        let (shown, rest) = stacked(&components, &calls);
        assert_eq!(shown, ["nginx", "down app", "hangs code", "down mysql", "fw"]);
        assert_eq!(rest, 0);
    }

    #[test]
    fn files_hang_under_the_application_server_without_a_link_too() {
        let components = [("code", Kind::AppFiles), ("app", Kind::AppServer)];
        assert_eq!(stacked(&components, &[]).0, ["app", "hangs code"]);
        assert_eq!(stacked(&components[..1], &[]).0, ["code"]);
    }

    #[test]
    fn links_that_skip_or_turn_back_are_left_for_the_gutter() {
        let components = [("a", Kind::WebServer), ("b", Kind::AppServer), ("c", Kind::Database)];
        let calls = [
            ("a", "b", Protocol::Http),
            ("b", "c", Protocol::Mysql),
            ("a", "c", Protocol::Mysql),
            ("c", "a", Protocol::Http),
            ("b", "b", Protocol::Http),
        ];
        let (shown, rest) = stacked(&components, &calls);
        assert_eq!((shown.len(), rest), (3, 3), "{shown:?}");
    }
}
