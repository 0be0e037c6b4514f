//! What a topology can be rendered to, and the file names that say so.

use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;

use crate::diagram::Charset;

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
