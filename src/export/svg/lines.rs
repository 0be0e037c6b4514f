//! The lines of a picture as paths: frames, ways of links, and whatever else has arms.
//!
//! Half a cell's line is drawn once, by the first that claims it: the frame of a box, then the links in the
//! order of the file, then the rest. So a bundle's trunk is one line, broken or not, and nothing of the picture
//! is missing.

use std::collections::{HashMap, HashSet};

use crate::diagram::{Direction, Drawing, Glyph, Marks, Picture, Point, Rect, Role, State};
use crate::topology::{Id, Link, Topology};

use super::look::{Palette, Pen};
use super::path::{CELL, Spot, edge, middle, rounded, step};
use crate::export::escape::{push, xml};
use crate::export::outline::{is_link, name};

/// How round the corners of links are.
const TURN: f32 = 6.0;
const SIDES: [Direction; 4] = [Direction::Up, Direction::Right, Direction::Down, Direction::Left];

/// Gathers paths.
pub(super) struct Lines<'a> {
    picture: &'a Picture,
    palette: &'a Palette,
    claimed: HashSet<(Point, Direction)>,
    /// The heads of links that are marked.
    heads: HashMap<Point, State>,
    pub(super) svg: String,
}

/// A box of the drawing.
struct Framed<'a> {
    id: &'a Id,
    area: Rect,
    title: String,
    class: &'static str,
    fill: &'static str,
    radius: f32,
}

impl<'a> Lines<'a> {
    pub(super) fn new(picture: &'a Picture, palette: &'a Palette) -> Self {
        Self { picture, palette, claimed: HashSet::new(), heads: HashMap::new(), svg: String::new() }
    }

    /// Draws clusters, then hosts and free-standing components over them.
    pub(super) fn boxes(&mut self, topology: &Topology, drawing: &Drawing) {
        let palette = *self.palette;
        let area = |id: &str| drawing.rect(id);
        let clusters = topology.clusters.iter().filter_map(|cluster| {
            let title = format!("{}, a cluster", name(cluster.label.as_deref(), &cluster.id));
            let area = area(cluster.id.as_str())?;
            Some(Framed {
                id: &cluster.id,
                area,
                title,
                class: "cluster",
                fill: palette.cluster,
                radius: 9.0,
            })
        });
        let hosts = topology.hosts.iter().filter_map(|host| {
            let title = format!("{}, a host", name(host.label.as_deref(), &host.id));
            let area = area(host.id.as_str())?;
            Some(Framed { id: &host.id, area, title, class: "host", fill: palette.host, radius: 3.0 })
        });
        let parts = topology.parts.iter().filter_map(|part| {
            let component = &part.component;
            let title =
                format!("{}: {}", name(component.label.as_deref(), &component.id), component.kind.phrase());
            let area = area(component.id.as_str())?;
            Some(Framed { id: &component.id, area, title, class: "part", fill: palette.ground, radius: 9.0 })
        });
        for framed in clusters.chain(hosts).chain(parts) {
            self.frame(&framed);
        }
    }

    fn frame(&mut self, framed: &Framed<'_>) {
        let Rect { x, y, width, height } = framed.area;
        let corner = self.picture.cell(x, y);
        if width < 2 || height < 2 || !matches!(corner.glyph, Glyph::Line(_)) {
            return;
        }
        let (role, state) = (corner.role, corner.state);
        let (from, to) =
            (middle(Point::new(x, y)), middle(Point::new(framed.area.right(), framed.area.bottom())));
        push(
            &mut self.svg,
            format_args!(
                "<g class=\"{}{}\" data-id=\"{}\"><title>{}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
                 rx=\"{}\" fill=\"{}\"/>",
                framed.class,
                classes(state),
                framed.id,
                xml(&framed.title),
                from.0,
                from.1,
                to.0 - from.0,
                to.1 - from.1,
                framed.radius,
                framed.fill
            ),
        );
        let cells = perimeter(framed.area);
        let closed = cells.iter().all(|at| self.is_line(*at));
        let paths: Vec<String> = if closed {
            self.claim(&cells);
            self.claim(&[cells[cells.len() - 1], cells[0]]);
            vec![rounded(&cells.iter().copied().map(middle).collect::<Vec<_>>(), framed.radius, true)]
        } else {
            self.ring(cells).iter().map(|spots| rounded(spots, framed.radius, false)).collect()
        };
        self.stroke(&paths.concat(), self.palette.pen(role, state));
        self.svg.push_str("</g>");
    }

    /// The pieces of a frame that a title interrupts.
    fn ring(&mut self, mut cells: Vec<Point>) -> Vec<Vec<Spot>> {
        let gap = cells.iter().position(|at| !self.is_line(*at)).unwrap_or(0);
        cells.rotate_left(gap);
        cells.push(cells[0]);
        self.pieces(&cells, true)
    }

    /// Draws the way of each link, those that are marked last and whole.
    pub(super) fn links(&mut self, topology: &Topology, drawing: &Drawing, marks: &Marks) {
        let marked = |link: &&Link| !marks.of_link(&link.id()).is_empty();
        let plain = topology.links.iter().filter(|link| !marked(link));
        for link in plain.chain(topology.links.iter().filter(marked)) {
            let id = link.id();
            let Some(cells) = drawing.route(&id) else { continue };
            let state = marks.of_link(&id);
            if !state.is_empty() {
                self.heads.extend(cells.first().into_iter().chain(cells.last()).map(|at| (*at, state)));
            }
            let pieces = self.pieces(cells, !state.is_empty());
            let role = cells.iter().map(|at| self.picture.cell(at.x, at.y).role).find(|role| is_link(*role));
            let role = role.unwrap_or(Role::Link);
            let class = match role {
                Role::PeerLink => "peer",
                Role::MonitoringLink => "monitoring",
                _ => "flow",
            };
            push(
                &mut self.svg,
                format_args!(
                    "<g class=\"link {class}{}\" data-id=\"{}\"><title>{}</title>",
                    classes(state),
                    xml(&id.to_string()),
                    xml(&format!("{} calls {}: {}", link.from, link.to, link.caption()))
                ),
            );
            let path: String = pieces.iter().map(|spots| rounded(spots, TURN, false)).collect();
            self.stroke(&path, self.palette.pen(role, state));
            self.svg.push_str("</g>");
        }
    }

    /// The pieces of a way that are to be drawn: what nobody has claimed yet, or all of it, without the cells
    /// that something else stands in.
    fn pieces(&mut self, cells: &[Point], all: bool) -> Vec<Vec<Spot>> {
        let wanted: Vec<bool> = cells
            .windows(2)
            .map(|pair| {
                let half = |from: Point, to: Point| {
                    self.is_line(from)
                        && towards(from, to).is_some_and(|side| all || !self.claimed.contains(&(from, side)))
                };
                half(pair[0], pair[1]) || half(pair[1], pair[0])
            })
            .collect();
        self.claim(cells);
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < wanted.len() {
            if !wanted[at] {
                at += 1;
                continue;
            }
            let end = (at..wanted.len()).find(|&step| !wanted[step]).unwrap_or(wanted.len());
            pieces.extend(self.piece(cells, at, end));
            at = end;
        }
        pieces
    }

    /// The steps from one cell to another; where the way goes on along somebody else's line, a cell more, so that
    /// the turn away from it is round.
    fn piece(&self, cells: &[Point], first: usize, last: usize) -> Vec<Vec<Spot>> {
        let from = if first > 0 && self.is_line(cells[first - 1]) { first - 1 } else { first };
        let to = if self.is_line(cells[last]) && cells.get(last + 1).is_some_and(|at| self.is_line(*at)) {
            last + 1
        } else {
            last
        };
        let mut pieces: Vec<Vec<Spot>> = Vec::new();
        let mut open: Vec<Spot> = Vec::new();
        for place in from..=to {
            if self.is_line(cells[place]) {
                if let (true, Some(before)) = (open.is_empty() && place > from, place.checked_sub(1)) {
                    open.extend(towards(cells[place], cells[before]).map(|side| edge(cells[place], side)));
                }
                open.push(middle(cells[place]));
            } else if !open.is_empty() {
                open.extend(towards(cells[place - 1], cells[place]).map(|side| edge(cells[place - 1], side)));
                pieces.push(std::mem::take(&mut open));
            }
        }
        pieces.push(open);
        pieces.retain(|piece| piece.len() > 1);
        pieces
    }

    /// Draws what has arms and belongs to no box and no way.
    pub(super) fn rest(&mut self) {
        self.svg.push_str("<g class=\"rest\">");
        for y in 0..self.picture.height {
            for x in 0..self.picture.width {
                let (at, cell) = (Point::new(x, y), self.picture.cell(x, y));
                for side in SIDES {
                    let there = match cell.glyph {
                        Glyph::Line(arms) => arms.arm(side).is_some(),
                        Glyph::Arrow(direction) => direction.opposite() == side,
                        _ => false,
                    };
                    if there && self.claimed.insert((at, side)) {
                        let (from, to) = (middle(at), edge(at, side));
                        let path = format!("M{} {}L{} {}", from.0, from.1, to.0, to.1);
                        self.stroke(&path, self.palette.pen(cell.role, cell.state));
                    }
                }
            }
        }
        self.svg.push_str("</g>");
    }

    /// Draws the heads of arrows, their tips on what they point at.
    pub(super) fn arrows(&mut self) {
        self.svg.push_str("<g class=\"arrows\">");
        for y in 0..self.picture.height {
            for x in 0..self.picture.width {
                let cell = self.picture.cell(x, y);
                let Glyph::Arrow(direction) = cell.glyph else { continue };
                let (tip, (dx, dy)) = (middle(Point::new(x, y)), step(direction));
                let base = (tip.0 - dx * CELL.0, tip.1 - dy * CELL.0);
                let state = self.heads.get(&Point::new(x, y)).copied().unwrap_or_default();
                let color = self.palette.pen(cell.role, state).color;
                push(
                    &mut self.svg,
                    format_args!(
                        "<path d=\"M{} {}L{} {}L{} {}Z\" fill=\"{color}\"/>",
                        tip.0,
                        tip.1,
                        base.0 - dy * 4.0,
                        base.1 - dx * 4.0,
                        base.0 + dy * 4.0,
                        base.1 + dx * 4.0,
                    ),
                );
            }
        }
        self.svg.push_str("</g>");
    }

    fn stroke(&mut self, path: &str, pen: Pen) {
        if path.is_empty() {
            return;
        }
        let dash = pen.dash.map(|dash| format!(" stroke-dasharray=\"{dash}\"")).unwrap_or_default();
        push(
            &mut self.svg,
            format_args!(
                "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{dash}/>",
                pen.color, pen.width
            ),
        );
    }

    fn claim(&mut self, cells: &[Point]) {
        for pair in cells.windows(2) {
            for (from, to) in [(pair[0], pair[1]), (pair[1], pair[0])] {
                self.claimed.extend(towards(from, to).map(|side| (from, side)));
            }
        }
    }

    fn is_line(&self, at: Point) -> bool {
        matches!(self.picture.cell(at.x, at.y).glyph, Glyph::Line(_) | Glyph::Arrow(_))
    }
}

/// The states as classes, each with a blank before it.
fn classes(state: State) -> String {
    let named = [
        (State::FAILED, " failed"),
        (State::DEGRADED, " degraded"),
        (State::SPOF, " spof"),
        (State::BOTTLENECK, " bottleneck"),
        (State::HIGHLIGHTED, " highlighted"),
        (State::SELECTED, " selected"),
    ];
    named.iter().filter(|(wanted, _)| state.has(*wanted)).map(|(_, name)| *name).collect()
}

/// The side of a cell that its neighbour is on.
fn towards(from: Point, to: Point) -> Option<Direction> {
    let (dx, dy) = (to.x.cast_signed() - from.x.cast_signed(), to.y.cast_signed() - from.y.cast_signed());
    match (dx, dy) {
        (0, -1) => Some(Direction::Up),
        (1, 0) => Some(Direction::Right),
        (0, 1) => Some(Direction::Down),
        (-1, 0) => Some(Direction::Left),
        _ => None,
    }
}

/// The cells of a box's edge, clockwise from the top left corner.
fn perimeter(area: Rect) -> Vec<Point> {
    let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
    let above = (left..right).map(|x| Point::new(x, top));
    let beside = (top..bottom).map(|y| Point::new(right, y));
    let below = (left + 1..=right).rev().map(|x| Point::new(x, bottom));
    let back = (top + 1..=bottom).rev().map(|y| Point::new(left, y));
    above.chain(beside).chain(below).chain(back).collect()
}
