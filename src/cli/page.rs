//! A page of text for people: lines with colours, wrapped paragraphs, aligned tables.
//!
//! Everything that is put on a page is made harmless there, so that no content of a file can reach the
//! terminal as it is.

use super::number::GLUE;
use crate::requirement::Verdict;
use crate::text;

/// What a page may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// Colours.
    pub(super) color: bool,
    /// Only ASCII for signs and lines.
    pub(super) ascii: bool,
    /// The columns to wrap at.
    pub(super) columns: usize,
}

/// What our own sentences use beside ASCII, and what stands for it where only ASCII will do.
const PLAIN: [(&str, &str); 8] =
    [("→", "->"), ("×", "x"), ("…", "..."), ("–", "-"), ("−", "-"), ("≥", ">="), ("≤", "<="), ("·", ".")];

/// What a piece of text means, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Strong,
    Quiet,
    Good,
    Fair,
    Bad,
    /// Words that are pointed at within a text: underlined, so that the colour is not the only sign.
    Mark,
}

impl Ink {
    /// The text between the escape sequences of its colour (ECMA-48, Select Graphic Rendition).
    pub(super) fn paint(self, text: &str, color: bool) -> String {
        let code = match self {
            Self::Strong => "1",
            Self::Quiet => "2",
            Self::Good => "32",
            Self::Fair => "33",
            Self::Bad => "1;31",
            Self::Mark => "1;4;32",
            Self::Plain => "",
        };
        if color && !code.is_empty() && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// A sign that says good, fair or bad without a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Good,
    Fair,
    Bad,
}

impl Sign {
    /// The sign of a verdict.
    pub(super) fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::Good,
            Verdict::Partial => Self::Fair,
            Verdict::Missing => Self::Bad,
        }
    }

    /// The sign's character.
    pub(super) fn glyph(self, ascii: bool) -> &'static str {
        match (self, ascii) {
            (Self::Good, false) => "✓",
            (Self::Good, true) => "+",
            (Self::Fair, _) => "~",
            (Self::Bad, false) => "✗",
            (Self::Bad, true) => "x",
        }
    }

    /// The colour that goes with it.
    pub(super) fn ink(self) -> Ink {
        match self {
            Self::Good => Ink::Good,
            Self::Fair => Ink::Fair,
            Self::Bad => Ink::Bad,
        }
    }
}

/// A piece of a line or a cell of a table.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    text: String,
    ink: Ink,
}

/// Makes a piece of text harmless and gives it a colour.
pub(super) fn piece(ink: Ink, text: impl AsRef<str>) -> Piece {
    Piece { text: text::safe(text.as_ref()).into_owned(), ink }
}

/// A page under construction.
#[derive(Debug)]
pub(super) struct Page {
    look: Look,
    text: String,
}

impl Page {
    /// An empty page.
    pub(super) fn new(look: Look) -> Self {
        Self { look, text: String::new() }
    }

    /// What the page may use.
    pub(super) fn look(&self) -> Look {
        self.look
    }

    /// The sign as a piece.
    pub(super) fn sign(&self, sign: Sign) -> Piece {
        piece(sign.ink(), sign.glyph(self.look.ascii))
    }

    /// Adds an empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// Adds one line made of pieces.
    pub(super) fn line(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            self.push(piece);
        }
        self.end_line();
    }

    /// Adds a paragraph, wrapped, each of its lines behind `indent` spaces.
    pub(super) fn paragraph(&mut self, indent: usize, ink: Ink, text: impl AsRef<str>) {
        self.hanging(&piece(Ink::Plain, " ".repeat(indent)), ink, text);
    }

    /// Adds a paragraph, wrapped, whose first line begins with `mark` and whose others stand under its text.
    pub(super) fn hanging(&mut self, mark: &Piece, ink: Ink, text: impl AsRef<str>) {
        let text = self.shown(&text::safe_block(text.as_ref()));
        let indent = text::width(&self.shown(&mark.text));
        let room = self.look.columns.saturating_sub(indent).max(20);
        for (number, range) in text::wrap(&text, room).into_iter().enumerate() {
            if number == 0 {
                self.push(mark);
            } else {
                self.text.push_str(&" ".repeat(indent));
            }
            self.push(&piece(ink, &text[range]));
            self.end_line();
        }
    }

    /// Adds a paragraph made of pieces, wrapped, each of its lines behind `indent` spaces.
    pub(super) fn pieces(&mut self, indent: usize, pieces: &[Piece]) {
        let mut text = String::new();
        let mut ends = Vec::new();
        for piece in pieces {
            text += &self.shown(&piece.text);
            ends.push((text.len(), piece.ink));
        }
        let room = self.look.columns.saturating_sub(indent).max(20);
        for line in text::wrap(&text, room) {
            self.text.push_str(&" ".repeat(indent));
            let mut at = line.start;
            for (end, ink) in &ends {
                let end = (*end).min(line.end);
                if at < end {
                    self.push(&Piece { text: text[at..end].to_owned(), ink: *ink });
                    at = end;
                }
            }
            self.end_line();
        }
    }

    /// Adds lines as they are, neither wrapped nor coloured.
    pub(super) fn block(&mut self, text: &str) {
        self.text.push_str(&text::safe_block(text));
        self.end_line();
    }

    /// Adds a table: columns as wide as their widest cell, two spaces apart, the whole behind `indent`
    /// spaces.
    pub(super) fn table(&mut self, indent: usize, rows: &[Vec<Piece>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| text::width(&self.shown(&cell.text)))
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in rows {
            self.text.push_str(&" ".repeat(indent));
            for (cell, width) in row.iter().zip(&widths) {
                self.push(cell);
                let pad = width.saturating_sub(text::width(&self.shown(&cell.text))) + 2;
                self.text.push_str(&" ".repeat(pad));
            }
            self.end_line();
        }
    }

    /// The finished page.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn push(&mut self, piece: &Piece) {
        let text = self.shown(&piece.text).replace(GLUE, " ");
        self.text.push_str(&piece.ink.paint(&text, self.look.color));
    }

    /// The text as it is shown, but for the blanks that do not break.
    fn shown(&self, text: &str) -> String {
        let signs = PLAIN.iter().filter(|_| self.look.ascii);
        signs.fold(text.to_owned(), |text, (sign, plain)| text.replace(sign, plain))
    }

    fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { color: false, ascii: false, columns: 40 };

    #[test]
    fn columns_of_a_table_line_up() {
        let mut page = Page::new(LOOK);
        let row = |cells: [&str; 3]| cells.map(|cell| piece(Ink::Plain, cell)).to_vec();
        page.table(2, &[row(["id", "服务", "x"]), row(["web1", "a", ""])]);
        assert_eq!(page.finish(), "  id    服务  x\n  web1  a\n");
    }

    #[test]
    fn paragraphs_wrap_and_hang() {
        let mut page = Page::new(LOOK);
        page.hanging(
            &piece(Ink::Plain, "  - "),
            Ink::Plain,
            "one two three four five six seven eight nine ten",
        );
        assert_eq!(page.finish(), "  - one two three four five six seven\n    eight nine ten\n");
    }

    #[test]
    fn pieces_wrap_and_keep_their_ink() {
        let mut page = Page::new(Look { color: true, ..LOOK });
        page.pieces(
            2,
            &[piece(Ink::Plain, "one two three four five six "), piece(Ink::Mark, "seven eight nine")],
        );
        // Forty columns end within the second piece.
        let expected =
            "  one two three four five six \x1b[1;4;32mseven\x1b[0m\n  \x1b[1;4;32meight nine\x1b[0m\n";
        assert_eq!(page.finish(), expected);
    }

    #[test]
    fn no_content_reaches_the_terminal_as_it_is() {
        let evil = "a\x1b]0;title\x07\u{9b}2J\u{202e}b";
        let mut page = Page::new(Look { color: true, ..LOOK });
        page.line(&[piece(Ink::Bad, evil)]);
        page.paragraph(2, Ink::Plain, evil);
        page.table(0, &[vec![piece(Ink::Plain, evil)]]);
        page.block(evil);
        let text = page.finish();
        let ours = text.replace("\x1b[1;31m", "").replace("\x1b[0m", "");
        assert!(!ours.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{ours:?}");
    }

    #[test]
    fn colours_are_only_used_when_they_are_wanted() {
        assert_eq!(Ink::Good.paint("ok", false), "ok");
        assert_eq!(Ink::Good.paint("ok", true), "\x1b[32mok\x1b[0m");
    }
}
