//! The words below a picture: what a request does just now, why users get nothing, and what of the design is shown.
//!
//! They are made when they change, so that a frame only copies them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Board;
use super::stage::{CAPTION, Seen};
use crate::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::picture::Window;

/// The words for a hop, or for what is down, in lines of some width.
#[derive(Default)]
pub(super) struct Words {
    /// What they are for: the hop's number, if they are of a request, and the width.
    of: Option<(Option<usize>, u16)>,
    lines: Vec<String>,
    is_request: bool,
}

impl Board {
    pub(super) fn draw_words(
        &self,
        pane: Rect,
        buffer: &mut Buffer,
        seen: &Seen,
        window: &Window,
        theme: &Theme,
    ) {
        let room = seen.picture(pane);
        self.make_words(pane.width);
        let words = self.words.borrow();
        let role = if words.is_request { Role::Accent } else { Role::Bad };
        // Right below the picture, where the eye is; at the pane's end where the picture leaves no room.
        let top = (window.area().bottom() + 1).min(room.bottom());
        for (line, y) in words.lines.iter().zip(top..pane.bottom().min(top + CAPTION)) {
            centred(Rect { y, height: 1, ..pane }, buffer, line, theme, role);
        }
        if let Some(status) = &seen.status
            && let Some(y) = pane.bottom().checked_sub(1).filter(|y| *y >= pane.y)
        {
            centred(Rect { y, height: 1, ..pane }, buffer, status, theme, Role::Quiet);
        }
    }

    /// Makes the words anew where they are for something else.
    fn make_words(&self, width: u16) {
        let hop = self.journey.as_ref().and_then(|journey| journey.hop());
        let hop = hop.filter(|_| self.is_under_way() || self.failures.is_empty());
        let of = Some((hop.map(|(_, number, _)| number), width));
        if self.words.borrow().of == of {
            return;
        }
        let said = match self.caption().filter(|_| hop.is_some()) {
            Some(said) => format!("{}/{} {}", said.number, said.count, said.words),
            None => self.why_down(),
        };
        let said = text::safe(&said);
        let lines = text::wrap(&said, usize::from(width));
        let lines = lines.into_iter().map(|range| said[range].trim_end().to_owned()).collect();
        *self.words.borrow_mut() = Words { of, lines, is_request: hop.is_some() };
    }
}

/// Writes why there is no picture into its place.
pub(super) fn refuse(room: Rect, buffer: &mut Buffer, refusal: &str, theme: &Theme) {
    let lines = text::wrap(refusal, usize::from(room.width));
    let top = room.y + (room.height / 2).saturating_sub(lines.len() as u16 / 2);
    for (range, y) in lines.into_iter().zip(top..room.bottom()) {
        centred(Rect { y, height: 1, ..room }, buffer, refusal[range].trim_end(), theme, Role::Warn);
    }
}

fn centred(row: Rect, buffer: &mut Buffer, words: &str, theme: &Theme, role: Role) {
    let blank = usize::from(row.width).saturating_sub(text::width(words)) / 2;
    let x = row.x + blank as u16;
    if buffer.area.contains((x, row.y).into()) {
        buffer.set_stringn(x, row.y, words, usize::from(row.width), theme.style(role));
    }
}
