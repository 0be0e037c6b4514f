//! Grading: an answer made into a verdict, with a reason for each option and the key.
//!
//! Credit is a share in `0..=1`, by one idea: what is right earns, a wrong guess costs what a right one earns, and
//! nothing goes below zero.
//! - single choice, numeric: all or nothing;
//! - true/false: half for the right value, the other half for the reason; a reason alone earns nothing;
//! - multiple choice, mark on the diagram: (right choices − wrong choices) ÷ right ones there are;
//! - smallest set: all when it takes the function down and is as small as possible; half when it takes it down and is larger;
//! - ordering: (pairs in the right order − pairs in the wrong order) ÷ pairs (Kendall's tau);
//! - matching: right pairs ÷ pairs; predict: right functions ÷ functions;
//! - explain: the mean of the rubrics' verdicts (missing 0, partial ½, met 1).
//!
//! [`verdict`] turns a share into a verdict. Each requirement of the question gets the question's verdict; of an explain
//! question each gets its own.

use super::{Answer, Question, QuestionKind, choice, diagram};
use crate::analysis::{Engine, Failures};
use crate::markdown;
use crate::marking::{self, Claim, Marked, Rubrics};
use crate::requirement::{RequirementId, Verdict};
use crate::topology::Topology;

/// What grading needs besides the question and the answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The question's topology, if it names one.
    pub topology: Option<&'a Topology>,
    /// The rubrics, for explain questions.
    pub rubrics: Option<&'a Rubrics>,
}

/// A graded answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graded {
    /// How far it is right.
    pub verdict: Verdict,
    /// The same as a share of full marks, in `0..=1`.
    pub share: f64,
    /// The verdict on each requirement that the question assesses.
    pub requirements: Vec<(RequirementId, Verdict)>,
    /// One line for each option, pair, item, part or function.
    pub feedback: Vec<Feedback>,
    /// The right answer in words, in Markdown; empty for explain questions.
    pub key: String,
    /// The marks of an explain question: evidence, what is missing, mistakes.
    pub marked: Vec<(RequirementId, Marked)>,
    /// What an explanation claims of the question's topology, and what really happens.
    pub claims: Vec<Claim>,
    /// What to say about the answer as a whole; or why it could not be graded.
    pub note: Option<String>,
}

/// What became of one option, pair, item, part or function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// What it is, in Markdown.
    pub label: String,
    /// Whether it was given, and whether that was right.
    pub sign: Sign,
    /// Why, in Markdown.
    pub why: Option<String>,
}

/// Whether something was given, and whether that was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Given, and right.
    Hit,
    /// Given, and wrong.
    Wrong,
    /// Not given, and it was wanted.
    Missed,
    /// Not given, and rightly so.
    Left,
}

impl Sign {
    /// The sign of something that was given or not, and wanted or not.
    #[must_use]
    pub fn of(given: bool, wanted: bool) -> Self {
        match (given, wanted) {
            (true, true) => Self::Hit,
            (true, false) => Self::Wrong,
            (false, true) => Self::Missed,
            (false, false) => Self::Left,
        }
    }

    /// Whether the learner got it right.
    #[must_use]
    pub fn is_right(self) -> bool {
        matches!(self, Self::Hit | Self::Left)
    }
}

/// The verdict that a share of credit earns: met for all of it, partial from a half, else missing.
#[must_use]
pub fn verdict(share: f64) -> Verdict {
    if share > 1.0 - 1e-9 {
        Verdict::Met
    } else if share > 0.5 - 1e-9 {
        Verdict::Partial
    } else {
        Verdict::Missing
    }
}

/// Grades an answer. An answer of another kind than the question's counts as none.
#[must_use]
pub fn grade(question: &Question, answer: &Answer, context: &Context<'_>) -> Graded {
    if let (QuestionKind::Explain, Answer::Explain(text)) = (&question.kind, answer) {
        return explained(question, text, context);
    }
    let mut graded = match (&question.kind, answer) {
        (QuestionKind::Single(choices), Answer::Single(chosen)) => choice::single(choices, *chosen),
        (QuestionKind::Multiple(choices), Answer::Multiple(chosen)) => choice::multiple(choices, chosen),
        (QuestionKind::TrueFalse { answer, reasons }, Answer::TrueFalse { value, reason }) => {
            choice::true_false(*answer, reasons, *value, *reason)
        }
        (QuestionKind::Ordering(items), Answer::Ordering(order)) => choice::ordering(items, order),
        (QuestionKind::Matching { pairs, decoys }, Answer::Matching(sides)) => {
            choice::matching(pairs, decoys, sides)
        }
        (QuestionKind::Numeric(numeric), Answer::Number(text)) => {
            diagram::number(numeric, text, context.topology)
        }
        (QuestionKind::Mark(target), Answer::Mark(ids)) => match context.topology {
            Some(topology) => diagram::marked(target, ids, topology),
            None => Graded::ungraded(NO_TOPOLOGY),
        },
        (QuestionKind::Predict(_), Answer::Predict(states)) => match context.topology {
            Some(topology) => diagram::predicted(&Engine::new(topology), &question.failures(), states),
            None => Graded::ungraded(NO_TOPOLOGY),
        },
        _ => Graded::ungraded("The answer does not belong to this kind of question; answer it again."),
    };
    graded.verdict = verdict(graded.share);
    graded.requirements = question.requires.iter().map(|id| (id.clone(), graded.verdict)).collect();
    graded
}

/// Grades what a learner predicts in a lesson: the functions after failures, without a question.
#[must_use]
pub fn grade_prediction(topology: &Topology, failures: &Failures, answer: &Answer) -> Graded {
    let Answer::Predict(states) = answer else { return Graded::default() };
    let mut graded = diagram::predicted(&Engine::new(topology), failures, states);
    graded.verdict = verdict(graded.share);
    graded
}

/// What is said where no rubric can mark an explanation.
const NO_RUBRIC: &str = "There is no rubric for this question; compare your answer with the explanation.";
/// What is said where a question's topology is missing, which the linter reports to the author.
pub(super) const NO_TOPOLOGY: &str =
    "The topology of this question could not be loaded, so it cannot be graded.";

impl Graded {
    /// An answer that could not be graded, and why.
    pub(super) fn ungraded(why: &str) -> Self {
        Self { note: Some(why.to_owned()), ..Self::default() }
    }
}

fn explained(question: &Question, text: &str, context: &Context<'_>) -> Graded {
    let mut graded = Graded::default();
    let prompt = markdown::plain(&markdown::parse(&question.prompt));
    for id in &question.requires {
        let rubric = context.rubrics.and_then(|rubrics| rubrics.find(id.as_str()));
        if let Some(rubric) = rubric {
            let marked = marking::mark(rubric, text, Some(&prompt));
            graded.requirements.push((id.clone(), marked.verdict));
            graded.marked.push((id.clone(), marked));
        }
    }
    if graded.marked.is_empty() {
        return Graded::ungraded(NO_RUBRIC);
    }
    if let (Some(topology), Some(rubrics)) = (context.topology, context.rubrics) {
        graded.claims = marking::claims(text, topology, rubrics);
    }
    let shares: f64 = graded.marked.iter().map(|(_, marked)| marked.verdict.share()).sum();
    graded.share = shares / graded.marked.len() as f64;
    graded.verdict = verdict(graded.share);
    graded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_earns_a_verdict() {
        let shares = [(0.0, Verdict::Missing), (0.49, Verdict::Missing), (0.5, Verdict::Partial)];
        for (share, expected) in shares.into_iter().chain([(0.99, Verdict::Partial), (1.0, Verdict::Met)]) {
            assert_eq!(verdict(share), expected, "{share}");
        }
    }
}
