//! All rows and lines of a plan whose columns are known.

use super::channel::{Joint, Pin, Routed, Strand, Wire};
use super::columns::{Columns, FRAME, Room};
use super::glyph::Direction;
use super::line::{Label, Line, Place, Way};
use super::picture::Role;
use super::plan::Plan;
use super::port::Side;

/// A box or frame by its corner and size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Area {
    pub(super) fn right(&self) -> i32 {
        self.x + self.width - 1
    }

    pub(super) fn bottom(&self) -> i32 {
        self.y + self.height - 1
    }
}

/// The channel between two rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Channel {
    pub(super) routed: Routed,
    /// Its first row, and the first row of its tracks.
    pub(super) top: i32,
    pub(super) tracks: i32,
    /// Its rows.
    pub(super) height: i32,
}

impl Channel {
    pub(super) fn bottom(&self) -> i32 {
        self.top + self.height - 1
    }
}

/// Where everything is.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// By box.
    pub(super) nodes: Vec<Area>,
    /// By row: its first and last cell row, frames included.
    pub(super) zones: Vec<(i32, i32)>,
    /// Above each row, and below the last.
    pub(super) channels: Vec<Channel>,
    /// By cluster with a frame.
    pub(super) frames: Vec<(usize, Area)>,
    pub(super) lines: Vec<Line>,
}

impl Layout {
    /// Routes everything but the lane of monitoring and what is inside boxes.
    pub(super) fn new(plan: &Plan, columns: &Columns, room: &Room) -> Self {
        let mut layout = Self::default();
        let wires = wires(plan, columns);
        layout.set_rows(plan, columns, &wires, room);
        layout.set_frames(plan, room);
        layout.lines = (0..plan.nets.len()).map(|net| layout.net(plan, columns, net, room)).collect();
        layout
            .lines
            .extend((0..plan.buses.len()).map(|bus| Line::new(plan.bus_number(bus), Role::MonitoringLink)));
        for channel in 0..layout.channels.len() {
            layout.draw_channel(channel);
        }
        layout
    }

    /// The rightmost column of boxes, frames and strands.
    pub(super) fn right(&self) -> i32 {
        let boxes = self.nodes.iter().filter(|area| area.width > 0).map(Area::right);
        let frames = self.frames.iter().map(|(_, frame)| frame.right());
        let runs = self.lines.iter().flat_map(|line| &line.segments).map(|run| run.from.0.max(run.to.0));
        boxes.chain(frames).chain(runs).max().unwrap_or(0)
    }

    fn set_frames(&mut self, plan: &Plan, room: &Room) {
        for number in 0..plan.graph.clusters.len() {
            let members = || (0..plan.frame.len()).filter(|&node| plan.frame[node] == Some(number));
            let Some(first) = members().next() else { continue };
            let (top, bottom) = self.zones[plan.row_of[first]];
            let left = members().map(|node| self.nodes[node].x).min().unwrap_or(0) - FRAME;
            let right = members().map(|node| self.nodes[node].right()).max().unwrap_or(0)
                + FRAME
                + room.frames[number];
            self.frames
                .push((number, Area { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }));
        }
    }

    /// The line of a net outside the channels: its ends and passes.
    fn net(&self, plan: &Plan, columns: &Columns, number: usize, room: &Room) -> Line {
        let net = &plan.nets[number];
        let mut line = Line::new(number, if net.dotted { Role::PeerLink } else { Role::Link });
        let mut tail = (0, 0);
        let stem =
            |port: usize| plan.insides[plan.ports[port].node].riser(port).is_some_and(|riser| riser.stem);
        if plan.ports.of_net(number).iter().any(|&port| stem(port)) {
            line.family = super::inner::stem_family(net.tail);
        }
        for &port in plan.ports.of_net(number) {
            let end = &plan.ports[port];
            let at = self.end(plan, port, &mut line);
            if end.head {
                line.ways.extend(end.links.iter().map(|&link| Way { link, tail: (0, 0), head: at }));
            } else {
                tail = at;
            }
        }
        line.label = Some(self.label(plan, number, room));
        line.ways.iter_mut().for_each(|way| way.tail = tail);
        for row in net.passes() {
            let x = columns.pass(plan, number, row);
            line.run((x, self.channels[row].bottom()), (x, self.channels[row + 1].top));
        }
        line
    }

    /// The label of a net. It may have its place in a row that leads further into a box; else a port has to
    /// keep room for it, if no place is found.
    fn label(&self, plan: &Plan, number: usize, room: &Room) -> Label {
        let net = &plan.nets[number];
        let whole = |port: &usize| plan.ports[*port].links.len() == net.links.len();
        let riser = |port: usize| plan.insides[plan.ports[port].node].riser(port).filter(|riser| !riser.stem);
        let ports = || plan.ports.of_net(number).iter().copied();
        let inner = ports().filter(whole).find_map(riser);
        let mut label = Label::new(&plan.graph.links[net.links[0]].label, plan.graph.count(&net.links));
        let tail = || ports().find(|&port| !plan.ports[port].head);
        label.port = inner.map(|riser| riser.port).or_else(tail);
        if let Some(riser) = inner.filter(|riser| room.ports[riser.port] > 0) {
            let node = plan.ports[riser.port].node;
            let (area, inside) = (self.nodes[node], &plan.insides[node]);
            let start = inside.line_start(&plan.graph, riser.spot, plan.ports[riser.port].head);
            // After the arrow, or after enough of the line to be seen as one.
            let branches = !plan.ports[riser.port].head && inside.branches(riser.spot);
            label.at = Some((area.x + start + 2 + i32::from(branches), area.y + inside.y(riser.spot)));
            label.inline = true;
        }
        label
    }

    /// Draws a net's end from its channel to its component; returns the outermost cell.
    pub(super) fn end(&self, plan: &Plan, number: usize, line: &mut Line) -> Place {
        let port = &plan.ports[number];
        let area = self.nodes[port.node];
        let row = plan.row_of[port.node];
        let (border, channel, into) = match port.side {
            Side::Top => (area.y, self.channels[row].bottom(), Direction::Down),
            Side::Bottom => (area.bottom(), self.channels[row + 1].top, Direction::Up),
        };
        let inside = &plan.insides[port.node];
        if let Some(riser) = inside.riser(number) {
            let y = area.y + inside.y(riser.spot);
            let start = area.x + inside.line_start(&plan.graph, riser.spot, port.head);
            line.run((port.x, channel), (port.x, y));
            if riser.stem {
                return (port.x, y + 1);
            }
            line.run((port.x, y), (start, y));
            if port.head {
                line.arrows.push(((start, y), Direction::Left));
            } else {
                let joints = inside.joints(&plan.graph, riser.spot).into_iter();
                line.caps.extend(joints.map(|((x, y), side)| ((area.x + x, area.y + y), side)));
            }
            return (start, y);
        }
        line.run((port.x, channel), (port.x, border));
        if port.head {
            line.arrows.push(((port.x, border), into));
        }
        (port.x, border)
    }

    fn draw_channel(&mut self, number: usize) {
        let channel = self.channels[number].clone();
        let (top, bottom) = (channel.top, channel.bottom());
        let row = |strand: &Strand| strand.track.map(|track| channel.tracks + track);
        for strand in &channel.routed.strands {
            let line = &mut self.lines[strand.net];
            let Some(y) = row(strand) else {
                line.run((strand.left, top), (strand.left, bottom));
                continue;
            };
            if !strand.leaves {
                line.run((strand.left, y), (strand.right, y));
            }
            for pin in &strand.pins {
                line.run((pin.x, if pin.top { top } else { bottom }), (pin.x, y));
            }
        }
        for &Joint { strands: (upper, lower), x } in &channel.routed.joints {
            let (upper, lower) = (&channel.routed.strands[upper], &channel.routed.strands[lower]);
            if let (Some(from), Some(to)) = (row(upper), row(lower)) {
                self.lines[upper.net].run((x, from), (x, to));
            }
        }
    }
}

/// The wires of every channel.
fn wires(plan: &Plan, columns: &Columns) -> Vec<Vec<Wire>> {
    let mut channels: Vec<Vec<Wire>> = vec![Vec::new(); plan.rows.len() + 1];
    let mut pin = |channel: usize, net: usize, x: i32, top: bool, leaves: bool| {
        let wires = &mut channels[channel];
        if wires.last().is_none_or(|wire| wire.net != net) {
            wires.push(Wire { net, pins: Vec::new(), leaves });
        }
        if let Some(wire) = wires.last_mut() {
            wire.pins.push(Pin { x, top });
        }
    };
    for number in 0..plan.nets.len() + plan.buses.len() {
        let leaves = number >= plan.nets.len();
        for port in plan.ports.of_net(number).iter().map(|&port| &plan.ports[port]) {
            let row = plan.row_of[port.node];
            match port.side {
                Side::Top => pin(row, number, port.x, false, leaves),
                Side::Bottom => pin(row + 1, number, port.x, true, leaves),
            }
        }
        for row in plan.nets.get(number).into_iter().flat_map(super::net::Net::passes) {
            let x = columns.pass(plan, number, row);
            pin(row, number, x, false, false);
            pin(row + 1, number, x, true, false);
        }
    }
    channels
}
