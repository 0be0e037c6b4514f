//! What the learner has done, kept in a database that survives crashes; and safe files.
//!
//! One profile is one SQLite file below the user's data folder ([`Location`]); [`Store`] opens it and never
//! refuses: where nothing can be saved it goes on in memory and says so with a [`Notice`].
//! [`file`](mod@file) reads and saves the learner's own files.

mod aside;
mod change;
mod database;
pub mod file;
mod location;
mod lock;
mod mastery;
mod migration;
mod notice;
mod open;
mod query;
mod record;
mod store;
mod sync;

pub use aside::{ResetError, reset};
pub use jiff::Timestamp;
pub use location::{InvalidProfile, Location, NoHome, Profile, profiles};
pub use mastery::{Level, Mastery};
pub use notice::Notice;
pub use record::{Attempt, LabSave, Marker, MissionResult, PastAttempt, PastMission, Position, Setting};
pub use store::Store;
