//! Turns the events of `pulldown-cmark` into blocks, without recursion, however deep the text nests.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Alignment, Block, BlockKind, Cell, Span, Style};

/// The deepest that quotes and lists nest. What lies deeper joins the block around it, so that nobody who
/// walks the blocks runs out of stack.
const DEEPEST: usize = 24;

/// Reads all blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut builder = Builder::default();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        builder.event(event, range);
    }
    builder.close_text();
    builder.blocks
}

/// A block that has begun and not ended.
enum Open {
    Quote {
        range: Range<usize>,
        before: Vec<Block>,
    },
    List {
        range: Range<usize>,
        start: Option<u64>,
        items: Vec<Vec<Block>>,
        before: Vec<Block>,
    },
    Item,
    /// A quote, list or item that is too deep to count.
    Flat,
}

/// Words that gather until their block ends.
struct Text {
    range: Range<usize>,
    spans: Vec<Span>,
    /// The level of a heading, or `None` for a paragraph.
    heading: Option<u8>,
}

struct Code {
    range: Range<usize>,
    info: String,
    text: String,
    start: Option<usize>,
}

struct Table {
    range: Range<usize>,
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Default)]
struct Builder {
    /// The finished blocks of the innermost open one.
    blocks: Vec<Block>,
    open: Vec<Open>,
    /// How many quotes and lists are open.
    depth: usize,
    text: Option<Text>,
    code: Option<Code>,
    table: Option<Table>,
    /// How many of each are open: emphasis, strong, struck.
    looks: [usize; 3],
    links: Vec<String>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => {
                    code.start.get_or_insert(range.start);
                    code.text.push_str(&text);
                }
                None => self.words(text, range, false),
            },
            Event::Code(text) => self.words(text, range, true),
            Event::SoftBreak => self.words(" ".into(), range, false),
            Event::HardBreak => self.words("\n".into(), range, false),
            Event::Rule => self.push(range, BlockKind::Rule),
            Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.words(text, range, false),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.open_text(range, Some(level)),
            Tag::Paragraph | Tag::HtmlBlock | Tag::TableCell => self.open_text(range, None),
            Tag::BlockQuote(_) => self.nest(|before| Open::Quote { range, before }),
            Tag::List(start) => self.nest(|before| Open::List { range, start, items: Vec::new(), before }),
            Tag::Item => {
                let inside = matches!(self.open.last(), Some(Open::List { .. }));
                self.close_text();
                self.open.push(if inside { Open::Item } else { Open::Flat });
            }
            Tag::CodeBlock(kind) => {
                self.close_text();
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.trim().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some(Code { range, info, text: String::new(), start: None });
            }
            Tag::Table(alignments) => {
                self.close_text();
                let alignments = alignments.into_iter().map(alignment).collect();
                self.table = Some(Table { range, alignments, rows: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::Emphasis => self.looks[0] += 1,
            Tag::Strong => self.looks[1] += 1,
            Tag::Strikethrough => self.looks[2] += 1,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push(dest_url.into_string());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::HtmlBlock => self.close_text(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close_nest(),
            TagEnd::CodeBlock => {
                if let Some(Code { range, info, text, start }) = self.code.take() {
                    let start = start.unwrap_or(range.end);
                    self.push(range, BlockKind::Code { info, text, start });
                }
            }
            TagEnd::TableCell => {
                let spans = self.text.take().map(|text| text.spans).unwrap_or_default();
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(spans);
                }
            }
            TagEnd::Table => {
                if let Some(Table { range, alignments, mut rows }) = self.table.take() {
                    let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
                    self.push(range, BlockKind::Table { alignments, head, rows });
                }
            }
            TagEnd::Emphasis => self.looks[0] = self.looks[0].saturating_sub(1),
            TagEnd::Strong => self.looks[1] = self.looks[1].saturating_sub(1),
            TagEnd::Strikethrough => self.looks[2] = self.looks[2].saturating_sub(1),
            TagEnd::Link | TagEnd::Image => {
                self.links.pop();
            }
            _ => {}
        }
    }

    /// Begins a quote or a list around what follows.
    fn nest(&mut self, open: impl FnOnce(Vec<Block>) -> Open) {
        self.close_text();
        if self.depth < DEEPEST {
            self.depth += 1;
            let before = std::mem::take(&mut self.blocks);
            self.open.push(open(before));
        } else {
            self.open.push(Open::Flat);
        }
    }

    fn close_nest(&mut self) {
        self.close_text();
        match self.open.pop() {
            Some(Open::Quote { range, before }) => {
                self.depth -= 1;
                let blocks = std::mem::replace(&mut self.blocks, before);
                self.push(range, BlockKind::Quote(blocks));
            }
            Some(Open::List { range, start, items, before }) => {
                self.depth -= 1;
                self.blocks = before;
                self.push(range, BlockKind::List { start, items });
            }
            Some(Open::Item) => {
                let blocks = std::mem::take(&mut self.blocks);
                if let Some(Open::List { items, .. }) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Open::Flat) | None => {}
        }
    }

    fn open_text(&mut self, range: Range<usize>, heading: Option<HeadingLevel>) {
        self.close_text();
        self.text = Some(Text { range, spans: Vec::new(), heading: heading.map(|level| level as u8) });
    }

    fn close_text(&mut self) {
        if let Some(Text { range, mut spans, heading }) = self.text.take() {
            trim_end(&mut spans);
            let kind = match heading {
                Some(level) => BlockKind::Heading { level, spans },
                None => BlockKind::Paragraph(spans),
            };
            self.push(range, kind);
        }
    }

    fn push(&mut self, range: Range<usize>, kind: BlockKind) {
        self.close_text();
        self.blocks.push(Block { range, kind });
    }

    /// Adds words to the open text; a tight list's item opens none, so its first words do.
    fn words(&mut self, words: CowStr<'_>, range: Range<usize>, code: bool) {
        let style =
            Style { emphasis: self.looks[0] > 0, strong: self.looks[1] > 0, struck: self.looks[2] > 0, code };
        let link = self.links.last().cloned();
        let text =
            self.text.get_or_insert_with(|| Text { range: range.clone(), spans: Vec::new(), heading: None });
        text.range.end = text.range.end.max(range.end);
        match text.spans.last_mut() {
            Some(last)
                if last.style == style && last.link == link && *words != *"\n" && last.text != "\n" =>
            {
                last.text.push_str(&words);
                last.range.end = range.end;
            }
            _ => text.spans.push(Span { range, text: words.into_string(), style, link }),
        }
    }
}

/// Takes white space off the end, as raw HTML brings its line breaks with it.
fn trim_end(spans: &mut Vec<Span>) {
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None | pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{line, parse, plain, words};
    use super::*;

    fn spans(text: &str) -> Vec<(String, String)> {
        let blocks = parse(text);
        let BlockKind::Paragraph(spans) = &blocks[0].kind else { panic!("{blocks:?}") };
        let look = |span: &Span| {
            let Style { emphasis, strong, code, struck } = span.style;
            let signs = [(emphasis, "e"), (strong, "s"), (code, "c"), (struck, "x")];
            let signs: String = signs.iter().filter(|(on, _)| *on).map(|(_, sign)| *sign).collect();
            signs + span.link.as_deref().unwrap_or_default()
        };
        spans.iter().map(|span| (span.text.clone(), look(span))).collect()
    }

    #[test]
    fn looks_nest_and_end() {
        let seen = spans("a *b **c*** `d` ~~e~~ [f *g*](step) h");
        let expected = [
            ("a ", ""),
            ("b ", "e"),
            ("c", "es"),
            (" ", ""),
            ("d", "c"),
            (" ", ""),
            ("e", "x"),
            (" ", ""),
            ("f ", "step"),
            ("g", "estep"),
            (" h", ""),
        ];
        assert_eq!(seen, expected.map(|(text, look)| (text.to_owned(), look.to_owned())));
    }

    #[test]
    fn a_break_in_the_source_is_a_space_and_a_wanted_one_a_break() {
        assert_eq!(words(&paragraph("a\nb")), "a b");
        let spans = paragraph("a\\\nb");
        assert_eq!(spans.iter().map(|span| span.text.as_str()).collect::<Vec<_>>(), ["a", "\n", "b"]);
    }

    fn paragraph(text: &str) -> Vec<Span> {
        match parse(text).swap_remove(0).kind {
            BlockKind::Paragraph(spans) => spans,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lists_nest_tight_and_loose() {
        let blocks = parse("3. a\n   - b\n   - c\n4. d\n\n* e\n\n* f\n\n  g\n");
        let BlockKind::List { start: Some(3), items } = &blocks[0].kind else { panic!("{blocks:?}") };
        assert_eq!(items.len(), 2);
        assert!(matches!(&items[0][1].kind, BlockKind::List { start: None, items } if items.len() == 2));
        let BlockKind::List { start: None, items } = &blocks[1].kind else { panic!("{blocks:?}") };
        assert_eq!(items.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(plain(&blocks), "a\nb\nc\nd\ne\nf\ng\n");
    }

    #[test]
    fn a_table_has_a_head_and_rows_of_cells() {
        let blocks = parse("| name | type |\n|:-:|--:|\n| `www` | A |\n| mail |\n");
        let BlockKind::Table { alignments, head, rows } = &blocks[0].kind else { panic!("{blocks:?}") };
        assert_eq!(alignments[..], [Alignment::Center, Alignment::Right]);
        assert_eq!((head.len(), rows.len(), rows[1].len()), (2, 2, 2));
        assert!(rows[0][0][0].style.code && rows[1][1].is_empty());
    }

    #[test]
    fn code_keeps_its_info_its_text_and_its_place() {
        let text = "intro\n\n```spof extra\n  a\n\nb\n```\n\n> ```\n> q\n> ```\n";
        let blocks = parse(text);
        let BlockKind::Code { info, text: code, start } = &blocks[1].kind else { panic!("{blocks:?}") };
        assert_eq!((info.as_str(), code.as_str()), ("spof extra", "  a\n\nb\n"));
        assert_eq!((&text[*start..*start + 3], line(text, *start)), ("  a", 4));
        let BlockKind::Quote(inner) = &blocks[2].kind else { panic!("{blocks:?}") };
        assert!(matches!(&inner[0].kind, BlockKind::Code { text, .. } if text == "q\n"));
    }

    #[test]
    fn html_is_text() {
        assert_eq!(words(&paragraph("a <b onclick=x>c</b>")), "a <b onclick=x>c</b>");
        assert_eq!(plain(&parse("<script>\nalert(1)\n</script>\n")), "<script>\nalert(1)\n</script>\n");
    }

    #[test]
    fn ranges_point_into_the_source() {
        let text = "# Title\n\nSome **bold** words.\n";
        let blocks = parse(text);
        assert_eq!(&text[blocks[0].range.clone()], "# Title\n");
        let BlockKind::Paragraph(spans) = &blocks[1].kind else { panic!("{blocks:?}") };
        assert_eq!(&text[spans[1].range.clone()], "bold");
    }

    #[test]
    fn deep_nesting_ends_in_the_block_around_it() {
        for text in ["> ".repeat(20_000) + "x", "- ".repeat(3_000) + "x"] {
            let blocks = parse(&text);
            assert!(plain(&blocks).contains('x'));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_every_range_lies_in_it(text in "[ \\-*`>#|\\[\\]()<a\n~1.\\\\é]{0,80}") {
            fn check(text: &str, blocks: &[Block]) {
                for block in blocks {
                    assert!(text.get(block.range.clone()).is_some());
                    match &block.kind {
                        BlockKind::Heading { spans, .. } | BlockKind::Paragraph(spans) => {
                            assert!(spans.iter().all(|span| text.get(span.range.clone()).is_some()));
                        }
                        BlockKind::Quote(inner) => check(text, inner),
                        BlockKind::List { items, .. } => items.iter().for_each(|item| check(text, item)),
                        BlockKind::Code { start, .. } => assert!(*start <= text.len()),
                        BlockKind::Table { .. } | BlockKind::Rule => {}
                    }
                }
            }
            check(&text, &parse(&text));
        }
    }
}
