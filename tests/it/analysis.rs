//! What the engine says about designs whose answers are known.

mod aftermath;
mod agreement;
mod by_hand;
mod clauses;
mod compare;
mod explanations;
mod figures;
pub(crate) mod generate;
mod large;
mod long_run;
mod naive;
mod odd;
mod properties;
mod scenarios;
