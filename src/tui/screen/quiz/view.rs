//! How a question looks: the prompt, the sheet, and after the answer what was right and why.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::analysis::Function;
use crate::markdown;
use crate::quiz::{Answer, Feedback, Graded, Question, QuestionKind, Sign};
use crate::requirement::{RequirementId, Verdict};
use crate::text;
use crate::tui::screen::World;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{aside, facts, pane, prose};

use super::Quiz;
use super::sheet::{STATES, Sheet};

/// Where the parts are: the question alone in the middle, or beside its diagram.
pub(super) struct Places {
    header: Rect,
    question: Rect,
    divider: Rect,
    pub(super) board: Rect,
}

/// Rows of the question column, with the row of the sheet that each belongs to.
struct Column {
    lines: Vec<Line<'static>>,
    rows: Vec<Option<usize>>,
}

impl Places {
    pub(super) fn new(area: Rect, board: bool) -> Self {
        let [header, _, body] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        if !board {
            let width = (prose::WIDEST + 2).min(body.width.saturating_sub(2));
            let left = (body.width - width) / 3;
            let question = Rect { x: body.x + left.max(1), width, ..body };
            return Self { header, question, divider: Rect::ZERO, board: Rect::ZERO };
        }
        let text = (area.width * 13 / 24).clamp(36, prose::WIDEST + 2);
        let [left, divider, board] =
            Layout::horizontal([Constraint::Length(text), Constraint::Length(3), Constraint::Fill(1)])
                .areas(body);
        let question = Rect { x: left.x + 1, width: left.width.saturating_sub(1), ..left };
        Self { header, question, divider, board }
    }
}

impl Column {
    fn push(&mut self, lines: impl IntoIterator<Item = Line<'static>>, row: Option<usize>) {
        for line in lines {
            self.lines.push(line);
            self.rows.push(row);
        }
    }

    fn gap(&mut self) {
        self.push([Line::default()], None);
    }
}

impl Quiz {
    pub(super) fn render(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let Some(question) = self.question(world) else { return };
        let places = Places::new(area, self.board.is_some());
        self.draw_header(places.header, buffer, question, theme);
        for row in places.divider.rows() {
            Line::styled(" │ ", theme.style(Role::Frame)).render(row, buffer);
        }
        if let Some(board) = &self.board {
            board.draw(places.board, buffer, world.charset, theme);
        }
        let column = self.column(question, places.question.width, theme);
        let essay = Self::essay_area(places.question, column.lines.len());
        let room = usize::from(places.question.height);
        let scroll = self.first_line(&column, room);
        prose::draw(places.question, buffer, &column.lines, scroll);
        if scroll + room < column.lines.len() {
            let last = Rect { y: places.question.bottom().saturating_sub(1), height: 1, ..places.question };
            aside::right(last, buffer, Line::styled("▾ more", theme.style(Role::Key)));
        }
        match (&self.sheet, &self.graded) {
            (Some(Sheet::Explain(text)), None) => {
                let inside = pane::draw(essay, buffer, "Your answer", true, theme);
                text.draw(inside, buffer, true, theme);
            }
            (Some(Sheet::Number(field)), None) => {
                let line = Rect { height: 3.min(essay.height), ..essay };
                let inside = pane::draw(line, buffer, "Your answer", true, theme);
                field.draw(inside, buffer, theme);
            }
            _ => {}
        }
    }

    /// Where a text is typed: below the prompt, to the end of the column.
    fn essay_area(question: Rect, lines: usize) -> Rect {
        let top = (lines as u16).min(question.height.saturating_sub(5));
        Rect { y: question.y + top, height: question.height - top, ..question }
    }

    /// The first line shown: as scrolled, or so that the row that the keys act on is seen.
    fn first_line(&self, column: &Column, room: usize) -> usize {
        let most = column.lines.len().saturating_sub(room);
        if self.graded.is_some() {
            return self.scroll.min(most);
        }
        let row = self.sheet.as_ref().map(Sheet::row);
        let last = column.rows.iter().rposition(|line| line.is_some() && *line == row).unwrap_or(0);
        self.scroll.max((last + 2).saturating_sub(room)).min(most)
    }

    /// The row of the sheet that is drawn at a position of the screen.
    pub(super) fn row_at(&self, places: &Places, at: Position, world: &World) -> Option<usize> {
        let question = self.question(world)?;
        if !places.question.contains(at) {
            return None;
        }
        let column = self.column(question, places.question.width, world.theme());
        let first = self.first_line(&column, usize::from(places.question.height));
        column.rows.get(first + usize::from(at.y - places.question.y)).copied().flatten()
    }

    fn draw_header(&self, row: Rect, buffer: &mut Buffer, question: &Question, theme: &Theme) {
        let title = if self.check { "check" } else { "quiz" };
        let number = format!("   {} of {}  ", self.taken.place() + 1, self.taken.questions().len());
        let mut spans = vec![
            Span::styled(format!(" {title}"), theme.style(Role::Title)),
            Span::styled(number, theme.style(Role::Quiet)),
        ];
        for (place, id) in self.taken.questions().iter().enumerate() {
            let (sign, role) = match self.taken.taken(id) {
                Some(taken) => facts::verdict_sign(taken.verdict),
                None if place == self.taken.place() => ("●", Role::Accent),
                None => ("○", Role::Quiet),
            };
            spans.push(Span::styled(sign, theme.style(role)));
        }
        let line = Line::from(spans);
        let used = line.width();
        line.render(row, buffer);
        let ids: Vec<&str> = question.requires.iter().map(RequirementId::as_str).collect();
        let ids = ids.join(" ");
        if used + text::width(&ids) + 3 <= usize::from(row.width) {
            aside::right(row, buffer, Line::styled(format!("{ids} "), theme.style(Role::Code)));
        }
    }

    fn column(&self, question: &Question, width: u16, theme: &Theme) -> Column {
        let width = usize::from(width);
        let mut column = Column { lines: Vec::new(), rows: Vec::new() };
        column.push(prose::lines(&markdown::parse(&question.prompt), width, theme), None);
        column.gap();
        if let Some(graded) = &self.graded {
            self.after(question, graded, width, &mut column, theme);
        } else {
            let instruction =
                facts::hanging(&Span::raw(""), question.kind.instruction(), width, theme.style(Role::Quiet));
            column.push(instruction, None);
            column.gap();
            if let Some(sheet) = &self.sheet {
                open_rows(question, sheet, width, &mut column, theme);
            }
        }
        column
    }

    /// Feedback on options in the order in which the options were shown; other feedback as it is.
    fn in_shown_order<'a>(&self, feedback: &'a [Feedback]) -> Vec<&'a Feedback> {
        match &self.sheet {
            Some(Sheet::Single { order, .. } | Sheet::Multiple { order, .. })
                if order.len() == feedback.len() =>
            {
                order.iter().map(|option| &feedback[*option]).collect()
            }
            Some(Sheet::TrueFalse { order, .. }) if order.len() < feedback.len() => {
                let before = feedback.len() - order.len();
                let reasons = order.iter().map(|option| &feedback[before + option]);
                feedback[..before].iter().chain(reasons).collect()
            }
            _ => feedback.iter().collect(),
        }
    }

    /// What the learner gave the answer, where they marked it.
    fn marked_by_learner(&self, width: usize, column: &mut Column, theme: &Theme) {
        let Some(verdict) = self.own else { return };
        let words = match verdict {
            Verdict::Missing => "You marked it yourself: not there. Both marks are kept.",
            Verdict::Partial => "You marked it yourself: half of it. Both marks are kept.",
            Verdict::Met => "You marked it yourself: all of it. Both marks are kept.",
        };
        let (sign, role) = facts::verdict_sign(verdict);
        let mark = Span::styled(format!("{sign} "), theme.style(role));
        column.push(facts::hanging(&mark, words, width, theme.style(Role::Text)), None);
    }

    /// What is shown after the answer: the verdict, each option with its reason, the key, the explanation.
    fn after(&self, question: &Question, graded: &Graded, width: usize, column: &mut Column, theme: &Theme) {
        let (sign, role) = facts::verdict_sign(graded.verdict);
        let words = match graded.verdict {
            Verdict::Met => "Right",
            Verdict::Partial => "Half right",
            Verdict::Missing => "Not yet",
        };
        column.push([Line::styled(format!("{sign} {words}"), theme.style(role).bold())], None);
        if let Some(note) = &graded.note {
            column.push(markdown_lines(note, width, theme), None);
        }
        column.gap();
        let taken = self.taken.taken(&question.id).map(|taken| &taken.answer);
        if let Some(Answer::Explain(text)) = self.sheet.as_ref().and_then(Sheet::answer).as_ref().or(taken) {
            explained(text, graded, width, column, theme);
            self.marked_by_learner(width, column, theme);
        }
        for (place, feedback) in self.in_shown_order(&graded.feedback).into_iter().enumerate() {
            if place > 0 && feedback.why.is_some() {
                column.gap();
            }
            let (sign, role) = match feedback.sign {
                Sign::Hit => ("✓", Role::Good),
                Sign::Wrong => ("✗", Role::Bad),
                Sign::Missed => ("◇", Role::Warn),
                Sign::Left => ("·", Role::Quiet),
            };
            let mark = Span::styled(format!("{sign} "), theme.style(role));
            column.push(facts::hanging_markdown(&mark, &feedback.label, width, theme), None);
            if let Some(why) = &feedback.why {
                let lines = facts::hanging_markdown(&Span::raw("    "), why, width, theme);
                column.push(lines.into_iter().map(|line| line.patch_style(theme.style(Role::Quiet))), None);
            }
        }
        // Options show the key already: the right ones are signed.
        let shown = !question.choices().is_empty();
        if !shown && !graded.key.is_empty() && graded.verdict != Verdict::Met {
            column.gap();
            column.push([Line::styled("The answer", theme.style(Role::Title))], None);
            column.push(markdown_lines(&graded.key, width, theme), None);
        }
        if !question.explanation.is_empty() {
            column.gap();
            column.push(markdown_lines(&question.explanation, width, theme), None);
        }
    }
}

fn markdown_lines(text: &str, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    prose::lines(&markdown::parse(text), width, theme)
}

/// The learner's text with the words that earned a point underlined, then what is missing or mistaken.
fn explained(text: &str, graded: &Graded, width: usize, column: &mut Column, theme: &Theme) {
    let mut earned: Vec<Range<usize>> = graded
        .marked
        .iter()
        .flat_map(|(_, marked)| &marked.evidence)
        .flat_map(|evidence| evidence.words.clone())
        .collect();
    earned.sort_by_key(|range| range.start);
    column.push(
        [Line::styled("Your answer; what earned a point is underlined", theme.style(Role::Quiet))],
        None,
    );
    let bar = Span::styled("▎ ", theme.style(Role::Accent));
    for range in text::wrap(text, width.saturating_sub(2)) {
        let mut spans = vec![bar.clone()];
        spans.extend(pieces(text, range, &earned, theme.style(Role::Text), theme.style(Role::Evidence)));
        column.push([Line::from(spans)], None);
    }
    column.gap();
    for (_, marked) in &graded.marked {
        for missing in &marked.missing {
            let mark = Span::styled("+ ", theme.style(Role::Warn));
            column.push(facts::hanging(&mark, missing, width, theme.style(Role::Text)), None);
        }
        for mistake in &marked.misconceptions {
            let mark = Span::styled("✗ ", theme.style(Role::Bad));
            column.push(facts::hanging(&mark, &mistake.message, width, theme.style(Role::Text)), None);
        }
        if marked.review {
            let words = "The marking is not sure here. Compare with the model answer below and mark it yourself: 1 not there, 2 half of it, 3 all of it.";
            let mark = Span::styled("? ", theme.style(Role::Warn));
            column.push(facts::hanging(&mark, words, width, theme.style(Role::Quiet)), None);
        }
    }
    claimed(text, graded, width, column, theme);
}

/// What the learner's text claims of the design: each claim in its own words, and what really happens.
fn claimed(text: &str, graded: &Graded, width: usize, column: &mut Column, theme: &Theme) {
    for claim in &graded.claims {
        let (sign, role) = facts::verdict_sign(claim.verdict);
        let words = match claim.verdict {
            Verdict::Met => "That is so in this design",
            Verdict::Partial => "That is half the truth in this design",
            Verdict::Missing => "That is not so in this design",
        };
        let said = text::safe(text.get(claim.start..claim.end).unwrap_or_default()).into_owned();
        let said =
            format!("“{}” {words}. {}", said.split_whitespace().collect::<Vec<_>>().join(" "), claim.truth);
        let mark = Span::styled(format!("{sign} "), theme.style(role));
        column.push(facts::hanging(&mark, &said, width, theme.style(Role::Text)), None);
    }
}

/// A line of a text in pieces: those within `marked` ranges in one style, the others in another.
fn pieces(
    text: &str,
    line: Range<usize>,
    marked: &[Range<usize>],
    plain: Style,
    strong: Style,
) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut at = line.start;
    let mut put = |from: usize, to: usize, style| {
        if let Some(piece) = text.get(from..to).filter(|piece| !piece.is_empty()) {
            spans.push(Span::styled(text::safe(piece).into_owned(), style));
        }
    };
    for range in marked {
        let (from, to) = (range.start.clamp(at, line.end), range.end.clamp(at, line.end));
        if from < to {
            put(at, from, plain);
            put(from, to, strong);
            at = to;
        }
    }
    put(at, line.end, plain);
    spans
}

/// The sheet while it is open.
fn open_rows(question: &Question, sheet: &Sheet, width: usize, column: &mut Column, theme: &Theme) {
    let mut row = |place: usize, mark: &str, text: &str| {
        let here = place == sheet.row();
        let sign = if here { "▸ " } else { "  " };
        let lead =
            Span::styled(format!("{sign}{mark} "), theme.style(if here { Role::Key } else { Role::Quiet }));
        let lines = facts::hanging_markdown(&lead, text, width, theme);
        let style = theme.style(Role::Selected);
        column.push(lines.into_iter().map(|line| if here { line.style(style) } else { line }), Some(place));
    };
    let choices = question.choices();
    let radio = |chosen: bool| if chosen { "(•)" } else { "( )" };
    match (sheet, &question.kind) {
        (Sheet::Single { order, chosen, .. }, _) => {
            for (place, option) in order.iter().enumerate() {
                row(place, radio(*chosen == Some(*option)), &choices[*option].text);
            }
        }
        (Sheet::Multiple { order, ticked, .. }, _) => {
            for (place, option) in order.iter().enumerate() {
                row(place, if ticked.contains(option) { "[x]" } else { "[ ]" }, &choices[*option].text);
            }
        }
        (Sheet::TrueFalse { order, value, reason, .. }, _) => {
            row(0, radio(*value == Some(true)), "True, because");
            row(1, radio(*value == Some(false)), "False, because");
            for (place, option) in order.iter().enumerate() {
                row(place + 2, &format!("   {}", radio(*reason == Some(*option))), &choices[*option].text);
            }
        }
        (Sheet::Ordering { order, row: here, held }, QuestionKind::Ordering(items)) => {
            for (place, item) in order.iter().enumerate() {
                let mark = if *held && place == *here { " ↕" } else { &format!("{:>2}", place + 1) };
                row(place, mark, &items[*item]);
            }
        }
        (Sheet::Matching { chosen, .. }, QuestionKind::Matching { pairs, decoys }) => {
            let rights: Vec<&str> = pairs
                .iter()
                .map(|pair| pair.right.as_str())
                .chain(decoys.iter().map(String::as_str))
                .collect();
            for (place, pair) in pairs.iter().enumerate() {
                let right = chosen[place].and_then(|right| rights.get(right)).copied().unwrap_or("…");
                row(place, "◂▸", &format!("{}  —  *{right}*", pair.left));
            }
        }
        (Sheet::Predict { states, .. }, _) => {
            for (place, function) in Function::ALL.iter().enumerate() {
                let dots: Vec<String> = STATES
                    .iter()
                    .map(|state| format!("{} {state}", if states[place] == *state { "●" } else { "○" }))
                    .collect();
                row(place, "", &format!("{:<14} {}", function.phrase(), dots.join("   ")));
            }
        }
        (Sheet::Mark { marked }, _) => {
            let ids: Vec<&str> = marked.iter().map(String::as_str).collect();
            let words = if ids.is_empty() { "nothing yet".to_owned() } else { ids.join(", ") };
            column.push(
                [Line::from(vec![
                    Span::styled("Marked: ", theme.style(Role::Quiet)),
                    Span::styled(words, theme.style(Role::Code)),
                ])],
                None,
            );
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_earned_a_point_are_cut_out_of_each_line() {
        let text = "one two three four";
        let earned = [4..7, 8..18];
        let shown = |line: Range<usize>| -> Vec<String> {
            let (plain, strong) = (Style::new(), Style::new().underlined());
            let spans = pieces(text, line, &earned, plain, strong);
            spans
                .iter()
                .map(|span| format!("{}{}", if span.style == strong { "_" } else { "" }, span.content))
                .collect()
        };
        assert_eq!(shown(0..13), ["one ", "_two", " ", "_three"]);
        assert_eq!(shown(14..18), ["_four"]);
    }
}
