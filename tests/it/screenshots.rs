//! The screenshots: frames of the real program, recorded as `screenshots/*.ans`, and PNGs made from them.
//!
//! `SPOF_RECORD=1 cargo test --test it screenshots` records them anew. Without it, the program must still draw
//! what was recorded.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::pty::Pty;
use crate::support::shot;

/// The size of every screenshot.
const SIZE: (u16, u16) = (120, 40);

#[test]
fn the_course_map_is_as_recorded() {
    let data = tempfile::tempdir().unwrap();
    let mut tutor = studied(data.path());
    tutor.send(b"\x1b").shows("Your course");
    compare("home", &tutor);
}

#[test]
fn a_lesson_is_as_recorded() {
    let data = tempfile::tempdir().unwrap();
    let mut tutor = studied(data.path());
    tutor.shows("Break it: the database stops").shows("Predict:");
    // Static reads up, dynamic reads down, writes up: two of three are right.
    tutor.write("l").write("j").write("h").write("j").write("l");
    tutor.send(b"\r").shows("2 of 3 right");
    compare("lesson", &tutor);
}

#[test]
fn the_lab_is_as_recorded() {
    let data = tempfile::tempdir().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/classics/c1.ron");
    fs::copy(file, data.path().join("shop.ron")).unwrap();
    welcome_done(data.path());
    let mut tutor = Pty::start(&["lab", "shop.ron"], data.path(), SIZE);
    tutor.shows("Single points of failure");
    tutor.write(":set db promotion automatic\r").shows("This edit");
    compare("lab", &tutor);
}

#[test]
fn a_quiz_is_as_recorded() {
    let data = tempfile::tempdir().unwrap();
    welcome_done(data.path());
    let mut tutor = Pty::start(&["--seed", "11", "quiz", "--task", "0"], data.path(), SIZE);
    tutor.shows("1 of 12");
    tutor.send(b" \r").shows("lesson");
    compare("quiz", &tutor);
}

/// A learner who has come to the step that breaks the database.
fn studied(data: &Path) -> Pty {
    welcome_done(data);
    let mut tutor = Pty::start(&["learn", "0-one-server"], data, SIZE);
    tutor.shows("step 1 of");
    for step in 2..=11 {
        tutor.write("n").shows(&format!("step {step} of"));
    }
    tutor
}

/// Somebody who has been shown the first keys.
fn welcome_done(data: &Path) {
    let mut tutor = Pty::start(&[], data, SIZE);
    tutor.shows("Welcome to spof").send(b"\x1b").shows("Your course").write("q");
    assert!(tutor.wait().success());
}

/// Compares the screen with the recorded one, or records it.
#[track_caller]
fn compare(name: &str, tutor: &Pty) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
    let frame: PathBuf = folder.join(format!("{name}.ans"));
    let shown = tutor.screen().contents_formatted();
    if std::env::var_os("SPOF_RECORD").is_some() {
        fs::create_dir_all(&folder).expect("a screenshot can be written");
        fs::write(&frame, &shown).expect("a screenshot can be written");
        fs::write(folder.join(format!("{name}.png")), shot::png(tutor.screen()))
            .expect("a screenshot can be written");
        return;
    }
    let recorded = fs::read_to_string(&frame).unwrap_or_default();
    assert!(
        recorded == shown,
        "screenshots/{name}.ans is no longer what the program draws; look at the screen below, and if it is right, \
         record it: SPOF_RECORD=1 cargo test --test it screenshots\n{}",
        tutor.text()
    );
}
