//! The live topology: the drawing, what has failed on it, what is marked, and the request that travels.
//!
//! Lesson, lab and quiz share it. It changes only by what it is told, and time passes only by
//! [`Board::elapse`].

use std::cell::OnceCell;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::analysis::{self, Engine, Failure, Failures, Function, Hop, Outcome, Report};
use crate::diagram::{Charset, Direction, Drawing, Hit, Marks, Options, Picture, Point, Subjects};
use crate::export::describe::Description;
use crate::export::states::{self, Shown};
use crate::lesson::Subject;
use crate::text;
use crate::topology::{Id, Kind, Topology};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::journey::{CELL_TIME, Journey, Pace};
use crate::tui::widget::picture::{self, Window};

/// The rows for what a request does just now, or why users get nothing.
const CAPTION: u16 = 3;

/// A topology on the screen.
pub struct Board {
    topology: Topology,
    engine: Engine,
    report: OnceCell<Report>,
    drawing: Drawing,
    options: Options,
    failures: Failures,
    marks: Marks,
    /// The picture with its marks and without what moves; painted anew when a mark changes, not when a packet does.
    painted: OnceCell<Picture>,
    spofs: bool,
    scroll: (usize, usize),
    selected: Option<Id>,
    journey: Option<Journey>,
    pace: Pace,
}

/// What a request does just now, for the line below the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// Which hop it is, counted from 1.
    pub number: usize,
    /// How many hops there are.
    pub count: usize,
    /// What happens, with who does it to whom.
    pub words: String,
}

impl Board {
    /// A board that shows a topology with everything at work.
    #[must_use]
    pub fn new(topology: Topology) -> Self {
        let options = Options::default();
        Self {
            engine: Engine::new(&topology),
            report: OnceCell::new(),
            drawing: Drawing::new(&topology, &options),
            options,
            topology,
            failures: Failures::none(),
            marks: Marks::default(),
            painted: OnceCell::new(),
            spofs: false,
            scroll: (0, 0),
            selected: None,
            journey: None,
            pace: Pace::default(),
        }
    }

    /// The topology that is shown.
    #[must_use]
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// The analysis of the topology that is shown.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What the analysis says of the topology with nothing failed; worked out when it is first asked for.
    #[must_use]
    pub fn report(&self) -> &Report {
        self.report.get_or_init(|| analysis::analyse(&self.topology, &analysis::Options::default()))
    }

    /// The rows that the whole picture takes, with those for what a request does.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.drawing.size().1 as u16 + CAPTION
    }

    /// What has failed.
    #[must_use]
    pub fn failures(&self) -> &Failures {
        &self.failures
    }

    /// Shows another state of the topology, after an edit: what has failed, is chosen or is marked stays so
    /// where it still exists.
    pub fn show(&mut self, topology: Topology) {
        self.engine = Engine::new(&topology);
        self.report = OnceCell::new();
        self.drawing = Drawing::after(&self.drawing, &topology, &self.options);
        self.topology = topology;
        self.journey = None;
        let kept = self.failures.parts().filter(|(id, _)| self.topology.contains(id.as_str()));
        self.failures = kept.map(|(id, failure)| (id.clone(), failure)).collect();
        self.selected = self.selected.take().filter(|id| self.topology.contains(id.as_str()));
        self.mark();
    }

    /// Makes exactly these fail.
    pub fn set_failures(&mut self, failures: Failures) {
        self.failures = failures;
        self.mark();
    }

    /// Makes a host or component crash, or repairs it, and tells what came of it.
    pub fn toggle_failure(&mut self, id: &Id) -> String {
        let placed = self.topology.component(id.as_str());
        if placed.is_some_and(|placed| placed.external || placed.component.kind == Kind::User) {
            return format!("{id} is not part of the design: it never stops here.");
        }
        let failed = self.failures.parts().any(|(other, _)| other == id);
        self.failures = if failed {
            self.failures
                .parts()
                .filter(|(other, _)| *other != id)
                .map(|(id, how)| (id.clone(), how))
                .collect()
        } else {
            self.failures.clone().with(id.clone(), Failure::Crash)
        };
        self.mark();
        format!("{id} {}.", if failed { "works again" } else { "has stopped" })
    }

    /// Lets these stand out, and nothing else.
    pub fn highlight(&mut self, subjects: &[Subject]) {
        self.painted.take();
        self.marks.highlighted = Subjects::default();
        for subject in subjects {
            match subject {
                Subject::Part(id) => self.marks.highlighted.insert(id.clone()),
                Subject::Link(link) => self.marks.highlighted.insert_link(link.clone()),
            }
        }
    }

    /// Marks the single points of failure, or leaves it to the learner to find them.
    pub fn show_spofs(&mut self, show: bool) {
        self.spofs = show;
        self.mark();
    }

    /// Shows or hides the links of monitoring, and says whether they are shown now.
    pub fn toggle_metrics(&mut self) -> bool {
        self.options.metrics = !self.options.metrics;
        self.drawing = Drawing::after(&self.drawing, &self.topology, &self.options);
        self.painted.take();
        self.options.metrics
    }

    /// The part that is chosen.
    #[must_use]
    pub fn selected(&self) -> Option<&Id> {
        self.selected.as_ref()
    }

    /// Chooses a part, or nothing.
    pub fn select(&mut self, id: Option<Id>) {
        self.selected = id;
        self.mark();
    }

    /// Lets these parts stand out, and nothing else.
    pub fn highlight_parts(&mut self, ids: impl IntoIterator<Item = Id>) {
        self.marks.highlighted = ids.into_iter().collect();
        self.painted.take();
    }

    /// Chooses the nearest part in a direction, or the first one when none is chosen.
    pub fn select_towards(&mut self, direction: Direction) {
        let parts = self.parts();
        let next = match self.selected.as_ref().and_then(|id| self.drawing.rect(id.as_str())) {
            None => parts.first().map(|(id, _)| id.clone()),
            Some(from) => nearest(&parts, self.selected.as_ref(), from, direction),
        };
        if next.is_some() {
            self.select(next);
        }
    }

    /// Chooses the next part in reading order, or the one before.
    pub fn select_next(&mut self, forward: bool) {
        let parts = self.parts();
        let here = parts.iter().position(|(id, _)| Some(id) == self.selected.as_ref());
        let count = parts.len();
        let next = match here {
            None => 0,
            Some(place) if forward => (place + 1) % count,
            Some(place) => (place + count - 1) % count,
        };
        self.select(parts.get(next).map(|(id, _)| id.clone()));
    }

    /// Hosts, components and free-standing parts with where they are drawn, in reading order.
    fn parts(&self) -> Vec<(Id, crate::diagram::Rect)> {
        let hosts = self.topology.hosts.iter().map(|host| host.id.clone());
        let ids = hosts.chain(self.topology.components().map(|placed| placed.id()));
        let mut parts: Vec<_> =
            ids.filter_map(|id| Some((self.drawing.rect(id.as_str())?, id))).map(|(r, id)| (id, r)).collect();
        parts.sort_by_key(|(_, rect)| (rect.y, rect.x));
        parts
    }

    /// What becomes of each function with what has failed now.
    #[must_use]
    pub fn outcomes(&self) -> [(Function, Outcome); 3] {
        Function::ALL.map(|function| (function, self.engine.outcome(&self.failures, function)))
    }

    /// Why functions are down now; empty where none is down, or nothing has failed.
    fn why_down(&self) -> String {
        let mut told: Vec<String> = Vec::new();
        for function in Function::ALL.into_iter().filter(|_| !self.failures.is_empty()) {
            let why = self.engine.why_down(&self.failures, function);
            told.extend(why.filter(|why| !told.contains(why)));
        }
        told.join(" ")
    }

    /// Sends a request on its way.
    pub fn play(&mut self, hops: Vec<Hop>) {
        self.journey = Some(Journey::new(hops));
    }

    /// Whether something moves.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.journey.as_ref().is_some_and(Journey::is_moving)
    }

    /// Whether a request is on its way, moving or stopped.
    fn is_under_way(&self) -> bool {
        self.journey.as_ref().is_some_and(Journey::is_under_way)
    }

    /// How soon the board wants to be told that time has passed.
    #[must_use]
    pub fn tick(&self) -> Option<Duration> {
        self.is_moving().then_some(CELL_TIME)
    }

    /// What the request does just now, or has done last.
    #[must_use]
    pub fn caption(&self) -> Option<Caption> {
        let (Hop { from, to, caption, .. }, number, count) = self.journey.as_ref()?.hop()?;
        Some(Caption { number, count, words: format!("{from} → {to}: {caption}") })
    }

    /// Stops what moves, or lets it go on, and tells which.
    pub fn toggle_motion(&mut self) -> &'static str {
        let under_way = self.journey.as_mut().filter(|journey| journey.is_under_way());
        match under_way.map(Journey::toggle) {
            Some(true) => "It goes on.",
            Some(false) => "Stopped. Space lets it go on.",
            None => "Nothing moves just now.",
        }
    }

    /// Makes what moves faster or slower, and tells how fast it is.
    pub fn change_pace(&mut self, faster: bool) -> String {
        self.pace = self.pace.changed(faster);
        format!("Requests move at {}.", self.pace.name())
    }

    /// Lets time pass.
    pub fn elapse(&mut self, time: Duration) {
        if let Some(journey) = &mut self.journey {
            journey.elapse(time, self.pace, &self.drawing);
        }
    }

    /// The cell that a request is on.
    fn packet(&self) -> Option<Point> {
        self.journey.as_ref()?.point(&self.drawing)
    }

    fn mark(&mut self) {
        let shown = Shown { spofs: self.spofs, bottleneck: false };
        let found = states::marks(&self.engine, &self.failures, shown);
        let bottleneck = if self.spofs { self.report().capacity.bottleneck.clone() } else { None };
        self.marks = Marks {
            selected: self.selected.iter().cloned().collect(),
            bottleneck: bottleneck.into_iter().collect(),
            highlighted: std::mem::take(&mut self.marks.highlighted),
            ..found
        };
        self.painted.take();
    }

    /// What the lines and signs mean that are on the board just now.
    #[must_use]
    pub fn legend(&self) -> Picture {
        let packets = self.packet().into_iter().collect();
        self.drawing.paint(&Marks { packets, ..self.marks.clone() }).legend()
    }

    /// The topology in sentences, with what has failed and what is marked.
    #[must_use]
    pub fn description(&self) -> Description {
        Description::new(&self.topology, &self.marks)
    }

    /// The part or link that is drawn at a position of the screen.
    #[must_use]
    pub fn hit(&self, pane: Rect, at: Position) -> Option<Hit> {
        let point = self.window(pane).point(at)?;
        self.drawing.hit(point.x, point.y)
    }

    /// The boxes of the drawing by row, from left to right.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Id>] {
        self.drawing.rows()
    }

    /// The row of a box and its place there, both from 0.
    #[must_use]
    pub fn place_of(&self, id: &Id) -> Option<(usize, usize)> {
        let place = |row: &Vec<Id>| row.iter().position(|other| other == id);
        self.rows().iter().enumerate().find_map(|(number, row)| Some((number, place(row)?)))
    }

    /// The row that is nearest to a position of the screen, and how many other boxes of it stand to the left of that.
    #[must_use]
    pub fn nearest_place(&self, id: &Id, pane: Rect, at: Position) -> Option<(usize, usize)> {
        let window = self.window(pane);
        let shown = window.area();
        // Beside the picture counts as its edge.
        let x = at.x.clamp(shown.left(), shown.right().saturating_sub(1).max(shown.left()));
        let y = at.y.clamp(shown.top(), shown.bottom().saturating_sub(1).max(shown.top()));
        let point = window.point(Position { x, y })?;
        let area = |id: &Id| self.drawing.rect(id.as_str());
        let away = |row: &Vec<Id>| {
            let areas = row.iter().filter_map(area);
            areas.map(|area| area.y.saturating_sub(point.y) + point.y.saturating_sub(area.bottom())).min()
        };
        let rows = self.rows().iter().enumerate();
        let (_, number) = rows.filter_map(|(number, row)| Some((away(row)?, number))).min()?;
        let others = self.rows()[number].iter().filter(|other| *other != id).filter_map(area);
        Some((number, others.filter(|area| area.x + area.width / 2 < point.x).count()))
    }

    /// Moves the window by columns and rows.
    pub fn scroll_by(&mut self, pane: Rect, columns: isize, rows: isize) {
        let (width, height) = self.drawing.size();
        let most =
            (width.saturating_sub(usize::from(pane.width)), height.saturating_sub(usize::from(pane.height)));
        self.scroll.0 = self.scroll.0.saturating_add_signed(columns).min(most.0);
        self.scroll.1 = self.scroll.1.saturating_add_signed(rows).min(most.1);
    }

    /// The window on the drawing, moved so that what is chosen or on its way is seen.
    fn window(&self, pane: Rect) -> Window {
        let pane = Rect { height: pane.height.saturating_sub(CAPTION), ..pane };
        let window = Window::new(pane, self.drawing.size(), self.scroll);
        let packet =
            self.packet().map(|point| crate::diagram::Rect { x: point.x, y: point.y, width: 1, height: 1 });
        let chosen = || self.selected.as_ref().and_then(|id| self.drawing.rect(id.as_str()));
        match packet.or_else(chosen) {
            Some(rect) => Window::new(pane, self.drawing.size(), window.showing(rect)),
            None => window,
        }
    }

    /// Draws the topology.
    pub fn draw(&self, pane: Rect, buffer: &mut Buffer, charset: Charset, theme: &Theme) {
        let shown = self.painted.get_or_init(|| self.drawing.paint(&self.marks));
        let [picture, caption] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(CAPTION)]).areas(pane);
        let window = self.window(pane);
        picture::draw(picture, buffer, shown, &window, charset, theme);
        if let Some(at) = self.packet() {
            picture::draw_packet(buffer, at, &window, charset, theme);
        }
        // Right below the picture, where the eye is; at the pane's end where the picture leaves no room.
        let y = (window.area().bottom() + 1).min(caption.y);
        let (words, role) = match self.caption() {
            Some(said) if self.is_under_way() || self.failures.is_empty() => {
                (format!("{}/{} {}", said.number, said.count, said.words), Role::Accent)
            }
            _ => (self.why_down(), Role::Bad),
        };
        let words = text::safe(&words);
        let lines = text::wrap(&words, usize::from(caption.width));
        for (range, row) in lines.into_iter().zip((Rect { y, ..caption }).rows()) {
            Line::styled(words[range].to_owned(), theme.style(role)).centered().render(row, buffer);
        }
    }
}

/// The part whose middle is nearest in a direction; what lies aside counts twice as far.
fn nearest(
    parts: &[(Id, crate::diagram::Rect)],
    except: Option<&Id>,
    from: crate::diagram::Rect,
    direction: Direction,
) -> Option<Id> {
    // A cell is about twice as high as it is wide.
    let middle = |rect: crate::diagram::Rect| {
        ((rect.x * 2 + rect.width).cast_signed(), (rect.y * 2 + rect.height).cast_signed() * 2)
    };
    let (x, y) = middle(from);
    let distance = |rect: crate::diagram::Rect| {
        let (to_x, to_y) = middle(rect);
        let (right, down) = (to_x - x, to_y - y);
        let (along, aside) = match direction {
            Direction::Up => (-down, right),
            Direction::Down => (down, right),
            Direction::Left => (-right, down),
            Direction::Right => (right, down),
        };
        (along > 0).then_some(along + 2 * aside.abs())
    };
    let others = parts.iter().filter(|(id, _)| Some(id) != except);
    let reached = others.filter_map(|(id, rect)| Some((distance(*rect)?, id)));
    reached.min_by_key(|(distance, _)| *distance).map(|(_, id)| id.clone())
}
