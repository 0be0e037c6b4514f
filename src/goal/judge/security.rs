//! Who is guarded, what is open, what can be read, and who is watched.

use std::collections::BTreeSet;

use super::structure::stopped_by;
use super::{Bench, Judgement, names};
use crate::analysis::{Flow, Watch, covers};
use crate::goal::Which;
use crate::requirement::Verdict;
use crate::text::prose::{choice, counted, list, sentence};
use crate::topology::{Id, Placed};

impl Bench<'_> {
    pub(super) fn guarded(&self, which: &Which, wanted: usize) -> Judgement {
        let hosts = which.hosts(self.topology);
        if hosts.is_empty() {
            return Judgement::new(false, format!("There is no {} to guard.", which.noun()));
        }
        let guards: Vec<_> = hosts.iter().map(|host| (*host, self.calls.guard(host))).collect();
        let firewalls: BTreeSet<Id> =
            guards.iter().flat_map(|(_, guard)| guard.firewalls.iter().cloned()).collect();
        let mut reasons = Vec::new();
        let mut subjects: Vec<Id> = Vec::new();
        if firewalls.len() < wanted {
            let there = counted(firewalls.len(), "firewall");
            let verb = if firewalls.len() < 2 { "guards" } else { "guard" };
            reasons.push(format!("{} {verb} them; at least {wanted} must.", sentence(&there)));
        }
        for (host, guard) in &guards {
            if let Some(flow) = guard.open.first() {
                reasons.push(format!(
                    "{} calls {} on port {} past every firewall: {} has none on that way.",
                    flow.from, flow.to, flow.port, host.id
                ));
                subjects.push(host.id.clone());
            } else if !guard.exposed.is_empty() {
                reasons.push(format!(
                    "{} is on the internet with no firewall before it: anybody can call {}.",
                    host.id,
                    list(&guard.exposed)
                ));
                subjects.push(host.id.clone());
            }
        }
        if reasons.is_empty() {
            let because = format!("{} guard {}.", list(&firewalls), which.every());
            return Judgement::new(true, because).about(firewalls);
        }
        Judgement::new(false, reasons.join(" ")).about(subjects)
    }

    pub(super) fn encrypted(&self, from: &Which, to: &Which, port: Option<u16>) -> Judgement {
        let is = |which: &Which, id: &Id| {
            self.calls.part(id).is_some_and(|placed| which.has(self.topology, placed))
        };
        let flows: Vec<&Flow> = self
            .calls
            .allowed()
            .filter(|flow| is(from, &flow.from) && is(to, &flow.to))
            .filter(|flow| self.calls.is_request(flow) && self.calls.takes_requests(&flow.to))
            .collect();
        if flows.is_empty() {
            let because = format!("{} sends no request to {}.", sentence(&from.one()), to.one());
            return Judgement::new(false, because);
        }
        let mut reasons = Vec::new();
        let mut subjects = Vec::new();
        for flow in &flows {
            let Flow { from, to, port: used, protocol, .. } = flow;
            if !flow.encrypted && protocol.is_encrypted() {
                reasons.push(format!("A link on the way from {from} to {to} is not encrypted."));
            } else if !flow.encrypted {
                reasons.push(format!(
                    "{from} calls {to} with {} on port {used}, in clear text.",
                    protocol.title()
                ));
            } else if let Some(port) = port.filter(|port| port != used) {
                reasons.push(format!("{from} calls {to} on port {used}; it must be port {port}."));
            } else {
                continue;
            }
            subjects.extend([from.clone(), to.clone()]);
        }
        if reasons.is_empty() {
            let pairs: Vec<String> =
                flows.iter().map(|flow| format!("{} calls {}", flow.from, flow.to)).collect();
            let because = format!("{} encrypted on port {}.", list(pairs), list(ports(&flows)));
            return Judgement::new(true, because);
        }
        Judgement::new(false, reasons.join(" ")).about(subjects)
    }

    pub(super) fn certificate(&self, wanted: &[String]) -> Judgement {
        if wanted.is_empty() {
            let with: Vec<Id> = self
                .topology
                .components()
                .filter(|placed| !placed.component.settings.certificate.is_empty())
                .map(|placed| placed.id())
                .collect();
            let because = match with.as_slice() {
                [] => "There is no certificate.".to_owned(),
                _ => format!(
                    "{} {} a certificate.",
                    names(&with),
                    if with.len() == 1 { "has" } else { "have" }
                ),
            };
            return Judgement::new(!with.is_empty(), because).about(with);
        }
        let ends = self.calls.tls_ends();
        if ends.is_empty() {
            return Judgement::new(
                false,
                "No user calls with TLS, so there is nothing that needs a certificate.",
            );
        }
        let mut reasons = Vec::new();
        let mut subjects = Vec::new();
        for end in ends {
            let names = self.calls.names(end);
            let lacking: Vec<&String> =
                wanted.iter().filter(|name| !names.iter().any(|pattern| covers(pattern, name))).collect();
            if names.is_empty() {
                reasons.push(format!("TLS ends at {end}, which has no certificate."));
            } else if !lacking.is_empty() {
                reasons.push(format!(
                    "The certificate of {} is for {}; it does not cover {}.",
                    end,
                    list(names),
                    choice(lacking)
                ));
            } else {
                continue;
            }
            subjects.push(end.clone());
        }
        if reasons.is_empty() {
            let because = format!("TLS ends at {}, with a certificate for {}.", list(ends), list(wanted));
            return Judgement::new(true, because).about(ends.to_vec());
        }
        Judgement::new(false, reasons.join(" ")).about(subjects)
    }

    pub(super) fn monitored(&self, which: &Which) -> Judgement {
        let hosts = which.hosts(self.topology);
        if hosts.is_empty() {
            return Judgement::new(false, format!("There is no {} to watch.", which.noun()));
        }
        let mut reasons = Vec::new();
        let mut subjects = Vec::new();
        let mut services = BTreeSet::new();
        let mut watched = 0;
        for host in &hosts {
            match self.calls.watch(host) {
                Watch::By { service, .. } => {
                    watched += 1;
                    services.insert(service);
                    continue;
                }
                Watch::Idle { client } => reasons.push(self.idle(&client)),
                Watch::None => reasons.push(format!("{} has no monitoring client.", host.id)),
            }
            subjects.push(host.id.clone());
        }
        if reasons.is_empty() {
            let because = format!("{} is watched by {}.", sentence(&which.every()), list(&services));
            return Judgement::new(true, because).about(hosts.iter().map(|host| host.id.clone()));
        }
        let verdict = if watched > 0 { Verdict::Partial } else { Verdict::Missing };
        Judgement { verdict, because: reasons.join(" "), subjects: Vec::new() }.about(subjects)
    }

    /// Says why a client gets nothing to a service.
    fn idle(&self, client: &Id) -> String {
        let stopped = self
            .calls
            .flows()
            .find(|flow| !flow.is_allowed() && (flow.from == *client || flow.to == *client));
        match stopped {
            Some(flow) => stopped_by(flow),
            None => format!("{client} reaches no monitoring service, and none reaches it."),
        }
    }

    pub(super) fn unreachable(&self, from: &Which, to: &Which) -> Judgement {
        let starts: Vec<Id> = from.components(self.topology).iter().map(Placed::id).collect();
        let ends: BTreeSet<Id> = to.components(self.topology).iter().map(Placed::id).collect();
        let mut reached: BTreeSet<Id> = self.calls.reached_by(&starts, |_| false, |_| true);
        if *from == Which::Internet {
            reached.extend(self.calls.exposed().iter().map(|exposure| exposure.id.clone()));
        }
        let open: Vec<&Id> = reached.intersection(&ends).collect();
        if open.is_empty() {
            let because = format!("No flow leads from {} to {}.", from.one(), to.one());
            return Judgement::new(true, because);
        }
        let because = format!("{} reaches {}.", sentence(&from.one()), list(&open));
        Judgement::new(false, because).about(open.into_iter().cloned())
    }

    pub(super) fn exposed_only(&self, allowed: &[u16]) -> Judgement {
        let open: Vec<_> =
            self.calls.exposed().iter().filter(|exposure| !allowed.contains(&exposure.port)).collect();
        if open.is_empty() {
            let because = format!("Only port {} can be reached from the internet.", choice(allowed));
            return Judgement::new(true, because);
        }
        let list = list(open.iter().map(|exposure| format!("{} on port {}", exposure.id, exposure.port)));
        let because = format!("The internet reaches {list}.");
        Judgement::new(false, because).about(open.iter().map(|exposure| exposure.id.clone()))
    }
}

/// The ports of these flows, each once.
fn ports(flows: &[&Flow]) -> BTreeSet<u16> {
    flows.iter().map(|flow| flow.port).collect()
}
