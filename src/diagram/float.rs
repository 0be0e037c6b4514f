//! Boxes that nothing drawn leads to while others have their rows: monitoring services whose links are hidden.
//! They float in the blank to the right of the top row, so that they make the drawing no taller.

use super::geometry::signed;
use super::plan::Plan;
use super::route::{Area, Layout};

/// The blanks between a floating box and anything else.
const AROUND: i32 = 3;

/// Puts the floating boxes side by side, each as far to the left as it does not cover anything.
pub(super) fn place(plan: &Plan, layout: &mut Layout) {
    for &node in &plan.floats {
        let inside = &plan.insides[node];
        let mut area = Area { x: top_end(layout) + AROUND, y: 0, width: inside.width, height: inside.height };
        if let Some((x, y)) = plan.before[node]
            && is_free(layout, Area { x, y, ..area })
        {
            layout.nodes[node] = Area { x, y, ..area };
            continue;
        }
        let end = layout.right() + AROUND + 1;
        while area.x < end && !is_free(layout, area) {
            area.x += 1;
        }
        layout.nodes[node] = area;
    }
}

/// The first column right of the boxes in the top row.
fn top_end(layout: &Layout) -> i32 {
    let top = layout.nodes.iter().filter(|area| area.width > 0 && area.y <= 1);
    top.map(|area| area.right() + 1).max().unwrap_or(0)
}

fn is_free(layout: &Layout, area: Area) -> bool {
    let around =
        Area { x: area.x - AROUND, y: area.y - 1, width: area.width + 2 * AROUND, height: area.height + 2 };
    let meets = |other: &Area| {
        around.x <= other.right()
            && other.x <= around.right()
            && around.y <= other.bottom()
            && other.y <= around.bottom()
    };
    let boxes = layout.nodes.iter().filter(|other| other.width > 0);
    let frames = layout.frames.iter().map(|(_, frame)| frame);
    let runs = layout.lines.iter().flat_map(|line| &line.segments).map(|run| Area {
        x: run.from.0.min(run.to.0),
        y: run.from.1.min(run.to.1),
        width: signed(run.from.0.abs_diff(run.to.0) as usize) + 1,
        height: signed(run.from.1.abs_diff(run.to.1) as usize) + 1,
    });
    !boxes.chain(frames).any(meets) && !runs.into_iter().any(|run| meets(&run))
}
