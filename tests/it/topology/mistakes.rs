//! One mistake a file: what is said of it, and what to write instead.

use super::wrong::refused;

/// A file with these hosts, parts, links and clusters besides a user and a server `s` with everything on it.
pub(super) fn file(extra: &str) -> String {
    format!(
        "(format: 1,
hosts: [(id: \"s\", address: \"8.8.8.8\", components: [
(id: \"nginx\", kind: web_server), (id: \"app\", kind: app_server), (id: \"code\", kind: app_files), (id: \"mysql\", kind: database)])],
parts: [(id: \"user\", kind: user)],
{extra})"
    )
}

/// A mistake, what is said of it, and a part of the advice.
type Mistakes<'a> = &'a [(&'a str, &'a str, &'a str)];

/// Holds that each text, in the file that `make` makes of it, has one problem: this one.
fn expect(mistakes: Mistakes, make: impl Fn(&str) -> String) {
    for (text, message, hint) in mistakes {
        let error = refused(&make(text));
        let [problem] = error.problems.as_slice() else { panic!("{text}: {error}") };
        assert_eq!(problem.message, *message, "{error}");
        assert!(problem.hint.contains(hint), "{error}");
    }
}

#[test]
fn each_mistake_in_fields_has_its_own_sentence() {
    expect(
        &[
            ("hots: []", "A topology has no field `hots`.", "Did you mean `hosts`?"),
            ("printers: []", "A topology has no field `printers`.", "There are: clients, clusters,"),
            ("title: \"a\", title: \"b\"", "The field `title` is there twice.", "Remove one of the two."),
            ("title: 5", "`title` cannot be this.", "Write a text in quotes."),
            ("title: \"a\\u{7}b\"", "`title` holds the control character U+0007.", "Remove it."),
            ("links: ()", "`links` takes a list.", "Write `links: [ … ]`."),
            ("links: [\"a\"]", "A link belongs here.", "Write `(name: value, …)`."),
            (
                "links: [Link(from: \"user\")]",
                "The fields of a link have no word before them.",
                "Write `(name: value, …)`.",
            ),
            ("links: [(from: \"user\", protocol: http)]", "This link has no `to`.", "Add `to: …`."),
            ("zone: 5", "`zone` takes a text.", "Write the zone file between `r#\"` and `\"#`."),
            ("traffic: (qps: -1)", "`qps` goes from 0 to 1000000000; -1 is outside.", ""),
            ("traffic: (qps: NaN)", "`qps` cannot be this.", "Write a number from 0 to 1000000000."),
            ("traffic: (qps: 1e999)", "`qps` goes from 0 to 1000000000; inf is outside.", ""),
            ("traffic: (static: 0, dynamic: 0, write: 0)", "The mix of the traffic is empty.", ""),
            ("clients: twice", "`clients` cannot be `twice`.", "It is one of: once, retry."),
            (
                "site: \"https://www.foobar.com/\"",
                "`https://www.foobar.com/` is a URL.",
                "Write the name alone: `www.foobar.com`.",
            ),
            ("site: \"www foobar\"", "`www foobar` is no domain name.", "letters, digits and `-`"),
        ],
        file,
    );
}

#[test]
fn each_mistake_in_links_has_its_own_sentence() {
    expect(
        &[
            (
                "links: [(from: \"user\", to: \"s.nginx\", protocol: htps)]",
                "`protocol` cannot be `htps`.",
                "Did you mean `https`?",
            ),
            (
                "links: [(from: \"user\", to: \"s.nginx\", protocol: \"http\")]",
                "`protocol` takes a word without quotes.",
                "Write `http` without quotes.",
            ),
            (
                "links: [(from: \"user\", to: \"s\", protocol: http)]",
                "`s` is a host; a component belongs here.",
                "Write one of: `s.nginx`, `s.app`, `s.code`, `s.mysql`.",
            ),
            (
                "links: [(from: \"user\", to: \"nginx\", protocol: http)]",
                "There is no component `nginx`.",
                "Did you mean `s.nginx`?",
            ),
            (
                "links: [(from: \"user\", to: \"s.ngnix\", protocol: http)]",
                "There is no component `s.ngnix`.",
                "Did you mean `s.nginx`?",
            ),
            ("links: [(from: \"s.nginx\", to: \"s.nginx\", protocol: http)]", "`s.nginx` calls itself.", ""),
            (
                "links: [(from: \"s.nginx\", to: \"user\", protocol: http)]",
                "`user` is a user, and nobody calls a user.",
                "write `from: \"user\"`",
            ),
            (
                "links: [(from: \"s.code\", to: \"s.app\", protocol: file)]",
                "`s.code` are files, and files call nobody.",
                "",
            ),
            (
                "links: [(from: \"user\", to: \"s.nginx\", protocol: http, port: 0)]",
                "`port` goes from 1 to 65535; 0 is outside.",
                "",
            ),
            (
                "links: [(from: \"user\", to: \"s.nginx\", protocol: http, port: 70000)]",
                "`port` goes from 1 to 65535; 70000 is outside.",
                "",
            ),
            (
                "links: [(from: \"user\", to: \"s.nginx\", protocol: http, weight: 1.5)]",
                "`weight` is a whole number; 1.5 is not.",
                "",
            ),
            (
                "links: [(from: \"user\", to: \"s.nginx\", protocol: https, encrypted: false)]",
                "HTTPS is always encrypted.",
                "",
            ),
            (
                "links: [(from: \"user\", to: \"s.nginx\", protocol: https, redirect: true)]",
                "Only HTTP is redirected to HTTPS, not HTTPS.",
                "",
            ),
            (
                "links: [(from: \"user\", to: \"s.nginx\", protocol: http),\n(from: \"user\", to: \"s.nginx\", protocol: tcp, port: 80)]",
                "The link `user->s.nginx:80` is there already (line 5).",
                "Remove one of the two, or give one another port.",
            ),
        ],
        file,
    );
}

#[test]
fn each_mistake_in_places_has_its_own_sentence() {
    expect(
        &[
            ("places: [(id: \"r\", inside: \"dc\")]", "There is no place `dc`.", "The places are: `r`."),
            ("places: [(id: \"r\", inside: \"r\")]", "The place `r` is inside itself.", ""),
            (
                "places: [(id: \"a\", inside: \"b\"), (id: \"b\", inside: \"a\")]",
                "The place `a` is inside itself.",
                "",
            ),
            ("places: [(id: \"s\")]", "The id `s` is taken already (line 2).", ""),
            (
                "places: [(id: \"internet\")]",
                "`internet` has a meaning of its own here.",
                "Choose another id.",
            ),
            ("places: [(id: \"a.b\")]", "`a.b` has a dot.", ""),
            (
                "places: [(id: \"a b\")]",
                "`a b` is no id: use letters, digits, `-` and `_`, starting with a letter or digit, such as `web1`.",
                "",
            ),
            ("places: [(availability: 0.9)]", "This place has no `id`.", "Add `id: …`."),
        ],
        file,
    );
}

#[test]
fn each_mistake_in_clusters_has_its_own_sentence() {
    expect(
        &[
            (
                "clusters: [(id: \"c\", mode: primary_replca(primary: \"s.mysql\"))]",
                "`mode` cannot be `primary_replca`.",
                "Did you mean `primary_replica`?",
            ),
            (
                "clusters: [(id: \"c\", mode: primary_replica(replicas: []))]",
                "This primary_replica has no `primary`.",
                "Add `primary: …`.",
            ),
            (
                "clusters: [(id: \"c\", mode: primary_replica(primary: \"s.mysql\", members: []))]",
                "A primary_replica has no field `members`.",
                "There are: primary, promotion, replicas.",
            ),
            (
                "clusters: [(id: \"c\", mode: primary_replica(primary: \"s.app\"))]",
                "`s.app` is of kind app_server, which cannot be in a primary_replica cluster.",
                "Its members are databases.",
            ),
            (
                "clusters: [(id: \"c\", mode: primary_replica(primary: \"s.mysql\", replicas: [\"s.mysql\"]))]",
                "`s.mysql` is the primary and cannot be its own replica.",
                "",
            ),
            (
                "clusters: [(id: \"c\", mode: primary_replica(primary: \"s\"))]",
                "`s` is a host; a component belongs here.",
                "Write `s.mysql`.",
            ),
            (
                "clusters: [(id: \"c\", mode: primary_replica(primary: \"s.mysql\", promotion: automatic(voters: [\"x\"])))]",
                "There is no host or component `x` that could vote.",
                "",
            ),
            (
                "clusters: [(id: \"c\", mode: primary_replica(primary: \"s.mysql\", promotion: auto))]",
                "`promotion` cannot be this.",
                "Write `manual`, or `automatic(",
            ),
            (
                "clusters: [(id: \"c\", mode: primary_replica(primary: \"s.mysql\", fencing: true))]",
                "A primary_replica has no field `fencing`.",
                "",
            ),
            (
                "clusters: [(id: \"c\", mode: multi_primary(members: []))]",
                "The cluster `c` has no members.",
                "Name at least one.",
            ),
            (
                "clusters: [(id: \"c\", mode: active_active(members: [\"s.nginx\", \"s.app\"]))]",
                "`s.app` is of kind app_server, but `s.nginx` is of kind web_server.",
                "The members of a cluster are of one kind.",
            ),
            (
                "clusters: [(id: \"c\", mode: active_active(members: [\"s.nginx\", \"s.nginx\"]))]",
                "`members` names s.nginx twice.",
                "Write it once.",
            ),
            (
                "clusters: [(id: \"c\", mode: active_passive(members: [\"s.nginx\"], address: \"8.8.8.8\"))]",
                "The address 8.8.8.8 of `c` belongs to `s` already (line 2).",
                "",
            ),
            (
                "clusters: [(id: \"c\", mode: active_active(members: [\"s.nginx\"], addresses: [\"1.1.1.1\", \"1.1.1.2\"]))]",
                "`c` has 2 shared addresses for 1 members.",
                "",
            ),
            (
                "clusters: [(id: \"c\", track: service, mode: active_passive(members: [\"s.nginx\"]))]",
                "`track` belongs to the mode.",
                "Write it inside: `mode: active_passive(track: …)`.",
            ),
            (
                "clusters: [(id: \"c\", mode: multi_primary(members: [\"s.mysql\"])), (id: \"d\", mode: multi_primary(members: [\"s.mysql\"]))]",
                "`s.mysql` belongs to the cluster `c` already.",
                "A database belongs to one cluster.",
            ),
        ],
        file,
    );
}

#[test]
fn each_mistake_in_a_host_has_its_own_sentence() {
    expect(
        &[
            ("(id: \"h\", adress: \"1.1.1.1\")", "A host has no field `adress`.", "Did you mean `address`?"),
            (
                "(id: \"h\", address: \"1.1.1.1/24\")",
                "`1.1.1.1/24` is no IP address.",
                "Write the address alone",
            ),
            (
                "(id: \"h\", address: \"127.0.0.1\")",
                "`127.0.0.1` means the machine itself to every machine.",
                "",
            ),
            (
                "(id: \"h\", address: [\"1.1.1.1\", \"0.0.0.0\"])",
                "`0.0.0.0` is not the address of one machine.",
                "",
            ),
            (
                "(id: \"h\", networks: [internet, dmzz])",
                "`networks` cannot be `dmzz`.",
                "Did you mean `dmz`?",
            ),
            (
                "(id: \"h\", networks: [\"internet\"])",
                "`networks` cannot be this.",
                "Write a list, without quotes, of internet, dmz, private.",
            ),
            (
                "(id: \"h\", place: \"rack\")",
                "There is no place `rack`.",
                "The topology has no places; add one first.",
            ),
            ("(id: \"h\", cost: -4)", "`cost` goes from 0 to 1000000; -4 is outside.", ""),
            (
                "(id: \"h\", cost: 99999999999999999999999999)",
                "`cost` goes from 0 to 1000000; 100000000000000000000000000 is outside.",
                "",
            ),
            ("(id: 5)", "`id` cannot be this.", "Write an id in quotes, such as \"s1\"."),
        ],
        |host| format!("(format: 1, hosts: [{host}])"),
    );
}

#[test]
fn each_mistake_in_a_component_has_its_own_sentence() {
    expect(
        &[
            ("(id: \"h\", components: [(id: \"a\")])", "This component has no `kind`.", "Add `kind: …`."),
            (
                "(id: \"h\", components: [(id: \"h.a\", kind: dns)])",
                "`h.a` has a dot.",
                "Write `a`: its host's id comes before it by itself.",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: user)])",
                "A user stands on no host.",
                "Make it a free-standing part.",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: dns, address: \"1.1.1.1\")])",
                "A component on a host has no `address` of its own.",
                "Write it in the host `h`",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: dns), (id: \"a\", kind: dns)])",
                "`h` has a component `a` already (line 1).",
                "",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: web_server, certificate: [\"*.a.b\", \"1.1.1.1\"])])",
                "`1.1.1.1` is an address.",
                "Write a name, such as `www.foobar.com`.",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: database, certificate: [\"a.b\"])])",
                "`h.a`, of kind database, has no `certificate`.",
                "`certificate` belongs to: load_balancer",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: cdn, hit_share: 80)])",
                "`hit_share` goes from 0 to 1; 80 is outside.",
                "Write a share: 80 % is `0.8`.",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: firewall, rules: open)])",
                "`rules` cannot be this.",
                "Write drawn, or listed([allow(",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: firewall, rules: listed([permit()]))])",
                "A rule begins with `allow` or `deny`.",
                "",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: firewall, rules: listed([allow(src: \"h\")]))])",
                "A rule has no field `src`.",
                "It has `from`, `to` and `port`.",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: firewall, rules: listed([allow(from: \"inernet\")]))])",
                "There is no host, component or network `inernet`.",
                "Did you mean `internet`?",
            ),
            (
                "(id: \"h\", components: [(id: \"a\", kind: firewall, rules: listed([allow(port: 0)]))])",
                "`port` goes from 1 to 65535; 0 is outside.",
                "",
            ),
        ],
        |host| format!("(format: 1, hosts: [{host}])"),
    );
}
