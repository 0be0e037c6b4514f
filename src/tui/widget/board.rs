//! The live topology: the drawing, what has failed on it, what is marked, and the request that travels.
//!
//! Lesson, lab and quiz share it. It changes only by what it is told, and time passes only by
//! [`Board::elapse`].

mod choice;
mod motion;
mod overview;
mod stage;
mod words;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::analysis::{self, Engine, Failure, Failures, Function, Outcome, Report};
use crate::diagram::{Charset, Drawing, Hit, Level, Marks, Options, Orientation, Picture, Point, Subjects};
use crate::export::describe::Description;
use crate::export::states::{self, Shown};
use crate::lesson::Subject;
use crate::topology::{Id, Kind, Topology};
use crate::tui::action::Action;
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::theme::Theme;
use crate::tui::widget::journey::{Journey, Mover, Pace};
use crate::tui::widget::picture::{self, Window};
use stage::{CAPTION, Seen, Stage};
use words::Words;

/// The columns and rows of a step of the window.
const SCROLL: (isize, isize) = (8, 4);

/// A topology on the screen.
pub struct Board {
    topology: Topology,
    engine: Engine,
    report: OnceCell<Report>,
    stage: Stage,
    /// The rows of the whole picture.
    rows: OnceCell<usize>,
    failures: Failures,
    marks: Marks,
    words: RefCell<Words>,
    spofs: bool,
    selected: Option<Id>,
    journey: Option<Journey>,
    pace: Pace,
    /// How many requests were watched.
    watched: usize,
}

impl Board {
    /// A board that shows a topology with everything at work.
    #[must_use]
    pub fn new(topology: Topology) -> Self {
        Self {
            engine: Engine::new(&topology),
            report: OnceCell::new(),
            stage: Stage::new(),
            rows: OnceCell::new(),
            topology,
            failures: Failures::none(),
            marks: Marks::default(),
            words: RefCell::default(),
            spofs: false,
            selected: None,
            journey: None,
            pace: Pace::default(),
            watched: 0,
        }
    }

    /// The same board, seen as another one was: as much of it, the same way round, at the same pace.
    #[must_use]
    pub fn seen_like(mut self, other: Option<&Self>) -> Self {
        if let Some(other) = other {
            self.stage.wish = other.stage.wish;
            self.pace = other.pace;
        }
        self
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
        let options = Options { metrics: self.stage.wish.metrics, ..Options::default() };
        let rows = || Drawing::new(&self.topology, &options).size().1;
        u16::try_from(*self.rows.get_or_init(rows)).unwrap_or(u16::MAX).saturating_add(CAPTION)
    }

    /// What was drawn last.
    fn seen(&self) -> Rc<Seen> {
        self.stage.last(&self.topology)
    }

    /// Shows every component, whether or not the picture fits.
    pub fn show_everything(&mut self) {
        self.stage.show_at_least(Level::Full);
    }

    /// Shows more or less of the design, and says what is shown.
    fn next_level(&mut self) -> String {
        let shown = self.seen().drawing.options().level;
        self.stage.next_level(shown)
    }

    /// Lets the picture read the other way, and says which.
    fn turn(&mut self) -> String {
        let shown = self.orientation();
        self.stage.turn(shown)
    }

    /// Which way the picture reads.
    #[must_use]
    pub fn orientation(&self) -> Orientation {
        self.seen().drawing.options().orientation
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
        self.topology = topology;
        self.stage.change();
        self.rows = OnceCell::new();
        self.journey = None;
        let kept = self.failures.parts().filter(|(id, _)| self.topology.contains(id.as_str()));
        self.failures = kept.map(|(id, failure)| (id.clone(), failure)).collect();
        self.selected = self.selected.take().filter(|id| self.topology.contains(id.as_str()));
        self.mark();
    }

    /// Makes exactly these fail, and shows who takes over where nothing else moves.
    pub fn set_failures(&mut self, failures: Failures) {
        let before = std::mem::replace(&mut self.failures, failures);
        self.mark();
        if !self.is_moving() {
            self.play_takeovers(&before);
        }
    }

    /// Makes a host or component crash, or repairs it, and tells what came of it.
    pub fn toggle_failure(&mut self, id: &Id) -> String {
        let placed = self.topology.component(id.as_str());
        if placed.is_some_and(|placed| placed.external || placed.component.kind == Kind::User) {
            return format!("{id} is not part of the design: it never stops here.");
        }
        let failed = self.failures.parts().any(|(other, _)| other == id);
        let before = self.failures.clone();
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
        self.journey = None;
        self.play_takeovers(&before);
        format!("{id} {}.", if failed { "works again" } else { "has stopped" })
    }

    /// Lets these stand out, and nothing else; they are drawn however small the pane is.
    pub fn highlight(&mut self, subjects: &[Subject]) {
        self.marks.highlighted = Subjects::default();
        let mut least = Level::Clusters;
        for subject in subjects {
            match subject {
                Subject::Part(id) => {
                    least = least.min(if id.host().is_some() { Level::Rows } else { Level::Machines });
                    self.marks.highlighted.insert(id.clone());
                }
                Subject::Link(link) => {
                    let inner = link.from.host().is_some() && link.from.host() == link.to.host();
                    least = least.min(if inner { Level::Full } else { Level::Machines });
                    self.marks.highlighted.insert_link(link.clone());
                }
            }
        }
        self.stage.show_at_least(least);
        self.stage.unpaint();
    }

    /// Marks the single points of failure, or leaves it to the learner to find them.
    pub fn show_spofs(&mut self, show: bool) {
        self.spofs = show;
        self.mark();
    }

    /// Shows or hides the links of monitoring, and says whether they are shown now.
    pub fn toggle_metrics(&mut self) -> bool {
        self.stage.wish.metrics = !self.stage.wish.metrics;
        self.stage.change();
        self.rows = OnceCell::new();
        self.stage.wish.metrics
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
        self.stage.unpaint();
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

    /// The cell that a request is on.
    fn packet(&self) -> Option<Point> {
        let (at, mover) = self.journey.as_ref()?.point(&self.seen().drawing)?;
        (mover == Mover::Request).then_some(at)
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
        self.words.take();
        self.stage.mark();
    }

    /// What the lines and signs mean that are on the board just now.
    #[must_use]
    pub fn legend(&self) -> Picture {
        let packets = self.packet().into_iter().collect();
        self.seen().drawing.paint(&Marks { packets, ..self.marks.clone() }).legend()
    }

    /// The topology in sentences, with what has failed and what is marked.
    #[must_use]
    pub fn description(&self) -> Description {
        Description::new(&self.topology, &self.marks)
    }

    /// The part or link that is drawn at a position of the screen.
    #[must_use]
    pub fn hit(&self, pane: Rect, at: Position) -> Option<Hit> {
        let seen = self.stage.seen(&self.topology, pane);
        let point = self.window(pane, &seen).point(at)?;
        seen.drawing.hit(point.x, point.y)
    }

    /// Changes what of the design is seen, if the action is about that: what there is to tell, or nothing.
    pub fn view(&mut self, action: Action, pane: Rect) -> Option<String> {
        match action {
            Action::Level => return Some(self.next_level()),
            Action::Turn => return Some(self.turn()),
            Action::ScrollLeft => self.scroll_by(pane, -SCROLL.0, 0),
            Action::ScrollRight => self.scroll_by(pane, SCROLL.0, 0),
            Action::ScrollUp => self.scroll_by(pane, 0, -SCROLL.1),
            Action::ScrollDown => self.scroll_by(pane, 0, SCROLL.1),
            _ => {}
        }
        None
    }

    /// Lets the mouse move the window: by its wheel, or on the overview; says whether it did.
    pub fn view_by_mouse(&mut self, mouse: Mouse, pane: Rect) -> bool {
        if !pane.contains(mouse.at) {
            return false;
        }
        match mouse.kind {
            MouseKind::Press | MouseKind::Drag => return self.click_overview(pane, mouse.at),
            _ if !self.is_cut(pane) => return false,
            MouseKind::WheelUp => self.scroll_by(pane, 0, -2),
            MouseKind::WheelDown => self.scroll_by(pane, 0, 2),
            MouseKind::WheelLeft => self.scroll_by(pane, -4, 0),
            MouseKind::WheelRight => self.scroll_by(pane, 4, 0),
            MouseKind::Release | MouseKind::Menu => return false,
        }
        true
    }

    /// Moves the window by columns and rows.
    fn scroll_by(&mut self, pane: Rect, columns: isize, rows: isize) {
        let seen = self.stage.seen(&self.topology, pane);
        let window = self.window(pane, &seen);
        self.stage.scroll_by(window, columns, rows);
    }

    /// Whether the picture is larger than its pane.
    fn is_cut(&self, pane: Rect) -> bool {
        let seen = self.stage.seen(&self.topology, pane);
        let (area, size) = (self.window(pane, &seen).area(), seen.drawing.size());
        usize::from(area.width) < size.0 || usize::from(area.height) < size.1
    }

    /// Moves the window to where the overview was clicked; says whether it was.
    fn click_overview(&mut self, pane: Rect, at: Position) -> bool {
        let seen = self.stage.seen(&self.topology, pane);
        let Some(overview) = &seen.overview else { return false };
        let window = self.window(pane, &seen);
        let area = overview.area(seen.picture(pane), &seen.painted(&self.marks), &window);
        let Some(point) = overview.point(area, at) else { return false };
        self.stage.centre_on(window, point);
        true
    }

    /// The window on the drawing, moved so that what is chosen or on its way is seen.
    fn window(&self, pane: Rect, seen: &Seen) -> Window {
        let journey = self.journey.as_ref();
        let packet = journey.and_then(|journey| journey.point(&seen.drawing));
        let packet =
            packet.map(|(point, _)| crate::diagram::Rect { x: point.x, y: point.y, width: 1, height: 1 });
        let chosen = || seen.drawing.rect(seen.drawing.standin(self.selected.as_ref()?).as_str());
        self.stage.window(pane, seen, packet.or_else(chosen))
    }

    /// Draws the topology. Where nothing has changed but what moves, nothing is laid out, painted or allocated.
    pub fn draw(&self, pane: Rect, buffer: &mut Buffer, charset: Charset, theme: &Theme) {
        let seen = self.stage.seen(&self.topology, pane);
        let room = seen.picture(pane);
        let window = self.window(pane, &seen);
        if let Some(refusal) = &seen.refusal {
            words::refuse(room, buffer, refusal, theme);
        } else {
            let painted = seen.painted(&self.marks);
            picture::draw(room, buffer, &painted, &window, charset, theme);
            if let Some((at, mover)) = self.journey.as_ref().and_then(|journey| journey.point(&seen.drawing))
            {
                picture::draw_packet(buffer, at, mover.symbol(charset), &window, theme);
            }
            if let Some(overview) = &seen.overview {
                let area = overview.area(room, &painted, &window);
                overview.draw(area, buffer, &window, charset, theme);
            }
        }
        self.draw_words(pane, buffer, &seen, &window, theme);
    }
}
