//! Explanations, marked by the shipped rubrics.

use spof::course::Course;
use spof::quiz::{Answer, Context, Graded, Question, Quiz, grade};
use spof::requirement::Verdict;

fn asking(requires: &[&str]) -> Question {
    let mut question = super::question("q", "explain");
    question.requires = requires.iter().map(|id| id.parse().expect("it is an id")).collect();
    question.prompt = "What is a **server**, and why is one server a weakness of this design?".into();
    question
}

fn graded(course: &Course, question: &Question, text: &str) -> Graded {
    grade(question, &Answer::Explain(text.into()), &Context { topology: None, rubrics: course.rubrics() })
}

#[test]
fn each_requirement_gets_its_own_verdict_with_evidence() {
    let course = Course::embedded();
    let question = asking(&["t0.explain.server", "t0.issue.spof"]);
    let text = "A server is a machine that provides a service to clients over a network.";
    let half = graded(&course, &question, text);
    let verdicts: Vec<Verdict> = half.requirements.iter().map(|(_, verdict)| *verdict).collect();
    assert_eq!(
        (verdicts.as_slice(), half.verdict),
        (&[Verdict::Met, Verdict::Missing][..], Verdict::Partial)
    );
    let evidence = &half.marked[0].1.evidence[0];
    assert_eq!(&text[evidence.start..evidence.end], text);
    let whole = graded(
        &course,
        &question,
        &format!("{text} If it fails, the whole site is down: it is a single point of failure."),
    );
    assert_eq!(whole.verdict, Verdict::Met);
}

#[test]
fn words_copied_from_the_question_earn_nothing() {
    let course = Course::embedded();
    let question = asking(&["t0.explain.server"]);
    for text in ["", "What is a server, and why is one server a weakness of this design?"] {
        assert_eq!(graded(&course, &question, text).verdict, Verdict::Missing, "{text}");
    }
}

#[test]
fn where_no_rubric_is_the_learner_is_told_and_no_verdict_counts() {
    let question = asking(&["t0.design.domain"]);
    let graded = graded(&Course::embedded(), &question, "Linux, Apache, MySQL and PHP.");
    assert!(
        graded.note.as_ref().is_some_and(|note| note.contains("no rubric")) && graded.requirements.is_empty()
    );
    let mut quiz = Quiz::new("t", 1, vec!["q".into()]);
    quiz.record("q", Answer::Explain("x".into()), &graded);
    assert_eq!(quiz.summary(|_| Some(&question)).requirements[0].verdict, None);
}

#[test]
fn who_ticks_the_right_option_has_not_yet_explained() {
    let course = Course::embedded();
    let explain = asking(&["t0.explain.server"]);
    let single = super::question("s", "single([(text: \"x\", right: true), (text: \"y\", why: \"z\")])");
    let single = Question { requires: explain.requires.clone(), ..single };
    let mut quiz = Quiz::new("t", 1, vec!["q".into(), "s".into()]);
    let bad = graded(&course, &explain, "I do not know.");
    quiz.record("q", Answer::Explain("I do not know.".into()), &bad);
    let good = course.grade(&single, &Answer::Single(0));
    quiz.record("s", Answer::Single(0), &good);
    let find = |id: &str| Some(if id == "q" { &explain } else { &single });
    assert_eq!(quiz.summary(find).requirements[0].verdict, Some(Verdict::Missing));
}
