//! The first keys, learnt by pressing them: for somebody who has never used a terminal program.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::progress::Setting;
use crate::text;
use crate::tui::action::Action;
use crate::tui::keymap::Context;
use crate::tui::screen::{Effect, Event, Keep, Screen, World};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::pane;

/// The rows that the learner walks along.
const ROWS: [&str; 3] = ["user", "web server", "database"];

/// What the learner tries now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Stage {
    /// Walking down the list.
    #[default]
    Arrows,
    /// Opening what is chosen.
    Enter,
    /// Looking at the help and closing it.
    Help,
    /// Nothing more: the course begins.
    Ready,
}

impl Stage {
    const ALL: [Self; 4] = [Self::Arrows, Self::Enter, Self::Help, Self::Ready];

    fn text(self) -> &'static str {
        match self {
            Self::Arrows => "You steer spof with keys. Press the arrow key ↓ until the database is chosen.",
            Self::Enter => "Good. Enter opens what is chosen, everywhere. Press Enter.",
            Self::Help => {
                "Forgot a key? Press ? and spof shows the keys of this screen. Esc closes what is open. Press ? now, then Esc."
            }
            Self::Ready => {
                "That is all you need. The last line always shows the keys that help now. q leaves, and spof remembers where you were. Press Enter to begin."
            }
        }
    }
}

/// The first steps.
#[derive(Debug, Default)]
pub struct Welcome {
    stage: Stage,
    row: usize,
}

impl Screen for Welcome {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Welcome, Context::List]
    }

    fn update(&mut self, event: Event, _: Rect, _: &World) -> Vec<Effect> {
        match (self.stage, event) {
            (_, Event::Action(Action::Back)) | (Stage::Ready, Event::Action(Action::Confirm)) => {
                return vec![
                    Effect::Keep(Keep::Setting(Setting::FirstRunShown, "yes".to_owned())),
                    Effect::Close,
                ];
            }
            (Stage::Arrows, Event::Action(Action::Down)) => {
                self.row = (self.row + 1).min(ROWS.len() - 1);
                if self.row == ROWS.len() - 1 {
                    self.stage = Stage::Enter;
                }
            }
            (Stage::Arrows | Stage::Help, Event::Action(Action::Confirm)) => {
                return vec![Effect::Notice(self.stage.text().to_owned())];
            }
            (_, Event::Action(Action::Up)) => self.row = self.row.saturating_sub(1),
            (_, Event::Action(Action::Down)) => self.row = (self.row + 1).min(ROWS.len() - 1),
            (Stage::Enter, Event::Action(Action::Confirm)) => self.stage = Stage::Help,
            (Stage::Help, Event::Shown) => self.stage = Stage::Ready,
            _ => {}
        }
        Vec::new()
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let inside = pane::window(area, buffer, "Welcome to spof", (58, 18), theme);
        let [list, _, words, _, dots] = Layout::vertical([
            Constraint::Length(5),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(1),
        ])
        .areas(inside);
        self.draw_list(list, buffer, theme);
        let message = self.stage.text();
        for (range, row) in text::wrap(message, usize::from(words.width)).into_iter().zip(words.rows()) {
            Line::styled(&message[range], theme.style(Role::Text)).render(row, buffer);
        }
        let done = Stage::ALL.iter().map(|stage| {
            if *stage <= self.stage {
                Span::styled("● ", theme.style(Role::Accent))
            } else {
                Span::styled("○ ", theme.style(Role::Quiet))
            }
        });
        done.collect::<Line>().centered().render(dots, buffer);
    }
}

impl Welcome {
    fn draw_list(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let rows = area.rows().skip(1).zip(ROWS.iter().enumerate());
        for (line, (place, name)) in rows {
            let chosen = place == self.row;
            let role = if chosen { Role::Selected } else { Role::Text };
            let sign = if chosen { "▸" } else { " " };
            let opened = if chosen && self.stage >= Stage::Help { "  opened" } else { "" };
            Line::styled(format!(" {sign} {name:<14}{opened:<12}"), theme.style(role)).render(line, buffer);
        }
    }
}
