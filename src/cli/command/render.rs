//! `spof render`: the diagram as text.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use serde::Serialize;

use crate::cli::args::{Format, Global};
use crate::cli::failure::Failure;
use crate::cli::{Output, input, json};
use crate::diagram::{Charset, Drawing, Marks, Options};
use crate::text;

/// The keys of version 1 of the JSON.
const KEYS: &str = r#"JSON: {"version": 1, "to": "unicode" | "ascii", "width", "height", "lines": [text]}"#;

/// Draw a topology as text
#[derive(Debug, clap::Args)]
#[command(after_long_help = KEYS)]
pub(in crate::cli) struct Render {
    /// The topology; `-` reads standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// What to draw with; Unicode unless --ascii says otherwise
    #[arg(long, value_enum, value_name = "CHARACTERS")]
    to: Option<To>,
    /// Draw the links of monitoring too
    #[arg(long)]
    metrics: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// The characters of a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum To {
    /// Lines and boxes of Unicode.
    Unicode,
    /// ASCII alone.
    Ascii,
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    to: To,
    width: usize,
    height: usize,
    lines: Vec<&'a str>,
}

impl Render {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let topology = input::topology(&self.file)?;
        let to = self.to.unwrap_or(if global.ascii { To::Ascii } else { To::Unicode });
        let charset = match to {
            To::Unicode => Charset::Unicode,
            To::Ascii => Charset::Ascii,
        };
        let drawing = Drawing::new(&topology, &Options { metrics: self.metrics });
        let picture = drawing.paint(&Marks::default()).text(charset);
        let picture = text::safe_block(&picture);
        Ok(Output::pass(match self.format {
            Format::Text => picture.into_owned(),
            Format::Json => {
                let (width, height) = drawing.size();
                let lines = picture.lines().collect();
                json::write(&Report { version: json::VERSION, to, width, height, lines })
            }
        }))
    }
}
