//! Pictures and texts for other tools, read back by readers of their own.

mod png;
mod states;
mod svg;
mod xml;

use spof::topology::{Component, Host, Id, Kind, Link, Protocol, Topology};

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
