//! Free-text answers marked against a rubric, with evidence.
//!
//! A rubric (`quizzes/rubrics/*.ron`) says which points a good answer makes, each in several phrasings, and a lexicon
//! (`quizzes/lexicon.ron`) says which words mean the same. Everything comes in as text; nothing here reads a disk.

mod marked;

pub use marked::{Evidence, Grade, Marked, Misconception, Status};
