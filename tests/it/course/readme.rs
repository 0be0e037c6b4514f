//! The examples of `lessons/README.md`, each read as an author would use it.

use spof::lesson;
use spof::markdown::{self, Block, BlockKind};
use spof::quiz::{self, QuestionKind};

const PAGE: &str = include_str!("../../../lessons/README.md");

/// The code blocks of the page with this info string.
fn examples(wanted: &str) -> Vec<String> {
    let code = |block: Block| match block.kind {
        BlockKind::Code { info, text, .. } if info == wanted => Some(text),
        _ => None,
    };
    let found: Vec<String> = markdown::parse(PAGE).into_iter().filter_map(code).collect();
    assert!(!found.is_empty(), "the page has no example `{wanted}`");
    found
}

/// The first column of each row of a table that holds code.
fn rows(heading: &str) -> Vec<String> {
    let mut found = Vec::new();
    for block in markdown::parse(PAGE) {
        let BlockKind::Table { head, rows, .. } = block.kind else { continue };
        if markdown::words(&head[0]) == heading {
            for row in rows {
                found.extend(row[0].iter().filter(|span| span.style.code).map(|span| span.text.clone()));
            }
        }
    }
    assert!(!found.is_empty(), "the page has no table `{heading}`");
    found
}

fn with_cue(cue: &str) -> String {
    format!("# A\n\n```spof\nlesson(id: \"a\", minutes: 1)\n```\n\n## B\n\n```spof\n[{cue}]\n```\n\nC.\n")
}

#[test]
fn the_lesson_and_every_cue_can_be_read() {
    for text in examples("markdown") {
        let lesson = lesson::parse("lessons/0-one-server/lesson.md", &text);
        assert_eq!(lesson.unwrap_or_else(|error| panic!("{error}")).steps[0].id, "what-a-server-is");
    }
    for cue in rows("cue").into_iter().filter(|cue| cue != "mission(…)").chain(examples("ron cue")) {
        let cue = cue.replace('…', "x");
        lesson::parse("lessons/a/lesson.md", &with_cue(&cue))
            .unwrap_or_else(|error| panic!("{cue}\n{error}"));
    }
}

#[test]
fn every_kind_of_question_can_be_read() {
    let mut kinds = Vec::new();
    for text in examples("ron bank") {
        let bank = quiz::parse(&text);
        assert!(bank.problems.is_empty(), "{:#?}", bank.problems);
        kinds.extend(bank.questions.iter().map(|question| std::mem::discriminant(&question.kind)));
    }
    assert_eq!(kinds.len(), 9, "an example for each kind");
    let question = |kind: &str| {
        format!(
            "[(id: \"q\", requires: [\"c.spof\"], step: \"a/b\", prompt: \"p\", topology: \"t.ron\", kind: {kind}, explanation: \"e\")]"
        )
    };
    let marks = rows("what can be marked");
    let numbers =
        rows("numbers").into_iter().map(|answer| format!("numeric(answer: {answer}, tolerance: percent(1))"));
    for kind in marks.into_iter().chain(numbers) {
        let bank = quiz::parse(&question(&kind));
        assert!(bank.problems.is_empty(), "{kind}: {:?}", bank.problems);
        assert!(matches!(bank.questions[0].kind, QuestionKind::Mark(_) | QuestionKind::Numeric(_)));
    }
}
