//! What the engine says about designs whose answers are known.

use spof::analysis::{Engine, Function, Granularity};
use spof::topology;

fn classic(name: &str) -> Engine {
    let path = format!("{}/lessons/classics/{name}.ron", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    Engine::new(&topology::parse(name, &text).unwrap_or_else(|error| panic!("{error}")))
}

fn cut_sets(engine: &Engine, function: Function) -> Vec<String> {
    let sets = engine.cut_sets(function, Granularity::Host, 2);
    sets.iter().map(|set| set.iter().map(ToString::to_string).collect::<Vec<_>>().join("+")).collect()
}

#[test]
fn one_balancer_before_two_servers_is_a_spof_and_so_is_the_primary_for_writes() {
    let engine = classic("c1");
    assert_eq!(cut_sets(&engine, Function::StaticRead), ["lb", "s1+s2"]);
    assert_eq!(cut_sets(&engine, Function::DynamicRead), ["lb", "s1+s2"]);
    assert_eq!(cut_sets(&engine, Function::Write), ["lb", "s1"]);
}

#[test]
fn an_in_line_firewall_is_an_element_of_every_path_through_it() {
    let engine = classic("c2-in-line");
    assert_eq!(
        cut_sets(&engine, Function::DynamicRead),
        ["lb", "fw1", "s1+s2", "s1+fw3", "s2+fw2", "fw2+fw3"]
    );
    assert_eq!(cut_sets(&engine, Function::Write), ["lb", "s1", "fw1", "fw2"]);
}

#[test]
fn the_application_tier_is_the_bottleneck_of_the_classic_designs() {
    for (name, most) in [("c0", 400.0), ("c1", 800.0)] {
        let capacity = classic(name).capacity(Granularity::Host);
        assert!((capacity.mix_qps - most).abs() < 0.5, "{name}: {capacity:?}");
        assert_eq!(capacity.bottleneck.unwrap().name(), "app", "{name}");
    }
    let capacity = classic("c1").capacity(Granularity::Host);
    let s2 = capacity.after_failure.iter().find(|(id, _)| id.as_str() == "s2").unwrap();
    assert!((s2.1 - 400.0).abs() < 0.5);
}

#[test]
fn availability_is_exact() {
    let engine = classic("c1");
    let reads = engine.availability(Function::DynamicRead, Granularity::Host);
    assert!((reads.served - 0.998_999).abs() < 1e-6 && reads.is_exact(), "{reads:?}");
    let writes = engine.availability(Function::Write, Granularity::Host);
    assert!((writes.served - 0.998_001).abs() < 1e-9, "{writes:?}");
}
