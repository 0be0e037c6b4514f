//! The course map.

use spof::progress::Store;
use spof::tui::app::Request;
use spof::tui::screen::Destination;

use crate::support::tutor::Tutor;

#[test]
fn the_map_offers_one_next_step_that_enter_takes() {
    let mut tutor = Tutor::new();
    tutor.shows("One server").shows("step 1 of").shows("Enter  go on");
    tutor.press("enter").shows("A user types a name");
}

#[test]
fn the_next_step_is_where_the_learner_stopped() {
    let mut store = Store::in_memory();
    store.step_done("0-one-server", "a-user-types-a-name");
    store.go_to("0-one-server", "the-record-behind-www");
    let mut tutor = Tutor::with(store, Destination::Home);
    tutor.shows("step 2 of").shows("1/15").shows("The record behind www");
    tutor.press("enter").shows("The record behind www");
}

#[test]
fn a_lesson_that_is_not_written_says_so() {
    Tutor::new().press("down enter").shows("is not written yet. The lab");
}

#[test]
fn a_click_on_a_task_opens_it() {
    Tutor::new().click("One server").shows("A user types a name");
}

#[test]
fn q_leaves_and_ctrl_c_leaves_too() {
    for key in ["q", "ctrl-c"] {
        let mut tutor = Tutor::new();
        tutor.press(key);
        assert_eq!(tutor.requests, [Request::Quit], "{key}");
    }
}

#[test]
fn the_help_shows_the_keys_of_this_screen_and_closes() {
    let mut tutor = Tutor::new();
    tutor.press("?").shows("Keys").shows("Take the quiz of the chosen task.").shows("Everywhere");
    tutor.press("esc").hides("Take the quiz of the chosen task.");
}

#[test]
fn the_mouse_can_be_let_go_and_taken_back() {
    let mut tutor = Tutor::new();
    tutor.press("f2").shows("The mouse selects text now");
    tutor.press("f2");
    assert_eq!(tutor.requests, [Request::Mouse(false), Request::Mouse(true)]);
}

#[test]
fn a_theme_is_remembered() {
    let mut tutor = Tutor::new();
    tutor.press("T").shows("The theme is light now.");
    let kept = tutor.app().world().store.setting(spof::progress::Setting::Theme);
    assert_eq!(kept.as_deref(), Some("light"));
}
