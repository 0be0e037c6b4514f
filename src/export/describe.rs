//! A topology in plain sentences, in reading order: for screen readers, and for everybody who wants to say a design
//! aloud.
//!
//! First what there is, from the places down to the programs; then the clusters and the names that users type; then
//! who calls whom, from the user along the way of a request. Nothing of the design's structure is left out, and a
//! sentence says no more than the design does.

mod cluster;
mod link;
mod names;
mod standing;
mod zone;

use std::fmt;

use crate::diagram::{Marks, State};
use crate::text::prose::sentence;
use crate::topology::{Id, Topology};

use super::escape::plain;
use super::outline::STATES;
use names::Names;

/// A design in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description {
    /// Paragraphs of sentences; none is empty.
    pub paragraphs: Vec<Vec<String>>,
}

impl Description {
    /// Describes a design, and what is marked in it.
    #[must_use]
    pub fn new(topology: &Topology, marks: &Marks) -> Self {
        let names = Names::new(topology);
        let parts = [
            overview(topology),
            standing::places(topology, &names),
            standing::machines(topology, &names),
            standing::parts(topology, &names),
            cluster::sentences(topology, &names),
            zone::sentences(topology),
            link::sentences(topology, &names),
            states(topology, &names, marks),
        ];
        let paragraphs = parts.into_iter().filter(|part| !part.is_empty());
        let finished = |part: Vec<String>| part.iter().map(|text| format!("{}.", sentence(text))).collect();
        Self { paragraphs: paragraphs.map(finished).collect() }
    }
}

/// One sentence a line, so that it can be heard sentence by sentence; a blank line between paragraphs.
impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, paragraph) in self.paragraphs.iter().enumerate() {
            if place > 0 {
                writeln!(f)?;
            }
            paragraph.iter().try_for_each(|sentence| writeln!(f, "{sentence}"))?;
        }
        Ok(())
    }
}

/// What it is called, how much of what there is, and what users type.
fn overview(topology: &Topology) -> Vec<String> {
    let title = plain(topology.title.trim());
    let counts = [
        (topology.places.len(), "place"),
        (topology.hosts.len(), "machine"),
        (topology.parts.len(), "part that stands by itself"),
        (topology.clusters.len(), "cluster"),
        (topology.links.len(), "link"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| match (count, noun) {
            (1, _) => format!("one {noun}"),
            (_, "part that stands by itself") => format!("{} parts that stand by themselves", number(count)),
            _ => format!("{} {noun}s", number(count)),
        })
        .collect();
    let name =
        if title.is_empty() { "this design".to_owned() } else { format!("this design, “{title}”,") };
    let has = if counts.is_empty() { "is empty".to_owned() } else { format!("has {}", list(counts)) };
    let mut sentences = vec![format!("{name} {has}")];
    if let Some(site) = &topology.site {
        sentences.push(format!("users type {} to reach it", plain(site)));
    }
    sentences
}

/// What is marked: `the machine lb1 has failed`.
fn states(topology: &Topology, names: &Names, marks: &Marks) -> Vec<String> {
    let hosts = topology.hosts.iter().map(|host| host.id.clone());
    let components = topology.components().map(|placed| placed.id());
    let clusters = topology.clusters.iter().map(|cluster| cluster.id.clone());
    let ids: Vec<Id> = hosts.chain(components).chain(clusters).collect();
    let mut sentences = Vec::new();
    for (state, ..) in STATES {
        let marked: Vec<String> =
            ids.iter().filter(|id| marks.of(id.as_str()).has(state)).map(|id| names.the(id)).collect();
        let (one, several) = match state {
            State::FAILED => ("has failed", "have failed"),
            State::DEGRADED => ("works in part", "work in part"),
            State::SPOF => ("is a single point of failure", "are single points of failure"),
            State::BOTTLENECK => ("is the bottleneck", "are the bottlenecks"),
            _ => continue,
        };
        if !marked.is_empty() {
            let says = if marked.len() == 1 { one } else { several };
            sentences.push(format!("{} {says}", list(marked)));
        }
        let links = topology.links.iter().filter(|link| marks.of_link(&link.id()).has(state));
        for link in links.filter(|_| state == State::FAILED) {
            let (from, to) = (names.the(&link.from), names.the(&link.to));
            sentences.push(format!("the link from {from} to {to} on port {} has failed", link.port()));
        }
    }
    sentences
}

/// A count as it is said: in words up to twelve.
fn number(count: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// Every item, as in a sentence: `a`, `a and b`, `a, b and c`.
fn list<T: fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
