//! The topology's file, its edits and its zone, as users meet them.

mod classics;
mod edits;
mod wrong;
mod zones;
