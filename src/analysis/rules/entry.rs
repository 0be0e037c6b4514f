//! Whether users still get in when a machine fails: the addresses behind the name, and how long they are kept.

use std::net::IpAddr;

use super::dns::lands;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::Owner;
use crate::analysis::finding::Severity;
use crate::text::prose::list;
use crate::topology::{Clients, Host, Id, Kind, Mode};

pub(super) const MEMBER_NAMED: Rule = Rule {
    id: "member-named",
    title: "The name leads to a member, not to the shared address",
    looks_for: "An active-passive cluster whose members' own addresses are in the record, and not the shared one.",
    severity: Severity::High,
    topic: "Redundancy",
    why: "The shared address moves when a member dies; a member's own address does not.",
    unless: "When the name leads to every member, and clients try the next address.",
    mend: "Lead the name to the shared address alone.",
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
        if facts.topology.clients == Clients::Retry && own.len() >= members.len() {
            let message = format!(
                "{} leads to each member of {} and not to {shared}; clients try the next address when one is silent.",
                facts.site_name(),
                cluster.id
            );
            said.push(Said::of([cluster.id.clone()], message).severity(Severity::Low).mitigated());
            continue;
        }
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

pub(super) const DNS_SPREADS_ONLY: Rule = Rule {
    id: "dns-spreads-only",
    title: "DNS as the only switch-over",
    looks_for: "Several addresses of single machines: DNS spreads users over them and goes on doing so when one is dead.",
    severity: Severity::Medium,
    topic: "DNS",
    why: "Spreading is not failover: a dead address is handed out as before, and caches keep it.",
    unless: "When clients try the next address, or the addresses are shared ones that move.",
    mend: "Let the machines back each other with shared addresses, or put one shared address before them.",
    requirements: &["c.ha", "t3.explain.why-lb-cluster"],
    check: spreads_only,
};

fn spreads_only(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    let mut owners: Vec<&Host> = Vec::new();
    for address in &site.addresses {
        // An IPv4 and an IPv6 address of one machine are one way in.
        if let Some(Owner::Host(host)) = facts.calls.owner(*address)
            && !owners.iter().any(|known| known.id == host.id)
        {
            owners.push(host);
        }
    }
    if owners.len() < 2 {
        return Vec::new();
    }
    let ids: Vec<Id> = owners.iter().map(|host| host.id.clone()).collect();
    if facts.topology.clients == Clients::Retry {
        let message = format!(
            "{} leads to {}. DNS checks none of them, and clients try the next address when one is silent.",
            facts.site_name(),
            list(&ids)
        );
        return vec![Said::of(ids, message).severity(Severity::Info).mitigated()];
    }
    let message = format!(
        "{} leads to {}, each for a share of the users. DNS checks none of them: when one fails, its share gets no answer \
         until the record is changed and {} seconds have passed.",
        facts.site_name(),
        list(&ids),
        site.ttl
    );
    vec![
        Said::of(ids, message)
            .mend(
                "Let each of the two take over the address of the other.",
                facts.backing_each_other(&owners, &site.addresses),
            )
            .advise("Have the DNS provider check the addresses and take dead ones out."),
    ]
}

pub(super) const ONE_ENTRY: Rule = Rule {
    id: "one-entry",
    title: "One address for two balancers",
    looks_for: "Two entries that could serve, and a name that leads to one alone.",
    severity: Severity::Medium,
    topic: "Redundancy",
    why: "The second balancer gets no request, now or when the first one dies.",
    unless: "When somebody changes the record by hand, and users can wait for it.",
    mend: "Lead the name to both, or give them a shared address.",
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

pub(super) const LONG_TTL: Rule = Rule {
    id: "long-ttl",
    title: "Address that is kept for long",
    looks_for: "A name that leads to addresses that do not move, kept in caches for long.",
    severity: Severity::Low,
    topic: "TTL",
    why: "Until the time to live has passed, resolvers answer with the old address, whatever the zone says by then.",
    unless: "When the address itself moves to another machine, so that the record never has to change.",
    mend: "Shorten the time to live (TTL) to a few minutes.",
    requirements: &["c.dns-a", "c.ha"],
    check: long_ttl,
};

/// Answers that are kept for longer than this, in seconds, make a change of address slow.
const LONG: u32 = 3600;

fn long_ttl(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    if site.ttl <= LONG || site.addresses.is_empty() {
        return Vec::new();
    }
    let fixed = site.addresses.iter().filter_map(|address| match facts.calls.owner(*address) {
        Some(Owner::Host(host)) => Some(host.id.clone()),
        _ => None,
    });
    let mut fixed: Vec<Id> = fixed.collect();
    fixed.dedup();
    let name = facts.site_name();
    let hours = f64::from(site.ttl) / 3600.0;
    if fixed.is_empty() {
        let message =
            format!("Answers for {name} are kept for {hours:.0} hours, and its address moves by itself.");
        return vec![Said::of([], message).not_applicable()];
    }
    let message = format!(
        "Answers for {name} are kept for {hours:.0} hours: when {} must be replaced at another address, many users go on \
         asking the old one for as long.",
        super::text::choice(&fixed)
    );
    vec![
        Said::of(fixed, message)
            .mend("Keep them for 300 seconds.", facts.with_ttl(&site, 300))
            .advise("Lower the time one old time before a planned change, and raise it afterwards."),
    ]
}

impl Facts<'_> {
    /// Whether a balancer is in a cluster with an address that moves.
    fn has_shared_address(&self, balancer: &Id) -> bool {
        self.topology.clusters.iter().any(|cluster| match &cluster.mode {
            Mode::ActivePassive { members, address, .. } => address.is_some() && members.contains(balancer),
            Mode::ActiveActive { members, addresses } => !addresses.is_empty() && members.contains(balancer),
            _ => false,
        })
    }

    /// Makes the balancers on two machines a cluster in which each takes over the other's address.
    fn backing_each_other(&self, owners: &[&Host], addresses: &[IpAddr]) -> Vec<String> {
        let ([one, other], [first, second]) = (owners, addresses) else { return Vec::new() };
        let entry = |host: &Host| -> Option<Id> {
            let mut here = self.calls.entries().filter(|flow| flow.to.host() == Some(host.id.as_str()));
            here.next()
                .map(|flow| flow.to.clone())
                .filter(|id| self.calls.kind(id) == Some(Kind::LoadBalancer))
        };
        let (Some(left), Some(right)) = (entry(one), entry(other)) else { return Vec::new() };
        let mut commands = Vec::new();
        for host in owners {
            commands.push(format!("set {} networks {}", host.id, list_of(&host.standing.on())));
            commands.push(format!("set {} address default", host.id));
        }
        let known = self.topology.clusters.iter().find(|cluster| {
            matches!(&cluster.mode, Mode::ActiveActive { members, .. } if *members == [left.clone(), right.clone()])
        });
        let cluster = known.map_or_else(|| self.free_id("vips"), |cluster| cluster.id.to_string());
        if known.is_none() {
            commands.push(format!("add cluster {cluster} active_active {left} {right}"));
        }
        commands.push(format!("set {cluster} addresses {first},{second}"));
        commands
    }
}

/// Names as a command writes a list.
fn list_of<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
