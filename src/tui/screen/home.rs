//! The course map: where the learner stands, and the one obvious next step.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::diagram::{Drawing, Marks, Options};
use crate::progress::Level;
use crate::requirement::{Requirement, RequirementKind};
use crate::text;
use crate::tui::action::Action;
use crate::tui::input::MouseKind;
use crate::tui::keymap::Context;
use crate::tui::screen::{Destination, Effect, Event, Screen, World, lab};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{aside, meter, pane, picture};

/// What the four tasks are called before their lessons are written.
const TASKS: [&str; 4] = ["One server", "Three servers", "Secured and monitored", "Scaled out"];

/// One row of the map.
#[derive(Debug, Clone)]
struct Task {
    number: u8,
    title: String,
    /// The lesson's id; `None` while it is not written.
    lesson: Option<String>,
    done: usize,
    steps: usize,
}

/// What to do next.
#[derive(Debug, Clone)]
struct Next {
    title: String,
    lines: Vec<String>,
    destination: Destination,
}

/// A requirement in a few words, with how well it is mastered.
#[derive(Debug, Clone)]
struct Known {
    name: String,
    level: Level,
}

/// The course map.
pub struct Home {
    tasks: Vec<Task>,
    /// What each task asks to explain, by task.
    asked: Vec<Vec<Known>>,
    concepts: Vec<Known>,
    weakest: Option<(String, Level)>,
    next: Next,
    preview: Option<Drawing>,
    chosen: usize,
}

impl Home {
    /// The map as the progress is now, with the next step's task chosen.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let tasks: Vec<Task> = (0..).zip(TASKS).map(|(number, title)| task(number, title, world)).collect();
        let (chosen, next) = next(&tasks, world);
        let mastery = world.store.mastery();
        let level = |id: &_| mastery.get(id).map(|mastery| mastery.level).unwrap_or_default();
        let catalogue = world.course.requirements();
        let known = |requirement: &Requirement| Known {
            name: requirement.title.clone(),
            level: level(&requirement.id),
        };
        let asked = tasks.iter().map(|task| {
            let of_task = catalogue.of_task(task.number);
            of_task.filter(|requirement| requirement.kind != RequirementKind::Design).map(known).collect()
        });
        let asked = asked.collect();
        let concepts = catalogue.concepts().map(known).collect();
        let weakest = mastery
            .iter()
            .filter(|(_, mastery)| mastery.level < Level::Strong)
            .min_by_key(|(_, mastery)| mastery.level)
            .map(|(id, mastery)| {
                let title = world.course.requirements().find(id.as_str()).map(|found| found.title.clone());
                (title.unwrap_or_else(|| id.to_string()), mastery.level)
            });
        Self { asked, concepts, weakest, preview: preview(&next, world), tasks, next, chosen }
    }

    fn open(&self) -> Vec<Effect> {
        let task = &self.tasks[self.chosen];
        match &task.lesson {
            Some(lesson) if Some(self.chosen) == self.next_task() => {
                let _ = lesson;
                vec![Effect::Open(self.next.destination.clone())]
            }
            Some(lesson) => vec![Effect::Open(Destination::Lesson { lesson: lesson.clone(), step: None })],
            None => vec![Effect::Notice(format!(
                "The lesson on task {} is not written yet. The lab and spof check --task {} know its requirements already.",
                task.number, task.number
            ))],
        }
    }

    /// The row that the next step belongs to.
    fn next_task(&self) -> Option<usize> {
        match &self.next.destination {
            Destination::Lesson { lesson, .. } => {
                self.tasks.iter().position(|task| task.lesson.as_ref() == Some(lesson))
            }
            Destination::Quiz { task } => Some(usize::from(*task)),
            _ => None,
        }
    }

    /// Where things are: the map, the next step, the concepts and the picture, by the room there is.
    ///
    /// ```text
    /// wide:  ┌ map ──────┐┌ next ───┐     narrow:  ┌ map ──┐
    ///        └───────────┘└─────────┘              ├ next ─┤
    ///        ┌ mastery ──┐  picture                └───────┘
    /// ```
    fn layout(area: Rect) -> Places {
        let [_, title, _, body] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(area);
        let margin = if area.width >= 100 { 2 } else { 1 };
        let inset =
            |rect: Rect| Rect { x: rect.x + margin, width: rect.width.saturating_sub(2 * margin), ..rect };
        let (title, body) = (inset(title), inset(body));
        let map_height = TASKS.len() as u16 * 2 + 3;
        if area.width < 100 {
            let [map, next, rest] = Layout::vertical([
                Constraint::Length(map_height.min(7)),
                Constraint::Length(7),
                Constraint::Fill(1),
            ])
            .areas(body);
            return Places { title, map, next, mastery: rest, picture: Rect::ZERO };
        }
        let [left, _, right] =
            Layout::horizontal([Constraint::Fill(6), Constraint::Length(2), Constraint::Fill(5)]).areas(body);
        let [map, mastery] =
            Layout::vertical([Constraint::Length(map_height), Constraint::Fill(1)]).areas(left);
        let [next, picture] = Layout::vertical([Constraint::Length(8), Constraint::Fill(1)]).areas(right);
        Places { title, map, next, mastery, picture }
    }

    /// The rows of the map inside its frame: two screen rows a task where there is room, else one.
    fn rows(map: Rect) -> impl Iterator<Item = Rect> {
        let inside = Rect {
            x: map.x + 1,
            y: map.y + 1,
            width: map.width.saturating_sub(2),
            height: map.height.saturating_sub(2),
        };
        let pace = if inside.height >= TASKS.len() as u16 * 2 { 2 } else { 1 };
        let top = inside.y + u16::from(pace == 2);
        (0..TASKS.len() as u16).map(move |place| Rect { y: top + place * pace, height: 1, ..inside })
    }
}

/// Where the parts of the screen are.
struct Places {
    title: Rect,
    map: Rect,
    next: Rect,
    mastery: Rect,
    picture: Rect,
}

impl Screen for Home {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Home, Context::List]
    }

    fn update(&mut self, event: Event, area: Rect, world: &World) -> Vec<Effect> {
        let last = self.tasks.len() - 1;
        match event {
            Event::Action(Action::Up) => self.chosen = self.chosen.saturating_sub(1),
            Event::Action(Action::Down) => self.chosen = (self.chosen + 1).min(last),
            Event::Action(Action::First) => self.chosen = 0,
            Event::Action(Action::Last) => self.chosen = last,
            Event::Action(Action::Confirm) => return self.open(),
            Event::Action(Action::OpenLab) => return vec![Effect::Open(Destination::Lab(lab::Start::Last))],
            Event::Action(Action::OpenQuiz) => {
                let task = &self.tasks[self.chosen];
                return match task.lesson {
                    Some(_) => vec![Effect::Open(Destination::Quiz { task: task.number })],
                    None => self.open(),
                };
            }
            Event::Mouse(mouse) if mouse.kind == MouseKind::Press => {
                let places = Self::layout(area);
                if let Some(place) = Self::rows(places.map).position(|row| row.contains(mouse.at)) {
                    self.chosen = place;
                    return self.open();
                }
                if places.next.contains(mouse.at) || places.picture.contains(mouse.at) {
                    return vec![Effect::Open(self.next.destination.clone())];
                }
            }
            Event::Shown => *self = Self::new(world),
            _ => {}
        }
        Vec::new()
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        let theme = world.theme();
        let places = Self::layout(area);
        Line::from(vec![
            Span::styled(" spof", theme.style(Role::Title)),
            Span::styled("   design it · break it · explain it", theme.style(Role::Quiet)),
        ])
        .render(places.title, buffer);
        self.draw_map(places.map, buffer, theme);
        self.draw_next(places.next, buffer, theme);
        self.draw_mastery(places.mastery, buffer, theme);
        if let Some(drawing) = &self.preview {
            let shown = drawing.paint(&Marks::default());
            let window = picture::Window::new(places.picture, (shown.width, shown.height), (0, 0));
            picture::draw(places.picture, buffer, &shown, &window, world.charset, theme);
        }
    }
}

impl Home {
    fn draw_map(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        pane::draw(area, buffer, "Your course", true, theme);
        for ((place, task), row) in self.tasks.iter().enumerate().zip(Self::rows(area)) {
            let chosen = place == self.chosen;
            if chosen {
                buffer.set_style(row, theme.style(Role::Selected));
            }
            let role = if task.lesson.is_some() { Role::Text } else { Role::Quiet };
            let sign = if chosen { " ▸ " } else { "   " };
            let room = usize::from(row.width).saturating_sub(30).max(12);
            let title = text::clip(&task.title, room);
            Line::from(vec![
                Span::styled(sign, theme.style(Role::Key)),
                Span::styled(format!("{}  ", task.number), theme.style(Role::Key)),
                Span::styled(title.to_string(), theme.style(role)),
            ])
            .render(row, buffer);
            let end = if task.lesson.is_some() {
                let mut spans = meter::spans(task.done, task.steps, 12, theme);
                spans.push(Span::styled(
                    format!(" {:>2}/{:<2} ", task.done, task.steps),
                    theme.style(Role::Quiet),
                ));
                Line::from(spans)
            } else {
                Line::styled("not written yet ", theme.style(Role::Quiet))
            };
            aside::right(row, buffer, end);
        }
    }

    fn draw_next(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let inside = pane::draw(area, buffer, "Next", false, theme);
        let mut rows = inside.rows();
        let mut put = |line: Line| {
            if let Some(row) = rows.next() {
                line.render(row, buffer);
            }
        };
        put(Line::styled(self.next.title.clone(), theme.style(Role::Strong)));
        for line in &self.next.lines {
            put(Line::styled(line.clone(), theme.style(Role::Quiet)));
        }
        put(Line::default());
        if Some(self.chosen) == self.next_task() {
            put(Line::from(vec![
                Span::styled("Enter", theme.style(Role::Key)),
                Span::styled("  go on", theme.style(Role::Accent)),
            ]));
        }
    }

    fn draw_mastery(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        if area.height < 3 {
            return;
        }
        let inside = pane::draw(area, buffer, "What you know", false, theme);
        let kept = u16::from(self.weakest.is_some()) * 2;
        let room = Rect { height: inside.height.saturating_sub(kept), ..inside };
        let task = &self.tasks[self.chosen];
        let used = draw_known(room, buffer, &task.title, &self.asked[self.chosen], theme);
        let below = Rect { y: room.y + used, height: room.height.saturating_sub(used), ..room };
        draw_known(below, buffer, "Concepts", &self.concepts, theme);
        if let (Some((id, level)), Some(row)) = (&self.weakest, inside.rows().next_back()) {
            let mut spans = vec![Span::styled("weakest  ", theme.style(Role::Quiet))];
            spans.extend(meter::dots(level.dots(), 3, theme));
            spans.push(Span::styled(format!(" {id}"), theme.style(Role::Text)));
            Line::from(spans).render(row, buffer);
        }
    }
}

/// Draws a group of requirements in two columns below its heading, as far as they fit, and gives the rows used.
fn draw_known(area: Rect, buffer: &mut Buffer, title: &str, group: &[Known], theme: &Theme) -> u16 {
    let width = area.width / 2;
    let rows = group.len().div_ceil(2) as u16;
    if area.height == 0 || group.is_empty() {
        return 0;
    }
    Line::styled(title.to_owned(), theme.style(Role::Quiet)).render(Rect { height: 1, ..area }, buffer);
    for (place, known) in (0..).zip(group) {
        let (column, row) = (place / rows, place % rows);
        if row + 1 >= area.height {
            continue;
        }
        let cell = Rect { x: area.x + column * width, y: area.y + row + 1, width, height: 1 };
        let mut spans = meter::dots(known.level.dots(), 3, theme);
        let name = text::clip(&known.name, usize::from(width.saturating_sub(5)));
        spans.push(Span::styled(format!(" {name}"), theme.style(Role::Text)));
        Line::from(spans).render(cell, buffer);
    }
    (rows + 2).min(area.height)
}

fn task(number: u8, title: &str, world: &World) -> Task {
    match world.course.lessons().iter().find(|lesson| lesson.task == Some(number)) {
        Some(lesson) => {
            let done = world.done(&lesson.id);
            Task {
                number,
                title: lesson.title.clone(),
                lesson: Some(lesson.id.clone()),
                done: lesson.steps.iter().filter(|step| done.contains(&step.id)).count(),
                steps: lesson.steps.len(),
            }
        }
        None => Task { number, title: title.to_owned(), lesson: None, done: 0, steps: 0 },
    }
}

/// The next step: the first lesson that is not done, else the quiz with the most left to show, else the lab.
fn next(tasks: &[Task], world: &World) -> (usize, Next) {
    let open = tasks.iter().enumerate().find(|(_, task)| task.lesson.is_some() && task.done < task.steps);
    if let Some((place, task)) = open
        && let Some(lesson) = task.lesson.as_deref().and_then(|id| world.course.lesson(id))
    {
        let at = world.store.position(&lesson.id).map(|position| position.step);
        let done = world.done(&lesson.id);
        let step = lesson
            .steps
            .iter()
            .find(|step| Some(&step.id) == at.as_ref())
            .or_else(|| lesson.steps.iter().find(|step| !done.contains(&step.id)));
        let minutes = lesson.minutes as usize * (task.steps - task.done) / task.steps.max(1);
        let number =
            lesson.steps.iter().position(|other| Some(&other.id) == step.map(|step| &step.id)).unwrap_or(0)
                + 1;
        return (
            place,
            Next {
                title: format!("{} · {}, step {number} of {}", task.number, task.title, task.steps),
                lines: vec![
                    step.map(|step| format!("“{}”", step.title)).unwrap_or_default(),
                    format!("about {} min to the end of the lesson", minutes.max(1)),
                ],
                destination: Destination::Lesson {
                    lesson: lesson.id.clone(),
                    step: step.map(|step| step.id.clone()),
                },
            },
        );
    }
    let mastery = world.store.mastery();
    let left = |task: &Task| {
        let of_task = world.course.requirements().of_task(task.number);
        let asked = of_task.filter(|requirement| requirement.kind != RequirementKind::Design);
        asked
            .filter(|requirement| mastery.get(&requirement.id).is_none_or(|m| m.level < Level::Strong))
            .count()
    };
    let quiz =
        tasks.iter().enumerate().filter(|(_, task)| task.lesson.is_some()).max_by_key(|(_, task)| left(task));
    match quiz.filter(|(_, task)| left(task) > 0) {
        Some((place, task)) => (
            place,
            Next {
                title: format!("Quiz: {}", task.title),
                lines: vec![format!("{} requirements are still to be shown twice", left(task))],
                destination: Destination::Quiz { task: task.number },
            },
        ),
        None => (
            0,
            Next {
                title: "The lab".to_owned(),
                lines: vec!["Build a design of your own, and break it.".to_owned()],
                destination: Destination::Lab(lab::Start::Last),
            },
        ),
    }
}

/// The topology that the next step shows.
fn preview(next: &Next, world: &World) -> Option<Drawing> {
    let Destination::Lesson { lesson, step } = &next.destination else { return None };
    let lesson = world.course.lesson(lesson)?;
    let place = step.as_ref().and_then(|id| lesson.steps.iter().position(|step| step.id == *id)).unwrap_or(0);
    let topology = world.course.shown_at(lesson, place)?;
    Some(Drawing::new(&topology, &Options::default()))
}
