//! What the store has to tell the learner: something happened, and what to do about it.

use std::fmt;

/// A message of the store, in two sentences or more. Paths in it are as the system gave them: escape them
/// before they reach a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub what: String,
    /// What to do now; empty for good news.
    pub hint: String,
}

impl Notice {
    pub(super) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if self.hint.is_empty() { Ok(()) } else { write!(f, " {}", self.hint) }
    }
}
