//! Wrapping at a width, as ranges, so that styles and positions survive it.

use std::borrow::Cow;
use std::ops::Range;

use textwrap::{Options, WordSplitter};

/// Breaks a text into lines of at most `width` columns and returns the bytes of each. Lines break at spaces
/// (the spaces at a break belong to no line) and where the text has a line end; a word that is wider than the
/// line is broken. A width of 0 gives no lines.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<Range<usize>> {
    if width == 0 {
        return Vec::new();
    }
    let options = Options::new(width).word_splitter(WordSplitter::NoHyphenation).break_words(true);
    let mut at = 0;
    let mut lines = Vec::new();
    for line in textwrap::wrap(text, options) {
        let line: &str = match &line {
            Cow::Borrowed(line) => line,
            Cow::Owned(line) => line,
        };
        // Lines come in order and unchanged, so each is found at or after the end of the one before.
        let start = text[at..].find(line).map_or(at, |found| at + found);
        let end = (start + line.len()).min(text.len());
        lines.push(start..end);
        at = end;
        if line.is_empty() && text[at..].starts_with('\n') {
            at += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<&str> {
        wrap(text, width).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn breaks_at_spaces_and_line_ends() {
        assert_eq!(lines("one two three", 8), ["one two", "three"]);
        assert_eq!(lines("one\n\ntwo", 8), ["one", "", "two"]);
        assert_eq!(lines("", 8), [""]);
    }

    #[test]
    fn breaks_a_word_that_is_too_wide() {
        assert_eq!(lines("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(lines("漢字漢字", 4), ["漢字", "漢字"]);
    }

    #[test]
    fn a_width_of_nothing_gives_no_lines() {
        assert!(lines("text", 0).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn lines_are_in_order_and_lose_nothing_but_spaces(text in "[ a-z漢é\n]{0,80}", width in 2usize..20) {
            let ranges = wrap(&text, width);
            let kept: String = ranges.iter().map(|range| &text[range.clone()]).collect();
            let dense = |text: &str| text.split_whitespace().collect::<String>();
            proptest::prop_assert_eq!(dense(&kept), dense(&text));
            proptest::prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }
    }
}
