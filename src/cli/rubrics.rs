//! The rubrics that a command marks with: those that spof ships, or a teacher's own.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueHint;

use super::failure::{Failure, Kind};
use super::input;
use crate::course::{Course, Pack};
use crate::marking::{Rubrics, Source};
use crate::progress::file;

/// The largest rubric or lexicon that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The option that names a folder of rubrics.
#[derive(Debug, clap::Args)]
pub(super) struct Choice {
    /// Mark with the rubrics of this folder: lexicon.ron, and rubrics/ with a file for each requirement
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    rubrics: Option<PathBuf>,
}

impl Choice {
    /// Reads the rubrics of the folder, or those that spof ships. A folder without a lexicon has the shipped one.
    pub(super) fn load(&self) -> Result<Rubrics, Failure> {
        let Some(folder) = &self.rubrics else {
            let course = Course::embedded();
            return Ok(course.rubrics().expect("the shipped rubrics can be read").clone());
        };
        let own = folder.join("lexicon.ron");
        let lexicon = if own.exists() { text(&own)? } else { shipped_lexicon()? };
        let inner = folder.join("rubrics");
        let files = files(if inner.is_dir() { &inner } else { folder })?;
        let read = files.iter().filter(|path| **path != own).map(|path| Ok((input::name(path), text(path)?)));
        let texts: Vec<(String, String)> = read.collect::<Result<_, Failure>>()?;
        if texts.is_empty() {
            let what = format!("{} has no rubrics.", folder.display());
            return Err(Failure::said(Kind::Input, what)
                .hint("Put them into its folder rubrics, such as rubrics/t1.issue.spof.ron."));
        }
        let name = input::name(&own);
        let sources = texts.iter().map(|(name, text)| Source { name, text });
        Rubrics::parse(Source { name: &name, text: &lexicon }, sources)
            .map_err(|error| Failure::new(Kind::Input, error))
    }
}

fn shipped_lexicon() -> Result<String, Failure> {
    let pack = Pack::embedded();
    let text = pack.text("quizzes/lexicon.ron").map_err(|error| Failure::new(Kind::Input, error))?;
    Ok(text.to_owned())
}

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let bytes = input::read(path, LARGEST)?;
    file::text(bytes, path).map_err(|error| Failure::new(Kind::Input, error))
}

/// The RON files of a folder, by name.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let named = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "ron") && path.is_file();
    entries(folder, named)
}

/// The folders in a folder, by name.
pub(super) fn folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    entries(folder, |path| path.is_dir())
}

/// What a folder holds, by name, without what is hidden.
fn entries(folder: &Path, wanted: impl Fn(&PathBuf) -> bool) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        let what = format!("The folder {} cannot be read ({error}).", folder.display());
        Failure::said(Kind::Input, what).hint("Check its name, and who may read it.")
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && wanted(&path) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
