//! A quiz put away and taken up again, and what it says at the end.

use std::collections::BTreeSet;

use spof::quiz::{Answer, Context, Question, Quiz, grade, select};
use spof::requirement::Verdict;

const SINGLE: &str = "single([(text: \"x\", right: true), (text: \"y\", why: \"z\")])";

fn asking(id: &str, requires: &[&str], step: &str) -> Question {
    let mut question = super::question(id, SINGLE);
    question.requires = requires.iter().map(|id| id.parse().expect("it is an id")).collect();
    question.step = step.parse().expect("it is a step");
    question
}

fn answer(quiz: &mut Quiz, question: &Question, option: usize) -> bool {
    let answer = Answer::Single(option);
    let graded = grade(question, &answer, &Context::default());
    quiz.record(&question.id, answer, &graded)
}

#[test]
fn a_quiz_goes_on_where_it_was_put_away() {
    let questions: Vec<Question> = ["a", "b", "c"].map(|id| asking(id, &["c.spof"], "l/s")).into();
    let mut quiz = Quiz::new("t0", 7, questions.iter().map(|question| question.id.clone()).collect());
    assert!(answer(&mut quiz, &questions[0], 1));
    quiz.go(1);
    let text = serde_json::to_string(&quiz).unwrap();
    let mut again: Quiz = serde_json::from_str(&text).unwrap();
    assert_eq!(again, quiz);
    assert_eq!((again.current(), again.next_open()), (Some("b"), Some(1)));
    assert!(!answer(&mut again, &questions[0], 0), "the first answer counts");
    assert_eq!(again.taken("a").unwrap().verdict, Verdict::Missing);
    assert!(answer(&mut again, &questions[1], 0) && answer(&mut again, &questions[2], 0));
    assert!(again.is_done());
    again.go(99);
    assert_eq!(again.current(), Some("c"));
}

#[test]
fn questions_that_are_gone_are_dropped() {
    let mut quiz = Quiz::new("t0", 7, ["a", "b", "c"].map(str::to_owned).into());
    quiz.go(2);
    quiz.keep(|id| id != "a");
    assert_eq!((quiz.questions().len(), quiz.current()), (2, Some("c")));
    quiz.keep(|_| false);
    assert_eq!((quiz.current(), quiz.is_done()), (None, true));
}

#[test]
fn the_result_is_by_requirement_with_the_way_back() {
    let questions = [
        asking("a", &["c.spof", "c.qps"], "l/one"),
        asking("b", &["c.spof"], "l/two"),
        asking("c", &["c.lamp"], "l/three"),
    ];
    let mut quiz = Quiz::new("t0", 7, questions.iter().map(|question| question.id.clone()).collect());
    answer(&mut quiz, &questions[0], 0);
    answer(&mut quiz, &questions[1], 1);
    let summary = quiz.summary(|id| questions.iter().find(|question| question.id == id));
    assert_eq!((summary.questions, summary.answered, summary.met), (3, 2, 1));
    let told: Vec<(&str, Option<Verdict>, usize)> =
        summary.requirements.iter().map(|one| (one.id.as_str(), one.verdict, one.back.len())).collect();
    let expected =
        [("c.lamp", None, 0), ("c.qps", Some(Verdict::Met), 0), ("c.spof", Some(Verdict::Partial), 1)];
    assert_eq!(told, expected);
    assert_eq!(summary.requirements[2].back[0].to_string(), "l/two");
}

#[test]
fn a_choice_of_questions_assesses_each_requirement_before_any_twice() {
    let ids = ["c.spof", "c.qps", "c.lamp", "c.ha"];
    let questions: Vec<Question> =
        (0..40).map(|n| asking(&format!("q{n}"), &[ids[usize::min(n / 3, 3)]], "l/s")).collect();
    let offered: Vec<&Question> = questions.iter().collect();
    for seed in 0..20 {
        let chosen = select(&offered, seed, 4);
        let requires = |id: &String| questions.iter().find(|one| one.id == *id).unwrap().requires[0].clone();
        assert_eq!(chosen.iter().map(requires).collect::<BTreeSet<_>>().len(), 4, "{chosen:?}");
    }
    assert_eq!(select(&offered, 1, 100).len(), 40);
    assert!(select(&offered, 1, 8) != select(&offered, 2, 8));
}
