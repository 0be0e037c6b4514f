//! A small lexicon and rubric for the tests of this module's parts.

use super::compile::Compiler;
use super::lexicon::Lexicon;
use super::rubric::Rubrics;
use super::source::Source;

/// A lexicon with three parts and a few words of grammar.
pub(super) const LEXICON: &str = r#"(
    subjects: { "server": ["=server|=servers"], "web_server": ["web server", "nginx"], "database": ["database|mysql"] },
    themes: { "spof": ["single point of failure", "spof"] },
    concepts: { "serve": ["serve|deliver"], "page": ["page", "static content"], "affirming": ["not only"],
        "untrue": ["not true that"] },
    tasks: { "task 0": ["simple web stack"], "task 1": ["=task =1"] },
    forms: { "kept": "keep", "server": "server", "servers": "server" },
    fillers: "a an the this is are",
    negators: "no without",
    not: "not never cannot",
    openers: "but because which if when so",
    joiners: "and or",
    agents: "by",
    pronouns: "it they this",
    prepositions: "of to from with for in on at",
    finite: "is are can will has does",
    verbs: "store serve keep fail answer",
    averters: "avoid prevent",
    function: "a an the of to and or is are it in for",
    asking: "what role type",
    common: "sever",
    languages: [("English", "the a is of and"), ("French", "le la est de et")],
    diagrams: "mermaid",
)"#;

/// A rubric on the web server.
pub(super) const RUBRIC: &str = r#"(
    requirement: "t0.explain.web-server",
    question: "What does a web server do with the requests that it gets?",
    topic: ["web_server"],
    neutral: ["server"],
    points: [
        (id: "serves", say: ["<serve> .. <page>"], missing: "Say that it serves pages."),
        (id: "named", say: ["nginx"], in_labels: true, missing: "Name it."),
    ],
    met: [["serves"]],
    partial: [["named"]],
    mistakes: [(say: ["keep|store .. data"], at_most: partial, message: "The database keeps the data.")],
    model: "It serves pages.",
)"#;

/// The compiled lexicon.
pub(super) fn lexicon() -> Lexicon {
    Compiler::new(Source { name: "lexicon.ron", text: LEXICON }).expect("the lexicon is sound").finish().0
}

/// The lexicon with the rubric.
pub(super) fn rubrics() -> Rubrics {
    Rubrics::parse(Source { name: "lexicon.ron", text: LEXICON }, [Source { name: "web.ron", text: RUBRIC }])
        .unwrap_or_else(|error| panic!("{error}"))
}
