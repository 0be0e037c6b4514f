//! What each classic must be told, and nothing else: worked out from the facts about each design before it was compared
//! with what the rules say. Sections are those of `facts.md`.

use serde::Deserialize;
use spof::analysis::{Engine, Finding, FindingState, findings};

use crate::designs::design;

/// A finding that is expected, by rule and first part (empty where it is about no part), and why it holds there.
type Expected = (&'static str, &'static str, &'static str);

/// One server on the internet with everything on it, asked over HTTP.
const C0: &[Expected] = &[
    ("spof", "server", "Section 6.1, first row: the host is the one cut of size 1."),
    (
        "database-exposed",
        "server.mysql",
        "Section 8: never from the internet; it is, and no firewall stands there.",
    ),
    ("no-firewall", "server", "Section 8: default deny, and nothing denies."),
    ("clear-text", "server.nginx", "Section 9: HTTPS is HTTP inside TLS; the link is bare HTTP."),
    ("maintenance", "server", "Section 10: reboots of one server mean downtime."),
    ("cannot-grow", "server", "Section 11: more machines need a load balancer, and there is none."),
    ("no-monitoring", "server", "Section 7: no client, no service."),
    ("name-servers", "", "Section 1.3: a zone should have at least two name servers; this has one."),
];

/// A balancer before two whole servers, their databases a primary and a replica that is promoted by hand.
const C1: &[Expected] = &[
    ("spof", "lb", "Section 6.1: the balancer, for reads and writes."),
    ("spof", "s1", "Section 6.1: without promotion s1 takes the writes down."),
    (
        "no-firewall",
        "lb",
        "Only lb has a public address; s1 and s2 are private, so their databases are not exposed.",
    ),
    ("clear-text", "lb.haproxy", "The users' link is HTTP."),
    ("same-components", "s1", "Section 11: all-in-one servers, s1 and s2."),
    ("single-writer", "s1.mysql", "Section 5: the only node that accepts writes, promotion by hand."),
    ("no-monitoring", "lb", "No client, no service."),
    ("name-servers", "", "One NS record."),
    (
        "sessions",
        "s1.app",
        "Section 13: sessions are app-local unless a store is placed; round robin, not sticky.",
    ),
];

/// C1 with host firewalls, TLS that ends at the balancer, and clients that push to a service outside.
const C2: &[Expected] = &[
    ("spof", "lb", "As in C1: host firewalls are no elements."),
    ("spof", "s1", "As in C1."),
    ("same-components", "s1", "As in C1."),
    ("single-writer", "s1.mysql", "As in C1."),
    ("name-servers", "", "One NS record."),
    ("sessions", "s1.app", "As in C1."),
    ("clear-behind-tls", "lb.haproxy", "Section 9: the hop behind the balancer is in clear text."),
    ("no-redirect", "lb.haproxy", "Section 9: blocking port 80 breaks typed links; only 443 is drawn."),
    ("no-outside-probe", "sumo", "Section 7: on-host agents cannot see DNS, network and certificates."),
];

/// C2 with three firewalls in line instead.
const C2_IN_LINE: &[Expected] = &[
    ("spof", "lb", "Semantics, section 12: fw1 and lb for reads, fw2 and s1 too for writes."),
    ("spof", "fw1", "The same row."),
    ("spof", "s1", "The same row."),
    ("spof", "fw2", "The same row."),
    ("same-components", "s1", "As in C1."),
    ("single-writer", "s1.mysql", "As in C1."),
    ("name-servers", "", "One NS record."),
    ("sessions", "s1.app", "As in C1."),
    ("clear-behind-tls", "lb.haproxy", "A firewall does not encrypt (section 12, number 60)."),
    ("no-redirect", "lb.haproxy", "Only 443 is drawn."),
    ("no-outside-probe", "sumo", "As in C2."),
];

/// Two balancers with a shared address, then one machine a role.
const C3: &[Expected] = &[
    ("spof", "web", "Section 6.1, `3 literal`: web, app and db."),
    ("spof", "app", "The same row."),
    ("spof", "db", "The same row."),
    ("no-firewall", "lb1", "Both balancers are on the internet, and nothing denies."),
    ("maintenance", "web", "Each tier is one machine."),
    ("tracks-host", "vip", "Section 4: without a track script HAProxy may be dead while the address stays."),
    ("no-monitoring", "lb1", "No client, no service."),
    ("name-servers", "", "One NS record."),
    ("clear-behind-tls", "lb1.haproxy", "TLS ends at the balancers."),
    ("no-redirect", "lb1.haproxy", "Only 443 is drawn."),
];

/// C3 with every tier doubled and promotion by itself: nothing is a single point of failure, so maintenance takes
/// nothing down, and the single writer is mitigated.
const C3X2: &[Expected] = &[
    ("no-firewall", "lb1", "As in C3."),
    ("tracks-host", "vip", "As in C3."),
    ("no-monitoring", "lb1", "As in C3."),
    ("name-servers", "", "One NS record."),
    ("sessions", "app1.app", "Two application servers again, and no store."),
    ("clear-behind-tls", "lb1.haproxy", "As in C3."),
    ("no-redirect", "lb1.haproxy", "As in C3."),
];

fn told(name: &str, state: FindingState) -> Vec<(String, String)> {
    let topology = design(name);
    let about = |finding: &Finding| finding.subjects.first().map_or_else(String::new, ToString::to_string);
    let found = findings(&topology, &Engine::new(&topology));
    let of_state = found.iter().filter(|finding| finding.state == state);
    let mut told: Vec<(String, String)> =
        of_state.map(|finding| (finding.rule.to_owned(), about(finding))).collect();
    told.sort();
    told
}

#[test]
fn the_classics_are_told_what_is_true_of_them_and_nothing_else() {
    let classics =
        [("c0", C0), ("c1", C1), ("c2", C2), ("c2-in-line", C2_IN_LINE), ("c3", C3), ("c3x2", C3X2)];
    for (name, expected) in classics {
        let mut expected: Vec<(String, String)> =
            expected.iter().map(|(rule, about, _)| ((*rule).to_owned(), (*about).to_owned())).collect();
        expected.sort();
        assert_eq!(told(name, FindingState::Open), expected, "{name}");
    }
}

#[test]
fn only_the_doubled_classic_has_something_that_softens_a_flaw() {
    for name in ["c0", "c1", "c2", "c2-in-line", "c3"] {
        assert_eq!(told(name, FindingState::Mitigated), [], "{name}");
    }
    // A replica is promoted by itself, so that one writer at a time does little harm.
    let softened = [("single-writer".to_owned(), "db1.mysql".to_owned())];
    assert_eq!(told("c3x2", FindingState::Mitigated), softened);
    for name in ["c0", "c1", "c2", "c2-in-line", "c3", "c3x2"] {
        assert_eq!(told(name, FindingState::NotApplicable), [], "{name}");
    }
}

/// What was found to be true of a right design.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviewed {
    design: String,
    open: Vec<String>,
    mitigated: Vec<String>,
    not_applicable: Vec<String>,
}

#[test]
fn the_right_designs_are_told_what_a_review_found_to_be_true_of_them() {
    let file = format!("{}/tests/it/rules/reviewed/right.ron", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).expect("it can be read");
    let reviewed: Vec<Reviewed> = ron::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert!(reviewed.len() >= 19, "only {} designs were reviewed", reviewed.len());
    for Reviewed { design, open, mitigated, not_applicable } in reviewed {
        let line = |(rule, about): (String, String)| format!("{rule} {about}").trim_end().to_owned();
        let told = |state| told(&design, state).into_iter().map(line).collect::<Vec<_>>();
        assert_eq!(told(FindingState::Open), open, "{design}");
        assert_eq!(told(FindingState::Mitigated), mitigated, "{design}");
        assert_eq!(told(FindingState::NotApplicable), not_applicable, "{design}");
    }
}
