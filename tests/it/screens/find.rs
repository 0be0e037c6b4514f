//! The search.

use ratatui::layout::Position;
use spof::tui::input::MouseKind;

use crate::support::tutor::Tutor;

#[test]
fn a_few_letters_find_a_step() {
    let mut tutor = Tutor::new();
    tutor.press("ctrl-p").shows("Find").write("why cname").shows("Why not a CNAME?");
    tutor.press("enter").shows("step 3 of");
}

#[test]
fn a_term_is_explained_over_the_screen() {
    let mut tutor = Tutor::new();
    tutor.press("ctrl-p").write("single point of failure");
    tutor.press("enter").shows("Single point of failure").shows("Your course");
    tutor.press("esc").shows("Enter  go on");
}

#[test]
fn nothing_found_says_what_to_do() {
    Tutor::new().press("/").write("zzzz").shows("Try fewer of them.").press("enter esc").shows("Your course");
}

#[test]
fn letters_are_typed_and_are_no_commands() {
    let mut tutor = Tutor::new();
    tutor.press("ctrl-p").write("q?/").shows("› q?/");
    assert!(tutor.requests.is_empty());
}

#[test]
fn a_click_beside_the_window_closes_it() {
    let mut tutor = Tutor::new();
    tutor.press("ctrl-p").shows("›");
    tutor.mouse(MouseKind::Press, Position::new(1, 1)).hides("›");
}
