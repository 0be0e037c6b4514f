//! Marks and predictions, whose keys the engine computes: the expected ones are those of the oracle table.

use std::collections::{BTreeMap, BTreeSet};

use spof::analysis::{Function, State};
use spof::quiz::{Answer, Context, Graded, Sign, grade};
use spof::requirement::Verdict;

use super::{classic, question};

fn marks(ids: &[&str]) -> Answer {
    Answer::Mark(ids.iter().map(ToString::to_string).collect::<BTreeSet<_>>())
}

fn graded(kind: &str, design: &str, answer: &Answer) -> Graded {
    let topology = classic(design);
    grade(&question("q", kind), answer, &Context { topology: Some(&topology), ..Context::default() })
}

#[test]
fn the_single_points_of_failure_come_from_the_engine() {
    // C0 at granularity component: server, nginx, app, mysql for what needs them all.
    let all = marks(&["server", "server.nginx", "server.app", "server.mysql"]);
    let kind = "mark(spofs(function: write, granularity: component))";
    assert_eq!(graded(kind, "c0.ron", &all).verdict, Verdict::Met);
    // A static read needs the machine and nginx only: two right marks and two wrong ones earn nothing.
    let kind = "mark(spofs(function: static_read, granularity: component))";
    let few = graded(kind, "c0.ron", &all);
    assert_eq!((few.verdict, few.key.as_str()), (Verdict::Missing, "`server`, `server.nginx`"));
    let wrong = few.feedback.iter().find(|line| line.label == "`server.mysql`").unwrap();
    assert_eq!(wrong.sign, Sign::Wrong);
    assert_eq!(wrong.why.as_deref(), Some("When only `server.mysql` fails, static reads stay up."));
    // C1 writes, manual promotion: lb and s1. One of the two is half.
    let kind = "mark(spofs(function: write, granularity: host))";
    let half = graded(kind, "c1.ron", &marks(&["lb"]));
    assert_eq!((half.verdict, half.key.as_str()), (Verdict::Partial, "`lb`, `s1`"));
    assert!(half.feedback.iter().any(|line| line.sign == Sign::Missed && line.label == "`s1`"));
}

#[test]
fn any_smallest_set_will_do() {
    // C3x2 reads: any pair of a tier; C1 reads: lb alone.
    let kind = "mark(smallest_cut(function: dynamic_read, granularity: host))";
    assert_eq!(graded(kind, "c1.ron", &marks(&["lb"])).verdict, Verdict::Met);
    let larger = graded(kind, "c1.ron", &marks(&["s1", "s2"]));
    assert_eq!((larger.verdict, larger.note.is_some()), (Verdict::Partial, true));
    assert_eq!(graded(kind, "c1.ron", &marks(&["s1"])).verdict, Verdict::Missing);
    assert_eq!(graded(kind, "c1.ron", &marks(&[])).verdict, Verdict::Missing);
    for pair in [["web1", "web2"], ["app1", "app2"]] {
        assert_eq!(graded(kind, "c3x2.ron", &marks(&pair)).verdict, Verdict::Met, "{pair:?}");
    }
    let mixed = graded(kind, "c3x2.ron", &marks(&["web1", "app2"]));
    assert_eq!(mixed.verdict, Verdict::Missing);
    let spare = graded(kind, "c3x2.ron", &marks(&["web1", "web2", "app1"]));
    assert_eq!(spare.verdict, Verdict::Partial);
    assert!(spare.feedback.iter().any(|line| line.label == "`app1`" && line.sign == Sign::Wrong));
}

#[test]
fn a_kind_is_marked_whole() {
    let kind = "mark(kind(database))";
    assert_eq!(graded(kind, "c1.ron", &marks(&["s1.mysql", "s2.mysql"])).verdict, Verdict::Met);
    assert_eq!(graded(kind, "c1.ron", &marks(&["s1.mysql", "s2.app"])).verdict, Verdict::Missing);
}

#[test]
fn the_way_of_a_request_is_the_walk() {
    let graded =
        |function: &str, ids: &[&str]| graded(&format!("mark(path({function}))"), "c0.ron", &marks(ids));
    assert_eq!(graded("static_read", &["server.nginx"]).verdict, Verdict::Met);
    let all = ["server.nginx", "server.app", "server.mysql"];
    assert_eq!(graded("write", &all).verdict, Verdict::Met);
    let wrong = graded("static_read", &all);
    assert_eq!(wrong.feedback[2].why.as_deref(), Some("The request does not pass `server.mysql`."));
    assert_eq!(graded("write", &["dns", "server.nginx"]).verdict, Verdict::Missing);
}

#[test]
fn numbers_come_from_the_engine() {
    // C0: availability 0.999 and 8.76 h a year at granularity host, 34.99 h at granularity component, 400 QPS, cost 40.
    let graded = |answer: &str, unit: &str, text: &str| {
        let kind = format!("numeric(answer: {answer}, unit: \"{unit}\", tolerance: percent(0.1))");
        graded(&kind, "c0.ron", &Answer::Number(text.into())).verdict
    };
    assert_eq!(graded("availability_percent(function: write)", "%", "99.9 %"), Verdict::Met);
    assert_eq!(graded("downtime_hours(function: write, granularity: host)", "h", "8.76"), Verdict::Met);
    assert_eq!(
        graded("downtime_hours(function: write, granularity: component)", "h", "34.99 h"),
        Verdict::Met
    );
    assert_eq!(graded("capacity_qps", "QPS", "400"), Verdict::Met);
    assert_eq!(graded("capacity_qps", "QPS", "500"), Verdict::Missing);
    assert_eq!(graded("cost", "", "40"), Verdict::Met);
}

#[test]
fn a_prediction_counts_by_function() {
    // C1 without s1: reads go to s2 and its replica; writes are down, as promotion is manual.
    let kind = "predict(fail: [\"s1\"])";
    let states = |states: [State; 3]| {
        Answer::Predict(Function::ALL.into_iter().zip(states).collect::<BTreeMap<_, _>>())
    };
    let right = graded(kind, "c1.ron", &states([State::Up, State::Up, State::Down]));
    assert_eq!(right.verdict, Verdict::Met);
    let two = graded(kind, "c1.ron", &states([State::Up, State::Up, State::Up]));
    assert_eq!((two.verdict, two.feedback[2].sign), (Verdict::Partial, Sign::Wrong));
    assert!(two.feedback[2].why.as_ref().is_some_and(|why| why.starts_with("Writes are down: ")), "{two:?}");
    assert_eq!(two.feedback[0].why.as_deref(), Some("Static reads stay up."));
    let none = graded(kind, "c1.ron", &Answer::Predict(BTreeMap::new()));
    assert_eq!((none.verdict, none.feedback[0].sign), (Verdict::Missing, Sign::Missed));
}

#[test]
fn an_answer_of_another_kind_is_told_and_earns_nothing() {
    let kinds = [
        "single([(text: \"x\", right: true), (text: \"y\", why: \"z\")])",
        "mark(kind(database))",
        "predict(fail: [\"s1\"])",
        "explain",
    ];
    for kind in kinds {
        let graded = graded(kind, "c1.ron", &Answer::Number("1".into()));
        assert_eq!((graded.verdict, graded.note.is_some()), (Verdict::Missing, true), "{kind}");
    }
    let question = question("q", "mark(kind(database))");
    let graded = grade(&question, &marks(&["s1"]), &Context::default());
    assert!(graded.note.is_some_and(|note| note.contains("could not be loaded")));
}

#[test]
fn a_number_is_read_with_its_unit_and_its_traps() {
    let kind = "numeric(answer: given(8.76), unit: \"h\", tolerance: percent(5), traps: [(value: 0.876, why: \"99.99 %\")])";
    let graded = |text: &str| graded(kind, "c0.ron", &Answer::Number(text.into()));
    for right in ["8.76", "8,8 h", "526 min", "9"] {
        assert_eq!(graded(right).verdict, Verdict::Met, "{right}");
    }
    assert_eq!(graded("0.88").feedback[0].why.as_deref(), Some("99.99 %"));
    assert!(graded("8.76 apples").note.is_some_and(|note| note.contains("use `h`")));
    assert!(graded("some").note.is_some_and(|note| note.contains("no number")));
    assert_eq!(graded("8").key, "8.76 h");
    let unreadable = |text: &str| spof::quiz::unreadable(&question("q", kind), &Answer::Number(text.into()));
    assert!(unreadable("8").is_none() && unreadable("8 apples").is_some() && unreadable("").is_some());
}
