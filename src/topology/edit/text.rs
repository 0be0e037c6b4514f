//! Reads an edit from one line of text.

use super::apply::{modes, no_link};
use super::{Edit, EditError, Target};
use crate::text::closest;
use crate::topology::flaw::{no_component, no_host, nothing};
use crate::topology::form::{names, unquoted};
use crate::topology::property::Properties;
use crate::topology::usual::usual_protocols;
use crate::topology::{Id, Kind, Link, LinkId, Mode, Placed, Property, Protocol, Topology};

/// The verbs, and how a line with each looks.
pub(super) const VERBS: [(&str, &str); 8] = [
    ("add", "add host web3, add web_server nginx on web3, add firewall fw1"),
    ("connect", "connect lb.haproxy web3.nginx http"),
    ("disconnect", "disconnect lb.haproxy web3.nginx"),
    ("remove", "remove web3"),
    ("rename", "rename web3 web4"),
    ("move", "move s1.mysql to db1"),
    ("set", "set lb.haproxy check http"),
    ("zone", "zone \"www IN A 8.8.8.8\""),
];

/// Words of `add` that are no kinds.
pub(super) const ADDED: [&str; 4] = ["host", "place", "cluster", "external"];

/// Reads a line.
pub(super) fn parse(line: &str, topology: &Topology) -> Result<Edit, EditError> {
    let line = line.trim();
    let (verb, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let words: Vec<&str> = rest.split_whitespace().collect();
    match verb {
        "add" => add(&words, topology),
        "connect" => connect(&words, topology),
        "disconnect" => Ok(Edit::Disconnect { link: link(&words, topology)? }),
        "remove" if rest.contains("->") => Ok(Edit::Disconnect { link: link(&words, topology)? }),
        "remove" => match words.as_slice() {
            [id] => Ok(Edit::Remove { id: existing(id, topology)? }),
            _ => Err(usage("remove")),
        },
        "rename" => match words.as_slice() {
            [id, name] | [id, "to", name] => {
                Ok(Edit::Rename { id: existing(id, topology)?, name: bare_after(name, id)? })
            }
            _ => Err(usage("rename")),
        },
        "move" => shift(&words, topology),
        "set" => set(rest, topology),
        "zone" => zone(rest),
        "" => Err(EditError::new("There is nothing to do.", format!("Write {}.", verbs()))),
        other => {
            let hint = match closest(other, VERBS.map(|(verb, _)| verb)) {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None => format!("Write {}.", verbs()),
            };
            Err(EditError::new(format!("There is no command `{other}`."), hint))
        }
    }
}

fn verbs() -> String {
    let verbs: Vec<&str> = VERBS.iter().map(|(verb, _)| *verb).collect();
    format!("one of {}", verbs.join(", "))
}

/// Says how a line with this verb looks.
fn usage(verb: &str) -> EditError {
    let example = VERBS.iter().find(|(known, _)| *known == verb).map_or("", |(_, example)| *example);
    EditError::new(format!("This is no complete `{verb}`."), format!("Write it so: {example}."))
}

fn id(text: &str) -> Result<Id, EditError> {
    Id::parse(text).map_err(|error| EditError::new(error.to_string(), ""))
}

/// An id without a dot.
fn bare(text: &str) -> Result<Id, EditError> {
    let id = id(text)?;
    if id.host().is_some() {
        return Err(EditError::new(format!("`{text}` has a dot."), "A new id has none."));
    }
    Ok(id)
}

/// A new name, which may be written with the host that it stays on.
fn bare_after(name: &str, of: &str) -> Result<Id, EditError> {
    let name = id(name)?;
    match (name.host(), of.split_once('.')) {
        (Some(new), Some((old, _))) if new == old => id(name.name()),
        _ => Ok(name),
    }
}

/// The id of a host, component, place or cluster that is there.
fn existing(text: &str, topology: &Topology) -> Result<Id, EditError> {
    let id = id(text)?;
    if topology.contains(text) { Ok(id) } else { Err(nothing(topology, &id).into()) }
}

fn host(text: &str, topology: &Topology) -> Result<Id, EditError> {
    let id = id(text)?;
    if topology.host(text).is_some() { Ok(id) } else { Err(no_host(topology, &id).into()) }
}

fn add(words: &[&str], topology: &Topology) -> Result<Edit, EditError> {
    match *words {
        ["host", name] => Ok(Edit::AddHost { id: bare(name)? }),
        ["place", name] => Ok(Edit::AddPlace { id: bare(name)? }),
        ["cluster", name, mode, ref members @ ..] if !members.is_empty() => {
            let known = Mode::NAMES.into_iter().find(|known| *known == mode.replace('-', "_"));
            let Some(mode) = known else {
                let guess = closest(mode, Mode::NAMES).map(|meant| format!("Did you mean `{meant}`? "));
                let hint = format!("{}{}", guess.unwrap_or_default(), modes());
                return Err(EditError::new(format!("There is no mode `{mode}`."), hint));
            };
            let stores = matches!(mode, "primary_replica" | "multi_primary");
            let fits =
                |kind| if stores { kind == Kind::Database } else { kind != Kind::Database && serves(kind) };
            let members: Result<_, _> =
                members.iter().map(|member| component(member, topology, &fits)).collect();
            Ok(Edit::AddCluster { id: bare(name)?, mode, members: members? })
        }
        ["cluster", ..] => Err(EditError::new("This is no complete cluster.", modes())),
        ["external", word, name] => Ok(Edit::AddPart { id: bare(name)?, kind: kind(word)?, external: true }),
        [word, name, "on", on] => {
            Ok(Edit::AddComponent { host: host(on, topology)?, name: bare(name)?, kind: kind(word)? })
        }
        [word, "on", on] => {
            let (host, kind) = (host(on, topology)?, kind(word)?);
            Ok(Edit::AddComponent { name: free_name(kind, &host, topology), host, kind })
        }
        [word, name] => Ok(Edit::AddPart { id: bare(name)?, kind: kind(word)?, external: false }),
        [word, ..] => {
            kind(word)?;
            Err(usage("add"))
        }
        [] => Err(usage("add")),
    }
}

/// Kinds that a cluster of servers is made of.
fn serves(kind: Kind) -> bool {
    !matches!(kind, Kind::User | Kind::AppFiles | Kind::Firewall | Kind::Vrrp) && !is_monitoring(kind)
}

fn is_monitoring(kind: Kind) -> bool {
    matches!(kind, Kind::MonitoringClient | Kind::MonitoringService)
}

fn kind(word: &str) -> Result<Kind, EditError> {
    let plain = word.replace('-', "_");
    plain.parse().map_err(|_| {
        let kinds = names::<Kind>();
        let all = kinds.iter().copied().chain(ADDED);
        let hint = match closest(word, all.clone()) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("Write one of: {}.", all.collect::<Vec<_>>().join(", ")),
        };
        EditError::new(format!("`{word}` is no kind of part."), hint)
    })
}

/// The usual name of a kind, with a number when the host has one already.
fn free_name(kind: Kind, host: &Id, topology: &Topology) -> Id {
    let usual = kind.usual_name();
    let names = std::iter::once(usual.to_owned()).chain((2..).map(|number| format!("{usual}{number}")));
    let mut free = names.filter(|name| topology.component(&format!("{host}.{name}")).is_none());
    let name = free.next().expect("numbers do not end");
    Id::parse(&name).expect("a usual name is an id")
}

/// The component that a word names: by its id, or by its host's when one component there fits.
pub(super) fn component(
    word: &str,
    topology: &Topology,
    fits: &dyn Fn(Kind) -> bool,
) -> Result<Id, EditError> {
    let written = id(word)?;
    if topology.component(word).is_some() {
        return Ok(written);
    }
    let candidates: Vec<Placed> =
        candidates(word, topology).filter(|placed| fits(placed.component.kind)).collect();
    match candidates.as_slice() {
        [only] => Ok(only.id()),
        [] => Err(no_component(topology, &written, |_| true).into()),
        several => Err(choose(word, several.iter().map(Placed::id))),
    }
}

/// The components that a word may mean: the one of this id, or those on the host of this id.
fn candidates<'t>(word: &'t str, topology: &'t Topology) -> impl Iterator<Item = Placed<'t>> {
    topology.components().filter(move |placed| match placed.host {
        Some(host) => host.id == *word || placed.id() == *word,
        None => placed.component.id == *word,
    })
}

fn choose(word: &str, ids: impl Iterator<Item = Id>) -> EditError {
    let ids: Vec<String> = ids.map(|id| format!("`{id}`")).collect();
    EditError::new(format!("`{word}` has several parts that fit."), format!("Say which: {}.", ids.join(", ")))
}

fn connect(words: &[&str], topology: &Topology) -> Result<Edit, EditError> {
    let words: Vec<&str> = match *words {
        [from, "to", ref rest @ ..] if !rest.is_empty() => [&[from], rest].concat(),
        _ => words.to_vec(),
    };
    let (from, to, rest) = match words.as_slice() {
        [from, to, rest @ ..] if rest.len() <= 3 => (*from, *to, rest),
        _ => return Err(usage("connect")),
    };
    let mut protocol = None;
    let mut port = None;
    for word in rest.iter().filter(|word| **word != "port") {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let number = word.parse().ok().filter(|number| *number > 0);
            let wrong =
                || EditError::new(format!("`{word}` is no port."), "A port is a number from 1 to 65535.");
            port = Some(number.ok_or_else(wrong)?);
        } else {
            protocol = Some(known_protocol(word)?);
        }
    }
    let (from, to) = ends(from, to, protocol, topology)?;
    let Some(protocol) = protocol.or_else(|| default_protocol(&from, &to, topology)) else {
        let hint = format!("Say it: `connect {from} {to} tcp 8080`.");
        return Err(EditError::new(format!("What `{from}` and `{to}` speak is not known."), hint));
    };
    Ok(Edit::Connect { from, to, protocol, port })
}

fn known_protocol(word: &str) -> Result<Protocol, EditError> {
    word.to_lowercase().parse().map_err(|_| {
        let known = names::<Protocol>();
        let hint = match closest(word, known.iter().copied()) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("Write one of: {}.", known.join(", ")),
        };
        EditError::new(format!("There is no protocol `{word}`."), hint)
    })
}

/// The two components that a link joins, where host ids stand for what fits.
fn ends(
    from: &str,
    to: &str,
    protocol: Option<Protocol>,
    topology: &Topology,
) -> Result<(Id, Id), EditError> {
    for word in [from, to] {
        if candidates(word, topology).next().is_none() {
            return Err(no_component(topology, &id(word)?, |_| true).into());
        }
    }
    let pairs = || candidates(from, topology).flat_map(|f| candidates(to, topology).map(move |t| (f, t)));
    let guards = |placed: &Placed| placed.component.kind == Kind::Firewall && placed.host.is_some();
    let mut fitting: Vec<(Placed, Placed)> = pairs()
        .filter(|(f, t)| {
            let known = usual_protocols(f.component.kind, t.component.kind);
            let speaks = protocol.map_or(!known.is_empty(), |protocol| known.contains(&protocol));
            speaks && !guards(f) && !guards(t)
        })
        .collect();
    // Where a web server and an application server share a host, requests from outside go to the first.
    let outside = |f: &Placed| f.component.kind == Kind::User || f.component.kind.forwards();
    if fitting.iter().any(|(f, t)| outside(f) && t.component.kind == Kind::WebServer) {
        fitting.retain(|(f, t)| !(outside(f) && t.component.kind == Kind::AppServer));
    }
    let fitting: Vec<(Id, Id)> = fitting.iter().map(|(f, t)| (f.id(), t.id())).collect();
    let all: Vec<(Id, Id)> = pairs().map(|(f, t)| (f.id(), t.id())).collect();
    match (fitting.as_slice(), all.as_slice()) {
        ([only], _) | ([], [only]) => Ok(only.clone()),
        ([], several) | (several, _) => {
            let mut froms: Vec<Id> = several.iter().map(|(from, _)| from.clone()).collect();
            let mut tos: Vec<Id> = several.iter().map(|(_, to)| to.clone()).collect();
            froms.dedup();
            tos.sort_unstable();
            tos.dedup();
            if froms.len() > 1 {
                Err(choose(from, froms.into_iter()))
            } else {
                Err(choose(to, tos.into_iter()))
            }
        }
    }
}

/// What two components usually speak; HTTPS where TLS ends.
fn default_protocol(from: &Id, to: &Id, topology: &Topology) -> Option<Protocol> {
    let (from, to) = (topology.component(from.as_str())?, topology.component(to.as_str())?);
    let known = usual_protocols(from.component.kind, to.component.kind);
    let secure = from.component.kind == Kind::User && !to.component.settings.certificate.is_empty();
    if secure && known.contains(&Protocol::Https) { Some(Protocol::Https) } else { known.first().copied() }
}

/// The link that words name: `a->b:80`, or its two ends with its port or protocol where there are several.
pub(super) fn link(words: &[&str], topology: &Topology) -> Result<LinkId, EditError> {
    let words: Vec<&str> =
        words.iter().flat_map(|word| word.split("->")).filter(|word| !word.is_empty()).collect();
    let (from, to, by) = match words.as_slice() {
        [from, to] => match to.split_once(':') {
            Some((to, port)) => (*from, to, Some(port)),
            None => (*from, *to, None),
        },
        [from, to, by] => (*from, *to, Some(*by)),
        _ => return Err(usage("disconnect")),
    };
    let is = |id: &Id, word: &str| *id == *word || id.host() == Some(word);
    let fits = |link: &&Link| {
        let by = by.is_none_or(|by| by == link.port().to_string() || by == link.protocol.to_string());
        is(&link.from, from) && is(&link.to, to) && by
    };
    let found: Vec<LinkId> = topology.links.iter().filter(fits).map(Link::id).collect();
    match found.as_slice() {
        [only] => Ok(only.clone()),
        [] => {
            let port = by.map(|by| format!(":{by}")).unwrap_or_default();
            Err(no_link(topology, &format!("{from}->{to}{port}")))
        }
        several => {
            let ids: Vec<String> = several.iter().map(|id| format!("`{id}`")).collect();
            let hint = format!("Say which: {}.", ids.join(", "));
            Err(EditError::new(format!("Several links lead from `{from}` to `{to}`."), hint))
        }
    }
}

fn shift(words: &[&str], topology: &Topology) -> Result<Edit, EditError> {
    let ([what, "to", to] | [what, to]) = *words else { return Err(usage("move")) };
    let component = component(what, topology, &|_| true)?;
    let to = if to == "free" { None } else { Some(host(to, topology)?) };
    Ok(Edit::Move { component, to })
}

fn set(rest: &str, topology: &Topology) -> Result<Edit, EditError> {
    let (of, rest) = rest.split_once(char::is_whitespace).ok_or_else(|| usage("set"))?;
    let rest = rest.trim_start();
    let (name, value) = rest.split_once([' ', '\t', '=']).unwrap_or((rest, ""));
    let value = value.trim_start_matches([' ', '\t', '=']);
    let name = name.replace('-', "_");
    let (target, properties) = target(of, &name, topology)?;
    let Some(property) = properties.iter().find(|property| property.name == name) else {
        let fitting = properties.iter().filter(|property| property.fits).map(|property| property.name);
        let hint = match closest(&name, fitting.clone()) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("There are: {}.", fitting.collect::<Vec<_>>().join(", ")),
        };
        return Err(EditError::new(format!("`{target}` has no property `{name}`."), hint));
    };
    if value.is_empty() {
        let hint = format!("It is {}, or `default`.", property.form.example());
        return Err(EditError::new(format!("What should `{name}` be?"), hint));
    }
    let value = if value == "default" { None } else { Some(value_of(property, value, topology)?) };
    Ok(Edit::Set { target, property: name, value })
}

/// Reads a property's value; in lists of members, a host's id stands for its component that fits.
fn value_of(
    property: &Property,
    words: &str,
    topology: &Topology,
) -> Result<crate::topology::Value, EditError> {
    use crate::topology::Value;
    let value = property.form.parse(property.name, words)?;
    let member = |id: &Id| {
        let database = ["primary", "replicas"].contains(&property.name);
        component(id.as_str(), topology, &|kind| if database { kind == Kind::Database } else { serves(kind) })
    };
    Ok(match (property.name, value) {
        ("members" | "replicas", Value::Ids(ids)) => {
            Value::Ids(ids.iter().map(member).collect::<Result<_, _>>()?)
        }
        ("primary", Value::Id(id)) => Value::Id(member(&id)?),
        (_, value) => value,
    })
}

/// What a property belongs to, with its properties.
pub(super) fn target(
    word: &str,
    name: &str,
    topology: &Topology,
) -> Result<(Target, Vec<Property>), EditError> {
    if word.contains("->") {
        let link = link(&[word], topology)?;
        let properties = topology.link(&link).map(Properties::properties).unwrap_or_default();
        return Ok((Target::Link(link), properties));
    }
    if let Some(whole) =
        [Target::Topology, Target::Traffic].into_iter().find(|whole| whole.to_string() == word)
    {
        let properties = topology.properties_of(&whole).unwrap_or_default();
        return Ok((whole, properties));
    }
    let id = existing(word, topology)?;
    let target = Target::Part(id.clone());
    let own = topology.properties_of(&target).unwrap_or_default();
    let has =
        |properties: &[Property]| properties.iter().any(|property| property.name == name && property.fits);
    if has(&own) || topology.host(word).is_none() {
        return Ok((target, own));
    }
    let fitting = |placed: &Placed| has(&placed.component.properties());
    let fitting: Vec<Placed> = candidates(word, topology).filter(fitting).collect();
    match fitting.as_slice() {
        [] => Ok((target, own)),
        [only] => Ok((Target::Part(only.id()), only.component.properties())),
        several => Err(choose(word, several.iter().map(Placed::id))),
    }
}

fn zone(rest: &str) -> Result<Edit, EditError> {
    if rest == "none" {
        return Ok(Edit::Zone { text: None });
    }
    let text = unquoted(rest)?;
    Ok(Edit::Zone { text: Some(text) })
}
