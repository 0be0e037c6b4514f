//! The database file: opened only when it is ours, whole and of a version that this program knows.
//!
//! **What survives what.** The journal is a write-ahead log, so a commit is in the system's hands as soon as
//! it returns: a killed process loses nothing but what it had not yet handed over. Against a power cut,
//! `synchronous=FULL` would sync the log at each commit and lose none, but each key of a text being typed
//! would wait for the disk: 0.2 to 3 ms where we measured, far more on a memory card. `synchronous=NORMAL`
//! leaves the syncs to checkpoints (<https://sqlite.org/pragma.html#pragma_synchronous>) and could lose many
//! minutes. We take NORMAL and sync the log ourselves half a second after a write ([`Syncer`]), so that a
//! power cut costs at most the last second, nobody waits, and the database stays whole either way.
//!
//! The log's index is memory that processes of one machine share (<https://sqlite.org/wal.html>): a data folder on
//! a network drive is fine for one machine at a time.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::backup::Backup;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::migration::{APPLICATION_ID, NEWEST, migrate, version};
use super::sync::Syncer;

/// How long a write waits for another instance, whose transactions take milliseconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Why a database file is not used.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is no database, or its content contradicts itself.
    Damaged,
    /// It was written by a newer program: its version.
    Newer(u32),
    /// It is a database of something else.
    Foreign,
    /// The system or SQLite refuses.
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        if is_damage(&error) { Self::Damaged } else { Self::Failed(error) }
    }
}

/// Says whether the error means that the file's content is broken.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Opens the database at `path`, made when it is missing, and brings it to the newest version.
pub(super) fn open(path: &Path) -> Result<Connection, Refusal> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    identify(&mut connection)?;
    use_log(&connection)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    match migrate(&mut connection)? {
        version if version > NEWEST => Err(Refusal::Newer(version)),
        _ => Ok(connection),
    }
}

/// Starts to bring the log of the database at `path` to the disk soon after each write. Opening and closing
/// the log is safe: `SQLite` holds its locks on the other two files.
pub(super) fn sync_log(connection: &Connection, path: &Path) -> rusqlite::Result<Option<Syncer>> {
    let log = beside(path, "-wal");
    // Without a log there is nothing to sync; what the disk refuses here, the next checkpoint meets again.
    let syncer = Syncer::start(move || drop(File::open(&log).and_then(|log| log.sync_data())));
    if syncer.is_none() {
        connection.pragma_update(None, "synchronous", "FULL")?;
    }
    Ok(syncer)
}

/// The path of a file that belongs to the database: `part` behind its name.
pub(super) fn beside(path: &Path, part: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(part);
    name.into()
}

/// Makes an empty database in memory.
pub(super) fn in_memory() -> Connection {
    let mut connection = Connection::open_in_memory().expect("SQLite opens a database in memory");
    migrate(&mut connection).expect("the migrations fit an empty database");
    connection
}

/// Copies a database into memory; an empty one when it cannot be read.
pub(super) fn copy(from: &Connection) -> Connection {
    let copied = || -> rusqlite::Result<Connection> {
        let mut memory = Connection::open_in_memory()?;
        Backup::new(from, &mut memory)?.run_to_completion(1000, Duration::ZERO, None)?;
        migrate(&mut memory)?;
        Ok(memory)
    };
    copied().unwrap_or_else(|_| in_memory())
}

/// Reads a database that cannot be written into memory; an empty one when it cannot be read either.
pub(super) fn copy_of_file(path: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let readable = || -> Result<Connection, Refusal> {
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        identify(&mut connection)?;
        Ok(copy(&connection))
    };
    readable().unwrap_or_else(|_| in_memory())
}

/// Checks that the file is empty or ours, and whole.
fn identify(connection: &mut Connection) -> Result<(), Refusal> {
    // One transaction, so that another process that is just making the file shows all of it or nothing.
    let transaction = connection.transaction()?;
    let application: i32 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version = version(&transaction)?;
    let empty: bool =
        transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))?;
    if empty && application == 0 && version == 0 {
        return Ok(());
    }
    if application != APPLICATION_ID {
        return Err(Refusal::Foreign);
    }
    if version > NEWEST {
        return Err(Refusal::Newer(version));
    }
    let health: String = transaction.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if health == "ok" { Ok(()) } else { Err(Refusal::Damaged) }
}

/// Switches to the write-ahead log. The switch needs the file for itself and does not wait by itself.
fn use_log(connection: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())) {
            Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

/// Says whether another connection is in the way.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_new_file_is_ours_and_logs_ahead() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ada.db");
        drop(open(&path).unwrap());
        let connection = open(&path).unwrap();
        let pragma = |name: &str| -> String {
            connection
                .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
                .map(|value| format!("{value:?}"))
                .unwrap()
        };
        assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
        // 1 is NORMAL (<https://sqlite.org/pragma.html#pragma_synchronous>).
        assert_eq!(pragma("synchronous"), "Integer(1)");
        drop(connection);
        let bytes = fs::read(&path).unwrap();
        assert_eq!(&bytes[68..72], b"SPOF");
    }

    #[test]
    fn what_is_not_ours_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ada.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        let before = fs::read(&path).unwrap();
        assert!(matches!(open(&path), Err(Refusal::Foreign)));
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_copy_in_memory_of_a_file_can_be_read_and_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ada.db");
        let connection = open(&path).unwrap();
        connection.execute("INSERT INTO setting VALUES ('theme', 'dark')", []).unwrap();
        for memory in [copy(&connection), copy_of_file(&path)] {
            memory.execute("INSERT INTO setting VALUES ('mouse', 'off')", []).unwrap();
            let count: u32 = memory.query_row("SELECT count(*) FROM setting", [], |row| row.get(0)).unwrap();
            assert_eq!(count, 2);
        }
    }
}
