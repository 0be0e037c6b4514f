//! How well the marks agree with those of two examiners on real learners' answers, where these are at hand.
//!
//! The answers belong to their authors and are no part of the project: `SPOF_ANSWERS` names their folder, or it is
//! looked for in `shared/answers` beside the checkout and above. Half of the texts (every second one, by name) was never
//! looked at while the rubrics were written, except as the totals that this prints.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use spof::marking::{Marked, grade_document};
use spof::requirement::Verdict;

use super::RUBRICS;

/// One verdict of ours beside those of the examiners: 0, 1 or 2.
struct Case {
    requirement: String,
    ours: usize,
    theirs: [usize; 2],
}

#[test]
fn marks_agree_with_the_examiners() {
    let Some(folder) = answers() else {
        eprintln!("skipped: no learners' answers here; set SPOF_ANSWERS to their folder");
        return;
    };
    let show = env::var("SPOF_ANSWERS_SHOW").is_ok();
    let mut halves: [Vec<Case>; 2] = [Vec::new(), Vec::new()];
    for (at, text) in texts(&folder, 0).into_iter().enumerate() {
        let marks = marks(&text.body);
        for (requirement, theirs) in text.verdicts {
            let Some(marked) = marks.get(&requirement) else { panic!("{requirement} has no mark") };
            let ours = value(marked.verdict);
            if show && at % 2 == 0 && !theirs.contains(&ours) {
                println!(
                    "{} {requirement}: {ours}, examiners {theirs:?}\n{}",
                    text.file,
                    shown(marked, &text.body)
                );
            }
            halves[at % 2].push(Case { requirement, ours, theirs });
        }
    }
    for (name, cases) in ["read while the rubrics were written", "not read"].into_iter().zip(&halves) {
        println!("{}", report(name, cases));
    }
    let all: Vec<&Case> = halves.iter().flatten().collect();
    println!("all: {:.3} / {:.3}", agreement(&all), kappa(&all));
    for (cases, floor) in halves.iter().zip([0.95, 0.90]) {
        let cases: Vec<&Case> = cases.iter().collect();
        assert!(agreement(&cases) >= floor, "agreement fell below {floor}");
    }
}

#[test]
fn texts_on_other_tasks_earn_little() {
    let Some(folder) = answers() else {
        eprintln!("skipped: no learners' answers here; set SPOF_ANSWERS to their folder");
        return;
    };
    let show = env::var("SPOF_ANSWERS_SHOW").is_ok();
    let mut earned: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let own: Vec<String> = texts(&folder, 0).into_iter().map(|text| text.file).collect();
    for text in (1..=3).flat_map(|task| texts(&folder, task)).filter(|text| !own.contains(&text.file)) {
        for (requirement, marked) in marks(&text.body) {
            if show && marked.verdict > Verdict::Missing {
                println!("{} {requirement}: {}\n{}", text.file, marked.verdict, shown(&marked, &text.body));
            }
            earned.entry(requirement).or_default()[value(marked.verdict)] += 1;
        }
    }
    for (requirement, counts) in &earned {
        println!("  {requirement:28} missing, partial, met: {counts:?}");
    }
    // Some do say what a web server does, or that the site is down when it fails.
    let (met, all) =
        (earned.values().map(|counts| counts[2]).sum::<usize>(), earned.values().flatten().sum::<usize>());
    assert!(met * 10 <= all, "{met} of {all} are met");
}

/// A change to a text that leaves what it says.
type Change = (&'static str, fn(&str) -> String);

/// What must move little: markers gone, no blank lines, small letters, letters swapped in long words.
const CHANGES: [Change; 4] = [
    ("without markers", |text| text.replace(['*', '#', '`', '_'], "")),
    ("without blank lines", |text| {
        text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
    }),
    ("in small letters", str::to_lowercase),
    ("with slips", slips),
];

/// Swaps two letters in every fifth word of seven letters and more.
fn slips(text: &str) -> String {
    let mut long = 0;
    text.split_inclusive(|letter: char| !letter.is_ascii_alphabetic())
        .map(|word| {
            long += usize::from(word.len() > 7);
            if word.len() > 7 && long % 5 == 0 && word.is_ascii() {
                let mut bytes = word.as_bytes().to_vec();
                bytes.swap(3, 4);
                String::from_utf8(bytes).expect("it is ASCII")
            } else {
                word.to_owned()
            }
        })
        .collect()
}

#[test]
fn marks_depend_on_what_is_said_and_little_on_how_it_is_written() {
    let Some(folder) = answers() else {
        eprintln!("skipped: no learners' answers here; set SPOF_ANSWERS to their folder");
        return;
    };
    let show = env::var("SPOF_ANSWERS_SHOW").is_ok();
    for (name, change) in CHANGES {
        let (mut moved, mut all) = (0, 0);
        for (at, text) in texts(&folder, 0).into_iter().enumerate() {
            let (before, after) = (marks(&text.body), marks(&change(&text.body)));
            for (requirement, marked) in &before {
                all += 1;
                let other = &after[requirement];
                if other.verdict != marked.verdict {
                    moved += 1;
                    if show && at % 2 == 0 {
                        println!(
                            "{name}: {} {requirement}: {} -> {}",
                            text.file, marked.verdict, other.verdict
                        );
                    }
                }
            }
        }
        println!("{name}: {moved} of {all} verdicts move");
        assert!(moved * 25 <= all, "{name}: {moved} of {all} verdicts move");
    }
}

/// A text with its verdicts.
struct Text {
    file: String,
    body: String,
    verdicts: BTreeMap<String, [usize; 2]>,
}

/// The folder of the answers, if there is one.
fn answers() -> Option<PathBuf> {
    let set = env::var_os("SPOF_ANSWERS").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/answers"));
    set.into_iter().chain(above).find(|folder| folder.join("verdicts.jsonl").is_file())
}

/// The texts on a task, by name.
fn texts(folder: &Path, task: u64) -> Vec<Text> {
    let rows = fs::read_to_string(folder.join("verdicts.jsonl")).expect("the verdicts can be read");
    let mut texts = Vec::new();
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("each line is JSON");
        if !row["tasks"].as_array().is_some_and(|tasks| tasks.contains(&task.into())) {
            continue;
        }
        let file = row["file"].as_str().expect("a file name").to_owned();
        let bytes = fs::read(folder.join("texts").join(&file)).expect("the text can be read");
        let prefix = format!("t{task}.");
        let verdicts = row["verdicts"].as_object().expect("verdicts").iter();
        let verdicts = verdicts
            .filter(|(id, _)| id.starts_with(&prefix))
            .map(|(id, both)| (id.clone(), [0, 1].map(|at| both[at].as_u64().expect("a verdict") as usize)))
            .collect();
        texts.push(Text { file, body: String::from_utf8_lossy(&bytes).into_owned(), verdicts });
    }
    texts.sort_by(|one, other| one.file.cmp(&other.file));
    texts
}

fn marks(body: &str) -> BTreeMap<String, Marked> {
    let grade = grade_document(body, 0, &RUBRICS);
    grade.marks.into_iter().map(|(id, marked)| (id.to_string(), marked)).collect()
}

fn value(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Missing => 0,
        Verdict::Partial => 1,
        Verdict::Met => 2,
    }
}

fn shown(marked: &Marked, body: &str) -> String {
    let evidence = marked.evidence.iter().map(|one| {
        let words: Vec<&str> = one.words.iter().map(|word| &body[word.clone()]).collect();
        let sentence = body[one.start..one.end].replace('\n', " ");
        format!("    {} by `{}` ({}): {sentence}\n", one.point, one.phrasing, words.join(" "))
    });
    evidence.collect::<String>() + &format!("    {:.2} {}\n", marked.confidence, marked.note)
}

fn report(name: &str, cases: &[Case]) -> String {
    let mut lines = Vec::new();
    let all: Vec<&Case> = cases.iter().collect();
    let met = all.iter().filter(|case| case.theirs.contains(&2)).count() as f64 / all.len() as f64;
    let (agrees, kappa) = (agreement(&all), kappa(&all));
    lines.push(format!("{name}: {agrees:.3} / {kappa:.3} of {} (always met: {met:.3})", all.len()));
    let mut ids: Vec<&str> = cases.iter().map(|case| case.requirement.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let some: Vec<&Case> = cases.iter().filter(|case| case.requirement == id).collect();
        lines.push(format!("  {id:28} {:.3}", agreement(&some)));
    }
    let mut table = [[0; 3]; 3];
    for case in all.iter().filter(|case| case.theirs[0] == case.theirs[1]) {
        table[case.theirs[0]][case.ours] += 1;
    }
    lines.push(format!("  missing, partial, met by the examiners, across what we say: {table:?}"));
    lines.join("\n")
}

/// The share of verdicts that equal either examiner's.
fn agreement(cases: &[&Case]) -> f64 {
    cases.iter().filter(|case| case.theirs.contains(&case.ours)).count() as f64 / cases.len() as f64
}

/// Quadratic weighted kappa (Cohen 1968), averaged over the two examiners.
fn kappa(cases: &[&Case]) -> f64 {
    let one = |examiner: usize| {
        let (mut seen, mut expected) = (0.0, 0.0);
        for case in cases {
            seen += (case.ours as f64 - case.theirs[examiner] as f64).powi(2);
            for other in cases {
                expected += (case.ours as f64 - other.theirs[examiner] as f64).powi(2);
            }
        }
        1.0 - seen * cases.len() as f64 / expected
    };
    f64::midpoint(one(0), one(1))
}
