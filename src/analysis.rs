//! What follows from a topology: outcomes, single points of failure, availability, capacity, findings.

mod availability;
mod capacity;
mod concrete;
mod cost;
mod cutset;
mod database;
mod element;
mod engine;
mod entry;
mod evaluate;
mod firewall;
mod flow;
mod function;
mod index;
mod load;
mod order;
mod plan;
mod program;
mod reach;
mod report;
mod states;
mod symbolic;
mod world;

pub use availability::{Availability, Importance};
pub use capacity::Capacity;
pub use cost::cost;
pub use cutset::Spof;
pub use element::Element;
pub use engine::Engine;
pub use firewall::{Decision, Why};
pub use flow::{Flow, Path};
pub use function::{Failure, Failures, Function, Granularity, Outcome, State};
pub use reach::{Exposure, Probe};
pub use report::{FunctionReport, Options, Report, analyse};
