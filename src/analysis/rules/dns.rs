//! DNS, as users meet it: whether the site's name leads to where the site is.

use std::collections::HashSet;
use std::net::IpAddr;

use super::dot::Undotted;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::Owner;
use crate::analysis::finding::Severity;
use crate::analysis::flow::Flow;
use crate::text::prose::list;
use crate::topology::zone::{End, Name, Record, Resolution};
use crate::topology::{Id, Kind};

pub(super) const NO_ZONE: Rule = Rule {
    id: "no-zone",
    title: "No zone",
    looks_for: "A design without a DNS zone.",
    severity: Severity::Info,
    topic: "Zone",
    why: "How users find the address is part of the design, and a wrong record takes the whole site down.",
    unless: "When the exercise is about something else.",
    mend: "Write a zone in which the site's name leads to an address of the design.",
    requirements: &["t0.design.domain", "t0.explain.domain-name"],
    check: no_zone,
};

fn no_zone(facts: &Facts<'_>) -> Vec<Said> {
    if facts.topology.zone.is_some() || facts.calls.entries().next().is_none() {
        return Vec::new();
    }
    let message = format!(
        "The design has no zone: nothing says which address {} leads to, so the analysis lets requests go where the \
         user's links lead.",
        facts.site_name()
    );
    vec![Said::of([], message).mend("Write a zone in which the name leads to the site.", facts.new_zone())]
}

pub(super) const SITE_UNRESOLVED: Rule = Rule {
    id: "site-unresolved",
    title: "The name leads to no address",
    looks_for: "The name that users type leads to no address.",
    severity: Severity::Critical,
    topic: "DNS",
    why: "A browser asks DNS for the address first; without an address it cannot connect to any machine.",
    unless: "While the design is still being drawn.",
    mend: "Give the name an A record, directly or by an alias.",
    requirements: &["t0.design.domain", "c.dns-a"],
    check: unresolved,
};

fn unresolved(facts: &Facts<'_>) -> Vec<Said> {
    let Some(zone) = facts.calls.zone() else { return Vec::new() };
    let Some(site) = facts.topology.site.as_deref() else {
        let message = "The design does not say which name users type, so no zone can lead them anywhere.";
        let names = zone.origin().map(|origin| format!("www.{}", origin.without_dot()));
        let commands = names.map(|name| format!("set topology site {name}"));
        return vec![Said::of([], message).mend("Say which name users type.", commands)];
    };
    let found = zone.resolve(site);
    let Some(reason) = facts.why_unresolved(&found) else { return Vec::new() };
    let said = Said::of([], format!("{site} leads to no address: {reason}."));
    let asked = found.chain.last().cloned().or_else(|| Name::parse(site));
    if facts.broken_line(&found).is_some() {
        let said = said.borrow((super::alias::CNAME_TO_ADDRESS.check)(facts));
        return vec![said.advise(format!("Write an A record for {site} in its place."))];
    }
    let said = match facts.undotted_on(&found) {
        Some((record, undotted)) => said.borrow([facts.tell_undotted(record, &undotted)]),
        None => said,
    };
    let aliased = found.chain.len() > 1;
    vec![match (found.end, asked) {
        (End::NoName | End::NoData, Some(_)) if aliased && facts.undotted_on(&found).is_some() => {
            said.advise(format!("Give {site} an A record in this zone."))
        }
        (End::NoName | End::NoData, Some(name)) => said.mend(
            format!("Add an A record for {}.", name.without_dot()),
            facts.with_addresses(&name, &facts.entry_addresses()),
        ),
        _ => said.advise(format!("Give {site} an A record in this zone.")),
    }]
}

/// Why the way from a name ended without an address, as the end of a sentence.
fn why_unresolved(found: &Resolution) -> Option<String> {
    let last = found.chain.last().map_or_else(String::new, Name::without_dot);
    Some(match found.end {
        End::Found => return None,
        End::NoData => format!("the zone has {last}, without an address"),
        End::NoName => format!("the zone has no name {last}"),
        End::Outside => format!("{last} is not in this zone"),
        End::Loop => format!("the aliases go round in a circle, back to {last}"),
        End::TooLong => "more than eight aliases follow one another".to_owned(),
        End::NotAName => "it is no domain name".to_owned(),
    })
}

pub(super) const ADDRESS_UNOWNED: Rule = Rule {
    id: "address-unowned",
    title: "The name leads to nobody",
    looks_for: "An address of the site that nothing in the design owns.",
    severity: Severity::Critical,
    topic: "A record",
    why: "A name server answers with whatever the record holds; it does not ask whether anybody is there.",
    unless: "When the machine is not drawn.",
    mend: "Give the address to a host or a cluster, or correct the record.",
    requirements: &["t0.design.domain", "t0.explain.dns-record", "c.dns-a"],
    check: unowned,
};

fn unowned(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let total = site.addresses.len();
    let nobodys: Vec<IpAddr> =
        site.addresses.iter().copied().filter(|address| facts.calls.owner(*address).is_none()).collect();
    let Some(first) = nobodys.first() else { return Vec::new() };
    let name = facts.site_name();
    let who = if nobodys.len() == total {
        "users".to_owned()
    } else {
        format!("{} % of the users", super::text::percent(nobodys.len() as f64 / total as f64))
    };
    let message =
        format!("{name} leads to {}, which nobody owns: {who} ask there and get no answer.", list(&nobodys));
    let severity = if nobodys.len() == total { Severity::Critical } else { Severity::High };
    let said = Said::of([], message).severity(severity);
    let free: Vec<IpAddr> = facts
        .entry_addresses()
        .into_iter()
        .filter(|address| !site.addresses.contains(address) && address.is_ipv4() == first.is_ipv4())
        .collect();
    vec![match (nobodys.as_slice(), free.as_slice()) {
        ([old], [new]) => said.mend(
            format!("Let the record hold {new}."),
            facts.records(site, *old).iter().flat_map(|record| facts.with_address(record, *old, *new)),
        ),
        _ => said.advise("Let the records hold addresses of machines that serve the site."),
    }]
}

pub(super) const DEAD_ENTRY: Rule = Rule {
    id: "dead-entry",
    title: "Address at which nothing answers",
    looks_for: "An address of the site that belongs to a part of the design on which users call nothing.",
    severity: Severity::High,
    topic: "DNS",
    why: "The share of users that gets this address gets no answer.",
    unless: "While the design is still being drawn.",
    mend: "Connect the users to what answers there, or take the record away.",
    requirements: &["t0.design.domain", "c.dns-a"],
    check: dead_entry,
};

fn dead_entry(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let mut said = Vec::new();
    let landing = Landing::of(facts.drawn_entries());
    for address in &site.addresses {
        let Some(owner) = facts.calls.owner(*address) else { continue };
        // What a firewall keeps out is another rule's to tell.
        if landing.is_at(&owner) {
            continue;
        }
        let message = format!(
            "{} leads to {address}, which belongs to {}, and users call nothing there: they get no answer.",
            facts.site_name(),
            owner.id()
        );
        said.push(
            Said::of([owner.id().clone()], message)
                .mend("Link the user to what should answer there.", facts.entering(&owner))
                .advise("Let the record hold another address."),
        );
    }
    said
}

/// Where calls come in.
pub(super) struct Landing<'f> {
    /// The components called.
    parts: HashSet<&'f Id>,
    /// The machines of these and of the firewalls crossed, and the firewalls themselves.
    machines: HashSet<&'f str>,
}

impl<'f> Landing<'f> {
    pub(super) fn of(calls: impl IntoIterator<Item = &'f Flow>) -> Self {
        let mut landing = Self { parts: HashSet::new(), machines: HashSet::new() };
        for flow in calls {
            landing.parts.insert(&flow.to);
            landing.machines.extend(flow.to.host());
            for decision in flow.paths.iter().flat_map(|path| &path.firewalls) {
                landing.machines.extend([decision.firewall.as_str()]);
                landing.machines.extend(decision.firewall.host());
            }
        }
        landing
    }

    /// Whether one of them comes in at whoever owns an address.
    pub(super) fn is_at(&self, owner: &Owner<'_>) -> bool {
        match owner {
            Owner::Shared { cluster, .. } => cluster.mode.members().iter().any(|id| match id.host() {
                Some(host) => self.machines.contains(host),
                None => self.parts.contains(*id),
            }),
            Owner::Host(host) => self.machines.contains(host.id.as_str()),
            Owner::Part(part) => {
                let id = &part.component.id;
                self.parts.contains(id) || self.machines.contains(id.as_str())
            }
        }
    }
}

pub(super) const PRIVATE_ADDRESS: Rule = Rule {
    id: "private-address",
    title: "The name leads to a private address",
    looks_for: "The site's name leads to an address that the internet cannot reach.",
    severity: Severity::High,
    topic: "IP address",
    why: "Every private network uses these addresses for its own machines, and the routers of the internet do not forward to them.",
    unless: "When all users are on the private network themselves.",
    mend: "Lead the name to a public address.",
    requirements: &["c.dns-a"],
    check: private_address,
};

fn private_address(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let inner: Vec<IpAddr> =
        site.addresses.iter().copied().filter(|address| unroutable(address).is_some()).collect();
    let Some(what) = inner.first().and_then(unroutable) else { return Vec::new() };
    let owners: Vec<Id> = inner
        .iter()
        .filter_map(|address| facts.calls.owner(*address))
        .map(|owner| owner.id().clone())
        .collect();
    let name = facts.site_name();
    let mut users = facts.calls.of_kind(Kind::User).peekable();
    if users.peek().is_some() && users.all(|user| !facts.calls.is_outside(user)) {
        let message = format!(
            "{name} leads to {}, {what}, and its users are on the private network too.",
            list(&inner)
        );
        return vec![Said::of(owners, message).not_applicable()];
    }
    let message = format!("{name} leads to {}, {what}: nobody on the internet gets there.", list(&inner));
    vec![Said::of(owners, message).advise("Give the machine a public address, and let the record hold that.")]
}

/// What an address is that leads nowhere on the internet; none for a public one. Those for documentation count as
/// public, as designs use them.
fn unroutable(address: &IpAddr) -> Option<&'static str> {
    let (private, own, link, none) = match address {
        IpAddr::V4(v4) => {
            let none = v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast();
            (v4.is_private(), v4.is_loopback(), v4.is_link_local(), none)
        }
        IpAddr::V6(v6) => {
            let none = v6.is_unspecified() || v6.is_multicast();
            (v6.is_unique_local(), v6.is_loopback(), v6.is_unicast_link_local(), none)
        }
    };
    if private && address.is_ipv4() {
        Some("an address for private networks (RFC 1918)")
    } else if private {
        Some("an address for private networks (RFC 4193)")
    } else if own {
        Some("which on every machine means that machine itself")
    } else if link {
        Some("which is valid on one local network only")
    } else if none {
        Some("which is no machine's address")
    } else {
        None
    }
}

pub(super) const BARE_DOMAIN: Rule = Rule {
    id: "bare-domain",
    title: "The bare domain leads nowhere",
    looks_for: "The bare domain leads nowhere although `www` does.",
    severity: Severity::Low,
    topic: "Domain name",
    why: "The bare domain and www are two names, and many people type the shorter one.",
    unless: "When the domain is used for something else.",
    mend: "Give the bare domain the same addresses as `www`.",
    requirements: &["t0.explain.domain-name"],
    check: bare_domain,
};

fn bare_domain(facts: &Facts<'_>) -> Vec<Said> {
    let (Some(zone), Some(site)) = (facts.calls.zone(), facts.topology.site.as_deref()) else {
        return Vec::new();
    };
    let Some(domain) = site.strip_prefix("www.") else { return Vec::new() };
    let addresses = zone.resolve(site).addresses;
    let (Some(name), End::NoData | End::NoName) = (Name::parse(domain), zone.resolve(domain).end) else {
        return Vec::new();
    };
    if addresses.is_empty() {
        return Vec::new();
    }
    let message = format!("{domain} leads to no address: whoever types the name without www gets no answer.");
    vec![
        Said::of([], message)
            .mend(format!("Add an A record for {domain}."), facts.with_addresses(&name, &addresses)),
    ]
}

impl Facts<'_> {
    /// Why the way from a name ended without an address, as the end of a sentence: the line that should hold it and
    /// cannot be read, or what the zone answers.
    pub(super) fn why_unresolved(&self, found: &Resolution) -> Option<String> {
        let reason = why_unresolved(found)?;
        if let Some(line) = self.broken_line(found) {
            return Some(format!("line {line} of the zone should hold the address and cannot be read"));
        }
        Some(match self.undotted_on(found) {
            Some((record, Undotted { meant, read, .. })) => format!(
                "line {} of the zone writes {meant} without a dot at its end, so it means {}",
                record.line,
                read.without_dot()
            ),
            None => reason,
        })
    }

    /// The name without its dot because of which a way ends without an address: that to which the last alias leads, or
    /// that of a record which should be the asked name's own.
    fn undotted_on<'f>(&'f self, found: &Resolution) -> Option<(&'f Record, Undotted)> {
        let zone = self.calls.zone()?;
        let last = found.chain.last().filter(|_| matches!(found.end, End::NoName | End::NoData))?;
        let before = found.chain.iter().rev().nth(1);
        let mut records: Vec<&Record> = if let Some(alias) = before {
            zone.at(alias).filter(|record| record.data.kind() == "CNAME").collect()
        } else {
            zone.at(&Name::parse(&format!("{last}{}", zone.origin()?))?).collect()
        };
        records.truncate(1);
        let record = records.pop()?;
        let undotted = self.undotted(record).into_iter();
        let mut fits = undotted.filter(|undotted| found.chain.len() == 1 || undotted.read == *last);
        Some((record, fits.next()?))
    }

    /// The requests that are drawn from users to what answers them, whatever firewalls say.
    fn drawn_entries(&self) -> impl Iterator<Item = &Flow> {
        let from_user = |flow: &&Flow| self.calls.kind(&flow.from) == Some(Kind::User);
        let asks = |flow: &&Flow| self.calls.is_request(flow) && self.calls.passes_on(&flow.to);
        self.calls.flows().filter(from_user).filter(asks)
    }

    /// The line of the zone that is to be a record of the name at which a way ended, and cannot be read.
    fn broken_line(&self, found: &Resolution) -> Option<usize> {
        let last = found.chain.last().filter(|_| matches!(found.end, End::NoName | End::NoData))?;
        self.calls.broken_records(last).first().map(|problem| problem.line)
    }

    /// The records by which the site leads to an address.
    pub(super) fn records(&self, site: &Resolution, address: IpAddr) -> Vec<Record> {
        let (Some(zone), Some(last)) = (self.calls.zone(), site.chain.last()) else { return Vec::new() };
        let holds = |record: &&Record| record.data.to_string().parse() == Ok(address);
        zone.at(last).filter(holds).cloned().collect()
    }
}
