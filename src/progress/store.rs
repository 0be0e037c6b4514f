//! The store: what the tutor asks and tells. It always answers; what went wrong comes as notices.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::mem;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::Connection;

use super::change::{self, Change};
use super::lock::Lock;
use super::mastery::Mastery;
use super::notice::Notice;
use super::record::{Attempt, LabSave, Marker, MissionResult, PastAttempt, PastMission, Position, Setting};
use super::sync::Syncer;
use super::{database, open, query};
use crate::requirement::RequirementId;

/// How long to let a disk rest that refused a write.
const RETRY: Duration = Duration::from_secs(1);

/// A learner's progress.
///
/// Every write is one short transaction that survives the end of this process once the call returns, and a
/// power cut a second later. When the disk refuses (it is full, or another program holds the file), the store
/// goes on with a copy in memory, keeps the writes back, tries them again with later writes and at the end,
/// and says so once. Where there is no usable file at all, it stays in memory from the start. So nothing here
/// fails: callers show [`Store::take_notice`] when there is one.
#[derive(Debug)]
pub struct Store {
    home: Home,
    notices: RefCell<Vec<Notice>>,
    /// Whether the learner was told that the file cannot be read.
    unreadable: Cell<bool>,
    last_id: i64,
}

/// Where reads and writes go.
#[derive(Debug)]
enum Home {
    /// The file.
    Disk(Disk),
    /// Memory for now: the file refused a write.
    Waiting(Waiting),
    /// Memory for good.
    Memory(Connection),
}

/// An open database file.
#[derive(Debug)]
pub(super) struct Disk {
    pub(super) connection: Connection,
    pub(super) syncer: Option<Syncer>,
    pub(super) _lock: Lock,
}

impl Disk {
    /// Has what was just written brought to the disk soon.
    fn touch(&self) {
        if let Some(syncer) = &self.syncer {
            syncer.touch();
        }
    }
}

/// A copy in memory that runs ahead of the file.
#[derive(Debug)]
struct Waiting {
    memory: Connection,
    disk: Disk,
    /// What the file has not got yet, in order.
    changes: Vec<Change>,
    tried: Instant,
}

impl Store {
    /// Opens the progress at `location`, made when it is missing. A damaged file is set aside; a file that
    /// cannot be used is left as it is, and the store works in memory.
    #[must_use]
    pub fn open(location: &super::Location) -> Self {
        let mut notices = Vec::new();
        let home = match open::open(location, &mut notices) {
            Ok(disk) => Home::Disk(disk),
            Err(memory) => Home::Memory(memory),
        };
        Self::new(home, notices)
    }

    /// Makes an empty store that saves nothing.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::new(Home::Memory(database::in_memory()), Vec::new())
    }

    fn new(home: Home, notices: Vec<Notice>) -> Self {
        let mut store =
            Self { home, notices: RefCell::new(notices), unreadable: Cell::new(false), last_id: 0 };
        store.last_id = store.read(query::last_id);
        store
    }

    /// Says whether everything so far is on disk.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        matches!(self.home, Home::Disk(_))
    }

    /// Takes the next thing that the learner should be told, oldest first.
    pub fn take_notice(&self) -> Option<Notice> {
        let mut notices = self.notices.borrow_mut();
        if notices.is_empty() { None } else { Some(notices.remove(0)) }
    }

    /// Tries for a last time to save what was kept back, and says what is lost if that fails.
    #[must_use]
    pub fn close(mut self) -> Option<Notice> {
        self.retry();
        let Home::Waiting(waiting) = &mut self.home else { return None };
        let count = mem::take(&mut waiting.changes).len();
        Some(Notice::new(
            format!("The last {count} things you did could not be saved."),
            "Free some space or close what holds the file before you start spof again.",
        ))
    }
}

/// Reading.
impl Store {
    /// The last `count` attempts, newest first.
    #[must_use]
    pub fn recent_attempts(&self, count: u32) -> Vec<PastAttempt> {
        self.read(|connection| query::recent(connection, count))
    }

    /// Every attempt at a question, newest first.
    #[must_use]
    pub fn attempts(&self, question: &str) -> Vec<PastAttempt> {
        self.read(|connection| query::of_question(connection, question))
    }

    /// How well each requirement is mastered that was ever tried; those not named are [`Level::Untried`].
    ///
    /// [`Level::Untried`]: super::Level::Untried
    #[must_use]
    pub fn mastery(&self) -> BTreeMap<RequirementId, Mastery> {
        self.read(query::mastery)
    }

    /// The results of a mission, newest first.
    #[must_use]
    pub fn missions(&self, mission: &str) -> Vec<PastMission> {
        self.read(|connection| query::missions(connection, mission))
    }

    /// Where the learner is in each lesson that was ever opened, the last one first.
    #[must_use]
    pub fn positions(&self) -> Vec<Position> {
        self.read(query::positions)
    }

    /// Where the learner is in a lesson.
    #[must_use]
    pub fn position(&self, lesson: &str) -> Option<Position> {
        self.positions().into_iter().find(|position| position.lesson == lesson)
    }

    /// The state of a quiz in progress, as it was saved.
    #[must_use]
    pub fn session(&self, name: &str) -> Option<String> {
        self.read(|connection| query::session(connection, name))
    }

    /// A design under work, as it was after its last edit.
    #[must_use]
    pub fn lab(&self, name: &str) -> Option<LabSave> {
        self.read(|connection| query::lab(connection, name))
    }

    /// A text that is being written.
    #[must_use]
    pub fn draft(&self, name: &str) -> Option<String> {
        self.read(|connection| query::draft(connection, name))
    }

    /// What a setting is set to.
    #[must_use]
    pub fn setting(&self, setting: Setting) -> Option<String> {
        self.read(|connection| query::setting(connection, setting.into()))
    }
}

/// Writing.
impl Store {
    /// Keeps an attempt, with the present time, and returns its number for [`Store::mark`].
    pub fn record(&mut self, attempt: Attempt) -> i64 {
        let (id, at) = self.next_id();
        self.write(Change::Attempt { id, at, attempt });
        id
    }

    /// Changes who marked an attempt: to appeal, or to mark it oneself.
    pub fn mark(&mut self, attempt: i64, marker: Marker) {
        self.write(Change::Mark { id: attempt, marker });
    }

    /// Keeps how a mission ended.
    pub fn finish_mission(&mut self, result: MissionResult) {
        let (id, at) = self.next_id();
        self.write(Change::Mission { id, at, result });
    }

    /// Remembers the step that is open in a lesson.
    pub fn go_to(&mut self, lesson: &str, step: &str) {
        self.write(Change::GoTo { lesson: lesson.into(), step: step.into(), at: Timestamp::now() });
    }

    /// Marks a step of a lesson as done.
    pub fn step_done(&mut self, lesson: &str, step: &str) {
        self.write(Change::StepDone { lesson: lesson.into(), step: step.into(), at: Timestamp::now() });
    }

    /// Saves the state of a quiz in progress, in whatever form the quiz reads again.
    pub fn save_session(&mut self, name: &str, state: &str) {
        let state = Some(state.into());
        self.write(Change::Session { name: name.into(), state, at: Timestamp::now() });
    }

    /// Forgets a quiz in progress, when it is over.
    pub fn end_session(&mut self, name: &str) {
        self.write(Change::Session { name: name.into(), state: None, at: Timestamp::now() });
    }

    /// Saves a design under work: its file's text and its edits, one a line.
    pub fn save_lab(&mut self, name: &str, topology: &str, log: &str) {
        let work = Some((topology.into(), log.into()));
        self.write(Change::Lab { name: name.into(), work, at: Timestamp::now() });
    }

    /// Forgets a design under work, when it was saved elsewhere or thrown away.
    pub fn end_lab(&mut self, name: &str) {
        self.write(Change::Lab { name: name.into(), work: None, at: Timestamp::now() });
    }

    /// Saves a text that is being written; an empty one is forgotten.
    pub fn save_draft(&mut self, name: &str, text: &str) {
        let text = Some(text.into()).filter(|text: &String| !text.is_empty());
        self.write(Change::Draft { name: name.into(), text, at: Timestamp::now() });
    }

    /// Sets a setting.
    pub fn set(&mut self, setting: Setting, value: &str) {
        self.write(Change::Setting { setting, value: value.into() });
    }

    /// The present time, and a number that is greater than any before: microseconds since 1970 times 1024,
    /// plus chance, so that two instances do not choose the same one.
    fn next_id(&mut self) -> (i64, Timestamp) {
        let at = Timestamp::now();
        let chance = RandomState::new().hash_one(0) % 1024;
        let id = at.as_microsecond().saturating_mul(1024).saturating_add_unsigned(chance);
        self.last_id = id.max(self.last_id.saturating_add(1));
        (self.last_id, at)
    }

    fn write(&mut self, change: Change) {
        match &mut self.home {
            Home::Disk(disk) => match change::apply(std::slice::from_ref(&change), &mut disk.connection) {
                Ok(()) => disk.touch(),
                Err(error) => self.hold_back(change, &error),
            },
            Home::Waiting(waiting) => {
                // The copy takes what the file would take; where it does not, the file is asked in its turn.
                drop(change::apply(std::slice::from_ref(&change), &mut waiting.memory));
                waiting.changes.retain(|earlier| !change.replaces(earlier));
                waiting.changes.push(change);
                if waiting.tried.elapsed() >= RETRY {
                    self.retry();
                }
            }
            Home::Memory(memory) => drop(change::apply(&[change], memory)),
        }
    }

    /// Goes on in memory after the file refused a write.
    fn hold_back(&mut self, change: Change, error: &rusqlite::Error) {
        let Home::Disk(disk) = mem::replace(&mut self.home, Home::Memory(database::in_memory())) else {
            return;
        };
        let mut memory = database::copy(&disk.connection);
        drop(change::apply(std::slice::from_ref(&change), &mut memory));
        let file = disk.connection.path().unwrap_or_default();
        self.tell(open::refused(file, error));
        self.home = if database::is_damage(error) {
            Home::Memory(memory)
        } else {
            // Later tries must not stop the tutor at every key.
            drop(disk.connection.busy_timeout(Duration::from_millis(20)));
            Home::Waiting(Waiting { memory, disk, changes: vec![change], tried: Instant::now() })
        };
    }

    /// Tries to write what was kept back, and goes back to the file when that works.
    fn retry(&mut self) {
        let Home::Waiting(waiting) = &mut self.home else { return };
        waiting.tried = Instant::now();
        if change::apply(&waiting.changes, &mut waiting.disk.connection).is_err() {
            return;
        }
        if let Home::Waiting(waiting) = mem::replace(&mut self.home, Home::Memory(database::in_memory())) {
            drop(waiting.disk.connection.busy_timeout(database::PATIENCE));
            waiting.disk.touch();
            self.home = Home::Disk(waiting.disk);
            self.tell(Notice::new("Progress is saved again.", ""));
        }
    }

    fn read<T: Default>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
        let connection = match &self.home {
            Home::Disk(disk) => &disk.connection,
            Home::Waiting(waiting) => &waiting.memory,
            Home::Memory(memory) => memory,
        };
        ask(connection).unwrap_or_else(|error| {
            if !self.unreadable.replace(true) {
                self.tell(open::unreadable(&error));
            }
            T::default()
        })
    }

    fn tell(&self, notice: Notice) {
        self.notices.borrow_mut().push(notice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Level, Location, Profile};
    use crate::requirement::Verdict;

    #[test]
    fn everything_is_there_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = at(folder.path());
        let id = store.record(attempt("q1", Verdict::Met));
        store.record(attempt("q1", Verdict::Met));
        store.mark(id, Marker::Appealed);
        store.go_to("0-one-server", "intro");
        store.step_done("0-one-server", "intro");
        store.go_to("0-one-server", "dns");
        store.save_session("task 0", "{}");
        store.save_lab("shop", "(format: 1)", "add host web1");
        store.save_draft("q2", "A server is");
        store.set(Setting::Theme, "dark");
        assert_eq!(store.close(), None);

        let store = at(folder.path());
        let attempts = store.attempts("q1");
        assert_eq!(attempts.len(), 2);
        assert_eq!(attempts[1].attempt, Attempt { marker: Marker::Appealed, ..attempt("q1", Verdict::Met) });
        assert_eq!(store.recent_attempts(1), attempts[..1]);
        let mastery = store.mastery();
        assert_eq!(mastery["t0.explain.server"].level, Level::Strong);
        let position = store.position("0-one-server").unwrap();
        assert_eq!((position.step.as_str(), position.done.len()), ("dns", 1));
        assert_eq!(store.session("task 0").as_deref(), Some("{}"));
        assert_eq!(store.lab("shop").unwrap().log, "add host web1");
        assert_eq!(store.draft("q2").as_deref(), Some("A server is"));
        assert_eq!(store.setting(Setting::Theme).as_deref(), Some("dark"));
        assert_eq!(store.take_notice(), None);
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let mut store = Store::in_memory();
        store.save_session("quiz", "{}");
        store.end_session("quiz");
        store.save_lab("shop", "()", "");
        store.end_lab("shop");
        store.save_draft("q", "text");
        store.save_draft("q", "");
        assert_eq!((store.session("quiz"), store.lab("shop"), store.draft("q")), (None, None, None));
    }

    #[test]
    fn a_full_disk_stops_nobody_and_loses_nothing_once_there_is_space() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = at(folder.path());
        store.set(Setting::Theme, "dark");
        let pages = limit(&mut store, 1);
        let long = "x".repeat(100_000);
        store.save_draft("q", &long);
        assert!(!store.is_saved());
        let notice = store.take_notice().unwrap().to_string();
        assert!(notice.contains("finds no space on the disk. Free some space"), "{notice}");
        store.save_draft("q", "y");
        store.record(attempt("q", Verdict::Partial));
        store.save_draft("q", &long);
        // The copy in memory has the old and the new.
        assert_eq!(store.setting(Setting::Theme).as_deref(), Some("dark"));
        assert_eq!((store.draft("q"), store.attempts("q").len()), (Some(long.clone()), 1));
        assert_eq!(store.take_notice(), None, "one notice is enough");

        limit(&mut store, pages);
        store.retry();
        assert!(store.is_saved());
        assert_eq!(store.take_notice().unwrap().what, "Progress is saved again.");
        assert_eq!(store.close(), None);
        let store = at(folder.path());
        assert_eq!((store.draft("q"), store.attempts("q").len()), (Some(long), 1));
    }

    #[test]
    fn closing_on_a_full_disk_says_what_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = at(folder.path());
        limit(&mut store, 1);
        for name in ["a", "b"] {
            store.save_draft(name, &"x".repeat(100_000));
        }
        assert_eq!(store.close().unwrap().what, "The last 2 things you did could not be saved.");
    }

    #[test]
    fn a_file_held_by_another_program_is_written_later() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = at(folder.path());
        let Home::Disk(disk) = &store.home else { panic!("it is on disk") };
        disk.connection.busy_timeout(Duration::ZERO).unwrap();
        let other = Connection::open(folder.path().join("default.db")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        store.set(Setting::Mouse, "off");
        let notice = store.take_notice().unwrap();
        assert!(notice.what.ends_with("is held by another program."), "{notice}");
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(store.close(), None);
        assert_eq!(at(folder.path()).setting(Setting::Mouse).as_deref(), Some("off"));
    }

    #[test]
    fn numbers_of_attempts_grow_even_when_the_clock_goes_back() {
        let mut store = Store::in_memory();
        store.last_id = i64::MAX - 5;
        let first = store.record(attempt("q", Verdict::Met));
        assert!(store.record(attempt("q", Verdict::Met)) > first);
    }

    fn at(folder: &std::path::Path) -> Store {
        Store::open(&Location::find(Some(folder), Profile::default()))
    }

    fn attempt(question: &str, verdict: Verdict) -> Attempt {
        Attempt {
            question: question.into(),
            kind: "explain".into(),
            answer: "A machine that serves.".into(),
            seconds: 12.5,
            verdicts: [(RequirementId::parse("t0.explain.server").unwrap(), verdict)].into(),
            marker: Marker::Program,
        }
    }

    /// Lets the file grow to so many pages only, as a full disk would; returns the limit before.
    fn limit(store: &mut Store, pages: u32) -> u32 {
        let connection = match &store.home {
            Home::Disk(disk) => &disk.connection,
            Home::Waiting(waiting) => &waiting.disk.connection,
            Home::Memory(_) => panic!("it has a file"),
        };
        let before = connection.pragma_query_value(None, "max_page_count", |row| row.get(0)).unwrap();
        connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
        before
    }
}
