//! Rubrics, compiled and ready to mark with.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::requirement::{RequirementId, Verdict};
use crate::topology::FileError;

use super::compile::Compiler;
use super::lexicon::Lexicon;
use super::pattern::Phrasing;
use super::source::Source;
use super::vocabulary::{ConceptId, TriggerId};

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
    pub(super) met: Vec<Set>,
    pub(super) partial: Vec<Set>,
    pub(super) mistakes: Vec<Mistake>,
    /// The words without one of which a sentence says nothing to this rubric.
    pub(super) wanted: TriggerId,
}

/// Points that together earn something.
#[derive(Debug, Clone)]
pub(super) struct Set {
    /// The points by their number.
    pub(super) points: Vec<usize>,
    /// How many of them it takes.
    pub(super) enough: usize,
}

/// One thing that an answer can say.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) id: String,
    /// The parts that it is about; empty where the rubric's topic decides.
    pub(super) about: Vec<ConceptId>,
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
    /// Whether its words may stand in two sentences: it has several parts in any order, or a gap of any length.
    pub(super) wide: bool,
    /// For each word of it that cannot be left out, what may stand for it.
    pub(super) triggers: Vec<TriggerId>,
}

/// A known mistake.
#[derive(Debug, Clone)]
pub(super) struct Mistake {
    /// The parts that it is about; empty where the rubric's topic decides.
    pub(super) about: Vec<ConceptId>,
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

    /// The rubric with one phrasing only, which earns full marks, so that a teacher or a test can see what that phrasing
    /// finds.
    #[must_use]
    pub fn only(&self, phrasing: &str) -> Self {
        let mut rubric = self.clone();
        let has = |point: &Point| point.rules.iter().any(|rule| *rule.phrasing.text == *phrasing);
        let points = self.body.points.iter().enumerate().filter(|(_, point)| has(point));
        let sets: Vec<Set> = points.map(|(at, _)| Set { points: vec![at], enough: 1 }).collect();
        if !sets.is_empty() {
            rubric.body.met = sets;
            rubric.body.partial.clear();
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marking::fixture::{LEXICON, RUBRIC, rubrics};

    /// What is said of a lexicon and a rubric with something replaced in each.
    fn error(lexicon: [&str; 2], rubric: [&str; 2]) -> String {
        let (lexicon, rubric) = (changed(LEXICON, lexicon), changed(RUBRIC, rubric));
        let lexicon = Source { name: "lexicon.ron", text: &lexicon };
        Rubrics::parse(lexicon, [Source { name: "web.ron", text: &rubric }]).unwrap_err().to_string()
    }

    fn changed(text: &str, [from, to]: [&str; 2]) -> String {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    }

    #[test]
    fn a_sound_rubric_is_found_by_its_id() {
        let rubrics = rubrics();
        let rubric = rubrics.find("t0.explain.web-server").unwrap();
        assert_eq!((rubric.id().task(), rubric.model()), (Some(0), "It serves pages."));
        assert_eq!(
            (rubrics.of_task(0).count(), rubrics.of_task(1).count(), rubrics.iter().count()),
            (1, 0, 1)
        );
    }

    #[test]
    fn one_phrasing_can_be_looked_at_alone() {
        let rubric = rubrics().find("t0.explain.web-server").unwrap().clone();
        assert_eq!(
            rubric.phrasings().collect::<Vec<_>>(),
            ["<serve> .. <page>", "nginx", "keep|store .. data"]
        );
        assert_eq!(rubric.only("nginx").phrasings().collect::<Vec<_>>(), ["nginx"]);
    }

    #[test]
    fn what_is_wrong_with_a_rubric_is_shown_at_its_place() {
        let same = ["", ""];
        for (change, expected) in [
            (["points:", "pionts:"], "web.ron:6:5: There is no field `pionts` here."),
            (
                ["topic: [\"web_server\"]", "topic: [\"web_sever\"]"],
                "web.ron:4:14: The lexicon has no subject `web_sever`.",
            ),
            (["topic: [\"web_server\"]", "topic: [\"web_sever\"]"], "Did you mean `web_server`?"),
            (
                ["<serve> .. <page>", "<serves> .. <page>"],
                "web.ron:7:31: `<serves> .. <page>` cannot be read. There is no concept `serves`.",
            ),
            (["<serve> .. <page>", "<servve> .. <page>"], "Did you mean `serve`?"),
            (["<serve> .. <page>", "serve .."], "A word is missing"),
            (["met: [[\"serves\"]]", "met: [[\"serve\"]]"], "There is no point `serve`."),
            (["met: [[\"serves\"]]", "met: [[\"serve\"]]"], "The point `serves` decides nothing."),
            (["met: [[\"serves\"]]", "met: []"], "`met` needs a set"),
            (["say: [\"nginx\"], ", ""], "The point `named` has no phrasing."),
            (
                ["met: [[\"serves\"]]", "met: [[\"2 of\", \"serves\"]]"],
                "`2 of` asks for another number of points",
            ),
            (["met: [[\"serves\"]]", "met: [[\"0 of\", \"serves\"]]"], "web.ron:10:13: `0 of` asks"),
            (["id: \"serves\",", "id: \"serves\", about: [\"datbase\"],"], "Did you mean `database`?"),
            (["id: \"named\"", "id: \"serves\""], "There are two points `serves`."),
            (["at_most: partial", "at_most: half"], "`half` is not possible here."),
            (["t0.explain.web-server", "t0.web-server"], "`t0.web-server` is no requirement id"),
        ] {
            let shown = error(same, change);
            assert!(shown.contains(expected), "{expected:?} is not in:\n{shown}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_lexicon_is_shown_at_its_place() {
        let same = ["", ""];
        for (change, expected) in [
            (["\"page\": [", "\"serve\": ["], "lexicon.ron:4:46: There is another concept `serve`."),
            (["\"page\": [", "\"server\": ["], "lexicon.ron:4:46: There is another concept `server`."),
            (["\"serve|deliver\"", "\"<page>\", \"<serve> well\""], "The concept `serve` is made of itself."),
            (["\"serve|deliver\"", ""], "The concept `serve` has no phrase."),
            (["\"serve|deliver\"", "\"serve & deliver\""], "`serve & deliver` is too much for a concept."),
        ] {
            let shown = error(change, same);
            assert!(shown.contains(expected), "{expected:?} is not in:\n{shown}");
        }
    }

    #[test]
    fn a_requirement_has_one_rubric() {
        let source = Source { name: "web.ron", text: RUBRIC };
        let shown =
            Rubrics::parse(Source { name: "lexicon.ron", text: LEXICON }, [source, source]).unwrap_err();
        assert!(shown.to_string().contains("`t0.explain.web-server` has two rubrics."), "{shown}");
    }
}
