//! Texts that people have marked, read from files.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::cli::failure::{Failure, Kind};
use crate::cli::{input, rubrics};
use crate::marking;
use crate::requirement::{RequirementId, Verdict};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 << 20;

/// How a text was given to whoever marked it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// As a whole document.
    Document,
    /// As the answer to one question.
    Answer,
}

/// A text with the verdicts of people.
#[derive(Debug)]
pub(super) struct Text {
    /// What reports call it.
    pub(super) name: String,
    pub(super) body: String,
    pub(super) given: Given,
    pub(super) verdicts: BTreeMap<RequirementId, [Verdict; 2]>,
}

/// A line of `verdicts.jsonl`. Keys that are not named here are for people.
#[derive(Deserialize)]
struct Line {
    file: String,
    verdicts: BTreeMap<RequirementId, [u8; 2]>,
}

/// Reads a folder of documents, a folder of short answers, or a file of them.
pub(super) fn texts(path: &Path) -> Result<Vec<Text>, Failure> {
    if path.join("verdicts.jsonl").is_file() {
        return documents(path);
    }
    if !path.is_dir() {
        return answers(path);
    }
    let mut texts = Vec::new();
    for folder in std::iter::once(path.to_owned()).chain(rubrics::folders(path)?) {
        let files = rubrics::files(&folder)?;
        for file in files.iter().filter(|path| requirement(path).is_some()) {
            texts.extend(answers(file)?);
        }
    }
    if texts.is_empty() {
        let what = format!("{} has neither verdicts.jsonl nor short answers.", path.display());
        return Err(Failure::said(Kind::Input, what)
            .hint("`spof bench-grader --help` shows what such a folder holds."));
    }
    Ok(texts)
}

fn documents(folder: &Path) -> Result<Vec<Text>, Failure> {
    let table = folder.join("verdicts.jsonl");
    let rows = String::from_utf8_lossy(&input::read(&table, LARGEST)?).into_owned();
    let mut texts = Vec::new();
    for (at, row) in rows.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let wrong =
            |what: String| Failure::said(Kind::Input, format!("{}:{}: {what}", table.display(), at + 1));
        let line: Line = serde_json::from_str(row).map_err(|error| wrong(format!("{error}.")))?;
        let mut verdicts = BTreeMap::new();
        for (id, both) in line.verdicts {
            let [Some(one), Some(other)] = both.map(verdict) else {
                return Err(wrong(format!("`{id}` has a verdict that is not 0, 1 or 2.")));
            };
            verdicts.insert(id, [one, other]);
        }
        let bytes = input::read(&folder.join("texts").join(&line.file), LARGEST)?;
        let body = String::from_utf8_lossy(&bytes).into_owned();
        texts.push(Text { name: line.file, body, given: Given::Document, verdicts });
    }
    Ok(texts)
}

fn verdict(number: u8) -> Option<Verdict> {
    [Verdict::Missing, Verdict::Partial, Verdict::Met].get(usize::from(number)).copied()
}

/// The requirement that a file of short answers is named after.
fn requirement(path: &Path) -> Option<RequirementId> {
    RequirementId::parse(path.file_name()?.to_str()?.strip_suffix(".ron")?).ok()
}

fn answers(path: &Path) -> Result<Vec<Text>, Failure> {
    let Some(id) = requirement(path) else {
        let what = format!("{} is not named after a requirement.", path.display());
        return Err(Failure::said(Kind::Input, what).hint("Name it like t1.issue.spof.ron."));
    };
    let name = input::name(path);
    let source = rubrics::text(path)?;
    let source = marking::Source { name: &name, text: &source };
    let samples = marking::samples(source).map_err(|error| Failure::new(Kind::Input, error))?;
    Ok(samples
        .into_iter()
        .map(|sample| Text {
            name: format!("{name}:{}", sample.line),
            body: sample.text,
            given: Given::Answer,
            verdicts: BTreeMap::from([(id.clone(), [sample.verdict; 2])]),
        })
        .collect())
}

/// The text with its line ends and runs of blanks as single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
