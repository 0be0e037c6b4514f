//! What is read back from the database. Rows that this program does not understand are passed over.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::mastery::{self, Entry, Mastery};
use super::record::{Attempt, LabSave, Marker, MissionResult, PastAttempt, PastMission, Position};
use crate::requirement::{RequirementId, Verdict};

/// The columns of an attempt, in the order that [`attempt`] reads them.
const ATTEMPT: &str = "SELECT id, at, question, kind, answer, seconds, marker FROM attempt";

/// The last attempts at all questions, newest first.
pub(super) fn recent(connection: &Connection, count: u32) -> rusqlite::Result<Vec<PastAttempt>> {
    attempts(connection, &format!("{ATTEMPT} ORDER BY id DESC LIMIT ?1"), [count])
}

/// Every attempt at a question, newest first.
pub(super) fn of_question(connection: &Connection, question: &str) -> rusqlite::Result<Vec<PastAttempt>> {
    attempts(connection, &format!("{ATTEMPT} WHERE question = ?1 ORDER BY id DESC"), [question])
}

/// How well each requirement is mastered that was ever tried.
pub(super) fn mastery(connection: &Connection) -> rusqlite::Result<BTreeMap<RequirementId, Mastery>> {
    let mut statement = connection.prepare_cached(
        "SELECT requirement, verdict, marker, at FROM verdict JOIN attempt ON attempt = id
         ORDER BY requirement, attempt",
    )?;
    let rows = statement.query_map([], |row| {
        let requirement = text(row, 0).parse().ok();
        let entry = Entry { verdict: word(row, 1)?, marker: word(row, 2)?, at: time(row, 3)? };
        Ok(requirement.map(|requirement: RequirementId| (requirement, entry)))
    })?;
    let history: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(mastery::sum_up(history.into_iter().flatten()))
}

/// The results of a mission, newest first.
pub(super) fn missions(connection: &Connection, mission: &str) -> rusqlite::Result<Vec<PastMission>> {
    let mut statement = connection.prepare_cached(
        "SELECT at, mission, passed, seconds, edits, hints, cost, topology FROM mission
         WHERE mission = ?1 ORDER BY id DESC",
    )?;
    let rows = statement.query_map([mission], |row| {
        let result = MissionResult {
            mission: row.get(1)?,
            passed: row.get(2)?,
            seconds: row.get(3)?,
            edits: row.get(4)?,
            hints: row.get(5)?,
            cost: row.get(6)?,
            topology: row.get(7)?,
        };
        Ok(PastMission { at: time(row, 0)?, result })
    })?;
    rows.collect()
}

/// Where the learner is in each lesson that was ever opened, the last one first.
pub(super) fn positions(connection: &Connection) -> rusqlite::Result<Vec<Position>> {
    let mut steps: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut statement = connection.prepare_cached("SELECT lesson, step FROM step_done")?;
    for row in statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (lesson, step) = row?;
        steps.entry(lesson).or_default().insert(step);
    }
    let mut statement =
        connection.prepare_cached("SELECT lesson, step, at FROM position ORDER BY at DESC, lesson")?;
    let rows = statement.query_map([], |row| {
        let lesson: String = row.get(0)?;
        let done = steps.remove(&lesson).unwrap_or_default();
        Ok(Position { lesson, step: row.get(1)?, done, at: time(row, 2)? })
    })?;
    rows.collect()
}

/// The state of a quiz in progress.
pub(super) fn session(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    one(connection, "SELECT state FROM session WHERE name = ?1", name)
}

/// A text that is being written.
pub(super) fn draft(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    one(connection, "SELECT text FROM draft WHERE name = ?1", name)
}

/// What a setting is set to.
pub(super) fn setting(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    one(connection, "SELECT value FROM setting WHERE name = ?1", name)
}

/// A design under work.
pub(super) fn lab(connection: &Connection, name: &str) -> rusqlite::Result<Option<LabSave>> {
    let mut statement = connection.prepare_cached("SELECT topology, log, at FROM lab WHERE name = ?1")?;
    let read = |row: &Row<'_>| Ok(LabSave { topology: row.get(0)?, log: row.get(1)?, at: time(row, 2)? });
    statement.query_row([name], read).optional()
}

/// The greatest id of an attempt or a mission's result; 0 when there is none.
pub(super) fn last_id(connection: &Connection) -> rusqlite::Result<i64> {
    let sql =
        "SELECT max((SELECT ifnull(max(id), 0) FROM attempt), (SELECT ifnull(max(id), 0) FROM mission))";
    connection.query_row(sql, [], |row| row.get(0))
}

fn one(connection: &Connection, sql: &str, name: &str) -> rusqlite::Result<Option<String>> {
    connection.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()
}

fn attempts(connection: &Connection, sql: &str, values: impl Params) -> rusqlite::Result<Vec<PastAttempt>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut verdicts =
        connection.prepare_cached("SELECT requirement, verdict FROM verdict WHERE attempt = ?1")?;
    let mut found: Vec<PastAttempt> =
        statement.query_map(values, attempt)?.collect::<rusqlite::Result<_>>()?;
    for past in &mut found {
        let rows = verdicts.query_map(params![past.id], |row| {
            let verdict: Verdict = word(row, 1)?;
            Ok(text(row, 0).parse().ok().map(|requirement: RequirementId| (requirement, verdict)))
        })?;
        let pairs: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
        past.attempt.verdicts = pairs.into_iter().flatten().collect();
    }
    Ok(found)
}

fn attempt(row: &Row<'_>) -> rusqlite::Result<PastAttempt> {
    let attempt = Attempt {
        question: row.get(2)?,
        kind: row.get(3)?,
        answer: row.get(4)?,
        seconds: row.get(5)?,
        verdicts: BTreeMap::new(),
        marker: word::<Marker>(row, 6)?,
    };
    Ok(PastAttempt { id: row.get(0)?, at: time(row, 1)?, attempt })
}

/// Reads one word of a closed list; a word of another program's list as the first one.
fn word<T: std::str::FromStr + Default>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    Ok(row.get_ref(column)?.as_str()?.parse().unwrap_or_default())
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> &'a str {
    row.get_ref(column).ok().and_then(|value| value.as_str().ok()).unwrap_or_default()
}

/// Reads milliseconds since 1970; the epoch where they are out of range.
fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Ok(Timestamp::from_millisecond(row.get(column)?).unwrap_or(Timestamp::UNIX_EPOCH))
}
