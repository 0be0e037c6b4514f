//! Marks on a drawing: signs that need no colour, states of cells, and routes for packets.

use spof::diagram::{Charset, Drawing, Glyph, Marks, Options, Role, Sign, State, Subjects};
use spof::topology::{Id, LinkId};

use super::classics::{all, design};

fn id(text: &str) -> Id {
    Id::parse(text).expect("an id")
}

fn link(from: &str, to: &str, port: u16) -> LinkId {
    LinkId { from: id(from), to: id(to), port }
}

fn c1() -> Drawing {
    Drawing::new(&design("lessons/classics/c1.ron"), &Options::default())
}

fn lines(drawing: &Drawing, marks: &Marks, charset: Charset) -> Vec<String> {
    drawing.paint(marks).text(charset).lines().map(str::to_owned).collect()
}

#[test]
fn states_have_signs_besides_their_roles() {
    let drawing = c1();
    let mut marks = Marks {
        failed: [id("lb"), id("s1.nginx")].into_iter().collect(),
        spof: [id("lb"), id("user"), id("s2.app")].into_iter().collect(),
        degraded: [id("s2")].into_iter().collect(),
        bottleneck: [id("s2.app")].into_iter().collect(),
        ..Marks::default()
    };
    marks.failed.insert_link(link("s1.app", "s2.mysql", 3306));
    let shown = lines(&drawing, &marks, Charset::Unicode);
    assert!(shown[1].contains("│◆user ├"), "{}", shown[1]);
    assert!(shown[4].contains("┌ lb ✗◆"), "{}", shown[4]);
    assert!(shown[9].contains("┌ s2 ~─"), "{}", shown[9]);
    assert!(shown[10].contains("│✗nginx "), "{}", shown[10]);
    assert!(shown[12].contains("┤▲app◆ "), "{}", shown[12]);
    assert_eq!(shown.join("").matches('✗').count(), 3, "host, component and link: {shown:#?}");
    let shown = lines(&drawing, &marks, Charset::Ascii);
    assert!(shown[4].contains(". lb #!"), "{}", shown[4]);
    assert!(shown[12].contains("+^app! "), "{}", shown[12]);
}

#[test]
fn marks_move_nothing() {
    let drawing = c1();
    let plain = drawing.paint(&Marks::default());
    let everything: Subjects = ["lb", "s1", "s2", "s1.app", "user", "dns"].into_iter().map(id).collect();
    let marked =
        drawing.paint(&Marks { failed: everything.clone(), selected: everything, ..Marks::default() });
    assert_eq!((plain.width, plain.height), (marked.width, marked.height));
    for y in 0..plain.height {
        for x in 0..plain.width {
            let (before, after) = (plain.cell(x, y), marked.cell(x, y));
            let sign = matches!(after.glyph, Glyph::Sign(_));
            assert!(sign || before.glyph == after.glyph, "the cell {x}, {y} has changed");
        }
    }
}

#[test]
fn a_mark_colours_the_part_and_nothing_else() {
    let drawing = c1();
    let selected = [id("s1.app")].into_iter().collect();
    let picture = drawing.paint(&Marks { selected, ..Marks::default() });
    let area = drawing.rect("s1.app").expect("it is drawn");
    for y in 0..picture.height {
        for x in 0..picture.width {
            let inside = area.contains(spof::diagram::Point::new(x, y));
            assert_eq!(picture.cell(x, y).state.has(State::SELECTED), inside, "{x}, {y}");
        }
    }
}

#[test]
fn a_marked_link_is_marked_along_its_whole_way() {
    let drawing = c1();
    let asked = link("lb.haproxy", "s2.nginx", 80);
    let marks = Marks { highlighted: [asked.clone()].into_iter().collect(), ..Marks::default() };
    let picture = drawing.paint(&marks);
    let route = drawing.route(&asked).expect("it is drawn");
    assert!(route.iter().all(|at| picture.cell(at.x, at.y).state.has(State::HIGHLIGHTED)));
    let other = drawing.route(&link("lb.haproxy", "s1.nginx", 80)).expect("it is drawn");
    let last = other.last().expect("a route has cells");
    assert!(!picture.cell(last.x, last.y).state.has(State::HIGHLIGHTED));
}

#[test]
fn a_packet_is_shown_where_it_is() {
    let drawing = c1();
    let route = drawing.route(&link("user", "lb.haproxy", 80)).expect("it is drawn");
    let picture = drawing.paint(&Marks { packets: vec![route[1]], ..Marks::default() });
    let cell = picture.cell(route[1].x, route[1].y);
    assert_eq!(cell.glyph, Glyph::Sign(Sign::Packet));
    assert!(cell.state.has(State::PACKET));
}

#[test]
fn every_link_has_a_way_from_its_caller_to_the_called() {
    for (name, topology) in all() {
        let drawing = Drawing::new(&topology, &Options::default());
        for link in &topology.links {
            let route =
                drawing.route(&link.id()).unwrap_or_else(|| panic!("{name}: {} has no way", link.id()));
            for step in route.windows(2) {
                let distance = step[0].x.abs_diff(step[1].x) + step[0].y.abs_diff(step[1].y);
                assert_eq!(distance, 1, "{name}: {} jumps", link.id());
            }
            for (end, at) in [(&link.from, route.first()), (&link.to, route.last())] {
                let at = at.expect("a way has cells");
                let host = end.host().map_or(end.as_str(), |host| host);
                let area = drawing.rect(host).expect("the box is drawn");
                assert!(area.contains(*at), "{name}: {} does not touch `{host}`", link.id());
            }
        }
    }
}

#[test]
fn cells_say_what_they_are() {
    let picture = c1().paint(&Marks::default());
    let roles = |wanted: Role| {
        let cells = (0..picture.height).flat_map(|y| (0..picture.width).map(move |x| (x, y)));
        let found = cells.filter(|&(x, y)| picture.cell(x, y).role == wanted);
        found.map(|(x, y)| picture.glyph(x, y, Charset::Unicode).to_owned()).collect::<String>()
    };
    assert_eq!(roles(Role::Title), "lbs1s2");
    assert_eq!(roles(Role::Tag), "PR");
    assert!(roles(Role::Component).contains("haproxy"));
    assert!(roles(Role::PeerLink).starts_with('├'));
}
