//! Compares what the reader found in a picture with the topology that it was drawn from.

use std::collections::BTreeMap;

use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::topology::{Cluster, Id, Mode, Protocol, Topology};

use super::reader::{self, End, Frame, Link, Reading};

/// Draws a topology, reads the picture, and says what differs.
pub(super) fn check(topology: &Topology, charset: Charset) -> Result<(), String> {
    check_drawing(topology, &Drawing::new(topology, &Options::default()), charset)
}

/// Reads a drawing, and says what differs from its topology. Hidden links are not missed.
pub(super) fn check_drawing(topology: &Topology, drawing: &Drawing, charset: Charset) -> Result<(), String> {
    let picture = drawing.paint(&Marks::default()).text(charset);
    let fail = |what: String| Err(format!("{what}\n{picture}"));
    if drawing.clashes() > 0 {
        return fail(format!("{} clashes", drawing.clashes()));
    }
    let reading = match reader::read(&picture, charset == Charset::Ascii) {
        Ok(reading) => reading,
        Err(error) => return fail(error),
    };
    compare(topology, &reading).or_else(fail)
}

fn compare(topology: &Topology, reading: &Reading) -> Result<(), String> {
    let mut expected: Vec<Link> =
        topology.links.iter().map(|link| expected_link(topology, reading, link)).collect();
    expected.sort();
    for link in &expected {
        let wanted = expected.iter().filter(|other| *other == link).count();
        let found = reading.links.iter().filter(|other| *other == link).count();
        if wanted != found {
            return Err(format!("{link:?} is drawn {found} times, not {wanted}; read: {:#?}", reading.links));
        }
    }
    if reading.links.len() != expected.len() {
        return Err(format!("{} links are drawn, not {}", reading.links.len(), expected.len()));
    }
    compare_boxes(topology, reading)
}

fn compare_boxes(topology: &Topology, reading: &Reading) -> Result<(), String> {
    let mut boxes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut free: Vec<String> = Vec::new();
    for frame in reading.frames.iter().filter(|frame| !frame.has_boxes) {
        let mut inside: Vec<String> = frame.components().into_iter().cloned().collect();
        inside.sort();
        if frame.title.is_empty() {
            free.extend(inside);
        } else if boxes.insert(frame.title.clone(), inside).is_some() {
            return Err(format!("the host `{}` is drawn twice", frame.title));
        }
    }
    for host in &topology.hosts {
        let title = host.label.clone().unwrap_or_else(|| host.id.to_string());
        let mut wanted: Vec<String> = host
            .components
            .iter()
            .map(|component| end(topology, reading, &host.id.join(&component.id)).1)
            .collect();
        wanted.sort();
        if boxes.get(&title) != Some(&wanted) {
            return Err(format!("`{title}` holds {:?}, not {wanted:?}", boxes.get(&title)));
        }
    }
    let mut wanted: Vec<String> =
        topology.parts.iter().map(|part| end(topology, reading, &part.component.id).1).collect();
    wanted.sort();
    free.sort();
    if boxes.len() != topology.hosts.len() || free != wanted {
        return Err(format!("{} hosts, free-standing {free:?}, not {wanted:?}", boxes.len()));
    }
    compare_frames(topology, reading)
}

/// A frame holds exactly the hosts of its cluster's members.
fn compare_frames(topology: &Topology, reading: &Reading) -> Result<(), String> {
    for (number, frame) in reading.frames.iter().enumerate().filter(|(_, frame)| frame.has_boxes) {
        let cluster = topology.clusters.iter().find(|cluster| is_titled(frame, cluster));
        let cluster = cluster.ok_or(format!("no cluster `{}`", frame.title))?;
        let mut wanted: Vec<String> =
            cluster.mode.members().iter().map(|id| box_name(topology, reading, id)).collect();
        wanted.sort();
        wanted.dedup();
        let inner = reading.frames.iter().filter(|inner| inner.within == Some(number));
        let mut found: Vec<String> = inner
            .map(
                |inner| {
                    if inner.title.is_empty() { inner.components()[0].clone() } else { inner.title.clone() }
                },
            )
            .collect();
        found.sort();
        if found != wanted {
            return Err(format!("the frame `{}` holds {found:?}, not {wanted:?}", frame.title));
        }
    }
    Ok(())
}

fn box_name(topology: &Topology, reading: &Reading, id: &Id) -> String {
    let (title, component) = end(topology, reading, id);
    if title.is_empty() { component } else { title }
}

/// What the picture should call a component: its label, with its role in a primary-replica cluster or the name
/// of a cluster that has no frame.
fn end(topology: &Topology, reading: &Reading, id: &Id) -> End {
    let placed = topology.component(id.as_str()).expect("the component exists");
    let label = placed.component.label.clone().unwrap_or_else(|| placed.component.id.to_string());
    let title = placed.host.map(|host| host.label.clone().unwrap_or_else(|| host.id.to_string()));
    let tag = |cluster: &Cluster| match &cluster.mode {
        Mode::PrimaryReplica { primary, .. } if primary == id => Some(" P".to_owned()),
        Mode::PrimaryReplica { replicas, .. } if replicas.contains(id) => Some(" R".to_owned()),
        mode if mode.members().contains(&id) && !has_frame(reading, cluster) => {
            Some(format!(" {}", name(cluster)))
        }
        _ => None,
    };
    let tag = topology.clusters.iter().find_map(tag).unwrap_or_default();
    (title.unwrap_or_default(), format!("{label}{tag}"))
}

fn name(cluster: &Cluster) -> String {
    cluster.label.clone().unwrap_or_else(|| cluster.id.to_string())
}

/// Whether a frame's words are a cluster's name, with or without its mode.
fn is_titled(frame: &Frame, cluster: &Cluster) -> bool {
    let mode = cluster.mode.name().replace('_', "-");
    frame.has_boxes && (frame.title == name(cluster) || frame.title == format!("{} {mode}", name(cluster)))
}

fn has_frame(reading: &Reading, cluster: &Cluster) -> bool {
    reading.frames.iter().any(|frame| is_titled(frame, cluster))
}

fn expected_link(topology: &Topology, reading: &Reading, link: &spof::topology::Link) -> Link {
    let (from, to) = (end(topology, reading, &link.from), end(topology, reading, &link.to));
    let to_primary = link.protocol == Protocol::Replication && from.1.ends_with(" R") && to.1.ends_with(" P");
    let label = link.label.clone().unwrap_or_else(|| match (link.protocol, link.port(), link.port) {
        (Protocol::Replication, _, None) | (_, 0, _) => link.protocol.title().to_owned(),
        (protocol, port, _) => format!("{} :{port}", protocol.title()),
    });
    let (from, to) = if to_primary { (to, from) } else { (from, to) };
    Link { from, to, label }
}
