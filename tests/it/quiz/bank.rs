//! Banks that are wrong in many ways, each with the message that the author gets.

use spof::quiz;

/// Reads a bank whose second question is wrong in one way; says where and what.
fn problem(old: &str, new: &str) -> String {
    const GOOD: &str = "(
        id: \"q1\", requires: [\"t0.explain.server\"], step: \"a/b\", prompt: \"p\",
        kind: single([(text: \"x\", right: true), (text: \"y\", why: \"z\")]), explanation: \"e\",
    )";
    assert!(GOOD.contains(old), "{old}");
    let text = format!("[\n{GOOD},\n{},\n{GOOD}]", GOOD.replace(old, new));
    let bank = quiz::parse(&text);
    assert_eq!(bank.questions.len(), 2, "the questions beside a wrong one stay: {:?}", bank.problems);
    let problem = &bank.problems[0];
    let source: String = text.lines().nth(problem.line - 1).unwrap_or_default().into();
    assert_eq!(problem.source, source, "the line shown is the line named");
    format!("{}:{} {} {}", problem.line, problem.column, problem.message, problem.hint)
}

#[test]
fn each_mistake_is_told_at_its_place() {
    let cases = [
        ("\"q1\"", "\"q 1\"", "7:14 `q 1` is no question id."),
        ("[\"t0.explain.server\"]", "[]", "6:1 The question assesses no requirement."),
        ("t0.explain.server", "t0.server", "7:31 `t0.server` is no requirement id"),
        ("\"a/b\"", "\"b\"", "7:59 `b` names no step"),
        ("\"p\"", "\"\"", "7:74 The prompt is empty."),
        ("prompt:", "promt:", "7:65 There is no field `promt` here. Did you mean `prompt`?"),
        ("single", "singel", "8:15 `singel` is not possible here. Did you mean `single`?"),
        ("right: true", "right: false", "Exactly one option must be right here, and 0 are."),
        (", why: \"z\"", "", "8:57 This option is wrong and does not say why."),
        (", why: \"z\"", ", why: \" \"", "8:57 This option is wrong and does not say why."),
        ("(text: \"y\", why: \"z\")", "(text: \"y\", right: true)", "and 2 are."),
        ("(text: \"y\"", "(text: \"X \"", "8:57 The same text is there twice."),
        ("(text: \"x\", right: true), ", "", "Exactly one option must be right"),
    ];
    for (old, new, expected) in cases {
        let told = problem(old, new);
        assert!(told.contains(expected), "{old} → {new}\n  expected {expected}\n  told     {told}");
    }
}

#[test]
fn each_kind_says_what_it_lacks() {
    let cases = [
        ("multiple([(text: \"x\", right: true)])", "needs right and wrong options"),
        ("true_false(answer: true, reasons: [])", "Exactly one option must be right"),
        ("numeric(answer: given(1), tolerance: absolute(-1))", "tolerance is below 0"),
        (
            "numeric(answer: given(1), tolerance: percent(1), accepts: [(unit: \"x\", per_unit: 0)])",
            "above 0",
        ),
        ("ordering([\"a\", \"b\"])", "three items or more"),
        ("ordering([\"a\", \"b\", \"a\"])", "there twice"),
        ("matching(pairs: [(left: \"a\", right: \"b\", why: \"c\")])", "Write two pairs or more"),
        ("matching(pairs: [(left: \"a\", right: \"b\", why: \"\")])", "does not say why"),
        ("mark(kind(web_server))", "is about a topology and names none"),
        ("mark(spofs(function: read, granularity: host))", "`read` is not possible here"),
        ("mark(given([\"a b\"]))", "`a b` is no id"),
        ("predict()", "Nothing fails in this prediction"),
        ("predict(fail: [\"a.b.c\"])", "`a.b.c` is no id"),
        ("explain(\"x\")", ""),
    ];
    for (kind, expected) in cases {
        let text = format!(
            "[(id: \"q\", requires: [\"c.spof\"], step: \"a/b\", prompt: \"p\", kind: {kind}, explanation: \"e\")]"
        );
        let bank = quiz::parse(&text);
        let told: Vec<String> = bank.problems.iter().map(ToString::to_string).collect();
        assert!(!told.is_empty() && told.iter().any(|told| told.contains(expected)), "{kind}: {told:?}");
    }
}

#[test]
fn what_is_no_list_is_told_so() {
    for text in ["", "(id: \"q\")", "[(id: \"q\"", "\u{0}", "[[[["] {
        let bank = quiz::parse(text);
        assert!(
            bank.questions.is_empty() && bank.problems[0].message.contains("no list of questions"),
            "{text}"
        );
    }
    assert!(quiz::parse("// nothing yet\n[]").problems.is_empty());
}

#[test]
fn a_bank_that_is_cut_anywhere_is_told_without_a_panic() {
    let page = include_str!("../../../lessons/README.md");
    let start = page.find("```ron bank\n").expect("the page has a bank") + "```ron bank\n".len();
    let text = &page[start..start + page[start..].find("```").expect("the fence ends")];
    assert!(quiz::parse(text).problems.is_empty());
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for length in [1, 5, 60] {
        for cut in places.windows(length + 1).step_by(7) {
            let bank = quiz::parse(&format!("{}{}", &text[..cut[0]], &text[cut[length]..]));
            assert!(bank.problems.iter().all(|problem| problem.line <= text.lines().count() + 1));
        }
    }
}
