//! The lines inside boxes and between neighbours, once the boxes have their places.

use super::geometry::signed;
use super::glyph::Direction;
use super::graph::Graph;
use super::inside::{Inside, TEXT, label_width};
use super::line::{Label, Line, Way};
use super::order::Item;
use super::picture::Role;
use super::plan::Plan;
use super::route::{Area, Layout};

/// Adds the lines of all links within boxes and between neighbours.
pub(super) fn add_inner_and_bridges(plan: &Plan, layout: &mut Layout) {
    add_bridges(plan, layout);
    add_inner(plan, layout);
}

/// Adds the lines of all links within boxes.
fn add_inner(plan: &Plan, layout: &mut Layout) {
    for (inside, &area) in plan.insides.iter().zip(&layout.nodes) {
        let mut lines = Inner { graph: &plan.graph, inside, area, lines: Vec::new() };
        lines.stems();
        lines.loops();
        layout.lines.append(&mut lines.lines);
    }
}

/// Adds the lines of all links between neighbours of a row.
fn add_bridges(plan: &Plan, layout: &mut Layout) {
    for (row, gaps) in plan.rows.iter().zip(&plan.gaps) {
        for (at, gap) in gaps.iter().enumerate() {
            let (Some(Item::Node(left)), Some(Item::Node(right))) = (row.get(at), row.get(at + 1)) else {
                continue;
            };
            let framed = plan.frame[*left].is_some() && plan.frame[*left] != plan.frame[*right];
            let (from, to) = (layout.nodes[*left], layout.nodes[*right]);
            let first =
                layout.frames.iter().find(|(cluster, _)| framed && plan.frame[*left] == Some(*cluster));
            let start = first.map_or(from.right(), |(_, frame)| frame.right()) + 1;
            for bridge in &gap.bridges {
                let mut line = line_of(&plan.graph, bridge.link);
                let one = (from.right(), from.y + plan.insides[*left].y(bridge.left));
                let other = (to.x, to.y + plan.insides[*right].y(bridge.right));
                let corridor = start + gap.widths.0;
                match bridge.track {
                    None => line.run(one, other),
                    Some(track) => {
                        let x =
                            if bridge.rightward { start + track } else { corridor + gap.widths.1 + track };
                        line.run(one, (x, one.1));
                        line.run((x, one.1), (x, other.1));
                        line.run((x, other.1), other);
                    }
                }
                let (tail, head, into) = if bridge.rightward {
                    (one, other, Direction::Right)
                } else {
                    (other, one, Direction::Left)
                };
                line.arrows.push((head, into));
                line.ways.push(Way { link: bridge.link, tail, head });
                let blanks = gap.widths.1 - label_width(&plan.graph, bridge.link);
                // Of a straight bridge the whole gap is corridor.
                let spare = if bridge.track.is_none() && gap.bridges.len() == 1 {
                    other.0 - start - gap.width()
                } else {
                    0
                };
                line.label = label(
                    &plan.graph,
                    bridge.link,
                    (corridor + i32::midpoint(blanks, spare.max(0)), head.1),
                    true,
                );
                layout.lines.push(line);
            }
        }
    }
}

/// The family of the lines that go down from the beginning of a component's name.
pub(super) fn stem_family(component: usize) -> usize {
    usize::MAX - component
}

/// The line of a single link; those of one caller may share cells.
fn line_of(graph: &Graph, link: usize) -> Line {
    let role = if graph.links[link].dotted { Role::PeerLink } else { Role::Link };
    Line::new(usize::MAX / 2 + link, role)
}

fn label(graph: &Graph, link: usize, at: (i32, i32), inline: bool) -> Option<Label> {
    let text = graph.links[link].label.clone();
    (label_width(graph, link) > 0).then_some(Label { text, count: 1, at: Some(at), inline, port: None })
}

/// Gathers the lines inside one box.
struct Inner<'a> {
    graph: &'a Graph,
    inside: &'a Inside,
    area: Area,
    lines: Vec<Line>,
}

impl Inner<'_> {
    /// Draws what goes down from the beginning of a component's name: the chain to its neighbour, and
    /// what hangs.
    fn stems(&mut self) {
        let x = self.area.x + TEXT;
        let mut stem = None;
        for block in &self.inside.blocks {
            let y = self.area.y + block.top;
            let family = stem_family(stem.map_or(block.layer.component, |(_, component)| component));
            if let Some(hung) = block.layer.hung {
                let Some((above, _)) = stem else { continue };
                let mut line = Line::new(family, Role::Link);
                line.run((x, above), (x, y));
                let Some(number) = hung.link else {
                    self.lines.push(line);
                    continue;
                };
                let head = (self.area.x + block.text - 2, y);
                line.run((x, y), head);
                line.arrows.push((head, Direction::Right));
                line.ways.push(Way { link: number, tail: (x, above + 1), head });
                line.label = label(self.graph, number, (x + 3, y), true);
                self.lines.push(line);
                continue;
            }
            if let (Some(chain), Some((above, _))) = (block.layer.chain, stem) {
                let mut line = Line::new(family, Role::Link);
                let (top, bottom) = ((x, above + 1), (x, y - 1));
                line.run((x, above), bottom);
                let (tail, head, into) =
                    if chain.up { (bottom, top, Direction::Up) } else { (top, bottom, Direction::Down) };
                line.arrows.push((head, into));
                line.ways.push(Way { link: chain.link, tail, head });
                line.label = label(self.graph, chain.link, (x + 2, y - 1), false);
                self.lines.push(line);
            }
            stem = Some((y, block.layer.component));
        }
    }

    fn loops(&mut self) {
        for turn in &self.inside.loops {
            let mut line = line_of(self.graph, turn.link);
            let place = |spot, arrives| {
                (
                    self.area.x + self.inside.line_start(self.graph, spot, arrives),
                    self.area.y + self.inside.y(spot),
                )
            };
            let (tail, head) = (place(turn.from, false), place(turn.to, true));
            let x = self.area.x + turn.x;
            line.caps.push((tail, Direction::Left));
            line.run(tail, (x, tail.1));
            line.run((x, tail.1), (x, head.1));
            line.run((x, head.1), head);
            line.arrows.push((head, Direction::Left));
            line.ways.push(Way { link: turn.link, tail, head });
            line.label = label(self.graph, turn.link, (head.0 + 2, head.1), true);
            self.lines.push(line);
        }
    }
}

/// Draws the lane of monitoring: places its services and runs its buses.
pub(super) fn add_lane(plan: &Plan, layout: &mut Layout) {
    if plan.buses.is_empty() {
        return;
    }
    let lane =
        |bus: usize| plan.buses[bus].taps.iter().any(|tap| matches!(tap.way, super::lane::Way::Lane(_)));
    let width = |bus: usize| label_of(plan, bus).width();
    let widest = |in_lane: bool| {
        let buses = (0..plan.buses.len()).filter(|&bus| lane(bus) == in_lane);
        buses.map(|bus| width(bus) + 4).max().unwrap_or(0)
    };
    let corridor = layout.right() + 2;
    let first = corridor + widest(false);
    let last = first + 2 * signed(plan.buses.len()) - 2;
    let services = last + 1 + widest(true).max(4);
    let rows: Vec<Vec<Option<i32>>> =
        (0..plan.buses.len()).map(|bus| super::route::tap_rows(plan, layout, bus)).collect();
    place_services(plan, layout, &rows, services);
    for (bus, rows) in rows.iter().enumerate() {
        let x = first + 2 * signed(bus);
        draw_bus(plan, layout, bus, x, rows);
        let mut text = label_of(plan, bus);
        let taps = plan.buses[bus].taps.iter().zip(rows);
        text.at = if lane(bus) {
            taps.filter(|(_, row)| row.is_none())
                .map(|(tap, _)| (last + 3, tap_row(plan, layout, tap)))
                .next()
        } else {
            taps.filter_map(|(_, row)| *row).map(|row| (corridor + 2, row)).next()
        };
        let number = plan.bus_number(bus);
        layout.lines[number].label = (text.width() > 0).then_some(text);
    }
}

fn label_of(plan: &Plan, bus: usize) -> Label {
    let links = &plan.buses[bus].links;
    Label {
        text: plan.graph.links[links[0]].label.clone(),
        count: links.len(),
        at: None,
        inline: true,
        port: None,
    }
}

/// The row of a tap in the lane.
fn tap_row(plan: &Plan, layout: &Layout, tap: &super::lane::Tap) -> i32 {
    match tap.way {
        super::lane::Way::Lane(spot) => layout.nodes[tap.node].y + plan.insides[tap.node].y(spot),
        _ => 0,
    }
}

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
            .filter_map(
                |tap| if let super::lane::Way::Lane(spot) = tap.way { Some(inside.y(spot)) } else { None },
            )
            .collect();
        let mut y = (middle - ends.first().copied().unwrap_or(1)).max(next);
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
            (super::lane::Way::Below(port), Some(y)) => {
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
                let y = tap_row(plan, layout, tap);
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
        line.ways.extend(tap.links.iter().map(|&link| Way { link, tail, head }));
    }
    layout.lines[number] = line;
}
