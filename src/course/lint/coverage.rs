//! Checks that what a course promises is taught and assessed: every requirement of the tasks that it has lessons for.

use std::collections::BTreeSet;

use super::{Report, file, missions};
use crate::lesson::{Lesson, Objective};
use crate::quiz::QuestionKind;
use crate::requirement::{Requirement, RequirementId, RequirementKind};

/// Checks every lesson's task, and what concept lessons teach.
pub(super) fn check(report: &mut Report<'_>) {
    let course = report.course;
    let mut done = BTreeSet::new();
    for lesson in course.lessons() {
        let promised: Vec<&Requirement> = match lesson.task {
            Some(task) if done.insert(task) => course.requirements().of_task(task).collect(),
            Some(_) => continue,
            None => lesson
                .teaches()
                .into_iter()
                .filter_map(|id| course.requirements().find(id.as_str()))
                .collect(),
        };
        if let Some(task) = lesson.task.filter(|_| promised.is_empty()) {
            let message = format!("There are no requirements of task {task}.");
            report.whole(&file(lesson), message, "Name a task that quizzes/requirements.ron has.");
        }
        for requirement in promised {
            covered(requirement, lesson, report);
        }
    }
}

fn covered(requirement: &Requirement, lesson: &Lesson, report: &mut Report<'_>) {
    let course = report.course;
    let id = &requirement.id;
    let file = file(lesson);
    if course.taught(id).next().is_none() {
        report.whole(&file, format!("No step teaches `{id}`."), format!("Add `teach([\"{id}\"])` to one."));
    }
    let asking = || course.questions().iter().filter(|question| question.requires.contains(id));
    if requirement.kind == RequirementKind::Design {
        if asking().next().is_none() && !is_goal(id, report) {
            let message = format!("No question and no mission assesses `{id}`.");
            report.whole(&file, message, "Write a question, or make it a goal of a mission.");
        }
        return;
    }
    if asking().next().is_none() {
        report.whole(&file, format!("No question assesses `{id}`."), "Write one that requires it.");
    } else if !asking().any(|question| question.kind == QuestionKind::Explain) {
        let message = format!("No explain question assesses `{id}`.");
        report.whole(&file, message, "Write one, so that learners say it in their own words.");
    }
}

/// Whether a mission has this design requirement among its goals.
fn is_goal(id: &RequirementId, report: &Report<'_>) -> bool {
    missions(report.course).any(|(_, _, mission)| {
        mission.objectives.iter().any(|objective| match objective {
            Objective::Task(task) => id.task() == Some(*task),
            Objective::Requirement(own) => own == id,
            Objective::Goal { .. } => false,
        })
    })
}
