//! The app: a stack of screens, and the performing of what they want done.
//!
//! It knows neither the terminal nor the clock: inputs and elapsed time are handed in, drawing goes to a
//! buffer, and what concerns the terminal is handed out as [`Request`]s. So tests drive it as the terminal does.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect, Size};

use crate::diagram::Charset;
use crate::progress::{Notice, Setting, file};
use crate::text;
use crate::topology;

use super::action::Action;
use super::input::{Input, MouseKind};
use super::keymap::{self, Context};
use super::screen::{
    self, Destination, Effect, Event, Keep, Save, Screen, World, find::Find, help::Help, home::Home,
};
use super::theme::Role;
use super::widget::{ascii, footer, notice};

/// The smallest terminal that the tutor fits in.
pub const SMALLEST: Size = Size::new(60, 20);

/// What the app asks of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// End the program.
    Quit,
    /// Stop the process until the shell continues it.
    Suspend,
    /// Take the mouse, or let it go.
    Mouse(bool),
}

/// The tutor: what is open, and what it stands on.
pub struct App {
    world: World,
    screens: Vec<Box<dyn Screen>>,
    notice: Option<String>,
    area: Rect,
}

impl App {
    /// Opens the tutor at a place; leaving that place leads to the course map.
    #[must_use]
    pub fn new(world: World, start: Destination) -> Self {
        let notice = world.store.take_notice().map(|notice| notice.to_string());
        let map: Box<dyn Screen> = Box::new(Home::new(&world));
        let mut app = Self { world, screens: vec![map], notice, area: Rect::ZERO };
        if start != Destination::Home {
            app.open(start);
        }
        app
    }

    /// Shows the first keys before anything else.
    pub fn welcome(&mut self) {
        self.open(Destination::Welcome);
    }

    /// Ends the tutor, and gives what the learner has to be told: that something could not be saved.
    #[must_use]
    pub fn end(self) -> Option<Notice> {
        self.world.store.close()
    }

    /// What the screens stand on.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// How soon a screen wants to be told that time has passed; `None` while nothing moves.
    #[must_use]
    pub fn tick(&self) -> Option<Duration> {
        self.too_small().is_none().then(|| self.top().tick()).flatten()
    }

    /// Acts on one input.
    pub fn handle(&mut self, input: Input) -> Vec<Request> {
        match input {
            Input::Key(chord) => {
                self.notice = None;
                match keymap::action(&self.contexts(), chord) {
                    Some(action) => self.act(action),
                    None => self.tell(Event::Key(chord)),
                }
            }
            Input::Mouse(mouse) => {
                let footer = keymap::footer(&self.contexts());
                let key = footer::key_at(self.footer(), &footer, mouse.at);
                let pressed = mouse.kind == MouseKind::Press;
                if let Some(key) = key.filter(|_| pressed && self.notice.is_none()) {
                    return self.handle(Input::Key(key));
                }
                self.notice = self.notice.take().filter(|_| !pressed);
                self.tell(Event::Mouse(mouse))
            }
            Input::Paste(pasted) => {
                let event = Event::Paste(text::safe_block(&pasted).into_owned());
                self.tell(event)
            }
            Input::Resize => Vec::new(),
        }
    }

    /// Lets time pass.
    pub fn elapse(&mut self, time: Duration) -> Vec<Request> {
        self.tell(Event::Tick(time))
    }

    fn act(&mut self, action: Action) -> Vec<Request> {
        match action {
            Action::Quit => vec![Request::Quit],
            Action::Suspend => vec![Request::Suspend],
            Action::ReleaseMouse => {
                self.world.mouse = !self.world.mouse;
                self.notice = Some(
                    if self.world.mouse {
                        "The mouse works in spof again."
                    } else {
                        "The mouse selects text now; F2 gives it back to spof."
                    }
                    .to_owned(),
                );
                vec![Request::Mouse(self.world.mouse)]
            }
            Action::NextTheme => {
                let next = self.world.next_theme();
                self.perform(vec![Effect::Theme(next)])
            }
            Action::Help => {
                let help = Help::new(self.contexts());
                self.screens.push(Box::new(help));
                Vec::new()
            }
            Action::Find => {
                let find = Find::new(&self.contexts(), &self.world);
                self.screens.push(Box::new(find));
                Vec::new()
            }
            action => self.tell(Event::Action(action)),
        }
    }

    fn tell(&mut self, event: Event) -> Vec<Request> {
        let area = self.body();
        let top = self.screens.last_mut().expect("the course map is never closed");
        let effects = top.update(event, area, &self.world);
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Vec<Request> {
        let mut requests = Vec::new();
        for effect in effects {
            match effect {
                Effect::Open(destination) => self.open(destination),
                Effect::Replace(destination) => {
                    self.close();
                    self.open(destination);
                }
                Effect::Save(wanted) => self.notice = Some(self.save(wanted)),
                Effect::Close => {
                    self.close();
                    requests.extend(self.tell(Event::Shown));
                }
                Effect::CloseAnd(action) => {
                    self.close();
                    requests.extend(self.act(action));
                }
                Effect::Notice(text) => self.notice = Some(text),
                Effect::Keep(keep) => {
                    self.world.keep(keep);
                    if let Some(notice) = self.world.store.take_notice() {
                        self.notice = Some(notice.to_string());
                    }
                }
                Effect::Theme(name) => {
                    self.world.use_theme(name);
                    self.world.keep(Keep::Setting(Setting::Theme, name.to_string()));
                    self.notice = Some(format!("The theme is {name} now."));
                }
            }
        }
        requests
    }

    /// Goes to a place. The course map is there once: going to it leaves everything else.
    fn open(&mut self, destination: Destination) {
        if destination == Destination::Home {
            self.screens.truncate(1);
            self.tell(Event::Shown);
            return;
        }
        match screen::open(destination, &self.world) {
            Ok(screen) => {
                self.notice = screen.greeting().or_else(|| self.notice.take());
                self.screens.push(screen);
                self.tell(Event::Shown);
            }
            Err(message) => self.notice = Some(message),
        }
    }

    /// Writes a design to its file, and says what came of it. What is on disk then is no unsaved work any more.
    fn save(&mut self, wanted: Save) -> String {
        let path = wanted.path.display();
        if !wanted.overwrite && wanted.path.exists() {
            return format!(
                "{path} is there already. `write! {path}` writes over it, and keeps what was there."
            );
        }
        // A text that is not just as spof writes it, because it has comments or is no topology at all, is kept.
        let name = path.to_string();
        let is_ours = file::read_text(&wanted.path, topology::LARGEST_FILE as u64).is_ok_and(|old| {
            topology::parse(&name, &old).is_ok_and(|design| topology::write(&design) == old)
        });
        let backup = if is_ours { file::Backup::None } else { file::Backup::Keep };
        match file::save(&wanted.path, &wanted.text, backup) {
            Ok(kept) => {
                self.world.keep(Keep::Lab { name: wanted.work, work: None });
                match kept {
                    Some(kept) => format!(
                        "Written to {name}; its old text, comments and all, is kept as {}.",
                        kept.display()
                    ),
                    None => format!("Written to {name}."),
                }
            }
            Err(error) => error.to_string(),
        }
    }

    /// Closes the top screen; the course map at the bottom stays.
    fn close(&mut self) {
        if self.screens.len() > 1 {
            self.screens.pop();
        }
    }

    fn top(&self) -> &dyn Screen {
        self.screens.last().expect("the course map is never closed").as_ref()
    }

    fn contexts(&self) -> Vec<Context> {
        let top = self.top();
        let mut contexts = top.contexts();
        if !top.typing() {
            contexts.push(Context::Reading);
        }
        contexts.push(Context::Everywhere);
        contexts
    }

    /// Where the screens are drawn: everything above the footer.
    fn body(&self) -> Rect {
        let [body, _] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(self.area);
        body
    }

    /// The last line.
    fn footer(&self) -> Rect {
        Rect { y: self.body().bottom(), height: 1.min(self.area.height), ..self.area }
    }

    fn too_small(&self) -> Option<String> {
        let Rect { width, height, .. } = self.area;
        (width < SMALLEST.width || height < SMALLEST.height).then(|| {
            format!(
                "spof needs {} columns and {} rows. This terminal has {width} and {height}: make it larger or its letters smaller.",
                SMALLEST.width, SMALLEST.height
            )
        })
    }

    /// Draws everything.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer) {
        self.area = area;
        let theme = self.world.theme();
        buffer.set_style(area, theme.ground());
        if let Some(message) = self.too_small() {
            notice::fill(area, buffer, &message, theme.style(Role::Text));
            return;
        }
        let body = self.body();
        let first = self.screens.iter().rposition(|screen| !screen.overlay()).unwrap_or(0);
        for screen in &self.screens[first..] {
            screen.draw(body, buffer, &self.world);
        }
        match &self.notice {
            Some(text) => notice::foot(area, buffer, text, theme),
            None => footer::draw(self.footer(), buffer, &keymap::footer(&self.contexts()), theme),
        }
        if self.world.charset == Charset::Ascii {
            ascii::plain(buffer);
        }
    }
}
