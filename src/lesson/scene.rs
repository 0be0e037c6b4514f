//! What the board shows at a step: the sum of all cues so far, so that one can jump into the middle.

use super::{Cue, Lesson, Subject};
use crate::analysis::{Failure, Failures};
use crate::topology::Id;

/// The state of the board.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// The topology, by its path in the pack; `None` before the first one is loaded.
    pub topology: Option<String>,
    /// The edits made to it since, each a line of text.
    pub edits: Vec<String>,
    /// What stands out.
    pub highlights: Vec<Subject>,
    /// What is brought into view.
    pub zoom: Option<Id>,
    /// What has failed, and how.
    pub failed: Vec<(Subject, Failure)>,
}

impl Scene {
    /// Changes the board as a cue says. Cues that only move, ask or open something leave it as it is.
    pub fn play(&mut self, cue: &Cue) {
        match cue {
            Cue::Load(path) => *self = Self { topology: Some(path.clone()), ..Self::default() },
            Cue::Edit(edits) => self.edits.extend_from_slice(edits),
            Cue::Highlight(subjects) => self.highlights.clone_from(subjects),
            Cue::Zoom(id) => self.zoom = Some(id.clone()),
            Cue::Fail(subjects) => self.fail(subjects, Failure::Crash),
            Cue::Hang(subjects) => self.fail(subjects, Failure::Hang),
            Cue::Repair => self.failed.clear(),
            Cue::Animate(_) | Cue::Predict(_) | Cue::Ask(_) | Cue::Show(_) => {}
        }
    }

    /// What has failed, as the analysis asks for it. A link that hangs is a link that is gone.
    #[must_use]
    pub fn failures(&self) -> Failures {
        self.failed.iter().fold(Failures::none(), |failures, (subject, how)| match subject {
            Subject::Part(id) => failures.with(id.clone(), *how),
            Subject::Link(id) => failures.with_link(id.clone()),
        })
    }

    fn fail(&mut self, subjects: &[Subject], how: Failure) {
        self.failed.retain(|(failed, _)| !subjects.contains(failed));
        self.failed.extend(subjects.iter().map(|subject| (subject.clone(), how)));
    }
}

impl Lesson {
    /// The board as the step with this index finds it, before its own cues.
    #[must_use]
    pub fn scene(&self, step: usize) -> Scene {
        let mut scene = Scene::default();
        self.steps.iter().take(step).flat_map(|step| &step.cues).for_each(|cue| scene.play(cue));
        scene
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(text: &str) -> Subject {
        text.parse().unwrap()
    }

    #[test]
    fn a_load_begins_anew_and_everything_else_adds() {
        let mut scene = Scene::default();
        scene.play(&Cue::Load("a.ron".to_owned()));
        scene.play(&Cue::Highlight(vec![subject("dns")]));
        scene.play(&Cue::Fail(vec![subject("s1"), subject("s2")]));
        scene.play(&Cue::Hang(vec![subject("s2"), subject("a->b:80")]));
        scene.play(&Cue::Animate(super::super::Animation::Lookup));
        let failed: Vec<String> = scene.failed.iter().map(|(what, how)| format!("{what} {how}")).collect();
        assert_eq!(failed, ["s1 crash", "s2 hang", "a->b:80 hang"]);
        assert_eq!((scene.failures().parts().count(), scene.failures().links().count()), (2, 1));
        assert_eq!(scene.highlights, [subject("dns")]);
        scene.play(&Cue::Load("b.ron".to_owned()));
        assert_eq!(scene, Scene { topology: Some("b.ron".to_owned()), ..Scene::default() });
    }
}
