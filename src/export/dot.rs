//! A topology as a graph for Graphviz (<https://graphviz.org/doc/info/lang.html>).
//!
//! Hosts and clusters are clusters of the graph; links keep their labels; states are classes, signs and pens.

use crate::diagram::{Drawing, Marks, Picture, Role, State};
use crate::topology::Topology;

use super::escape::{indent, plain, push};
use super::outline::{Drawn, Group, Item, Node, Outline, classes};

/// Writes what a picture shows, which [`Drawing::paint`] has made with these marks, as a graph.
#[must_use]
pub fn write(topology: &Topology, drawing: &Drawing, marks: &Marks, picture: &Picture) -> String {
    let outline = Outline::new(topology, drawing, marks, picture);
    let title = plain(topology.title.trim());
    let mut text = format!(
        "digraph {} {{\n  graph [label={0}, labelloc=t, labeljust=l, fontname=\"Helvetica\", nodesep=0.5, ranksep=0.6]\n  \
         node [shape=box, style=rounded, fontname=\"Helvetica\"]\n  edge [fontname=\"Helvetica\", fontsize=11]\n",
        quoted(&title)
    );
    outline.items.iter().for_each(|item| write_item(&mut text, item, 1));
    outline.links.iter().for_each(|drawn| write_link(&mut text, drawn));
    text + "}\n"
}

fn write_item(text: &mut String, item: &Item, depth: usize) {
    match item {
        Item::Group(group) => write_group(text, group, depth),
        Item::Node(node) => write_node(text, node, depth),
    }
}

fn write_group(text: &mut String, group: &Group, depth: usize) {
    indent(text, depth);
    push(text, format_args!("subgraph {} {{\n", quoted(&format!("cluster_{}", group.id))));
    indent(text, depth + 1);
    let kind = if group.is_cluster { "cluster" } else { "host" };
    let style = if group.is_cluster { "rounded" } else { "solid" };
    push(
        text,
        format_args!("graph [label={}{}]\n", quoted(&group.title), look(kind, Some(style), group.state)),
    );
    group.items.iter().for_each(|item| write_item(text, item, depth + 1));
    indent(text, depth);
    *text += "}\n";
}

fn write_node(text: &mut String, node: &Node, depth: usize) {
    indent(text, depth);
    let label = quoted(&node.lines.join("\n"));
    let look = look("part", Some("rounded"), node.state);
    push(text, format_args!("{} [label={label}{look}]\n", quoted(node.id.as_str())));
}

fn write_link(text: &mut String, drawn: &Drawn<'_>) {
    let (kind, style) = match drawn.role {
        Role::PeerLink => ("peer", Some("dashed")),
        Role::MonitoringLink => ("monitoring", Some("dotted")),
        _ => ("flow", None),
    };
    // What goes on beside the requests shall not push the boxes about.
    let beside = if style.is_some() { ", constraint=false" } else { "" };
    let back = if drawn.back { ", dir=back" } else { "" };
    push(
        text,
        format_args!(
            "  {} -> {} [label={}{beside}{back}{}]\n",
            quoted(drawn.link.from.as_str()),
            quoted(drawn.link.to.as_str()),
            quoted(&drawn.label),
            look(kind, style, drawn.state)
        ),
    );
}

/// The class, style and pen of a part in a state.
fn look(kind: &'static str, style: Option<&str>, state: State) -> String {
    let broken = [State::FAILED, State::DEGRADED].iter().any(|broken| state.has(*broken));
    let style = [style, broken.then_some("dashed")].into_iter().flatten().collect::<Vec<_>>().join(",");
    let style = if style.is_empty() { style } else { format!(", style=\"{style}\"") };
    let wide = [State::SPOF, State::BOTTLENECK, State::HIGHLIGHTED, State::SELECTED];
    let width = if wide.iter().any(|wide| state.has(*wide)) { 3 } else { 1 };
    let color = if state.has(State::FAILED) {
        "#b22222"
    } else if state.is_empty() {
        "#2f3a46"
    } else {
        "#7d5700"
    };
    let class: Vec<&str> = std::iter::once(kind).chain(classes(state)).collect();
    // All is written out, since a box inherits what it does not say from the box around it.
    format!("{style}, penwidth={width}, color=\"{color}\", class=\"{}\"", class.join(" "))
}

/// A quoted string: within labels, `\` begins an escape and `&` an entity.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '&' => quoted.push_str("&amp;"),
            '\n' => quoted.push_str("\\n"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
