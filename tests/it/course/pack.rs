//! A pack read as a course: what it leans on, in which order it comes, and that one wrong file leaves the others alone.

use spof::course::{Course, Pack};
use spof::quiz::Answer;
use spof::requirement::Verdict;

fn lesson(id: &str, head: &str, step: &str) -> (String, Vec<u8>) {
    let text =
        format!("# {id}\n\n```spof\nlesson(id: \"{id}\", {head}minutes: 1)\n```\n\n## One\n\n{step}\n");
    (format!("lessons/{id}/lesson.md"), text.into_bytes())
}

fn bank(id: &str, kind: &str) -> (String, Vec<u8>) {
    let text = format!(
        "[(id: \"{id}\", requires: [\"t0.explain.server\"], step: \"a/one\", prompt: \"What is a server?\",
           topology: \"classics/c1.ron\", kind: {kind}, explanation: \"!\")]"
    );
    (format!("quizzes/{id}.ron"), text.into_bytes())
}

#[test]
fn lessons_come_in_the_order_of_their_tasks() {
    let files = [lesson("z", "task: 0, ", "A."), lesson("a", "", "A."), lesson("b", "task: 3, ", "A.")];
    let course = Course::load(Pack::from_files(files));
    let ids: Vec<&str> = course.lessons().iter().map(|lesson| lesson.id.as_str()).collect();
    assert_eq!(ids, ["z", "b", "a"]);
    assert!(
        course.step(&"b/one".parse().unwrap()).is_some() && course.step(&"b/two".parse().unwrap()).is_none()
    );
}

#[test]
fn one_wrong_file_leaves_the_others_alone() {
    let files = [
        lesson("a", "task: 0, ", "A."),
        lesson("b", "tusk: 0, ", "A."),
        bank("good", "explain"),
        bank("bad", "explainn"),
        ("quizzes/worse.ron".to_owned(), vec![0xff]),
    ];
    let course = Course::load(Pack::from_files(files));
    assert_eq!((course.lessons().len(), course.questions().len()), (1, 1));
    let told: Vec<String> = course.problems().into_iter().map(|error| error.file).collect();
    assert_eq!(told, ["lessons/b/lesson.md", "quizzes/bad.ron", "quizzes/worse.ron"]);
}

#[test]
fn a_step_shows_its_topology_with_the_edits_made_so_far() {
    let step = "```spof\n[load(\"classics/c0.ron\"), edit([\"add host spare\"])]\n```\n\nA.\n\n## Two\n\n\
                ```spof\n[edit([\"remove server.mysql\"])]\n```\n\nB.";
    let course = Course::load(Pack::from_files([lesson("a", "task: 0, ", step)]));
    let shown = |step| course.shown_at(&course.lessons()[0], step).unwrap();
    assert!(shown(0).host("spare").is_some() && shown(0).component("server.mysql").is_some());
    assert!(shown(1).host("spare").is_some() && shown(1).component("server.mysql").is_none());
    assert!(course.topology("lessons/none.ron").is_none());
    let error = course.read_topology("lessons/none.ron").unwrap_err();
    assert!(error.to_string().contains("no such file"), "{error}");
}

#[test]
fn a_question_is_graded_with_its_topology_and_the_rubrics() {
    let files = [bank("mark", "mark(spofs(function: write, granularity: host))"), bank("say", "explain")];
    let course = Course::load(Pack::from_files(files));
    let graded = |id: &str, answer| course.grade(course.question(id).unwrap(), &answer).verdict;
    let marks = ["lb", "s1"].map(str::to_owned).into();
    assert_eq!(graded("mark", Answer::Mark(marks)), Verdict::Met);
    let text = "A server is a machine that gives a service to clients over a network.";
    assert_eq!(graded("say", Answer::Explain(text.to_owned())), Verdict::Met);
    assert_eq!(course.questions_of(0).len(), 2);
    assert!(course.questions_of(1).is_empty());
}

#[test]
fn terms_come_by_name() {
    let text = "# Glossary\n\nAn introduction.\n\n## Server\n\nServes.\n\n- a\n\n## application\n\nRuns.\n";
    let files = [("lessons/glossary.md".to_owned(), text.as_bytes().to_vec())];
    let course = Course::load(Pack::from_files(files));
    let names: Vec<(&str, usize)> =
        course.terms().iter().map(|term| (term.name.as_str(), term.text.len())).collect();
    assert_eq!(names, [("application", 1), ("Server", 2)]);
}
