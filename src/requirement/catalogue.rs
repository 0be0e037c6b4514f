//! The catalogue: every requirement with its wording, read from RON.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{RequirementId, RequirementKind};

/// One thing that is taught, assessed and reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its id.
    pub id: RequirementId,
    /// How it is decided, as its id says.
    pub kind: RequirementKind,
    /// Its name on screens and in reports.
    pub title: String,
    /// What earns the full verdict.
    pub met: String,
    /// What earns half of it; `None` where there is nothing between.
    pub partial: Option<String>,
}

/// Says where a catalogue cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct CatalogueError {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The same place as a byte offset of the text.
    pub offset: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// Every requirement, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    requirements: Vec<Requirement>,
    index: BTreeMap<RequirementId, usize>,
}

/// A requirement as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "requirement")]
struct Written {
    id: RequirementId,
    title: String,
    met: String,
    #[serde(default)]
    partial: Option<String>,
}

impl Catalogue {
    /// Reads a catalogue: a RON list of `(id, title, met, partial)`, of which `partial` may be left out.
    ///
    /// # Errors
    /// [`CatalogueError`] at the first syntax error, wrong id, empty wording or id that is there twice.
    pub fn parse(ron: &str) -> Result<Self, CatalogueError> {
        let written: Vec<Written> = ron::Options::default()
            .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
            .from_str(ron)
            .map_err(|error| {
                let start = error.span.start;
                let lines = ron.split_inclusive('\n').take(start.line.saturating_sub(1));
                let line = lines.map(str::len).sum::<usize>();
                let column = ron[line..].char_indices().nth(start.col.saturating_sub(1));
                let offset = column.map_or(ron.len(), |(column, _)| line + column);
                at(ron, offset, format!("{}.", error.code))
            })?;
        let mut catalogue = Self::default();
        for Written { id, title, met, partial } in written {
            let empty = [&title, &met].into_iter().chain(&partial).any(|text| text.trim().is_empty());
            if empty {
                return Err(mention(
                    ron,
                    &id,
                    1,
                    format!("`{id}` has an empty wording; write what it asks for."),
                ));
            }
            if catalogue.index.insert(id.clone(), catalogue.requirements.len()).is_some() {
                return Err(mention(ron, &id, 2, format!("`{id}` is there twice; remove one of the two.")));
            }
            catalogue.requirements.push(Requirement { kind: id.kind(), id, title, met, partial });
        }
        Ok(catalogue)
    }

    /// The requirement with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Requirement> {
        self.index.get(id).map(|at| &self.requirements[*at])
    }

    /// Every requirement, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter()
    }

    /// The requirements of one task, in the order of the file.
    pub fn of_task(&self, task: u8) -> impl Iterator<Item = &Requirement> {
        self.iter().filter(move |requirement| requirement.id.task() == Some(task))
    }

    /// The requirements that no single task owns, in the order of the file.
    pub fn concepts(&self) -> impl Iterator<Item = &Requirement> {
        self.iter().filter(|requirement| requirement.id.task().is_none())
    }
}

/// An error at the `nth` place (from 1) where the text quotes this id.
fn mention(text: &str, id: &RequirementId, nth: usize, message: String) -> CatalogueError {
    let quoted = format!("\"{id}\"");
    at(text, text.match_indices(&quoted).nth(nth - 1).map_or(0, |(at, _)| at), message)
}

/// An error at a byte offset of the text.
fn at(text: &str, offset: usize, message: String) -> CatalogueError {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    CatalogueError {
        line: before.matches('\n').count() + 1,
        column: before[start..].chars().count() + 1,
        offset,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../quizzes/requirements.ron");

    #[test]
    fn the_shipped_catalogue_has_every_task_and_concept() {
        // The counts are those of the tables that the course is graded against.
        let catalogue = Catalogue::parse(SHIPPED).unwrap();
        let counts: Vec<usize> = (0..5).map(|task| catalogue.of_task(task).count()).collect();
        assert_eq!(counts, [16, 12, 12, 7, 0]);
        assert_eq!(catalogue.concepts().count(), 13);
        let design = |task| catalogue.of_task(task).filter(|one| one.kind == RequirementKind::Design).count();
        assert_eq!([design(0), design(1), design(2), design(3)], [6, 4, 3, 3]);
        assert_eq!(catalogue.find("t0.design.domain").unwrap().kind, RequirementKind::Design);
        assert!(catalogue.find("t0.design.nothing").is_none());
    }

    #[test]
    fn wordings_are_sentences_and_titles_are_not() {
        for requirement in Catalogue::parse(SHIPPED).unwrap().iter() {
            let Requirement { id, title, met, partial, .. } = requirement;
            assert!(!title.ends_with('.') && title.len() <= 60, "{id}: {title}");
            assert!(met.ends_with('.') && partial.as_ref().is_none_or(|text| text.ends_with('.')), "{id}");
        }
    }

    #[test]
    fn an_error_says_where() {
        let one = "    (id: \"c.a\", title: \"A\", met: \"A.\"),\n";
        let cases = [
            (format!("[\n{one}{one}]"), 3, 10, "twice"),
            (format!("[\n{one}    (id: \"c.b\", title: \" \", met: \"B.\"),\n]"), 3, 10, "empty"),
            ("[\n    (id: \"b\", title: \"B\", met: \"B.\"),\n]".to_owned(), 2, 0, "no requirement id"),
            ("[\n    (id: \"c.b\", titel: \"B\", met: \"B.\"),\n]".to_owned(), 2, 0, "titel"),
            ("[\n    (id: \"c.b\" title: \"B\")]".to_owned(), 2, 16, "comma"),
        ];
        for (text, line, column, message) in cases {
            let error = Catalogue::parse(&text).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(column == 0 || error.column == column, "{error}");
            assert!(error.message.contains(message), "{error}");
        }
    }
}
