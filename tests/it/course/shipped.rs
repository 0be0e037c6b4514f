//! The course that spof ships, through the linter that spof ships.

use spof::course::{Course, Pack, lint};
use spof::quiz::QuestionKind;
use spof::requirement::RequirementKind;

#[test]
fn the_shipped_course_is_sound() {
    let told: Vec<String> = lint(&Pack::embedded()).iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n\n"));
}

#[test]
fn the_shipped_course_teaches_and_asks_task_0() {
    let course = Course::embedded();
    for requirement in course.requirements().of_task(0) {
        assert!(course.taught(&requirement.id).next().is_some(), "{} is taught", requirement.id);
        let asked = |question: &&spof::quiz::Question| question.requires.contains(&requirement.id);
        let explained = course.questions().iter().filter(asked).any(|one| one.kind == QuestionKind::Explain);
        assert!(explained || requirement.kind == RequirementKind::Design, "{} is explained", requirement.id);
    }
    assert!(course.questions_of(0).len() >= 25, "task 0 has 25 questions or more");
    assert!(course.lessons().iter().flat_map(|lesson| &lesson.steps).any(|step| step.mission.is_some()));
}
