//! A lesson: the prose of one step beside the live topology that shows what it says.

mod prediction;
mod view;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::Function;
use crate::lesson::{self, Animation, Cue, Pane, Scene, Step};
use crate::topology::{Edit, Id, Kind, Topology};
use crate::tui::action::Action;
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::keymap::Context;
use crate::tui::screen::{Destination, Effect, Event, Keep, Screen, World, lab, page};
use crate::tui::widget::board::Board;
use crate::tui::widget::journey::Leg;
use prediction::Prediction;

/// A lesson being studied.
pub struct Lesson {
    course: lesson::Lesson,
    at: usize,
    board: Option<Board>,
    pane: Option<Pane>,
    prediction: Option<Prediction>,
    /// Cues of the step that wait for the learner's prediction.
    waiting: Vec<Cue>,
    /// The hops of the step's animation, to be played again.
    film: Vec<Leg>,
    scroll: usize,
}

impl Lesson {
    /// The lesson at a step, or where the learner stopped. `None` when the course has no such lesson.
    #[must_use]
    pub fn open(id: &str, step: Option<&str>, world: &World) -> Option<Self> {
        let lesson = world.course.lesson(id)?.clone();
        let kept = || world.store.position(id).map(|position| position.step);
        let step = step.map(str::to_owned).or_else(kept);
        let at = step.and_then(|step| lesson.step(&step)).map_or(0, |(place, _)| place);
        let mut screen = Self {
            course: lesson,
            at,
            board: None,
            pane: None,
            prediction: None,
            waiting: Vec::new(),
            film: Vec::new(),
            scroll: 0,
        };
        screen.enter(world);
        Some(screen)
    }

    fn step(&self) -> &Step {
        &self.course.steps[self.at]
    }

    /// Shows the step: the board as the steps before have left it, then the step's own cues in order.
    fn enter(&mut self, world: &World) {
        let scene = self.course.scene(self.at);
        self.board = scene_board(&scene, self.board.as_ref(), world);
        self.pane = None;
        self.prediction = None;
        self.film.clear();
        self.scroll = 0;
        let cues = self.step().cues.clone();
        self.play(cues, scene, world);
    }

    fn play(&mut self, cues: Vec<Cue>, mut scene: Scene, world: &World) {
        let mut cues = cues.into_iter();
        while let Some(cue) = cues.next() {
            scene.play(&cue);
            match cue {
                Cue::Load(_) | Cue::Edit(_) => {
                    self.board = scene_board(&scene, self.board.as_ref(), world);
                }
                Cue::Animate(animation) => self.animate(&animation),
                Cue::Show(pane) => self.pane = Some(pane),
                Cue::Predict(subjects) => {
                    let Some(board) = &self.board else { continue };
                    self.prediction = Some(Prediction::new(subjects, board.topology()));
                    self.waiting = cues.collect();
                    break;
                }
                _ => {}
            }
        }
        if let Some(board) = &mut self.board {
            board.highlight(&scene.highlights);
            board.set_failures(scene.failures());
            if let Some(part) = scene.zoom {
                board.select(Some(part));
            }
        }
    }

    fn animate(&mut self, animation: &Animation) {
        let Some(board) = &mut self.board else { return };
        self.film = film(animation, board);
        board.play(self.film.clone());
    }

    /// Shows what the prediction was asked about, and says how it was.
    fn reveal(&mut self, world: &World) -> Vec<Effect> {
        let (Some(prediction), Some(board)) = (&mut self.prediction, &self.board) else { return Vec::new() };
        if !prediction.is_complete() {
            return vec![Effect::Notice("Say it of each of the three first, with ← and →.".to_owned())];
        }
        let attempt = prediction.reveal(board.topology(), &self.course.steps[self.at]);
        let mut scene = self.course.scene(self.at);
        let waiting = std::mem::take(&mut self.waiting);
        let played = self.step().cues.len() - waiting.len();
        self.course.steps[self.at].cues[..played].iter().for_each(|cue| scene.play(cue));
        self.play(waiting, scene, world);
        vec![Effect::Keep(Keep::Attempt(attempt))]
    }

    /// The check questions of the step that the learner has not met yet.
    fn open_questions(&self, world: &World) -> Vec<String> {
        let met = |id: &&str| world.has_answered(id);
        self.step().questions().filter(|id| !met(id)).map(str::to_owned).collect()
    }

    fn has_open_mission(&self, world: &World) -> bool {
        self.step().mission.as_ref().is_some_and(|mission| !world.has_passed(&mission.id))
    }

    /// Goes on: to the mission, to the check question, or to the next step.
    fn forward(&mut self, world: &World) -> Vec<Effect> {
        if self.has_open_mission(world) {
            return self.build();
        }
        let questions = self.open_questions(world);
        if !questions.is_empty() {
            return vec![Effect::Open(Destination::Check { questions })];
        }
        self.next(world)
    }

    fn next(&mut self, world: &World) -> Vec<Effect> {
        let done = Keep::StepDone { lesson: self.course.id.clone(), step: self.step().id.clone() };
        if self.at + 1 == self.course.steps.len() {
            let mut effects = vec![Effect::Keep(done)];
            effects.push(match self.course.task {
                Some(task) => Effect::Replace(Destination::Quiz { task }),
                None => Effect::Close,
            });
            return effects;
        }
        self.at += 1;
        self.enter(world);
        vec![Effect::Keep(done), self.here()]
    }

    fn previous(&mut self, world: &World) -> Vec<Effect> {
        if self.at == 0 {
            return vec![Effect::Notice(
                "This is the first step. Esc leads back to the course map.".to_owned(),
            )];
        }
        self.at -= 1;
        self.enter(world);
        vec![self.here()]
    }

    fn here(&self) -> Effect {
        Effect::Keep(Keep::Step { lesson: self.course.id.clone(), step: self.step().id.clone() })
    }

    /// Opens the lab: on the step's mission if it has one, else on what the board shows.
    fn build(&self) -> Vec<Effect> {
        let start = match (&self.step().mission, &self.board) {
            (Some(_), _) => {
                lab::Start::Mission { lesson: self.course.id.clone(), step: self.step().id.clone() }
            }
            (None, Some(board)) => lab::Start::Copy {
                name: format!("{}/{}", self.course.id, self.step().id),
                topology: Box::new(board.topology().clone()),
            },
            (None, None) => lab::Start::Last,
        };
        vec![Effect::Open(Destination::Lab(start))]
    }

    fn toggle_failure(&mut self) -> Vec<Effect> {
        let Some(board) = &mut self.board else { return Vec::new() };
        let Some(chosen) = board.selected().cloned() else {
            board.select_next(true);
            let hint = "Tab chooses a part of the topology, f stops it or starts it again.";
            return vec![Effect::Notice(hint.to_owned())];
        };
        vec![Effect::Notice(board.toggle_failure(&chosen))]
    }

    /// Stops or starts what moves, or changes how fast it is.
    fn set_motion(&mut self, action: Action) -> Vec<Effect> {
        let Some(board) = &mut self.board else { return Vec::new() };
        vec![Effect::Notice(match action {
            Action::Pause => board.toggle_motion().to_owned(),
            _ => board.change_pace(action == Action::Faster),
        })]
    }

    fn scroll_to(&mut self, to: usize, area: Rect, world: &World) {
        let places = view::Places::new(area, self, world);
        let lines = self.prose(places.prose.width, world).len();
        self.scroll = to.min(lines.saturating_sub(usize::from(places.prose.height)));
    }

    fn mouse(&mut self, mouse: Mouse, area: Rect, world: &World) -> Vec<Effect> {
        let places = view::Places::new(area, self, world);
        if self.board.as_mut().is_some_and(|board| board.view_by_mouse(mouse, places.board)) {
            return Vec::new();
        }
        match mouse.kind {
            MouseKind::WheelUp => self.scroll_to(self.scroll.saturating_sub(2), area, world),
            MouseKind::WheelDown => self.scroll_to(self.scroll + 2, area, world),
            MouseKind::Press if places.prediction.contains(mouse.at) => {
                if let Some(prediction) = &mut self.prediction {
                    prediction.click(mouse.at, places.prediction);
                }
            }
            MouseKind::Press => {
                let Some(board) = &mut self.board else { return Vec::new() };
                let part = board.part_at(places.board, mouse.at);
                board.select(part);
            }
            _ => {}
        }
        Vec::new()
    }
}

/// The board that a scene shows, seen as the one before was; `None` before any topology is loaded.
fn scene_board(scene: &Scene, before: Option<&Board>, world: &World) -> Option<Board> {
    let mut topology = world.course.topology(scene.topology.as_deref()?)?;
    for line in &scene.edits {
        if let Ok(edited) = Edit::parse(line, &topology).and_then(|edit| edit.apply(&topology)) {
            topology = edited;
        }
    }
    Some(Board::new(topology).seen_like(before))
}

/// What an animation shows on the board as it is.
fn film(animation: &Animation, board: &Board) -> Vec<Leg> {
    let topology = board.topology();
    let is_dns =
        |id: &Id| topology.component(id.as_str()).is_some_and(|placed| placed.component.kind == Kind::Dns);
    match animation {
        Animation::Request(function) => board.request(*function),
        Animation::Lookup => {
            let whole = board.engine().walk(Function::StaticRead);
            let lookup = whole.into_iter().take_while(|hop| is_dns(&hop.from) || is_dns(&hop.to));
            lookup.map(Leg::from).collect()
        }
        Animation::Link(link) => board.call(link),
    }
}

impl Screen for Lesson {
    fn contexts(&self) -> Vec<Context> {
        match &self.prediction {
            Some(prediction) if !prediction.is_revealed() => {
                vec![Context::Predict, Context::List, Context::Lesson, Context::View]
            }
            _ => vec![Context::Lesson, Context::List, Context::View],
        }
    }

    fn tick(&self) -> Option<Duration> {
        self.board.as_ref().and_then(Board::tick)
    }

    fn update(&mut self, event: Event, area: Rect, world: &World) -> Vec<Effect> {
        let places = view::Places::new(area, self, world);
        let page = usize::from(places.prose.height.saturating_sub(1)).max(1);
        let predicting = self.prediction.as_mut().filter(|prediction| !prediction.is_revealed());
        if let (Event::Action(action), Some(board)) = (&event, &mut self.board) {
            let said = board.view(*action, places.board);
            if let Some(said) = said {
                return vec![Effect::Notice(said)];
            }
        }
        match event {
            Event::Action(Action::Submit) => return self.reveal(world),
            Event::Action(
                action @ (Action::Up | Action::Down | Action::Left | Action::Right | Action::Toggle),
            ) if predicting.is_some() => {
                if let Some(prediction) = predicting {
                    prediction.act(action);
                }
            }
            Event::Action(Action::Next) => return self.forward(world),
            Event::Action(Action::Skip) => return self.next(world),
            Event::Action(Action::Previous) => return self.previous(world),
            Event::Action(Action::Up) => self.scroll_to(self.scroll.saturating_sub(1), area, world),
            Event::Action(Action::Down) => self.scroll_to(self.scroll + 1, area, world),
            Event::Action(Action::PageUp) => self.scroll_to(self.scroll.saturating_sub(page), area, world),
            Event::Action(Action::PageDown) => self.scroll_to(self.scroll + page, area, world),
            Event::Action(Action::First) => self.scroll_to(0, area, world),
            Event::Action(Action::Last) => self.scroll_to(usize::MAX, area, world),
            Event::Action(Action::NextPane | Action::PreviousPane) => {
                if let Some(board) = &mut self.board {
                    board.select_next(event == Event::Action(Action::NextPane));
                }
            }
            Event::Action(Action::Fail) => return self.toggle_failure(),
            Event::Action(action @ (Action::Pause | Action::Faster | Action::Slower)) => {
                return self.set_motion(action);
            }
            Event::Action(Action::Replay) => {
                let film = self.film.clone();
                match &mut self.board {
                    Some(board) if film.is_empty() => board.play(board.request(Function::DynamicRead)),
                    Some(board) => board.play(film),
                    None => {}
                }
            }
            Event::Action(Action::Edit) => return self.build(),
            Event::Action(action @ (Action::Legend | Action::Describe)) => {
                return self.board.as_ref().map_or_else(Vec::new, |board| page::open(action, board));
            }
            Event::Action(Action::OpenQuiz) => {
                if let Some(task) = self.course.task {
                    return vec![Effect::Open(Destination::Quiz { task })];
                }
            }
            Event::Action(Action::Back) => return vec![Effect::Close],
            Event::Shown => return vec![self.here()],
            Event::Mouse(mouse) => return self.mouse(mouse, area, world),
            Event::Tick(time) => {
                if let Some(board) = &mut self.board {
                    board.elapse(time);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        self.render(area, buffer, world);
    }
}

/// The id that a text names on a topology, for messages.
fn name_of(id: &Id, topology: &Topology) -> String {
    let label = |id: &Id| topology.component(id.as_str()).and_then(|placed| placed.component.label.clone());
    label(id).unwrap_or_else(|| id.to_string())
}
