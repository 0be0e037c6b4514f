//! Why an element is a single point of failure, in the words that are told; each design is small enough to see it.

use spof::analysis::{Engine, Failures, Function, Granularity, Options, Spof, analyse};
use spof::topology::{Id, Topology};

use super::{design, edited};

/// A balancer with a check, two web servers with their applications, and what else is given.
fn pairs(hosts: &str, links: &str, more: &str) -> Topology {
    design(&format!(
        r#"
        hosts: [
            (id: "lb", components: [(id: "it", kind: load_balancer, check: http)]),
            (id: "w1", components: [(id: "it", kind: web_server), (id: "app", kind: app_server, reads: any), (id: "code", kind: app_files)]),
            (id: "w2", components: [(id: "it", kind: web_server), (id: "app", kind: app_server, reads: any), (id: "code", kind: app_files)]),
            {hosts}
        ],
        parts: [(id: "user", kind: user)],
        links: [
            (from: "user", to: "lb.it", protocol: http),
            (from: "lb.it", to: "w1.it", protocol: http), (from: "lb.it", to: "w2.it", protocol: http),
            (from: "w1.it", to: "w1.app", protocol: fastcgi), (from: "w2.it", to: "w2.app", protocol: fastcgi),
            {links}
        ],
        {more}
        "#
    ))
}

/// One database that both applications call.
fn with_database(hosts: &str, links: &str, more: &str) -> Topology {
    let hosts = format!(r#"(id: "db", components: [(id: "it", kind: database)]), {hosts}"#);
    let links = format!(
        r#"(from: "w1.app", to: "db.it", protocol: mysql), (from: "w2.app", to: "db.it", protocol: mysql), {links}"#
    );
    pairs(&hosts, &links, more)
}

/// Two databases in a cluster that both applications call.
fn with_cluster(mode: &str) -> Topology {
    let link = |app: &str, no: usize| format!(r#"(from: "{app}.app", to: "d{no}.it", protocol: mysql),"#);
    let links: String = [("w1", 1), ("w1", 2), ("w2", 1), ("w2", 2)].map(|(app, no)| link(app, no)).concat();
    let copies = r#"(from: "d2.it", to: "d1.it", protocol: replication),"#;
    pairs(
        r#"(id: "d1", components: [(id: "it", kind: database)]), (id: "d2", components: [(id: "it", kind: database)]),"#,
        &(links + copies),
        &format!(r#"clusters: [(id: "data", mode: {mode})],"#),
    )
}

fn replicated(promotion: &str) -> Topology {
    with_cluster(&format!(
        r#"primary_replica(primary: "d1.it", replicas: ["d2.it"], promotion: {promotion})"#
    ))
}

#[track_caller]
fn spof(topology: &Topology, function: Function, granularity: Granularity, id: &str) -> Spof {
    let spofs = Engine::new(topology).spofs(function, granularity);
    let ids: Vec<&Id> = spofs.iter().map(|spof| &spof.id).collect();
    spofs.iter().find(|spof| spof.id == *id).unwrap_or_else(|| panic!("{id} is none of {ids:?}")).clone()
}

/// Checks what is said of a single point of failure at granularity host, and the way that shows it.
#[track_caller]
fn assert_told(topology: &Topology, function: Function, id: &str, because: &str, way: &str) {
    let found = spof(topology, function, Granularity::Host, id);
    let path: Vec<&str> = found.path.iter().map(Id::as_str).collect();
    assert_eq!((found.because().as_str(), path.join(" → ").as_str()), (because, way));
}

#[track_caller]
fn assert_told_of_part(topology: &Topology, function: Function, id: &str, because: &str) {
    assert_eq!(spof(topology, function, Granularity::Component, id).because(), because);
}

#[test]
fn what_every_request_passes() {
    let one = with_database("", "", "");
    assert_told(&one, Function::StaticRead, "lb", "every static read passes lb", "user → lb.it → w1.it");
    let way = "user → lb.it → w1.it → w1.app → db.it";
    assert_told(&one, Function::Write, "db", "every write passes db", way);
    // Both web servers call a second database that nobody told of the first one's data: still two ways.
    let both = edited(&one, &["add host e", "add database it on e", "connect w1.app e.it mysql"]);
    let spofs = Engine::new(&both).spofs(Function::Write, Granularity::Host);
    assert_eq!(spofs.iter().map(|spof| spof.id.as_str()).collect::<Vec<_>>(), ["lb"]);
}

#[test]
fn a_firewall_in_line() {
    let lines =
        ["add firewall fw", "disconnect user->lb.it:80", "connect user fw http", "connect fw lb.it http"];
    let guarded = edited(&with_database("", "", ""), &lines);
    assert_told(
        &guarded,
        Function::StaticRead,
        "fw",
        "every static read passes fw",
        "user → fw → lb.it → w1.it",
    );
}

#[test]
fn name_servers() {
    let zone = r#"site: "www.foobar.com", zone: "$ORIGIN foobar.com.\n$TTL 300\n@ IN SOA ns host 1 7200 900 1209600 300\n@ IN NS ns\nns IN A 192.0.2.53\nwww IN A 192.0.2.1\n","#;
    let one = with_database(r#"(id: "ns", components: [(id: "a", kind: dns)]),"#, "", zone);
    let one = edited(&one, &["set lb address 192.0.2.1"]);
    let because = "every static read needs ns: ns.a is the only name server";
    assert_told(&one, Function::StaticRead, "ns", because, "user → ns.a");
    assert_told_of_part(&one, Function::Write, "ns.a", "every write needs ns.a: it is the only name server");
    let two = edited(&one, &["add dns b on ns"]);
    let because = "every static read needs ns: it carries both ns.a and ns.b";
    assert_told(&two, Function::StaticRead, "ns", because, "user → ns.a");
}

#[test]
fn a_required_part_and_shared_files() {
    let store = with_database(
        r#"(id: "redis", components: [(id: "it", kind: session_store, required: true)]),"#,
        r#"(from: "w1.app", to: "redis.it", protocol: redis), (from: "w2.app", to: "redis.it", protocol: redis),"#,
        "",
    );
    let because = "every dynamic read needs redis: w1.app and w2.app require the session store redis.it";
    assert_told(&store, Function::DynamicRead, "redis", because, "user → lb.it → w1.it → w1.app → redis.it");
    let lines = [
        "remove w1.code",
        "remove w2.code",
        "add host nfs",
        "add app_files code on nfs",
        "connect w1.app nfs.code file",
        "connect w2.app nfs.code file",
    ];
    let shared = edited(&with_database("", "", ""), &lines);
    let because = "every write needs nfs: nfs.code holds the application files of w1.app and w2.app";
    assert_told(&shared, Function::Write, "nfs", because, "user → lb.it → w1.it → w1.app → nfs.code");
}

#[test]
fn a_primary_that_nobody_replaces() {
    let way = "user → lb.it → w1.it → w1.app → d1.it";
    let write = |topology: &Topology, why: &str| {
        assert_told(
            topology,
            Function::Write,
            "d1",
            &format!("every write passes d1: d1.it is the primary, and {why}"),
            way,
        );
    };
    write(&replicated("manual"), "a replica is promoted by hand only");
    let votes = r#"automatic(voters: ["d1.it", "d2.it"])"#;
    write(&replicated(votes), "1 of 2 voters is left, which is no majority");
    // The replica takes over, and no application calls it.
    let lines = ["disconnect w1.app->d2.it:3306", "disconnect w2.app->d2.it:3306"];
    let apart = edited(&replicated("automatic(fencing: true)"), &lines);
    write(&apart, "no request gets through to d2.it, which takes its place");
    // No link carries replication to d2, so that it has nothing to take over with.
    let deaf = edited(&replicated("automatic(fencing: true)"), &["disconnect d2.it d1.it"]);
    write(&deaf, "no replica gets its changes");
    assert_told_of_part(
        &replicated("manual"),
        Function::Write,
        "d1.it",
        "every write passes d1.it: it is the primary, and a replica is promoted by hand only",
    );
}

#[test]
fn a_lost_majority() {
    let two = with_cluster(r#"multi_primary(members: ["d1.it", "d2.it"])"#);
    let because = "every write needs d2: without it 1 of 2 members of data is left, which is no majority";
    assert_told(&two, Function::Write, "d2", because, "user → lb.it → w1.it → w1.app → d1.it");
}

#[test]
fn one_host_for_both_of_a_pair() {
    let topology = design(
        r#"
        hosts: [
            (id: "lb", components: [(id: "it", kind: load_balancer, check: http)]),
            (id: "h", components: [(id: "one", kind: web_server), (id: "two", kind: web_server)]),
        ],
        parts: [(id: "user", kind: user)],
        links: [
            (from: "user", to: "lb.it", protocol: http),
            (from: "lb.it", to: "h.one", protocol: http), (from: "lb.it", to: "h.two", protocol: http),
        ],
        "#,
    );
    let because = "every static read passes h: it carries both h.one and h.two";
    assert_told(&topology, Function::StaticRead, "h", because, "user → lb.it → h.one");
}

#[test]
fn one_place_for_both_of_a_pair_and_for_one_part_alone() {
    let rack = |ids: &[&str]| {
        let mut lines = vec!["add place rack".to_owned(), "set rack availability 0.9999".to_owned()];
        lines.extend(ids.iter().map(|id| format!("set {id} place rack")));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        edited(&with_database("", "", ""), &lines)
    };
    let way = "user → lb.it → w1.it";
    let because = "every static read passes rack: it carries both w1 and w2";
    assert_told(&rack(&["w1", "w2"]), Function::StaticRead, "rack", because, way);
    let because = "every static read passes rack: lb stands there";
    assert_told(&rack(&["lb", "w1"]), Function::StaticRead, "rack", because, way);
}

#[test]
fn a_cut_set_with_a_common_cause_names_what_one_failure_takes() {
    // Three web servers, two of them on one host: that host and the third take everything down.
    let topology = design(
        r#"
        hosts: [
            (id: "h", components: [(id: "one", kind: web_server), (id: "two", kind: web_server)]),
            (id: "g", components: [(id: "three", kind: web_server)]),
        ],
        parts: [(id: "user", kind: user), (id: "lb", kind: load_balancer, check: http)],
        links: [
            (from: "user", to: "lb", protocol: http), (from: "lb", to: "h.one", protocol: http),
            (from: "lb", to: "h.two", protocol: http), (from: "lb", to: "g.three", protocol: http),
        ],
        "#,
    );
    let report = analyse(&topology, &Options::default());
    let cause = report.common_causes.iter().find(|cause| !cause.besides.is_empty()).expect("there is one");
    assert_eq!((cause.id.as_str(), cause.besides[0].as_str()), ("h", "g"));
    assert_eq!(cause.carries.iter().map(Id::as_str).collect::<Vec<_>>(), ["h.one", "h.two"]);
    assert_eq!(cause.functions, [Function::StaticRead]);
}

#[test]
fn an_address_that_stays_with_a_dead_process() {
    let topology = design(
        r#"
        site: "www.foobar.com",
        hosts: [
            (id: "lb1", components: [(id: "it", kind: load_balancer)]),
            (id: "lb2", components: [(id: "it", kind: load_balancer)]),
            (id: "w", components: [(id: "it", kind: web_server)]),
        ],
        parts: [(id: "user", kind: user)],
        links: [
            (from: "user", to: "lb1.it", protocol: http), (from: "user", to: "lb2.it", protocol: http),
            (from: "lb1.it", to: "w.it", protocol: http), (from: "lb2.it", to: "w.it", protocol: http),
        ],
        clusters: [(id: "vip", mode: active_passive(members: ["lb1.it", "lb2.it"], address: "192.0.2.1"))],
        zone: "$ORIGIN foobar.com.\n$TTL 300\n@ IN SOA ns1 host 1 7200 900 1209600 300\n@ IN NS ns1.example.net.\nwww IN A 192.0.2.1\n",
        "#,
    );
    let because = "every static read passes lb1.it: the address of vip stays with lb1, as it follows the host and \
                   not the program";
    assert_told_of_part(&topology, Function::StaticRead, "lb1.it", because);
    let why =
        Engine::new(&topology).why_down(&Failures::crash(["lb1.it".parse().unwrap()]), Function::StaticRead);
    let told = "lb1.it has failed, and the address of vip stays with lb1, as it follows the host and not the program.";
    assert_eq!(why.as_deref(), Some(told));
}

#[test]
fn a_target_that_is_left_alone() {
    // The backup is used only when no other target passes, and a TCP check lets a web server pass whose application
    // has failed.
    let lines = ["set lb.it check tcp", "set lb.it->w2.it:80 backup true"];
    let backup = edited(&with_database("", "", ""), &lines);
    let because = "every write passes w1.app: lb.it does not turn to w2.it, as backups wait until no other target is \
                   fit";
    assert_told_of_part(&backup, Function::Write, "w1.app", because);
    let weightless = edited(&with_database("", "", ""), &["set lb.it->w2.it:80 weight 0"]);
    let because = "every static read passes w1: lb.it does not turn to w2.it, as its weight is 0";
    assert_told(&weightless, Function::StaticRead, "w1", because, "user → lb.it → w1.it");
}

#[test]
fn a_check_that_asks_for_more_than_the_request() {
    // Reads come from the replica alone, and a deep check asks for a read: without it no write gets there either.
    let lines = ["set lb.it check deep", "set w1.app reads replicas", "set w2.app reads replicas"];
    let deep = edited(&replicated("manual"), &lines);
    let because = "every write needs d2: lb.it does not turn to w1.it and w2.it, as its check asks for a dynamic read, \
                   which fails there";
    assert_told(&deep, Function::Write, "d2", because, "user → lb.it → w1.it → w1.app → d1.it");
    let because = "every dynamic read passes d2: w1.app reads from replicas only";
    let way = "user → lb.it → w1.it → w1.app → d2.it";
    assert_told(&deep, Function::DynamicRead, "d2", because, way);
}

#[test]
fn two_users_and_all_functions() {
    // The second user comes by a balancer of their own: only what both pass is passed by every request.
    let lines =
        ["add user guest", "add load_balancer front", "connect guest front http", "connect front w1.it http"];
    let two = edited(&with_database("", "", ""), &lines);
    let spofs = Engine::new(&two).spofs(Function::Write, Granularity::Host);
    assert_eq!(spofs.iter().map(|spof| spof.id.as_str()).collect::<Vec<_>>(), ["db"]);
    let one = with_database("", "", "");
    let engine = Engine::new(&one);
    let all: Vec<Spof> =
        Function::ALL.into_iter().flat_map(|function| engine.spofs(function, Granularity::Host)).collect();
    let of = |id: &str| -> Vec<String> {
        let own: Vec<&Spof> = all.iter().filter(|spof| spof.id == *id).collect();
        Spof::clauses(&own, "it")
    };
    assert_eq!(of("lb"), ["every request passes it"]);
    assert_eq!(of("db"), ["every dynamic read and write passes it"]);
}

#[test]
fn what_failed_is_told_by_the_host_that_failed() {
    let why = |topology: &Topology, ids: &[&str], function| {
        let failed = ids.iter().map(|id| id.parse().expect("an id"));
        Engine::new(topology).why_down(&Failures::crash(failed), function).expect("it is down")
    };
    let one = with_database("", "", "");
    assert_eq!(why(&one, &["db"], Function::Write), "db has failed, and with it db.it.");
    assert_eq!(
        why(&one, &["w1", "w2"], Function::StaticRead),
        "w1 has failed, and with it w1.it; w2 has failed, and with it w2.it."
    );
    assert_eq!(
        why(&replicated("manual"), &["d1"], Function::Write),
        "the primary d1.it has failed with d1, and a replica is promoted by hand only."
    );
    let link = one.links.iter().find(|link| link.to == *"lb.it").expect("it is drawn").id();
    let cut = Engine::new(&one).why_down(&Failures::none().with_link(link), Function::StaticRead);
    assert_eq!(cut.as_deref(), Some("the link user->lb.it:80 is broken."));
    let both = replicated("automatic(fencing: true)");
    assert_eq!(
        why(&both, &["d1", "d2"], Function::Write),
        "the primary d1.it has failed with d1, and d2.it has failed too."
    );
}
