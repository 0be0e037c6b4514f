//! Marks for people: each requirement with the sentences and words that earned its verdict.

use super::paper::{Paper, Quote, Report, Row};
use crate::cli::number::percent;
use crate::cli::page::{Ink, Page, Piece, Sign, piece};
use crate::marking::Status;
use crate::requirement::{Catalogue, Verdict};
use crate::text::prose::counted;

/// The whole report.
pub(super) fn page(report: &Report, catalogue: &Catalogue, mut page: Page) -> String {
    for (number, paper) in report.files.iter().enumerate() {
        if number > 0 {
            page.gap();
        }
        show(paper, catalogue, &mut page);
    }
    if report.files.len() > 1 {
        page.gap();
        page.line(&[piece(Ink::Strong, "All together")]);
        page.gap();
        page.table(2, &report.files.iter().map(summary).collect::<Vec<_>>());
    }
    page.finish()
}

fn show(paper: &Paper, catalogue: &Catalogue, page: &mut Page) {
    let title = match (&paper.only, paper.task) {
        (Some(_), _) => "One question".to_owned(),
        (None, Some(task)) => format!("Task {task}"),
        (None, None) => "No task".to_owned(),
    };
    page.line(&[piece(Ink::Strong, title), piece(Ink::Quiet, format!("  {}", paper.file))]);
    page.gap();
    match paper.status {
        Status::Ok => {}
        Status::Empty => {
            page.paragraph(2, Ink::Bad, "The answer has no words, so there is nothing to mark.");
        }
        Status::UnsupportedLanguage => {
            let what = "The answer is not in English, the only language that can be marked yet. It is not marked as \
                        wrong: let a person read it.";
            page.paragraph(2, Ink::Bad, what);
        }
    }
    for row in &paper.requirements {
        let title = catalogue.find(row.id.as_str()).map_or("", |found| found.title.as_str());
        show_row(row, title, page);
        page.gap();
    }
    for said in paper.claims.iter().flatten() {
        let sign = page.sign(Sign::of(said.verdict));
        let words = match said.verdict {
            Verdict::Met => " That is so:",
            Verdict::Partial => " That is half the truth:",
            Verdict::Missing => " That is not so:",
        };
        page.line(&[piece(Ink::Plain, "  "), sign, piece(Ink::Strong, words)]);
        page.paragraph(6, Ink::Plain, format!("\"{}\"", one_line(&said.text)));
        page.paragraph(4, Ink::Plain, &said.truth);
        page.gap();
    }
    if paper.status == Status::Ok {
        let ink = if paper.passes(catalogue) { Ink::Good } else { Ink::Bad };
        let what = format!("{} of {} met.", paper.met(), counted(paper.requirements.len(), "requirement"));
        page.line(&[piece(ink, what)]);
    }
}

fn show_row(row: &Row, title: &str, page: &mut Page) {
    let sign = page.sign(Sign::of(row.verdict));
    let id = piece(Ink::Quiet, format!("  {}", row.id));
    page.line(&[piece(Ink::Plain, "  "), sign, piece(Ink::Plain, " "), piece(Ink::Strong, title), id]);
    page.paragraph(4, Ink::Plain, &row.note);
    for quote in &row.evidence {
        page.pieces(6, &highlighted(quote, page.look().color));
    }
    for mistake in &row.misconceptions {
        page.paragraph(6, Ink::Bad, format!("\"{}\"", one_line(&mistake.text)));
        page.paragraph(6, Ink::Plain, &mistake.message);
    }
    if row.review {
        let sure = percent(row.confidence);
        page.paragraph(4, Ink::Fair, format!("Check this one: the marking is only {sure} sure."));
    }
}

/// The sentence with the words that earned something marked: underlined, or in brackets where nothing can be.
fn highlighted(quote: &Quote, color: bool) -> Vec<Piece> {
    let mut pieces = vec![piece(Ink::Plain, "\"")];
    let mut at = 0;
    let mut words = quote.words.iter().peekable();
    while let Some(first) = words.next() {
        let from = first.start - quote.start;
        let mut to = first.end - quote.start;
        // Words that stand side by side are marked together.
        while let Some(next) =
            words.next_if(|next| quote.text[to..next.start - quote.start].trim().is_empty())
        {
            to = next.end - quote.start;
        }
        let word = one_line(&quote.text[from..to]);
        pieces.push(piece(Ink::Plain, spaced(&quote.text[at..from])));
        pieces.push(piece(Ink::Mark, if color { word } else { format!("[{word}]") }));
        at = to;
    }
    pieces.push(piece(Ink::Plain, format!("{}\"", spaced(&quote.text[at..]).trim_end())));
    pieces
}

/// One line for a text: what it answers, how it went, what to look at.
fn summary(paper: &Paper) -> Vec<Piece> {
    let review = paper.requirements.iter().filter(|row| row.review).count();
    let result = match paper.status {
        Status::Ok => format!("{} of {} met", paper.met(), paper.requirements.len()),
        Status::Empty => "no words".to_owned(),
        Status::UnsupportedLanguage => "not in English".to_owned(),
    };
    let task = paper.task.map_or_else(String::new, |task| format!("task {task}"));
    let score = if paper.status == Status::Ok { percent(paper.score()) } else { String::new() };
    let check = if review > 0 { format!("{review} to check") } else { String::new() };
    [&paper.file, &task, &score, &result, &check].map(|cell| piece(Ink::Plain, cell)).to_vec()
}

/// The text with its line ends and runs of blanks as single blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same, with a blank kept where it begins or ends.
fn spaced(text: &str) -> String {
    let begins = if text.starts_with(char::is_whitespace) { " " } else { "" };
    let ends = if text.ends_with(char::is_whitespace) && !text.trim().is_empty() { " " } else { "" };
    format!("{begins}{}{ends}", one_line(text))
}
