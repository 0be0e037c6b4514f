//! Writes a topology as its file: short, defaults left out, made to be read and typed by a person.

use std::fmt::Write as _;

use super::property::{Properties, Property};
use super::{Cluster, FORMAT, Host, Id, Topology};

/// The widest line that takes several things, in columns.
const WIDTH: usize = 118;

/// Writes a topology as RON; `parse` reads the same value back.
///
/// Comments of a file that was read are not in the value, and so are not written.
#[must_use]
pub fn write(topology: &Topology) -> String {
    let mut out = format!("(\n    format: {FORMAT},\n");
    for field in fields(&topology.properties()) {
        line(&mut out, &format!("    {field},"));
    }
    let traffic = fields(&topology.traffic.properties());
    if !traffic.is_empty() {
        line(&mut out, &format!("    traffic: ({}),", traffic.join(", ")));
    }
    let hosts = topology.hosts.iter().map(|item| alone(host(item)));
    list(&mut out, "hosts", &hosts.collect::<Vec<_>>(), false);
    let parts = topology.parts.iter().map(|part| together(thing(&part.component.id, &part.properties())));
    list(&mut out, "parts", &parts.collect::<Vec<_>>(), true);
    let places = topology.places.iter().map(|place| together(thing(&place.id, &place.properties())));
    list(&mut out, "places", &places.collect::<Vec<_>>(), true);
    let links = topology.links.iter().map(|link| {
        let ends = [format!("from: \"{}\"", link.from), format!("to: \"{}\"", link.to)];
        let fields: Vec<String> = ends.into_iter().chain(fields(&link.properties())).collect();
        Entry {
            text: vec![format!("({})", fields.join(", "))],
            group: Some(format!("{} {}", link.protocol, link.from.name())),
        }
    });
    list(&mut out, "links", &links.collect::<Vec<_>>(), false);
    let clusters = topology.clusters.iter().map(|item| alone(vec![cluster(item)]));
    list(&mut out, "clusters", &clusters.collect::<Vec<_>>(), topology.clusters.len() == 1);
    if let Some(zone) = &topology.zone {
        let hashes = "#".repeat(hashes(zone));
        line(&mut out, &format!("    zone: r{hashes}\"\n{zone}\"{hashes},"));
    }
    out.push_str(")\n");
    out
}

/// Something in a list: its lines, and with which others it may share one.
struct Entry {
    text: Vec<String>,
    group: Option<String>,
}

fn alone(text: Vec<String>) -> Entry {
    Entry { text, group: None }
}

fn together(text: String) -> Entry {
    Entry { text: vec![text], group: Some(String::new()) }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes everything");
}

/// Writes a list; `inline` says whether it may stand on one line.
fn list(out: &mut String, name: &str, entries: &[Entry], inline: bool) {
    if entries.is_empty() {
        return;
    }
    for text in bracket(name, entries, if inline { WIDTH - 4 } else { 0 }) {
        line(out, &format!("    {text}"));
    }
    // The list stands in the topology's parentheses, so a comma follows.
    out.insert(out.len() - 1, ',');
}

/// The lines of `name: [ … ]`, on one line when that fits into `width`.
fn bracket(name: &str, entries: &[Entry], width: usize) -> Vec<String> {
    let short: Vec<&str> = entries.iter().flat_map(|entry| entry.text.iter().map(String::as_str)).collect();
    let inline = format!("{name}: [{}]", short.join(", "));
    if entries.iter().all(|entry| entry.text.len() == 1) && inline.chars().count() < width {
        return vec![inline];
    }
    let mut lines = vec![format!("{name}: [")];
    let mut open: Option<&String> = None;
    for entry in entries {
        let last = lines.last_mut().expect("it has a first line");
        let room =
            entry.text.len() == 1 && last.chars().count() + entry.text[0].chars().count() + 2 < WIDTH - 4;
        if entry.group.is_some() && open == entry.group.as_ref() && room {
            last.push(' ');
            last.push_str(&entry.text[0]);
        } else {
            lines.extend(entry.text.iter().map(|text| format!("    {text}")));
        }
        lines.last_mut().expect("it has a first line").push(',');
        open = entry.group.as_ref();
    }
    lines.push("]".to_owned());
    lines
}

/// The properties that have not their defaults, as `name: value`.
fn fields(properties: &[Property]) -> Vec<String> {
    let stated = properties.iter().filter_map(|property| Some((property.name, property.value.as_ref()?)));
    stated.map(|(name, value)| format!("{name}: {}", value.ron())).collect()
}

/// A thing with an id and properties, on one line.
fn thing(id: &Id, properties: &[Property]) -> String {
    let fields: Vec<String> = std::iter::once(format!("id: \"{id}\"")).chain(fields(properties)).collect();
    format!("({})", fields.join(", "))
}

fn host(host: &Host) -> Vec<String> {
    let head = thing(&host.id, &host.properties());
    let head = head.strip_suffix(')').unwrap_or(&head);
    if host.components.is_empty() {
        return vec![format!("{head})")];
    }
    let components = host.components.iter().map(|part| together(thing(&part.id, &part.properties())));
    let room = (WIDTH - 10).saturating_sub(head.chars().count());
    let mut lines = bracket("components", &components.collect::<Vec<_>>(), room);
    lines[0] = format!("{head}, {}", lines[0]);
    lines.last_mut().expect("a list has a line").push(')');
    lines
}

fn cluster(cluster: &Cluster) -> String {
    let (mode, own): (Vec<Property>, Vec<Property>) =
        cluster.properties().into_iter().filter(|p| p.name != "mode").partition(|p| !p.only.is_empty());
    let (automatic, mode): (Vec<Property>, Vec<Property>) =
        mode.into_iter().partition(|property| matches!(property.name, "voters" | "fencing"));
    let automatic = fields(&automatic);
    let inner = fields(&mode).into_iter().map(|field| match automatic.as_slice() {
        several @ [_, ..] if field.starts_with("promotion:") => format!("{field}({})", several.join(", ")),
        _ => field,
    });
    let mode = format!("mode: {}({})", cluster.mode.name(), inner.collect::<Vec<_>>().join(", "));
    let fields: Vec<String> =
        [format!("id: \"{}\"", cluster.id), mode].into_iter().chain(fields(&own)).collect();
    format!("({})", fields.join(", "))
}

/// How many `#` a raw string needs so that nothing inside ends it.
fn hashes(text: &str) -> usize {
    let after = |at: usize| text[at + 1..].bytes().take_while(|byte| *byte == b'#').count();
    text.match_indices('"').map(|(at, _)| after(at) + 1).max().unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_string_has_one_hash_more_than_what_it_holds() {
        for (text, expected) in [("", 1), ("a", 1), ("\"", 1), ("\"#", 2), ("a\"##\"#", 3), ("#", 1)] {
            assert_eq!(hashes(text), expected, "{text}");
        }
    }

    #[test]
    fn an_empty_topology_is_three_lines() {
        assert_eq!(write(&Topology::default()), "(\n    format: 1,\n)\n");
    }
}
