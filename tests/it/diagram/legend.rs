//! The legend: everything that needs words in a picture, and nothing that is not in it.

use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::topology::{Id, Topology};

use super::classics::{all, design};

fn legend(topology: &Topology, marks: &Marks, charset: Charset) -> String {
    Drawing::new(topology, &Options::default()).paint(marks).legend().text(charset)
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("an id")
}

#[test]
fn every_sign_of_a_picture_is_explained_and_no_other() {
    let topology = design("lessons/classics/c3x2.ron");
    let signs = [('✗', '#'), ('~', '~'), ('▲', '^'), ('◆', '!'), ('*', '*')];
    for shown in 0..signs.len() {
        let one = |at: usize| (at == shown).then(|| id("web1.nginx")).into_iter().collect();
        let marks = Marks {
            failed: one(0),
            degraded: one(1),
            bottleneck: one(2),
            spof: one(3),
            highlighted: one(4),
            ..Marks::default()
        };
        let unicode = legend(&topology, &marks, Charset::Unicode);
        let ascii = legend(&topology, &marks, Charset::Ascii);
        for (at, (sign, plain)) in signs.into_iter().enumerate() {
            let explained = |text: &str, sign: char| {
                text.lines().any(|line| line.split("  ").next().is_some_and(|sample| sample.ends_with(sign)))
            };
            assert_eq!(explained(&unicode, sign), at == shown, "{sign}\n{unicode}");
            assert_eq!(explained(&ascii, plain), at == shown, "{plain}\n{ascii}");
        }
        assert!(ascii.is_ascii(), "{ascii}");
    }
}

#[test]
fn each_row_has_words_of_its_own_in_one_column() {
    for (name, topology) in all() {
        let text = legend(&topology, &Marks::default(), Charset::Unicode);
        let mut words: Vec<&str> = Vec::new();
        for line in text.lines() {
            let (sample, said) = line.split_at(line.char_indices().nth(11).map_or(line.len(), |(at, _)| at));
            assert!(sample.ends_with("  ") && said.starts_with(|c: char| c.is_lowercase()), "{name}: {line}");
            assert!(!words.contains(&said), "{name}: twice: {said}");
            words.push(said);
        }
        assert!(!words.is_empty(), "{name}");
    }
}

#[test]
fn the_picture_above_its_legend_is_the_picture() {
    for (name, topology) in all() {
        let picture = Drawing::new(&topology, &Options::default()).paint(&Marks::default());
        let (plain, both) = (picture.text(Charset::Unicode), picture.with_legend().text(Charset::Unicode));
        let legend = picture.legend().text(Charset::Unicode);
        assert_eq!(both, format!("{plain}\n{legend}"), "{name}");
    }
}

#[test]
fn nothing_needs_no_legend() {
    let picture = Drawing::new(&Topology::default(), &Options::default()).paint(&Marks::default());
    assert_eq!(picture.with_legend().text(Charset::Unicode), "");
}
