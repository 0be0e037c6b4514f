//! The course: a pack of files made into lessons, questions, rubrics and requirements, each read when it is first asked for.
//!
//! A file that is wrong never stops the others: it is left out, and [`Course::problems`] says why. [`lint()`] says that
//! and much more, for authors.

mod glossary;
mod lint;
mod pack;

pub use glossary::Term;
pub use lint::lint;
pub use pack::Pack;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::lesson::{self, Lesson, Step};
use crate::marking::{self, Rubrics};
use crate::quiz::{self, Answer, Context, Graded, Question, StepId};
use crate::requirement::{Catalogue, RequirementId};
use crate::topology::{self, FileError, Problem, Topology};

/// Where the requirements stand in a pack.
const CATALOGUE: &str = "quizzes/requirements.ron";
/// Where the words that mean the same stand in a pack.
const LEXICON: &str = "quizzes/lexicon.ron";
/// Where the rubrics stand in a pack.
const RUBRICS: &str = "quizzes/rubrics/";
/// Where the banks stand in a pack.
const BANKS: &str = "quizzes/";
/// Where the terms stand in a pack.
const GLOSSARY: &str = "lessons/glossary.md";
/// Where the topologies stand that every lesson and question may use.
const CLASSICS: &str = "lessons/classics/";

/// The rubrics that spof ships. Reading them takes a moment, and most packs bring none of their own.
static SHIPPED: LazyLock<Result<Rubrics, FileError>> = LazyLock::new(|| rubrics_of(&Pack::embedded()));

/// A course.
#[derive(Debug)]
pub struct Course {
    pack: Pack,
    catalogue: OnceLock<(Catalogue, Vec<FileError>)>,
    lessons: OnceLock<(Vec<Lesson>, Vec<FileError>)>,
    questions: OnceLock<Questions>,
    /// Whether its rubrics are those that spof ships.
    has_shipped_rubrics: bool,
    rubrics: OnceLock<Result<Rubrics, FileError>>,
    terms: OnceLock<(Vec<Term>, Vec<FileError>)>,
}

#[derive(Debug, Default)]
struct Questions {
    all: Vec<Question>,
    /// The path of each question's bank.
    banks: Vec<String>,
    places: BTreeMap<String, usize>,
    errors: Vec<FileError>,
}

impl Course {
    /// The course that spof ships.
    #[must_use]
    pub fn embedded() -> Self {
        Self::load(Pack::embedded())
    }

    /// The course of a pack. What the pack lacks of requirements, rubrics and classic topologies comes from the course that
    /// spof ships, so that a teacher's pack may hold lessons and questions only.
    #[must_use]
    pub fn load(pack: Pack) -> Self {
        let pack = pack.over_shared();
        Self {
            has_shipped_rubrics: pack.has_shipped_rubrics(),
            pack,
            catalogue: OnceLock::new(),
            lessons: OnceLock::new(),
            questions: OnceLock::new(),
            rubrics: OnceLock::new(),
            terms: OnceLock::new(),
        }
    }

    /// The files that it is made of.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The requirements.
    #[must_use]
    pub fn requirements(&self) -> &Catalogue {
        &self.read_catalogue().0
    }

    /// The lessons: those of the tasks in the order of the tasks, then those of concepts, by folder.
    #[must_use]
    pub fn lessons(&self) -> &[Lesson] {
        &self.read_lessons().0
    }

    /// The lesson with this id.
    #[must_use]
    pub fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons().iter().find(|lesson| lesson.id == id)
    }

    /// A step, with its lesson.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<(&Lesson, &Step)> {
        let lesson = self.lesson(&id.lesson)?;
        lesson.step(&id.step).map(|(_, step)| (lesson, step))
    }

    /// Every step that teaches a requirement, in the order of the lessons.
    pub fn taught(&self, id: &RequirementId) -> impl Iterator<Item = StepId> {
        self.lessons().iter().flat_map(move |lesson| {
            let steps = lesson.steps.iter().filter(move |step| step.teaches.contains(id));
            steps.map(|step| StepId { lesson: lesson.id.clone(), step: step.id.clone() })
        })
    }

    /// The questions, bank by bank in the order of their files.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.read_questions().all
    }

    /// The question with this id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        let questions = self.read_questions();
        questions.places.get(id).map(|place| &questions.all[*place])
    }

    /// The questions that assess a requirement of this task, in the order of their files.
    #[must_use]
    pub fn questions_of(&self, task: u8) -> Vec<&Question> {
        let of_task = |question: &&Question| question.requires.iter().any(|id| id.task() == Some(task));
        self.questions().iter().filter(of_task).collect()
    }

    /// The rubrics; `None` when they cannot be read.
    #[must_use]
    pub fn rubrics(&self) -> Option<&Rubrics> {
        self.read_rubrics().as_ref().ok()
    }

    /// The terms of the glossary, by name.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.read_terms().0
    }

    /// Reads a topology of the pack.
    ///
    /// # Errors
    /// What is wrong with the file, or that there is none.
    pub fn read_topology(&self, path: &str) -> Result<Topology, FileError> {
        match self.pack.bytes(path) {
            Some(bytes) => topology::parse(path, topology::decode(path, bytes)?),
            None => Err(missing(path)),
        }
    }

    /// A topology of the pack; `None` when it is not there or wrong.
    #[must_use]
    pub fn topology(&self, path: &str) -> Option<Topology> {
        self.read_topology(path).ok()
    }

    /// The topology that a step shows once its cues have run; `None` before the lesson has loaded one. Edits that cannot be
    /// made are passed over.
    #[must_use]
    pub fn shown_at(&self, lesson: &Lesson, step: usize) -> Option<Topology> {
        let scene = lesson.scene(step + 1);
        let start = self.topology(scene.topology.as_deref()?)?;
        Some(lesson::replay(&start, &scene.edits).unwrap_or(start))
    }

    /// Grades an answer, with the question's topology and the rubrics.
    #[must_use]
    pub fn grade(&self, question: &Question, answer: &Answer) -> Graded {
        let topology = question.topology.as_deref().and_then(|path| self.topology(path));
        // Reading the rubrics takes a moment, which only an explanation is worth.
        let rubrics = matches!(answer, Answer::Explain(_)).then(|| self.rubrics()).flatten();
        quiz::grade(question, answer, &Context { topology: topology.as_ref(), rubrics })
    }

    /// What could not be read, file by file. Asking reads everything but the topologies.
    #[must_use]
    pub fn problems(&self) -> Vec<FileError> {
        let mut problems = self.read_catalogue().1.clone();
        problems.extend(self.read_lessons().1.iter().cloned());
        problems.extend(self.read_questions().errors.iter().cloned());
        problems.extend(self.read_rubrics().as_ref().err().cloned());
        problems.extend(self.read_terms().1.iter().cloned());
        problems
    }

    fn read_catalogue(&self) -> &(Catalogue, Vec<FileError>) {
        self.catalogue.get_or_init(|| match self.pack.text(CATALOGUE) {
            Ok(text) => match Catalogue::parse(text) {
                Ok(catalogue) => (catalogue, Vec::new()),
                Err(error) => {
                    let problem = Problem::at(text, error.offset, error.message, "");
                    let error = FileError { file: CATALOGUE.to_owned(), problems: vec![problem] };
                    (Catalogue::default(), vec![error])
                }
            },
            Err(error) => (Catalogue::default(), vec![error]),
        })
    }

    fn read_lessons(&self) -> &(Vec<Lesson>, Vec<FileError>) {
        self.lessons.get_or_init(|| {
            let paths = self.pack.paths().filter(|path| lesson::is_lesson(path));
            let read = paths.map(|path| self.pack.text(path).and_then(|text| lesson::parse(path, text)));
            let (mut lessons, errors) = split(read);
            // Paths come sorted, and the sort keeps their order.
            lessons.sort_by_key(|lesson| lesson.task.map_or(u16::MAX, u16::from));
            (lessons, errors)
        })
    }

    fn read_questions(&self) -> &Questions {
        self.questions.get_or_init(|| {
            let mut questions = Questions::default();
            for path in self.pack.paths().filter(|path| is_bank(path)) {
                match self.pack.text(path) {
                    Ok(text) => questions.add(path, quiz::parse(text), text),
                    Err(error) => questions.errors.push(error),
                }
            }
            questions
        })
    }

    fn read_rubrics(&self) -> &Result<Rubrics, FileError> {
        if self.has_shipped_rubrics { &SHIPPED } else { self.rubrics.get_or_init(|| rubrics_of(&self.pack)) }
    }

    fn read_terms(&self) -> &(Vec<Term>, Vec<FileError>) {
        self.terms.get_or_init(|| match self.pack.bytes(GLOSSARY) {
            Some(_) => {
                let read = self.pack.text(GLOSSARY).and_then(|text| glossary::parse(GLOSSARY, text));
                read.map_or_else(|error| (Vec::new(), vec![error]), |terms| (terms, Vec::new()))
            }
            None => (Vec::new(), Vec::new()),
        })
    }

    /// The bank that a question stands in.
    fn bank(&self, id: &str) -> Option<&str> {
        let questions = self.read_questions();
        questions.places.get(id).map(|place| questions.banks[*place].as_str())
    }
}

fn rubrics_of(pack: &Pack) -> Result<Rubrics, FileError> {
    let source = |path| Ok(marking::Source { name: path, text: pack.text(path)? });
    let rubrics: Vec<_> = pack.ron(RUBRICS).map(source).collect::<Result<_, FileError>>()?;
    Rubrics::parse(source(LEXICON)?, rubrics)
}

impl Questions {
    /// Takes in a bank. Of two questions with one id the first stays.
    fn add(&mut self, path: &str, bank: quiz::Bank, text: &str) {
        let mut problems = bank.problems;
        for question in bank.questions {
            if let Some(first) = self.places.get(&question.id) {
                let other = format!("{}:{}", self.banks[*first], self.all[*first].line);
                let message =
                    format!("The id `{}` is taken: another question has it in {other}.", question.id);
                let start = text.split_inclusive('\n').take(question.line - 1).map(str::len).sum();
                problems.push(Problem::at(text, start, message, "Give this question another id."));
                continue;
            }
            self.places.insert(question.id.clone(), self.all.len());
            self.banks.push(path.to_owned());
            self.all.push(question);
        }
        if !problems.is_empty() {
            problems.sort_by_key(|problem| (problem.line, problem.column));
            self.errors.push(FileError { file: path.to_owned(), problems });
        }
    }
}

/// Whether a path is that of a question bank.
fn is_bank(path: &str) -> bool {
    let name = path.strip_prefix(BANKS).and_then(|name| name.strip_suffix(".ron"));
    name.is_some_and(|name| !name.contains('/')) && path != CATALOGUE && path != LEXICON
}

fn missing(path: &str) -> FileError {
    let problem = Problem::whole("There is no such file in the pack.", "Add the file, or name another one.");
    FileError { file: path.to_owned(), problems: vec![problem] }
}

fn split<T, E>(results: impl Iterator<Item = Result<T, E>>) -> (Vec<T>, Vec<E>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(value) => good.push(value),
            Err(error) => bad.push(error),
        }
    }
    (good, bad)
}
