//! A prediction: the learner says what becomes of each function before the board shows it.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::analysis::{Engine, Failure, Failures, Function, State};
use crate::lesson::{Step, Subject};
use crate::progress::{Attempt, Marker};
use crate::quiz::{self, Answer, Graded};
use crate::text;
use crate::topology::Topology;
use crate::tui::action::Action;
use crate::tui::theme::{Role, Theme};

use super::name_of;

/// The states in the order in which they are offered.
const STATES: [State; 3] = [State::Up, State::Degraded, State::Down];
/// The column at which the choices begin, and the width of each.
const CHOICES: (u16, u16) = (18, 12);

/// A prediction being made, or made.
pub(super) struct Prediction {
    subjects: Vec<Subject>,
    names: String,
    choices: [Option<State>; 3],
    row: usize,
    graded: Option<Graded>,
    truth: BTreeMap<Function, State>,
}

impl Prediction {
    /// A prediction of what happens when these fail.
    pub(super) fn new(subjects: Vec<Subject>, topology: &Topology) -> Self {
        let name = |subject: &Subject| match subject {
            Subject::Part(id) => name_of(id, topology),
            Subject::Link(link) => link.to_string(),
        };
        let names: Vec<String> = subjects.iter().map(name).collect();
        Self {
            subjects,
            names: names.join(" and "),
            choices: [None; 3],
            row: 0,
            graded: None,
            truth: BTreeMap::new(),
        }
    }

    /// Whether the truth has been shown.
    pub(super) fn is_revealed(&self) -> bool {
        self.graded.is_some()
    }

    /// Whether something is said of every function.
    pub(super) fn is_complete(&self) -> bool {
        self.choices.iter().all(Option::is_some)
    }

    /// How many rows it takes: a title, a gap and the functions.
    pub(super) const HEIGHT: u16 = 5;

    /// Moves among functions and states.
    pub(super) fn act(&mut self, action: Action) {
        let place = STATES.iter().position(|state| Some(*state) == self.choices[self.row]);
        let next = match action {
            Action::Up => return self.row = self.row.saturating_sub(1),
            Action::Down => return self.row = (self.row + 1).min(2),
            Action::Left => place.unwrap_or(STATES.len()).saturating_sub(1),
            Action::Right => place.map_or(0, |place| (place + 1).min(2)),
            Action::Toggle => place.map_or(0, |place| (place + 1) % 3),
            _ => return,
        };
        self.choices[self.row] = Some(STATES[next]);
    }

    /// Takes a click on a choice.
    pub(super) fn click(&mut self, at: Position, area: Rect) {
        if self.is_revealed() || at.y < area.y + 2 {
            return;
        }
        let row = usize::from(at.y - area.y - 2);
        if row < 3 {
            self.row = row;
            let column = at.x.saturating_sub(area.x + CHOICES.0) / CHOICES.1;
            if at.x >= area.x + CHOICES.0
                && let Some(state) = STATES.get(usize::from(column))
            {
                self.choices[row] = Some(*state);
            }
        }
    }

    /// Grades the prediction by the engine.
    pub(super) fn reveal(&mut self, topology: &Topology, step: &Step) -> Attempt {
        let failures = self.subjects.iter().fold(Failures::none(), |failures, subject| match subject {
            Subject::Part(id) => failures.with(id.clone(), Failure::Crash),
            Subject::Link(link) => failures.with_link(link.clone()),
        });
        let chosen = Function::ALL.into_iter().zip(self.choices);
        let choices: BTreeMap<Function, State> =
            chosen.filter_map(|(function, state)| Some((function, state?))).collect();
        let said: Vec<String> =
            choices.iter().map(|(function, state)| format!("{function}: {state}")).collect();
        self.truth = quiz::prediction(&Engine::new(topology), &failures);
        let graded = quiz::grade_prediction(topology, &failures, &Answer::Predict(choices));
        let verdicts = step.teaches.iter().map(|id| (id.clone(), graded.verdict)).collect();
        self.graded = Some(graded);
        Attempt {
            question: format!("prediction: {}", step.id),
            kind: "predict".to_owned(),
            answer: said.join(", "),
            seconds: 0.0,
            verdicts,
            marker: Marker::Program,
        }
    }

    /// Draws the question with its choices, or how they were.
    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let title = match &self.graded {
            None => format!("Predict: {} stops. What do users still get?", self.names),
            Some(graded) => {
                let right = graded.feedback.iter().filter(|line| line.sign.is_right()).count();
                format!("You had {right} of {} right.", graded.feedback.len())
            }
        };
        let [head, rows] = Layout::vertical([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
        for (range, row) in text::wrap(&title, usize::from(head.width)).into_iter().zip(head.rows()) {
            Line::styled(&title[range], theme.style(Role::Title)).render(row, buffer);
        }
        for ((place, function), row) in Function::ALL.iter().enumerate().zip(rows.rows()) {
            self.draw_row(place, *function, row, buffer, theme);
        }
    }

    fn draw_row(&self, place: usize, function: Function, row: Rect, buffer: &mut Buffer, theme: &Theme) {
        let here = place == self.row && !self.is_revealed();
        if here {
            buffer.set_style(row, theme.style(Role::Selected));
        }
        let sign = match &self.graded {
            None if here => Span::styled("▸ ", theme.style(Role::Key)),
            None => Span::raw("  "),
            Some(graded) if graded.feedback.get(place).is_some_and(|line| line.sign.is_right()) => {
                Span::styled("✓ ", theme.style(Role::Good))
            }
            Some(_) => Span::styled("✗ ", theme.style(Role::Bad)),
        };
        Line::from(vec![sign, Span::styled(function.phrase(), theme.style(Role::Text))]).render(row, buffer);
        if row.width < CHOICES.0 + 3 * CHOICES.1 {
            let said = self.choices[place].map_or("…".to_owned(), |state| state.to_string());
            let truth = self.truth.get(&function).map(|state| format!("→ {state}")).unwrap_or_default();
            let cell = Rect { x: row.x + CHOICES.0, width: row.width.saturating_sub(CHOICES.0), ..row };
            let words =
                if self.is_revealed() { format!("{said} {truth}") } else { format!("◂ {said} ▸") };
            Line::styled(words, theme.style(Role::Strong)).render(cell, buffer);
            return;
        }
        for (column, state) in (0..).zip(STATES) {
            let chosen = self.choices[place] == Some(state);
            let true_one = self.truth.get(&function) == Some(&state);
            let x = CHOICES.0 + column * CHOICES.1;
            let cell = Rect { x: row.x + x, width: CHOICES.1, ..row }.intersection(row);
            let dot = if chosen { "●" } else { "○" };
            let role = match (chosen, true_one) {
                (_, true) => Role::Good,
                (true, false) => Role::Accent,
                (false, false) => Role::Quiet,
            };
            let arrow = if true_one && !chosen { "→" } else { " " };
            Line::from(vec![
                Span::styled(dot, theme.style(role)),
                Span::styled(format!("{arrow}{state}"), theme.style(role)),
            ])
            .render(cell, buffer);
        }
    }
}
