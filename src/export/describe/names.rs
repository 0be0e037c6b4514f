//! What parts are called aloud: the short name that the diagram shows, or the id where that name has blanks or
//! is not the only one.

use std::collections::HashMap;

use crate::text::prose::plural;
use crate::topology::{Id, Kind, Topology};

use super::list;
use crate::export::escape::plain;

/// The longest label that is said each time, in characters.
const LONGEST: usize = 40;

/// The names of a topology's parts.
pub(super) struct Names {
    /// By id: what it is, its name, and whether it stands on a host.
    parts: HashMap<Id, Called>,
}

struct Called {
    noun: &'static str,
    name: String,
    /// What else is to be said of its name where it is first heard.
    aside: String,
}

impl Names {
    pub(super) fn new(topology: &Topology) -> Self {
        let mut parts = HashMap::new();
        let hosts = topology.hosts.iter().map(|host| (&host.id, host.label.as_deref(), "machine"));
        let clusters =
            topology.clusters.iter().map(|cluster| (&cluster.id, cluster.label.as_deref(), "cluster"));
        let places = topology.places.iter().map(|place| (&place.id, place.label.as_deref(), "place"));
        let free = topology
            .parts
            .iter()
            .map(|part| (&part.component.id, part.component.label.as_deref(), noun(part.component.kind)));
        let outer: Vec<_> = hosts.chain(clusters).chain(places).chain(free).collect();
        add(&mut parts, &outer, Clone::clone, "");
        for host in &topology.hosts {
            let inner: Vec<_> = host
                .components
                .iter()
                .map(|component| (&component.id, component.label.as_deref(), noun(component.kind)))
                .collect();
            let on = format!(" on {}", parts.get(&host.id).map_or(host.id.as_str(), |called| &called.name));
            add(&mut parts, &inner, |id| host.id.join(id), &on);
        }
        Self { parts }
    }

    /// Its name alone: `web1`, `nginx on web1`.
    pub(super) fn name(&self, id: &Id) -> String {
        self.parts.get(id).map_or_else(|| id.to_string(), |called| called.name.clone())
    }

    /// Its name where it is first heard, without its host: `nginx`, `edge (id fw1)`, `h1 (shown as “Front door”)`.
    pub(super) fn introduced(&self, id: &Id) -> String {
        let name = self.name(id);
        let alone = name.split_once(" on ").map_or(name.as_str(), |(alone, _)| alone);
        format!("{alone}{}", self.parts.get(id).map_or("", |called| &called.aside))
    }

    /// With what it is: `the machine web1`, `the web server nginx on web1`.
    pub(super) fn the(&self, id: &Id) -> String {
        self.all(std::slice::from_ref(id), Self::name)
    }

    /// Several, with what they are: `the web servers nginx on web1 and nginx on web2`.
    pub(super) fn all(&self, ids: &[Id], name: impl Fn(&Self, &Id) -> String) -> String {
        let noun_of = |id: &Id| self.parts.get(id).map_or("part", |called| called.noun);
        let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
        for id in ids {
            match groups.last_mut() {
                Some((noun, names)) if *noun == noun_of(id) => names.push(name(self, id)),
                _ => groups.push((noun_of(id), vec![name(self, id)])),
            }
        }
        list(groups.into_iter().map(|(noun, names)| {
            let noun = if names.len() == 1 { noun.to_owned() } else { plural(noun) };
            match names.as_slice() {
                // The user is called user, nearly always.
                [only] if *only == noun => format!("the {noun}"),
                _ => format!("the {noun} {}", list(names)),
            }
        }))
    }
}

/// Adds the names of parts among which each must be the only one.
fn add(
    parts: &mut HashMap<Id, Called>,
    known: &[(&Id, Option<&str>, &'static str)],
    full: impl Fn(&Id) -> Id,
    on: &str,
) {
    let label = |label: Option<&str>| label.map(|label| plain(label.trim())).unwrap_or_default();
    let mut said: HashMap<String, usize> = HashMap::new();
    for (id, text, _) in known {
        // An id that is another's label would be heard as that other.
        let label = label(*text);
        *said.entry(id.to_string()).or_default() += 1;
        if label != id.as_str() {
            *said.entry(label).or_default() += 1;
        }
    }
    for (id, text, noun) in known {
        let label = label(*text);
        let is_word = |c: char| c.is_alphanumeric() || "-_".contains(c);
        let short = !label.is_empty() && label.chars().count() <= LONGEST && label.chars().all(is_word);
        let (name, aside) = if label.is_empty() || label == id.as_str() {
            (id.to_string(), String::new())
        } else if short && said[&label] == 1 {
            (label, format!(" (id {id})"))
        } else {
            (id.to_string(), format!(" (shown as “{label}”)"))
        };
        parts.insert(full(id), Called { noun, name: format!("{name}{on}"), aside });
    }
}

/// What a component is, as it is said before its name.
fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Dns => "DNS server",
        Kind::Vrrp => "VRRP program",
        other => other.phrase(),
    }
}
