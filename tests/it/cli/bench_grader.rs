//! `spof bench-grader`, and rubrics of one's own.

use super::Spof;

const LEXICON: &str = include_str!("../../../quizzes/lexicon.ron");
const RUBRIC: &str = include_str!("../../../quizzes/rubrics/t0.issue.spof.ron");

/// Three texts: one marked as both examiners do, one as one of them, one far off.
const VERDICTS: &str = r#"{"file": "a.md", "tasks": [0], "words": 9, "verdicts": {"t0.issue.spof": [2, 2]}}
{"file": "b.md", "tasks": [0], "verdicts": {"t0.issue.spof": [2, 1]}}

{"file": "c.md", "tasks": [0], "verdicts": {"t0.issue.spof": [0, 0], "t2.explain.never-asked": [1, 1]}}
"#;
const FAILS: &str = "# Issues\n\nIf the server fails, the whole site is down.\n";

fn with_answers(arguments: &str) -> Spof {
    Spof::new(arguments)
        .file("answers/verdicts.jsonl", VERDICTS)
        .file("answers/texts/a.md", FAILS)
        .file("answers/texts/b.md", "There is a single point of failure.\n")
        .file("answers/texts/c.md", FAILS)
}

#[test]
fn documents_are_measured_against_two_examiners() {
    let run = with_answers("bench-grader answers --format json").run();
    run.ends(0);
    let told = run.json();
    let all = &told["overall"];
    assert_eq!((&all["cases"], &all["confusion"][0]), (&3.into(), &serde_json::json!([0, 0, 1])));
    assert_eq!(all["agreement"].as_f64().map(|share| (share * 3.0).round()), Some(2.0));
    assert_eq!(all, &told["by_requirement"]["t0.issue.spof"]);
    assert_eq!(all, &told["by_task"]["0"]);
    let worst = &told["disagreements"][0];
    assert_eq!((&worst["file"], &worst["verdict"]), (&"c.md".into(), &"met".into()));
    assert_eq!(worst["examiners"], serde_json::json!(["missing", "missing"]));
    assert_eq!(worst["evidence"][0]["text"], "If the server fails, the whole site is down.");
}

#[test]
fn authors_are_measured_apart() {
    let verdicts = VERDICTS.replace("b.md", "a-2.md");
    let run = with_answers("bench-grader answers --by-author --format json")
        .file("answers/verdicts.jsonl", &verdicts)
        .file("answers/texts/a-2.md", "There is a single point of failure.\n")
        .run();
    run.ends(0);
    let told = run.json();
    assert_eq!(told["by_author"]["a"]["cases"], 2);
    assert_eq!(told["by_author"]["c"]["agreement"], 0.0);
    // Without one of them the agreement is 0 or 1, and kappa 0 or 1/2: the standard errors are √(1/2 · (1/4 + 1/4)) = 1/2
    // and half of it.
    assert_eq!(told["standard_errors"], serde_json::json!({"authors": 2, "agreement": 0.5, "kappa": 0.25}));
    let page = with_answers("bench-grader answers --by-author --totals").run();
    assert!(page.ends(0).contains("  Author b "), "{}", page.out);
    assert!(page.out.contains("By 3 authors: the standard error of the agreement is 0."), "{}", page.out);
    assert!(!with_answers("bench-grader answers").run().ends(0).contains("uthor"));
}

#[test]
fn totals_quote_no_answer() {
    let run = with_answers("bench-grader answers --totals").run();
    let page = run.ends(0);
    assert!(page.contains("Agreement with either examiner                   0.667\n"), "{page}");
    assert!(page.contains("No rubric, so not measured: t2.explain.never-asked."), "{page}");
    assert!(!page.contains("whole site") && !page.contains("c.md"), "{page}");
    let shown = with_answers("bench-grader answers").run();
    assert!(shown.ends(0).contains("  c.md  t0.issue.spof  met for missing"), "{}", shown.out);
}

#[test]
fn short_answers_are_listed_where_they_differ() {
    let answers =
        "[\n    (met, \"If the server fails, the site is down.\"),\n    (met, \"It is slow.\"),\n]\n";
    let run = Spof::new("bench-grader own")
        .file("own/t0.issue.spof.ron", answers)
        .file("own/notes.ron", "()")
        .run();
    let page = run.ends(0);
    assert!(
        page.contains("All 1 disagreement\n\n  own/t0.issue.spof.ron:3  t0.issue.spof  missing for met"),
        "{page}"
    );
    assert!(page.contains("    It is slow.\n"), "{page}");
    let nested = Spof::new("bench-grader own").file("own/more/t0.issue.spof.ron", answers).run();
    assert!(nested.ends(0).contains("own/more/t0.issue.spof.ron:3"), "{}", nested.out);
    let one = Spof::new("bench-grader t0.issue.spof.ron --requirement t0.issue.spof")
        .file("t0.issue.spof.ron", answers)
        .run();
    assert!(one.ends(0).starts_with("2 verdicts on 2 texts by 1 requirement\n"), "{}", one.out);
}

#[test]
fn rubrics_can_be_tried_without_building() {
    let changed = RUBRIC.replace("anywhere: [\"<spof>\"]", "anywhere: [\"<spof>\", \"achilles heel\"]");
    let answer = "The server is the Achilles heel.\n";
    let tried = Spof::new("grade a.md --requirement t0.issue.spof --rubrics mine --format json")
        .file("a.md", answer)
        .file("mine/lexicon.ron", LEXICON)
        .file("mine/rubrics/t0.issue.spof.ron", &changed)
        .run();
    tried.ends(1);
    assert_eq!(tried.json()["files"][0]["requirements"][0]["verdict"], "partial");
    let shipped = Spof::new("grade - --requirement t0.issue.spof --format json").input(answer).run();
    assert_eq!(shipped.json()["files"][0]["requirements"][0]["verdict"], "missing");
    let measured = with_answers("bench-grader answers --rubrics mine --totals")
        .file("mine/t0.issue.spof.ron", &changed)
        .run();
    assert!(measured.ends(0).starts_with("3 verdicts on 3 texts by 1 requirement\n"), "{}", measured.out);
}

#[test]
fn what_is_wrong_with_rubrics_or_verdicts_is_shown_at_its_place() {
    let before = RUBRIC.split_once("<breaks>\"").expect("the rubric knows what breaks").0;
    let (line, column) = (before.lines().count(), before.lines().last().map_or(0, str::len) + 1);
    let wrong = RUBRIC.replacen("\"<breaks>\"", "\"<braks>\"", 1);
    let run = with_answers("bench-grader answers --rubrics mine").file("mine/t0.issue.spof.ron", wrong).run();
    assert!(run.refuses().contains(&format!("mine/t0.issue.spof.ron:{line}:{column}: ")), "{}", run.err);
    assert!(run.err.contains("Did you mean `breaks`?"), "{}", run.err);
    for (file, content, told) in [
        (
            "answers/verdicts.jsonl",
            "{\"file\": \"a.md\"}",
            "answers/verdicts.jsonl:1: missing field `verdicts`",
        ),
        (
            "answers/verdicts.jsonl",
            "{\"file\": \"a.md\", \"verdicts\": {\"t0.issue.spof\": [3, 0]}}",
            "`t0.issue.spof` has a verdict that is not 0, 1 or 2.",
        ),
        (
            "answers/verdicts.jsonl",
            "{\"file\": \"no.md\", \"verdicts\": {}}",
            "There is no file answers/texts/no.md.",
        ),
        ("answers/verdicts.jsonl", "", "There is no verdict on a requirement that has a rubric."),
        ("mine/readme.txt", "", "mine has no rubrics."),
    ] {
        let command = if file.starts_with("mine") {
            "bench-grader answers --rubrics mine"
        } else {
            "bench-grader answers"
        };
        let run = with_answers(command).file(file, content).run();
        assert!(run.refuses().contains(told), "{}", run.err);
    }
    for (command, told) in [
        ("bench-grader .", "has neither verdicts.jsonl nor short answers"),
        ("bench-grader other.ron", "other.ron is not named after a requirement. "),
        (
            "grade - --requirement t0.issue.sopf",
            "There is no rubric for t0.issue.sopf. Did you mean t0.issue.spof?",
        ),
    ] {
        let run = Spof::new(command).file("other.ron", "[]").run();
        assert!(run.refuses().replace("\n  hint:", "").contains(told), "{}", run.err);
    }
}
