//! DOT texts, read by a strict reader of the part of the language that is written, and by Graphviz where it is there.

use std::io::Write;
use std::process::{Command, Stdio};

use spof::diagram::{Drawing, Marks, Options};
use spof::export::dot::write;
use spof::topology::{Id, Topology};

use super::{HOSTILE, Read, all, named};
use crate::designs::design;

fn dot(topology: &Topology, marks: &Marks, metrics: bool) -> String {
    let drawing = Drawing::new(topology, &Options { metrics, ..Options::default() });
    write(topology, &drawing, marks, &drawing.paint(marks))
}

/// A word of the language (<https://graphviz.org/doc/info/lang.html>).
#[derive(Debug, Clone, PartialEq)]
enum Word {
    /// A name or a quoted string.
    Id(String),
    /// `{`, `}`, `[`, `]`, `=`, `,`, or `->`.
    Mark(&'static str),
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(mark) =
            ["{", "}", "[", "]", "=", ",", "->"].into_iter().find(|mark| rest.starts_with(mark))
        {
            words.push(Word::Mark(mark));
            rest = &rest[mark.len()..];
        } else if first == '"' {
            let end = rest.char_indices().skip(1).find(|&(at, c)| c == '"' && !is_escaped(&rest[..at]));
            let (end, _) = end.expect("a string has an end");
            words.push(Word::Id(label(&rest[1..end])));
            rest = &rest[end + 1..];
        } else {
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
                .unwrap_or(rest.len());
            assert!(end > 0, "{first:?} begins no word");
            words.push(Word::Id(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    words
}

fn is_escaped(before: &str) -> bool {
    before.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1
}

/// What a label shows (<https://graphviz.org/docs/attr-types/escString/>).
fn label(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        shown.push(match c {
            '\\' => match rest.next() {
                Some('n') => '\n',
                Some(same @ ('\\' | '"')) => same,
                other => panic!("the escape {other:?} in {text:?}"),
            },
            '\n' => panic!("a line ends within {text:?}"),
            other => other,
        });
    }
    assert_eq!(shown.matches('&').count(), shown.matches("&amp;").count(), "{shown:?}");
    shown.replace("&amp;", "&")
}

/// A reader of a graph.
struct Reader {
    words: std::vec::IntoIter<Word>,
    around: Vec<(String, String)>,
    read: Read,
}

impl Reader {
    fn id(&mut self) -> String {
        match self.words.next() {
            Some(Word::Id(id)) => id,
            other => panic!("{other:?} instead of a name"),
        }
    }

    fn mark(&mut self, wanted: &str) {
        match self.words.next() {
            Some(Word::Mark(mark)) if mark == wanted => {}
            other => panic!("{other:?} instead of {wanted}"),
        }
    }

    fn attributes(&mut self) -> Vec<(String, String)> {
        self.mark("[");
        let mut found: Vec<(String, String)> = Vec::new();
        loop {
            let key = self.id();
            self.mark("=");
            assert!(found.iter().all(|(known, _)| *known != key), "{key} twice");
            let value = self.id();
            found.push((key, value));
            match self.words.next() {
                Some(Word::Mark(",")) => {}
                Some(Word::Mark("]")) => return found,
                other => panic!("{other:?} in attributes"),
            }
        }
    }

    fn statements(&mut self) {
        loop {
            match self.words.next() {
                Some(Word::Mark("}")) => return,
                Some(Word::Id(id)) => self.statement(id),
                other => panic!("{other:?} instead of a statement"),
            }
        }
    }

    fn statement(&mut self, id: String) {
        let get = |attributes: &[(String, String)], key: &str| {
            attributes
                .iter()
                .find(|(known, _)| known == key)
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        match id.as_str() {
            "subgraph" => {
                let id = self.id();
                assert!(id.starts_with("cluster_"), "{id} is drawn as no box");
                self.mark("{");
                self.around.push((id, String::new()));
                self.statements();
                self.around.pop();
            }
            "graph" => {
                let attributes = self.attributes();
                let title = get(&attributes, "label");
                match self.around.last_mut() {
                    Some((id, inner)) => {
                        let classes = get(&attributes, "class").split(' ').map(str::to_owned).collect();
                        self.read.classes.insert(id.clone(), classes);
                        *inner = title;
                    }
                    None => assert_eq!(title, self.read.title),
                }
            }
            "node" | "edge" => drop(self.attributes()),
            _ => {
                if self.words.as_slice().first() == Some(&Word::Mark("->")) {
                    self.mark("->");
                    let head = self.id();
                    let attributes = self.attributes();
                    let broken = !get(&attributes, "style").is_empty();
                    let ends = if get(&attributes, "dir") == "back" { (head, id) } else { (id, head) };
                    self.read.links.push((ends.0, ends.1, get(&attributes, "label"), broken));
                } else {
                    let attributes = self.attributes();
                    let lines = get(&attributes, "label").split('\n').map(str::to_owned).collect();
                    let around = self.around.iter().map(|(_, title)| title.clone()).collect();
                    let classes = get(&attributes, "class").split(' ').map(str::to_owned).collect();
                    self.read.classes.insert(id.clone(), classes);
                    assert!(self.read.nodes.insert(id, (around, lines)).is_none(), "a box twice");
                }
            }
        }
    }
}

fn read(text: &str) -> Read {
    let mut reader = Reader { words: words(text).into_iter(), around: Vec::new(), read: Read::default() };
    assert_eq!(reader.id(), "digraph");
    reader.read.title = reader.id();
    reader.mark("{");
    reader.statements();
    assert_eq!(reader.words.next(), None);
    reader.read
}

#[test]
fn a_reader_of_the_graph_finds_the_design() {
    for (name, topology) in all().into_iter().chain([("hostile".to_owned(), named(HOSTILE))]) {
        read(&dot(&topology, &Marks::default(), true)).check(&name, &topology);
    }
}

#[test]
fn graphviz_takes_every_graph_without_a_word() {
    if Command::new("dot").arg("-V").stderr(Stdio::null()).status().is_err() {
        println!("dot is not on the PATH: Graphviz has not read the graphs.");
        return;
    }
    for (name, topology) in all().into_iter().chain([("hostile".to_owned(), named(HOSTILE))]) {
        let mut dot_run = Command::new("dot")
            .arg("-Tcanon")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let text = dot(&topology, &Marks::default(), true);
        dot_run.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it reads");
        let run = dot_run.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.success() && said.is_empty(), "{name}: {said}\n{text}");
        let canon = String::from_utf8_lossy(&run.stdout).into_owned();
        assert_eq!(
            canon.matches("->").count() - text.matches("\"-->\"").count(),
            topology.links.len(),
            "{name}\n{canon}"
        );
    }
}

#[test]
fn states_are_classes_signs_and_pens() {
    let topology = design("c3");
    let marks = Marks {
        failed: [Id::parse("lb1").expect("an id")].into_iter().collect(),
        spof: [Id::parse("web.nginx").expect("an id")].into_iter().collect(),
        ..Marks::default()
    };
    let text = dot(&topology, &marks, true);
    let read = read(&text);
    assert!(
        read.classes["cluster_lb1"].contains("failed") && !read.classes["cluster_lb2"].contains("failed")
    );
    assert!(read.classes["web.nginx"].contains("spof"));
    assert_eq!(read.nodes["web.nginx"].1, ["nginx ◆"]);
    assert!(text.contains("label=\"lb1 ✗\", style=\"solid,dashed\""), "{text}");
}

#[test]
fn a_link_that_is_hidden_is_told_of_at_its_caller() {
    let (_, topology) = all().into_iter().find(|(name, _)| name == "3").expect("a design with monitoring");
    let read = read(&dot(&topology, &Marks::default(), false));
    assert_eq!(read.nodes["lb1.lb1_agent"].1, ["agent", "metrics :9100 to mon1.prom"]);
    let hidden =
        read.nodes.values().flat_map(|(_, lines)| lines).filter(|line| line.contains(" to ")).count();
    assert_eq!(read.links.len() + hidden, topology.links.len());
}
