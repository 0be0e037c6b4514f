//! Reads `lesson.md`: prose for everybody, and fences with the info string `spof` for what is live.
//!
//! Every problem is reported at once, each at the very word: a fence is taken apart into its cues, and each cue is
//! read on its own.

use std::str::FromStr;

use ron::extensions::Extensions;
use serde::Deserialize;

use super::{
    Animation, Cue, Design, FOLDER, Hints, Lesson, Mission, Objective, Step, Subject, slug, written,
};
use crate::markdown::{self, Block, BlockKind};
use crate::text::written::{Written, elements};
use crate::topology::{FileError, Problem};

/// The info string of a live fence.
const LIVE: &str = "spof";

/// Reads a lesson. `name` is the path of its file in the pack, such as `lessons/0-one-server/lesson.md`.
///
/// # Errors
/// Everything that is wrong with the file, each with its place.
pub fn parse(name: &str, text: &str) -> Result<Lesson, FileError> {
    let folder = name.rfind('/').map_or("", |end| &name[..=end]);
    let mut reader = Reader { text, folder, problems: Vec::new() };
    let lesson = reader.lesson(markdown::parse(text));
    let mut problems = reader.problems;
    match lesson {
        Some(lesson) if problems.is_empty() => Ok(lesson),
        _ => {
            problems.sort_by_key(|problem| (problem.line, problem.column));
            Err(FileError { file: name.to_owned(), problems })
        }
    }
}

/// A live fence: where its text stands in the file.
#[derive(Clone, Copy)]
struct Fence<'t> {
    text: &'t str,
    start: usize,
}

struct Reader<'t> {
    text: &'t str,
    /// The folder of the file, with a slash at its end.
    folder: &'t str,
    problems: Vec<Problem>,
}

impl<'t> Reader<'t> {
    fn lesson(&mut self, blocks: Vec<Block>) -> Option<Lesson> {
        let mut blocks = blocks.into_iter().peekable();
        let title = match blocks.next() {
            Some(Block { kind: BlockKind::Heading { level: 1, spans }, .. }) => markdown::words(&spans),
            first => {
                let at = first.map_or(0, |block| block.range.start);
                self.problem(at, "The lesson has no title.", "Begin the file with `# Title`.");
                return None;
            }
        };
        let mut intro = Vec::new();
        let mut fences = Vec::new();
        while let Some(block) = blocks.next_if(|block| heading(block).is_none_or(|level| level > 2)) {
            self.sort(block, &mut intro, &mut fences);
        }
        let head = self.head(&fences);
        let mut steps: Vec<Step> = Vec::new();
        while let Some(block) = blocks.next() {
            let at = block.range.start;
            if heading(&block) == Some(1) {
                self.problem(at, "A lesson has one title.", "Begin each step with `## `.");
                continue;
            }
            let BlockKind::Heading { spans, .. } = block.kind else { continue };
            let (mut prose, mut fences) = (Vec::new(), Vec::new());
            let mut end = block.range.end;
            while let Some(block) = blocks.next_if(|block| heading(block).is_none_or(|level| level > 2)) {
                end = block.range.end;
                self.sort(block, &mut prose, &mut fences);
            }
            let step = self.step(markdown::words(&spans), at, &fences);
            if steps.iter().any(|other| other.id == step.id) {
                let message = format!("Two steps have the id `{}`.", step.id);
                self.problem(at, message, "Write another heading, or give the step an id with `id(\"…\")`.");
            }
            steps.push(Step { prose, range: at..end, ..step });
        }
        if steps.is_empty() {
            self.problem(self.text.len(), "The lesson has no step.", "Begin each step with `## `.");
        }
        let (id, task, minutes, after) = head?;
        Some(Lesson { id, task, title, minutes, after, intro, steps })
    }

    /// Puts a block where it belongs: prose, or the live fences.
    fn sort(&mut self, block: Block, prose: &mut Vec<Block>, fences: &mut Vec<Fence<'t>>) {
        match &block.kind {
            BlockKind::Code { info, text, start } if is_live(info) => {
                match self.text.get(*start..*start + text.len()) {
                    Some(found) if found == text => fences.push(Fence { text: found, start: *start }),
                    _ => self.problem(
                        block.range.start,
                        "A live fence is indented.",
                        "Let its fence and its lines begin at the left margin.",
                    ),
                }
            }
            _ => {
                self.no_live_inside(std::slice::from_ref(&block));
                prose.push(block);
            }
        }
    }

    /// Live fences inside quotes and lists would be shown and never run.
    fn no_live_inside(&mut self, blocks: &[Block]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Code { info, .. } if is_live(info) => self.problem(
                    block.range.start,
                    "A live fence stands inside a list or a quote.",
                    "Move it out, to the left margin.",
                ),
                BlockKind::Quote(inner) => self.no_live_inside(inner),
                BlockKind::List { items, .. } => items.iter().for_each(|item| self.no_live_inside(item)),
                _ => {}
            }
        }
    }

    fn head(&mut self, fences: &[Fence<'t>]) -> Option<(String, Option<u8>, u32, Vec<String>)> {
        let example =
            "Write `lesson(id: \"folder\", task: 0, minutes: 20)` in a `spof` fence under the title.";
        let [fence] = fences else {
            let at = fences.get(1).map_or(0, |second| second.start);
            self.problem(at, "One live fence stands between the title and the first step.", example);
            return None;
        };
        let head: written::Head = self.read(fence.text, fence.start)?;
        let folder = self.folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if head.id.text != folder {
            let message = format!("The lesson's id is `{}` and its folder is `{folder}`.", head.id.text);
            self.problem(self.place(&head.id, fence.start), message, "Give both the same name.");
        }
        let after = head.after.into_iter().map(|id| id.text).collect();
        Some((head.id.text, head.task, head.minutes, after))
    }

    /// A step with everything but its prose and its range.
    fn step(&mut self, title: String, at: usize, fences: &[Fence<'t>]) -> Step {
        let mut step = Step {
            id: slug(&title),
            title,
            teaches: Vec::new(),
            prose: Vec::new(),
            cues: Vec::new(),
            mission: None,
            notes: String::new(),
            range: at..at,
        };
        for fence in fences {
            let Some(cues) = elements(fence.text) else {
                self.problem(
                    fence.start,
                    "This live fence holds no list of cues.",
                    "Write `[ … ]` with the cues between, and close every bracket and string.",
                );
                continue;
            };
            for range in cues {
                let start = fence.start + range.start;
                if let Some(cue) = self.read(&fence.text[range], start) {
                    self.cue(cue, start, &mut step);
                }
            }
        }
        if step.id.is_empty() {
            let hint = "Give the step an id with `id(\"…\")`.";
            self.problem(at, "The heading has no letter or digit to make an id of.", hint);
        }
        step
    }

    fn cue(&mut self, cue: written::Cue, at: usize, step: &mut Step) {
        let done = match cue {
            written::Cue::Id(id) => {
                if slug(&id.text) != id.text || id.text.is_empty() {
                    let hint = "Write lower-case letters, digits and single `-`.";
                    self.problem(self.place(&id, at), format!("`{}` is no step id.", id.text), hint);
                }
                step.id = id.text;
                return;
            }
            written::Cue::Teach(ids) => {
                let ids: Vec<_> = ids.iter().filter_map(|id| self.parsed(id, at)).collect();
                step.teaches.extend(ids);
                return;
            }
            written::Cue::Notes(notes) => {
                if !step.notes.is_empty() {
                    step.notes.push_str("\n\n");
                }
                step.notes.push_str(&notes);
                return;
            }
            written::Cue::Mission(mission) => {
                if step.mission.is_some() {
                    let hint = "Move this one to a step of its own.";
                    self.problem(at, "A step has at most one mission.", hint);
                }
                step.mission = Some(self.mission(*mission, at));
                return;
            }
            written::Cue::Load(name) => Cue::Load(self.path(&name)),
            written::Cue::Edit(edits) => Cue::Edit(texts(edits)),
            written::Cue::Highlight(ids) => Cue::Highlight(self.subjects(&ids, at)),
            written::Cue::Zoom(id) => match self.parsed(&id, at) {
                Some(id) => Cue::Zoom(id),
                None => return,
            },
            written::Cue::Animate(animation) => match self.animation(animation, at) {
                Some(animation) => Cue::Animate(animation),
                None => return,
            },
            written::Cue::Predict(ids) => Cue::Predict(self.subjects(&ids, at)),
            written::Cue::Fail(ids) => Cue::Fail(self.subjects(&ids, at)),
            written::Cue::Hang(ids) => Cue::Hang(self.subjects(&ids, at)),
            written::Cue::Repair => Cue::Repair,
            written::Cue::Ask(ids) => Cue::Ask(texts(ids)),
            written::Cue::Show(pane) => Cue::Show(pane),
        };
        step.cues.push(done);
    }

    fn animation(&mut self, animation: written::Animation, at: usize) -> Option<Animation> {
        if let Some(function) = animation.function() {
            return Some(Animation::Request(function));
        }
        let written::Animation::Link(link) = animation else { return Some(Animation::Lookup) };
        match self.parsed(&link, at)? {
            Subject::Link(id) => Some(Animation::Link(id)),
            Subject::Part(id) => {
                let hint = "Write `from->to:port`, such as `user->server.nginx:80`.";
                self.problem(self.place(&link, at), format!("`{id}` is no link."), hint);
                None
            }
        }
    }

    fn mission(&mut self, mission: written::Mission, at: usize) -> Mission {
        let mut objectives = Vec::new();
        if mission.goals.is_empty() {
            self.problem(at, "The mission has no goal.", "Write at least one, such as `requirements(0)`.");
        }
        for goal in mission.goals {
            objectives.extend(match goal {
                written::Objective::Requirements(task) => Some(Objective::Task(task)),
                written::Objective::Requirement(id) => self.parsed(&id, at).map(Objective::Requirement),
                written::Objective::Goal(statement, goal) => Some(Objective::Goal { statement, goal }),
            });
        }
        let written::Hints { nudge, method, answer } = mission.hints;
        Mission {
            id: mission.id.text,
            title: mission.title,
            start: self.path(&mission.start),
            objectives,
            allowed: mission.allowed,
            hints: Hints { nudge, method, answer },
            par: mission.par,
            solution: self.design(mission.solution),
            alternative: self.design(mission.alternative),
            debrief: mission.debrief,
        }
    }

    fn design(&self, design: written::Design) -> Design {
        match design {
            written::Design::File(name) => Design::File(self.path(&name)),
            written::Design::Edits(edits) => Design::Edits(texts(edits)),
        }
    }

    fn path(&self, name: &Written) -> String {
        super::topology_path(self.folder, &name.text)
    }

    fn subjects(&mut self, ids: &[Written], at: usize) -> Vec<Subject> {
        ids.iter().filter_map(|id| self.parsed(id, at)).collect()
    }

    /// Reads what a string means, or says why it means nothing.
    fn parsed<T: FromStr<Err: std::fmt::Display>>(&mut self, text: &Written, at: usize) -> Option<T> {
        match text.text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(self.place(text, at), format!("{error}"), "");
                None
            }
        }
    }

    /// Reads one piece of RON that stands at this offset of the file.
    fn read<T: Deserialize<'t>>(&mut self, piece: &'t str, start: usize) -> Option<T> {
        let extensions = Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES;
        match ron::Options::default().with_default_extension(extensions).from_str(piece) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(Problem::syntax(self.text, start, &error));
                None
            }
        }
    }

    /// Where a string stands; where its cue begins when it was written with escapes.
    fn place(&self, text: &Written, at: usize) -> usize {
        text.offset(self.text).unwrap_or(at)
    }

    fn problem(&mut self, at: usize, message: impl Into<String>, hint: &str) {
        self.problems.push(Problem::at(self.text, at, message, hint));
    }
}

fn heading(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    }
}

fn is_live(info: &str) -> bool {
    info.split_whitespace().next() == Some(LIVE)
}

fn texts(written: Vec<Written>) -> Vec<String> {
    written.into_iter().map(|written| written.text).collect()
}

/// Where lessons are looked for: `lessons/NAME/lesson.md`.
#[must_use]
pub fn is_lesson(path: &str) -> bool {
    let inside = path.strip_prefix(FOLDER).and_then(|rest| rest.strip_suffix("/lesson.md"));
    inside.is_some_and(|folder| !folder.is_empty() && !folder.contains('/'))
}
