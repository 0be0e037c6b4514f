//! A mission in the lab: its check-list, its hints, and when it is passed.

use std::time::Instant;

use crate::analysis;
use crate::lesson::{Check, Mission};
use crate::progress::MissionResult;
use crate::topology::{self, Edit, History, Kind, Topology};
use crate::tui::screen::{Keep, World};

/// How far a mission has come.
pub(super) struct Progress {
    lesson: String,
    step: String,
    mission: Mission,
    checks: Vec<Check>,
    hints: usize,
    began: Instant,
    passed: bool,
}

impl Progress {
    pub(super) fn new(
        (lesson, step, mission): (String, String, Mission),
        topology: &Topology,
        world: &World,
    ) -> Self {
        let checks = mission.judge(topology, world.course.requirements());
        let passed = Mission::is_done(&checks);
        Self { lesson, step, mission, checks, hints: 0, began: Instant::now(), passed }
    }

    pub(super) fn title(&self) -> &str {
        &self.mission.title
    }

    pub(super) fn checks(&self) -> &[Check] {
        &self.checks
    }

    pub(super) fn is_passed(&self) -> bool {
        self.passed
    }

    pub(super) fn par(&self) -> u32 {
        self.mission.par
    }

    pub(super) fn debrief(&self) -> &str {
        &self.mission.debrief
    }

    /// Whether parts of this kind may be added.
    pub(super) fn allows(&self, kind: Kind) -> bool {
        self.mission.allowed.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Why an edit is not allowed in this mission.
    pub(super) fn refuses(&self, edit: &Edit) -> Option<String> {
        let (Edit::AddComponent { kind, .. } | Edit::AddPart { kind, .. }) = edit else { return None };
        (!self.allows(*kind)).then(|| {
            format!(
                "This mission does without a {}. Build it from the parts that “add” offers.",
                kind.phrase()
            )
        })
    }

    /// Judges the design; gives the result when the mission is passed for the first time.
    pub(super) fn judge(&mut self, history: &History, world: &World) -> Option<MissionResult> {
        let topology = history.current();
        self.checks = self.mission.judge(topology, world.course.requirements());
        let done = Mission::is_done(&self.checks);
        let first = done && !self.passed;
        self.passed |= done;
        first.then(|| MissionResult {
            mission: self.mission.id.clone(),
            passed: true,
            seconds: self.began.elapsed().as_secs_f64(),
            edits: history.steps().len() as u32,
            hints: self.hints as u32,
            cost: analysis::cost(topology),
            topology: topology::write(topology),
        })
    }

    /// The step that is done with the mission.
    pub(super) fn step_done(&self) -> Keep {
        Keep::StepDone { lesson: self.lesson.clone(), step: self.step.clone() }
    }

    /// The next hint, with its title; after the last one, the last one again.
    pub(super) fn hint(&mut self) -> (String, String) {
        let layers = self.mission.hints.layers();
        let place = self.hints.min(layers.len() - 1);
        self.hints = (self.hints + 1).min(layers.len());
        (format!("Hint {} of {}", place + 1, layers.len()), layers[place].to_owned())
    }
}
