//! Finds the bracket that a RON text does not close, or closes with another: the mistake behind most others.

/// A bracket that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing closes it.
    Unclosed {
        /// Its byte offset.
        at: usize,
        /// What would close it.
        wanted: char,
    },
    /// It closes another than the last that is open.
    Crossed {
        /// The byte offset of the closing bracket.
        at: usize,
        /// The byte offset of the last that is open.
        open: usize,
        /// What would close that one.
        wanted: char,
    },
}

/// The first closing bracket that does not fit, else the last bracket that is open at the end of the text.
pub(super) fn fault(text: &str) -> Option<Fault> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let step = skipped(rest).unwrap_or(c.len_utf8());
        match c {
            '(' => open.push((at, ')')),
            '[' => open.push((at, ']')),
            '{' => open.push((at, '}')),
            ')' | ']' | '}' => match open.pop() {
                Some((_, wanted)) if wanted == c => {}
                Some((open, wanted)) => return Some(Fault::Crossed { at, open, wanted }),
                None => return None,
            },
            _ => {}
        }
        at += step;
    }
    open.pop().map(|(at, wanted)| Fault::Unclosed { at, wanted })
}

/// The length of the string or comment that a text begins with.
fn skipped(text: &str) -> Option<usize> {
    let end = |found: Option<usize>, close: usize| Some(found.map_or(text.len(), |at| at + close));
    if text.starts_with("//") {
        return end(text.find('\n'), 1);
    }
    if text.starts_with("/*") {
        return end(text.find("*/"), 2);
    }
    if text.starts_with('"') {
        let mut escaped = false;
        let close = text.char_indices().skip(1).find(|(_, c)| {
            let closes = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            closes
        });
        return end(close.map(|(at, _)| at), 1);
    }
    let hashes = text.strip_prefix('r')?;
    let hashes = &hashes[..hashes.len() - hashes.trim_start_matches('#').len()];
    let inside = text[1 + hashes.len()..].strip_prefix('"')?;
    let start = text.len() - inside.len();
    end(inside.find(&format!("\"{hashes}")).map(|at| start + at), 1 + hashes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bracket_that_is_wrong_is_found() {
        for (text, expected) in [
            ("(a: [1, 2])", None),
            ("(a: [1, 2)", Some(Fault::Crossed { at: 9, open: 4, wanted: ']' })),
            ("(a: [1, 2]", Some(Fault::Unclosed { at: 0, wanted: ')' })),
            ("(a: [(1), (2", Some(Fault::Unclosed { at: 10, wanted: ')' })),
            ("(\"[\\\"(\", r#\"(\"(\"#, r\"[\") // (\n /* [ */", None),
            ("(\"open", Some(Fault::Unclosed { at: 0, wanted: ')' })),
            (")", None),
            ("", None),
        ] {
            assert_eq!(fault(text), expected, "{text}");
        }
    }
}
