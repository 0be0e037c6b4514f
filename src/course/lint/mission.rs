//! Tries every mission: its start must not pass, its solution and its alternative must.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Report, file, missions, step};
use crate::lesson::{self, Check, Design, Mission, Objective};
use crate::requirement::Verdict;
use crate::topology::{Kind, Topology};

/// Checks every mission of the course.
pub(super) fn check(report: &mut Report<'_>) {
    let course = report.course;
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (lesson, part, mission) in missions(course) {
        let file = file(lesson);
        if let Some(other) = seen.get(mission.id.as_str()) {
            let message = format!("The mission id `{}` is taken: {other} has it.", mission.id);
            report.at(&file, part, &mission.id, message, "Give this mission another id.");
        }
        seen.insert(&mission.id, file.clone());
        let mut trial = Trial { file, part, mission, report };
        trial.texts();
        trial.objectives();
        trial.designs();
    }
}

struct Trial<'r, 'c, 'm> {
    file: String,
    part: &'m Range<usize>,
    mission: &'m Mission,
    report: &'r mut Report<'c>,
}

impl Trial<'_, '_, '_> {
    fn problem(&mut self, message: impl Into<String>, hint: &str) {
        self.report.at(&self.file, self.part, &self.mission.id, message, hint);
    }

    fn texts(&mut self) {
        let Mission { title, hints, debrief, par, .. } = self.mission;
        let [nudge, method, answer] = hints.layers();
        let texts = [
            ("title", title.as_str()),
            ("nudge", nudge),
            ("method", method),
            ("answer", answer),
            ("debrief", debrief),
        ];
        for (name, text) in texts {
            if text.trim().is_empty() {
                self.problem(format!("The mission's {name} is empty."), "Write it.");
            }
        }
        if *par == 0 {
            self.problem("The mission's par is 0.", "Write how many edits a good solution takes.");
        }
    }

    /// Requirements that no goal stands for.
    fn objectives(&mut self) {
        for objective in &self.mission.objectives {
            match objective {
                Objective::Task(task) if crate::goal::design(*task).is_empty() => {
                    self.problem(
                        format!("Task {task} has no design requirements."),
                        "Name a task from 0 to 3.",
                    );
                }
                Objective::Requirement(id) if lesson::design_goal(id).is_none() => {
                    let message = format!("`{id}` is no design requirement, so no design can meet it.");
                    self.problem(message, "Name one such as `t0.design.domain`, or write a goal.");
                }
                _ => {}
            }
        }
    }

    fn designs(&mut self) {
        let course = self.report.course;
        let Some(start) = course.topology(&self.mission.start) else {
            if course.pack().bytes(&self.mission.start).is_none() {
                let (message, hint) = step::no_topology(&self.mission.start, course);
                self.problem(message, &hint);
            }
            return;
        };
        if Mission::is_done(&self.judge(&start)) {
            self.problem("The start of the mission passes already.", "Break it, or add a goal.");
        }
        let solution = self.passes("solution", &self.mission.solution, &start);
        let alternative = self.passes("alternative", &self.mission.alternative, &start);
        if solution.is_some() && solution == alternative {
            let hint = "Show that another design passes too, or widen the goals.";
            self.problem("The alternative is the same design as the solution.", hint);
        }
        if let Some(solution) = &solution {
            self.allowed(&start, solution);
        }
        if let Design::Edits(edits) = &self.mission.solution
            && edits.len() > self.mission.par as usize
        {
            let message = format!(
                "The solution takes {} edits, more than its par of {}.",
                edits.len(),
                self.mission.par
            );
            self.problem(message, "Raise the par, or shorten the solution.");
        }
    }

    /// The design, if it can be made; reports why it cannot, or which goals it misses.
    fn passes(&mut self, name: &str, design: &Design, start: &Topology) -> Option<Topology> {
        let course = self.report.course;
        let made = match design {
            Design::Edits(edits) => match lesson::replay(start, edits) {
                Ok(made) => made,
                Err(error) => {
                    self.problem(format!("The {name} cannot be replayed: {error}"), "Mend this edit.");
                    return None;
                }
            },
            Design::File(path) => {
                let Some(made) = course.topology(path) else {
                    if course.pack().bytes(path).is_none() {
                        let (message, hint) = step::no_topology(path, course);
                        self.problem(message, &hint);
                    }
                    return None;
                };
                made
            }
        };
        let missed = self.judge(&made).into_iter().filter(|check| check.judgement.verdict != Verdict::Met);
        for Check { statement, judgement, .. } in missed.collect::<Vec<_>>() {
            let message = format!("The {name} does not pass: {statement} {}", judgement.because);
            self.problem(message, "Mend the design, or the goal.");
        }
        Some(made)
    }

    fn judge(&self, topology: &Topology) -> Vec<Check> {
        self.mission.judge(topology, self.report.course.requirements())
    }

    /// Kinds that the solution adds and the learner may not.
    fn allowed(&mut self, start: &Topology, solution: &Topology) {
        let Some(allowed) = &self.mission.allowed else { return };
        let count = |topology: &Topology, kind: Kind| {
            topology.components().filter(|placed| placed.component.kind == kind).count()
        };
        let kinds: BTreeSet<Kind> = solution.components().map(|placed| placed.component.kind).collect();
        for kind in kinds {
            if !allowed.contains(&kind) && count(solution, kind) > count(start, kind) {
                let message =
                    format!("The solution adds a {}, which the mission does not allow.", kind.phrase());
                self.problem(message, &format!("Add `{kind}` to `allowed`."));
            }
        }
    }
}
