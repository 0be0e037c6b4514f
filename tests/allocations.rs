//! What moves on a board costs no memory: a frame of an animation allocates nothing.
//!
//! This is a binary of its own, for the allocator that counts is the whole program's.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use spof::analysis::Function;
use spof::diagram::Charset;
use spof::topology::{Id, Topology};
use spof::tui::theme::{Theme, ThemeName};
use spof::tui::widget::board::Board;

fn design(path: &str) -> Topology {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(path)).expect("the design can be read");
    spof::topology::parse(path, &text).expect("the design is right")
}

/// The allocations of all frames until nothing moves, and how many frames there were.
fn allocations(board: &mut Board, pane: Rect) -> (u64, usize) {
    let mut buffer = Buffer::empty(pane);
    let theme = Theme::new(ThemeName::Dark);
    // What is shown is laid out, painted and put into words once.
    board.draw(pane, &mut buffer, Charset::Unicode, &theme);
    let mut frames = 0;
    let counted = allocation_counter::measure(|| {
        while board.is_moving() {
            board.elapse(Duration::from_millis(40));
            board.draw(pane, &mut buffer, Charset::Unicode, &theme);
            frames += 1;
        }
    });
    (counted.count_total, frames)
}

#[test]
fn the_counter_counts() {
    let counted = allocation_counter::measure(|| drop(std::hint::black_box(vec![1, 2, 3])));
    assert_eq!(counted.count_total, 1);
}

#[test]
fn a_frame_allocates_nothing_whatever_moves_and_however_it_is_drawn() {
    for name in ["c0", "c1", "c2", "c3", "c3x2"] {
        let topology = design(&format!("lessons/classics/{name}.ron"));
        // Everything, from left to right, folded, and with an overview.
        for (width, height) in [(120, 50), (240, 24), (60, 40), (48, 20)] {
            let pane = Rect::new(0, 0, width, height);
            for function in Function::ALL {
                let mut board = Board::new(topology.clone());
                let legs = board.request(function);
                board.play(legs);
                let (allocated, frames) = allocations(&mut board, pane);
                assert!(frames > 20, "{name}: a {} takes {frames} frames", function.noun());
                assert_eq!(
                    allocated,
                    0,
                    "{name}, {width} by {height}: a {} in {frames} frames",
                    function.noun()
                );
            }
        }
    }
}

#[test]
fn neither_does_a_failover() {
    for (name, part) in [("c3", "lb1"), ("c3x2", "lb1"), ("c3x2", "db1")] {
        let mut board = Board::new(design(&format!("lessons/classics/{name}.ron")));
        board.toggle_failure(&Id::parse(part).expect("an id"));
        let (allocated, frames) = allocations(&mut board, Rect::new(0, 0, 100, 45));
        assert!(frames > 20, "{name}: {part} takes {frames} frames");
        assert_eq!(allocated, 0, "{name}: {part} in {frames} frames");
    }
}
