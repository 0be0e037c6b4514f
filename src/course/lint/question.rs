//! Checks each question: what it names must be there, and its computed key must be worth asking for.

use std::ops::Range;

use super::{Report, meant, step};
use crate::analysis::Engine;
use crate::quiz::{self, Answer, Question, QuestionKind, Target};
use crate::requirement::{RequirementId, Verdict};
use crate::topology::{Id, Topology};

/// Checks one question.
pub(super) fn check(question: &Question, report: &mut Report<'_>) {
    let course = report.course;
    let Some(file) = course.bank(&question.id).map(str::to_owned) else { return };
    let part = part(question, &file, report);
    let mut look = Look { question, file, part, report };
    look.requirements();
    look.step();
    look.options();
    if let Some(path) = &question.topology {
        match course.topology(path) {
            Some(topology) => look.key(&topology, path),
            None if course.pack().bytes(path).is_none() => {
                let (message, hint) = step::no_topology(path, course);
                let word = path.strip_prefix(crate::lesson::FOLDER).unwrap_or(path);
                look.problem(word, message, &hint);
            }
            None => {}
        }
    }
}

/// Where a question stands in its bank: from its first line to the line of the next one.
fn part(question: &Question, file: &str, report: &Report<'_>) -> Range<usize> {
    let text = report.course.pack().text(file).unwrap_or_default();
    let next = report.course.questions().iter().filter(|other| report.course.bank(&other.id) == Some(file));
    let end = next.map(|other| other.line).filter(|line| *line > question.line).min().unwrap_or(usize::MAX);
    let offset = |line: usize| text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    offset(question.line)..offset(end)
}

struct Look<'r, 'c, 'q> {
    question: &'q Question,
    file: String,
    part: Range<usize>,
    report: &'r mut Report<'c>,
}

impl Look<'_, '_, '_> {
    fn problem(&mut self, word: &str, message: impl Into<String>, hint: &str) {
        self.report.at(&self.file, &self.part, word, message, hint);
    }

    fn requirements(&mut self) {
        let course = self.report.course;
        for id in &self.question.requires {
            if course.requirements().find(id.as_str()).is_none() {
                let known = course.requirements().iter().map(|known| known.id.as_str());
                let hint = meant(id.as_str(), known, "Name one of quizzes/requirements.ron.");
                self.problem(id.as_str(), format!("There is no requirement `{id}`."), &hint);
            } else if self.question.kind == QuestionKind::Explain {
                self.rubric(id);
            }
        }
    }

    /// A rubric that is not there, or that does not accept its own model answer to this question.
    fn rubric(&mut self, id: &RequirementId) {
        let Some(rubrics) = self.report.course.rubrics() else { return };
        let Some(rubric) = rubrics.find(id.as_str()) else {
            let hint = "Write one under quizzes/rubrics/, or leave the requirement out.";
            self.problem(id.as_str(), format!("No rubric marks explanations of `{id}`."), hint);
            return;
        };
        let model = Answer::Explain(rubric.model().to_owned());
        let graded = self.report.course.grade(self.question, &model);
        let verdict = graded.requirements.iter().find(|(own, _)| own == id).map(|(_, verdict)| *verdict);
        if verdict != Some(Verdict::Met) {
            let message = format!("Who gives the rubric's model answer for `{id}` does not meet it.");
            self.problem(id.as_str(), message, "Mend the rubric, or ask in other words.");
        }
    }

    fn step(&mut self) {
        let course = self.report.course;
        let question = self.question;
        let word = question.step.to_string();
        let Some((lesson, _)) = course.step(&question.step) else {
            let file = format!("{}{}/lesson.md", crate::lesson::FOLDER, question.step.lesson);
            if course.lesson(&question.step.lesson).is_none() && course.pack().bytes(&file).is_some() {
                return; // the lesson does not read, which is told with its file
            }
            let known: Vec<String> = course
                .lessons()
                .iter()
                .flat_map(|lesson| lesson.steps.iter().map(move |step| format!("{}/{}", lesson.id, step.id)))
                .collect();
            let hint = meant(&word, known.iter().map(String::as_str), "Name a lesson, a slash and a step.");
            self.problem(&word, format!("There is no step `{word}` to go back to."), &hint);
            return;
        };
        if !lesson.teaches().iter().any(|id| question.requires.contains(id)) {
            let message = format!("The lesson `{}` teaches nothing that this question assesses.", lesson.id);
            self.problem(&word, message, "Name a step of a lesson that does, or let this one teach it.");
        }
    }

    /// Options that point at other options: their order is drawn anew each time.
    fn options(&mut self) {
        for choice in self.question.choices() {
            let text = choice.text.to_lowercase();
            let words = [
                "of the above",
                "of the below",
                "all of these",
                "none of these",
                "the first two",
                "the last two",
            ];
            if words.iter().any(|words| text.contains(words)) {
                let hint =
                    "Options are shuffled; write what is meant, or make the question a multiple choice.";
                self.problem(&choice.text, "This option points at other options.", hint);
            }
        }
    }

    /// Ids that the topology does not have, and keys that need no thought.
    fn key(&mut self, topology: &Topology, path: &str) {
        let engine = Engine::new(topology);
        match &self.question.kind {
            QuestionKind::Predict(failed) => {
                for (id, _) in failed {
                    self.exists(id, topology, path);
                }
            }
            QuestionKind::Mark(target) => {
                if let Target::Given(ids) = target {
                    for id in ids {
                        self.exists(id, topology, path);
                    }
                }
                let candidates = quiz::candidates(target, &engine);
                let key = quiz::key(target, &engine);
                let id = &self.question.id;
                if key.is_empty() {
                    let message = format!("There is nothing to mark: the key is empty in {path}.");
                    self.problem(
                        id,
                        message,
                        "Ask for something that this topology has, or name another one.",
                    );
                } else if candidates.iter().all(|candidate| key.contains(candidate)) {
                    let message = format!("Everything that can be marked in {path} is right.");
                    self.problem(
                        id,
                        message,
                        "Ask so that something is left unmarked, or name another topology.",
                    );
                }
            }
            QuestionKind::Numeric(numeric) => {
                let right = quiz::quantity(numeric.answer, &engine);
                self.traps(numeric, right);
            }
            _ => {}
        }
    }

    /// Traps that the right answer falls into.
    fn traps(&mut self, numeric: &quiz::Numeric, right: f64) {
        for trap in &numeric.traps {
            if quiz::is_near(trap.value, right, numeric.tolerance) {
                let message =
                    format!("The trap {} lies within the tolerance of the right answer.", trap.value);
                self.problem(&self.question.id, message, "Remove it, or narrow the tolerance.");
            }
        }
    }

    fn exists(&mut self, id: &Id, topology: &Topology, path: &str) {
        if !topology.contains(id.as_str()) {
            let known = step::parts(topology);
            let hint = meant(id.as_str(), known.iter().map(String::as_str), "Name something that it has.");
            self.problem(id.as_str(), format!("`{id}` is not in {path}."), &hint);
        }
    }
}
