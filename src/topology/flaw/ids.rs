//! Ids that clash, and what was probably meant by one that leads nowhere.

use super::{Checker, Item, Named, RESERVED, Spot};
use crate::text;
use crate::topology::source::Advice;
use crate::topology::{Id, Kind, Network};

/// After so many comparisons of ids nothing is guessed any more: a huge file may be huge nonsense.
const SEARCHED: usize = 200_000;

/// How many ids a hint lists before it stops.
const LISTED: usize = 12;

impl Checker<'_> {
    /// Gathers every id, and says which clash.
    pub(super) fn ids(&mut self) {
        let topology = self.topology;
        for (index, host) in topology.hosts.iter().enumerate() {
            self.claim(&host.id, Named::Host(index), Item::Host(index).at("id"));
        }
        for (index, part) in topology.parts.iter().enumerate() {
            self.claim(&part.component.id, Named::Component(part.component.kind), Item::Part(index).at("id"));
        }
        for (index, place) in topology.places.iter().enumerate() {
            self.claim(&place.id, Named::Place, Item::Place(index).at("id"));
        }
        for (index, cluster) in topology.clusters.iter().enumerate() {
            self.claim(&cluster.id, Named::Cluster, Item::Cluster(index).at("id"));
        }
        for (index, host) in topology.hosts.iter().enumerate() {
            for (at, component) in host.components.iter().enumerate() {
                let spot = Item::Component(index, at).at("id");
                if component.id.host().is_some() {
                    let name = component.id.name();
                    let advice = Advice::new(
                        format!("`{}` has a dot.", component.id),
                        format!("Write `{name}`: its host's id comes before it by itself."),
                    );
                    self.flaw(spot, None, |_| advice);
                    continue;
                }
                let id = host.id.join(&component.id);
                if let Some((_, first)) = self.known.get(&id) {
                    let first = *first;
                    self.flaw(spot, Some(first), |_| {
                        let message = format!("`{}` has a component `{}` already.", host.id, component.id);
                        Advice::new(message, "Give one of the two another id.")
                    });
                } else {
                    self.known.insert(id, (Named::Component(component.kind), spot));
                }
            }
        }
    }

    fn claim(&mut self, id: &Id, named: Named, spot: Spot) {
        if id.host().is_some() {
            self.flaw(spot, None, |_| {
                let hint = "Only a component on a host has a dot, between the host's id and its own.";
                Advice::new(format!("`{id}` has a dot."), hint)
            });
        } else if RESERVED.contains(&id.as_str()) {
            self.flaw(spot, None, |_| {
                Advice::new(format!("`{id}` has a meaning of its own here."), "Choose another id.")
            });
        }
        if let Some((_, first)) = self.known.get(id) {
            let first = *first;
            self.flaw(spot, Some(first), |_| {
                let hint =
                    "Hosts, free-standing parts, places and clusters share one list of ids: choose another.";
                Advice::new(format!("The id `{id}` is taken already."), hint)
            });
        } else {
            self.known.insert(id.clone(), (named, spot));
        }
    }

    /// What to say of an id that should be a component's, of a kind that `fits`, and is not.
    pub(super) fn no_component(&self, id: &Id, fits: impl Fn(Kind) -> bool) -> Advice {
        match self.named(id) {
            Some(Named::Host(index)) => {
                let host = &self.topology.hosts[index];
                let all = host.components.iter();
                let fitting: Vec<String> = all
                    .filter(|component| fits(component.kind))
                    .map(|component| format!("`{}`", host.id.join(&component.id)))
                    .collect();
                let hint = match fitting.as_slice() {
                    [] => format!("Add a component to `{id}` first."),
                    [only] => format!("Write {only}."),
                    several => format!("Write one of: {}.", several.join(", ")),
                };
                Advice::new(format!("`{id}` is a host; a component belongs here."), hint)
            }
            Some(Named::Place | Named::Cluster) => {
                let what = if self.named(id) == Some(Named::Place) { "place" } else { "cluster" };
                let hint = "Write a component's id, such as `lb.haproxy`.";
                Advice::new(format!("`{id}` is a {what}; a component belongs here."), hint)
            }
            _ => {
                let list = |named| matches!(named, Named::Component(kind) if fits(kind));
                Advice::new(format!("There is no component `{id}`."), self.guess(id.as_str(), list))
            }
        }
    }

    /// What to say of the end of a firewall rule that is neither a network nor a host nor a component.
    pub(super) fn no_end(&self, text: &str) -> Advice {
        let networks: [&str; 3] = [Network::Internet, Network::Dmz, Network::Private].map(Into::into);
        let hint = match text::closest(text, networks) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => self.guess(text, |named| matches!(named, Named::Host(_) | Named::Component(_))),
        };
        Advice::new(format!("There is no host, component or network `{text}`."), hint)
    }

    /// The id that was probably meant, or else the ids there are.
    pub(super) fn guess(&self, id: &str, fits: impl Fn(Named) -> bool) -> String {
        if self.known.len() * self.flaws.len() > SEARCHED {
            return String::new();
        }
        let fitting = || self.known.iter().filter(|(_, (named, _))| fits(*named)).map(|(id, _)| id);
        let siblings = id.split_once('.').into_iter().filter_map(|(host, name)| {
            let on_host = fitting().filter(move |known| known.host() == Some(host));
            text::closest(name, on_host.clone().map(Id::name))
                .and_then(|meant| on_host.clone().find(|known| known.name() == meant))
        });
        // Somebody who writes `haproxy` or `web1.haproxy` may well mean `lb.haproxy`.
        let name = id.split_once('.').map_or(id, |(_, name)| name);
        let mut namesakes = fitting().filter(|known| known.name() == name);
        let namesake = namesakes.next().filter(|_| namesakes.next().is_none());
        let meant = siblings
            .map(Id::as_str)
            .next()
            .or_else(|| text::closest(id, fitting().map(Id::as_str)))
            .or_else(|| namesake.map(Id::as_str));
        match meant {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None if fitting().next().is_none() => "Add one first.".to_owned(),
            None => format!("There are: {}.", self.list(fits)),
        }
    }

    /// The ids of what fits, at most a dozen.
    pub(super) fn list(&self, fits: impl Fn(Named) -> bool) -> String {
        let mut fitting = self.known.iter().filter(|(_, (named, _))| fits(*named)).map(|(id, _)| id);
        let ids: Vec<String> = fitting.by_ref().take(LISTED).map(|id| format!("`{id}`")).collect();
        let more = fitting.count();
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{rest}", ids.join(", "))
    }
}
