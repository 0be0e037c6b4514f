//! In which order decision diagrams ask the variables of a design: how small they stay depends on it.
//!
//! No order is good for all designs, and to find the best is hard (Bollig and Wegener 1996). Here are two that are good
//! for designs: callers before those they call, which suits tiers of which each calls all of the next; and neighbours
//! beside one another, which suits servers of which each calls a few.

use super::chances::Chances;
use super::database::{Group, Voter};
use super::element::Element;
use super::index::{Index, Named};
use super::plan::Plan;

/// The elements, callers before those they call, each host with what is on it: a function then asks first what stands
/// first in every path, which keeps it small. What requests do not meet comes last.
pub(super) fn callers_first(index: &Index, plan: &Plan, elements: &[Element]) -> Vec<usize> {
    let mut host_element = vec![None; index.topology.hosts.len()];
    let mut own_element = vec![None; index.spots.len()];
    let mut order = Vec::with_capacity(elements.len());
    for (element, description) in elements.iter().enumerate() {
        match description.named {
            Named::Host(no) => host_element[no] = Some(element),
            Named::Component(no) => own_element[no] = Some(element),
            Named::Place(_) => order.push(element),
            Named::Cluster(_) => {}
        }
    }
    for no in plan.groups.iter().rev().flatten() {
        if let Some(host) = index.spots[*no].host {
            order.extend(host_element[host].take());
            order.extend(index.on_host[host].iter().filter_map(|no| own_element[*no].take()));
        }
        order.extend(own_element[*no].take());
    }
    order.extend(host_element.into_iter().chain(own_element).flatten());
    order
}

/// How often the places are improved.
const ROUNDS: usize = 40;

/// The variables so that those of components that have to do with one another stand near one another: each takes the
/// mean place of all groups that it is in, again and again, and the best arrangement on the way counts (Aloul, Markov and
/// Sakallah 2003, "FORCE: a fast and easy-to-implement variable-ordering heuristic").
pub(super) fn neighbours(plan: &Plan, chances: &Chances) -> Vec<usize> {
    let groups = groups(plan, chances);
    let mut order: Vec<usize> = (0..chances.works.len()).collect();
    let mut best = order.clone();
    let mut least = usize::MAX;
    for _ in 0..ROUNDS {
        let mut place_of = vec![0; order.len()];
        for (place, variable) in order.iter().enumerate() {
            place_of[*variable] = place;
        }
        let span = |group: &Vec<usize>| {
            let places = || group.iter().map(|variable| place_of[*variable]);
            places().max().unwrap_or(0) - places().min().unwrap_or(0)
        };
        let length: usize = groups.iter().map(span).sum();
        if length < least {
            (least, best) = (length, order.clone());
        }
        let mut pulls = vec![(0.0, 0.0); order.len()];
        for group in &groups {
            let middle =
                group.iter().map(|variable| place_of[*variable] as f64).sum::<f64>() / group.len() as f64;
            for variable in group {
                pulls[*variable].0 += middle;
                pulls[*variable].1 += 1.0;
            }
        }
        let place = |variable: usize| match pulls[variable] {
            (_, 0.0) => place_of[variable] as f64,
            (sum, count) => sum / count,
        };
        order.sort_by(|a, b| place(*a).total_cmp(&place(*b)));
    }
    best
}

/// The variables that are looked at together: those of each caller and its targets, of the members of a group of
/// databases and the voters on it, of the holders of an address.
fn groups(plan: &Plan, chances: &Chances) -> Vec<Vec<usize>> {
    let of = |no: usize| chances.components[no].iter().copied();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for no in plan.groups.iter().flatten() {
        groups.push(of(*no).collect());
        // Each call by itself: a caller of very many does not hold them together.
        groups.extend(plan.roles[*no].calls().map(|to| of(*no).chain(of(to)).collect()));
    }
    for group in &plan.databases.groups {
        groups.push(match group {
            Group::PrimaryReplica { cluster, primary, replicas, automatic } => {
                let voters = automatic.iter().flat_map(|automatic| &automatic.voters);
                let voters = voters.flat_map(|voter| match voter {
                    Voter::Host(no) => &chances.hosts[*no],
                    Voter::Component(no) => &chances.components[*no],
                });
                let members = primary.iter().copied().chain(replicas.iter().map(|replica| replica.no));
                voters.copied().chain(members.flat_map(of)).chain(chances.reacts[*cluster]).collect()
            }
            Group::MultiPrimary { cluster, members, .. } => {
                members.iter().copied().flat_map(of).chain(chances.reacts[*cluster]).collect()
            }
        });
    }
    for entry in plan.users.iter().flat_map(|user| &user.entries) {
        let holders = entry.holders.iter();
        let members =
            holders.flat_map(|holder| holder.member.into_iter().chain(holder.targets.iter().map(|t| t.to)));
        let reacts = entry.shared.and_then(|shared| chances.reacts[shared.cluster]);
        groups.push(members.flat_map(of).chain(reacts).collect());
    }
    let mut groups: Vec<Vec<usize>> = groups
        .into_iter()
        .map(|group| {
            let mut group: Vec<usize> = group.into_iter().map(|variable| variable as usize).collect();
            group.sort_unstable();
            group.dedup();
            group
        })
        .filter(|group| group.len() > 1)
        .collect();
    groups.sort();
    groups.dedup();
    groups
}
