//! The shape of the database, as a list of steps that only ever grows.

use rusqlite::{Connection, TransactionBehavior};

/// All steps, each with its reason; the number of a step is its place, from 1, and becomes the file's
/// `user_version`. A step that was ever released never changes: what is wrong with it is mended by a later
/// one. Times are milliseconds since 1970 in UTC.
const MIGRATIONS: &[&str] = &[
    // Every attempt is kept, with a verdict for each requirement that it assessed. The id is the time in
    // microseconds times 1024 plus chance, so that ids stand in order and those of two machines differ.
    "CREATE TABLE attempt (
         id INTEGER PRIMARY KEY,
         at INTEGER NOT NULL,
         question TEXT NOT NULL,
         kind TEXT NOT NULL,
         answer TEXT NOT NULL,
         seconds REAL NOT NULL,
         marker TEXT NOT NULL
     ) STRICT;
     CREATE INDEX attempt_by_question ON attempt (question, id);
     CREATE TABLE verdict (
         attempt INTEGER NOT NULL REFERENCES attempt (id),
         requirement TEXT NOT NULL,
         verdict TEXT NOT NULL,
         PRIMARY KEY (requirement, attempt)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX verdict_by_attempt ON verdict (attempt);",
    // A lesson goes on where it stopped. Steps done are rows of their own, so that two instances add up.
    "CREATE TABLE position (
         lesson TEXT PRIMARY KEY,
         step TEXT NOT NULL,
         at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE step_done (
         lesson TEXT NOT NULL,
         step TEXT NOT NULL,
         at INTEGER NOT NULL,
         PRIMARY KEY (lesson, step)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE mission (
         id INTEGER PRIMARY KEY,
         at INTEGER NOT NULL,
         mission TEXT NOT NULL,
         passed INTEGER NOT NULL,
         seconds REAL NOT NULL,
         edits INTEGER NOT NULL,
         hints INTEGER NOT NULL,
         cost INTEGER NOT NULL,
         topology TEXT NOT NULL
     ) STRICT;
     CREATE INDEX mission_by_name ON mission (mission, id);",
    // Work in progress is saved while it is done: quizzes at each answer, the lab at each edit, text at each
    // key.
    "CREATE TABLE session (
         name TEXT PRIMARY KEY,
         state TEXT NOT NULL,
         at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE lab (
         name TEXT PRIMARY KEY,
         topology TEXT NOT NULL,
         log TEXT NOT NULL,
         at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE draft (
         name TEXT PRIMARY KEY,
         text TEXT NOT NULL,
         at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;",
    // Settings follow the profile, not the machine.
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;",
];

/// Marks a file as ours: "SPOF" in ASCII, at offset 68 of the file (<https://sqlite.org/fileformat2.html>).
pub(super) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"SPOF");

/// The newest version that this program knows.
pub(super) const NEWEST: u32 = MIGRATIONS.len() as u32;

/// Brings a database that is ours, or empty, to the newest version, all steps or none, and says which version
/// it then has: a later one than [`NEWEST`] when a newer program was faster.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<u32> {
    // Immediate, so that of two processes that start at once one waits and then finds the work done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = version(&transaction)?;
    if version >= NEWEST {
        return Ok(version);
    }
    for step in &MIGRATIONS[version as usize..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", NEWEST)?;
    transaction.commit()?;
    Ok(NEWEST)
}

/// Reads the version of a database; 0 for a new one.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_reaches_the_newest() {
        for from in 0..=NEWEST {
            let mut connection = Connection::open_in_memory().unwrap();
            for step in &MIGRATIONS[..from as usize] {
                connection.execute_batch(step).unwrap();
            }
            connection.pragma_update(None, "user_version", from).unwrap();
            assert_eq!(migrate(&mut connection), Ok(NEWEST));
            assert_eq!(migrate(&mut connection), Ok(NEWEST));
            let tables: u32 = connection
                .query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", [], |row| row.get(0))
                .unwrap();
            assert_eq!(tables, 9, "from {from}");
        }
    }
}
