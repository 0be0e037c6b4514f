//! Marking any text at all: no panic, offsets within the text, and not for long.

use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::Selector;
use spof::marking::{Grade, Marked, Status, grade_document, mark};

use super::RUBRICS;

/// Every place that a mark names is a piece of the text.
fn check(marked: &Marked, text: &str) {
    for one in &marked.evidence {
        assert!(text.get(one.start..one.end).is_some_and(|piece| !piece.trim().is_empty()), "{one:?}");
        assert!(!one.words.is_empty());
        for word in &one.words {
            assert!(
                one.start <= word.start && word.end <= one.end && text.get(word.clone()).is_some(),
                "{one:?}"
            );
        }
    }
    for one in &marked.misconceptions {
        assert!(text.get(one.start..one.end).is_some(), "{one:?}");
    }
    assert!((0.0..=1.0).contains(&marked.confidence), "{}", marked.confidence);
}

/// The tasks that have rubrics.
const TASKS: u8 = 4;

fn grade(text: &str, task: u8) -> Grade {
    let grade = grade_document(text, task, &RUBRICS);
    grade.marks.iter().for_each(|(_, marked)| check(marked, text));
    grade
}

/// Pieces that the reader of structure has rules for, put together at random.
fn layout() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("# "),
        Just("## "),
        Just("- "),
        Just("* "),
        Just("1. "),
        Just("2) "),
        Just("3- "),
        Just("  - "),
        Just("\n"),
        Just("\n\n"),
        Just("**"),
        Just("__"),
        Just("`"),
        Just("```\n"),
        Just("~~~mermaid\n"),
        Just(": "),
        Just(" - "),
        Just(" – "),
        Just("? "),
        Just(". "),
        Just(", "),
        Just("| "),
        Just(" |\n"),
        Just("|---|---|\n"),
        Just("===\n"),
        Just("---\n"),
        Just("<b>"),
        Just("</b>"),
        Just("<li>"),
        Just("<h2>"),
        Just("<!--"),
        Just("-->"),
        Just("]("),
        Just(")"),
        Just("!["),
        Just("&amp;"),
        Just("https://"),
        Just("\u{200b}"),
        Just("e\u{301}"),
        Just("İ"),
        Just("ﬁ"),
        Just("\u{0}"),
        Just("server"),
        Just("web server "),
        Just("Role of the web server"),
        Just("What is a server"),
        Just("is "),
        Just("not "),
        Just("no "),
        Just("serves "),
        Just("static content "),
        Just("the whole site is down"),
        Just("if "),
        Just("it fails "),
        Just("A record "),
        Just("8.8.8.8 "),
        Just("SPOF"),
        Just("server’s "),
        Just("avoids "),
        Just("database "),
        Just("stores data "),
        Just("Task 1 "),
        Just("\t"),
        Just("\r\n"),
        Just("> "),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_marked(
        text in "\\PC{0,300}|[ -~\n\t]{0,300}|(.|\n){0,200}",
        task in 0..TASKS,
        chosen in any::<Selector>(),
    ) {
        grade(&text, task);
        let rubric = chosen.select(RUBRICS.iter());
        check(&mark(rubric, &text, Some(rubric.question())), &text);
    }

    #[test]
    fn any_layout_is_marked(text in layout(), task in 0..TASKS, chosen in any::<Selector>()) {
        grade(&text, task);
        check(&mark(chosen.select(RUBRICS.iter()), &text, Some(&text)), &text);
    }
}

#[test]
fn a_megabyte_of_anything_is_marked() {
    let mut numbered = String::new();
    for number in 0..4_000 {
        write!(numbered, "wort{number}ing xq{number} ").unwrap();
    }
    let sentence = "If the server fails, the whole site is down and nobody can use the web server, which serves static content. ";
    let pieces = [
        "a",
        " ",
        "\n",
        "\n\n",
        "é",
        "\u{0}",
        "\u{301}",
        "<",
        "<!--",
        "](",
        "![",
        "- ",
        "# ",
        "| a ",
        "* **b** ",
        "a: ",
        "a - ",
        "? ",
        ". ",
        ".",
        "server ",
        "server is ",
        "not ",
        "if it fails the whole site is down ",
        sentence,
        "web server: nginx\n",
        "a.B",
        "> ",
        "\t",
        "```\n",
        "日本語",
        "🙂",
        "1. a\n",
        "server,",
    ];
    for (piece, task) in pieces.into_iter().zip((0..TASKS).cycle()) {
        // Unoptimised, a megabyte of each would keep the suite waiting for a minute.
        let size = if ["a", " ", "<", "é", "? "].contains(&piece) { 1_000_000 } else { 50_000 };
        grade(&piece.repeat(size / piece.len()), task);
    }
    grade(&numbered, 0);
}

#[test]
fn what_cannot_be_marked_says_so() {
    for empty in ["", " \n\t", "***", "\u{0}\u{1}", "🙂🙂"] {
        assert_eq!(grade(empty, 0).status, Status::Empty, "{empty:?}");
    }
    let french = "Un serveur est une machine qui fournit des services aux clients sur le réseau. Le nom de domaine est plus facile \
                  à retenir que l'adresse IP.";
    assert_eq!(grade(french, 1).status, Status::UnsupportedLanguage);
    assert!(grade(french, 1).marks.is_empty());
    for other in [
        "Сервер отвечает на запросы клиентов по сети.",
        "サーバーはクライアントに応答します。",
        "El servidor es una máquina que da servicios a los clientes de la red.",
    ] {
        assert_eq!(grade(other, 2).status, Status::UnsupportedLanguage, "{other}");
    }
    for english in [
        "Server: answers requests.",
        "HTTP",
        "The café's naïve server answers; c'est la vie.",
        "A server answers requests. Un serveur.",
    ] {
        assert_eq!(grade(english, 3).status, Status::Ok, "{english}");
    }
}
