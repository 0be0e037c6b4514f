//! The report of `spof bench-grader`: tables for people, keys for programs.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::Judged;
use crate::cli::json;
use crate::cli::number::percent;
use crate::cli::page::{Ink, Page, Piece, piece};
use crate::marking::{Case, Measure, Spread};
use crate::requirement::{RequirementId, Verdict};
use crate::text::prose::{counted, list};

/// What was measured.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    version: u32,
    overall: Figures,
    by_task: BTreeMap<u8, Figures>,
    by_requirement: BTreeMap<&'a RequirementId, Figures>,
    /// Empty unless asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    by_author: BTreeMap<&'a str, Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard_errors: Option<Errors>,
    disagreements: Vec<Disagreement<'a>>,
    #[serde(skip)]
    texts: usize,
    /// How many disagreements there are, shown or not.
    #[serde(skip)]
    differ: usize,
}

/// How far the figures would be off with other authors.
#[derive(Serialize)]
struct Errors {
    authors: usize,
    agreement: f64,
    kappa: Option<f64>,
}

/// A measure under the names that programs rely on.
#[derive(Serialize)]
struct Figures {
    cases: usize,
    agreement: f64,
    kappa: Option<f64>,
    kappas: [Option<f64>; 2],
    two_steps: f64,
    constant: f64,
    review: f64,
    agreement_under_review: f64,
    agreement_otherwise: f64,
    confusion: [[usize; 3]; 3],
}

/// A verdict of ours that is neither examiner's.
#[derive(Serialize)]
struct Disagreement<'a> {
    file: &'a str,
    id: &'a RequirementId,
    verdict: Verdict,
    examiners: [Verdict; 2],
    confidence: f64,
    evidence: Vec<Quote<'a>>,
    note: &'a str,
    /// The whole text, where it is a short answer.
    #[serde(skip)]
    answer: Option<&'a str>,
}

#[derive(Serialize)]
struct Quote<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    point: &'a str,
    phrasing: &'a str,
    /// The words that matched.
    #[serde(skip)]
    words: String,
}

impl<'a> Report<'a> {
    /// Measures these marks, each author apart if need be, and shows at most so many disagreements.
    pub(super) fn new(judged: &'a [Judged<'a>], shown: usize, authors: bool) -> Self {
        let all: Vec<Case> = judged.iter().map(|one| one.case).collect();
        let mut by_task: BTreeMap<u8, Vec<Case>> = BTreeMap::new();
        let mut by_requirement: BTreeMap<&RequirementId, Vec<Case>> = BTreeMap::new();
        for one in judged {
            if let Some(task) = one.id.task() {
                by_task.entry(task).or_default().push(one.case);
            }
            by_requirement.entry(one.id).or_default().push(one.case);
        }
        let mut by_author: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
        for one in judged.iter().filter(|_| authors) {
            if let Some(author) = one.author() {
                by_author.entry(author).or_default().push(one.case);
            }
        }
        let mut wrong: Vec<&Judged<'_>> = judged.iter().filter(|one| !one.case.agrees()).collect();
        // The surest of those that are furthest off is the worst.
        wrong.sort_by(|one, other| {
            let key = |judged: &Judged<'_>| Reverse(judged.case.steps());
            key(one).cmp(&key(other)).then(other.marked.confidence.total_cmp(&one.marked.confidence))
        });
        let names: std::collections::BTreeSet<&str> =
            judged.iter().map(|one| one.text.name.as_str()).collect();
        Self {
            version: json::VERSION,
            overall: Figures::of(&all),
            by_task: by_task.iter().map(|(task, cases)| (*task, Figures::of(cases))).collect(),
            by_requirement: by_requirement.iter().map(|(id, cases)| (*id, Figures::of(cases))).collect(),
            by_author: by_author.iter().map(|(author, cases)| (*author, Figures::of(cases))).collect(),
            standard_errors: Errors::of(&by_author),
            disagreements: wrong.iter().take(shown).map(|one| Disagreement::of(one)).collect(),
            texts: names.len(),
            differ: wrong.len(),
        }
    }

    /// The report for people; `unknown` are requirements that have verdicts and no rubric.
    pub(super) fn page(&self, unknown: &[&RequirementId], mut page: Page) -> String {
        let all = &self.overall;
        let what = format!(
            "{} on {} by {}",
            counted(all.cases, "verdict"),
            counted(self.texts, "text"),
            counted(self.by_requirement.len(), "requirement")
        );
        page.line(&[piece(Ink::Strong, what)]);
        page.gap();
        let rows = [
            ("Agreement with either examiner", figure(all.agreement)),
            ("Quadratic weighted kappa", optional(all.kappa)),
            ("Agreement of always the same verdict", figure(all.constant)),
            ("Two steps off (met for missing, or the reverse)", percent(all.two_steps)),
            ("To be looked at by a person", percent(all.review)),
            ("Agreement among these", figure(all.agreement_under_review)),
            ("Agreement among the others", figure(all.agreement_otherwise)),
        ];
        page.table(2, &rows.map(|(name, value)| vec![piece(Ink::Plain, name), piece(Ink::Strong, value)]));
        page.gap();
        page.table(2, &self.table());
        if let Some(errors) = &self.standard_errors {
            page.gap();
            page.paragraph(2, Ink::Plain, errors.told());
        }
        page.gap();
        page.line(&[piece(Ink::Plain, "  Where the examiners agree, what they say (rows) and what we say:")]);
        page.table(4, &confusion(all.confusion));
        if !unknown.is_empty() {
            page.gap();
            page.paragraph(2, Ink::Fair, format!("No rubric, so not measured: {}.", list(unknown)));
        }
        if !self.disagreements.is_empty() {
            page.gap();
            let (shown, all) = (self.disagreements.len(), self.differ);
            let what = if shown < all {
                format!("The worst {shown} of {all} disagreements (--worst {all} shows all)")
            } else {
                format!("All {}", counted(all, "disagreement"))
            };
            page.line(&[piece(Ink::Strong, what)]);
        }
        for one in &self.disagreements {
            page.gap();
            one.show(&mut page);
        }
        page.finish()
    }

    fn table(&self) -> Vec<Vec<Piece>> {
        let heads = ["", "verdicts", "agreement", "kappa", "two steps", "always", "review"];
        let mut rows = vec![heads.map(|head| piece(Ink::Quiet, head)).to_vec()];
        rows.extend(
            self.by_task.iter().map(|(task, figures)| figures.row(format!("Task {task}"), Ink::Strong)),
        );
        rows.extend(self.by_requirement.iter().map(|(id, figures)| figures.row(id.to_string(), Ink::Plain)));
        rows.extend(
            self.by_author.iter().map(|(name, figures)| figures.row(format!("Author {name}"), Ink::Quiet)),
        );
        rows
    }
}

impl Errors {
    fn of(by_author: &BTreeMap<&str, Vec<Case>>) -> Option<Self> {
        let groups: Vec<&[Case]> = by_author.values().map(Vec::as_slice).collect();
        let spread = Spread::of(&groups)?;
        Some(Self { authors: groups.len(), agreement: spread.agreement, kappa: spread.kappa })
    }

    fn told(&self) -> String {
        let kappa = self.kappa.map_or_else(String::new, |kappa| format!(", that of kappa {}", figure(kappa)));
        let what = format!("By {} authors: the standard error of the agreement is ", self.authors);
        what + &figure(self.agreement) + &kappa + "."
    }
}

impl Figures {
    fn of(cases: &[Case]) -> Self {
        let measure = Measure::of(cases);
        Self {
            cases: measure.cases,
            agreement: measure.agreement,
            kappa: measure.kappa(),
            kappas: measure.kappas,
            two_steps: measure.two_steps,
            constant: measure.constant,
            review: measure.review,
            agreement_under_review: measure.agreement_by_review[0],
            agreement_otherwise: measure.agreement_by_review[1],
            confusion: measure.confusion,
        }
    }

    fn row(&self, name: String, ink: Ink) -> Vec<Piece> {
        let cells = [
            format!("{:>8}", self.cases),
            format!("{:>9}", figure(self.agreement)),
            format!("{:>5}", optional(self.kappa)),
            format!("{:>9}", percent(self.two_steps)),
            format!("{:>6}", figure(self.constant)),
            format!("{:>6}", percent(self.review)),
        ];
        [piece(ink, name)].into_iter().chain(cells.iter().map(|cell| piece(ink, cell))).collect()
    }
}

impl<'a> Disagreement<'a> {
    fn of(judged: &'a Judged<'a>) -> Self {
        let body = judged.text.body.as_str();
        let quote = |found: &'a crate::marking::Evidence| Quote {
            text: &body[found.start..found.end],
            start: found.start,
            end: found.end,
            point: &found.point,
            phrasing: &found.phrasing,
            words: found.words.iter().map(|word| &body[word.clone()]).collect::<Vec<_>>().join(" "),
        };
        Self {
            file: &judged.text.name,
            id: judged.id,
            verdict: judged.case.ours,
            examiners: judged.case.theirs,
            confidence: judged.marked.confidence,
            evidence: judged.marked.evidence.iter().map(quote).collect(),
            note: &judged.marked.note,
            answer: (judged.text.given == super::Given::Answer).then_some(body),
        }
    }

    fn show(&self, page: &mut Page) {
        let [one, other] = self.examiners;
        let theirs = if one == other { one.to_string() } else { format!("{one} or {other}") };
        page.line(&[
            piece(Ink::Strong, format!("  {}", self.file)),
            piece(Ink::Plain, format!("  {}", self.id)),
            piece(Ink::Bad, format!("  {}", self.verdict)),
            piece(Ink::Plain, format!(" for {theirs}, sure to {}", percent(self.confidence))),
        ]);
        if let Some(answer) = self.answer {
            page.paragraph(4, Ink::Plain, super::read::one_line(answer));
        }
        page.paragraph(4, Ink::Quiet, self.note);
        for quote in &self.evidence {
            page.paragraph(
                4,
                Ink::Plain,
                format!("{}: `{}` found \"{}\" in:", quote.point, quote.phrasing, quote.words),
            );
            if self.answer.is_none() {
                page.paragraph(6, Ink::Quiet, super::read::one_line(quote.text));
            }
        }
    }
}

fn confusion(counts: [[usize; 3]; 3]) -> Vec<Vec<Piece>> {
    let names = [Verdict::Missing, Verdict::Partial, Verdict::Met].map(|verdict| verdict.to_string());
    let heads = [String::new()].into_iter().chain(names.iter().map(|name| format!("{name:>7}")));
    let mut rows = vec![heads.map(|head| piece(Ink::Quiet, head)).collect::<Vec<_>>()];
    for (name, row) in names.iter().zip(counts) {
        let cells = row.iter().map(|count| piece(Ink::Plain, format!("{count:>7}")));
        rows.push([piece(Ink::Quiet, name)].into_iter().chain(cells).collect());
    }
    rows
}

fn figure(share: f64) -> String {
    format!("{share:.3}")
}

fn optional(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".to_owned(), self::figure)
}
