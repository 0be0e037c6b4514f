//! The engine against the brute force, on designs by chance.

use spof::topology::zone::Zone;
use spof::topology::{
    Check, Cluster, Id, Kind, Link, Mode, Part, Promotion, Protocol, Rules, Topology, parse, write,
};

use super::compare::{ASKS_ALL, Asked, Comparison};
use super::generate::design;
use super::naive::Naive;
use super::scenarios::classic;

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
        ("elements by component", asked.by_component, 300),
        ("the best division of requests", asked.free_divisions, 200),
        ("reactions that somebody waits for", asked.gaps, 10_000),
        ("ways through a single point of failure", asked.ways[0], 2_000),
        ("ways that need a single point of failure", asked.ways[1], 20),
        ("ways to where a single point of failure is missing", asked.ways[2], 100),
        ("requests that succeed", asked.lives[0], 3_000),
        ("requests that do not", asked.lives[1], 100),
    ] {
        assert!(count >= least, "{what}: only {count} times");
    }
}

#[test]
fn the_classics_are_compared_too() {
    for file in ["c0.ron", "c1.ron", "c2.ron", "c2-in-line.ron", "c3.ron", "c3x2.ron"] {
        let topology = classic(file, &[]);
        assert_eq!(Comparison::new(&topology, ASKS_ALL, &mut Asked::default()).run(), Ok(()), "{file}");
    }
}

/// What makes a design hard, in words and as a question.
type Difficulty = (&'static str, fn(&Topology) -> bool);

#[test]
fn many_designs_have_each_difficulty() {
    /// At least so many of a hundred designs have each of the first, and so many each of the others.
    const OFTEN: usize = 30;
    const SOMETIMES: usize = 5;
    const RARELY: usize = 1;
    let designs: Vec<Topology> = (0..400).map(design).collect();
    let difficulties: [(usize, Difficulty); 17] = [
        (OFTEN, ("checks that are not perfect, where it matters", checks_matter)),
        (OFTEN, ("a shared address", shares_an_address)),
        (OFTEN, ("automatic promotion", promotes)),
        (OFTEN, ("a firewall in line", has_a_firewall_in_line)),
        (OFTEN, ("two entries", has_two_entries)),
        (SOMETIMES, ("places", |topology| !topology.places.is_empty())),
        (SOMETIMES, ("servers that stand free", |topology| topology.parts.iter().any(serves))),
        (
            SOMETIMES,
            ("parts that are somebody else's", |topology| topology.parts.iter().any(|part| part.external)),
        ),
        (SOMETIMES, ("firewalls with lists of rules", lists_rules)),
        (
            SOMETIMES,
            ("aliases", |topology| topology.zone.as_ref().is_some_and(|zone| zone.contains("CNAME"))),
        ),
        (
            SOMETIMES,
            ("several users", |topology| topology.parts.iter().filter(|part| is_user(part)).count() > 1),
        ),
        (SOMETIMES, ("circles", has_a_circle)),
        (RARELY, ("a round of six proxies or more", has_a_round)),
        (RARELY, ("a proxy before web servers and databases", is_before_both)),
        (RARELY, ("sixteen pairs or more through firewalls", has_a_product)),
        (
            RARELY,
            ("a cluster of one", |topology| {
                topology.clusters.iter().any(|cluster| cluster.mode.members().len() == 1)
            }),
        ),
        (RARELY, ("an address that machines of two sites share", shares_an_address_apart)),
    ];
    for (least, (what, has)) in difficulties {
        let count = designs.iter().filter(|topology| has(topology)).count();
        assert!(count * 100 >= least * designs.len(), "only {count} of {} have {what}", designs.len());
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

/// Whether a firewall that is a part by itself has links into and out of it.
fn has_a_firewall_in_line(topology: &Topology) -> bool {
    let parts = topology.parts.iter().map(|part| &part.component);
    let mut firewalls = parts.filter(|component| component.kind == Kind::Firewall);
    let ends = |id: &Id, end: fn(&Link) -> &Id| topology.links.iter().any(|link| end(link) == id);
    firewalls.any(|wall| ends(&wall.id, |link| &link.to) && ends(&wall.id, |link| &link.from))
}

fn lists_rules(topology: &Topology) -> bool {
    topology.components().any(|placed| matches!(placed.component.settings.rules, Rules::Listed(_)))
}

fn serves(part: &Part) -> bool {
    matches!(part.component.kind, Kind::LoadBalancer | Kind::WebServer | Kind::AppServer | Kind::Database)
}

fn is_user(part: &Part) -> bool {
    part.component.kind == Kind::User
}

/// Whether two components call one another, by requests.
fn has_a_circle(topology: &Topology) -> bool {
    let requests = || topology.links.iter().filter(|link| link.protocol == Protocol::Http);
    requests().any(|link| requests().any(|back| back.from == link.to && back.to == link.from))
}

/// Whether at least six proxies each call the next one.
fn has_a_round(topology: &Topology) -> bool {
    let proxies = topology.components().filter(|placed| placed.component.kind == Kind::Proxy);
    let ids: Vec<Id> = proxies.map(|placed| placed.id()).collect();
    let calls = |from: &Id| {
        ids.iter().any(|to| topology.links.iter().any(|link| (&link.from, &link.to) == (from, to)))
    };
    ids.iter().filter(|id| calls(id)).count() >= 6
}

fn is_before_both(topology: &Topology) -> bool {
    let kind = |id: &Id| topology.component(id.as_str()).map(|placed| placed.component.kind);
    let calls = |from: &Id, to: Kind| {
        topology.links.iter().any(|link| link.from == *from && kind(&link.to) == Some(to))
    };
    let mut forwarders = topology.components().filter(|placed| placed.component.kind == Kind::Proxy);
    forwarders.any(|placed| [Kind::WebServer, Kind::Database].into_iter().all(|to| calls(&placed.id(), to)))
}

fn has_a_product(topology: &Topology) -> bool {
    let engine = spof::analysis::Engine::new(topology);
    engine.flows().iter().filter(|flow| flow.paths.iter().any(|path| !path.firewalls.is_empty())).count()
        >= 16
}

fn shares_an_address_apart(topology: &Topology) -> bool {
    let place =
        |member: &Id| topology.component(member.as_str()).and_then(|placed| placed.standing.place.clone());
    topology.clusters.iter().filter(|cluster| !cluster.mode.addresses().is_empty()).any(|cluster| {
        let places: Vec<Option<Id>> = cluster.mode.members().into_iter().map(place).collect();
        places.contains(&Some("east".parse().expect("an id")))
            && places.iter().any(|place| *place != places[0])
    })
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
