//! The lane of monitoring: a column of lines right of all boxes, and the services beyond it.
//!
//! ```text
//!   rows of boxes      buses   services
//!   │ agent ├┄┄┄┄┄┄┄┄┄┄┄┄┐
//!                        ┆  ┌────────────┐
//!                        ├┄┄► prometheus │
//!                        ┆  └────────────┘
//!       └┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘ metrics :9100 ×2
//! ```
//! All links to one service with one label share a bus. Lines that join cannot be mistaken, for each of
//! them leads to the one service (or from it); so the readings never bend the picture of the requests.

use super::columns::Room;
use super::geometry::signed;
use super::glyph::Direction;
use super::graph::{Class, Graph};
use super::inside::Spot;
use super::line::{self, Label, Line};
use super::picture::Role;
use super::plan::Plan;
use super::route::{Area, Layout};

/// Where a bus is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the right border of the last box of a row.
    Right(Spot),
    /// From the bottom of a box, along the channel below.
    Below(usize),
    /// From the left border of a service in the lane.
    Lane(Spot),
}

/// One end of links at a bus.
#[derive(Debug, Clone)]
pub(super) struct Tap {
    pub(super) component: usize,
    pub(super) node: usize,
    /// The links that pass here.
    pub(super) links: Vec<usize>,
    /// Whether the arrow is here.
    pub(super) head: bool,
    pub(super) way: Way,
}

/// The links of one service with one label and direction.
#[derive(Debug, Clone)]
pub(super) struct Bus {
    pub(super) links: Vec<usize>,
    /// The service's end first.
    pub(super) taps: Vec<Tap>,
}

/// Gathers the monitoring links into buses; the ways of the taps are found later.
pub(super) fn buses(graph: &Graph) -> Vec<Bus> {
    let mut buses: Vec<Bus> = Vec::new();
    for (number, link) in graph.links.iter().enumerate().filter(|(_, link)| link.class == Class::Monitoring) {
        let pulled = !graph.nodes[graph.node_of(link.head)].in_lane;
        let (service, client) = if pulled { (link.tail, link.head) } else { (link.head, link.tail) };
        let tap = |component: usize, head: bool| Tap {
            component,
            node: graph.node_of(component),
            links: vec![number],
            head,
            way: Way::Below(usize::MAX),
        };
        let mate = buses.iter_mut().find(|bus| {
            let first = &graph.links[bus.links[0]];
            bus.taps[0].component == service && bus.taps[0].head != pulled && first.label == link.label
        });
        if let Some(bus) = mate {
            bus.links.push(number);
            bus.taps[0].links.push(number);
            bus.taps.push(tap(client, pulled));
        } else {
            let taps = vec![tap(service, !pulled), tap(client, pulled)];
            buses.push(Bus { links: vec![number], taps });
        }
    }
    buses
}

/// Draws the lane: places its services and runs its buses. Labels stand beside their bus, or when some have no
/// place there, all in a corridor before the services.
pub(super) fn draw(plan: &Plan, layout: &mut Layout, room: &Room) {
    if plan.buses.is_empty() {
        return;
    }
    let first = layout.right() + 2;
    let last = first + 2 * signed(plan.buses.len()) - 2;
    let widest = (0..plan.buses.len()).map(|bus| label(plan, bus).width()).max().unwrap_or(0);
    let rows: Vec<Vec<Option<i32>>> = (0..plan.buses.len()).map(|bus| tap_rows(plan, layout, bus)).collect();
    let corridor = if room.corridor { widest + 5 } else { 3 };
    place_services(plan, layout, &rows, last + corridor);
    for (bus, rows) in rows.iter().enumerate() {
        draw_bus(plan, layout, bus, first + 2 * signed(bus), rows);
        let mut text = label(plan, bus);
        let row = lane_row(plan, layout, &plan.buses[bus].taps[0]);
        text.at = room.corridor.then_some((last + 3, row));
        text.near = Some((first + 2 * signed(bus), row));
        layout.lines[plan.bus_number(bus)].label = (text.width() > 0).then_some(text);
    }
}

fn label(plan: &Plan, bus: usize) -> Label {
    let links = &plan.buses[bus].links;
    Label { inline: true, ..Label::new(&plan.graph.links[links[0]].label, plan.graph.count(links)) }
}

/// The row where each tap from the boxes meets its bus; `None` for a tap in the lane.
fn tap_rows(plan: &Plan, layout: &Layout, bus: usize) -> Vec<Option<i32>> {
    let number = plan.bus_number(bus);
    let row = |tap: &Tap| match tap.way {
        Way::Right(spot) => Some(layout.nodes[tap.node].y + plan.insides[tap.node].y(spot)),
        Way::Below(_) => {
            let channel = &layout.channels[plan.row_of[tap.node] + 1];
            let strand =
                channel.routed.strands.iter().find(|strand| strand.net == number && strand.leaves)?;
            strand.track.map(|track| channel.tracks + track)
        }
        Way::Lane(_) => None,
    };
    plan.buses[bus].taps.iter().map(row).collect()
}

/// The row of a tap in the lane.
fn lane_row(plan: &Plan, layout: &Layout, tap: &Tap) -> i32 {
    match tap.way {
        Way::Lane(spot) => layout.nodes[tap.node].y + plan.insides[tap.node].y(spot),
        _ => 0,
    }
}

/// How far a service may stand from the lane, to stay where it was in the drawing before.
const KEEP: i32 = 12;

/// Stacks the services of the lane, each near the middle of its taps, where no tap's row meets another's.
fn place_services(plan: &Plan, layout: &mut Layout, rows: &[Vec<Option<i32>>], x: i32) {
    let taken: Vec<i32> = rows.iter().flatten().flatten().copied().collect();
    let mut next = 0;
    let middle = |node: usize| {
        let joined = |bus: &usize| plan.buses[*bus].taps.iter().any(|tap| tap.node == node);
        let at: Vec<i32> =
            (0..rows.len()).filter(joined).flat_map(|bus| rows[bus].iter().flatten().copied()).collect();
        if at.is_empty() { 0 } else { at.iter().sum::<i32>() / signed(at.len()) }
    };
    let mut hubs: Vec<(i32, usize)> = plan.hubs.iter().map(|&node| (middle(node), node)).collect();
    hubs.sort_by_key(|&(middle, node)| (middle, node));
    for (middle, node) in hubs {
        let inside = &plan.insides[node];
        let ends: Vec<i32> = plan
            .buses
            .iter()
            .flat_map(|bus| &bus.taps)
            .filter(|tap| tap.node == node)
            .filter_map(|tap| if let Way::Lane(spot) = tap.way { Some(inside.y(spot)) } else { None })
            .collect();
        let before = plan.before[node];
        let natural = middle - ends.first().copied().unwrap_or(1);
        let mut y = before.map_or(natural, |(_, y)| y).max(next);
        let x = before.map_or(x, |(before, _)| before.clamp(x, x + KEEP));
        while ends.iter().any(|end| taken.contains(&(y + end))) {
            y += 1;
        }
        layout.nodes[node] = Area { x, y, width: inside.width, height: inside.height };
        next = y + inside.height + 1;
    }
}

fn draw_bus(plan: &Plan, layout: &mut Layout, bus: usize, x: i32, rows: &[Option<i32>]) {
    let number = plan.bus_number(bus);
    let mut line = std::mem::replace(&mut layout.lines[number], Line::new(number, Role::MonitoringLink));
    let mut ends = Vec::new();
    let mut meets = Vec::new();
    for (tap, row) in plan.buses[bus].taps.iter().zip(rows) {
        let (end, y) = match (tap.way, *row) {
            (Way::Below(port), Some(y)) => {
                line.run((plan.ports[port].x, y), (x, y));
                (layout.end(plan, port, &mut line), y)
            }
            (_, Some(y)) => {
                let end = (layout.nodes[tap.node].right(), y);
                line.run(end, (x, y));
                if tap.head {
                    line.arrows.push((end, Direction::Left));
                }
                (end, y)
            }
            (_, None) => {
                let y = lane_row(plan, layout, tap);
                let end = (layout.nodes[tap.node].x, y);
                line.run((x, y), end);
                if tap.head {
                    line.arrows.push((end, Direction::Right));
                }
                (end, y)
            }
        };
        ends.push(end);
        meets.push(y);
    }
    let (top, bottom) = (meets.iter().min().copied().unwrap_or(0), meets.iter().max().copied().unwrap_or(0));
    line.run((x, top), (x, bottom));
    for (tap, &end) in plan.buses[bus].taps.iter().zip(&ends).skip(1) {
        let (tail, head) = if tap.head { (ends[0], end) } else { (end, ends[0]) };
        line.ways.extend(tap.links.iter().map(|&link| line::Way { link, tail, head }));
    }
    layout.lines[number] = line;
}
