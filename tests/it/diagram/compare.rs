//! Compares what the reader found in a picture with the topology that it was drawn from.

use std::collections::BTreeMap;

use spof::diagram::{Charset, Drawing, Level, Marks, Options};
use spof::topology::{Cluster, Id, Mode, Protocol, Topology};

use super::reader::{self, Bundle, End, Frame, Link, Reading};

/// Draws a topology, reads the picture, and says what differs.
pub(super) fn check(topology: &Topology, charset: Charset) -> Result<(), String> {
    check_drawing(topology, &Drawing::new(topology, &Options::default()), charset)
}

/// Reads a drawing, and says what differs from its topology. Hidden links are not missed.
pub(super) fn check_drawing(topology: &Topology, drawing: &Drawing, charset: Charset) -> Result<(), String> {
    check_folded(topology, drawing, charset, Level::Full)
}

/// Reads a drawing of a level, and says what differs from the topology that has been folded likewise.
pub(super) fn check_folded(
    topology: &Topology,
    drawing: &Drawing,
    charset: Charset,
    level: Level,
) -> Result<(), String> {
    let picture = drawing.paint(&Marks::default()).text(charset);
    let fail = |what: String| Err(format!("{what}\n{picture}"));
    if drawing.clashes() > 0 {
        return fail(format!("{} clashes", drawing.clashes()));
    }
    let reading = match reader::read(&picture, charset == Charset::Ascii) {
        Ok(reading) => reading,
        Err(error) => return fail(error),
    };
    Wanted { topology, reading: &reading, level }.compare().or_else(fail)
}

/// What a reading is held against.
struct Wanted<'a> {
    topology: &'a Topology,
    reading: &'a Reading,
    level: Level,
}

impl Wanted<'_> {
    fn compare(&self) -> Result<(), String> {
        let Self { topology, reading, level } = *self;
        let expected: Vec<Link> = topology.links.iter().map(|link| self.link(link)).collect();
        let times = |link: &Link| expected.iter().filter(|other| *other == link).count();
        for link in expected.iter().chain(&reading.links) {
            // Where less is drawn, links that nothing tells apart are drawn as one.
            let wanted = if level == Level::Full { times(link) } else { times(link).min(1) };
            let found = reading.links.iter().filter(|other| *other == link).count();
            if wanted != found {
                return Err(format!(
                    "{link:?} is drawn {found} times, not {wanted}; read: {:#?}",
                    reading.links
                ));
            }
        }
        for Bundle { links, count } in &reading.bundles {
            let wanted = if level == Level::Full { links.len() } else { links.iter().map(times).sum() };
            if *count != wanted {
                return Err(format!("{links:?} are said to be {count}, and are {wanted}"));
            }
        }
        self.compare_boxes()
    }

    fn compare_boxes(&self) -> Result<(), String> {
        let Self { topology, reading, .. } = *self;
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
            let mut wanted: Vec<String> =
                host.components.iter().map(|component| self.end(&host.id.join(&component.id)).1).collect();
            wanted.sort();
            if boxes.get(&title) != Some(&wanted) {
                return Err(format!("`{title}` holds {:?}, not {wanted:?}", boxes.get(&title)));
            }
        }
        let mut wanted: Vec<String> =
            topology.parts.iter().map(|part| self.end(&part.component.id).1).collect();
        wanted.sort();
        free.sort();
        if boxes.len() != topology.hosts.len() || free != wanted {
            return Err(format!("{} hosts, free-standing {free:?}, not {wanted:?}", boxes.len()));
        }
        self.compare_frames()
    }

    /// A frame holds exactly the hosts of its cluster's members.
    fn compare_frames(&self) -> Result<(), String> {
        let Self { topology, reading, .. } = *self;
        for (number, frame) in reading.frames.iter().enumerate().filter(|(_, frame)| frame.has_boxes) {
            let cluster = topology.clusters.iter().find(|cluster| is_titled(frame, cluster));
            let cluster = cluster.ok_or(format!("no cluster `{}`", frame.title))?;
            let mut wanted: Vec<String> = cluster.mode.members().iter().map(|id| self.box_name(id)).collect();
            wanted.sort();
            wanted.dedup();
            let inner = reading.frames.iter().filter(|inner| inner.within == Some(number));
            let mut found: Vec<String> =
                inner
                    .map(|inner| {
                        if inner.title.is_empty() {
                            inner.components()[0].clone()
                        } else {
                            inner.title.clone()
                        }
                    })
                    .collect();
            found.sort();
            if found != wanted {
                return Err(format!("the frame `{}` holds {found:?}, not {wanted:?}", frame.title));
            }
        }
        Ok(())
    }

    fn box_name(&self, id: &Id) -> String {
        let (title, component) = self.end(id);
        if title.is_empty() { component } else { title }
    }

    /// What the picture should call a component: its label, with its role in a primary-replica cluster or the name
    /// of a cluster that has no frame.
    fn end(&self, id: &Id) -> End {
        let Self { topology, reading, level } = *self;
        let placed = topology.component(id.as_str()).expect("the component exists");
        let label = placed.component.label.clone().unwrap_or_else(|| placed.component.id.to_string());
        let title = placed.host.map(|host| host.label.clone().unwrap_or_else(|| host.id.to_string()));
        let tag = |cluster: &Cluster| match &cluster.mode {
            // Which of several programs is the primary cannot be said of their machine, which is told by being external.
            Mode::PrimaryReplica { .. } if level >= Level::Machines && placed.external => None,
            Mode::PrimaryReplica { primary, .. } if primary == id => Some("P".to_owned()),
            Mode::PrimaryReplica { replicas, .. } if replicas.contains(id) => Some("R".to_owned()),
            mode if mode.members().contains(&id) && !has_frame(reading, cluster) => Some(name(cluster)),
            _ => None,
        };
        let tags: Vec<String> = topology.clusters.iter().filter_map(tag).collect();
        let tags = if tags.is_empty() { String::new() } else { format!(" {}", tags.join(", ")) };
        (title.unwrap_or_default(), format!("{label}{tags}"))
    }

    fn link(&self, link: &spof::topology::Link) -> Link {
        let (from, to) = (self.end(&link.from), self.end(&link.to));
        let to_primary =
            link.protocol == Protocol::Replication && from.1.ends_with(" R") && to.1.ends_with(" P");
        let label = link.label.clone().unwrap_or_else(|| match (link.protocol, link.port(), link.port) {
            (Protocol::Replication, _, None) | (_, 0, _) => link.protocol.title().to_owned(),
            (protocol, port, _) => format!("{} :{port}", protocol.title()),
        });
        let (from, to) = if to_primary { (to, from) } else { (from, to) };
        Link { from, to, label }
    }
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
