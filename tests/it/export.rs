//! Pictures and texts for other tools, read back by readers of their own.

mod describe;
mod dot;
mod mermaid;
mod png;
mod states;
mod svg;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use spof::topology::{Component, Host, Id, Kind, Link, Mode, Protocol, Topology};

use crate::designs::design;

/// The classics, and four of growing difficulty, two of them with monitoring.
fn all() -> Vec<(String, Topology)> {
    let mut all: Vec<_> = ["c0", "c1", "c2", "c2-in-line", "c3", "c3x2"]
        .into_iter()
        .map(|name| (name.to_owned(), design(name)))
        .collect();
    for number in 1..=4 {
        let name = format!("{}/tests/it/diagram/designs/{number}.ron", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&name).expect("the design can be read");
        let topology = spof::topology::parse(&name, &text).unwrap_or_else(|error| panic!("{error}"));
        all.push((number.to_string(), topology));
    }
    all
}

/// A text that a careless writer would let out of its place, or that has no place in a file at all.
const HOSTILE: &[&str] = &[
    "</text><script>alert(1)</script>",
    "\"]; end\nsubgraph x",
    "a & b < c > d 'e' \"f\"",
    "\u{1b}[31m\t\r\n\u{0}\u{ffff}",
    "\u{202e}evil\u{2066}",
    "服务器 👩‍👩‍👧‍👦 e\u{301}",
    "שרת אינטרנט",
    "end",
    "-->",
    "#quot;",
    "\\N\\G\\l",
];

/// A chain of hosts with these texts as their names, the names of what runs on them and of their links.
fn named(texts: &[&str]) -> Topology {
    let id = |text: String| Id::parse(&text).expect("an id");
    let mut topology =
        Topology { title: texts.first().copied().unwrap_or_default().to_owned(), ..Topology::default() };
    for (number, text) in texts.iter().enumerate() {
        let mut host = Host::new(id(format!("h{number}")));
        host.label = Some((*text).to_owned());
        let mut component = Component::new(id("c".to_owned()), Kind::WebServer);
        component.label = Some((*text).to_owned());
        host.components.push(component);
        topology.hosts.push(host);
        if number > 0 {
            let (from, to) = (id(format!("h{}.c", number - 1)), id(format!("h{number}.c")));
            let mut link = Link::new(from, to, Protocol::Http);
            link.label = Some((*text).to_owned());
            topology.links.push(link);
        }
    }
    topology
}

/// What a text for another tool says, as a reader of its own has understood it.
#[derive(Debug, Default)]
struct Read {
    title: String,
    /// Each box with the titles of the boxes around it, the outermost first, and its lines, by its key.
    nodes: BTreeMap<String, (Vec<String>, Vec<String>)>,
    /// Tail, head and label of each link, and whether it is broken.
    links: Vec<(String, String, String, bool)>,
    /// The classes of each box by its key, groups among them.
    classes: BTreeMap<String, BTreeSet<String>>,
}

impl Read {
    /// Checks that it says what the design says, with everything drawn.
    fn check(&self, name: &str, topology: &Topology) {
        let plain = |text: &str| spof::text::cells(text).map(|(cluster, _)| cluster).collect::<String>();
        let shown = |label: &Option<String>, id: &Id| {
            label.as_deref().map_or(id.to_string(), |label| plain(label.trim()))
        };
        assert_eq!(self.title, plain(topology.title.trim()), "{name}");
        let mut expected = Vec::new();
        for placed in topology.components() {
            let host = placed.host.map(|host| shown(&host.label, &host.id));
            expected.push((host, shown(&placed.component.label, &placed.component.id)));
        }
        let mut found: Vec<_> = self.nodes.values().map(end).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{name}");
        let place = |id: &Id| {
            let placed = topology.component(id.as_str()).expect("a link has ends");
            let host = placed.host.map(|host| shown(&host.label, &host.id));
            (host, shown(&placed.component.label, &placed.component.id))
        };
        let primaries: Vec<&Id> = topology
            .clusters
            .iter()
            .filter_map(|cluster| match &cluster.mode {
                Mode::PrimaryReplica { primary, .. } => Some(primary),
                _ => None,
            })
            .collect();
        let mut expected: Vec<_> = topology
            .links
            .iter()
            .map(|link| {
                let back = link.protocol == Protocol::Replication && primaries.contains(&&link.to);
                let (tail, head) = if back { (&link.to, &link.from) } else { (&link.from, &link.to) };
                (place(tail), place(head), plain(&link.caption()).trim().to_owned())
            })
            .collect();
        let node = |key: &str| end(self.nodes.get(key).unwrap_or_else(|| panic!("{name}: {key} is no box")));
        let mut found: Vec<_> =
            self.links.iter().map(|(tail, head, label, _)| (node(tail), node(head), label.clone())).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{name}");
        for cluster in &topology.clusters {
            let name = shown(&cluster.label, &cluster.id);
            let told = |(around, lines): &(Vec<String>, Vec<String>)| {
                let title = format!("{name} ({})", cluster.mode.name().replace('_', "-"));
                around.contains(&title) || lines.iter().skip(1).any(|line| line.ends_with(&name))
            };
            let members = self.nodes.values().filter(|node| told(node)).count();
            assert!(members >= cluster.mode.members().len(), "{name}: its members");
        }
    }
}

/// The box around a component, and its name.
fn end((around, lines): &(Vec<String>, Vec<String>)) -> (Option<String>, String) {
    (around.iter().rfind(|title| !title.ends_with(')')).cloned(), lines[0].clone())
}
