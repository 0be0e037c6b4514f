//! `spof bench-grader`: how well the marking agrees with people.

mod read;
mod show;

use std::path::PathBuf;

use clap::ValueHint;

use crate::cli::args::{Format, Global};
use crate::cli::failure::{Failure, Kind};
use crate::cli::page::Page;
use crate::cli::rubrics::Choice;
use crate::cli::{Output, json, terminal};
use crate::marking::{Case, Marked, Rubrics, grade_document, mark};
use crate::requirement::RequirementId;

use read::{Given, Text};

/// The forms of what is read, and the keys of version 1 of the JSON.
const FORMS: &str = r#"What is read:
  DIR with verdicts.jsonl and texts/  whole documents with the verdicts of two examiners. One line a text:
    {"file": "001.md", "tasks": [0], "verdicts": {"t0.issue.spof": [2, 1]}}
    0 is missing, 1 partial, 2 met; first one examiner's, then the other's
  t1.issue.spof.ron, or a folder with such files or folders of them  short answers to one requirement with verdicts:
    [(met, "If the only load balancer fails, the site is down."), (missing, "Nothing can fail.")]

With --by-author the texts of one author belong together: those whose names are the same up to the first `-` or `.`.
Improve rubrics with the texts of some authors, and see how the marking does on the others, whose texts you have not
read. The standard errors say how far the figures would be off with other authors (jackknife, one author left out at a
time).

JSON: {"version": 1, "overall": M, "by_task": {"0": M}, "by_requirement": {id: M},
  "by_author": {name: M}, "standard_errors": {"authors", "agreement", "kappa"},
  "disagreements": [{"file", "id", "verdict", "examiners": [_, _], "confidence",
    "evidence": [{"text", "start", "end", "point", "phrasing"}], "note"}]}
M is {"cases", "agreement", "kappa", "kappas": [_, _], "two_steps", "constant", "review",
  "agreement_under_review", "agreement_otherwise", "confusion": [[_; 3]; 3]}.
agreement is with either examiner, kappa weighted by squares and the mean of both, constant the agreement of the
verdict that is right most often; confusion counts where the examiners agree, rows theirs, columns ours.

Exit codes: 0 it was measured, 2 wrong use or unreadable input."#;

/// Measure the marking of written answers against people's verdicts
#[derive(Debug, clap::Args)]
#[command(after_long_help = FORMS)]
pub(in crate::cli) struct BenchGrader {
    /// What people have marked: folders of documents with verdicts, or short answers
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    rubrics: Choice,
    /// Only this requirement; may be given again
    #[arg(long, value_name = "ID")]
    requirement: Vec<RequirementId>,
    /// Measure each author apart as well
    #[arg(long)]
    by_author: bool,
    /// Print no texts: the answers stay unread
    #[arg(long)]
    totals: bool,
    /// How many disagreements to show, the worst first
    #[arg(long, value_name = "N", default_value_t = 20)]
    worst: usize,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// A verdict of ours beside those of people, with its marks.
struct Judged<'a> {
    text: &'a Text,
    id: &'a RequirementId,
    case: Case,
    marked: Marked,
}

impl Judged<'_> {
    /// Whose document it is: its name up to the first `-` or `.`. Short answers do not say.
    fn author(&self) -> Option<&str> {
        let name = Some(self.text.name.as_str()).filter(|_| self.text.given == Given::Document);
        name?.split(['-', '.']).next()
    }
}

impl BenchGrader {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let rubrics = self.rubrics.load()?;
        let mut texts = Vec::new();
        for path in &self.paths {
            texts.extend(read::texts(path)?);
        }
        let mut judged: Vec<Judged<'_>> = Vec::new();
        let mut unknown: Vec<&RequirementId> = Vec::new();
        for text in &texts {
            judge(text, &rubrics, &self.requirement, &mut judged, &mut unknown);
        }
        if judged.is_empty() {
            let what = "There is no verdict on a requirement that has a rubric.";
            return Err(Failure::said(Kind::Input, what).hint("Check the folder and --requirement."));
        }
        unknown.sort();
        unknown.dedup();
        let shown = if self.totals { 0 } else { self.worst };
        let report = show::Report::new(&judged, shown, self.by_author);
        let text = match self.format {
            Format::Json => json::write(&report),
            Format::Text => report.page(&unknown, Page::new(terminal::look(global))),
        };
        Ok(Output::pass(text))
    }
}

/// Marks a text by every requirement that people gave a verdict on.
fn judge<'a>(
    text: &'a Text,
    rubrics: &Rubrics,
    only: &[RequirementId],
    judged: &mut Vec<Judged<'a>>,
    unknown: &mut Vec<&'a RequirementId>,
) {
    let mut documents = std::collections::BTreeMap::new();
    for (id, theirs) in &text.verdicts {
        if !only.is_empty() && !only.contains(id) {
            continue;
        }
        let Some(rubric) = rubrics.find(id.as_str()) else {
            unknown.push(id);
            continue;
        };
        let marked = match (text.given, id.task()) {
            (Given::Document, Some(task)) => {
                let grade =
                    documents.entry(task).or_insert_with(|| grade_document(&text.body, task, rubrics));
                let marks = grade.marks.iter().find(|(other, _)| other == id);
                marks.map_or_else(|| mark(rubric, "", None), |(_, marked)| marked.clone())
            }
            _ => mark(rubric, &text.body, Some(rubric.question())),
        };
        let case = Case { ours: marked.verdict, review: marked.review, theirs: *theirs };
        judged.push(Judged { text, id, case, marked });
    }
}
