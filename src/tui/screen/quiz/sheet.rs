//! The answer while it is being given: one sheet for each kind of question.

use std::collections::BTreeSet;

use crossterm::event::KeyCode;

use crate::analysis::{Function, State};
use crate::quiz::{Answer, Question, QuestionKind, permutation};
use crate::tui::action::Action;
use crate::tui::input::Chord;
use crate::tui::widget::typing::{Essay, Field};

/// The states in the order in which a prediction offers them.
pub(super) const STATES: [State; 3] = [State::Up, State::Degraded, State::Down];

/// An answer being given. Options are kept by their place in the file; `order` says how they are shown.
#[derive(Debug, Clone)]
pub(super) enum Sheet {
    Single { order: Vec<usize>, row: usize, chosen: Option<usize> },
    Multiple { order: Vec<usize>, row: usize, ticked: BTreeSet<usize> },
    TrueFalse { order: Vec<usize>, row: usize, value: Option<bool>, reason: Option<usize> },
    Number(Field),
    Ordering { order: Vec<usize>, row: usize, held: bool },
    Matching { rights: Vec<usize>, chosen: Vec<Option<usize>>, row: usize },
    Mark { marked: BTreeSet<String> },
    Predict { states: [State; 3], row: usize },
    Explain(Essay),
}

impl Sheet {
    /// An empty sheet; `draft` is what was written of an explanation before.
    pub(super) fn new(question: &Question, seed: u64, draft: Option<&str>) -> Self {
        let shuffled = |count, keyed| permutation(seed, &question.id, count, keyed);
        match &question.kind {
            QuestionKind::Single(choices) => {
                Self::Single { order: shuffled(choices.len(), false), row: 0, chosen: None }
            }
            QuestionKind::Multiple(choices) => {
                Self::Multiple { order: shuffled(choices.len(), false), row: 0, ticked: BTreeSet::new() }
            }
            QuestionKind::TrueFalse { reasons, .. } => {
                Self::TrueFalse { order: shuffled(reasons.len(), false), row: 0, value: None, reason: None }
            }
            QuestionKind::Numeric(_) => Self::Number(Field::default()),
            QuestionKind::Ordering(items) => {
                Self::Ordering { order: shuffled(items.len(), true), row: 0, held: false }
            }
            QuestionKind::Matching { pairs, decoys } => Self::Matching {
                rights: shuffled(pairs.len() + decoys.len(), true),
                chosen: vec![None; pairs.len()],
                row: 0,
            },
            QuestionKind::Mark(_) => Self::Mark { marked: BTreeSet::new() },
            QuestionKind::Predict(_) => Self::Predict { states: [State::Up; 3], row: 0 },
            QuestionKind::Explain => Self::Explain(Essay::new(draft.unwrap_or_default())),
        }
    }

    /// Whether letters are typed into it.
    pub(super) fn typing(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Explain(_))
    }

    /// The answer as it stands; `None` while there is none to hand in.
    pub(super) fn answer(&self) -> Option<Answer> {
        let answer = match self {
            Self::Single { chosen, .. } => Answer::Single((*chosen)?),
            Self::Multiple { ticked, .. } => Answer::Multiple(ticked.clone()),
            Self::TrueFalse { value, reason, .. } => {
                Answer::TrueFalse { value: (*value)?, reason: Some((*reason)?) }
            }
            Self::Number(field) => Answer::Number(field.text().to_owned()),
            Self::Ordering { order, .. } => Answer::Ordering(order.clone()),
            Self::Matching { chosen, .. } => Answer::Matching(chosen.clone()),
            Self::Mark { marked } => Answer::Mark(marked.clone()),
            Self::Predict { states, .. } => Answer::Predict(Function::ALL.into_iter().zip(*states).collect()),
            Self::Explain(essay) => Answer::Explain(essay.text()),
        };
        (!answer.is_empty()).then_some(answer)
    }

    /// What to do before the answer can be handed in.
    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::Single { .. } | Self::Predict { .. } | Self::Ordering { .. } => {
                "Choose an answer first, with the space bar, its number or a click."
            }
            Self::Multiple { .. } => "Tick what is right first, with the space bar.",
            Self::TrueFalse { .. } => "Choose true or false and a reason first, with the space bar.",
            Self::Number(_) => "Type a number first.",
            Self::Matching { .. } => "Give the left sides their right sides first, with ← and →.",
            Self::Mark { .. } => "Mark a part of the diagram first, with the space bar or a click.",
            Self::Explain(_) => "Write your answer first.",
        }
    }

    /// How many rows can be chosen from.
    fn rows(&self) -> usize {
        match self {
            Self::Single { order, .. } | Self::Multiple { order, .. } | Self::Ordering { order, .. } => {
                order.len()
            }
            Self::TrueFalse { order, .. } => order.len() + 2,
            Self::Matching { chosen, .. } => chosen.len(),
            Self::Predict { .. } => Function::ALL.len(),
            Self::Number(_) | Self::Mark { .. } | Self::Explain(_) => 0,
        }
    }

    /// The row that the keys act on.
    pub(super) fn row(&self) -> usize {
        match self {
            Self::Single { row, .. }
            | Self::Multiple { row, .. }
            | Self::TrueFalse { row, .. }
            | Self::Ordering { row, .. }
            | Self::Matching { row, .. }
            | Self::Predict { row, .. } => *row,
            Self::Number(_) | Self::Mark { .. } | Self::Explain(_) => 0,
        }
    }

    /// Goes to a row and acts on it, as a click does.
    pub(super) fn click(&mut self, to: usize) {
        if to < self.rows() {
            self.move_to(to);
            match self {
                Self::Matching { .. } | Self::Predict { .. } => self.act(Action::Right),
                _ => self.act(Action::Toggle),
            }
        }
    }

    fn move_to(&mut self, to: usize) {
        match self {
            Self::Single { row, .. }
            | Self::Multiple { row, .. }
            | Self::TrueFalse { row, .. }
            | Self::Matching { row, .. }
            | Self::Predict { row, .. } => *row = to,
            Self::Ordering { order, row, held } => {
                if *held {
                    let item = order.remove(*row);
                    order.insert(to, item);
                }
                *row = to;
            }
            Self::Number(_) | Self::Mark { .. } | Self::Explain(_) => {}
        }
    }

    /// Moves and ticks.
    pub(super) fn act(&mut self, action: Action) {
        let last = self.rows().saturating_sub(1);
        match action {
            Action::Up => self.move_to(self.row().saturating_sub(1)),
            Action::Down => self.move_to((self.row() + 1).min(last)),
            Action::First => self.move_to(0),
            Action::Last => self.move_to(last),
            Action::Toggle => self.toggle(),
            Action::Left | Action::Right => self.turn(action == Action::Right),
            _ => {}
        }
    }

    fn toggle(&mut self) {
        match self {
            Self::Single { order, row, chosen } => *chosen = order.get(*row).copied(),
            Self::Multiple { order, row, ticked } => {
                if let Some(option) = order.get(*row)
                    && !ticked.remove(option)
                {
                    ticked.insert(*option);
                }
            }
            Self::TrueFalse { order, row, value, reason } => match *row {
                0 => *value = Some(true),
                1 => *value = Some(false),
                place => *reason = order.get(place - 2).copied(),
            },
            Self::Ordering { held, .. } => *held = !*held,
            Self::Matching { .. } | Self::Predict { .. } => self.turn(true),
            Self::Number(_) | Self::Mark { .. } | Self::Explain(_) => {}
        }
    }

    /// Takes the next or the former value of the row.
    fn turn(&mut self, forward: bool) {
        match self {
            Self::Matching { rights, chosen, row } => {
                let Some(side) = chosen.get_mut(*row) else { return };
                let last = rights.len().saturating_sub(1);
                let here = side.and_then(|side| rights.iter().position(|right| *right == side));
                let next = match (here, forward) {
                    (None, true) => 0,
                    (Some(here), true) => {
                        if here == last {
                            0
                        } else {
                            here + 1
                        }
                    }
                    (None | Some(0), false) => last,
                    (Some(here), false) => here - 1,
                };
                *side = rights.get(next).copied();
            }
            Self::Predict { states, row } => {
                let place = STATES.iter().position(|state| *state == states[*row]).unwrap_or(0);
                let step = if forward { 1 } else { STATES.len() - 1 };
                states[*row] = STATES[(place + step) % STATES.len()];
            }
            _ => {}
        }
    }

    /// Marks a part of the diagram, or takes the mark away.
    pub(super) fn mark(&mut self, id: &str) {
        if let Self::Mark { marked } = self
            && !marked.remove(id)
        {
            marked.insert(id.to_owned());
        }
    }

    /// Takes a key that types, and says whether the text has changed. Digits choose options.
    pub(super) fn key(&mut self, chord: Chord) -> bool {
        match (self, chord.code) {
            (Self::Number(field), _) => field.key(chord),
            (Self::Explain(essay), _) => essay.key(chord),
            (sheet, KeyCode::Char(digit @ '1'..='9')) => {
                sheet.click(digit as usize - '1' as usize);
                false
            }
            _ => false,
        }
    }

    /// Takes a pasted text.
    pub(super) fn paste(&mut self, text: &str) {
        match self {
            Self::Number(field) => field.paste(text),
            Self::Explain(essay) => essay.paste(text),
            _ => {}
        }
    }
}
