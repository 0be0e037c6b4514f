//! What the parts of spof do, seen from outside: one binary, a module for each part.

mod analysis;
mod cli;
mod course;
mod designs;
mod diagram;
mod difference;
mod export;
mod goals;
mod journey;
mod marking;
mod progress;
mod quiz;
mod rules;
mod screens;
mod screenshots;
mod support;
mod topology;
