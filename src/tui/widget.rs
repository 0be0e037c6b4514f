//! Pieces that screens are drawn from. Each draws into an area of any size, also an empty one.

pub mod ascii;
pub mod aside;
pub mod board;
pub mod chooser;
pub mod facts;
pub mod footer;
pub mod journey;
pub mod meter;
pub mod notice;
pub mod pane;
pub mod picture;
pub mod prose;
pub mod typing;
