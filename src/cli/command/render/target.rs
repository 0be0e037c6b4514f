//! What a topology can be rendered to, and the file names that say so.

use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;

use crate::diagram::{self, Charset, Orientation};

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum To {
    /// Text with the lines and boxes of Unicode
    Unicode,
    /// Text with ASCII alone
    Ascii,
    /// A picture of lines and texts for a report, which stays sharp at any size
    Svg,
    /// A picture of pixels
    Png,
    /// A flowchart for Mermaid
    Mermaid,
    /// A graph for Graphviz
    Dot,
}

/// The ground of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Theme {
    /// White, for paper
    #[default]
    Light,
    /// Dark, for a slide
    Dark,
}

/// How much of a design is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    /// Machines with their components and what these call within a machine
    Full,
    /// Machines with their components, one a row
    Rows,
    /// Machines alone
    Machines,
    /// One box for the machines of each cluster
    Clusters,
}

/// Which way a picture reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    /// Requests go down
    TopDown,
    /// Requests go to the right
    LeftRight,
}

impl From<Level> for diagram::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Full => Self::Full,
            Level::Rows => Self::Rows,
            Level::Machines => Self::Machines,
            Level::Clusters => Self::Clusters,
        }
    }
}

impl From<diagram::Level> for Level {
    fn from(level: diagram::Level) -> Self {
        match level {
            diagram::Level::Full => Self::Full,
            diagram::Level::Rows => Self::Rows,
            diagram::Level::Machines => Self::Machines,
            diagram::Level::Clusters => Self::Clusters,
        }
    }
}

impl From<Direction> for Orientation {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::TopDown => Self::TopDown,
            Direction::LeftRight => Self::LeftRight,
        }
    }
}

impl From<Orientation> for Direction {
    fn from(orientation: Orientation) -> Self {
        match orientation {
            Orientation::TopDown => Self::TopDown,
            Orientation::LeftRight => Self::LeftRight,
        }
    }
}

impl To {
    /// What a file is for by the end of its name.
    pub(super) fn by_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            "mmd" | "mermaid" => Some(Self::Mermaid),
            "dot" | "gv" => Some(Self::Dot),
            _ => None,
        }
    }

    /// The characters of a picture that is text.
    pub(super) fn charset(self) -> Option<Charset> {
        match self {
            Self::Unicode => Some(Charset::Unicode),
            Self::Ascii => Some(Charset::Ascii),
            _ => None,
        }
    }
}
