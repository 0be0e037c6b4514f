//! What the zone says.

use std::net::IpAddr;

use super::{Bench, Judgement};
use crate::analysis::Owner;
use crate::goal::{RecordType, Which};
use crate::text::prose::{article, list};
use crate::topology::zone::{Data, Name, Record, Zone};
use crate::topology::{Id, Placed};

impl Bench<'_> {
    pub(super) fn record(
        &self,
        name: &str,
        kind: Option<RecordType>,
        value: Option<&str>,
        leads_to: Option<&Which>,
    ) -> Judgement {
        let Some(zone) = self.calls.zone() else {
            return Judgement::new(false, "There is no zone, so no name leads anywhere.");
        };
        let Some(asked) = Name::parse(name) else {
            return Judgement::new(false, format!("`{name}` is no domain name."));
        };
        let records = answering(zone, &asked);
        if let Some(broken) = self.calls.broken_records(&asked).first().filter(|_| records.is_empty()) {
            let there = kind.is_none() && value.is_none() && leads_to.is_none();
            return Judgement::new(there, format!("Line {} of the zone: {}", broken.line, broken.message));
        }
        if records.is_empty() {
            return Judgement::new(false, format!("The zone has no record for {name}."));
        }
        let fitting: Vec<&Record> = records
            .iter()
            .copied()
            .filter(|record| kind.is_none_or(|kind| record.data.kind() == kind.to_string()))
            .collect();
        let told = told(&records);
        if let (Some(kind), true) = (kind, fitting.is_empty()) {
            let because = if told.is_empty() {
                format!("{name} has no {kind} record.")
            } else {
                format!("{name} has no {kind} record; it has {told}.")
            };
            return Judgement::new(false, because);
        }
        let alias = records.iter().any(|record| matches!(record.data, Data::Cname(_)));
        if alias && matches!(kind, Some(RecordType::A | RecordType::Aaaa)) {
            return Judgement::new(
                false,
                format!("{name} is an alias, so it can have no other record: it has {told}."),
            );
        }
        if let Some(value) = value
            && !fitting.iter().any(|record| holds(record, value))
        {
            return Judgement::new(false, format!("{name} does not have {value}; it has {told}."));
        }
        if let Some(which) = leads_to {
            return self.leads_to(name, zone, which);
        }
        let all = list(fitting.iter().map(|record| format!("{} {}", record.data.kind(), record.data)));
        Judgement::new(true, format!("{name} has {}.", all.trim_end_matches('.')))
    }

    /// Whether every address of a name is owned by one of these.
    fn leads_to(&self, name: &str, zone: &Zone, which: &Which) -> Judgement {
        let addresses = zone.resolve(name).addresses;
        if addresses.is_empty() {
            return Judgement::new(false, format!("{name} leads to no address."));
        }
        let mut owners: Vec<Id> = Vec::new();
        for address in &addresses {
            let Some(owner) = self.calls.owner(*address) else {
                let because = format!("{name} leads to {address}, which belongs to nobody.");
                return Judgement::new(false, because);
            };
            if !self.is_owned_by(&owner, which) {
                let because = format!(
                    "{name} leads to {address}, which belongs to {} and not to {}.",
                    owner.id(),
                    which.one()
                );
                return Judgement::new(false, because).about([owner.id().clone()]);
            }
            owners.push(owner.id().clone());
        }
        owners.dedup();
        let addresses = list::<IpAddr>(addresses);
        let because = format!("{name} leads to {addresses}, which belongs to {}.", list(&owners));
        Judgement::new(true, because).about(owners)
    }

    fn is_owned_by(&self, owner: &Owner<'_>, which: &Which) -> bool {
        let on_host = |id: &str| which.hosts(self.topology).iter().any(|host| host.id == *id);
        match owner {
            Owner::Host(host) => on_host(host.id.as_str()),
            Owner::Shared { cluster, .. } => {
                *which == Which::Id(cluster.id.clone())
                    || cluster.mode.members().iter().all(|member| member.host().is_some_and(on_host))
            }
            Owner::Part(part) => {
                let mut parts = which.components(self.topology).into_iter();
                parts.any(|placed: Placed<'_>| placed.id() == part.component.id)
            }
        }
    }
}

/// Records as a list in a sentence, those that every zone begins with left out.
fn told(records: &[&Record]) -> String {
    let telling = records.iter().filter(|record| !matches!(record.data, Data::Soa { .. } | Data::Ns(_)));
    let text = list(telling.map(|record| format!("{} {}", record.data.kind(), record.data)));
    text.trim_end_matches('.').to_owned()
}

/// The records that answer for a name: its own, else those of the wildcard that stands for it.
fn answering<'z>(zone: &'z Zone, name: &Name) -> Vec<&'z Record> {
    let at = |name: &Name| -> Vec<&'z Record> {
        zone.records.iter().filter(|record| record.owner == *name).collect()
    };
    let own = at(name);
    if !own.is_empty() || zone.has(name) {
        return own;
    }
    let mut above = name.parent();
    while let Some(encloser) = above {
        if zone.has(&encloser) {
            return encloser.wildcard().map(|wildcard| at(&wildcard)).unwrap_or_default();
        }
        above = encloser.parent();
    }
    Vec::new()
}

/// Whether a record holds this address, name or text.
fn holds(record: &Record, value: &str) -> bool {
    let data = record.data.to_string();
    let same_name = || match (record.data.target(), Name::parse(value)) {
        (Some(target), Some(name)) => *target == name,
        _ => false,
    };
    data == value
        || same_name()
        || matches!((data.parse::<IpAddr>(), value.parse::<IpAddr>()), (Ok(one), Ok(other)) if one == other)
        || data.trim_matches('"') == value
}

/// The article of a record type, for statements.
#[must_use]
pub(in crate::goal) fn a_record(kind: RecordType) -> String {
    match kind {
        RecordType::A | RecordType::Aaaa | RecordType::Mx | RecordType::Ns => format!("an {kind} record"),
        RecordType::Cname | RecordType::Txt => article(&format!("{kind} record")),
    }
}
