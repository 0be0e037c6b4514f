//! Cues: what a step does to the board and beside it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::analysis::Function;
use crate::topology::{Id, LinkId};

/// One thing that happens when a step is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Cue {
    /// Shows a topology, by its path in the pack. It stays until the next one; nothing is failed or highlighted on it.
    Load(String),
    /// Applies edits to the topology shown, each a line of text as [`crate::topology::Edit`] reads it.
    Edit(Vec<String>),
    /// Makes exactly these stand out.
    Highlight(Vec<Subject>),
    /// Brings a part into view.
    Zoom(Id),
    /// Lets something move along the links.
    Animate(Animation),
    /// Asks what will be up, degraded or down once these have crashed, before they do.
    Predict(Vec<Subject>),
    /// Lets these crash.
    Fail(Vec<Subject>),
    /// Lets these hang: they accept connections and answer nothing.
    Hang(Vec<Subject>),
    /// Repairs everything.
    Repair,
    /// Asks check questions, by id.
    Ask(Vec<String>),
    /// Opens a pane.
    Show(Pane),
}

/// What moves along the links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Animation {
    /// The site's name is asked and an address comes back.
    Lookup,
    /// The life of one request, from the lookup to the answer.
    Request(Function),
    /// One call along one link, and its answer.
    Link(LinkId),
}

/// A pane beside the board.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Pane {
    /// What the analysis has to say.
    Findings,
    /// The DNS zone of the site.
    Zone,
    /// How the site's name leads to an address, step by step.
    Lookup,
    /// Outcomes, availability, capacity and cost.
    Numbers,
}

/// Something on the board: a host, component, place or cluster, or a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Whatever has this id.
    Part(Id),
    /// The link with this id.
    Link(LinkId),
}

/// Says why a text names nothing on a board.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names nothing: write the id of a part (`web1`, `web1.nginx`) or of a link (`user->lb.haproxy:443`)."
)]
pub struct InvalidSubject(pub String);

impl FromStr for Subject {
    type Err = InvalidSubject;

    fn from_str(text: &str) -> Result<Self, InvalidSubject> {
        let wrong = || InvalidSubject(text.to_owned());
        let id = |text: &str| Id::parse(text).map_err(|_| wrong());
        let Some((from, called)) = text.split_once("->") else { return Ok(Self::Part(id(text)?)) };
        let (to, port) = called.rsplit_once(':').ok_or_else(wrong)?;
        let port = port.parse().map_err(|_| wrong())?;
        Ok(Self::Link(LinkId { from: id(from)?, to: id(to)?, port }))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(id) => id.fmt(f),
            Self::Link(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_written_as_it_is_read() {
        for text in ["dns", "server.nginx", "user->server.nginx:80"] {
            assert_eq!(text.parse::<Subject>().unwrap().to_string(), text);
        }
        for bad in ["", "a b", "a->b", "a->b:http", "->b:80", "a->:80", "a->b:99999"] {
            assert!(bad.parse::<Subject>().is_err(), "{bad}");
        }
    }
}
