//! `spof progress`: what a learner has mastered, and a new beginning.

use serde::Serialize;

use crate::cli::Output;
use crate::cli::args::{Format, Global};
use crate::cli::failure::{Failure, Kind};
use crate::cli::json;
use crate::cli::page::{Ink, Page, Piece, Sign, piece};
use crate::cli::terminal;
use crate::progress::{Location, Profile, Store, profiles, reset};
use crate::text::prose::counted;

/// Show what you have learnt, requirement by requirement
///
/// Strong: met at the last two attempts. Fair: met in part, or met once. Weak: missed at the last attempt.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Progress {
    /// Begin anew; what was there is moved aside, not deleted
    #[arg(long)]
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

#[derive(Serialize)]
struct Row {
    id: String,
    level: &'static str,
    last: String,
    attempts: u32,
    at: String,
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
        let report = Report::new(&location, &store);
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
    fn new(location: &Location, store: &Store) -> Self {
        let requirements = store.mastery().into_iter().map(|(id, mastery)| Row {
            id: id.to_string(),
            level: mastery.level.into(),
            last: mastery.last.to_string(),
            attempts: mastery.attempts,
            at: mastery.at.to_string(),
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
        page.gap();
        if self.requirements.is_empty() && self.lessons.is_empty() {
            page.paragraph(0, Ink::Plain, "Nothing yet. Start `spof` and begin with the first lesson.");
        }
        let rows: Vec<Vec<Piece>> = self.requirements.iter().map(|row| row.cells(&page)).collect();
        page.table(2, &rows);
        if !self.lessons.is_empty() {
            page.gap();
            page.line(&[piece(Ink::Strong, "Lessons")]);
        }
        let rows: Vec<Vec<Piece>> = self.lessons.iter().map(Lesson::cells).collect();
        page.table(2, &rows);
        others(location, &mut page);
        page.finish()
    }
}

impl Row {
    fn cells(&self, page: &Page) -> Vec<Piece> {
        let sign = match self.level {
            "strong" => Sign::Good,
            "fair" => Sign::Fair,
            _ => Sign::Bad,
        };
        vec![
            page.sign(sign),
            piece(Ink::Plain, &self.id),
            piece(sign.ink(), self.level),
            piece(Ink::Quiet, counted(self.attempts as usize, "attempt")),
            piece(Ink::Quiet, day(&self.at)),
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
