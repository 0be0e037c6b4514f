//! A quiz, or the check questions of a step: one question at a time, its reasons after the answer, and at the end
//! a result by requirement.

mod result;
mod sheet;
mod view;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::diagram::{Direction, Hit};
use crate::progress::{Attempt, Marker};
use crate::quiz::{self, Answer, Graded, Question, QuestionKind, select};
use crate::requirement::Verdict;
use crate::topology::Id;
use crate::tui::action::Action;
use crate::tui::input::{Mouse, MouseKind};
use crate::tui::keymap::Context;
use crate::tui::screen::{Destination, Effect, Event, Keep, Screen, World};
use crate::tui::widget::board::Board;
use result::Result;
use sheet::Sheet;

/// How many questions a quiz has.
const LENGTH: usize = 12;

/// A quiz being taken.
pub struct Quiz {
    taken: quiz::Quiz,
    /// Whether these are the check questions of a step: not kept as a quiz, and without a result at the end.
    check: bool,
    sheet: Option<Sheet>,
    graded: Option<Graded>,
    /// What the learner gave an explanation that the marking was not sure of.
    own: Option<Verdict>,
    board: Option<Board>,
    result: Option<Result>,
    began: Instant,
    scroll: usize,
}

impl Quiz {
    /// The quiz of a task: the one in progress, or a new one. `None` when the course has no questions on it.
    #[must_use]
    pub fn of_task(task: u8, world: &World) -> Option<Self> {
        let name = format!("t{task}");
        let kept: Option<quiz::Quiz> =
            world.store.session(&name).and_then(|state| serde_json::from_str(&state).ok());
        let quiz = if let Some(mut quiz) = kept {
            quiz.keep(|id| world.course.question(id).is_some());
            quiz
        } else {
            let seed = world.seed.unwrap_or_else(seed);
            quiz::Quiz::new(name, seed, select(&world.course.questions_of(task), seed, LENGTH))
        };
        quiz.current()?;
        Some(Self::start(quiz, false, world))
    }

    /// The check questions of a step.
    #[must_use]
    pub fn check(questions: Vec<String>, world: &World) -> Option<Self> {
        let known = questions.into_iter().filter(|id| world.course.question(id).is_some()).collect();
        let quiz = quiz::Quiz::new("check", world.seed.unwrap_or(1), known);
        quiz.current()?;
        Some(Self::start(quiz, true, world))
    }

    fn start(quiz: quiz::Quiz, check: bool, world: &World) -> Self {
        let mut screen = Self {
            taken: quiz,
            check,
            sheet: None,
            graded: None,
            own: None,
            board: None,
            result: None,
            began: Instant::now(),
            scroll: 0,
        };
        match screen.taken.next_open() {
            Some(place) => {
                screen.taken.go(place);
                screen.enter(world);
            }
            None => screen.result = Some(Result::new(&screen.taken, world)),
        }
        screen
    }

    fn question<'a>(&self, world: &'a World) -> Option<&'a Question> {
        world.course.question(self.taken.current()?)
    }

    /// Shows the current question: open, or with the answer that was given.
    fn enter(&mut self, world: &World) {
        let Some(question) = self.question(world) else { return };
        let topology = question.topology.as_deref().and_then(|path| world.course.topology(path));
        self.board = topology.map(Board::new);
        // What is asked about may be any part of it.
        self.board.iter_mut().for_each(Board::show_everything);
        let draft = world.store.draft(&draft_name(question));
        self.sheet = Some(Sheet::new(question, self.taken.seed, draft.as_deref()));
        self.graded = None;
        self.own = None;
        self.scroll = 0;
        self.began = Instant::now();
        if let Some(taken) = self.taken.taken(&question.id) {
            let answer = taken.answer.clone();
            self.graded = Some(world.course.grade(question, &answer));
        }
        self.show_failures(question);
    }

    /// After a prediction, the board shows what it was about; before, it does not give it away.
    fn show_failures(&mut self, question: &Question) {
        let answered = self.graded.is_some();
        if let (QuestionKind::Predict(_), Some(board)) = (&question.kind, &mut self.board) {
            if answered {
                board.set_failures(question.failures());
            } else {
                board.highlight_parts(question.failures().parts().map(|(id, _)| id.clone()));
            }
        }
    }

    fn submit(&mut self, world: &World) -> Vec<Effect> {
        let (Some(question), Some(sheet)) = (self.question(world), &self.sheet) else { return Vec::new() };
        let Some(answer) = sheet.answer() else { return vec![Effect::Notice(sheet.hint().to_owned())] };
        if let Some(reason) = quiz::unreadable(question, &answer) {
            return vec![Effect::Notice(reason)];
        }
        let graded = world.course.grade(question, &answer);
        self.taken.record(&question.id, answer.clone(), &graded);
        let text = match &answer {
            Answer::Explain(text) | Answer::Number(text) => text.clone(),
            other => serde_json::to_string(other).unwrap_or_default(),
        };
        let mut effects = vec![Effect::Keep(Keep::Attempt(Attempt {
            question: question.id.clone(),
            kind: question.kind.name().to_owned(),
            answer: text,
            seconds: self.began.elapsed().as_secs_f64(),
            verdicts: graded.requirements.iter().cloned().collect(),
            marker: Marker::Program,
        }))];
        if question.kind == QuestionKind::Explain {
            effects.push(Effect::Keep(Keep::Draft { name: draft_name(question), text: String::new() }));
        }
        self.graded = Some(graded);
        self.scroll = 0;
        self.show_failures(question);
        effects.extend(self.keep());
        effects
    }

    /// Keeps the quiz as it stands; check questions are kept with their step only.
    fn keep(&self) -> Option<Effect> {
        let state = serde_json::to_string(&self.taken).ok();
        (!self.check).then(|| Effect::Keep(Keep::Session { name: self.taken.name.clone(), state }))
    }

    fn next(&mut self, world: &World) -> Vec<Effect> {
        if self.taken.place() + 1 < self.taken.questions().len() {
            self.taken.go(self.taken.place() + 1);
            self.enter(world);
            return self.keep().into_iter().collect();
        }
        if self.check {
            return vec![Effect::Close];
        }
        match self.taken.next_open() {
            Some(place) if self.graded.is_some() => {
                self.taken.go(place);
                self.enter(world);
                Vec::new()
            }
            Some(_) => {
                vec![Effect::Notice("This is the last question. Answer it, or go back with ←.".to_owned())]
            }
            None => {
                self.result = Some(Result::new(&self.taken, world));
                vec![Effect::Keep(Keep::Session { name: self.taken.name.clone(), state: None })]
            }
        }
    }

    fn previous(&mut self, world: &World) -> Vec<Effect> {
        match self.taken.place().checked_sub(1) {
            Some(place) => {
                self.taken.go(place);
                self.enter(world);
                Vec::new()
            }
            None => vec![Effect::Notice("This is the first question.".to_owned())],
        }
    }

    /// Lets the learner answer again, to practise; the first answer is the one that counts in this quiz.
    fn retry(&mut self, world: &World) {
        if let Some(question) = self.question(world) {
            let again = match self.taken.taken(&question.id).map(|taken| &taken.answer) {
                Some(Answer::Explain(text)) => Some(text.clone()),
                _ => None,
            };
            self.sheet = Some(Sheet::new(question, self.taken.seed, again.as_deref()));
            self.graded = None;
            self.own = None;
            self.began = Instant::now();
        }
    }

    fn to_lesson(&self, world: &World) -> Vec<Effect> {
        let Some(question) = self.question(world) else { return Vec::new() };
        let step = &question.step;
        vec![Effect::Open(Destination::Lesson { lesson: step.lesson.clone(), step: Some(step.step.clone()) })]
    }

    fn on_result(&mut self, action: Action, world: &World) -> Vec<Effect> {
        let Some(result) = &mut self.result else { return Vec::new() };
        match action {
            Action::Up => result.up(),
            Action::Down => result.down(),
            Action::GoToLesson => {
                if let Some(step) = result.step() {
                    let (lesson, step) = (step.lesson.clone(), Some(step.step.clone()));
                    return vec![Effect::Open(Destination::Lesson { lesson, step })];
                }
                return vec![Effect::Notice(
                    "Nothing to read again here: this requirement is met.".to_owned(),
                )];
            }
            Action::Retry => {
                let task = self.taken.name.strip_prefix('t').and_then(|task| task.parse().ok());
                if let Some(screen) = task.and_then(|task| Self::of_task(task, world)) {
                    *self = screen;
                }
            }
            Action::Back => return vec![Effect::Close],
            _ => {}
        }
        Vec::new()
    }

    /// Acts on the diagram of a question that asks for marks.
    fn on_diagram(&mut self, action: Action) -> bool {
        let (Some(Sheet::Mark { .. }), Some(board), None) = (&self.sheet, &mut self.board, &self.graded)
        else {
            return false;
        };
        match action {
            Action::Up => board.select_towards(Direction::Up),
            Action::Down => board.select_towards(Direction::Down),
            Action::Left => board.select_towards(Direction::Left),
            Action::Right => board.select_towards(Direction::Right),
            Action::Toggle => {
                if let Some(id) = board.selected().cloned() {
                    self.mark(id.as_str());
                }
            }
            _ => return false,
        }
        true
    }

    fn mark(&mut self, id: &str) {
        if let (Some(sheet), Some(board)) = (&mut self.sheet, &mut self.board) {
            sheet.mark(id);
            if let Sheet::Mark { marked } = sheet {
                board.highlight_parts(marked.iter().filter_map(|id| Id::parse(id).ok()));
            }
        }
    }

    fn mouse(&mut self, mouse: Mouse, area: Rect, world: &World) -> Vec<Effect> {
        if self.result.is_some() {
            return Vec::new();
        }
        let places = view::Places::new(area, self.board.is_some());
        if self.board.as_mut().is_some_and(|board| board.view_by_mouse(mouse, places.board)) {
            return Vec::new();
        }
        match mouse.kind {
            MouseKind::WheelUp => self.scroll = self.scroll.saturating_sub(2),
            MouseKind::WheelDown => self.scroll += 2,
            MouseKind::Press if self.graded.is_none() => {
                let hit = self.board.as_ref().and_then(|board| board.hit(places.board, mouse.at));
                if let (Some(Hit::Host(id) | Hit::Component(id)), Some(Sheet::Mark { .. })) =
                    (hit, &self.sheet)
                {
                    self.mark(id.as_str());
                } else if let Some(row) = self.row_at(&places, mouse.at, world)
                    && let Some(sheet) = &mut self.sheet
                {
                    sheet.click(row);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, area: Rect, world: &World) -> Vec<Effect> {
        let shown = view::Places::new(area, self.board.is_some()).board;
        if let Some(said) = self.board.as_mut().and_then(|board| board.view(action, shown)) {
            return vec![Effect::Notice(said)];
        }
        if self.result.is_some() {
            return self.on_result(action, world);
        }
        if self.on_diagram(action) {
            return Vec::new();
        }
        let page = usize::from(area.height / 2);
        match action {
            Action::Submit => return self.submit(world),
            Action::Next => return self.next(world),
            Action::Previous => return self.previous(world),
            Action::Retry => {
                self.retry(world);
                let words = "Answer again to practise; in this quiz the first answer counts.";
                return vec![Effect::Notice(words.to_owned())];
            }
            Action::GoToLesson => return self.to_lesson(world),
            Action::Appeal => return self.appeal(world),
            Action::MarkMissing => return self.mark_own(Verdict::Missing, world),
            Action::MarkPartial => return self.mark_own(Verdict::Partial, world),
            Action::MarkMet => return self.mark_own(Verdict::Met, world),
            Action::Back => return vec![Effect::Close],
            Action::PageUp => self.scroll = self.scroll.saturating_sub(page),
            Action::PageDown => self.scroll += page,
            Action::Up if self.graded.is_some() => self.scroll = self.scroll.saturating_sub(1),
            Action::Down if self.graded.is_some() => self.scroll += 1,
            action => {
                if let Some(sheet) = &mut self.sheet
                    && self.graded.is_none()
                {
                    sheet.act(action);
                }
            }
        }
        Vec::new()
    }

    /// Records that the learner holds the marking to be wrong: the answer is kept as appealed.
    fn appeal(&mut self, world: &World) -> Vec<Effect> {
        let Some(question) = self.question(world).filter(|question| question.kind == QuestionKind::Explain)
        else {
            return vec![Effect::Notice("Only an explanation can be appealed against.".to_owned())];
        };
        vec![
            Effect::Keep(Keep::Appeal { question: question.id.clone() }),
            Effect::Notice(
                "Noted: you hold this marking to be wrong. It is kept with your answer.".to_owned(),
            ),
        ]
    }
}

impl Quiz {
    /// Whether the learner may mark the answer: an explanation that the marking is not sure of.
    fn may_mark_own(&self) -> bool {
        self.graded.as_ref().is_some_and(|graded| graded.marked.iter().any(|(_, marked)| marked.review))
    }

    /// Keeps what the learner gives an explanation after comparing it with the model answer, beside the program's verdict.
    fn mark_own(&mut self, verdict: Verdict, world: &World) -> Vec<Effect> {
        let Some(question) = self.question(world).filter(|_| self.may_mark_own()) else {
            let words = "You can mark an explanation yourself where the marking is not sure of it.";
            return vec![Effect::Notice(words.to_owned())];
        };
        let Some(Answer::Explain(answer)) = self
            .sheet
            .as_ref()
            .and_then(Sheet::answer)
            .or_else(|| self.taken.taken(&question.id).map(|taken| taken.answer.clone()))
        else {
            return Vec::new();
        };
        self.own = Some(verdict);
        vec![Effect::Keep(Keep::Attempt(Attempt {
            question: question.id.clone(),
            kind: question.kind.name().to_owned(),
            answer,
            seconds: 0.0,
            verdicts: question.requires.iter().map(|id| (id.clone(), verdict)).collect(),
            marker: Marker::Learner,
        }))]
    }
}

/// A seed that is another one each time.
fn seed() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64)
}

fn draft_name(question: &Question) -> String {
    format!("question {}", question.id)
}

impl Screen for Quiz {
    fn contexts(&self) -> Vec<Context> {
        match (&self.result, &self.graded, &self.sheet) {
            (Some(_), _, _) => vec![Context::QuizResult, Context::List],
            (_, Some(_), _) => vec![Context::Answered, Context::View, Context::List],
            (_, _, Some(Sheet::Explain(_))) => vec![Context::Writing],
            (_, _, Some(Sheet::Number(_))) => vec![Context::Filling],
            _ => vec![Context::Question, Context::View, Context::List],
        }
    }

    fn typing(&self) -> bool {
        self.result.is_none() && self.graded.is_none() && self.sheet.as_ref().is_some_and(Sheet::typing)
    }

    fn tick(&self) -> Option<Duration> {
        self.board.as_ref().and_then(Board::tick)
    }

    fn update(&mut self, event: Event, area: Rect, world: &World) -> Vec<Effect> {
        match event {
            Event::Action(action) => return self.act(action, area, world),
            Event::Mouse(mouse) => return self.mouse(mouse, area, world),
            Event::Key(_) | Event::Paste(_) if self.graded.is_none() && self.result.is_none() => {
                let Some(sheet) = &mut self.sheet else { return Vec::new() };
                let changed = match event {
                    Event::Key(chord) => sheet.key(chord),
                    Event::Paste(text) => {
                        sheet.paste(&text);
                        true
                    }
                    _ => false,
                };
                let text = match sheet {
                    Sheet::Explain(essay) if changed => essay.text(),
                    _ => return Vec::new(),
                };
                if let Some(question) = self.question(world) {
                    return vec![Effect::Keep(Keep::Draft { name: draft_name(question), text })];
                }
            }
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
        match &self.result {
            Some(result) => result.draw(area, buffer, world),
            None => self.render(area, buffer, world),
        }
    }
}
