//! What a picture shows, as boxes within boxes and links between them, for tools that lay it out themselves.

use crate::diagram::{Drawing, Marks, Picture, Rect, Role, State};
use crate::topology::{Cluster, Component, Id, Link, Mode, Protocol, Topology};

use super::escape::plain;

/// Boxes and links, as they are drawn.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    pub(super) items: Vec<Item>,
    pub(super) links: Vec<Drawn<'a>>,
}

/// A box.
#[derive(Debug)]
pub(super) enum Item {
    /// A box with others in it: a cluster or a host.
    Group(Group),
    /// A component, or a host that nothing runs on.
    Node(Node),
}

/// A box with others in it.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) id: Id,
    pub(super) is_cluster: bool,
    pub(super) title: String,
    pub(super) state: State,
    pub(super) items: Vec<Item>,
}

/// A box with nothing in it.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: Id,
    /// Its name, and what else is to be said of it.
    pub(super) lines: Vec<String>,
    pub(super) state: State,
}

/// A link that is drawn.
#[derive(Debug)]
pub(super) struct Drawn<'a> {
    pub(super) link: &'a Link,
    pub(super) label: String,
    pub(super) role: Role,
    pub(super) state: State,
    /// Whether the arrow points at the caller: data flow from a primary to the replica that asks for them.
    pub(super) back: bool,
}

/// The signs of states, as pictures show them, each with the class that stands for it.
pub(super) const STATES: [(State, &str, &str); 6] = [
    (State::FAILED, "failed", "✗"),
    (State::DEGRADED, "degraded", "~"),
    (State::BOTTLENECK, "bottleneck", "▲"),
    (State::SPOF, "spof", "◆"),
    (State::HIGHLIGHTED, "highlighted", "*"),
    (State::SELECTED, "selected", ""),
];

/// The classes of a state.
pub(super) fn classes(state: State) -> impl Iterator<Item = &'static str> {
    STATES.iter().filter(move |(wanted, ..)| state.has(*wanted)).map(|(_, class, _)| *class)
}

/// What a part is called: the author's label, or its id where there is none that can be seen.
pub(super) fn name(label: Option<&str>, id: &Id) -> String {
    let label = label.map(|label| plain(label.trim())).unwrap_or_default();
    if label.is_empty() { id.to_string() } else { label }
}

/// A name with the signs of its states.
fn signed(name: &str, state: State) -> String {
    let signs = STATES.iter().filter(|(wanted, _, sign)| state.has(*wanted) && !sign.is_empty());
    signs.fold(name.to_owned(), |name, (_, _, sign)| format!("{name} {sign}"))
}

impl<'a> Outline<'a> {
    pub(super) fn new(topology: &'a Topology, drawing: &Drawing, marks: &Marks, picture: &Picture) -> Self {
        let mut boxes: Vec<(Rect, Item)> = Vec::new();
        for host in &topology.hosts {
            let area = drawing.rect(host.id.as_str()).unwrap_or_default();
            let state = marks.of(host.id.as_str());
            let title = signed(&name(host.label.as_deref(), &host.id), state);
            let nodes = host.components.iter().map(|component| {
                Item::Node(node(topology, drawing, marks, host.id.join(&component.id), component))
            });
            let items: Vec<Item> = nodes.collect();
            let item = if items.is_empty() {
                Item::Node(Node { id: host.id.clone(), lines: vec![title], state })
            } else {
                Item::Group(Group { id: host.id.clone(), is_cluster: false, title, state, items })
            };
            boxes.push((area, item));
        }
        for part in &topology.parts {
            let id = part.component.id.clone();
            let area = drawing.rect(id.as_str()).unwrap_or_default();
            boxes.push((area, Item::Node(node(topology, drawing, marks, id, &part.component))));
        }
        let links = topology.links.iter().filter_map(|link| drawn(topology, drawing, marks, picture, link));
        Self { links: links.collect(), items: framed(topology, drawing, marks, boxes) }
    }
}

/// Puts boxes into the frames of clusters that are drawn around them, the innermost first.
fn framed(topology: &Topology, drawing: &Drawing, marks: &Marks, boxes: Vec<(Rect, Item)>) -> Vec<Item> {
    let mut boxes = boxes;
    let frame = |cluster: &'_ Cluster| drawing.rect(cluster.id.as_str());
    let mut frames: Vec<(Rect, &Cluster)> =
        topology.clusters.iter().filter_map(|cluster| Some((frame(cluster)?, cluster))).collect();
    frames.sort_by_key(|(area, _)| area.width * area.height);
    for (area, cluster) in frames {
        let inside = |inner: &Rect| {
            area.x < inner.x
                && area.y < inner.y
                && inner.right() < area.right()
                && inner.bottom() < area.bottom()
        };
        let (within, outside): (Vec<_>, Vec<_>) = boxes.into_iter().partition(|(inner, _)| inside(inner));
        boxes = outside;
        let state = marks.of(cluster.id.as_str());
        let name = signed(&name(cluster.label.as_deref(), &cluster.id), state);
        let title = format!("{name} ({})", cluster.mode.name().replace('_', "-"));
        let items = within.into_iter().map(|(_, item)| item).collect();
        let group = Group { id: cluster.id.clone(), is_cluster: true, title, state, items };
        boxes.push((area, Item::Group(group)));
    }
    // In reading order, so that tools which keep the order of the text draw much the same.
    boxes.sort_by_key(|(area, _)| (area.y, area.x));
    boxes.into_iter().map(|(_, item)| item).collect()
}

fn node(topology: &Topology, drawing: &Drawing, marks: &Marks, id: Id, component: &Component) -> Node {
    let state = marks.of(id.as_str());
    let mut lines = vec![signed(&name(component.label.as_deref(), &component.id), state)];
    for cluster in topology.clusters.iter().filter(|cluster| cluster.mode.members().contains(&&id)) {
        let name = name(cluster.label.as_deref(), &cluster.id);
        match &cluster.mode {
            Mode::PrimaryReplica { primary, .. } if *primary == id => {
                lines.push(format!("primary of {name}"));
            }
            Mode::PrimaryReplica { .. } => lines.push(format!("replica of {name}")),
            _ if drawing.rect(cluster.id.as_str()).is_none() => lines.push(format!("in {name}")),
            _ => {}
        }
    }
    // A link that is not drawn is told of at its caller.
    for link in topology.links.iter().filter(|link| link.from == id && drawing.route(&link.id()).is_none()) {
        lines.push(format!("{} to {}", plain(&link.caption()), link.to));
    }
    Node { id, lines, state }
}

fn drawn<'a>(
    topology: &'a Topology,
    drawing: &Drawing,
    marks: &Marks,
    picture: &Picture,
    link: &'a Link,
) -> Option<Drawn<'a>> {
    let id = link.id();
    let cells = drawing.route(&id)?;
    let role = cells.iter().map(|at| picture.cell(at.x, at.y).role).find(|role| is_link(*role));
    let state = marks.of_link(&id);
    let label = signed(&plain(&link.caption()), state).trim().to_owned();
    Some(Drawn { link, label, role: role.unwrap_or(Role::Link), state, back: points_back(topology, link) })
}

/// Whether a role is that of a link.
pub(super) fn is_link(role: Role) -> bool {
    matches!(role, Role::Link | Role::PeerLink | Role::MonitoringLink)
}

/// Whether a link is drawn towards its caller: a replication that a replica asks its primary for.
fn points_back(topology: &Topology, link: &Link) -> bool {
    let is = |id: &Id, wanted_primary: bool| {
        topology.clusters.iter().any(|cluster| match &cluster.mode {
            Mode::PrimaryReplica { primary, replicas, .. } => {
                if wanted_primary {
                    primary == id
                } else {
                    replicas.contains(id)
                }
            }
            _ => false,
        })
    };
    link.protocol == Protocol::Replication && is(&link.from, false) && is(&link.to, true)
}
