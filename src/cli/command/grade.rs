//! `spof grade`: answers in a learner's own words, marked by the rubrics of their tasks.

mod files;
mod page;
mod paper;
mod table;

use std::path::PathBuf;
use std::thread;

use clap::{ValueEnum, ValueHint};

use crate::cli::args::Global;
use crate::cli::failure::{Failure, Kind};
use crate::cli::page::Page;
use crate::cli::rubrics::Choice;
use crate::cli::{Output, input, json, terminal};
use crate::course::Course;
use crate::marking::Rubrics;
use crate::requirement::RequirementId;
use crate::text::closest;

use files::Answer;
use paper::{Asked, By, Paper, Report};

/// What the command reads, the keys of version 1 of the JSON, and the columns of the table.
const FORMS: &str = r#"A folder stands for the .md, .markdown, .txt and .text files in it and in its folders. Without --task, headings say
which tasks a text answers, or else the task in which it earns most. In a text on several tasks, what stands under
another task's heading does not count, and what stands under none counts for all.

JSON: {"version": 1, "files": [{"file", "task",
  "status": "ok" | "unsupported_language" | "empty",
  "requirements": [{"id", "verdict": "met" | "partial" | "missing", "confidence", "review": bool,
    "evidence": [{"text", "start", "end"}],
    "misconceptions": [{"text", "start", "end", "message"}], "note"}],
  "claims": [{"text", "start", "end", "verdict", "truth"}]}]}
claims are there with --topology: a verdict of met is true, partial half the truth, missing wrong. They earn nothing.
start and end are UTF-8 bytes of the file as given, half open. A text on several tasks is there once for each.

CSV (RFC 4180): file, task, status, score in percent, a column for each requirement, and the requirements that a
person should look at. A cell that a spreadsheet would take for a formula begins with an apostrophe.

Exit codes: 0 every requirement of the task is met in every file, 1 one is not, 2 wrong use or an
unreadable file."#;

/// Mark written answers to a task, with the words that earned each point
#[derive(Debug, clap::Args)]
#[command(after_long_help = FORMS)]
pub(in crate::cli) struct Grade {
    /// The answers, text or Markdown, or folders of them; `-` reads standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    files: Vec<PathBuf>,
    /// The task; found out from each text when left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=3))]
    task: Option<u8>,
    /// Mark by this requirement alone, as the answer to its question
    #[arg(long, value_name = "ID", conflicts_with = "task")]
    requirement: Option<RequirementId>,
    /// Hold what the answers claim of this design against what really happens
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    topology: Option<PathBuf>,
    #[command(flatten)]
    rubrics: Choice,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
}

/// How marks are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Form {
    /// For people, with the evidence.
    #[default]
    Text,
    /// For programs; the keys are stable.
    Json,
    /// A table of a class, for a spreadsheet.
    Csv,
}

impl Grade {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let course = Course::embedded();
        let rubrics = self.rubrics.load()?;
        let asked = self.asked(&rubrics)?;
        let topology = self.topology.as_deref().map(input::topology).transpose()?;
        let by = By { asked, rubrics, topology };
        if self.files.iter().filter(|path| input::is_standard(path)).count() > 1 {
            let failure = Failure::said(Kind::Usage, "Standard input (`-`) is named more than once.");
            return Err(failure.hint("Name it once."));
        }
        let (answers, mut failures) = files::read(&self.files);
        let mut report = Report::default();
        for papers in papers(&answers, &by) {
            match papers {
                Ok(papers) => report.files.extend(papers),
                Err(failure) => failures.push(failure),
            }
        }
        report.sort(course.requirements());
        let pass = report.files.iter().all(|paper| paper.passes(course.requirements()));
        let text = match self.format {
            _ if report.files.is_empty() => String::new(),
            Form::Json => json::write(&report),
            Form::Csv => table::csv(&report, course.requirements()),
            Form::Text => page::page(&report, course.requirements(), Page::new(terminal::look(global))),
        };
        Ok(Output { failures, ..Output::new(text, pass) })
    }

    /// What to mark by; refuses what there are no rubrics for.
    fn asked(&self, rubrics: &Rubrics) -> Result<Asked, Failure> {
        let refuse = |what: String, hint: &str| Err(Failure::said(Kind::Usage, what).hint(hint));
        match (&self.requirement, self.task) {
            (Some(id), _) if rubrics.find(id.as_str()).is_none() => {
                let known = rubrics.iter().map(|rubric| rubric.id().as_str());
                let hint = closest(id.as_str(), known).map(|near| format!("Did you mean {near}?"));
                refuse(format!("There is no rubric for {id}."), &hint.unwrap_or_default())
            }
            (Some(id), _) => Ok(Asked::Requirement(id.clone())),
            (None, Some(task)) if rubrics.of_task(task).next().is_none() => {
                let what = format!("Answers to task {task} cannot be marked: it has no rubrics.");
                refuse(what, "Check --rubrics, or name another task.")
            }
            (None, Some(task)) => Ok(Asked::Task(task)),
            (None, None) => Ok(Asked::Any),
        }
    }
}

/// Marks the answers, on all processors, in their order.
fn papers(answers: &[Answer], by: &By) -> Vec<Result<Vec<Paper>, Failure>> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(answers.len()).max(1);
    let share = answers.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let work = |some| move || paper::all(some, by);
        let running: Vec<_> = answers.chunks(share).map(|some| scope.spawn(work(some))).collect();
        let done = running.into_iter().map(|worker| worker.join().expect("marking does not panic"));
        done.flatten().collect()
    })
}
