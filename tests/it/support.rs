//! What several tests stand on: the tutor without a terminal, and with one.

pub(crate) mod pty;
pub(crate) mod shot;
pub(crate) mod tutor;
