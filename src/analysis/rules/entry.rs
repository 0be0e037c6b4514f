//! Whether users still get in when a machine fails: the addresses behind the name, and how long they are kept.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use super::dns::Landing;
use super::said::Said;
use super::{Facts, Rule};
use crate::analysis::calls::Owner;
use crate::analysis::finding::Severity;
use crate::text::figure::duration;
use crate::text::prose::list;
use crate::topology::{Clients, Cluster, Host, Id, Kind, Mode, Network, Part};

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
    let mut by_machine: HashMap<&Id, Vec<(usize, IpAddr, Machine<'_>)>> = HashMap::new();
    let all = machines(facts, &site.addresses);
    for (place, (address, machine)) in all.iter().enumerate() {
        by_machine.entry(machine.id()).or_default().push((place, *address, *machine));
    }
    for cluster in &facts.topology.clusters {
        let Mode::ActivePassive { members, address: Some(shared), .. } = &cluster.mode else { continue };
        let known = members.iter().filter_map(|member| by_machine.get(facts.machine(member)));
        let mut own: Vec<(usize, IpAddr, Machine<'_>)> = known.flatten().copied().collect();
        own.sort_by_key(|(place, ..)| *place);
        own.dedup_by_key(|(place, ..)| *place);
        let own: Vec<(IpAddr, Machine<'_>)> =
            own.into_iter().map(|(_, address, machine)| (address, machine)).collect();
        let Some((first, machine)) = own.first() else { continue };
        let (name, id) = (facts.site_name(), machine.id());
        let named = site.addresses.contains(shared);
        if facts.topology.clients == Clients::Retry && (named || own.len() >= members.len()) {
            let instead = if named { "besides" } else { "and not to" };
            let message = format!(
                "{name} leads to the own addresses of {} {instead} the shared address {shared}; clients try the next \
                 address when one does not answer.",
                list(own.iter().map(|(_, machine)| machine.id()))
            );
            said.push(Said::of([cluster.id.clone()], message).severity(Severity::Low).mitigated());
            continue;
        }
        let message = if named {
            format!(
                "{name} leads to {first}, the own address of {id}, besides {shared}, which {} shares: when {id} fails, \
                 nothing takes {first} over, and the users who got that address get no answer.",
                cluster.id
            )
        } else {
            format!(
                "{name} leads to {first}, the own address of {id}, and not to {shared}, which {} shares: when {id} \
                 fails, nothing takes {first} over.",
                cluster.id
            )
        };
        let (text, steps) = if named {
            let records = own.iter().flat_map(|(address, _)| facts.records(site, *address));
            let steps = records.flat_map(|record| facts.without_line(record.line)).collect();
            (format!("Let the name lead to {shared} alone."), steps)
        } else if let [(only, _)] = own.as_slice() {
            let records = facts.records(site, *only);
            let steps =
                records.iter().flat_map(|record| facts.with_address(record, *only, *shared)).collect();
            (format!("Let the record hold {shared}."), steps)
        } else {
            (format!("Let one record hold {shared}, and take the others out."), Vec::new())
        };
        said.push(Said::of([cluster.id.clone(), id.clone()], message).mend(text, steps));
    }
    said
}

/// A machine or a free-standing part that states an address of its own.
#[derive(Clone, Copy)]
enum Machine<'a> {
    Host(&'a Host),
    Part(&'a Part),
}

impl Machine<'_> {
    fn id(&self) -> &Id {
        match self {
            Self::Host(host) => &host.id,
            Self::Part(part) => &part.component.id,
        }
    }

    fn networks(&self) -> Vec<Network> {
        match self {
            Self::Host(host) => host.standing.on(),
            Self::Part(part) => part.standing.on(),
        }
    }

    /// Whether it is one of these components or carries one.
    fn carries_one_of(&self, ids: &[Id]) -> bool {
        ids.iter().any(|id| match self {
            Self::Host(host) => id.host() == Some(host.id.as_str()),
            Self::Part(part) => *id == part.component.id,
        })
    }
}

/// The addresses that stay where they are and fail with a machine of the design, each with that machine.
fn machines<'a>(facts: &Facts<'a>, addresses: &[IpAddr]) -> Vec<(IpAddr, Machine<'a>)> {
    let machine = |address: IpAddr| match facts.calls.owner(address)? {
        Owner::Host(host) => Some(Machine::Host(host)),
        Owner::Part(part) if !part.external => Some(Machine::Part(part)),
        Owner::Part(_) | Owner::Shared { .. } => None,
    };
    addresses.iter().filter_map(|address| Some((*address, machine(*address)?))).collect()
}

pub(super) const DNS_SPREADS_ONLY: Rule = Rule {
    id: "dns-spreads-only",
    title: "DNS as the only switch-over",
    looks_for: "Several addresses of single machines: DNS spreads users over them, and goes on sending users to one that is dead.",
    severity: Severity::Medium,
    topic: "DNS",
    why: "Spreading is not failover: a dead address is handed out as before, and caches keep it.",
    unless: "When clients try the next address, or the addresses are shared ones that move.",
    mend: "Give the machines shared addresses, so that one takes over from the other, or let them share a single address.",
    requirements: &["c.ha", "t3.explain.why-lb-cluster"],
    check: spreads_only,
};

fn spreads_only(facts: &Facts<'_>) -> Vec<Said> {
    let Some(site) = facts.calls.site() else { return Vec::new() };
    // An IPv4 and an IPv6 address of one machine are one way in.
    let mut met: HashSet<Id> = HashSet::new();
    let owners = site.addresses.iter().filter_map(|address| facts.calls.owner(*address));
    let owners: Vec<Id> =
        owners.map(|owner| owner.id().clone()).filter(|id| met.insert(id.clone())).collect();
    met.clear();
    let machines = machines(facts, &site.addresses).into_iter().map(|(_, machine)| machine);
    let mut single: Vec<Machine<'_>> = machines.filter(|machine| met.insert(machine.id().clone())).collect();
    // A member that is named besides the address of its cluster is another rule's.
    let shared = |cluster: &&Cluster| match &cluster.mode {
        Mode::ActivePassive { address: Some(shared), .. } => site.addresses.contains(shared),
        _ => false,
    };
    let named = facts.topology.clusters.iter().filter(shared);
    let members = named.flat_map(|cluster| cluster.mode.members());
    let members: HashSet<&Id> = members.map(|member| facts.machine(member)).collect();
    single.retain(|machine| !members.contains(machine.id()));
    if owners.len() < 2 || single.is_empty() {
        return Vec::new();
    }
    let ids: Vec<Id> = single.iter().map(|machine| machine.id().clone()).collect();
    let name = facts.site_name();
    if facts.topology.clients == Clients::Retry {
        let message = format!(
            "{name} leads to {}. DNS checks none of them, and clients try the next address when one does not answer.",
            list(&owners)
        );
        return vec![Said::of(ids, message).severity(Severity::Info).mitigated()];
    }
    let message = format!(
        "{name} leads to {}, each for a share of the users. DNS checks none of them: when {} fails, its share gets no \
         answer until the record is changed and {} have passed.",
        list(&owners),
        if ids.len() == 1 { ids[0].as_str() } else { "one" },
        duration(f64::from(site.ttl))
    );
    vec![
        Said::of(ids, message)
            .mend(
                "Let each of the two take over the address of the other.",
                facts.backing_each_other(&single, &site.addresses),
            )
            .advise("Have the DNS provider check the addresses and take out those that do not answer."),
    ]
}

pub(super) const ONE_ENTRY: Rule = Rule {
    id: "one-entry",
    title: "One address for two balancers",
    looks_for: "Two balancers that users could come in by, and a name that leads to only one of them.",
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
    let Some(owner @ (Owner::Host(_) | Owner::Part(_))) = facts.calls.owner(*address) else {
        return Vec::new();
    };
    let balancers = facts
        .calls
        .entries()
        .filter(|flow| facts.calls.kind(&flow.to) == Some(Kind::LoadBalancer))
        .filter(|flow| !Landing::of([*flow]).is_at(&owner));
    let mut others: Vec<Id> = balancers.map(|flow| flow.to.clone()).collect();
    others.sort();
    others.dedup();
    if others.is_empty() || others.iter().any(|id| facts.has_shared_address(id)) {
        return Vec::new();
    }
    let message = format!(
        "{} leads to {address} alone, which is that of {}: no user comes in by {}, and nothing takes the address over.",
        facts.site_name(),
        owner.id(),
        list(&others)
    );
    let here = facts.calls.entries().find(|flow| Landing::of([*flow]).is_at(&owner));
    let pair: Vec<Id> = here.map(|flow| flow.to.clone()).into_iter().chain(others.iter().cloned()).collect();
    vec![Said::of(std::iter::once(owner.id().clone()).chain(others), message).mend(
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
    let (name, kept) = (facts.site_name(), duration(f64::from(site.ttl)));
    let moves = |address: &&IpAddr| matches!(facts.calls.owner(**address), Some(Owner::Shared { .. }));
    if site.addresses.iter().all(|address| moves(&address)) {
        let message = format!(
            "Answers for {name} are kept for {kept}, and its address moves to another machine by itself."
        );
        return vec![Said::of([], message).not_applicable()];
    }
    let fixed = site.addresses.iter().filter(|address| !moves(address));
    let mut owners: Vec<Id> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    let mut met: HashSet<String> = HashSet::new();
    for address in fixed {
        let owner = facts.calls.owner(*address).map(|owner| owner.id().clone());
        let what = owner.as_ref().map_or_else(|| address.to_string(), ToString::to_string);
        if met.insert(what.clone()) {
            named.push(what);
            owners.extend(owner);
        }
    }
    let message = format!(
        "Answers for {name} are kept for {kept}: when another address must take the place of that of {}, many users go on \
         using the old one for as long.",
        super::text::choice(&named)
    );
    vec![
        Said::of(owners, message)
            .mend("Keep them for 300 seconds.", facts.with_ttl(site, 300))
            .advise("Before a planned change, lower the time to live and wait for as long as it was; raise it afterwards."),
    ]
}

impl Facts<'_> {
    /// Whether a balancer is in a cluster with an address that moves.
    fn has_shared_address(&self, balancer: &Id) -> bool {
        self.clusters_of(balancer).any(|cluster| match &cluster.mode {
            Mode::ActivePassive { address, .. } => address.is_some(),
            Mode::ActiveActive { addresses, .. } => !addresses.is_empty(),
            _ => false,
        })
    }

    /// Makes the balancers on two machines a cluster in which each takes over the other's address.
    fn backing_each_other(&self, owners: &[Machine<'_>], addresses: &[IpAddr]) -> Vec<String> {
        let ([one, other], [first, second]) = (owners, addresses) else { return Vec::new() };
        let entry = |machine: &Machine<'_>| -> Option<Id> {
            let mut called = self.calls.entries().map(|flow| flow.to.clone());
            let id = called.find(|id| machine.carries_one_of(std::slice::from_ref(id)))?;
            (self.calls.kind(&id) == Some(Kind::LoadBalancer)).then_some(id)
        };
        let (Some(left), Some(right)) = (entry(one), entry(other)) else { return Vec::new() };
        let mut commands = Vec::new();
        for machine in owners {
            commands.push(format!("set {} networks {}", machine.id(), list_of(&machine.networks())));
            commands.push(format!("set {} address default", machine.id()));
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
