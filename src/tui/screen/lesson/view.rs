//! Where the parts of a lesson are, and how they are drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::requirement::RequirementId;
use crate::text;
use crate::tui::screen::World;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{aside, board::Board, facts, prose};

use super::Lesson;

/// Where the parts are.
///
/// ```text
/// ┌ header ────────────────────────┐
/// │ prose         │ board          │
/// │               │                │
/// │ prediction    │ outcomes       │
/// │ what is next  │ pane           │
/// └────────────────────────────────┘
/// ```
pub(super) struct Places {
    pub(super) header: Rect,
    pub(super) prose: Rect,
    pub(super) prediction: Rect,
    pub(super) prompt: Rect,
    pub(super) divider: Rect,
    pub(super) board: Rect,
    pub(super) outcomes: Rect,
    pub(super) pane: Rect,
}

impl Places {
    /// Shares the area out. A narrow screen gives the prose a little more than half.
    pub(super) fn new(area: Rect, lesson: &Lesson, world: &World) -> Self {
        let [header, _, body] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        let text = (area.width * 11 / 24).clamp(42, prose::WIDEST + 2);
        let [left, divider, right] =
            Layout::horizontal([Constraint::Length(text), Constraint::Length(3), Constraint::Fill(1)])
                .areas(body);
        let left = Rect { x: left.x + 1, width: left.width.saturating_sub(1), ..left };
        let prediction = lesson.prediction.as_ref().map_or(0, |_| super::Prediction::HEIGHT);
        let lines = lesson.prose(left.width, world).len() as u16;
        let [prose, _, prediction, _, prompt] = Layout::vertical([
            Constraint::Max(lines),
            Constraint::Length(1),
            Constraint::Length(prediction),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(left);
        let pane = match lesson.pane {
            // The picture comes first; the pane gets what it leaves, and a few rows in any case.
            Some(_) => right.height.saturating_sub(lesson.board_height() + 2).clamp(4, 16),
            None => 0,
        };
        let [board, outcomes, pane] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(1), Constraint::Length(pane)])
                .areas(right);
        Self { header, prose, prediction, prompt, divider, board, outcomes, pane }
    }
}

impl Lesson {
    /// The rows that the whole picture takes, with those for what a request does.
    fn board_height(&self) -> u16 {
        self.board.as_ref().map_or(0, Board::height)
    }

    /// The step's prose as lines of this width.
    pub(super) fn prose(&self, width: u16, world: &World) -> Vec<Line<'static>> {
        let theme = world.theme();
        let mut lines =
            vec![Line::styled(self.step().title.clone(), theme.style(Role::Title)), Line::default()];
        if self.at == 0 {
            lines.extend(prose::lines(&self.course.intro, usize::from(width), theme));
            lines.push(Line::default());
        }
        lines.extend(prose::lines(&self.step().prose, usize::from(width), theme));
        lines
    }

    pub(super) fn render(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let places = Places::new(area, self, world);
        self.draw_header(places.header, buffer, theme);
        for row in places.divider.rows() {
            Line::styled(" │ ", theme.style(Role::Frame)).render(row, buffer);
        }
        let lines = self.prose(places.prose.width, world);
        prose::draw(places.prose, buffer, &lines, self.scroll);
        if self.scroll + usize::from(places.prose.height) < lines.len() {
            let below = Rect { y: places.prose.bottom(), height: 1, ..places.prose };
            aside::right(below, buffer, Line::styled("▾ more", theme.style(Role::Key)));
        }
        if let Some(prediction) = &self.prediction {
            prediction.draw(places.prediction, buffer, theme);
        }
        self.draw_prompt(places.prompt, buffer, world);
        let Some(board) = &self.board else { return };
        board.draw(places.board, buffer, world.charset, theme);
        facts::outcomes(&board.outcomes(), places.outcomes.width, theme).render(places.outcomes, buffer);
        if let Some(pane) = self.pane {
            facts::draw(places.pane, buffer, pane, board, theme);
        }
    }

    fn draw_header(&self, row: Rect, buffer: &mut Buffer, theme: &Theme) {
        let steps = self.course.steps.len();
        let number = self.course.task.map(|task| format!("{task} · ")).unwrap_or_default();
        let mut spans = vec![
            Span::styled(format!(" {number}{}", self.course.title), theme.style(Role::Title)),
            Span::styled(format!("   step {} of {steps}  ", self.at + 1), theme.style(Role::Quiet)),
        ];
        spans.push(Span::styled("●".repeat(self.at + 1), theme.style(Role::Accent)));
        spans.push(Span::styled("○".repeat(steps - self.at - 1), theme.style(Role::Frame)));
        let line = Line::from(spans);
        let used = line.width();
        line.render(row, buffer);
        let teaches: Vec<&str> = self.step().teaches.iter().map(RequirementId::as_str).collect();
        let room = usize::from(row.width).saturating_sub(used + 3);
        let all = teaches.join(" ");
        let first = teaches.first().copied().unwrap_or_default();
        let ids = match teaches.len() {
            2.. if text::width(&all) > room => format!("{first} +{}", teaches.len() - 1),
            _ => all,
        };
        if text::width(&ids) <= room {
            aside::right(row, buffer, Line::styled(format!("{ids} "), theme.style(Role::Code)));
        }
    }

    /// What Enter does now.
    fn draw_prompt(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let questions = self.open_questions(world).len();
        let words = match &self.prediction {
            Some(prediction) if !prediction.is_revealed() => "see what happens".to_owned(),
            _ if self.has_open_mission(world) => "build it in the lab".to_owned(),
            _ if questions == 1 => "answer one question".to_owned(),
            _ if questions > 1 => format!("answer {questions} questions"),
            _ if self.at + 1 == self.course.steps.len() => "finish the lesson and take the quiz".to_owned(),
            _ => "go on".to_owned(),
        };
        let row = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        Line::from(vec![
            Span::styled("Enter", theme.style(Role::Key)),
            Span::styled(format!("  {words}"), theme.style(Role::Accent)),
        ])
        .render(row, buffer);
    }
}
