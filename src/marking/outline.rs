//! The structure of an answer: which sentence stands under which labels.
//!
//! Most answers are a label and a fragment (`Role of the database: keeps the users' data`), so structure says more
//! than words. Learners' Markdown is seldom clean; this reads it line by line, together with plain text that only
//! looks structured: headings, bold lines, questions, lines that end in a colon, short lines before longer ones,
//! bullets, numbers, tables, and labels within a line. Nothing is rejected, and nothing moves.

mod label;
mod line;

use std::ops::Range;

use super::lexicon::{Lexicon, Reader};
use crate::text::words::sentences;

use label::{Labels, is_bold, skip_number, stands_alone};
use line::{Kind, Line, lines};

/// A text of which something else is said: a heading, a question, the words before a colon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) span: Range<usize>,
    /// The label that this one stands under.
    pub(super) outer: Option<usize>,
    /// Whether it is a heading of the document and not of a part of a list.
    pub(super) heading: bool,
    /// Whether it names the whole page, which says nothing about a sentence.
    pub(super) title: bool,
}

/// A sentence or a fragment with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) span: Range<usize>,
    /// The nearest label.
    pub(super) label: Option<usize>,
    /// Statements of one paragraph or item share a number.
    pub(super) block: usize,
    /// Whether it is itself a label, so that it only names something.
    pub(super) naming: bool,
}

/// Everything that a text says, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) labels: Vec<Label>,
    pub(super) statements: Vec<Statement>,
}

/// How far a label reaches: it ends the labels of its rank and of the ranks behind it.
type Rank = u16;

const BOLD: Rank = 7;
const QUESTION: Rank = 8;
const SHORT_LINE: Rank = 9;
/// Items, the deeper the higher.
const ITEM: Rank = 10;
/// A label within a paragraph, which ends with it.
const PARAGRAPH: Rank = 500;

/// Lines shorter than this, in bytes, end where the writer wanted them to.
const WRAPPED: usize = 50;

/// Reads the structure of a text out of which [`super::clean`] took the markup.
pub(super) fn outline<'l>(text: &str, lexicon: &'l Lexicon, reader: &mut Reader<'l>) -> Outline {
    let mut builder = Builder {
        text,
        labels: Labels::new(lexicon, reader),
        stack: Vec::new(),
        out: Outline::default(),
        block: 0,
        open: None,
        breaks: Vec::new(),
        row: None,
    };
    let lines = lines(text, lexicon);
    for (at, line) in lines.iter().enumerate() {
        builder.line(line, &lines[at + 1..]);
    }
    builder.close();
    builder.out
}

/// The paragraph or item that is being read.
struct Open {
    span: Range<usize>,
    indent: usize,
    item: bool,
    /// The length of its last line, in bytes.
    last: usize,
    /// Whether something stands under it or apart from it that it may be the label of.
    leads: bool,
}

impl Open {
    fn line(line: &Line, item: bool) -> Self {
        Self { span: line.span.clone(), indent: line.indent, item, last: line.span.len(), leads: true }
    }
}

struct Builder<'t, 'l, 'r> {
    text: &'t str,
    labels: Labels<'l, 'r>,
    /// The labels that hold now, outermost first; the last says whether it still waits for its text.
    stack: Vec<(Rank, usize, bool)>,
    out: Outline,
    block: usize,
    open: Option<Open>,
    /// Where lines of it begin that look like sentences of their own.
    breaks: Vec<usize>,
    /// The first cell of the last table row.
    row: Option<Range<usize>>,
}

impl Builder<'_, '_, '_> {
    fn line(&mut self, line: &Line, rest: &[Line]) {
        if !matches!(line.kind, Kind::Row) {
            self.row = None;
        }
        match &line.kind {
            Kind::Blank | Kind::Divider => self.close(),
            Kind::Underline(level) => match self.open.take() {
                Some(open) if !open.item => self.heading(*level, open.span),
                other => {
                    self.open = other;
                    self.close();
                }
            },
            Kind::Heading(level) => {
                self.close();
                self.heading(*level, line.span.clone());
            }
            Kind::Item => {
                self.close();
                let next = rest.iter().find(|next| next.kind != Kind::Blank);
                let leads = next.is_some_and(|next| match next.kind {
                    Kind::Item => next.indent > line.indent,
                    Kind::Text | Kind::Row => true,
                    _ => false,
                });
                self.open = Some(Open { leads, ..Open::line(line, true) });
            }
            Kind::Row => {
                self.close();
                let heads = rest.first().is_some_and(|next| matches!(next.kind, Kind::Divider));
                if !heads {
                    self.table_row(line);
                }
            }
            Kind::Text => self.text_line(line, rest),
        }
    }

    /// A line of plain text goes on with the paragraph, unless it is or holds a label.
    fn text_line(&mut self, line: &Line, rest: &[Line]) {
        let text = &self.text[line.span.clone()];
        let begins = self.open.as_ref().is_none_or(|open| self.text[open.span.clone()].ends_with(['.', '!']));
        let follows = rest.iter().any(|next| !matches!(next.kind, Kind::Blank));
        let underlined = rest.first().is_some_and(|next| matches!(next.kind, Kind::Underline(_)));
        let announces = is_bold(text) || text.ends_with([':', '?']) && self.labels.is_short(text);
        if announces && (begins || stands_alone(text)) {
            self.close();
            self.open = Some(Open::line(line, false));
            return self.close();
        }
        if self.labels.split(text).is_some() {
            self.close();
        } else if begins && follows && !underlined && self.labels.is_heading_like(text) {
            self.close();
            return self.push_label(SHORT_LINE, line.span.clone(), true);
        }
        let one_line = self.open.as_ref().filter(|open| open.last == open.span.len());
        if one_line.is_some_and(|open| self.labels.announces(&self.text[open.span.clone()], text)) {
            self.close();
        }
        let Some(open) = &mut self.open else {
            self.open = Some(Open::line(line, false));
            return;
        };
        let short = open.last < WRAPPED && text.starts_with(char::is_uppercase);
        if short || self.labels.begins_anew(text) {
            self.breaks.push(line.span.start);
        }
        open.span.end = line.span.end;
        open.last = line.span.len();
    }

    /// Ends the paragraph or item.
    fn close(&mut self) {
        let Some(Open { span, indent, item, leads, .. }) = self.open.take() else { return };
        self.block += 1;
        let rank = ITEM + Rank::try_from(indent.min(200)).expect("at most 200");
        if item {
            self.pop(rank);
        } else if indent < 2 {
            self.stack.retain(|(rank, _, waits)| *rank < ITEM || *waits);
        }
        self.content(span, if item { rank } else { PARAGRAPH }, leads);
        self.breaks.clear();
    }

    fn heading(&mut self, level: Rank, span: Range<usize>) {
        let text = &self.text[span.clone()];
        let first = !self.out.labels.iter().any(|label| label.heading);
        let title = first && level == 1 && self.labels.is_title(text);
        // Some write whole answers as headings, and some put the answer behind the label in the heading.
        if let Some((label, after)) = self.labels.split(text) {
            self.push_label(level, span.start + label.start..span.start + label.end, false);
            self.mark_heading(title);
            return self.sentences(span.start + after..span.end, ITEM);
        }
        let statement = !title && self.labels.is_statement(text);
        self.push_label(level, span, !statement);
        self.mark_heading(title);
        if statement && let Some(label) = self.out.labels.last() {
            let span = label.span.clone();
            self.sentences(span, ITEM);
        }
    }

    fn mark_heading(&mut self, title: bool) {
        if let Some(label) = self.out.labels.last_mut() {
            label.heading = true;
            label.title = title;
        }
    }

    /// The first cell of a row is the label of the others; an empty one repeats the last.
    fn table_row(&mut self, line: &Line) {
        let mut cells = line.cells(self.text);
        if cells.is_empty() {
            return;
        }
        self.block += 1;
        let first = cells.remove(0);
        let label = if first.is_empty() { self.row.clone() } else { Some(first.clone()) };
        if cells.iter().all(Range::is_empty) {
            return self.content(first, ITEM, true);
        }
        self.row.clone_from(&label);
        if let Some(label) = label {
            self.push_label(ITEM, label, false);
        }
        for cell in cells.into_iter().filter(|cell| !cell.is_empty()) {
            self.sentences(cell, PARAGRAPH);
        }
        self.pop(ITEM);
    }

    /// A paragraph, an item or a cell: a label, a label with text, or text.
    fn content(&mut self, span: Range<usize>, rank: Rank, leads: bool) {
        let text = &self.text[span.clone()];
        let skipped = skip_number(text);
        let (text, start) = (&text[skipped..], span.start + skipped);
        if text.trim().is_empty() {
            return;
        }
        if is_bold(text) && !self.labels.is_statement(text) {
            let rank = if (ITEM..PARAGRAPH).contains(&rank) { rank } else { BOLD };
            return self.push_label(rank, start..span.end, true);
        }
        if text.ends_with('?') && self.labels.is_short(text) && sentences(text).len() == 1 {
            return self.push_label(QUESTION, start..span.end, true);
        }
        if text.trim_end_matches(['*', '_']).ends_with(':') && self.labels.is_short(text) {
            let span = start..span.end;
            if self.labels.is_statement(text) {
                self.push_label(QUESTION, span.clone(), true);
                return self.sentences(span, PARAGRAPH);
            }
            let rank = if rank < PARAGRAPH { rank } else { QUESTION };
            return self.push_label(rank, span, true);
        }
        match self.labels.split(text) {
            Some((label, after)) => {
                self.push_label(rank, start + label.start..start + label.end, false);
                self.sentences(start + after..span.end, rank);
            }
            None if leads && rank < PARAGRAPH && self.labels.is_heading_like(text) => {
                self.push_label(rank, start..span.end, true);
            }
            None => self.sentences(start..span.end, rank),
        }
        if rank >= PARAGRAPH {
            self.pop(PARAGRAPH);
        }
    }

    /// The sentences of a piece, among which there may be questions and further labels.
    fn sentences(&mut self, span: Range<usize>, rank: Rank) {
        for (at, piece) in self.pieces(span).into_iter().enumerate() {
            let skipped = skip_number(&self.text[piece.clone()]);
            let (start, end) = (piece.start + skipped, piece.end);
            let text = &self.text[start..end];
            if text.ends_with('?') && self.labels.is_short(text) {
                self.push_label(QUESTION, start..end, true);
            } else if let Some((label, after)) = self.labels.split(text).filter(|_| at > 0 || skipped > 0) {
                self.push_label(rank.max(ITEM), start + label.start..start + label.end, false);
                self.statement(start + after..end, false);
            } else {
                self.statement(start..end, false);
            }
        }
    }

    /// The sentences of a piece, cut where a line begins anew.
    fn pieces(&self, span: Range<usize>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut breaks = self.breaks.iter().copied().peekable();
        for sentence in sentences(&self.text[span.clone()]) {
            let (mut start, end) = (span.start + sentence.start, span.start + sentence.end);
            while let Some(cut) = breaks.next_if(|cut| *cut < end) {
                if start < cut {
                    found.push(start..start + self.text[start..cut].trim_end().len());
                    start = cut;
                }
            }
            found.push(start..end);
        }
        found
    }

    fn statement(&mut self, span: Range<usize>, naming: bool) {
        let label = self.stack.last().map(|(_, label, _)| *label);
        self.out.statements.push(Statement { span, label, block: self.block, naming });
    }

    /// Puts a label on the stack; it names something, too. `alone` says that its text is still to come.
    fn push_label(&mut self, rank: Rank, span: Range<usize>, alone: bool) {
        if rank < ITEM {
            self.close();
        }
        self.pop(rank);
        self.block += usize::from(alone);
        self.statement(span.clone(), true);
        let outer = self.stack.last().map(|(_, label, _)| *label);
        let heading = rank <= BOLD;
        self.out.labels.push(Label { span, outer, heading, title: false });
        self.stack.push((rank, self.out.labels.len() - 1, alone));
    }

    fn pop(&mut self, rank: Rank) {
        self.stack.retain(|(held, ..)| *held < rank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marking::clean::clean;
    use crate::marking::fixture::lexicon;

    /// Each statement that says something, behind its labels, outermost first.
    fn read(text: &str) -> Vec<String> {
        let lexicon = lexicon();
        let clean = clean(text);
        let outline = outline(&clean, &lexicon, &mut Reader::new(&lexicon));
        let show = |span: &Range<usize>| clean[span.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        let statements = outline.statements.iter().filter(|statement| !statement.naming);
        statements
            .map(|statement| {
                let chain = std::iter::successors(statement.label, |label| outline.labels[*label].outer);
                let mut parts: Vec<String> = chain.map(|label| show(&outline.labels[label].span)).collect();
                parts.reverse();
                parts.push(show(&statement.span));
                parts.join(" / ")
            })
            .collect()
    }

    #[test]
    fn headings_and_bold_lines_hold_until_the_next() {
        let text = "# Stack\n## Web server\nIt serves.\n## Database\nIt stores.\n\n**SPOF**\n\nOne.\n\nRole\n====\nTwo.";
        assert_eq!(
            read(text),
            [
                "Stack / Web server / It serves.",
                "Stack / Database / It stores.",
                "Stack / Database / **SPOF** / One.",
                "Role / Two."
            ]
        );
    }

    #[test]
    fn a_label_within_a_line_holds_for_its_paragraph_or_item() {
        let text = "- **Database**: it stores.\n  - for long\n- nginx - it serves\n- Role of the database is: storing\n\nFree.";
        assert_eq!(
            read(text),
            [
                "Database / it stores.",
                "Database / for long",
                "nginx / it serves",
                "Role of the database is / storing",
                "Free."
            ]
        );
    }

    #[test]
    fn a_statement_before_a_colon_is_no_label() {
        assert_eq!(
            read("There is one server: if it fails, all is lost."),
            ["There is one server: if it fails, all is lost."]
        );
        assert_eq!(read("Nginx runs at 8.8.8.8:80 here."), ["Nginx runs at 8.8.8.8:80 here."]);
    }

    #[test]
    fn questions_are_labels_wherever_they_stand() {
        let text = "1. What is a server?\n\n   A machine.\n\n2. What is nginx? It is a web server. 3- Role of the database- It stores.";
        assert_eq!(
            read(text),
            [
                "What is a server? / A machine.",
                "What is nginx? / It is a web server.",
                "What is nginx? / Role of the database / It stores."
            ]
        );
    }

    #[test]
    fn a_numbered_line_without_a_verb_heads_the_line_after_it() {
        let text = "1. What is a server\nA machine that answers.\n2. Role of nginx\nIt serves.\n3. It stores\nAll data.";
        assert_eq!(
            read(text),
            [
                "What is a server / A machine that answers.",
                "Role of nginx / It serves.",
                "It stores",
                "All data."
            ]
        );
    }

    #[test]
    fn a_tilde_begins_an_item() {
        assert_eq!(read("~ nginx serves\n~ MySQL stores"), ["nginx serves", "MySQL stores"]);
    }

    #[test]
    fn short_lines_that_name_a_part_head_what_follows() {
        let text = "Web server\nIt serves pages and more.\nDatabase.\nIt stores the data.";
        assert_eq!(read(text), ["Web server / It serves pages and more.", "Database. / It stores the data."]);
    }

    #[test]
    fn wrapped_lines_are_one_sentence_and_separate_lines_are_not() {
        let wrapped = "The web server of this design, which is called nginx, serves the\npages that are static to all who ask.";
        assert_eq!(read(wrapped).len(), 1);
        assert_eq!(read("nginx serves pages\ndatabase is for storing\nOne more").len(), 3);
    }

    #[test]
    fn the_first_cell_of_a_row_is_its_label() {
        let text = "| Part | Role |\n|---|---|\n| nginx | serves |\n| | pages |\n| MySQL | stores | data |";
        assert_eq!(read(text), ["nginx / serves", "nginx / pages", "MySQL / stores", "MySQL / data"]);
    }

    #[test]
    fn prose_in_a_fence_is_read_and_a_diagram_is_not() {
        assert_eq!(
            read("```\nnginx: serves\n```\n```mermaid\nA --> B\n```\n+---+ --> +---+\n"),
            ["nginx / serves"]
        );
    }

    #[test]
    fn html_is_read_like_markdown() {
        let text = "<h2>Web server</h2><p>It serves.</p><ul><li><b>MySQL</b>: stores</li><li>more</li></ul>";
        assert_eq!(
            read(text),
            ["Web server / It serves.", "Web server / MySQL / stores", "Web server / more"]
        );
    }
}
