//! What a statement is about: the part that governs a place in it.
//!
//! Three kinds of context are kept apart. A part that the sentence itself names before the place decides. Without one,
//! the nearest label that names a part or an issue decides. Without a label, what the sentence before was about is carried over.

use super::find::{Finder, Hit};
use super::lexicon::{Class, Lexicon, Token};
use super::reading::{Reading, Statement};
use super::vocabulary::ConceptId;

/// How a part is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A clause begins with it: what follows is said of it.
    Subject,
    /// It stands elsewhere.
    Object,
    /// After `by`: what stands before is said of it.
    Agent,
}

/// A part that a sentence names, or a pronoun.
#[derive(Debug, Clone, Copy)]
struct Mention {
    from: usize,
    /// `None` for a pronoun.
    part: Option<ConceptId>,
    role: Role,
}

/// The parts that a statement names, and those that it takes over from what is around it.
#[derive(Debug)]
pub(super) struct Subjects {
    mentions: Vec<Mention>,
    /// Labels above, nearest first: the parts each names, and whether it names an issue.
    labels: Vec<(Vec<ConceptId>, bool)>,
    /// What the sentence before was about, and after it what it named last.
    carried: Vec<ConceptId>,
}

/// What a label names.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    pub(super) parts: Vec<ConceptId>,
    pub(super) issue: bool,
}

impl Named {
    /// Reads a label's words.
    pub(super) fn of(lexicon: &Lexicon, finder: &Finder<'_>) -> Self {
        Self {
            parts: parts(lexicon, finder).into_iter().map(|(part, _)| part).collect(),
            issue: lexicon.themes.iter().any(|theme| !finder.concept(*theme).is_empty()),
        }
    }
}

impl Subjects {
    /// Reads what a statement is about; `named` is what each label names, `before` the statement before it.
    pub(super) fn of(
        lexicon: &Lexicon,
        finder: &Finder<'_>,
        reading: &Reading,
        statement: &Statement,
        named: &[Named],
        before: Option<(&Statement, &Self)>,
    ) -> Self {
        let found = parts(lexicon, finder).into_iter();
        let mut mentions: Vec<Mention> = found
            .map(|(part, hit)| Mention { from: hit.from, part: Some(part), role: role(finder.tokens, hit) })
            .collect();
        for (at, token) in finder.tokens.iter().enumerate() {
            if token.class.is(Class::PRONOUN) && opens(finder.tokens, at, at + 1) {
                mentions.push(Mention { from: at, part: None, role: Role::Subject });
            }
        }
        mentions.sort_by_key(|mention| mention.from);
        let labels =
            reading.labels_of(statement).map(|at| (named[at].parts.clone(), named[at].issue)).collect();
        let carried = before
            .filter(|(other, _)| other.label == statement.label && other.block + 1 >= statement.block)
            .map(|(_, subjects)| subjects.left())
            .unwrap_or_default();
        Self { mentions, labels, carried }
    }

    /// How surely a place is about one of the topics, from 0 to 1; `None` when it is about something else. `neutral`
    /// parts are not looked at. `given` says that the answer as a whole is about the topic, `issue` that an issue is
    /// looked for: then a label that names one, as in `Load balancer: Single point of failure: …`, leaves the topic alone.
    pub(super) fn about(
        &self,
        topic: &[ConceptId],
        neutral: &[ConceptId],
        hit: Hit,
        given: bool,
        issue: bool,
    ) -> Option<f64> {
        let is_topic = |part: &ConceptId| topic.contains(part);
        let counts =
            |mention: &&Mention| mention.part.is_none_or(|part| is_topic(&part) || !neutral.contains(&part));
        let before: Vec<&Mention> =
            self.mentions.iter().filter(|mention| mention.from <= hit.from).filter(counts).collect();
        let named = before.iter().rev().find(|mention| mention.part.is_some());
        if let Some(nearest) = named.filter(|mention| mention.part.as_ref().is_some_and(is_topic)) {
            return Some(if nearest.role == Role::Subject { 1.0 } else { 0.8 });
        }
        match before.iter().rev().find(|mention| mention.role == Role::Subject) {
            Some(Mention { part: Some(part), .. }) => is_topic(part).then_some(0.95),
            Some(_) | None => self.around(topic, neutral, given, issue).or_else(|| {
                let mut after = self.mentions.iter().filter(|mention| mention.from >= hit.from);
                after
                    .any(|mention| mention.role == Role::Agent && mention.part.as_ref().is_some_and(is_topic))
                    .then_some(0.9)
            }),
        }
    }

    /// Whether the topic is named here at all.
    pub(super) fn names(&self, topic: &[ConceptId]) -> bool {
        let named = |parts: &[ConceptId]| parts.iter().any(|part| topic.contains(part));
        self.mentions.iter().any(|mention| mention.part.is_some_and(|part| topic.contains(&part)))
            || self.labels.first().is_some_and(|(parts, _)| named(parts))
    }

    /// What the labels or the sentence before say, for a clause that names no part.
    fn around(&self, topic: &[ConceptId], neutral: &[ConceptId], given: bool, issue: bool) -> Option<f64> {
        for (parts, theme) in &self.labels {
            if parts.iter().any(|part| topic.contains(part)) {
                return Some(0.95);
            }
            if *theme && !issue || parts.iter().any(|part| !neutral.contains(part)) {
                return None;
            }
        }
        let mut carried = self.carried.iter().filter(|part| topic.contains(part) || !neutral.contains(part));
        match (carried.next(), carried.next()) {
            (Some(first), _) if topic.contains(first) => Some(0.75),
            (_, Some(last)) if topic.contains(last) => Some(0.65),
            (Some(_), _) => None,
            (None, _) => given.then_some(0.9),
        }
    }

    /// What the next sentence may take over.
    fn left(&self) -> Vec<ConceptId> {
        let subject =
            self.mentions.iter().find(|mention| mention.role == Role::Subject && mention.part.is_some());
        let subject = subject.or_else(|| self.mentions.iter().find(|mention| mention.part.is_some()));
        let last = self.mentions.iter().rev().find_map(|mention| mention.part);
        match subject.and_then(|mention| mention.part) {
            Some(part) => [part].into_iter().chain(last.filter(|last| *last != part)).collect(),
            None => self.carried.clone(),
        }
    }
}

/// The parts that are named, in order; a name within a longer name (`server` in `web server`) does not count.
fn parts(lexicon: &Lexicon, finder: &Finder<'_>) -> Vec<(ConceptId, Hit)> {
    let all: Vec<(ConceptId, Hit)> = lexicon
        .subjects
        .iter()
        .flat_map(|id| finder.concept(*id).iter().map(|hit| (*id, *hit)).collect::<Vec<_>>())
        .collect();
    let within = |inner: &Hit, outer: &Hit| {
        outer.from <= inner.from && inner.to <= outer.to && inner.to - inner.from < outer.to - outer.from
    };
    let mut found: Vec<(ConceptId, Hit)> =
        all.iter().filter(|(_, hit)| !all.iter().any(|(_, other)| within(hit, other))).copied().collect();
    found.sort_by_key(|(_, hit)| (hit.from, hit.to));
    found
}

fn role(tokens: &[Token], hit: Hit) -> Role {
    let relative = tokens.get(hit.to).is_some_and(|next| next.class.is(Class::OPENER));
    let agent = previous(tokens, hit.from).is_some_and(|before| tokens[before].class.is(Class::AGENT));
    match agent {
        true => Role::Agent,
        false if relative || opens(tokens, hit.from, hit.to) => Role::Subject,
        false => Role::Object,
    }
}

/// Whether a clause begins with the tokens from `at` up to `to`: nothing but fillers before them, or something that
/// ends the clause before and a verb behind them.
fn opens(tokens: &[Token], at: usize, to: usize) -> bool {
    let Some(before) = previous(tokens, at) else { return true };
    let cut = tokens[before + 1..=at].iter().any(Token::breaks)
        || tokens[before].class.is(Class::OPENER | Class::JOINER);
    let verb = tokens[to..].iter().take(2).any(|token| token.class.is(Class::FINITE | Class::VERB));
    cut && verb
}

/// The last token before this one that is no filler.
fn previous(tokens: &[Token], at: usize) -> Option<usize> {
    tokens[..at].iter().rposition(|token| !token.class.is(Class::FILLER))
}

#[cfg(test)]
mod tests {
    use crate::marking::fixture::{LEXICON, RUBRIC, rubrics};
    use crate::marking::{Rubrics, Source, grade_document};
    use crate::requirement::Verdict;

    /// Whether the text says of the web server that it serves pages.
    fn says(text: &str) -> bool {
        grade_document(text, 0, &rubrics()).marks[0].1.verdict == Verdict::Met
    }

    #[test]
    fn the_part_that_begins_the_clause_decides() {
        assert!(says("The web server serves pages."));
        assert!(!says("The database serves pages."));
        assert!(!says("The server serves pages."));
        assert!(says("The database stores data, and nginx serves pages."));
        assert!(says("Data goes to nginx, which serves pages."));
        assert!(!says("nginx asks, and the database serves pages."));
    }

    #[test]
    fn the_nearest_label_that_names_a_part_decides_where_the_sentence_names_none() {
        assert!(says("## Web server\nServes pages."));
        assert!(says("## Web server\n- Role: serves pages"));
        assert!(!says("## Web server\n### Database\nServes pages."));
        assert!(!says("## Web server\n### SPOF\nServes pages."));
        assert!(says("## Web server\nThe server serves pages."));
        assert!(!says("## Web server\nThe database serves pages."));
    }

    #[test]
    fn a_label_that_names_an_issue_leaves_the_topic_to_an_issue() {
        let rubric = RUBRIC.replace("t0.explain.web-server", "t0.issue.web-server");
        let lexicon = Source { name: "lexicon.ron", text: LEXICON };
        let rubrics = Rubrics::parse(lexicon, [Source { name: "web.ron", text: &rubric }]).unwrap();
        let text = "## Web server\n### SPOF\nServes pages.";
        assert_eq!(grade_document(text, 0, &rubrics).marks[0].1.verdict, Verdict::Met);
        assert!(!says(text));
    }

    #[test]
    fn the_sentence_before_decides_where_there_is_no_label() {
        assert!(says("Nginx is a web server. It serves pages."));
        assert!(!says("MySQL is a database. It serves pages."));
        assert!(!says("Nginx is a web server. MySQL is a database. It serves pages."));
    }

    #[test]
    fn an_agent_behind_the_verb_decides_where_nothing_stands_before_it() {
        assert!(says("Delivered pages are what is made by nginx."));
        assert!(!says("Delivered pages are what is made by MySQL."));
    }
}
