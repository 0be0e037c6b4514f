//! Answers of our own to each question, with the verdict that the criterion gives them.

use std::collections::BTreeMap;
use std::path::Path;

use spof::course::Course;
use spof::marking::{Marked, grade_document, mark};
use spof::requirement::Verdict;

use super::{RUBRICS, files, read};

/// What a file of answers holds.
type Answers = Vec<(Verdict, String)>;

#[test]
fn our_own_answers_get_the_verdict_that_the_criterion_gives_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/marking");
    let mut wrong = Vec::new();
    let mut all = 0;
    for (name, text) in files(&folder, "ron") {
        let answers: Answers = ron::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let id = name.trim_end_matches(".ron");
        let rubric = RUBRICS.find(id).unwrap_or_else(|| panic!("no rubric for {id}"));
        for (expected, answer) in answers {
            all += 1;
            let marked = mark(rubric, &answer, Some(rubric.question()));
            if marked.verdict != expected {
                let by = said_by(&marked);
                wrong.push(format!("{id}: {} instead of {expected}: {answer}\n    {by}", marked.verdict));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {all} answers are marked wrongly:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn whole_documents_are_marked_whatever_their_layout() {
    let mut wrong = Vec::new();
    for task in [0, 3] {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/marking/documents/task-{task}"));
        let expected: BTreeMap<String, Vec<Verdict>> =
            ron::from_str(&read(&folder.join("expected.ron"))).expect("the verdicts can be read");
        for (name, verdicts) in &expected {
            let grade = grade_document(&read(&folder.join(name)), task, &RUBRICS);
            assert_eq!(grade.marks.len(), verdicts.len(), "{name}");
            for ((id, marked), verdict) in grade.marks.iter().zip(verdicts) {
                if marked.verdict != *verdict {
                    let by = said_by(marked);
                    wrong.push(format!("{name}: {id} is {}, not {verdict}; {by}", marked.verdict));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} marks are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The points that a mark has found, and by which phrasings.
fn said_by(marked: &Marked) -> String {
    let by = marked.evidence.iter().map(|one| format!("{} by `{}`", one.point, one.phrasing));
    by.collect::<Vec<_>>().join("; ")
}

/// For each requirement: a phrasing, a sentence that it finds, a near miss that it does not find.
type Phrasings = BTreeMap<String, Vec<(String, String, String)>>;

#[test]
fn every_phrasing_finds_its_sentence_and_spares_a_near_miss() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/marking/rules");
    let parsed = |(name, text): (String, String)| -> Phrasings {
        ron::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let written: Phrasings = files(&folder, "ron").into_iter().flat_map(parsed).collect();
    let mut wrong = Vec::new();
    for rubric in RUBRICS.iter() {
        let id = rubric.id().to_string();
        let rows = written.get(&id).unwrap_or_else(|| panic!("no phrasings for {id}"));
        for phrasing in rubric.phrasings() {
            if !rows.iter().any(|(row, ..)| row == phrasing) {
                wrong.push(format!("{id}: `{phrasing}` has no sentence; add one to tests/it/marking/rules"));
            }
        }
        for (phrasing, finds, spares) in rows {
            let only = rubric.only(phrasing);
            let holds = |text: &str| {
                let marked = mark(&only, text, Some(rubric.question()));
                !marked.evidence.is_empty() || !marked.misconceptions.is_empty()
            };
            if !holds(finds) {
                wrong.push(format!("{id}: `{phrasing}` does not find: {finds}"));
            }
            if holds(spares) {
                wrong.push(format!("{id}: `{phrasing}` finds: {spares}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} phrasings are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_questions_of_the_bank_are_marked_within_their_context() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/marking/quiz/answers.ron");
    let answers: BTreeMap<String, Answers> =
        ron::from_str(&read(&file)).unwrap_or_else(|error| panic!("{error}"));
    let course = Course::embedded();
    let mut wrong = Vec::new();
    for (id, answers) in &answers {
        let question = course.question(id).unwrap_or_else(|| panic!("no question {id}"));
        let rubric = RUBRICS.find(question.requires[0].as_str()).expect("it has a rubric");
        let of_question =
            [(Verdict::Met, rubric.model().to_owned()), (Verdict::Missing, question.prompt.clone())];
        for (expected, answer) in answers.iter().chain(&of_question) {
            let marked = mark(rubric, answer, Some(&question.prompt));
            if marked.verdict != *expected {
                let by: Vec<&str> = marked.evidence.iter().map(|one| one.phrasing.as_str()).collect();
                wrong.push(format!("{id}: {} instead of {expected}: {answer} {by:?}", marked.verdict));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are marked wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
