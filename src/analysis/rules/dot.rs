//! Names of the zone without the dot at their end: written to be whole, and read as names inside the zone.

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::finding::Severity;
use crate::topology::zone::{Data, End, Name, Record, Zone};

pub(super) const MISSING_DOT: Rule = Rule {
    id: "missing-dot",
    title: "Dot missing at the end of a name",
    looks_for: "A name that was meant to be complete but has no dot at its end, so that the zone's name is added to it.",
    severity: Severity::High,
    topic: "Zone",
    why: "The zone's name is added to every name without a dot at its end, and a zone checker does not complain.",
    unless: "When the name is written in full, with the zone's name twice and the dot.",
    mend: "Put a dot at the end of the name.",
    requirements: &["c.dns-cname"],
    check: missing_dot,
};

/// A name that lacks its dot.
pub(super) struct Undotted {
    /// The name as it is written, and was meant.
    pub(super) meant: String,
    /// The name that it is read as.
    pub(super) read: Name,
    place: Place,
}

/// Where in a record a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Owner,
    Target,
    Primary,
    Mailbox,
}

/// The names of a record.
fn names(record: &Record) -> Vec<(&Name, Place)> {
    let mut names = vec![(&record.owner, Place::Owner)];
    names.extend(record.data.target().map(|name| (name, Place::Target)));
    if let Data::Soa { primary, mailbox, .. } = &record.data {
        names.extend([(primary, Place::Primary), (mailbox, Place::Mailbox)]);
    }
    names
}

fn missing_dot(facts: &Facts<'_>) -> Vec<Said> {
    let Some((zone, origin)) = facts.calls.zone().and_then(|zone| Some((zone, zone.origin()?))) else {
        return Vec::new();
    };
    let mut said = Vec::new();
    for record in &zone.records {
        for (name, _) in names(record).into_iter().filter(|(name, _)| is_doubled(name, origin)) {
            let whole = name.without_dot();
            if facts.writes(record.line, &format!("{whole}.")) {
                let message = format!(
                    "Line {} of the zone writes {whole}. with its dot, so this name is the one that is meant.",
                    record.line
                );
                said.push(Said::of([], message).not_applicable());
            }
        }
        let undotted = facts.undotted(record);
        said.extend(undotted.iter().map(|undotted| facts.tell_undotted(record, undotted)));
    }
    said
}

/// What stands before the zone's name in a name below it.
fn before_origin(name: &Name, origin: &Name) -> Option<String> {
    origin.parent()?;
    let whole = name.without_dot();
    let at = whole.len().checked_sub(origin.without_dot().len() + 1)?;
    name.is_within(origin).then(|| whole[..at].to_owned())
}

/// Whether a name has the zone's name twice at its end.
fn is_doubled(name: &Name, origin: &Name) -> bool {
    let before = before_origin(name, origin).and_then(|before| Name::parse(&before));
    before.is_some_and(|before| before.is_within(origin))
}

impl Facts<'_> {
    /// The names of a record that are written without a dot and were meant to be complete: those with the zone's name
    /// twice; those of two labels or more that a record leads to and that have no address in the zone; and a mailbox
    /// that has a domain of its own.
    pub(super) fn undotted(&self, record: &Record) -> Vec<Undotted> {
        let Some((zone, origin)) = self.calls.zone().and_then(|zone| Some((zone, zone.origin()?))) else {
            return Vec::new();
        };
        let lost = |name: &Name| matches!(zone.end(name), End::NoData | End::NoName);
        let mut found = Vec::new();
        for (name, place) in names(record) {
            let Some(meant) = before_origin(name, origin) else { continue };
            let labels = meant.split('.').count();
            let address = meant.parse::<std::net::IpAddr>().is_ok();
            let lacks = is_doubled(name, origin)
                || match place {
                    Place::Owner => false,
                    Place::Target if matches!(record.data, Data::Ptr(_)) => false,
                    Place::Target | Place::Primary => labels > 1 && !address && lost(name),
                    Place::Mailbox => labels > 2,
                };
            if lacks && self.writes(record.line, &meant) {
                found.push(Undotted { meant, read: name.clone(), place });
            }
        }
        found
    }

    /// Says of a record that a name in it lacks the dot.
    pub(super) fn tell_undotted(&self, record: &Record, undotted: &Undotted) -> Said {
        let Undotted { meant, read, place } = undotted;
        let (line, read) = (record.line, read.without_dot());
        let zone = self.calls.zone();
        let lost = zone.is_some_and(|zone| matches!(zone.end(&undotted.read), End::NoData | End::NoName));
        let mut message =
            format!("Line {line} of the zone writes {meant} without a dot at its end, so it means {read}");
        if *place == Place::Target && lost {
            message.push_str(", which has no address in this zone");
        }
        message.push('.');
        let apex = zone.and_then(Zone::origin) == Some(&record.owner);
        if *place == Place::Target && lost && apex && matches!(record.data, Data::Ns(_)) {
            message.push_str(" A name server refuses to load this zone.");
        }
        let said = Said::of([], message);
        let said = match place {
            Place::Owner | Place::Target => said,
            Place::Primary | Place::Mailbox => said.severity(Severity::Low),
        };
        let with_dot = format!("Write {meant}. with the dot in line {line}.");
        // With the dot the site's name leads out of this zone, which holds its address no more than before.
        let of_the_site = self.calls.site().is_some_and(|site| site.chain.contains(&undotted.read));
        let inside = zone.and_then(Zone::origin).is_some_and(|origin| is_doubled(&undotted.read, origin));
        if of_the_site && !inside {
            return said.advise(with_dot);
        }
        said.mend(with_dot, self.replacing(line, meant, &format!("{meant}.")))
    }
}
