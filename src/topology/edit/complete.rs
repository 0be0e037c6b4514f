//! What can stand in the place of the last, unfinished word of a command.

use super::Target;
use super::text::{ADDED, VERBS, target};
use crate::topology::form::{Form, names};
use crate::topology::usual::usual_protocols;
use crate::topology::{Kind, Mode, Network, Placed, Protocol, Topology};

/// The words that fit, in the order to offer them.
pub(super) fn complete(line: &str, topology: &Topology) -> Vec<String> {
    let line = line.trim_start();
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let unfinished = if line.ends_with(char::is_whitespace) { "" } else { words.pop().unwrap_or_default() };
    let offered = match words.as_slice() {
        [] => VERBS.iter().map(|(verb, _)| (*verb).to_owned()).collect(),
        [verb, rest @ ..] => after(verb, rest, topology),
    };
    // In a list only its last element is unfinished.
    let (done, last) = match unfinished.rsplit_once(',') {
        Some((done, last)) => (format!("{done},"), last),
        None => (String::new(), unfinished),
    };
    let mut seen = std::collections::BTreeSet::new();
    let fitting = offered.into_iter().filter(|word| word.starts_with(last) && *word != last);
    fitting.filter(|word| seen.insert(word.clone())).map(|word| format!("{done}{word}")).collect()
}

fn after(verb: &str, words: &[&str], topology: &Topology) -> Vec<String> {
    let strings = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    match (verb, words) {
        ("add", []) => ADDED.iter().map(|word| (*word).to_owned()).chain(strings(&names::<Kind>())).collect(),
        ("add", ["external"]) => strings(&names::<Kind>()),
        ("add", ["cluster", _]) => strings(&Mode::NAMES),
        ("add", ["cluster", _, mode, ..]) => components(topology, |kind| match *mode {
            "primary_replica" | "multi_primary" => kind == Kind::Database,
            _ => !matches!(kind, Kind::User | Kind::AppFiles | Kind::MonitoringClient),
        }),
        ("add", ["host" | "place" | "cluster", ..] | ["external", _, ..]) => Vec::new(),
        ("add", [_, "on"] | [_, _, "on"]) | ("move", [_, "to"]) => hosts(topology, verb == "move"),
        ("add", [_] | [_, _]) => strings(&["on"]),
        ("connect", []) => components(topology, |kind| kind != Kind::AppFiles),
        ("connect", [from]) => {
            let kinds: Vec<Kind> = placed(from, topology).map(|placed| placed.component.kind).collect();
            components(topology, |to| kinds.iter().any(|from| !usual_protocols(*from, to).is_empty()))
                .into_iter()
                .filter(|id| id != from)
                .collect()
        }
        ("connect", [from, to]) => {
            let pairs = placed(from, topology).flat_map(|f| placed(to, topology).map(move |t| (f, t)));
            let usual = pairs.flat_map(|(f, t)| usual_protocols(f.component.kind, t.component.kind));
            let usual: Vec<String> = usual.map(ToString::to_string).collect();
            if usual.is_empty() { strings(&names::<Protocol>()) } else { usual }
        }
        ("disconnect", []) => topology.links.iter().map(|link| link.id().to_string()).collect(),
        ("disconnect", [from]) => {
            let links =
                topology.links.iter().filter(|link| link.from == **from || link.from.host() == Some(*from));
            links.map(|link| link.to.to_string()).collect()
        }
        ("remove" | "rename", []) => everything(topology),
        ("move", []) => components(topology, |_| true),
        ("move", [_]) => strings(&["to"]),
        ("set", []) => {
            let links = topology.links.iter().map(|link| link.id().to_string());
            strings(&["topology", "traffic"]).into_iter().chain(everything(topology)).chain(links).collect()
        }
        ("set", [of]) => properties(of, topology),
        ("set", [of, name]) => values(of, name, topology),
        _ => Vec::new(),
    }
}

/// The components that a word may mean.
fn placed<'t>(word: &'t str, topology: &'t Topology) -> impl Iterator<Item = Placed<'t>> {
    topology.components().filter(move |placed| {
        let id = placed.id();
        id == *word || id.host() == Some(word)
    })
}

fn components(topology: &Topology, fits: impl Fn(Kind) -> bool) -> Vec<String> {
    topology
        .components()
        .filter(|placed| fits(placed.component.kind))
        .map(|placed| placed.id().to_string())
        .collect()
}

fn hosts(topology: &Topology, free: bool) -> Vec<String> {
    let hosts = topology.hosts.iter().map(|host| host.id.to_string());
    hosts.chain(free.then(|| "free".to_owned())).collect()
}

/// Every id: hosts each before their components, then parts, places and clusters.
fn everything(topology: &Topology) -> Vec<String> {
    let hosts = topology.hosts.iter().flat_map(|host| {
        let components = host.components.iter().map(|component| host.id.join(&component.id).to_string());
        std::iter::once(host.id.to_string()).chain(components)
    });
    let parts = topology.parts.iter().map(|part| part.component.id.to_string());
    let places = topology.places.iter().map(|place| place.id.to_string());
    let clusters = topology.clusters.iter().map(|cluster| cluster.id.to_string());
    hosts.chain(parts).chain(places).chain(clusters).collect()
}

/// The properties of what a word names; of a host, also those of its components.
fn properties(of: &str, topology: &Topology) -> Vec<String> {
    let Ok((target, own)) = target(of, "", topology) else { return Vec::new() };
    let on_host = placed(of, topology).filter(|_| topology.host(of).is_some());
    let inner = on_host.filter_map(|placed| topology.properties_of(&Target::Part(placed.id()))).flatten();
    let own = own.into_iter().chain(inner.filter(|_| !matches!(target, Target::Link(_))));
    own.filter(|property| property.fits).map(|property| property.name.to_owned()).collect()
}

/// The values that a property can have.
fn values(of: &str, name: &str, topology: &Topology) -> Vec<String> {
    let Ok((_, properties)) = target(of, name, topology) else { return Vec::new() };
    let Some(property) = properties.into_iter().find(|property| property.name == name) else {
        return Vec::new();
    };
    let mut values: Vec<String> = match property.form {
        Form::Choice(words) => words().into_iter().map(str::to_owned).collect(),
        Form::Flag => vec!["true".to_owned(), "false".to_owned()],
        Form::Networks => names::<Network>().into_iter().map(str::to_owned).collect(),
        Form::Id if matches!(name, "place" | "inside") => {
            topology.places.iter().map(|place| place.id.to_string()).collect()
        }
        Form::Id => components(topology, |kind| kind == Kind::Database),
        Form::Ids if name == "voters" => everything(topology),
        Form::Ids if name == "replicas" => components(topology, |kind| kind == Kind::Database),
        Form::Ids => components(topology, |kind| !matches!(kind, Kind::User | Kind::AppFiles)),
        Form::Rules => vec!["drawn".to_owned(), "allow".to_owned(), "deny".to_owned()],
        Form::Domains | Form::Domain => topology.site.iter().cloned().collect(),
        Form::Line(_)
        | Form::Prose
        | Form::Number(..)
        | Form::Whole(..)
        | Form::Address
        | Form::Addresses => property.value.iter().map(ToString::to_string).collect(),
    };
    if !property.required {
        values.push("default".to_owned());
    }
    values
}
