//! `lesson.md` read into steps, and files that are wrong in many ways, each with the message that the author gets.

use spof::lesson::{self, Animation, Cue, Lesson, Pane};

const GOOD: &str = r#"# One server

```spof
lesson(id: "0-a", task: 0, minutes: 20)
```

What you will learn.

## What's a server?

```spof
[
    teach(["t0.explain.server", "c.lamp"]),
    load("empty.ron"), // the board
    highlight(["server", "user->server.nginx:80"]),
    notes("Say it aloud."),
]
```

A machine **or** a program.

```text
spof fences are not shown, this one is
```

### A closer look

More.

## Break it

```spof
[load("classics/c0.ron"), predict(["server.mysql"]), fail(["server.mysql"]), ask(["q1", "q2"]), show(findings),
 animate(lookup), animate(write), animate(link("server.nginx->server.app:9000")), hang(["server.app"]), repair,
 edit(["remove server.app"]), zoom("server"), id("break")]
```

Press f.

```spof
[mission(
    id: "m", title: "Build", start: "empty.ron", goals: [requirements(0), requirement("t0.design.domain")],
    hints: (nudge: "n", method: "m", answer: "a"), par: 3,
    solution: edits(["add host server"]), alternative: file("classics/c0.ron"), debrief: "Well done.",
)]
```
"#;

fn parse(text: &str) -> Result<Lesson, String> {
    lesson::parse("lessons/0-a/lesson.md", text).map_err(|error| error.to_string())
}

#[test]
fn a_lesson_is_a_title_a_head_and_steps() {
    let lesson = parse(GOOD).unwrap();
    assert_eq!((lesson.id.as_str(), lesson.task, lesson.minutes), ("0-a", Some(0), 20));
    assert_eq!((lesson.title.as_str(), lesson.intro.len()), ("One server", 1));
    let ids: Vec<&str> = lesson.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["whats-a-server", "break"]);
    let first = &lesson.steps[0];
    assert_eq!((first.title.as_str(), first.notes.as_str()), ("What's a server?", "Say it aloud."));
    assert_eq!((first.prose.len(), first.teaches.len()), (4, 2), "live fences are no prose");
    assert_eq!(first.cues[0], Cue::Load("lessons/0-a/empty.ron".into()));
    assert_eq!(lesson.teaches().len(), 2);
    assert!(
        GOOD[first.range.clone()].starts_with("## What's") && GOOD[first.range.clone()].ends_with("More.\n")
    );
}

#[test]
fn every_cue_is_read() {
    let lesson = parse(GOOD).unwrap();
    let cues = &lesson.steps[1].cues;
    assert_eq!(cues[0], Cue::Load("lessons/classics/c0.ron".into()));
    assert!(matches!(&cues[2], Cue::Fail(failed) if failed[0].to_string() == "server.mysql"));
    assert_eq!(lesson.steps[1].questions().collect::<Vec<_>>(), ["q1", "q2"]);
    assert_eq!((&cues[4], &cues[5]), (&Cue::Show(Pane::Findings), &Cue::Animate(Animation::Lookup)));
    assert!(matches!(&cues[7], Cue::Animate(Animation::Link(link)) if link.port == 9000));
    assert_eq!((&cues[9], &cues[10]), (&Cue::Repair, &Cue::Edit(vec!["remove server.app".into()])));
    let (step, mission) = lesson.mission("m").unwrap();
    assert_eq!((step.id.as_str(), mission.objectives.len(), mission.par), ("break", 2, 3));
    assert_eq!((mission.start.as_str(), mission.hints.layers()), ("lessons/0-a/empty.ron", ["n", "m", "a"]));
}

#[test]
fn the_board_of_a_step_is_the_sum_of_the_cues_before() {
    let lesson = parse(GOOD).unwrap();
    assert_eq!(lesson.scene(0).topology, None);
    let scene = lesson.scene(1);
    assert_eq!((scene.topology.as_deref(), scene.highlights.len()), (Some("lessons/0-a/empty.ron"), 2));
    let end = lesson.scene(99);
    assert_eq!((end.topology.as_deref(), end.edits.len()), (Some("lessons/classics/c0.ron"), 1));
    assert!(end.failed.is_empty(), "the last cue that fails or repairs is `repair`");
}

#[test]
fn each_mistake_is_told_at_its_place() {
    let cases = [
        ("# One server\n", "One server\n", "1:1: The lesson has no title."),
        ("lesson(id", "lessn(id", "4:1: `lessn` is not possible here."),
        (
            "lesson(id: \"0-a\"",
            "lesson(id: \"1-b\"",
            "4:13: The lesson's id is `1-b` and its folder is `0-a`.",
        ),
        (", minutes: 20", "", "The field `minutes` is missing."),
        ("minutes: 20)\n```", "minutes: 20)\n```\n\n```spof\n[]\n```", "8:1: One live fence stands between"),
        ("id(\"break\")", "id(\"whats-a-server\")", "30:1: Two steps have the id"),
        ("## Break it", "# Break it", "30:1: A lesson has one title."),
        ("## What's a server?", "## 服务器", "9:1: The heading has no letter"),
        ("teach([", "teech([", "13:5: `teech` is not possible here."),
        ("\"c.lamp\"", "\"lamp\"", "13:34: `lamp` is no requirement id"),
        ("\"user->server.nginx:80\"", "\"user->server.nginx\"", "15:27: `user->server.nginx` names nothing"),
        ("\"server\", \"user", "\"the server\", \"user", "15:17: `the server` names nothing"),
        ("show(findings)", "show(finding)", "`finding` is not possible here."),
        ("zoom(\"server\")", "zoom(\"a b\")", "`a b` is no id"),
        ("link(\"server.nginx->server.app:9000\")", "link(\"server\")", "`server` is no link."),
        ("id(\"break\")", "id(\"Break it\")", "`Break it` is no step id."),
        (
            "goals: [requirements(0), requirement(\"t0.design.domain\")]",
            "goals: []",
            "The mission has no goal.",
        ),
        ("requirement(\"t0.design.domain\")", "requirement(\"domain\")", "`domain` is no requirement id"),
        ("debrief: \"Well done.\",", "", "The field `debrief` is missing."),
        ("nudge:", "nugde:", "There is no field `nugde` here."),
        ("par: 3", "par: -3", ""),
        (
            "notes(\"Say it aloud.\")",
            "notes(\"Say it aloud.)",
            "12:1: This live fence holds no list of cues.",
        ),
        ("[load(\"classics", "load(\"classics", "holds no list of cues."),
        ("[mission(", "[mission(id: \"m\"), mission(", "is missing."),
    ];
    for (old, new, expected) in cases {
        assert!(GOOD.contains(old), "{old}");
        let told = parse(&GOOD.replacen(old, new, 1)).expect_err(new);
        assert!(told.contains(expected), "{old} → {new}\nexpected {expected}\ntold\n{told}");
        assert!(told.starts_with("lessons/0-a/lesson.md:"), "{told}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text =
        GOOD.replace("\"c.lamp\"", "\"lamp\"").replace("show(findings)", "show(all)").replace("zoom", "zom");
    let told = parse(&text).unwrap_err();
    assert_eq!(told.matches("lessons/0-a/lesson.md:").count(), 3, "{told}");
}

#[test]
fn a_live_fence_that_would_never_run_is_told() {
    for wrapped in [
        "> ```spof\n> [repair]\n> ```\n",
        "- ```spof\n  [repair]\n  ```\n",
        "  ```spof\n  [\n  repair]\n  ```\n",
    ] {
        let told = parse(&GOOD.replace("Press f.", wrapped)).unwrap_err();
        assert!(told.contains("A live fence"), "{told}");
    }
}

#[test]
fn what_is_no_lesson_is_told_without_a_panic() {
    for text in [
        "",
        "\u{0}",
        "#",
        "# A\n",
        "# A\n\n## B\n",
        "## B",
        "```spof",
        "# A\n```spof\n[[[[\n```\n## B\n```spof\n[(((\n```",
    ] {
        assert!(parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn a_lesson_that_is_cut_anywhere_is_told_without_a_panic() {
    let places: Vec<usize> = GOOD.char_indices().map(|(at, _)| at).collect();
    for length in [1, 4, 40] {
        for cut in places.windows(length + 1).step_by(3) {
            let text = format!("{}{}", &GOOD[..cut[0]], &GOOD[cut[length]..]);
            if let Err(error) = lesson::parse("lessons/0-a/lesson.md", &text) {
                assert!(
                    error.problems.iter().all(|problem| problem.line <= text.lines().count() + 1),
                    "{error}"
                );
            }
        }
    }
}
