//! An SVG picture as a PNG file, with a font of our own, so that it looks the same everywhere.

use std::sync::{Arc, Mutex, PoisonError};

use resvg::{tiny_skia, usvg};

/// The font of every picture (`font/LICENSE`).
const FONT: &[u8] = include_bytes!("font/DejaVuSansMono.ttf");
const FAMILY: &str = "DejaVu Sans Mono";

/// The most pixels of a picture: 64 million take 256 MB while it is drawn.
const MOST_PIXELS: f64 = 64e6;

/// A PNG file.
#[derive(Debug)]
pub struct Png {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Characters that the font does not have, one at least of each text that has some: empty boxes stand for them.
    pub missing: Vec<char>,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PngError {
    /// It would take more memory than anybody has for a picture.
    #[error(
        "The picture would have {width:.0} × {height:.0} pixels, and 64 million are the most that it may have."
    )]
    TooLarge {
        /// Pixels from left to right.
        width: f64,
        /// Pixels from top to bottom.
        height: f64,
    },
    /// The SVG cannot be read, or the pixels cannot be written.
    #[error("The picture cannot be made: {0}.")]
    Broken(String),
}

/// Draws an SVG text of [`super::svg::write`], enlarged by a factor.
///
/// # Errors
/// [`PngError`] where the picture would be too large.
pub fn write(svg: &str, scale: f32) -> Result<Png, PngError> {
    let missing = Arc::new(Mutex::new(Vec::new()));
    let tree = usvg::Tree::from_str(svg, &options(&missing)).map_err(broken)?;
    let pixels = |side: f32| (f64::from(side) * f64::from(scale)).ceil().max(1.0);
    let (width, height) = (pixels(tree.size().width()), pixels(tree.size().height()));
    if width * height > MOST_PIXELS {
        return Err(PngError::TooLarge { width, height });
    }
    let mut sheet =
        tiny_skia::Pixmap::new(width as u32, height as u32).ok_or(PngError::TooLarge { width, height })?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut sheet.as_mut());
    let bytes = sheet.encode_png().map_err(broken)?;
    let mut missing = std::mem::take(&mut *missing.lock().unwrap_or_else(PoisonError::into_inner));
    missing.sort_unstable();
    missing.dedup();
    Ok(Png { bytes, missing })
}

fn broken(error: impl std::fmt::Display) -> PngError {
    PngError::Broken(error.to_string())
}

/// Our font alone, whatever the system has; characters that it lacks are noted.
fn options(missing: &Arc<Mutex<Vec<char>>>) -> usvg::Options<'static> {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_monospace_family(FAMILY);
    let missing = Arc::clone(missing);
    let font_resolver = usvg::FontResolver {
        select_font: usvg::FontResolver::default_font_selector(),
        select_fallback: Box::new(move |character, _, _| {
            missing.lock().unwrap_or_else(PoisonError::into_inner).push(character);
            None
        }),
    };
    usvg::Options {
        fontdb: Arc::new(fonts),
        font_family: FAMILY.to_owned(),
        font_resolver,
        ..usvg::Options::default()
    }
}
