//! From the name that users type to the components that answer (section 5).

use std::net::IpAddr;

use spof::topology::zone::{Data, Name, Zone};
use spof::topology::{Kind, Mode, Track};

use super::flows::{Flow, Target, targets};
use super::{Naive, State, bit};

/// The most aliases that are followed.
const MOST_ALIASES: usize = 8;

/// One address, or without a zone one link: who may answer there, the first that is fit.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) holders: Vec<Holder>,
    /// The cluster that shares the address.
    pub(super) cluster: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Holder {
    pub(super) targets: Vec<Target>,
    /// Which member it is of the cluster that shares the address.
    pub(super) member: Option<usize>,
    /// What must work for it to hold a shared address.
    component: u64,
    host: u64,
}

impl Entry {
    /// Where requests to it go in a state; none where nobody holds it.
    pub(super) fn targets(&self, state: State) -> &[Target] {
        self.holder(state).map_or(&[], |holder| &holder.targets)
    }

    /// Who holds it in a state.
    pub(super) fn holder(&self, state: State) -> Option<&Holder> {
        let stuck = self.cluster.is_some_and(|cluster| bit(cluster) & state.stuck != 0);
        let fit = |holder: &&Holder| {
            stuck || holder.component & state.down == 0 && holder.host & state.hosts_down == 0
        };
        self.holders.iter().find(fit)
    }
}

/// Where an address is.
#[derive(Clone, Copy, PartialEq)]
enum Owner {
    Host(usize),
    Part(usize),
}

impl Naive<'_> {
    /// Each user with the entries, but those who have links and no flow of requests, not only redirected, to something
    /// that answers.
    pub(super) fn find_users(&self) -> Vec<(usize, Vec<Entry>)> {
        let addresses = self.addresses();
        let calls = |user: usize| -> Vec<&Flow> {
            self.requests_from(user)
                .filter(|flow| {
                    let kind = self.kind(flow.to);
                    let answers = kind.forwards() || matches!(kind, Kind::WebServer | Kind::AppServer);
                    answers && !flow.ways.iter().all(|way| way.redirect)
                })
                .collect()
        };
        let is_linked = |user: &usize| self.topology.links.iter().any(|link| link.from == *self.ids[*user]);
        let users = self.of(Kind::User).filter(|user| !calls(*user).is_empty() || !is_linked(user));
        users
            .map(|user| (user, calls(user)))
            .map(|(user, flows)| {
                let direct = |target| {
                    let holder = Holder { targets: vec![target], member: None, component: 0, host: 0 };
                    Entry { holders: vec![holder], cluster: None }
                };
                let entries = match &addresses {
                    Some(addresses) => addresses.iter().map(|address| self.entry(*address, &flows)).collect(),
                    None => targets(flows).into_iter().map(direct).collect(),
                };
                (user, entries)
            })
            .collect()
    }

    /// The name servers, if any, where a name is asked for.
    pub(super) fn find_name_servers(&self) -> Option<u64> {
        self.topology.zone.as_ref()?;
        let servers: Vec<usize> = self.of(Kind::Dns).collect();
        (!servers.is_empty()).then(|| servers.into_iter().map(bit).sum())
    }

    /// The addresses of the site, each once; none without a zone.
    fn addresses(&self) -> Option<Vec<IpAddr>> {
        let zone = Zone::parse(self.topology.zone.as_ref()?);
        let mut addresses = Vec::new();
        let Some(mut name) = self.topology.site.as_deref().and_then(Name::parse) else {
            return Some(addresses);
        };
        for _ in 0..=MOST_ALIASES {
            let mut alias = None;
            let owner = owner_of(&zone, &name);
            for record in zone.records.iter().filter(|record| record.owner == owner) {
                let address = match &record.data {
                    Data::A(address) => IpAddr::V4(*address),
                    Data::Aaaa(address) => IpAddr::V6(*address),
                    Data::Cname(other) => {
                        alias = Some(other.clone());
                        continue;
                    }
                    _ => continue,
                };
                if !addresses.contains(&address) {
                    addresses.push(address);
                }
            }
            let Some(other) = alias else { return Some(addresses) };
            name = other;
        }
        Some(Vec::new())
    }

    /// Who holds an address: the members of the cluster that shares it, or else the host or part that states it.
    fn entry(&self, address: IpAddr, flows: &[&Flow]) -> Entry {
        let at = |owner: Owner| {
            let there = |no: usize| self.owner(no) == owner;
            let come_in = |flow: &&Flow| -> Flow {
                let mut flow = (*flow).clone();
                flow.ways.retain(|way| there(flow.to) || way.crossed.iter().any(|no| there(*no)));
                flow
            };
            let flows: Vec<Flow> = flows.iter().map(come_in).filter(|flow| !flow.ways.is_empty()).collect();
            targets(&flows)
        };
        for (cluster, description) in self.topology.clusters.iter().enumerate() {
            let Some(first) = description.mode.addresses().iter().position(|own| *own == address) else {
                continue;
            };
            let mut members: Vec<usize> =
                description.mode.members().into_iter().filter_map(|id| self.no(id.as_str())).collect();
            members.rotate_left(first);
            let by_host = !matches!(description.mode, Mode::ActivePassive { track: Track::Service, .. });
            let holder = |no: usize| {
                let mut targets = at(self.owner(no));
                if targets.iter().any(|target| target.to == no) {
                    targets.retain(|target| target.to == no);
                }
                let (component, host) = match self.host(no) {
                    Some(host) if by_host => (0, bit(host)),
                    _ => (bit(no), 0),
                };
                Holder { targets, member: Some(no), component, host }
            };
            return Entry { holders: members.into_iter().map(holder).collect(), cluster: Some(cluster) };
        }
        let states = |no: &usize| self.parts[*no].standing.addresses.contains(&address);
        let host = self.topology.hosts.iter().position(|host| host.standing.addresses.contains(&address));
        let part = || (0..self.parts.len()).find(states).map(Owner::Part);
        let holder = |owner| Holder { targets: at(owner), member: None, component: 0, host: 0 };
        let owner = host.map(Owner::Host).or_else(part);
        Entry { holders: owner.map(holder).into_iter().collect(), cluster: None }
    }

    fn owner(&self, no: usize) -> Owner {
        self.host(no).map_or(Owner::Part(no), Owner::Host)
    }
}

/// Whose records answer for a name: its own, or where there is no such name nor one below it, those of the wildcard
/// beside or nearest above it (RFC 4592).
fn owner_of(zone: &Zone, name: &Name) -> Name {
    let is_there = |name: &Name| zone.records.iter().any(|record| record.owner.is_within(name));
    let mut at = name.clone();
    while !is_there(&at) {
        let Some(above) = at.parent() else { return name.clone() };
        let wildcard = Name::parse(&format!("*.{above}"));
        if let Some(wildcard) =
            wildcard.filter(|wildcard| zone.records.iter().any(|record| record.owner == *wildcard))
        {
            return wildcard;
        }
        at = above;
    }
    name.clone()
}
