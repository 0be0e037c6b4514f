//! The tutor without a terminal: keys go in, the screen comes out as lines of text.
//!
//! ```text
//! let mut tutor = Tutor::new();
//! tutor.press("enter n n").shows("The record behind www");
//! ```

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use spof::course::Course;
use spof::diagram::Charset;
use spof::progress::Store;
use spof::tui::app::{App, Request};
use spof::tui::input::{Chord, Input, Mouse, MouseKind};
use spof::tui::screen::{Destination, World};
use spof::tui::theme::ThemeName;
use std::time::Duration;

/// A tutor on a screen of its own.
pub(crate) struct Tutor {
    app: App,
    area: Rect,
    /// What the tutor asked of the terminal, oldest first.
    pub(crate) requests: Vec<Request>,
}

impl Tutor {
    /// A tutor at the course map, with no progress, on 120 by 40.
    pub(crate) fn new() -> Self {
        Self::at(Destination::Home)
    }

    /// A tutor at a place, with no progress, on 120 by 40.
    pub(crate) fn at(start: Destination) -> Self {
        Self::with(Store::in_memory(), start)
    }

    /// A tutor with this progress, on 120 by 40.
    pub(crate) fn with(store: Store, start: Destination) -> Self {
        let world = World::new(Course::embedded(), store, ThemeName::Dark, Charset::Unicode);
        let mut tutor =
            Self { app: App::new(world, start), area: Rect::new(0, 0, 120, 40), requests: Vec::new() };
        tutor.draw();
        tutor
    }

    /// The same on another size.
    pub(crate) fn sized(mut self, width: u16, height: u16) -> Self {
        self.resize(width, height);
        self
    }

    /// Gives the screen another size.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.area = Rect::new(0, 0, width, height);
        self.handle(Input::Resize);
        self.draw();
        self
    }

    /// Presses keys, named as the help names them, with spaces between: `down enter ctrl-p a`.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.handle(Input::Key(chord(key)));
            // Each key is seen on a drawn screen, as in a terminal.
            self.draw();
        }
        self
    }

    /// Types a text, letter by letter.
    pub(crate) fn write(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            let code = if letter == '\n' { KeyCode::Enter } else { KeyCode::Char(letter) };
            self.handle(Input::Key(Chord::key(code)));
        }
        self
    }

    /// Pastes a text.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.handle(Input::Paste(text.to_owned()));
        self
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, time: Duration) -> &mut Self {
        let requests = self.app.elapse(time);
        self.requests.extend(requests);
        self
    }

    /// Lets time pass until nothing moves, for a minute at most.
    pub(crate) fn wait(&mut self) -> &mut Self {
        for _ in 0..1200 {
            if self.app.tick().is_none() {
                break;
            }
            let requests = self.app.elapse(Duration::from_millis(50));
            self.requests.extend(requests);
        }
        self
    }

    /// Clicks on the first place that shows this text.
    pub(crate) fn click(&mut self, text: &str) -> &mut Self {
        let at = self.find(text);
        self.mouse(MouseKind::Press, at).mouse(MouseKind::Release, at)
    }

    /// Clicks on the component with this label in the diagram: the row of a box that begins with it.
    pub(crate) fn click_part(&mut self, label: &str) -> &mut Self {
        let at = self.part(label);
        self.mouse(MouseKind::Press, at).mouse(MouseKind::Release, at)
    }

    /// Where the row of a component in the diagram begins.
    pub(crate) fn part(&mut self, label: &str) -> Position {
        // The sign of a state may stand right before the name.
        let screen = self.screen();
        let forms = [' ', '✗', '~', '▲', '◆', '*'].map(|before| format!("│{before}{label}"));
        let form = forms.iter().find(|form| screen.contains(*form)).unwrap_or(&forms[0]);
        let at = self.find(form);
        Position::new(at.x + 2, at.y)
    }

    /// Presses the button on one component of the diagram and lets it go on another.
    pub(crate) fn drag(&mut self, from: &str, to: &str) -> &mut Self {
        let (from, to) = (self.part(from), self.part(to));
        self.mouse(MouseKind::Press, from).mouse(MouseKind::Drag, to).mouse(MouseKind::Release, to)
    }

    /// Does something with the mouse at a position.
    pub(crate) fn mouse(&mut self, kind: MouseKind, at: Position) -> &mut Self {
        self.handle(Input::Mouse(Mouse { kind, at }));
        self.draw();
        self
    }

    /// Where a text begins on the screen, in reading order.
    pub(crate) fn find(&mut self, text: &str) -> Position {
        let screen = self.screen();
        let found = (0..).zip(screen.lines()).find_map(|(row, line)| {
            let byte = line.find(text)?;
            // Every character of the screens under test is one column wide.
            Some(Position::new(line[..byte].chars().count() as u16, row))
        });
        found.unwrap_or_else(|| panic!("“{text}” is not on the screen:\n{screen}"))
    }

    /// The screen as lines of text, without blanks at their ends.
    pub(crate) fn screen(&mut self) -> String {
        let buffer = self.draw();
        let rows = self.area.rows().map(|row| {
            let line: String = row.columns().map(|cell| buffer[(cell.x, cell.y)].symbol()).collect();
            line.trim_end().to_owned() + "\n"
        });
        rows.collect()
    }

    /// Holds when the screen shows a text, else fails with the screen.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "“{text}” is not on the screen:\n{screen}");
        self
    }

    /// Holds when the screen does not show a text, else fails with the screen.
    #[track_caller]
    pub(crate) fn hides(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "“{text}” is on the screen:\n{screen}");
        self
    }

    /// The tutor itself.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Draws the screen as it is.
    pub(crate) fn draw(&mut self) -> Buffer {
        let mut buffer = Buffer::empty(self.area);
        self.app.draw(self.area, &mut buffer);
        buffer
    }

    fn handle(&mut self, input: Input) {
        let requests = self.app.handle(input);
        self.requests.extend(requests);
    }
}

/// The key of a name.
pub(crate) fn chord(name: &str) -> Chord {
    if let Some(letter) = name.strip_prefix("ctrl-") {
        return Chord::ctrl(letter.chars().next().expect("a letter follows ctrl-"));
    }
    if let Some(letter) = name.strip_prefix("alt-") {
        return Chord { alt: true, ..chord(letter) };
    }
    if let Some(key) = name.strip_prefix("shift-") {
        return Chord { shift: true, ..chord(key) };
    }
    let code = match name {
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "backtab" => KeyCode::BackTab,
        "space" => KeyCode::Char(' '),
        "backspace" => KeyCode::Backspace,
        "delete" => KeyCode::Delete,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "f1" => KeyCode::F(1),
        "f2" => KeyCode::F(2),
        name => {
            let mut letters = name.chars();
            let letter = letters.next().expect("a key has a name");
            assert!(letters.next().is_none(), "no key is called {name}");
            KeyCode::Char(letter)
        }
    };
    Chord::key(code)
}
