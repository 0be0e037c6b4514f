//! The shipped course's first lesson and its questions: what they promise, held against answers found by hand.

use std::collections::{BTreeMap, BTreeSet};

use spof::analysis::{Engine, Failures, Function, State};
use spof::course::Course;
use spof::goal;
use spof::lesson::{self, Design};
use spof::quiz::{self, Answer, QuestionKind};
use spof::requirement::{RequirementKind, Verdict};
use spof::topology::Topology;

const LESSON: &str = include_str!("../../../lessons/0-one-server/lesson.md");

/// A step's Markdown, without what is not shown as prose.
fn prose(step: &str) -> String {
    let outside = step.split("```").step_by(2);
    outside.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_step_is_short() {
    let steps: Vec<&str> = LESSON.split("\n## ").skip(1).collect();
    assert!((12..=15).contains(&steps.len()), "{}", steps.len());
    for step in steps {
        let (heading, rest) = step.split_once('\n').expect("a heading ends");
        let prose = prose(rest);
        let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
        let words = prose.split_whitespace().filter(is_word).count();
        assert!(words <= 110, "{heading}: {words}");
    }
}

#[test]
fn each_mark_and_prediction_of_task_0_is_what_a_person_finds() {
    // static read, dynamic read, write
    let predictions = BTreeMap::from([
        ("t0-web-stops", "ddd"),
        ("t0-app-stops", "udd"),
        ("t0-db-own-machine", "udd"),
        ("t0-spof-one-app", "uuu"),
    ]);
    let marks = BTreeMap::from([
        ("t0-web-mark-picture", "box.caddy"),
        ("t0-app-mark", "box.gunicorn"),
        ("t0-request-write", "server.app server.mysql server.nginx"),
        ("t0-spof-mark-static", "server server.nginx"),
        ("t0-spof-mark-apps", "server server.mysql server.nginx"),
        ("t0-spof-second-machine", "front"),
    ]);
    let course = Course::embedded();
    let mut found = (BTreeMap::new(), BTreeMap::new());
    for question in course.questions_of(0) {
        let topology = question.topology.as_deref().and_then(|path| course.topology(path));
        let Some(engine) = topology.as_ref().map(Engine::new) else { continue };
        match &question.kind {
            QuestionKind::Mark(target) => {
                let ids: BTreeSet<String> =
                    quiz::key(target, &engine).iter().map(ToString::to_string).collect();
                found.0.insert(question.id.as_str(), ids.into_iter().collect::<Vec<_>>().join(" "));
            }
            QuestionKind::Predict(_) => {
                let states = quiz::prediction(&engine, &question.failures()).into_values();
                let letter = |state| match state {
                    State::Up => 'u',
                    State::Degraded => 'g',
                    State::Down => 'd',
                };
                found.1.insert(question.id.as_str(), states.map(letter).collect::<String>());
            }
            _ => {}
        }
    }
    assert_eq!(found.0, marks.into_iter().map(|(id, ids)| (id, ids.to_owned())).collect());
    assert_eq!(found.1, predictions.into_iter().map(|(id, states)| (id, states.to_owned())).collect());
}

#[test]
fn each_number_of_task_0_is_what_a_person_computes() {
    // 0.1 % of 8 760 h; 1 − 0.999⁴ of it; 120 dynamic pages a second as 30 % and as 20 % of all; 52 weeks.
    let right = [
        ("t0-spof-hours", "8.76 h"),
        ("t0-spof-hours-all", "34.99 h"),
        ("t0-scale-capacity", "400"),
        ("t0-scale-pictures", "600"),
        ("t0-downtime-minutes", "52 min"),
    ];
    let course = Course::embedded();
    for (id, number) in right {
        let question = course.question(id).expect("it is shipped");
        assert_eq!(course.grade(question, &Answer::Number(number.into())).verdict, Verdict::Met, "{id}");
        let QuestionKind::Numeric(numeric) = &question.kind else { panic!("{id} asks for a number") };
        for trap in &numeric.traps {
            let graded = course.grade(question, &Answer::Number(trap.value.to_string()));
            assert_eq!(graded.verdict, Verdict::Missing, "{id}: {}", trap.value);
        }
    }
}

#[test]
fn both_designs_of_the_mission_pass_and_the_blank_board_does_not() {
    let course = Course::embedded();
    let lesson = course.lesson("0-one-server").expect("it is shipped");
    let (_, mission) = lesson.mission("t0-build").expect("it is set");
    let start = course.topology(&mission.start).expect("it loads");
    let passes = |topology: &Topology| {
        goal::check(topology, 0).iter().all(|(_, judgement)| judgement.verdict == Verdict::Met)
    };
    assert!(!passes(&start));
    for design in [&mission.solution, &mission.alternative] {
        let done = match design {
            Design::Edits(edits) => {
                assert_eq!(edits.len(), usize::try_from(mission.par).expect("par is small"));
                lesson::replay(&start, edits).expect("it replays")
            }
            Design::File(path) => course.topology(path).expect("it loads"),
        };
        assert!(passes(&done), "{:?}", goal::check(&done, 0));
        let engine = Engine::new(&done);
        for function in Function::ALL {
            assert_eq!(engine.outcome(&Failures::none(), function).state(), State::Up);
        }
    }
}

#[test]
fn each_good_answer_that_is_shown_would_earn_full_marks() {
    let course = Course::embedded();
    let explain =
        course.questions_of(0).into_iter().filter(|question| question.kind == QuestionKind::Explain);
    let mut asked = 0;
    for question in explain {
        let (_, shown) = question.explanation.split_once("A good answer: *").expect("it shows one");
        let (answer, _) = shown.split_once(".*").expect("it ends");
        let graded = course.grade(question, &Answer::Explain(format!("{}.", answer.replace('`', ""))));
        assert_eq!(graded.verdict, Verdict::Met, "{}: {answer}", question.id);
        asked += 1;
    }
    assert_eq!(asked, 10);
}

#[test]
fn each_requirement_to_explain_is_asked_three_times_in_two_ways() {
    let course = Course::embedded();
    let questions = course.questions_of(0);
    for requirement in course.requirements().of_task(0) {
        if requirement.kind == RequirementKind::Design {
            continue;
        }
        let asking: Vec<_> =
            questions.iter().filter(|question| question.requires.contains(&requirement.id)).collect();
        let ways: BTreeSet<&str> = asking.iter().map(|question| question.kind.instruction()).collect();
        assert!(asking.len() >= 3 && ways.len() >= 2, "{}: {} in {ways:?}", requirement.id, asking.len());
    }
}
