//! Plays the steps of a lesson as the tutor will, and reports every cue that would find nothing to act on.

use super::{Report, file, may_be_unread, meant};
use crate::analysis::Engine;
use crate::lesson::{self, Animation, Cue, Lesson, Pane, Scene, Step, Subject};
use crate::topology::Topology;

/// Checks the steps of one lesson, in order, as each finds the board that the ones before left.
pub(super) fn check(lesson: &Lesson, report: &mut Report<'_>) {
    let file = file(lesson);
    for other in &lesson.after {
        let ids = report.course.lessons().iter().map(|lesson| lesson.id.as_str());
        if report.course.lesson(other).is_none() {
            let hint = meant(other, ids, "Name a lesson by its folder.");
            report.at(&file, &(0..usize::MAX), other, format!("There is no lesson `{other}`."), hint);
        }
    }
    let mut player = Player { file, scene: Scene::default(), start: None, board: None };
    for step in &lesson.steps {
        player.step(step, report);
    }
}

/// The board as the learner would see it.
struct Player {
    file: String,
    scene: Scene,
    start: Option<Topology>,
    board: Option<Topology>,
}

impl Player {
    fn step(&mut self, step: &Step, report: &mut Report<'_>) {
        let course = report.course;
        if step.prose.is_empty() {
            let hint = "Write what the learner is to read.";
            report.at(&self.file, &step.range, "", format!("The step `{}` says nothing.", step.title), hint);
        }
        for id in &step.teaches {
            if course.requirements().find(id.as_str()).is_none() {
                let known = course.requirements().iter().map(|known| known.id.as_str());
                let hint = meant(id.as_str(), known, "Name one of quizzes/requirements.ron.");
                report.at(
                    &self.file,
                    &step.range,
                    id.as_str(),
                    format!("There is no requirement `{id}`."),
                    hint,
                );
            }
        }
        for (place, cue) in step.cues.iter().enumerate() {
            self.scene.play(cue);
            self.cue(cue, step, report);
            if let Cue::Predict(subjects) = cue {
                let after = &step.cues[place + 1..];
                let comes =
                    |next: &Cue| matches!(next, Cue::Fail(failed) | Cue::Hang(failed) if failed == subjects);
                if !after.iter().any(comes) {
                    let word = subjects.first().map_or_else(String::new, ToString::to_string);
                    let message = "What is predicted here never fails in this step.";
                    report.at(
                        &self.file,
                        &step.range,
                        &word,
                        message,
                        "Let a `fail` of the same parts follow.",
                    );
                }
            }
        }
    }

    fn cue(&mut self, cue: &Cue, step: &Step, report: &mut Report<'_>) {
        match cue {
            Cue::Load(path) => self.load(path, step, report),
            Cue::Edit(edits) => self.edit(edits, step, report),
            Cue::Highlight(subjects) | Cue::Predict(subjects) | Cue::Fail(subjects) | Cue::Hang(subjects) => {
                for subject in subjects {
                    self.subject(subject, step, report);
                }
            }
            Cue::Zoom(id) => self.subject(&Subject::Part(id.clone()), step, report),
            Cue::Animate(Animation::Link(id)) => self.subject(&Subject::Link(id.clone()), step, report),
            Cue::Animate(Animation::Lookup) | Cue::Show(Pane::Zone | Pane::Lookup) => {
                let has_zone = |board: &Topology| board.zone.is_some() && board.site.is_some();
                let message = "No name can be looked up here: the topology has no zone or no site.";
                self.needs(has_zone, message, "Add `site` and `zone` to it.", step, report);
            }
            Cue::Animate(Animation::Request(function)) => {
                let walks = |board: &Topology| !Engine::new(board).walk(*function).is_empty();
                let message = "No request can be followed here: nobody calls the site.";
                self.needs(walks, message, "Link a user to it.", step, report);
            }
            Cue::Show(Pane::Findings | Pane::Numbers) => self.needs(|_| true, "", "", step, report),
            Cue::Ask(ids) => {
                for id in ids {
                    if report.course.question(id).is_none() && !may_be_unread(id, report.course) {
                        let known = report.course.questions().iter().map(|question| question.id.as_str());
                        let hint = meant(id, known, "Write it in a bank under quizzes/.");
                        report.at(&self.file, &step.range, id, format!("There is no question `{id}`."), hint);
                    }
                }
            }
            Cue::Repair => {}
        }
    }

    fn load(&mut self, path: &str, step: &Step, report: &mut Report<'_>) {
        let course = report.course;
        if course.pack().bytes(path).is_none() {
            let (message, hint) = no_topology(path, course);
            let inside = path.strip_prefix(lesson::FOLDER).unwrap_or(path);
            let name = inside.rsplit('/').next().unwrap_or(inside);
            let folder = self.file.trim_end_matches("lesson.md");
            let written = if path.strip_prefix(folder) == Some(name) { name } else { inside };
            report.at(&self.file, &step.range, written, message, hint);
        }
        self.start = course.topology(path);
        self.board.clone_from(&self.start);
    }

    fn edit(&mut self, edits: &[String], step: &Step, report: &mut Report<'_>) {
        let Some(start) = &self.start else { return };
        match lesson::replay(start, &self.scene.edits) {
            Ok(board) => self.board = Some(board),
            Err(error) => {
                let word = edits.iter().find(|edit| **edit == error.edit).map_or("", String::as_str);
                report.at(&self.file, &step.range, word, format!("{error}"), "");
            }
        }
    }

    /// Whether there is a board, and it has what a cue shows of it.
    fn needs(
        &self,
        has: impl Fn(&Topology) -> bool,
        message: &str,
        hint: &str,
        step: &Step,
        report: &mut Report<'_>,
    ) {
        if self.scene.topology.is_none() {
            let hint = "Load a topology before this step's other cues.";
            report.at(&self.file, &step.range, "", "Nothing is on the board yet.", hint);
        } else if self.board.as_ref().is_some_and(|board| !has(board)) {
            report.at(&self.file, &step.range, "", message, hint);
        }
    }

    /// Whether the board has what a cue names. A board that could not be loaded is reported elsewhere.
    fn subject(&self, subject: &Subject, step: &Step, report: &mut Report<'_>) {
        let word = subject.to_string();
        let Some(board) = &self.board else {
            if self.scene.topology.is_none() {
                let hint = "Load a topology first.";
                report.at(
                    &self.file,
                    &step.range,
                    &word,
                    format!("`{word}` is named before any topology."),
                    hint,
                );
            }
            return;
        };
        let is_there = match subject {
            Subject::Part(id) => board.contains(id.as_str()),
            Subject::Link(id) => board.link(id).is_some(),
        };
        if !is_there {
            let known: Vec<String> = match subject {
                Subject::Part(_) => parts(board),
                Subject::Link(_) => board.links.iter().map(|link| link.id().to_string()).collect(),
            };
            let path = self.scene.topology.as_deref().unwrap_or_default();
            let hint = meant(&word, known.iter().map(String::as_str), "Name something that is on the board.");
            report.at(&self.file, &step.range, &word, format!("`{word}` is not in {path}."), hint);
        }
    }
}

/// Every id of a topology but those of links.
pub(super) fn parts(topology: &Topology) -> Vec<String> {
    let hosts = topology.hosts.iter().map(|host| host.id.to_string());
    let components = topology.components().map(|placed| placed.id().to_string());
    let clusters = topology.clusters.iter().map(|cluster| cluster.id.to_string());
    let places = topology.places.iter().map(|place| place.id.to_string());
    hosts.chain(components).chain(clusters).chain(places).collect()
}

/// That a topology is not there, and which may be meant.
pub(super) fn no_topology(path: &str, course: &crate::course::Course) -> (String, String) {
    let short = |path: &str| path.strip_prefix(lesson::FOLDER).unwrap_or(path).to_owned();
    let known: Vec<String> = course.pack().topologies().map(short).collect();
    let hint = meant(
        &short(path),
        known.iter().map(String::as_str),
        "Without a slash it is in the lesson's folder, with one below `lessons/`.",
    );
    (format!("There is no topology `{path}`."), hint)
}
