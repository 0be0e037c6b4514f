//! Why a command could not run: what happened, its causes, and what to do.

use std::error::Error;
use std::fmt;

/// What kind of failure it is, as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The command line asks for something that does not fit.
    Usage,
    /// A file or standard input cannot be used.
    Input,
    /// The result cannot be written.
    Output,
    /// The data folder cannot be used.
    Progress,
}

impl Kind {
    fn label(self) -> &'static str {
        match self {
            Self::Usage => "wrong use",
            Self::Input => "unreadable input",
            Self::Output => "cannot write",
            Self::Progress => "progress",
        }
    }
}

/// A command that could not run. It is printed by its `Display` alone, and ends the program with code 2.
#[derive(Debug)]
pub(super) struct Failure {
    kind: Kind,
    error: anyhow::Error,
    hint: Option<String>,
}

impl Failure {
    /// Makes a failure of an error, whose sources are its causes.
    pub(super) fn new(kind: Kind, error: impl Error + Send + Sync + 'static) -> Self {
        Self { kind, error: anyhow::Error::new(error), hint: None }
    }

    /// Makes a failure of a sentence that says what happened.
    pub(super) fn said(kind: Kind, what: impl fmt::Display) -> Self {
        Self { kind, error: anyhow::anyhow!("{what}"), hint: None }
    }

    /// Adds what to do.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into()).filter(|hint| !hint.is_empty());
        self
    }

    /// The kind in words, which stands before the message.
    pub(super) fn label(&self) -> &'static str {
        self.kind.label()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)?;
        for cause in self.error.chain().skip(1) {
            write!(f, "\n  cause: {cause}")?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn a_failure_shows_its_causes_and_what_to_do() {
        #[derive(Debug, thiserror::Error)]
        #[error("shop.ron cannot be read.")]
        struct Outer(#[source] io::Error);
        let failure =
            Failure::new(Kind::Input, Outer(io::Error::other("the disk is gone"))).hint("Plug it in.");
        let text = "shop.ron cannot be read.\n  cause: the disk is gone\n  hint: Plug it in.";
        assert_eq!(failure.to_string(), text);
        assert_eq!(failure.label(), "unreadable input");
    }
}
