//! The marks of a class as a table for a spreadsheet.

use super::paper::{Paper, Report};
use crate::marking::Status;
use crate::requirement::{Catalogue, RequirementId};
use crate::text;

/// The marks as comma-separated values (RFC 4180): a row for each text and task, a column for each requirement.
pub(super) fn csv(report: &Report, catalogue: &Catalogue) -> String {
    let marked = |id: &RequirementId| {
        report.files.iter().flat_map(|paper| &paper.requirements).any(|row| row.id == *id)
    };
    let columns: Vec<&RequirementId> = catalogue.iter().map(|one| &one.id).filter(|id| marked(id)).collect();
    let ids = columns.iter().map(ToString::to_string);
    let head = ["file", "task", "status", "score"].map(str::to_owned).into_iter().chain(ids);
    let mut out = line(head.chain(["review".to_owned()]));
    for paper in &report.files {
        out += &line(cells(paper, &columns).into_iter());
    }
    out
}

fn cells(paper: &Paper, columns: &[&RequirementId]) -> Vec<String> {
    let status = match paper.status {
        Status::Ok => "ok",
        Status::Empty => "empty",
        Status::UnsupportedLanguage => "unsupported_language",
    };
    let task = paper.task.map_or_else(String::new, |task| task.to_string());
    let score =
        if paper.status == Status::Ok { format!("{:.0}", paper.score() * 100.0) } else { String::new() };
    let mut cells = vec![paper.file.clone(), task, status.to_owned(), score];
    for id in columns {
        let row = paper.requirements.iter().find(|row| row.id == **id);
        cells.push(row.map_or_else(String::new, |row| row.verdict.to_string()));
    }
    let review = paper.requirements.iter().filter(|row| row.review).map(|row| row.id.as_str());
    cells.push(review.collect::<Vec<_>>().join(" "));
    cells
}

fn line(cells: impl Iterator<Item = String>) -> String {
    cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",") + "\r\n"
}

/// A cell as it is written: in quotes where it must be, and never a formula.
///
/// Spreadsheets run what begins with `=`, `+`, `-`, `@`, a tab or a line end (OWASP, CSV injection).
fn quoted(cell: &str) -> String {
    let mut safe = text::safe(cell).into_owned();
    if cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n'])
    {
        safe.insert(0, '\'');
    }
    if safe.contains([',', '"', '\r', '\n', ';', '\'']) || safe.trim() != safe {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        for (cell, written) in [
            ("plain.md", "plain.md"),
            ("a, b.md", "\"a, b.md\""),
            ("say \"hi\".md", "\"say \"\"hi\"\".md\""),
            (" blank.md", "\" blank.md\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }

    #[test]
    fn no_cell_is_a_formula_or_a_command() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"] {
            assert!(quoted(cell).starts_with("\"'"), "{cell:?}: {}", quoted(cell));
        }
        assert!(!quoted("a\x1b[2J\n").chars().any(char::is_control));
    }
}
