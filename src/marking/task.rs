//! Which tasks a document answers, when nobody says.

use std::collections::BTreeMap;

use super::judge::Judge;
use super::language;
use super::marked::Status;
use super::reading::{Copied, Reading};
use super::rubric::{Rubric, Rubrics};

/// The least share of full marks that a text must earn in a task to be taken for an answer to it.
const LEAST_SHARE: f64 = 0.15;

/// The tasks that a document answers, in order: those that its headings name, when these are several, or when most
/// of it stands under such a heading; else the one in which it earns the largest share of full marks. None when it earns next to nothing in all.
#[must_use]
pub fn tasks(text: &str, rubrics: &Rubrics) -> Vec<u8> {
    let lexicon = &*rubrics.lexicon;
    let reading = Reading::new(text, lexicon, &Copied::default());
    if language::status(&reading.text, lexicon) != Status::Ok {
        return Vec::new();
    }
    let mut asked: BTreeMap<u8, Vec<&Rubric>> = BTreeMap::new();
    for rubric in rubrics.iter() {
        if let Some(task) = rubric.id().task() {
            asked.entry(task).or_default().push(rubric);
        }
    }
    let said = || reading.statements.iter().filter(|statement| !statement.naming);
    let mut named: BTreeMap<u8, usize> = BTreeMap::new();
    for task in said().filter_map(|statement| reading.task_of(statement)) {
        *named.entry(task).or_default() += 1;
    }
    named.retain(|task, _| asked.contains_key(task));
    let most = named.values().sum::<usize>() * 2 >= said().count();
    if !named.is_empty() && (most || reading.is_parted()) {
        return named.into_keys().collect();
    }
    let judge = Judge::new(lexicon, &reading, None, false).hasty();
    let all: Vec<&Rubric> = asked.values().flatten().copied().collect();
    let mut marks = judge.marks(&all, |_| true).into_iter();
    let shares = asked.iter().map(|(task, rubrics)| {
        let earned = marks.by_ref().take(rubrics.len()).map(|marked| marked.verdict.share()).sum::<f64>();
        (*task, earned / rubrics.len() as f64)
    });
    let best =
        shares.filter(|(_, share)| *share >= LEAST_SHARE).max_by(|(_, one), (_, other)| one.total_cmp(other));
    best.map(|(task, _)| task).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marking::fixture::rubrics;

    const NONE: [u8; 0] = [];

    #[test]
    fn headings_say_it() {
        let rubrics = rubrics();
        assert_eq!(tasks("# Simple web stack\n\nNothing of use stands here.", &rubrics), [0]);
        // There are no rubrics for task 1 here.
        assert_eq!(tasks("# Task 1\n\nNothing of use stands here.", &rubrics), NONE);
        let other = "# Simple web stack\n\nOne thing.\n\n# Other\n\nThis is much longer. It has more to say. It does not end.";
        assert_eq!(tasks(other, &rubrics), NONE, "most of it stands elsewhere");
    }

    #[test]
    fn marks_say_it_where_no_heading_does() {
        let rubrics = rubrics();
        assert_eq!(tasks("The web server serves pages.", &rubrics), [0]);
        assert_eq!(tasks("The weather is fine.", &rubrics), NONE);
        assert_eq!(tasks("Le serveur est la machine et la base est dans la cave.", &rubrics), NONE);
        assert_eq!(tasks("", &rubrics), NONE);
    }
}
