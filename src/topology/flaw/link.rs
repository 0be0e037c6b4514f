//! Links and firewall rules that lead nowhere or mean nothing.

use std::collections::BTreeMap;

use super::{Checker, Item, Named};
use crate::topology::source::Advice;
use crate::topology::{Id, Kind, Link, Network, Protocol, Rules};

impl Checker<'_> {
    /// Links whose ends do not exist or cannot call one another, and links that are there twice.
    pub(super) fn links(&mut self) {
        let topology = self.topology;
        let mut seen = BTreeMap::new();
        for (index, link) in topology.links.iter().enumerate() {
            let item = Item::Link(index);
            let from = self.end(item, "from", &link.from, |kind| kind != Kind::AppFiles);
            let to = self.end(item, "to", &link.to, |kind| kind != Kind::User);
            if link.from == link.to {
                self.flaw(item.at("to"), None, |_| {
                    Advice::new(format!("`{}` calls itself.", link.from), "A link joins two components.")
                });
            } else if to == Some(Kind::User) {
                self.flaw(item.at("to"), None, |_| {
                    let hint = format!("The caller points at the called: write `from: \"{}\"`.", link.to);
                    Advice::new(format!("`{}` is a user, and nobody calls a user.", link.to), hint)
                });
            } else if from == Some(Kind::AppFiles) {
                self.flaw(item.at("from"), None, |_| {
                    let message = format!("`{}` are files, and files call nobody.", link.from);
                    Advice::new(
                        message,
                        "The caller points at the called: let the application server call them.",
                    )
                });
            }
            self.agrees(item, link);
            if let Some(first) = seen.insert(link.id(), item.at("from")) {
                self.flaw(item.at("from"), Some(first), |_| {
                    let message = format!("The link `{}` is there already.", link.id());
                    Advice::new(message, "Remove one of the two, or give one another port.")
                });
            }
        }
    }

    /// One end of a link: its kind, when it is a component.
    fn end(&mut self, item: Item, field: &'static str, id: &Id, fits: fn(Kind) -> bool) -> Option<Kind> {
        if let Some(Named::Component(kind)) = self.named(id) {
            Some(kind)
        } else {
            self.dangling(item.at(field), id.as_str(), |check| check.no_component(id, fits));
            None
        }
    }

    /// Settings of a link that contradict its protocol.
    fn agrees(&mut self, item: Item, link: &Link) {
        if link.encrypted == Some(false) && link.protocol.is_encrypted() {
            self.flaw(item.at("encrypted"), None, |_| {
                let message = format!("{} is always encrypted.", link.protocol.title());
                Advice::new(message, "Remove `encrypted`, or choose another protocol.")
            });
        }
        if link.redirect && link.protocol != Protocol::Http {
            self.flaw(item.at("redirect"), None, |_| {
                let message = format!("Only HTTP is redirected to HTTPS, not {}.", link.protocol.title());
                Advice::new(message, "Remove `redirect`, or write `protocol: http`.")
            });
        }
    }

    /// Firewall rules whose ends do not exist.
    pub(super) fn rules(&mut self) {
        let topology = self.topology;
        let mut firewalls = Vec::new();
        for (index, host) in topology.hosts.iter().enumerate() {
            for (at, component) in host.components.iter().enumerate() {
                firewalls.push((Item::Component(index, at), component));
            }
        }
        firewalls.extend(topology.parts.iter().enumerate().map(|(i, part)| (Item::Part(i), &part.component)));
        for (item, component) in firewalls {
            let Rules::Listed(rules) = &component.settings.rules else { continue };
            for (at, rule) in rules.iter().enumerate() {
                for end in [&rule.from, &rule.to].into_iter().flatten() {
                    let known = match self.known.get(end.as_str()) {
                        Some((named, _)) => matches!(named, Named::Host(_) | Named::Component(_)),
                        None => end.parse::<Network>().is_ok(),
                    };
                    if !known {
                        self.dangling(item.within("rules", at), end, |check| check.no_end(end));
                    }
                }
            }
        }
    }
}
