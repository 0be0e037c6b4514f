//! One write to the database, as a value: it can be done, kept back while the disk refuses, and done again.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use super::record::{Attempt, Marker, MissionResult, Setting};

/// A write. Each is one short transaction; of two to the same place the later wins, and one that is done
/// twice counts once.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    Attempt { id: i64, at: Timestamp, attempt: Attempt },
    Mark { id: i64, marker: Marker },
    Mission { id: i64, at: Timestamp, result: MissionResult },
    GoTo { lesson: String, step: String, at: Timestamp },
    StepDone { lesson: String, step: String, at: Timestamp },
    Session { name: String, state: Option<String>, at: Timestamp },
    Lab { name: String, work: Option<(String, String)>, at: Timestamp },
    Draft { name: String, text: Option<String>, at: Timestamp },
    Setting { setting: Setting, value: String },
}

/// Does the changes in order, all or none.
pub(super) fn apply(changes: &[Change], connection: &mut Connection) -> rusqlite::Result<()> {
    // Immediate: a transaction that starts by reading could not wait for another writer later.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for change in changes {
        change.run(&transaction)?;
    }
    transaction.commit()
}

impl Change {
    /// Says whether an earlier change need not be done when this one is: both write the same place.
    pub(super) fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::GoTo { lesson: a, .. }, Self::GoTo { lesson: b, .. })
            | (Self::Session { name: a, .. }, Self::Session { name: b, .. })
            | (Self::Lab { name: a, .. }, Self::Lab { name: b, .. })
            | (Self::Draft { name: a, .. }, Self::Draft { name: b, .. }) => a == b,
            (Self::Setting { setting: a, .. }, Self::Setting { setting: b, .. }) => a == b,
            _ => false,
        }
    }

    fn run(&self, connection: &Connection) -> rusqlite::Result<()> {
        match self {
            Self::Attempt { id, at, attempt } => return add_attempt(connection, *id, *at, attempt),
            Self::Mission { id, at, result } => return add_mission(connection, *id, *at, result),
            Self::Mark { id, marker } => {
                let marker: &str = marker.into();
                run(connection, "UPDATE attempt SET marker = ?2 WHERE id = ?1", params![id, marker])
            }
            Self::GoTo { lesson, step, at } => run(
                connection,
                "INSERT OR REPLACE INTO position (lesson, step, at) VALUES (?1, ?2, ?3)",
                params![lesson, step, at.as_millisecond()],
            ),
            Self::StepDone { lesson, step, at } => run(
                connection,
                "INSERT OR IGNORE INTO step_done (lesson, step, at) VALUES (?1, ?2, ?3)",
                params![lesson, step, at.as_millisecond()],
            ),
            Self::Session { name, state: Some(state), at } => run(
                connection,
                "INSERT OR REPLACE INTO session (name, state, at) VALUES (?1, ?2, ?3)",
                params![name, state, at.as_millisecond()],
            ),
            Self::Session { name, state: None, .. } => {
                run(connection, "DELETE FROM session WHERE name = ?1", [name])
            }
            Self::Lab { name, work: Some((topology, log)), at } => run(
                connection,
                "INSERT OR REPLACE INTO lab (name, topology, log, at) VALUES (?1, ?2, ?3, ?4)",
                params![name, topology, log, at.as_millisecond()],
            ),
            Self::Lab { name, work: None, .. } => run(connection, "DELETE FROM lab WHERE name = ?1", [name]),
            Self::Draft { name, text: Some(text), at } => run(
                connection,
                "INSERT OR REPLACE INTO draft (name, text, at) VALUES (?1, ?2, ?3)",
                params![name, text, at.as_millisecond()],
            ),
            Self::Draft { name, text: None, .. } => {
                run(connection, "DELETE FROM draft WHERE name = ?1", [name])
            }
            Self::Setting { setting, value } => {
                let name: &str = setting.into();
                run(connection, "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", [name, value])
            }
        }
        .map(drop)
    }
}

fn run(connection: &Connection, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.execute(values)
}

fn add_attempt(connection: &Connection, id: i64, at: Timestamp, attempt: &Attempt) -> rusqlite::Result<()> {
    let marker: &str = attempt.marker.into();
    run(
        connection,
        "INSERT OR IGNORE INTO attempt (id, at, question, kind, answer, seconds, marker)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            id,
            at.as_millisecond(),
            attempt.question,
            attempt.kind,
            attempt.answer,
            finite(attempt.seconds),
            marker
        ],
    )?;
    for (requirement, verdict) in &attempt.verdicts {
        let verdict: &str = verdict.into();
        run(
            connection,
            "INSERT OR IGNORE INTO verdict (attempt, requirement, verdict) VALUES (?1, ?2, ?3)",
            params![id, requirement.as_str(), verdict],
        )?;
    }
    Ok(())
}

fn add_mission(
    connection: &Connection,
    id: i64,
    at: Timestamp,
    result: &MissionResult,
) -> rusqlite::Result<()> {
    run(
        connection,
        "INSERT OR IGNORE INTO mission (id, at, mission, passed, seconds, edits, hints, cost, topology)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            at.as_millisecond(),
            result.mission,
            result.passed,
            finite(result.seconds),
            result.edits,
            result.hints,
            result.cost,
            result.topology
        ],
    )
    .map(drop)
}

/// Keeps what is no number out of the database, which would take it for nothing at all.
fn finite(seconds: f64) -> f64 {
    if seconds.is_finite() { seconds } else { 0.0 }
}
