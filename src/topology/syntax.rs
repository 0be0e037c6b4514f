//! Says in plain words what RON does not accept, and what to write instead.

use ron::error::{Error, SpannedError};

use super::Problem;
use super::bracket::{Fault, fault};
use crate::text::closest;

impl Problem {
    /// The problem that a RON error means. The error's place counts from `start`, the byte offset in `text` of the
    /// piece that was read.
    #[must_use]
    pub fn syntax(text: &str, start: usize, error: &SpannedError) -> Self {
        let piece = text.get(start..).unwrap_or_default();
        // An unknown or doubled name ends where the reader stopped; everything else begins there.
        let at = match error.code {
            Error::NoSuchStructField { .. }
            | Error::NoSuchEnumVariant { .. }
            | Error::DuplicateStructField { .. } => error.span.start,
            _ => error.span.end,
        };
        let mut offset = start + offset(piece, at.line, at.col);
        if let Some(name) = named(&error.code) {
            // RON may report the place behind the name; the name is what the reader wants to see.
            let line = text[..offset].rfind('\n').map_or(0, |end| end + 1);
            if !text[offset..].starts_with(name)
                && let Some(found) = text[line..offset].rfind(name)
            {
                offset = line + found;
            }
        }
        if matches!(error.code, Error::UnclosedBlockComment)
            && let Some(begin) = text[start..offset].rfind("/*")
        {
            offset = start + begin;
        }
        if matches!(error.code, Error::ExpectedStringEnd)
            && let Some(before) = text[..offset].strip_suffix('"')
        {
            // The reader stopped inside; what opens the string is what the author looks for.
            let before = before.trim_end_matches('#');
            offset = before.strip_suffix('r').unwrap_or(before).len();
        }
        if let Some(problem) = bracket(text, start, offset, &error.code) {
            return problem;
        }
        let (message, hint) = explain(&error.code);
        Self::at(text, offset, message, hint)
    }
}

/// The bracket that made the reader stop at `offset`, when it was one.
fn bracket(text: &str, start: usize, offset: usize, code: &Error) -> Option<Problem> {
    if matches!(code, Error::ExpectedStringEnd | Error::UnclosedBlockComment) {
        return None;
    }
    let after = text[offset..].chars().next();
    let read = &text[start..offset + after.map_or(0, char::len_utf8)];
    let ended = matches!(code, Error::Eof) || text[offset..].trim().is_empty();
    match fault(read)? {
        Fault::Crossed { at, open, wanted } => {
            let line = text[..start + open].matches('\n').count() + 1;
            let bracket = &read[open..=open];
            let message = format!("The `{bracket}` of line {line} is still open here.");
            Some(Problem::at(text, start + at, message, format!("Write `{wanted}` first.")))
        }
        Fault::Unclosed { at, wanted } if ended => {
            let message = format!("This `{}` is never closed.", &read[at..=at]);
            Some(Problem::at(text, start + at, message, format!("Write `{wanted}` where it ends.")))
        }
        Fault::Unclosed { .. } => None,
    }
}

/// The byte offset of a line and a column (in characters), both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[before..];
    before + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

/// The name in the text that the error is about.
fn named(code: &Error) -> Option<&str> {
    match code {
        Error::NoSuchStructField { found, .. }
        | Error::NoSuchEnumVariant { found, .. }
        | Error::ExpectedDifferentStructName { found, .. } => Some(found),
        Error::DuplicateStructField { field, .. } => Some(field),
        _ => None,
    }
}

/// What went wrong and what to do, a sentence each.
fn explain(code: &Error) -> (String, String) {
    if let Some((message, hint)) = plain(code) {
        return (message.to_owned(), hint.to_owned());
    }
    match code {
        Error::NoSuchStructField { expected, found, .. } => {
            (format!("There is no field `{found}` here."), instead(found, expected))
        }
        Error::NoSuchEnumVariant { expected, found, .. } => {
            (format!("`{found}` is not possible here."), instead(found, expected))
        }
        Error::ExpectedDifferentStructName { expected, found } => {
            (format!("`{found}` is not possible here."), format!("Write `{expected}`."))
        }
        Error::MissingStructField { field, .. } => {
            (format!("The field `{field}` is missing."), format!("Add `{field}: …`."))
        }
        Error::DuplicateStructField { field, .. } => {
            (format!("The field `{field}` is there twice."), "Remove one of the two.".to_owned())
        }
        Error::InvalidValueForType { expected, found } => {
            (format!("{expected} is wanted here, not {found}."), String::new())
        }
        other => (sentence(&other.to_string()), String::new()),
    }
}

/// The same for errors that name nothing of the text.
fn plain(code: &Error) -> Option<(&'static str, &'static str)> {
    Some(match code {
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => {
            ("Fields in `( )` are wanted here.", "Write `(`, the fields, and `)`.")
        }
        Error::ExpectedArray => ("A list is wanted here.", "Write `[`, the elements, and `]`."),
        Error::Eof => ("The text ends in the middle.", "Close every `(`, `[` and `\"` that was opened."),
        Error::ExpectedComma => {
            ("A comma is missing before this.", "Write `,` after each field and each element.")
        }
        Error::ExpectedMapColon => ("A colon is missing after the name.", "Write `name: value`."),
        Error::ExpectedIdentifier | Error::InvalidIdentifier(_) | Error::SuggestRawIdentifier(_) => {
            ("The name of a field is wanted here.", "Write `name: value`.")
        }
        Error::UnclosedBlockComment => ("A comment does not end.", "Close it with `*/`."),
        Error::InvalidEscape(_) => {
            ("What follows the `\\` is no escape.", "Write `\\\\` for a backslash and `\\\"` for a quote.")
        }
        Error::ExpectedStringEnd => ("A string does not end.", "Close it with `\"`."),
        Error::ExpectedString => ("A string is wanted here.", "Put it between `\"` and `\"`."),
        Error::TrailingCharacters => ("Something follows after the end.", "Remove what follows."),
        Error::ExceededRecursionLimit => {
            ("This is nested too deeply.", "Use fewer brackets inside brackets.")
        }
        _ => return None,
    })
}

/// What to write instead of an unknown name.
fn instead(found: &str, expected: &[&str]) -> String {
    if let Some(meant) = closest(found, expected.iter().copied()) {
        return format!("Did you mean `{meant}`?");
    }
    let names: Vec<String> = expected.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "Remove it.".to_owned(),
        [one] => format!("Write {one}."),
        [first @ .., last] => format!("Write {} or {last}.", first.join(", ")),
    }
}

/// The text with a capital and a period.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(char::to_uppercase).into_iter().flatten().collect();
    let end = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields, rename_all = "snake_case")]
    #[expect(dead_code, reason = "only read, to see the errors")]
    enum Shape {
        Square { side: f64 },
        Circle(Vec<String>),
    }

    fn problem(text: &str) -> Problem {
        let start = text.find('[').unwrap();
        Problem::syntax(text, start, &ron::from_str::<Vec<Shape>>(&text[start..]).unwrap_err())
    }

    #[test]
    fn each_mistake_is_named_at_its_place() {
        let cases = [
            ("é [\n  squares(side: 1)]", (2, 3), "`squares` is not possible", "Did you mean `square`?"),
            ("[\n\n  square(sid: 1)]", (3, 10), "no field `sid`", "Did you mean `side`?"),
            ("[square(x: 1)]", (1, 9), "no field `x`", "Write `side`."),
            ("[square()]", (1, 9), "`side` is missing", "Add `side: …`."),
            ("[square(side: 1, side: 2)]", (1, 18), "there twice", "Remove one"),
            ("[circle([\"a\" \"b\"])]", (1, 14), "comma is missing", ""),
            ("[circle([a])]", (1, 10), "string is wanted", ""),
            ("[circle([\"a", (1, 10), "does not end", ""),
            ("[circle([])] x", (1, 14), "follows after the end", ""),
        ];
        for (text, place, message, hint) in cases {
            let problem = problem(text);
            assert!(problem.message.contains(message), "{text}: {problem}");
            assert!(problem.hint.contains(hint), "{text}: {problem}");
            assert_eq!((problem.line, problem.column), place, "{text}: {problem}");
        }
    }
}
