//! Painting: a finished drawing with marks on it. Nothing moves.

use super::render::SIGNS;
use super::{Cell, Drawing, Glyph, Marks, Picture, Point, Rect, Role, Sign, State, Subjects};

impl Drawing {
    /// The picture with these marks.
    #[must_use]
    pub fn paint(&self, marks: &Marks) -> Picture {
        let mut picture = self.base.clone();
        let marks = &self.lifted(marks);
        for (subjects, state) in marks.states() {
            self.mark(&mut picture, subjects, state);
        }
        self.put_signs(&mut picture, marks);
        for &Point { x, y } in &marks.packets {
            if let Some(cell) = cell(&mut picture, x, y) {
                cell.glyph = Glyph::Sign(Sign::Packet);
                cell.state.add(State::PACKET);
            }
        }
        picture
    }

    fn mark(&self, picture: &mut Picture, subjects: &Subjects, state: State) {
        for id in &subjects.ids {
            if let Some(&area) = self.components.get(id) {
                area.points().for_each(|at| add(picture, at, state));
            } else if let Some(&area) = self.hosts.get(id).or_else(|| self.clusters.get(id)) {
                border(area).for_each(|at| add(picture, at, state));
            }
        }
        for link in &subjects.links {
            for &at in self.routes.get(link).into_iter().flatten() {
                add(picture, at, state);
            }
            if let Some(&area) = self.labels.get(link) {
                area.points().for_each(|at| add(picture, at, state));
            }
        }
    }

    /// Puts up to two signs at each marked part, and one on each marked link.
    fn put_signs(&self, picture: &mut Picture, marks: &Marks) {
        // What has lines of its own stands out by them; only a component on a host needs a star.
        let starred = Subjects {
            ids: marks.highlighted.ids.iter().filter(|id| id.host().is_some()).cloned().collect(),
            ..Subjects::default()
        };
        let signed = [&marks.failed, &marks.degraded, &marks.bottleneck, &marks.spof, &starred];
        for (id, cells) in &self.signs {
            let signs = SIGNS.iter().zip(signed).filter(|(_, subjects)| subjects.ids.contains(id));
            for (&at, (sign, _)) in cells.iter().zip(signs) {
                put(picture, at, *sign);
            }
        }
        for (link, cells) in self.routes.iter().filter(|(link, _)| !self.merged.contains_key(*link)) {
            let sign = SIGNS.iter().zip(signed).find(|(_, subjects)| subjects.links.contains(link));
            let lines = cells
                .iter()
                .enumerate()
                .filter(|(_, at)| matches!(self.base.cell(at.x, at.y).glyph, Glyph::Line(_)));
            let middle = lines.min_by_key(|(place, _)| place.abs_diff(cells.len() / 2));
            if let (Some((sign, _)), Some((_, &at))) = (sign, middle) {
                put(picture, at, *sign);
            }
        }
    }
}

/// The cells of an area's edge.
fn border(area: Rect) -> impl Iterator<Item = Point> {
    area.points()
        .filter(move |at| at.x == area.x || at.x == area.right() || at.y == area.y || at.y == area.bottom())
}

fn cell(picture: &mut Picture, x: usize, y: usize) -> Option<&mut Cell> {
    let width = picture.width;
    picture.cells.get_mut(y * width + x).filter(|_| x < width)
}

fn add(picture: &mut Picture, at: Point, state: State) {
    if let Some(cell) = cell(picture, at.x, at.y) {
        cell.state.add(state);
    }
}

fn put(picture: &mut Picture, at: Point, sign: Sign) {
    if let Some(cell) = cell(picture, at.x, at.y) {
        cell.glyph = Glyph::Sign(sign);
        cell.role = Role::Sign;
    }
}
