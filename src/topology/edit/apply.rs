//! Makes an edit on a copy of a topology, and refuses it when the result would mean nothing.

use std::collections::BTreeSet;

use super::{Edit, EditError, Target, ids};
use crate::text;
use crate::topology::flaw::{flaws, no_component, no_host, nothing};
use crate::topology::property::Properties;
use crate::topology::{
    Cluster, Component, Host, Id, Link, LinkId, Mode, Part, Place, Standing, Topology, Value,
};

/// Makes the edit.
pub(super) fn apply(edit: &Edit, before: &Topology) -> Result<Topology, EditError> {
    let mut after = before.clone();
    perform(edit, &mut after)?;
    let (found, _) = flaws(&after, BTreeSet::new());
    if found.is_empty() {
        return Ok(after);
    }
    // Flaws that were there before do not forbid an edit, or nobody could mend them.
    let (old, _) = flaws(before, BTreeSet::new());
    let new = found.into_iter().find(|flaw| !old.iter().any(|old| old.advice == flaw.advice));
    new.map_or(Ok(after), |flaw| Err(flaw.advice.into()))
}

fn perform(edit: &Edit, topology: &mut Topology) -> Result<(), EditError> {
    match edit {
        Edit::AddHost { id } => topology.hosts.push(Host::new(id.clone())),
        Edit::AddComponent { host, name, kind } => {
            host_mut(topology, host)?.components.push(Component::new(name.clone(), *kind));
        }
        Edit::AddPart { id, kind, external } => topology.parts.push(Part {
            component: Component::new(id.clone(), *kind),
            external: *external,
            standing: Standing::default(),
        }),
        Edit::AddPlace { id } => topology.places.push(Place::new(id.clone())),
        Edit::AddCluster { id, mode, members } => {
            let Some(mode) = Mode::with_members(mode, members.clone()) else {
                return Err(EditError::new("A cluster needs a mode and members.", modes()));
            };
            topology.clusters.push(Cluster::new(id.clone(), mode));
        }
        Edit::Connect { from, to, protocol, port } => {
            let port = port.filter(|port| *port != protocol.port());
            topology.links.push(Link { port, ..Link::new(from.clone(), to.clone(), *protocol) });
        }
        Edit::Disconnect { link } => {
            let at = link_at(topology, link)?;
            topology.links.remove(at);
        }
        Edit::Remove { id } => remove(topology, id)?,
        Edit::Rename { id, name } => rename(topology, id, name)?,
        Edit::Move { component, to } => shift(topology, component, to.as_ref())?,
        Edit::Set { target, property, value } => set(topology, target, property, value.as_ref())?,
        Edit::Zone { text } => topology.zone.clone_from(text),
    }
    Ok(())
}

/// What modes there are, as a hint.
pub(super) fn modes() -> String {
    format!("Write one of {}, then the ids of the members.", Mode::NAMES.join(", "))
}

fn host_mut<'t>(topology: &'t mut Topology, id: &Id) -> Result<&'t mut Host, EditError> {
    match topology.hosts.iter().position(|host| host.id == *id) {
        Some(at) => Ok(&mut topology.hosts[at]),
        None => Err(no_host(topology, id).into()),
    }
}

fn link_at(topology: &Topology, id: &LinkId) -> Result<usize, EditError> {
    topology.links.iter().position(|link| link.id() == *id).ok_or_else(|| no_link(topology, &id.to_string()))
}

/// Says that there is no such link, and which was probably meant.
pub(super) fn no_link(topology: &Topology, written: &str) -> EditError {
    let ids: Vec<String> = topology.links.iter().map(|link| link.id().to_string()).collect();
    let hint = text::closest(written, ids.iter().map(String::as_str))
        .map_or("Write a link as `lb.haproxy->s1.nginx:80`.".to_owned(), |meant| {
            format!("Did you mean `{meant}`?")
        });
    EditError::new(format!("There is no link `{written}`."), hint)
}

/// Takes the component of this full id out of its host or the free-standing parts.
fn take(topology: &mut Topology, id: &Id) -> Option<(Component, Option<Part>)> {
    if let Some(host) = id.host() {
        let host = topology.hosts.iter_mut().find(|candidate| candidate.id == *host)?;
        let at = host.components.iter().position(|component| component.id == *id.name())?;
        return Some((host.components.remove(at), None));
    }
    let at = topology.parts.iter().position(|part| part.component.id == *id)?;
    let part = topology.parts.remove(at);
    Some((part.component.clone(), Some(part)))
}

fn remove(topology: &mut Topology, id: &Id) -> Result<(), EditError> {
    let mut around = None;
    if let Some(at) = topology.hosts.iter().position(|host| host.id == *id) {
        topology.hosts.remove(at);
    } else if let Some(at) = topology.places.iter().position(|place| place.id == *id) {
        around = topology.places.remove(at).inside;
    } else if let Some(at) = topology.clusters.iter().position(|cluster| cluster.id == *id) {
        topology.clusters.remove(at);
    } else if take(topology, id).is_none() {
        return Err(nothing(topology, id).into());
    }
    let gone = |other: &str| {
        other.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    ids::forget(topology, gone, around.as_ref());
    Ok(())
}

fn rename(topology: &mut Topology, id: &Id, name: &Id) -> Result<(), EditError> {
    if name.host().is_some_and(|host| Some(host) != id.host()) {
        let hint = "`move` takes a component to another host.";
        return Err(EditError::new(format!("`{name}` is on another host than `{id}`."), hint));
    }
    let bare = Id::parse(name.name()).expect("the last name of an id is an id");
    let new = id
        .host()
        .map_or(bare.clone(), |host| Id::parse(host).expect("the host of an id is an id").join(&bare));
    let own = own_id(topology, id);
    match own {
        Some(own) => *own = bare,
        None => return Err(nothing(topology, id).into()),
    }
    ids::rename(topology, id, &new);
    Ok(())
}

/// Where the thing of this id keeps its name.
fn own_id<'t>(topology: &'t mut Topology, id: &Id) -> Option<&'t mut Id> {
    if let Some(host) = id.host() {
        let host = topology.hosts.iter_mut().find(|candidate| candidate.id == *host)?;
        return host.components.iter_mut().map(|component| &mut component.id).find(|own| **own == *id.name());
    }
    let hosts = topology.hosts.iter_mut().map(|host| &mut host.id);
    let parts = topology.parts.iter_mut().map(|part| &mut part.component.id);
    let places = topology.places.iter_mut().map(|place| &mut place.id);
    let clusters = topology.clusters.iter_mut().map(|cluster| &mut cluster.id);
    hosts.chain(parts).chain(places).chain(clusters).find(|own| **own == *id)
}

fn shift(topology: &mut Topology, id: &Id, to: Option<&Id>) -> Result<(), EditError> {
    if id.host() == to.map(Id::as_str) && topology.component(id.as_str()).is_some() {
        let message = to
            .map_or(format!("`{id}` stands free already."), |host| format!("`{id}` is on `{host}` already."));
        return Err(EditError::new(message, ""));
    }
    if let Some(host) = to {
        host_mut(topology, host)?;
    }
    let Some((component, part)) = take(topology, id) else {
        return Err(no_component(topology, id, |_| true).into());
    };
    if part.is_some_and(|part| part.external) {
        let hint = format!("If it is yours now: `set {id} external false`.");
        return Err(EditError::new(format!("`{id}` is somebody else's and cannot move."), hint));
    }
    let name = component.id.clone();
    let new = if let Some(host) = to {
        host_mut(topology, host)?.components.push(component);
        host.join(&name)
    } else {
        topology.parts.push(Part { component, external: false, standing: Standing::default() });
        name
    };
    ids::rename(topology, id, &new);
    Ok(())
}

fn set(topology: &mut Topology, target: &Target, name: &str, value: Option<&Value>) -> Result<(), EditError> {
    let of: &mut dyn Properties = match target {
        Target::Topology => topology,
        Target::Traffic => &mut topology.traffic,
        Target::Link(link) => {
            let at = link_at(topology, link)?;
            &mut topology.links[at]
        }
        Target::Part(id) if !topology.contains(id.as_str()) => return Err(nothing(topology, id).into()),
        Target::Part(id) => part_mut(topology, id).expect("the topology contains it"),
    };
    let known = of.properties();
    let Some(property) = known.iter().find(|property| property.name == name) else {
        let fitting: Vec<&str> = known.iter().filter(|p| p.fits).map(|p| p.name).collect();
        let hint = match text::closest(name, fitting.iter().copied()) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("There are: {}.", fitting.join(", ")),
        };
        return Err(EditError::new(format!("`{target}` has no property `{name}`."), hint));
    };
    if !property.fits {
        let hint = format!("`{name}` belongs to: {}.", property.only.join(", "));
        return Err(EditError::new(format!("`{target}` has no `{name}`."), hint));
    }
    match value {
        None if property.required => {
            let hint = format!("It is {}.", property.form.example());
            return Err(EditError::new(format!("`{name}` has no default."), hint));
        }
        None => {}
        Some(value) => property.form.check(name, value)?,
    }
    of.change(name, value.cloned());
    let taken = of.properties().into_iter().find(|property| property.name == name).and_then(|now| now.value);
    if taken.is_none()
        && matches!(name, "voters" | "fencing")
        && value.is_some_and(|v| *v != Value::Flag(false))
    {
        let hint = format!("First: `set {target} promotion automatic`.");
        return Err(EditError::new(format!("`{name}` belongs to an automatic promotion."), hint));
    }
    Ok(())
}

/// The host, component, place or cluster of this id.
fn part_mut<'t>(topology: &'t mut Topology, id: &Id) -> Option<&'t mut dyn Properties> {
    if let Some(on) = id.host() {
        let host = topology.hosts.iter_mut().find(|host| host.id == *on)?;
        let component = host.components.iter_mut().find(|component| component.id == *id.name());
        return component.map(|component| component as &mut dyn Properties);
    }
    let hosts = topology.hosts.iter_mut().map(|host| (host.id == *id, host as &mut dyn Properties));
    let parts = topology.parts.iter_mut().map(|part| (part.component.id == *id, part as &mut dyn Properties));
    let places = topology.places.iter_mut().map(|place| (place.id == *id, place as &mut dyn Properties));
    let clusters =
        topology.clusters.iter_mut().map(|cluster| (cluster.id == *id, cluster as &mut dyn Properties));
    hosts.chain(parts).chain(places).chain(clusters).find(|(is, _)| *is).map(|(_, part)| part)
}
