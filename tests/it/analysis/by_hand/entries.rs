//! From the name to the entry: addresses, shared addresses, clients, name servers.

use super::{assert_served, design, edited};
use spof::analysis::{Engine, Function, Granularity};
use spof::topology::Topology;

const UP: [f64; 3] = [1.0; 3];
const HALF: [f64; 3] = [0.5; 3];
const DOWN: [f64; 3] = [0.0; 3];

/// Two balancers before one server that has everything, and a zone with these records for `www`.
fn two_balancers(records: &str, clusters: &str) -> Topology {
    let head = "$ORIGIN foobar.com.\n$TTL 300\n@ IN SOA ns1 hostmaster 1 7200 900 1209600 300\n@ IN NS ns1.example.net.\n";
    design(&format!(
        r##"
        site: "www.foobar.com",
        hosts: [
            (id: "lb1", address: "192.0.2.1", components: [(id: "it", kind: load_balancer)]),
            (id: "lb2", address: "192.0.2.2", components: [(id: "it", kind: load_balancer)]),
            (id: "s", components: [
                (id: "web", kind: web_server), (id: "app", kind: app_server),
                (id: "code", kind: app_files), (id: "db", kind: database),
            ]),
        ],
        parts: [(id: "user", kind: user)],
        links: [
            (from: "user", to: "lb1.it", protocol: http), (from: "user", to: "lb2.it", protocol: http),
            (from: "lb1.it", to: "s.web", protocol: http), (from: "lb2.it", to: "s.web", protocol: http),
            (from: "s.web", to: "s.app", protocol: fastcgi), (from: "s.app", to: "s.db", protocol: mysql),
        ],
        clusters: [{clusters}],
        zone: r#"{head}{records}
"#,
        "##
    ))
}

#[test]
fn each_address_has_an_equal_share_and_dns_checks_nothing() {
    let two = two_balancers("www IN A 192.0.2.1\nwww IN A 192.0.2.2", "");
    assert_served(&two, &[], UP);
    assert_served(&two, &["lb1"], HALF);
    // A client that tries the next address finds the other balancer; one whose connection is accepted waits.
    let retry = edited(&two, &["set topology clients retry"]);
    assert_served(&retry, &["lb1"], UP);
    assert_served(&retry, &["lb1", "lb2"], DOWN);
    assert_served(&retry, &["~lb1"], HALF);
}

#[test]
fn an_address_that_nobody_owns_counts_as_failed() {
    let lost = two_balancers("www IN A 192.0.2.1\nwww IN A 192.0.2.77", "");
    assert_served(&lost, &[], HALF);
    assert_served(&edited(&lost, &["set topology clients retry"]), &[], UP);
}

#[test]
fn names_are_followed_and_a_name_without_address_leads_nowhere() {
    assert_served(&two_balancers("www IN CNAME web\nweb IN CNAME lb\nlb IN A 192.0.2.1", ""), &[], UP);
    assert_served(&two_balancers("web IN A 192.0.2.1", ""), &[], DOWN);
    let why = Engine::new(two_balancers("", "")).why_down(&spof::analysis::Failures::none(), Function::Write);
    assert!(why.is_some_and(|why| why.contains("www.foobar.com")));
}

#[test]
fn without_a_zone_the_links_of_the_user_are_the_entries() {
    let two = edited(&two_balancers("", ""), &["zone none"]);
    assert_served(&two, &["lb1"], HALF);
    // A link that only redirects to HTTPS serves nothing by itself.
    let redirects = edited(&two, &["set user->lb1.it:80 redirect true"]);
    assert_served(&redirects, &["lb1"], UP);
    assert_served(&redirects, &["lb2"], DOWN);
}

#[test]
fn a_shared_address_moves_with_the_host_and_not_with_the_process() {
    let cluster = r#"(id: "vip", mode: active_passive(members: ["lb1.it", "lb2.it"], address: "192.0.2.9"))"#;
    let shared = two_balancers("www IN A 192.0.2.9", cluster);
    assert_served(&shared, &["lb2"], UP);
    assert_served(&shared, &["lb1"], UP);
    // keepalived watches the host: the address stays with a balancer whose process is dead.
    assert_served(&shared, &["lb1.it"], DOWN);
    // Losing the host as well makes it better, which sums over cut sets would deny.
    assert_served(&shared, &["lb1.it", "lb1"], UP);
    let cut_sets = Engine::new(&shared).cut_sets(Function::StaticRead, Granularity::Component, 2).sets;
    let sets: Vec<String> = cut_sets
        .iter()
        .map(|set| set.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(sets, ["s", "lb1.it", "s.web", "lb1 lb2", "lb1 lb2.it"]);
    let tracked = edited(&shared, &["set vip track service"]);
    assert_served(&tracked, &["lb1.it"], UP);
    assert_served(&tracked, &["~lb1.it"], UP);
    assert_served(&tracked, &["lb1.it", "lb2"], DOWN);
}

#[test]
fn two_shared_addresses_back_each_other() {
    let cluster = r#"(id: "vips", mode: active_active(members: ["lb1.it", "lb2.it"], addresses: ["192.0.2.8", "192.0.2.9"]))"#;
    let pair = two_balancers("www IN A 192.0.2.8\nwww IN A 192.0.2.9", cluster);
    assert_served(&pair, &["lb1"], UP);
    assert_served(&pair, &["lb2"], UP);
    assert_served(&pair, &["lb1", "lb2"], DOWN);
    // The dead process keeps its own address.
    assert_served(&pair, &["lb1.it"], HALF);
    // One of them alone in the zone is lb2's first.
    let second = two_balancers("www IN A 192.0.2.9", cluster);
    assert_served(&second, &["lb2.it"], DOWN);
    assert_served(&second, &["lb1.it"], UP);
}

#[test]
fn the_address_may_belong_to_an_in_line_firewall() {
    let fw = edited(
        &two_balancers("www IN A 192.0.2.5", ""),
        &[
            "add firewall fw",
            "set fw address 192.0.2.5",
            "disconnect user lb1.it",
            "disconnect user lb2.it",
            "connect user fw http",
            "connect fw lb1.it http",
        ],
    );
    assert_served(&fw, &[], UP);
    assert_served(&fw, &["fw"], DOWN);
    assert_served(&fw, &["lb1"], DOWN);
}

#[test]
fn name_servers_count_only_when_they_are_placed() {
    let names = two_balancers("www IN A 192.0.2.1", "");
    let placed =
        edited(&names, &["add host ns1", "add dns bind on ns1", "add host ns2", "add dns bind on ns2"]);
    assert_served(&placed, &["ns1"], UP);
    assert_served(&placed, &["ns1", "ns2"], DOWN);
    // Nobody asks for a name where there is no zone.
    assert_served(&edited(&placed, &["zone none", "disconnect user lb2.it"]), &["ns1", "ns2"], UP);
    // Somebody else answers as well.
    assert_served(&edited(&placed, &["add external dns dns"]), &["ns1", "ns2"], UP);
}

#[test]
fn a_place_fails_with_everything_in_it() {
    let places = edited(
        &two_balancers("www IN A 192.0.2.1\nwww IN A 192.0.2.2", ""),
        &["add place dc", "add place rack", "set rack inside dc", "set lb1 place rack", "set lb2 place dc"],
    );
    assert_served(&places, &["rack"], HALF);
    assert_served(&places, &["dc"], DOWN);
    // A place is an element only where it states how available it is.
    let elements = |topology| {
        let engine = Engine::new(topology);
        engine
            .elements(Granularity::Host)
            .iter()
            .filter(|element| ["dc", "rack"].contains(&element.id.as_str()))
            .count()
    };
    assert_eq!(elements(&places), 0);
    assert_eq!(elements(&edited(&places, &["set rack availability 0.9999"])), 1);
}

#[test]
fn an_address_answers_by_its_owner_and_not_by_a_way_beside_it() {
    // The user may also call lb1 directly, but the name leads to the firewall.
    let beside = edited(
        &two_balancers("www IN A 192.0.2.5", ""),
        &["add firewall fw", "set fw address 192.0.2.5", "connect user fw http", "connect fw lb1.it http"],
    );
    assert_served(&beside, &[], UP);
    assert_served(&beside, &["fw"], DOWN);
}

#[test]
fn the_member_that_holds_an_address_answers_and_not_what_stands_beside_it() {
    // Both members on one host, and a third balancer there that is no member and leads nowhere.
    let pair = |track: &str| {
        edited(
            &two_balancers("www IN A 192.0.2.9", ""),
            &[
                "add load_balancer two on lb1",
                "connect user lb1.two http",
                "connect lb1.two s.web http",
                "add load_balancer three on lb1",
                "connect user lb1.three http",
                "add cluster vip active_passive lb1.it lb1.two",
                "set vip address 192.0.2.9",
                &format!("set vip track {track}"),
            ],
        )
    };
    assert_served(&pair("service"), &[], UP);
    assert_served(&pair("service"), &["lb1.it"], UP);
    assert_served(&pair("service"), &["lb1.it", "lb1.two"], DOWN);
    // The address stays with the first member while its host works.
    assert_served(&pair("host"), &["lb1.it"], DOWN);
}

#[test]
fn a_user_without_links_gets_nothing_and_one_who_only_administers_does_not_count() {
    let two = edited(&two_balancers("www IN A 192.0.2.1", ""), &["add user other"]);
    assert_served(&two, &[], HALF);
    assert_served(&edited(&two, &["connect other s.db ssh"]), &[], UP);
    assert_served(&edited(&two, &["connect other lb1.it http"]), &[], UP);
}

#[test]
fn what_comes_back_through_a_firewall_is_no_call() {
    let round = edited(
        &two_balancers("www IN A 192.0.2.1", ""),
        &[
            "add firewall fw",
            "disconnect lb1.it s.web",
            "connect user fw http",
            "connect fw lb1.it http",
            "connect lb1.it fw http",
            "connect fw s.web http",
        ],
    );
    assert_served(&round, &[], UP);
}
