//! Says everything that is wrong with a pack, for its author: what cannot be read, what leads nowhere, what is never taught
//! or asked, and missions and keys that do not work when they are tried.

mod bank;
mod coverage;
mod mission;
mod question;
mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{CLASSICS, Course, Pack};
use crate::lesson::{self, Cue, Design, Lesson, Mission};
use crate::text::closest;
use crate::topology::{FileError, Problem};

/// Checks a pack. The result is empty when it is sound; else it has the problems of each file, sorted by file and line.
#[must_use]
pub fn lint(pack: &Pack) -> Vec<FileError> {
    let course = Course::load(pack.clone());
    let mut report = Report { course: &course, files: BTreeMap::new() };
    for FileError { file, problems } in course.problems() {
        report.files.entry(file).or_default().extend(problems);
    }
    report.folders();
    report.topologies();
    for lesson in course.lessons() {
        step::check(lesson, &mut report);
    }
    mission::check(&mut report);
    for question in course.questions() {
        question::check(question, &mut report);
    }
    bank::check(&mut report);
    // What does not read yet may well be what would teach or ask the rest.
    if course.problems().is_empty() {
        coverage::check(&mut report);
    }
    report.done()
}

/// What is wrong, gathered file by file.
struct Report<'c> {
    course: &'c Course,
    files: BTreeMap<String, Vec<Problem>>,
}

impl Report<'_> {
    /// A problem of a file as a whole.
    fn whole(&mut self, file: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.files.entry(file.to_owned()).or_default().push(Problem::whole(message, hint));
    }

    /// A problem at the first place in this part of a file where a word stands in quotes; at the part's
    /// beginning when it does not.
    fn at(
        &mut self,
        file: &str,
        part: &Range<usize>,
        word: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let text = self.course.pack().text(file).unwrap_or_default();
        let part = part.start..part.end.min(text.len());
        let found = text.get(part.clone()).and_then(|part| part.find(&format!("\"{word}\"")));
        let offset = part.start + found.map_or(0, |found| found + 1);
        self.files.entry(file.to_owned()).or_default().push(Problem::at(text, offset, message, hint));
    }

    /// Folders of lessons that hold no lesson.
    fn folders(&mut self) {
        let pack = self.course.pack();
        let folders: BTreeSet<String> = pack
            .paths()
            .filter_map(|path| {
                let (folder, _) = path.strip_prefix(lesson::FOLDER)?.split_once('/')?;
                Some(format!("{}{folder}/", lesson::FOLDER))
            })
            .filter(|folder| *folder != CLASSICS)
            .collect();
        for folder in folders {
            let file = format!("{folder}lesson.md");
            if pack.bytes(&file).is_none() {
                self.whole(&file, "This folder holds no lesson.", "Write `lesson.md`, or remove the folder.");
            }
        }
    }

    /// Topologies that cannot be read, and those that nothing uses.
    fn topologies(&mut self) {
        let used = used(self.course);
        // What does not read may well be what uses it.
        let reads = self.course.problems().is_empty();
        let pack = self.course.pack();
        for path in pack.topologies() {
            if let Err(FileError { file, problems }) = self.course.read_topology(path) {
                self.files.entry(file).or_default().extend(problems);
            }
            if reads && !path.starts_with(CLASSICS) && !used.contains(path) {
                let hint = "Use it in a step, a mission or a question, or remove it.";
                self.whole(path, "Nothing uses this topology.", hint);
            }
        }
    }

    fn done(self) -> Vec<FileError> {
        let sorted = |(file, mut problems): (String, Vec<Problem>)| {
            problems.sort_by_key(|problem| (problem.line, problem.column));
            problems.dedup();
            FileError { file, problems }
        };
        self.files.into_iter().map(sorted).collect()
    }
}

/// Every topology that a step, a mission or a question names.
fn used(course: &Course) -> BTreeSet<&str> {
    let steps = course.lessons().iter().flat_map(|lesson| &lesson.steps);
    let loaded = steps.flat_map(|step| &step.cues).filter_map(|cue| match cue {
        Cue::Load(path) => Some(path),
        _ => None,
    });
    let questions = course.questions().iter().filter_map(|question| question.topology.as_ref());
    let mut used: BTreeSet<&str> = loaded.chain(questions).map(String::as_str).collect();
    for (_, _, mission) in missions(course) {
        used.insert(&mission.start);
        for design in [&mission.solution, &mission.alternative] {
            if let Design::File(path) = design {
                used.insert(path);
            }
        }
    }
    used
}

/// Every mission, with its lesson and the part of the lesson's file that sets it.
fn missions(course: &Course) -> impl Iterator<Item = (&Lesson, &Range<usize>, &Mission)> {
    course.lessons().iter().flat_map(|lesson| {
        lesson.steps.iter().filter_map(move |step| Some((lesson, &step.range, step.mission.as_ref()?)))
    })
}

/// The path of a lesson's file.
fn file(lesson: &Lesson) -> String {
    format!("{}{}/lesson.md", lesson::FOLDER, lesson.id)
}

/// Whether a name stands in quotes in a file that does not read, so that nobody can say yet what it names.
fn may_be_unread(name: &str, course: &Course) -> bool {
    let quoted = format!("\"{name}\"");
    let unread = course.problems().into_iter().filter(|error| error.file.starts_with(super::BANKS));
    unread.into_iter().any(|error| course.pack().text(&error.file).is_ok_and(|text| text.contains(&quoted)))
}

/// A hint that offers the candidate that was probably meant, or says what to do instead.
fn meant<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match closest(word, candidates) {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => otherwise.to_owned(),
    }
}
