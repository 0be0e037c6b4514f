//! The end of a quiz: a verdict for each requirement, and the way back to the lesson.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::quiz::{self, StepId, Summary};
use crate::text;
use crate::tui::screen::World;
use crate::tui::theme::Role;
use crate::tui::widget::{aside, facts, meter, pane};

/// A result being read.
pub(super) struct Result {
    summary: Summary,
    row: usize,
}

impl Result {
    pub(super) fn new(quiz: &quiz::Quiz, world: &World) -> Self {
        Self { summary: quiz.summary(|id| world.course.question(id)), row: 0 }
    }

    pub(super) fn up(&mut self) {
        self.row = self.row.saturating_sub(1);
    }

    pub(super) fn down(&mut self) {
        self.row = (self.row + 1).min(self.summary.requirements.len().saturating_sub(1));
    }

    /// The step that teaches the chosen requirement; `None` where there is nothing to read again.
    pub(super) fn step(&self) -> Option<&StepId> {
        self.summary.requirements.get(self.row)?.back.first()
    }

    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let [_, head, _, list] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(2),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(area);
        let width = area.width.min(96);
        let inset = |rect: Rect| Rect {
            x: rect.x + (area.width - width) / 2 + 1,
            width: width.saturating_sub(2),
            ..rect
        };
        let summary = &self.summary;
        let mut spans = vec![Span::styled(
            format!("{} of {} questions right   ", summary.met, summary.questions),
            theme.style(Role::Strong),
        )];
        spans.extend(meter::spans((summary.share * 100.0) as usize, 100, 20, theme));
        spans.push(Span::styled(format!(" {:.0} %", summary.share * 100.0), theme.style(Role::Quiet)));
        Line::from(spans).render(inset(head), buffer);
        let inside = pane::draw(inset(list), buffer, "By requirement", true, theme);
        let first = (self.row + 1).saturating_sub(usize::from(inside.height));
        let shown = summary.requirements.iter().enumerate().skip(first);
        for ((place, requirement), row) in shown.zip(inside.rows()) {
            if place == self.row {
                buffer.set_style(row, theme.style(Role::Selected));
            }
            let (sign, role) = requirement.verdict.map_or(("·", Role::Quiet), facts::verdict_sign);
            let title =
                world.course.requirements().find(requirement.id.as_str()).map_or("", |found| &found.title);
            Line::from(vec![
                Span::styled(format!("{sign} "), theme.style(role)),
                Span::styled(format!("{:<28}", requirement.id.as_str()), theme.style(Role::Code)),
                Span::styled(text::clip(title, 34).to_string(), theme.style(Role::Text)),
            ])
            .render(row, buffer);
            if let Some(step) = requirement.back.first() {
                let words = format!("read again: {} ", step.step);
                if usize::from(row.width) > 68 + text::width(&words) {
                    aside::right(row, buffer, Line::styled(words, theme.style(Role::Quiet)));
                }
            }
        }
    }
}
