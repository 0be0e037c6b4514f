//! The parts of a topology that a sentence names.

use std::ops::Range;

use super::super::find::{Finder, Hit};
use super::super::lexicon::Lexicon;
use crate::text::words::{fold, words};
use crate::topology::{Id, Kind, Mode, Topology};

/// Parts that something is said of. Each set is spoken of by itself (`either web server`), the parts of a set together
/// (`both web servers`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) sets: Vec<Vec<Id>>,
}

/// A place where a part is named; `None` when it is not certain which.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) hit: Hit,
    pub(super) who: Option<Who>,
}

/// What the parts of a topology are called.
pub(super) struct Names<'a> {
    topology: &'a Topology,
    /// Ids, and components' own names where no other part has them, each as its words.
    ids: Vec<(Vec<String>, Id)>,
}

/// How many are meant.
enum Number {
    /// `the web server`, `web server`.
    The,
    /// `either`, `one of`, `a`.
    Each,
    /// `both`, `all`, or a plural.
    All,
    /// `a second`, `another`: one that is not there.
    Other,
}

impl<'a> Names<'a> {
    pub(super) fn new(topology: &'a Topology) -> Self {
        let split = |text: &str| words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>();
        let mut ids: Vec<(Vec<String>, Id)> =
            topology.hosts.iter().map(|host| (split(host.id.as_str()), host.id.clone())).collect();
        for placed in topology.components() {
            let id = placed.id();
            ids.push((split(id.as_str()), id.clone()));
            let alone =
                topology.components().filter(|other| other.component.id == placed.component.id).count() == 1;
            let taken = topology.host(placed.component.id.as_str()).is_some();
            if placed.host.is_some() && alone && !taken {
                ids.push((split(placed.component.id.as_str()), id));
            }
        }
        ids.retain(|(words, _)| !words.is_empty());
        Self { topology, ids }
    }

    /// The components of a kind that are ours.
    fn of_kind(&self, kind: Kind) -> Vec<Id> {
        let own =
            self.topology.components().filter(|placed| placed.component.kind == kind && !placed.external);
        own.map(|placed| placed.id()).collect()
    }

    /// What the lexicon's name of a part stands for here.
    fn named(&self, subject: &str) -> Option<Vec<Id>> {
        let modes = || self.topology.clusters.iter().map(|cluster| &cluster.mode);
        Some(match subject {
            "server" => self.topology.hosts.iter().map(|host| host.id.clone()).collect(),
            "web_server" => self.of_kind(Kind::WebServer),
            "app_server" => self.of_kind(Kind::AppServer),
            "database" => self.of_kind(Kind::Database),
            "load_balancer" => self.of_kind(Kind::LoadBalancer),
            "firewall" => self.of_kind(Kind::Firewall),
            "primary" => {
                let primary = modes().find_map(|mode| match mode {
                    Mode::PrimaryReplica { primary, .. } => Some(vec![primary.clone()]),
                    _ => None,
                });
                primary.unwrap_or_default()
            }
            "replica" => {
                let replicas = modes().find_map(|mode| match mode {
                    Mode::PrimaryReplica { replicas, .. } => Some(replicas.clone()),
                    _ => None,
                });
                replicas.unwrap_or_default()
            }
            _ => return None,
        })
    }
}

/// The parts that a sentence names, in order.
pub(super) fn mentions(
    lexicon: &Lexicon,
    finder: &Finder<'_>,
    text: &str,
    names: &Names<'_>,
) -> Vec<Mention> {
    let folded: Vec<String> =
        finder.tokens.iter().map(|token| bare(&fold(&text[token.span.clone()]))).collect();
    let mut found = by_id(&folded, names);
    let mut kinds: Vec<(Hit, &str)> = Vec::new();
    for subject in &lexicon.subjects {
        let name = &*lexicon.concepts[*subject].name;
        kinds.extend(finder.concept(*subject).iter().map(|hit| (*hit, name)));
    }
    let longest = |hit: Hit| {
        !kinds.iter().any(|(other, _)| {
            other.from <= hit.from && hit.to <= other.to && other.to - other.from > hit.to - hit.from
        })
    };
    let whole: Vec<(Hit, &str)> = kinds.iter().filter(|(hit, _)| longest(*hit)).copied().collect();
    for (hit, subject) in whole {
        if found.iter().any(|mention| mention.hit.words & hit.words != 0) {
            continue;
        }
        if let Some(all) = names.named(subject) {
            found.push(resolve(hit, &all, &folded, &found));
        }
    }
    found.sort_by_key(|mention| mention.hit.from);
    // `s1's web server` and `server s1` are one mention each: the certain one holds both.
    let certain: Vec<Hit> = found.iter().filter(|one| one.who.is_some()).map(|one| one.hit).collect();
    found.retain(|one| {
        !certain.iter().any(|other| {
            let inside = other.from <= one.hit.from && one.hit.to <= other.to && *other != one.hit;
            let beside = one.who.is_none() && (one.hit.to == other.from || other.to == one.hit.from);
            inside || beside
        })
    });
    found
}

fn by_id(folded: &[String], names: &Names<'_>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for from in 0..folded.len() {
        let fits = names.ids.iter().filter(|(words, _)| folded[from..].starts_with(words));
        let Some((words, id)) = fits.max_by_key(|(words, _)| words.len()) else { continue };
        let hit = span(from..from + words.len());
        if found.last().is_none_or(|last| last.hit.to <= from) {
            found.push(Mention { hit, who: Some(Who { sets: vec![vec![id.clone()]] }) });
        }
    }
    found
}

/// Which of the parts that a noun can mean it does mean.
fn resolve(hit: Hit, all: &[Id], folded: &[String], ids: &[Mention]) -> Mention {
    let at = |mention: &&Mention, near: &dyn Fn(Hit) -> bool| near(mention.hit);
    let owner = ids.iter().find(|one| at(one, &|id| id.to == hit.from));
    let place = ids.iter().find(|one| {
        let between = folded.get(hit.to..one.hit.from).unwrap_or_default();
        (1..=2).contains(&between.len()) && ["on", "of", "in", "at"].contains(&between[0].as_str())
    });
    for host in [owner, place].into_iter().flatten() {
        let id = host.who.as_ref().and_then(|who| who.sets.first()?.first());
        if let Some(id) = id.and_then(|id| on(id, all)) {
            return Mention { hit: hit.join(host.hit), who: Some(Who { sets: vec![vec![id]] }) };
        }
    }
    let sets = match (number(hit, folded), all) {
        (Number::The, [only]) => Some(vec![vec![only.clone()]]),
        (Number::The | Number::Other, _) | (_, []) => None,
        (Number::Each, all) => Some(all.iter().map(|id| vec![id.clone()]).collect()),
        (Number::All, all) => Some(vec![all.to_vec()]),
    };
    Mention { hit, who: sets.map(|sets| Who { sets }) }
}

/// Which of these components stands on a host.
fn on(host: &Id, ids: &[Id]) -> Option<Id> {
    ids.iter().find(|id| id.host() == Some(host.as_str())).cloned()
}

fn number(hit: Hit, folded: &[String]) -> Number {
    let before = &folded[hit.from.saturating_sub(4)..hit.from];
    let last = before.last().map(String::as_str).unwrap_or_default();
    let plural = folded[hit.to - 1].ends_with('s') && !folded[hit.to - 1].ends_with("ss");
    let near = |words: &[&str]| before.iter().rev().take(3).any(|word| words.contains(&word.as_str()));
    if near(&[
        "second",
        "third",
        "another",
        "additional",
        "extra",
        "new",
        "more",
        "backup",
        "spare",
        "other",
        "no",
    ]) {
        Number::Other
    } else if near(&["both", "all"]) {
        Number::All
    } else if near(&["either", "any", "each", "one", "every"]) || ["a", "an"].contains(&last) {
        Number::Each
    } else if plural {
        Number::All
    } else {
        Number::The
    }
}

/// A folded word without a possessive ending.
fn bare(folded: &str) -> String {
    folded.strip_suffix("'s").unwrap_or(folded).to_owned()
}

fn span(tokens: Range<usize>) -> Hit {
    Hit { from: tokens.start, to: tokens.end, words: tokens.fold(0, |words, at| words | 1 << at) }
}
