//! What must be fast, measured: the first frame, a key, the analysis, the layout.
//!
//! `cargo bench` prints medians. No test is timed: a machine may be busy.

mod classics;

use classics::{NAMES, classic};
use divan::{Bencher, black_box};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use spof::analysis::{Engine, Failures, Function, Options as Questions, analyse};
use spof::course::Course;
use spof::diagram::{Charset, Drawing, Marks, Options};
use spof::progress::Store;
use spof::tui::app::App;
use spof::tui::input::{Chord, Input};
use spof::tui::screen::{Destination, World, lab::Start};
use spof::tui::theme::ThemeName;

fn main() {
    divan::main();
}

/// The sizes of terminal that are measured.
const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];

fn app(start: Destination) -> App {
    App::new(World::new(Course::embedded(), Store::in_memory(), ThemeName::Dark, Charset::Unicode), start)
}

fn draw(app: &mut App, (width, height): (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    app.draw(area, &mut buffer);
    buffer
}

/// From nothing to the first frame, without the process itself and the disk.
#[divan::bench(args = SIZES)]
fn first_frame(bencher: Bencher, size: (u16, u16)) {
    bencher.bench_local(|| draw(&mut app(Destination::Home), size));
}

/// A key in a lesson and the frame after it.
#[divan::bench(args = SIZES)]
fn key_to_frame_in_a_lesson(bencher: Bencher, size: (u16, u16)) {
    let lesson =
        Destination::Lesson { lesson: "0-one-server".to_owned(), step: Some("the-database".to_owned()) };
    let mut app = app(lesson);
    draw(&mut app, size);
    bencher.bench_local(|| {
        app.handle(Input::Key(Chord::char('j')));
        draw(&mut app, size)
    });
}

/// An edit in the lab, with its analysis, and the frame after it.
#[divan::bench(args = NAMES)]
fn edit_to_frame_in_the_lab(bencher: Bencher, name: &str) {
    let topology = Box::new(classic(name));
    let mut app = app(Destination::Lab(Start::Copy { name: name.to_owned(), topology }));
    draw(&mut app, (120, 40));
    for letter in ":add host extra".chars() {
        app.handle(Input::Key(Chord::char(letter)));
    }
    app.handle(Input::Key(Chord::key(crossterm::event::KeyCode::Enter)));
    let mut forward = false;
    bencher.bench_local(|| {
        // The edit is taken back and made again, in turn.
        app.handle(Input::Key(Chord::char(if forward { 'U' } else { 'u' })));
        forward = !forward;
        draw(&mut app, (120, 40))
    });
}

#[divan::bench(args = NAMES)]
fn whole_analysis(bencher: Bencher, name: &str) {
    let topology = classic(name);
    bencher.bench_local(|| analyse(black_box(&topology), &Questions::default()));
}

#[divan::bench(args = NAMES)]
fn one_outcome(bencher: Bencher, name: &str) {
    let topology = classic(name);
    let engine = Engine::new(&topology);
    let failures = Failures::crash(topology.hosts.iter().take(1).map(|host| host.id.clone()));
    bencher.bench_local(|| engine.outcome(black_box(&failures), Function::Write));
}

#[divan::bench(args = NAMES)]
fn layout_and_picture(bencher: Bencher, name: &str) {
    let topology = classic(name);
    bencher.bench_local(|| Drawing::new(black_box(&topology), &Options::default()).paint(&Marks::default()));
}

#[divan::bench(args = NAMES)]
fn picture_alone(bencher: Bencher, name: &str) {
    let drawing = Drawing::new(&classic(name), &Options::default());
    let marks = Marks::default();
    bencher.bench_local(|| drawing.paint(black_box(&marks)));
}
