//! The texts and signs of a picture: a text for each run of letters, a shape for each sign.

use crate::diagram::{Charset, Glyph, Picture, Point, Role, Sign};

use super::look::Palette;
use super::path::{CELL, MARGIN, middle};
use crate::export::escape::{push, xml};

/// From a row's upper edge to the line that letters stand on.
const BASE: f32 = 14.0;

/// A run of letters of one colour.
#[derive(Default)]
struct Run {
    x: usize,
    columns: usize,
    text: String,
    color: &'static str,
    bold: bool,
    /// Whether its letters take two columns each.
    wide: bool,
}

/// Every text of a picture.
pub(super) fn texts(picture: &Picture, palette: &Palette) -> String {
    let mut svg = String::from("<g class=\"text\" xml:space=\"preserve\">");
    for y in 0..picture.height {
        let mut run = Run::default();
        for x in 0..picture.width {
            let cell = picture.cell(x, y);
            match cell.glyph {
                Glyph::Text(_) | Glyph::Sign(Sign::Times) => {}
                Glyph::Continuation => {
                    run.columns += 1;
                    continue;
                }
                // A label and its count are one text.
                Glyph::Blank
                    if picture.cell(x + 1, y).glyph == Glyph::Sign(Sign::Times) && run.columns > 0 => {}
                _ => {
                    write(&mut svg, &std::mem::take(&mut run), y);
                    continue;
                }
            }
            let wide = picture.cell(x + 1, y).glyph == Glyph::Continuation;
            let look = (palette.letters(cell.role, cell.state), cell.role == Role::Title, wide);
            let blank = cell.glyph == Glyph::Blank;
            if !blank && (run.columns == 0 || (run.color, run.bold, run.wide) != look) {
                write(&mut svg, &std::mem::take(&mut run), y);
                run = Run { x, color: look.0, bold: look.1, wide, ..Run::default() };
            }
            run.columns += 1;
            run.text.push_str(picture.glyph(x, y, Charset::Unicode));
        }
        write(&mut svg, &run, y);
    }
    svg + "</g>"
}

fn write(svg: &mut String, run: &Run, y: usize) {
    let text = run.text.trim();
    if text.is_empty() {
        return;
    }
    let before = run.text.len() - run.text.trim_start().len();
    let after = run.text.len() - run.text.trim_end().len();
    let x = MARGIN.0 + (run.x + before) as f32 * CELL.0;
    let length = (run.columns - before - after) as f32 * CELL.0;
    // A thin outline makes bold letters of any font, also of one that has none.
    let bold =
        if run.bold { format!(" stroke=\"{}\" stroke-width=\"0.7\"", run.color) } else { String::new() };
    push(
        svg,
        format_args!(
            "<text x=\"{x}\" y=\"{}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{bold}>{}</text>",
            MARGIN.1 + y as f32 * CELL.1 + BASE,
            run.color,
            xml(text)
        ),
    );
}

/// Every sign of a picture.
pub(super) fn signs(picture: &Picture, palette: &Palette) -> String {
    let mut svg = String::from("<g class=\"signs\">");
    for y in 0..picture.height {
        for x in 0..picture.width {
            if let Glyph::Sign(sign) = picture.cell(x, y).glyph {
                let color = palette.sign(sign == Sign::Failed);
                shape(&mut svg, middle(Point::new(x, y)), sign, color);
            }
        }
    }
    svg + "</g>"
}

fn shape(svg: &mut String, (x, y): (f32, f32), sign: Sign, color: &str) {
    match sign {
        Sign::Failed => push(
            svg,
            format_args!(
                "<path d=\"M{} {}l8 8m0 -8l-8 8\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>",
                x - 4.0,
                y - 4.0
            ),
        ),
        Sign::Degraded => push(
            svg,
            format_args!(
                "<path d=\"M{} {}q2 -5 4 -1t4 -1\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>",
                x - 4.0,
                y + 1.0
            ),
        ),
        Sign::Spof => {
            push(svg, format_args!("<path d=\"M{x} {}l4 5l-4 5l-4 -5Z\" fill=\"{color}\"/>", y - 5.0));
        }
        Sign::Bottleneck => {
            push(svg, format_args!("<path d=\"M{x} {}l4.5 8h-9Z\" fill=\"{color}\"/>", y - 4.0));
        }
        Sign::Packet => push(svg, format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{color}\"/>")),
        Sign::Highlighted => push(
            svg,
            format_args!(
                "<path d=\"M{} {y}h8m-4 -4v8m-3 -1l6 -6m0 6l-6 -6\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.5\"/>",
                x - 4.0
            ),
        ),
        // It is written among the letters.
        Sign::Times => {}
    }
}
