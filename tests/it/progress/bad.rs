//! Files that cannot be used: none is overwritten, and the learner is told what to do.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use spof::progress::{ResetError, Setting, reset};

use super::{attempt, location, open};

#[test]
fn a_database_of_a_newer_version_is_left_as_it_is() {
    let folder = filled();
    let path = folder.path().join("default.db");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 999).unwrap();
    connection.pragma_update(None, "journal_mode", "DELETE").unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();

    let mut store = open(folder.path());
    let notice = store.take_notice().unwrap();
    assert!(notice.what.contains("was written by a newer spof"), "{notice}");
    assert!(notice.hint.contains("--profile NAME"), "{notice}");
    store.set(Setting::Theme, "dark");
    assert_eq!(store.setting(Setting::Theme).as_deref(), Some("dark"), "the tutor goes on");
    assert!(!store.is_saved());
    drop(store);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_damaged_database_is_set_aside_and_a_new_one_begun() {
    let smash: [fn(&mut Vec<u8>); 4] = [
        |bytes| bytes[..16].fill(b'?'),
        |bytes| bytes[4096..].fill(0xa5),
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| *bytes = b"This is no database at all, whatever its name says.".repeat(100),
    ];
    for (number, smash) in smash.into_iter().enumerate() {
        let folder = filled();
        let path = folder.path().join("default.db");
        let mut bytes = fs::read(&path).unwrap();
        smash(&mut bytes);
        fs::write(&path, &bytes).unwrap();

        let mut store = open(folder.path());
        let notice = store.take_notice().unwrap_or_else(|| panic!("{number}: it is damaged"));
        let aside = only_file(folder.path(), "default.damaged-");
        assert!(notice.what.contains(aside.to_str().unwrap()), "{number}: {notice}");
        assert_eq!(fs::read(&aside).unwrap(), bytes, "{number}: the damaged file is kept as it was");
        store.record(attempt("q", "new"));
        assert!(store.is_saved());
        drop(store);
        assert_eq!(open(folder.path()).attempts("q").len(), 1);
    }
}

#[test]
fn a_damaged_database_that_another_instance_uses_stays_where_it_is() {
    let folder = filled();
    let _other = open(folder.path());
    let path = folder.path().join("default.db");
    fs::write(&path, "smashed").unwrap();
    let store = open(folder.path());
    let notice = store.take_notice().unwrap();
    assert!(notice.what.ends_with("is damaged and in use."), "{notice}");
    assert_eq!(fs::read(&path).unwrap(), b"smashed");
}

#[test]
fn another_programs_database_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("default.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)")
        .unwrap();
    let before = fs::read(&path).unwrap();
    let store = open(folder.path());
    let notice = store.take_notice().unwrap();
    assert!(notice.what.ends_with("is the database of another program."), "{notice}");
    assert!(matches!(reset(&location(folder.path())), Err(ResetError::Foreign(_))));
    drop(store);
    assert!(matches!(reset(&location(folder.path())), Err(ResetError::Foreign(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_folder_that_cannot_be_made_or_written_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    fs::create_dir(folder.path().join("default.db")).unwrap();
    for place in [file.join("below"), file.clone(), folder.path().to_owned()] {
        let mut store = open(&place);
        let notice = store.take_notice().unwrap_or_else(|| panic!("{}", place.display()));
        assert!(notice.what.starts_with("Progress is not saved, because"), "{notice}");
        assert!(notice.hint.contains("--data-dir DIR"), "{notice}");
        store.go_to("lesson", "step");
        assert_eq!(store.position("lesson").unwrap().step, "step");
    }
    assert_eq!(fs::read(&file).unwrap(), b"");
}

#[test]
fn an_empty_file_becomes_the_database() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("default.db"), "").unwrap();
    let store = open(folder.path());
    assert_eq!(store.take_notice(), None);
    assert!(store.is_saved());
}

#[test]
fn a_reset_waits_for_nobody_and_loses_nothing() {
    let folder = filled();
    let other = open(folder.path());
    assert!(matches!(reset(&location(folder.path())), Err(ResetError::InUse(_))));
    assert_eq!(other.attempts("q").len(), 1);
    drop(other);
    let aside = reset(&location(folder.path())).unwrap().unwrap();
    assert_eq!(open(folder.path()).attempts("q").len(), 0);
    fs::rename(aside, folder.path().join("default.db")).unwrap();
    assert_eq!(open(folder.path()).attempts("q").len(), 1);
}

/// A folder with some progress in it.
fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let mut store = open(folder.path());
    store.record(attempt("q", &"words ".repeat(2000)));
    assert_eq!(store.close(), None);
    folder
}

/// The one file whose name begins so.
fn only_file(folder: &Path, begin: &str) -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(begin)))
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}
