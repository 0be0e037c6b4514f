//! Answers, whole documents and attempts to earn something for nothing, written from the criteria alone by people who
//! had not seen a rubric. They measure how fair the marking is on texts that it was not made with, so nobody reads
//! them while writing rubrics: only totals are printed.
//!
//! `unseen/tasks` and `unseen/concepts` hold short answers by requirement, `unseen/documents` what learners hand in, and
//! `unseen/adversarial.ron` what deserves nothing. What has no rubric yet is only checked for its form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use spof::marking::{grade_document, mark};
use spof::requirement::{Catalogue, Verdict};

use super::{RUBRICS, files, quizzes, read};

/// What deserves nothing, and for which requirement.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attempt {
    requirement: String,
    kind: String,
    text: String,
}

fn unseen() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/marking/unseen")
}

fn parsed<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> T {
    ron::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn catalogue() -> Catalogue {
    Catalogue::parse(&read(&quizzes().join("requirements.ron"))).expect("the shipped catalogue can be read")
}

/// How often our verdict is the expected one.
#[derive(Default)]
struct Agreement {
    same: usize,
    all: usize,
}

impl Agreement {
    fn count(&mut self, ours: Verdict, expected: Verdict) {
        self.all += 1;
        self.same += usize::from(ours == expected);
    }

    fn share(&self) -> f64 {
        self.same as f64 / self.all.max(1) as f64
    }
}

#[test]
fn short_answers_cover_each_verdict_of_each_requirement() {
    let catalogue = catalogue();
    let mut agreement = Agreement::default();
    for folder in ["tasks", "concepts"] {
        for (name, text) in files(&unseen().join(folder), "ron") {
            let answers: Vec<(Verdict, String)> = parsed(&name, &text);
            let id = name.trim_end_matches(".ron");
            assert!(catalogue.find(id).is_some(), "{id} is no requirement");
            assert!(answers.len() >= 12, "{id} has only {} answers", answers.len());
            for verdict in [Verdict::Met, Verdict::Partial, Verdict::Missing] {
                let some = answers.iter().filter(|(expected, _)| *expected == verdict).count();
                assert!(some >= 4, "{id} has only {some} answers that are {verdict}");
            }
            let texts: BTreeSet<&str> = answers.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(texts.len(), answers.len(), "{id} has an answer twice");
            let Some(rubric) = RUBRICS.find(id) else { continue };
            for (expected, answer) in &answers {
                agreement.count(mark(rubric, answer, Some(rubric.question())).verdict, *expected);
            }
        }
    }
    println!("short answers: {:.3} of {}", agreement.share(), agreement.all);
}

#[test]
fn documents_are_marked_as_careful_examiners_would() {
    let catalogue = catalogue();
    let folder = unseen().join("documents");
    let verdicts: BTreeMap<String, BTreeMap<String, Verdict>> =
        parsed("verdicts.ron", &read(&folder.join("verdicts.ron")));
    let mut agreement = Agreement::default();
    for (name, text) in files(&folder, "md") {
        let expected = verdicts.get(&name).unwrap_or_else(|| panic!("{name} has no verdicts"));
        let task = name[1..2].parse().expect("tN-K.md");
        let marks = grade_document(&text, task, &RUBRICS).marks.into_iter();
        let marked: BTreeMap<String, Verdict> =
            marks.map(|(id, marked)| (id.to_string(), marked.verdict)).collect();
        for (id, expected) in expected {
            assert!(catalogue.find(id).is_some(), "{name}: {id} is no requirement");
            if let Some(ours) = marked.get(id) {
                agreement.count(*ours, *expected);
            }
        }
    }
    println!("documents: {:.3} of {}", agreement.share(), agreement.all);
    assert!(agreement.share() >= 0.85, "{:.3}", agreement.share());
}

#[test]
fn what_deserves_nothing_earns_nothing() {
    let catalogue = catalogue();
    let attempts: Vec<Attempt> = parsed("adversarial.ron", &read(&unseen().join("adversarial.ron")));
    let mut earned: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for Attempt { requirement, kind, text } in attempts {
        assert!(catalogue.find(&requirement).is_some(), "{requirement} is no requirement");
        let Some(rubric) = RUBRICS.find(&requirement) else { continue };
        let verdict = mark(rubric, &text, Some(rubric.question())).verdict;
        earned.entry(kind).or_default()[verdict as usize] += 1;
    }
    println!("missing, partial, met: {earned:?}");
    let of = |place: usize| earned.values().map(|counts| counts[place]).sum::<usize>();
    let all = of(0) + of(1) + of(2);
    assert!(of(0) * 5 >= all * 4, "{} of {all} earn something", all - of(0));
}
