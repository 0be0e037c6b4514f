//! A picture as an SVG file: real lines, boxes and texts, for reports and slides.
//!
//! It shows just what the cells show: every line of the picture is a line, every text one text in a monospace
//! font that is given its width, so that it fits whatever font the reader has. States are classes, signs and
//! pens. People who cannot see it get the title and a description.

mod letters;
mod lines;
mod look;
mod path;

use crate::diagram::{Drawing, Marks, Picture};
use crate::topology::Topology;

use super::escape::{push, xml};
use lines::Lines;
use look::Palette;
use path::{CELL, MARGIN};

pub use look::Ground;

/// The fonts that letters are shown in: the first that the reader has.
const FONTS: &str = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace";

/// What goes with a picture into its file.
#[derive(Debug, Clone, Default)]
pub struct Sheet<'a> {
    /// The ground that it is made for.
    pub ground: Ground,
    /// What it shows, in words.
    pub description: &'a str,
}

/// Writes a picture, which [`Drawing::paint`] has made with these marks, as an SVG file.
#[must_use]
pub fn write(
    topology: &Topology,
    drawing: &Drawing,
    marks: &Marks,
    picture: &Picture,
    sheet: &Sheet<'_>,
) -> String {
    let palette = Palette::new(sheet.ground);
    let (width, height) = size(picture);
    let title = if topology.title.trim().is_empty() { "Web infrastructure" } else { topology.title.trim() };
    let mut svg = String::with_capacity(16 * 1024);
    push(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{}</title><desc>{}</desc>\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\
             <g font-family=\"{FONTS}\" font-size=\"15\" stroke-linejoin=\"round\">",
            xml(title),
            xml(sheet.description),
            palette.ground
        ),
    );
    let mut lines = Lines::new(picture, &palette);
    lines.boxes(topology, drawing);
    lines.links(topology, drawing, marks);
    lines.rest();
    lines.arrows();
    svg.push_str(&lines.svg);
    svg.push_str(&letters::texts(picture, &palette));
    svg.push_str(&letters::signs(picture, &palette));
    svg.push_str("</g></svg>\n");
    svg
}

/// The width and height of a picture's file, in pixels.
fn size(picture: &Picture) -> (f32, f32) {
    let side = |cells: usize, cell: f32, margin: f32| (cells as f32 * cell + 2.0 * margin).ceil();
    (side(picture.width, CELL.0, MARGIN.0), side(picture.height, CELL.1, MARGIN.1))
}
