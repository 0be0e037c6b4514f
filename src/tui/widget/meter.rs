//! How far something has come: a bar and dots.

use ratatui::text::Span;

use crate::tui::theme::{Role, Theme};

/// A bar of `width` columns for `done` of `all`. It is full only when everything is done, and empty only
/// when nothing is.
#[must_use]
pub fn spans(done: usize, all: usize, width: usize, theme: &Theme) -> Vec<Span<'static>> {
    let full = match (done, all) {
        (0, _) | (_, 0) => 0,
        (done, all) if done >= all => width,
        (done, all) => (done * width / all).clamp(1, width.saturating_sub(1)),
    };
    vec![
        Span::styled("█".repeat(full), theme.style(if done >= all { Role::Good } else { Role::Accent })),
        Span::styled("░".repeat(width - full), theme.style(Role::Frame)),
    ]
}

/// Dots: `done` full ones of `all`.
#[must_use]
pub fn dots(done: usize, all: usize, theme: &Theme) -> Vec<Span<'static>> {
    let done = done.min(all);
    vec![
        Span::styled("●".repeat(done), theme.style(Role::Accent)),
        Span::styled("○".repeat(all - done), theme.style(Role::Quiet)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::ThemeName;

    fn bar(done: usize, all: usize) -> String {
        spans(done, all, 6, &Theme::new(ThemeName::Mono)).iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn a_bar_is_full_only_at_the_end() {
        assert_eq!(bar(0, 20), "░░░░░░");
        assert_eq!(bar(1, 20), "█░░░░░");
        assert_eq!(bar(19, 20), "█████░");
        assert_eq!(bar(20, 20), "██████");
        assert_eq!(bar(0, 0), "░░░░░░");
    }
}
