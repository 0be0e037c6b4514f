//! The records of the DNS zone.

use crate::topology::Topology;
use crate::topology::zone::{Data, Name, Record, Zone};

use super::{list, number};
use crate::export::escape::plain;

/// What each record says; those of one name and type in one sentence.
pub(super) fn sentences(topology: &Topology) -> Vec<String> {
    let Some(text) = &topology.zone else { return Vec::new() };
    let zone = Zone::parse(text);
    let mut sentences = Vec::new();
    if let Some(origin) = zone.origin() {
        sentences.push(format!("the DNS zone is that of {}", plain(&origin.without_dot())));
    }
    let mut alike: Vec<(&Name, &str, Vec<&Record>)> = Vec::new();
    for record in &zone.records {
        let kind = record.data.kind();
        match alike.iter_mut().find(|(owner, known, _)| **owner == record.owner && *known == kind) {
            Some((.., records)) => records.push(record),
            None => alike.push((&record.owner, kind, vec![record])),
        }
    }
    sentences.extend(alike.iter().map(|(owner, kind, records)| {
        let owner = plain(&owner.without_dot());
        let says = list(records.iter().map(|record| said(&record.data)));
        let one = records.len() == 1;
        let what = match (records[0].data.kind(), one) {
            ("A", true) => "has the address",
            ("A", false) => "has the addresses",
            ("AAAA", true) => "has the IPv6 address",
            ("AAAA", false) => "has the IPv6 addresses",
            ("CNAME", _) => "is another name for",
            ("NS", true) => "has the name server",
            ("NS", false) => "has the name servers",
            ("MX", _) => "has its mail sent to",
            ("SOA", _) => "has the primary name server",
            (_, true) => "has the record",
            (_, false) => "has the records",
        };
        let records = if one { "record" } else { "records" };
        format!("the name {owner} {what} {says} ({kind} {records})")
    }));
    if !zone.problems.is_empty() {
        let lines = if zone.problems.len() == 1 { "line" } else { "lines" };
        sentences.push(format!("{} {lines} of the zone cannot be read", number(zone.problems.len())));
    }
    sentences
}

/// The data of a record; a name without the dot at its end, which nobody says.
fn said(data: &Data) -> String {
    match data {
        Data::Mx { preference, exchange } => {
            format!("{} with preference {preference}", plain(&exchange.without_dot()))
        }
        Data::Cname(name) | Data::Ns(name) | Data::Soa { primary: name, .. } => plain(&name.without_dot()),
        other => plain(&other.to_string()),
    }
}
