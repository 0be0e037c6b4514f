//! A quiz in progress: the questions, the answers so far, and where the learner stands. A plain value: it can be written
//! down after each answer and taken up again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::shuffle::Random;
use super::{Answer, Graded, Question, QuestionKind, StepId};
use crate::requirement::{RequirementId, Verdict};

/// A quiz in progress.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quiz {
    /// What it is called, such as `t0`.
    pub name: String,
    /// The seed that the order of options is drawn from.
    pub seed: u64,
    questions: Vec<String>,
    at: usize,
    taken: BTreeMap<String, Taken>,
}

/// An answer that was given, with what it earned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// The answer.
    pub answer: Answer,
    /// The verdict on it.
    pub verdict: Verdict,
    /// The same as a share of full marks, in `0..=1`.
    pub share: f64,
    /// The verdict on each requirement.
    pub requirements: Vec<(RequirementId, Verdict)>,
}

/// What a quiz has shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// How many questions it has.
    pub questions: usize,
    /// How many of them were answered.
    pub answered: usize,
    /// How many of them were met.
    pub met: usize,
    /// The credit earned of all that could be earned, in `0..=1`.
    pub share: f64,
    /// What it says about each requirement, in the order of the ids.
    pub requirements: Vec<RequirementResult>,
}

/// What a quiz says about one requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct RequirementResult {
    /// The requirement.
    pub id: RequirementId,
    /// The verdict; `None` when no question on it was answered.
    pub verdict: Option<Verdict>,
    /// The questions that assess it, with the verdict of those that were answered.
    pub questions: Vec<(String, Option<Verdict>)>,
    /// The steps to read again: those of the questions that were not met, each once.
    pub back: Vec<StepId>,
}

impl Quiz {
    /// A quiz of these questions, by id, in this order.
    #[must_use]
    pub fn new(name: impl Into<String>, seed: u64, questions: Vec<String>) -> Self {
        Self { name: name.into(), seed, questions, at: 0, taken: BTreeMap::new() }
    }

    /// The questions, by id, in order.
    #[must_use]
    pub fn questions(&self) -> &[String] {
        &self.questions
    }

    /// The place of the current question, counted from 0.
    #[must_use]
    pub fn place(&self) -> usize {
        self.at
    }

    /// The current question's id; `None` when the quiz has no question.
    #[must_use]
    pub fn current(&self) -> Option<&str> {
        self.questions.get(self.at).map(String::as_str)
    }

    /// Goes to a question by its place; to the last one when the place is beyond it.
    pub fn go(&mut self, place: usize) {
        self.at = place.min(self.questions.len().saturating_sub(1));
    }

    /// What was answered to a question.
    #[must_use]
    pub fn taken(&self, question: &str) -> Option<&Taken> {
        self.taken.get(question)
    }

    /// Records an answer with what it earned. The first answer to a question counts; a later one is ignored, as the learner
    /// has seen the key. Says whether it counted.
    pub fn record(&mut self, question: &str, answer: Answer, graded: &Graded) -> bool {
        if self.taken.contains_key(question) || !self.questions.iter().any(|id| id == question) {
            return false;
        }
        let taken = Taken {
            answer,
            verdict: graded.verdict,
            share: graded.share,
            requirements: graded.requirements.clone(),
        };
        self.taken.insert(question.to_owned(), taken);
        true
    }

    /// The place of the first question that has no answer, looking from the current one on and then from the start.
    #[must_use]
    pub fn next_open(&self) -> Option<usize> {
        let count = self.questions.len();
        let open = |place: &usize| !self.taken.contains_key(&self.questions[*place]);
        (self.at..count).chain(0..self.at.min(count)).find(open)
    }

    /// Whether every question was answered.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.next_open().is_none()
    }

    /// Drops the questions that the course has no longer, so that an old quiz can go on.
    pub fn keep(&mut self, exists: impl Fn(&str) -> bool) {
        let current = self.current().map(str::to_owned);
        self.questions.retain(|id| exists(id));
        self.taken.retain(|id, _| exists(id));
        let place = self.questions.iter().position(|id| Some(id) == current.as_ref());
        self.go(place.unwrap_or(self.at));
    }

    /// What it shows so far. `find` gives the question of an id.
    ///
    /// A requirement's verdict is the mean of what its questions earned: met from 0.8, partial from 0.4, else missing. Where it was
    /// to be explained, it is never better than the best explanation: who ticks the right option has not yet explained.
    #[must_use]
    pub fn summary<'a>(&self, find: impl Fn(&str) -> Option<&'a Question>) -> Summary {
        let mut tallies: BTreeMap<RequirementId, Tally> = BTreeMap::new();
        for id in &self.questions {
            let Some(question) = find(id) else { continue };
            let taken = self.taken.get(id);
            for requirement in &question.requires {
                tallies.entry(requirement.clone()).or_default().add(question, taken, requirement);
            }
        }
        let shares: f64 = self.taken.values().map(|taken| taken.share).sum();
        Summary {
            questions: self.questions.len(),
            answered: self.taken.len(),
            met: self.taken.values().filter(|taken| taken.verdict == Verdict::Met).count(),
            share: if self.questions.is_empty() { 0.0 } else { shares / self.questions.len() as f64 },
            requirements: tallies.into_iter().map(|(id, tally)| tally.result(id)).collect(),
        }
    }
}

/// What gathers about one requirement.
#[derive(Default)]
struct Tally {
    shares: Vec<f64>,
    explained: Option<Verdict>,
    questions: Vec<(String, Option<Verdict>)>,
    back: Vec<StepId>,
}

impl Tally {
    fn add(&mut self, question: &Question, taken: Option<&Taken>, requirement: &RequirementId) {
        let graded = taken.and_then(|taken| {
            let own = taken.requirements.iter().find(|(id, _)| id == requirement)?;
            Some((own.1, taken.share))
        });
        self.questions.push((question.id.clone(), graded.map(|(verdict, _)| verdict)));
        let Some((verdict, share)) = graded else { return };
        if question.kind == QuestionKind::Explain {
            self.explained = self.explained.max(Some(verdict));
            self.shares.push(verdict.share());
        } else {
            self.shares.push(share);
        }
        if verdict != Verdict::Met && !self.back.contains(&question.step) {
            self.back.push(question.step.clone());
        }
    }

    fn result(self, id: RequirementId) -> RequirementResult {
        let mean = self.shares.iter().sum::<f64>() / self.shares.len() as f64;
        let verdict = match mean {
            mean if mean.is_nan() => None,
            mean if mean >= 0.8 - 1e-9 => Some(Verdict::Met),
            mean if mean >= 0.4 - 1e-9 => Some(Verdict::Partial),
            _ => Some(Verdict::Missing),
        };
        let verdict = verdict.map(|verdict| self.explained.map_or(verdict, |best| verdict.min(best)));
        RequirementResult { id, verdict, questions: self.questions, back: self.back }
    }
}

/// Chooses `count` questions so that as many requirements as possible are assessed, and then each as often; drawn from the
/// seed. The questions come back in the order in which they were offered, which is that of the lesson.
#[must_use]
pub fn select(offered: &[&Question], seed: u64, count: usize) -> Vec<String> {
    let mut open: Vec<usize> = (0..offered.len()).collect();
    Random::new(seed, "select").shuffle(&mut open);
    let mut assessed: BTreeMap<&RequirementId, usize> = BTreeMap::new();
    let mut chosen = BTreeSet::new();
    while chosen.len() < count && !open.is_empty() {
        let need = |place: &usize| {
            let times = offered[*place].requires.iter().map(|id| assessed.get(id).copied().unwrap_or(0));
            times.min().unwrap_or(usize::MAX)
        };
        let best = open.iter().enumerate().min_by_key(|(_, place)| need(place)).map_or(0, |(index, _)| index);
        let place = open.remove(best);
        for id in &offered[place].requires {
            *assessed.entry(id).or_default() += 1;
        }
        chosen.insert(place);
    }
    chosen.into_iter().map(|place| offered[place].id.clone()).collect()
}
