//! Every screen at every size: too small says so, and nothing panics.

use spof::tui::screen::{Destination, lab::Start};

use crate::support::tutor::Tutor;

fn places() -> Vec<Destination> {
    let lesson =
        |step: &str| Destination::Lesson { lesson: "0-one-server".to_owned(), step: Some(step.to_owned()) };
    vec![
        Destination::Home,
        Destination::Welcome,
        Destination::Find,
        Destination::Term("SPOF".to_owned()),
        lesson("a-user-types-a-name"),
        lesson("break-it-the-database-stops"),
        lesson("too-many-visitors"),
        Destination::Quiz { task: 0 },
        Destination::Lab(Start::Last),
        Destination::Lab(Start::Mission {
            lesson: "0-one-server".to_owned(),
            step: "your-turn-build-it".to_owned(),
        }),
    ]
}

#[test]
fn below_60_by_20_every_screen_says_what_it_needs() {
    for place in places() {
        Tutor::at(place).sized(59, 20).shows("spof needs 60 columns and 20 rows");
    }
}

#[test]
fn no_size_makes_a_screen_panic() {
    for place in places() {
        let mut tutor = Tutor::at(place);
        for (width, height) in
            [(0, 0), (1, 1), (2, 1), (59, 19), (60, 20), (61, 21), (80, 24), (200, 60), (250, 20), (60, 90)]
        {
            tutor.resize(width, height);
            tutor.press("down ? down esc tab").wait();
        }
    }
}

#[test]
fn at_80_by_24_every_screen_shows_its_keys() {
    for place in places() {
        let name = format!("{place:?}");
        let mut tutor = Tutor::at(place).sized(80, 24);
        let screen = tutor.screen();
        let last = screen.lines().last().unwrap_or_default();
        assert!(!last.trim().is_empty(), "{name}:\n{screen}");
    }
}

#[test]
fn a_screen_follows_a_resize_in_the_middle() {
    let mut tutor = Tutor::new();
    tutor.press("enter").resize(80, 24).shows("A user types a name");
    tutor.resize(30, 10).shows("spof needs");
    tutor.resize(120, 40).shows("A user types a name");
}
