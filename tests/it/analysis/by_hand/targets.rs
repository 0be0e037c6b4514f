//! Choosing a target: checks, backups, weights, redispatch.

use super::{assert_served, design, edited};
use spof::topology::Topology;

/// A balancer before two web servers, each with its application on the same host, and one database.
fn two_webs() -> Topology {
    design(
        r#"
        hosts: [
            (id: "lb", components: [(id: "it", kind: load_balancer)]),
            (id: "w1", components: [(id: "it", kind: web_server), (id: "app", kind: app_server), (id: "code", kind: app_files)]),
            (id: "w2", components: [(id: "it", kind: web_server), (id: "app", kind: app_server), (id: "code", kind: app_files)]),
            (id: "db", components: [(id: "it", kind: database)]),
        ],
        parts: [(id: "user", kind: user)],
        links: [
            (from: "user", to: "lb.it", protocol: http),
            (from: "lb.it", to: "w1.it", protocol: http), (from: "lb.it", to: "w2.it", protocol: http),
            (from: "w1.it", to: "w1.app", protocol: fastcgi), (from: "w2.it", to: "w2.app", protocol: fastcgi),
            (from: "w1.app", to: "db.it", protocol: mysql), (from: "w2.app", to: "db.it", protocol: mysql),
        ],
        "#,
    )
}

const UP: [f64; 3] = [1.0; 3];
const HALF: [f64; 3] = [0.5; 3];
const DOWN: [f64; 3] = [0.0; 3];

#[test]
fn without_a_check_a_dead_target_keeps_its_share() {
    let none = two_webs();
    assert_served(&none, &[], UP);
    // One of two equal targets fails every request that it gets.
    assert_served(&none, &["w1"], HALF);
    assert_served(&none, &["~w1"], HALF);
    assert_served(&none, &["w1", "w2"], DOWN);
}

#[test]
fn a_tcp_check_finds_a_crash_and_no_hang() {
    let tcp = edited(&two_webs(), &["set lb.it check tcp"]);
    assert_served(&tcp, &["w1"], UP);
    // The hung web server still accepts connections, so it keeps half.
    assert_served(&tcp, &["~w1"], HALF);
}

#[test]
fn an_http_check_finds_a_hang_and_not_what_lies_behind() {
    let http = edited(&two_webs(), &["set lb.it check http"]);
    assert_served(&http, &["w1"], UP);
    assert_served(&http, &["~w1"], UP);
    // w1 still serves files, so it stays; half of what needs an application is lost there.
    assert_served(&http, &["w1.app"], [1.0, 0.5, 0.5]);
}

#[test]
fn a_deep_check_takes_everything_out_when_the_database_is_gone() {
    let deep = edited(&two_webs(), &["set lb.it check deep"]);
    assert_served(&deep, &["w1.app"], UP);
    // No target has a dynamic read that succeeds: not even files are served.
    assert_served(&deep, &["db"], DOWN);
    assert_served(&edited(&two_webs(), &["set lb.it check http"]), &["db"], [1.0, 0.0, 0.0]);
}

#[test]
fn passive_watching_is_as_a_tcp_check() {
    let passive = edited(&two_webs(), &["set lb.it check passive"]);
    assert_served(&passive, &["w1"], UP);
    assert_served(&passive, &["~w1"], HALF);
    // A sole target stays in use, dead or not.
    let sole = edited(&passive, &["disconnect lb.it w2.it"]);
    assert_served(&sole, &["w1"], DOWN);
}

#[test]
fn a_backup_serves_only_when_no_other_is_chosen() {
    let backup = edited(&two_webs(), &["set lb.it check http", "set lb.it->w2.it:80 backup true"]);
    // w2 gets nothing while w1 is there, so its failure costs nothing; nor does w1's, once it is found.
    assert_served(&backup, &["~w2"], UP);
    assert_served(&backup, &["w1"], UP);
    assert_served(&backup, &["w1", "w2"], DOWN);
    // Without a check w1 is always chosen, so that its backup never is.
    assert_served(&edited(&backup, &["set lb.it check none"]), &["w1"], DOWN);
}

#[test]
fn shares_are_the_weights_of_the_chosen() {
    let weighted = edited(&two_webs(), &["set lb.it->w1.it:80 weight 3"]);
    // 3 : 1 without a check.
    assert_served(&weighted, &["w1"], [0.25; 3]);
    assert_served(&weighted, &["w2"], [0.75; 3]);
    let drained = edited(&two_webs(), &["set lb.it->w1.it:80 weight 0"]);
    // A target of weight 0 takes no requests, and nobody takes those of the other.
    assert_served(&drained, &["w1"], UP);
    assert_served(&drained, &["w2"], DOWN);
}

#[test]
fn redispatch_saves_crashes_and_never_hangs() {
    let redispatch = edited(&two_webs(), &["set lb.it redispatch true"]);
    assert_served(&redispatch, &["w1"], UP);
    assert_served(&redispatch, &["~w1"], HALF);
    assert_served(&redispatch, &["w1", "w2"], DOWN);
    // The one that is left hangs.
    assert_served(&redispatch, &["w1", "~w2"], DOWN);
}

#[test]
fn a_broken_link_is_a_dead_target() {
    assert_served(&two_webs(), &["lb.it->w1.it:80"], HALF);
    assert_served(&edited(&two_webs(), &["set lb.it check tcp"]), &["lb.it->w1.it:80"], UP);
}

#[test]
fn an_application_server_without_files_fails_its_http_check() {
    let apps = design(
        r#"
        hosts: [
            (id: "web", components: [(id: "it", kind: web_server)]),
            (id: "a1", components: [(id: "it", kind: app_server)]),
            (id: "a2", components: [(id: "it", kind: app_server)]),
            (id: "nfs", components: [(id: "code", kind: app_files)]),
            (id: "db", components: [(id: "it", kind: database)]),
            (id: "redis", components: [(id: "it", kind: session_store)]),
        ],
        parts: [(id: "user", kind: user)],
        links: [
            (from: "user", to: "web.it", protocol: http),
            (from: "web.it", to: "a1.it", protocol: fastcgi), (from: "web.it", to: "a2.it", protocol: fastcgi),
            (from: "a2.it", to: "nfs.code", protocol: file),
            (from: "a1.it", to: "db.it", protocol: mysql), (from: "a2.it", to: "db.it", protocol: mysql),
            (from: "a2.it", to: "redis.it", protocol: redis),
        ],
        "#,
    );
    // a1 has no files: half of the dynamic requests, unless the web server looks.
    assert_served(&apps, &[], [1.0, 0.5, 0.5]);
    let looks = edited(&apps, &["set web.it check http"]);
    assert_served(&looks, &[], UP);
    // Linked files are gone with their host.
    assert_served(&looks, &["nfs"], [1.0, 0.0, 0.0]);
    // A linked part is needed only when it is required; its failure does not fail the http check.
    assert_served(&looks, &["redis"], UP);
    assert_served(&edited(&looks, &["set redis.it required true"]), &["redis"], [1.0, 0.0, 0.0]);
    // Whatever it is that is required, and whatever is spoken with it.
    let mail = edited(&looks, &["add mail_server mail", "connect a2.it mail smtp"]);
    assert_served(&mail, &["mail"], UP);
    assert_served(&edited(&mail, &["set mail required true"]), &["mail"], [1.0, 0.0, 0.0]);
}

#[test]
fn a_cache_is_a_store_beside_applications_and_a_forwarder_before_them() {
    let beside = edited(
        &two_webs(),
        &[
            "add cache memory",
            "connect w1.app memory memcached",
            "set memory required true",
            "set lb.it check http",
        ],
    );
    // It calls nobody and serves all the same; its hit share is about what stands in front.
    assert_served(&beside, &[], UP);
    assert_served(&edited(&beside, &["set memory hit_share 0.5"]), &[], UP);
    assert_served(&beside, &["w2", "memory"], [1.0, 0.0, 0.0]);
    // One that reads the database for the application is required too, if it is marked so.
    let through = edited(&beside, &["connect memory db.it mysql"]);
    assert_served(&through, &[], UP);
    assert_served(&through, &["w2", "memory"], [1.0, 0.0, 0.0]);
    // In front, one without targets has nothing to answer with but what it has kept.
    let front = edited(&two_webs(), &["add cache front", "disconnect user lb.it", "connect user front http"]);
    assert_served(&front, &[], DOWN);
    assert_served(&edited(&front, &["set front hit_share 0.5"]), &[], [0.5, 0.0, 0.0]);
    // A store answers no user, whoever stands before it.
    let store = [
        "add session_store store",
        "disconnect lb.it w1.it",
        "disconnect lb.it w2.it",
        "connect lb.it store redis",
    ];
    assert_served(&edited(&two_webs(), &store), &[], DOWN);
    // What is required is the cache, also where somebody else calls it.
    let shared = edited(&beside, &["connect w1.it memory http"]);
    assert_served(&shared, &[], UP);
    assert_served(&shared, &["w2", "memory"], [1.0, 0.0, 0.0]);
    // Nor is it any better as a target.
    let target =
        edited(&two_webs(), &["add cache front", "disconnect lb.it w2.it", "connect lb.it front http"]);
    assert_served(&target, &[], HALF);
}

#[test]
fn a_circle_ends_where_it_closes() {
    // w1 passes its dynamic requests also to the balancer, which the path has met: of those at w1 half are lost.
    let circle = edited(&two_webs(), &["connect w1.it lb.it http"]);
    assert_served(&circle, &[], [1.0, 0.75, 0.75]);
    // The http check of w1 is passed: files do not go round.
    assert_served(&edited(&circle, &["set lb.it check http"]), &[], [1.0, 0.75, 0.75]);
    // A user who comes in at w1 may go round once by the balancer: half to the application beside, half to the
    // balancer, which gives half to w2, and half to w1 where it ends.
    let inside = edited(&circle, &["disconnect user lb.it", "connect user w1.it http"]);
    assert_served(&inside, &[], [1.0, 0.75, 0.75]);
}

#[test]
fn a_cdn_answers_its_share_of_static_reads() {
    let cdn = edited(
        &two_webs(),
        &[
            "add external cdn cdn",
            "set cdn hit_share 0.6",
            "disconnect user lb.it",
            "connect user cdn https",
            "connect cdn lb.it https",
        ],
    );
    assert_served(&cdn, &[], UP);
    assert_served(&cdn, &["lb"], [0.6, 0.0, 0.0]);
    // Without a check half of what the balancer gets is lost: 0.6 + 0.4 × 0.5.
    assert_served(&cdn, &["w1"], [0.8, 0.5, 0.5]);
}
