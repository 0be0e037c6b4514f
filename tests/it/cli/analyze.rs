//! `spof analyze`.

mod asked;
mod checker;
mod shape;

use serde_json::{Value, json};

use super::{Spof, classic};

/// Design, function, single points of failure, number of larger cut sets, availability: the oracle table of the
/// engine's rules (granularity host, 0.999 an element).
const ORACLE: &[(&str, &str, &[&str], usize, f64)] = &[
    ("c0", "static_read", &["server"], 0, 0.999),
    ("c0", "write", &["server"], 0, 0.999),
    ("c1", "dynamic_read", &["lb"], 1, 0.998_999),
    ("c1", "write", &["lb", "s1"], 0, 0.998_001),
    ("c2", "static_read", &["lb"], 1, 0.998_999),
    ("c2-in-line", "dynamic_read", &["fw1", "lb"], 4, 0.997_997),
    ("c2-in-line", "write", &["fw1", "fw2", "lb", "s1"], 0, 0.996_006),
    ("c3", "dynamic_read", &["app", "db", "web"], 1, 0.997_002),
    ("c3x2", "write", &[], 4, 0.999_996),
];

#[test]
fn the_json_says_what_the_oracle_says() {
    for (design, function, spofs, larger, availability) in ORACLE {
        let run = Spof::new(&format!("analyze {} --format json", classic(design))).run();
        run.ends(0);
        let told = run.json();
        assert_eq!((&told["version"], &told["granularity"]), (&json!(1), &json!("host")));
        let of = |name: &str| {
            let all = told["functions"].as_array().unwrap();
            all.iter().find(|function| function["name"] == name).unwrap().clone()
        };
        let found = of(function);
        let mut named = strings(&found["spofs"]);
        named.sort_unstable();
        assert_eq!(named, *spofs, "{design} {function}");
        let sets = found["cut_sets"].as_array().unwrap();
        assert_eq!(sets.len(), spofs.len() + larger, "{design} {function}: {sets:?}");
        let got = found["availability"].as_f64().unwrap();
        assert!((got - availability).abs() < 5e-7, "{design} {function}: {got}");
        let year = found["downtime_seconds_per_year"].as_f64().unwrap();
        assert!((year - (1.0 - got) * 31_536_000.0).abs() < 1e-3, "{design} {function}: {year}");
        assert_eq!((&found["outcome"], &found["failed_share"]), (&json!("up"), &json!(0.0)));
    }
}

#[test]
fn the_json_says_what_the_design_carries_and_costs() {
    let told = Spof::new(&format!("analyze {} --format json", classic("c1"))).run().json();
    // 800 QPS, and 400 without s2: the oracle of capacities. 3 hosts at 40 units.
    let qps = |value: &Value| value.as_f64().unwrap().round();
    assert!((qps(&told["capacity"]["mix_qps"]) - 800.0).abs() < 0.5);
    assert!((qps(&told["capacity"]["after_failure"]["s2"]) - 400.0).abs() < 0.5);
    assert_eq!(told["cost"], 120);
}

#[test]
fn what_if_changes_the_outcome_alone() {
    let run = Spof::new(&format!("analyze {} --fail s2,s1.mysql --format json", classic("c1"))).run();
    run.ends(0);
    let told = run.json();
    let outcomes: Vec<&Value> =
        told["functions"].as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["up", "down", "down"]);
    assert_eq!(strings(&told["functions"][0]["spofs"]), ["lb"]);

    let link =
        Spof::new(&format!("analyze {} --fail user->lb.haproxy:80 --format json", classic("c1"))).run();
    link.ends(0);
    assert_eq!(link.json()["functions"][0]["outcome"], "down");

    let run = Spof::new(&format!("analyze {} --fail lb,s3", classic("c1"))).run();
    assert_eq!(
        run.refuses(),
        "wrong use: --fail names `s3`, which the topology does not have.\n  hint: Did you mean `s1`?\n"
    );
}

#[test]
fn the_granularity_and_the_size_of_cut_sets_can_be_chosen() {
    let run = Spof::new(&format!("analyze {} --granularity component --format json", classic("c0"))).run();
    // C0 at granularity component: server, nginx, app, mysql; 0.996006.
    let write = run.json()["functions"][2].clone();
    let mut spofs = strings(&write["spofs"]);
    spofs.sort_unstable();
    assert_eq!(spofs, ["server", "server.app", "server.mysql", "server.nginx"]);
    assert!((write["availability"].as_f64().unwrap() - 0.996_006).abs() < 5e-7);

    let run = Spof::new(&format!("analyze {} --cut-sets 1 --format json", classic("c1"))).run();
    assert_eq!(run.json()["functions"][0]["cut_sets"], json!([["lb"]]));
    Spof::new(&format!("analyze {} --cut-sets 4", classic("c1"))).run().refuses();
    Spof::new(&format!("analyze {} --granularity rack", classic("c1"))).run().refuses();
}

#[test]
fn only_fail_on_makes_findings_fail() {
    let file = classic("c1");
    Spof::new(&format!("analyze {file}")).run().ends(0);
    Spof::new(&format!("analyze {file} --fail-on critical")).run().ends(1);
    Spof::new(&format!("analyze {file} --fail-on info --format json")).run().ends(1);
    // Two of each, with automatic reactions: no single point of failure, nothing critical.
    Spof::new(&format!("analyze {} --fail-on critical", classic("c3x2"))).run().ends(0);
}

#[test]
fn the_page_tells_it_in_aligned_columns() {
    let run = Spof::new(&format!("analyze {}", classic("c1"))).run();
    let page = run.ends(0);
    let heading = page.lines().find(|line| line.starts_with("  function")).unwrap();
    let row = page.lines().find(|line| line.starts_with("  writes")).unwrap();
    for (name, cell) in [("availability", "99.8 %"), ("down a year", "17.5 h"), ("SPOFs", "lb, s1")] {
        let column = heading.find(name).unwrap();
        // The sign before it is one column wide and three bytes long.
        assert!(row[column + 2..].starts_with(cell), "{heading}\n{row}");
    }
    assert!(page.contains("  ✗ s1  every write passes it: s1.mysql is the primary"), "{page}");
    assert!(page.contains("  user → lb.haproxy → s1.nginx → s1.app → s1.mysql"), "{page}");
    assert!(page.contains("Carries 800 QPS  of 70 static reads, 27 dynamic reads and 3 writes"), "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    let plain = Spof::new(&format!("analyze {} --ascii", classic("c3x2"))).run();
    assert!(plain.ends(0).is_ascii(), "{}", plain.out);
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().expect("it is a list").iter().filter_map(Value::as_str).collect()
}
