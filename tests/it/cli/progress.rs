//! `spof progress`.

use std::fs;

use rusqlite::Connection;
use serde_json::Value;
use spof::progress::{Attempt, Location, Marker, Profile, Store};
use spof::requirement::{RequirementId, Verdict};

use super::Spof;

#[test]
fn a_beginner_is_told_how_to_begin() {
    let run = Spof::new("progress").run();
    assert!(run.ends(0).starts_with("Profile default  "), "{}", run.out);
    assert!(run.out.contains("Nothing yet. Start `spof` and begin with the first lesson."));
}

#[test]
fn what_was_learnt_is_shown_by_requirement() {
    let folder = filled();
    let run = Spof::new("progress").data_dir(folder.path()).run();
    let row = run.ends(0).lines().find(|line| line.contains("t0.issue.spof")).unwrap();
    assert!(row.starts_with("  ✓  t0.issue.spof  strong  2 attempts  20"), "{row}");
    assert!(run.out.contains("\nTask 0  1 of 16 strong\n"), "{}", run.out);
    assert!(run.out.contains("0-one-server  at dns  1 step done"), "{}", run.out);
    let plain = Spof::new("progress --ascii").data_dir(folder.path()).run();
    assert!(plain.ends(0).is_ascii(), "{}", plain.out);

    let json = Spof::new("progress --format json").data_dir(folder.path()).run().json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["profile"], "default");
    let rows = json["requirements"].as_array().unwrap();
    let row = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(
        (&row("t0.issue.spof")["level"], &row("t0.issue.spof")["last"]),
        (&"strong".into(), &"met".into())
    );
    assert_eq!(row("t0.issue.spof")["attempts"], 2);
    assert_eq!((&row("c.lamp")["level"], &row("c.lamp")["last"]), (&"untried".into(), &Value::Null));
    assert_eq!(json["lessons"][0]["step"], "dns");
}

#[test]
fn profiles_are_apart_and_named() {
    let folder = filled();
    let run = Spof::new("progress --profile ada").data_dir(folder.path()).run();
    assert!(run.ends(0).contains("Nothing yet."), "{}", run.out);
    assert!(run.out.contains("Other profiles: default."), "{}", run.out);
}

#[test]
fn a_reset_says_where_the_old_progress_is() {
    let folder = filled();
    let run = Spof::new("progress --reset").data_dir(folder.path()).run();
    let path = run.ends(0).rsplit_once("is kept as ").unwrap().1.trim_end().trim_end_matches('.');
    assert!(fs::metadata(path).is_ok(), "{path}");
    assert!(Spof::new("progress").data_dir(folder.path()).run().ends(0).contains("Nothing yet."));
    let none = Spof::new("progress --reset --profile ada").data_dir(folder.path()).run();
    assert_eq!(none.ends(0), "Profile ada has no progress yet.\n");
}

#[test]
fn progress_that_cannot_be_read_is_refused_with_advice() {
    let folder = filled();
    let path = folder.path().join("default.db");
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 999).unwrap();
    let run = Spof::new("progress").data_dir(folder.path()).run();
    assert!(run.refuses().contains("was written by a newer spof"), "{}", run.err);
    assert!(run.err.contains("\n  hint: Update spof"), "{}", run.err);

    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let run = Spof::new("progress").data_dir(&file.join("below")).run();
    assert!(run.refuses().contains("cannot be made"), "{}", run.err);

    fs::write(&path, "damaged").unwrap();
    let run = Spof::new("progress").data_dir(folder.path()).run();
    assert!(run.ends(0).contains("Nothing yet."), "{}", run.out);
    assert!(run.err.starts_with("note: The progress file was damaged. It is kept as "), "{}", run.err);
}

/// A data folder with two attempts and a lesson begun.
fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let mut store = Store::open(&Location::find(Some(folder.path()), Profile::default()));
    for _ in 0..2 {
        store.record(Attempt {
            question: "q".into(),
            kind: "explain".into(),
            answer: "If the server dies, the site is down.".into(),
            seconds: 30.0,
            verdicts: [(RequirementId::parse("t0.issue.spof").expect("it is an id"), Verdict::Met)].into(),
            marker: Marker::Program,
        });
    }
    store.step_done("0-one-server", "intro");
    store.go_to("0-one-server", "dns");
    assert_eq!(store.close(), None);
    folder
}
