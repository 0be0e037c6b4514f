//! Rubrics, compiled and ready to mark with.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::requirement::{RequirementId, Verdict};
use crate::topology::FileError;

use super::compile::Compiler;
use super::lexicon::Lexicon;
use super::pattern::Phrasing;
use super::source::Source;
use super::vocabulary::{ConceptId, WordSet};

/// What an answer to one requirement must say.
#[derive(Debug, Clone)]
pub struct Rubric {
    pub(super) lexicon: Arc<Lexicon>,
    pub(super) body: Body,
}

/// A rubric without the lexicon that its numbers belong to.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) id: RequirementId,
    pub(super) question: String,
    pub(super) task_words: Vec<String>,
    pub(super) model: String,
    pub(super) topic: Vec<ConceptId>,
    pub(super) neutral: Vec<ConceptId>,
    pub(super) points: Vec<Point>,
    /// Sets of points by their number.
    pub(super) met: Vec<Vec<usize>>,
    pub(super) partial: Vec<Vec<usize>>,
    pub(super) mistakes: Vec<Mistake>,
    /// The words without one of which a sentence says nothing to this rubric.
    pub(super) wanted: WordSet,
}

/// One thing that an answer can say.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) id: String,
    pub(super) rules: Vec<Rule>,
    /// Whether a label that says it is enough.
    pub(super) in_labels: bool,
    pub(super) missing: String,
}

/// A phrasing, ready to be looked for.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) phrasing: Phrasing,
    /// Whether it counts whatever the statement is about.
    pub(super) anywhere: bool,
    /// For each word of it that cannot be left out, what may stand for it.
    pub(super) triggers: Vec<WordSet>,
}

/// A known mistake.
#[derive(Debug, Clone)]
pub(super) struct Mistake {
    pub(super) rules: Vec<Rule>,
    pub(super) at_most: Verdict,
    pub(super) unless: Vec<usize>,
    pub(super) message: String,
}

impl Rubric {
    /// The requirement that it decides.
    #[must_use]
    pub fn id(&self) -> &RequirementId {
        &self.body.id
    }

    /// The question that it marks answers to.
    #[must_use]
    pub fn question(&self) -> &str {
        &self.body.question
    }

    /// A model answer.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.body.model
    }

    /// Every phrasing of its points and its mistakes, as written.
    pub fn phrasings(&self) -> impl Iterator<Item = &str> {
        let points = self.body.points.iter().flat_map(|point| &point.rules);
        let mistakes = self.body.mistakes.iter().flat_map(|mistake| &mistake.rules);
        points.chain(mistakes).map(|rule| &*rule.phrasing.text)
    }

    /// The rubric with one phrasing only, so that a teacher or a test can see what that phrasing finds.
    #[must_use]
    pub fn only(&self, phrasing: &str) -> Self {
        let mut rubric = self.clone();
        let points = rubric.body.points.iter_mut().map(|point| &mut point.rules);
        let mistakes = rubric.body.mistakes.iter_mut().map(|mistake| &mut mistake.rules);
        points.chain(mistakes).for_each(|rules| rules.retain(|rule| *rule.phrasing.text == *phrasing));
        rubric
    }
}

/// Every rubric of a course, with the lexicon that they share.
#[derive(Debug, Clone)]
pub struct Rubrics {
    pub(super) lexicon: Arc<Lexicon>,
    rubrics: BTreeMap<RequirementId, Rubric>,
}

impl Rubrics {
    /// Reads a lexicon and rubrics.
    ///
    /// # Errors
    /// For the first file that has errors: its first error of syntax, or else everything else that is wrong with it,
    /// such as an unknown concept in a phrasing, each with its place.
    pub fn parse<'a>(
        lexicon: Source<'a>,
        rubrics: impl IntoIterator<Item = Source<'a>>,
    ) -> Result<Self, FileError> {
        let mut compiler = Compiler::new(lexicon)?;
        for source in rubrics {
            compiler.add(source)?;
        }
        let (lexicon, bodies) = compiler.finish();
        let lexicon = Arc::new(lexicon);
        let rubric = |body: Body| (body.id.clone(), Rubric { lexicon: Arc::clone(&lexicon), body });
        let rubrics = bodies.into_iter().map(rubric).collect();
        Ok(Self { lexicon, rubrics })
    }

    /// The rubric of a requirement.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Rubric> {
        self.rubrics.get(id)
    }

    /// Every rubric, in the order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = &Rubric> {
        self.rubrics.values()
    }

    /// The rubrics of one task, in the order of the ids; none when the task has none yet.
    pub fn of_task(&self, task: u8) -> impl Iterator<Item = &Rubric> {
        self.iter().filter(move |rubric| rubric.id().task() == Some(task))
    }
}
