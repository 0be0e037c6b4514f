//! Records that lead to names: aliases, name servers and mail exchanges that lead astray.

use std::collections::HashSet;
use std::net::IpAddr;

use super::rezone::replace_word;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::analysis::proposal::Step;
use crate::text::prose::list;
use crate::topology::Problem;
use crate::topology::zone::{Data, End, Name, Record, Zone};

pub(super) use super::dot::MISSING_DOT;

pub(super) const CNAME_TO_ADDRESS: Rule = Rule {
    id: "cname-to-address",
    title: "Alias of an address",
    looks_for: "An alias (CNAME) whose target is an address, as in `www CNAME 8.8.8.8`.",
    severity: Severity::High,
    topic: "CNAME",
    why: "A CNAME record says that one name is an alias of another name. It cannot hold an address: A and AAAA records do.",
    unless: "Never.",
    mend: "Write an A record, or AAAA for an IPv6 address: a CNAME leads to a name.",
    requirements: &["t0.explain.dns-record", "c.dns-cname"],
    check: cname_to_address,
};

fn cname_to_address(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let broken = zone.problems.iter().filter_map(|problem| Some((problem, aliased_address(problem)?)));
    broken
        .map(|(problem, address)| {
            let kind = if address.is_ipv4() { "A" } else { "AAAA" };
            let read = match zone.origin() {
                Some(origin) if !problem.source.contains(&format!("{address}.")) => format!("{address}.{origin}"),
                _ => format!("{address}."),
            };
            let message = format!(
                "Line {} of the zone makes a name an alias of {address}. A CNAME record holds a name, so a name server \
                 reads `{read}`, loads the zone without a warning, and whoever asks gets no address.",
                problem.line
            );
            let commands = facts.with_line(problem.line, |line| {
                let dotted = format!("{address}.");
                let line = replace_word(line, "CNAME", kind);
                replace_word(&line, &dotted, &address.to_string())
            });
            Said::of([], message).mend(format!("Write {kind} in place of CNAME."), commands)
        })
        .collect()
}

/// The address that a line wants to be an alias of.
pub(super) fn aliased_address(problem: &Problem) -> Option<IpAddr> {
    let mut words = problem.source.split_whitespace();
    words.find(|word| word.eq_ignore_ascii_case("CNAME"))?;
    words.next()?.trim_end_matches('.').parse().ok()
}

pub(super) const CNAME_AND_OTHER: Rule = Rule {
    id: "cname-and-other",
    title: "Alias with other records",
    looks_for: "A CNAME beside other records of the same name, at any name below the top of the zone.",
    severity: Severity::High,
    topic: "CNAME",
    why: "An alias stands for all records of its target, so it can have none of its own (RFC 1034 section 3.6.2).",
    unless: "Never; only DNSSEC records may stand beside it.",
    mend: "Leave only the CNAME at that name, or replace it by the records that it leads to.",
    requirements: &["c.dns-cname"],
    check: cname_and_other,
};

fn cname_and_other(facts: &Facts<'_>) -> Vec<Said> {
    aliases_in_company(facts, false)
        .into_iter()
        .map(|(alias, others)| {
            let owner = alias.owner.without_dot();
            let message = format!(
                "{owner} is an alias and has other records too ({}): a name server refuses to load this zone.",
                list(&others)
            );
            let has_address = others.iter().any(|kind| kind == "A" || kind == "AAAA");
            let said = Said::of([], message);
            if has_address {
                said.mend(format!("Take the CNAME of {owner} out."), facts.without_line(alias.line))
            } else {
                said.mend(format!("Give {owner} the address itself."), facts.unaliased(&alias)).advise(format!(
                    "Keep the CNAME alone; the other records belong to the name that {owner} leads to."
                ))
            }
        })
        .collect()
}

impl Facts<'_> {
    /// Writes the address that an alias leads to in place of the alias; else that of the site's entry.
    fn unaliased(&self, alias: &Record) -> Vec<Step> {
        let Some(zone) = self.calls.zone() else { return Vec::new() };
        let target = alias.data.target().map(Name::without_dot).unwrap_or_default();
        let address = zone.resolve(&target).addresses.into_iter().next();
        let Some(address) = address.or_else(|| self.entry_addresses().into_iter().next()) else {
            return Vec::new();
        };
        let kind = if address.is_ipv4() { "A" } else { "AAAA" };
        self.with_line(alias.line, |line| match line.to_ascii_uppercase().find("CNAME") {
            Some(at) => format!("{}{kind} {address}", &line[..at]),
            None => line.to_owned(),
        })
    }
}

pub(super) const CNAME_AT_APEX: Rule = Rule {
    id: "cname-at-apex",
    title: "Alias at the top of the zone",
    looks_for: "A CNAME at the top of the zone, where SOA and NS must stand.",
    severity: Severity::High,
    topic: "CNAME",
    why: "A name with a CNAME may have no other records (RFC 1034 section 3.6.2), and the top of the zone must have SOA and NS records.",
    unless: "Never; the ALIAS or ANAME of a provider is answered with an address, so it is no CNAME.",
    mend: "Write A or AAAA records there; some providers offer ALIAS or ANAME records instead.",
    requirements: &["c.dns-cname"],
    check: cname_at_apex,
};

fn cname_at_apex(facts: &Facts<'_>) -> Vec<Said> {
    aliases_in_company(facts, true)
        .into_iter()
        .map(|(alias, _)| {
            let owner = alias.owner.without_dot();
            let message = format!(
                "{owner} has a CNAME, and it is the top of the zone, which must have SOA and NS records: a name server refuses to \
                 load this zone."
            );
            Said::of([], message)
                .mend(format!("Give {owner} the address itself."), facts.unaliased(&alias))
                .advise("Use the ALIAS or ANAME record of your DNS provider, which looks the address up and answers with it.")
        })
        .collect()
}

/// Each alias with the types that stand beside it; only DNSSEC's may (RFC 2181 section 10.1).
fn aliases_in_company(facts: &Facts<'_>, apex: bool) -> Vec<(Record, Vec<String>)> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut found: Vec<(Record, Vec<String>)> = Vec::new();
    let mut met: HashSet<&Name> = HashSet::new();
    for record in zone.records.iter().filter(|record| matches!(record.data, Data::Cname(_))) {
        let at_apex = zone.origin() == Some(&record.owner);
        if !met.insert(&record.owner) {
            continue;
        }
        let mut others: Vec<String> = zone
            .at(&record.owner)
            .map(|other| other.data.kind().to_owned())
            .filter(|kind| !matches!(kind.as_str(), "CNAME" | "RRSIG" | "NSEC"))
            .collect();
        others.sort();
        others.dedup();
        if at_apex == apex && !others.is_empty() {
            found.push((record.clone(), others));
        }
    }
    found
}

pub(super) const LOST_TARGET: Rule = Rule {
    id: "lost-target",
    title: "Record that leads to no address",
    looks_for: "A record that leads to a name of this zone which has no address.",
    severity: Severity::High,
    topic: "Zone",
    why: "Whoever follows such a record finds nothing; for a CNAME, a name server does not even warn.",
    unless: "When the target is added before anybody asks.",
    mend: "Give that name an address, or lead the record to a name that has one.",
    requirements: &["c.dns-cname", "c.dns-mx"],
    check: lost_target,
};

fn lost_target(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut said = Vec::new();
    for record in &zone.records {
        let Some(name) = record.data.target().filter(|_| !matches!(record.data, Data::Ptr(_))) else {
            continue;
        };
        let end = zone.end(name);
        let known = matches!(record.data, Data::Mx { .. }) && is_dotted_address(zone, name).is_some();
        if !matches!(end, End::NoData | End::NoName | End::Loop | End::TooLong)
            || known
            || facts.undotted(record).iter().any(|undotted| undotted.read == *name)
        {
            continue;
        }
        let (owner, kind, target) = (record.owner.without_dot(), record.data.kind(), name.without_dot());
        if matches!(end, End::Loop | End::TooLong) {
            let way = if end == End::Loop {
                "the aliases go round in a circle"
            } else {
                "more than eight aliases follow"
            };
            let message = format!("The {kind} record of {owner} leads to {target}, and from there {way}.");
            let advice = "Let one of these aliases lead to a name that has an address.";
            said.push(Said::of([], message).severity(Severity::Medium).advise(advice));
            continue;
        }
        let message =
            format!("The {kind} record of {owner} leads to {target}, which has no address in this zone.");
        let refused = matches!(record.data, Data::Ns(_)) && zone.origin() == Some(&record.owner);
        let message =
            if refused { format!("{message} A name server refuses to load this zone.") } else { message };
        let severity = if refused { Severity::High } else { Severity::Medium };
        let advice = format!("Add an A record for {target}, or correct line {}.", record.line);
        said.push(Said::of([], message).severity(severity).advise(advice));
    }
    said
}

pub(super) const ALIAS_AS_TARGET: Rule = Rule {
    id: "alias-as-target",
    title: "Alias as name server or mail exchange",
    looks_for: "A name server or mail exchange that is an alias (RFC 2181 section 10.3).",
    severity: Severity::High,
    topic: "CNAME",
    why: "The host that an NS or MX record names must have address records of its own (RFC 2181 section 10.3).",
    unless: "Never.",
    mend: "Name the host itself in the NS or MX record, not its alias.",
    requirements: &["c.dns-cname", "c.dns-mx"],
    check: alias_as_target,
};

fn alias_as_target(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let is_alias = |name: &Name| zone.find(name, "CNAME").next().is_some();
    let mut said = Vec::new();
    for record in &zone.records {
        let (what, severity) = match &record.data {
            Data::Ns(_) => ("name server: a name server refuses to load this zone", Severity::High),
            Data::Mx { .. } => ("mail exchange: some senders refuse it", Severity::Medium),
            _ => continue,
        };
        let Some(target) = record.data.target().filter(|target| is_alias(target)) else { continue };
        let message = format!("{} is an alias and must not be a {what}.", target.without_dot());
        said.push(Said::of([], message).severity(severity).mend(
            format!("Let line {} name the host that the alias leads to.", record.line),
            facts.named_itself(record, target),
        ));
    }
    said
}

pub(super) const MX_TO_ADDRESS: Rule = Rule {
    id: "mx-to-address",
    title: "Mail exchange that is an address",
    looks_for: "An MX record with an address in it, where the name of a host belongs.",
    severity: Severity::Medium,
    topic: "Zone",
    why: "An MX record holds a host's name; digits and dots are read as a name inside the zone.",
    unless: "Never.",
    mend: "Give the mail host a name with an A record, and name that in the MX record.",
    requirements: &["c.dns-mx"],
    check: mx_to_address,
};

fn mx_to_address(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let mut said = Vec::new();
    for record in zone.records.iter().filter(|record| matches!(record.data, Data::Mx { .. })) {
        let Some(address) = record.data.target().and_then(|target| is_dotted_address(zone, target)) else {
            continue;
        };
        let message = format!(
            "Line {} of the zone gives the address {address} as mail exchange. An MX record holds a name, so mail goes \
             nowhere.",
            record.line
        );
        said.push(Said::of([], message).mend(
            "Give the mail host a name with an A record, and let the MX record hold that.",
            facts.with_mail_host(record, address),
        ));
    }
    said
}

impl Facts<'_> {
    /// Writes the name that an alias ends at in place of the alias.
    fn named_itself(&self, record: &Record, alias: &Name) -> Vec<Step> {
        let Some(zone) = self.calls.zone() else { return Vec::new() };
        let Some(last) = zone.resolve(&alias.without_dot()).chain.pop() else { return Vec::new() };
        let short = alias.without_dot();
        let short =
            zone.origin().and_then(|origin| short.strip_suffix(&format!(".{}", origin.without_dot())));
        self.with_line(record.line, |line| {
            let line = replace_word(line, &alias.to_string(), &last.to_string());
            match short {
                Some(short) => replace_word(&line, short, &last.to_string()),
                None => line,
            }
        })
    }

    /// Gives a mail exchange that is written as an address a name with that address.
    fn with_mail_host(&self, record: &Record, address: IpAddr) -> Vec<Step> {
        let Some((zone, origin)) = self.calls.zone().and_then(|zone| Some((zone, zone.origin()?))) else {
            return Vec::new();
        };
        let free =
            |label: &&str| Name::parse(&format!("{label}.{origin}")).is_some_and(|name| !zone.has(&name));
        let Some(label) = ["mail", "mx", "mail2", "mx2"].into_iter().find(free) else { return Vec::new() };
        let kind = if address.is_ipv4() { "A" } else { "AAAA" };
        let (bare, dotted) = (address.to_string(), format!("{address}."));
        self.with_line(record.line, |line| {
            let name = format!("{label}.{origin}");
            let line = replace_word(&replace_word(line, &dotted, &name), &bare, &name);
            format!("{line}\n{name} {} IN {kind} {address}", record.ttl)
        })
    }
}

pub(super) const NO_GLUE: Rule = Rule {
    id: "no-glue",
    title: "Name server that cannot be found",
    looks_for: "A part of the zone that is delegated to a name server inside that part, whose address is missing.",
    severity: Severity::Medium,
    topic: "Name server",
    why: "Only that name server could tell its own address, so nobody can find it; the zone above must hold the address (glue, RFC 1034 section 4.2.1).",
    unless: "Never.",
    mend: "Add the address of that name server to this zone (a glue record).",
    requirements: &["c.dns-a"],
    check: no_glue,
};

fn no_glue(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let Some(origin) = zone.origin() else { return Vec::new() };
    let mut said = Vec::new();
    for record in zone.records.iter().filter(|record| record.owner != *origin) {
        let Data::Ns(server) = &record.data else { continue };
        let known = zone.at(server).any(|other| matches!(other.data, Data::A(_) | Data::Aaaa(_)));
        if !server.is_within(&record.owner) || known {
            continue;
        }
        let message = format!(
            "{} is delegated to {}, whose name is inside it, and the zone holds no address for that name: nobody can find it.",
            record.owner.without_dot(),
            server.without_dot()
        );
        said.push(
            Said::of([], message).advise(format!("Add an A record for {} here.", server.without_dot())),
        );
    }
    said
}

/// The address that a name is written as: all of it, or all before the zone's name.
fn is_dotted_address(zone: &Zone, name: &Name) -> Option<IpAddr> {
    let whole = name.without_dot();
    let origin = zone.origin().map(Name::without_dot).unwrap_or_default();
    let before = whole.strip_suffix(&origin).map_or(whole.as_str(), |rest| rest.trim_end_matches('.'));
    before.parse().ok()
}
