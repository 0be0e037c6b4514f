//! From the name that users type to the components that their requests come in by.

use std::net::IpAddr;

use super::fault::{Fault, has};
use super::flow::{Wire, carries_requests};
use super::index::{ComponentNo, HostNo, Index};
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
    let mut calls = vec![Vec::new(); index.spots.len()];
    for (no, wire) in wires.iter().enumerate() {
        let answers = match index.spots[wire.to].kind {
            Kind::WebServer | Kind::AppServer => true,
            kind => kind.forwards(),
        };
        if answers && carries_requests(wire.protocol) && !wire.redirect {
            calls[wire.from].push(no);
        }
    }
    let mut is_linked = vec![false; index.spots.len()];
    for (from, _) in index.ends.iter().flatten() {
        is_linked[*from] = true;
    }
    let is_user =
        |no: &ComponentNo| index.spots[*no].kind == Kind::User && (!calls[*no].is_empty() || !is_linked[*no]);
    (0..index.spots.len())
        .filter(is_user)
        .map(|no| User {
            no,
            entries: match &addresses {
                None => targets(wires, calls[no].iter().copied()).into_iter().map(Entry::direct).collect(),
                Some(addresses) => addresses
                    .iter()
                    .map(|address| Entry::at(*address, index, wires, &calls[no]))
                    .filter(|entry| !(has(Fault::DeadAddressIgnored) && entry.holders.is_empty()))
                    .collect(),
            },
        })
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

    /// Who has an address: the members of the cluster that shares it, else the host or part that states it.
    fn at(address: IpAddr, index: &Index, wires: &[Wire], calls: &[usize]) -> Self {
        let at = |owner: Owner| {
            let here = owner.spots(index);
            let ends = |wire: &usize| here.contains(&wires[*wire].to);
            let crosses = |wire: &usize| wires[*wire].crosses().any(|firewall| here.contains(&firewall));
            let mut found = targets(wires, calls.iter().copied().filter(ends));
            let through = calls.iter().copied().filter(|wire| !ends(wire) && crosses(wire));
            found.extend(targets(wires, through).into_iter().map(|target| target.through(&here)));
            found
        };
        if let Some((shared, members)) = shared(index, address) {
            // A member that users call answers itself; else what they call on its host does.
            let holder = |no: ComponentNo| {
                let owner = index.spots[no].host.map_or(Owner::Part(no), Owner::Host);
                let mut targets = at(owner);
                if targets.iter().any(|target| target.to == no) {
                    targets.retain(|target| target.to == no);
                }
                Holder { member: Some(no), targets }
            };
            let holders = members.into_iter().map(holder).collect();
            return Self { address: Some(address), holders, shared: Some(shared) };
        }
        let holders = owner(index, address).map(|owner| Holder { member: None, targets: at(owner) });
        Self { address: Some(address), holders: holders.into_iter().collect(), shared: None }
    }
}

/// Who states an address as its own.
#[derive(Debug, Clone, Copy)]
enum Owner {
    Host(HostNo),
    Part(ComponentNo),
}

fn owner(index: &Index, address: IpAddr) -> Option<Owner> {
    let hosts = &index.topology.hosts;
    let host = hosts.iter().position(|host| host.standing.addresses.contains(&address));
    let part = || {
        let states =
            |no: &ComponentNo| index.part(*no).is_some_and(|part| part.standing.addresses.contains(&address));
        (0..index.spots.len()).find(states)
    };
    host.map(Owner::Host).or_else(|| part().map(Owner::Part))
}

/// Whose an address is: a cluster's, a host's or a free-standing component's.
pub(super) fn owner_of(index: &Index, address: IpAddr) -> Option<&Id> {
    if let Some((shared, _)) = shared(index, address) {
        return Some(&index.topology.clusters[shared.cluster].id);
    }
    Some(match owner(index, address)? {
        Owner::Host(host) => &index.topology.hosts[host].id,
        Owner::Part(part) => &index.spots[part].id,
    })
}

impl Owner {
    /// What stands there.
    fn spots(self, index: &Index) -> Vec<ComponentNo> {
        match self {
            Self::Host(host) => index.on_host[host].to_vec(),
            Self::Part(part) => vec![part],
        }
    }
}

/// The cluster that shares an address, with its members in the order in which they take it.
fn shared(index: &Index, address: IpAddr) -> Option<(Shared, Vec<ComponentNo>)> {
    for (cluster, description) in index.topology.clusters.iter().enumerate() {
        let (members, first, track) = match &description.mode {
            Mode::ActivePassive { members, address: Some(own), track } if *own == address => {
                (members, 0, *track)
            }
            Mode::ActiveActive { members, addresses } => {
                match addresses.iter().position(|own| *own == address) {
                    Some(first) => (members, first, Track::Host),
                    None => continue,
                }
            }
            _ => continue,
        };
        // The order goes round: the second address of two is backed by the first member.
        let turned = (0..members.len()).map(|step| &members[(first + step) % members.len()]);
        let members = turned.filter_map(|id| index.component_no(id.as_str())).collect();
        return Some((Shared { cluster, track }, members));
    }
    None
}
