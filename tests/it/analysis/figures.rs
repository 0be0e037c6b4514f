//! Availability beyond independent failures, capacity beyond equal servers, and times of reactions; every expected
//! figure is worked out in a comment.

use spof::analysis::{Engine, FailoverGap, Function, Granularity, Reaction};
use spof::topology::Topology;

use super::scenarios::classic;

fn after(file: &str, lines: &[&str]) -> Topology {
    classic(file, &lines.iter().map(ToString::to_string).collect::<Vec<_>>())
}

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
}

#[test]
fn a_common_cause_hits_a_pair_much_more_often_than_chance() {
    let engine = Engine::new(after("c3x2.ron", &["set vip common_cause 0.05"]));
    let found = engine.availability(Function::StaticRead, Granularity::Host);
    // The balancers: an event of 0.05 × 0.001 fails both; each keeps 0.95 × 0.001. The web servers: a pair.
    let balancers = (1.0 - 0.05e-3) * (1.0 - 0.95e-3 * 0.95e-3);
    let webs = 1.0 - 1e-6;
    assert_near(found.served, balancers * webs);
    // Without it both are pairs.
    assert_near(found.ideal.expect("a common cause is stated"), webs * webs);
}

#[test]
fn members_in_different_places_have_no_common_cause() {
    let lines =
        ["set vip common_cause 0.05", "add place a", "add place b", "set lb1 place a", "set lb2 place b"];
    let engine = Engine::new(after("c3x2.ron", &lines));
    let found = engine.availability(Function::StaticRead, Granularity::Host);
    assert_near(found.served, found.ideal.expect("a common cause is stated"));
}

#[test]
fn a_reaction_that_may_fail_is_one_more_event() {
    let engine = Engine::new(after("c3x2.ron", &["set vip coverage 0.9"]));
    let found = engine.availability(Function::StaticRead, Granularity::Host);
    // Where the address does not move (0.1), it stays with lb1, which must work: 0.999. Else the pair: 1 − 10⁻⁶.
    let balancers = 0.1 * 0.999 + 0.9 * (1.0 - 1e-6);
    assert_near(found.served, balancers * (1.0 - 1e-6));
    let engine = Engine::new(after("c3x2.ron", &["set db coverage 0.5"]));
    let found = engine.availability(Function::Write, Granularity::Host);
    // The same for the promotion; balancers, web and application servers are pairs besides.
    let databases = 0.5 * 0.999 + 0.5 * (1.0 - 1e-6);
    assert_near(found.served, databases * (1.0 - 1e-6_f64).powi(3));
}

#[test]
fn importance_is_what_the_working_element_is_worth() {
    let engine = Engine::new(after("c1.ron", &[]));
    let found = engine.importance(Function::StaticRead, Granularity::Host);
    // lb: 1 − 10⁻⁶ against 0. Each server: 0.999 × (1 − 0.999), as it helps only while the other has failed.
    let of =
        |id: &str| found.iter().find(|found| found.id.as_str() == id).expect("it is an element").birnbaum;
    assert_near(of("lb"), 1.0 - 1e-6);
    assert_near(of("s1"), 0.999 * 0.001);
    assert_near(of("s2"), 0.999 * 0.001);
    assert_eq!(found[0].id.as_str(), "lb");
}

#[test]
fn a_failure_that_helps_has_negative_importance() {
    // With a dead process the address stays, so that the host's own failure would help: lb1 works 0.999, its process
    // 0.5 of the time.
    let topology = after("c3.ron", &["set lb1.haproxy availability 0.5", "set lb2 availability 1"]);
    let engine = Engine::new(&topology);
    let found = engine.importance(Function::StaticRead, Granularity::Component);
    let lb1 = found.iter().find(|found| found.id.as_str() == "lb1").expect("it is an element");
    // With lb1: 0.5 of the rest; without: lb2's process, 0.999. The rest: web and its nginx.
    assert_near(lb1.birnbaum, (0.5 - 0.999) * 0.999 * 0.999);
}

#[test]
fn downtime_is_counted_for_a_year_of_365_days() {
    let engine = Engine::new(after("c0.ron", &[]));
    let found = engine.availability(Function::StaticRead, Granularity::Host);
    // 0.001 × 365 × 24 × 3600 s
    assert_near(found.downtime_seconds_per_year(), 31_536.0);
}

#[test]
fn fixed_shares_wait_for_the_slowest_and_free_ones_do_not() {
    let slow = [
        "set web1.nginx capacity 100",
        "set web2.nginx capacity 25",
        "set traffic dynamic 0",
        "set traffic write 0",
    ];
    let capacity = |algorithm: &str| {
        let mut lines = slow.to_vec();
        let sets: Vec<String> =
            ["lb1", "lb2"].iter().map(|lb| format!("set {lb}.haproxy algorithm {algorithm}")).collect();
        lines.extend(sets.iter().map(String::as_str));
        Engine::new(after("c3x2.ron", &lines)).capacity(Granularity::Host)
    };
    // Round robin: 2 × 25 (`facts.md`, section 3.2). Least connections: 100 + 25.
    assert_near(capacity("round_robin").mix_qps, 50.0);
    assert_near(capacity("least_connections").mix_qps, 125.0);
    assert_near(capacity("first").mix_qps, 125.0);
    // The one that is left carries what it can.
    assert_near(capacity("least_connections").after_failure["web1"], 25.0);
    // Weights of 4 : 1 fit these servers.
    let lines = [&slow[..], &["set lb1.haproxy->web1.nginx:80 weight 4"]].concat();
    assert_near(Engine::new(after("c3x2.ron", &lines)).capacity(Granularity::Host).mix_qps, 125.0);
}

#[test]
fn replicas_apply_every_write() {
    let lines = ["set traffic static 0", "set traffic dynamic 0", "set traffic write 1"];
    let capacity = Engine::new(after("c3x2.ron", &lines)).capacity(Granularity::Host);
    // 12 units a write at the primary of 3 000: 250, before the two application servers (400) are full.
    assert_near(capacity.mix_qps, 250.0);
    assert_eq!(capacity.bottleneck.as_ref().map(spof::topology::Id::as_str), Some("db1.mysql"));
    // At the 100 of the file: 1 200 of 3 000 units at the primary, 8 a write at the replica.
    assert_near(capacity.utilisation["db1.mysql"], 0.4);
    assert_near(capacity.utilisation["db2.mysql"], 800.0 / 3000.0);
    // Promoted and alone, db2 does what db1 did.
    assert_near(capacity.after_failure["db1"], 250.0);
}

#[test]
fn an_application_server_without_files_asks_no_database() {
    let lines =
        ["remove app2.code", "set db1.mysql capacity 600", "remove db", "disconnect app1.app db2.mysql"];
    let capacity = Engine::new(after("c3x2.ron", &lines)).capacity(Granularity::Host);
    // Half of the writes fail at app2, so that of n writes n/2 × 12 units reach the database: 100; app2 fails before it
    // asks.
    assert_near(capacity.function_qps[2], 100.0);
}

#[test]
fn each_function_has_its_own_capacity() {
    let capacity = Engine::new(after("c0.ron", &[])).capacity(Granularity::Host);
    // All in one, so each × 0.6: nginx 6 000; the application 120; it is full before the database (1 800 / 12).
    let [files, reads, writes] = capacity.function_qps;
    assert_near(files, 6_000.0);
    assert_near(reads, 120.0);
    assert_near(writes, 120.0);
}

#[test]
fn the_time_that_each_reaction_takes_is_told() {
    let gaps = Engine::new(after("c3x2.ron", &[])).failover_gaps(Granularity::Host);
    let of = |reaction| gaps.iter().find(|gap| gap.reaction == reaction).expect("the design has it");
    // A host fails 365 × 24 × 0.001 / 4 times a year.
    let often = 2.19;
    let address = of(Reaction::Address);
    assert_near(address.seconds, 3.6);
    assert_near(address.failures_a_year, often);
    assert_near(address.seconds_a_year(), often * 3.6);
    // Three checks, two seconds apart, for the half that goes to a web server.
    let check = of(Reaction::Check);
    assert_eq!((check.by.as_str(), check.after.as_str()), ("lb1.haproxy", "web1.nginx"));
    assert_near(check.seconds_a_year(), often * 6.0 * 0.5);
    let promotion = of(Reaction::Promotion);
    assert_near(promotion.seconds, 30.0);
    assert_eq!(promotion.functions, [Function::Write]);
    // lb2 stands by and gets no requests: nobody waits for its checks.
    assert!(gaps.iter().all(|gap| gap.by != *"lb2.haproxy"), "{gaps:?}");
    // Half of the dynamic requests are at each web server, which loses half of them with one application server; at
    // once, by nginx's passive checks.
    let passive = gaps.iter().find(|gap| gap.by == *"web1.nginx").expect("the design has it");
    assert_eq!(passive.functions, [Function::DynamicRead, Function::Write]);
    assert_near(passive.share, 0.25);
    assert_near(passive.seconds_a_year(), 0.0);
    // A file may know better.
    let own = Engine::new(after("c3x2.ron", &["set vip failover_seconds 9", "set db promotion manual"]));
    let gaps = own.failover_gaps(Granularity::Host);
    let of = |reaction| gaps.iter().find(|gap| gap.reaction == reaction).expect("the design has it");
    assert_near(of(Reaction::Address).seconds, 9.0);
    assert_near(of(Reaction::ManualPromotion).seconds, 1800.0);
}

#[test]
fn nobody_waits_for_a_check_where_nothing_takes_over() {
    let failures = |edits: &[&str]| {
        let gaps = Engine::new(after("c3x2.ron", edits)).failover_gaps(Granularity::Host);
        let check = |gap: &&FailoverGap| gap.by == *"lb1.haproxy" && gap.after == *"web1.nginx";
        gaps.iter().find(check).map_or(0.0, |gap| gap.failures_a_year)
    };
    let rack = ["add place rack", "set rack availability 0.999", "set web1 place rack"];
    assert_near(failures(&[]), 2.19);
    // The rack fails as often as the host does.
    assert_near(failures(&rack), 2.0 * 2.19);
    // With both web servers in it nothing is left when it fails.
    assert_near(failures(&[&rack[..], &["set web2 place rack"]].concat()), 2.19);
    // Requests never go to a server that is drained.
    assert_near(failures(&["set lb1.haproxy->web1.nginx:80 weight 0"]), 0.0);
}

#[test]
fn a_walk_is_the_life_of_one_request() {
    let told = |function| -> Vec<String> {
        let hops = Engine::new(after("c1.ron", &[])).walk(function);
        hops.iter().map(|hop| format!("{} {}", hop.from.name(), hop.caption)).collect()
    };
    assert_eq!(
        told(Function::StaticRead),
        [
            "user asks for the address of www.foobar.com",
            "dns answers: 8.8.8.8",
            "user connects to 8.8.8.8 and asks for a file",
            "haproxy picks a target by round robin",
            "nginx answers with the file",
            "haproxy passes the answer on",
        ]
    );
    assert_eq!(
        told(Function::Write)[3..],
        [
            "haproxy picks a target by round robin",
            "nginx passes it on to the code",
            "app reads its code",
            "code gives the code",
            "app writes the data",
            "mysql confirms the write",
            "app confirms the change",
            "nginx passes the answer on",
            "haproxy passes the answer on",
        ]
    );
}

#[test]
fn a_single_point_of_failure_says_why() {
    let engine = Engine::new(after("c1.ron", &[]));
    let because: Vec<String> =
        engine.spofs(Function::Write, Granularity::Host).into_iter().map(|spof| spof.because()).collect();
    assert_eq!(
        because,
        [
            "every write passes lb",
            "every write passes s1: s1.mysql is the primary, and a replica is promoted by hand only",
        ]
    );
}
