//! `spof`, `spof learn`, `spof lab`, `spof quiz`: the tutor, opened at a place.

use std::env;
use std::path::{Path, PathBuf};

use clap::ValueHint;

use super::progress::location;
use crate::cli::Output;
use crate::cli::args::Global;
use crate::cli::failure::{Failure, Kind};
use crate::cli::input;
use crate::cli::terminal;
use crate::course::Course;
use crate::diagram::Charset;
use crate::progress::Store;
use crate::topology::Topology;
use crate::tui::screen::{Destination, lab};
use crate::tui::theme::ThemeName;
use crate::tui::{self, Start};

/// Study a lesson
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Learn {
    /// The lesson, such as `0-one-server`; the first one that is not done when absent
    lesson: Option<String>,
    /// The step to begin with; where you stopped when absent
    #[arg(requires = "lesson")]
    step: Option<String>,
}

/// Build, edit and break a design
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Lab {
    /// The topology to open, or the file to begin; what you worked on last when absent
    #[arg(value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
}

/// Answer questions, and see what you know by requirement
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Quiz {
    /// The task that the questions are about
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=3), value_name = "N")]
    task: u8,
}

/// Starts the tutor at the course map.
pub(in crate::cli) fn home(global: &Global) -> Result<Output, Failure> {
    run(Course::embedded(), Destination::Home, global)
}

impl Learn {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let course = Course::embedded();
        let lessons = course.lessons();
        let ids: Vec<&str> = lessons.iter().map(|lesson| lesson.id.as_str()).collect();
        let Some(named) = &self.lesson else {
            return match lessons.first().map(|lesson| lesson.id.clone()) {
                Some(lesson) => run(course, Destination::Lesson { lesson, step: None }, global),
                None => home(global),
            };
        };
        let Some(lesson) = course.lesson(named) else {
            return Err(Failure::said(Kind::Usage, format_args!("There is no lesson `{named}`."))
                .hint(format!("The course has {}.", ids.join(", "))));
        };
        if let Some(step) = self.step.as_ref().filter(|step| lesson.step(step).is_none()) {
            let steps: Vec<&str> = lesson.steps.iter().map(|step| step.id.as_str()).collect();
            return Err(Failure::said(
                Kind::Usage,
                format_args!("The lesson `{named}` has no step `{step}`."),
            )
            .hint(format!("Its steps are {}.", steps.join(", "))));
        }
        let destination = Destination::Lesson { lesson: named.clone(), step: self.step.clone() };
        run(course, destination, global)
    }
}

impl Lab {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let start = match &self.file {
            None => lab::Start::Last,
            Some(path) if input::is_standard(path) => {
                return Err(Failure::said(Kind::Usage, "The lab cannot edit standard input.")
                    .hint("Name a file, such as `spof lab shop.ron`."));
            }
            Some(path) => {
                let topology = if is_new(path) { Topology::default() } else { input::topology(path)? };
                lab::Start::File { path: absolute(path), topology: Box::new(topology) }
            }
        };
        run(Course::embedded(), Destination::Lab(start), global)
    }
}

impl Quiz {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let course = Course::embedded();
        if course.questions_of(self.task).is_empty() {
            return Err(Failure::said(
                Kind::Usage,
                format_args!("There are no questions on task {} yet.", self.task),
            )
            .hint("Task 0 has some: `spof quiz --task 0`."));
        }
        run(course, Destination::Quiz { task: self.task }, global)
    }
}

/// Whether a path names a file that is still to be written, in a folder that is there.
fn is_new(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    !path.exists() && folder.is_dir()
}

/// The same file has the same name from wherever it is opened, so that kept work is found again.
fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn run(course: Course, open: Destination, global: &Global) -> Result<Output, Failure> {
    if !terminal::is_interactive() {
        let what =
            "The tutor needs a terminal: start it in one, or see `spof --help` for what scripts can use.";
        return Err(Failure::said(Kind::Usage, what));
    }
    let start = Start {
        course,
        store: Store::open(&location(global)),
        open,
        theme: theme(global),
        charset: if global.ascii { Charset::Ascii } else { Charset::Unicode },
        seed: global.seed,
        mouse: !global.no_mouse,
    };
    let notice = tui::run(start).map_err(|error| {
        Failure::new(Kind::Output, error)
            .hint("Start it in another terminal, or use the commands for scripts.")
    })?;
    if let Some(notice) = notice {
        terminal::notice(&notice.to_string(), global);
    }
    Ok(Output::pass(""))
}

/// The theme for a learner who has chosen none: full colours where the terminal says that it has them, its own
/// sixteen elsewhere, none where they are not wanted (<https://no-color.org>).
fn theme(global: &Global) -> ThemeName {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let full = env::var("COLORTERM").is_ok_and(|value| value == "truecolor" || value == "24bit");
    match (global.no_color || set("NO_COLOR"), full) {
        (true, _) => ThemeName::Mono,
        (false, true) => ThemeName::Dark,
        (false, false) => ThemeName::Terminal,
    }
}
