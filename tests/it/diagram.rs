//! Drawings of topologies, read back from their characters alone.

mod classics;
mod compare;
mod generated;
mod reader;
mod sheet;
