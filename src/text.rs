//! Text on a grid and in words: width, wrapping, safety. Knows nothing of topologies.

pub mod spelling;
pub mod words;
