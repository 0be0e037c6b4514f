//! Every place in a topology that holds an id: what renaming and removing go through.

use crate::topology::{Id, Mode, Promotion, Rules, Topology};

/// Replaces every reference to `old`, and to the components on it when it is a host, by `new`. What is called so
/// itself is not renamed.
pub(super) fn rename(topology: &mut Topology, old: &Id, new: &Id) {
    let changed = |id: &str| -> Option<Id> {
        if *old == *id {
            return Some(new.clone());
        }
        let name = id.strip_prefix(old.as_str())?.strip_prefix('.')?;
        Id::parse(name).ok().map(|name| new.join(&name))
    };
    each_id(topology, &mut |id| {
        if let Some(new) = changed(id.as_str()) {
            *id = new;
        }
    });
    each_rule_end(topology, &mut |end| {
        if let Some(new) = changed(end) {
            new.as_str().clone_into(end);
        }
    });
}

/// Removes every reference to what is `gone`. References to places lead to `around` instead.
pub(super) fn forget(topology: &mut Topology, gone: impl Fn(&str) -> bool, around: Option<&Id>) {
    let lost = |id: &Id| gone(id.as_str());
    topology.links.retain(|link| !lost(&link.from) && !lost(&link.to));
    topology.clusters.retain_mut(|cluster| {
        leave(&mut cluster.mode, &lost);
        !cluster.mode.members().iter().any(|member| lost(member)) && !cluster.mode.members().is_empty()
    });
    each_place(topology, &mut |place| {
        if place.as_ref().is_some_and(lost) {
            *place = around.cloned();
        }
    });
    each_rules(topology, &mut |rules| {
        if let Rules::Listed(list) = rules {
            list.retain(|rule| ![&rule.from, &rule.to].into_iter().flatten().any(|end| gone(end)));
        }
    });
}

/// Takes members out of a cluster. A primary without a replica stays, for the caller to see that it is gone.
fn leave(mode: &mut Mode, lost: &impl Fn(&Id) -> bool) {
    match mode {
        Mode::ActiveActive { members, addresses } => {
            members.retain(|id| !lost(id));
            addresses.truncate(members.len());
        }
        Mode::ActivePassive { members, .. } | Mode::MultiPrimary { members } => {
            members.retain(|id| !lost(id));
        }
        Mode::PrimaryReplica { primary, replicas, promotion } => {
            replicas.retain(|id| !lost(id));
            if lost(primary) && !replicas.is_empty() {
                *primary = replicas.remove(0);
            }
            if let Promotion::Automatic { voters, .. } = promotion {
                voters.retain(|id| !lost(id));
            }
        }
    }
}

fn each_id(topology: &mut Topology, change: &mut impl FnMut(&mut Id)) {
    for link in &mut topology.links {
        change(&mut link.from);
        change(&mut link.to);
    }
    for cluster in &mut topology.clusters {
        match &mut cluster.mode {
            Mode::ActiveActive { members, .. }
            | Mode::ActivePassive { members, .. }
            | Mode::MultiPrimary { members } => members.iter_mut().for_each(&mut *change),
            Mode::PrimaryReplica { primary, replicas, promotion } => {
                change(primary);
                replicas.iter_mut().for_each(&mut *change);
                if let Promotion::Automatic { voters, .. } = promotion {
                    voters.iter_mut().for_each(&mut *change);
                }
            }
        }
    }
    each_place(topology, &mut |place| {
        if let Some(place) = place {
            change(place);
        }
    });
}

fn each_place(topology: &mut Topology, change: &mut impl FnMut(&mut Option<Id>)) {
    let hosts = topology.hosts.iter_mut().map(|host| &mut host.standing.place);
    let parts = topology.parts.iter_mut().map(|part| &mut part.standing.place);
    let places = topology.places.iter_mut().map(|place| &mut place.inside);
    hosts.chain(parts).chain(places).for_each(change);
}

fn each_rules(topology: &mut Topology, change: &mut impl FnMut(&mut Rules)) {
    for host in &mut topology.hosts {
        host.components.iter_mut().for_each(|component| change(&mut component.settings.rules));
    }
    topology.parts.iter_mut().for_each(|part| change(&mut part.component.settings.rules));
}

fn each_rule_end(topology: &mut Topology, change: &mut impl FnMut(&mut String)) {
    each_rules(topology, &mut |rules| {
        if let Rules::Listed(list) = rules {
            list.iter_mut().flat_map(|rule| [&mut rule.from, &mut rule.to]).flatten().for_each(&mut *change);
        }
    });
}
