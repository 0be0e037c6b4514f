//! PNG files: their size, that there is something on them, and what cannot be drawn.

use spof::diagram::{Drawing, Marks, Options};
use spof::export::png::{Png, PngError, write};
use spof::export::svg::{self, Ground, Sheet};
use spof::topology::Topology;

use super::{HOSTILE, named};
use crate::designs::design;

fn svg(topology: &Topology, ground: Ground) -> String {
    let drawing = Drawing::new(topology, &Options::default());
    let picture = drawing.paint(&Marks::default());
    svg::write(topology, &drawing, &Marks::default(), &picture, &Sheet { ground, description: "" })
}

/// The width and height that the header of a PNG file states (PNG specification, section 11.2.1).
fn size(png: &Png) -> (u32, u32) {
    assert_eq!(&png.bytes[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(&png.bytes[12..16], b"IHDR");
    let number = |at: usize| u32::from_be_bytes(png.bytes[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

/// The pixels, red, green, blue and opacity each.
fn pixels(png: &Png) -> Vec<u8> {
    resvg::tiny_skia::Pixmap::decode_png(&png.bytes).expect("a PNG file").take()
}

#[test]
fn a_picture_is_as_large_as_its_cells_and_the_scale_say() {
    let topology = design("c3");
    let (columns, rows) = Drawing::new(&topology, &Options::default()).size();
    let (width, height) = (columns as u32 * 9 + 28, rows as u32 * 18 + 29);
    let svg = svg(&topology, Ground::Light);
    assert_eq!(size(&write(&svg, 1.0).unwrap()), (width, height));
    assert_eq!(size(&write(&svg, 3.0).unwrap()), (3 * width, 3 * height));
}

#[test]
fn the_ground_is_light_or_dark_and_there_is_ink_on_it() {
    let topology = design("c1");
    for (ground, corner) in [(Ground::Light, [255, 255, 255, 255]), (Ground::Dark, [0x16, 0x1b, 0x22, 255])] {
        let png = write(&svg(&topology, ground), 1.0).unwrap();
        let pixels = pixels(&png);
        assert_eq!(pixels[..4], corner);
        let inked = pixels.chunks(4).filter(|pixel| **pixel != corner).count();
        assert!(inked * 20 > pixels.len() / 4, "{inked} of {} pixels", pixels.len() / 4);
        assert!(png.missing.is_empty(), "{:?}", png.missing);
    }
}

#[test]
fn upright_and_level_lines_are_sharp() {
    // A line of one pixel on the grid has full ink and no grey beside it.
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"40\"><path d=\"M18.5 2L18.5 30\" \
               stroke=\"#000\" stroke-width=\"1\"/></svg>";
    let pixels = pixels(&write(svg, 1.0).unwrap());
    let row: Vec<u8> = (17..=19).map(|x| pixels[(10 * 60 + x) * 4 + 3]).collect();
    assert_eq!(row, [0, 255, 0]);
    // And that is where the lines of a picture are.
    let topology = design("c1");
    let svg = self::svg(&topology, Ground::Light);
    let rects = svg.split("<rect x=\"").skip(1);
    for rect in rects {
        let (x, rest) = rect.split_once("\" y=\"").expect("a corner");
        let (y, _) = rest.split_once('"').expect("a corner");
        for side in [x, y] {
            assert!(side.ends_with(".5"), "{side} is between two pixels");
        }
    }
}

#[test]
fn characters_without_a_glyph_are_told_and_harm_nothing() {
    let png = write(&svg(&named(HOSTILE), Ground::Light), 1.0).unwrap();
    for missing in ['服', '👩', 'ט'] {
        assert!(png.missing.contains(&missing), "{:?}", png.missing);
    }
    assert!(!png.missing.contains(&'e'), "{:?}", png.missing);
}

#[test]
fn a_picture_that_nobody_has_memory_for_is_refused() {
    let topology = named(&["x".repeat(10_000).as_str()]);
    let refused = write(&svg(&topology, Ground::Light), 20.0);
    assert!(matches!(refused, Err(PngError::TooLarge { .. })), "{refused:?}");
    assert!(write(&svg(&topology, Ground::Light), 1.0).is_ok());
}
