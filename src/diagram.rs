//! The picture of a topology: rows of boxes, links between them, cells.
//!
//! A drawing is laid out once and painted as often as marks change: [`Drawing::new`] decides where
//! everything is, [`Drawing::paint`] only sets states. The pipeline, all in whole cells, every tie broken by
//! the order of the file:
//!
//! 1. `graph`: what there is to draw, and each link's class. Flows set the ranks; peers (replication,
//!    heartbeat, a user's name look-up) stand side by side; monitoring has a lane of its own.
//! 2. `rank`, `order`: the row of each box and its place there; `net` bundles links of one caller. Where a box was
//!    put by hand, there it stands.
//! 3. `stack`, `inside`, `bridge`: components as rows of their box, links inside and to the neighbour.
//! 4. `place`, `port`, `columns`, `nudge`: all columns. `channel`, `rows`, `route`, `inner`, `lane`, `float`: all rows
//!    and lines.
//! 5. `label`, `render`, `canvas`: labels find free cells, or get a row between others (`stretch`), or make a box wider;
//!    then glyphs.
//!
//! [`Drawing::after`] lays out the same way after an edit and recalls where each box was: `order::recall` keeps the
//! order unless a crossing goes, `place` minimises how many things move aside (isotonic regression by medians), `rows` takes
//! blank rows and rows of labels up before anything below moves. What is too large gets words instead (`refusal`).
//!
//! With [`Orientation::LeftRight`] steps 3 to 5 are those of `across`: the same rows, order, nets and channels on other
//! axes. [`Level`] says how much is drawn: `collapse` folds the graph before anything else. [`Drawing::fitting`] chooses both
//! for a pane.
//!
//! So no line can run through a box, no two lines share a way, and no label is lost, by construction.
//!
//! A link is drawn from its caller to the called with the arrow at the called; only replication between a
//! primary and its replica points the way the data go, whoever calls.

mod across;
mod bridge;
mod canvas;
mod channel;
mod collapse;
mod columns;
mod fit;
mod float;
mod geometry;
mod glyph;
mod graph;
mod inner;
mod inside;
mod label;
mod lane;
mod legend;
mod limit;
mod line;
mod marks;
mod net;
mod nudge;
mod options;
mod order;
mod paint;
mod picture;
mod place;
mod plan;
mod port;
mod rank;
mod refusal;
mod render;
mod route;
mod rows;
mod stack;
mod stretch;

use std::collections::BTreeMap;

use crate::topology::{Id, LinkId, Topology};
use collapse::Standins;

pub use fit::Wish;
pub use geometry::{Point, Rect};
pub use glyph::{Arms, Direction, Stroke};
pub use limit::{TooLarge, fits};
pub use marks::{Marks, Subjects};
pub use options::{Level, Options, Orientation};
pub use picture::{Cell, Charset, Glyph, Picture, Role, Sign, State};

/// What is at a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// A host.
    Host(Id),
    /// A component, on a host or free-standing.
    Component(Id),
    /// A link or its label.
    Link(LinkId),
    /// A cluster.
    Cluster(Id),
}

/// What a new drawing took: what those after edits are measured against.
#[derive(Debug, Clone, Copy, Default)]
struct Standard {
    crossings: usize,
    cells: usize,
    /// What there was to draw: boxes, components and links.
    parts: [usize; 3],
}

impl Standard {
    /// Whether a drawing has at most 2 crossings (of a hundred and more: 2 %) and 15 % more cells than this one, of at
    /// least as much; more links are expected to cross as often as the others do.
    fn allows(&self, drawing: &Drawing) -> bool {
        let own = &drawing.standard;
        let expected = self.crossings * own.parts[2] / self.parts[2].max(1);
        own.crossings <= expected + (expected / 50).max(2)
            && own.cells * 100 <= self.cells * 115
            && self.parts.iter().zip(&own.parts).all(|(before, now)| before <= now)
    }
}

/// A topology laid out on cells.
#[derive(Debug, Clone)]
pub struct Drawing {
    base: Picture,
    hosts: BTreeMap<Id, Rect>,
    components: BTreeMap<Id, Rect>,
    clusters: BTreeMap<Id, Rect>,
    /// The cells for signs, by host, component or cluster.
    signs: BTreeMap<Id, [Point; 2]>,
    routes: BTreeMap<LinkId, Vec<Point>>,
    rows: Vec<Vec<Id>>,
    /// By component: where its name begins.
    names: BTreeMap<Id, Point>,
    /// The cells of each link's label.
    labels: BTreeMap<LinkId, Rect>,
    /// What stands for what is hidden.
    standins: Standins,
    /// By link that is drawn as another one: that one.
    merged: BTreeMap<LinkId, LinkId>,
    clashes: usize,
    crossings: usize,
    standard: Standard,
    options: Options,
    /// Whether words stand in place of a picture.
    refused: bool,
}

impl Drawing {
    /// Lays a topology out. Links whose ends do not exist are left out; a design of thousands of parts gets two lines that
    /// say that it is too large.
    #[must_use]
    pub fn new(topology: &Topology, options: &Options) -> Self {
        Self::laid_out(topology, options, None)
    }

    /// Lays a topology out after an edit: boxes stay where they are in the drawing before, apart from one common
    /// shift, as long as the drawing has about 2 crossings and 15 % more cells than a new one at the most, and shows as much the
    /// same way round. The new one that was made last serves as long as there is no less to draw.
    #[must_use]
    pub fn after(previous: &Self, topology: &Topology, options: &Options) -> Self {
        let (before, now) = (&previous.options, options);
        if (before.level, before.orientation) != (now.level, now.orientation) {
            return Self::new(topology, options);
        }
        let kept = Self::laid_out(topology, options, Some(previous));
        if previous.standard.allows(&kept) {
            return Self { standard: previous.standard, ..kept };
        }
        let fresh = Self::new(topology, options);
        if fresh.standard.allows(&kept) { Self { standard: fresh.standard, ..kept } } else { fresh }
    }

    fn laid_out(topology: &Topology, options: &Options, previous: Option<&Self>) -> Self {
        if fits(topology).is_err() {
            return Self::without_parts(refusal::picture(topology), options);
        }
        let mut plan = plan::Plan::new(topology, options, previous);
        if refusal::is_too_wide(&plan) {
            return Self::without_parts(refusal::picture(topology), options);
        }
        let rendered = render::render(&mut plan);
        Self::from_rendered(&plan, rendered, options)
    }

    /// The top left cell of a box, as coordinates of a layout.
    fn corner(&self, id: &str) -> Option<(i32, i32)> {
        self.rect(id).map(|area| (geometry::signed(area.x), geometry::signed(area.y)))
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.base.width, self.base.height)
    }

    /// What is drawn, and which way it reads.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Whether the design is too large, so that words stand in place of a picture.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// The boxes (hosts and free-standing components) by row, from left to right; those of the lane of monitoring and
    /// those beside the top row are in none. In a picture that reads from left to right they are by column, from the
    /// top.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Id>] {
        &self.rows
    }

    /// The area of a host, component or cluster: a host's or frame's border included, a component's row
    /// without the border of its host.
    #[must_use]
    pub fn rect(&self, id: &str) -> Option<Rect> {
        self.hosts.get(id).or_else(|| self.components.get(id)).or_else(|| self.clusters.get(id)).copied()
    }

    /// The areas of all boxes: hosts and free-standing components, or what stands for them.
    pub fn boxes(&self) -> impl Iterator<Item = Rect> {
        let free = self.components.iter().filter(|(id, _)| id.host().is_none()).map(|(_, area)| *area);
        self.hosts.values().copied().chain(free)
    }

    /// The cell in which the name of a component begins.
    #[must_use]
    pub fn name(&self, component: &str) -> Option<Point> {
        self.names.get(component).copied()
    }

    /// The cells of a link from the caller to the called, or `None` where the link is not drawn; links that are drawn as
    /// one share them.
    #[must_use]
    pub fn route(&self, link: &LinkId) -> Option<&[Point]> {
        self.routes.get(link).map(Vec::as_slice)
    }

    /// What is at a cell: a component before the link on it, a link before the host around it.
    #[must_use]
    pub fn hit(&self, x: usize, y: usize) -> Option<Hit> {
        let at = Point { x, y };
        let within = |areas: &BTreeMap<Id, Rect>| {
            areas.iter().find(|(_, area)| area.contains(at)).map(|(id, _)| id.clone())
        };
        let link = || {
            let on_label = self.labels.iter().find(|(_, area)| area.contains(at)).map(|(id, _)| id);
            let mut drawn = self.routes.iter().filter(|(id, _)| !self.merged.contains_key(*id));
            on_label.or_else(|| drawn.find(|(_, cells)| cells.contains(&at)).map(|(id, _)| id))
        };
        let role = self.base.cell(x, y).role;
        let is_link =
            matches!(role, Role::Link | Role::PeerLink | Role::MonitoringLink | Role::Label | Role::Blank);
        if is_link && let Some(link) = link() {
            return Some(Hit::Link(link.clone()));
        }
        let found =
            within(&self.components).or_else(|| within(&self.hosts)).or_else(|| within(&self.clusters))?;
        Some(match found {
            id if self.hosts.contains_key(&id) => Hit::Host(id),
            id if self.clusters.contains_key(&id) => Hit::Cluster(id),
            id => Hit::Component(id),
        })
    }

    /// What is drawn for a host, component or cluster: itself, or the box that it is hidden in.
    #[must_use]
    pub fn standin<'a>(&'a self, id: &'a Id) -> &'a Id {
        self.standins.ids.get(id).unwrap_or(id)
    }

    /// The marks as this drawing shows them: what is hidden marks what stands for it. Where that has failed in part,
    /// the worst is shown.
    #[must_use]
    pub fn lifted(&self, marks: &Marks) -> Marks {
        let mut lifted = marks.clone();
        for subjects in lifted.subjects_mut() {
            let links = std::mem::take(&mut subjects.links);
            for link in links {
                match self.standins.inner.get(&link) {
                    Some(id) => subjects.insert(id.clone()),
                    None => subjects.insert_link(self.merged.get(&link).cloned().unwrap_or(link)),
                }
            }
            subjects.ids =
                std::mem::take(&mut subjects.ids).iter().map(|id| self.standin(id).clone()).collect();
        }
        if !self.standins.ids.is_empty() {
            lifted.degraded.ids.retain(|id| !lifted.failed.ids.contains(id));
        }
        lifted
    }

    /// How many cells two unrelated lines or texts share, and how many labels found no place: always 0, or the
    /// layout has a fault.
    #[must_use]
    pub fn clashes(&self) -> usize {
        self.clashes
    }

    /// How many cells two lines cross in; where a line crosses a border is none.
    #[must_use]
    pub fn crossings(&self) -> usize {
        self.crossings
    }

    /// A picture in which nothing has a place yet.
    fn without_parts(base: Picture, options: &Options) -> Self {
        Self {
            base,
            hosts: BTreeMap::new(),
            components: BTreeMap::new(),
            clusters: BTreeMap::new(),
            signs: BTreeMap::new(),
            routes: BTreeMap::new(),
            rows: Vec::new(),
            names: BTreeMap::new(),
            labels: BTreeMap::new(),
            standins: Standins::default(),
            merged: BTreeMap::new(),
            clashes: 0,
            crossings: 0,
            standard: Standard::default(),
            options: options.clone(),
            refused: true,
        }
    }

    fn from_rendered(plan: &plan::Plan, rendered: render::Rendered, options: &Options) -> Self {
        let clashes = rendered.canvas.clashes.len() + rendered.canvas.lost;
        let crossings = rendered.canvas.crossings();
        let (left, width, height, cells, alphabet) = rendered.canvas.into_cells();
        let point = |(x, y): (i32, i32)| Point {
            x: usize::try_from(x - left).unwrap_or(0),
            y: usize::try_from(y).unwrap_or(0),
        };
        let rect = |area: route::Area| {
            let Point { x, y } = point((area.x, area.y));
            Rect {
                x,
                y,
                width: area.width.unsigned_abs() as usize,
                height: area.height.unsigned_abs() as usize,
            }
        };
        let base = Picture { width, height, cells, alphabet: std::sync::Arc::new(alphabet) };
        let mut drawing = Self::without_parts(base, options);
        drawing.refused = false;
        drawing.standins.clone_from(&plan.graph.standins);
        (drawing.clashes, drawing.crossings) = (clashes, crossings);
        drawing.rows =
            plan.box_rows().map(|row| row.map(|node| plan.graph.nodes[node].id.clone()).collect()).collect();
        for (node, area) in plan.graph.nodes.iter().zip(&rendered.layout.nodes) {
            if node.boxes > 1 {
                drawing.clusters.insert(node.id.clone(), rect(*area));
            } else if node.folded || node.title.is_some() {
                drawing.hosts.insert(node.id.clone(), rect(*area));
            }
        }
        for (node, at) in plan.graph.nodes.iter().zip(&rendered.node_signs) {
            drawing.signs.insert(node.id.clone(), at.map(point));
        }
        for (number, component) in plan.graph.components.iter().enumerate() {
            drawing.components.insert(component.id.clone(), rect(rendered.rows[number]));
            drawing.names.insert(component.id.clone(), point(rendered.names[number]));
            drawing.signs.insert(component.id.clone(), rendered.component_signs[number].map(point));
        }
        for (number, area) in &rendered.layout.frames {
            drawing.clusters.insert(plan.graph.clusters[*number].id.clone(), rect(*area));
        }
        for (number, at) in &rendered.frame_signs {
            drawing.signs.insert(plan.graph.clusters[*number].id.clone(), at.map(point));
        }
        let mut tracer = line::Tracer::default();
        for line in &rendered.layout.lines {
            drawing.add_line(plan, line, &mut tracer, &point);
        }
        let graph = &plan.graph;
        drawing.standard = Standard {
            crossings,
            cells: width * height,
            parts: [graph.nodes.len(), graph.components.len(), graph.links.len()],
        };
        drawing
    }

    fn add_line(
        &mut self,
        plan: &plan::Plan,
        line: &line::Line,
        tracer: &mut line::Tracer,
        point: &dyn Fn((i32, i32)) -> Point,
    ) {
        for (number, way) in line.routes(tracer) {
            let drawn = &plan.graph.links[number];
            let mut cells: Vec<Point> = way.into_iter().map(point).collect();
            for (other, reversed) in &drawn.others {
                let way: Vec<Point> =
                    if *reversed { cells.iter().rev().copied().collect() } else { cells.clone() };
                self.routes.entry(other.clone()).or_insert(way);
                self.merged.insert(other.clone(), drawn.id.clone());
            }
            if drawn.reversed {
                cells.reverse();
            }
            self.routes.entry(drawn.id.clone()).or_insert(cells);
            if let Some(label) = &line.label
                && let Some(at) = label.at
            {
                let Point { x, y } = point(at);
                let area = Rect { x, y, width: label.width().unsigned_abs() as usize, height: 1 };
                self.labels.entry(drawn.id.clone()).or_insert(area);
            }
        }
    }
}
