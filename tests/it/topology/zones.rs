//! Zone files as users write them: what is read, what is refused, and what a name leads to.

use std::net::IpAddr;

use proptest::prelude::*;
use spof::topology::zone::{Data, End, Name, Zone};

const HEAD: &str = "$ORIGIN foobar.com.\n$TTL 300\n@ IN SOA ns1.example.net. hostmaster.foobar.com. ( 1 7200 900 1209600 300 )\n@ IN NS ns1.example.net.\n";

fn zone(lines: &str) -> Zone {
    Zone::parse(&format!("{HEAD}{lines}"))
}

/// The records in one line each, without those of the head.
fn read(lines: &str) -> Vec<String> {
    let zone = zone(lines);
    assert!(zone.problems.is_empty(), "{:?}", zone.problems);
    zone.records[2..].iter().map(ToString::to_string).collect()
}

#[test]
fn owners_classes_and_times_may_be_left_out() {
    let lines = "www A 8.8.8.8\n    IN AAAA 2001:db8::1\nmail 1h IN A 8.8.4.4\n\tIN 60 TXT one \"two three\"\n@ MX 10 mail\n$ORIGIN api\nv1 CNAME www.foobar.com.\n$ORIGIN lab.foobar.com.\n$TTL 2d\n@ a 10.0.0.1 ; lower case\n";
    assert_eq!(
        read(lines),
        [
            "www.foobar.com. 300 IN A 8.8.8.8",
            "www.foobar.com. 300 IN AAAA 2001:db8::1",
            "mail.foobar.com. 3600 IN A 8.8.4.4",
            "mail.foobar.com. 60 IN TXT \"one\" \"two three\"",
            "foobar.com. 300 IN MX 10 mail.foobar.com.",
            "v1.api.foobar.com. 300 IN CNAME www.foobar.com.",
            "lab.foobar.com. 172800 IN A 10.0.0.1",
        ]
    );
}

#[test]
fn every_usual_type_is_read() {
    let lines = "a PTR b.example.\n_sip._tcp SRV 10 60 5060 sip.foobar.com.\n@ CAA 0 issue \"letsencrypt.org\"\nh HTTPS 1 . alpn=h2\nd DS 1 2 3 abcd\n";
    let records = read(lines);
    assert_eq!(records[1], "_sip._tcp.foobar.com. 300 IN SRV 10 60 5060 sip.foobar.com.");
    assert_eq!(records[2], "foobar.com. 300 IN CAA 0 issue \"letsencrypt.org\"");
    assert_eq!(records.len(), 5);
    let zone = zone("");
    let Data::Soa { serial, minimum, ref mailbox, .. } = zone.records[0].data else {
        panic!("the SOA comes first")
    };
    assert_eq!((serial, minimum, mailbox.to_string().as_str()), (1, 300, "hostmaster.foobar.com."));
    assert_eq!((zone.records[0].line, zone.records[1].line), (3, 4));
    assert_eq!(zone.origin().unwrap().without_dot(), "foobar.com");
}

#[test]
fn what_cannot_be_read_is_said_with_its_line_and_the_rest_counts() {
    for (line, column, message, hint) in [
        ("www A 8.8.8.256", 7, "`8.8.8.256` is no IPv4 address.", "Write four numbers from 0 to 255"),
        ("www A lb.foobar.com.", 7, "`lb.foobar.com.` is no IPv4 address.", "a CNAME record holds a name"),
        ("www A 2001:db8::1", 7, "`2001:db8::1` is no IPv4 address.", "AAAA"),
        ("www AAAA 8.8.8.8", 10, "`8.8.8.8` is no IPv6 address.", "A record"),
        (
            "www CNAME 8.8.8.8",
            11,
            "A CNAME record holds a name, and `8.8.8.8` is an address.",
            "Write `A 8.8.8.8`.",
        ),
        ("www CNAME http://foobar.com/", 11, "`http://foobar.com/` is a URL.", "name of the host alone"),
        ("www 8.8.8.8", 5, "`8.8.8.8` is no record type.", "Write `A` before an IPv4 address: `A 8.8.8.8`."),
        ("www IN CNAM lb", 8, "`CNAM` is no record type.", "Did you mean `CNAME`?"),
        ("www A", 5, "This A record holds nothing.", "Write it so: `www IN A 8.8.8.8`."),
        ("www A 8.8.8.8 8.8.4.4", 15, "A records hold 1 value; this one holds 2.", ""),
        ("@ MX mail", 3, "MX records hold 2 values; this one holds 1.", "@ IN MX 10 mail.foobar.com."),
        ("@ MX low mail", 6, "`low` is no number from 0 to 65535.", ""),
        ("www", 1, "This line says nothing of its name.", ""),
        ("www CH A 1.2.3.4", 5, "The class CH is not that of the internet.", ""),
        ("www 9999999999 A 1.2.3.4", 5, "`9999999999` is longer than 2147483647 seconds.", ""),
        ("www 5q A 1.2.3.4", 5, "`5q` is no time.", ""),
        ("a..b A 1.2.3.4", 1, "`a..b` has an empty label.", ""),
        ("bücher A 1.2.3.4", 1, "`bücher` has letters that DNS does not know.", "xn--"),
        ("x TXT \"open", 7, "This text does not end on its line.", "Close it with `\"`."),
        ("x TXT a )", 9, "This `)` has no `(` before it.", ""),
        ("$TTL", 1, "`$TTL` takes one value.", "$TTL 300"),
        ("$INCLUDE other.zone", 1, "spof does not read `$INCLUDE`.", ""),
        ("$ORGIN x.", 1, "There is no directive `$ORGIN`.", "Did you mean `$ORIGIN`?"),
        ("x CAA zero issue \"a\"", 3, "This CAA record cannot be read", ""),
        ("@ SOA ns host@foobar.com 1 2 3 4 5", 10, "`host@foobar.com` has an `@`", "hostmaster.foobar.com."),
    ] {
        let zone = zone(&format!("{line}\nlast A 10.0.0.1\n"));
        let [problem] = zone.problems.as_slice() else { panic!("{line}: {:?}", zone.problems) };
        assert_eq!((problem.line, problem.column), (5, column), "{line}: {problem}");
        assert!(problem.message.starts_with(message), "{line}: {problem}");
        assert!(problem.hint.contains(hint), "{line}: {problem}");
        assert_eq!(zone.resolve("last.foobar.com").end, End::Found, "{line}");
    }
    let long = zone(&format!("x TXT \"{}\"\n", "x".repeat(256)));
    assert!(long.problems[0].message.contains("256 octets"));
    let open = zone("x TXT (\n a\n");
    assert_eq!((open.problems[0].line, open.problems[0].column), (5, 7));
}

#[test]
fn a_zone_without_its_first_lines_says_which_are_missing() {
    let zone = Zone::parse("www A 8.8.8.8");
    assert_eq!(zone.problems[0].message, "`www` is relative, and no origin says to what.");
    let zone = Zone::parse("www.foobar.com. A 8.8.8.8");
    assert_eq!(zone.problems[0].message, "Nothing says how long this record may be kept.");
    assert_eq!(zone.resolve("www.foobar.com").addresses, ["8.8.8.8".parse::<IpAddr>().unwrap()]);
    let zone = Zone::parse("$ORIGIN foobar.com\n$TTL 5m\nwww A 8.8.8.8");
    assert_eq!(zone.problems[0].hint, "Write `$ORIGIN foobar.com.`");
    assert_eq!(zone.resolve("www.foobar.com").end, End::Found);
    let zone = Zone::parse("$TTL 300\n  A 8.8.8.8");
    assert_eq!(zone.problems[0].message, "This line has no owner, and no line before it has one.");
    assert!(Zone::parse("").records.is_empty() && Zone::parse("").problems.is_empty());
}

#[test]
fn a_name_leads_to_its_addresses_over_aliases() {
    let zone = zone("www 60 CNAME lb\nlb 600 A 8.8.8.8\nlb AAAA 2001:db8::1\nlb A 8.8.4.4\nlb A 8.8.8.8\n");
    let answer = zone.resolve("WWW.foobar.com");
    assert_eq!(answer.end, End::Found);
    assert_eq!(
        answer.chain.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["WWW.foobar.com.", "lb.foobar.com."]
    );
    let addresses: Vec<String> = answer.addresses.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["8.8.8.8", "8.8.4.4", "2001:db8::1"]);
    assert_eq!(answer.ttl, 60);
}

#[test]
fn a_way_that_leads_to_no_address_says_why() {
    let lines = "mail MX 10 mx\na.b TXT x\nl1 CNAME l2\nl2 CNAME l1\nself CNAME self\nout CNAME www.example.net.\nmissing CNAME nothing\nsub NS ns.sub\nns.sub A 10.0.0.1\n";
    let zone = zone(lines);
    for (name, end) in [
        ("mail.foobar.com", End::NoData),
        ("b.foobar.com", End::NoData),
        ("nothing.foobar.com", End::NoName),
        ("missing.foobar.com", End::NoName),
        ("l1.foobar.com", End::Loop),
        ("self.foobar.com", End::Loop),
        ("out.foobar.com", End::Outside),
        ("example.net", End::Outside),
        ("www.sub.foobar.com", End::Outside),
        ("", End::NotAName),
        ("a b", End::NotAName),
    ] {
        let answer = zone.resolve(name);
        assert_eq!((answer.end, answer.addresses.len()), (end, 0), "{name}");
    }
}

#[test]
fn eight_aliases_are_followed_and_no_more() {
    let aliases: Vec<String> = (0..9).map(|n| format!("n{n} CNAME n{}", n + 1)).collect();
    let zone = zone(&format!("{}\nn9 A 8.8.8.8\n", aliases.join("\n")));
    assert_eq!(zone.resolve("n1.foobar.com").end, End::Found);
    assert_eq!(zone.resolve("n0.foobar.com").end, End::TooLong);
}

#[test]
fn a_wildcard_answers_for_names_that_are_not_there() {
    let zone = zone("* A 10.0.0.1\nwww TXT here\na.b A 10.0.0.2\n");
    let first = |name| zone.resolve(name).addresses.first().map(ToString::to_string);
    assert_eq!(first("x.foobar.com").as_deref(), Some("10.0.0.1"));
    assert_eq!(first("x.y.foobar.com").as_deref(), Some("10.0.0.1"));
    // RFC 4592 section 2.2.1: a name that exists, or stands below one that does, is not answered by the wildcard.
    assert_eq!(zone.resolve("www.foobar.com").end, End::NoData);
    assert_eq!(zone.resolve("b.foobar.com").end, End::NoData);
    assert_eq!(zone.resolve("x.b.foobar.com").end, End::NoName);
}

#[test]
fn records_are_found_by_name_and_type() {
    let zone = zone("@ MX 20 b\n@ MX 10 a\n@ A 8.8.8.8\n");
    let apex = Name::parse("foobar.com").unwrap();
    assert_eq!(zone.find(&apex, "MX").count(), 2);
    assert_eq!(zone.at(&apex).count(), 5);
    assert!(zone.has(&apex) && !zone.has(&Name::parse("x.foobar.com").unwrap()));
}

/// Texts that are nearly zone files.
fn nearly() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z*@._-]{0,8}",
        "[0-9.:hmsdw]{1,8}",
        Just("$ORIGIN".to_owned()),
        Just("$TTL".to_owned()),
        Just("IN".to_owned()),
        prop::sample::select(vec![
            "A",
            "AAAA",
            "CNAME",
            "MX",
            "NS",
            "SOA",
            "TXT",
            "SRV",
            "CAA",
            "HTTPS",
            "SVCB",
            "NAPTR",
            "TLSA",
            "SSHFP",
            "HINFO",
            "DS",
            "NSEC",
            "RRSIG",
            "CERT",
            "OPENPGPKEY",
            "TYPE65",
            "ANY"
        ])
        .prop_map(str::to_owned),
        "[ ();\"\\\\\n\t\r]{1,3}",
        "\\PC{0,4}",
    ];
    let line = prop::collection::vec(word, 0..10).prop_map(|words| words.join(" "));
    prop::collection::vec(line, 0..8).prop_map(|lines| format!("{HEAD}{}", lines.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_breaks_the_reader(text in prop_oneof![nearly(), any::<String>()]) {
        let zone = Zone::parse(&text);
        for record in &zone.records {
            let answer = zone.resolve(&record.owner.to_string());
            prop_assert!(answer.addresses.is_empty() == (answer.end != End::Found));
            // What is printed can be read again, and means the same.
            let again = Zone::parse(&record.to_string());
            prop_assert_eq!(again.records.first().map(|record| &record.data), Some(&record.data));
        }
        prop_assert!(zone.problems.iter().all(|problem| problem.line > 0));
    }
}
