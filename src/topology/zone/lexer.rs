//! Takes a zone file apart into entries: lines, or several lines held together by parentheses.

use std::ops::Range;

use crate::topology::source::Advice;

/// One entry of a zone file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Whether the line begins with a blank, so that the owner is that of the entry before.
    pub(super) indented: bool,
    /// Its words.
    pub(super) words: Vec<Word>,
}

/// One word of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands in the text, without its quotes.
    pub(super) place: Range<usize>,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
}

/// Something that cannot be taken apart, with the place.
pub(super) type Fault = (usize, Advice);

/// Goes through a text entry by entry.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads one entry. After a fault it goes on behind the line, or behind the parentheses.
    fn entry(&mut self) -> Result<Entry, Fault> {
        let mut entry = Entry { indented: matches!(self.peek(), Some(b' ' | b'\t')), words: Vec::new() };
        let mut open: Option<usize> = None;
        let mut fault = None;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' if open.is_none() => {
                    self.at += 1;
                    break;
                }
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b';' => self.at += self.text[self.at..].find('\n').unwrap_or(self.text.len() - self.at),
                b'(' => {
                    if open.replace(self.at).is_some() {
                        let advice = Advice::new(
                            "Parentheses inside parentheses mean nothing here.",
                            "Remove the inner ones.",
                        );
                        fault = fault.or(Some((self.at, advice)));
                    }
                    self.at += 1;
                }
                b')' => {
                    if open.take().is_none() {
                        let advice = Advice::new(
                            "This `)` has no `(` before it.",
                            "Remove it, or open the parentheses.",
                        );
                        fault = fault.or(Some((self.at, advice)));
                    }
                    self.at += 1;
                }
                b'"' => {
                    let start = self.at + 1;
                    let end = self.word_end(start, |byte| matches!(byte, b'"' | b'\n'));
                    if self.text.as_bytes().get(end) == Some(&b'"') {
                        entry.words.push(Word { place: start..end, quoted: true });
                        self.at = end + 1;
                    } else {
                        let advice =
                            Advice::new("This text does not end on its line.", "Close it with `\"`.");
                        fault = fault.or(Some((self.at, advice)));
                        self.at = end;
                    }
                }
                _ => {
                    let ends =
                        |byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b';' | b'(' | b')' | b'"');
                    let end = self.word_end(self.at, ends);
                    entry.words.push(Word { place: self.at..end, quoted: false });
                    self.at = end;
                }
            }
        }
        if let Some(open) = open {
            let advice = Advice::new("This `(` is never closed.", "Write `)` where the record ends.");
            fault = fault.or(Some((open, advice)));
        }
        fault.map_or(Ok(entry), Err)
    }

    /// The first place from `at` on that ends a word; an escaped character never does.
    fn word_end(&self, at: usize, ends: impl Fn(u8) -> bool) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = at;
        while let Some(byte) = bytes.get(at).copied() {
            if ends(byte) {
                break;
            }
            let escaped =
                byte == b'\\' && bytes.get(at + 1).is_some_and(|next| *next != b'\n' && next.is_ascii());
            at += if escaped { 2 } else { 1 };
        }
        at
    }
}

impl Iterator for Lexer<'_> {
    type Item = Result<Entry, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.peek()?;
            match self.entry() {
                Ok(entry) if entry.words.is_empty() => {}
                other => return Some(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<&str>> {
        let entries = Lexer::new(text).map(|entry| entry.unwrap());
        entries.map(|entry| entry.words.into_iter().map(|word| &text[word.place]).collect()).collect()
    }

    #[test]
    fn parentheses_join_lines_and_comments_are_left_out() {
        let text = "; a comment\n\n@ IN SOA a b ( 1 ; serial\n  2 )\r\nwww A 8.8.8.8;x\n  TXT \"a;(b\" c\\ d";
        assert_eq!(
            words(text),
            [
                vec!["@", "IN", "SOA", "a", "b", "1", "2"],
                vec!["www", "A", "8.8.8.8"],
                vec!["TXT", "a;(b", "c\\ d"]
            ]
        );
    }

    #[test]
    fn a_fault_does_not_hide_what_follows() {
        let text = "a ( b ( c )\nd ) e\n\"f\ng\n( h";
        let read: Vec<Result<usize, usize>> = Lexer::new(text)
            .map(|entry| entry.map(|entry| entry.words.len()).map_err(|(at, _)| at))
            .collect();
        assert_eq!(read, [Err(6), Err(14), Err(18), Ok(1), Err(23)]);
    }
}
