//! Marking, seen from outside: agreement with examiners, paraphrases, robustness.

mod agreement;
mod claims;
mod nothing;
mod paraphrases;
mod robustness;
mod shipped;
mod unseen;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use spof::marking::{Case, Measure, Rubrics, Source};

/// The shipped rubrics.
static RUBRICS: LazyLock<Rubrics> = LazyLock::new(|| {
    let lexicon = read(&quizzes().join("lexicon.ron"));
    let rubrics: Vec<(String, String)> = files(&quizzes().join("rubrics"), "ron");
    let sources = rubrics.iter().map(|(name, text)| Source { name, text });
    Rubrics::parse(Source { name: "lexicon.ron", text: &lexicon }, sources)
        .unwrap_or_else(|error| panic!("{error}"))
});

/// The folder of rubrics: ours, or the one that `SPOF_RUBRICS` names.
fn quizzes() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("quizzes");
    std::env::var_os("SPOF_RUBRICS").map_or_else(own, PathBuf::from)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of a folder with this ending, by name.
fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .map(|path| (path.file_name().expect("it has a name").to_string_lossy().into_owned(), read(&path)))
        .collect();
    found.sort();
    found
}

/// Agreement, kappa, what is two steps off and what a person is asked to look at, in a line.
fn totals(cases: impl IntoIterator<Item = Case>) -> String {
    let measure = Measure::of(&cases.into_iter().collect::<Vec<_>>());
    let kappa = measure.kappa().map_or_else(|| "-".to_owned(), |kappa| format!("{kappa:.3}"));
    format!(
        "{:.3} / {kappa} of {}, {:.1} % two steps off, {:.1} % to review",
        measure.agreement,
        measure.cases,
        measure.two_steps * 100.0,
        measure.review * 100.0
    )
}
