//! Flows, the ways that they take through in-line firewalls, and what firewalls say to them (section 7).

use spof::topology::{Action, Cluster, Kind, Network, Protocol, Rules};

use super::{Naive, State, bit};

/// A caller, a called, neither of them a firewall, and a port.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) port: u16,
    pub(super) protocol: Protocol,
    pub(super) ways: Vec<Way>,
}

/// One chain of links, through the firewalls between.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) crossed: Vec<usize>,
    /// Whether every firewall on it, and on the called host, allows the flow.
    pub(super) allowed: bool,
    pub(super) weight: f64,
    pub(super) backup: bool,
    pub(super) redirect: bool,
    firewalls: u64,
    links: u128,
}

impl Way {
    pub(super) fn is_open(&self, state: State) -> bool {
        self.allowed && self.firewalls & state.down == 0 && self.links & state.broken == 0
    }
}

/// A component that another one calls, over all its ports.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) to: usize,
    pub(super) ways: Vec<Way>,
    pub(super) weight: f64,
    pub(super) backup: bool,
}

impl Target {
    pub(super) fn is_open(&self, state: State) -> bool {
        self.ways.iter().any(|way| way.is_open(state))
    }

    /// Whether nobody accepts connections there.
    pub(super) fn is_dead(&self, state: State) -> bool {
        state.crashed & bit(self.to) != 0 || !self.is_open(state)
    }
}

/// Joins flows to targets.
pub(super) fn targets<'f>(flows: impl IntoIterator<Item = &'f Flow>) -> Vec<Target> {
    let mut found: Vec<Target> = Vec::new();
    for flow in flows {
        match found.iter_mut().find(|target| target.to == flow.to) {
            Some(target) => target.ways.extend(flow.ways.iter().cloned()),
            None => found.push(Target { to: flow.to, ways: flow.ways.clone(), weight: 0.0, backup: false }),
        }
    }
    for target in &mut found {
        target.weight = target.ways.iter().map(|way| way.weight).fold(0.0, f64::max);
        target.backup = target.ways.iter().all(|way| way.backup);
    }
    found
}

/// Whether users' requests, or queries made for them, go by it.
pub(super) fn is_request(protocol: Protocol) -> bool {
    use Protocol as P;
    !matches!(protocol, P::Replication | P::Vrrp | P::Metrics | P::Logs | P::Dns | P::Smtp | P::Ssh | P::File)
}

impl Naive<'_> {
    /// Every flow that links draw.
    pub(super) fn find_flows(&self) -> Vec<Flow> {
        let mut flows: Vec<Flow> = Vec::new();
        let links = &self.topology.links;
        for (first, link) in links.iter().enumerate() {
            let (Some(from), port) = (self.no(link.from.as_str()), link.port()) else { continue };
            if self.kind(from) == Kind::Firewall {
                continue;
            }
            let mut open: Vec<(Vec<usize>, Vec<usize>)> = vec![(Vec::new(), vec![first])];
            while let Some((crossed, followed)) = open.pop() {
                let last = &links[followed[followed.len() - 1]];
                let Some(to) = self.no(last.to.as_str()) else { continue };
                // Two parts: what comes back through firewalls to where it started is no flow.
                if to == from && !crossed.is_empty() {
                    continue;
                }
                if self.kind(to) != Kind::Firewall {
                    let way = self.way(from, to, port, &crossed, &followed);
                    match flows.iter_mut().find(|flow| (flow.from, flow.to, flow.port) == (from, to, port)) {
                        Some(flow) => flow.ways.push(way),
                        None => flows.push(Flow { from, to, port, protocol: link.protocol, ways: vec![way] }),
                    }
                } else if !crossed.contains(&to) {
                    let onward = links
                        .iter()
                        .enumerate()
                        .filter(|(_, next)| self.no(next.from.as_str()) == Some(to) && next.port() == port);
                    for (next, _) in onward {
                        open.push(([&crossed[..], &[to]].concat(), [&followed[..], &[next]].concat()));
                    }
                }
            }
        }
        flows
    }

    fn way(&self, from: usize, to: usize, port: u16, crossed: &[usize], followed: &[usize]) -> Way {
        let links = || followed.iter().map(|no| &self.topology.links[*no]);
        Way {
            crossed: crossed.to_vec(),
            allowed: self.may_pass(from, to, port, crossed),
            weight: links().map(|link| f64::from(link.weight)).product(),
            backup: links().any(|link| link.backup),
            redirect: links().any(|link| link.redirect),
            firewalls: crossed.iter().map(|no| bit(*no)).sum(),
            links: followed.iter().map(|no| 1_u128 << no).sum(),
        }
    }

    /// Whether these firewalls on the way and those on the called host let a drawn flow pass.
    fn may_pass(&self, from: usize, to: usize, port: u16, crossed: &[usize]) -> bool {
        let guards = self.guards(to).into_iter().filter(|_| !self.same_host(from, to));
        guards.chain(crossed.iter().copied()).all(|firewall| {
            let matches = |name: &str, is_source: bool| self.matches(name, (from, to), is_source);
            self.allows(firewall, port, true, &matches)
        })
    }

    /// The firewalls on the host of a component.
    pub(super) fn guards(&self, no: usize) -> Vec<usize> {
        self.of(Kind::Firewall).filter(|firewall| self.same_host(*firewall, no)).collect()
    }

    /// First match, then deny; without a list, what is drawn. `matches` says whether a name in a rule means the
    /// source or the other end.
    pub(super) fn allows(
        &self,
        firewall: usize,
        port: u16,
        drawn: bool,
        matches: &dyn Fn(&str, bool) -> bool,
    ) -> bool {
        let Rules::Listed(rules) = &self.parts[firewall].component.settings.rules else { return drawn };
        let first = rules.iter().find(|rule| {
            rule.from.as_ref().is_none_or(|name| matches(name, true))
                && rule.to.as_ref().is_none_or(|name| matches(name, false))
                && rule.port.is_none_or(|only| only == port)
        });
        first.is_some_and(|rule| rule.action == Action::Allow)
    }

    /// Whether a name in a rule means this end of a flow: one of its networks (for the source one that both share, where
    /// they share any), or something that the end is, stands on, is in or belongs to.
    fn matches(&self, name: &str, (from, to): (usize, usize), is_source: bool) -> bool {
        let end = if is_source { from } else { to };
        if let Ok(network) = name.parse::<Network>() {
            let (leaves, arrives) = (self.networks(from), self.networks(to));
            let share = leaves.iter().any(|one| arrives.contains(one));
            return self.networks(end).contains(&network)
                && (!is_source || !share || arrives.contains(&network));
        }
        self.means(name, end)
    }

    /// Whether a name is that of a component, its host, a place around it or a cluster that it belongs to.
    pub(super) fn means(&self, name: &str, no: usize) -> bool {
        let has = |cluster: &Cluster| {
            cluster.id == *name && cluster.mode.members().iter().any(|member| **member == *self.ids[no])
        };
        self.names_over(no).iter().any(|own| own == name) || self.topology.clusters.iter().any(has)
    }

    pub(super) fn flows_from(&self, no: usize) -> impl Iterator<Item = &Flow> {
        self.flows.iter().filter(move |flow| flow.from == no)
    }

    pub(super) fn requests_from(&self, no: usize) -> impl Iterator<Item = &Flow> {
        self.flows_from(no).filter(|flow| is_request(flow.protocol))
    }

    /// Whether the replication of a replica is drawn, from it or to it, and allowed in the intact design (section 6).
    pub(super) fn replicates(&self, replica: usize, primary: usize) -> bool {
        let pulls = |flow: &Flow| flow.protocol == Protocol::Replication || is_request(flow.protocol);
        let pushes = |flow: &Flow| flow.protocol == Protocol::Replication;
        let allowed = |flow: &&Flow| flow.ways.iter().any(|way| way.allowed);
        self.flows_from(replica).filter(allowed).any(|flow| flow.to == primary && pulls(flow))
            || self.flows_from(primary).filter(allowed).any(|flow| flow.to == replica && pushes(flow))
    }
}
