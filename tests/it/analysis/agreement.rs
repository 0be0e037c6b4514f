//! The engine against the brute force, on designs by chance.

use spof::topology::zone::Zone;
use spof::topology::{Check, Cluster, Id, Kind, Link, Mode, Promotion, Protocol, Topology, parse, write};

use super::compare::{Asked, Comparison};
use super::generate::design;
use super::naive::Naive;

/// How many designs are compared.
const DESIGNS: u64 = 2_000;

#[test]
fn every_answer_is_that_of_the_brute_force() {
    let some = |first: u64| {
        let mut asked = Asked::default();
        for seed in (first..DESIGNS).step_by(2) {
            let topology = design(seed);
            if let Err(difference) = Comparison::new(&topology, seed, &mut asked).run() {
                panic!("seed {seed}: {difference}, in\n{}", write(&topology));
            }
        }
        asked
    };
    let mut asked = Asked::default();
    std::thread::scope(|scope| {
        for half in [0, 1].map(|first| scope.spawn(move || some(first))) {
            asked += half.join().expect("the engines agree");
        }
    });
    assert_eq!(asked.designs, DESIGNS as usize);
    assert_eq!(asked.most_for_sets, 24, "elements of which all sets of three were tried");
    assert_eq!(asked.most_for_states, 14, "elements and events of which all states were tried");
    for (what, count, least) in [
        ("all states", asked.all_states, 1_000),
        ("common causes and failing reactions", asked.with_events, 300),
        ("sets of components", asked.by_component, 300),
        ("the best division of requests", asked.free_divisions, 200),
    ] {
        assert!(count >= least, "{what}: looked at in {count} designs only");
    }
}

/// What makes a design hard, in words and as a question.
type Difficulty = (&'static str, fn(&Topology) -> bool);

/// How many of a hundred designs have each difficulty at least.
const SHARE: usize = 30;

#[test]
fn many_designs_have_each_difficulty() {
    let designs: Vec<Topology> = (0..400).map(design).collect();
    let difficulties: [Difficulty; 5] = [
        ("checks that are not perfect, where it matters", checks_matter),
        ("a shared address", shares_an_address),
        ("automatic promotion", promotes),
        ("a firewall in line", |topology| !firewalls_in_line(topology).is_empty()),
        ("two entries", has_two_entries),
    ];
    for (what, has) in difficulties {
        let count = designs.iter().filter(|topology| has(topology)).count();
        assert!(count * 100 >= SHARE * designs.len(), "only {count} of {} have {what}", designs.len());
    }
}

/// Whether some single failure has another outcome than if every check asked for a page.
fn checks_matter(topology: &Topology) -> bool {
    let mut checked = topology.clone();
    let parts = checked.parts.iter_mut().map(|part| &mut part.component);
    let components = checked.hosts.iter_mut().flat_map(|host| &mut host.components);
    for component in components.chain(parts) {
        component.settings.check = Check::Http;
    }
    let (naive, checked) = (Naive::new(topology), Naive::new(&checked));
    naive.elements(true).iter().any(|element| {
        [false, true].into_iter().any(|hangs| {
            let [found, perfect] =
                [&naive, &checked].map(|design| design.served(design.failed(&element.id, hangs)));
            found.into_iter().zip(perfect).any(|(found, perfect)| (found - perfect).abs() > 1e-9)
        })
    })
}

/// Whether the site's name leads to an address that a cluster of two or more shares.
fn shares_an_address(topology: &Topology) -> bool {
    let led_to = addresses(topology);
    let shared = |cluster: &Cluster| {
        let addresses = cluster.mode.addresses();
        cluster.mode.members().len() > 1 && addresses.iter().any(|address| led_to.contains(address))
    };
    topology.clusters.iter().any(shared)
}

fn promotes(topology: &Topology) -> bool {
    topology.clusters.iter().any(|cluster| match &cluster.mode {
        Mode::PrimaryReplica { replicas, promotion, .. } => {
            !replicas.is_empty() && matches!(promotion, Promotion::Automatic { .. })
        }
        _ => false,
    })
}

/// Firewalls with links into and out of them.
fn firewalls_in_line(topology: &Topology) -> Vec<&Id> {
    let parts = topology.parts.iter().map(|part| &part.component);
    let firewalls = parts.filter(|component| component.kind == Kind::Firewall).map(|component| &component.id);
    let ends = |id: &Id, end: fn(&Link) -> &Id| topology.links.iter().any(|link| end(link) == id);
    firewalls.filter(|id| ends(id, |link| &link.to) && ends(id, |link| &link.from)).collect()
}

/// Whether the name leads to two addresses, or without a name a user calls two components.
fn has_two_entries(topology: &Topology) -> bool {
    let called =
        topology.links.iter().filter(|link| link.from == *"user" && link.protocol == Protocol::Https);
    if topology.zone.is_some() { addresses(topology).len() > 1 } else { called.count() > 1 }
}

fn addresses(topology: &Topology) -> Vec<std::net::IpAddr> {
    let zone = Zone::parse(topology.zone.as_deref().unwrap_or_default());
    zone.resolve(topology.site.as_deref().unwrap_or_default()).addresses
}

#[test]
fn every_design_is_a_file_that_can_be_read() {
    for seed in 0..150 {
        let topology = design(seed);
        let text = write(&topology);
        let read = parse("design", &text).unwrap_or_else(|error| panic!("seed {seed}: {error} in\n{text}"));
        assert!(read == topology, "seed {seed} in\n{text}");
    }
}
