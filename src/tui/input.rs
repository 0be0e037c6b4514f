//! What comes from the terminal, made into the few things that screens listen to.

use std::fmt;

use crossterm::event::{
    Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use ratatui::layout::Position;

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key.
    pub code: KeyCode,
    /// Whether control is held.
    pub ctrl: bool,
    /// Whether alt is held.
    pub alt: bool,
    /// Whether shift is held; of arrow keys alone, for a letter has its case.
    pub shift: bool,
}

impl Chord {
    /// A key alone.
    #[must_use]
    pub const fn key(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A letter or sign alone.
    #[must_use]
    pub const fn char(letter: char) -> Self {
        Self::key(KeyCode::Char(letter))
    }

    /// Control and a letter.
    #[must_use]
    pub const fn ctrl(letter: char) -> Self {
        Self { code: KeyCode::Char(letter), ctrl: true, alt: false, shift: false }
    }

    /// Control and a key that is no letter.
    #[must_use]
    pub const fn ctrl_key(code: KeyCode) -> Self {
        Self { code, ctrl: true, alt: false, shift: false }
    }

    /// Alt and a key that is no letter.
    #[must_use]
    pub const fn alt_key(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: true, shift: false }
    }

    /// Shift and an arrow key.
    #[must_use]
    pub const fn shift_key(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: true }
    }

    /// Whether it types a character.
    #[must_use]
    pub fn types(&self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.ctrl && !self.alt
    }
}

impl From<KeyEvent> for Chord {
    fn from(event: KeyEvent) -> Self {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        // Terminals disagree on whether a control letter comes with its case.
        let code = match event.code {
            KeyCode::Char(letter) if ctrl => KeyCode::Char(letter.to_ascii_lowercase()),
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            code => code,
        };
        let is_arrow = matches!(code, KeyCode::Up | KeyCode::Down | KeyCode::Left | KeyCode::Right);
        let shift = is_arrow && event.modifiers.contains(KeyModifiers::SHIFT);
        Self { code, ctrl, alt, shift }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if self.shift {
            f.write_str("shift-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("space"),
            KeyCode::Char(letter) => write!(f, "{letter}"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::BackTab => f.write_str("shift-Tab"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::F(number) => write!(f, "F{number}"),
            code => write!(f, "{code:?}"),
        }
    }
}

/// What the mouse did, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub kind: MouseKind,
    /// The cell that it was over.
    pub at: Position,
}

/// What a mouse can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// Pressed the left button.
    Press,
    /// Moved with the left button down.
    Drag,
    /// Let the left button go.
    Release,
    /// Pressed the right button.
    Menu,
    /// Turned the wheel towards the top.
    WheelUp,
    /// Turned the wheel towards the end.
    WheelDown,
    /// Turned the wheel to the left.
    WheelLeft,
    /// Turned the wheel to the right.
    WheelRight,
}

/// One thing that came from the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Chord),
    /// The mouse did something.
    Mouse(Mouse),
    /// A text was pasted.
    Paste(String),
    /// The terminal has another size, or wants to be drawn anew.
    Resize,
}

impl Input {
    /// Reads a terminal's event; `None` for what nobody listens to, such as key releases.
    #[must_use]
    pub fn read(event: TerminalEvent) -> Option<Self> {
        match event {
            TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => Some(Self::Key(key.into())),
            TerminalEvent::Mouse(mouse) => mouse_input(mouse).map(Self::Mouse),
            TerminalEvent::Paste(text) => Some(Self::Paste(text)),
            TerminalEvent::Resize(..) => Some(Self::Resize),
            _ => None,
        }
    }
}

fn mouse_input(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
        MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
        MouseEventKind::Down(MouseButton::Right) => MouseKind::Menu,
        // Where the wheel turns one way only, shift lets it scroll aside.
        MouseEventKind::ScrollUp if event.modifiers.contains(KeyModifiers::SHIFT) => MouseKind::WheelLeft,
        MouseEventKind::ScrollDown if event.modifiers.contains(KeyModifiers::SHIFT) => MouseKind::WheelRight,
        MouseEventKind::ScrollLeft => MouseKind::WheelLeft,
        MouseEventKind::ScrollRight => MouseKind::WheelRight,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse { kind, at: Position::new(event.column, event.row) })
}
