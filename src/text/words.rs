//! Running text as words and sentences, each with its byte offsets, and words in their basic form.
//!
//! Offsets are those of the text as given, whatever folding does to a word, so that evidence can always be shown
//! in the learner's own writing. Nothing here knows what a word means.

use std::ops::Range;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The longest word that is stemmed, in bytes; what is longer is no English word.
const LONGEST_STEMMED: usize = 40;
/// How far behind a full stop the next sentence is looked for, in characters.
const NEAR: usize = 8;

/// How the apostrophe of a contraction may be written.
const APOSTROPHES: [char; 4] = ['\'', '’', '‘', 'ʼ'];
/// The words after which `'s` stands for `is`.
const TAKE_IS: [&str; 14] = [
    "it",
    "that",
    "there",
    "this",
    "what",
    "who",
    "he",
    "she",
    "here",
    "where",
    "how",
    "everything",
    "nothing",
    "something",
];

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, in bytes of the text as given.
    pub span: Range<usize>,
    /// In lower case, without accents and without a possessive ending: `Server’s` becomes `server`.
    pub folded: String,
    /// The stem of the folded word: `serving`, `serves` and `served` share one.
    pub stem: String,
}

/// Splits a text into its words by the rules of Unicode (UAX 29), and further at `:`, at `_`, and at a full stop
/// that somebody forgot to put a space after (`down.The`).
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    for (start, piece) in text.unicode_word_indices() {
        split_further(piece, |part| {
            let span = start + part.start..start + part.end;
            let folded = fold(&text[span.clone()]);
            let (folded, verb) = match contracted(&folded) {
                Some((first, verb)) => (first.to_owned(), Some(verb)),
                None => (without_possessive(folded), None),
            };
            let cut = match verb {
                Some(_) => span.start + text[span.clone()].find(APOSTROPHES).unwrap_or(0),
                None => span.end,
            };
            if !folded.is_empty() {
                let stem = stem(&folded);
                found.push(Word { span: span.start..cut, folded, stem });
            }
            if let Some(verb) = verb {
                found.push(Word { span: cut..span.end, folded: verb.to_owned(), stem: stem(verb) });
            }
        });
    }
    found
}

/// A folded pronoun with a verb drawn into it, as both: `it's` as `it` and `is`. After other words `'s` is a possessive.
fn contracted(folded: &str) -> Option<(&str, &'static str)> {
    let (first, verb) = folded.split_once('\'')?;
    let verb = match verb {
        "s" if TAKE_IS.contains(&first) => "is",
        "re" => "are",
        "ve" => "have",
        "ll" => "will",
        "m" if first == "i" => "am",
        _ => return None,
    };
    (!first.is_empty()).then_some((first, verb))
}

/// Writes a word in lower case, in its compatibility form (NFKC), with straight apostrophes and without accents.
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .map(|letter| if matches!(letter, '’' | '‘' | 'ʼ') { '\'' } else { letter })
        .nfc()
        .collect()
}

/// Reduces a folded English word to its stem by Snowball's English algorithm; other words stay as they are.
#[must_use]
pub fn stem(folded: &str) -> String {
    static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));
    let english = folded.len() <= LONGEST_STEMMED
        && folded.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
    if english { ENGLISH.stem(folded).into_owned() } else { folded.to_owned() }
}

/// Splits a text into sentences: at `.`, `!`, `?`, `;` and at blank lines, not within `e.g.`, `8.8.8.8` or `foobar.com`.
///
/// Each range is trimmed and not empty. A single line break does not end a sentence: whether it does is a
/// question of layout, which the caller knows.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let after = at + letter.len_utf8();
        let next = letters.peek().map(|(_, next)| *next);
        let ends = match letter {
            '!' | '?' | '…' => next.is_none_or(|next| next.is_whitespace() || next.is_uppercase()),
            ';' => next.is_none_or(char::is_whitespace),
            '。' | '！' | '？' => true,
            '.' => ends_at_stop(&text[start..at], &text[after..]),
            '\n' => text[after..].split('\n').next().is_some_and(|line| line.trim().is_empty()),
            _ => false,
        };
        if ends {
            push_trimmed(text, start..after, &mut found);
            start = after;
        }
    }
    push_trimmed(text, start..text.len(), &mut found);
    found
}

/// Cuts one piece of UAX 29 where learners join what belongs apart.
fn split_further(piece: &str, mut part: impl FnMut(Range<usize>)) {
    let mut start = 0;
    let mut before = None;
    for (at, letter) in piece.char_indices() {
        let after = at + letter.len_utf8();
        let next = piece[after..].chars().next();
        let cut = match letter {
            ':' | '_' => true,
            '.' => next.is_some_and(char::is_uppercase) && before.is_some_and(char::is_lowercase),
            _ => false,
        };
        if cut {
            if start < at {
                part(start..at);
            }
            start = after;
        }
        before = Some(letter);
    }
    if start < piece.len() {
        part(start..piece.len());
    }
}

fn without_possessive(mut folded: String) -> String {
    let bare = folded.strip_suffix("'s").unwrap_or(&folded).trim_matches('\'').len();
    let skipped = folded.len() - folded.trim_start_matches('\'').len();
    folded.drain(..skipped);
    folded.truncate(bare);
    folded
}

/// Whether a full stop between `before` (from the start of the sentence) and `after` ends the sentence.
fn ends_at_stop(before: &str, after: &str) -> bool {
    let mut rest = after.chars();
    let next = rest.next();
    let last = before.chars().next_back();
    match next {
        None => return true,
        Some('.') => return false,
        // `goes down.The server`: somebody forgot the space. `foobar.Com` is not worth a rule.
        Some(next) if next.is_uppercase() => {
            return last.is_some_and(char::is_lowercase)
                && rest.next().is_some_and(|second| !second.is_uppercase());
        }
        Some('"' | '\'' | '”' | '’' | ')' | ']' | '*' | '`') => {}
        Some(next) if !next.is_whitespace() => return false,
        Some(_) => {}
    }
    let word =
        before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or_default();
    let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let follows = after.chars().take(NEAR).find(|letter| letter.is_alphanumeric());
    let opens = follows.is_none_or(|letter| !letter.is_lowercase());
    match word.to_ascii_lowercase().as_str() {
        "e.g" | "i.e" | "eg" | "ie" | "ex" | "exp" | "vs" | "approx" | "incl" | "fig" => false,
        "etc" => opens,
        // The number of a list item, and initials.
        short => {
            let number = before.trim_start().len() == short.len() && short.len() <= 3;
            !(number && short.chars().all(|letter| letter.is_ascii_digit()))
        }
    }
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = start + piece.trim().len();
    if start < end {
        found.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_are_folded_and_keep_their_place() {
        let text = "The Server’s café, www.foobar.com: 8.8.8.8!";
        assert_eq!(folded(text), ["the", "server", "cafe", "www.foobar.com", "8.8.8.8"]);
        let shown: Vec<&str> = words(text).iter().map(|word| &text[word.span.clone()]).collect();
        assert_eq!(shown, ["The", "Server’s", "café", "www.foobar.com", "8.8.8.8"]);
    }

    #[test]
    fn joined_words_come_apart() {
        assert_eq!(
            folded("goes down.The TCP/IP web_server"),
            ["goes", "down", "the", "tcp", "ip", "web", "server"]
        );
        assert_eq!(folded("Role:stores end-to-end"), ["role", "stores", "end", "to", "end"]);
    }

    #[test]
    fn a_contraction_stays_one_word() {
        assert_eq!(folded("can't isn’t"), ["can't", "isn't"]);
    }

    #[test]
    fn a_verb_drawn_into_a_pronoun_is_a_word_and_a_possessive_is_none() {
        let text = "It’s down, they're up, the server's logs, we’ll see";
        assert_eq!(
            folded(text),
            ["it", "is", "down", "they", "are", "up", "the", "server", "logs", "we", "will", "see"]
        );
        let shown: Vec<&str> = words(text).iter().take(2).map(|word| &text[word.span.clone()]).collect();
        assert_eq!(shown, ["It", "’s"]);
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        assert_eq!(stem("requests"), stem("requested"));
        assert_eq!(stem("serving"), stem("serves"));
        assert_ne!(stem("replica"), stem("replication"));
    }

    #[test]
    fn sentences_end_where_a_reader_would_end_them() {
        assert_eq!(
            split("One server, e.g. nginx at 8.8.8.8. It fails! Why? Nobody knows; a&amp;b"),
            ["One server, e.g. nginx at 8.8.8.8.", "It fails!", "Why?", "Nobody knows;", "a&amp;b"]
        );
        assert_eq!(split("It is down.The users wait."), ["It is down.", "The users wait."]);
        assert_eq!(
            split("1. A server of foobar.com serves. 2. next"),
            ["1. A server of foobar.com serves.", "2. next"]
        );
        assert_eq!(split("first line\nsame sentence\n\nnext one"), ["first line\nsame sentence", "next one"]);
        assert_eq!(
            split("files, images etc. are kept. Logs etc. The end"),
            ["files, images etc. are kept.", "Logs etc.", "The end"]
        );
    }

    proptest! {
        #[test]
        fn any_text_has_words_and_sentences_in_order_within_it(text in "\\PC{0,200}|[a-zA-Z .:_'’\\n?!0-9\u{300}\u{200d}]{0,200}") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert!(last <= word.span.start && word.span.start < word.span.end);
                prop_assert!(!text[word.span.clone()].is_empty() && !word.folded.is_empty());
                last = word.span.end;
            }
            last = 0;
            for range in sentences(&text) {
                prop_assert!(last <= range.start && !text[range.clone()].trim().is_empty());
                last = range.end;
            }
        }
    }
}
