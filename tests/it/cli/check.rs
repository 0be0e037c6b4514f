//! `spof check`.

use serde_json::Value;

use super::{Spof, classic};

#[test]
fn the_classic_designs_pass_their_tasks() {
    for (design, task) in [("c0", 0), ("c1", 1), ("c2", 2), ("c2-in-line", 2), ("c3", 3), ("c3x2", 3)] {
        let run = Spof::new(&format!("check {} --task {task}", classic(design))).run();
        assert!(run.ends(0).starts_with(&format!("Task {task}  ")), "{}", run.out);
        assert!(!run.out.contains('✗') && !run.out.contains('~'), "{}", run.out);
        assert!(run.out.lines().last().unwrap().ends_with(" requirements met."), "{}", run.out);
    }
}

#[test]
fn one_requirement_that_is_not_met_fails_with_its_because() {
    let run = Spof::new(&format!("check {} --task 1 --format json", classic("c0"))).run();
    run.ends(1);
    let told = run.json();
    assert_eq!((&told["version"], &told["task"]), (&1.into(), &1.into()));
    let rows = told["requirements"].as_array().unwrap();
    let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    assert_eq!(
        ids,
        [
            "t1.design.servers",
            "t1.design.load-balancer",
            "t1.design.web-app-pairs",
            "t1.design.primary-replica"
        ]
    );
    for row in rows {
        assert_eq!(row.as_object().unwrap().keys().collect::<Vec<_>>(), ["because", "id", "verdict"]);
        assert_eq!(row["verdict"], "missing", "{row}");
        assert!(row["because"].as_str().unwrap().ends_with('.'), "{row}");
    }

    let page = Spof::new(&format!("check {} --task 1", classic("c0"))).run();
    assert!(page.ends(1).contains("\n  ✗ "), "{}", page.out);
    assert!(page.out.ends_with("\n0 of 4 requirements met.\n"), "{}", page.out);
    assert!(page.out.lines().all(|line| line.chars().count() <= 80), "{}", page.out);
}

#[test]
fn only_the_four_tasks_can_be_checked() {
    let file = classic("c0");
    for wrong in ["--task 4", "--task -1", "--task one", ""] {
        Spof::new(&format!("check {file} {wrong}")).run().refuses();
    }
}

#[test]
fn a_topology_can_come_by_standard_input() {
    let text = std::fs::read(classic("c0")).unwrap();
    let run = Spof::new("check - --task 0").input(text).run();
    assert!(run.ends(0).starts_with("Task 0  standard input\n"), "{}", run.out);
}
