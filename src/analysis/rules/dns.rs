//! DNS, as users meet it: whether the site's name leads to where the site is.

use std::net::IpAddr;

use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::Owner;
use crate::analysis::finding::Severity;
use crate::analysis::flow::Flow;
use crate::text::prose::list;
use crate::topology::zone::{End, Name, Record, Resolution};
use crate::topology::{Clients, Id, Kind, Mode};

/// No zone at all.
pub(super) const NO_ZONE: Rule = Rule {
    id: "no-zone",
    title: "No zone",
    severity: Severity::Info,
    topic: "Zone",
    why: "How users find the address is part of the design, and of most outages.",
    unless: "When the exercise is about something else.",
    requirements: &["t0.design.domain", "t0.explain.domain-name"],
    check: no_zone,
};

fn no_zone(facts: &Facts<'_>) -> Vec<Said> {
    if facts.topology.zone.is_some() || facts.calls.entries().next().is_none() {
        return Vec::new();
    }
    let message = format!(
        "The design has no zone: nothing says which address {} leads to, and requests are taken to go where the user's \
         links lead.",
        facts.site_name()
    );
    vec![Said::of([], message).mend("Write a zone in which the name leads to the site.", facts.new_zone())]
}

/// The name that users type leads to no address.
pub(super) const SITE_UNRESOLVED: Rule = Rule {
    id: "site-unresolved",
    title: "The name leads to no address",
    severity: Severity::Critical,
    topic: "DNS",
    why: "Users begin with the name; without an address there is nobody to ask.",
    unless: "While the design is still being drawn.",
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
    let Some(reason) = why_unresolved(&found) else { return Vec::new() };
    let said = Said::of([], format!("{site} leads to no address: {reason}."));
    let asked = found.chain.last().cloned().or_else(|| Name::parse(site));
    vec![match (found.end, asked) {
        (End::NoName | End::NoData, Some(name)) => said.mend(
            format!("Add an A record for {}.", name.without_dot()),
            facts.with_addresses(&name, &facts.entry_addresses()),
        ),
        _ => said.advise(format!("Give {site} an A record in this zone.")),
    }]
}

/// Why the way from a name ended without an address, as the end of a sentence.
pub(super) fn why_unresolved(found: &Resolution) -> Option<String> {
    let last = found.chain.last().map_or_else(String::new, Name::without_dot);
    Some(match found.end {
        End::Found => return None,
        End::NoData => format!("the zone has {last}, without an address"),
        End::NoName => format!("the zone has no name {last}"),
        End::Outside => format!("{last} is not in this zone"),
        End::Loop => format!("the aliases lead round in a circle, back to {last}"),
        End::TooLong => "more than eight aliases follow one another".to_owned(),
        End::NotAName => "it is no domain name".to_owned(),
    })
}

/// An address of the site that nobody owns.
pub(super) const ADDRESS_UNOWNED: Rule = Rule {
    id: "address-unowned",
    title: "The name leads to nobody",
    severity: Severity::Critical,
    topic: "A record",
    why: "DNS answers with whatever the record holds; whether anybody is there, it does not know.",
    unless: "When the machine is not drawn.",
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
    let fate = if nobodys.len() == total {
        "users ask there and get no answer".to_owned()
    } else {
        format!("{} of {total} users ask there and get no answer", nobodys.len())
    };
    let message =
        format!("{name} leads to {}, which belongs to no machine of the design: {fate}.", list(&nobodys));
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
            facts.records(&site, *old).iter().flat_map(|record| facts.with_address(record, *old, *new)),
        ),
        _ => said.advise("Let the records hold addresses of machines that serve the site."),
    }]
}

/// An active-passive cluster whose members' own addresses are in the record, and not the shared one.
pub(super) const MEMBER_NAMED: Rule = Rule {
    id: "member-named",
    title: "The name leads to a member, not to the shared address",
    severity: Severity::High,
    topic: "Redundancy",
    why: "The shared address moves when a member dies; a member's own address does not.",
    unless: "When both members' addresses are in the record, and clients try the next one.",
    requirements: &["t3.design.lb-cluster", "c.ha"],
    check: member_named,
};

fn member_named(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let mut said = Vec::new();
    for cluster in &facts.topology.clusters {
        let Mode::ActivePassive { members, address: Some(shared), .. } = &cluster.mode else { continue };
        if site.addresses.contains(shared) {
            continue;
        }
        let on_member = |address: &IpAddr| match facts.calls.owner(*address) {
            Some(Owner::Host(host)) => members.iter().any(|id| id.host() == Some(host.id.as_str())),
            _ => false,
        };
        let own: Vec<IpAddr> = site.addresses.iter().copied().filter(on_member).collect();
        let Some(first) = own.first() else { continue };
        let Some(Owner::Host(host)) = facts.calls.owner(*first) else { continue };
        let message = format!(
            "{} leads to {first}, the own address of {}, and not to {shared}, which {} shares: when {} fails, nobody \
             takes {first} over.",
            facts.site_name(),
            host.id,
            cluster.id,
            host.id
        );
        let mut commands = Vec::new();
        if let [only] = own.as_slice() {
            let records = facts.records(&site, *only);
            commands = records.iter().flat_map(|record| facts.with_address(record, *only, *shared)).collect();
        }
        said.push(
            Said::of([cluster.id.clone(), host.id.clone()], message)
                .mend(format!("Let the record hold {shared}."), commands),
        );
    }
    said
}

/// An address of the site at which nothing answers: it is owned, and users call nothing there.
pub(super) const DEAD_ENTRY: Rule = Rule {
    id: "dead-entry",
    title: "Address at which nothing answers",
    severity: Severity::High,
    topic: "DNS",
    why: "The share of users that gets this address gets no answer.",
    unless: "While the design is still being drawn.",
    requirements: &["t0.design.domain", "c.dns-a"],
    check: dead_entry,
};

fn dead_entry(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let mut said = Vec::new();
    for address in &site.addresses {
        let Some(owner) = facts.calls.owner(*address) else { continue };
        if facts.calls.entries().any(|flow| lands(flow, &owner)) {
            continue;
        }
        let message = format!(
            "{} leads to {address}, which belongs to {}, and users call nothing there: they get no answer.",
            facts.site_name(),
            owner.id()
        );
        said.push(
            Said::of([owner.id().clone()], message)
                .advise("Link the user to what should answer there, or let the record hold another address."),
        );
    }
    said
}

/// Whether a call comes in at whoever owns an address.
pub(super) fn lands(flow: &Flow, owner: &Owner<'_>) -> bool {
    let on = |host: &str| {
        flow.to.host() == Some(host)
            || flow
                .paths
                .iter()
                .flat_map(|path| &path.firewalls)
                .any(|decision| decision.firewall.host() == Some(host) || decision.firewall == *host)
    };
    match owner {
        Owner::Shared { cluster, .. } => cluster.mode.members().iter().any(|id| match id.host() {
            Some(host) => on(host),
            None => flow.to == **id,
        }),
        Owner::Host(host) => on(host.id.as_str()),
        Owner::Part(part) => flow.to == part.component.id || on(part.component.id.as_str()),
    }
}

/// The name leads to an address that the internet cannot reach.
pub(super) const PRIVATE_ADDRESS: Rule = Rule {
    id: "private-address",
    title: "The name leads to a private address",
    severity: Severity::High,
    topic: "IP address",
    why: "Addresses of RFC 1918 mean a machine of one's own network, wherever one is.",
    unless: "When only one's own network uses the site.",
    requirements: &["c.dns-a"],
    check: private_address,
};

fn private_address(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let inner: Vec<IpAddr> = site.addresses.iter().copied().filter(is_private).collect();
    if inner.is_empty() {
        return Vec::new();
    }
    let owners =
        inner.iter().filter_map(|address| facts.calls.owner(*address)).map(|owner| owner.id().clone());
    let message = format!(
        "{} leads to {}, an address of private networks (RFC 1918): nobody on the internet gets there.",
        facts.site_name(),
        list(&inner)
    );
    vec![Said::of(owners, message).advise("Give the machine a public address, and let the record hold that.")]
}

/// Whether an address is one of RFC 1918 or RFC 4193, or means the own machine or link.
fn is_private(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_loopback() || v6.is_unicast_link_local(),
    }
}

/// Several addresses of single machines: DNS spreads users over them and goes on doing so when one is dead.
pub(super) const DNS_SPREADS_ONLY: Rule = Rule {
    id: "dns-spreads-only",
    title: "DNS as the only switch-over",
    severity: Severity::Medium,
    topic: "DNS",
    why: "A name server hands out addresses; it does not ask whether anybody answers there.",
    unless: "When the provider takes dead addresses out, or clients try the next address.",
    requirements: &["c.ha", "t3.explain.why-lb-cluster"],
    check: spreads_only,
};

fn spreads_only(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let owners: Vec<Id> = site
        .addresses
        .iter()
        .filter_map(|address| match facts.calls.owner(*address) {
            Some(Owner::Host(host)) => Some(host.id.clone()),
            _ => None,
        })
        .collect();
    if owners.len() < 2 {
        return Vec::new();
    }
    let message = format!(
        "{} leads to each of {} in turn. DNS checks nothing: when one of them dies, its share of the users still gets \
         its address, until the record is changed and {} seconds have passed.",
        facts.site_name(),
        list(&owners),
        site.ttl
    );
    let said =
        Said::of(owners, message).advise("Give the machines shared addresses that move when one dies.");
    vec![match facts.topology.clients {
        Clients::Retry => said.severity(Severity::Info).mitigated(),
        Clients::Once => said,
    }]
}

/// Two entries that could serve, and a name that leads to one alone.
pub(super) const ONE_ENTRY: Rule = Rule {
    id: "one-entry",
    title: "One address for two balancers",
    severity: Severity::Medium,
    topic: "Redundancy",
    why: "The second balancer gets no request, now or when the first one dies.",
    unless: "When somebody changes the record by hand, and users can wait for it.",
    requirements: &["t3.explain.why-lb-cluster", "c.ha"],
    check: one_entry,
};

fn one_entry(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let [address] = site.addresses.as_slice() else { return Vec::new() };
    let Some(Owner::Host(owner)) = facts.calls.owner(*address) else { return Vec::new() };
    let balancers = facts
        .calls
        .entries()
        .filter(|flow| facts.calls.kind(&flow.to) == Some(Kind::LoadBalancer))
        .filter(|flow| !lands(flow, &Owner::Host(owner)));
    let mut others: Vec<Id> = balancers.map(|flow| flow.to.clone()).collect();
    others.sort();
    others.dedup();
    if others.is_empty() || others.iter().any(|id| facts.has_shared_address(id)) {
        return Vec::new();
    }
    let message = format!(
        "{} leads to {address} alone, which is that of {}: no user comes in by {}, and nothing takes the address over.",
        facts.site_name(),
        owner.id,
        list(&others)
    );
    let here = facts.calls.entries().find(|flow| lands(flow, &Owner::Host(owner)));
    let pair: Vec<Id> = here.map(|flow| flow.to.clone()).into_iter().chain(others.iter().cloned()).collect();
    vec![Said::of(std::iter::once(owner.id.clone()).chain(others), message).mend(
        "Make the balancers a cluster in which the second takes the address over.",
        facts.joining(&pair),
    )]
}

/// The bare domain leads nowhere although `www` does.
pub(super) const BARE_DOMAIN: Rule = Rule {
    id: "bare-domain",
    title: "The bare domain leads nowhere",
    severity: Severity::Low,
    topic: "Domain name",
    why: "Many people type the name without www.",
    unless: "When the domain is used for something else.",
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
    /// The records by which the site leads to an address.
    fn records(&self, site: &Resolution, address: IpAddr) -> Vec<Record> {
        let (Some(zone), Some(last)) = (self.calls.zone(), site.chain.last()) else { return Vec::new() };
        let holds = |record: &&Record| record.data.to_string().parse() == Ok(address);
        zone.at(last).filter(holds).cloned().collect()
    }

    /// Whether a balancer is in a cluster with an address that moves.
    fn has_shared_address(&self, balancer: &Id) -> bool {
        self.topology.clusters.iter().any(|cluster| match &cluster.mode {
            Mode::ActivePassive { members, address, .. } => address.is_some() && members.contains(balancer),
            Mode::ActiveActive { members, addresses } => !addresses.is_empty() && members.contains(balancer),
            _ => false,
        })
    }
}
