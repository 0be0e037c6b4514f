//! A quiz: each kind of question, the reasons after the answer, the result, and going on another day.

use spof::course::Course;
use spof::progress::{Marker, Store};
use spof::quiz::QuestionKind;
use spof::requirement::Verdict;
use spof::tui::screen::Destination;

use crate::support::tutor::Tutor;

fn question(kind: &str) -> Tutor {
    let course = Course::embedded();
    let found = course.questions().iter().find(|question| question.kind.name() == kind);
    let id = found.unwrap_or_else(|| panic!("the course has a {kind} question")).id.clone();
    Tutor::at(Destination::Check { questions: vec![id] })
}

#[test]
fn every_question_of_the_course_can_be_shown_and_skipped() {
    let course = Course::embedded();
    for question in course.questions() {
        for (width, height) in [(120, 40), (80, 24), (60, 20)] {
            let mut tutor =
                Tutor::at(Destination::Check { questions: vec![question.id.clone()] }).sized(width, height);
            tutor.shows("1 of 1").press("pgdn");
        }
    }
}

#[test]
fn an_option_says_why_it_is_wrong_after_the_answer() {
    let mut tutor = question("single");
    tutor.press("enter").shows("Choose an answer first");
    tutor.press("space enter").shows("Say both halves").press("o").shows("0 · One server");
}

#[test]
fn several_options_are_ticked_with_the_space_bar() {
    let mut tutor = question("multiple");
    tutor.press("enter").shows("Tick what is right first");
    tutor
        .press("space")
        .shows("[x]")
        .press("down space")
        .press("space")
        .shows("[ ]")
        .press("enter")
        .shows("retry");
}

#[test]
fn parts_are_marked_on_the_diagram() {
    let course = Course::embedded();
    let marked =
        course.questions().iter().find(|question| matches!(question.kind, QuestionKind::Mark(_))).unwrap();
    let topology = course.topology(marked.topology.as_deref().unwrap()).unwrap();
    let mut tutor = question("mark");
    tutor.shows("nothing yet").press("enter").shows("Mark a part of the diagram first");
    tutor.press("down space").hides("nothing yet");
    assert!(!topology.hosts.is_empty());
    tutor.press("enter").shows("next");
}

#[test]
fn a_prediction_is_marked_by_the_engine() {
    let mut tutor = question("predict");
    tutor.press("space down space down space enter").shows("next");
    assert_eq!(tutor.app().world().store.recent_attempts(9).len(), 1);
}

#[test]
fn a_number_is_typed() {
    question("numeric").write("1").press("enter").shows("next");
}

#[test]
fn an_explanation_is_marked_with_its_evidence_and_the_draft_survives() {
    let id = "t0-domain-explain".to_owned();
    let mut tutor = Tutor::at(Destination::Check { questions: vec![id.clone()] });
    tutor.write("The domain name is a readable name that stands for the IP address of the server.");
    let draft = tutor.app().world().store.draft(&format!("question {id}"));
    assert!(
        draft.is_some_and(|draft| draft.starts_with("The domain name")),
        "the draft is kept while typing"
    );
    tutor.press("ctrl-d").shows("✓ Right").shows("what earned a point is underlined");
    let attempt = tutor.app().world().store.attempts(&id).remove(0);
    assert_eq!(attempt.attempt.kind, "explain");
    assert!(tutor.app().world().store.draft(&format!("question {id}")).is_none());
}

#[test]
fn an_explanation_is_written_as_in_an_editor() {
    let mut tutor = Tutor::at(Destination::Check { questions: vec!["t0-domain-explain".to_owned()] });
    tutor.write("people remember names").press("alt-b alt-b").write("easily ");
    tutor.shows("people easily remember names").press("ctrl-u").hides("people easily remember names");
    let long = "word ".repeat(60);
    tutor.paste(&long).shows("word word").press("ctrl-d").shows("Not yet");
}

#[test]
fn an_explanation_that_the_marking_is_unsure_of_is_marked_by_the_learner_too() {
    let id = "t0-domain-explain".to_owned();
    let mut tutor = Tutor::at(Destination::Check { questions: vec![id.clone()] });
    tutor.write("The domain is not readable. It is easy to remember and stands for the IP address.");
    tutor.press("ctrl-d").shows("mark it yourself").press("2").shows("You marked it yourself: half of it.");
    let kept = tutor.app().world().store.attempts(&id);
    let markers: Vec<Marker> = kept.iter().map(|past| past.attempt.marker).collect();
    assert_eq!(markers, [Marker::Learner, Marker::Program], "both are kept, the newest first");
    let verdicts: Vec<Verdict> = kept[0].attempt.verdicts.values().copied().collect();
    assert_eq!(verdicts, [Verdict::Partial]);
}

#[test]
fn what_the_marking_is_sure_of_is_not_marked_by_the_learner() {
    let id = "t0-domain-explain".to_owned();
    let mut tutor = Tutor::at(Destination::Check { questions: vec![id.clone()] });
    tutor.write("no idea").press("ctrl-d").press("3").shows("You can mark an explanation yourself where");
    assert_eq!(tutor.app().world().store.attempts(&id).len(), 1);
}

#[test]
fn a_second_try_begins_with_the_first_text_and_both_are_kept() {
    let id = "t0-domain-explain".to_owned();
    let mut tutor = Tutor::at(Destination::Check { questions: vec![id.clone()] });
    tutor.write("It is easy to remember").press("ctrl-d").shows("Half right").press("r");
    tutor
        .shows("It is easy to remember")
        .write(" and stands for the IP address.")
        .press("ctrl-d")
        .shows("✓ Right");
    let kept = tutor.app().world().store.attempts(&id);
    let answers: Vec<&str> = kept.iter().map(|past| past.attempt.answer.as_str()).collect();
    assert_eq!(answers, ["It is easy to remember and stands for the IP address.", "It is easy to remember"]);
}

#[test]
fn a_pasted_line_end_does_not_hand_an_answer_in() {
    let mut tutor = Tutor::at(Destination::Check { questions: vec!["t0-domain-explain".to_owned()] });
    tutor.paste("first line\nsecond line\x1b[31m").shows("second line�[31m").hides("underlined");
}

#[test]
fn a_quiz_goes_on_where_it_was_left() {
    let mut store = Store::in_memory();
    let session = {
        let mut tutor = Tutor::at(Destination::Quiz { task: 0 });
        tutor.shows("1 of 12").press("pgdn").shows("2 of 12");
        tutor.app().world().store.session("t0").unwrap()
    };
    store.save_session("t0", &session);
    Tutor::with(store, Destination::Quiz { task: 0 }).shows("of 12");
}

#[test]
fn the_result_names_each_requirement_and_leads_back_to_the_lesson() {
    let mut tutor = Tutor::at(Destination::Quiz { task: 0 });
    for _ in 0..12 {
        let screen = tutor.screen();
        if screen.contains("in your own words") {
            tutor.write("no idea").press("ctrl-d");
        } else if screen.contains("Type the number") {
            tutor.write("0").press("enter");
        } else if screen.contains("True, because") {
            tutor.press("space down down space enter");
        } else if screen.contains("right side") {
            tutor.press("right enter");
        } else if screen.contains("on the diagram") {
            tutor.press("down space enter");
        } else {
            tutor.press("space down space down space enter");
        }
        tutor.press("enter");
    }
    tutor.shows("By requirement").shows("t0.").shows("of 12 questions right");
    tutor.press("r").shows("1 of 12");
}
