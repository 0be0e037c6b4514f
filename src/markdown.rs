//! Markdown made into blocks and spans, with no screen in mind and every place in the source kept.
//!
//! `CommonMark` with tables and strikethrough. Raw HTML is text like any other: it is shown, never obeyed.
//! Wrapping, colours and widths are the reader's business, and so is removing control characters.

mod build;

use std::ops::Range;

/// A piece of a text that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Where it stands in the source, in bytes, half open.
    pub range: Range<usize>,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1 (the page's) to 6.
    Heading {
        /// Its level, in `1..=6`.
        level: u8,
        /// Its words.
        spans: Vec<Span>,
    },
    /// Running text.
    Paragraph(Vec<Span>),
    /// Points, each a list of blocks.
    List {
        /// The number of the first point; `None` for bullets.
        start: Option<u64>,
        /// The points.
        items: Vec<Vec<Block>>,
    },
    /// Somebody else's words, or an aside.
    Quote(Vec<Block>),
    /// Rows of cells.
    Table {
        /// How each column is set.
        alignments: Vec<Alignment>,
        /// The cells of the first row.
        head: Vec<Cell>,
        /// The cells of the other rows; each row has as many as the head.
        rows: Vec<Vec<Cell>>,
    },
    /// Text to be shown as it stands.
    Code {
        /// The words after the opening fence; empty for indented code.
        info: String,
        /// The text, without the fences and without the indentation.
        text: String,
        /// Where the text begins in the source, in bytes.
        start: usize,
    },
    /// A line across.
    Rule,
}

/// One cell of a table.
pub type Cell = Vec<Span>;

/// How a column of a table is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Alignment {
    /// As running text.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge, for numbers.
    Right,
}

/// Words with one look. A line break that the author wants is the text `\n`; all other breaks are spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Where it stands in the source, in bytes, half open; wider than the text where it is escaped.
    pub range: Range<usize>,
    /// The words.
    pub text: String,
    /// How they look.
    pub style: Style,
    /// Where they lead: the target of the link, as written.
    pub link: Option<String>,
}

/// How words look. Several may hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "emphasis, strong, code and struck nest freely")]
pub struct Style {
    /// Stressed (`*…*`).
    pub emphasis: bool,
    /// Strongly stressed (`**…**`).
    pub strong: bool,
    /// A word of the computer (`` `…` ``).
    pub code: bool,
    /// Taken back (`~~…~~`).
    pub struck: bool,
}

/// Reads a text. Every text is Markdown, so this cannot fail.
///
/// ```
/// use spof::markdown::{self, BlockKind};
///
/// let blocks = markdown::parse("# DNS\n\nA name and an *address*.");
/// assert_eq!(blocks.len(), 2);
/// assert_eq!(markdown::plain(&blocks), "DNS\nA name and an address.\n");
/// assert!(matches!(blocks[0].kind, BlockKind::Heading { level: 1, .. }));
/// ```
#[must_use]
pub fn parse(text: &str) -> Vec<Block> {
    build::blocks(text)
}

/// The words of blocks without their looks: one line for each paragraph, heading, table row and line of code.
#[must_use]
pub fn plain(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { spans, .. } | BlockKind::Paragraph(spans) => {
                text.push_str(&words(spans));
                text.push('\n');
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| text.push_str(&plain(item))),
            BlockKind::Quote(blocks) => text.push_str(&plain(blocks)),
            BlockKind::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    let cells: Vec<String> = row.iter().map(|cell| words(cell)).collect();
                    text.push_str(&cells.join(" | "));
                    text.push('\n');
                }
            }
            BlockKind::Code { text: code, .. } => text.push_str(code),
            BlockKind::Rule => {}
        }
    }
    text
}

/// The words of spans without their looks.
#[must_use]
pub fn words(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// The line of a byte offset, counted from 1.
#[must_use]
pub fn line(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}
