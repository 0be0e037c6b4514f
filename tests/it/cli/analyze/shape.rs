//! The JSON of `spof analyze`: its keys and what stands under each, for designs of every kind.

use std::fmt::Write;

use serde_json::{Value, json};

use super::super::{Spof, classic};

/// The keys that other tools rely on, with what stands under each.
fn relied_on() -> Value {
    let finding = json!({
        "rule": "text", "state": "open|mitigated|not_applicable", "severity": "info|low|medium|high|critical",
        "subjects": ["text"], "message": "text", "why": "text",
        "fixes": [{"text": "text", "edits": ["text"], "cost": "number?"}],
    });
    json!({
        "version": "number",
        "granularity": "host|component",
        "functions": [{
            "name": "static_read|dynamic_read|write", "outcome": "up|degraded|down", "failed_share": "share",
            "spofs": ["text"], "cut_sets": [["text"]], "availability": "share", "p_up": "share", "p_down": "share",
            "downtime_seconds_per_year": "number", "capacity_qps": "rate",
        }],
        "capacity": {
            "mix_qps": "rate", "bottleneck": "text?", "utilisation": {"*": "number"}, "after_failure": {"*": "rate"},
        },
        "cost": "number",
        "findings": [finding], "left_out": ["text"],
    })
}

/// What came later.
fn added() -> Value {
    let capacity = json!({
        "mix_qps": "rate", "bottleneck": "text?", "utilisation": {"*": "number"}, "after_failure": {"*": "rate"},
        "full": ["text"], "offered_qps": "number", "refused_qps": "number",
    });
    let names = "static_read|dynamic_read|write";
    let reactions = "check|address|promotion|manual_promotion|majority|retry";
    json!({
        "functions": [{
            "cut_sets_complete_to": "number", "availability_bounds": ["share"], "ideal_availability": "share?", "switch_over_seconds_per_year": "number",
            "reasons": [{"id": "text", "because": "text", "path": ["text"], "carries": ["text"]}],
            "importance": [{"id": "text", "birnbaum": "number", "seconds_per_year": "number"}],
        }],
        "common_causes": [{"id": "text", "carries": ["text"], "besides": ["text"], "functions": [names]}],
        "failover_gaps": [{
            "reaction": reactions, "by": "text", "after": "text", "functions": [names], "seconds": "number",
            "share": "share", "failures_per_year": "number", "seconds_per_year": "number",
        }],
        "capacity": capacity,
        "after?": {
            "functions": [{
                "name": names, "outcome": "up|degraded|down", "failed_share": "share", "why": "text?", "spofs": ["text"],
            }],
            "reactions": [{"reaction": reactions, "by": "text", "from": ["text"], "to": ["text"], "seconds": "number"}],
            "unnoticed": [{"by": "text", "targets": ["text"]}],
            "capacity": capacity,
        },
        "difference?": {
            "summary": "text",
            "gone": [{"rule": "text", "severity": "text", "subjects": ["text"], "message": "text"}],
            "appeared": [{"rule": "text", "severity": "text", "subjects": ["text"], "message": "text"}],
            "worse": [{"rule": "text", "severity": "text", "subjects": ["text"], "message": "text"}],
            "functions": [{
                "name": names, "served": "pair?", "spofs_gone": ["text"], "spofs_appeared": ["text"],
                "cut_sets": "pair?", "availability": "pair?", "capacity_qps": "pair?",
            }],
            "mix_qps": "pair?", "least_after_failure_qps": "pair?", "after_failure": {"*": "pair?"}, "cost": "pair?",
            "utilisation": {"*": "pair"}, "reactions": [{"reaction": reactions, "by": "text", "seconds": "pair"}],
        },
    })
}

/// Checks a value against a shape; keys that the shape does not name are let be.
fn fits(value: &Value, shape: &Value, at: &str) {
    match shape {
        Value::String(kind) => {
            assert!(is_a(value, kind), "{at} is {value}, and should be {kind}");
        }
        Value::Array(of) => {
            let list = value.as_array().unwrap_or_else(|| panic!("{at} is no list: {value}"));
            for one in list {
                fits(one, &of[0], at);
            }
        }
        Value::Object(keys) => {
            let object = value.as_object().unwrap_or_else(|| panic!("{at} is no object: {value}"));
            for (key, shape) in keys {
                if key == "*" {
                    object.values().for_each(|one| fits(one, shape, at));
                    continue;
                }
                let plain = key.trim_end_matches('?');
                let inner = object.get(plain).unwrap_or_else(|| panic!("{at} lacks `{plain}`"));
                if !(key.ends_with('?') && inner.is_null()) {
                    fits(inner, shape, &format!("{at}.{plain}"));
                }
            }
        }
        other => panic!("a shape is no {other}"),
    }
}

fn is_a(value: &Value, kind: &str) -> bool {
    if let Some(kind) = kind.strip_suffix('?')
        && value.is_null()
    {
        return !kind.is_empty();
    }
    let number = |value: &Value| value.as_f64().is_some_and(f64::is_finite);
    match kind.trim_end_matches('?') {
        "text" => value.is_string(),
        "number" => number(value),
        "share" => value.as_f64().is_some_and(|share| (0.0..=1.0 + 1e-9).contains(&share)),
        "rate" => value.is_null() || value.as_f64().is_some_and(|rate| rate >= 0.0),
        "pair" => value
            .as_array()
            .is_some_and(|pair| pair.len() == 2 && pair.iter().all(|one| one.is_null() || number(one))),
        words => value.as_str().is_some_and(|text| words.split('|').any(|word| word == text)),
    }
}

/// Every key below a value, but for those that are ids.
fn keys(value: &Value, shape: &Value, found: &mut Vec<String>) {
    match (value, shape) {
        (Value::Object(object), Value::Object(known)) if !known.contains_key("*") => {
            for (key, inner) in object {
                found.push(key.clone());
                let shape = known.get(key).or_else(|| known.get(&format!("{key}?")));
                keys(inner, shape.unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(list), shape) => {
            let inner = shape.get(0).unwrap_or(&Value::Null);
            for one in list {
                keys(one, inner, found);
            }
        }
        _ => {}
    }
}

/// Runs the command on a design and checks what it prints.
#[track_caller]
fn check(design: &str, more: &str) -> Value {
    let run = Spof::new(&format!("analyze design.ron --format json {more}")).file("design.ron", design).run();
    run.ends(0);
    let told = run.json();
    assert_eq!(run.out.lines().count(), 1, "it is one line");
    fits(&told, &relied_on(), "told");
    fits(&told, &added(), "told");
    assert_eq!((&told["version"], told["functions"].as_array().map(Vec::len)), (&json!(1), Some(3)));
    told
}

fn text_of(name: &str) -> String {
    std::fs::read_to_string(classic(name)).expect("it can be read")
}

#[test]
fn an_ordinary_design_has_every_key() {
    for (name, more) in [("c0", ""), ("c1", "--granularity component --cut-sets 2"), ("c2-in-line", "")] {
        let told = check(&text_of(name), more);
        assert!(told["after"].is_null() && told["difference"].is_null());
        assert!(told["functions"][1]["importance"].as_array().is_some_and(|list| !list.is_empty()));
    }
    let told = check(&text_of("c3x2"), "--fail lb1,db1:hang --rate 1e6 --mix 1,2,3");
    assert_eq!(told["after"]["reactions"][0]["reaction"], "address");
    assert!(told["capacity"]["refused_qps"].as_f64().unwrap() > 0.0);
}

#[test]
fn an_empty_design_has_every_key() {
    for design in
        ["(format: 1)", "(format: 1, hosts: [(id: \"a\"), (id: \"b\")], parts: [(id: \"user\", kind: user)])"]
    {
        let told = check(design, "");
        assert_eq!(told["functions"][0]["outcome"], "down");
        assert_eq!(told["functions"][0]["availability"], 0.0);
        assert_eq!(told["functions"][0]["downtime_seconds_per_year"], 31_536_000.0);
        assert!(told["capacity"]["bottleneck"].is_null());
    }
}

#[test]
fn a_broken_design_has_every_key() {
    // Circles, nobody behind a balancer, a name that leads nowhere, next to no capacity.
    let design = r#"(
        format: 1, site: "www.foobar.com",
        hosts: [
            (id: "a", components: [(id: "lb", kind: load_balancer), (id: "web", kind: web_server, capacity: 0.001)]),
            (id: "b", components: [(id: "lb", kind: load_balancer, check: deep)]),
        ],
        parts: [(id: "user", kind: user)],
        links: [
            (from: "user", to: "a.lb", protocol: http), (from: "a.lb", to: "b.lb", protocol: http),
            (from: "b.lb", to: "a.lb", protocol: http), (from: "a.lb", to: "a.web", protocol: http),
        ],
        zone: "$ORIGIN foobar.com.\nwww IN CNAME www\n",
    )"#;
    check(design, "");
    let told =
        check(&design.replace("zone:", "title: \"no zone\", traffic: (qps: 0), //"), "--fail a.web:hang");
    assert_eq!(told["after"]["functions"][0]["outcome"], "down");
}

#[test]
fn a_rate_without_a_limit_is_null() {
    // A CDN that has every file, and no limit of its own.
    let design = r#"(
        format: 1,
        hosts: [(id: "s", components: [(id: "web", kind: web_server)])],
        parts: [(id: "user", kind: user), (id: "cdn", kind: cdn, external: true, hit_share: 1)],
        links: [(from: "user", to: "cdn", protocol: https), (from: "cdn", to: "s.web", protocol: https)],
    )"#;
    let told = check(design, "--mix 1,0,0");
    assert_eq!(told["functions"][0]["outcome"], "up");
    assert!(told["capacity"]["mix_qps"].is_null() && told["functions"][0]["capacity_qps"].is_null());
    assert_eq!(told["functions"][1]["capacity_qps"], 0.0);
}

#[test]
fn a_large_design_has_every_key() {
    let (mut hosts, mut links) = (String::new(), String::new());
    for no in 0..120 {
        write!(hosts, "(id: \"w{no}\", components: [(id: \"it\", kind: web_server)]),").unwrap();
        write!(links, "(from: \"lb\", to: \"w{no}.it\", protocol: http),").unwrap();
    }
    let design = format!(
        "(format: 1, hosts: [{hosts}], parts: [(id: \"user\", kind: user), (id: \"lb\", kind: load_balancer, check: http)],
         links: [(from: \"user\", to: \"lb\", protocol: http), {links}])"
    );
    let told = check(&design, "--fail w1,w2");
    assert_eq!(told["functions"][0]["spofs"], json!(["lb"]));
    let text = Spof::new("analyze design.ron").file("design.ron", &design).run();
    assert!(text.ends(0).lines().count() < 120, "{}", text.out);
}

#[test]
fn the_help_names_every_key() {
    let help = Spof::new("analyze --help").run();
    let help = help.ends(0);
    let mut shape = relied_on();
    for (key, inner) in added().as_object().unwrap() {
        let plain = key.trim_end_matches('?');
        match (shape.get_mut(plain), inner) {
            (Some(Value::Array(known)), Value::Array(more)) => {
                let more = more[0].as_object().unwrap().clone();
                known[0].as_object_mut().unwrap().extend(more);
            }
            _ => shape[plain] = inner.clone(),
        }
    }
    let mut found = Vec::new();
    for more in ["--fail lb1", "--edit add+host+x"] {
        let mut run = Spof::new(&format!("analyze {} --format json", classic("c3x2")));
        let words: Vec<String> = more.split(' ').map(|word| word.replace('+', " ")).collect();
        run.command.args(words);
        keys(&run.run().json(), &shape, &mut found);
    }
    for key in found {
        assert!(help.contains(&format!("\"{key}\"")), "the help does not name `{key}`");
    }
}
