//! Edits at random, good and bad: with enough of them, every topology that there can be.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use spof::topology::{
    Action, Edit, Form, Id, Kind, LinkId, Mode, Network, Protocol, Rule, Rules, Target, Topology, Value,
};
use strum::VariantArray;

/// Texts that break what does not quote well.
const ODD: [&str; 20] = [
    "",
    " ",
    "a",
    "default",
    "none",
    "=x",
    "\"",
    "\"#",
    "r#\"x\"#",
    "\\",
    "\\n",
    "a \"b\" \\",
    "🦀 é 漢",
    " two ",
    "a,b",
    "//",
    "/* x",
    "[(",
    "true",
    "0",
];

/// Chance, the same for the same seed (xorshift).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).cloned()
    }

    fn share(&mut self) -> f64 {
        self.below(1_000_001) as f64 / 1e6
    }
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("the texts of this file are ids")
}

/// A name from a list short enough that names clash.
fn name(chance: &mut Chance) -> Id {
    let names = ["a", "b", "c", "web-1", "DB_2", "7", "x", "internet"];
    id(names[chance.below(names.len())])
}

fn component(topology: &Topology, chance: &mut Chance) -> Id {
    let all: Vec<Id> = topology.components().map(|placed| placed.id()).collect();
    chance.pick(&all).unwrap_or_else(|| id("nobody"))
}

fn host(topology: &Topology, chance: &mut Chance) -> Id {
    let all: Vec<Id> = topology.hosts.iter().map(|host| host.id.clone()).collect();
    chance.pick(&all).unwrap_or_else(|| id("nobody"))
}

fn link(topology: &Topology, chance: &mut Chance) -> LinkId {
    let all: Vec<LinkId> = topology.links.iter().map(spof::topology::Link::id).collect();
    chance.pick(&all).unwrap_or(LinkId { from: id("a"), to: id("b"), port: 80 })
}

/// Anything with an id.
fn part(topology: &Topology, chance: &mut Chance) -> Id {
    let places = topology.places.iter().map(|place| place.id.clone());
    let clusters = topology.clusters.iter().map(|cluster| cluster.id.clone());
    let all: Vec<Id> = places.chain(clusters).collect();
    match chance.below(5) {
        0 | 1 => component(topology, chance),
        2 | 3 => host(topology, chance),
        _ => chance.pick(&all).unwrap_or_else(|| id("nobody")),
    }
}

/// An edit that may or may not be possible.
pub(crate) fn edit(topology: &Topology, chance: &mut Chance) -> Edit {
    match chance.below(24) {
        0 => Edit::AddHost { id: name(chance) },
        1..=3 => Edit::AddComponent {
            host: host(topology, chance),
            name: name(chance),
            kind: chance.pick(Kind::VARIANTS).expect("there are kinds"),
        },
        4 => Edit::AddPart {
            id: name(chance),
            kind: chance.pick(Kind::VARIANTS).expect("there are kinds"),
            external: chance.one_in(3),
        },
        5 => Edit::AddPlace { id: name(chance) },
        6 => {
            let kind = [Kind::Database, Kind::LoadBalancer, Kind::WebServer][chance.below(3)];
            let fitting = topology.components().filter(|placed| placed.component.kind == kind);
            let mode = Mode::NAMES[chance.below(4)];
            Edit::AddCluster { id: name(chance), mode, members: fitting.map(|placed| placed.id()).collect() }
        }
        7..=10 => Edit::Connect {
            from: component(topology, chance),
            to: component(topology, chance),
            protocol: chance.pick(Protocol::VARIANTS).expect("there are protocols"),
            port: if chance.one_in(3) { Some(1 + chance.below(65535) as u16) } else { None },
        },
        11 => Edit::Disconnect { link: link(topology, chance) },
        12 if chance.one_in(3) => Edit::Remove { id: part(topology, chance) },
        12 | 13 => Edit::Rename { id: part(topology, chance), name: name(chance) },
        14 => {
            let to = if chance.one_in(3) { None } else { Some(host(topology, chance)) };
            Edit::Move { component: component(topology, chance), to }
        }
        15 => Edit::Zone { text: if chance.one_in(4) { None } else { Some(text(chance)) } },
        _ => set(topology, chance),
    }
}

fn set(topology: &Topology, chance: &mut Chance) -> Edit {
    let firewalls = topology.components().filter(|placed| placed.component.kind == Kind::Firewall);
    let firewalls: Vec<Id> = firewalls.map(|placed| placed.id()).collect();
    if let Some(firewall) = chance.pick(&firewalls).filter(|_| chance.one_in(6)) {
        let value = Some(value(Form::Rules, topology, chance));
        return Edit::Set { target: Target::Part(firewall), property: "rules".to_owned(), value };
    }
    let target = match chance.below(8) {
        0 => Target::Topology,
        1 => Target::Traffic,
        2 | 3 => Target::Link(link(topology, chance)),
        _ => Target::Part(part(topology, chance)),
    };
    let mut properties = topology.properties_of(&target).unwrap_or_default();
    if !chance.one_in(10) {
        properties.retain(|property| property.fits);
    }
    let Some(property) = chance.pick(&properties) else { return Edit::Zone { text: None } };
    let value = if chance.one_in(6) { None } else { Some(value(property.form, topology, chance)) };
    Edit::Set { target, property: property.name.to_owned(), value }
}

fn text(chance: &mut Chance) -> String {
    (0..=chance.below(3)).map(|_| ODD[chance.below(ODD.len())]).collect()
}

fn value(form: Form, topology: &Topology, chance: &mut Chance) -> Value {
    match form {
        Form::Line(_) => Value::Text(text(chance)),
        Form::Prose => {
            Value::Text(format!("{}{}{}", text(chance), ["", "\n", "\t"][chance.below(3)], text(chance)))
        }
        Form::Domain => Value::Text(["www.foobar.com", "a.b.", "x_y", "no name"][chance.below(4)].to_owned()),
        Form::Choice(words) => Value::Word(chance.pick(&words()).expect("there are words").to_owned()),
        Form::Flag => Value::Flag(chance.one_in(2)),
        Form::Number(least, most) => Value::Number(least + (most - least) * chance.share() * chance.share()),
        Form::Whole(least, most) => {
            Value::Number(f64::from(least) + chance.below((most - least) as usize + 2) as f64)
        }
        Form::Address => Value::Addresses(vec![address(chance)]),
        Form::Addresses => Value::Addresses((0..=chance.below(2)).map(|_| address(chance)).collect()),
        Form::Domains => {
            let names = ["www.foobar.com", "*.foobar.com", "foobar.com"];
            Value::Domains(names.iter().skip(chance.below(3)).map(|name| (*name).to_owned()).collect())
        }
        Form::Networks => Value::Networks(Network::VARIANTS.iter().copied().skip(chance.below(3)).collect()),
        Form::Id => Value::Id(part(topology, chance)),
        Form::Ids => Value::Ids((0..=chance.below(3)).map(|_| part(topology, chance)).collect()),
        Form::Rules if chance.one_in(4) => Value::Rules(Rules::Drawn),
        Form::Rules => {
            Value::Rules(Rules::Listed((0..chance.below(4)).map(|_| rule(topology, chance)).collect()))
        }
    }
}

fn rule(topology: &Topology, chance: &mut Chance) -> Rule {
    let end = |chance: &mut Chance| match chance.below(3) {
        0 => None,
        1 => Some("internet".to_owned()),
        _ => Some(part(topology, chance).to_string()),
    };
    let (from, to) = (end(chance), end(chance));
    let port = if chance.one_in(2) { Some(1 + chance.below(65535) as u16) } else { None };
    Rule { action: [Action::Allow, Action::Deny][chance.below(2)], from, to, port }
}

fn address(chance: &mut Chance) -> IpAddr {
    if chance.one_in(4) {
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, chance.below(9) as u16))
    } else {
        IpAddr::V4(Ipv4Addr::new(10, 0, 0, chance.below(9) as u8))
    }
}
