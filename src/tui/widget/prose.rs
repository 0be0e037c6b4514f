//! Markdown on the screen: blocks laid out at a width as styled lines, and a window on those lines.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::markdown::{self, Alignment, Block, BlockKind, Cell};
use crate::text;
use crate::tui::theme::{Role, Theme};

/// The widest that a column of running text gets: longer lines are hard to read.
pub const WIDEST: u16 = 68;

/// Lays blocks out as lines of at most `width` columns, with an empty line between blocks.
#[must_use]
pub fn lines(blocks: &[Block], width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for block in blocks {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(block_lines(block, width, theme));
    }
    lines
}

/// Draws the lines from `scroll` on; what does not fit is below.
pub fn draw(area: Rect, buffer: &mut Buffer, lines: &[Line<'_>], scroll: usize) {
    for (line, row) in lines.iter().skip(scroll).zip(area.rows()) {
        line.render(row, buffer);
    }
}

fn block_lines(block: &Block, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    match &block.kind {
        BlockKind::Heading { spans, .. } => wrapped(spans, width, theme)
            .into_iter()
            .map(|line| line.patch_style(theme.style(Role::Title)))
            .collect(),
        BlockKind::Paragraph(spans) => wrapped(spans, width, theme),
        BlockKind::List { start, items } => list(*start, items, width, theme),
        BlockKind::Quote(blocks) => {
            let mark = Span::styled("▎ ", theme.style(Role::Accent));
            let inner = lines(blocks, width.saturating_sub(2), theme);
            indented(inner, &mark, &mark)
        }
        BlockKind::Code { text, .. } => {
            let style = theme.style(Role::Code);
            text.lines().map(|line| Line::styled(format!("  {}", text::safe(line)), style)).collect()
        }
        BlockKind::Table { alignments, head, rows } => table(alignments, head, rows, width, theme),
        BlockKind::Rule => vec![Line::styled("─".repeat(width.min(24)), theme.style(Role::Frame))],
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>], width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut all = Vec::new();
    for (number, item) in (start.unwrap_or(1)..).zip(items) {
        let sign = if start.is_some() { format!("{number}. ") } else { "• ".to_owned() };
        let room = text::width(&sign);
        let rest = Span::raw(" ".repeat(room));
        let first = Span::styled(sign, theme.style(Role::Accent));
        let mut inner = Vec::new();
        for block in item {
            inner.extend(block_lines(block, width.saturating_sub(room), theme));
        }
        all.extend(indented(inner, &first, &rest));
    }
    all
}

fn indented(lines: Vec<Line<'static>>, first: &Span<'static>, rest: &Span<'static>) -> Vec<Line<'static>> {
    let mark = |(place, mut line): (usize, Line<'static>)| {
        line.spans.insert(0, if place == 0 { first.clone() } else { rest.clone() });
        line
    };
    lines.into_iter().enumerate().map(mark).collect()
}

/// A table with a line under its head. Columns get their natural width; where that is too wide, the widest
/// column wraps.
fn table(
    alignments: &[Alignment],
    head: &[Cell],
    rows: &[Vec<Cell>],
    width: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let all = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    let natural = |column: usize| {
        all()
            .filter_map(|row| row.get(column))
            .map(|cell| text::width(&markdown::words(cell)))
            .max()
            .unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..head.len()).map(natural).collect();
    let room = width.saturating_sub(2 * head.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > 4) else { break };
        *widest -= 1;
    }
    let mut lines = Vec::new();
    for (number, row) in all().enumerate() {
        let cells: Vec<Vec<Line<'static>>> =
            row.iter().zip(&widths).map(|(cell, width)| wrapped(cell, *width, theme)).collect();
        for part in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut spans = Vec::new();
            for ((cell, width), alignment) in cells.iter().zip(&widths).zip(alignments) {
                let line = cell.get(part).cloned().unwrap_or_default();
                let free = width.saturating_sub(line.width());
                let before = match alignment {
                    Alignment::Left => 0,
                    Alignment::Center => free / 2,
                    Alignment::Right => free,
                };
                spans.push(Span::raw(" ".repeat(before)));
                spans.extend(line.spans);
                spans.push(Span::raw(" ".repeat(free - before + 2)));
            }
            let line = Line::from(spans);
            lines.push(if number == 0 { line.patch_style(theme.style(Role::Strong)) } else { line });
        }
        if number == 0 {
            let dashes: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            lines.push(Line::styled(dashes.join("  "), theme.style(Role::Frame)));
        }
    }
    lines
}

/// Wraps spans as one text and gives each line its pieces with their styles.
fn wrapped(spans: &[markdown::Span], width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let words: String = spans.iter().map(|span| text::safe_block(&span.text).into_owned()).collect();
    let mut ends = Vec::new();
    let mut end = 0;
    for span in spans {
        end += text::safe_block(&span.text).len();
        ends.push((end, style(span, theme)));
    }
    let piece = |line: std::ops::Range<usize>| {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (end, style) in &ends {
            let (from, to) = (start.max(line.start), (*end).min(line.end));
            if from < to {
                pieces.push(Span::styled(words[from..to].to_owned(), *style));
            }
            start = *end;
        }
        Line::from(pieces)
    };
    text::wrap(&words, width).into_iter().map(piece).collect()
}

fn style(span: &markdown::Span, theme: &Theme) -> ratatui::style::Style {
    let mut style = theme.style(Role::Text);
    if span.style.emphasis {
        style = style.patch(theme.style(Role::Emphasis));
    }
    if span.style.strong {
        style = style.patch(theme.style(Role::Strong));
    }
    if span.style.code {
        style = style.patch(theme.style(Role::Code));
    }
    if span.style.struck {
        style = style.crossed_out();
    }
    if span.link.is_some() {
        style = style.patch(theme.style(Role::Accent)).underlined();
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::ThemeName;

    fn shown(text: &str, width: usize) -> Vec<String> {
        let theme = Theme::new(ThemeName::Mono);
        let blocks = markdown::parse(text);
        lines(&blocks, width, &theme).iter().map(|line| line.to_string().trim_end().to_owned()).collect()
    }

    #[test]
    fn paragraphs_and_lists_wrap_under_their_sign() {
        let lines = shown("A name and an *address*.\n\n- one two three\n- four", 12);
        assert_eq!(lines, ["A name and", "an address.", "", "• one two", "  three", "• four"]);
    }

    #[test]
    fn a_table_gives_its_room_to_the_columns() {
        let lines = shown("| type | maps |\n|---|--:|\n| A | 1 |\n| CNAME | name |", 40);
        assert_eq!(lines, ["type   maps", "─────  ────", "A         1", "CNAME  name"]);
    }

    #[test]
    fn a_style_ends_where_its_words_end() {
        let theme = Theme::new(ThemeName::Mono);
        let lines = lines(&markdown::parse("plain **strong** plain"), 40, &theme);
        let strong: Vec<&str> = lines[0]
            .spans
            .iter()
            .filter(|s| s.style == theme.style(Role::Strong))
            .map(|s| s.content.as_ref())
            .collect();
        assert_eq!(strong, ["strong"]);
    }

    #[test]
    fn no_width_and_no_control_character_do_harm() {
        for width in 0..6 {
            let lines = shown("# a\u{1b}b\n\n> quote\n\n| a | b |\n|---|---|\n| c | d |\n\n1. x", width);
            assert!(lines.iter().all(|line| !line.contains('\u{1b}')));
        }
    }
}
