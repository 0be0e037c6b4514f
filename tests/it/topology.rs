//! The topology's file, its edits and its zone, as users meet them.

pub(crate) mod arbitrary;
mod classics;
mod edits;
mod format;
mod mistakes;
mod properties;
mod wrong;
mod zones;
