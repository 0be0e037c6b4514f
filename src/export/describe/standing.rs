//! Places, machines with what they carry, and parts that stand by themselves.

use std::collections::HashMap;

use crate::topology::{Host, Id, Kind, Network, Standing, Topology};

use super::names::Names;
use super::{list, number};

/// Each place, what lies around it and what stands in it.
pub(super) fn places(topology: &Topology, names: &Names) -> Vec<String> {
    let mut sentences = Vec::new();
    for place in &topology.places {
        let is_here = |standing: &Standing| standing.place.as_ref() == Some(&place.id);
        let hosts = topology.hosts.iter().filter(|host| is_here(&host.standing)).map(|host| host.id.clone());
        let parts = topology.parts.iter().filter(|part| is_here(&part.standing));
        let inside: Vec<Id> = hosts.chain(parts.map(|part| part.component.id.clone())).collect();
        let around = place.inside.as_ref().map(|around| format!("lies inside {}", names.the(around)));
        let holds = (!inside.is_empty()).then(|| format!("holds {}", names.all(&inside, Names::name)));
        let says: Vec<String> = around.into_iter().chain(holds).collect();
        let says = if says.is_empty() { "holds nothing".to_owned() } else { list(says) };
        sentences.push(format!("the place {} {says}", names.introduced(&place.id)));
    }
    sentences
}

/// Each machine with what it carries; machines that carry the same in one sentence.
pub(super) fn machines(topology: &Topology, names: &Names) -> Vec<String> {
    let load = |host: &Host| {
        let ids: Vec<Id> = host.components.iter().map(|component| host.id.join(&component.id)).collect();
        names.all(&ids, Names::introduced)
    };
    let mut alike: Vec<(String, Vec<Id>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for host in &topology.hosts {
        let carries = load(host);
        let place = *places.entry(carries.clone()).or_insert(alike.len());
        if place == alike.len() {
            alike.push((carries, Vec::new()));
        }
        alike[place].1.push(host.id.clone());
    }
    let mut sentences: Vec<String> = alike
        .into_iter()
        .map(|(carries, hosts)| {
            let carries = if carries.is_empty() { "nothing".to_owned() } else { carries };
            let said = list(hosts.iter().map(|id| names.introduced(id)));
            match hosts.len() {
                1 => format!("the machine {said} carries {carries}"),
                count => format!("{} machines, {said}, each carry {carries}", number(count)),
            }
        })
        .collect();
    let hosts: Vec<(&Id, &Standing)> = topology.hosts.iter().map(|host| (&host.id, &host.standing)).collect();
    sentences.extend(reached(&hosts, names));
    sentences
}

/// Each part that stands by itself.
pub(super) fn parts(topology: &Topology, names: &Names) -> Vec<String> {
    let mut sentences = Vec::new();
    for part in &topology.parts {
        let id = part.component.id.clone();
        let the = names.all(std::slice::from_ref(&id), Names::introduced);
        sentences.push(match (part.component.kind, part.external) {
            (Kind::User, _) => format!("{the} asks for pages"),
            (_, true) => format!("{the} is somebody else's service"),
            (_, false) => format!("{the} stands by itself"),
        });
    }
    let standing: Vec<(&Id, &Standing)> =
        topology.parts.iter().map(|part| (&part.component.id, &part.standing)).collect();
    sentences.extend(reached(&standing, names));
    sentences
}

/// The addresses and the networks that the design states, what has the same networks in one sentence.
fn reached(standing: &[(&Id, &Standing)], names: &Names) -> Vec<String> {
    let mut sentences = Vec::new();
    for (id, standing) in standing {
        match standing.addresses.as_slice() {
            [] => {}
            [only] => sentences.push(format!("{} has the address {only}", names.the(id))),
            several => sentences.push(format!("{} has the addresses {}", names.the(id), list(several))),
        }
    }
    let mut alike: Vec<(&[Network], Vec<Id>)> = Vec::new();
    for (id, standing) in standing.iter().filter(|(_, standing)| !standing.networks.is_empty()) {
        match alike.iter_mut().find(|(networks, _)| *networks == standing.networks) {
            Some((_, ids)) => ids.push((*id).clone()),
            None => alike.push((&standing.networks, vec![(*id).clone()])),
        }
    }
    sentences.extend(alike.into_iter().map(|(networks, ids)| {
        let networks = list(networks.iter().map(|network| match network {
            Network::Internet => "the internet",
            Network::Dmz => "the DMZ",
            Network::Private => "the private network",
        }));
        let are = if ids.len() == 1 { "is" } else { "are" };
        format!("{} {are} on {networks}", names.all(&ids, Names::name))
    }));
    sentences
}
