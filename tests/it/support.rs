//! What several tests stand on: the tutor without a terminal, and with one.

pub mod pty;
pub mod shot;
pub mod tutor;
