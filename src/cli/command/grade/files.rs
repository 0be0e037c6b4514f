//! The answers of a class, read from files, folders and standard input.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::failure::{Failure, Kind};
use crate::cli::input;
use crate::progress::file;

/// The largest answer that is read, in bytes: a book has less.
const LARGEST: u64 = 4 << 20;
/// The most answers that a folder may hold.
const MOST_FILES: usize = 10_000;
/// The endings of texts.
const ENDINGS: [&str; 4] = ["md", "markdown", "txt", "text"];

/// A text to be marked.
pub(super) struct Answer {
    /// What reports call it.
    pub(super) name: String,
    pub(super) text: String,
}

/// Reads every file, and every text in every folder; what cannot be read does not hide the others.
pub(super) fn read(paths: &[PathBuf]) -> (Vec<Answer>, Vec<Failure>) {
    let (mut answers, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        let files =
            if path.is_dir() && !input::is_standard(path) { texts(path) } else { Ok(vec![path.clone()]) };
        match files {
            Ok(files) => {
                for answer in files.iter().map(|file| answer(file)) {
                    match answer {
                        Ok(answer) => answers.push(answer),
                        Err(failure) => failures.push(failure),
                    }
                }
            }
            Err(failure) => failures.push(failure),
        }
    }
    (answers, failures)
}

fn answer(path: &Path) -> Result<Answer, Failure> {
    let name = input::name(path);
    let bytes = input::read(path, LARGEST)?;
    let text = file::text(bytes, Path::new(&name)).map_err(|error| Failure::new(Kind::Input, error))?;
    Ok(Answer { name, text })
}

/// The texts in a folder and in its folders, by name. Hidden ones and links to folders are left out.
fn texts(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let unreadable = |error: std::io::Error| {
            let what = format!("The folder {} cannot be read ({error}).", next.display());
            Failure::said(Kind::Input, what).hint("Check who may read it.")
        };
        for entry in fs::read_dir(&next).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
            if entry.file_type().map_err(unreadable)?.is_dir() {
                open.push(path);
            } else if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
                found.push(path);
            }
            if found.len() > MOST_FILES {
                let what = format!("{} holds more than {MOST_FILES} texts.", folder.display());
                return Err(Failure::said(Kind::Input, what).hint("Name a smaller folder."));
            }
        }
    }
    if found.is_empty() {
        let what = format!("{} holds no .md, .markdown, .txt or .text file.", folder.display());
        return Err(Failure::said(Kind::Input, what).hint("Name the files themselves."));
    }
    found.sort();
    Ok(found)
}
