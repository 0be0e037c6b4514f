//! Edits: what each does, how it is written, and what is said when it cannot be made.

use spof::topology::{Edit, History, Mode, Topology, write};

use super::classics::classic;

/// Makes the edits that the lines say.
fn after(file: &str, lines: &[&str]) -> Topology {
    lines.iter().fold(classic(file), |topology, line| {
        let edit = Edit::parse(line, &topology).unwrap_or_else(|error| panic!("{line}: {error}"));
        edit.apply(&topology).unwrap_or_else(|error| panic!("{line}: {error}"))
    })
}

/// What is said about a line that cannot be read or made.
fn refused(file: &str, line: &str) -> String {
    let topology = classic(file);
    match Edit::parse(line, &topology).and_then(|edit| edit.apply(&topology)) {
        Ok(after) => panic!("{line} was made:\n{}", write(&after)),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_line_of_text_may_leave_out_what_can_only_be_one_thing() {
    for (file, line, full) in [
        ("c1.ron", "connect lb s1.app http", "connect lb.haproxy s1.app http"),
        ("c1.ron", "connect lb s1.app", "connect lb.haproxy s1.app http"),
        ("c2.ron", "connect lb s1 https", "connect lb.haproxy s1.nginx https"),
        ("c1.ron", "connect s1 s2 mysql", "connect s1.app s2.mysql mysql"),
        ("c2.ron", "connect user lb https 8443", "connect user lb.haproxy https 8443"),
        ("c2.ron", "connect user to lb port 8443", "connect user lb.haproxy https 8443"),
        ("c1.ron", "set lb check none", "set lb.haproxy check none"),
        ("c1.ron", "set lb-haproxy check none", ""),
        ("c1.ron", "set s1 reads default", "set s1.app reads default"),
        ("c1.ron", "set lb address 9.9.9.9, 10.0.0.1", "set lb address 9.9.9.9,10.0.0.1"),
        ("c1.ron", "set topology title My  first = one", "set topology title My  first = one"),
        ("c1.ron", "set db promotion automatic", "set db promotion automatic"),
        ("c1.ron", "disconnect lb s1", "disconnect lb.haproxy->s1.nginx:80"),
        ("c1.ron", "disconnect lb.haproxy->s1.nginx", "disconnect lb.haproxy->s1.nginx:80"),
        ("c1.ron", "remove lb.haproxy->s1.nginx:80", "disconnect lb.haproxy->s1.nginx:80"),
        ("c1.ron", "add web-server on s1", "add web_server nginx2 on s1"),
        ("c1.ron", "add firewall on lb", "add firewall fw on lb"),
        ("c1.ron", "add firewall fw1", "add firewall fw1"),
        ("c1.ron", "rename s1.app to s1.php", "rename s1.app php"),
        ("c1.ron", "move s2.mysql lb", "move s2.mysql to lb"),
        ("c1.ron", "move lb to free", "move lb.haproxy to free"),
        (
            "c3.ron",
            "add cluster web active-active lb1 lb2",
            "add cluster web active_active lb1.haproxy lb2.haproxy",
        ),
    ] {
        let topology = classic(file);
        match Edit::parse(line, &topology) {
            Ok(edit) => {
                assert_eq!(edit.to_string(), full, "{line}");
                assert_eq!(Edit::parse(full, &topology), Ok(edit), "{full}");
            }
            Err(error) => assert_eq!(full, "", "{line}: {error}"),
        }
    }
}

#[test]
fn a_refusal_says_what_to_do() {
    for (file, line, said) in [
        (
            "c1.ron",
            "",
            "There is nothing to do. Write one of add, connect, disconnect, remove, rename, move, set, zone.",
        ),
        ("c1.ron", "conect lb s1", "There is no command `conect`. Did you mean `connect`?"),
        ("c1.ron", "add webserver nginx on s1", "`webserver` is no kind of part. Did you mean `web_server`?"),
        ("c1.ron", "add database db on s9", "There is no host `s9`. Did you mean `s1`?"),
        (
            "c1.ron",
            "add host lb",
            "The id `lb` is taken already. Hosts, free-standing parts, places and clusters share one list of ids: choose another.",
        ),
        ("c1.ron", "add host a.b", "`a.b` has a dot. A new id has none."),
        ("c1.ron", "remove lbb", "There is nothing called `lbb`. Did you mean `lb`?"),
        ("c1.ron", "connect s1 s2 http", "`s1` has several parts that fit. Say which: `s1.nginx`, `s1.app`."),
        (
            "c1.ron",
            "connect lb s1.nginx http",
            "The link `lb.haproxy->s1.nginx:80` is there already. Remove one of the two, or give one another port.",
        ),
        ("c1.ron", "connect lb s1.nginx htp", "There is no protocol `htp`. Did you mean `http`?"),
        ("c1.ron", "connect user user tcp 80", "`user` calls itself. A link joins two components."),
        ("c1.ron", "set lb.haproxy chek http", "`lb.haproxy` has no property `chek`. Did you mean `check`?"),
        (
            "c1.ron",
            "set lb.haproxy check htp",
            "`check` cannot be `htp`. Did you mean `http`? It is one of: none, tcp, http, deep, passive.",
        ),
        (
            "c1.ron",
            "set lb.haproxy reads any",
            "`lb.haproxy` has no `reads`. `reads` belongs to: app_server.",
        ),
        (
            "c1.ron",
            "set s1 address 8.8.8.8",
            "The address 8.8.8.8 of `s1` belongs to `lb` already. Each address has one owner: give one of the two another address.",
        ),
        (
            "c1.ron",
            "set lb availability 2",
            "`availability` goes from 0 to 1; 2 is outside. Write a share: 2 % is `0.02`.",
        ),
        (
            "c1.ron",
            "set db fencing true",
            "`fencing` belongs to an automatic promotion. First: `set db promotion automatic`.",
        ),
        (
            "c1.ron",
            "set db primary s1.app",
            "`s1.app` is of kind app_server, which cannot be in a primary_replica cluster. Its members are databases.",
        ),
        ("c1.ron", "set lb.haproxy kind default", "`kind` has no default."),
        ("c1.ron", "set lb", "This is no complete `set`. Write it so: set lb.haproxy check http."),
        ("c1.ron", "disconnect lb.haproxy s1.mysql", "There is no link `lb.haproxy->s1.mysql`."),
        (
            "c1.ron",
            "move dns to lb",
            "`dns` is somebody else's and cannot move. If it is yours now: `set dns external false`.",
        ),
        (
            "c1.ron",
            "move s2.mysql to s1",
            "`s1` has a component `mysql` already. Give one of the two another id.",
        ),
        ("c1.ron", "rename s1 s2", "The id `s2` is taken already."),
        (
            "c1.ron",
            "set s1 place rack1",
            "There is no place `rack1`. The topology has no places; add one first.",
        ),
    ] {
        let told = refused(file, line);
        assert!(told.starts_with(said), "{line}: {told}");
    }
}

#[test]
fn removing_takes_every_reference_along() {
    let topology = after("c1.ron", &["remove s1"]);
    assert_eq!(topology.hosts.len(), 2);
    assert!(topology.links.iter().all(|link| link.from.host() != Some("s1") && link.to.host() != Some("s1")));
    let Mode::PrimaryReplica { primary, replicas, .. } = &topology.clusters[0].mode else {
        panic!("the mode stays")
    };
    assert_eq!((primary.as_str(), replicas.len()), ("s2.mysql", 0));
    assert!(after("c1.ron", &["remove s1", "remove s2.mysql"]).clusters.is_empty());
    let racks = ["add place dc", "add place rack", "set rack inside dc", "set s1 place rack", "remove rack"];
    assert_eq!(after("c1.ron", &racks).host("s1").unwrap().standing.place.as_ref().unwrap().as_str(), "dc");
}

#[test]
fn renaming_reaches_every_reference_but_not_the_zone() {
    let before = classic("c2.ron");
    let rules = "set lb.fw rules allow from internet to lb.haproxy port 443,deny from s1";
    let topology =
        after("c2.ron", &[rules, "set db promotion automatic", "set db voters s1,s2,lb", "rename s1 front"]);
    let text = write(&topology);
    assert!(!text.contains("\"s1"), "{text}");
    assert!(
        text.contains("deny(from: \"front\")") && text.contains("voters: [\"front\", \"s2\", \"lb\"]"),
        "{text}"
    );
    assert_eq!(topology.zone, before.zone);
    let back = Edit::parse("rename front s1", &topology).unwrap().apply(&topology).unwrap();
    assert_eq!(back, after("c2.ron", &[rules, "set db promotion automatic", "set db voters s1,s2,lb"]));
}

#[test]
fn a_component_moves_with_its_links() {
    let topology = after("c1.ron", &["add host db1", "move s1.mysql to db1"]);
    assert_eq!(topology.clusters[0].mode.members()[0].as_str(), "db1.mysql");
    assert!(topology.links.iter().any(|link| link.id().to_string() == "s2.mysql->db1.mysql:3306"));
    let free = after("c2.ron", &["move s1.fw to free", "rename fw fw2", "move fw2 to s1"]);
    assert!(free.component("s1.fw2").is_some() && free.component("s1.fw").is_none());
}

#[test]
fn a_history_goes_back_and_forth() {
    let mut history = History::new(classic("c0.ron"));
    let mut states = vec![history.current().clone()];
    for number in 0..40 {
        let edit = Edit::parse(&format!("add host h{number}"), history.current()).unwrap();
        states.push(history.apply(edit).unwrap().clone());
    }
    for state in states.iter().rev().skip(1) {
        assert!(history.undo().is_some());
        assert_eq!(history.current(), state);
    }
    assert!(!history.can_undo() && history.undo().is_none());
    for state in &states[1..] {
        assert!(history.can_redo());
        history.redo();
        assert_eq!(history.current(), state);
    }
    assert!(history.redo().is_none());
    history.undo();
    history.apply(Edit::parse("remove h3", history.current()).unwrap()).unwrap();
    assert!(!history.can_redo());
    let edits = history.steps().concat();
    assert_eq!(History::replay(history.start().clone(), edits).unwrap().current(), history.current());
}

#[test]
fn several_edits_are_one_step_or_none() {
    let mut history = History::new(classic("c0.ron"));
    let edit = |line: &str, history: &History| Edit::parse(line, history.current()).unwrap();
    let good = vec![edit("add host a", &history), edit("add host b", &history)];
    let clash = vec![edit("add host c", &history), edit("add host c", &history)];
    history.apply_all(good).unwrap();
    assert_eq!(history.current().hosts.len(), 3);
    assert!(history.apply_all(clash).is_err());
    assert_eq!(history.current().hosts.len(), 3);
    history.undo();
    assert_eq!(*history.current(), classic("c0.ron"));
}

#[test]
fn a_line_is_completed_by_what_fits() {
    let topology = classic("c1.ron");
    for (line, expected) in [
        ("re", vec!["remove", "rename"]),
        ("add web_server n on ", vec!["lb", "s1", "s2"]),
        ("set lb.haproxy che", vec!["check", "check_seconds"]),
        ("set lb.haproxy check ", vec!["none", "tcp", "http", "deep", "passive", "default"]),
        ("connect lb.haproxy s1.n", vec!["s1.nginx"]),
        ("connect lb.haproxy s1.nginx ", vec!["http", "https", "tcp", "tls"]),
        ("move s1.app to ", vec!["lb", "s1", "s2", "free"]),
        ("set s1 networks internet,p", vec!["internet,private"]),
        ("set db replicas ", vec!["s1.mysql", "s2.mysql", "default"]),
        ("nonsense ", vec![]),
    ] {
        assert_eq!(Edit::complete(line, &topology), expected, "{line}");
    }
}
