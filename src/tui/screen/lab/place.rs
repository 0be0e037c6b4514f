//! Boxes that the learner puts somewhere by hand: keys move the chosen one by a place or a row, the mouse drags it.
//!
//! Where a box was put is a property of the design, so that it is kept, saved and undone like every edit.

use ratatui::layout::{Position, Rect};

use crate::diagram::{Direction, Orientation};
use crate::topology::{Edit, Id, Target, Value};
use crate::tui::screen::{Effect, World};

use super::{Lab, told};

impl Lab {
    /// Moves the chosen box one place aside, or into the row above or below.
    pub(super) fn move_chosen(&mut self, towards: Direction, world: &World) -> Vec<Effect> {
        let id = match self.chosen() {
            Ok(id) => box_of(&id),
            Err(effects) => return effects,
        };
        let Some((row, place)) = self.board.place_of(&id) else {
            return told(self.unplaced(&id));
        };
        let count = self.board.rows()[row].len();
        // Rows are columns where it reads from left to right.
        let towards = match (self.board.orientation(), towards) {
            (Orientation::TopDown, towards) => towards,
            (Orientation::LeftRight, Direction::Left) => Direction::Up,
            (Orientation::LeftRight, Direction::Right) => Direction::Down,
            (Orientation::LeftRight, Direction::Up) => Direction::Left,
            (Orientation::LeftRight, Direction::Down) => Direction::Right,
        };
        let (name, number) = match towards {
            Direction::Left if place > 0 => ("column", place - 1),
            Direction::Right if place + 1 < count => ("column", place + 1),
            Direction::Up if row > 0 => ("row", row - 1),
            Direction::Down if row + 1 < self.board.rows().len() || count > 1 => ("row", row + 1),
            _ => return told(format!("{id} already stands at the edge of the diagram.")),
        };
        self.put(&[put(&id, name, number)], world)
    }

    /// Puts a box where it was dragged to: into the nearest row, before what stands to the right of that.
    pub(super) fn drop_at(&mut self, id: &Id, pane: Rect, at: Position, world: &World) -> Vec<Effect> {
        let id = box_of(id);
        let Some((row, place)) = self.board.nearest_place(&id, pane, at) else { return Vec::new() };
        let Some(before) = self.board.place_of(&id) else {
            return told(self.unplaced(&id));
        };
        let mut edits = Vec::new();
        if before.0 != row {
            edits.push(put(&id, "row", row));
        }
        if before != (row, place) {
            edits.push(put(&id, "column", place));
        }
        self.put(&edits, world)
    }

    /// Why a box cannot be put elsewhere.
    fn unplaced(&self, id: &Id) -> String {
        if self.board.is_folded(id) {
            return format!("{id} is drawn in the box of its cluster. v shows the machines.");
        }
        format!("{id} has its place beside the rows of the diagram.")
    }

    fn put(&mut self, edits: &[Edit], world: &World) -> Vec<Effect> {
        if edits.is_empty() {
            return Vec::new();
        }
        if let Some(refusal) =
            edits.iter().find_map(|edit| self.mission.as_ref().and_then(|mission| mission.refuses(edit)))
        {
            return told(refusal);
        }
        match self.history.apply_all(edits.to_vec()) {
            Ok(_) => {
                let mut effects = self.changed(edits, world);
                let lines: Vec<String> = edits.iter().map(ToString::to_string).collect();
                effects.insert(0, Effect::Notice(lines.join("; ")));
                effects
            }
            Err(error) => told(error.to_string()),
        }
    }
}

/// The machine of a component, or the part itself.
fn box_of(id: &Id) -> Id {
    id.host().and_then(|host| Id::parse(host).ok()).unwrap_or_else(|| id.clone())
}

/// Puts a box into a row or at a place, both counted from 0 here and from 1 in the file.
fn put(id: &Id, name: &str, number: usize) -> Edit {
    Edit::Set {
        target: Target::Part(id.clone()),
        property: name.to_owned(),
        value: Some(Value::Number(number as f64 + 1.0)),
    }
}
