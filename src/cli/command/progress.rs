//! `spof progress`: what a learner has mastered, and a new beginning.

use serde::Serialize;

use crate::cli::Output;
use crate::cli::args::{Format, Global};
use crate::cli::failure::{Failure, Kind};
use crate::cli::json;
use crate::cli::page::{Ink, Page, Piece, Sign, piece};
use crate::cli::terminal;
use crate::course::Course;
use crate::progress::{Level, Location, Profile, Store, profiles, reset};
use crate::requirement::{RequirementId, Verdict};
use crate::text::prose::counted;

/// The keys of version 1 of the JSON.
const KEYS: &str = r#"JSON: {"version": 1, "profile", "file",
  "requirements": [{"id", "level": "untried" | "weak" | "fair" | "strong", "last", "attempts", "at"}],
  "lessons": [{"id", "step", "steps_done", "at"}]}
Times are of RFC 3339, in UTC."#;

/// Show what you have learnt, requirement by requirement
///
/// Strong: met at the last two attempts. Fair: met in part, or met once. Weak: missed at the last attempt.
#[derive(Debug, clap::Args)]
#[command(after_long_help = KEYS)]
pub(in crate::cli) struct Progress {
    /// Begin anew; what was there is moved aside, not deleted
    #[arg(long, conflicts_with = "format")]
    reset: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Report {
    version: u32,
    profile: String,
    file: Option<String>,
    requirements: Vec<Row>,
    lessons: Vec<Lesson>,
}

/// A requirement; the last verdict and its time are absent where it was never tried.
#[derive(Serialize)]
struct Row {
    id: RequirementId,
    #[serde(skip)]
    title: String,
    level: Level,
    last: Option<Verdict>,
    attempts: u32,
    at: Option<String>,
}

#[derive(Serialize)]
struct Lesson {
    id: String,
    step: String,
    steps_done: usize,
    at: String,
}

impl Progress {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let location = location(global);
        if self.reset {
            return begin_anew(&location);
        }
        let store = Store::open(&location);
        let saved = store.is_saved();
        while let Some(notice) = store.take_notice() {
            if !saved {
                return Err(Failure::said(Kind::Progress, notice.what).hint(notice.hint));
            }
            terminal::notice(&notice.to_string(), global);
        }
        let report = Report::new(&location, &store, &Course::embedded());
        Ok(Output::pass(match self.format {
            Format::Json => json::write(&report),
            Format::Text => report.page(&location, Page::new(terminal::look(global))),
        }))
    }
}

/// Where the progress of this run is.
pub(in crate::cli) fn location(global: &Global) -> Location {
    Location::find(global.data_dir.as_deref(), global.profile.clone().unwrap_or_default())
}

fn begin_anew(location: &Location) -> Result<Output, Failure> {
    let moved = reset(location).map_err(|error| Failure::new(Kind::Progress, error))?;
    let text = match moved {
        Some(path) => format!(
            "Profile {} begins anew. What was there is kept as {}.\n",
            location.profile(),
            crate::text::safe(&path.display().to_string())
        ),
        None => format!("Profile {} has no progress yet.\n", location.profile()),
    };
    Ok(Output::pass(text))
}

impl Report {
    fn new(location: &Location, store: &Store, course: &Course) -> Self {
        let mastery = store.mastery();
        let requirements = course.requirements().iter().map(|requirement| {
            let mastery = mastery.get(&requirement.id);
            Row {
                id: requirement.id.clone(),
                title: requirement.title.clone(),
                level: mastery.map(|mastery| mastery.level).unwrap_or_default(),
                last: mastery.map(|mastery| mastery.last),
                attempts: mastery.map_or(0, |mastery| mastery.attempts),
                at: mastery.map(|mastery| mastery.at.to_string()),
            }
        });
        let lessons = store.positions().into_iter().map(|position| Lesson {
            id: position.lesson,
            step: position.step,
            steps_done: position.done.len(),
            at: position.at.to_string(),
        });
        Self {
            version: json::VERSION,
            profile: location.profile().to_string(),
            file: location.file().ok().map(|file| file.display().to_string()),
            requirements: requirements.collect(),
            lessons: lessons.collect(),
        }
    }

    fn page(&self, location: &Location, mut page: Page) -> String {
        page.line(&[
            piece(Ink::Strong, format!("Profile {}", self.profile)),
            piece(Ink::Quiet, self.file.as_deref().map(|file| format!("  {file}")).unwrap_or_default()),
        ]);
        let tried = self.requirements.iter().any(|row| row.level != Level::Untried);
        if !tried && self.lessons.is_empty() {
            page.gap();
            page.paragraph(0, Ink::Plain, "Nothing yet. Start `spof` and begin with the first lesson.");
        }
        if tried {
            for task in (0..=3).map(Some).chain([None]) {
                self.group(task, &mut page);
            }
        }
        if !self.lessons.is_empty() {
            page.gap();
            page.line(&[piece(Ink::Strong, "Lessons")]);
        }
        let rows: Vec<Vec<Piece>> = self.lessons.iter().map(Lesson::cells).collect();
        page.table(2, &rows);
        others(location, &mut page);
        page.finish()
    }

    /// The requirements of a task, or the concepts of none: a heading, and a row for each that was tried.
    fn group(&self, task: Option<u8>, page: &mut Page) {
        let all: Vec<&Row> = self.requirements.iter().filter(|row| row.id.task() == task).collect();
        let strong = all.iter().filter(|row| row.level == Level::Strong).count();
        let name = task.map_or_else(|| "Concepts".to_owned(), |task| format!("Task {task}"));
        let count = format!("  {strong} of {} strong", all.len());
        page.gap();
        page.line(&[piece(Ink::Strong, name), piece(Ink::Quiet, count)]);
        let tried = all.iter().filter(|row| row.level != Level::Untried);
        let rows: Vec<Vec<Piece>> = tried.map(|row| row.cells(page)).collect();
        page.table(2, &rows);
    }
}

impl Row {
    fn cells(&self, page: &Page) -> Vec<Piece> {
        let sign = match self.level {
            Level::Strong => Sign::Good,
            Level::Fair => Sign::Fair,
            Level::Weak | Level::Untried => Sign::Bad,
        };
        vec![
            page.sign(sign),
            piece(Ink::Plain, self.id.as_str()),
            piece(sign.ink(), self.level.to_string()),
            piece(Ink::Quiet, counted(self.attempts as usize, "attempt")),
            piece(Ink::Quiet, self.at.as_deref().map_or("", day)),
            piece(Ink::Plain, &self.title),
        ]
    }
}

impl Lesson {
    fn cells(&self) -> Vec<Piece> {
        vec![
            piece(Ink::Plain, &self.id),
            piece(Ink::Plain, format!("at {}", self.step)),
            piece(Ink::Quiet, format!("{} done", counted(self.steps_done, "step"))),
            piece(Ink::Quiet, day(&self.at)),
        ]
    }
}

/// Names the other profiles of the folder, if there are any.
fn others(location: &Location, page: &mut Page) {
    let all = location.folder().ok().and_then(|folder| profiles(folder).ok()).unwrap_or_default();
    let names: Vec<&str> =
        all.iter().filter(|profile| *profile != location.profile()).map(Profile::as_str).collect();
    if !names.is_empty() {
        page.gap();
        page.paragraph(0, Ink::Quiet, format!("Other profiles: {}.", names.join(", ")));
    }
}

/// The day of a time as ISO 8601 has it.
fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}
