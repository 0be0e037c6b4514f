//! SVG files, read back: their lines are the arms of the picture's cells, their texts its letters.

use std::collections::BTreeMap;

use spof::diagram::{Charset, Direction, Drawing, Glyph, Marks, Options, Picture, Sign};
use spof::export::svg::{Ground, Sheet, write};
use spof::topology::{Id, Topology};

use super::xml::{self, Element};
use super::{HOSTILE, all, named};
use crate::designs::design;

/// The size of a cell and of the margin around the picture, as a ruler on the file shows them.
const CELL: (f32, f32) = (9.0, 18.0);
const MARGIN: (f32, f32) = (14.0, 14.5);

fn drawn(topology: &Topology, marks: &Marks) -> (Picture, Element) {
    let drawing = Drawing::new(topology, &Options { metrics: true, ..Options::default() });
    let picture = drawing.paint(marks);
    let svg = write(topology, &drawing, marks, &picture, &Sheet::default());
    (picture, xml::read(&svg))
}

/// The straight pieces of a path; a curve is the corner that it rounds.
fn pieces(path: &str) -> Vec<[(f32, f32); 2]> {
    let spaced: String =
        path.chars().map(|c| if "MLQZ".contains(c) { format!(" {c} ") } else { c.to_string() }).collect();
    let mut words = spaced.split_whitespace();
    let (mut pieces, mut start, mut here) = (Vec::new(), (0.0, 0.0), (0.0, 0.0));
    while let Some(command) = words.next() {
        let mut spot = || -> (f32, f32) {
            let mut number = || words.next().expect("a number").parse().expect("a number");
            (number(), number())
        };
        match command {
            "M" => {
                (here, start) = {
                    let to = spot();
                    (to, to)
                }
            }
            "L" => {
                let to = spot();
                pieces.push([here, to]);
                here = to;
            }
            "Q" => {
                let (corner, to) = (spot(), spot());
                pieces.extend([[here, corner], [corner, to]]);
                here = to;
            }
            "Z" => {
                pieces.push([here, start]);
                here = start;
            }
            other => panic!("{other} in {path}"),
        }
    }
    pieces
}

/// Whether a spot lies on one of the pieces.
fn is_drawn(pieces: &[[(f32, f32); 2]], (x, y): (f32, f32)) -> bool {
    let within = |a: f32, b: f32, at: f32| a.min(b) - 0.1 <= at && at <= a.max(b) + 0.1;
    pieces.iter().any(|[a, b]| within(a.0, b.0, x) && within(a.1, b.1, y))
}

#[test]
fn every_arm_of_a_cell_is_a_line_and_no_other_line_is_drawn() {
    for (name, topology) in all() {
        let (picture, svg) = drawn(&topology, &Marks::default());
        let drawn: Vec<_> = svg
            .named("path")
            .into_iter()
            .filter(|path| path.find("stroke").is_some())
            .flat_map(|path| pieces(path.get("d")))
            .collect();
        assert!(
            drawn.iter().all(|[a, b]| (a.0 - b.0).abs() < 0.1 || (a.1 - b.1).abs() < 0.1),
            "{name}: all lines are level or upright"
        );
        for (x, y) in (0..picture.height).flat_map(|y| (0..picture.width).map(move |x| (x, y))) {
            let middle = (MARGIN.0 + (x as f32 + 0.5) * CELL.0, MARGIN.1 + (y as f32 + 0.5) * CELL.1);
            let sides = [
                (Direction::Up, (0.0, -CELL.1 / 4.0)),
                (Direction::Right, (CELL.0 / 4.0, 0.0)),
                (Direction::Down, (0.0, CELL.1 / 4.0)),
                (Direction::Left, (-CELL.0 / 4.0, 0.0)),
            ];
            for (side, (dx, dy)) in sides {
                let expected = match picture.cell(x, y).glyph {
                    Glyph::Line(arms) => arms.arm(side).is_some(),
                    // A border may go on below the head of an arrow.
                    Glyph::Arrow(_) => continue,
                    _ => false,
                };
                let found = is_drawn(&drawn, (middle.0 + dx, middle.1 + dy));
                assert_eq!(found, expected, "{name}: {side:?} of the cell {x}, {y}");
            }
        }
    }
}

#[test]
fn every_arrow_has_its_head_where_the_picture_has_it() {
    for (name, topology) in all() {
        let (picture, svg) = drawn(&topology, &Marks::default());
        let group = svg.all().into_iter().find(|element| element.is("arrows")).expect("a group of arrows");
        let mut tips: Vec<(usize, usize)> = Vec::new();
        for head in &group.children {
            let [first, ..] = pieces(head.get("d"))[..] else { panic!("a head has sides") };
            tips.push((
                ((first[0].0 - MARGIN.0) / CELL.0) as usize,
                ((first[0].1 - MARGIN.1) / CELL.1) as usize,
            ));
        }
        let cells = (0..picture.height).flat_map(|y| (0..picture.width).map(move |x| (x, y)));
        let heads: Vec<_> =
            cells.filter(|(x, y)| matches!(picture.cell(*x, *y).glyph, Glyph::Arrow(_))).collect();
        assert_eq!(tips, heads, "{name}");
    }
}

/// The letters of a picture by column and row, blanks left out.
fn letters(picture: &Picture) -> BTreeMap<(usize, usize), String> {
    let cells = (0..picture.height).flat_map(|y| (0..picture.width).map(move |x| (x, y)));
    let is_letter = |&(x, y): &(usize, usize)| {
        matches!(picture.cell(x, y).glyph, Glyph::Text(_) | Glyph::Sign(Sign::Times))
    };
    cells
        .filter(is_letter)
        .map(|at| (at, picture.glyph(at.0, at.1, Charset::Unicode).to_owned()))
        .filter(|(_, letter)| letter != " ")
        // XML cannot hold it.
        .map(|(at, letter)| (at, letter.replace('\u{ffff}', "\u{fffd}")))
        .collect()
}

/// The letters of a file by column and row.
fn texts(svg: &Element) -> BTreeMap<(usize, usize), String> {
    let mut found = BTreeMap::new();
    for text in svg.named("text") {
        let mut column = ((text.number("x") - MARGIN.0) / CELL.0) as usize;
        let row = ((text.number("y") - MARGIN.1) / CELL.1) as usize;
        let first = column;
        for (letter, columns) in spof::text::cells(&text.text) {
            if letter != " " {
                assert_eq!(found.insert((column, row), letter.to_owned()), None, "two texts share a cell");
            }
            column += columns;
        }
        assert_eq!(text.get("textLength"), ((column - first) * 9).to_string(), "`{}`", text.text);
    }
    found
}

#[test]
fn every_letter_is_where_the_picture_has_it() {
    for (name, topology) in all().into_iter().chain([("hostile".to_owned(), named(HOSTILE))]) {
        let (picture, svg) = drawn(&topology, &Marks::default());
        assert_eq!(texts(&svg), letters(&picture), "{name}");
    }
}

#[test]
fn a_label_is_one_text_and_no_box_character_is_written() {
    let (_, svg) = drawn(&design("c3"), &Marks::default());
    let texts: Vec<&str> = svg.named("text").into_iter().map(|text| text.text.as_str()).collect();
    for whole in ["FastCGI :9000", "HTTPS :443 ×2", "haproxy"] {
        assert!(texts.contains(&whole), "{whole} is not among {texts:?}");
    }
    let boxes = |text: &&str| text.chars().any(|c| ('\u{2500}'..='\u{25ff}').contains(&c));
    assert!(!texts.iter().any(boxes), "{texts:?}");
}

#[test]
fn every_part_and_link_is_a_group_with_a_title() {
    for (name, topology) in all() {
        let (_, svg) = drawn(&topology, &Marks::default());
        let groups = svg.named("g");
        let titled = |class: &str, id: &str| {
            let group = groups.iter().find(|group| group.is(class) && group.find("data-id") == Some(id));
            let group = group.unwrap_or_else(|| panic!("{name}: no {class} `{id}`"));
            assert_eq!(group.children[0].name, "title", "{name}: {id}");
            assert!(!group.children[0].text.is_empty(), "{name}: {id}");
        };
        topology.hosts.iter().for_each(|host| titled("host", host.id.as_str()));
        topology.parts.iter().for_each(|part| titled("part", part.component.id.as_str()));
        topology.links.iter().for_each(|link| titled("link", &link.id().to_string()));
    }
}

#[test]
fn the_file_says_what_it_is_to_those_who_cannot_see_it() {
    let topology = design("c1");
    let drawing = Drawing::new(&topology, &Options::default());
    let picture = drawing.paint(&Marks::default());
    let sheet = Sheet { ground: Ground::Dark, description: "A user & a <load balancer>." };
    let svg = xml::read(&write(&topology, &drawing, &Marks::default(), &picture, &sheet));
    assert_eq!(svg.get("role"), "img");
    assert_eq!(
        (svg.children[0].name.as_str(), svg.children[0].text.as_str()),
        ("title", topology.title.as_str())
    );
    assert_eq!(
        (svg.children[1].name.as_str(), svg.children[1].text.as_str()),
        ("desc", "A user & a <load balancer>.")
    );
}

#[test]
fn a_state_is_a_class_a_pen_and_a_sign() {
    let topology = design("c1");
    let id = |text: &str| Id::parse(text).expect("an id");
    let link = topology.links[1].id();
    let marks = Marks {
        failed: [id("s1")].into_iter().collect(),
        spof: [id("lb")].into_iter().collect(),
        highlighted: [link.clone()].into_iter().collect(),
        ..Marks::default()
    };
    let (_, svg) = drawn(&topology, &marks);
    let groups = svg.named("g");
    let pen = |id: &str| {
        let group = groups.iter().find(|group| group.find("data-id") == Some(id)).expect("it is drawn");
        let path = group.named("path")[0];
        (
            group.get("class").to_owned(),
            path.find("stroke-dasharray").map(str::to_owned),
            path.number("stroke-width"),
        )
    };
    let (class, dash, _) = pen("s1");
    assert!(class == "host failed" && dash.is_some(), "{class}");
    let (class, dash, width) = pen("lb");
    assert!(class == "host spof" && dash.is_none() && width > 1.0, "{class}");
    let (class, _, width) = pen(&link.to_string());
    assert!(class == "link flow highlighted" && width > 2.0, "{class}");
    let (_, dash, width) = pen("s2");
    assert_eq!((dash, width), (None, 1.0));
    let signs = groups.iter().find(|group| group.is("signs")).expect("there are signs");
    assert_eq!(signs.children.len(), 2);
}

#[test]
fn nothing_is_an_empty_picture() {
    let (_, svg) = drawn(&Topology::default(), &Marks::default());
    assert!(svg.named("path").is_empty() && svg.named("text").is_empty());
    assert_eq!(svg.children[0].text, "Web infrastructure");
}
