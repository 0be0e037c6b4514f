//! The live check-list of a mission: what holds, and why not yet.

use spof::course::Course;
use spof::lesson::{self, Check, Mission, replay};
use spof::requirement::Verdict;

const LESSON: &str = r#"# A

```spof
lesson(id: "a", task: 0, minutes: 1)
```

## B

```spof
[mission(
    id: "m", title: "M", start: "classics/c0.ron",
    goals: [requirements(0), requirement("t1.design.servers"), goal("Pages can be read.", up(static_read))],
    hints: (nudge: "n", method: "m", answer: "a"), par: 1,
    solution: edits([]), alternative: file("classics/c1.ron"), debrief: "D.",
)]
```

C.
"#;

fn checks(mission: &Mission, edits: &[&str]) -> Vec<Check> {
    let course = Course::embedded();
    let start = course.topology(&mission.start).expect("the classic is shipped");
    let edits: Vec<String> = edits.iter().map(ToString::to_string).collect();
    mission.judge(&replay(&start, &edits).expect("the edits fit"), course.requirements())
}

#[test]
fn each_goal_is_a_line_with_its_reason() {
    let lesson = lesson::parse("lessons/a/lesson.md", LESSON).unwrap();
    let (_, mission) = lesson.mission("m").unwrap();
    let lines = checks(mission, &[]);
    // Task 0 has six design requirements, and C0 meets them; it has one server of the three that task 1 asks for.
    let verdicts: Vec<Verdict> = lines.iter().map(|line| line.judgement.verdict).collect();
    let expected = [vec![Verdict::Met; 6], vec![Verdict::Missing, Verdict::Met]].concat();
    assert_eq!(verdicts, expected, "{lines:#?}");
    assert_eq!(lines[0].statement, "One server with everything on it");
    assert_eq!(lines[6].requirement.as_ref().map(ToString::to_string).as_deref(), Some("t1.design.servers"));
    assert_eq!((lines[7].statement.as_str(), &lines[7].requirement), ("Pages can be read.", &None));
    assert!(lines.iter().all(|line| !line.judgement.because.is_empty()));
    assert!(!Mission::is_done(&lines) && !Mission::is_done(&[]));
}

#[test]
fn an_edit_changes_the_lines_that_it_concerns() {
    let lesson = lesson::parse("lessons/a/lesson.md", LESSON).unwrap();
    let (_, mission) = lesson.mission("m").unwrap();
    let (before, after) = (checks(mission, &[]), checks(mission, &["remove server.mysql"]));
    let changed: Vec<&str> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before.judgement.verdict != after.judgement.verdict)
        .map(|(before, _)| before.statement.as_str())
        .collect();
    assert_eq!(changed, ["One server with everything on it", "A database"]);
}

#[test]
fn an_edit_that_cannot_be_made_is_named() {
    let course = Course::embedded();
    let start = course.topology("lessons/classics/c0.ron").unwrap();
    let edits = ["add host b".to_owned(), "remove nobody".to_owned()];
    let error = replay(&start, &edits).unwrap_err();
    assert_eq!((error.number, error.edit.as_str()), (2, "remove nobody"));
    assert!(error.to_string().starts_with("edit 2, `remove nobody`, cannot be made: "), "{error}");
}
