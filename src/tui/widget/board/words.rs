//! The words below a picture: what a request does just now, why users get nothing, and what of the design is shown.
//!
//! They are made when they change, so that a frame only copies them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Board;
use super::stage::{CAPTION, Seen};
use crate::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::journey::Journey;
use crate::tui::widget::picture::Window;

/// All words of a board, in lines of one width.
#[derive(Default)]
pub(super) struct Words {
    /// The width, once they are made.
    width: Option<u16>,
    /// By leg of what is on its way.
    legs: Vec<Vec<String>>,
    /// Why functions are down.
    down: Vec<String>,
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
        let number = self.journey.as_ref().and_then(Journey::number);
        let number = number.filter(|_| self.is_under_way() || self.failures.is_empty());
        let (lines, role) = match number.and_then(|number| words.legs.get(number)) {
            Some(lines) => (lines, Role::Accent),
            None => (&words.down, Role::Bad),
        };
        // Right below the picture, where the eye is; at the pane's end where the picture leaves no room.
        let top = (window.area().bottom() + 1).min(room.bottom());
        for (line, y) in lines.iter().zip(top..pane.bottom().min(top + CAPTION)) {
            centred(Rect { y, height: 1, ..pane }, buffer, line, theme, role);
        }
        if let Some(status) = &seen.status
            && let Some(y) = pane.bottom().checked_sub(1).filter(|y| *y >= pane.y)
        {
            centred(Rect { y, height: 1, ..pane }, buffer, status, theme, Role::Quiet);
        }
    }

    /// Makes the words where they are not made yet, or for another width.
    fn make_words(&self, width: u16) {
        if self.words.borrow().width == Some(width) {
            return;
        }
        let lines = |words: &str| {
            let words = text::safe(words);
            let lines = text::wrap(&words, usize::from(width)).into_iter();
            lines.map(|range| words[range].trim_end().to_owned()).collect::<Vec<String>>()
        };
        let legs = self.journey.iter().flat_map(Journey::captions);
        let legs = legs.map(|caption| lines(&caption)).collect();
        *self.words.borrow_mut() = Words { width: Some(width), legs, down: lines(&self.why_down()) };
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
