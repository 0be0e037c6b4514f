//! The lines inside boxes and between neighbours, once the boxes have their places.

use super::bridge::{Bridge, Gap};
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
            if let (Some(Item::Node(left)), Some(Item::Node(right))) = (row.get(at), row.get(at + 1)) {
                let lines: Vec<Line> = gap
                    .bridges
                    .iter()
                    .map(|bridge| bridge_line(plan, layout, (*left, *right), gap, bridge))
                    .collect();
                layout.lines.extend(lines);
            }
        }
    }
}

fn bridge_line(plan: &Plan, layout: &Layout, nodes: (usize, usize), gap: &Gap, bridge: &Bridge) -> Line {
    let (left, right) = (layout.nodes[nodes.0], layout.nodes[nodes.1]);
    // The gap between the frames, where the boxes are in different ones.
    let apart = plan.frame[nodes.0] != plan.frame[nodes.1];
    let frame = |node: usize| {
        let own = layout.frames.iter().find(|(cluster, _)| plan.frame[node] == Some(*cluster));
        own.filter(|_| apart).map_or(layout.nodes[node], |(_, frame)| *frame)
    };
    let (start, end) = (frame(nodes.0).right() + 1, frame(nodes.1).x);
    let corridor = start + gap.widths.0;
    let one = (left.right(), left.y + plan.insides[nodes.0].y(bridge.left));
    let other = (right.x, right.y + plan.insides[nodes.1].y(bridge.right));
    let mut line = line_of(&plan.graph, bridge.link);
    match bridge.track {
        None => line.run(one, other),
        Some(track) => {
            let x = if bridge.rightward { start + track } else { corridor + gap.widths.1 + track };
            line.run(one, (x, one.1));
            line.run((x, one.1), (x, other.1));
            line.run((x, other.1), other);
        }
    }
    let (tail, head, into) =
        if bridge.rightward { (one, other, Direction::Right) } else { (other, one, Direction::Left) };
    line.arrows.push((head, into));
    line.ways.push(Way { link: bridge.link, tail, head });
    let over = gap.is_lone();
    let room = if over { end - corridor } else { gap.widths.1 };
    let blanks = room - label_width(&plan.graph, bridge.link);
    let row = if over { head.1 - 1 } else { head.1 };
    line.label = label(&plan.graph, bridge.link, (corridor + blanks / 2, row), !over);
    line
}

/// The families of stems count down from here, those of single links up; nets and buses count from 0.
const STEMS: usize = 0xffff_fff0;
const LINKS: usize = 0x7fff_ffff;

/// The family of the lines that go down from the beginning of a component's name.
pub(super) fn stem_family(component: usize) -> usize {
    STEMS - component
}

/// The line of a single link; those of one caller may share cells.
fn line_of(graph: &Graph, link: usize) -> Line {
    let role = if graph.links[link].dotted { Role::PeerLink } else { Role::Link };
    Line::new(LINKS + link, role)
}

fn label(graph: &Graph, link: usize, at: (i32, i32), inline: bool) -> Option<Label> {
    let text = Label::of_link(&graph.links[link]);
    let label = Label { at: Some(at), inline, ..text };
    (label.width() > 0).then_some(label)
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
                    line.run((x, y), (x + 1, y));
                    line.caps.push(((x + 1, y), Direction::Right));
                    self.lines.push(line);
                    continue;
                };
                let head = (self.area.x + block.text - 2, y);
                line.run((x, y), head);
                line.arrows.push((head, Direction::Right));
                line.ways.push(Way { link: number, tail: (x, above + 1), head });
                line.label = if hung.tall {
                    label(self.graph, number, (x + 2, y - 1), false)
                } else {
                    label(self.graph, number, (x + 3, y), true)
                };
                self.lines.push(line);
                continue;
            }
            if let (Some(chain), Some((above, _))) = (block.layer.chain, stem) {
                let mut line = Line::new(family, Role::Link);
                let (top, bottom) = ((x, above + 1), (x, y - 1));
                line.run((x, above), bottom);
                let (tail, head, into) =
                    if chain.up { (bottom, top, Direction::Up) } else { (top, bottom, Direction::Down) };
                line.caps.push((tail, into.opposite()));
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
            let joints = self.inside.joints(self.graph, turn.from).into_iter();
            line.caps.extend(joints.map(|((x, y), side)| ((self.area.x + x, self.area.y + y), side)));
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
