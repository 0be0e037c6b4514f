//! What there is to draw, by number: boxes, the components in them, and the links with their class.
//!
//! The class decides how a link may shape the drawing: only flows set the ranks; peers stand side by side;
//! monitoring has a lane of its own, so that it never bends the picture of the requests.

use std::collections::HashMap;
use std::ops::Range;

use crate::topology::{Id, Kind, LinkId, Mode, Protocol, Topology};

use super::Options;
use super::collapse::Standins;
use super::options::Level;

/// How a link may shape the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Both ends are in one box.
    Inside,
    /// Requests go here: the called stands lower than the caller.
    Flow,
    /// The ends stand side by side: replication, heartbeat, a user's name look-up.
    Peer,
    /// Drawn between the boxes wherever they stand.
    Aside,
    /// Drawn in the lane of monitoring.
    Monitoring,
    /// Not drawn; a tag tells of it.
    Hidden,
}

/// A host, or a free-standing component.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: Id,
    /// The name in the border; free-standing components have none.
    pub(super) title: Option<String>,
    /// How many boxes it stands for.
    pub(super) boxes: usize,
    /// Whether its name alone stands for what is in it.
    pub(super) folded: bool,
    pub(super) components: Range<usize>,
    /// Whether it stands in the lane of monitoring: nothing but readings leads to it.
    pub(super) in_lane: bool,
    /// The row and the place in it that it was put into by hand, from 0.
    pub(super) row: Option<usize>,
    pub(super) place: Option<usize>,
}

/// A component.
#[derive(Debug, Clone)]
pub(super) struct Component {
    pub(super) id: Id,
    pub(super) label: String,
    /// What it is in its cluster, or where its readings go; often empty.
    pub(super) tag: String,
    pub(super) kind: Kind,
    pub(super) node: usize,
}

impl Component {
    /// Says one thing more of it, once.
    pub(super) fn add_tag(&mut self, more: &str) {
        if self.tag.is_empty() {
            more.clone_into(&mut self.tag);
        } else if !self.tag.split(", ").any(|known| known == more) {
            self.tag = format!("{}, {more}", self.tag);
        }
    }
}

/// A link as it is drawn: from tail to head, with the arrow at the head.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) id: LinkId,
    pub(super) tail: usize,
    pub(super) head: usize,
    /// Whether the caller is the head: replication is drawn the way the data go.
    pub(super) reversed: bool,
    pub(super) label: String,
    pub(super) class: Class,
    /// Whether it is beside the requests.
    pub(super) dotted: bool,
    /// The links that are drawn as this one, and whether the caller is the head.
    pub(super) others: Vec<(LinkId, bool)>,
}

impl Link {
    /// How many links it stands for.
    pub(super) fn count(&self) -> usize {
        1 + self.others.len()
    }
}

/// A cluster whose members' hosts may get a common frame.
#[derive(Debug)]
pub(super) struct Cluster {
    pub(super) id: Id,
    pub(super) title: String,
    /// How it works, such as `active-passive`.
    pub(super) mode: String,
    /// Its components.
    pub(super) members: Vec<usize>,
    /// The boxes of its members, without repetition.
    pub(super) nodes: Vec<usize>,
    /// Whether nothing else of note runs in those boxes.
    pub(super) exclusive: bool,
}

/// The whole of what there is to draw.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) components: Vec<Component>,
    pub(super) links: Vec<Link>,
    pub(super) clusters: Vec<Cluster>,
    pub(super) standins: Standins,
    /// By component: the links that it has an end of.
    links_of: Vec<Vec<usize>>,
}

impl Graph {
    pub(super) fn new(topology: &Topology, options: &Options) -> Self {
        let mut graph = Self::default();
        graph.add_nodes(topology);
        let numbers: HashMap<Id, usize> = graph
            .components
            .iter()
            .enumerate()
            .map(|(number, component)| (component.id.clone(), number))
            .collect();
        graph.add_clusters(topology, &numbers);
        graph.add_links(topology, &numbers, options);
        graph.find_links();
        graph.set_lane();
        if options.level != Level::Full {
            graph.collapse(options.level);
            graph.find_links();
        }
        graph
    }

    fn find_links(&mut self) {
        self.links_of = vec![Vec::new(); self.components.len()];
        for (number, link) in self.links.iter().enumerate() {
            self.links_of[link.tail].push(number);
            if link.head != link.tail {
                self.links_of[link.head].push(number);
            }
        }
    }

    /// The links that a component has an end of, in the order of the file.
    pub(super) fn links_of(&self, component: usize) -> impl Iterator<Item = (usize, &Link)> + Clone {
        self.links_of[component].iter().map(|&number| (number, &self.links[number]))
    }

    /// How many links these stand for.
    pub(super) fn count(&self, links: &[usize]) -> usize {
        links.iter().map(|&link| self.links[link].count()).sum()
    }

    /// The box that a component stands in.
    pub(super) fn node_of(&self, component: usize) -> usize {
        self.components[component].node
    }

    /// The boxes at the two ends of a link.
    pub(super) fn ends(&self, link: &Link) -> (usize, usize) {
        (self.node_of(link.tail), self.node_of(link.head))
    }

    fn add_nodes(&mut self, topology: &Topology) {
        for host in &topology.hosts {
            let first = self.components.len();
            for component in &host.components {
                self.components.push(Component {
                    id: host.id.join(&component.id),
                    label: shown(component.label.as_deref(), &component.id),
                    tag: String::new(),
                    kind: component.kind,
                    node: self.nodes.len(),
                });
            }
            self.nodes.push(Node {
                id: host.id.clone(),
                title: Some(shown(host.label.as_deref(), &host.id)),
                boxes: 1,
                folded: false,
                components: first..self.components.len(),
                in_lane: false,
                row: spot(host.standing.row),
                place: spot(host.standing.column),
            });
        }
        for part in &topology.parts {
            let first = self.components.len();
            self.components.push(Component {
                id: part.component.id.clone(),
                label: shown(part.component.label.as_deref(), &part.component.id),
                tag: String::new(),
                kind: part.component.kind,
                node: self.nodes.len(),
            });
            self.nodes.push(Node {
                id: part.component.id.clone(),
                title: None,
                boxes: 1,
                folded: false,
                components: first..first + 1,
                in_lane: false,
                row: spot(part.standing.row),
                place: spot(part.standing.column),
            });
        }
    }

    fn add_clusters(&mut self, topology: &Topology, numbers: &HashMap<Id, usize>) {
        for cluster in &topology.clusters {
            let members: Vec<usize> = cluster
                .mode
                .members()
                .into_iter()
                .filter_map(|id| numbers.get(id.as_str()).copied())
                .collect();
            let name = shown(cluster.label.as_deref(), &cluster.id);
            if let Mode::PrimaryReplica { primary, .. } = &cluster.mode {
                for &member in &members {
                    let component = &mut self.components[member];
                    component.tag = String::from(if component.id == *primary { "P" } else { "R" });
                }
            }
            let mut nodes: Vec<usize> = members.iter().map(|&member| self.node_of(member)).collect();
            nodes.sort_unstable();
            nodes.dedup();
            let serves = |component: usize| {
                !matches!(
                    self.components[component].kind,
                    Kind::Firewall | Kind::MonitoringClient | Kind::Vrrp | Kind::AppFiles
                )
            };
            let exclusive = nodes.iter().all(|&node| {
                let mut others = self.nodes[node].components.clone().filter(|other| !members.contains(other));
                !others.any(serves)
            });
            let mode = cluster.mode.name().replace('_', "-");
            self.clusters.push(Cluster {
                id: cluster.id.clone(),
                title: name,
                mode,
                members,
                nodes,
                exclusive,
            });
        }
    }

    fn add_links(&mut self, topology: &Topology, numbers: &HashMap<Id, usize>, options: &Options) {
        let ends = |link: &crate::topology::Link| {
            Some((*numbers.get(link.from.as_str())?, *numbers.get(link.to.as_str())?))
        };
        let asked_by_user: Vec<usize> = topology
            .links
            .iter()
            .filter_map(ends)
            .filter(|&(from, _)| self.components[from].kind == Kind::User)
            .map(|(_, to)| to)
            .collect();
        for link in &topology.links {
            let Some((from, to)) = ends(link) else { continue };
            let mut class = self.class(link.protocol, from, to);
            if class == Class::Flow && link.protocol == Protocol::Dns && asked_by_user.contains(&to) {
                class = Class::Aside;
            }
            if class == Class::Monitoring && !options.metrics {
                class = Class::Hidden;
                self.tag_monitored(from, to);
            }
            let reversed = link.protocol == Protocol::Replication
                && self.components[from].tag == "R"
                && self.components[to].tag == "P";
            let (tail, head) = if reversed { (to, from) } else { (from, to) };
            self.links.push(Link {
                id: link.id(),
                tail,
                head,
                reversed,
                label: link.caption(),
                class,
                dotted: matches!(link.protocol, Protocol::Dns | Protocol::Replication | Protocol::Vrrp)
                    || matches!(class, Class::Monitoring),
                others: Vec::new(),
            });
        }
    }

    /// Finds the boxes for the lane of monitoring. Readings that lead elsewhere are drawn among the boxes.
    fn set_lane(&mut self) {
        for node in 0..self.nodes.len() {
            self.nodes[node].in_lane = self.is_service(node) && self.has_only_readings(node);
        }
        for number in 0..self.links.len() {
            let (tail, head) = self.ends(&self.links[number]);
            let elsewhere = !self.nodes[tail].in_lane && !self.nodes[head].in_lane;
            if self.links[number].class == Class::Monitoring && elsewhere {
                self.links[number].class = Class::Aside;
            }
        }
    }

    /// Whether readings lead to or from a box, and nothing else ties it to others.
    fn has_only_readings(&self, node: usize) -> bool {
        let components = self.nodes[node].components.clone();
        let links = components.flat_map(|component| self.links_of(component)).map(|(_, link)| link);
        let mut outer = links.filter(|link| link.class != Class::Inside);
        let only_readings = outer.clone().all(|link| link.class == Class::Monitoring);
        let mut clusters = self.clusters.iter().filter(|cluster| cluster.nodes.len() > 1);
        only_readings && outer.next().is_some() && !clusters.any(|cluster| cluster.nodes.contains(&node))
    }

    /// Whether a box carries a monitoring service.
    pub(super) fn is_service(&self, node: usize) -> bool {
        let mut kinds = self.nodes[node].components.clone().map(|component| self.components[component].kind);
        kinds.any(|kind| kind == Kind::MonitoringService)
    }

    fn class(&self, protocol: Protocol, from: usize, to: usize) -> Class {
        let (caller, target) = (&self.components[from], &self.components[to]);
        if caller.node == target.node {
            return Class::Inside;
        }
        let watches = |kind| matches!(kind, Kind::MonitoringClient | Kind::MonitoringService);
        match protocol {
            Protocol::Metrics | Protocol::Logs => Class::Monitoring,
            _ if watches(caller.kind) || watches(target.kind) => Class::Monitoring,
            Protocol::Dns if caller.kind == Kind::User => Class::Peer,
            Protocol::Replication if caller.kind == target.kind => Class::Peer,
            Protocol::Replication => Class::Aside,
            Protocol::Vrrp => Class::Peer,
            _ => Class::Flow,
        }
    }

    /// Says beside a monitored component where its readings go.
    fn tag_monitored(&mut self, from: usize, to: usize) {
        let serves = |component: usize| self.components[component].kind == Kind::MonitoringService;
        let (client, word, service) = if serves(from) { (to, "by", from) } else { (from, "to", to) };
        let node = &self.nodes[self.node_of(service)];
        let name = node.title.as_ref().unwrap_or(&self.components[service].label);
        let more = format!("{word} {name}");
        self.components[client].add_tag(&more);
    }
}

/// What counts from 1 in the file, from 0.
fn spot(number: Option<u32>) -> Option<usize> {
    number.map(|number| (number as usize).saturating_sub(1))
}

/// The author's label, or the id where there is none that can be seen.
fn shown(label: Option<&str>, id: &Id) -> String {
    label
        .filter(|label| crate::text::width(label.trim()) > 0)
        .map_or_else(|| id.to_string(), |label| label.trim().to_owned())
}
