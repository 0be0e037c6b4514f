//! Where the parts of the lab are, and how they are drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::analysis::{Finding, Fix, Report};
use crate::markdown;
use crate::requirement::Verdict;
use crate::text;
use crate::text::prose::counted;
use crate::tui::screen::World;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{aside, facts, pane, prose};

use super::{Lab, Mode};

/// Where the parts are.
///
/// ```text
/// ┌ header ───────────────────────────┐
/// │ board               │ side        │
/// │                     │             │
/// │ outcomes            │             │
/// └ command line ─────────────────────┘
/// ```
pub(super) struct Places {
    header: Rect,
    pub(super) board: Rect,
    divider: Rect,
    outcomes: Rect,
    side: Rect,
}

impl Places {
    pub(super) fn new(area: Rect) -> Self {
        let [header, _, body] =
            Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        let side = (area.width * 3 / 8).clamp(28, 52);
        let [left, divider, side] =
            Layout::horizontal([Constraint::Fill(1), Constraint::Length(3), Constraint::Length(side)])
                .areas(body);
        let [board, outcomes] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(left);
        Self { header, board, divider, outcomes, side: Rect { width: side.width.saturating_sub(1), ..side } }
    }
}

impl Lab {
    pub(super) fn render(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let places = Places::new(area);
        self.draw_header(places.header, buffer, theme);
        for row in places.divider.rows() {
            Line::styled(" │ ", theme.style(Role::Frame)).render(row, buffer);
        }
        self.board.draw(places.board, buffer, world.charset, theme);
        if self.topology().hosts.is_empty() && self.topology().parts.is_empty() {
            let hint = "An empty board. Press a to add a host or a part.";
            Line::styled(hint, theme.style(Role::Quiet)).centered().render(places.board, buffer);
        }
        let line = facts::outcomes(&self.board.outcomes(), places.outcomes.width.saturating_sub(1), theme);
        line.render(Rect { x: places.outcomes.x + 1, ..places.outcomes }.intersection(area), buffer);
        self.draw_side(places.side, buffer, theme);
        self.draw_mode(area, buffer, theme);
    }

    fn draw_header(&self, row: Rect, buffer: &mut Buffer, theme: &Theme) {
        let title = match (&self.mission, &self.file) {
            (Some(mission), _) => format!("mission · {}", mission.title()),
            (None, Some(file)) => {
                let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
                format!("lab · {}{}", text::safe(&name), if self.is_unsaved() { " *" } else { "" })
            }
            (None, None) => "lab".to_owned(),
        };
        let doing = match &self.mode {
            Mode::Connect { from } => format!("connect {from} to …"),
            _ => self.board.selected().map(ToString::to_string).unwrap_or_default(),
        };
        Line::from(vec![
            Span::styled(format!(" {title}"), theme.style(Role::Title)),
            Span::styled(format!("   {doing}"), theme.style(Role::Code)),
        ])
        .render(row, buffer);
        let edits = self.history.steps().len();
        let count = match &self.mission {
            Some(mission) => format!("{}, par {} ", counted(edits, "edit"), mission.par()),
            None => format!("{} ", counted(edits, "edit")),
        };
        aside::right(row, buffer, Line::styled(count, theme.style(Role::Quiet)));
    }

    /// The right side: the check-list of a mission or the numbers, then what the last edit changed, then findings.
    fn draw_side(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let width = usize::from(area.width);
        let mut lines = match &self.mission {
            Some(_) => self.check_list(width, theme),
            None => facts::numbers(self.board.report(), width, theme),
        };
        if let Some(difference) = &self.difference {
            let changes = facts::difference(difference, width, theme);
            if !changes.is_empty() {
                lines.push(Line::default());
                lines.push(Line::styled("This edit", theme.style(Role::Title)));
                lines.extend(changes);
            }
        }
        if self.mission.as_ref().is_none_or(super::mission::Progress::is_passed) {
            lines.push(Line::default());
            lines.extend(facts::findings(self.board.report(), Some(self.finding), width, theme));
        }
        prose::draw(area, buffer, &lines, 0);
        if lines.len() > usize::from(area.height)
            && let Some(row) = area.rows().next_back()
        {
            aside::right(row, buffer, Line::styled("▾ more", theme.style(Role::Key)));
        }
    }

    fn check_list(&self, width: usize, theme: &Theme) -> Vec<Line<'static>> {
        let Some(mission) = &self.mission else { return Vec::new() };
        let met = mission.checks().iter().filter(|check| check.judgement.verdict == Verdict::Met).count();
        let all = mission.checks().len();
        let mut lines = vec![Line::from(vec![
            Span::styled("Check-list ", theme.style(Role::Title)),
            Span::styled(format!("{met} of {all}"), theme.style(Role::Quiet)),
        ])];
        for check in mission.checks() {
            let (sign, role) = facts::verdict_sign(check.judgement.verdict);
            let mark = Span::styled(format!("{sign} "), theme.style(role));
            lines.extend(facts::hanging(&mark, &check.statement, width, theme.style(Role::Text)));
            if check.judgement.verdict != Verdict::Met {
                let indent = Span::raw("  ");
                lines.extend(facts::hanging(
                    &indent,
                    &check.judgement.because,
                    width,
                    theme.style(Role::Quiet),
                ));
            }
        }
        lines
    }

    fn draw_mode(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        match &self.mode {
            Mode::Board | Mode::Connect { .. } => {}
            Mode::Command(line) => {
                let height = 4.min(area.height);
                let bottom = Rect { y: area.bottom() - height, height, ..area };
                ratatui::widgets::Clear.render(bottom, buffer);
                buffer.set_style(bottom, theme.ground());
                line.draw(bottom, buffer, self.topology(), theme);
            }
            Mode::Choose(chooser) => chooser.draw(area, buffer, theme),
            Mode::Zone(essay) => {
                let size = (76.min(area.width), 22.min(area.height));
                let inside = pane::window(area, buffer, "The DNS zone", size, theme);
                essay.draw(inside, buffer, true, theme);
            }
            Mode::Reading { title, text } => {
                let width = 66.min(area.width.saturating_sub(4));
                let lines = prose::lines(&markdown::parse(text), usize::from(width.saturating_sub(4)), theme);
                let height = (lines.len() as u16 + 2).min(area.height);
                let inside = pane::window(area, buffer, title, (width, height), theme);
                prose::draw(inside, buffer, &lines, 0);
            }
        }
    }
}

/// A finding in Markdown: what happens, on which way requests meet it, why it matters, how to mend it.
pub(super) fn finding_text(finding: &Finding, fixes: &[Fix], report: &Report) -> String {
    let spofs = report.functions.iter().flat_map(|function| &function.spofs);
    let own = spofs.filter(|spof| finding.rule == "spof" && finding.subjects.contains(&spof.id));
    let longest = own.max_by_key(|spof| spof.path.len()).filter(|spof| !spof.path.is_empty());
    let way = longest.map_or_else(String::new, |spof| format!("A request: {}\n\n", spof.way()));
    let mut text = format!("**{}**\n\n{way}{}\n", finding.message, finding.why);
    if !fixes.is_empty() {
        let point = |fix: &Fix| match fix.cost {
            None => format!("- {}\n", fix.text),
            Some(0) => format!("- {} (costs nothing more)\n", fix.text),
            Some(cost) => format!("- {} ({cost:+} units a month)\n", fix.text),
        };
        text.push_str("\nWhat helps:\n\n");
        text.extend(fixes.iter().map(point));
    }
    text
}
