//! The design requirements of the four tasks, as goals; the file beside this one says what each asks for.

use super::Goal;
use super::judge::{Bench, Judgement};
use crate::analysis::Engine;
use crate::requirement::RequirementId;
use crate::topology::Topology;

const DESIGN: &str = include_str!("design.ron");

/// The design requirements of a task with what each asks for, in the order of the file; none where there is no
/// such task.
///
/// # Panics
/// Never: a test reads the file.
#[must_use]
pub fn design(task: u8) -> Vec<(RequirementId, Goal)> {
    let all: Vec<(RequirementId, Goal)> =
        ron::from_str(DESIGN).expect("the shipped design requirements can be read");
    all.into_iter().filter(|(id, _)| id.task() == Some(task)).collect()
}

/// Judges a design by the design requirements of a task.
#[must_use]
pub fn check(topology: &Topology, task: u8) -> Vec<(RequirementId, Judgement)> {
    let engine = Engine::new(topology);
    let bench = Bench::new(topology, &engine);
    design(task).into_iter().map(|(id, goal)| (id, goal.judge_on(&bench))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement::{Catalogue, RequirementKind};

    #[test]
    fn every_design_requirement_of_the_catalogue_has_its_goal() {
        let catalogue = Catalogue::parse(include_str!("../../quizzes/requirements.ron")).unwrap();
        for task in 0..4 {
            let known: Vec<RequirementId> = design(task).into_iter().map(|(id, _)| id).collect();
            let asked: Vec<RequirementId> = catalogue
                .of_task(task)
                .filter(|requirement| requirement.kind == RequirementKind::Design)
                .map(|requirement| requirement.id.clone())
                .collect();
            assert_eq!(known, asked, "task {task}");
        }
        assert!(design(4).is_empty());
    }

    #[test]
    fn a_requirement_can_be_partly_met_where_the_catalogue_says_so() {
        let catalogue = Catalogue::parse(include_str!("../../quizzes/requirements.ron")).unwrap();
        for (id, goal) in (0..4).flat_map(design) {
            let requirement = catalogue.find(id.as_str()).unwrap();
            let half = matches!(goal, Goal::Graded { .. } | Goal::Apart { .. });
            assert_eq!(half, requirement.partial.is_some(), "{id}");
        }
    }

    #[test]
    fn a_goal_is_written_as_it_is_read() {
        for (_, goal) in (0..4).flat_map(design) {
            let written = ron::to_string(&goal).unwrap();
            assert_eq!(Goal::parse(&written).unwrap(), goal, "{written}");
        }
    }
}
