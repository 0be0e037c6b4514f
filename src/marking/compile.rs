//! Makes the lexicon and the rubrics out of their files, and finds what is wrong with them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::requirement::RequirementId;
use crate::text::closest;
use crate::text::spelling::Speller;
use crate::text::words::{stem, words};
use crate::text::written::Written;
use crate::topology::FileError;

use super::lexicon::{Class, Concept, Language, Lexicon};
use super::pattern::{self, Atom, Element, Gap, Phrasing, Sequence};
use super::rubric::{Body, Mistake, Point, Rule, Set};
use super::source::{LexiconFile, MistakeFile, Phrases, PointFile, Problems, RubricFile, Source, read};
use super::vocabulary::{ConceptId, Triggers, Vocabulary, WordSet};

/// Reads file after file; [`Compiler::finish`] makes them ready to mark with.
pub(super) struct Compiler {
    lexicon: Lexicon,
    /// Every word that a phrasing holds, as written.
    written: BTreeSet<String>,
    common: String,
    rubrics: Vec<Body>,
    ids: HashSet<RequirementId>,
}

impl Compiler {
    /// Reads the lexicon.
    pub(super) fn new(source: Source<'_>) -> Result<Self, FileError> {
        let file: LexiconFile = read(source)?;
        let vocabulary =
            Vocabulary::new(file.forms.iter().map(|(form, base)| (form.as_str(), base.as_str())));
        let mut compiler = Self {
            lexicon: Lexicon {
                vocabulary,
                concepts: Vec::new(),
                triggers: Triggers::default(),
                subjects: Vec::new(),
                themes: Vec::new(),
                tasks: BTreeMap::new(),
                affirming: None,
                untrue: None,
                languages: languages(&file),
                diagrams: file.diagrams.split_whitespace().map(Box::from).collect(),
                classes: classes(&file),
                verbs: file.verbs.split_whitespace().map(|word| stem(word).into()).collect(),
                averters: file.averters.split_whitespace().map(|word| stem(word).into()).collect(),
                speller: Speller::default(),
            },
            written: BTreeSet::new(),
            common: file.common,
            rubrics: Vec::new(),
            ids: HashSet::new(),
        };
        let mut problems = Problems::new(source);
        let subjects = compiler.declare(&file.subjects, false, &mut problems);
        let themes = compiler.declare(&file.themes, false, &mut problems);
        compiler.declare(&file.concepts, false, &mut problems);
        let sections = compiler.declare(&file.tasks, false, &mut problems);
        for group in [&file.subjects, &file.themes, &file.concepts, &file.tasks] {
            compiler.define(group, &mut problems);
        }
        compiler.refuse_circles(0, &mut problems);
        compiler.lexicon.subjects = subjects;
        compiler.lexicon.themes = themes;
        for ((name, _), section) in file.tasks.0.iter().zip(sections) {
            match name.text.strip_prefix("task ").and_then(|number| number.parse().ok()) {
                Some(task) => drop(compiler.lexicon.tasks.insert(task, section)),
                None => problems.at(name, format!("`{}` is no task.", name.text), "Write `task 0`."),
            }
        }
        compiler.lexicon.affirming = compiler.lexicon.vocabulary.concept("affirming");
        compiler.lexicon.untrue = compiler.lexicon.vocabulary.concept("untrue");
        problems.done()?;
        Ok(compiler)
    }

    /// Reads one rubric.
    pub(super) fn add(&mut self, source: Source<'_>) -> Result<(), FileError> {
        let file: RubricFile = read(source)?;
        let mut problems = Problems::new(source);
        if !self.ids.insert(file.requirement.clone()) {
            let id = &file.requirement;
            problems.naming(id.as_str(), format!("`{id}` has two rubrics."), "Remove one of the two.");
        }
        self.lexicon.vocabulary.forget_local();
        let first = self.lexicon.concepts.len();
        self.declare(&file.concepts, true, &mut problems);
        self.define(&file.concepts, &mut problems);
        self.refuse_circles(first, &mut problems);
        let names: HashMap<&str, usize> =
            file.points.iter().enumerate().map(|(at, point)| (point.id.text.as_str(), at)).collect();
        check_points(&file, &mut problems);
        let mut sets =
            |sets: &[Vec<Written>]| sets.iter().map(|one| set(one, &names, &mut problems)).collect();
        let (met, partial) = (sets(&file.met), sets(&file.partial));
        let topic = self.subjects(&file.topic, &mut problems);
        let neutral = self.subjects(&file.neutral, &mut problems);
        let points = file.points.iter().map(|point| self.point(point, &mut problems)).collect();
        let mistakes = file.mistakes.iter().map(|one| self.mistake(one, &names, &mut problems)).collect();
        check_uses(&file, source, &mut problems);
        problems.done()?;
        self.rubrics.push(Body {
            id: file.requirement,
            question: file.question,
            task_words: file.task_words,
            model: file.model,
            topic,
            neutral,
            points,
            met,
            partial,
            mistakes,
            wanted: 0,
        });
        Ok(())
    }

    /// Gives everything its final form: triggers, and the words that slips are corrected to.
    pub(super) fn finish(mut self) -> (Lexicon, Vec<Body>) {
        let len = self.lexicon.vocabulary.len();
        for at in 0..self.lexicon.concepts.len() {
            let mut triggers = WordSet::new(len);
            gather_concept(&self.lexicon.concepts, at, &mut triggers);
            self.lexicon.concepts[at].triggers = self.lexicon.triggers.number(triggers);
        }
        let known: Vec<String> = self.written.iter().flat_map(|word| inflected(word)).collect();
        let classes = self.lexicon.classes.keys().map(|word| &**word);
        let common = self.common.split_whitespace().chain(classes);
        self.lexicon.speller = Speller::new(known.iter().map(String::as_str), common);
        for rubric in &mut self.rubrics {
            let mut wanted = WordSet::new(len);
            let points = rubric.points.iter_mut().map(|point| &mut point.rules);
            let mistakes = rubric.mistakes.iter_mut().map(|mistake| &mut mistake.rules);
            for rule in points.chain(mistakes).flatten() {
                let sets = triggers(&rule.phrasing, &self.lexicon.concepts, len);
                wanted.extend(&sets[0]);
                rule.triggers = sets.into_iter().map(|set| self.lexicon.triggers.number(set)).collect();
            }
            rubric.wanted = self.lexicon.triggers.number(wanted);
        }
        (self.lexicon, self.rubrics)
    }

    fn declare(&mut self, group: &Phrases, local: bool, problems: &mut Problems<'_>) -> Vec<ConceptId> {
        let mut declared = Vec::new();
        for (written, phrases) in &group.0 {
            let name = written.text.as_str();
            match self.lexicon.vocabulary.declare(name, local) {
                Some(id) => {
                    declared.push(id);
                    self.lexicon.concepts.push(Concept {
                        name: name.into(),
                        phrases: Vec::new(),
                        triggers: 0,
                    });
                }
                None => problems.at(
                    written,
                    format!("There is another concept `{name}`."),
                    "Give one of the two another name.",
                ),
            }
            if phrases.is_empty() {
                problems.at(written, format!("The concept `{name}` has no phrase."), "Write at least one.");
            }
        }
        declared
    }

    fn define(&mut self, group: &Phrases, problems: &mut Problems<'_>) {
        for (name, phrases) in &group.0 {
            let Some(id) = self.lexicon.vocabulary.concept(&name.text) else { continue };
            for phrase in phrases {
                let Some(mut read) = self.phrasing(phrase, problems) else { continue };
                match (read.terms.len(), &read.context, read.absent.is_empty()) {
                    (1, None, true) => self.lexicon.concepts[id].phrases.extend(read.terms.pop()),
                    _ => problems.at(
                        phrase,
                        format!("`{}` is too much for a concept.", phrase.text),
                        "Write a sequence of words; `&`, `:` and `!` belong into the phrasings of a point.",
                    ),
                }
            }
        }
    }

    fn phrasing(&mut self, written: &Written, problems: &mut Problems<'_>) -> Option<Phrasing> {
        let text = written.text.as_str();
        self.written.extend(words(&plain(text)).into_iter().map(|word| word.folded));
        match pattern::parse(text, &mut self.lexicon.vocabulary) {
            Ok(read) => Some(read),
            Err(message) => {
                let mut names = text.split(['<', '>']).skip(1).step_by(2);
                let unknown = names.find(|name| self.lexicon.vocabulary.concept(name).is_none());
                let known = self.lexicon.vocabulary.concept_names();
                let hint = unknown.map(|name| meant(name, known)).unwrap_or_default();
                problems.at(written, format!("`{text}` cannot be read. {message}"), hint);
                None
            }
        }
    }

    fn rules(&mut self, say: &[Written], anywhere: &[Written], problems: &mut Problems<'_>) -> Vec<Rule> {
        let tagged = say.iter().map(|text| (text, false)).chain(anywhere.iter().map(|text| (text, true)));
        let mut rules = Vec::new();
        for (text, anywhere) in tagged {
            if let Some(phrasing) = self.phrasing(text, problems) {
                let wide = is_wide(&phrasing);
                rules.push(Rule { phrasing, anywhere, wide, triggers: Vec::new() });
            }
        }
        rules
    }

    fn point(&mut self, file: &PointFile, problems: &mut Problems<'_>) -> Point {
        if file.say.is_empty() && file.anywhere.is_empty() {
            problems.at(
                &file.id,
                format!("The point `{}` has no phrasing.", file.id.text),
                "Write at least one.",
            );
        }
        let rules = self.rules(&file.say, &file.anywhere, problems);
        Point {
            id: file.id.text.clone(),
            about: self.subjects(&file.about, problems),
            rules,
            in_labels: file.in_labels,
            missing: file.missing.clone(),
        }
    }

    fn mistake(
        &mut self,
        file: &MistakeFile,
        names: &HashMap<&str, usize>,
        problems: &mut Problems<'_>,
    ) -> Mistake {
        if file.say.is_empty() && file.anywhere.is_empty() {
            problems.at(&file.message, "A mistake has no phrasing.", "Write at least one.");
        }
        Mistake {
            about: self.subjects(&file.about, problems),
            rules: self.rules(&file.say, &file.anywhere, problems),
            at_most: file.at_most,
            unless: numbers(&file.unless, names, problems),
            message: file.message.text.clone(),
        }
    }

    fn subjects(&self, names: &[Written], problems: &mut Problems<'_>) -> Vec<ConceptId> {
        let subjects = &self.lexicon.subjects;
        let mut found = Vec::new();
        for name in names {
            if let Some(id) = self.lexicon.vocabulary.concept(&name.text).filter(|id| subjects.contains(id)) {
                found.push(id);
            } else {
                let known = subjects.iter().map(|id| &*self.lexicon.concepts[*id].name);
                problems.at(
                    name,
                    format!("The lexicon has no subject `{}`.", name.text),
                    meant(&name.text, known),
                );
            }
        }
        found
    }

    /// Refuses concepts that are made of themselves.
    fn refuse_circles(&self, first: ConceptId, problems: &mut Problems<'_>) {
        for start in first..self.lexicon.concepts.len() {
            let mut seen = HashSet::new();
            let mut open: Vec<ConceptId> = uses(&self.lexicon.concepts[start].phrases).collect();
            while let Some(at) = open.pop() {
                if at == start {
                    let name = &self.lexicon.concepts[start].name;
                    problems.naming(
                        name,
                        format!("The concept `{name}` is made of itself."),
                        "Break the circle.",
                    );
                    break;
                }
                if seen.insert(at) {
                    open.extend(uses(&self.lexicon.concepts[at].phrases));
                }
            }
        }
    }
}

/// The numbers of points by their names.
fn numbers(names: &[Written], known: &HashMap<&str, usize>, problems: &mut Problems<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    for name in names {
        if let Some(at) = known.get(name.text.as_str()) {
            found.push(*at);
        } else {
            let hint = meant(&name.text, known.keys().copied());
            problems.at(name, format!("There is no point `{}`.", name.text), hint);
        }
    }
    found
}

/// A set of points: all of them, or as many as its first string says (`2 of`).
fn set(written: &[Written], known: &HashMap<&str, usize>, problems: &mut Problems<'_>) -> Set {
    let Some((first, enough)) = written.first().and_then(|first| Some((first, count(first)?))) else {
        let points = numbers(written, known, problems);
        return Set { enough: points.len(), points };
    };
    let points = numbers(&written[1..], known, problems);
    if enough == 0 || enough > written.len() - 1 {
        let message = format!("`{}` asks for another number of points than there are.", first.text);
        problems.at(first, message, "Ask for at least one, and at most for all.");
    }
    Set { points, enough }
}

/// How many points `2 of` asks for.
fn count(first: &Written) -> Option<usize> {
    first.text.strip_suffix(" of")?.parse().ok()
}

/// A "did you mean", or nothing.
fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    closest(name, known).map(|near| format!("Did you mean `{near}`?")).unwrap_or_default()
}

/// Points need a name of their own and a use; a rubric needs a way to be met.
fn check_points(file: &RubricFile, problems: &mut Problems<'_>) {
    let mut seen = HashSet::new();
    let sets = || file.met.iter().chain(&file.partial).flatten();
    let unless = || file.mistakes.iter().flat_map(|mistake| &mistake.unless);
    for Written { text, .. } in file.points.iter().map(|point| &point.id) {
        if !seen.insert(text) {
            problems.naming(text, format!("There are two points `{text}`."), "Give one another name.");
        }
        if !sets().chain(unless()).any(|name| name.text == *text) {
            let message = format!("The point `{text}` decides nothing.");
            problems.naming(text, message, "Name it in `met` or `partial`, or remove it.");
        }
    }
    if file.met.is_empty() || file.met.iter().chain(&file.partial).any(Vec::is_empty) {
        let message = "Each set of `met` and `partial` needs a point, and `met` needs a set.";
        problems.naming(file.requirement.as_str(), message, "");
    }
}

/// A meaning that only this rubric has needs a phrasing that uses it.
fn check_uses(file: &RubricFile, source: Source<'_>, problems: &mut Problems<'_>) {
    for (Written { text: name, .. }, _) in &file.concepts.0 {
        if !source.text.contains(&format!("<{name}>")) {
            problems.naming(name, format!("No phrasing uses the concept `{name}`."), "Use it or remove it.");
        }
    }
}

/// The concepts that sequences are made of.
fn uses(sequences: &[Sequence]) -> impl Iterator<Item = ConceptId> {
    let atoms = sequences.iter().flatten().flat_map(|element| element.alternatives.iter().flatten());
    atoms.filter_map(|atom| match atom {
        Atom::Concept(id) => Some(*id),
        _ => None,
    })
}

/// Adds every word that a concept's phrases may begin with.
fn gather_concept(concepts: &[Concept], id: ConceptId, into: &mut WordSet) {
    for first in concepts[id].phrases.iter().filter_map(|phrase| phrase.first()) {
        gather(concepts, first, into);
    }
}

/// Adds every word that an element may begin with; there are no circles.
fn gather(concepts: &[Concept], element: &Element, into: &mut WordSet) {
    for first in element.alternatives.iter().filter_map(|atoms| atoms.first()) {
        match first {
            Atom::Stem(word) | Atom::Exact(word) | Atom::Cased(word, _) => into.insert(*word),
            Atom::Concept(id) => gather_concept(concepts, *id, into),
        }
    }
}

/// For each element that a phrasing needs in its sentence, the words that it may begin with.
fn triggers(phrasing: &Phrasing, concepts: &[Concept], len: usize) -> Vec<WordSet> {
    let needed = phrasing.terms.iter().flatten().filter(|element| !element.optional);
    needed
        .map(|element| {
            let mut set = WordSet::new(len);
            gather(concepts, element, &mut set);
            set
        })
        .collect()
}

/// The forms that a word of the lexicon may take when somebody misspells it.
fn inflected(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        let open = word.strip_suffix('e').unwrap_or(word);
        forms.extend([format!("{word}s"), format!("{open}ed"), format!("{open}ing")]);
    }
    forms
}

/// Whether the words of a phrasing may stand in two sentences.
fn is_wide(phrasing: &Phrasing) -> bool {
    let open = |term: &Sequence| term.iter().skip(1).any(|element| element.gap == Gap::Far);
    phrasing.terms.len() > 1 || phrasing.terms.iter().any(open)
}

/// The words of a phrasing without its signs and the names of concepts.
fn plain(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter == '|');
    words.filter(|word| !word.contains('<')).fold(String::new(), |all, word| all + " " + word)
}

fn classes(file: &LexiconFile) -> HashMap<Box<str>, Class> {
    let mut classes: HashMap<Box<str>, Class> = HashMap::new();
    for (list, class) in [
        (&file.fillers, Class::FILLER | Class::FUNCTION),
        (&file.negators, Class::NEGATOR | Class::FUNCTION),
        (&file.not, Class::NEGATOR | Class::NOT | Class::FUNCTION),
        (&file.openers, Class::OPENER | Class::FUNCTION),
        (&file.joiners, Class::JOINER | Class::FUNCTION),
        (&file.agents, Class::AGENT | Class::FUNCTION),
        (&file.pronouns, Class::PRONOUN | Class::FUNCTION),
        (&file.prepositions, Class::PREPOSITION | Class::FUNCTION),
        (&file.finite, Class::FINITE | Class::FUNCTION),
        (&file.function, Class::FUNCTION),
        (&file.asking, Class::ASKING),
    ] {
        for word in list.split_whitespace() {
            let entry = classes.entry(word.into()).or_default();
            *entry = *entry | class;
        }
    }
    classes
}

fn languages(file: &LexiconFile) -> Vec<Language> {
    let words = |text: &String| text.split_whitespace().map(Box::from).collect();
    file.languages.iter().map(|(_, text)| Language { words: words(text) }).collect()
}
