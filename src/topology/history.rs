//! The edits that made a topology, so that each can be undone, made again, and replayed.

use super::{Edit, EditError, Topology};

/// After so many steps the whole topology is kept, so that undoing replays only a few.
const KEPT_EVERY: usize = 16;

/// A topology with the steps that led to it.
///
/// A step is one edit, or several that are undone as one.
#[derive(Debug, Clone)]
pub struct History {
    /// The topology after each multiple of [`KEPT_EVERY`] steps that are done, the first before any.
    kept: Vec<Topology>,
    current: Topology,
    steps: Vec<Vec<Edit>>,
    /// How many of the steps are done; the others have been undone.
    done: usize,
}

impl History {
    /// A history that begins with this topology.
    #[must_use]
    pub fn new(start: Topology) -> Self {
        Self { kept: vec![start.clone()], current: start, steps: Vec::new(), done: 0 }
    }

    /// The topology as it is now.
    #[must_use]
    pub fn current(&self) -> &Topology {
        &self.current
    }

    /// The topology before the first step.
    #[must_use]
    pub fn start(&self) -> &Topology {
        &self.kept[0]
    }

    /// Makes one edit. What was undone before can no longer be made again.
    ///
    /// # Errors
    /// As [`Edit::apply`]; the history stays as it is.
    pub fn apply(&mut self, edit: Edit) -> Result<&Topology, EditError> {
        self.apply_all(vec![edit])
    }

    /// Makes several edits as one step: all of them or none.
    ///
    /// # Errors
    /// As [`Edit::apply`], for the first that cannot be made; the history stays as it is.
    pub fn apply_all(&mut self, edits: Vec<Edit>) -> Result<&Topology, EditError> {
        if edits.is_empty() {
            return Ok(&self.current);
        }
        let after = all(&edits, &self.current)?;
        self.steps.truncate(self.done);
        self.steps.push(edits);
        self.advance(after);
        Ok(&self.current)
    }

    /// Takes the last step back, and gives it; `None` when there is none.
    #[expect(clippy::missing_panics_doc, reason = "a step that was made can be made again")]
    pub fn undo(&mut self) -> Option<&[Edit]> {
        self.done = self.done.checked_sub(1)?;
        self.kept.truncate(self.done / KEPT_EVERY + 1);
        let from = self.kept.len() - 1;
        let again = self.steps[from * KEPT_EVERY..self.done].iter().flatten();
        self.current = again.fold(self.kept[from].clone(), |topology, edit| {
            edit.apply(&topology).expect("it could be made on the same topology before")
        });
        Some(&self.steps[self.done])
    }

    /// Makes the last undone step again, and gives it; `None` when there is none.
    #[expect(clippy::missing_panics_doc, reason = "a step that was made can be made again")]
    pub fn redo(&mut self) -> Option<&[Edit]> {
        let step = self.steps.get(self.done)?;
        let after = all(step, &self.current).expect("it could be made on the same topology before");
        self.advance(after);
        Some(&self.steps[self.done - 1])
    }

    /// Whether there is a step to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.done > 0
    }

    /// Whether there is an undone step to make again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.done < self.steps.len()
    }

    /// The steps that are done, the first first: with [`History::start`] they make the current topology again.
    #[must_use]
    pub fn steps(&self) -> &[Vec<Edit>] {
        &self.steps[..self.done]
    }

    /// Makes recorded edits one after the other, each a step.
    ///
    /// # Errors
    /// As [`Edit::apply`], for the first that cannot be made.
    pub fn replay(start: Topology, edits: impl IntoIterator<Item = Edit>) -> Result<Self, EditError> {
        let mut history = Self::new(start);
        for edit in edits {
            history.apply(edit)?;
        }
        Ok(history)
    }

    fn advance(&mut self, after: Topology) {
        self.current = after;
        self.done += 1;
        if self.done.is_multiple_of(KEPT_EVERY) {
            self.kept.push(self.current.clone());
        }
    }
}

fn all(edits: &[Edit], start: &Topology) -> Result<Topology, EditError> {
    edits.iter().try_fold(start.clone(), |topology, edit| edit.apply(&topology))
}
