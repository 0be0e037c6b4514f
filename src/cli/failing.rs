//! What `--fail` names: parts and links of a topology, and how they fail.

use crate::analysis::{Failure as Failing, Failures};
use crate::text;
use crate::topology::{Kind, Link, Topology};

use super::failure::{Failure, Kind::Usage};

/// The names, each once.
pub(super) fn names(given: &[String]) -> Vec<&str> {
    let names = given.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    names.fold(Vec::new(), |mut known, name| {
        if !known.contains(&name) {
            known.push(name);
        }
        known
    })
}

/// The failures that are named, all of which the topology must have.
pub(super) fn failures(given: &[String], topology: &Topology) -> Result<Failures, Failure> {
    names(given).into_iter().try_fold(Failures::none(), |failures, name| {
        if let Some(link) = topology.links.iter().map(Link::id).find(|id| id.to_string() == name) {
            return Ok(failures.with_link(link));
        }
        let (id, how) = match name.strip_suffix(":hang") {
            Some(id) => (id, Failing::Hang),
            None => (name.strip_suffix(":crash").unwrap_or(name), Failing::Crash),
        };
        if topology.component(id).is_some_and(|placed| placed.component.kind == Kind::User) {
            let failure = Failure::said(
                Usage,
                format_args!("--fail names `{}`, a user: users do not fail.", text::safe(id)),
            );
            return Err(failure.hint("Name a host, a component, a place or a link."));
        }
        let host = topology.host(id).map(|host| host.id.clone());
        let placed = || topology.component(id).map(|placed| placed.id());
        let place = || topology.places.iter().find(|place| place.id == *id).map(|place| place.id.clone());
        match host.or_else(placed).or_else(place) {
            Some(id) => Ok(failures.with(id, how)),
            None => Err(match id.split_once(':') {
                Some((part, how)) if topology.component(part).is_some() || topology.host(part).is_some() => {
                    let said = format_args!("`{}` is no way to fail.", text::safe(how));
                    Failure::said(Usage, said).hint(format!("Write `{part}:hang` or `{part}:crash`."))
                }
                _ => unknown("--fail", id, topology),
            }),
        }
    })
}

/// Says that an option names something that the topology does not have, and what it might have meant.
pub(super) fn unknown(option: &str, name: &str, topology: &Topology) -> Failure {
    let mut ids: Vec<String> = topology.hosts.iter().map(|host| host.id.to_string()).collect();
    ids.extend(topology.components().map(|placed| placed.id().to_string()));
    ids.extend(topology.places.iter().map(|place| place.id.to_string()));
    let links: Vec<String> = topology.links.iter().map(|link| link.id().to_string()).collect();
    let failure =
        Failure::said(Usage, format_args!("{option} names `{name}`, which the topology does not have."));
    match text::closest(name, ids.iter().chain(&links).map(String::as_str)) {
        Some(near) => failure.hint(format!("Did you mean `{near}`?")),
        None => failure.hint(format!("It has {}.", text::prose::list(ids))),
    }
}
