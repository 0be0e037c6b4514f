//! Files that are wrong, and what their authors read.

use spof::topology::parse;

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
    let error = parse("mine.ron", text).unwrap_err();
    let said: Vec<_> =
        error.problems.iter().map(|p| (p.line, p.column, p.message.as_str(), p.hint.as_str())).collect();
    assert_eq!(
        said[..4],
        [
            (
                4,
                29,
                "`8.8.8.300` is no IP address.",
                "Write four numbers from 0 to 255, such as `8.8.8.8`, or an IPv6 address, such as `2001:db8::1`."
            ),
            (4, 56, "`availability` goes from 0 to 1; 99.9 is outside.", "Write a share: 99.9 % is `0.999`."),
            (
                4,
                119,
                "`lb.haproxy`, of kind load_balancer, has no `reads`.",
                "`reads` belongs to: app_server."
            ),
            (
                5,
                14,
                "The id `lb` is taken already (line 4).",
                "Hosts, free-standing parts, places and clusters share one list of ids: choose another."
            ),
        ]
    );
    assert_eq!((said[4].0, said[4].1, said[4].2), (7, 32, "`kind` cannot be `usr`."));
    assert!(said[4].3.starts_with("Did you mean `user`?"));
    assert_eq!(
        said[5..],
        [
            (8, 32, "`lb` is a host; a component belongs here.", "Write `lb.haproxy`."),
            (8, 75, "There is no component `lb.hapoxy`.", "Did you mean `lb.haproxy`?"),
        ]
    );
}
