//! What there is to read about a diagram: its legend, and the design in sentences.

use spof::tui::screen::{Destination, lab::Start};

use crate::support::tutor::Tutor;

fn lab() -> Tutor {
    Tutor::at(Destination::Lab(Start::Last))
}

fn lesson() -> Tutor {
    let (lesson, step) = ("0-one-server".to_owned(), Some("your-turn-build-it".to_owned()));
    Tutor::at(Destination::Lesson { lesson, step })
}

#[test]
fn the_legend_says_what_the_signs_on_the_board_mean() {
    let mut tutor = lab();
    tutor.press("L").shows("What the diagram shows").shows("──►").shows("from the caller to the called");
    tutor.hides("works in part").press("esc").hides("What the diagram shows");
    tutor.press("tab tab tab f").press("L").shows("✗").shows("has failed").shows("what you have chosen");
    tutor.press("esc").hides("what you have chosen");
}

#[test]
fn the_design_is_told_in_sentences() {
    let mut tutor = lab();
    tutor.press("D").shows("The design in words").shows("The machine server carries the web server nginx");
    tutor.press("esc").hides("The design in words");
}

#[test]
fn a_lesson_has_both_too() {
    let mut tutor = lesson();
    tutor.press("L").shows("What the diagram shows").press("esc");
    tutor.press("D").shows("The design in words").press("esc").shows("build it in the lab");
}

#[test]
fn what_does_not_fit_can_be_scrolled() {
    let mut tutor = lab().sized(80, 24);
    tutor.press("D").shows("▾ more").hides("on port 3306.");
    tutor.press("G").shows("on port 3306.").hides("▾ more");
    tutor.press("g").shows("This design").press("down down k");
    for size in [(80, 24), (60, 20), (20, 5), (1, 1), (0, 0)] {
        tutor.resize(size.0, size.1);
    }
}

#[test]
fn a_host_that_has_lost_a_program_is_seen_to_work_in_part() {
    let mut tutor = lab();
    tutor.click_part("mysql").press("f").shows("✗mysql").shows("┌ server ~");
}
