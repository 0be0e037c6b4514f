//! Whatever a valid topology holds, it is drawn: nothing at all, very much, or hostile texts.

use spof::diagram::{Charset, Drawing, Hit, Marks, Options};
use spof::topology::{Component, Host, Id, Kind, Link, Part, Protocol, Standing, Topology};

use super::classics::all;
use super::compare::check;
use crate::designs::grown::grown;

fn id(text: &str) -> Id {
    Id::parse(text).expect("an id")
}

fn part(name: &str, kind: Kind) -> Part {
    Part { component: Component::new(id(name), kind), external: false, standing: Standing::default() }
}

fn text(topology: &Topology, charset: Charset) -> String {
    Drawing::new(topology, &Options::default()).paint(&Marks::default()).text(charset)
}

#[test]
fn nothing_is_drawn_as_nothing() {
    let drawing = Drawing::new(&Topology::default(), &Options::default());
    assert_eq!(drawing.size(), (0, 0));
    assert_eq!(drawing.paint(&Marks::default()).text(Charset::Unicode), "");
    assert_eq!((drawing.hit(0, 0), drawing.rect("lb")), (None, None));
}

#[test]
fn an_empty_host_is_a_box_with_a_name() {
    let topology = Topology { hosts: vec![Host::new(id("web1"))], ..Topology::default() };
    let shown = text(&topology, Charset::Unicode);
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("┌ web1 ") && lines.len() == 3, "{shown}");
}

#[test]
fn what_is_at_a_cell_can_be_asked() {
    for (name, topology) in all() {
        let drawing = Drawing::new(&topology, &Options::default());
        for placed in topology.components() {
            let area = drawing.rect(placed.id().as_str()).expect("it is drawn");
            let hit = (area.x..=area.right()).find_map(|x| match drawing.hit(x, area.y + area.height / 2) {
                Some(Hit::Component(id)) => Some(id),
                _ => None,
            });
            assert_eq!(hit, Some(placed.id()), "{name}");
        }
        for host in &topology.hosts {
            let area = drawing.rect(host.id.as_str()).expect("it is drawn");
            assert_eq!(drawing.hit(area.x, area.y), Some(Hit::Host(host.id.clone())), "{name}");
        }
        for link in &topology.links {
            let route = drawing.route(&link.id()).expect("it is drawn");
            let hit = |at: &spof::diagram::Point| matches!(drawing.hit(at.x, at.y), Some(Hit::Link(_)));
            assert!(route.iter().all(hit), "{name}: {}", link.id());
        }
    }
}

#[test]
fn strange_labels_stay_in_their_boxes() {
    let labels = [
        "服务器",
        "é́́́e",
        "👩‍👩‍👧‍👦 team",
        "שרת אינטרנט",
        "a\u{1b}[31m\tb\r\nc",
        "\u{202e}evil",
        "v",
        "-",
        "x",
        "│┼─",
    ];
    let mut topology = Topology::default();
    for (number, label) in labels.iter().enumerate() {
        let mut host = Host::new(id(&format!("h{number}")));
        host.label = Some((*label).to_owned());
        let mut component = Component::new(id("c"), Kind::WebServer);
        component.label = Some((*label).to_owned());
        host.components.push(component);
        topology.hosts.push(host);
        if number > 0 {
            let (from, to) = (id(&format!("h{}.c", number - 1)), id(&format!("h{number}.c")));
            let mut link = Link::new(from, to, Protocol::Http);
            link.label = Some(format!("{label} {number}"));
            topology.links.push(link);
        }
    }
    let drawing = Drawing::new(&topology, &Options::default());
    assert_eq!(drawing.clashes(), 0);
    for charset in [Charset::Unicode, Charset::Ascii] {
        let shown = drawing.paint(&Marks::default()).text(charset);
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{shown}");
        for label in ["服务器", "👩‍👩‍👧‍👦 team", "שרת אינטרנט", "a[31mbc", "evil"]
        {
            assert!(shown.matches(label).count() >= 2, "`{label}` is cut:\n{shown}");
        }
        let widths: Vec<usize> = shown.lines().map(spof::text::width).collect();
        assert!(widths.iter().all(|width| *width <= drawing.size().0), "{shown}");
    }
}

#[test]
fn ascii_is_ascii_except_for_the_learners_own_words() {
    for (name, topology) in all() {
        assert!(text(&topology, Charset::Ascii).is_ascii(), "{name}");
    }
}

#[test]
fn a_hundred_components_are_drawn_and_can_be_read() {
    let mut topology = Topology::default();
    for number in 0..25 {
        let mut host = Host::new(id(&format!("host{number}")));
        for (name, kind) in [("web", Kind::WebServer), ("app", Kind::AppServer), ("db", Kind::Database)] {
            host.components.push(Component::new(id(name), kind));
        }
        topology.hosts.push(host);
        topology.parts.push(part(&format!("part{number}"), Kind::Firewall));
    }
    let ids: Vec<Id> = topology.components().map(|placed| placed.id()).collect();
    let protocols = [Protocol::Http, Protocol::Mysql, Protocol::Redis, Protocol::Replication];
    // A fixed walk over all pairs: every component calls and is called, far and near, in circles too.
    for number in 0..150 {
        let (from, to) = (&ids[number % 100], &ids[(number * 37 + 11) % 100]);
        let link = Link::new(from.clone(), to.clone(), protocols[number % 4]);
        if topology.links.iter().all(|other| other.id() != link.id()) {
            topology.links.push(link);
        }
    }
    if let Err(error) = check(&topology, Charset::Unicode) {
        panic!("{error}");
    }
}

#[test]
fn everything_linked_with_everything_is_drawn() {
    let mut topology = Topology::default();
    for number in 0..12 {
        topology.parts.push(part(&format!("p{number}"), Kind::WebServer));
    }
    for from in 0..12 {
        for to in 0..12 {
            let link = Link::new(id(&format!("p{from}")), id(&format!("p{to}")), Protocol::Http);
            topology.links.push(link);
        }
    }
    if let Err(error) = check(&topology, Charset::Unicode) {
        panic!("{error}");
    }
}

#[test]
fn a_design_of_thousands_is_drawn_or_refused_in_words() {
    let topology = grown("random", 10_000);
    let shown = text(&topology, Charset::Unicode);
    let boxes = topology.hosts.len() + topology.parts.len();
    let links = topology.links.len();
    let said = format!("The design has {boxes} machines and parts and {links} links: too many to draw.\n");
    assert!(shown.starts_with(&said), "{shown}");
}

#[test]
fn a_drawing_is_the_same_each_time() {
    for (name, topology) in all() {
        let first = text(&topology, Charset::Unicode);
        assert!((0..3).all(|_| text(&topology, Charset::Unicode) == first), "{name}");
    }
}
