//! The reader of pictures sees what a careful person would complain of; else its silence would prove nothing.

use super::reader::read;

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
