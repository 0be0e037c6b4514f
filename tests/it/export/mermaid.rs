//! Mermaid texts, read line by line by a strict reader that knows nothing but the forms that are written.

use spof::diagram::{Drawing, Marks, Options};
use spof::export::mermaid::write;
use spof::topology::{Id, Topology};

use super::{HOSTILE, Read, all, named};
use crate::designs::design;

fn mermaid(topology: &Topology, marks: &Marks) -> String {
    let drawing = Drawing::new(topology, &Options { metrics: true, ..Options::default() });
    write(topology, &drawing, marks, &drawing.paint(marks))
}

/// What a quoted label shows; whatever Mermaid might take for something else is an error.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('#') {
        let (number, next) = after.split_once(';').expect("an entity has an end");
        let code: u32 = number.parse().expect("an entity has a number");
        shown += before;
        shown.push(char::from_u32(code).expect("a character"));
        rest = next;
    }
    assert!(
        !text
            .replace('#', "")
            .contains(['"', '%', '`', '\\', '<', '>', '&', '[', ']', '{', '}', '|', '*', '\n']),
        "{text}"
    );
    shown += rest;
    shown
}

/// Takes `key["label"]` apart.
fn named_box(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = text.split_once("[\"")?;
    Some((key, rest.strip_suffix("\"]")?)).filter(|(key, _)| key.chars().all(|c| c.is_ascii_alphanumeric()))
}

fn read(text: &str) -> Read {
    let mut read = Read::default();
    let mut around: Vec<String> = Vec::new();
    let mut lines = text.lines();
    let mut first = lines.next();
    if first == Some("---") {
        let title = lines.next().and_then(|line| line.strip_prefix("title: ")).expect("a title");
        read.title = serde_json::from_str(title).expect("a string of JSON");
        assert_eq!(lines.next(), Some("---"));
        first = lines.next();
    }
    assert_eq!(first, Some("flowchart TB"));
    for line in lines.map(str::trim) {
        if line == "end" {
            around.pop().expect("a subgraph is open");
        } else if let Some(group) = line.strip_prefix("subgraph ") {
            let (_, title) = named_box(group).expect("a subgraph has a title");
            around.push(shown(title));
        } else if let Some(rest) = line.strip_prefix("class ") {
            let (keys, class) = rest.split_once(' ').expect("a class has a name");
            for key in keys.split(',') {
                read.classes.entry(key.to_owned()).or_default().insert(class.to_owned());
            }
        } else if line.starts_with("classDef ") || line.starts_with("linkStyle ") {
            assert!(!line.contains(';'), "{line}");
        } else if let Some((key, label)) = named_box(line) {
            let lines = label.split("<br/>").map(shown).collect();
            assert!(read.nodes.insert(key.to_owned(), (around.clone(), lines)).is_none(), "{key} twice");
        } else {
            let (tail, rest) = line.split_once(' ').unwrap_or_else(|| panic!("what is `{line}`?"));
            let (arrow, head) = rest.rsplit_once(' ').unwrap_or_else(|| panic!("what is `{line}`?"));
            let broken = arrow.strip_prefix("-.->");
            let label = broken.or(arrow.strip_prefix("-->")).unwrap_or_else(|| panic!("what is `{line}`?"));
            let label = if label.is_empty() {
                label
            } else {
                label.strip_prefix("|\"").and_then(|label| label.strip_suffix("\"|")).expect("a label")
            };
            read.links.push((tail.to_owned(), head.to_owned(), shown(label), broken.is_some()));
        }
    }
    assert!(around.is_empty());
    read
}

#[test]
fn a_reader_of_the_flowchart_finds_the_design() {
    for (name, topology) in all().into_iter().chain([("hostile".to_owned(), named(HOSTILE))]) {
        read(&mermaid(&topology, &Marks::default())).check(&name, &topology);
    }
}

#[test]
fn no_key_is_a_word_of_mermaid() {
    let mut topology = named(&["end", "o", "x", "subgraph"]);
    for (host, name) in topology.hosts.iter_mut().zip(["end", "o", "x", "subgraph"]) {
        host.id = Id::parse(name).expect("an id");
    }
    topology.links.clear();
    let text = mermaid(&topology, &Marks::default());
    read(&text).check("reserved", &topology);
    let keys = text.lines().filter_map(|line| line.trim().trim_start_matches("subgraph ").split_once('['));
    assert!(keys.clone().count() == 8, "{text}");
    assert!(
        keys.map(|(key, _)| key).all(|key| key.len() > 1 && key.ends_with(|c: char| c.is_ascii_digit())),
        "{text}"
    );
}

#[test]
fn what_would_be_a_list_an_icon_or_a_setting_is_escaped() {
    let text = mermaid(&named(&["- a", "1. b", "* c", "`d`", "%%{init}%%", "fa:fa-user"]), &Marks::default());
    for escaped in
        ["#45; a", "1#46; b", "#42; c", "#96;d#96;", "#37;#37;#123;init#125;#37;#37;", "fa#58;fa-user"]
    {
        assert!(text.contains(&format!("[\"{escaped}\"]")), "{text}");
    }
}

#[test]
fn states_are_classes_and_signs_and_links_have_their_looks() {
    let topology = design("c3");
    let link = topology.links[3].id();
    let mut marks =
        Marks { failed: [Id::parse("lb1").expect("an id")].into_iter().collect(), ..Marks::default() };
    marks.failed.insert_link(link);
    let text = mermaid(&topology, &marks);
    let read = read(&text);
    let (_, failed) = read.classes.iter().next().expect("something has a class");
    assert!(failed.contains("failed") && read.classes.len() == 1, "{:?}", read.classes);
    assert!(text.contains("[\"lb1 ✗\"]") && text.contains("HTTP :80 ✗"), "{text}");
    assert!(text.contains("\n  linkStyle 3 stroke:#b22222"), "{text}");
}
