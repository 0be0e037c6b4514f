//! A pack: the files of a course, by path.

use std::borrow::Cow;
use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::{CATALOGUE, CLASSICS, LEXICON, RUBRICS};
use crate::lesson::FOLDER;
use crate::topology::{FileError, Problem};

static LESSONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/lessons");
static QUIZZES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/quizzes");

/// The files of a course: `lessons/…` and `quizzes/…`, with `/` between folders on every system.
#[derive(Clone, Default)]
pub struct Pack {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Pack {
    /// The pack that spof ships, as it was when spof was built.
    #[must_use]
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        let mut open = vec![("lessons/", &LESSONS), ("quizzes/", &QUIZZES)];
        while let Some((top, dir)) = open.pop() {
            for file in dir.files() {
                // Paths of embedded files are those of the folder that was embedded.
                let path =
                    file.path().iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/");
                files.insert(format!("{top}{path}"), Cow::Borrowed(file.contents()));
            }
            open.extend(dir.dirs().map(|dir| (top, dir)));
        }
        Self { files }
    }

    /// A pack of these files. Paths begin at the pack's own folder; `\` counts as `/`, and a leading `./` as nothing.
    #[must_use]
    pub fn from_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let plain = |path: String| {
            let path = path.replace('\\', "/");
            path.trim_start_matches("./").to_owned()
        };
        Self { files: files.into_iter().map(|(path, bytes)| (plain(path), Cow::Owned(bytes))).collect() }
    }

    /// The paths of its files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The paths of the RON files below a folder, which ends in `/`; sorted.
    pub(super) fn ron(&self, folder: &str) -> impl Iterator<Item = &str> {
        self.paths().filter(move |path| {
            path.strip_prefix(folder).is_some_and(|name| name.strip_suffix(".ron").is_some())
        })
    }

    /// The paths of its topologies, sorted.
    pub fn topologies(&self) -> impl Iterator<Item = &str> {
        self.ron(FOLDER)
    }

    /// What a file holds; `None` when it is not in the pack.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(AsRef::as_ref)
    }

    /// What a file holds, as text.
    ///
    /// # Errors
    /// That it is not in the pack, or that it is not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, FileError> {
        let bytes = self.bytes(path).ok_or_else(|| super::missing(path))?;
        std::str::from_utf8(bytes).map_err(|error| {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let problem =
                Problem::at(&before, before.len(), "This is not UTF-8 text.", "Save the file as UTF-8.");
            FileError { file: path.to_owned(), problems: vec![problem] }
        })
    }

    /// This pack, with what it lacks of the files that every course shares.
    pub(super) fn over_shared(mut self) -> Self {
        let has_rubrics = self.rubrics().next().is_some();
        for (path, bytes) in Self::embedded().files {
            let shared = path == CATALOGUE || path.starts_with(CLASSICS);
            if shared || (is_rubric(&path) && !has_rubrics) {
                self.files.entry(path).or_insert(bytes);
            }
        }
        self
    }

    /// Whether its rubrics and its lexicon are those that spof ships.
    pub(super) fn has_shipped_rubrics(&self) -> bool {
        let shipped = Self::embedded();
        self.rubrics().eq(shipped.rubrics())
    }

    /// The lexicon and what stands in the folder of the rubrics.
    fn rubrics(&self) -> impl Iterator<Item = (&String, &Cow<'static, [u8]>)> {
        self.files.iter().filter(|(path, _)| is_rubric(path))
    }
}

fn is_rubric(path: &str) -> bool {
    path == LEXICON || path.starts_with(RUBRICS)
}

impl std::fmt::Debug for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sizes = self.files.iter().map(|(path, bytes)| (path, bytes.len()));
        f.debug_map().entries(sizes).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_pack_has_its_files_by_path() {
        let pack = Pack::embedded();
        for path in [CATALOGUE, "lessons/classics/c0.ron"] {
            assert!(pack.text(path).is_ok(), "{path} is missing from {pack:?}");
        }
        assert!(pack.paths().all(|path| path.starts_with("lessons/") || path.starts_with("quizzes/")));
    }

    #[test]
    fn a_pack_of_ones_own_is_completed() {
        let own = [("./quizzes\\requirements.ron".to_owned(), b"[]".to_vec())];
        let pack = Pack::from_files(own).over_shared();
        assert_eq!(pack.text(CATALOGUE).unwrap(), "[]");
        assert!(pack.bytes("lessons/classics/c3.ron").is_some());
    }

    #[test]
    fn what_is_no_text_is_told_so() {
        let pack = Pack::from_files([("a.md".to_owned(), b"one\ntw\xff".to_vec())]);
        let error = pack.text("a.md").unwrap_err();
        assert_eq!((error.problems[0].line, error.problems[0].column), (2, 3), "{error}");
        assert!(pack.text("b.md").unwrap_err().to_string().contains("no such file"));
    }
}
