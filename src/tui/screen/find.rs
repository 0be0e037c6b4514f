//! The search: any lesson, step, term or command, by a few of its letters.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::action::Action;
use crate::tui::keymap::{BINDINGS, Binding, Context};
use crate::tui::screen::{Destination, Effect, Event, Screen, World, lab};
use crate::tui::widget::chooser::{Choice, Chooser, Entry};

/// Where an entry leads.
#[derive(Debug, Clone, PartialEq)]
enum Goal {
    Place(Destination),
    Act(Action),
}

/// The search.
pub struct Find {
    chooser: Chooser<Goal>,
}

impl Find {
    /// A search over the whole course, and over what can be done where these key contexts are open.
    #[must_use]
    pub fn new(contexts: &[Context], world: &World) -> Self {
        let mut entries = entries(world);
        entries.extend(commands(contexts));
        Self { chooser: Chooser::new("Find", entries) }
    }
}

impl Screen for Find {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Chooser]
    }

    fn typing(&self) -> bool {
        true
    }

    fn overlay(&self) -> bool {
        true
    }

    fn update(&mut self, event: Event, area: Rect, _: &World) -> Vec<Effect> {
        let choice = match event {
            Event::Action(action) => self.chooser.act(action),
            Event::Mouse(mouse) => self.chooser.mouse(mouse, area),
            Event::Key(chord) => {
                self.chooser.key(chord);
                Choice::Open
            }
            Event::Paste(text) => {
                self.chooser.paste(&text);
                Choice::Open
            }
            Event::Tick(_) | Event::Shown => Choice::Open,
        };
        match choice {
            Choice::Open => Vec::new(),
            Choice::Closed => vec![Effect::Close],
            Choice::Taken(Goal::Place(destination)) => vec![Effect::Replace(destination)],
            Choice::Taken(Goal::Act(action)) => vec![Effect::CloseAnd(action)],
        }
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, world: &World) {
        self.chooser.draw(area, buffer, world.theme());
    }
}

fn entries(world: &World) -> Vec<Entry<Goal>> {
    let mut entries = Vec::new();
    let mut place = |title: String, kind: &str, destination| {
        entries.push(Entry { title, kind: kind.to_owned(), value: Goal::Place(destination) });
    };
    place("Course map".to_owned(), "screen", Destination::Home);
    place("Lab: go on with your design".to_owned(), "screen", Destination::Lab(lab::Start::Last));
    place("First steps with the keys".to_owned(), "screen", Destination::Welcome);
    for lesson in world.course.lessons() {
        let to = |step| Destination::Lesson { lesson: lesson.id.clone(), step };
        place(lesson.title.clone(), "lesson", to(None));
        if let Some(task) = lesson.task {
            place(format!("Quiz: {}", lesson.title), "quiz", Destination::Quiz { task });
        }
        for step in &lesson.steps {
            place(format!("{} › {}", lesson.title, step.title), "step", to(Some(step.id.clone())));
        }
    }
    for term in world.course.terms() {
        place(term.name.clone(), "term", Destination::Term(term.name.clone()));
    }
    entries
}

/// What can be done by a key where these contexts are open; moving about is left out.
fn commands(contexts: &[Context]) -> Vec<Entry<Goal>> {
    let here = contexts.iter().filter(|context| **context != Context::List);
    let bindings =
        here.flat_map(|context| BINDINGS.iter().filter(move |binding| binding.context == *context));
    let entry = |binding: &Binding| {
        let help = binding.help.trim_end_matches('.');
        Entry {
            title: binding.footer.map_or_else(|| help.to_owned(), |word| format!("{word}: {help}")),
            kind: binding.keys.first().map(ToString::to_string).unwrap_or_default(),
            value: Goal::Act(binding.action),
        }
    };
    bindings.filter(|binding| binding.action != Action::Find).map(entry).collect()
}
