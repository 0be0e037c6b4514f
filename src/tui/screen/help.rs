//! The keys of the screen below, read from the key table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::action::Action;
use crate::tui::keymap::{self, Context};
use crate::tui::screen::{Effect, Event, Screen, World};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{aside, pane};

/// The help over another screen.
pub struct Help {
    contexts: Vec<Context>,
    scroll: u16,
}

impl Help {
    /// The help for the contexts that are open on the screen below.
    #[must_use]
    pub fn new(contexts: Vec<Context>) -> Self {
        Self { contexts, scroll: 0 }
    }

    fn lines(&self, theme: &Theme) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        for (context, bindings) in keymap::help(&self.contexts) {
            if bindings.is_empty() {
                continue;
            }
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(context.title(), theme.style(Role::Title)));
            for binding in bindings {
                let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
                lines.push(Line::from(vec![
                    Span::styled(format!("{:>14}  ", keys.join(" ")), theme.style(Role::Key)),
                    Span::styled(binding.help, theme.style(Role::Text)),
                ]));
            }
        }
        lines
    }
}

impl Screen for Help {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Help, Context::List]
    }

    fn overlay(&self) -> bool {
        true
    }

    fn update(&mut self, event: Event, area: Rect, world: &World) -> Vec<Effect> {
        let page = area.height.saturating_sub(4);
        let last = (self.lines(world.theme()).len() as u16).saturating_sub(page);
        let Event::Action(action) = event else { return Vec::new() };
        self.scroll = match action {
            Action::Back | Action::Help => return vec![Effect::Close],
            Action::Up => self.scroll.saturating_sub(1),
            Action::Down => self.scroll + 1,
            Action::PageUp => self.scroll.saturating_sub(page),
            Action::PageDown => self.scroll + page,
            Action::First => 0,
            Action::Last => last,
            _ => self.scroll,
        }
        .min(last);
        Vec::new()
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let lines = self.lines(theme);
        let height = (lines.len() as u16 + 2).min(area.height);
        let inside = pane::window(area, buffer, "Keys", (74, height), theme);
        for (line, row) in lines.into_iter().skip(usize::from(self.scroll)).zip(inside.rows()) {
            line.render(row, buffer);
        }
        let shown = usize::from(self.scroll) + usize::from(inside.height);
        if shown < self.lines(theme).len()
            && let Some(last) = inside.rows().next_back()
        {
            aside::right(last, buffer, Line::styled(" ▾ more", theme.style(Role::Key)));
        }
    }
}
