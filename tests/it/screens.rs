//! The screens, driven by keys and mouse without a terminal.

mod diagram;
mod find;
mod home;
mod lab;
mod lesson;
mod motion;
mod page;
mod quiz;
mod sizes;
mod welcome;
