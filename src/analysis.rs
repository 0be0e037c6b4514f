//! What follows from a topology: outcomes, single points of failure, availability, capacity, findings.

mod concrete;
mod database;
mod element;
mod engine;
mod entry;
mod evaluate;
mod firewall;
mod flow;
mod function;
mod index;
mod order;
mod plan;
mod reach;
mod world;

pub use element::Element;
pub use engine::{Engine, Spof};
pub use firewall::{Decision, Why};
pub use flow::{Flow, Path};
pub use function::{Failure, Failures, Function, Granularity, Outcome, State};
pub use reach::{Exposure, Probe};
