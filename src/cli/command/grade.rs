//! `spof grade`: answers in a learner's own words, marked by the rubrics of a task.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ValueHint;
use serde::Serialize;

use crate::cli::args::{Format, Global};
use crate::cli::failure::{Failure, Kind};
use crate::cli::page::{Ink, Page, Sign, piece};
use crate::cli::rubrics::Choice;
use crate::cli::{Output, input, json, terminal};
use crate::course::Course;
use crate::marking::{Grade as Graded, Marked, Rubrics, Status, grade_answer, grade_document};
use crate::progress::file;
use crate::requirement::{Requirement, RequirementId, RequirementKind, Verdict};
use crate::text::closest;

/// The largest answer that is read, in bytes: a book has less.
const LARGEST: u64 = 1 << 20;

/// The keys of version 1 of the JSON.
const KEYS: &str = r#"JSON: {"version": 1, "files": [{"file", "task",
  "status": "ok" | "unsupported_language" | "empty",
  "requirements": [{"id", "verdict": "met" | "partial" | "missing", "confidence", "review": bool,
    "evidence": [{"text", "start", "end"}],
    "misconceptions": [{"text", "start", "end", "message"}], "note"}]}]}
start and end are UTF-8 bytes of the file as given, half open.

Exit codes: 0 every requirement of the task is met in every file, 1 one is not, 2 wrong use or an
unreadable file."#;

/// Mark written answers to a task, with the words that earned each point
#[derive(Debug, clap::Args)]
#[command(after_long_help = KEYS)]
pub(in crate::cli) struct Grade {
    /// The answers, text or Markdown; `-` reads standard input
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// The task
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=3))]
    #[arg(required_unless_present = "requirement")]
    task: Option<u8>,
    /// Mark by this requirement alone, as the answer to its question
    #[arg(long, value_name = "ID", conflicts_with = "task")]
    requirement: Option<RequirementId>,
    #[command(flatten)]
    rubrics: Choice,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Report {
    version: u32,
    files: Vec<Paper>,
}

#[derive(Serialize)]
struct Paper {
    file: String,
    task: Option<u8>,
    /// The one requirement that was asked for.
    #[serde(skip)]
    asked: Option<RequirementId>,
    status: Status,
    requirements: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: RequirementId,
    verdict: Verdict,
    confidence: f64,
    review: bool,
    evidence: Vec<Quote>,
    misconceptions: Vec<Mistake>,
    note: String,
    #[serde(skip)]
    missing: Vec<String>,
}

#[derive(Serialize)]
struct Quote {
    text: String,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Mistake {
    text: String,
    start: usize,
    end: usize,
    message: String,
}

impl Grade {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let course = Course::embedded();
        let rubrics = self.rubrics.load()?;
        self.check(&rubrics)?;
        if self.files.iter().filter(|path| input::is_standard(path)).count() > 1 {
            let failure = Failure::said(Kind::Usage, "Standard input (`-`) is named more than once.");
            return Err(failure.hint("Name it once."));
        }
        let mut report = Report { version: json::VERSION, files: Vec::new() };
        let mut failures = Vec::new();
        for path in &self.files {
            match self.paper(path, &course, &rubrics) {
                Ok(paper) => report.files.push(paper),
                Err(failure) => failures.push(failure),
            }
        }
        let pass = report.files.iter().all(|paper| paper.passes(&course));
        let text = match self.format {
            _ if report.files.is_empty() => String::new(),
            Format::Json => json::write(&report),
            Format::Text => report.page(&course, Page::new(terminal::look(global))),
        };
        Ok(Output { failures, ..Output::new(text, pass) })
    }

    /// Refuses what there are no rubrics for.
    fn check(&self, rubrics: &Rubrics) -> Result<(), Failure> {
        let refuse = |what: String, hint: String| Err(Failure::said(Kind::Usage, what).hint(hint));
        if let Some(id) = self.requirement.as_ref().filter(|id| rubrics.find(id.as_str()).is_none()) {
            let known = rubrics.iter().map(|rubric| rubric.id().as_str());
            let hint = closest(id.as_str(), known).map(|near| format!("Did you mean {near}?"));
            return refuse(format!("There is no rubric for {id}."), hint.unwrap_or_default());
        }
        match self.task.filter(|task| rubrics.of_task(*task).next().is_none()) {
            Some(task) => {
                let what = format!("Answers to task {task} cannot be marked: it has no rubrics.");
                refuse(what, "Check --rubrics, or name another task.".to_owned())
            }
            None => Ok(()),
        }
    }

    fn paper(&self, path: &Path, course: &Course, rubrics: &Rubrics) -> Result<Paper, Failure> {
        let name = input::name(path);
        let bytes = input::read(path, LARGEST)?;
        let answer = file::text(bytes, Path::new(&name)).map_err(|error| Failure::new(Kind::Input, error))?;
        let rubric = self.requirement.as_ref().and_then(|id| rubrics.find(id.as_str()));
        let Graded { status, marks } = match (rubric, self.task) {
            (Some(rubric), _) => grade_answer(&answer, rubric),
            (None, task) => grade_document(&answer, task.expect("clap asks for one of the two"), rubrics),
        };
        let mut requirements: Vec<Row> =
            marks.into_iter().map(|(id, marked)| Row::new(id, marked, &answer)).collect();
        let places: Vec<&RequirementId> = course.requirements().iter().map(|one| &one.id).collect();
        requirements.sort_by_key(|row| places.iter().position(|id| **id == row.id));
        let task = self.task.or_else(|| self.requirement.as_ref()?.task());
        Ok(Paper { file: name, task, asked: self.requirement.clone(), status, requirements })
    }
}

impl Row {
    fn new(id: RequirementId, marked: Marked, answer: &str) -> Self {
        let quote = |start: usize, end: usize| answer.get(start..end).unwrap_or_default().to_owned();
        // A sentence that makes several points is one piece of evidence.
        let places: BTreeSet<(usize, usize)> =
            marked.evidence.iter().map(|found| (found.start, found.end)).collect();
        let evidence = places.into_iter().map(|(start, end)| Quote { text: quote(start, end), start, end });
        let misconceptions = marked.misconceptions.into_iter().map(|found| Mistake {
            text: quote(found.start, found.end),
            start: found.start,
            end: found.end,
            message: found.message,
        });
        Self {
            id,
            verdict: marked.verdict,
            confidence: marked.confidence,
            review: marked.review,
            evidence: evidence.collect(),
            misconceptions: misconceptions.collect(),
            note: marked.note,
            missing: marked.missing,
        }
    }

    fn show(&self, title: &str, page: &mut Page) {
        let sign = page.sign(Sign::of(self.verdict));
        let id = piece(Ink::Quiet, format!("  {}", self.id));
        page.line(&[piece(Ink::Plain, "  "), sign, piece(Ink::Plain, " "), piece(Ink::Strong, title), id]);
        page.paragraph(4, Ink::Plain, &self.note);
        for quote in &self.evidence {
            page.paragraph(6, Ink::Good, format!("\"{}\"", one_line(&quote.text)));
        }
        for mistake in &self.misconceptions {
            page.paragraph(6, Ink::Bad, format!("\"{}\"", one_line(&mistake.text)));
            page.paragraph(6, Ink::Plain, &mistake.message);
        }
        for missing in &self.missing {
            page.hanging(&piece(Ink::Plain, "    To add: "), Ink::Plain, missing);
        }
        if self.review {
            let sure = crate::cli::number::percent(self.confidence);
            page.paragraph(4, Ink::Fair, format!("Not sure ({sure}): a person should look at it."));
        }
    }
}

impl Paper {
    /// Says whether every requirement of the task that is answered in words is met.
    fn passes(&self, course: &Course) -> bool {
        let met = |id: &RequirementId| {
            self.requirements.iter().any(|row| row.id == *id && row.verdict == Verdict::Met)
        };
        let asked = |one: &&Requirement| match &self.asked {
            Some(id) => one.id == *id,
            None => one.id.task() == self.task && one.kind != RequirementKind::Design,
        };
        self.status == Status::Ok && course.requirements().iter().filter(asked).all(|one| met(&one.id))
    }

    fn show(&self, course: &Course, page: &mut Page) {
        let title = match (&self.asked, self.task) {
            (None, Some(task)) => format!("Task {task}"),
            _ => "One question".to_owned(),
        };
        page.line(&[piece(Ink::Strong, title), piece(Ink::Quiet, format!("  {}", self.file))]);
        page.gap();
        match self.status {
            Status::Ok => {}
            Status::Empty => {
                page.paragraph(2, Ink::Bad, "The answer has no words, so there is nothing to mark.");
            }
            Status::UnsupportedLanguage => {
                let what = "The answer is not in English, the only language that can be marked yet.";
                page.paragraph(2, Ink::Bad, what);
            }
        }
        for row in &self.requirements {
            let title = course.requirements().find(row.id.as_str()).map_or("", |found| found.title.as_str());
            row.show(title, page);
            page.gap();
        }
        let met = self.requirements.iter().filter(|row| row.verdict == Verdict::Met).count();
        let ink = if self.passes(course) { Ink::Good } else { Ink::Bad };
        page.line(&[piece(ink, format!("{met} of {} requirements met.", self.requirements.len()))]);
    }
}

impl Report {
    fn page(&self, course: &Course, mut page: Page) -> String {
        for (number, paper) in self.files.iter().enumerate() {
            if number > 0 {
                page.gap();
            }
            paper.show(course, &mut page);
        }
        page.finish()
    }
}

/// The text with its line ends and runs of blanks as single blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
