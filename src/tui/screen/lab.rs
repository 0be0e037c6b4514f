//! The lab: a topology to edit, break and watch, with what the analysis says of it after each edit.

mod command;
mod menu;
mod mission;
mod place;
mod start;
mod view;
mod work;

use std::path::PathBuf;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::{self, Difference, Engine, FindingState, Trials};
use crate::diagram::Direction;
use crate::topology::{Edit, History, Id, Topology};
use crate::tui::action::Action;
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::keymap::Context;
use crate::tui::screen::{Effect, Event, Screen, World, page};
use crate::tui::widget::board::Board;
use crate::tui::widget::chooser::{Choice, Chooser};
use crate::tui::widget::typing::Essay;
use command::CommandLine;
use menu::Wish;
use mission::Progress;
pub use start::Start;

/// What the keys are for just now.
enum Mode {
    /// The board.
    Board,
    /// A command is being typed.
    Command(CommandLine),
    /// Something is being chosen from a list.
    Choose(Chooser<Wish>),
    /// The other end of a link is being chosen.
    Connect {
        /// Where the link begins.
        from: Id,
    },
    /// The DNS zone is being written.
    Zone(Essay),
    /// A text of several lines is read: a hint, a finding, a debrief.
    Reading { title: String, text: String },
}

/// The lab.
pub struct Lab {
    /// The name under which the work is kept.
    name: String,
    /// The file that it was opened from.
    file: Option<PathBuf>,
    /// What was kept last under that name.
    kept: Option<String>,
    /// What its file has.
    saved: Option<Topology>,
    /// The zone as it was being written when its window was closed without taking it over.
    zone: Option<String>,
    /// Whether the next Esc leaves the lab.
    leaving: bool,
    history: History,
    board: Board,
    difference: Option<Difference>,
    mission: Option<Progress>,
    mode: Mode,
    finding: usize,
    /// Where the left button went down on a part: let go on another one it draws a link there, beside the parts it puts the
    /// box there.
    pressed: Option<Id>,
    greeting: Option<String>,
    said: Vec<String>,
}

impl Lab {
    /// Opens the lab; with what to tell the learner, if something was brought back.
    #[must_use]
    pub fn open(start: Start, world: &World) -> Self {
        let opened = start.open(world);
        let topology = opened.history.current().clone();
        let mut board = Board::new(topology.clone());
        board.show_spofs(opened.mission.is_none());
        Self {
            kept: world.store.lab(&opened.name).map(|saved| saved.topology),
            name: opened.name,
            file: opened.file,
            saved: opened.saved,
            zone: None,
            leaving: false,
            history: opened.history,
            mission: opened.mission.map(|mission| Progress::new(mission, &topology, world)),
            board,
            difference: None,
            mode: Mode::Board,
            finding: 0,
            pressed: None,
            greeting: opened.notice,
            said: Vec::new(),
        }
    }

    fn topology(&self) -> &Topology {
        self.history.current()
    }

    /// The chosen part, or a notice that one has to be chosen first.
    fn chosen(&self) -> Result<Id, Vec<Effect>> {
        self.board.selected().cloned().ok_or_else(|| {
            vec![Effect::Notice("Choose a part first: with the arrow keys, or by clicking on it.".to_owned())]
        })
    }

    /// Acts on a wish for the chosen part, or for the whole board.
    fn wish(&mut self, action: Action, world: &World) -> Vec<Effect> {
        let chosen = || self.chosen();
        match action {
            Action::Add => {
                self.mode =
                    Mode::Choose(menu::add(self.topology(), self.board.selected(), self.mission.as_ref()));
            }
            Action::MoveUp => return self.move_chosen(Direction::Up, world),
            Action::MoveDown => return self.move_chosen(Direction::Down, world),
            Action::MoveLeft => return self.move_chosen(Direction::Left, world),
            Action::MoveRight => return self.move_chosen(Direction::Right, world),
            Action::Undo => return self.undo(world),
            Action::Redo => return self.redo(world),
            Action::Command => self.mode = Mode::Command(CommandLine::default()),
            Action::RepairAll => self.board.set_failures(analysis::Failures::none()),
            Action::Replay => return told(self.board.watch_next()),
            Action::Pause => return told(self.board.toggle_motion().to_owned()),
            Action::Faster | Action::Slower => {
                return told(self.board.change_pace(action == Action::Faster));
            }
            Action::Metrics => {
                self.board.toggle_metrics();
            }
            Action::Save => {
                if let Ok(effects) = self.save("", false) {
                    return effects;
                }
                self.mode = Mode::Command(CommandLine::new("write "));
            }
            Action::Legend | Action::Describe => return page::open(action, &self.board),
            Action::Hint => return self.hint(),
            Action::Zone => {
                let draft = self.zone.take();
                let text = draft.or_else(|| self.topology().zone.clone()).unwrap_or_default();
                self.mode = Mode::Zone(Essay::new(&text));
            }
            Action::Connect => match chosen() {
                Ok(from) => {
                    let notice = format!("Choose where {from} shall lead, then press Enter. Esc stops.");
                    self.mode = Mode::Connect { from };
                    return vec![Effect::Notice(notice)];
                }
                Err(effects) => return effects,
            },
            Action::Rename | Action::Set | Action::Remove | Action::Fail => match chosen() {
                Ok(id) => return self.wish_for(action, &id, world),
                Err(effects) => return effects,
            },
            _ => {}
        }
        Vec::new()
    }

    fn wish_for(&mut self, action: Action, id: &Id, world: &World) -> Vec<Effect> {
        match action {
            Action::Rename => self.mode = Mode::Command(CommandLine::new(&format!("rename {id} "))),
            Action::Set => self.mode = Mode::Choose(menu::properties(self.topology(), id)),
            Action::Remove => return self.run(&format!("remove {id}"), world).unwrap_or_else(told),
            _ => return vec![Effect::Notice(self.board.toggle_failure(id))],
        }
        Vec::new()
    }

    fn connect(&mut self, from: &Id, to: &Id, world: &World) -> Vec<Effect> {
        self.mode = Mode::Board;
        self.run(&format!("connect {from} {to}"), world).unwrap_or_else(told)
    }

    fn hint(&mut self) -> Vec<Effect> {
        match &mut self.mission {
            Some(mission) => {
                let (title, text) = mission.hint();
                self.mode = Mode::Reading { title, text };
                Vec::new()
            }
            None => vec![Effect::Notice("Hints belong to missions.".to_owned())],
        }
    }

    fn act(&mut self, action: Action, world: &World) -> Vec<Effect> {
        let leaving = std::mem::take(&mut self.leaving);
        let passed = self.mission.as_ref().is_some_and(Progress::is_passed);
        match (&mut self.mode, action) {
            (Mode::Zone(essay), Action::Back) => {
                let text = essay.text();
                self.mode = Mode::Board;
                if text.trim() != self.topology().zone.as_deref().unwrap_or_default().trim() {
                    self.zone = Some(text);
                    let words = "The zone is as it was. z shows what you have written, ctrl-s takes it over.";
                    return vec![Effect::Notice(words.to_owned())];
                }
            }
            (Mode::Reading { .. } | Mode::Connect { .. }, Action::Back) => {
                self.mode = Mode::Board;
                if passed {
                    return vec![Effect::Notice("Esc leads back to the lesson.".to_owned())];
                }
            }
            (Mode::Zone(essay), Action::Submit) => {
                let text = Some(essay.text()).filter(|text| !text.trim().is_empty());
                self.mode = Mode::Board;
                return self.edit(Edit::Zone { text }, world);
            }
            (Mode::Zone(_), _) => {}
            (Mode::Command(_), action) => return self.command(action, world),
            (Mode::Choose(chooser), action) => {
                let choice = chooser.act(action);
                return self.choose(choice, world);
            }
            (Mode::Connect { from }, Action::Confirm | Action::Connect) => {
                let from = from.clone();
                match self.chosen() {
                    Ok(to) => return self.connect(&from, &to, world),
                    Err(effects) => return effects,
                }
            }
            (_, Action::Up) => self.board.select_towards(Direction::Up),
            (_, Action::Down) => self.board.select_towards(Direction::Down),
            (_, Action::Left) => self.board.select_towards(Direction::Left),
            (_, Action::Right) => self.board.select_towards(Direction::Right),
            (_, Action::NextPart) => self.board.select_next(true),
            (_, Action::PreviousPart) => self.board.select_next(false),
            (_, Action::Next) => self.finding = (self.finding + 1).min(self.last_finding()),
            (_, Action::Previous) => self.finding = self.finding.saturating_sub(1),
            (Mode::Board, Action::Explain) => self.explain(),
            (Mode::Board, Action::Back) if self.board.selected().is_some() && !passed => {
                self.board.select(None);
            }
            (Mode::Board, Action::Back)
                if !(leaving || passed) && (self.history.can_undo() || self.mission.is_some()) =>
            {
                self.leaving = true;
                return vec![Effect::Notice("Esc again leaves the lab; your work is kept.".to_owned())];
            }
            (Mode::Board, Action::Back) => return vec![Effect::Close],
            (Mode::Board, Action::Confirm) => {
                self.mode = Mode::Choose(menu::part(self.topology(), self.board.selected()));
            }
            (Mode::Board, action) => return self.wish(action, world),
            _ => {}
        }
        Vec::new()
    }

    /// Opens what the analysis has to say of the chosen finding.
    fn explain(&mut self) {
        let mut open =
            self.board.report().findings.iter().filter(|finding| finding.state == FindingState::Open);
        if let Some(finding) = open.nth(self.finding) {
            let engine = Engine::new(self.topology());
            let fixes = Trials::new(&engine).fixes(finding);
            let title = finding.record().title.to_owned();
            let text = view::finding_text(finding, &fixes, self.board.report());
            self.mode = Mode::Reading { title, text };
        }
    }

    fn last_finding(&self) -> usize {
        let open = self.board.report().findings.iter().filter(|finding| finding.state == FindingState::Open);
        open.count().saturating_sub(1)
    }

    fn command(&mut self, action: Action, world: &World) -> Vec<Effect> {
        let topology = self.history.current().clone();
        let Mode::Command(line) = &mut self.mode else { return Vec::new() };
        match action {
            Action::Confirm => {
                let mut line = std::mem::take(line);
                // The edit may open a window of its own, so the line is closed before it is made.
                self.mode = Mode::Board;
                match self.run(line.text(), world) {
                    Ok(effects) => return effects,
                    Err(message) => {
                        line.refuse(message);
                        self.mode = Mode::Command(line);
                    }
                }
            }
            Action::NextPane => line.complete(&topology),
            Action::Up => line.recall(&self.said, true),
            Action::Down => line.recall(&self.said, false),
            Action::Back => self.mode = Mode::Board,
            _ => {}
        }
        Vec::new()
    }

    fn choose(&mut self, choice: Choice<Wish>, world: &World) -> Vec<Effect> {
        match choice {
            Choice::Open => Vec::new(),
            Choice::Closed => {
                self.mode = Mode::Board;
                Vec::new()
            }
            Choice::Taken(Wish::Line(line)) => {
                self.mode = Mode::Board;
                self.run(&line, world).unwrap_or_else(told)
            }
            Choice::Taken(Wish::Type(line)) => {
                self.mode = Mode::Command(CommandLine::new(&line));
                Vec::new()
            }
            Choice::Taken(Wish::Act(action)) => {
                self.mode = Mode::Board;
                self.wish(action, world)
            }
        }
    }

    fn mouse(&mut self, mouse: Mouse, area: Rect, world: &World) -> Vec<Effect> {
        if let Mode::Choose(chooser) = &mut self.mode {
            let choice = chooser.mouse(mouse, area);
            return self.choose(choice, world);
        }
        let places = view::Places::new(area);
        let hit = self.board.part_at(places.board, mouse.at);
        if self.pressed.is_none() && self.board.view_by_mouse(mouse, places.board) {
            return Vec::new();
        }
        match mouse.kind {
            MouseKind::Press if matches!(self.mode, Mode::Reading { .. }) => self.mode = Mode::Board,
            MouseKind::Press => {
                if let (Mode::Connect { from }, Some(to)) = (&self.mode, &hit) {
                    let (from, to) = (from.clone(), to.clone());
                    return self.connect(&from, &to, world);
                }
                self.pressed.clone_from(&hit);
                if places.board.contains(mouse.at) {
                    self.board.select(hit);
                }
            }
            MouseKind::Drag if self.pressed.is_some() && hit.is_some() => self.board.select(hit),
            MouseKind::Release => match (self.pressed.take(), hit) {
                (Some(from), Some(to)) if from != to => return self.connect(&from, &to, world),
                (Some(id), None) if places.board.contains(mouse.at) => {
                    return self.drop_at(&id, places.board, mouse.at, world);
                }
                _ => {}
            },
            MouseKind::Menu => {
                self.board.select(hit);
                self.mode = Mode::Choose(menu::part(self.topology(), self.board.selected()));
            }
            _ => {}
        }
        Vec::new()
    }
}

/// A message as an effect.
fn told(message: String) -> Vec<Effect> {
    vec![Effect::Notice(message)]
}

impl Screen for Lab {
    fn contexts(&self) -> Vec<Context> {
        match &self.mode {
            Mode::Command(_) => vec![Context::CommandLine],
            Mode::Choose(_) => vec![Context::Chooser],
            Mode::Zone(_) => vec![Context::Zone],
            Mode::Reading { .. } => vec![Context::Window],
            Mode::Connect { .. } => vec![Context::Connect, Context::View, Context::List],
            Mode::Board if self.mission.is_some() => {
                vec![Context::Mission, Context::Board, Context::View, Context::List]
            }
            Mode::Board => vec![Context::Board, Context::View, Context::List],
        }
    }

    fn typing(&self) -> bool {
        matches!(self.mode, Mode::Command(_) | Mode::Choose(_) | Mode::Zone(_))
    }

    fn greeting(&self) -> Option<String> {
        self.greeting.clone()
    }

    fn tick(&self) -> Option<Duration> {
        self.board.tick()
    }

    fn update(&mut self, event: Event, area: Rect, world: &World) -> Vec<Effect> {
        match event {
            Event::Action(action) => {
                let told_view = self.board.view(action, view::Places::new(area).board);
                return told_view.map_or_else(|| self.act(action, world), told);
            }
            Event::Mouse(mouse) => return self.mouse(mouse, area, world),
            Event::Tick(time) => self.board.elapse(time),
            Event::Key(chord) => match &mut self.mode {
                Mode::Command(line) => line.key(chord),
                Mode::Choose(chooser) => chooser.key(chord),
                Mode::Zone(essay) => {
                    essay.key(chord);
                }
                _ => {}
            },
            Event::Paste(text) => match &mut self.mode {
                Mode::Command(line) => line.paste(&text),
                Mode::Choose(chooser) => chooser.paste(&text),
                Mode::Zone(essay) => essay.paste(&text),
                _ => {}
            },
            Event::Shown => {}
        }
        Vec::new()
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        self.render(area, buffer, world);
    }
}
