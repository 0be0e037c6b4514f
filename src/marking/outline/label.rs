//! Whether a piece of text is a label, a label with text behind it, or a statement.

use std::ops::Range;

use super::line;
use crate::marking::find::Finder;
use crate::marking::lexicon::{Class, Lexicon, Reader, Token};

/// The most words of a label before a colon.
const LONGEST_LABEL: usize = 10;
/// The most words of a label before a dash.
const LONGEST_BEFORE_DASH: usize = 7;
/// The most words of a question.
const LONGEST_QUESTION: usize = 30;
/// The most words of a line that is a label by being short.
const LONGEST_SHORT_LINE: usize = 8;
/// How far into a text a label is looked for, in bytes.
const WINDOW: usize = 240;

/// Tells labels from statements by their small words and by the parts that they name.
pub(super) struct Labels<'l, 'r> {
    lexicon: &'l Lexicon,
    reader: &'r mut Reader<'l>,
}

impl<'l, 'r> Labels<'l, 'r> {
    pub(super) fn new(lexicon: &'l Lexicon, reader: &'r mut Reader<'l>) -> Self {
        Self { lexicon, reader }
    }

    /// Whether the text is short enough for a question or a line that announces what follows.
    pub(super) fn is_short(&mut self, text: &str) -> bool {
        text.len() <= WINDOW && self.tokens(text).len() <= LONGEST_QUESTION
    }

    /// Whether a heading names a page and not a part of it.
    pub(super) fn is_title(&mut self, text: &str) -> bool {
        let tokens = self.tokens(text);
        tokens.len() >= 3 && !asks(&tokens)
    }

    /// Whether the text has a verb that makes a sentence of it, and is no question.
    pub(super) fn is_statement(&mut self, text: &str) -> bool {
        if text.len() > WINDOW {
            return true;
        }
        let tokens = self.tokens(text);
        !asks(&tokens) && !text.trim_end().ends_with('?') && has_verb(&tokens)
    }

    /// Whether a line with nothing but a few words names what the next lines are about.
    pub(super) fn is_heading_like(&mut self, text: &str) -> bool {
        let bare = text.trim_end_matches(['*', '_', ' ']);
        if text.len() > WINDOW || bare.ends_with([',', ';']) {
            return false;
        }
        let tokens = self.tokens(text);
        let asks = asks(&tokens);
        let longest = match (bare.ends_with('.'), asks) {
            (true, false) => LONGEST_SHORT_LINE / 2 + 1,
            _ => LONGEST_SHORT_LINE,
        };
        let listed = tokens.iter().filter(|token| token.breaks()).count() > 2;
        (1..=longest).contains(&tokens.len())
            && !listed
            && (asks || !has_verb(&tokens))
            && (asks || self.names_a_part(text, &tokens))
    }

    /// Whether a numbered line is a question without its mark, so that the line after it answers it.
    pub(super) fn announces(&mut self, text: &str, next: &str) -> bool {
        let skipped = skip_number(text);
        skipped > 0
            && next.starts_with(|first: char| first.is_uppercase() || first.is_numeric())
            && self.is_heading_like(&text[skipped..])
    }

    /// Whether a line begins with a part of a design that it says something of, so that it is a sentence of its own.
    pub(super) fn begins_anew(&mut self, text: &str) -> bool {
        let text = clip(text, WINDOW);
        let tokens = self.tokens(text);
        let finder = Finder::new(self.lexicon, text, &tokens);
        let fillers = tokens.iter().take_while(|token| token.class.is(Class::FILLER)).count();
        let mut parts = self.lexicon.subjects.iter().flat_map(|id| finder.concept(*id).to_vec());
        parts.any(|hit| {
            let behind = tokens.iter().skip(hit.to).take(2);
            hit.from <= fillers
                && behind.into_iter().any(|token| token.class.is(Class::FINITE | Class::ASKING))
        })
    }

    /// The label that a text begins with, and where what is behind it starts; `None` when the text is all label or
    /// all statement.
    pub(super) fn split(&mut self, text: &str) -> Option<(Range<usize>, usize)> {
        let skipped = skip_number(text);
        let rest = &text[skipped..];
        let (label, after) = self.bold(rest).or_else(|| self.separated(rest))?;
        let behind = text[skipped + after..].chars().any(char::is_alphanumeric);
        behind.then_some((skipped + label.start..skipped + label.end, skipped + after))
    }

    /// `**Label** text`, `**Label:** text`.
    fn bold(&mut self, text: &str) -> Option<(Range<usize>, usize)> {
        let sign = ["**", "__"].into_iter().find(|sign| text.starts_with(sign))?;
        let window = clip(text, WINDOW);
        let end = 2 + window[2..].find(sign)?;
        let behind = &text[end + 2..];
        let separator =
            behind.len() - behind.trim_start_matches([' ', ':', '-', '–', '—', '.', '=', '>', '\n']).len();
        let marked = text[2..end].trim_end().ends_with([':', '?'])
            || behind[..separator].contains([':', '-', '–', '—', '=', '\n']);
        let sentence = behind.trim_start().starts_with(char::is_lowercase);
        let tokens = self.tokens(&text[2..end]);
        let fits = (1..=LONGEST_QUESTION).contains(&tokens.len()) && (marked || !sentence);
        (fits && (asks(&tokens) || !has_verb(&tokens) || marked && tokens.len() <= 4))
            .then_some((2..end, end + 2 + separator))
    }

    /// `Label: text`, `Label - text`, `Label = text`.
    fn separated(&mut self, text: &str) -> Option<(Range<usize>, usize)> {
        let window = clip(text, WINDOW);
        let mut before = ' ';
        for (at, letter) in window.char_indices() {
            let behind = &text[at + letter.len_utf8()..];
            let next = behind.chars().next().unwrap_or(' ');
            match letter {
                ':' if !next.is_numeric() => {
                    let end =
                        at + 1 + behind.len() - behind.trim_start_matches([' ', '-', '*', '_', '>']).len();
                    return self.fits(&text[..at], LONGEST_LABEL, false).then_some((0..at, end));
                }
                '-' | '–' | '—' | '=' | '→' if next.is_whitespace() || next == '>' || letter == '→' =>
                {
                    let spaced = before.is_whitespace();
                    // `What is a server- A server is`: the blank is forgotten, the capital is not.
                    let capital = behind.trim_start().starts_with(char::is_uppercase);
                    let end =
                        at + letter.len_utf8() + behind.len() - behind.trim_start_matches([' ', '>']).len();
                    if (spaced || capital) && self.fits(&text[..at], LONGEST_BEFORE_DASH, true) {
                        return Some((0..at, end));
                    }
                }
                '?' if behind.trim_start().starts_with(['-', '–', '—', '*']) => {
                    let end =
                        at + 1 + behind.len() - behind.trim_start_matches([' ', '-', '–', '—', '*']).len();
                    return self.fits(&text[..at], LONGEST_LABEL, false).then_some((0..at, end));
                }
                '!' | '?' | ';' => return None,
                '.' if next.is_whitespace() && !before.is_uppercase() => return None,
                _ => {}
            }
            before = letter;
        }
        None
    }

    /// Whether what stands before a separator can be a label: short, and no statement of its own.
    fn fits(&mut self, text: &str, longest: usize, named: bool) -> bool {
        let tokens = self.tokens(text);
        let asks = asks(&tokens);
        let longest = if asks { LONGEST_QUESTION } else { longest };
        let ends_in_verb = tokens.last().is_some_and(|last| last.class.is(Class::FINITE));
        let open = text.matches('(').count() > text.matches(')').count();
        let clauses =
            tokens.iter().any(Token::breaks) && tokens.iter().any(|token| token.class.is(Class::VERB));
        !open
            && (asks || !clauses)
            && (1..=longest).contains(&tokens.len())
            && (asks || !has_verb(&tokens) || ends_in_verb && verbs(&tokens) == 1)
            && (!named || asks || self.names_a_part(text, &tokens))
    }

    fn names_a_part(&self, text: &str, tokens: &[Token]) -> bool {
        let finder = Finder::new(self.lexicon, text, tokens);
        self.lexicon.subjects.iter().chain(&self.lexicon.themes).any(|id| !finder.concept(*id).is_empty())
    }

    fn tokens(&mut self, text: &str) -> Vec<Token> {
        let text = clip(text, WINDOW);
        let mut tokens = self.reader.tokens(text, 0..text.len());
        tokens.truncate(crate::marking::find::MOST_TOKENS);
        tokens
    }
}

/// Whether the whole text is bold.
pub(super) fn is_bold(text: &str) -> bool {
    let bare = text.trim_end_matches([':', '.', ' ']);
    ["**", "__"].into_iter().any(|sign| {
        bare.strip_prefix(sign)
            .and_then(|rest| rest.strip_suffix(sign))
            .is_some_and(|inner| !inner.trim().is_empty() && !inner.contains(sign))
    })
}

/// Whether a line in the middle of a paragraph looks like the beginning of something.
pub(super) fn stands_alone(text: &str) -> bool {
    text.trim_start_matches(['*', '_']).starts_with(|first: char| first.is_uppercase() || first.is_numeric())
}

/// How many bytes the number of a list item takes; the whole of nothing else.
pub(super) fn skip_number(text: &str) -> usize {
    line::number(text).filter(|length| *length < text.len()).unwrap_or(0)
}

/// Whether the text asks or names a question: `what is …`, `the role of …`.
fn asks(tokens: &[Token]) -> bool {
    let content =
        tokens.iter().filter(|token| !token.class.is(Class::FILLER) && !token.class.is(Class::FINITE));
    content.take(2).any(|token| token.class.is(Class::ASKING))
}

fn has_verb(tokens: &[Token]) -> bool {
    verbs(tokens) > 0
}

fn verbs(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| token.class.is(Class::FINITE)).count()
}

/// At most so many bytes of a text, cut between characters.
fn clip(text: &str, longest: usize) -> &str {
    let mut end = text.len().min(longest);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
