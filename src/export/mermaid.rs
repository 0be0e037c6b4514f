//! A topology as a flowchart for Mermaid (<https://mermaid.js.org/syntax/flowchart.html>).
//!
//! Hosts and clusters are subgraphs; links keep their labels; states are classes and signs. Boxes are numbered, since
//! names such as `end` mean something else to Mermaid.

use std::collections::HashMap;

use crate::diagram::{Drawing, Marks, Picture, Role, State};
use crate::topology::{Id, Topology};

use super::escape::{indent, plain, push};
use super::outline::{Drawn, Item, Outline, STATES, classes};

/// What the classes of states look like.
const LOOKS: [(&str, &str); 6] = [
    ("failed", "stroke:#b22222,stroke-width:2px,stroke-dasharray:6 4"),
    ("degraded", "stroke:#7d5700,stroke-dasharray:9 3"),
    ("bottleneck", "stroke:#7d5700,stroke-width:3px"),
    ("spof", "stroke:#7d5700,stroke-width:3px"),
    ("highlighted", "stroke:#00648c,stroke-width:4px"),
    ("selected", "stroke:#00648c,stroke-width:4px"),
];

/// Writes what a picture shows, which [`Drawing::paint`] has made with these marks, as a flowchart.
#[must_use]
pub fn write(topology: &Topology, drawing: &Drawing, marks: &Marks, picture: &Picture) -> String {
    let outline = Outline::new(topology, drawing, marks, picture);
    let mut chart = Chart::default();
    let title = plain(topology.title.trim());
    if !title.is_empty() {
        // A string of JSON is one of YAML too.
        push(&mut chart.text, format_args!("---\ntitle: {}\n---\n", json(&title)));
    }
    chart.text += "flowchart TB\n";
    outline.items.iter().for_each(|item| chart.item(item, 1));
    outline.links.iter().for_each(|drawn| chart.link(drawn));
    chart.finish()
}

/// A flowchart that is being written.
#[derive(Default)]
struct Chart {
    text: String,
    /// The number of each box.
    keys: HashMap<Id, String>,
    links: usize,
    /// What has each class.
    classed: HashMap<&'static str, Vec<String>>,
    link_styles: String,
}

impl Chart {
    fn item(&mut self, item: &Item, depth: usize) {
        match item {
            Item::Group(group) => {
                let key = self.key(&group.id, if group.is_cluster { 'c' } else { 'h' }, group.state);
                indent(&mut self.text, depth);
                push(&mut self.text, format_args!("subgraph {key}[\"{}\"]\n", escaped(&group.title)));
                group.items.iter().for_each(|item| self.item(item, depth + 1));
                indent(&mut self.text, depth);
                self.text += "end\n";
            }
            Item::Node(node) => {
                let key = self.key(&node.id, 'n', node.state);
                indent(&mut self.text, depth);
                let lines: Vec<String> = node.lines.iter().map(|line| escaped(line)).collect();
                push(&mut self.text, format_args!("{key}[\"{}\"]\n", lines.join("<br/>")));
            }
        }
    }

    fn key(&mut self, id: &Id, letter: char, state: State) -> String {
        let key = format!("{letter}{}", self.keys.len() + 1);
        self.keys.insert(id.clone(), key.clone());
        for class in classes(state) {
            self.classed.entry(class).or_default().push(key.clone());
        }
        key
    }

    fn link(&mut self, drawn: &Drawn<'_>) {
        let (Some(from), Some(to)) = (self.keys.get(&drawn.link.from), self.keys.get(&drawn.link.to)) else {
            return;
        };
        let (from, to) = if drawn.back { (to, from) } else { (from, to) };
        let arrow = if drawn.role == Role::Link { "-->" } else { "-.->" };
        let label = escaped(&drawn.label);
        let label = if label.is_empty() { label } else { format!("|\"{label}\"|") };
        push(&mut self.text, format_args!("  {from} {arrow}{label} {to}\n"));
        // A link has no classes; the gravest of its states gives it its look.
        if let Some(class) = classes(drawn.state).next() {
            let look = LOOKS.iter().find(|(name, _)| *name == class).map_or("", |(_, look)| look);
            push(&mut self.link_styles, format_args!("  linkStyle {} {look}\n", self.links));
        }
        self.links += 1;
    }

    fn finish(mut self) -> String {
        for (_, class, _) in STATES {
            let Some(keys) = self.classed.get(class) else { continue };
            let look = LOOKS.iter().find(|(name, _)| *name == class).map_or("", |(_, look)| look);
            push(
                &mut self.text,
                format_args!("  classDef {class} {look}\n  class {} {class}\n", keys.join(",")),
            );
        }
        self.text + &self.link_styles
    }
}

/// A text for a quoted label: everything that might mean something there is an entity by its number.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let harmless = match c {
            ' ' | '_' | '/' | ',' | '(' | ')' => true,
            // An icon: `fa:fa-user`.
            ':' => before.is_none_or(|before: char| !before.is_alphabetic()),
            // A list for Markdown: `- a`, `1. a`.
            '-' => before.is_some(),
            '.' => rest.peek().is_some_and(|next| *next != ' '),
            _ => !c.is_ascii() || c.is_ascii_alphanumeric(),
        };
        if harmless {
            escaped.push(c);
        } else {
            push(&mut escaped, format_args!("#{};", u32::from(c)));
        }
        before = Some(c);
    }
    escaped
}

/// A string of JSON.
fn json(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
