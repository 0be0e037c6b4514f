//! How well the marks agree with those of two examiners on real learners' answers, where these are at hand.
//!
//! The answers belong to their authors and are no part of the project: `SPOF_ANSWERS` names their folder, or it is
//! looked for in `shared/answers` beside the checkout and above. `spof bench-grader` shows the same figures by requirement,
//! and the disagreements. A part of the authors was read while the rubrics were written; of the others only totals were seen.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use spof::marking::{Case, Measure, grade_document};
use spof::requirement::Verdict;

use super::{RUBRICS, totals};

/// What is said where there are no answers.
const SKIPPED: &str = "skipped: no learners' answers here; set SPOF_ANSWERS to their folder";

/// The authors whose answers were read while the rubrics were written, as the names of their files begin.
const READ: [&str; 21] = [
    "001", "009", "023", "035", "043", "052", "056", "059", "065", "067", "088", "093", "095", "106", "108",
    "113", "128", "136", "147", "169", "176",
];

#[test]
fn marks_agree_with_the_examiners() {
    let Some(texts) = texts() else {
        eprintln!("{SKIPPED}");
        return;
    };
    let mut halves: [Vec<(u8, Case)>; 2] = [Vec::new(), Vec::new()];
    for text in &texts {
        for task in text.tasks() {
            let marks = grade_document(&text.body, task, &RUBRICS).marks;
            for (id, marked) in &marks {
                let Some(theirs) = text.verdicts.get(id.as_str()) else { continue };
                let case = Case { ours: marked.verdict, review: marked.review, theirs: *theirs };
                halves[usize::from(!text.read)].push((task, case));
            }
        }
    }
    for ((name, floor), cases) in [("read", 0.97), ("not read", 0.87)].into_iter().zip(&halves) {
        for task in 0..=3 {
            let some = cases.iter().filter(|(of, _)| *of == task);
            println!("{name}, task {task}: {}", totals(some.map(|(_, case)| *case)));
        }
        let cases: Vec<Case> = cases.iter().map(|(_, case)| *case).collect();
        let agreement = Measure::of(&cases).agreement;
        println!("{name}: {}", totals(cases));
        assert!(agreement >= floor, "{name}: {agreement:.3} is below {floor}");
    }
    let cases: Vec<Case> = halves.iter().flatten().map(|(_, case)| *case).collect();
    let measure = Measure::of(&cases);
    let kappa = measure.kappa().expect("the examiners do not say the same of everything");
    println!("{:.3} / {kappa:.3} of {}; review {:.3}", measure.agreement, measure.cases, measure.review);
    assert!(measure.agreement >= 0.92, "{:.3}", measure.agreement);
    assert!(kappa >= 0.85, "{kappa:.3}");
    assert!(measure.two_steps <= 0.015, "{:.3}", measure.two_steps);
    assert!(measure.review <= 0.1, "{:.3}", measure.review);
    let [looked_at, others] = measure.agreement_by_review;
    assert!(looked_at < others, "what is to be looked at is wrong more often: {looked_at:.3}, {others:.3}");
}

#[test]
fn texts_on_other_tasks_earn_little() {
    let Some(texts) = texts() else {
        eprintln!("{SKIPPED}");
        return;
    };
    let mut earned = [0; 3];
    for text in &texts {
        for task in (0..=3).filter(|task| !text.tasks().contains(task)) {
            for (_, marked) in grade_document(&text.body, task, &RUBRICS).marks {
                earned[marked.verdict as usize] += 1;
            }
        }
    }
    println!("on other tasks: missing, partial, met: {earned:?}");
    // Some do say, in a text on one task, what another asks: that the site is down when the server fails.
    let all: usize = earned.iter().sum();
    assert!(earned[2] * 8 <= all, "{} of {all} are met", earned[2]);
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

/// Misspells every fifth word of seven letters and more, each time in another way: two letters swapped, one forgotten,
/// one doubled, one that stands beside another on a keyboard.
fn slips(text: &str) -> String {
    let mut long = 0;
    text.split_inclusive(|letter: char| !letter.is_ascii_alphabetic())
        .map(|piece| {
            let letters = piece.bytes().take_while(u8::is_ascii_alphabetic).count();
            long += usize::from(letters >= LONG);
            if letters < LONG || long % 5 != 0 {
                return piece.to_owned();
            }
            let mut bytes = piece.as_bytes().to_vec();
            // From the second letter on, as few get the first one wrong; never where a swap would change nothing.
            let at = (1..letters - 2).cycle().skip(long).take(letters).find(|at| bytes[*at] != bytes[at + 1]);
            let at = at.unwrap_or(1);
            match long / 5 % 4 {
                0 => bytes.swap(at, at + 1),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, bytes[at]),
                _ => bytes[at] = if bytes[at] == b'e' { b'r' } else { b'e' },
            }
            String::from_utf8(bytes).expect("only ASCII letters have changed")
        })
        .collect()
}

/// How many letters a word has that is misspelt.
const LONG: usize = 7;

#[test]
fn slips_misspell_every_fifth_long_word_and_nothing_else() {
    let text = "The replica receives changes; monitoring collects everything, quickly and whenever requests increase. "
        .repeat(20);
    let slipped = slips(&text);
    let long = |text: &str| {
        text.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.len() >= LONG).count()
    };
    let changed = text.split(' ').zip(slipped.split(' ')).filter(|(one, other)| one != other).count();
    assert_eq!(text.split(' ').count(), slipped.split(' ').count());
    assert_eq!(changed, long(&text) / 5);
}

#[test]
fn marks_depend_on_what_is_said_and_little_on_how_it_is_written() {
    let Some(texts) = texts() else {
        eprintln!("{SKIPPED}");
        return;
    };
    for (name, change) in CHANGES {
        let (mut moved, mut scores, mut changed) = (0.0, 0.0_f64, 0);
        for text in &texts {
            let other = change(&text.body);
            changed += usize::from(other != text.body);
            for task in text.tasks() {
                moved += (score(&text.body, task) - score(&other, task)).abs();
                scores += 1.0;
            }
        }
        println!("{name}: a score moves by {:.2} points on average, {changed} texts changed", moved / scores);
        assert!(changed * 2 > texts.len(), "{name}: only {changed} of {} texts changed", texts.len());
        assert!(moved / scores <= 2.0, "{name}: {:.2} points", moved / scores);
    }
}

/// The share of full marks of a task, in percent.
fn score(body: &str, task: u8) -> f64 {
    let marks = grade_document(body, task, &RUBRICS).marks;
    100.0 * marks.iter().map(|(_, marked)| marked.verdict.share()).sum::<f64>() / marks.len().max(1) as f64
}

/// A text with the examiners' verdicts.
struct Text {
    body: String,
    verdicts: BTreeMap<String, [Verdict; 2]>,
    tasks: Vec<u8>,
    /// Whether it was read while the rubrics were written.
    read: bool,
}

impl Text {
    /// The tasks that it answers and that have rubrics.
    fn tasks(&self) -> Vec<u8> {
        self.tasks.iter().copied().filter(|task| RUBRICS.of_task(*task).next().is_some()).collect()
    }
}

/// The texts, where they are at hand.
fn texts() -> Option<Vec<Text>> {
    let set = env::var_os("SPOF_ANSWERS").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/answers"));
    let folder = set.into_iter().chain(above).find(|folder| folder.join("verdicts.jsonl").is_file())?;
    let rows = fs::read_to_string(folder.join("verdicts.jsonl")).expect("the verdicts can be read");
    let text = |row: &str| {
        let row: Value = serde_json::from_str(row).expect("each line is JSON");
        let file = row["file"].as_str().expect("a file name");
        let bytes = fs::read(folder.join("texts").join(file)).expect("the text can be read");
        let verdict = |value: &Value| {
            let number = usize::try_from(value.as_u64().expect("a number")).expect("a small one");
            [Verdict::Missing, Verdict::Partial, Verdict::Met][number]
        };
        let verdicts = row["verdicts"].as_object().expect("verdicts").iter();
        let numbers = row["tasks"].as_array().expect("tasks").iter();
        Text {
            read: file.split(['-', '.']).next().is_some_and(|author| READ.contains(&author)),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            verdicts: verdicts.map(|(id, both)| (id.clone(), [0, 1].map(|at| verdict(&both[at])))).collect(),
            tasks: numbers.map(|task| task.as_u64().expect("a task") as u8).collect(),
        }
    };
    Some(rows.lines().map(text).collect())
}
