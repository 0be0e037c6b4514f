//! Designs that nobody would draw by hand: whatever the links, the picture says what the design says.

use proptest::prelude::*;
use spof::diagram::Charset;
use spof::topology::{
    Cluster, Component, Host, Id, Kind, Link, Mode, Part, Promotion, Protocol, Standing, Topology, Track,
};
use strum::VariantArray;

use super::compare::check;
use crate::designs::nested::nested;

/// The raw numbers that a design is made of, so that a failing one shrinks well.
#[derive(Debug, Clone)]
pub(super) struct Seed {
    /// By host: the kinds of its components.
    hosts: Vec<Vec<usize>>,
    /// The kinds of the free-standing components.
    parts: Vec<usize>,
    /// Two ends, a protocol, and whether the label is the author's.
    links: Vec<(usize, usize, usize, bool)>,
    /// A mode and how many components in a row belong to it.
    clusters: Vec<(usize, usize)>,
}

pub(super) fn seeds(most: usize, links: usize) -> impl Strategy<Value = Seed> {
    let host = prop::collection::vec(0..Kind::VARIANTS.len(), 0..=4);
    let hosts = prop::collection::vec(host, 0..=most);
    let parts = prop::collection::vec(0..Kind::VARIANTS.len(), 0..=most);
    let link = (0..1000_usize, 0..1000_usize, 0..Protocol::VARIANTS.len(), any::<bool>());
    let links = prop::collection::vec(link, 0..=links);
    let clusters = prop::collection::vec((0..4_usize, 1..4_usize), 0..=3);
    (hosts, parts, links, clusters).prop_map(|(hosts, parts, links, clusters)| Seed {
        hosts,
        parts,
        links,
        clusters,
    })
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("a made-up id is right")
}

pub(super) fn topology(seed: &Seed) -> Topology {
    let mut topology = Topology::default();
    for (number, kinds) in seed.hosts.iter().enumerate() {
        let mut host = Host::new(id(&format!("host{number}")));
        for (place, kind) in kinds.iter().enumerate() {
            host.components.push(Component::new(id(&format!("c{place}")), Kind::VARIANTS[*kind]));
        }
        topology.hosts.push(host);
    }
    for (number, kind) in seed.parts.iter().enumerate() {
        let component = Component::new(id(&format!("part{number}")), Kind::VARIANTS[*kind]);
        topology.parts.push(Part { component, external: false, standing: Standing::default() });
    }
    let ids: Vec<Id> = topology.components().map(|placed| placed.id()).collect();
    if ids.is_empty() {
        return topology;
    }
    for &(from, to, protocol, named) in &seed.links {
        let (from, to) = (&ids[from % ids.len()], &ids[to % ids.len()]);
        let mut link = Link::new(from.clone(), to.clone(), Protocol::VARIANTS[protocol]);
        if named {
            link.label = Some(format!("call {}", topology.links.len()));
        }
        if topology.links.iter().all(|other| other.id() != link.id()) {
            topology.links.push(link);
        }
    }
    let mut free = ids.as_slice();
    for (number, &(mode, count)) in seed.clusters.iter().enumerate() {
        if count > free.len() {
            break;
        }
        let (members, rest) = free.split_at(count);
        let mode = match mode {
            0 => Mode::ActiveActive { members: members.to_vec(), addresses: Vec::new() },
            1 => Mode::ActivePassive { members: members.to_vec(), address: None, track: Track::Host },
            2 => Mode::MultiPrimary { members: members.to_vec() },
            _ => Mode::PrimaryReplica {
                primary: members[0].clone(),
                replicas: members[1..].to_vec(),
                promotion: Promotion::Manual,
            },
        };
        topology.clusters.push(Cluster::new(id(&format!("cluster{number}")), mode));
        free = rest;
    }
    topology
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_reader_finds_any_design_in_its_picture(seed in seeds(5, 16), ascii in any::<bool>()) {
        let charset = if ascii { Charset::Ascii } else { Charset::Unicode };
        if let Err(error) = check(&topology(&seed), charset) {
            return Err(TestCaseError::fail(error));
        }
    }

    #[test]
    fn a_crowded_design_is_drawn_too(seed in seeds(6, 60), ascii in any::<bool>()) {
        let charset = if ascii { Charset::Ascii } else { Charset::Unicode };
        if let Err(error) = check(&topology(&seed), charset) {
            return Err(TestCaseError::fail(error));
        }
    }
}

/// Nested designs of 20 to 100 components, as in real networks; each seed is another one.
#[test]
fn a_nested_design_by_chance_is_read_in_its_picture() {
    let limits = 1..=u64::from(cases()) / 3;
    for seed in limits {
        let size = 20 + usize::try_from(seed * 37 % 81).expect("a small number");
        let topology = nested(size, seed);
        let charset = if seed % 2 == 0 { Charset::Ascii } else { Charset::Unicode };
        if let Err(error) = check(&topology, charset) {
            panic!("seed {seed}, {size} components: {error}");
        }
    }
}

#[test]
fn nested_designs_have_the_sizes_that_are_asked_for() {
    for seed in 0..50 {
        let topology = nested(60, seed);
        let (parts, links) = (topology.components().count(), topology.links.len());
        assert!(
            (60..=62).contains(&parts) && links * 10 >= parts * 11 && links * 10 <= parts * 18,
            "{parts}, {links}"
        );
        assert!(!topology.clusters.is_empty() || seed % 5 > 0);
        let of = |wanted| topology.links.iter().any(|link| link.protocol == wanted);
        assert!(of(Protocol::Metrics), "{seed}");
    }
}

/// As many as run in a second or two; `DRAWINGS` asks for more.
pub(super) fn cases() -> u32 {
    std::env::var("DRAWINGS").ok().and_then(|count| count.parse().ok()).unwrap_or(32)
}
