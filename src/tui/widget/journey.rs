//! What is on its way along the links of a drawing, cell by cell: a request, a copy of the data, an address or a role
//! that moves to who takes over. It can be slowed down, hurried and stopped.
//!
//! What moves needs no new layout and no new picture: it is one cell, which is stamped on the picture when that is
//! drawn. Its words are made when it sets out.

use std::time::Duration;

use crate::analysis::Hop;
use crate::diagram::{Charset, Drawing, Point, Rect, Sign};
use crate::topology::{Id, LinkId};

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

/// What is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// A request, or its answer: `●`.
    Request,
    /// A change that a replica copies: `■`.
    Copy,
    /// A shared address that goes to the next member: `@`.
    Address,
    /// The role of the primary, which a replica takes on: `P`.
    Primary,
}

impl Mover {
    /// Its character.
    #[must_use]
    pub fn symbol(self, charset: Charset) -> &'static str {
        match (self, charset) {
            (Self::Request, charset) => Sign::Packet.symbol(charset),
            (Self::Copy, Charset::Unicode) => "■",
            (Self::Copy, Charset::Ascii) => "%",
            (Self::Address, _) => "@",
            (Self::Primary, _) => "P",
        }
    }
}

/// The way that something takes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// Along a link, or against its direction.
    Link(LinkId, bool),
    /// Straight from one part to another, over whatever is between them.
    Between(Id, Id),
    /// Nowhere that is drawn.
    Unseen,
}

/// One part of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    way: Way,
    mover: Mover,
    /// Who does what to whom.
    words: String,
}

impl From<Hop> for Leg {
    fn from(hop: Hop) -> Self {
        let words = format!("{} → {}: {}", hop.from, hop.to, hop.caption);
        let way = hop.link.map_or(Way::Unseen, |link| Way::Link(link, hop.answer));
        Self { way, mover: Mover::Request, words }
    }
}

impl Leg {
    /// Something that goes along a link, or against its direction.
    #[must_use]
    pub fn along(link: LinkId, back: bool, mover: Mover, words: String) -> Self {
        Self { way: Way::Link(link, back), mover, words }
    }

    /// Something that goes from one part to another where no link leads.
    #[must_use]
    pub fn between(from: Id, to: Id, mover: Mover, words: String) -> Self {
        Self { way: Way::Between(from, to), mover, words }
    }

    /// The cells of its way.
    fn length(&self, drawing: &Drawing) -> usize {
        match &self.way {
            Way::Link(link, _) => drawing.route(link).map_or(0, <[Point]>::len),
            Way::Between(from, to) => ends(from, to, drawing)
                .map_or(0, |(from, to)| from.x.abs_diff(to.x) + from.y.abs_diff(to.y) + 1),
            Way::Unseen => 0,
        }
    }

    /// The cell after so many steps; the last one when there are no more.
    fn point(&self, steps: usize, drawing: &Drawing) -> Option<Point> {
        let last = self.length(drawing).checked_sub(1)?;
        let step = steps.min(last);
        match &self.way {
            Way::Link(link, back) => {
                drawing.route(link)?.get(if *back { last - step } else { step }).copied()
            }
            Way::Between(from, to) => ends(from, to, drawing).map(|(from, to)| between(from, to, step)),
            Way::Unseen => None,
        }
    }
}

/// The middles of two parts, if they are not drawn as one.
fn ends(from: &Id, to: &Id, drawing: &Drawing) -> Option<(Point, Point)> {
    if drawing.standin(from) == drawing.standin(to) {
        return None;
    }
    let middle = |area: Rect| Point::new(area.x + area.width / 2, area.y + area.height / 2);
    let area = |id: &Id| drawing.rect(drawing.standin(id).as_str());
    Some((middle(area(from)?), middle(area(to)?)))
}

/// The cell after so many steps: aside first, then up or down.
fn between(from: Point, to: Point, steps: usize) -> Point {
    let aside = from.x.abs_diff(to.x);
    let towards = |from: usize, to: usize, steps: usize| if from < to { from + steps } else { from - steps };
    let (x, y) = (steps.min(aside), steps.saturating_sub(aside));
    Point::new(towards(from.x, to.x, x), towards(from.y, to.y, y))
}

/// Something on its way.
#[derive(Debug, Clone)]
pub struct Journey {
    legs: Vec<Leg>,
    at: usize,
    time: Duration,
    stopped: bool,
}

impl Journey {
    /// Something that is about to set out on its first leg.
    #[must_use]
    pub fn new(legs: Vec<Leg>) -> Self {
        Self { legs, at: 0, time: Duration::ZERO, stopped: false }
    }

    /// Whether it has legs before it.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.at < self.legs.len()
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

    /// The number of the leg that it is on, or was on last, from 0.
    #[must_use]
    pub fn number(&self) -> Option<usize> {
        Some(self.at.min(self.legs.len().checked_sub(1)?))
    }

    /// What is said of each leg, with its number and how many there are.
    pub fn captions(&self) -> impl Iterator<Item = String> {
        let count = self.legs.len();
        self.legs.iter().enumerate().map(move |(at, leg)| format!("{}/{count} {}", at + 1, leg.words))
    }

    /// Lets time pass.
    pub fn elapse(&mut self, time: Duration, pace: Pace, drawing: &Drawing) {
        if self.stopped {
            return;
        }
        self.time += pace.scaled(time);
        while let Some(leg) = self.legs.get(self.at) {
            let whole = CELL_TIME * leg.length(drawing) as u32 + REST;
            if self.time < whole {
                break;
            }
            self.time -= whole;
            self.at += 1;
        }
    }

    /// The cell that it is on, and what it is; `None` when it has arrived, or goes along nothing that is drawn.
    #[must_use]
    pub fn point(&self, drawing: &Drawing) -> Option<(Point, Mover)> {
        let leg = self.legs.get(self.at)?;
        let steps = (self.time.as_millis() / CELL_TIME.as_millis()) as usize;
        Some((leg.point(steps, drawing)?, leg.mover))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_no_link_leads_the_way_goes_aside_and_then_up_or_down() {
        let (from, to) = (Point::new(5, 4), Point::new(3, 6));
        let cells: Vec<Point> = (0..5).map(|steps| between(from, to, steps)).collect();
        let expected = [(5, 4), (4, 4), (3, 4), (3, 5), (3, 6)].map(|(x, y)| Point::new(x, y));
        assert_eq!(cells, expected);
    }
}
