//! What the engine says about designs whose answers are known.

mod aftermath;
mod agreement;
mod broad;
mod by_hand;
mod clauses;
mod compare;
mod explanations;
mod figures;
pub(crate) mod generate;
mod large;
mod long_run;
pub(crate) mod naive;
mod odd;
mod properties;
mod scenarios;
