//! The first keys, learnt by using them.

use spof::progress::Setting;
use spof::tui::screen::Destination;

use crate::support::tutor::Tutor;

#[test]
fn the_keys_are_learnt_by_pressing_them() {
    let mut tutor = Tutor::at(Destination::Welcome);
    tutor.shows("Press the arrow key ↓");
    tutor.press("enter").shows("Press the arrow key ↓");
    tutor.press("down down").shows("Good. Enter opens");
    tutor.press("enter").shows("opened").shows("Press ? now");
    tutor.press("?").shows("Skip the first steps.");
    tutor.press("esc").shows("That is all you need.");
    tutor.press("enter").shows("Your course");
    assert_eq!(tutor.app().world().store.setting(Setting::FirstRunShown).as_deref(), Some("yes"));
}

#[test]
fn who_knows_the_keys_skips_them() {
    let mut tutor = Tutor::at(Destination::Welcome);
    tutor.press("esc").shows("Your course");
    assert_eq!(tutor.app().world().store.setting(Setting::FirstRunShown).as_deref(), Some("yes"));
}
