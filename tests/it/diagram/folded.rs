//! Smaller pictures of the same designs: the reader finds what a second way of folding the design says.
//!
//! The second way knows nothing of graphs: it writes another topology, in which machines are free-standing parts.

use spof::diagram::{Charset, Drawing, Hit, Level, Marks, Options, Sign};
use spof::topology::{Component, Id, Kind, Link, LinkId, Mode, Part, Protocol, Standing, Topology};

use super::classics::{all, design};
use super::compare::check_folded;
use crate::designs::nested::nested;

/// The design that a picture of a level should show.
pub(super) fn folded(topology: &Topology, level: Level) -> Topology {
    if level == Level::Full {
        return topology.clone();
    }
    let mut small = topology.clone();
    let groups = groups(topology, level);
    let end = |of: &Id| -> Id {
        let whole = of.host().filter(|_| level >= Level::Machines).map_or_else(|| of.clone(), id);
        groups.iter().find(|(_, boxes)| boxes.contains(&whole)).map_or(whole, |(cluster, _)| cluster.clone())
    };
    let on_one_box = |link: &&Link| {
        let host = |id: &Id| id.host().map_or_else(|| id.to_string(), str::to_owned);
        end(&link.from) == end(&link.to) || host(&link.from) == host(&link.to)
    };
    small.links = topology
        .links
        .iter()
        .filter(|link| !on_one_box(link))
        .map(|link| moved(link, topology, &end))
        .collect();
    if level >= Level::Machines {
        let machines = small.hosts.drain(..).map(|host| part(host.id, host.label));
        let machines: Vec<Part> = machines.collect();
        small.parts.extend(machines);
        small.parts.retain(|part| end(&part.component.id) == part.component.id);
        for (cluster, boxes) in &groups {
            let known = topology.clusters.iter().find(|other| other.id == *cluster).expect("it is there");
            let name = known.label.clone().unwrap_or_else(|| cluster.to_string());
            small.parts.push(part(cluster.clone(), Some(format!("{name} ({})", boxes.len()))));
        }
        for cluster in &mut small.clusters {
            remap(&mut cluster.mode, &end);
        }
    }
    if level == Level::Clusters {
        // The others have no sign there but that of a free-standing primary or replica.
        small.clusters.retain(|cluster| matches!(cluster.mode, Mode::PrimaryReplica { .. }));
    }
    small
}

/// A free-standing part in place of machines; it is marked by being external.
fn part(id: Id, label: Option<String>) -> Part {
    let mut component = Component::new(id, Kind::WebServer);
    component.label = label;
    Part { component, external: true, standing: Standing::default() }
}

/// The clusters that become one box, with their machines and parts.
fn groups(topology: &Topology, level: Level) -> Vec<(Id, Vec<Id>)> {
    let mut groups: Vec<(Id, Vec<Id>)> = Vec::new();
    for cluster in topology.clusters.iter().filter(|_| level == Level::Clusters) {
        let mut boxes: Vec<Id> = Vec::new();
        for member in cluster.mode.members() {
            let whole = member.host().map_or_else(|| member.clone(), id);
            if !boxes.contains(&whole) {
                boxes.push(whole);
            }
        }
        let taken = |id: &Id| groups.iter().any(|(_, boxes)| boxes.contains(id));
        if boxes.len() > 1 && !boxes.iter().any(taken) {
            groups.push((cluster.id.clone(), boxes));
        }
    }
    groups
}

/// The link between what stands for its ends, drawn the way the data go.
fn moved(link: &Link, topology: &Topology, end: &dyn Fn(&Id) -> Id) -> Link {
    let pulls = topology.clusters.iter().any(|cluster| match &cluster.mode {
        Mode::PrimaryReplica { primary, replicas, .. } => {
            *primary == link.to && replicas.contains(&link.from)
        }
        _ => false,
    });
    let (mut from, mut to) = (end(&link.from), end(&link.to));
    if pulls && link.protocol == Protocol::Replication {
        (from, to) = (to, from);
    }
    let mut moved = Link::new(from, to, Protocol::Http);
    moved.label = Some(link.caption());
    moved
}

fn remap(mode: &mut Mode, end: &dyn Fn(&Id) -> Id) {
    match mode {
        Mode::ActiveActive { members, .. }
        | Mode::ActivePassive { members, .. }
        | Mode::MultiPrimary { members } => {
            for id in members {
                *id = end(id);
            }
        }
        Mode::PrimaryReplica { primary, replicas, .. } => {
            *primary = end(primary);
            for id in replicas {
                *id = end(id);
            }
        }
    }
}

pub(super) fn options(level: Level) -> Options {
    Options { level, ..Options::default() }
}

fn check(topology: &Topology, level: Level, charset: Charset) -> Result<(), String> {
    let drawing = Drawing::new(topology, &options(level));
    check_folded(&folded(topology, level), &drawing, charset, level)
}

#[test]
fn a_reader_finds_the_folded_design_at_every_level() {
    for (name, topology) in all() {
        for level in Level::ALL {
            for charset in [Charset::Unicode, Charset::Ascii] {
                if let Err(error) = check(&topology, level, charset) {
                    panic!("{name}, {}: {error}", level.name());
                }
            }
        }
    }
}

#[test]
fn a_nested_design_by_chance_is_read_at_some_level() {
    let seeds = std::env::var("DRAWINGS").ok().and_then(|count| count.parse().ok()).unwrap_or(4);
    for seed in 1..=seeds {
        let topology = nested(20 + usize::try_from(seed * 37 % 81).unwrap(), seed);
        let charset = if seed % 2 == 0 { Charset::Ascii } else { Charset::Unicode };
        let level = Level::ALL[usize::try_from(seed / 2 % 4).unwrap()];
        if let Err(error) = check(&topology, level, charset) {
            panic!("seed {seed}, {}: {error}", level.name());
        }
    }
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("an id")
}

/// The design with a balancer, two servers and two databases.
fn two_servers(level: Level) -> Drawing {
    Drawing::new(&design("tests/it/diagram/designs/2.ron"), &options(level))
}

/// How often each sign stands in the picture, and where the first one is.
fn signs(drawing: &Drawing, marks: &Marks) -> Vec<(Sign, usize, usize)> {
    let picture = drawing.paint(marks);
    let cells = (0..picture.height).flat_map(|y| (0..picture.width).map(move |x| (x, y)));
    cells
        .filter_map(|(x, y)| match picture.cell(x, y).glyph {
            spof::diagram::Glyph::Sign(sign) if sign != Sign::Times => Some((sign, x, y)),
            _ => None,
        })
        .collect()
}

#[test]
fn the_state_of_what_is_hidden_is_shown_on_its_machine_the_worst_first() {
    let drawing = two_servers(Level::Machines);
    let marks = Marks {
        failed: [id("web1.nginx1")].into_iter().collect(),
        degraded: [id("web1"), id("web2.app2")].into_iter().collect(),
        spof: [id("lb1.haproxy")].into_iter().collect(),
        ..Marks::default()
    };
    let found = signs(&drawing, &marks);
    let beside = |name: &str, sign: Sign| {
        let area = drawing.rect(name).expect("it is drawn");
        found.iter().any(|&(other, x, y)| sign == other && area.contains(spof::diagram::Point::new(x, y)))
    };
    assert!(
        beside("web1", Sign::Failed) && beside("web2", Sign::Degraded) && beside("lb1", Sign::Spof),
        "{found:?}"
    );
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn what_is_hidden_is_found_by_what_stands_for_it() {
    let drawing = two_servers(Level::Machines);
    assert_eq!(drawing.rect("web1.nginx1"), None);
    assert_eq!(drawing.standin(&id("web1.nginx1")), &id("web1"));
    assert_eq!(drawing.standin(&id("web1")), &id("web1"));
    let area = drawing.rect("web1").expect("it is drawn");
    assert_eq!(drawing.hit(area.x + 2, area.y + 1), Some(Hit::Host(id("web1"))));
    // A call within the machine is marked on the machine.
    let mut marks = Marks::default();
    marks.failed.insert_link(LinkId { from: id("web1.nginx1"), to: id("web1.app1"), port: 9000 });
    assert_eq!(signs(&drawing, &marks).len(), 1);
}

#[test]
fn links_that_are_drawn_as_one_have_one_way_and_each_its_direction() {
    for (name, topology) in all() {
        for level in [Level::Machines, Level::Clusters] {
            let drawing = Drawing::new(&topology, &options(level));
            for link in &topology.links {
                let (from, to) = (drawing.standin(&link.from), drawing.standin(&link.to));
                let route = drawing.route(&link.id());
                assert_eq!(route.is_none(), from == to, "{name}: {}", link.id());
                let Some(route) = route else { continue };
                for (id, at) in [(from, route.first()), (to, route.last())] {
                    let area = drawing.rect(id.as_str()).expect("the box is drawn");
                    assert!(area.contains(*at.expect("a way has cells")), "{name}: {} {id}", link.id());
                }
            }
        }
    }
}

#[test]
fn each_level_is_no_taller_than_the_one_before() {
    for (name, topology) in all() {
        let sizes = Level::ALL.map(|level| Drawing::new(&topology, &options(level)).size());
        assert!(sizes.is_sorted_by(|(_, one), (_, other)| one >= other), "{name}: {sizes:?}");
        let cells = sizes.map(|(width, height)| width * height);
        assert!(cells[0] >= cells[2] && cells[2] >= cells[3], "{name}: {sizes:?}");
    }
}
