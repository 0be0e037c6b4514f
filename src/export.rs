//! A topology for other tools: SVG and PNG pictures, Mermaid and DOT texts.
//!
//! Pictures are written from the same cells that a terminal shows, so that a report and a screen agree.

pub mod describe;
pub mod dot;
mod escape;
pub mod mermaid;
mod outline;
pub mod png;
pub mod states;
pub mod svg;
