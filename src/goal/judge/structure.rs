//! What stands where, and who calls whom.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::{Bench, Judgement, names};
use crate::analysis::Flow;
use crate::goal::which::carries;
use crate::goal::{Every, Which};
use crate::requirement::Verdict;
use crate::text::prose::{article, choice, list, sentence};
use crate::topology::{Host, Id, Kind, Placed, Protocol};

/// A call that a goal asks for.
pub(super) struct Call<'g> {
    pub(super) from: &'g Which,
    pub(super) to: &'g Which,
    pub(super) protocol: Option<Protocol>,
    pub(super) encrypted: Option<bool>,
}

impl<'g> Call<'g> {
    /// A call of any protocol.
    fn any(from: &'g Which, to: &'g Which) -> Self {
        Self { from, to, protocol: None, encrypted: None }
    }
}

/// What a goal counts.
pub(super) struct Wanted<'g> {
    pub(super) which: &'g Which,
    pub(super) with: &'g [Kind],
    pub(super) without: &'g [Kind],
    pub(super) calls: Option<&'g Which>,
    pub(super) called_by: Option<&'g Which>,
}

impl Wanted<'_> {
    /// Whether the host, or standing free, is as wanted.
    fn suits(&self, host: Option<&Host>) -> bool {
        match host {
            Some(host) => {
                self.with.iter().all(|kind| carries(host, *kind))
                    && !self.without.iter().any(|kind| carries(host, *kind))
            }
            None => self.with.is_empty(),
        }
    }
}

impl Bench<'_> {
    pub(super) fn count(&self, wanted: &Wanted<'_>, limits: RangeInclusive<usize>) -> Judgement {
        let Wanted { which, with, without, .. } = wanted;
        let candidates: Vec<(Id, Vec<Id>)> = match which {
            Which::Server | Which::Host => {
                let hosts = which.hosts(self.topology).into_iter().filter(|host| wanted.suits(Some(host)));
                let parts = |host: &Host| host.components.iter().map(|part| host.id.join(&part.id)).collect();
                hosts.map(|host| (host.id.clone(), parts(host))).collect()
            }
            _ => {
                let components = which.components(self.topology).into_iter();
                let fitting = components.filter(|placed| wanted.suits(placed.host));
                fitting.map(|placed| (placed.id(), vec![placed.id()])).collect()
            }
        };
        let mut lonely = Vec::new();
        let mut found = Vec::new();
        for (id, parts) in candidates {
            match self.loneliness(wanted, &id, &parts) {
                Some(reason) => lonely.push(reason),
                None => found.push(id),
            }
        }
        let there = which.there(found.len(), with, without);
        let names = if found.is_empty() { String::new() } else { format!(": {}", names(&found)) };
        let limit = if found.len() < *limits.start() {
            format!("; at least {} must be there", limits.start())
        } else if found.len() > *limits.end() {
            format!("; at most {} may be there", limits.end())
        } else {
            String::new()
        };
        let mut hints = Vec::new();
        if found.len() < *limits.start() {
            hints = lonely;
            hints.extend((**which == Which::Server).then(|| self.free_standing()).flatten());
        }
        let because = std::iter::once(format!("There {there}{names}{limit}.")).chain(hints);
        Judgement::new(limits.contains(&found.len()), because.collect::<Vec<_>>().join(" ")).about(found)
    }

    /// Says which wanted call something with these parts lacks.
    fn loneliness(&self, wanted: &Wanted<'_>, id: &Id, parts: &[Id]) -> Option<String> {
        let ids =
            |which: &Which| -> Vec<Id> { which.components(self.topology).iter().map(Placed::id).collect() };
        if let Some(called) = wanted.calls {
            let targets = ids(called);
            if parts
                .iter()
                .all(|part| self.called_by(part, &Call::any(wanted.which, called), &targets).is_empty())
            {
                return Some(format!("{id} calls no {}.", called.noun()));
            }
        }
        let callers = wanted.called_by?;
        let calls =
            |caller: &Id| !self.called_by(caller, &Call::any(callers, wanted.which), parts).is_empty();
        (!ids(callers).iter().any(calls)).then(|| format!("No {} calls {id}.", callers.noun()))
    }

    /// Says which parts would make a server if they stood on a host.
    fn free_standing(&self) -> Option<String> {
        let serves =
            |kind| matches!(kind, Kind::LoadBalancer | Kind::WebServer | Kind::AppServer | Kind::Database);
        let free = self.topology.parts.iter().filter(|part| serves(part.component.kind) && !part.external);
        let free: Vec<&Id> = free.map(|part| &part.component.id).collect();
        match free.as_slice() {
            [] => None,
            [one] => Some(format!("{one} stands on no host; put it on one to make that a server.")),
            several => {
                Some(format!("{} stand on no host; put each on one to make that a server.", list(several)))
            }
        }
    }

    pub(super) fn together(&self, kinds: &[Kind]) -> Judgement {
        let lacking = |host: &Host| -> Vec<Kind> {
            kinds.iter().copied().filter(|kind| !carries(host, *kind)).collect()
        };
        let Some(best) = self.topology.hosts.iter().min_by_key(|host| lacking(host).len()) else {
            return Judgement::new(false, "There is no host.");
        };
        let lacks = lacking(best);
        if lacks.is_empty() {
            let parts = list(kinds.iter().map(|kind| article(kind.phrase())));
            return Judgement::new(true, format!("{} carries {parts}.", best.id)).about([best.id.clone()]);
        }
        let lacks = choice(lacks.iter().map(|kind| kind.phrase()));
        Judgement::new(false, format!("{} carries no {lacks}.", best.id)).about([best.id.clone()])
    }

    pub(super) fn apart(&self, kinds: &[Kind]) -> Judgement {
        let there = |kind: &Kind| self.topology.components().any(|placed| placed.component.kind == *kind);
        let shares = |kind: &Kind, host: &Host| {
            carries(host, *kind) && kinds.iter().any(|other| other != kind && carries(host, *other))
        };
        let sharing: Vec<&Host> = self
            .topology
            .hosts
            .iter()
            .filter(|host| kinds.iter().filter(|kind| carries(host, **kind)).count() > 1)
            .collect();
        let absent: Vec<Kind> = kinds.iter().copied().filter(|kind| !there(kind)).collect();
        let alone = kinds
            .iter()
            .filter(|kind| there(kind) && !self.topology.hosts.iter().any(|host| shares(kind, host)))
            .count();
        let present = kinds.len() - absent.len();
        let verdict = match alone {
            _ if alone == kinds.len() => Verdict::Met,
            1.. if present > 1 => Verdict::Partial,
            _ => Verdict::Missing,
        };
        let mut reasons: Vec<String> = sharing.iter().map(|host| carried(host, kinds)).collect();
        reasons.extend(absent.iter().map(|kind| Which::Kind(*kind).none()));
        if reasons.is_empty() {
            let kinds = choice(kinds.iter().map(|kind| kind.phrase()));
            reasons.push(format!("No host carries more than one of {kinds}."));
        }
        Judgement { verdict, because: reasons.join(" "), subjects: Vec::new() }
            .about(sharing.iter().map(|host| host.id.clone()))
    }

    pub(super) fn linked(&self, call: &Call<'_>, every: Every) -> Judgement {
        let callers: Vec<Id> = call.from.components(self.topology).iter().map(Placed::id).collect();
        let called: Vec<Id> = call.to.components(self.topology).iter().map(Placed::id).collect();
        for (which, found) in [(call.from, &callers), (call.to, &called)] {
            if found.is_empty() {
                return Judgement::new(false, which.none());
            }
        }
        let pairs: Vec<(Id, BTreeSet<Id>)> =
            callers.iter().map(|from| (from.clone(), self.called_by(from, call, &called))).collect();
        let joined = |id: &Id| pairs.iter().any(|(_, to)| to.contains(id));
        let lonely_callers = || pairs.iter().filter(|(_, to)| to.is_empty()).map(|(from, _)| from);
        let lonely_called = || called.iter().filter(|id| !joined(id));
        let lacking: Vec<Id> = match every {
            Every::Pair if pairs.iter().any(|(_, to)| !to.is_empty()) => Vec::new(),
            Every::Pair | Every::Called => lonely_called().cloned().collect(),
            Every::Caller => lonely_callers().cloned().collect(),
            Every::CalledByOne => {
                let best = pairs.iter().map(|(_, to)| to).max_by_key(|to| to.len());
                called.iter().filter(|id| best.is_none_or(|best| !best.contains(*id))).cloned().collect()
            }
        };
        let because = if lacking.is_empty() {
            let (from, to) = pairs.iter().find(|(_, to)| !to.is_empty()).expect("a pair is joined");
            match every {
                Every::Pair | Every::CalledByOne => format!("{from} calls {}.", list(to)),
                Every::Caller => format!("{} calls {}.", sentence(&call.from.every()), call.to.one()),
                Every::Called => format!("{} is called by {}.", sentence(&call.to.every()), call.from.one()),
            }
        } else {
            let best = pairs.iter().max_by_key(|(_, to)| to.len()).filter(|(_, to)| !to.is_empty());
            self.unlinked(call, every, best.map(|(from, _)| from), &lacking)
        };
        Judgement::new(lacking.is_empty(), because).about(lacking)
    }

    /// Says what is not linked, and whether a firewall is to blame.
    fn unlinked(&self, call: &Call<'_>, every: Every, best: Option<&Id>, lacking: &[Id]) -> String {
        let wish = match (call.protocol, call.encrypted) {
            (Some(protocol), _) => format!(" over {}", protocol.title()),
            (None, Some(true)) => " encrypted".to_owned(),
            (None, Some(false)) => " in clear text".to_owned(),
            (None, None) => String::new(),
        };
        let stopped = self.calls.flows().find(|flow| {
            let end = if every == Every::Caller { &flow.from } else { &flow.to };
            !flow.is_allowed() && lacking.contains(end)
        });
        let because = match every {
            Every::Caller => format!("{} {} no {}{wish}.", list(lacking), verb(lacking), call.to.noun()),
            Every::CalledByOne if best.is_some() => {
                format!("{} does not call {}{wish}.", list(best), choice(lacking))
            }
            Every::Pair | Every::Called | Every::CalledByOne => {
                format!("No {} calls {}{wish}.", call.from.noun(), choice(lacking))
            }
        };
        match stopped {
            Some(flow) => format!("{because} {}", stopped_by(flow)),
            None => because,
        }
    }

    /// Which of these a caller gets to: through forwarders, the last call being of the wanted sort.
    fn called_by(&self, from: &Id, call: &Call<'_>, called: &[Id]) -> BTreeSet<Id> {
        let mut callers = self.calls.reached([from], |id| self.calls.forwards(id));
        callers.retain(|id| self.calls.forwards(id));
        callers.insert(from.clone());
        let fits = |flow: &Flow| {
            call.protocol.is_none_or(|protocol| flow.protocol == protocol)
                && call.encrypted.is_none_or(|encrypted| flow.encrypted == encrypted)
                && (self.calls.is_request(flow) || !self.calls.takes_requests(&flow.to))
        };
        let mut found: BTreeSet<Id> = callers
            .iter()
            .flat_map(|caller| self.calls.from(caller))
            .filter(|flow| called.contains(&flow.to) && fits(flow))
            .map(|flow| flow.to.clone())
            .collect();
        if self.calls.kind(from) == Some(Kind::AppServer) {
            let files = |id: &&Id| self.calls.kind(id) == Some(Kind::AppFiles);
            found.extend(called.iter().filter(files).filter(|id| self.calls.share_a_host(from, id)).cloned());
        }
        found
    }

    pub(super) fn only_through(&self, from: &Which, to: &Which, through: &Which) -> Judgement {
        let starts: Vec<Id> = from.components(self.topology).iter().map(Placed::id).collect();
        let is_to = |id: &Id| self.calls.part(id).is_some_and(|placed| to.has(self.topology, placed));
        let is_through =
            |id: &Id| self.calls.part(id).is_some_and(|placed| through.has(self.topology, placed));
        let passes = |id: &Id| self.calls.passes_on(id);
        let reached: Vec<Id> = self.calls.reached(&starts, passes).into_iter().filter(is_to).collect();
        if reached.is_empty() {
            return Judgement::new(false, format!("{} reaches no {}.", sentence(&from.one()), to.noun()));
        }
        let crosses = |flow: &Flow| {
            let firewall = |id: &Id| is_through(id);
            is_through(&flow.to)
                || flow.guards.iter().any(|decision| firewall(&decision.firewall))
                || (!flow.paths.is_empty()
                    && flow
                        .paths
                        .iter()
                        .all(|path| path.firewalls.iter().any(|decision| firewall(&decision.firewall))))
        };
        let beside =
            self.calls.reached_by(&starts, passes, |flow| self.calls.is_request(flow) && !crosses(flow));
        let by_passed: Vec<Id> = beside.iter().filter(|id| is_to(id)).cloned().collect();
        if by_passed.is_empty() {
            let because = format!(
                "{} reaches {} only through {}.",
                sentence(&from.one()),
                list(&reached),
                through.one()
            );
            return Judgement::new(true, because).about(reached);
        }
        let caller = |target: &Id| {
            self.calls
                .to(target)
                .filter(|flow| self.calls.is_request(flow) && !crosses(flow))
                .find(|flow| starts.contains(&flow.from) || beside.contains(&flow.from))
                .map(|flow| flow.from.clone())
        };
        let reasons = by_passed.iter().map(|target| match caller(target) {
            Some(caller) => format!("{caller} calls {target} beside {}.", through.every()),
            None => format!("{target} is reached beside {}.", through.every()),
        });
        let because = reasons.collect::<Vec<_>>().join(" ");
        Judgement::new(false, because).about(by_passed)
    }
}

/// `app1 calls`, `app1 and app2 call`.
fn verb(ids: &[Id]) -> &'static str {
    if ids.len() == 1 { "calls" } else { "call" }
}

/// Says which of these kinds a host carries.
fn carried(host: &Host, kinds: &[Kind]) -> String {
    let kinds = kinds.iter().filter(|kind| carries(host, **kind)).map(|kind| article(kind.phrase()));
    format!("{} carries {}.", host.id, list(kinds))
}

/// Says which firewall stops a flow.
pub(super) fn stopped_by(flow: &Flow) -> String {
    let denial = flow.decisions().find(|decision| decision.action == crate::topology::Action::Deny);
    match denial {
        Some(decision) => format!("{} stops {} on its way to {}.", decision.firewall, flow.from, flow.to),
        None => format!("{} does not get to {}.", flow.from, flow.to),
    }
}
