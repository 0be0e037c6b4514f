//! What marking has to say: verdicts with the words that earned them, and what is missing.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::requirement::{RequirementId, Verdict};

/// The marks of one answer under one rubric. Offsets are bytes of the answer as given, half open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Marked {
    /// How far the answer meets the requirement.
    pub verdict: Verdict,
    /// How sure the marking is of its verdict, from 0 to 1.
    pub confidence: f64,
    /// Whether a person should look at it: the marking is unsure, or the answer says both a thing and its contrary.
    pub review: bool,
    /// What earned the verdict, in the order of the text.
    pub evidence: Vec<Evidence>,
    /// What the learner could add, a sentence each; empty when the requirement is met.
    pub missing: Vec<String>,
    /// The mistakes that the answer makes, whether or not they lowered the verdict.
    pub misconceptions: Vec<Misconception>,
    /// Why the verdict is what it is, in a sentence.
    pub note: String,
}

/// One place of an answer that makes a point of the rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where the sentence starts.
    pub start: usize,
    /// Where the sentence ends.
    pub end: usize,
    /// The words of it that made the point, in order.
    pub words: Vec<Range<usize>>,
    /// The point that is made, by its id in the rubric.
    pub point: String,
    /// The phrasing of the rubric that it was recognised by.
    pub phrasing: String,
}

/// A mistake that the rubric knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Misconception {
    /// Where the sentence starts.
    pub start: usize,
    /// Where the sentence ends.
    pub end: usize,
    /// What to tell the learner.
    pub message: String,
}

/// What became of a whole document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// Whether it could be marked at all.
    pub status: Status,
    /// The marks by requirement, in the order of the rubrics; empty unless the status is [`Status::Ok`].
    pub marks: Vec<(RequirementId, Marked)>,
}

/// Whether a document could be marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was marked.
    Ok,
    /// It is written in a language that the rubrics do not know.
    UnsupportedLanguage,
    /// It has no words.
    Empty,
}
