//! Lessons and packs: what reads well, and what is told to the author of what does not.

mod lesson;
mod lint;
mod mission;
mod one_server;
mod pack;
mod readme;
mod shipped;
