//! The zone as a whole: what a zone checker refuses or warns of (`facts.md`, section 1.9).
//!
//! What makes a name server refuse a zone is of high severity, here and in the files of single records: a server that
//! has an older version goes on answering from that, and one that has none answers nothing.

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

use super::alias::aliased_address;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::proposal::Step;
use crate::text::prose::list;
use crate::topology::Problem;
use crate::topology::zone::{Data, Name, Record, Zone};

pub(super) const OUT_OF_ZONE: Rule = Rule {
    id: "out-of-zone",
    title: "Record of a name elsewhere",
    looks_for: "Records of names that are not this zone's.",
    severity: Severity::Medium,
    topic: "Zone",
    why: "A name server answers only for its own zone; it warns and leaves such a record out.",
    unless: "Never.",
    mend: "Move them to the zone that the names belong to.",
    requirements: &["c.dns-a"],
    check: out_of_zone,
};

fn out_of_zone(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let Some(origin) = zone.origin() else { return Vec::new() };
    let foreign = zone.records.iter().filter(|record| !record.owner.is_within(origin));
    foreign
        .map(|record| {
            let message = format!(
                "Line {} of the zone is about {}, which is not in {}: a name server leaves it out.",
                record.line,
                record.owner.without_dot(),
                origin.without_dot()
            );
            Said::of([], message).mend("Take the line out.", facts.without_line(record.line))
        })
        .collect()
}

pub(super) const ZONE_UNREADABLE: Rule = Rule {
    id: "zone-unreadable",
    title: "Line of the zone that is no record",
    looks_for: "Lines of the zone that are no records, apart from aliases of addresses, which have a rule of their own.",
    severity: Severity::High,
    topic: "Zone",
    why: "A name server refuses a zone with such a line; it goes on with the version that it has, if it has one.",
    unless: "Never.",
    mend: "Correct the line: a record is a name, a type and its data.",
    requirements: &["c.dns-a"],
    check: unreadable,
};

fn unreadable(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let said = zone.problems.iter().filter(|problem| aliased_address(problem).is_none()).map(|problem| {
        let Problem { line, message, hint, .. } = problem;
        let said = Said::of([], format!("Line {line} of the zone is no record: {message}"));
        let said = if message.starts_with("Nothing says how long") {
            said.mend("Write `$TTL 300` at the top.", [Step::First("$TTL 300".to_owned())])
        } else {
            said
        };
        if hint.is_empty() { said.advise(format!("Correct line {line}.")) } else { said.advise(hint.clone()) }
    });
    said.collect()
}

pub(super) const RECORD_TWICE: Rule = Rule {
    id: "record-twice",
    title: "Two records where only one is allowed",
    looks_for: "Two aliases of one name, or two starts of the zone.",
    severity: Severity::High,
    topic: "Zone",
    why: "A name server cannot know which of the two is right.",
    unless: "Never.",
    mend: "Keep one of the two.",
    requirements: &["c.dns-cname"],
    check: two_of_one,
};

fn two_of_one(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut found: BTreeMap<(&Name, &str), Vec<&Record>> = BTreeMap::new();
    let mut seen: HashSet<(&Name, String)> = HashSet::new();
    for record in &zone.records {
        if matches!(record.data, Data::Cname(_) | Data::Soa { .. }) {
            // The same record written twice is one.
            if seen.insert((&record.owner, record.data.to_string())) {
                found.entry((&record.owner, record.data.kind())).or_default().push(record);
            }
        }
    }
    let twice = found.into_iter().filter(|(_, records)| records.len() > 1);
    twice
        .map(|((owner, kind), records)| {
            let owner = owner.without_dot();
            let message = format!(
                "{owner} has {} {kind} records and may have one: a name server refuses to load this zone.",
                records.len()
            );
            let spare =
                if let [_, spare] = records.as_slice() { facts.without_line(spare.line) } else { Vec::new() };
            Said::of([], message).mend(format!("Keep one {kind} record of {owner}."), spare)
        })
        .collect()
}

pub(super) const NAME_SERVERS: Rule = Rule {
    id: "name-servers",
    title: "Too few name servers",
    looks_for: "Fewer than two name servers for the zone.",
    severity: Severity::High,
    topic: "Name server",
    why: "A domain should have at least two name servers that do not fail together (RFC 1034 section 4.1, RFC 2182).",
    unless: "When the domain is a name for documentation; or one address is that of many servers (anycast).",
    mend: "Name a second one that stands in another place.",
    requirements: &["c.redundancy"],
    check: name_servers,
};

fn name_servers(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let Some(origin) = zone.origin() else { return Vec::new() };
    let mut servers: Vec<String> =
        zone.find(origin, "NS").filter_map(|record| record.data.target().map(Name::without_dot)).collect();
    servers.sort();
    servers.dedup();
    let domain = origin.without_dot();
    match servers.as_slice() {
        [] => vec![
            Said::of([], format!("{domain} has no NS record: a name server refuses to load this zone."))
                .severity(Severity::High)
                .advise("Name two name servers at the top of the zone."),
        ],
        [only] => vec![one_name_server(origin, only)],
        _ => same_machine(zone, &servers).into_iter().collect(),
    }
}

/// Says that a zone has one name server; of a domain that is for documentation nobody asks.
fn one_name_server(origin: &Name, only: &str) -> Said {
    let domain = origin.without_dot();
    if is_for_documentation(&domain) {
        let message =
            format!("{domain} has one name server; it is a name for documentation, and nobody asks for it.");
        return Said::of([], message).not_applicable();
    }
    let message = format!(
        "{domain} has one name server, {only}: while it is down, nobody finds the site once the caches have expired."
    );
    let said = Said::of([], message).severity(Severity::Low);
    let outside = Name::parse(only).is_some_and(|name| !name.is_within(origin));
    match only.strip_prefix("ns1.").filter(|_| outside) {
        Some(rest) => said.mend(
            format!("Name a second one of the provider, such as ns2.{rest}."),
            [Step::Last(format!("{origin} IN NS ns2.{rest}."))],
        ),
        None => said.advise("Name a second one that stands elsewhere; providers give two or more."),
    }
}

/// Whether a domain is one of those that RFC 2606 and RFC 6761 keep for examples and tests.
fn is_for_documentation(domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    let within = |name: &str| domain == name || domain.ends_with(&format!(".{name}"));
    ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"]
        .into_iter()
        .any(within)
}

/// Says that several name servers have one address, and so are one machine.
fn same_machine(zone: &Zone, servers: &[String]) -> Option<Said> {
    let addresses: Vec<Vec<IpAddr>> = servers.iter().map(|server| zone.resolve(server).addresses).collect();
    let first = addresses.first()?;
    if first.is_empty() || addresses.iter().any(|other| other != first) {
        return None;
    }
    let message = format!(
        "{} have the same address, {}: they are one machine, so the zone really has one name server.",
        list(servers),
        list(first)
    );
    Some(Said::of([], message).severity(Severity::Low).advise("Let a second one stand elsewhere."))
}

/// Writes an SOA record before the first record, with the first name server of the zone.
fn with_soa(facts: &Facts<'_>, zone: &Zone) -> Vec<Step> {
    let (Some(origin), Some(first)) = (zone.origin(), zone.records.first()) else { return Vec::new() };
    let server =
        zone.find(origin, "NS").next().and_then(|record| record.data.target().map(ToString::to_string));
    let server = server.unwrap_or_else(|| "ns1.example.net.".to_owned());
    facts.with_line(first.line, |text| {
        format!("{origin} 300 IN SOA {server} hostmaster.{origin} 1 7200 900 1209600 300\n{text}")
    })
}

pub(super) const NO_SOA: Rule = Rule {
    id: "no-soa",
    title: "Zone without a beginning",
    looks_for: "A zone without its start, the SOA record.",
    severity: Severity::High,
    topic: "Zone",
    why: "The SOA record says which server is the first, and how long others may keep an answer.",
    unless: "When a provider writes it and does not show it.",
    mend: "Begin the zone with an SOA record.",
    requirements: &["c.dns-a"],
    check: no_soa,
};

fn no_soa(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let broken = zone.problems.iter().any(|problem| problem.source.to_ascii_uppercase().contains("SOA"));
    if zone.records.is_empty()
        || broken
        || zone.records.iter().any(|record| matches!(record.data, Data::Soa { .. }))
    {
        return Vec::new();
    }
    let message = "The zone has no SOA record: a name server refuses to load it.";
    vec![Said::of([], message).mend("Begin it with an SOA record.", with_soa(facts, zone))]
}
