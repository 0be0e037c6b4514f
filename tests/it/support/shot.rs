//! A picture of a terminal's screen: the cells as SVG, the SVG as PNG.

use std::fmt::Write as _;
use std::sync::Arc;

use resvg::{tiny_skia, usvg};

/// The size of a cell in pixels, before the picture is enlarged.
const CELL: (f32, f32) = (8.43, 16.3);
/// How much the picture is enlarged, so that it is crisp.
const SCALE: f32 = 1.6;
/// The ground of cells that have no colour of their own.
const GROUND: &str = "#161b22";
/// The letters of cells that have no colour of their own.
const LETTERS: &str = "#d7dee8";

/// The screen as a PNG file.
pub(crate) fn png(screen: &vt100::Screen) -> Vec<u8> {
    let mut fonts = usvg::fontdb::Database::new();
    for font in [
        &include_bytes!("../../../src/export/font/DejaVuSansMono.ttf")[..],
        include_bytes!("../../../src/export/font/DejaVuSansMono-Bold.ttf"),
    ] {
        fonts.load_font_data(font.to_vec());
    }
    let options = usvg::Options {
        fontdb: Arc::new(fonts),
        font_family: "DejaVu Sans Mono".into(),
        ..Default::default()
    };
    let tree = usvg::Tree::from_str(&svg(screen), &options).expect("our own SVG can be read");
    let size = tree.size().to_int_size().scale_by(SCALE).expect("a screen has a size");
    let mut pixels = tiny_skia::Pixmap::new(size.width(), size.height()).expect("a screen has a size");
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().expect("pixels can be written as PNG")
}

/// The screen as SVG: a rectangle for each coloured ground, a text for each cell that has one.
fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = (f32::from(columns) * CELL.0 + 16.0, f32::from(rows) * CELL.1 + 16.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\
         <g font-family=\"DejaVu Sans Mono\" font-size=\"14\" xml:space=\"preserve\">"
    );
    for row in 0..rows {
        for column in 0..columns {
            if let Some(cell) = screen.cell(row, column) {
                draw(&mut svg, cell, (8.0 + f32::from(column) * CELL.0, 8.0 + f32::from(row) * CELL.1));
            }
        }
    }
    svg + "</g></svg>"
}

fn draw(svg: &mut String, cell: &vt100::Cell, (x, y): (f32, f32)) {
    let (mut letters, mut ground) = (color(cell.fgcolor(), LETTERS), color(cell.bgcolor(), GROUND));
    if cell.inverse() {
        std::mem::swap(&mut letters, &mut ground);
    }
    if ground != GROUND {
        // A little wider than the cell, so that neighbours leave no seam.
        let (width, height) = (CELL.0 + 0.4, CELL.1 + 0.4);
        write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>")
            .expect("a string takes text");
    }
    let text = cell.contents();
    if text.trim().is_empty() {
        return;
    }
    let weight = if cell.bold() { " font-weight=\"bold\"" } else { "" };
    let under = if cell.underline() { " text-decoration=\"underline\"" } else { "" };
    let slant = if cell.italic() { " font-style=\"italic\"" } else { "" };
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let base = y + 12.8;
    write!(svg, "<text x=\"{x}\" y=\"{base}\" fill=\"{letters}\"{weight}{under}{slant}>{text}</text>")
        .expect("a string takes text");
}

fn color(color: vt100::Color, default: &str) -> String {
    match color {
        vt100::Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        vt100::Color::Default | vt100::Color::Idx(_) => default.to_owned(),
    }
}
