//! A sound pack passes the linter; the same pack, made wrong in one way, gets the message that its author needs.

use std::collections::BTreeMap;

use spof::course::{Course, Pack, lint};
use spof::lesson::replay;
use spof::topology;

const LESSON_FILE: &str = "lessons/0-a/lesson.md";
const BANK_FILE: &str = "quizzes/t0.ron";

const REQUIREMENTS: &str = r#"[
    (id: "t0.explain.server", title: "A", met: "A."),
    (id: "t0.issue.spof", title: "B", met: "B."),
    (id: "t0.design.database", title: "C", met: "C."),
    (id: "c.spof", title: "D", met: "D."),
]
"#;

const LESSON: &str = r#"# A server

```spof
lesson(id: "0-a", task: 0, minutes: 5)
```

Intro.

## What it is

```spof
[
    teach(["t0.explain.server", "t0.design.database"]),
    load("board.ron"),
    highlight(["server", "user->server.nginx:80"]),
    edit(["set server.nginx label nginx"]),
    ask(["single"]), show(zone),
]
```

A machine.

## Break it

```spof
[teach(["t0.issue.spof"]), load("classics/c1.ron"), predict(["lb"]), fail(["lb"]), animate(lookup)]
```

Press f.

## Build it

```spof
[load("start.ron"), mission(
    id: "build", title: "Build it", start: "start.ron",
    goals: [requirement("t0.design.database"), goal("Pages can be read.", up(dynamic_read))],
    allowed: [database],
    hints: (nudge: "n", method: "m", answer: "a"),
    par: 2,
    solution: edits(["add database mysql on server", "connect server.app server.mysql mysql"]),
    alternative: edits(["add database db on server", "connect server.app server.db mysql"]),
    debrief: "Done.",
)]
```

Your turn.
"#;

const BANK: &str = r#"[
    (
        id: "single", requires: ["t0.explain.server"], step: "0-a/what-it-is", prompt: "What?",
        kind: single([(text: "right", right: true), (text: "wrong", why: "because")]), explanation: "So.",
    ),
    (
        id: "mark", requires: ["t0.issue.spof"], step: "0-a/break-it", prompt: "Mark.", topology: "classics/c1.ron",
        kind: mark(spofs(function: write, granularity: host)), explanation: "So.",
    ),
    (
        id: "number", requires: ["t0.design.database"], step: "0-a/what-it-is", prompt: "How many?", topology: "0-a/board.ron",
        kind: numeric(answer: capacity_qps, tolerance: percent(1), traps: [(value: 1, why: "no")]), explanation: "So.",
    ),
    (
        id: "predict", requires: ["t0.issue.spof"], step: "0-a/break-it", prompt: "And now?", topology: "classics/c1.ron",
        kind: predict(fail: ["s1"]), explanation: "So.",
    ),
    (
        id: "say", requires: ["t0.explain.server", "t0.issue.spof"], step: "0-a/what-it-is", prompt: "Say it.",
        kind: explain, explanation: "So.",
    ),
]
"#;

const GLOSSARY: &str = "# Glossary\n\n## Server\n\nServes.\n\n## Client\n\nAsks.\n";

/// The files of a pack that is sound.
fn sound() -> BTreeMap<&'static str, String> {
    let shipped = Pack::embedded();
    let board = shipped.text("lessons/classics/c0.ron").expect("it is shipped").to_owned();
    let whole = topology::parse("c0.ron", &board).expect("it can be read");
    let start = replay(&whole, &["remove server.mysql".to_owned()]).expect("it has a database");
    BTreeMap::from([
        ("quizzes/requirements.ron", REQUIREMENTS.to_owned()),
        ("lessons/0-a/lesson.md", LESSON.to_owned()),
        ("lessons/0-a/board.ron", board),
        ("lessons/0-a/start.ron", topology::write(&start)),
        ("lessons/glossary.md", GLOSSARY.to_owned()),
        ("quizzes/t0.ron", BANK.to_owned()),
    ])
}

fn told(files: &BTreeMap<&str, String>) -> String {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.clone().into_bytes()));
    let told: Vec<String> = lint(&Pack::from_files(files)).iter().map(ToString::to_string).collect();
    told.join("\n")
}

#[test]
fn a_sound_pack_passes() {
    assert_eq!(told(&sound()), "");
}

/// Makes the sound pack wrong in one way after the other: the file, what is replaced by what, and what must be told.
fn each(cases: &[(&str, &str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (file, old, new, expected) in cases {
        let mut files = sound();
        let text = files.get_mut(file).expect("the file is in the pack");
        assert!(text.contains(old), "{file}: {old}");
        *text = text.replacen(old, new, 1);
        let told = told(&files);
        if !told.contains(expected) {
            wrong.push(format!("{old} → {new}\nexpected {expected}\ntold\n{told}\n"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_does_not_read_is_told() {
    each(&[
        ("quizzes/requirements.ron", "met: \"A.\"", "mett: \"A.\"", "quizzes/requirements.ron:2:"),
        (LESSON_FILE, "lesson(id", "lessn(id", "lessons/0-a/lesson.md:4:1: `lessn` is not possible here."),
        (BANK_FILE, "kind: explain", "kind: explains", "quizzes/t0.ron:20:15: `explains` is not possible"),
        ("lessons/0-a/board.ron", "hosts", "hostz", "lessons/0-a/board.ron:5:"),
        (
            "lessons/glossary.md",
            "## Client",
            "## server",
            "lessons/glossary.md:7:1: The term `server` is there twice.",
        ),
        ("lessons/glossary.md", "Asks.", "", "lessons/glossary.md:7:1: The term `Client` says nothing."),
    ]);
}

#[test]
fn what_leads_nowhere_is_told() {
    each(&[
        (
            LESSON_FILE,
            "\"t0.issue.spof\"",
            "\"t0.issue.spoof\"",
            "lesson.md:26:10: There is no requirement `t0.issue.spoof`.",
        ),
        (
            LESSON_FILE,
            "load(\"board.ron\")",
            "load(\"bord.ron\")",
            "lesson.md:14:11: There is no topology `lessons/0-a/bord.ron`.",
        ),
        (
            LESSON_FILE,
            "classics/c1.ron",
            "classics/c9.ron",
            "lesson.md:26:34: There is no topology `lessons/classics/c9.ron`.",
        ),
        (
            LESSON_FILE,
            "[\"server\", \"user",
            "[\"sever\", \"user",
            "lesson.md:15:17: `sever` is not in lessons/0-a/board.ron.",
        ),
        (LESSON_FILE, "[\"server\", \"user", "[\"sever\", \"user", "Did you mean `server`?"),
        (LESSON_FILE, "nginx:80", "nginx:81", "`user->server.nginx:81` is not in lessons/0-a/board.ron."),
        (
            LESSON_FILE,
            "predict([\"lb\"])",
            "predict([\"server\"])",
            "`server` is not in lessons/classics/c1.ron.",
        ),
        (LESSON_FILE, "set server.nginx label nginx", "set server.ngnx label nginx", "lesson.md:16:12: "),
        (
            LESSON_FILE,
            "ask([\"single\"])",
            "ask([\"singel\"])",
            "lesson.md:17:11: There is no question `singel`.",
        ),
        (LESSON_FILE, "    load(\"board.ron\"),\n", "", "`server` is named before any topology."),
        (
            LESSON_FILE,
            "minutes: 5",
            "minutes: 5, after: [\"9-z\"]",
            "lesson.md:4:49: There is no lesson `9-z`.",
        ),
        (
            BANK_FILE,
            "step: \"0-a/break-it\"",
            "step: \"0-a/brake-it\"",
            "t0.ron:7:57: There is no step `0-a/brake-it` to go back to.",
        ),
        (BANK_FILE, "step: \"0-a/break-it\"", "step: \"0-a/brake-it\"", "Did you mean `0-a/break-it`?"),
        (
            BANK_FILE,
            "requires: [\"t0.design.database\"]",
            "requires: [\"t0.design.databse\"]",
            "There is no requirement `t0.design.databse`.",
        ),
        (
            BANK_FILE,
            "topology: \"0-a/board.ron\"",
            "topology: \"board.ron\"",
            "There is no topology `lessons/board.ron`.",
        ),
        (
            BANK_FILE,
            "fail: [\"s1\"]",
            "fail: [\"s9\"]",
            "t0.ron:16:31: `s9` is not in lessons/classics/c1.ron.",
        ),
        (BANK_FILE, "kind: explain,", "kind: mark(kind(database)),", "is about a topology and names none"),
    ]);
}

#[test]
fn what_does_not_work_is_told() {
    each(&[
        (
            BANK_FILE,
            "mark(spofs(function: write, granularity: host))",
            "mark(kind(cdn))",
            "the key is empty in lessons/classics/c1.ron.",
        ),
        (
            BANK_FILE,
            "mark(spofs(function: write, granularity: host))",
            "mark(given([\"s9\"]))",
            "`s9` is not in lessons/classics/c1.ron.",
        ),
        (
            BANK_FILE,
            "topology: \"classics/c1.ron\",\n        kind: mark(spofs(function: write, granularity: host))",
            "topology: \"classics/c0.ron\",\n        kind: mark(spofs(function: write, granularity: host))",
            "Everything that can be marked in lessons/classics/c0.ron is right.",
        ),
        (BANK_FILE, "value: 1,", "value: 401,", "The trap 401 lies within the tolerance"),
        (
            BANK_FILE,
            "id: \"mark\"",
            "id: \"single\"",
            "t0.ron:6:1: The id `single` is taken: another question has it in quizzes/t0.ron:2.",
        ),
        (BANK_FILE, "text: \"wrong\"", "text: \"All of the above.\"", "This option points at other options."),
    ]);
}

#[test]
fn cues_that_show_nothing_are_told() {
    each(&[
        (
            LESSON_FILE,
            "fail([\"lb\"]), ",
            "",
            "lesson.md:26:63: What is predicted here never fails in this step.",
        ),
        (
            LESSON_FILE,
            "fail([\"lb\"]), ",
            "fail([\"s1\"]), ",
            "What is predicted here never fails in this step.",
        ),
        (
            "lessons/0-a/board.ron",
            "site: \"www.foobar.com\",",
            "",
            "No name can be looked up here: the topology has no zone or no site.",
        ),
        (
            LESSON_FILE,
            "ask([\"single\"])",
            "edit([\"remove user\"]), animate(write)",
            "nobody calls the site.",
        ),
        (LESSON_FILE, "load(\"board.ron\"),", "show(findings),", "Nothing is on the board yet."),
    ]);
}

#[test]
fn missions_are_tried() {
    let mission = |old: &'static str, new: &'static str, told: &'static str| (LESSON_FILE, old, new, told);
    each(&[
        mission(
            "start: \"start.ron\"",
            "start: \"board.ron\"",
            "lesson.md:35:10: The start of the mission passes already.",
        ),
        mission(
            "start: \"start.ron\"",
            "start: \"stert.ron\"",
            "There is no topology `lessons/0-a/stert.ron`.",
        ),
        mission(
            "\"add database mysql on server\", ",
            "",
            "The solution cannot be replayed: edit 1, `connect server.app server.mysql mysql`",
        ),
        mission(
            ", \"connect server.app server.db mysql\"",
            "",
            "The alternative does not pass: Pages can be read.",
        ),
        mission(
            "edits([\"add database db on server\", \"connect server.app server.db mysql\"])",
            "edits([\"add database mysql on server\", \"connect server.app server.mysql mysql\"])",
            "The alternative is the same design as the solution.",
        ),
        mission(
            "alternative: edits([\"add database db on server\", \"connect server.app server.db mysql\"])",
            "alternative: file(\"classics/c9.ron\")",
            "There is no topology `lessons/classics/c9.ron`.",
        ),
        mission(
            "allowed: [database]",
            "allowed: [cache]",
            "The solution adds a database, which the mission does not allow.",
        ),
        mission("par: 2", "par: 1", "The solution takes 2 edits, more than its par of 1."),
        mission("par: 2", "par: 0", "The mission's par is 0."),
        mission("nudge: \"n\"", "nudge: \"\"", "The mission's nudge is empty."),
        mission(
            "requirement(\"t0.design.database\")",
            "requirement(\"t0.explain.server\")",
            "is no design requirement, so no design can meet it.",
        ),
        mission(
            "requirement(\"t0.design.database\")",
            "requirements(9)",
            "Task 9 has no design requirements.",
        ),
        mission("up(dynamic_read)", "up(dynamic_reads)", "`dynamic_reads` is not possible here."),
        mission("up(dynamic_read)", "upp(dynamic_read)", "Did you mean `up`?"),
    ]);
}

#[test]
fn a_mission_that_assesses_a_design_requirement_stands_for_a_question() {
    let mut files = sound();
    let bank = files.get_mut(BANK_FILE).expect("the bank is in the pack");
    *bank = bank.replace("requires: [\"t0.design.database\"]", "requires: [\"t0.explain.server\"]");
    assert_eq!(told(&files), "");
    let lesson = files.get_mut(LESSON_FILE).expect("the lesson is in the pack");
    *lesson = lesson.replace("requirement(\"t0.design.database\"), ", "");
    assert!(told(&files).contains("No question and no mission assesses `t0.design.database`."));
}

#[test]
fn what_is_never_taught_or_asked_is_told() {
    each(&[
        (LESSON_FILE, "teach([\"t0.issue.spof\"]), ", "", "No step teaches `t0.issue.spof`."),
        (
            BANK_FILE,
            "\"t0.explain.server\", \"t0.issue.spof\"]",
            "\"t0.issue.spof\"]",
            "No explain question assesses `t0.explain.server`.",
        ),
        (
            BANK_FILE,
            "\"t0.explain.server\", \"t0.issue.spof\"]",
            "\"t0.issue.spof\", \"t0.explain.server\", \"t0.design.database\"]",
            "No rubric marks explanations of `t0.design.database`.",
        ),
        (LESSON_FILE, "task: 0", "task: 7", "There are no requirements of task 7."),
        (LESSON_FILE, "task: 0, ", "", ""),
        (
            BANK_FILE,
            "requires: [\"t0.design.database\"]",
            "requires: [\"c.spof\"]",
            "The lesson `0-a` teaches nothing that this question assesses.",
        ),
        (LESSON_FILE, "classics/c1.ron", "board.ron", "`lb` is not in lessons/0-a/board.ron."),
    ]);
}

#[test]
fn files_that_are_missing_or_idle_are_told() {
    let mut files = sound();
    files.insert("lessons/0-a/idle.ron", files["lessons/0-a/board.ron"].clone());
    files.insert("lessons/1-b/board.ron", files["lessons/0-a/board.ron"].clone());
    let told = told(&files);
    for expected in [
        "lessons/0-a/idle.ron: Nothing uses this topology.",
        "lessons/1-b/lesson.md: This folder holds no lesson.",
    ] {
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn right_options_that_give_themselves_away_are_told() {
    let question = |number: usize, options: &str| {
        format!(
            "(id: \"x{number}\", requires: [\"t0.issue.spof\"], step: \"0-a/break-it\", prompt: \"?\",
              kind: single([{options}]), explanation: \"!\"),"
        )
    };
    let bank = |options: &str| (0..8).map(|number| question(number, options)).collect::<String>();
    let cases = [
        (
            "(text: \"a\", why: \"w\"), (text: \"longer\", right: true)",
            "The right option is the longest in 8 of 8",
        ),
        (
            "(text: \"a\", why: \"w\"), (text: \"b\", right: true)",
            "The right option stands in place 2 in 8 of 8",
        ),
    ];
    for (options, expected) in cases {
        let mut files = sound();
        files.insert("quizzes/more.ron", format!("[{}]", bank(options)));
        let told = told(&files);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_pack_of_nonsense_is_told_without_a_panic() {
    let nonsense: [&[u8]; 6] = [b"", b"\xff\xfe", b"[[[[", b"\0\0", b"# A\n## B\n", b"(format: 99)"];
    for bytes in nonsense {
        let paths = [
            "lessons/a/lesson.md",
            "lessons/a/b.ron",
            "quizzes/q.ron",
            "lessons/glossary.md",
            "quizzes/requirements.ron",
            "quizzes/lexicon.ron",
            "quizzes/rubrics/r.ron",
        ];
        let pack = Pack::from_files(paths.map(|path| (path.to_owned(), bytes.to_vec())));
        assert!(!lint(&pack).is_empty());
        assert!(Course::load(pack).question("none").is_none());
    }
    assert!(lint(&Pack::default()).is_empty(), "an empty pack leans on what is shipped, and that is sound");
}
