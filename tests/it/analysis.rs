//! What the engine says about designs whose answers are known.

mod agreement;
mod generate;
mod naive;
mod scenarios;
