//! Looks at each bank as a whole, for what gives the right option away: its length and its place.

use std::collections::BTreeMap;

use super::Report;
use crate::quiz::{Choice, Question, QuestionKind};

/// The fewest questions that say something about habits.
const ENOUGH: usize = 6;

/// Checks every bank of the course.
pub(super) fn check(report: &mut Report<'_>) {
    let mut banks: BTreeMap<String, Vec<&Question>> = BTreeMap::new();
    for question in report.course.questions() {
        if let Some(file) = report.course.bank(&question.id) {
            banks.entry(file.to_owned()).or_default().push(question);
        }
    }
    for (file, questions) in banks {
        let lists: Vec<&[Choice]> = questions.iter().filter_map(|question| one_of(question)).collect();
        if lists.len() >= ENOUGH {
            lengths(&file, &lists, report);
            places(&file, &lists, report);
        }
    }
}

/// The options of which exactly one is right.
fn one_of(question: &Question) -> Option<&[Choice]> {
    match &question.kind {
        QuestionKind::Single(choices) => Some(choices),
        QuestionKind::TrueFalse { reasons, .. } => Some(reasons),
        _ => None,
    }
}

/// Who takes the longest option must be wrong in most cases.
fn lengths(file: &str, lists: &[&[Choice]], report: &mut Report<'_>) {
    let length = |choice: &Choice| choice.text.chars().count();
    let longest = |choices: &&&[Choice]| {
        let wrong = choices.iter().filter(|choice| !choice.right).map(length).max().unwrap_or(0);
        choices.iter().any(|choice| choice.right && length(choice) > wrong)
    };
    let count = lists.iter().filter(longest).count();
    if count * 2 > lists.len() {
        let message = format!("The right option is the longest in {count} of {} questions.", lists.len());
        report.whole(file, message, "Write wrong options as fully as right ones.");
    }
}

/// Nobody may score by always taking, say, the second option of the file.
fn places(file: &str, lists: &[&[Choice]], report: &mut Report<'_>) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for place in lists.iter().filter_map(|choices| choices.iter().position(|choice| choice.right)) {
        *counts.entry(place).or_default() += 1;
    }
    for (place, count) in counts {
        if count * 5 > lists.len() * 3 {
            let message = format!(
                "The right option stands in place {} in {count} of {} questions.",
                place + 1,
                lists.len()
            );
            report.whole(file, message, "Spread the right options over all places.");
        }
    }
}
