//! Choosing parts and places on a board: by direction, in reading order, by where the mouse is.

use ratatui::layout::{Position, Rect};

use super::Board;
use crate::diagram::{self, Direction, Hit, Orientation};
use crate::topology::Id;

impl Board {
    /// Chooses the nearest part in a direction, or the first one when none is chosen.
    pub fn select_towards(&mut self, direction: Direction) {
        let seen = self.seen();
        let parts = self.parts();
        let here = self.selected().map(|id| seen.drawing.standin(id));
        let next = match here.and_then(|id| seen.drawing.rect(id.as_str())) {
            None => parts.first().map(|(id, _)| id.clone()),
            Some(from) => {
                let others = parts.iter().filter(|(id, _)| Some(seen.drawing.standin(id)) != here);
                nearest(others, from, direction)
            }
        };
        if next.is_some() {
            self.select(next);
        }
    }

    /// Chooses the next part in reading order, or the one before.
    pub fn select_next(&mut self, forward: bool) {
        let seen = self.seen();
        let parts = self.parts();
        let chosen = self.selected().map(|id| seen.drawing.standin(id));
        let here = parts.iter().position(|(id, _)| Some(seen.drawing.standin(id)) == chosen);
        let count = parts.len();
        let next = match here {
            None => 0,
            Some(place) if forward => (place + 1) % count,
            Some(place) => (place + count - 1) % count,
        };
        self.select(parts.get(next).map(|(id, _)| id.clone()));
    }

    /// Hosts, components and free-standing parts with where they are drawn, in reading order; of those in one box the
    /// first.
    fn parts(&self) -> Vec<(Id, diagram::Rect)> {
        let seen = self.seen();
        let drawing = &seen.drawing;
        let hosts = self.topology.hosts.iter().map(|host| host.id.clone());
        let ids = hosts.chain(self.topology.components().map(|placed| placed.id()));
        let mut known: Vec<Id> = Vec::new();
        let mut parts: Vec<(Id, diagram::Rect)> = Vec::new();
        for id in ids {
            let shown = drawing.standin(&id);
            let Some(area) = drawing.rect(shown.as_str()) else { continue };
            if *shown == id || !known.contains(shown) {
                known.push(shown.clone());
                parts.push((id, area));
            }
        }
        parts.sort_by_key(|(_, rect)| (rect.y, rect.x));
        parts
    }

    /// The part that is drawn at a position of the screen; of those that one box stands for the first.
    #[must_use]
    pub fn part_at(&self, pane: Rect, at: Position) -> Option<Id> {
        match self.hit(pane, at)? {
            Hit::Host(id) | Hit::Component(id) => Some(id),
            Hit::Link(_) => None,
            Hit::Cluster(cluster) => {
                let seen = self.seen();
                let hosts = self.topology.hosts.iter().map(|host| host.id.clone());
                let mut ids = hosts.chain(self.topology.components().map(|placed| placed.id()));
                ids.find(|id| *seen.drawing.standin(id) == cluster)
            }
        }
    }

    /// Whether another box stands for this part.
    #[must_use]
    pub fn is_folded(&self, id: &Id) -> bool {
        self.seen().drawing.standin(id) != id
    }

    /// The boxes of the drawing by row, from left to right; by column, where it reads from left to right.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<Id>> {
        self.seen().drawing.rows().to_vec()
    }

    /// The row of a box and its place there, both from 0.
    #[must_use]
    pub fn place_of(&self, id: &Id) -> Option<(usize, usize)> {
        let place = |row: &Vec<Id>| row.iter().position(|other| other == id);
        self.rows().iter().enumerate().find_map(|(number, row)| Some((number, place(row)?)))
    }

    /// The row that is nearest to a position of the screen, and how many other boxes of it stand before that.
    #[must_use]
    pub fn nearest_place(&self, id: &Id, pane: Rect, at: Position) -> Option<(usize, usize)> {
        let seen = self.stage.seen(&self.topology, pane);
        let window = self.window(pane, &seen);
        let shown = window.area();
        // Beside the picture counts as its edge.
        let x = at.x.clamp(shown.left(), shown.right().saturating_sub(1).max(shown.left()));
        let y = at.y.clamp(shown.top(), shown.bottom().saturating_sub(1).max(shown.top()));
        let point = window.point(Position { x, y })?;
        let turned = seen.drawing.options().orientation == Orientation::LeftRight;
        let (main, aside) = if turned { (point.x, point.y) } else { (point.y, point.x) };
        let span =
            |area: diagram::Rect| if turned { (area.x, area.right()) } else { (area.y, area.bottom()) };
        let middle =
            |area: diagram::Rect| if turned { area.y + area.height / 2 } else { area.x + area.width / 2 };
        let area = |id: &Id| seen.drawing.rect(id.as_str());
        let away = |row: &Vec<Id>| {
            let spans = row.iter().filter_map(area).map(span);
            spans.map(|(from, to)| from.saturating_sub(main) + main.saturating_sub(to)).min()
        };
        let rows = seen.drawing.rows().iter().enumerate();
        let (_, number) = rows.filter_map(|(number, row)| Some((away(row)?, number))).min()?;
        let others = seen.drawing.rows()[number].iter().filter(|other| *other != id).filter_map(area);
        Some((number, others.filter(|area| middle(*area) < aside).count()))
    }
}

/// The part whose middle is nearest in a direction; what lies aside counts twice as far.
fn nearest<'a>(
    parts: impl Iterator<Item = &'a (Id, diagram::Rect)>,
    from: diagram::Rect,
    direction: Direction,
) -> Option<Id> {
    // A cell is about twice as high as it is wide.
    let middle = |rect: diagram::Rect| {
        ((rect.x * 2 + rect.width).cast_signed(), (rect.y * 2 + rect.height).cast_signed() * 2)
    };
    let (x, y) = middle(from);
    let distance = |rect: diagram::Rect| {
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
    let reached = parts.filter_map(|(id, rect)| Some((distance(*rect)?, id)));
    reached.min_by_key(|(distance, _)| *distance).map(|(_, id)| id.clone())
}
