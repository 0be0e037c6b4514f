//! Lines by their kind: headings, items, table rows, text, and what holds no prose.

use std::ops::Range;

use super::Rank;
use crate::marking::lexicon::Lexicon;

/// What a line is by its first characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// A line of `#`; the level.
    Heading(Rank),
    /// `===` or `---` under a line of text; the level.
    Underline(Rank),
    Item,
    Row,
    /// The line under the heads of a table.
    Divider,
    Text,
}

/// A line without its sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) kind: Kind,
    /// What is written, trimmed.
    pub(super) span: Range<usize>,
    /// How far it is indented, in columns.
    pub(super) indent: usize,
}

impl Line {
    /// The cells of a table row, trimmed; empty cells are empty ranges.
    pub(super) fn cells(&self, text: &str) -> Vec<Range<usize>> {
        let row = text[self.span.clone()].trim_matches('|');
        let mut at = self.span.start + text[self.span.clone()].find(row).unwrap_or(0);
        row.split('|')
            .map(|cell| {
                let start = at + (cell.len() - cell.trim_start().len());
                at += cell.len() + 1;
                start..start + cell.trim().len()
            })
            .collect()
    }
}

/// Splits a text into lines. Code that is no prose, rulers and drawings come out blank.
pub(super) fn lines(text: &str, lexicon: &Lexicon) -> Vec<Line> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut fence: Option<(char, bool)> = None;
    for raw in text.split_inclusive('\n') {
        let span = start..start + raw.len();
        start = span.end;
        let bare = raw.trim();
        if let Some(sign) = ['`', '~'].into_iter().find(|sign| bare.starts_with(&sign.to_string().repeat(3)))
        {
            fence = match fence {
                Some((open, _)) if open == sign => None,
                Some(other) => Some(other),
                None => Some((sign, holds_prose(bare.trim_start_matches(sign), lexicon))),
            };
            found.push(blank(span));
            continue;
        }
        found.push(match fence {
            Some((_, false)) => blank(span),
            Some(_) if bare.contains(['|', '│', '┌', '└', '─']) => blank(span),
            _ => line(raw, span),
        });
    }
    found
}

fn blank(span: Range<usize>) -> Line {
    Line { kind: Kind::Blank, span: span.start..span.start, indent: 0 }
}

fn holds_prose(info: &str, lexicon: &Lexicon) -> bool {
    let name = info.trim().split([' ', '{', ',']).next().unwrap_or_default().to_ascii_lowercase();
    !lexicon.diagrams.iter().any(|diagram| **diagram == *name)
}

fn line(raw: &str, span: Range<usize>) -> Line {
    let mut rest = raw.trim_end();
    let mut indent = 0;
    let mut sign = rest.chars();
    while let Some(letter) = sign.next() {
        indent += match letter {
            ' ' | '>' => 1,
            '\t' => 4,
            letter if letter.is_whitespace() => 1,
            _ => break,
        };
        rest = sign.as_str();
    }
    let (kind, skipped) = kind(rest);
    let start = span.start + (raw.trim_end().len() - rest.len()) + skipped;
    let end = span.start + raw.trim_end().len();
    if kind == Kind::Blank || start >= end {
        return match kind {
            Kind::Underline(_) | Kind::Divider => Line { kind, span: start..start, indent },
            _ => blank(span),
        };
    }
    Line { kind, span: start..end, indent }
}

/// The kind of a line, and how many bytes its sign takes.
fn kind(rest: &str) -> (Kind, usize) {
    let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes) {
        let after = rest[hashes..].trim_start().len();
        return (Kind::Heading(Rank::try_from(hashes).expect("at most 6")), rest.len() - after);
    }
    if rest.len() >= 3 && rest.bytes().all(|byte| b"-=".contains(&byte)) {
        return (Kind::Underline(if rest.starts_with('=') { 1 } else { 2 }), rest.len());
    }
    if rest.contains('|') && rest.contains('-') && rest.bytes().all(|byte| b"|-: ".contains(&byte)) {
        return (Kind::Divider, rest.len());
    }
    let mut letters = rest.chars();
    let first = letters.next().unwrap_or('\n');
    if matches!(first, '*' | '-' | '+' | '~' | '•' | '–' | '—' | '◦' | '▪' | '●' | '○' | '·' | '➢' | '→')
        && letters
            .next()
            .is_some_and(|next| next.is_whitespace() || (!first.is_ascii() && next.is_alphanumeric()))
    {
        let after = rest[first.len_utf8()..].trim_start();
        // `* [ ] done` is an item, too.
        return (Kind::Item, rest.len() - after.len());
    }
    if first == '|' && rest.matches('|').count() > 1 {
        return (Kind::Row, 0);
    }
    if number(rest).is_some() {
        return (Kind::Item, 0);
    }
    let shown = rest.chars().filter(|letter| !letter.is_whitespace()).count();
    let letters = rest.chars().filter(|letter| letter.is_alphanumeric()).count();
    if letters * 2 < shown { (Kind::Blank, rest.len()) } else { (Kind::Text, 0) }
}

/// The length of the number of a list item: `1.`, `2)`, `(3)`, `4-`, `a)`, with the blanks behind it.
pub(super) fn number(text: &str) -> Option<usize> {
    let inner = text.trim_start_matches(['(', '*', '_', '#']);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let length = match digits {
        0 if inner.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
            && inner[1..].starts_with(')') =>
        {
            1
        }
        1..=2 => digits,
        _ => return None,
    };
    let after = inner[length..].trim_start_matches(' ');
    let signs = after.bytes().take_while(|byte| b".)-:".contains(byte)).count();
    let behind = &after[signs..];
    let ends = behind.is_empty()
        || behind.starts_with([' ', '\t', '*', '_'])
        || digits > 0 && behind.starts_with(char::is_alphabetic);
    (signs > 0 && ends).then(|| text.len() - behind.trim_start_matches([' ', '\t']).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        for (text, expected, skipped) in [
            ("## Role", Kind::Heading(2), 3),
            ("##Role", Kind::Heading(2), 2),
            ("---", Kind::Underline(2), 3),
            ("- one", Kind::Item, 2),
            ("•one", Kind::Item, 3),
            ("1. one", Kind::Item, 0),
            ("2-One", Kind::Item, 0),
            ("8.8.8.8 is it", Kind::Text, 0),
            ("3 servers", Kind::Text, 0),
            ("-one", Kind::Text, 0),
            ("**bold**", Kind::Text, 0),
            ("| a | b |", Kind::Row, 0),
            ("|---|:-:|", Kind::Divider, 9),
            ("+-----+ --> a", Kind::Blank, 13),
        ] {
            assert_eq!(kind(text), (expected, skipped), "{text}");
        }
    }

    #[test]
    fn cells_keep_their_place() {
        let text = "x | Web server |  | answers |";
        let row = Line { kind: Kind::Row, span: 2..text.len(), indent: 0 };
        let cells: Vec<&str> = row.cells(text).into_iter().map(|cell| &text[cell]).collect();
        assert_eq!(cells, ["Web server", "", "answers"]);
    }

    #[test]
    fn numbers_of_items_are_measured() {
        for (text, length) in [
            ("1. a", Some(3)),
            ("(2) a", Some(4)),
            ("3- What", Some(3)),
            ("a) b", Some(3)),
            ("4-What", Some(2)),
        ] {
            assert_eq!(number(text), length, "{text}");
        }
        for text in ["8.8.8.8", "100. a", "a b", "1 a", "2.5 s"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
