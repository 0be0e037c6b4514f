//! Requests that move along the links of a lesson's board: they can be stopped, hurried and slowed down.

use std::time::Duration;

use spof::tui::screen::{Destination, lab::Start};

use crate::support::tutor::Tutor;

/// A lesson at a step where a request moves.
fn moving() -> Tutor {
    let (lesson, step) = ("0-one-server".to_owned(), Some("a-user-types-a-name".to_owned()));
    let mut tutor = Tutor::at(Destination::Lesson { lesson, step });
    tutor.press("a").shows("●");
    tutor
}

/// Column and row of the request; the first row has a sign like it for each step of the lesson.
fn place(tutor: &mut Tutor) -> (usize, usize) {
    let screen = tutor.screen();
    let column = |line: &str| line.chars().position(|letter| letter == '●');
    let found = screen.lines().enumerate().skip(1).find_map(|(row, line)| Some((column(line)?, row)));
    found.unwrap_or_else(|| panic!("no request is on its way:\n{screen}"))
}

#[test]
fn space_stops_a_request_and_lets_it_go_on() {
    let mut tutor = moving();
    tutor.pass(Duration::from_millis(120));
    let here = place(&mut tutor);
    tutor.press("space").shows("Stopped.");
    assert!(tutor.app().tick().is_none(), "nothing asks for time while nothing moves");
    tutor.pass(Duration::from_millis(400));
    assert_eq!(place(&mut tutor), here);
    tutor.press("space").shows("It goes on.").pass(Duration::from_millis(120));
    assert_ne!(place(&mut tutor), here);
}

#[test]
fn plus_and_minus_change_the_pace() {
    // 40 ms a cell at the usual pace: twice as fast, 120 ms are six cells, and at half the pace 240 ms are three.
    let steps = |keys: &str, time: u64| {
        let mut tutor = moving();
        let start = place(&mut tutor);
        tutor.press(keys).pass(Duration::from_millis(time));
        let end = place(&mut tutor);
        start.0.abs_diff(end.0) + start.1.abs_diff(end.1)
    };
    assert_eq!(steps("+", 120), 6);
    assert_eq!(steps("-", 240), 3);
    moving().press("+").shows("twice the usual speed").press("- -").shows("half the usual speed");
    moving().press("- - - -").shows("a quarter of the usual speed");
}

/// A lab with a design of the course.
fn lab(name: &str) -> Tutor {
    let path = format!("lessons/classics/{name}.ron");
    let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&path))
        .expect("it is there");
    let topology = Box::new(spof::topology::parse(&path, &text).expect("it is right"));
    Tutor::at(Destination::Lab(Start::Copy { name: "test".to_owned(), topology }))
}

#[test]
fn the_lab_shows_requests_of_each_kind_and_what_a_write_copies() {
    let mut tutor = lab("c3x2");
    tutor.press("t").shows("A static read.").shows("●").press("t").shows("A dynamic read.");
    tutor.press("t").shows("A write.").hides("■").press("space").shows("Stopped.").press("space");
    let mut copied = false;
    for _ in 0..2_000 {
        tutor.pass(Duration::from_millis(40));
        copied |= tutor.screen().contains('■');
    }
    assert!(copied, "{}", tutor.screen());
    tutor.shows("db1.mysql → db2.mysql: the replica copies the change");
}

#[test]
fn a_failed_machine_hands_its_address_over() {
    let mut tutor = lab("c3x2");
    tutor
        .click("lb1")
        .press("f")
        .shows("lb1 has stopped.")
        .shows("@")
        .shows("the shared address moves, after about");
    tutor.wait().hides("@").press("f").shows("lb1 works again.").hides("@");
}

#[test]
fn a_failed_primary_hands_its_role_over_or_says_who_has_to() {
    let mut tutor = lab("c3x2");
    tutor.click("db1").press("f").shows("db1.mysql → db2.mysql:").shows("primary, after about");
}
