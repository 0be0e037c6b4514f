//! The assumed load, and how clients behave.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// What a client does when the address that it got does not answer.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
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
pub enum Clients {
    /// Gives up.
    #[default]
    Once,
    /// Tries the next address of the answer.
    Retry,
}

/// The load that a design is asked to carry, and what a request costs behind the web server.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traffic {
    /// Requests a second that users offer; default 100.
    pub qps: f64,
    /// Parts of the mix that are static reads; default 70.
    pub static_reads: f64,
    /// Parts of the mix that are dynamic reads; default 27.
    pub dynamic_reads: f64,
    /// Parts of the mix that are writes; default 3.
    pub writes: f64,
    /// Read queries that a dynamic read makes; default 4.
    pub read_queries: f64,
    /// Write queries that a write makes; default 4.
    pub write_queries: f64,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            qps: 100.0,
            static_reads: 70.0,
            dynamic_reads: 27.0,
            writes: 3.0,
            read_queries: 4.0,
            write_queries: 4.0,
        }
    }
}
