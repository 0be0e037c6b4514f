//! How well a picture reads, judged from its characters: its size, crossings, bends and length.
//!
//! A link's way is told by the drawing, and believed only where the characters show a line that leads that way.

use spof::diagram::{Charset, Drawing, Marks, Options, Point};
use spof::topology::Topology;

use super::reader::{self, Frame};
use super::sheet::{Place, Sheet, Side};

/// What a picture costs the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Soft {
    pub(super) width: usize,
    pub(super) height: usize,
    /// The cells where two lines cross; where a line crosses a border is none.
    pub(super) crossings: usize,
    /// Over all links, how often their lines turn.
    pub(super) bends: usize,
    /// Over all links, the steps from end to end.
    pub(super) length: usize,
}

/// Judges a picture as it is printed.
pub(super) fn judge(topology: &Topology, drawing: &Drawing) -> Result<Soft, String> {
    let picture = drawing.paint(&Marks::default()).text(Charset::Unicode);
    let sheet = Sheet::new(&picture, false);
    let reading = reader::read(&picture, false)?;
    let mut soft = Soft {
        width: picture.lines().map(spof::text::width).max().unwrap_or(0),
        height: picture.lines().count(),
        crossings: crossings(&sheet, &reading.frames),
        bends: 0,
        length: 0,
    };
    for link in &topology.links {
        let Some(route) = drawing.route(&link.id()) else { continue };
        let turns = turns(&sheet, route).map_err(|what| format!("{}: {what}\n{picture}", link.id()))?;
        soft.bends += turns;
        soft.length += route.len() - 1;
    }
    Ok(soft)
}

/// Judges the picture that a topology gets.
pub(super) fn judge_fresh(topology: &Topology, metrics: bool) -> Soft {
    judge(topology, &Drawing::new(topology, &Options { metrics, ..Options::default() }))
        .expect("the picture can be judged")
}

fn crossings(sheet: &Sheet, frames: &[Frame]) -> usize {
    let crosses = |at: &Place| sheet.arms(*at).len() == 4 && !frames.iter().any(|frame| frame.on_border(*at));
    sheet.places().filter(crosses).count()
}

/// How often a way turns, if the characters show it.
fn turns(sheet: &Sheet, route: &[Point]) -> Result<usize, String> {
    let place = |point: &Point| {
        (i32::try_from(point.x).expect("few columns"), i32::try_from(point.y).expect("few rows"))
    };
    let cells: Vec<Place> = route.iter().map(place).collect();
    let (first, last) = (cells[0], *cells.last().ok_or("no cells")?);
    if sheet.arrow(first).is_none() && sheet.arrow(last).is_none() {
        return Err(format!("no arrow at {first:?} nor at {last:?}"));
    }
    let mut sides = Vec::with_capacity(cells.len());
    for pair in cells.windows(2) {
        let side = [Side::Up, Side::Right, Side::Down, Side::Left]
            .into_iter()
            .find(|side| side.of(pair[0]) == pair[1]);
        sides.push(side.ok_or(format!("a jump from {:?} to {:?}", pair[0], pair[1]))?);
    }
    for (pair, &at) in sides.windows(2).zip(&cells[1..]) {
        let (from, to) = (pair[0].opposite(), pair[1]);
        let is_line = sheet.has_arm(at, from) && sheet.has_arm(at, to);
        // A label may interrupt a line that goes straight on.
        let is_label = (sheet.is_text(at) || sheet.is_blank(at)) && pair[0] == pair[1];
        if !is_line && !is_label {
            return Err(format!("no line at {at:?} from {from:?} to {to:?}"));
        }
    }
    Ok(sides.windows(2).filter(|pair| pair[0] != pair[1]).count())
}
