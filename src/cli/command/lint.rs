//! `spof lint`: whether a course is sound.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueHint;
use serde::Serialize;

use crate::cli::args::{Format, Global};
use crate::cli::failure::{Failure, Kind};
use crate::cli::page::{Ink, Page, piece};
use crate::cli::{Output, input, json, terminal};
use crate::course::{Course, Pack, lint};
use crate::text::prose::counted;
use crate::topology::FileError;

/// The folders of a pack that are read.
const FOLDERS: [&str; 2] = ["lessons", "quizzes"];

/// The largest file of a pack that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The most files that a pack may have.
const MOST_FILES: usize = 10_000;

/// The keys of version 1 of the JSON.
const KEYS: &str = r#"JSON: {"version": 1, "problems": [{"file", "line", "column", "message", "hint"}]}
line and column count from 1, and are 0 where the file as a whole is meant.

Exit codes: 0 it is sound, 1 it has problems, 2 wrong use or an unreadable folder."#;

/// Check a course: its lessons, topologies, questions and rubrics
#[derive(Debug, clap::Args)]
#[command(after_long_help = KEYS)]
pub(in crate::cli) struct Lint {
    /// The course's folder, with lessons/ and quizzes/ in it; the course that spof ships when left out
    #[arg(value_hint = ValueHint::DirPath)]
    pack: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    problems: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
    hint: &'a str,
}

impl Lint {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let pack = match &self.pack {
            Some(folder) => read(folder)?,
            None => Pack::embedded(),
        };
        let errors = lint(&pack);
        let text = match self.format {
            Format::Json => json::write(&report(&errors)),
            Format::Text => page(&errors, &pack, Page::new(terminal::look(global))),
        };
        Ok(Output::new(text, errors.is_empty()))
    }
}

fn report(errors: &[FileError]) -> Report<'_> {
    let rows = errors.iter().flat_map(|error| {
        error.problems.iter().map(|problem| Row {
            file: &error.file,
            line: problem.line,
            column: problem.column,
            message: &problem.message,
            hint: &problem.hint,
        })
    });
    Report { version: json::VERSION, problems: rows.collect() }
}

fn page(errors: &[FileError], pack: &Pack, mut page: Page) -> String {
    if errors.is_empty() {
        let course = Course::load(pack.clone());
        let (lessons, questions) = (course.lessons().len(), course.questions().len());
        let what = format!("{} and {}", counted(lessons, "lesson"), counted(questions, "question"));
        let found = format!("The course is sound: {what}.");
        page.line(&[piece(Ink::Good, found)]);
        return page.finish();
    }
    for error in errors {
        page.block(&error.to_string());
        page.gap();
    }
    let problems: usize = errors.iter().map(|error| error.problems.len()).sum();
    let found = format!("{} in {}.", counted(problems, "problem"), counted(errors.len(), "file"));
    page.line(&[piece(Ink::Bad, found)]);
    page.finish()
}

/// Reads the files of a pack. Hidden files, and folders that are symbolic links, are no part of it.
fn read(folder: &Path) -> Result<Pack, Failure> {
    let known: Vec<PathBuf> =
        FOLDERS.iter().map(|name| folder.join(name)).filter(|path| path.is_dir()).collect();
    if known.is_empty() {
        let what = format!("{} has no folder lessons or quizzes, so it is no course.", folder.display());
        return Err(Failure::said(Kind::Input, what).hint("Name the folder that they are in."));
    }
    let mut files = Vec::new();
    let mut open = known;
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).map_err(|error| unreadable(&next, &error))? {
            let entry = entry.map_err(|error| unreadable(&next, &error))?;
            let kind = entry.file_type().map_err(|error| unreadable(&next, &error))?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                open.push(path);
            } else {
                let inside = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                files.push((inside, input::read(&path, LARGEST)?));
            }
            if files.len() > MOST_FILES {
                let what = format!("{} has more than {MOST_FILES} files.", folder.display());
                return Err(Failure::said(Kind::Input, what).hint("Check that it is a course."));
            }
        }
    }
    Ok(Pack::from_files(files))
}

fn unreadable(folder: &Path, error: &std::io::Error) -> Failure {
    let what = format!("The folder {} cannot be read ({error}).", folder.display());
    Failure::said(Kind::Input, what).hint("Check who may read it.")
}
