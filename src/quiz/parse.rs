//! Reads a bank: a RON list of questions. A question that is wrong is reported and left out; the others stay.

use std::collections::BTreeSet;
use std::str::FromStr;

use ron::extensions::Extensions;

use super::{Choice, Numeric, Pair, Quantity, Question, QuestionKind, StepId, Target, Tolerance, written};
use crate::analysis::Failure;
use crate::requirement::RequirementId;
use crate::text::written::{Written, elements};
use crate::topology::{Id, Problem};

/// What a bank holds.
#[derive(Debug, Clone, Default)]
pub struct Bank {
    /// The questions that can be asked, in the order of the file.
    pub questions: Vec<Question>,
    /// What is wrong with the others, in the order of the file.
    pub problems: Vec<Problem>,
}

/// Reads the text of a bank.
#[must_use]
pub fn parse(text: &str) -> Bank {
    let mut reader = Reader { text, at: 0, line: 1, problems: Vec::new() };
    let Some(ranges) = elements(text) else {
        let hint = "Write `[ … ]` with the questions between, and close every bracket and string.";
        return Bank {
            questions: Vec::new(),
            problems: vec![Problem::at(text, 0, "This bank is no list of questions.", hint)],
        };
    };
    let mut questions = Vec::new();
    for range in ranges {
        reader.line += text[reader.at..range.start].matches('\n').count();
        reader.at = range.start;
        let before = reader.problems.len();
        let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
        match options.from_str::<written::Question>(&text[range]) {
            Ok(written) => {
                let question = reader.question(written);
                questions.extend(question.filter(|_| reader.problems.len() == before));
            }
            Err(error) => reader.problems.push(Problem::syntax(text, reader.at, &error)),
        }
    }
    Bank { questions, problems: reader.problems }
}

struct Reader<'t> {
    text: &'t str,
    /// Where the question begins that is being read.
    at: usize,
    /// The line of that place, counted from 1.
    line: usize,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn question(&mut self, question: written::Question) -> Option<Question> {
        let written::Question { id, requires, step, prompt, topology, kind, explanation } = question;
        if !is_id(&id.text) {
            let hint = "Write letters, digits and `-`, such as `t0-record-1`.";
            self.problem(&id, format!("`{}` is no question id.", id.text), hint);
        }
        if requires.is_empty() {
            let hint = "Name at least one, such as `requires: [\"t0.explain.server\"]`.";
            self.here("The question assesses no requirement.", hint);
        }
        for (name, text) in [("prompt", &prompt), ("explanation", &explanation)] {
            if text.text.trim().is_empty() {
                self.problem(text, format!("The {name} is empty."), "Write what the learner is to read.");
            }
        }
        let requires: Vec<RequirementId> = requires.iter().filter_map(|id| self.parsed(id)).collect();
        let step: Option<StepId> = self.parsed(&step);
        let question = Question {
            id: id.text,
            requires,
            step: step?,
            prompt: prompt.text,
            topology: topology.map(|name| format!("lessons/{}", name.text)),
            kind: self.kind(kind),
            explanation: explanation.text,
            line: self.line,
        };
        if question.needs_topology() && question.topology.is_none() {
            let hint = "Add `topology: \"classics/c0.ron\"` or another file below `lessons/`.";
            self.here("This question is about a topology and names none.", hint);
        }
        Some(question)
    }

    fn kind(&mut self, kind: written::Kind) -> QuestionKind {
        match kind {
            written::Kind::Single(choices) => QuestionKind::Single(self.one_right(choices)),
            written::Kind::TrueFalse { answer, reasons } => {
                QuestionKind::TrueFalse { answer, reasons: self.one_right(reasons) }
            }
            written::Kind::Multiple(choices) => {
                let right = choices.iter().filter(|choice| choice.right).count();
                if right == 0 || right == choices.len() {
                    self.here("A multiple choice needs right and wrong options.", "Add what is missing.");
                }
                QuestionKind::Multiple(self.choices(choices))
            }
            written::Kind::Numeric { answer, unit, accepts, tolerance, traps } => {
                let numeric = Numeric { answer, unit, accepts, tolerance, traps };
                self.numeric(&numeric);
                QuestionKind::Numeric(numeric)
            }
            written::Kind::Ordering(items) => {
                if items.len() < 3 {
                    self.here(
                        "An order needs three items or more.",
                        "Add items, or ask another kind of question.",
                    );
                }
                self.distinct(items.iter());
                QuestionKind::Ordering(items.into_iter().map(|item| item.text).collect())
            }
            written::Kind::Matching { pairs, decoys } => self.matching(pairs, decoys),
            written::Kind::Mark(target) => QuestionKind::Mark(self.target(target)),
            written::Kind::Predict { fail, hang } => {
                if fail.is_empty() && hang.is_empty() {
                    self.here(
                        "Nothing fails in this prediction.",
                        "Write `predict(fail: [\"server.mysql\"])`.",
                    );
                }
                let mut failed = Vec::new();
                for (ids, how) in [(&fail, Failure::Crash), (&hang, Failure::Hang)] {
                    failed.extend(ids.iter().filter_map(|id| Some((self.parsed(id)?, how))));
                }
                QuestionKind::Predict(failed)
            }
            written::Kind::Explain => QuestionKind::Explain,
        }
    }

    /// Options of which exactly one is right.
    fn one_right(&mut self, choices: Vec<written::Choice>) -> Vec<Choice> {
        let right = choices.iter().filter(|choice| choice.right).count();
        if right != 1 {
            let message = format!("Exactly one option must be right here, and {right} are.");
            self.here(message, "Give `right: true` to one option.");
        }
        if choices.len() < 2 {
            self.here("There is nothing to choose from.", "Write two options or more.");
        }
        self.choices(choices)
    }

    fn choices(&mut self, choices: Vec<written::Choice>) -> Vec<Choice> {
        self.distinct(choices.iter().map(|choice| &choice.text));
        let read = |written::Choice { text, right, why }| {
            if !right && why.as_ref().is_none_or(|why| why.trim().is_empty()) {
                self.problem(&text, "This option is wrong and does not say why.", "Add `why: \"…\"`.");
            }
            Choice { text: text.text, right, why }
        };
        choices.into_iter().map(read).collect()
    }

    fn matching(&mut self, pairs: Vec<written::Pair>, decoys: Vec<Written>) -> QuestionKind {
        if pairs.len() < 2 {
            self.here("There is nothing to match.", "Write two pairs or more.");
        }
        self.distinct(pairs.iter().map(|pair| &pair.left));
        self.distinct(pairs.iter().map(|pair| &pair.right).chain(&decoys));
        let read = |written::Pair { left, right, why }| {
            if why.trim().is_empty() {
                self.problem(&left, "This pair does not say why.", "Fill in `why: \"…\"`.");
            }
            Pair { left: left.text, right: right.text, why }
        };
        let pairs = pairs.into_iter().map(read).collect();
        QuestionKind::Matching { pairs, decoys: decoys.into_iter().map(|decoy| decoy.text).collect() }
    }

    fn numeric(&mut self, numeric: &Numeric) {
        let (Tolerance::Absolute(tolerance) | Tolerance::Percent(tolerance)) = numeric.tolerance;
        let given = if let Quantity::Given(value) = numeric.answer { value } else { 0.0 };
        let factors = numeric.accepts.iter().map(|unit| unit.per_unit);
        let values = numeric.traps.iter().map(|trap| trap.value).chain([given, tolerance]);
        if !values.chain(factors.clone()).all(f64::is_finite) || tolerance < 0.0 {
            self.here(
                "A number of this question is not finite, or its tolerance is below 0.",
                "Mend the number.",
            );
        }
        if factors.into_iter().any(|factor| factor <= 0.0) {
            let hint = "Write how many of it make one of the question's unit.";
            self.here("`per_unit` must be above 0.", hint);
        }
    }

    fn target(&mut self, target: written::Target) -> Target {
        match target {
            written::Target::Spofs { function, granularity } => Target::Spofs { function, granularity },
            written::Target::SmallestCut { function, granularity } => {
                Target::SmallestCut { function, granularity }
            }
            written::Target::Kind(kind) => Target::Kind(kind),
            written::Target::Path(function) => Target::Path(function),
            written::Target::Given(ids) => {
                let ids: Vec<Id> = ids.iter().filter_map(|id| self.parsed(id)).collect();
                Target::Given(ids)
            }
        }
    }

    /// Reports texts that are empty or there twice, so that nobody has to guess which of the two is meant.
    fn distinct<'w>(&mut self, texts: impl Iterator<Item = &'w Written>) {
        let mut seen = BTreeSet::new();
        for text in texts {
            if text.text.trim().is_empty() {
                self.problem(text, "This text is empty.", "Write what the learner is to read.");
            } else if !seen.insert(text.text.trim().to_lowercase()) {
                self.problem(text, "The same text is there twice.", "Change or remove one of the two.");
            }
        }
    }

    /// Reads what a string means, or says why it means nothing.
    fn parsed<T: FromStr<Err: std::fmt::Display>>(&mut self, text: &Written) -> Option<T> {
        match text.text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(text, format!("{error}"), "");
                None
            }
        }
    }

    /// A problem at a string; at the question when the string was written with escapes.
    fn problem(&mut self, text: &Written, message: impl Into<String>, hint: &str) {
        let at = text.offset(self.text).unwrap_or(self.at);
        self.problems.push(Problem::at(self.text, at, message, hint));
    }

    /// A problem of the question as a whole.
    fn here(&mut self, message: impl Into<String>, hint: &str) {
        self.problems.push(Problem::at(self.text, self.at, message, hint));
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}
