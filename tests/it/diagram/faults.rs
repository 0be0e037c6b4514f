//! The reader of pictures sees what a careful person would complain of; else its silence would prove nothing.

use spof::topology::{Protocol, Topology};

use super::classics::design;
use super::reader::read;
use super::sheet::Sheet;

const RIGHT: &str = "
   ┌──────┐
   │ user │
   └──┬───┘
      │ HTTP :80
┌ web ▼──────┐
│ nginx      │
│ ▼ FastCGI  │
│ app        │
└────────────┘
";

fn changed(from: &str, to: &str) -> String {
    assert!(RIGHT.contains(from), "`{from}` is in the picture");
    RIGHT.replacen(from, to, 1)
}

#[test]
fn a_right_picture_is_read() {
    let reading = read(RIGHT, false).expect("it is right");
    let shown: Vec<String> = reading
        .links
        .iter()
        .map(|link| format!("{}/{} → {}/{} {}", link.from.0, link.from.1, link.to.0, link.to.1, link.label))
        .collect();
    assert_eq!(shown, ["/user → web/nginx HTTP :80", "web/nginx → web/app FastCGI"]);
    assert_eq!(reading.frames.len(), 2);
}

#[test]
fn a_line_that_ends_nowhere_is_seen() {
    assert!(read(&changed("└──┬───┘", "└──────┘"), false).is_err());
    assert!(read(&changed("      │ HTTP", "        HTTP"), false).is_err());
    assert!(read(&changed("│ HTTP :80", "┘ HTTP :80"), false).is_err());
}

#[test]
fn an_arrow_at_nothing_is_seen() {
    assert!(read(&changed("      │ HTTP", "   ◄──┘ HTTP"), false).is_err());
    assert!(read(&changed("┌ web ▼──", "┌ web ▲──"), false).is_err());
}

#[test]
fn a_stray_label_is_seen() {
    assert!(read(&changed("│ HTTP :80", "│     HTTP :80"), false).is_err());
    assert!(read(&format!("{RIGHT}\nlost\n"), false).is_err());
}

#[test]
fn a_label_between_two_lines_is_seen() {
    let two = "
┌────────────────┐
│ user           │
└──┬──────────┬──┘
   │ HTTP :80 │
┌──▼──────────▼──┐
│ web            │
└────────────────┘
";
    let error = read(two, false).expect_err("nobody can tell whose label it is");
    assert!(error.contains("belongs to 2 nets"), "{error}");
}

#[test]
fn a_cut_label_reads_otherwise() {
    let reading = read(&changed("HTTP :80", "HTTP :8"), false).expect("it can be read");
    assert!(reading.links.iter().all(|link| link.label != "HTTP :80"));
}

#[test]
fn boxes_over_one_another_are_seen() {
    let over = "
┌────────┐
│ one ┌──┼─────┐
└─────┼──┘     │
      │ two    │
      └────────┘
";
    let reading = read(over, false);
    assert!(reading.is_err() || reading.is_ok_and(|reading| reading.frames.len() < 2));
}

/// What ELK draws of two of the designs, through d2: the best of the other tools.
const RIVALS: [(&str, &str); 2] =
    [("3", include_str!("rivals/elk-3.txt")), ("4", include_str!("rivals/elk-4.txt"))];

/// The titles and labels that are not printed as often as the design has them, each with clear space around it.
fn lost(picture: &str, topology: &Topology) -> Vec<String> {
    let sheet = Sheet::new(picture, false);
    let titles = topology.hosts.iter().map(|host| host.label.clone().unwrap_or_else(|| host.id.to_string()));
    let labels = topology.links.iter().map(|link| match (&link.label, link.port()) {
        (Some(label), _) => label.clone(),
        (None, port) if port == 0 || link.protocol == Protocol::Replication => {
            link.protocol.title().to_owned()
        }
        (None, port) => format!("{} :{port}", link.protocol.title()),
    });
    let mut wanted: Vec<String> = titles.chain(labels).collect();
    for run in sheet.runs.values().flatten() {
        if let Some(place) = wanted.iter().position(|word| *word == run.text) {
            wanted.swap_remove(place);
        }
    }
    wanted.sort();
    wanted
}

#[test]
fn the_known_faults_of_another_tool_are_seen() {
    for (number, picture) in RIVALS {
        let error = read(picture, false).expect_err("lines cut the borders, and arrows stop before boxes");
        assert!(error.contains("points at no box"), "{number}: {error}");
        let lost = lost(picture, &design(&format!("tests/it/diagram/designs/{number}.ron")));
        // Two labels of design 4 ran into one another over a title, one was cut by a line, one covers a title.
        let known: &[&str] =
            if number == "3" { &["mon1"] } else { &["HTTP :80", "SQL :3306", "SQL :3306", "app2", "db1"] };
        for word in known {
            let times = |words: &mut dyn Iterator<Item = &str>| words.filter(|other| other == word).count();
            assert!(
                times(&mut lost.iter().map(String::as_str)) >= times(&mut known.iter().copied()),
                "{number}: `{word}` is not missed: {lost:?}"
            );
        }
    }
}
