//! Killed processes and several instances at once, with real processes: this test program starts itself again.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{attempt, open};

/// Names the folder, the question and the number of attempts of a child.
const TASK: &str = "SPOF_TEST_CHILD";

#[test]
#[ignore = "a child of the tests below, not a test"]
fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let [folder, question, count] = task.split('|').collect::<Vec<_>>()[..] else { panic!("{task}") };
    let mut store = open(Path::new(folder));
    for number in 0..count.parse().unwrap() {
        store.record(attempt(question, &number.to_string()));
        store.save_draft("draft", &number.to_string());
        // Said only once it is saved: what the parent reads must be found.
        let mut out = std::io::stdout();
        writeln!(out, "saved {number}").unwrap();
        out.flush().unwrap();
    }
    assert!(store.is_saved(), "{:?}", store.take_notice());
}

#[test]
fn a_killed_process_loses_nothing_that_it_had_saved() {
    for after in [0, 1, 7, 60] {
        let folder = tempfile::tempdir().unwrap();
        let mut child = start(folder.path(), "q", 1_000_000);
        let mut lines = saved(&mut child);
        let last = lines.nth(after).expect("it goes on until it is killed");
        child.kill().unwrap();
        child.wait().unwrap();
        let last = lines.last().unwrap_or(last);

        let store = open(folder.path());
        assert_eq!(store.take_notice(), None);
        let kept = store.attempts("q");
        let newest: u32 = kept[0].attempt.answer.parse().unwrap();
        assert_eq!(kept.len() as u32, newest + 1, "there are no gaps");
        assert!(newest == last || newest == last + 1, "{newest} is kept, {last} was said to be");
        let draft: u32 = store.draft("draft").unwrap().parse().unwrap();
        assert!(draft >= last, "the draft is of {draft}, {last} was said to be saved");
    }
}

#[test]
fn processes_killed_at_any_moment_leave_a_whole_database() {
    // The first moments are those in which the file is made and given its tables.
    let folder = tempfile::tempdir().unwrap();
    for milliseconds in (0..40).step_by(2) {
        let mut child = start(folder.path(), "q", 1_000_000);
        thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let store = open(folder.path());
    assert_eq!(store.take_notice(), None);
    assert!(store.is_saved());
}

#[test]
fn two_processes_that_start_together_keep_everything() {
    let folder = tempfile::tempdir().unwrap();
    let mut children = ["a", "b", "c"].map(|question| start(folder.path(), question, 40));
    for child in &mut children {
        assert_eq!(saved(child).count(), 40);
        assert!(child.wait().unwrap().success());
    }
    let store = open(folder.path());
    for question in ["a", "b", "c"] {
        assert_eq!(store.attempts(question).len(), 40);
    }
}

#[test]
fn two_instances_in_one_lesson_add_up_and_the_last_position_wins() {
    let folder = tempfile::tempdir().unwrap();
    let walk = |steps: std::ops::Range<u32>| {
        let mut store = open(folder.path());
        for step in steps {
            store.go_to("lesson", &step.to_string());
            store.step_done("lesson", &step.to_string());
        }
        assert!(store.is_saved());
    };
    thread::scope(|scope| {
        scope.spawn(|| walk(0..50));
        scope.spawn(|| walk(50..100));
    });
    open(folder.path()).go_to("lesson", "7");
    let position = open(folder.path()).position("lesson").unwrap();
    assert_eq!(position.step, "7");
    assert_eq!(position.done, (0..100).map(|step| step.to_string()).collect::<BTreeSet<_>>());
}

fn start(folder: &Path, question: &str, count: u32) -> Child {
    Command::new(env::current_exe().expect("this program has a path"))
        .args(["--ignored", "--exact", "progress::crash::child", "--nocapture"])
        .env(TASK, format!("{}|{question}|{count}", folder.display()))
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program starts")
}

/// The numbers that a child says it has saved.
fn saved(child: &mut Child) -> impl Iterator<Item = u32> + use<> {
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    lines.filter_map(|line| {
        line.rsplit_once("saved ").map(|(_, number)| number.parse().expect("it is a number"))
    })
}
