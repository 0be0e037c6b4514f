//! Answers, whole documents and attempts to earn something for nothing, written from the criteria alone by people who
//! had not seen a rubric. They measure how fair the marking is on texts that it was not made with, so nobody reads
//! them while writing rubrics: only totals are printed.
//!
//! `unseen/tasks` and `unseen/concepts` hold short answers by requirement, `unseen/documents` what learners hand in, and
//! `unseen/adversarial.ron` what deserves nothing. `read` holds short answers that measured the marking once and were
//! then opened to improve it: they no longer say how fair it is, and guard what was learnt from them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use spof::marking::{Case, Marked, Measure, grade_document, mark};
use spof::requirement::{Catalogue, RequirementId, Verdict};

use super::{RUBRICS, files, quizzes, read, totals};

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

/// The short answers that were opened.
fn opened() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/marking/read")
}

fn parsed<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> T {
    ron::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn catalogue() -> Catalogue {
    Catalogue::parse(&read(&quizzes().join("requirements.ron"))).expect("the shipped catalogue can be read")
}

/// What a requirement belongs to.
fn group(id: &RequirementId) -> String {
    id.task().map_or_else(|| "concepts".to_owned(), |task| format!("task {task}"))
}

/// Our verdicts beside those expected, by the group of their requirement.
#[derive(Default)]
struct Cases(BTreeMap<String, Vec<Case>>);

impl Cases {
    fn count(&mut self, id: &RequirementId, marked: &Marked, expected: Verdict) {
        let case = Case { ours: marked.verdict, review: marked.review, theirs: [expected; 2] };
        self.0.entry(group(id)).or_default().push(case);
    }

    fn all(&self) -> Vec<Case> {
        self.0.values().flatten().copied().collect()
    }

    fn agreement(&self) -> f64 {
        Measure::of(&self.all()).agreement
    }

    /// Totals by group, and of all.
    fn report(&self, name: &str) -> String {
        let groups = self.0.iter();
        let groups =
            groups.map(|(group, cases)| format!("{name}, {group}: {}\n", totals(cases.iter().copied())));
        groups.collect::<String>() + &format!("{name}: {}", totals(self.all()))
    }
}

/// Short answers by the requirement that their file is named after.
fn short_answers(folder: &Path) -> Vec<(RequirementId, Vec<(Verdict, String)>)> {
    let folders = ["tasks", "concepts"].map(|part| folder.join(part));
    let texts = folders.iter().flat_map(|folder| files(folder, "ron"));
    texts
        .map(|(name, text)| {
            let id = name.trim_end_matches(".ron");
            (RequirementId::parse(id).unwrap_or_else(|error| panic!("{name}: {error}")), parsed(&name, &text))
        })
        .collect()
}

/// What the marking makes of them.
fn marked(answers: &[(RequirementId, Vec<(Verdict, String)>)]) -> Cases {
    let mut cases = Cases::default();
    for (id, answers) in answers {
        let Some(rubric) = RUBRICS.find(id.as_str()) else { continue };
        for (expected, answer) in answers {
            cases.count(id, &mark(rubric, answer, Some(rubric.question())), *expected);
        }
    }
    cases
}

#[test]
fn short_answers_cover_each_verdict_of_each_requirement() {
    let catalogue = catalogue();
    for folder in [unseen(), opened()] {
        for (id, answers) in short_answers(&folder) {
            assert!(catalogue.find(id.as_str()).is_some(), "{id} is no requirement");
            assert!(answers.len() >= 12, "{id} has only {} answers", answers.len());
            for verdict in [Verdict::Met, Verdict::Partial, Verdict::Missing] {
                let some = answers.iter().filter(|(expected, _)| *expected == verdict).count();
                assert!(some >= 3, "{id} has only {some} answers that are {verdict}");
            }
            let texts: BTreeSet<&str> = answers.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(texts.len(), answers.len(), "{id} has an answer twice");
        }
    }
}

#[test]
fn short_answers_are_marked_as_the_criteria_say() {
    for (name, folder, floor) in
        [("short answers", unseen(), 0.8), ("short answers that were opened", opened(), 0.95)]
    {
        let cases = marked(&short_answers(&folder));
        assert!(!cases.0.is_empty(), "{name}: nothing was marked");
        println!("{}", cases.report(name));
        assert!(cases.agreement() >= floor, "{name}: {:.3}", cases.agreement());
    }
}

#[test]
fn documents_are_marked_as_careful_examiners_would() {
    let catalogue = catalogue();
    let folder = unseen().join("documents");
    let verdicts: BTreeMap<String, BTreeMap<String, Verdict>> =
        parsed("verdicts.ron", &read(&folder.join("verdicts.ron")));
    let mut cases = Cases::default();
    for (name, text) in files(&folder, "md") {
        let expected = verdicts.get(&name).unwrap_or_else(|| panic!("{name} has no verdicts"));
        let task = name[1..2].parse().expect("tN-K.md");
        let marks = grade_document(&text, task, &RUBRICS).marks;
        for (id, expected) in expected {
            assert!(catalogue.find(id).is_some(), "{name}: {id} is no requirement");
            if let Some((id, marked)) = marks.iter().find(|(marked, _)| marked.as_str() == id) {
                cases.count(id, marked, *expected);
            }
        }
    }
    println!("{}", cases.report("documents"));
    assert!(cases.agreement() >= 0.9, "{:.3}", cases.agreement());
}

#[test]
fn what_deserves_nothing_earns_nothing() {
    let catalogue = catalogue();
    let attempts: Vec<Attempt> = parsed("adversarial.ron", &read(&unseen().join("adversarial.ron")));
    let mut earned: BTreeMap<(String, String), [usize; 3]> = BTreeMap::new();
    for Attempt { requirement, kind, text } in attempts {
        assert!(catalogue.find(&requirement).is_some(), "{requirement} is no requirement");
        let Some(rubric) = RUBRICS.find(&requirement) else { continue };
        let verdict = mark(rubric, &text, Some(rubric.question())).verdict;
        earned.entry((group(rubric.id()), kind)).or_default()[verdict as usize] += 1;
    }
    println!("missing, partial, met:");
    for ((group, kind), counts) in &earned {
        println!("  {group}, {kind}: {counts:?}");
    }
    let of = |place: usize| earned.values().map(|counts| counts[place]).sum::<usize>();
    let all = of(0) + of(1) + of(2);
    println!("attempts: {:?} of {all}", [of(0), of(1), of(2)]);
    assert!(of(0) * 5 >= all * 4, "{} of {all} earn something", all - of(0));
}
