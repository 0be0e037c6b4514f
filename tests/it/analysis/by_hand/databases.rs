//! Databases: promotion, voters, quorum, replication, and where reads go.

use super::{assert_served, design, edited};
use spof::topology::Topology;

/// One server of web and application, and `databases` more hosts with a database each, in one cluster; each copies
/// the first.
fn with(databases: usize, mode: &str) -> Topology {
    let host = |no| format!(r#"(id: "d{no}", components: [(id: "it", kind: database)]),"#);
    let link = |no| format!(r#"(from: "s.app", to: "d{no}.it", protocol: mysql),"#);
    let hosts: String = (1..=databases).map(host).collect();
    let copy = |no| format!(r#"(from: "d{no}.it", to: "d1.it", protocol: replication),"#);
    let links: String = (1..=databases).map(link).chain((2..=databases).map(copy)).collect();
    design(&format!(
        r#"
        hosts: [
            (id: "s", components: [
                (id: "web", kind: web_server), (id: "app", kind: app_server, reads: any), (id: "code", kind: app_files),
            ]),
            (id: "witness"),
            {hosts}
        ],
        parts: [(id: "user", kind: user)],
        links: [
            (from: "user", to: "s.web", protocol: http), (from: "s.web", to: "s.app", protocol: fastcgi), {links}
        ],
        clusters: [(id: "db", mode: {mode})],
        "#
    ))
}

fn replicated(promotion: &str) -> Topology {
    with(2, &format!(r#"primary_replica(primary: "d1.it", replicas: ["d2.it"], promotion: {promotion})"#))
}

const UP: [f64; 3] = [1.0; 3];
const FILES: [f64; 3] = [1.0, 0.0, 0.0];
const READS: [f64; 3] = [1.0, 1.0, 0.0];

#[test]
fn writes_succeed_at_the_primary_only_until_somebody_promotes() {
    let manual = replicated("manual");
    assert_served(&manual, &["d1"], READS);
    assert_served(&manual, &["d2"], UP);
    assert_served(&manual, &["d1", "d2"], FILES);
    assert_served(&replicated("automatic(fencing: true)"), &["d1"], UP);
}

#[test]
fn two_databases_alone_never_have_a_majority() {
    // One of two voters is no majority, and none of none is none.
    assert_served(&replicated(r#"automatic(voters: ["d1.it", "d2.it"])"#), &["d1"], READS);
    assert_served(&replicated("automatic(voters: [])"), &["d1"], READS);
    // Two of three are.
    let three = replicated(r#"automatic(voters: ["d1.it", "d2.it", "witness"])"#);
    assert_served(&three, &["d1"], UP);
    assert_served(&three, &["d1", "witness"], READS);
    // The witness matters only when it is needed.
    assert_served(&three, &["witness"], UP);
    // Two databases as the only voters have none even where neither is the primary that is gone.
    let others = r#"primary_replica(primary: "d1.it", replicas: ["d2.it", "d3.it"],
        promotion: automatic(voters: ["d2.it", "d3.it"]))"#;
    assert_served(&with(3, others), &["d1"], READS);
    // Fencing needs no votes.
    let fenced = replicated(r#"automatic(voters: ["d1.it", "d2.it"], fencing: true)"#);
    assert_served(&fenced, &["d1"], UP);
}

#[test]
fn reads_go_where_the_application_sends_them() {
    let manual = replicated("manual");
    let primary = edited(&manual, &["set s.app reads primary"]);
    assert_served(&primary, &["d2"], UP);
    assert_served(&primary, &["d1"], FILES);
    let replicas = edited(&manual, &["set s.app reads replicas"]);
    assert_served(&replicas, &["d2"], [1.0, 0.0, 1.0]);
    assert_served(&replicas, &["d1"], READS);
    // Reading from the primary follows a promotion.
    let follows = edited(&primary, &["set db promotion automatic", "set db fencing true"]);
    assert_served(&follows, &["d1"], UP);
    // What was promoted is no replica any more.
    let promoted = edited(&replicas, &["set db promotion automatic", "set db fencing true"]);
    assert_served(&promoted, &["d1"], [1.0, 0.0, 1.0]);
    let mode = r#"primary_replica(primary: "d1.it", replicas: ["d2.it", "d3.it"], promotion: automatic(fencing: true))"#;
    let one_left = edited(&with(3, mode), &["set s.app reads replicas"]);
    assert_served(&one_left, &["d1"], UP);
    assert_served(&one_left, &["d1", "d2"], [1.0, 0.0, 1.0]);
}

#[test]
fn the_first_replica_that_is_left_is_promoted() {
    let mode = r#"primary_replica(primary: "d1.it", replicas: ["d2.it", "d3.it"], promotion: automatic(fencing: true))"#;
    let three = with(3, mode);
    assert_served(&three, &["d1", "d2"], UP);
    assert_served(&three, &["d1", "d2", "d3"], FILES);
    // The application is not linked to d3: what is promoted there does not help it, though d2 is gone.
    let unlinked = edited(&three, &["disconnect s.app d3.it"]);
    assert_served(&unlinked, &["d1"], UP);
    assert_served(&unlinked, &["d1", "d2"], FILES);
}

#[test]
fn a_replica_whose_replication_is_blocked_counts_for_nothing() {
    let rules = |inside: &str| {
        let guarded = edited(&replicated("automatic(fencing: true)"), &["add firewall fw on d1"]);
        edited(&guarded, &[&format!("set d1.fw rules {inside}")])
    };
    // Only the application may call d1: the replica d2 cannot fetch its changes.
    let blocked = rules("allow from s");
    assert_served(&blocked, &[], UP);
    assert_served(&blocked, &["d1"], FILES);
    let allowed = rules("allow from s,allow from d2 port 3306");
    assert_served(&allowed, &["d1"], UP);
    // The first rule that matches decides.
    let denied = rules("deny from d2,allow");
    assert_served(&denied, &["d1"], FILES);
    // `drawn` allows the replication, since it is drawn.
    assert_served(&rules("drawn"), &["d1"], UP);
}

#[test]
fn a_replica_counts_only_if_its_replication_is_drawn() {
    let apart = edited(&replicated("manual"), &["disconnect d2.it d1.it"]);
    assert_served(&apart, &["d1"], FILES);
    assert_served(&edited(&apart, &["set db promotion automatic", "set db fencing true"]), &["d1"], FILES);
    // A link either way round will do, and so will one of queries from the replica, but none from the primary.
    assert_served(&edited(&apart, &["connect d2.it d1.it replication"]), &["d1"], READS);
    assert_served(&edited(&apart, &["connect d1.it d2.it replication"]), &["d1"], READS);
    assert_served(&edited(&apart, &["connect d2.it d1.it mysql"]), &["d1"], READS);
    assert_served(&edited(&apart, &["connect d1.it d2.it mysql"]), &["d1"], FILES);
    // It may cross an in-line firewall that allows it and leads on.
    let inline =
        edited(&apart, &["add firewall fw", "connect d2.it fw replication", "connect fw d1.it replication"]);
    assert_served(&inline, &["d1"], READS);
    assert_served(&edited(&inline, &["set fw rules deny"]), &["d1"], FILES);
    assert_served(&edited(&inline, &["disconnect fw d1.it"]), &["d1"], FILES);
    // A link that a firewall on the called host stops is none.
    let turned = edited(&apart, &["connect d1.it d2.it replication", "add firewall fw on d2"]);
    assert_served(&turned, &["d1"], READS);
    assert_served(&edited(&turned, &["set d2.fw rules allow from s"]), &["d1"], FILES);
}

#[test]
fn several_primaries_need_more_than_half() {
    let three = with(3, r#"multi_primary(members: ["d1.it", "d2.it", "d3.it"])"#);
    assert_served(&three, &["d1"], UP);
    assert_served(&three, &["d1", "d3"], FILES);
    let two = with(2, r#"multi_primary(members: ["d1.it", "d2.it"])"#);
    assert_served(&two, &["d2"], FILES);
}

#[test]
fn a_lone_database_is_its_own_primary() {
    let one = edited(&with(1, r#"multi_primary(members: ["d1.it"])"#), &["remove db"]);
    assert_served(&one, &[], UP);
    assert_served(&edited(&one, &["set s.app reads primary"]), &[], UP);
    // It is no replica of anything.
    assert_served(&edited(&one, &["set s.app reads replicas"]), &[], [1.0, 0.0, 1.0]);
}

#[test]
fn a_database_proxy_passes_queries_on_as_it_is_told() {
    let proxied = edited(
        &replicated("automatic(fencing: true)"),
        &[
            "add host p",
            "add proxy it on p",
            "disconnect s.app d1.it",
            "disconnect s.app d2.it",
            "connect s.app p.it mysql",
            "connect p.it d1.it mysql",
            "connect p.it d2.it mysql",
        ],
    );
    // It knows nothing of roles: half of the writes reach the replica, which refuses them.
    assert_served(&proxied, &[], [1.0, 1.0, 0.5]);
    // With the replica for backup and a check, it follows the promotion.
    let careful = edited(&proxied, &["set p.it->d2.it:3306 backup true", "set p.it check tcp"]);
    assert_served(&careful, &[], UP);
    assert_served(&careful, &["d1"], UP);
    assert_served(&careful, &["p"], FILES);
}

#[test]
fn a_forwarder_beside_databases_knows_no_roles() {
    // Reads go to the replica through a proxy, writes straight to the primary.
    let commands = ["add host p", "add proxy it on p", "disconnect s.app d2.it", "connect s.app p.it mysql"];
    let pool = edited(&edited(&replicated("manual"), &commands), &["connect p.it d2.it mysql"]);
    let pool = edited(&pool, &["set s.app reads replicas"]);
    assert_served(&pool, &[], UP);
    assert_served(&pool, &["p"], [1.0, 0.0, 1.0]);
    assert_served(&pool, &["d1"], READS);
    // What the application reads from is about the databases that it calls itself.
    assert_served(&edited(&pool, &["set s.app reads primary"]), &["d1"], READS);
}
