//! What can be added to a board, and what can be done with a part of it, as lists to choose from.

use strum::VariantArray;

use crate::topology::{Id, Kind, Property, Target, Topology};
use crate::tui::action::Action;
use crate::tui::keymap::BINDINGS;
use crate::tui::keymap::Context;
use crate::tui::widget::chooser::{Chooser, Entry};

use super::mission::Progress;

/// What is chosen from a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// An edit, as a line of text.
    Line(String),
    /// The beginning of an edit, to be typed to its end.
    Type(String),
    /// What a key asks for.
    Act(Action),
}

/// The palette: what can be added here. On a chosen host, components; else hosts and free-standing parts.
pub(super) fn add(topology: &Topology, chosen: Option<&Id>, mission: Option<&Progress>) -> Chooser<Wish> {
    let host = chosen.map(|id| id.host().unwrap_or(id.as_str())).and_then(|id| topology.host(id));
    let allowed = |kind: &&Kind| mission.is_none_or(|mission| mission.allows(**kind));
    let mut entries = Vec::new();
    let mut entry = |title: String, kind: &str, wish| {
        entries.push(Entry { title, kind: kind.to_owned(), value: wish });
    };
    if let Some(host) = host {
        for kind in Kind::VARIANTS.iter().filter(allowed).filter(|kind| **kind != Kind::User) {
            let name = free(usual_name(*kind), |name| host.components.iter().any(|c| c.id == *name));
            let line = format!("add {kind} {name} on {}", host.id);
            entry(format!("{} on {}", kind.phrase(), host.id), &name, Wish::Line(line));
        }
    }
    let name = free("server", |name| topology.contains(name));
    entry("host".to_owned(), &name, Wish::Line(format!("add host {name}")));
    for kind in Kind::VARIANTS.iter().filter(allowed) {
        let name = free(usual_name(*kind), |name| topology.contains(name));
        entry(format!("{}, standing free", kind.phrase()), &name, Wish::Line(format!("add {kind} {name}")));
    }
    entry("place (rack, data centre)".to_owned(), "", Wish::Type("add place ".to_owned()));
    entry("cluster".to_owned(), "", Wish::Type("add cluster ".to_owned()));
    entry("DNS record: edit the zone".to_owned(), "", Wish::Act(Action::Zone));
    let title = if host.is_some() { "Add" } else { "Add (choose a host first to put something on it)" };
    Chooser::new(title, entries)
}

/// What can be done with the chosen part; with none chosen, what can be done with the board.
pub(super) fn part(topology: &Topology, chosen: Option<&Id>) -> Chooser<Wish> {
    let actions: &[Action] = match chosen {
        Some(_) => &[
            Action::Connect,
            Action::Add,
            Action::Fail,
            Action::Rename,
            Action::Set,
            Action::Remove,
            Action::Undo,
            Action::Redo,
        ],
        None => &[
            Action::Add,
            Action::Zone,
            Action::Undo,
            Action::Redo,
            Action::RepairAll,
            Action::Command,
            Action::Save,
        ],
    };
    let entry = |action: &Action| {
        let binding = BINDINGS.iter().find(|b| b.context == Context::Board && b.action == *action)?;
        let key = binding.keys.first().map(ToString::to_string).unwrap_or_default();
        Some(Entry {
            title: binding.help.trim_end_matches('.').to_owned(),
            kind: key,
            value: Wish::Act(*action),
        })
    };
    let mut entries: Vec<Entry<Wish>> = actions.iter().filter_map(entry).collect();
    if let Some(id) = chosen {
        for link in topology.links.iter().filter(|link| link.from == *id || link.to == *id) {
            entries.push(Entry {
                title: format!("Remove the link to {}", if link.from == *id { &link.to } else { &link.from }),
                kind: link.protocol.to_string(),
                value: Wish::Line(format!("disconnect {}", link.id())),
            });
        }
    }
    Chooser::new("What shall be done?", entries)
}

/// What a part of this kind is usually called.
fn usual_name(kind: Kind) -> &'static str {
    match kind {
        Kind::User => "user",
        Kind::WebServer => "nginx",
        Kind::AppServer => "app",
        Kind::AppFiles => "files",
        Kind::Database => "mysql",
        Kind::LoadBalancer => "haproxy",
        Kind::Proxy => "proxy",
        Kind::Firewall => "fw",
        Kind::Dns => "dns",
        Kind::Cache => "cache",
        Kind::Cdn => "cdn",
        Kind::SessionStore => "sessions",
        Kind::Queue => "queue",
        Kind::Vrrp => "keepalived",
        Kind::MailServer => "mail",
        Kind::MonitoringClient => "agent",
        Kind::MonitoringService => "monitoring",
    }
}

/// What can be set of a part, with what it is now.
pub(super) fn properties(topology: &Topology, id: &Id) -> Chooser<Wish> {
    let properties = topology.properties_of(&Target::Part(id.clone())).unwrap_or_default();
    let fitting = properties.into_iter().filter(|property| property.fits);
    let entry = |property: Property| Entry {
        title: format!("{}: {}", property.name, property.about),
        kind: property.value.as_ref().map(ToString::to_string).unwrap_or_default(),
        value: Wish::Type(format!("set {id} {} ", property.name)),
    };
    Chooser::new("Set", fitting.map(entry).collect())
}

/// The name, with the first number behind it that makes it free.
fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).expect("numbers do not end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_a_number() {
        assert_eq!(free("web", |_| false), "web");
        assert_eq!(free("web", |name| ["web", "web2"].contains(&name)), "web3");
    }
}
