//! From the name that users type to the components that their requests come in by.

use std::collections::HashMap;
use std::net::IpAddr;

use super::address::Assignee;
use super::fault::{Fault, has};
use super::flow::{Wire, carries_requests};
use super::index::{ComponentNo, Index};
use super::lists::Lists;
use super::plan::{Target, targets};
use crate::topology::zone::Zone;
use crate::topology::{Id, Kind, Mode, Track};

/// A user, and where the requests go. Each entry has an equal share.
#[derive(Debug)]
pub(super) struct User {
    pub(super) no: ComponentNo,
    pub(super) entries: Vec<Entry>,
}

/// One address of the site, or one link of a user where there is no zone.
#[derive(Debug)]
pub(super) struct Entry {
    /// The address that the name led to; none where there is no zone.
    pub(super) address: Option<IpAddr>,
    /// Who has it: the first holder that is alive where it is shared, else the only one; nobody when empty.
    pub(super) holders: Vec<Holder>,
    /// Set where the address is shared.
    pub(super) shared: Option<Shared>,
}

/// Who may have an address, and what the user is linked to there.
#[derive(Debug)]
pub(super) struct Holder {
    /// The cluster's member, where the address is shared.
    pub(super) member: Option<ComponentNo>,
    pub(super) targets: Vec<Target>,
}

/// How a shared address moves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared {
    pub(super) cluster: usize,
    pub(super) track: Track,
}

impl User {
    /// Everything that the user's requests may come in by.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Target> {
        self.entries.iter().flat_map(|entry| &entry.holders).flat_map(|holder| &holder.targets)
    }
}

/// Finds the entries of every user. Somebody who has links, but none to something that answers requests, such as
/// somebody who only administers, does not count.
pub(super) fn users(index: &Index, wires: &[Wire]) -> Vec<User> {
    let addresses = addresses(index);
    let asks = |wire: &Wire| {
        let answers = match index.spots[wire.to].kind {
            Kind::WebServer | Kind::AppServer => true,
            kind => kind.forwards(),
        };
        answers && carries_requests(wire.protocol) && !wire.redirect
    };
    let asking = wires.iter().enumerate().filter(|(_, wire)| asks(wire));
    let calls = Lists::of(index.spots.len(), asking.map(|(no, wire)| (wire.from, no)));
    let mut is_linked = vec![false; index.spots.len()];
    for (from, _) in index.ends.iter().flatten() {
        is_linked[*from] = true;
    }
    let is_user =
        |no: &ComponentNo| index.spots[*no].kind == Kind::User && (!calls[*no].is_empty() || !is_linked[*no]);
    (0..index.spots.len())
        .filter(is_user)
        .map(|no| User { no, entries: entries(index, wires, addresses.as_deref(), &calls[no]) })
        .collect()
}

/// The entries of one user, who makes these calls.
fn entries(index: &Index, wires: &[Wire], addresses: Option<&[IpAddr]>, calls: &[usize]) -> Vec<Entry> {
    let Some(addresses) = addresses else {
        return targets(wires, calls.iter().copied()).into_iter().map(Entry::direct).collect();
    };
    let called = Called::new(calls, wires);
    addresses
        .iter()
        .map(|address| Entry::at(*address, index, wires, &called))
        .filter(|entry| !(has(Fault::DeadAddressIgnored) && entry.holders.is_empty()))
        .collect()
}

/// The addresses that the site's name leads to; none where there is no zone. A zone without a site to ask for leads
/// nowhere.
fn addresses(index: &Index) -> Option<Vec<IpAddr>> {
    let zone = Zone::parse(index.topology.zone.as_ref()?);
    Some(index.topology.site.as_ref().map(|site| zone.resolve(site).addresses).unwrap_or_default())
}

impl Entry {
    fn direct(target: Target) -> Self {
        let holder = Holder { member: None, targets: vec![target] };
        Self { address: None, holders: vec![holder], shared: None }
    }

    /// Who has an address, and what a user calls there.
    fn at(address: IpAddr, index: &Index, wires: &[Wire], called: &Called) -> Self {
        let mut entry = Self { address: Some(address), holders: Vec::new(), shared: None };
        let alone = |targets| vec![Holder { member: None, targets }];
        match index.assignee(address) {
            Some(Assignee::Cluster { cluster, first }) => {
                let mode = &index.topology.clusters[cluster].mode;
                let members = mode.members();
                let turned = members[first..].iter().chain(&members[..first]);
                let turned = turned.filter_map(|id| index.component_no(id.as_str()));
                entry.holders = turned.map(|no| Holder::member(no, index, wires, called)).collect();
                let track = match mode {
                    Mode::ActivePassive { track, .. } => *track,
                    _ => Track::Host,
                };
                entry.shared = Some(Shared { cluster, track });
            }
            Some(Assignee::Host(host)) => entry.holders = alone(called.at(&index.on_host[host], wires)),
            Some(Assignee::Part(part)) => entry.holders = alone(called.at(&[part], wires)),
            None => {}
        }
        entry
    }
}

impl Holder {
    /// A member of a cluster. If users call it, it answers itself; else what they call on its host does.
    fn member(no: ComponentNo, index: &Index, wires: &[Wire], called: &Called) -> Self {
        let mut targets = match index.spots[no].host {
            Some(host) => called.at(&index.on_host[host], wires),
            None => called.at(&[no], wires),
        };
        if targets.iter().any(|target| target.to == no) {
            targets.retain(|target| target.to == no);
        }
        Self { member: Some(no), targets }
    }
}

/// What one user calls, to be looked up by where it is.
struct Called {
    /// By component, the flows that end there.
    ending: HashMap<ComponentNo, Vec<usize>>,
    /// By in-line firewall, the flows that cross it.
    crossing: HashMap<ComponentNo, Vec<usize>>,
}

impl Called {
    fn new(calls: &[usize], wires: &[Wire]) -> Self {
        let mut called = Self { ending: HashMap::new(), crossing: HashMap::new() };
        for no in calls {
            called.ending.entry(wires[*no].to).or_default().push(*no);
            for firewall in wires[*no].crosses() {
                called.crossing.entry(firewall).or_default().push(*no);
            }
        }
        called
    }

    /// What is called among components that have an address, and then what is called by the ways that cross an in-line
    /// firewall among them.
    fn at(&self, here: &[ComponentNo], wires: &[Wire]) -> Vec<Target> {
        let of = |by: &HashMap<ComponentNo, Vec<usize>>| {
            let mut found: Vec<usize> = here.iter().filter_map(|no| by.get(no)).flatten().copied().collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let mut found = targets(wires, of(&self.ending));
        let through = of(&self.crossing).into_iter().filter(|wire| !here.contains(&wires[*wire].to));
        found.extend(targets(wires, through).into_iter().map(|target| target.through(here)));
        found
    }
}

/// Whose an address is: a cluster's, a host's or a free-standing component's.
pub(super) fn owner_of(index: &Index, address: IpAddr) -> Option<&Id> {
    Some(match index.assignee(address)? {
        Assignee::Cluster { cluster, .. } => &index.topology.clusters[cluster].id,
        Assignee::Host(host) => &index.topology.hosts[host].id,
        Assignee::Part(part) => &index.spots[part].id,
    })
}
