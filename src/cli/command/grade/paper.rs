//! A marked text: the rows of a report, under the names that programs rely on.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::files::Answer;
use crate::cli::failure::{Failure, Kind};
use crate::cli::json;
use crate::marking::{Grade, Marked, Rubrics, Status, claims, grade_answer, grade_document, tasks};
use crate::requirement::{Catalogue, RequirementId, RequirementKind, Verdict};
use crate::topology::Topology;

/// What to mark by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// The requirements of whatever tasks the text answers.
    Any,
    /// The requirements of a task.
    Task(u8),
    /// One requirement, to whose question the text is the answer.
    Requirement(RequirementId),
}

/// What to mark by, and with.
pub(super) struct By {
    pub(super) asked: Asked,
    pub(super) rubrics: Rubrics,
    /// The design that the answers speak of.
    pub(super) topology: Option<Topology>,
}

/// Everything that was marked.
#[derive(Serialize)]
pub(super) struct Report {
    version: u32,
    pub(super) files: Vec<Paper>,
}

/// A text marked by the requirements of one task.
#[derive(Serialize)]
pub(super) struct Paper {
    pub(super) file: String,
    /// `None` for a text that cannot be marked and whose task nobody named, and for a concept.
    pub(super) task: Option<u8>,
    pub(super) status: Status,
    /// The one requirement that was asked for.
    #[serde(skip)]
    pub(super) only: Option<RequirementId>,
    pub(super) requirements: Vec<Row>,
    /// What it claims of the design, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) claims: Option<Vec<Said>>,
}

/// A claim about the design.
#[derive(Serialize)]
pub(super) struct Said {
    pub(super) text: String,
    start: usize,
    end: usize,
    pub(super) verdict: Verdict,
    pub(super) truth: String,
}

/// A requirement with its marks.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) id: RequirementId,
    pub(super) verdict: Verdict,
    pub(super) confidence: f64,
    pub(super) review: bool,
    pub(super) evidence: Vec<Quote>,
    pub(super) misconceptions: Vec<Mistake>,
    /// Why, and what is missing.
    pub(super) note: String,
}

/// A sentence that earned something.
#[derive(Serialize)]
pub(super) struct Quote {
    pub(super) text: String,
    pub(super) start: usize,
    end: usize,
    /// The words of it that did, in bytes of the text as given.
    #[serde(skip)]
    pub(super) words: Vec<Range<usize>>,
}

/// A sentence that makes a known mistake.
#[derive(Serialize)]
pub(super) struct Mistake {
    pub(super) text: String,
    start: usize,
    end: usize,
    pub(super) message: String,
}

/// Marks each of these texts.
pub(super) fn all(answers: &[Answer], by: &By) -> Vec<Result<Vec<Paper>, Failure>> {
    let one = |answer| {
        let mut papers = papers(answer, &by.asked, &by.rubrics)?;
        for paper in &mut papers {
            paper.claims = by.topology.as_ref().map(|topology| said(answer, topology, &by.rubrics));
        }
        Ok(papers)
    };
    answers.iter().map(one).collect()
}

/// What an answer claims of a design.
fn said(answer: &Answer, topology: &Topology, rubrics: &Rubrics) -> Vec<Said> {
    let claims = claims(&answer.text, topology, rubrics).into_iter();
    let said = claims.map(|claim| Said {
        text: answer.text[claim.start..claim.end].to_owned(),
        start: claim.start,
        end: claim.end,
        verdict: claim.verdict,
        truth: claim.truth,
    });
    said.collect()
}

/// Marks a text by each task that it answers.
fn papers(answer: &Answer, asked: &Asked, rubrics: &Rubrics) -> Result<Vec<Paper>, Failure> {
    let tasks = match asked {
        Asked::Task(task) => vec![*task],
        Asked::Any => tasks(&answer.text, rubrics),
        Asked::Requirement(id) => {
            let rubric = rubrics.find(id.as_str()).expect("a requirement without rubric is refused before");
            let grade = grade_answer(&answer.text, rubric);
            return Ok(vec![Paper { only: Some(id.clone()), ..Paper::new(answer, id.task(), grade) }]);
        }
    };
    if !tasks.is_empty() {
        let paper = |task| Paper::new(answer, Some(task), grade_document(&answer.text, task, rubrics));
        return Ok(tasks.into_iter().map(paper).collect());
    }
    // A text in another language has no task that could be found out, and is no failure.
    let any = rubrics.iter().next().expect("a folder without rubrics is refused");
    match grade_answer(&answer.text, any).status {
        Status::Ok => {
            let what = format!("{} does not show which task it answers.", answer.name);
            Err(Failure::said(Kind::Usage, what).hint("Say it with --task N."))
        }
        status => Ok(vec![Paper::new(answer, None, Grade { status, marks: Vec::new() })]),
    }
}

impl Default for Report {
    fn default() -> Self {
        Self { version: json::VERSION, files: Vec::new() }
    }
}

impl Report {
    /// Puts the requirements of each paper into the order of the catalogue.
    pub(super) fn sort(&mut self, catalogue: &Catalogue) {
        let places: Vec<&RequirementId> = catalogue.iter().map(|one| &one.id).collect();
        for paper in &mut self.files {
            paper.requirements.sort_by_key(|row| places.iter().position(|id| **id == row.id));
        }
    }
}

impl Paper {
    fn new(answer: &Answer, task: Option<u8>, grade: Grade) -> Self {
        let Grade { status, marks } = grade;
        let rows = marks.into_iter().map(|(id, marked)| Row::new(id, &marked, &answer.text));
        Self {
            file: answer.name.clone(),
            task,
            status,
            only: None,
            requirements: rows.collect(),
            claims: None,
        }
    }

    /// Says whether everything that is asked is met: all requirements of the task that are answered in words.
    pub(super) fn passes(&self, catalogue: &Catalogue) -> bool {
        let met = |id: &RequirementId| {
            self.requirements.iter().any(|row| row.id == *id && row.verdict == Verdict::Met)
        };
        let mut asked = catalogue.iter().filter(|one| match &self.only {
            Some(id) => one.id == *id,
            None => one.id.task() == self.task && one.kind != RequirementKind::Design,
        });
        self.status == Status::Ok && asked.all(|one| met(&one.id))
    }

    /// How many requirements are met.
    pub(super) fn met(&self) -> usize {
        self.requirements.iter().filter(|row| row.verdict == Verdict::Met).count()
    }

    /// The share of full marks, from 0 to 1.
    pub(super) fn score(&self) -> f64 {
        let shares = self.requirements.iter().map(|row| row.verdict.share());
        shares.sum::<f64>() / self.requirements.len().max(1) as f64
    }
}

impl Row {
    fn new(id: RequirementId, marked: &Marked, answer: &str) -> Self {
        let quote = |start: usize, end: usize| answer.get(start..end).unwrap_or_default().to_owned();
        // A sentence that makes several points is one piece of evidence.
        let places: BTreeSet<(usize, usize)> =
            marked.evidence.iter().map(|found| (found.start, found.end)).collect();
        let words = |start: usize| {
            let here = marked.evidence.iter().filter(|found| found.start == start);
            let words: BTreeSet<(usize, usize)> =
                here.flat_map(|found| &found.words).map(|word| (word.start, word.end)).collect();
            words.into_iter().map(|(start, end)| start..end).collect()
        };
        let evidence = places
            .iter()
            .map(|(start, end)| Quote {
                text: quote(*start, *end),
                start: *start,
                end: *end,
                words: words(*start),
            })
            .collect();
        let misconceptions = marked.misconceptions.iter().map(|found| Mistake {
            text: quote(found.start, found.end),
            start: found.start,
            end: found.end,
            message: found.message.clone(),
        });
        let note = [marked.note.clone()].into_iter().chain(marked.missing.first().cloned());
        Self {
            id,
            verdict: marked.verdict,
            confidence: marked.confidence,
            review: marked.review,
            evidence,
            misconceptions: misconceptions.collect(),
            note: note.collect::<Vec<_>>().join(" "),
        }
    }
}
