//! What stands where, before any coordinates: rows, their order, nets, gaps, ports and insides of boxes.

use super::Drawing;
use super::across::Ends;
use super::bridge::Gap;
use super::geometry::signed;
use super::graph::{Class, Graph};
use super::inside::{Inside, Spot};
use super::lane::{self, Bus, Way};
use super::net::{self, Net};
use super::options::{Options, Orientation};
use super::order::{self, Item};
use super::port::{Port, Ports, Side};
use super::rank::Ranks;
use crate::topology::Topology;

/// The plan of a drawing.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) graph: Graph,
    pub(super) rows: Vec<Vec<Item>>,
    /// The gap after each item of a row.
    pub(super) gaps: Vec<Vec<Gap>>,
    /// The boxes in the lane of monitoring.
    pub(super) hubs: Vec<usize>,
    /// The boxes beside the top row.
    pub(super) floats: Vec<usize>,
    pub(super) nets: Vec<Net>,
    pub(super) buses: Vec<Bus>,
    pub(super) ports: Ports,
    /// The ends of nets where it reads from left to right.
    pub(super) ends: Ends,
    pub(super) orientation: Orientation,
    /// By box.
    pub(super) insides: Vec<Inside>,
    /// By box: the cluster whose frame it is in.
    pub(super) frame: Vec<Option<usize>>,
    /// By box: its row; `usize::MAX` for boxes in the lane and beside the top row.
    pub(super) row_of: Vec<usize>,
    /// By box: its corner in the drawing before.
    pub(super) before: Vec<Option<(i32, i32)>>,
}

impl Plan {
    /// Plans a drawing, after an edit with the drawing before.
    pub(super) fn new(topology: &Topology, options: &Options, previous: Option<&Drawing>) -> Self {
        let mut graph = Graph::new(topology, options);
        let before: Vec<Option<(i32, i32)>> =
            graph.nodes.iter().map(|node| previous?.corner(node.id.as_str())).collect();
        let ranks = Ranks::new(&graph);
        if options.orientation == Orientation::LeftRight {
            return Self::across(graph, ranks, before, previous);
        }
        let row_of = row_of(&graph, &ranks.rows);
        let frame = frames(&mut graph, &row_of);
        let mut nets = net::between_rows(&graph, &row_of);
        recall_passes(previous, &graph, &mut nets, &ranks.rows, &before);
        let rows = order::arrange(&graph, &ranks.rows, &nets, &frame, &before);
        net::set_places(&mut nets, &rows);
        let level = level_links(&graph, &rows, &row_of, &mut nets);
        let mut buses = lane::buses(&graph);
        let mut ports = Ports::default();
        nets.iter().enumerate().for_each(|(number, net)| add_ports(&graph, number, net, &mut ports));
        for (number, bus) in buses.iter_mut().enumerate() {
            find_ways(nets.len() + number, bus, &rows, &row_of, &mut ports);
        }
        let mut insides: Vec<Inside> =
            (0..graph.nodes.len()).map(|node| Inside::new(&graph, node, &ports)).collect();
        set_tap_rows(&graph, &mut buses, &mut insides);
        let gaps = bridge_gaps(&graph, &rows, &level, &mut insides);
        let Ranks { hubs, floats, .. } = ranks;
        let orientation = Orientation::TopDown;
        let ends = Ends::default();
        Self {
            graph,
            rows,
            gaps,
            hubs,
            floats,
            nets,
            buses,
            ports,
            ends,
            orientation,
            insides,
            frame,
            row_of,
            before,
        }
    }

    /// Plans a drawing that reads from left to right: its rows are ranks that stand side by side, and what is in none
    /// of the other layout's rows has its place in one too.
    fn across(
        mut graph: Graph,
        mut ranks: Ranks,
        before: Vec<Option<(i32, i32)>>,
        previous: Option<&Drawing>,
    ) -> Self {
        if ranks.rows.is_empty() {
            ranks.rows.push(Vec::new());
        }
        ranks.rows[0].append(&mut ranks.floats);
        ranks.rows.push(ranks.hubs);
        ranks.rows.retain(|rank| !rank.is_empty());
        for link in graph.links.iter_mut().filter(|link| link.class == Class::Monitoring) {
            link.class = Class::Aside;
        }
        let row_of = row_of(&graph, &ranks.rows);
        let frame = frames(&mut graph, &row_of);
        let mut nets = net::between_rows(&graph, &row_of);
        let turned: Vec<Option<(i32, i32)>> = before.iter().map(|at| at.map(|(x, y)| (y, x))).collect();
        recall_passes(previous, &graph, &mut nets, &ranks.rows, &turned);
        let rows = order::arrange(&graph, &ranks.rows, &nets, &frame, &turned);
        net::set_places(&mut nets, &rows);
        for (number, link) in graph.links.iter().enumerate().filter(|(_, link)| net::drawn_between(link)) {
            let (tail, head) = graph.ends(link);
            if row_of[tail] == row_of[head] {
                net::add(&mut nets, &graph, number, &row_of);
            }
        }
        let ports = Ports::default();
        let mut insides: Vec<Inside> =
            (0..graph.nodes.len()).map(|node| Inside::new(&graph, node, &ports)).collect();
        let ends = Ends::new(&graph, &nets, &mut insides);
        let orientation = Orientation::LeftRight;
        Self { graph, rows, nets, ends, orientation, insides, frame, row_of, before, ..Self::default() }
    }

    /// Whether there was a drawing before.
    pub(super) fn recalls(&self) -> bool {
        self.before.iter().any(Option::is_some)
    }

    /// The boxes of each row, from left to right.
    pub(super) fn box_rows(&self) -> impl Iterator<Item = impl Iterator<Item = usize> + '_> + '_ {
        let node = |item: &Item| if let Item::Node(node) = item { Some(*node) } else { None };
        self.rows.iter().map(move |row| row.iter().filter_map(node))
    }

    /// The number of a bus among nets and buses.
    pub(super) fn bus_number(&self, bus: usize) -> usize {
        self.nets.len() + bus
    }
}

/// The row of each box; `usize::MAX` for those in none.
fn row_of(graph: &Graph, rows: &[Vec<usize>]) -> Vec<usize> {
    let mut row_of = vec![usize::MAX; graph.nodes.len()];
    for (row, nodes) in rows.iter().enumerate() {
        for &node in nodes {
            row_of[node] = row;
        }
    }
    row_of
}

/// Tells the nets where they passed the rows in the drawing before. `before` has the corners of the boxes, along their row
/// first.
fn recall_passes(
    previous: Option<&Drawing>,
    graph: &Graph,
    nets: &mut [Net],
    rows: &[Vec<usize>],
    before: &[Option<(i32, i32)>],
) {
    let Some(previous) = previous else { return };
    let turned = previous.options().orientation == Orientation::LeftRight;
    // A line of cells through all boxes of a row: what passes the row crosses it once.
    let lines: Vec<Option<i32>> = rows
        .iter()
        .map(|row| row.iter().find_map(|&node| before[node]).map(|(_, across)| across + 1))
        .collect();
    for net in nets.iter_mut().filter(|net| net.passes().len() > 0) {
        let route = previous.route(&graph.links[net.links[0]].id).unwrap_or_default();
        let along = |line: i32| {
            let mut cells = route.iter().map(|cell| if turned { (cell.y, cell.x) } else { (cell.x, cell.y) });
            cells.find(|&(_, across)| signed(across) == line).map(|(along, _)| signed(along))
        };
        net.before = net.passes().map(|row| lines[row].and_then(along)).collect();
    }
}

/// Gives each tap at a side border a row of its component.
fn set_tap_rows(graph: &Graph, buses: &mut [Bus], insides: &mut [Inside]) {
    let mut used = vec![0; graph.components.len()];
    for tap in buses.iter_mut().flat_map(|bus| &mut bus.taps) {
        let inside = &mut insides[tap.node];
        let Some(block) = inside.block_of(tap.component) else { continue };
        if let Way::Right(spot) | Way::Lane(spot) = &mut tap.way {
            if used[tap.component] == inside.blocks[block].rows {
                inside.grow(block);
            }
            *spot = Spot { block, row: used[tap.component] };
            used[tap.component] += 1;
        }
    }
}

/// Chooses the clusters that get a frame: all members in one row and in no other frame, and nothing else
/// of note in their boxes. Members of the others get a tag.
fn frames(graph: &mut Graph, row_of: &[usize]) -> Vec<Option<usize>> {
    let mut frame = vec![None; graph.nodes.len()];
    for (number, cluster) in graph.clusters.iter().enumerate() {
        let same_row = cluster.nodes.windows(2).all(|pair| row_of[pair[0]] == row_of[pair[1]]);
        let free = cluster.nodes.iter().all(|&node| frame[node].is_none() && row_of[node] != usize::MAX);
        if cluster.exclusive && same_row && free {
            cluster.nodes.iter().for_each(|&node| frame[node] = Some(number));
        }
    }
    for (number, cluster) in graph.clusters.iter().enumerate() {
        let framed = cluster.nodes.iter().all(|&node| frame[node] == Some(number));
        for &member in cluster.members.iter().filter(|_| !framed && cluster.mode != "primary-replica") {
            graph.components[member].add_tag(&cluster.title);
        }
    }
    frame
}

/// Sorts the links within rows: those between neighbours by row and gap, the others become nets.
fn level_links(
    graph: &Graph,
    rows: &[Vec<Item>],
    row_of: &[usize],
    nets: &mut Vec<Net>,
) -> Vec<Vec<Vec<usize>>> {
    let mut place = vec![usize::MAX; graph.nodes.len()];
    for row in rows {
        for (at, item) in row.iter().enumerate() {
            if let Item::Node(node) = item {
                place[*node] = at;
            }
        }
    }
    let mut level: Vec<Vec<Vec<usize>>> = rows.iter().map(|row| vec![Vec::new(); row.len()]).collect();
    for (number, link) in graph.links.iter().enumerate().filter(|(_, link)| net::drawn_between(link)) {
        let (tail, head) = graph.ends(link);
        if row_of[tail] != row_of[head] {
            continue;
        }
        if place[tail].abs_diff(place[head]) == 1 {
            level[row_of[tail]][place[tail].min(place[head])].push(number);
        } else {
            net::add(nets, graph, number, row_of);
        }
    }
    level
}

fn add_ports(graph: &Graph, number: usize, net: &Net, ports: &mut Ports) {
    let (tail_side, head_side) = match net.from.cmp(&net.to) {
        std::cmp::Ordering::Less => (Side::Bottom, Side::Top),
        std::cmp::Ordering::Equal => (Side::Bottom, Side::Bottom),
        std::cmp::Ordering::Greater => (Side::Top, Side::Bottom),
    };
    let port = |component: usize, side, head, links| Port {
        net: number,
        links,
        head,
        component,
        node: graph.node_of(component),
        side,
        x: 0,
    };
    ports.push(port(net.tail, tail_side, false, net.links.clone()));
    for &link in &net.links {
        ports.push(port(graph.links[link].head, head_side, true, vec![link]));
    }
}

/// Decides for each tap of a bus how it is joined; one at a bottom border gets a port.
fn find_ways(number: usize, bus: &mut Bus, rows: &[Vec<Item>], row_of: &[usize], ports: &mut Ports) {
    let nowhere = Spot { block: 0, row: 0 };
    for tap in &mut bus.taps {
        tap.way = match row_of[tap.node] {
            usize::MAX => Way::Lane(nowhere),
            row if rows[row].last() == Some(&Item::Node(tap.node)) => Way::Right(nowhere),
            _ => Way::Below(ports.push(Port {
                net: number,
                links: tap.links.clone(),
                head: tap.head,
                component: tap.component,
                node: tap.node,
                side: Side::Bottom,
                x: 0,
            })),
        };
    }
}

/// Finds rows for the bridges of every gap; components grow until all have their rows.
fn bridge_gaps(
    graph: &Graph,
    rows: &[Vec<Item>],
    level: &[Vec<Vec<usize>>],
    insides: &mut [Inside],
) -> Vec<Vec<Gap>> {
    let mut gaps: Vec<Vec<Gap>> = Vec::with_capacity(rows.len());
    for (row, links) in rows.iter().zip(level) {
        'again: loop {
            let mut found = vec![Gap::default(); row.len()];
            for at in (0..row.len()).filter(|&at| !links[at].is_empty()) {
                let (Item::Node(left), Item::Node(right)) = (row[at], row[at + 1]) else { continue };
                match Gap::new(graph, &links[at], &insides[left], &insides[right]) {
                    Ok(gap) => found[at] = gap,
                    Err((at_right, block)) => {
                        insides[if at_right { right } else { left }].grow(block);
                        continue 'again;
                    }
                }
            }
            gaps.push(found);
            break;
        }
    }
    gaps
}
