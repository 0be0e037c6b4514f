//! A lesson: steps, live topology, prediction, mission, check questions.

use spof::progress::Store;
use spof::tui::screen::Destination;

use crate::support::tutor::Tutor;

fn at(step: &str) -> Tutor {
    Tutor::at(Destination::Lesson { lesson: "0-one-server".to_owned(), step: Some(step.to_owned()) })
}

#[test]
fn a_step_stands_beside_its_topology() {
    at("the-database").shows("The database").shows("┌ server").shows("mysql").shows("✓ writes");
}

#[test]
fn a_lookup_goes_to_dns_and_comes_back() {
    let mut tutor = at("a-user-types-a-name");
    tutor.shows("asks for the address of www.foobar.com");
    tutor.wait().shows("2/2").shows("dns → user");
    tutor.press("a").shows("1/2");
}

#[test]
fn a_whole_request_goes_through_every_part_and_back() {
    let mut tutor = at("one-request-there-and-back");
    tutor.shows("user → dns");
    tutor.wait().shows("server.nginx → user");
}

#[test]
fn a_prediction_asks_for_all_three_before_it_shows_the_truth() {
    let mut tutor = at("break-it-the-database-stops");
    tutor.shows("Predict: ").hides("✗");
    tutor.press("enter").shows("Say it of each of the three first");
    // Static reads stay up; dynamic reads and writes are down.
    tutor.press("right down left down left enter").shows("You had 3 of 3 right.").shows("✗mysql");
    let world = tutor.app().world();
    assert_eq!(world.store.recent_attempts(9).len(), 1, "the prediction is kept");
}

#[test]
fn a_wrong_prediction_shows_what_is_right() {
    let mut tutor = at("break-it-the-database-stops");
    tutor.press("left down left down left enter").shows("You had 2 of 3 right.").shows("→up");
}

#[test]
fn a_part_can_be_stopped_and_started_again() {
    let mut tutor = at("the-database");
    tutor.press("f").shows("Tab chooses a part");
    tutor
        .click("mysql")
        .press("f")
        .shows("server.mysql has stopped.")
        .shows("✓ static reads   ✗ dynamic reads   ✗ writes");
    tutor.press("f").shows("server.mysql works again.").shows("✓ writes");
}

#[test]
fn enter_asks_the_check_question_before_it_goes_on() {
    let mut tutor = at("the-web-server");
    tutor.shows("answer one question").press("enter").shows("check   1 of 1");
    tutor.press("space enter").press("enter").shows("Enter  go on");
    tutor.press("enter").shows("The application server");
    let done = tutor.app().world().done("0-one-server");
    assert!(done.contains("the-web-server"), "{done:?}");
}

#[test]
fn the_way_back_leads_to_where_one_came_from() {
    let mut tutor = Tutor::new();
    tutor.press("enter n n").shows("step 3 of").press("p").shows("step 2 of");
    tutor.press("esc").shows("Your course").shows("step 2 of");
}

#[test]
fn the_step_is_remembered() {
    let mut tutor = Tutor::new();
    tutor.press("enter n n n");
    let position = tutor.app().world().store.position("0-one-server").unwrap();
    assert_eq!(position.step, "what-a-server-is");
}

#[test]
fn the_last_step_leads_to_the_quiz() {
    let mut store = Store::in_memory();
    store.go_to("0-one-server", "at-the-whiteboard");
    let mut tutor = Tutor::with(store, Destination::Home);
    tutor.press("enter").shows("step 15 of 15").press("n").shows("quiz   1 of 12");
}
