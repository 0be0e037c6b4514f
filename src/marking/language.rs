//! Whether a text is written in the language that the rubrics know.

use super::lexicon::Lexicon;
use super::marked::Status;
use crate::text::words::words;

/// How many common words of another language make it the language of a text.
const ENOUGH: usize = 4;

/// Counts the commonest words of each language; letters of another script count as words of another language.
pub(super) fn status(text: &str, lexicon: &Lexicon) -> Status {
    let mut counts = vec![0_usize; lexicon.languages.len()];
    let (mut all, mut foreign) = (0_usize, 0_usize);
    for word in words(text) {
        all += 1;
        foreign +=
            usize::from(text[word.span].chars().any(|letter| letter.is_alphabetic() && letter > '\u{24f}'));
        for (language, count) in lexicon.languages.iter().zip(&mut counts) {
            *count += usize::from(language.words.contains(word.folded.as_str()));
        }
    }
    let (own, others) = counts.split_first().map_or((0, &[][..]), |(own, others)| (*own, others));
    let other = others.iter().copied().max().unwrap_or(0);
    if all == 0 {
        Status::Empty
    } else if foreign * 2 > all || other >= ENOUGH && other > own {
        Status::UnsupportedLanguage
    } else {
        Status::Ok
    }
}
