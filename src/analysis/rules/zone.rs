//! The zone as a whole: what a zone checker refuses or warns of (`facts.md`, section 1.9).

use std::collections::BTreeMap;

use super::alias::aliased_address;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::text::prose::list;
use crate::topology::Problem;
use crate::topology::zone::{Data, Name, Record};

/// Lines that are no records, apart from aliases of addresses, which have a rule of their own.
pub(super) const ZONE_UNREADABLE: Rule = Rule {
    id: "zone-unreadable",
    title: "Line of the zone that is no record",
    severity: Severity::High,
    topic: "Zone",
    why: "A name server refuses a zone with such a line, and goes on with the old one or with none.",
    unless: "Never.",
    requirements: &["c.dns-a"],
    check: unreadable,
};

fn unreadable(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let said = zone.problems.iter().filter(|problem| aliased_address(problem).is_none()).map(|problem| {
        let Problem { line, message, hint, .. } = problem;
        let said = Said::of([], format!("Line {line} of the zone cannot be read: {message}"));
        if hint.is_empty() { said.advise(format!("Correct line {line}.")) } else { said.advise(hint.clone()) }
    });
    said.collect()
}

/// Two aliases of one name, or two starts of the zone.
pub(super) const RECORD_TWICE: Rule = Rule {
    id: "record-twice",
    title: "Two records where one may be",
    severity: Severity::High,
    topic: "Zone",
    why: "A name server cannot know which of the two holds.",
    unless: "Never.",
    requirements: &["c.dns-cname"],
    check: two_of_one,
};

fn two_of_one(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut counts: BTreeMap<(&Name, &str), usize> = BTreeMap::new();
    for record in &zone.records {
        if matches!(record.data, Data::Cname(_) | Data::Soa { .. }) {
            *counts.entry((&record.owner, record.data.kind())).or_default() += 1;
        }
    }
    let twice = counts.into_iter().filter(|(_, count)| *count > 1);
    twice
        .map(|((owner, kind), count)| {
            let owner = owner.without_dot();
            let message = format!(
                "{owner} has {count} {kind} records and may have one: a name server refuses to load this zone."
            );
            Said::of([], message).advise(format!("Keep one {kind} record of {owner}."))
        })
        .collect()
}

/// Fewer than two name servers.
pub(super) const NAME_SERVERS: Rule = Rule {
    id: "name-servers",
    title: "Too few name servers",
    severity: Severity::High,
    topic: "DNS",
    why: "A domain should have at least two name servers that do not fail together (RFC 1034 section 4.1, RFC 2182).",
    unless: "When the one address is that of many servers (anycast).",
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
        [only] => vec![
            Said::of([], format!(
                "{domain} has one name server, {only}: while it is away nobody finds the site, once caches have expired."
            ))
            .severity(Severity::Low)
            .advise("Name a second one that stands elsewhere; providers give two or more."),
        ],
        _ => Vec::new(),
    }
}

/// No start of the zone.
pub(super) const NO_SOA: Rule = Rule {
    id: "no-soa",
    title: "Zone without a beginning",
    severity: Severity::Medium,
    topic: "Zone",
    why: "The SOA record says which server is the first, and how long others may keep an answer.",
    unless: "When a provider writes it and does not show it.",
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
    vec![Said::of([], message).advise(
        "Begin it with `@ IN SOA ns1.example.net. hostmaster.foobar.com. ( 1 7200 900 1209600 300 )`, with your names.",
    )]
}

/// Two SPF policies at one name (RFC 7208 section 3.2).
pub(super) const TWO_SPF: Rule = Rule {
    id: "two-spf",
    title: "Two SPF policies",
    severity: Severity::Low,
    topic: "Zone",
    why: "A name must have one policy at most (RFC 7208 section 3.2).",
    unless: "Never.",
    requirements: &["c.dns-txt"],
    check: two_spf,
};

fn two_spf(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut policies: BTreeMap<&Name, usize> = BTreeMap::new();
    for record in &zone.records {
        if let Data::Txt(texts) = &record.data
            && texts.concat().to_ascii_lowercase().split_whitespace().next() == Some("v=spf1")
        {
            *policies.entry(&record.owner).or_default() += 1;
        }
    }
    let twice = policies.into_iter().filter(|(_, count)| *count > 1);
    twice
        .map(|(owner, count)| {
            let message = format!(
                "{} has {count} SPF policies: receivers treat that as an error.",
                owner.without_dot()
            );
            Said::of([], message).advise("Write one TXT record with everything that may send.")
        })
        .collect()
}

/// Records of one name and type with different times (RFC 2181 section 5.2).
pub(super) const UNEVEN_TTL: Rule = Rule {
    id: "uneven-ttl",
    title: "Different times for one set of records",
    severity: Severity::Low,
    topic: "Zone",
    why: "Records of one name and type are handed out together, with one time (RFC 2181 section 5.2).",
    unless: "Never.",
    requirements: &["c.dns-a"],
    check: uneven_ttl,
};

fn uneven_ttl(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut times: BTreeMap<(&Name, &str), Vec<u32>> = BTreeMap::new();
    for record in &zone.records {
        times.entry((&record.owner, record.data.kind())).or_default().push(record.ttl);
    }
    let uneven = times.into_iter().filter(|(_, times)| times.iter().any(|time| *time != times[0]));
    uneven
        .map(|((owner, kind), times)| {
            let message = format!(
                "The {kind} records of {} may be kept for different times ({} seconds); servers take one for all.",
                owner.without_dot(),
                list(times)
            );
            Said::of([], message).advise("Give them the same time.")
        })
        .collect()
}

/// A host name with an underscore (RFC 952, RFC 1123 section 2.1).
pub(super) const UNDERSCORE: Rule = Rule {
    id: "underscore",
    title: "Underscore in a host's name",
    severity: Severity::Low,
    topic: "Domain name",
    why: "Some programs refuse host names with an underscore.",
    unless: "When the name is for a service or a proof, such as _dmarc.",
    requirements: &["c.dns-txt"],
    check: underscore,
};

fn underscore(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let is_host = |record: &&Record| matches!(record.data, Data::A(_) | Data::Aaaa(_) | Data::Mx { .. });
    let mut owners: Vec<String> =
        zone.records.iter().filter(is_host).map(|record| record.owner.without_dot()).collect();
    owners.dedup();
    let bad = owners.into_iter().filter(|owner| owner.split('.').any(|label| label.contains('_')));
    bad.map(|owner| {
        let message = format!("{owner} has an underscore: it is legal in DNS, and no name of a host.");
        Said::of([], message).advise("Write a hyphen.")
    })
    .collect()
}
