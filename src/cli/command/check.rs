//! `spof check`: whether a topology meets the design requirements of a task.

use std::path::PathBuf;

use clap::ValueHint;
use serde::Serialize;

use crate::cli::args::{Format, Global};
use crate::cli::failure::Failure;
use crate::cli::page::{Ink, Page, Sign, piece};
use crate::cli::{Output, input, json, terminal};
use crate::course::Course;
use crate::goal;
use crate::requirement::{RequirementId, Verdict};

/// The keys of version 1 of the JSON.
const KEYS: &str = r#"JSON: {"version": 1, "task",
  "requirements": [{"id", "verdict": "met" | "partial" | "missing", "because"}]}

Exit codes: 0 every requirement is met, 1 one is not, 2 wrong use or an unreadable file."#;

/// Check a topology against the design requirements of a task
///
/// Any design that has what the task asks for passes, whatever its ids, its order and its extra parts.
#[derive(Debug, clap::Args)]
#[command(after_long_help = KEYS)]
pub(in crate::cli) struct Check {
    /// The topology; `-` reads standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The task
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=3))]
    task: u8,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Report {
    version: u32,
    task: u8,
    requirements: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: RequirementId,
    verdict: Verdict,
    because: String,
}

impl Check {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let topology = input::topology(&self.file)?;
        let requirements = goal::check(&topology, self.task)
            .into_iter()
            .map(|(id, judgement)| Row { id, verdict: judgement.verdict, because: judgement.because })
            .collect();
        let report = Report { version: json::VERSION, task: self.task, requirements };
        let pass = report.requirements.iter().all(|row| row.verdict == Verdict::Met);
        let text = match self.format {
            Format::Json => json::write(&report),
            Format::Text => report.page(&input::name(&self.file), Page::new(terminal::look(global))),
        };
        Ok(Output::new(text, pass))
    }
}

impl Report {
    fn page(&self, file: &str, mut page: Page) -> String {
        let course = Course::embedded();
        page.line(&[
            piece(Ink::Strong, format!("Task {}", self.task)),
            piece(Ink::Quiet, format!("  {file}")),
        ]);
        for row in &self.requirements {
            page.gap();
            let title = course.requirements().find(row.id.as_str()).map_or("", |found| found.title.as_str());
            let sign = page.sign(Sign::of(row.verdict));
            let name = piece(Ink::Strong, title);
            let id = piece(Ink::Quiet, format!("  {}", row.id));
            page.line(&[piece(Ink::Plain, "  "), sign, piece(Ink::Plain, " "), name, id]);
            page.paragraph(4, Ink::Plain, &row.because);
        }
        page.gap();
        let met = self.requirements.iter().filter(|row| row.verdict == Verdict::Met).count();
        let (all, ink) =
            (self.requirements.len(), if met == self.requirements.len() { Ink::Good } else { Ink::Bad });
        page.line(&[piece(ink, format!("{met} of {all} requirements met."))]);
        page.finish()
    }
}
