//! Markup taken out of a text without moving a byte.
//!
//! Learners mix Markdown with HTML, links and pictures. What comes out has the length of what went in, so that every
//! offset holds: a tag becomes the Markdown that says the same (`<h2>` a line that begins with `##`, `<li>` a line that
//! begins with `*`), an address or a picture becomes blanks.

/// What some editors put before the first letter of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// The longest tag that is looked for, in bytes.
const LONGEST_TAG: usize = 400;
/// The longest address of a link, in bytes.
const LONGEST_ADDRESS: usize = 2_000;

/// Returns the text with its markup blanked, byte for byte as long as it was.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = text.len() - text.trim_start_matches(BYTE_ORDER_MARK).len();
    blank(&text.as_bytes()[..at], &mut out);
    let mut comments = true;
    while let Some(next) = text[at..].find(['<', '[', '!', ']', 'h', '&']).map(|offset| at + offset) {
        out.push_str(&text[at..next]);
        let rest = &text[next..];
        let replaced = match rest.as_bytes()[0] {
            b'<' => comment(rest, &mut comments).or_else(|| tag(rest)),
            b'!' => picture(rest),
            b']' => target(rest),
            b'h' => scheme(rest),
            b'&' => entity(rest),
            _ => None,
        };
        let (length, sign) = replaced.unwrap_or((1, &rest[..1]));
        let end = next + length;
        out.push_str(sign);
        blank(&text.as_bytes()[next + sign.len()..end], &mut out);
        at = end;
    }
    out.push_str(&text[at..]);
    debug_assert_eq!(out.len(), text.len(), "cleaning keeps every offset");
    out
}

/// Writes as many blanks as the piece has bytes, keeping its line breaks.
fn blank(piece: &[u8], out: &mut String) {
    out.extend(piece.iter().map(|byte| if *byte == b'\n' { '\n' } else { ' ' }));
}

/// `<!-- … -->`; once one is not closed, none that follows is.
fn comment<'a>(rest: &str, closed: &mut bool) -> Option<(usize, &'a str)> {
    if !*closed || !rest.starts_with("<!--") {
        return None;
    }
    let end = rest.find("-->");
    *closed = end.is_some();
    end.map(|end| (end + 3, ""))
}

/// An HTML tag that learners use, as the Markdown that means the same in no more bytes.
fn tag<'a>(rest: &str) -> Option<(usize, &'a str)> {
    let end = 1 + within(&rest[1..], LONGEST_TAG, b'>', b"<")?;
    let inner = &rest[1..end];
    let closing = inner.starts_with('/');
    let name = inner.trim_start_matches('/').split([' ', '/', '\n', '\t']).next()?.to_ascii_lowercase();
    let sign = match (name.as_str(), closing) {
        ("h1", false) => "\n# ",
        ("h2" | "h3" | "h4" | "h5" | "h6" | "summary", false) => "\n##",
        ("li", false) => "\n* ",
        ("br" | "tr" | "ol" | "ul" | "dd" | "blockquote", _) => "\n",
        ("p" | "div" | "hr", _)
        | ("h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" | "li" | "table" | "details", true) => "\n\n",
        ("b" | "strong" | "dt", _) => "**",
        ("td" | "th", false) => "|",
        (
            "i" | "em" | "u" | "code" | "pre" | "span" | "a" | "img" | "font" | "center" | "small" | "sub"
            | "sup" | "table" | "thead" | "tbody" | "td" | "th" | "dl" | "details" | "html" | "body" | "head"
            | "section" | "kbd" | "mark",
            _,
        ) => "",
        _ => return None,
    };
    Some((end + 1, sign))
}

/// `![words](address)`: a picture says nothing.
fn picture<'a>(rest: &str) -> Option<(usize, &'a str)> {
    let words = rest.strip_prefix("![")?;
    let close = within(words, LONGEST_ADDRESS, b']', b"[\n")?;
    let (length, _) = target(&words[close..])?;
    Some((2 + close + length, ""))
}

/// `](address)` after the words of a link.
fn target<'a>(rest: &str) -> Option<(usize, &'a str)> {
    let address = rest.strip_prefix("](")?;
    Some((2 + within(address, LONGEST_ADDRESS, b')', b"]\n")? + 1, ""))
}

/// Where the first such byte stands, unless one of `not` or too long a way is before it.
fn within(text: &str, longest: usize, byte: u8, not: &[u8]) -> Option<usize> {
    let window = &text.as_bytes()[..text.len().min(longest)];
    let at = window.iter().position(|found| *found == byte || not.contains(found))?;
    (window[at] == byte).then_some(at)
}

/// `http://` and `https://` of an address, which say nothing about a protocol, and what follows its host.
fn scheme<'a>(rest: &str) -> Option<(usize, &'a str)> {
    let after = rest.strip_prefix("http")?.trim_start_matches('s').strip_prefix("://")?;
    Some((rest.len() - after.len(), ""))
}

/// A character written as an HTML entity.
fn entity<'a>(rest: &str) -> Option<(usize, &'a str)> {
    [
        ("&amp;", "&"),
        ("&nbsp;", ""),
        ("&lt;", ""),
        ("&gt;", ""),
        ("&quot;", "\""),
        ("&mdash;", "—"),
        ("&ndash;", "–"),
    ]
    .into_iter()
    .find_map(|(name, sign)| rest.starts_with(name).then_some((name.len(), sign)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_become_markdown_of_the_same_length() {
        for (html, expected) in [
            ("<h2>Role</h2>", "\n## Role\n\n   "),
            ("<li>one</li>", "\n*  one\n\n   "),
            ("<b>Role</b>: x<br/>y", "** Role**  : x\n    y"),
            ("<p align=\"left\">x</p>", "\n\n                x\n\n  "),
        ] {
            let cleaned = clean(html);
            assert_eq!(cleaned.len(), html.len());
            assert_eq!(
                cleaned.split_whitespace().collect::<Vec<_>>(),
                expected.split_whitespace().collect::<Vec<_>>()
            );
            assert_eq!(cleaned.matches('\n').count(), expected.matches('\n').count(), "{html}");
        }
    }

    #[test]
    fn addresses_and_pictures_go_and_words_stay() {
        let text = "a [link](http://x.y/z) ![map](p.png) <!-- hidden --> 3 < 5 <user> https://foobar.com";
        let words: Vec<String> = clean(text).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words, ["a", "[link", "3", "<", "5", "<user>", "foobar.com"]);
    }

    #[test]
    fn a_byte_order_mark_is_blank() {
        assert_eq!(clean("\u{feff}# Role"), "   # Role");
    }

    proptest! {
        #[test]
        fn no_byte_moves(text in "\\PC{0,200}|[<>a-z/!\\[\\]() &;hpt:\\n-]{0,200}") {
            let cleaned = clean(&text);
            prop_assert_eq!(cleaned.len(), text.len());
            prop_assert!(cleaned.char_indices().all(|(at, letter)| letter == ' ' || letter == '\n' || letter == '*'
                || letter == '#' || letter == '|' || letter == '&' || letter == '"' || letter == '—' || letter == '–'
                || text[at..].starts_with(letter)));
        }
    }
}
