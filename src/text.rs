//! Text on a grid and in words: width, wrapping, safety. Knows nothing of topologies.

mod closest;
pub mod spelling;
pub mod words;
pub mod written;

pub use closest::closest;
