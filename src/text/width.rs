//! How many columns of a terminal a text takes, and which of its characters may go there at all.
//!
//! A text is cut into *cells*: user-perceived characters (grapheme clusters, UAX #29) with their width
//! (UAX #11). What has no cell of its own or moves others about is left out: control characters, and the
//! marks that turn the direction of writing (UAX #9), which could make a terminal show a line in another
//! order than it was written in.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The longest cluster that is passed on, in bytes: a family of four emoji has 25, and heaps of combining
/// marks beyond that only smear over their neighbours.
const LONGEST_CLUSTER: usize = 32;

/// Cuts a text into what takes one or two columns: the cluster and its width.
pub fn cells(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).filter_map(|cluster| {
        let cluster = shorten(cluster);
        let width = cluster.width().min(2);
        (width > 0 && !cluster.chars().any(is_unsafe)).then_some((cluster, width))
    })
}

/// The number of columns that a text takes.
///
/// ```
/// assert_eq!(spof::text::width("web1"), 4);
/// assert_eq!(spof::text::width("服务器"), 6);
/// ```
#[must_use]
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.len();
    }
    cells(text).map(|(_, width)| width).sum()
}

/// The text as it fits into a number of columns: itself, or its beginning and `…`.
///
/// ```
/// assert_eq!(spof::text::clip("mysql-primary", 8), "mysql-p…");
/// ```
#[must_use]
pub fn clip(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else { return Cow::Borrowed("") };
    let mut clipped = String::with_capacity(text.len().min(4 * columns));
    let mut used = 0;
    for (cluster, width) in cells(text) {
        if used + width > room {
            break;
        }
        clipped.push_str(cluster);
        used += width;
    }
    clipped.push('…');
    Cow::Owned(clipped)
}

/// Drops the marks of an over-long cluster from its end.
fn shorten(cluster: &str) -> &str {
    let mut end = cluster.len().min(LONGEST_CLUSTER);
    while !cluster.is_char_boundary(end) {
        end -= 1;
    }
    &cluster[..end]
}

/// Whether a character must never reach a terminal: it controls it, or turns the direction of the rest.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_a_terminal_shows_it() {
        // East Asian Width (UAX #11): W and F take two columns; combining marks take none.
        for (text, columns) in [
            ("", 0),
            ("nginx", 5),
            ("e\u{301}te\u{301}", 3),
            ("日本", 4),
            ("ｗｅｂ", 6),
            ("👩‍👩‍👧‍👦", 2),
            ("🇫🇷", 2),
            ("שרת", 3),
        ] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn what_could_move_the_cursor_takes_no_cell() {
        let hostile = "a\u{1b}[31mb\r\n\tc\u{202e}d\u{0}\u{9b}2Je\u{200f}";
        let shown: String = cells(hostile).map(|(cluster, _)| cluster).collect();
        assert_eq!(shown, "a[31mbcd2Je");
        assert_eq!(width(hostile), shown.len());
    }

    #[test]
    fn a_heap_of_marks_is_cut_down() {
        let heap = format!("z{}", "\u{300}".repeat(500));
        let (cluster, columns) = cells(&heap).next().unwrap();
        assert!(cluster.len() <= LONGEST_CLUSTER && columns == 1, "{} bytes", cluster.len());
    }

    #[test]
    fn clipping_never_splits_a_wide_character() {
        assert_eq!(clip("日本語", 6), "日本語");
        assert_eq!(clip("日本語", 5), "日本…");
        assert_eq!(clip("日本語", 4), "日…");
        assert_eq!(clip("abc", 1), "…");
        assert_eq!(clip("abc", 0), "");
    }
}
