//! Who calls whom: from the users along the way of a request, then everything else.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::topology::{Id, Kind, Link, Mode, Protocol, Topology};

use super::names::Names;
use crate::export::escape::plain;

/// How a call is told, without who calls whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Manner {
    /// `calls`, and `call` for several callers.
    verb: (&'static str, &'static str),
    /// What comes after the called: `with HTTP on port 80`.
    after: String,
}

/// Callers that call the same in the same manner.
struct Call {
    from: Vec<Id>,
    to: Vec<Id>,
    manner: Manner,
}

/// A sentence for each set of calls that are alike.
pub(super) fn sentences(topology: &Topology, names: &Names) -> Vec<String> {
    let mut calls: Vec<Call> = Vec::new();
    let mut places: HashMap<(Manner, Vec<Id>), usize> = HashMap::new();
    let by_caller = by_caller(topology);
    for caller in in_order(topology, &by_caller) {
        let mut own: Vec<(Manner, Vec<Id>)> = Vec::new();
        for link in by_caller.get(&caller).into_iter().flatten() {
            let manner = manner(topology, link);
            match own.iter_mut().find(|(known, _)| *known == manner) {
                Some((_, to)) => to.push(link.to.clone()),
                None => own.push((manner, vec![link.to.clone()])),
            }
        }
        for (manner, to) in own {
            let place = *places.entry((manner.clone(), to.clone())).or_insert(calls.len());
            if place == calls.len() {
                calls.push(Call { from: Vec::new(), to, manner });
            }
            calls[place].from.push(caller.clone());
        }
    }
    calls.iter().map(|call| told(call, names)).collect()
}

fn told(call: &Call, names: &Names) -> String {
    let (from, to) = (names.all(&call.from, Names::name), names.all(&call.to, Names::name));
    let verb = match call.from.len() {
        1 => call.manner.verb.0.to_owned(),
        _ => format!("each {}", call.manner.verb.1),
    };
    format!("{from} {verb} {to} {}", call.manner.after)
}

fn by_caller(topology: &Topology) -> HashMap<Id, Vec<&Link>> {
    let mut by_caller: HashMap<Id, Vec<&Link>> = HashMap::new();
    for link in &topology.links {
        by_caller.entry(link.from.clone()).or_default().push(link);
    }
    by_caller
}

/// Every caller: the users first, then whom they reach, nearest first; then the others in the order of the file.
fn in_order(topology: &Topology, by_caller: &HashMap<Id, Vec<&Link>>) -> Vec<Id> {
    let users = topology.components().filter(|placed| placed.component.kind == Kind::User);
    let mut open: VecDeque<Id> = users.map(|placed| placed.id()).collect();
    let mut others = topology.links.iter().map(|link| link.from.clone());
    let (mut seen, mut order): (HashSet<Id>, Vec<Id>) = (HashSet::new(), Vec::new());
    loop {
        while let Some(id) = open.pop_front() {
            if seen.insert(id.clone()) {
                open.extend(by_caller.get(&id).into_iter().flatten().map(|link| link.to.clone()));
                order.push(id);
            }
        }
        let Some(next) = others.find(|id| !seen.contains(id)) else { return order };
        open.push_back(next);
    }
}

fn manner(topology: &Topology, link: &Link) -> Manner {
    // A component is searched for, so only where it matters.
    let pulls = || {
        let caller = topology.component(link.from.as_str());
        caller.is_some_and(|placed| placed.component.kind == Kind::MonitoringService)
    };
    let (verb, with) = match link.protocol {
        Protocol::Dns => (("looks names up at", "look names up at"), "with DNS".to_owned()),
        Protocol::File => (("reads", "read"), "as files".to_owned()),
        Protocol::Vrrp => (("exchanges heartbeats with", "exchange heartbeats with"), "by VRRP".to_owned()),
        Protocol::Replication => replicates(topology, link),
        Protocol::Metrics if pulls() => (("reads metrics from", "read metrics from"), String::new()),
        Protocol::Metrics => (("sends metrics to", "send metrics to"), String::new()),
        Protocol::Logs if pulls() => (("reads logs from", "read logs from"), String::new()),
        Protocol::Logs => (("sends logs to", "send logs to"), String::new()),
        other => (("calls", "call"), format!("with {}", other.title())),
    };
    let port = (link.port() > 0).then(|| format!("on port {}", link.port()));
    let mut after = list_words([Some(with).filter(|with| !with.is_empty()), port]);
    for more in particulars(link) {
        after = if after.is_empty() { more } else { format!("{after}, {more}") };
    }
    Manner { verb, after }
}

/// Which way the data of a replication go.
fn replicates(topology: &Topology, link: &Link) -> ((&'static str, &'static str), String) {
    let by = || "by replication".to_owned();
    let pair = |primary: &Id, replica: &Id| {
        topology.clusters.iter().any(|cluster| match &cluster.mode {
            Mode::PrimaryReplica { primary: first, replicas, .. } => {
                first == primary && replicas.contains(replica)
            }
            _ => false,
        })
    };
    if pair(&link.to, &link.from) {
        (("copies its data from", "copy their data from"), by())
    } else if pair(&link.from, &link.to) {
        (("passes its changes on to", "pass their changes on to"), by())
    } else {
        (("replicates with", "replicate with"), String::new())
    }
}

/// What is special about a link.
fn particulars(link: &Link) -> Vec<String> {
    let mut told = Vec::new();
    if link.is_encrypted() != link.protocol.is_encrypted() {
        told.push(if link.is_encrypted() { "encrypted" } else { "not encrypted" }.to_owned());
    }
    match link.weight {
        1 => {}
        0 => told.push("with weight 0, so that it gets no new requests".to_owned()),
        weight => told.push(format!("with weight {weight}")),
    }
    if link.backup {
        told.push("only when no other can be chosen".to_owned());
    }
    if link.redirect {
        told.push("which is answered with a redirect to HTTPS".to_owned());
    }
    if let Some(label) =
        link.label.as_ref().map(|label| plain(label.trim())).filter(|label| !label.is_empty())
    {
        told.push(format!("shown as “{label}”"));
    }
    told
}

fn list_words<const N: usize>(words: [Option<String>; N]) -> String {
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
