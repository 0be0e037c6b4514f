//! What `spof analyze` is asked besides: what comes after failures and edits, at what load, and what a rule is about.

use serde_json::{Value, json};

use super::super::{Run, Spof, classic};

/// Runs it on a classic, with arguments of which some have blanks.
fn run(name: &str, arguments: &[&str]) -> Run {
    let mut spof = Spof::new(&format!("analyze {}", classic(name)));
    spof.command.args(arguments);
    spof.run()
}

#[track_caller]
fn says(run: &Run, lines: &[&str]) {
    let page = run.ends(0).split_whitespace().collect::<Vec<_>>().join(" ");
    for line in lines {
        assert!(page.contains(line), "`{line}` is not in\n{}", run.out);
    }
}

#[test]
fn who_takes_over_is_told_with_the_time_that_it_takes() {
    // VRRP: 3.6 s; three checks two seconds apart: 6 s; promotion: 30 s.
    let after = run("c3x2", &["--fail", "lb1,web1,db1"]);
    says(
        &after,
        &[
            "What if lb1, web1 and db1 fail?",
            "after 3.6 s: the address of vip moves from lb1.haproxy to lb2.haproxy.",
            "after 6 s: lb2.haproxy leaves out web1.nginx and uses web2.nginx.",
            "after 30 s: db2.mysql becomes the primary of db in place of db1.mysql.",
            "of static reads: lb2 and web2",
            "of dynamic reads and writes: lb2, web2 and db2",
        ],
    );
    let by_hand = run("c1", &["--fail", "s1"]);
    says(
        &by_hand,
        &[
            "✗ Writes are down: the primary s1.mysql has failed with s1, and a replica is promoted by hand only.",
            "after 30 min: a person has promoted s2.mysql in place of s1.mysql, if one is awake.",
            // 800 of the mix, none of it where writes are down.
            "Carries 0 QPS",
            "With nothing failed it carries 800 QPS.",
        ],
    );
}

#[test]
fn a_hang_is_told_from_a_crash() {
    let mut lines = vec!["--edit", "set lb1.haproxy check tcp", "--edit", "set lb2.haproxy check tcp"];
    lines.extend(["--format", "json", "--fail"]);
    let told = |how: &str| run("c3x2", &[lines.as_slice(), &[how]].concat()).json()["after"].clone();
    // A hung web server still accepts connections: half of all requests fail, and nobody reacts.
    let hang = told("web1.nginx:hang");
    assert_eq!(
        (&hang["functions"][0]["outcome"], &hang["functions"][0]["failed_share"]),
        (&json!("degraded"), &json!(0.5))
    );
    assert_eq!(hang["unnoticed"], json!([{"by": "lb1.haproxy", "targets": ["web1.nginx"]}]));
    assert_eq!(hang["reactions"], json!([]));
    let crash = told("web1.nginx");
    assert_eq!(crash["functions"][0]["outcome"], "up");
    assert_eq!(crash["reactions"][0]["to"], json!(["web2.nginx"]));
    assert_eq!(told("web1.nginx:crash"), crash);
}

#[test]
fn load_is_asked_about_and_no_latency_is_told_at_saturation() {
    // C1 carries 800 of the default mix, 400 without s2.
    let over = run("c1", &["--rate", "1000"]);
    says(&over, &["Overload at 1 000 QPS: it refuses 200 requests a second.", "s1.app 125 %"]);
    says(
        &run("c1", &["--rate", "500", "--fail", "s2"]),
        &["Overload at 500 QPS: it refuses 100 requests a second."],
    );
    // Exactly at the limit it is full, and that is overload too.
    says(&run("c1", &["--rate", "800"]), &["Overload at 800 QPS: it refuses 0 requests a second."]);
    // Dynamic reads alone: two application servers of 200 at 0.6 each.
    says(&run("c1", &["--mix", "0,1,0"]), &["Carries 240 QPS of 1 dynamic reads"]);
    for wrong in
        [["--mix", "1,2"], ["--mix", "0,0,0"], ["--mix", "a,b,c"], ["--rate", "-1"], ["--rate", "NaN"]]
    {
        run("c1", &wrong).refuses();
    }
}

#[test]
fn users_do_not_fail_and_ways_to_fail_are_named() {
    let refused = |name: &str| {
        let run = run("c1", &["--fail", name]);
        run.refuses();
        run.err
    };
    assert!(refused("user").contains("users do not fail"));
    assert!(refused("s1:foo").contains("`s1:hang` or `s1:crash`"));
}

#[test]
fn an_edit_and_a_failure_are_asked_about_together() {
    let page =
        run("c1", &["--edit", "set db promotion automatic", "--edit", "set db fencing true", "--fail", "s1"]);
    says(
        &page,
        &[
            ": set db promotion automatic",
            "What if s1 fails?",
            "after 30 s: s2.mysql becomes the primary of db in place of s1.mysql.",
        ],
    );
}

#[test]
fn an_edit_is_told_by_what_it_changes() {
    let edits = ["--edit", "set db promotion automatic", "--edit", "set db fencing true"];
    let page = run("c1", &edits);
    says(
        &page,
        &[
            ": set db promotion automatic",
            "+ Writes: available 99.9 % of the time instead of 99.8 %.",
            "+ s1 is no single point of failure of writes any more.",
            "+ Mended: One database takes all writes.",
            "· Sets of elements that take down writes only together: 1 instead of 0.",
        ],
    );
    let told = run("c1", &[edits.as_slice(), &["--format", "json"]].concat()).json();
    // The report is about the edited design.
    assert_eq!(told["functions"][2]["spofs"], json!(["lb"]));
    let write = &told["difference"]["functions"][0];
    assert_eq!((&write["name"], &write["spofs_gone"]), (&json!("write"), &json!(["s1"])));
    assert_eq!(write["cut_sets"], json!([0, 1]));
    let less = run("c1", &["--edit", "remove s2", "--format", "json"]).json()["difference"].clone();
    let rounded = |pair: &Value| -> Vec<i64> {
        pair.as_array().unwrap().iter().map(|value| value.as_f64().unwrap().round() as i64).collect()
    };
    assert_eq!(rounded(&less["mix_qps"]), [800, 400]);
    assert_eq!(less["cost"], json!([120, 80]));
    says(
        &run("c1", &["--edit", "set lb note hello"]),
        &["No outcome, single point of failure, capacity, reaction or finding changes."],
    );
    says(
        &run("c1", &["--edit", "rename s1 first"]),
        &["No outcome, single point of failure, capacity, reaction or finding changes."],
    );
    let wrong = run("c1", &["--edit", "remove s7"]);
    assert!(wrong.refuses().contains("The edit `remove s7` cannot be made."), "{}", wrong.err);
}

#[test]
fn a_rule_explains_itself_with_and_without_a_design() {
    let alone = Spof::new("analyze --explain clear-text").run();
    says(
        &alone,
        &[
            "Users in clear text clear-text, at worst high",
            "looks for Users whose requests can be read on the way.",
            "why HTTP does not keep passwords secret",
            "mend Use HTTPS, with a certificate",
            "topic HTTPS",
        ],
    );
    let here = run("c1", &["--explain", "clear-text"]);
    says(
        &here,
        &["Users send their requests to lb.haproxy in clear text", ": connect user lb.haproxy https"],
    );
    let not_here = run("c2", &["--explain", "clear-text"]);
    says(&not_here, &["It has nothing to say against"]);
    let list = Spof::new("analyze --explain").run();
    let rules = spof::analysis::RULES;
    says(&list, &[&format!("{} rules", rules.len())]);
    assert!(rules.iter().all(|rule| list.out.contains(rule.id)));
    let holds = run("c1", &["--explain"]);
    assert!(holds.ends(0).contains("✗ clear-text") && !holds.out.contains("✗ overload"), "{}", holds.out);
    let wrong = Spof::new("analyze --explain cleartext").run();
    assert_eq!(
        wrong.refuses(),
        "wrong use: There is no rule `cleartext`.\n  hint: Did you mean `clear-text`?\n"
    );
    let json = run("c1", &["--explain", "clear-text", "--format", "json"]).json();
    assert_eq!((&json["version"], &json["rules"][0]["id"]), (&json!(1), &json!("clear-text")));
    assert_eq!(json["rules"][0]["findings"][0]["fixes"][0]["edits"].as_array().map(Vec::len), Some(3));
    Spof::new("analyze").run().refuses();
}

#[test]
fn edits_are_shown_when_they_are_wanted() {
    let plain = run("c1", &[]);
    assert!(plain.ends(0).contains("(3 edits)") && !plain.out.contains(": connect user"), "{}", plain.out);
    says(&run("c1", &["--edits"]), &[": connect user lb.haproxy https"]);
}

#[test]
fn every_page_fits_eighty_columns_and_ascii() {
    let ways: [&[&str]; 6] = [
        &[],
        &["--edits"],
        &["--fail", "s1"],
        &["--edit", "remove s2"],
        &["--explain"],
        &["--explain", "spof"],
    ];
    for way in ways {
        let page = run("c1", way);
        let long: Vec<&str> = page.ends(0).lines().filter(|line| line.chars().count() > 80).collect();
        assert_eq!(long, Vec::<&str>::new(), "{way:?}");
        let page = run("c1", &[way, &["--ascii"]].concat());
        assert!(page.ends(0).is_ascii(), "{way:?}\n{}", page.out);
        assert!(page.out.lines().all(|line| line.len() <= 80), "{way:?}\n{}", page.out);
    }
}

#[test]
fn what_a_file_says_besides_independence_is_shown_beside_the_ideal() {
    // β and coverage: `facts.md`, section 6. The ideal figure of C3x2 is 0.999996.
    let edits = ["--edit", "set vip coverage 0.95", "--format", "json"];
    let told = run("c3x2", &edits).json()["functions"][0].clone();
    let (stated, ideal) =
        (told["availability"].as_f64().unwrap(), told["ideal_availability"].as_f64().unwrap());
    assert!(stated < ideal, "{stated} {ideal}");
    let none = run("c3x2", &["--format", "json"]).json();
    assert!(none["functions"][0]["ideal_availability"].is_null());
}
