//! The files of marking as they are written: a lexicon, and a rubric for each requirement.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::requirement::{RequirementId, Verdict};
use crate::text::written::Written;
use crate::topology::{FileError, Problem};

/// A file that marking reads.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What messages call it.
    pub name: &'a str,
    /// What it holds.
    pub text: &'a str,
}

/// `lexicon.ron`. Lists of single words are written as one text, with blanks between.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "lexicon")]
pub(super) struct LexiconFile {
    /// The parts of a design, each with its names.
    pub(super) subjects: Phrases,
    /// Issues that a label can name, each with its names.
    pub(super) themes: Phrases,
    /// Other meanings, each with its phrases; `affirming` holds turns in which a negator negates nothing, `untrue`
    /// turns that deny all that follows.
    pub(super) concepts: Phrases,
    /// `task 0` and so on: the words that head the sections of each task in a document on several.
    pub(super) tasks: Phrases,
    /// Word forms and the word each is a form of, where Snowball's stem will not do; a word that is a form of itself
    /// shares its stem with no other.
    pub(super) forms: BTreeMap<String, String>,
    pub(super) fillers: String,
    pub(super) negators: String,
    pub(super) not: String,
    pub(super) openers: String,
    pub(super) joiners: String,
    pub(super) agents: String,
    pub(super) pronouns: String,
    pub(super) prepositions: String,
    pub(super) finite: String,
    pub(super) verbs: String,
    pub(super) averters: String,
    pub(super) function: String,
    pub(super) asking: String,
    /// Common words that are never taken for a slip.
    pub(super) common: String,
    /// The commonest words of languages; the first is the one that rubrics are written in.
    pub(super) languages: Vec<(String, String)>,
    /// Info strings of code fences that hold no prose.
    pub(super) diagrams: String,
}

/// A rubric.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "rubric")]
pub(super) struct RubricFile {
    pub(super) requirement: RequirementId,
    /// The question that it marks answers to.
    pub(super) question: String,
    /// Words of the task itself, in runs of at least four: an answer that only repeats them names and does not state.
    #[serde(default)]
    pub(super) task_words: Vec<String>,
    /// The parts that a statement must be about to make a point by `say`.
    #[serde(default)]
    pub(super) topic: Vec<Written>,
    /// Parts that may be spoken of in passing, such as the server in an answer on the web server.
    #[serde(default)]
    pub(super) neutral: Vec<Written>,
    /// Meanings that only this rubric uses.
    #[serde(default)]
    pub(super) concepts: Phrases,
    pub(super) points: Vec<PointFile>,
    /// Sets of points, any of which earns full marks. A set asks for all its points, or, when it begins with `2 of`, for two.
    pub(super) met: Vec<Vec<Written>>,
    /// Sets of points, any of which earns half.
    #[serde(default)]
    pub(super) partial: Vec<Vec<Written>>,
    #[serde(default)]
    pub(super) mistakes: Vec<MistakeFile>,
    /// A model answer.
    pub(super) model: String,
}

/// One thing that an answer can say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "point")]
pub(super) struct PointFile {
    pub(super) id: Written,
    /// The parts that this point is about, in place of the rubric's topic.
    #[serde(default)]
    pub(super) about: Vec<Written>,
    /// Phrasings that count where the topic is spoken of.
    #[serde(default)]
    pub(super) say: Vec<Written>,
    /// Phrasings that carry their subject and count anywhere.
    #[serde(default)]
    pub(super) anywhere: Vec<Written>,
    /// Whether a label that says it is enough, as for a point that only wants something named.
    #[serde(default)]
    pub(super) in_labels: bool,
    /// What to tell a learner who does not say it.
    #[serde(default)]
    pub(super) missing: String,
}

/// A known mistake and what it does to the verdict.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "mistake")]
pub(super) struct MistakeFile {
    /// The parts that it is about, in place of the rubric's topic.
    #[serde(default)]
    pub(super) about: Vec<Written>,
    #[serde(default)]
    pub(super) say: Vec<Written>,
    #[serde(default)]
    pub(super) anywhere: Vec<Written>,
    /// The best verdict that an answer with it can have.
    #[serde(default = "met")]
    pub(super) at_most: Verdict,
    /// Points any of which takes the limit away, because the answer says it right as well.
    #[serde(default)]
    pub(super) unless: Vec<Written>,
    pub(super) message: Written,
}

fn met() -> Verdict {
    Verdict::Met
}

/// Several phrases by the name of what they mean, in the order of the file; a name that is there twice stays.
#[derive(Debug, Default)]
pub(super) struct Phrases(pub(super) Vec<(Written, Vec<Written>)>);

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Phrases;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("names with lists of phrases")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Phrases, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    all.push(entry);
                }
                Ok(Phrases(all))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// Reads RON; the error names the place of the first thing that is wrong.
pub(super) fn read<T: DeserializeOwned>(source: Source<'_>) -> Result<T, FileError> {
    ron::from_str(source.text).map_err(|error| {
        let problem = Problem::syntax(source.text, 0, &error);
        FileError { file: source.name.to_owned(), problems: vec![problem] }
    })
}

/// What is wrong with one file.
pub(super) struct Problems<'a> {
    source: Source<'a>,
    found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    /// None so far.
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { source, found: Vec::new() }
    }

    /// A problem with a string of the file.
    pub(super) fn at(&mut self, written: &Written, message: impl Into<String>, hint: impl Into<String>) {
        match written.offset(self.source.text) {
            Some(offset) => self.found.push(Problem::at(self.source.text, offset, message, hint)),
            None => self.naming(&written.text, message, hint),
        }
    }

    /// A problem with a name, where the file first quotes it.
    pub(super) fn naming(&mut self, name: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(match self.source.text.find(&format!("\"{name}\"")) {
            Some(at) => Problem::at(self.source.text, at + 1, message, hint),
            None => Problem::whole(message, hint),
        });
    }

    /// Everything that was found, in the order of the file.
    pub(super) fn done(mut self) -> Result<(), FileError> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|problem| (problem.line, problem.column));
        Err(FileError { file: self.source.name.to_owned(), problems: self.found })
    }
}
