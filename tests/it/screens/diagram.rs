//! How much of a design a pane shows, which way round, and how the learner moves over what is larger.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use spof::diagram::Charset;
use spof::lesson::Subject;
use spof::topology::{Id, Topology};
use spof::tui::input::MouseKind;
use spof::tui::screen::{Destination, lab::Start};
use spof::tui::theme::{Theme, ThemeName};
use spof::tui::widget::board::Board;

use crate::designs::grown::grown;
use crate::support::tutor::Tutor;

fn design(path: &str) -> Topology {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(path)).expect("the design can be read");
    spof::topology::parse(path, &text).expect("the design is right")
}

fn lab(topology: Topology) -> Tutor {
    Tutor::at(Destination::Lab(Start::Copy { name: "test".to_owned(), topology: Box::new(topology) }))
}

fn scaled_out() -> Tutor {
    lab(design("lessons/classics/c3x2.ron"))
}

#[test]
fn a_pane_shows_as_much_as_fits_it() {
    let mut tutor = scaled_out();
    tutor.shows("haproxy").shows("├─ files ─► code").hides("top-down");
    tutor.resize(90, 40).shows("machines only, top-down · v shows more").hides("│ haproxy").shows("│ lb1 │");
    tutor.resize(120, 30).shows("clusters only, top-down").shows("│ vip (2) │").hides("│ lb1 │");
    tutor.resize(120, 40).shows("haproxy").hides("top-down");
}

#[test]
fn what_is_larger_than_its_pane_says_so_and_can_be_moved() {
    let mut tutor = scaled_out();
    tutor.resize(80, 24).shows("clusters only · drawn 46x23, view 46x16").shows("▾").hides("│ db (2) │");
    tutor.press("shift-down shift-down").shows("│ db (2) │").shows("▴").hides("user");
    tutor.press("shift-up shift-up").shows("user").hides("│ db (2) │");
    let board = Position::new(20, 8);
    for _ in 0..4 {
        tutor.mouse(MouseKind::WheelDown, board);
    }
    tutor.shows("│ db (2) │").hides("user");
}

#[test]
fn a_click_on_the_overview_leads_there() {
    let mut tutor = scaled_out();
    tutor.resize(80, 24).press("v").shows("drawn 58x31, view 47x16").hides("mysql");
    let overview = tutor.find("■");
    let screen = tutor.screen();
    let lines: Vec<&str> = screen.lines().collect();
    let foot =
        (usize::from(overview.y)..lines.len()).find(|row| !lines[*row].contains('■')).expect("it ends");
    tutor.mouse(MouseKind::Press, Position::new(overview.x, foot as u16 - 1)).shows("mysql").hides("user");
    let overview = tutor.find("■");
    tutor.mouse(MouseKind::Drag, overview).shows("user").hides("mysql");
}

#[test]
fn a_key_shows_more_or_less_and_another_turns_the_picture() {
    let mut tutor = scaled_out();
    tutor.press("v").shows("The diagram shows components in rows.").shows("├─ code").hides("files");
    tutor.press("v").shows("The diagram shows machines only.").hides("nginx");
    tutor.press("v").shows("The diagram shows clusters only.").shows("vip (2)");
    tutor.press("v").shows("as much as fits").shows("files");
    tutor.press("v v v o").shows("The diagram reads left-right.").shows("─► vip (2) ├─");
    tutor.press("o").shows("The diagram reads top-down.").shows("▼");
    tutor.press("o").shows("the way that suits the screen");
}

#[test]
fn a_wide_and_low_pane_reads_from_left_to_right() {
    let mut tutor = lab(design("lessons/classics/c1.ron"));
    tutor.resize(220, 24).shows("components in rows, left-right · v shows more");
    tutor.resize(120, 40).hides("left-right");
}

#[test]
fn what_is_chosen_and_fails_is_what_stands_for_it() {
    let mut tutor = scaled_out();
    tutor.press("v v v").click("vip (2)").shows("lb1").press("f").shows("lb1 has stopped.").shows("✗vip (2)");
    tutor.wait().press("v v").shows("┌ lb1 ✗").shows("✗haproxy").shows("┌ vip ~");
}

/// What a board shows in a pane.
fn shown(board: &Board, width: u16, height: u16) -> String {
    let pane = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(pane);
    board.draw(pane, &mut buffer, Charset::Unicode, &Theme::new(ThemeName::Dark));
    let row = |y: u16| (0..width).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>() + "\n";
    (0..height).map(row).collect()
}

#[test]
fn what_a_text_speaks_of_is_drawn_however_small_the_pane_is() {
    let mut board = Board::new(design("lessons/classics/c3x2.ron"));
    assert!(shown(&board, 50, 24).contains("clusters only"), "{}", shown(&board, 50, 24));
    let part = |text: &str| Subject::Part(Id::parse(text).expect("an id"));
    board.highlight(&[part("web1")]);
    assert!(shown(&board, 50, 24).contains("machines only"), "{}", shown(&board, 50, 24));
    board.highlight(&[part("web1.nginx")]);
    assert!(shown(&board, 50, 24).contains("components in rows"), "{}", shown(&board, 50, 24));
    board.highlight(&[]);
    assert!(shown(&board, 50, 24).contains("clusters only"), "{}", shown(&board, 50, 24));
}

#[test]
fn a_lesson_keeps_how_its_diagram_is_seen() {
    let (lesson, step) = ("0-one-server".to_owned(), Some("break-it-the-database-stops".to_owned()));
    let mut tutor = Tutor::at(Destination::Lesson { lesson, step });
    tutor.press("v").shows("components in rows").press("o").shows("components in rows, left-right");
    tutor.press("n").shows("step 12").shows("components in rows, left-right");
}

#[test]
fn a_design_that_is_too_large_is_refused_in_words() {
    let topology = grown("random", 10_000);
    let said = format!("The design has {} machines", topology.hosts.len() + topology.parts.len());
    let mut tutor = lab(topology);
    tutor.shows(&said).shows("D says it in sentences").resize(60, 20).shows("too many to draw");
}

#[test]
fn no_size_is_too_small_for_any_level() {
    let mut tutor = scaled_out();
    for (width, height) in [(0, 0), (1, 1), (10, 3), (36, 9), (60, 16), (61, 20)] {
        tutor.resize(width, height);
        for key in ["v", "o", "shift-left", "shift-right", "shift-up", "shift-down"] {
            tutor.press(key);
        }
        tutor.mouse(MouseKind::Press, Position::new(width / 2, height / 2));
    }
}
