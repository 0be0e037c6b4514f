//! Files that are wrong, and what their authors read.

use spof::topology::{FileError, LARGEST_FILE, decode, parse};

use super::mistakes::file;

pub(super) fn refused(text: &str) -> FileError {
    match parse("mine.ron", text) {
        Ok(topology) => panic!("{text} was read as {topology:?}"),
        Err(error) => error,
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once_at_its_place() {
    let text = r#"(
    format: 1,
    hosts: [
        (id: "lb", address: "8.8.8.300", availability: 99.9, components: [(id: "haproxy", kind: load_balancer, reads: any)]),
        (id: "lb"),
    ],
    parts: [(id: "user", kind: usr)],
    links: [(from: "user", to: "lb", protocol: https), (from: "user", to: "lb.hapoxy", protocol: https)],
)"#;
    assert_eq!(
        refused(text).to_string(),
        r#"mine.ron:4:29: `8.8.8.300` is no IP address.
 4 |         (id: "lb", address: "8.8.8.300", availability: 99.9, components: [(id: "haproxy", kind: load_balancer, reads: any)]),
   |                             ^
   Write four numbers from 0 to 255, such as `8.8.8.8`, or an IPv6 address, such as `2001:db8::1`.
mine.ron:4:56: `availability` goes from 0 to 1; 99.9 is outside.
 4 |         (id: "lb", address: "8.8.8.300", availability: 99.9, components: [(id: "haproxy", kind: load_balancer, reads: any)]),
   |                                                        ^
   Write a share: 99.9 % is `0.999`.
mine.ron:4:119: `lb.haproxy`, of kind load_balancer, has no `reads`.
 4 |         (id: "lb", address: "8.8.8.300", availability: 99.9, components: [(id: "haproxy", kind: load_balancer, reads: any)]),
   |                                                                                                                       ^
   `reads` belongs to: app_server.
mine.ron:5:14: The id `lb` is taken already (line 4).
 5 |         (id: "lb"),
   |              ^
   Hosts, free-standing parts, places and clusters share one list of ids: choose another.
mine.ron:7:32: `kind` cannot be `usr`.
 7 |     parts: [(id: "user", kind: usr)],
   |                                ^
   Did you mean `user`? It is one of: user, web_server, app_server, app_files, database, load_balancer, proxy, firewall, dns, cache, cdn, session_store, queue, vrrp, mail_server, monitoring_client, monitoring_service.
mine.ron:8:32: `lb` is a host; a component belongs here.
 8 |     links: [(from: "user", to: "lb", protocol: https), (from: "user", to: "lb.hapoxy", protocol: https)],
   |                                ^
   Write `lb.haproxy`.
mine.ron:8:75: There is no component `lb.hapoxy`.
 8 |     links: [(from: "user", to: "lb", protocol: https), (from: "user", to: "lb.hapoxy", protocol: https)],
   |                                                                           ^
   Did you mean `lb.haproxy`?"#
    );
}

#[test]
fn a_file_that_is_no_ron_gives_its_first_error() {
    let comma = "Write `,` after each field and each element.";
    for (text, line, column, message, hint) in [
        ("", 0, 0, "The file is empty.", "A topology begins with `(format: 1)`; `spof lab` can make one."),
        (" \n", 0, 0, "The file is empty.", "A topology begins with `(format: 1)`; `spof lab` can make one."),
        ("(format: 1", 1, 1, "This `(` is never closed.", "Write `)` where it ends."),
        (
            "(format: 1,\n hosts: [(id: \"a\"),\n",
            2,
            9,
            "This `[` is never closed.",
            "Write `]` where it ends.",
        ),
        (
            "(format: 1,\n hosts: [\n(id: \"a\")\n)",
            4,
            1,
            "The `[` of line 2 is still open here.",
            "Write `]` first.",
        ),
        ("(format: 1 title: \"x\")", 1, 12, "A comma is missing before this.", comma),
        ("(format: 1, title: \"x)", 1, 20, "A string does not end.", "Close it with `\"`."),
        ("(format: 1, zone: r#\"x\")", 1, 19, "A string does not end.", "Close it with `\"`."),
        ("(format: 1, /* x", 1, 13, "A comment does not end.", "Close it with `*/`."),
        ("(format: 1, title = \"x\")", 1, 19, "A colon is missing after the name.", "Write `name: value`."),
        (
            "(format: 1, title: \"\\q\")",
            1,
            23,
            "What follows the `\\` is no escape.",
            "Write `\\\\` for a backslash and `\\\"` for a quote.",
        ),
        ("(format: 1, 5)", 1, 13, "The name of a field is wanted here.", "Write `name: value`."),
        ("(format: 1) (", 1, 13, "Something follows after the end.", "Remove what follows."),
    ] {
        let error = refused(text);
        let [problem] = error.problems.as_slice() else { panic!("{text}: {error}") };
        assert_eq!((problem.message.as_str(), problem.hint.as_str()), (message, hint), "{text}");
        assert_eq!((problem.line, problem.column), (line, column), "{text}: {error}");
    }
}

#[test]
fn a_mistake_is_not_blamed_on_those_who_refer_to_it() {
    let text = "(format: 1, hosts: [(id: \"h\", components: [(id: \"a\", kind: webserver)]), (id: \"b!\")],
        links: [(from: \"h.a\", to: \"b!.x\", protocol: http)], clusters: [(id: \"c\", mode: active_active(members: [\"h.a\"]))])";
    let error = refused(text);
    let said: Vec<&str> = error.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(said.len(), 3, "{error}");
    assert_eq!(said[0], "`kind` cannot be `webserver`.");
    assert!(said[1].starts_with("`b!` is no id") && said[2].starts_with("`b!.x` is no id"), "{error}");
}

#[test]
fn the_format_is_looked_at_first() {
    for (text, message, hint) in [
        ("(hosts: [])", "The file does not say its format.", "Begin with `format: 1,`."),
        (
            "(format: 2, anything: 5)",
            "This file has format 2; this spof reads format 1.",
            "Take a newer spof, or ask the author for a file of this format.",
        ),
        ("(format: 0)", "This file has format 0; this spof reads format 1.", "Write `format: 1`."),
        ("(format: \"1\")", "`format` is a number.", "Write `format: 1`."),
        ("[1]", "A topology belongs here.", "Write `(name: value, …)`."),
        ("5", "A topology belongs here.", "Write `(name: value, …)`."),
    ] {
        let error = refused(text);
        assert_eq!(error.problems.len(), 1, "{error}");
        assert_eq!((error.problems[0].message.as_str(), error.problems[0].hint.as_str()), (message, hint));
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    for (bytes, message) in [
        (&b""[..], "x.ron: The file is empty."),
        (&b" \n\t"[..], "x.ron: The file is empty."),
        (&b"\xff\xfe(\0"[..], "x.ron: The file is UTF-16 text, and spof reads UTF-8."),
        (&b"\x7fELF\x02\0\0"[..], "x.ron: The file is no text: byte 6 is zero."),
        (
            &b"(format: 1,\ntitle: \"\xe9\")"[..],
            "x.ron: The file is no UTF-8 text: byte 21 (in line 2) does not belong there.",
        ),
    ] {
        let error = decode("x.ron", bytes).unwrap_err();
        assert!(error.to_string().starts_with(message), "{error}");
    }
    let large = vec![b' '; LARGEST_FILE + 1];
    let message = "x.ron: The file has 4194305 bytes; spof reads at most 4194304 (4 MiB).";
    assert!(decode("x.ron", &large).unwrap_err().to_string().starts_with(message));
    assert!(parse("x.ron", &" ".repeat(LARGEST_FILE)).is_err());
    assert_eq!(decode("x.ron", b"(format: 1)"), Ok("(format: 1)"));
    assert!(parse("x.ron", "\u{feff}(format: 1)").is_ok());
}

#[test]
fn brackets_without_end_neither_break_nor_hang() {
    for piece in ["(", "[", "{", "(a:", "(format: 1, hosts: [", "((a:1),", "/*", "r#\"", "Some("] {
        for many in [200, 20_000] {
            let text = piece.repeat(many);
            assert!(parse("x.ron", &text).is_err());
            assert!(parse("x.ron", &format!("(format: 1, links: {text}")).is_err());
        }
    }
    let closed = format!("(format: 1, title: {}{})", "(".repeat(100), ")".repeat(100));
    assert!(parse("x.ron", &closed).is_err());
}

#[test]
fn a_thousand_mistakes_are_counted_and_a_hundred_shown() {
    let links: Vec<String> =
        (0..1000).map(|n| format!("(from: \"a{n}\", to: \"user\", protocol: http)")).collect();
    let error = refused(&file(&format!("links: [{}]", links.join(","))));
    assert_eq!(error.problems.len(), 101);
    assert_eq!(error.problems[100].message, "There are 1900 more problems of this kind.");
}
