//! What each component needs in order to serve: its targets, files and databases, and how it chooses among them.
//!
//! Made once for a design. Outcomes, availability, capacity and the walk of a request all read this plan, so that
//! none of them looks at links again.

use std::collections::HashMap;

use super::circle::{Circles, StopNo};
use super::database::Databases;
use super::entry::{self, User};
use super::few::Few;
use super::flow::{Way, Wire, carries_requests};
use super::function::Function;
use super::index::{ComponentNo, Index};
use super::lists::Lists;
use super::order;
use crate::topology::{Algorithm, Check, Clients, Kind, Reads};

/// A component that another one calls, over one or more flows.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) to: ComponentNo,
    /// The flows that lead there, one for each port; one of them is enough.
    pub(super) wires: Few<usize>,
    /// Whether a way leads there that crosses no firewall, so that it is open while all links work.
    pub(super) direct: bool,
    /// The firewalls one of which the request crosses, where the address that it goes to is theirs; else empty.
    pub(super) through: Vec<ComponentNo>,
    /// Its part of the shares; a target of weight 0 takes no requests.
    pub(super) weight: f64,
    /// Whether it is chosen only when no other is.
    pub(super) backup: bool,
}

impl Target {
    /// The open ways to it.
    pub(super) fn ways<'w>(&'w self, wires: &'w [Wire]) -> impl Iterator<Item = &'w Way> {
        let ways = self.wires.iter().flat_map(|wire| &wires[*wire].ways);
        ways.filter(|way| way.leads_through(&self.through))
    }

    /// The same, reached only through one of these firewalls.
    pub(super) fn through(mut self, firewalls: &[ComponentNo]) -> Self {
        self.through = firewalls.to_vec();
        self.direct = false;
        self
    }
}

/// Targets to choose among, and how.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) targets: Vec<Target>,
    pub(super) check: Check,
    pub(super) redispatch: bool,
    pub(super) algorithm: Algorithm,
}

/// What an application server needs.
#[derive(Debug)]
pub(super) struct Needs {
    /// Application files: those on its host, and those linked with the flows there. One is enough.
    pub(super) files: Vec<(ComponentNo, Vec<usize>)>,
    /// The databases that it is linked to.
    pub(super) databases: Vec<Target>,
    /// The forwarders that it is linked to and that lead to databases.
    pub(super) proxies: Vec<Target>,
    /// The linked parts that it cannot serve without.
    pub(super) required: Vec<Target>,
    /// Where its read queries go.
    pub(super) reads: Reads,
}

/// What a component does with a request.
#[derive(Debug)]
pub(super) enum Role {
    /// Answers static reads itself and passes the rest on.
    Web(Pool),
    /// Answers with code, files and a database.
    App(Needs),
    /// Passes everything on but the share of static reads that it has kept.
    Forwarder(Pool, f64),
    /// Answers queries.
    Database,
    /// Answers whenever it works.
    Other,
}

/// The plan of a design.
#[derive(Debug)]
pub(super) struct Plan {
    /// By component.
    pub(super) roles: Vec<Role>,
    /// The users who call the site.
    pub(super) users: Vec<User>,
    /// Whether users try the next address when one does not answer.
    pub(super) retry: bool,
    /// The name servers, somebody else's among them; one that works is enough. None where there is no zone, so that
    /// nobody asks for a name.
    pub(super) name_servers: Vec<ComponentNo>,
    /// How the databases stand to one another.
    pub(super) databases: Databases,
    /// The components that requests can reach, in groups; callers after those they call. A group of several calls
    /// itself in a circle.
    pub(super) groups: Lists,
    /// By component, the group that it is in, if requests reach it.
    pub(super) group_of: Vec<Option<usize>>,
    /// By group, whether there is a circle in it.
    circular: Vec<bool>,
    /// Where requests can be in the circles.
    pub(super) circles: Circles,
    /// By component, whether requests come to it from outside its group.
    pub(super) entered: Vec<bool>,
    /// By function asked of the users' entries, then by component, the functions that must be computed there: health
    /// checks ask for other functions than users, and a static read stops at a web server.
    pub(super) demands: [Vec<[bool; 3]>; 3],
}

impl Plan {
    pub(super) fn new(index: &Index, wires: &[Wire], replicates: &super::flow::Replicates) -> Self {
        let calls = CallGraph::new(index, wires);
        let roles: Vec<Role> = (0..index.spots.len()).map(|no| calls.role(no)).collect();
        let users = entry::users(index, wires);
        let reached = users.iter().flat_map(User::targets).map(|target| target.to);
        let groups = order::groups(reached, index.spots.len(), |no| roles[no].calls());
        let mut group_of = vec![None; roles.len()];
        for (group, members) in groups.iter().enumerate() {
            for no in members {
                group_of[*no] = Some(group);
            }
        }
        let circular: Vec<bool> = groups
            .iter()
            .map(|group| group.len() > 1 || roles[group[0]].calls().any(|target| target == group[0]))
            .collect();
        let entries: Vec<ComponentNo> =
            users.iter().flat_map(User::targets).map(|target| target.to).collect();
        let mut entered = vec![false; roles.len()];
        for no in &entries {
            entered[*no] = true;
        }
        for no in groups.iter().flatten() {
            for to in roles[*no].calls().filter(|to| group_of[*to] != group_of[*no]) {
                entered[to] = true;
            }
        }
        let circles = Circles::new(&groups, &circular, &entered, |no| roles[no].calls());
        let demands = Function::ALL.map(|function| demand(&roles, &entries, function));
        let asked = index.topology.zone.is_some();
        let is_name_server = |no: &ComponentNo| asked && index.spots[*no].kind == Kind::Dns;
        let name_servers = (0..index.spots.len()).filter(is_name_server).collect();
        Self {
            users,
            retry: index.topology.clients == Clients::Retry,
            name_servers,
            databases: Databases::new(index, replicates),
            roles,
            groups,
            group_of,
            circular,
            circles,
            entered,
            demands,
        }
    }
}

impl Plan {
    /// The group that a component is in, where that is a circle.
    pub(super) fn circle(&self, no: ComponentNo) -> Option<usize> {
        self.group_of[no].filter(|group| self.circular[*group])
    }

    /// The components of each circle that is tangled.
    pub(super) fn tangled(&self) -> impl Iterator<Item = &[ComponentNo]> {
        let circles = self.groups.iter().enumerate().filter(|(group, _)| self.circular[*group]);
        circles.filter(|(group, _)| self.circles.of_group(*group).is_empty()).map(|(_, members)| members)
    }

    /// The stop at the end of a path, where that is in a circle that is not tangled; some stop there if requests
    /// cannot take that path.
    pub(super) fn stop(&self, path: &[ComponentNo]) -> Option<StopNo> {
        let last = *path.last()?;
        let circle = self.circle(last)?;
        let start = path.iter().rposition(|no| self.group_of[*no] != Some(circle)).map_or(0, |at| at + 1);
        let entry = self.circles.entry(path[start]);
        let follow = |entry| path[start + 1..].iter().try_fold(entry, |at, to| self.circles.onward(at, *to));
        entry.and_then(follow).or_else(|| self.circles.some(circle, last))
    }
}

impl Role {
    /// Every component that it may call.
    pub(super) fn calls(&self) -> impl Iterator<Item = ComponentNo> + '_ {
        let (pool, needs) = match self {
            Self::Web(pool) | Self::Forwarder(pool, _) => (Some(pool), None),
            Self::App(needs) => (None, Some(needs)),
            Self::Database | Self::Other => (None, None),
        };
        let of_pool = pool.into_iter().flat_map(|pool| &pool.targets);
        let of_needs = needs
            .into_iter()
            .flat_map(|needs| needs.databases.iter().chain(&needs.proxies).chain(&needs.required));
        of_pool.chain(of_needs).map(|target| target.to)
    }

    /// What it asks of those that it calls when it is asked for a function itself.
    fn asks(&self, function: Function) -> impl Iterator<Item = Function> + Clone {
        let (passes_on, check) = match (self, function) {
            (Self::Web(_) | Self::App(_), Function::StaticRead) | (Self::Database | Self::Other, _) => {
                (None, Check::None)
            }
            (Self::App(_), _) => (Some(function), Check::None),
            (Self::Web(pool) | Self::Forwarder(pool, _), _) => (Some(function), pool.check),
        };
        let checks = match check {
            Check::Http => Some(Function::StaticRead),
            Check::Deep => Some(Function::DynamicRead),
            Check::None | Check::Tcp | Check::Passive => None,
        };
        passes_on.into_iter().chain(checks)
    }
}

/// By component, the functions that are asked of it when users ask for one at these entries.
fn demand(roles: &[Role], entries: &[ComponentNo], function: Function) -> Vec<[bool; 3]> {
    let mut demand = vec![[false; 3]; roles.len()];
    let mut open: Vec<(ComponentNo, Function)> = entries.iter().map(|no| (*no, function)).collect();
    while let Some((no, asked)) = open.pop() {
        if std::mem::replace(&mut demand[no][asked.index()], true) {
            continue;
        }
        for next in roles[no].asks(asked) {
            open.extend(roles[no].calls().filter(|to| !demand[*to][next.index()]).map(|to| (to, next)));
        }
    }
    demand
}

/// Who calls whom with requests, and what is found that way.
struct CallGraph<'a> {
    index: &'a Index,
    wires: &'a [Wire],
    /// By component, the flows out of it.
    out: Lists,
    /// By component, the flows into it.
    into: Lists,
    /// By component, whether requests that it passes on can reach an application server.
    to_app: Vec<bool>,
    /// By component, whether requests that it passes on can reach a database.
    to_data: Vec<bool>,
    /// By component, whether users' requests reach it before any application server.
    in_front: Vec<bool>,
}

impl<'a> CallGraph<'a> {
    fn new(index: &'a Index, wires: &'a [Wire]) -> Self {
        let each = || wires.iter().enumerate();
        let out = Lists::of(index.spots.len(), each().map(|(no, wire)| (wire.from, no)));
        let into = Lists::of(index.spots.len(), each().map(|(no, wire)| (wire.to, no)));
        let (to_app, to_data, in_front) = Default::default();
        let mut calls = Self { index, wires, out, into, to_app, to_data, in_front };
        calls.to_app = calls.leading_to(Kind::AppServer, |kind| kind.forwards() || kind == Kind::WebServer);
        calls.to_data = calls.leading_to(Kind::Database, Kind::forwards);
        calls.in_front = calls.in_front();
        calls
    }

    /// Which components of passing kinds lead to a component of this kind, through passing kinds only.
    fn leading_to(&self, kind: Kind, passes: impl Fn(Kind) -> bool) -> Vec<bool> {
        let mut leads: Vec<bool> = self.index.spots.iter().map(|spot| spot.kind == kind).collect();
        let mut open: Vec<ComponentNo> = (0..leads.len()).filter(|no| leads[*no]).collect();
        while let Some(no) = open.pop() {
            for wire in &self.into[no] {
                let Wire { from, protocol, .. } = self.wires[*wire];
                if !leads[from] && passes(self.index.spots[from].kind) && carries_requests(protocol) {
                    leads[from] = true;
                    open.push(from);
                }
            }
        }
        leads
    }

    /// What users' requests reach by way of web servers and forwarders.
    fn in_front(&self) -> Vec<bool> {
        let kind = |no: ComponentNo| self.index.spots[no].kind;
        let mut reached = vec![false; self.index.spots.len()];
        let mut open: Vec<ComponentNo> = (0..reached.len()).filter(|no| kind(*no) == Kind::User).collect();
        while let Some(no) = open.pop() {
            for wire in &self.out[no] {
                let Wire { to, protocol, .. } = self.wires[*wire];
                if !reached[to] && carries_requests(protocol) {
                    reached[to] = true;
                    if kind(to).forwards() || kind(to) == Kind::WebServer {
                        open.push(to);
                    }
                }
            }
        }
        reached
    }

    fn role(&self, no: ComponentNo) -> Role {
        let settings = &self.index.component(no).settings;
        match self.index.spots[no].kind {
            Kind::WebServer => Role::Web(self.pool(no, |to| match self.index.spots[to].kind {
                Kind::AppServer => true,
                kind => (kind.forwards() || kind == Kind::WebServer) && self.to_app[to],
            })),
            Kind::AppServer => Role::App(self.needs(no)),
            Kind::Database => Role::Database,
            kind if kind.forwards() => {
                let pool = self.pool(no, |to| self.serves(to));
                let stores = pool.targets.is_empty() && !self.in_front[no];
                let pool = if stores { self.pool(no, |to| self.keeps(to)) } else { pool };
                if kind == Kind::Cache && pool.targets.is_empty() && self.is_store(no) {
                    Role::Other
                } else {
                    let hit = if matches!(kind, Kind::Cdn | Kind::Cache) { settings.hit_share } else { 0.0 };
                    Role::Forwarder(pool, hit.clamp(0.0, 1.0))
                }
            }
            _ => Role::Other,
        }
    }

    /// Whether a forwarder can pass requests on to it.
    fn serves(&self, to: ComponentNo) -> bool {
        match self.index.spots[to].kind {
            Kind::WebServer | Kind::AppServer | Kind::Database => true,
            Kind::Cache => !self.is_store(to),
            kind => kind.forwards(),
        }
    }

    /// Whether a cache is a store beside the path, like a session store: it calls nobody, and users' requests reach
    /// it by way of applications only.
    fn is_store(&self, no: ComponentNo) -> bool {
        self.out[no].is_empty() && !self.in_front[no]
    }

    /// Whether it keeps something for applications, so that a forwarder may stand before it.
    fn keeps(&self, to: ComponentNo) -> bool {
        matches!(self.index.spots[to].kind, Kind::SessionStore | Kind::Queue | Kind::Cache)
    }

    fn pool(&self, no: ComponentNo, fits: impl Fn(ComponentNo) -> bool) -> Pool {
        let settings = &self.index.component(no).settings;
        Pool {
            targets: self.targets(no, fits),
            check: settings.check,
            redispatch: settings.redispatch,
            algorithm: settings.algorithm,
        }
    }

    fn targets(&self, no: ComponentNo, fits: impl Fn(ComponentNo) -> bool) -> Vec<Target> {
        targets(
            self.wires,
            self.out[no].iter().copied().filter(|wire| {
                let Wire { to, protocol, .. } = self.wires[*wire];
                carries_requests(protocol) && fits(to)
            }),
        )
    }

    fn needs(&self, no: ComponentNo) -> Needs {
        let kind = |to: ComponentNo| self.index.spots[to].kind;
        let to_databases = |to: ComponentNo| kind(to).forwards() && self.to_data[to];
        let is_required = |wire: &usize| {
            let to = self.wires[*wire].to;
            self.index.component(to).settings.required
                && !matches!(kind(to), Kind::Database | Kind::AppFiles | Kind::User)
        };
        Needs {
            files: self.files(no),
            databases: self.targets(no, |to| kind(to) == Kind::Database),
            proxies: self.targets(no, to_databases),
            required: targets(self.wires, self.out[no].iter().copied().filter(is_required)),
            reads: self.index.component(no).settings.reads,
        }
    }

    /// The application files on the host of an application server, and those linked with it either way round.
    fn files(&self, no: ComponentNo) -> Vec<(ComponentNo, Vec<usize>)> {
        let is_files = |other: &ComponentNo| self.index.spots[*other].kind == Kind::AppFiles;
        let host = self.index.spots[no].host;
        let beside = host.map_or(&[][..], |host| &self.index.on_host[host]);
        let mut files: Vec<(ComponentNo, Vec<usize>)> =
            beside.iter().copied().filter(is_files).map(|files| (files, Vec::new())).collect();
        let outward = self.out[no].iter().map(|wire| (*wire, self.wires[*wire].to));
        let inward = self.into[no].iter().map(|wire| (*wire, self.wires[*wire].from));
        for (wire, other) in outward.chain(inward).filter(|(_, other)| is_files(other)) {
            match files.iter_mut().find(|(known, _)| *known == other) {
                Some((_, wires)) if !wires.is_empty() => wires.push(wire),
                Some(_) => {}
                None => files.push((other, vec![wire])),
            }
        }
        files
    }
}

/// So many targets are known at a glance; more are looked up.
const GLANCE: usize = 8;

/// Joins flows to targets: several ports of one component are one target.
pub(super) fn targets(wires: &[Wire], chosen: impl IntoIterator<Item = usize>) -> Vec<Target> {
    let chosen = chosen.into_iter();
    let most = chosen.size_hint().1.unwrap_or(0);
    let mut found: Vec<Target> = Vec::new();
    let mut at = HashMap::new();
    for no in chosen {
        let Wire { to, weight, backup, ref ways, .. } = wires[no];
        let direct = ways.iter().any(|way| way.firewalls.is_empty());
        let known = match found.len() {
            ..=GLANCE => found.iter().position(|target| target.to == to),
            _ => at.get(&to).copied(),
        };
        if let Some(known) = known {
            let target = &mut found[known];
            target.wires.push(no);
            target.direct |= direct;
            target.weight = target.weight.max(weight);
            target.backup &= backup;
            continue;
        }
        if found.is_empty() {
            found.reserve_exact(most);
        }
        found.push(Target { to, wires: Few::One(no), direct, through: Vec::new(), weight, backup });
        if found.len() > GLANCE {
            at.extend(found.iter().enumerate().skip(at.len()).map(|(place, target)| (target.to, place)));
        }
    }
    found
}
