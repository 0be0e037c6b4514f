//! How fast answers are marked, measured.
//!
//! `cargo bench --bench marking` prints medians. The limits, on a machine of two ordinary cores: one answer of 300 words
//! against all requirements of its task 3 ms; a thousand such answers 2 s on two threads, also when
//! their task must be found out; noise linear up to 2 MB.

use std::fmt::Write;
use std::sync::LazyLock;
use std::thread;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use spof::course::Course;
use spof::marking::{Grade, Rubrics, claims, grade_document, tasks};

/// How many words an answer has.
const WORDS: usize = 300;
/// How many answers a class hands in.
const CLASS: usize = 1_000;

static COURSE: LazyLock<Course> = LazyLock::new(Course::embedded);

fn main() {
    divan::main();
}

fn rubrics() -> &'static Rubrics {
    COURSE.rubrics().expect("the shipped rubrics can be read")
}

/// The model answers of a task under their questions, over and over up to the number of words.
fn answer(task: u8) -> String {
    let mut text = String::new();
    let parts: Vec<String> = rubrics()
        .of_task(task)
        .map(|rubric| format!("## {}\n\n{}\n\n", rubric.question(), rubric.model()))
        .collect();
    for part in parts.iter().cycle().take(parts.len() * 5) {
        if text.split_whitespace().count() >= WORDS {
            break;
        }
        text += part;
    }
    text
}

#[divan::bench(args = [0, 1, 2, 3])]
fn answer_of_300_words(bencher: Bencher, task: u8) {
    let text = answer(task);
    bencher.bench_local(|| grade_document(black_box(&text), task, rubrics()));
}

#[divan::bench]
fn task_of_an_answer(bencher: Bencher) {
    let text = answer(0).replace("## ", "");
    bencher.bench_local(|| tasks(black_box(&text), rubrics()));
}

#[divan::bench(sample_count = 5)]
fn class_of_1000_on_two_threads(bencher: Bencher) {
    let texts: Vec<String> = (0..CLASS).map(|number| answer((number % 4) as u8)).collect();
    let some = |from: usize| -> Vec<Grade> {
        let own = texts[from..from + CLASS / 2].iter().enumerate();
        own.map(|(at, text)| grade_document(text, ((from + at) % 4) as u8, rubrics())).collect()
    };
    bencher.bench_local(|| {
        thread::scope(|scope| {
            let other = scope.spawn(|| some(CLASS / 2));
            (some(0), other.join().expect("marking does not panic"))
        })
    });
}

#[divan::bench(sample_count = 5)]
fn class_of_1000_of_unnamed_tasks_on_two_threads(bencher: Bencher) {
    let texts: Vec<String> = (0..CLASS).map(|number| answer((number % 4) as u8).replace("## ", "")).collect();
    let some = |from: usize| -> Vec<Grade> {
        let own = texts[from..from + CLASS / 2].iter();
        own.flat_map(|text| {
            tasks(text, rubrics()).into_iter().map(|task| grade_document(text, task, rubrics()))
        })
        .collect()
    };
    bencher.bench_local(|| {
        thread::scope(|scope| {
            let other = scope.spawn(|| some(CLASS / 2));
            (some(0), other.join().expect("marking does not panic"))
        })
    });
}

/// Words that mean nothing, with what looks like structure here and there.
fn noise(bytes: usize) -> String {
    let mut text = String::new();
    let mut state = 1_u64;
    while text.len() < bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = state >> 40;
        let piece =
            ["server ", "is ", "not ", ". ", "\n- ", "\n## ", ": ", "the ", "xq"][number as usize % 9];
        write!(text, "{piece}{:x} ", number % 4_096).expect("a string takes text");
    }
    text
}

#[divan::bench(args = [125_000, 500_000, 2_000_000], sample_count = 3)]
fn noise_of_bytes(bencher: Bencher, bytes: usize) {
    let text = noise(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| grade_document(black_box(&text), 0, rubrics()));
}

#[divan::bench]
fn claims_of_300_words(bencher: Bencher) {
    let topology = COURSE.topology("lessons/classics/c1.ron").expect("the classics are shipped");
    let text = "If s1 fails, the site stays up. The load balancer is a SPOF. ".repeat(25);
    bencher.bench_local(|| claims(black_box(&text), &topology, rubrics()));
}
