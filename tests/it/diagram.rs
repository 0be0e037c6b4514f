//! Drawings of topologies, read back from their characters alone.

mod show;
