//! From a plan to cells: tries columns until every label has its place, then lays everything down.

use super::canvas::Canvas;
use super::columns::{Columns, Room};
use super::inside::{TEXT, columns};
use super::label;
use super::line::Line;
use super::options::Orientation;
use super::picture::{Glyph, Role, Sign};
use super::plan::Plan;
use super::route::{Area, Layout};
use super::stretch::Stretch;
use super::{across, float, inner, lane};

/// A laid-out drawing in its own coordinates.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) canvas: Canvas,
    pub(super) layout: Layout,
    /// By component: the area of its row.
    pub(super) rows: Vec<Area>,
    /// By component: where its name begins.
    pub(super) names: Vec<(i32, i32)>,
    /// By box and by component: the cells for its signs.
    pub(super) node_signs: Vec<Signs>,
    pub(super) component_signs: Vec<Signs>,
    pub(super) frame_signs: Vec<(usize, Signs)>,
}

/// The cells for the signs of one part: for the strongest, and for one more.
pub(super) type Signs = [(i32, i32); 2];

/// The attempts at finding places for all labels. Each widens what was too narrow; the last but one gives
/// every label its own columns, which is enough for sure.
const ATTEMPTS: usize = 7;

/// Lays a plan out.
pub(super) fn render(plan: &mut Plan) -> Rendered {
    match plan.orientation {
        Orientation::TopDown => render_down(plan),
        Orientation::LeftRight => render_across(plan),
    }
}

/// Every label has its place there from the start.
fn render_across(plan: &mut Plan) -> Rendered {
    let mut layout = across::lay_out(plan);
    inner::add_inner_and_bridges(plan, &mut layout);
    let mut sheet = Sheet::new(layout);
    let tight = sheet.write(plan, &Room::default());
    sheet.canvas.lost = tight.lines.len() + tight.frames.len();
    sheet.finish(plan)
}

fn render_down(plan: &mut Plan) -> Rendered {
    let mut room = Room {
        ports: vec![0; plan.ports.len()],
        frames: vec![0; plan.graph.clusters.len()],
        squeeze: vec![plan.recalls(); plan.rows.len() + 1],
        corridor: false,
    };
    for node in [plan.hubs.as_slice(), &plan.floats].concat() {
        plan.insides[node].widen(&plan.graph, node, &plan.ports, &room.ports);
    }
    let mut attempt = 0;
    let mut columns = Columns::default();
    loop {
        attempt += 1;
        if attempt == 1 {
            columns = Columns::new(plan, &room);
        } else {
            columns.widen(plan, &room);
        }
        let mut layout = Layout::new(plan, &columns, &room);
        lane::draw(plan, &mut layout, &room);
        float::place(plan, &mut layout);
        inner::add_inner_and_bridges(plan, &mut layout);
        let mut sheet = Sheet::new(layout);
        let mut tight = sheet.write(plan, &room);
        if !tight.lines.is_empty() {
            let (stretch, rest) = Stretch::new(&sheet.canvas, &sheet.layout, &tight.lines);
            tight.lines = rest;
            if tight.is_empty() || attempt == ATTEMPTS {
                let mut layout = sheet.layout;
                stretch.apply(&mut layout);
                sheet = Sheet::new(layout);
                tight = sheet.write(plan, &room);
            }
        }
        if tight.is_empty() || attempt == ATTEMPTS {
            sheet.canvas.lost = tight.lines.len() + tight.frames.len();
            return sheet.finish(plan);
        }
        if attempt + 2 >= ATTEMPTS {
            tight.lines = (0..sheet.layout.lines.len()).collect();
        }
        label::make_room(&mut room, plan, &tight, &sheet.layout);
    }
}

/// What had no room: the lines of labels, and frames with the columns that they need.
#[derive(Debug, Default)]
pub(super) struct Tight {
    pub(super) lines: Vec<usize>,
    pub(super) frames: Vec<(usize, i32)>,
}

impl Tight {
    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.frames.is_empty()
    }
}

struct Sheet {
    canvas: Canvas,
    layout: Layout,
    frame_signs: Vec<(usize, Signs)>,
}

impl Sheet {
    fn new(layout: Layout) -> Self {
        let widest =
            layout.lines.iter().filter_map(|line| line.label.as_ref()).map(super::line::Label::width).max();
        let margin = widest.unwrap_or(0) + 4;
        let ends = || layout.lines.iter().flat_map(|line| &line.segments).flat_map(|run| [run.from, run.to]);
        let areas = || layout.nodes.iter().chain(layout.frames.iter().map(|(_, frame)| frame));
        let left = areas().map(|area| area.x).chain(ends().map(|end| end.0)).min().unwrap_or(0);
        let right = areas().map(Area::right).chain(ends().map(|end| end.0)).max().unwrap_or(-1);
        let bottom = areas().map(Area::bottom).chain(ends().map(|end| end.1)).max().unwrap_or(-1);
        Self { canvas: Canvas::new(left - margin, right + margin, bottom), layout, frame_signs: Vec::new() }
    }

    /// Lays everything down; tells what found no place.
    fn write(&mut self, plan: &Plan, room: &Room) -> Tight {
        let mut tight = Tight::default();
        for (_, frame) in &self.layout.frames {
            self.canvas.border(*frame, Role::ClusterFrame);
        }
        for (node, area) in self.layout.nodes.iter().enumerate() {
            self.canvas.solid(*area);
            if let Some(title) = &plan.graph.nodes[node].title {
                title_at(&mut self.canvas, (area.x + TEXT, area.y), title, Role::Title);
            }
        }
        for line in &self.layout.lines {
            self.canvas.line(line);
        }
        self.write_components(plan);
        self.write_labels(room, &mut tight);
        self.write_frame_titles(plan, &mut tight);
        tight
    }

    fn write_components(&mut self, plan: &Plan) {
        for (node, inside) in plan.insides.iter().enumerate() {
            let area = self.layout.nodes[node];
            for block in &inside.blocks {
                let component = &plan.graph.components[block.layer.component];
                let at = (area.x + block.text, area.y + block.top);
                self.canvas.text(at, &component.label, Role::Component);
                self.canvas.text((at.0 + columns(&component.label) + 1, at.1), &component.tag, Role::Tag);
            }
        }
    }

    /// Writes the labels whose place is known, then those that have room kept free, then the others.
    fn write_labels(&mut self, room: &Room, tight: &mut Tight) {
        let kept = |line: &Line| {
            let label = line.label.as_ref();
            match label.and_then(|label| label.port) {
                None => 0,
                Some(port) if room.ports[port] > 0 => 1,
                Some(_) => 2,
            }
        };
        let mut order: Vec<usize> = (0..self.layout.lines.len()).collect();
        order.sort_by_key(|&line| kept(&self.layout.lines[line]));
        for number in order {
            let line = &self.layout.lines[number];
            let Some(label) = line.label.clone().filter(|label| label.width() > 0) else { continue };
            let place = match label.at {
                Some(at) => Some((at, label.inline)),
                None => label::find(&self.canvas, line, &label),
            };
            let Some((at, inline)) = place else {
                tight.lines.push(number);
                continue;
            };
            if inline {
                self.canvas.put((at.0 - 1, at.1), Glyph::Blank, Role::Blank);
                self.canvas.put((at.0 + label.width(), at.1), Glyph::Blank, Role::Blank);
            }
            self.canvas.text(at, &label.text, Role::Label);
            if label.count > 1 {
                let text = columns(&label.text);
                self.canvas.count((at.0 + text, at.1), label.count);
            }
            if let Some(label) = &mut self.layout.lines[number].label {
                (label.at, label.inline) = (Some(at), inline);
            }
        }
    }

    fn write_frame_titles(&mut self, plan: &Plan, tight: &mut Tight) {
        for &(number, frame) in &self.layout.frames {
            let cluster = &plan.graph.clusters[number];
            let (name, mode) = (columns(&cluster.title), columns(&cluster.mode));
            let (top, bottom) = (frame.y, frame.bottom());
            let Some(x) = label::find_title(&self.canvas, frame, top, name + 3) else {
                tight.frames.push((number, name + 6));
                continue;
            };
            title_at(&mut self.canvas, (x, top), &cluster.title, Role::ClusterTitle);
            self.frame_signs.push((number, beside((x + name + 1, top))));
            // The mode stands beside the name where there is room, else in the frame's foot.
            let after = x + name + 4;
            let beside = label::title_fits(&self.canvas, frame, (after, top), mode).then_some((after, top));
            let foot = || label::find_title(&self.canvas, frame, bottom, mode).map(|x| (x, bottom));
            if let Some(at) = beside.or_else(foot) {
                title_at(&mut self.canvas, at, &cluster.mode, Role::ClusterTitle);
            }
        }
    }

    fn finish(self, plan: &Plan) -> Rendered {
        let mut rows = vec![Area::default(); plan.graph.components.len()];
        let mut names = vec![(0, 0); rows.len()];
        let mut component_signs = vec![[(0, 0); 2]; rows.len()];
        let mut node_signs = Vec::with_capacity(plan.insides.len());
        for (node, inside) in plan.insides.iter().enumerate() {
            let area = self.layout.nodes[node];
            node_signs.push(beside(match &plan.graph.nodes[node].title {
                Some(title) => (area.x + TEXT + columns(title) + 1, area.y),
                None => (area.right() - 2, area.y),
            }));
            for block in &inside.blocks {
                let component = block.layer.component;
                let y = area.y + block.top;
                rows[component] = Area { x: area.x + 1, y, width: area.width - 2, height: block.rows };
                names[component] = (area.x + block.text, y);
                let name = super::inside::name_width(&plan.graph, component);
                // Before and after the name, so that no box has to be wider for them.
                let before = area.x + block.text - 1;
                component_signs[component] = [(before, y), (before + name + 1, y)];
                if plan.graph.nodes[node].title.is_none() {
                    rows[component] = area;
                    node_signs[node] = component_signs[component];
                }
            }
        }
        Rendered {
            canvas: self.canvas,
            layout: self.layout,
            rows,
            names,
            node_signs,
            component_signs,
            frame_signs: self.frame_signs,
        }
    }
}

/// Two cells side by side.
fn beside((x, y): (i32, i32)) -> Signs {
    [(x, y), (x + 1, y)]
}

/// Writes a title into a border, with a blank at either side.
fn title_at(canvas: &mut Canvas, at: (i32, i32), title: &str, role: Role) {
    canvas.put((at.0 - 1, at.1), Glyph::Blank, Role::Blank);
    canvas.text(at, title, role);
    canvas.put((at.0 + columns(title), at.1), Glyph::Blank, Role::Blank);
}

/// The signs that a mark may show, strongest first.
pub(super) const SIGNS: [Sign; 5] =
    [Sign::Failed, Sign::Degraded, Sign::Bottleneck, Sign::Spof, Sign::Highlighted];
