//! `spof grade`.

use std::collections::BTreeMap;

use serde_json::Value;
use spof::course::Course;

use super::Spof;

const WEAK: &str = "# My answers\n\nA server is a machine that provides a service to clients over a network.\n\
                    The database é.\n";

#[test]
fn every_requirement_that_is_answered_in_words_is_marked_with_evidence() {
    let run = Spof::new("grade a.md --task 0 --format json").file("a.md", WEAK).run();
    run.ends(1);
    let told = run.json();
    assert_eq!(told["version"], 1);
    let paper = &told["files"][0];
    assert_eq!((&paper["file"], &paper["task"], &paper["status"]), (&"a.md".into(), &0.into(), &"ok".into()));
    let rows = paper["requirements"].as_array().unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 10, "{ids:?}");
    assert_eq!((ids[0], ids[9]), ("t0.explain.server", "t0.issue.scale"), "in the order of the task");
    let verdicts: BTreeMap<&str, &str> =
        rows.iter().map(|row| (row["id"].as_str().unwrap(), row["verdict"].as_str().unwrap())).collect();
    assert_eq!(verdicts["t0.explain.server"], "met");
    assert_eq!(verdicts["t0.issue.spof"], "missing");
    for row in rows {
        let keys: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["confidence", "evidence", "id", "misconceptions", "note", "review", "verdict"]);
        for quote in row["evidence"].as_array().unwrap() {
            let at = |key: &str| usize::try_from(quote[key].as_u64().unwrap()).unwrap();
            assert_eq!(quote["text"], WEAK[at("start")..at("end")], "offsets are bytes, half open");
        }
    }
}

#[test]
fn an_answer_that_says_it_all_passes() {
    let course = Course::embedded();
    for (task, asked) in [(0, 10), (1, 8), (2, 9), (3, 4)] {
        let rubrics = course.rubrics().unwrap().of_task(task);
        let parts: Vec<String> =
            rubrics.map(|rubric| format!("## {}\n\n{}\n\n", rubric.question(), rubric.model())).collect();
        let run = Spof::new(&format!("grade - --task {task}")).input(parts.concat()).run();
        assert!(run.ends(0).starts_with(&format!("Task {task}  standard input\n")), "{}", run.out);
        assert!(run.out.ends_with(&format!("{asked} of {asked} requirements met.\n")), "{}", run.out);
    }
}

#[test]
fn the_page_shows_words_that_earned_and_what_to_add() {
    let run = Spof::new("grade a.md --task 0").file("a.md", WEAK).run();
    let page = run.ends(1);
    assert!(page.contains("\n  ✓ What a server is  t0.explain.server\n"), "{page}");
    assert!(
        page.contains(
            "\n      \"A [server is] a [machine] that [provides] a [service] to clients over a\n      network.\"\n"
        ),
        "{page}"
    );
    assert!(page.contains("\n    Nothing in the answer speaks of this. Say "), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
}

#[test]
fn an_empty_answer_and_a_foreign_one_do_not_pass() {
    let french = "Un serveur est une machine physique ou virtuelle qui fournit des services à ses clients sur le réseau. \
                  Le nom de domaine est un nom lisible qui correspond à l'adresse du serveur.";
    let run = Spof::new("grade empty.md french.md --task 0 --format json")
        .file("empty.md", " \n")
        .file("french.md", french)
        .run();
    run.ends(1);
    let told = run.json();
    let status: Vec<&Value> =
        told["files"].as_array().unwrap().iter().map(|paper| &paper["status"]).collect();
    assert_eq!(status, ["empty", "unsupported_language"]);
    assert_eq!(told["files"][0]["requirements"], Value::Array(Vec::new()));
    let page = Spof::new("grade empty.md --task 0").file("empty.md", "").run();
    assert!(page.ends(1).contains("The answer has no words"), "{}", page.out);
}

#[test]
fn one_unreadable_file_does_not_hide_the_others() {
    let run = Spof::new("grade a.md missing.md bytes.md --task 0 --format json")
        .file("a.md", WEAK)
        .file("bytes.md", b"A server \xff is")
        .run();
    run.ends(2);
    assert_eq!(run.json()["files"].as_array().unwrap().len(), 1);
    assert_eq!(
        run.err,
        "unreadable input: There is no file missing.md. Check the name.\n\
         unreadable input: bytes.md is not UTF-8 text: byte 10 is wrong. Is it the right file? If so, convert it.\n"
    );
}

#[test]
fn what_has_no_rubric_is_refused() {
    let run = Spof::new("grade a.md --task 1 --rubrics mine")
        .file("a.md", WEAK)
        .file("mine/t0.issue.spof.ron", include_str!("../../../quizzes/rubrics/t0.issue.spof.ron"))
        .run();
    assert!(
        run.refuses().starts_with("wrong use: Answers to task 1 cannot be marked: it has no rubrics."),
        "{}",
        run.err
    );
    Spof::new("grade a.md --task 4").file("a.md", WEAK).run().refuses();
    Spof::new("grade - - --task 0").run().refuses();
}

#[test]
fn one_requirement_can_be_asked_alone() {
    let run = Spof::new("grade - --requirement t0.issue.spof")
        .input("There is only one server, so it is a SPOF.")
        .run();
    assert!(run.ends(0).starts_with("One question  standard input\n"), "{}", run.out);
    assert!(run.out.ends_with("1 of 1 requirement met.\n"), "{}", run.out);
    Spof::new("grade - --requirement t0.issue.spof --task 0").run().refuses();
}

/// A text on two tasks, of which only one has rubrics of the test's own.
const TWO: &str = "# Web infrastructure\n\n## Task 0\n\nIf the server fails, the whole site is down.\n\n\
                   ## Task 1\n\nThe server answers slowly because of too much traffic.\n";

#[test]
fn the_task_is_found_out_from_headings_or_from_what_is_said() {
    let run =
        Spof::new("grade - --format json").input("# Simple web stack\n\nA server is a computer.\n").run();
    assert_eq!((run.ends(1).len() > 9, &run.json()["files"][0]["task"]), (true, &0.into()));
    let said = "If the server fails, the whole site is down, so it is a single point of failure. A server is a machine \
                that provides a service over a network. During a deployment the site is down.";
    let run = Spof::new("grade - --format json").input(said).run();
    run.ends(1);
    assert_eq!(run.json()["files"][0]["task"], 0);
    let run = Spof::new("grade -").input("The weather is fine today.").run();
    let told =
        "wrong use: standard input does not show which task it answers.\n  hint: Say it with --task N.\n";
    assert_eq!(run.refuses(), told);
}

#[test]
fn what_stands_under_another_tasks_heading_does_not_count() {
    let run = Spof::new("grade - --task 0 --format json").input(TWO).run();
    run.ends(1);
    let told = run.json();
    let verdict = |id: &str| {
        let rows = told["files"][0]["requirements"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == id).unwrap()["verdict"].clone()
    };
    assert_eq!((verdict("t0.issue.spof"), verdict("t0.issue.scale")), ("met".into(), "missing".into()));
    let free = TWO.replace("## Task 1\n", "");
    let run = Spof::new("grade - --requirement t0.issue.scale").input(&free).run();
    run.ends(0);
}

#[test]
fn a_folder_is_a_class() {
    let run = Spof::new("grade class --task 0 --format csv")
        .file("class/=cmd|'x'!A1.md", WEAK)
        .file("class/b, c/answer.txt", "The server is a SPOF: if it fails, the site is down.")
        .file("class/empty.md", "")
        .file("class/.hidden.md", WEAK)
        .file("class/photo.png", b"\xff\xd8")
        .run();
    let table = run.ends(1);
    let rows: Vec<&str> = table.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 4, "{table}");
    assert!(rows[0].starts_with("file,task,status,score,t0.explain.server,"), "{table}");
    assert!(rows[0].ends_with(",t0.issue.scale,review"), "{table}");
    assert!(
        rows[1].starts_with("class/=cmd|'x'!A1.md,0,ok,") || rows[1].starts_with("\"class/=cmd"),
        "{table}"
    );
    assert!(rows[2].starts_with("\"class/b, c/answer.txt\",0,ok,"), "{table}");
    assert!(rows[3].starts_with("class/empty.md,0,empty,,,"), "{table}");
    let inside = Spof::new("grade =1.md --task 0 --format csv").file("=1.md", WEAK).run();
    assert!(inside.ends(1).contains("\r\n\"'=1.md\",0,ok,"), "{}", inside.out);
    let page = Spof::new("grade class --task 0").file("class/a.md", WEAK).file("class/b.md", "").run();
    assert!(page.ends(1).contains("\nAll together\n\n  class/a.md  task 0  "), "{}", page.out);
    let none = Spof::new("grade class").file("class/photo.png", "").run();
    assert!(none.refuses().contains("class holds no .md, .markdown, .txt or .text file."), "{}", none.err);
}

#[test]
fn claims_about_a_design_are_held_against_it() {
    let answer =
        "# Distributed web infrastructure\n\nIf lb fails, the site stays up. The load balancer is a SPOF.\n";
    let command = format!("grade - --task 0 --topology {} --format", super::classic("c1"));
    let run = Spof::new(&format!("{command} json")).input(answer).run();
    run.ends(1);
    let claims = run.json()["files"][0]["claims"].clone();
    assert_eq!(claims.as_array().unwrap().len(), 2, "{claims}");
    assert_eq!(
        (&claims[0]["text"], &claims[0]["verdict"]),
        (&"If lb fails, the site stays up.".into(), &"missing".into())
    );
    assert_eq!((&claims[0]["start"], &claims[1]["verdict"]), (&34.into(), &"met".into()));
    let page = Spof::new(&format!("{command} text")).input(answer).run();
    assert!(
        page.ends(1).contains("  ✗ That is not so:\n      \"If lb fails, the site stays up.\"\n"),
        "{}",
        page.out
    );
    assert!(
        page.out.contains("    When lb fails, static reads, dynamic reads and writes are down."),
        "{}",
        page.out
    );
    let none = Spof::new("grade - --task 0 --format json").input(answer).run();
    assert!(none.json()["files"][0].get("claims").is_none());
    Spof::new("grade - --task 0 --topology no.ron").input(answer).run().refuses();
}
