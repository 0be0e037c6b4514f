//! A request on its way along the links of a drawing, cell by cell; it can be slowed down, hurried and stopped.
//!
//! A moving request needs no new layout and no new picture: it is one cell of a route, which is stamped on the
//! picture when that is drawn.

use std::time::Duration;

use crate::analysis::Hop;
use crate::diagram::{Drawing, Point};

/// How long a packet takes for one cell of its way at the usual pace.
pub const CELL_TIME: Duration = Duration::from_millis(40);
/// How long it rests where it arrives, so that the caption can be read.
const REST: Duration = Duration::from_secs(1);

/// The paces that can be chosen, in percent of the usual one, each with its name.
const PACES: [(u32, &str); 5] = [
    (25, "a quarter of the usual speed"),
    (50, "half the usual speed"),
    (100, "the usual speed"),
    (200, "twice the usual speed"),
    (400, "four times the usual speed"),
];

/// How fast what moves is moving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace(usize);

impl Default for Pace {
    fn default() -> Self {
        Self(2)
    }
}

impl Pace {
    /// The next pace that is faster, or slower; the last one stays.
    #[must_use]
    pub fn changed(self, faster: bool) -> Self {
        Self(if faster { (self.0 + 1).min(PACES.len() - 1) } else { self.0.saturating_sub(1) })
    }

    /// Its name, such as `half the usual speed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        PACES[self.0].1
    }

    fn scaled(self, time: Duration) -> Duration {
        time * PACES[self.0].0 / 100
    }
}

/// A request on its way.
#[derive(Debug, Clone)]
pub struct Journey {
    hops: Vec<Hop>,
    at: usize,
    time: Duration,
    stopped: bool,
}

impl Journey {
    /// A request that is about to take its first hop.
    #[must_use]
    pub fn new(hops: Vec<Hop>) -> Self {
        Self { hops, at: 0, time: Duration::ZERO, stopped: false }
    }

    /// Whether it has hops before it.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.at < self.hops.len()
    }

    /// Whether it moves as time passes.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.is_under_way() && !self.stopped
    }

    /// Stops it where it is, or lets it go on; says whether it moves now.
    pub fn toggle(&mut self) -> bool {
        self.stopped = !self.stopped;
        self.is_moving()
    }

    /// The hop that it takes, or has taken last, with its number and how many there are.
    #[must_use]
    pub fn hop(&self) -> Option<(&Hop, usize, usize)> {
        let last = self.hops.len().checked_sub(1)?;
        let at = self.at.min(last);
        Some((&self.hops[at], at + 1, last + 1))
    }

    /// Lets time pass.
    pub fn elapse(&mut self, time: Duration, pace: Pace, drawing: &Drawing) {
        if self.stopped {
            return;
        }
        self.time += pace.scaled(time);
        while let Some(hop) = self.hops.get(self.at) {
            let whole = CELL_TIME * route(hop, drawing).len() as u32 + REST;
            if self.time < whole {
                break;
            }
            self.time -= whole;
            self.at += 1;
        }
    }

    /// The cell that it is on; `None` when it has arrived, or goes along no link.
    #[must_use]
    pub fn point(&self, drawing: &Drawing) -> Option<Point> {
        let hop = self.hops.get(self.at)?;
        let route = route(hop, drawing);
        let last = route.len().checked_sub(1)?;
        let step = ((self.time.as_millis() / CELL_TIME.as_millis()) as usize).min(last);
        route.get(if hop.answer { last - step } else { step }).copied()
    }
}

/// The cells of a hop.
fn route<'a>(hop: &Hop, drawing: &'a Drawing) -> &'a [Point] {
    hop.link.as_ref().and_then(|link| drawing.route(link)).unwrap_or_default()
}
