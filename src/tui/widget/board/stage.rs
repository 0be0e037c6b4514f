//! What of a board is seen: the drawing for the pane's size and the learner's wish, and the window on it.
//!
//! The drawing is made when it is first needed for a pane, and kept until the pane, the design or the wish changes;
//! so drawing a frame lays nothing out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ratatui::layout::Rect;

use crate::diagram::{self, Drawing, Level, Marks, Orientation, Picture, Point, Wish};
use crate::text;
use crate::topology::Topology;
use crate::tui::widget::picture::Window;

use super::overview::Overview;

/// The rows for what a request does just now, or why users get nothing.
pub(super) const CAPTION: u16 = 3;

/// What is shown of a board, and how.
pub(super) struct Stage {
    pub(super) wish: Wish,
    /// The smallest level that shows everything that a text beside the board speaks of.
    smallest: Level,
    scroll: (usize, usize),
    /// Whether the window goes where the chosen part or the request is.
    follows: bool,
    /// What was drawn last.
    seen: RefCell<Option<Rc<Seen>>>,
    /// Whether that is no longer what is to be drawn; it still tells where boxes stood.
    stale: Cell<bool>,
}

/// A drawing for a pane.
pub(super) struct Seen {
    /// Columns and rows of the pane.
    pane: (u16, u16),
    pub(super) drawing: Drawing,
    /// The picture with its marks and without what moves.
    painted: RefCell<Option<Rc<Picture>>>,
    /// What is shown and why, where that is not simply everything.
    pub(super) status: Option<String>,
    pub(super) overview: Option<Overview>,
    /// Why there is no picture.
    pub(super) refusal: Option<String>,
}

impl Seen {
    /// The picture with these marks; painted anew when they have changed, not when a request moves.
    pub(super) fn painted(&self, marks: &Marks) -> Rc<Picture> {
        let mut painted = self.painted.borrow_mut();
        Rc::clone(painted.get_or_insert_with(|| Rc::new(self.drawing.paint(marks))))
    }

    /// The part of the pane for the picture, above the words.
    pub(super) fn picture(&self, pane: Rect) -> Rect {
        let words = CAPTION + u16::from(self.status.is_some());
        Rect { height: pane.height.saturating_sub(words), ..pane }
    }
}

impl Stage {
    pub(super) fn new() -> Self {
        Self {
            wish: Wish::default(),
            smallest: Level::Clusters,
            scroll: (0, 0),
            follows: true,
            seen: RefCell::new(None),
            stale: Cell::new(true),
        }
    }

    /// Something has changed that a drawing shows.
    pub(super) fn change(&mut self) {
        self.stale.set(true);
    }

    /// Lets the window go where the chosen part or the request is.
    pub(super) fn follow(&mut self) {
        self.follows = true;
    }

    /// The drawing has other marks from now on.
    pub(super) fn mark(&mut self) {
        self.follow();
        self.unpaint();
    }

    /// The marks have changed, and nothing that the learner has chosen.
    pub(super) fn unpaint(&mut self) {
        if let Some(seen) = self.seen.get_mut() {
            seen.painted.take();
        }
    }

    /// Chooses no level that hides more than this one.
    pub(super) fn show_at_least(&mut self, level: Level) {
        if self.smallest != level {
            self.smallest = level;
            self.change();
        }
    }

    /// Asks for the next level, after the last one again for what fits; says so.
    pub(super) fn next_level(&mut self, shown: Level) -> String {
        self.wish.level = match self.wish.level {
            None if shown == Level::Full => Some(Level::Rows),
            None => Some(Level::Full),
            Some(level) => Level::ALL.into_iter().find(|next| *next > level),
        };
        self.change();
        match self.wish.level {
            None => "The diagram shows as much as fits.".to_owned(),
            Some(level) => format!("The diagram shows {}.", level.name()),
        }
    }

    /// Turns the picture, and after both ways leaves it to the pane's shape again; says so.
    pub(super) fn turn(&mut self, shown: Orientation) -> String {
        self.wish.orientation = match (self.wish.orientation, shown) {
            (None, Orientation::TopDown) => Some(Orientation::LeftRight),
            (None, Orientation::LeftRight) | (Some(Orientation::LeftRight), _) => Some(Orientation::TopDown),
            (Some(Orientation::TopDown), _) => None,
        };
        self.change();
        match self.wish.orientation {
            None => "The diagram reads the way that suits the screen.".to_owned(),
            Some(orientation) => format!("The diagram reads {}.", orientation.name()),
        }
    }

    /// What was drawn last, or the whole if nothing was.
    pub(super) fn last(&self, topology: &Topology) -> Rc<Seen> {
        let known = self.seen.borrow().clone().filter(|_| !self.stale.get());
        let pane = self.seen.borrow().as_ref().map_or((u16::MAX, u16::MAX), |seen| seen.pane);
        known.unwrap_or_else(|| self.seen(topology, Rect { width: pane.0, height: pane.1, ..Rect::ZERO }))
    }

    /// What a pane of this size shows.
    pub(super) fn seen(&self, topology: &Topology, pane: Rect) -> Rc<Seen> {
        let size = (pane.width, pane.height);
        let known = self.seen.borrow().clone();
        if let Some(known) = known.as_ref().filter(|seen| seen.pane == size && !self.stale.get()) {
            return Rc::clone(known);
        }
        let seen = Rc::new(self.look(topology, size, known.as_deref().map(|seen| &seen.drawing)));
        *self.seen.borrow_mut() = Some(Rc::clone(&seen));
        self.stale.set(false);
        seen
    }

    fn look(&self, topology: &Topology, pane: (u16, u16), before: Option<&Drawing>) -> Seen {
        let room = |words: u16| (usize::from(pane.0), usize::from(pane.1.saturating_sub(words)));
        if let Err(refusal) = diagram::fits(topology) {
            let drawing = Drawing::new(&Topology::default(), &diagram::Options::default());
            let refusal =
                Some(format!("{refusal} D says it in sentences; or draw a part of it in a file of its own."));
            return Seen {
                pane,
                drawing,
                painted: RefCell::default(),
                status: None,
                overview: None,
                refusal,
            };
        }
        let seen = |drawing| Seen {
            pane,
            drawing,
            painted: RefCell::default(),
            status: None,
            overview: None,
            refusal: None,
        };
        let wish = Wish { smallest: self.smallest, ..self.wish };
        let fits = |drawing: &Drawing, room: (usize, usize)| {
            drawing.size().0 <= room.0 && drawing.size().1 <= room.1
        };
        let drawing = Drawing::fitting(topology, wish, room(CAPTION), before);
        let asked = wish.level.is_some() || wish.orientation.is_some();
        if !asked && fits(&drawing, room(CAPTION)) && is_plain(&drawing) {
            return seen(drawing);
        }
        // The words on what is shown take one row more.
        let shorter = room(CAPTION + 1);
        let again = fits(&drawing, room(CAPTION)) && !fits(&drawing, shorter);
        let drawing = if again { Drawing::fitting(topology, wish, shorter, before) } else { drawing };
        if drawing.is_refused() {
            let refusal = "The design has too many links to draw. D says it in sentences.".to_owned();
            return Seen { refusal: Some(refusal), ..seen(drawing) };
        }
        let view = room(CAPTION + 1);
        let overview = if fits(&drawing, view) { None } else { Overview::new(&drawing, view) };
        let status = Some(status(&drawing, wish, view, usize::from(pane.0)));
        Seen { status, overview, ..seen(drawing) }
    }

    /// The window of a pane on what it shows; `follow` is what should be seen if the learner has not moved it away.
    pub(super) fn window(&self, pane: Rect, seen: &Seen, follow: Option<diagram::Rect>) -> Window {
        let pane = seen.picture(pane);
        let window = Window::new(pane, seen.drawing.size(), self.scroll);
        match follow.filter(|_| self.follows) {
            Some(rect) => Window::new(pane, seen.drawing.size(), window.showing(rect)),
            None => window,
        }
    }

    /// Moves the window by columns and rows from where it is; it follows nothing until something else is chosen.
    pub(super) fn scroll_by(&mut self, window: Window, columns: isize, rows: isize) {
        let (column, row) = window.scroll();
        self.scroll = (column.saturating_add_signed(columns), row.saturating_add_signed(rows));
        self.follows = false;
    }

    /// Moves the window so that a cell is in its middle.
    pub(super) fn centre_on(&mut self, window: Window, at: Point) {
        let area = window.area();
        self.scroll = (
            at.x.saturating_sub(usize::from(area.width) / 2),
            at.y.saturating_sub(usize::from(area.height) / 2),
        );
        self.follows = false;
    }
}

/// Whether it needs no words: everything, from the top downwards.
fn is_plain(drawing: &Drawing) -> bool {
    let options = drawing.options();
    !drawing.is_refused() && options.level == Level::Full && options.orientation == Orientation::TopDown
}

/// What is shown, as fully as the columns allow.
fn status(drawing: &Drawing, wish: Wish, view: (usize, usize), columns: usize) -> String {
    let options = drawing.options();
    let (width, height) = drawing.size();
    let (level, way) = (options.level.name(), options.orientation.name());
    let texts = if width > view.0 || height > view.1 {
        let drawn = format!("drawn {width}x{height}, view {}x{}", view.0.min(width), view.1.min(height));
        [format!("{level}, {way} · {drawn} · shift-arrows move it"), format!("{level} · {drawn}"), drawn]
    } else {
        let more = if wish.level.is_none() && options.level > Level::Full { " · v shows more" } else { "" };
        [format!("{level}, {way}{more}"), format!("{level}{more}"), level.to_owned()]
    };
    let last = texts.len() - 1;
    let fitting = texts.iter().position(|text| text::width(text) <= columns).unwrap_or(last);
    texts.into_iter().nth(fitting).unwrap_or_default()
}
