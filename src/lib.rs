//! An interactive terminal tutor for designing web infrastructure.
//!
//! One engine draws, analyses, grades and asks: a lesson, a quiz and a grade never hold an answer
//! written by hand where the engine can compute it. `ARCHITECTURE.md` shows the layers; the modules
//! from [`course`] down are pure: no terminal, no clock, no disk, no randomness that is not passed in.

// The tests of the crate include the brute force of `tests/`, which knows the crate by its name.
#[cfg(test)]
extern crate self as spof;

pub mod analysis;
pub mod cli;
pub mod course;
pub mod diagram;
pub mod export;
pub mod goal;
pub mod lesson;
pub mod markdown;
pub mod marking;
pub mod progress;
pub mod quiz;
pub mod requirement;
pub mod text;
pub mod topology;
pub mod tui;
