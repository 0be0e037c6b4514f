//! What is drawn in place of a design that is too large: two lines that say so.
//!
//! A picture of thousands of boxes helps nobody, and takes minutes and gigabytes.

use super::canvas::Canvas;
use super::limit::TooLarge;
use super::order::Item;
use super::picture::{Picture, Role};
use super::plan::Plan;
use crate::topology::Topology;

/// The most cells that a drawing may be expected to have.
const MOST_CELLS: usize = 12_000_000;

/// Whether a plan would become a drawing of too many cells, by a rough count from below.
pub(super) fn is_too_wide(plan: &Plan) -> bool {
    let width = |item: &Item| match item {
        Item::Node(_) => 12,
        Item::Pass(_) => 2,
    };
    let widest = plan.rows.iter().map(|row| row.iter().map(width).sum::<usize>()).max().unwrap_or(0);
    let boxes = 5 * plan.rows.len();
    // About half of the nets that cross a channel find a track beside another one.
    let tracks: usize = plan.nets.iter().map(|net| 1 + net.passes().len() / 4).sum::<usize>() / 2;
    widest * (boxes + tracks) > MOST_CELLS
}

/// The picture that says so.
pub(super) fn picture(topology: &Topology) -> Picture {
    let lines = [TooLarge::of(topology).to_string(), "Draw a part of it in a file of its own.".to_owned()];
    let widest = lines.iter().map(|line| super::inside::columns(line)).max().unwrap_or(0);
    let mut canvas = Canvas::new(0, widest, 1);
    for (y, line) in (0..).zip(&lines) {
        canvas.text((0, y), line, Role::Label);
    }
    let (_, width, height, cells, alphabet) = canvas.into_cells();
    Picture { width, height, cells, alphabet: std::sync::Arc::new(alphabet) }
}
