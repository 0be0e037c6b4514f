//! Answers of our own to each question, with the verdict that the criterion gives them.

use std::collections::BTreeMap;
use std::path::Path;

use spof::marking::{grade_document, mark};
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
                let by: Vec<String> = marked
                    .evidence
                    .iter()
                    .map(|one| format!("{} by `{}`", one.point, one.phrasing))
                    .collect();
                wrong.push(format!(
                    "{id}: {} instead of {expected}: {answer}\n    {}",
                    marked.verdict,
                    by.join("; ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {all} answers are marked wrongly:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn whole_documents_are_marked_whatever_their_layout() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/marking/documents");
    let expected = read(&folder.join("expected.ron"));
    let expected: BTreeMap<String, Vec<Verdict>> =
        ron::from_str(&expected).expect("the verdicts can be read");
    let mut wrong = Vec::new();
    for (name, verdicts) in &expected {
        let grade = grade_document(&read(&folder.join(name)), 0, &RUBRICS);
        assert_eq!(grade.marks.len(), verdicts.len(), "{name}");
        for ((id, marked), verdict) in grade.marks.iter().zip(verdicts) {
            if marked.verdict != *verdict {
                let by: Vec<String> = marked
                    .evidence
                    .iter()
                    .map(|one| format!("{} by `{}`", one.point, one.phrasing))
                    .collect();
                wrong.push(format!("{name}: {id} is {}, not {verdict}; {}", marked.verdict, by.join("; ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} marks are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn zz_coverage() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/marking");
    for (name, text) in files(&folder, "ron") {
        let answers: Answers = ron::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let id = name.trim_end_matches(".ron");
        let rubric = RUBRICS.find(id).unwrap();
        for phrasing in rubric.phrasings() {
            let one = rubric.only(phrasing);
            let fired: Vec<&(Verdict, String)> = answers.iter().filter(|(_, answer)| {
                let marked = mark(&one, answer, Some(rubric.question()));
                !marked.evidence.is_empty() || !marked.misconceptions.is_empty()
            }).collect();
            println!("{id} {} `{phrasing}` {}", fired.len(), fired.first().map_or("", |f| f.1.as_str()));
        }
    }
}
