//! Blank rows between the rows of a layout, for labels that found no place.
//!
//! A row that is put between two others holds nothing but the lines that run down through it, so a label often fits
//! there beside its line where no row as it is has room. Nothing changes its column, and nothing changes sides: the
//! layout is only pulled apart.

use std::collections::BTreeMap;

use super::canvas::Canvas;
use super::label::{CLEAR, NEAR};
use super::line::{Label, Line, Place};
use super::route::{Area, Layout};

/// The rows to put in, by the row that each comes after, with the columns that labels take in it.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    rows: BTreeMap<i32, Vec<Vec<(i32, i32)>>>,
    /// The line of each label, the row after which it stands, the one of those put in there, and its first column.
    labels: Vec<(usize, i32, usize, i32)>,
}

impl Stretch {
    /// Finds rows for the labels of some lines; hands back those for which there is none.
    pub(super) fn new(canvas: &Canvas, layout: &Layout, lines: &[usize]) -> (Self, Vec<usize>) {
        let mut stretch = Self::default();
        let open = open_rows(layout);
        let mut rest = Vec::new();
        for &number in lines {
            let line = &layout.lines[number];
            let found = line.label.as_ref().and_then(|label| stretch.find(canvas, &open, line, label));
            match found {
                Some((after, level, x)) => stretch.labels.push((number, after, level, x)),
                None => rest.push(number),
            }
        }
        (stretch, rest)
    }

    /// Finds a row for a label, as near to its line's tail as can be; rather one that others need too.
    fn find(
        &mut self,
        canvas: &Canvas,
        open: &[bool],
        line: &Line,
        label: &Label,
    ) -> Option<(i32, usize, i32)> {
        let width = label.width();
        let mut fresh = None;
        for (x, y) in boundaries(open, line) {
            let clear = |from: i32, to: i32| (from..=to).all(|x| !canvas.runs_down((x, y)));
            let sides = [
                (clear(x + 1, x + NEAR + width + CLEAR), x + 1 + NEAR),
                (clear(x - NEAR - width - CLEAR, x - 1), x - NEAR - width),
            ];
            for (_, from) in sides.into_iter().filter(|(clear, _)| *clear) {
                let (first, last) = (from - CLEAR, from + width - 1 + CLEAR);
                let is_free =
                    |taken: &Vec<(i32, i32)>| taken.iter().all(|&(left, right)| right < first || last < left);
                let rows = self.rows.get_mut(&y);
                if let Some(level) = rows.as_ref().and_then(|rows| rows.iter().position(is_free)) {
                    if let Some(rows) = rows {
                        rows[level].push((from, from + width - 1));
                    }
                    return Some((y, level, from));
                }
                fresh.get_or_insert((y, from));
            }
        }
        let (y, from) = fresh?;
        let rows = self.rows.entry(y).or_default();
        rows.push(vec![(from, from + width - 1)]);
        Some((y, rows.len() - 1, from))
    }

    /// Pulls a layout apart and gives the labels their places.
    pub(super) fn apply(&self, layout: &mut Layout) {
        // By row: how many are put in before it.
        let mut more: Vec<(i32, i32)> = Vec::with_capacity(self.rows.len());
        let mut sum = 0;
        for (&after, rows) in &self.rows {
            sum += super::geometry::signed(rows.len());
            more.push((after, sum));
        }
        let shifted = |y: i32| {
            let before = more.partition_point(|&(after, _)| after < y);
            y + before.checked_sub(1).map_or(0, |last| more[last].1)
        };
        let shift_area = |area: &mut Area| {
            let bottom = shifted(area.bottom());
            area.y = shifted(area.y);
            area.height = bottom - area.y + 1;
        };
        let shift = |place: &mut Place| place.1 = shifted(place.1);
        layout.nodes.iter_mut().filter(|area| area.width > 0).for_each(shift_area);
        layout.frames.iter_mut().for_each(|(_, area)| shift_area(area));
        for line in &mut layout.lines {
            line.segments.iter_mut().flat_map(|run| [&mut run.from, &mut run.to]).for_each(shift);
            line.arrows.iter_mut().chain(&mut line.caps).for_each(|(at, _)| shift(at));
            line.ways.iter_mut().flat_map(|way| [&mut way.tail, &mut way.head]).for_each(shift);
            line.label.iter_mut().filter_map(|label| label.at.as_mut()).for_each(shift);
        }
        for &(number, after, level, x) in &self.labels {
            if let Some(label) = &mut layout.lines[number].label {
                label.at = Some((x, shifted(after) + 1 + super::geometry::signed(level)));
            }
        }
    }
}

/// By row: whether one may be put in after it, since no box is there.
fn open_rows(layout: &Layout) -> Vec<bool> {
    let mut open = vec![
        false;
        layout.channels.last().map_or(0, |last| last.bottom() + 1).max(0).unsigned_abs()
            as usize
    ];
    for channel in &layout.channels {
        for y in channel.top - 1..=channel.bottom() {
            if let Some(open) = usize::try_from(y).ok().and_then(|y| open.get_mut(y)) {
                *open = true;
            }
        }
    }
    // The boxes beside the rows stand anywhere.
    for area in layout.nodes.iter().filter(|area| area.width > 0) {
        for y in area.y..area.bottom() {
            if let Some(open) = usize::try_from(y).ok().and_then(|y| open.get_mut(y)) {
                *open = false;
            }
        }
    }
    open
}

/// Where a row can be put in that a line runs down through, nearest to its tail first: the column and the row before.
fn boundaries(open: &[bool], line: &Line) -> Vec<Place> {
    let tail = line.ways.first().map(|way| way.tail).unwrap_or_default();
    let mut all: Vec<Place> = line
        .segments
        .iter()
        .filter(|run| run.from.0 == run.to.0)
        .flat_map(|run| (run.from.1.min(run.to.1)..run.from.1.max(run.to.1)).map(|y| (run.from.0, y)))
        .filter(|&(_, y)| usize::try_from(y).ok().and_then(|y| open.get(y)).is_some_and(|open| *open))
        .collect();
    all.sort_unstable_by_key(|&(x, y)| ((x - tail.0).abs() + (y - tail.1).abs(), y, x));
    all.dedup();
    all
}
