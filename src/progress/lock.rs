//! The lock beside a profile's database: who uses it shares the lock, who moves it holds it alone.
//!
//! SQLite locks its file for single transactions only. Moving a database that another process has open would
//! tear it from its journal, so moving waits until nobody has it open. The system frees a lock when its
//! process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How long to wait for somebody who is moving the database, or leaving it.
const PATIENCE: Duration = Duration::from_millis(1500);

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(10);

/// A lock, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum NoLock {
    /// Another process has it.
    Taken,
    /// The lock's file cannot be made or opened.
    Io(io::Error),
}

impl Lock {
    /// Takes a place among the users of the database at `path`. Where the file system has no locks, as with some
    /// network drives, `SQLite` is left to say whether it can work there.
    pub(super) fn share(path: &Path) -> Result<Self, NoLock> {
        Self::wait(path, |file| match file.try_lock_shared() {
            Err(TryLockError::Error(_)) => Ok(()),
            result => result,
        })
    }

    /// Takes the database at `path` for itself, once nobody uses it.
    pub(super) fn own(path: &Path) -> Result<Self, NoLock> {
        Self::wait(path, File::try_lock)
    }

    fn wait(path: &Path, take: fn(&File) -> Result<(), TryLockError>) -> Result<Self, NoLock> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.with_extension("lock"))
            .map_err(NoLock::Io)?;
        let begun = Instant::now();
        loop {
            match take(&file) {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(NoLock::Io(error)),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= PATIENCE => return Err(NoLock::Taken),
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_share_and_a_mover_is_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ada.db");
        let first = Lock::share(&path).unwrap();
        let second = Lock::share(&path).unwrap();
        assert!(matches!(Lock::own(&path), Err(NoLock::Taken)));
        drop((first, second));
        let mover = Lock::own(&path).unwrap();
        assert!(matches!(Lock::share(&path), Err(NoLock::Taken)));
        drop(mover);
        assert!(Lock::share(&path).is_ok());
    }
}
