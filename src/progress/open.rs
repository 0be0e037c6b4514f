//! How a store finds its file, what it does when the file is not fit, and the words for it.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::aside::set_aside;
use super::database::{self, Refusal};
use super::location::Location;
use super::lock::{Lock, NoLock};
use super::migration::NEWEST;
use super::notice::Notice;
use super::store::Disk;

/// What to do when a folder cannot be used.
const OTHER_FOLDER: &str = "Make it writable or name another folder with --data-dir DIR, then start again.";

/// Opens the file of a profile, or gives a database in memory and says why.
pub(super) fn open(location: &Location, notices: &mut Vec<Notice>) -> Result<Disk, Connection> {
    let path = match location.file() {
        Ok(path) => path,
        Err(no_home) => {
            let hint = "Name a folder with --data-dir DIR, then start again.";
            notices.push(Notice::new(format!("Progress is not saved, because {no_home}."), hint));
            return Err(database::in_memory());
        }
    };
    // The second round opens the new file after a damaged one was set aside.
    for _ in 0..2 {
        let lock = match share(&path) {
            Ok(lock) => lock,
            Err(notice) => {
                notices.push(notice);
                return Err(database::copy_of_file(&path));
            }
        };
        match database::open(&path) {
            Ok(connection) if connection.is_readonly("main").unwrap_or(false) => {
                notices.push(not_saved(&path, "cannot be written", OTHER_FOLDER));
                return Err(database::copy(&connection));
            }
            Ok(connection) => {
                let syncer = database::sync_log(&connection, &path).unwrap_or(None);
                return Ok(Disk { connection, syncer, _lock: lock });
            }
            Err(Refusal::Damaged) => {
                drop(lock);
                match replace(&path) {
                    Ok(notice) => notices.push(notice),
                    Err(notice) => {
                        notices.push(notice);
                        return Err(database::in_memory());
                    }
                }
            }
            Err(refusal) => {
                notices.push(unfit(&path, &refusal));
                return Err(database::copy_of_file(&path));
            }
        }
    }
    notices.push(not_saved(&path, "is damaged again after it was made anew", "Check the disk."));
    Err(database::in_memory())
}

/// Takes a place among the users of the file.
fn share(path: &Path) -> Result<Lock, Notice> {
    if let Some(folder) = path.parent()
        && let Err(error) = Location::make_folder(folder)
    {
        return Err(not_saved(folder, &format!("cannot be made ({error})"), OTHER_FOLDER));
    }
    Lock::share(path).map_err(|error| match error {
        NoLock::Taken => {
            not_saved(path, "is being moved by another spof", "Start again when the other one is done.")
        }
        NoLock::Io(error) => not_saved(path, &format!("cannot be written ({error})"), OTHER_FOLDER),
    })
}

/// Sets a damaged file aside and says where it is; an error when somebody has it open or it cannot be moved.
fn replace(path: &Path) -> Result<Notice, Notice> {
    let hint = "Quit every other spof of this profile, then start again: the damaged file is then set aside.";
    let _lock = match Lock::own(path) {
        Ok(lock) => lock,
        Err(NoLock::Taken) => return Err(not_saved(path, "is damaged and in use", hint)),
        Err(NoLock::Io(error)) => {
            return Err(not_saved(path, &format!("is damaged ({error})"), OTHER_FOLDER));
        }
    };
    // Another instance may have been faster.
    if !matches!(database::open(path), Err(Refusal::Damaged)) {
        return Ok(Notice::new("The progress file was damaged and has been set aside.", ""));
    }
    match set_aside(path, "damaged") {
        Ok(target) => Ok(Notice::new(
            format!(
                "The progress file was damaged. It is kept as {}, and a new one was begun.",
                target.display()
            ),
            "To try and save what was in it, open it with the sqlite3 program and type .recover.",
        )),
        Err(error) => {
            Err(not_saved(path, &format!("is damaged and cannot be set aside ({error})"), OTHER_FOLDER))
        }
    }
}

fn unfit(path: &Path, refusal: &Refusal) -> Notice {
    match refusal {
        Refusal::Newer(version) => not_saved(
            path,
            &format!(
                "was written by a newer spof (its version is {version}, this spof knows up to {NEWEST})"
            ),
            "Update spof, or use another profile with --profile NAME. The file stays as it is.",
        ),
        Refusal::Foreign => not_saved(
            path,
            "is the database of another program",
            "Name another folder with --data-dir DIR. The file stays as it is.",
        ),
        Refusal::Damaged => not_saved(path, "is damaged", "Start spof again: the file is then set aside."),
        Refusal::Failed(error) => {
            let (what, remedy) = explain(error);
            not_saved(
                path,
                &what,
                &format!("{remedy} or name another folder with --data-dir DIR, then start again."),
            )
        }
    }
}

/// The notice for a write that the file refused while the tutor runs.
pub(super) fn refused(file: &str, error: &rusqlite::Error) -> Notice {
    if database::is_damage(error) {
        let hint = "Quit and start spof again: the file is then set aside.";
        return Notice::new(format!("Progress is not saved any more, because {file} is damaged."), hint);
    }
    let (what, remedy) = explain(error);
    Notice::new(
        format!("Progress is not saved at the moment, because {file} {what}."),
        format!("{remedy}: spof goes on and tries again."),
    )
}

/// The notice for a file that cannot be read while the tutor runs.
pub(super) fn unreadable(error: &rusqlite::Error) -> Notice {
    let hint = "Quit and start spof again: a damaged file is then set aside.";
    Notice::new(format!("Some of your progress cannot be read ({error})."), hint)
}

fn not_saved(path: &Path, because: &str, hint: &str) -> Notice {
    Notice::new(format!("Progress is not saved, because {} {because}.", path.display()), hint)
}

/// What an error of SQLite means to the learner, as the end of a sentence about the file, and the remedy, as
/// the beginning of one.
fn explain(error: &rusqlite::Error) -> (String, &'static str) {
    let (what, remedy) = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => ("finds no space on the disk", "Free some space"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ("is held by another program", "Close the program that holds it")
        }
        _ => return (format!("cannot be written ({error})"), "Check the disk and who may write there"),
    };
    (what.to_owned(), remedy)
}
