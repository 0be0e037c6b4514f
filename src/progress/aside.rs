//! Sets a profile's database aside under another name. Nothing is ever deleted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::database::{self, Refusal, beside};
use super::location::{Location, NoHome, Profile};
use super::lock::{Lock, NoLock};

/// Why a profile was not reset. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// No folder for progress is known.
    #[error("There is no home folder, so there is no progress to reset. Name a folder with --data-dir DIR.")]
    NoHome(#[from] NoHome),
    /// Another instance has the database open.
    #[error("Another spof is using profile `{0}`. Quit it, then reset again.")]
    InUse(Profile),
    /// The file is another program's.
    #[error("{0} is the database of another program. Name another folder with --data-dir DIR.")]
    Foreign(PathBuf),
    /// The system refuses.
    #[error("{path} could not be moved aside. Check that the folder can be written.")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Moves the progress of a profile aside, so that it begins anew, and says where it is now; `None` when there
/// was none. Asks nothing.
///
/// # Errors
/// [`ResetError`]; the progress is then where it was.
pub fn reset(location: &Location) -> Result<Option<PathBuf>, ResetError> {
    let path = location.file()?;
    if !path.exists() {
        return Ok(None);
    }
    let failed = |source| ResetError::Io { path: path.clone(), source };
    let _lock = Lock::own(&path).map_err(|error| match error {
        NoLock::Taken => ResetError::InUse(location.profile().clone()),
        NoLock::Io(source) => failed(source),
    })?;
    match database::open(&path) {
        Err(Refusal::Foreign) => return Err(ResetError::Foreign(path)),
        // Closing the last connection moves the log into the file, so that one file holds all.
        opened => drop(opened),
    }
    set_aside(&path, "reset").map(Some).map_err(failed)
}

/// Moves a database with its log to `NAME.WHY-TIME.db` and returns the new path. The caller owns the lock.
pub(super) fn set_aside(path: &Path, why: &str) -> io::Result<PathBuf> {
    let target = free_name(path, why);
    // The log goes first: left behind alone, it would be taken for that of the next database.
    for part in ["-wal", "-shm", ""] {
        match fs::rename(beside(path, part), beside(&target, part)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !part.is_empty() => {}
            moved => moved?,
        }
    }
    Ok(target)
}

/// A path beside `path` that is not taken, such as `ada.reset-20260131T174500Z.db`.
fn free_name(path: &Path, why: &str) -> PathBuf {
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let name = |extra: String| path.with_extension(format!("{why}-{time}{extra}.db"));
    let mut target = name(String::new());
    for number in 2.. {
        if !target.exists() {
            break;
        }
        target = name(format!("-{number}"));
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_keeps_the_old_file_and_every_name_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::find(Some(folder.path()), Profile::default());
        assert_eq!(reset(&location).unwrap(), None);
        let mut kept = Vec::new();
        for theme in ["dark", "light", "plain"] {
            let connection = database::open(&location.file().unwrap()).unwrap();
            connection.execute("INSERT INTO setting VALUES ('theme', ?1)", [theme]).unwrap();
            drop(connection);
            kept.push((theme, reset(&location).unwrap().unwrap()));
            assert!(!location.file().unwrap().exists());
        }
        for (theme, path) in kept {
            let connection = database::open(&path).unwrap();
            let value: String =
                connection.query_row("SELECT value FROM setting", [], |row| row.get(0)).unwrap();
            assert_eq!(value, theme);
        }
    }

    #[test]
    fn a_log_left_by_a_killed_process_is_kept_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ada.db");
        for (part, text) in [("", "broken"), ("-wal", "log"), ("-shm", "index")] {
            fs::write(beside(&path, part), text).unwrap();
        }
        let target = set_aside(&path, "damaged").unwrap();
        assert_eq!(fs::read_to_string(beside(&target, "-wal")).unwrap(), "log");
        assert_eq!(fs::read_to_string(&target).unwrap(), "broken");
        assert!(!path.exists());
    }
}
