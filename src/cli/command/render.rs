//! `spof render`: the diagram as text, as a picture, or for other tools.

mod marked;
mod room;
mod target;

use std::path::{Path, PathBuf};

use clap::ValueHint;
use serde::Serialize;

use crate::cli::args::{Format, Global};
use crate::cli::failure::{Failure, Kind};
use crate::cli::{Output, input, json, terminal};
use crate::diagram::{self, Drawing, Marks, Picture};
use crate::export::describe::Description;
use crate::export::svg::{self, Ground, Sheet};
use crate::export::{dot, mermaid, png};
use crate::progress::file::{self, Backup};
use crate::text;
use crate::topology::Topology;
use marked::Marked;
use room::Room;
use target::{Direction, Level, Theme, To};

/// The keys of version 1 of the JSON.
const KEYS: &str = r#"JSON: {"version": 1, "to": "unicode" | "ascii", "width", "height", "lines": [text],
      "level": "full" | "rows" | "machines" | "clusters", "direction": "top_down" | "left_right"}
  or {"version": 1, "to": "svg" | "mermaid" | "dot", "text"},
  or with --describe {"version": 1, "paragraphs": [[sentence]]}"#;

/// Draw a topology as text, or as a picture for a report
#[derive(Debug, clap::Args)]
#[command(after_long_help = KEYS)]
pub(in crate::cli) struct Render {
    /// The topology; `-` reads standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// What to draw; without it what the end of --output says, else Unicode, or ASCII with --ascii
    #[arg(long, value_enum, value_name = "WHAT")]
    to: Option<To>,
    /// Write it to this file
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Draw the links of monitoring too
    #[arg(long)]
    metrics: bool,
    #[command(flatten)]
    room: Room,
    #[command(flatten)]
    marked: Marked,
    /// Say the topology in plain sentences instead, one a line, for a screen reader or to say it aloud
    #[arg(long, conflicts_with_all = ["to", "metrics", "legend", "theme", "scale"])]
    describe: bool,
    /// Say below it what its lines and signs mean
    #[arg(long)]
    legend: bool,
    /// The ground of an SVG or PNG picture
    #[arg(long, value_enum, value_name = "GROUND", default_value_t)]
    theme: Theme,
    /// How much a PNG picture is enlarged; 2 is crisp on paper
    #[arg(long, value_name = "FACTOR", default_value_t = 2.0, value_parser = factor)]
    scale: f32,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Reads the factor of an enlargement.
fn factor(text: &str) -> Result<f32, String> {
    let factor: f32 = text.parse().map_err(|_| format!("`{text}` is not a number"))?;
    if (0.1..=20.0).contains(&factor) { Ok(factor) } else { Err("it must be between 0.1 and 20".to_owned()) }
}

#[derive(Serialize)]
struct InLines<'a> {
    version: u32,
    to: To,
    width: usize,
    height: usize,
    lines: Vec<&'a str>,
    level: Level,
    direction: Direction,
}

#[derive(Serialize)]
struct InText<'a> {
    version: u32,
    to: To,
    text: &'a str,
}

#[derive(Serialize)]
struct InWords<'a> {
    version: u32,
    paragraphs: &'a [Vec<String>],
}

/// A topology, laid out and marked.
struct Drawn {
    topology: Topology,
    drawing: Drawing,
    marks: Marks,
    picture: Picture,
}

impl Render {
    pub(in crate::cli) fn run(&self, global: &Global) -> Result<Output, Failure> {
        let to = self.target(global);
        self.refuse_what_does_not_fit(to)?;
        let bytes = if self.describe {
            self.words()?.into_bytes()
        } else {
            let drawn = self.draw()?;
            self.room.tell_what_is_larger(drawn.drawing.size(), global);
            match to {
                To::Png => self.png(&drawn, global)?,
                _ => self.text(to, &drawn).into_bytes(),
            }
        };
        match &self.output {
            None => Ok(Output::binary(bytes)),
            Some(path) => {
                file::save(path, bytes, Backup::None).map_err(|error| Failure::new(Kind::Output, error))?;
                Ok(Output::pass(""))
            }
        }
    }

    fn words(&self) -> Result<String, Failure> {
        let topology = input::topology(&self.file)?;
        let description = Description::new(&topology, &self.marked.marks(&topology)?);
        Ok(match self.format {
            Format::Text => description.to_string(),
            Format::Json => {
                json::write(&InWords { version: json::VERSION, paragraphs: &description.paragraphs })
            }
        })
    }

    fn target(&self, global: &Global) -> To {
        let by_name = || self.output.as_deref().and_then(To::by_name);
        let plain = if global.ascii { To::Ascii } else { To::Unicode };
        self.to.or_else(by_name).unwrap_or(plain)
    }

    fn refuse_what_does_not_fit(&self, to: To) -> Result<(), Failure> {
        let wrong = |what: &str| Err(Failure::said(Kind::Usage, what));
        if self.format == Format::Json && to == To::Png {
            return wrong("A PNG picture has no place in JSON. Leave --format out, or ask for SVG.");
        }
        if self.room.is_asked_for() && (self.describe || matches!(to, To::Mermaid | To::Dot)) {
            return wrong(
                "--level, --direction, --width and --height go with pictures alone. Leave them out, or draw with --to svg.",
            );
        }
        if self.legend && matches!(to, To::Mermaid | To::Dot) {
            return wrong("A legend goes with pictures alone. Leave --legend out, or draw with --to svg.");
        }
        if to == To::Png && self.output.is_none() && terminal::is_shown() {
            return wrong(
                "A PNG picture is nothing to read in a terminal. Name a file: --output diagram.png.",
            );
        }
        let same = |path: &Path| {
            let whole = |path: &Path| std::fs::canonicalize(path).ok();
            whole(path).is_some() && whole(path) == whole(&self.file)
        };
        if self.output.as_deref().is_some_and(same) {
            return wrong(
                "The picture would take the place of the topology. Name another file for --output.",
            );
        }
        Ok(())
    }

    fn draw(&self) -> Result<Drawn, Failure> {
        let topology = input::topology(&self.file)?;
        diagram::fits(&topology).map_err(|error| {
            Failure::new(Kind::Input, error).hint("Draw a part of it, or read it with --describe.")
        })?;
        let marks = self.marked.marks(&topology)?;
        let drawing = self.room.drawing(&topology, self.metrics);
        let picture = drawing.paint(&marks);
        let picture = if self.legend { picture.with_legend() } else { picture };
        Ok(Drawn { topology, drawing, marks, picture })
    }

    fn text(&self, to: To, drawn: &Drawn) -> String {
        let (width, height) = (drawn.picture.width, drawn.picture.height);
        let Some(charset) = to.charset() else {
            let text = self.document(to, drawn);
            return match self.format {
                Format::Text => text,
                Format::Json => json::write(&InText { version: json::VERSION, to, text: &text }),
            };
        };
        let picture = drawn.picture.text(charset);
        let picture = text::safe_block(&picture);
        match self.format {
            Format::Text => picture.into_owned(),
            Format::Json => {
                let lines = picture.lines().collect();
                let options = drawn.drawing.options();
                let (level, direction) = (options.level.into(), options.orientation.into());
                json::write(&InLines { version: json::VERSION, to, width, height, lines, level, direction })
            }
        }
    }

    fn document(&self, to: To, drawn: &Drawn) -> String {
        let Drawn { topology, drawing, marks, picture } = drawn;
        match to {
            To::Mermaid => mermaid::write(topology, drawing, marks, picture),
            To::Dot => dot::write(topology, drawing, marks, picture),
            _ => self.svg(drawn),
        }
    }

    fn svg(&self, drawn: &Drawn) -> String {
        let ground = match self.theme {
            Theme::Light => Ground::Light,
            Theme::Dark => Ground::Dark,
        };
        let description = Description::new(&drawn.topology, &drawn.marks).to_string();
        let sheet = Sheet { ground, description: &description };
        let marks = drawn.drawing.lifted(&drawn.marks);
        svg::write(&drawn.topology, &drawn.drawing, &marks, &drawn.picture, &sheet)
    }

    fn png(&self, drawn: &Drawn, global: &Global) -> Result<Vec<u8>, Failure> {
        let png = png::write(&self.svg(drawn), self.scale).map_err(|error| {
            Failure::new(Kind::Output, error).hint("Use a smaller --scale, or --to svg, which has no limit.")
        })?;
        if !png.missing.is_empty() {
            let missing: Vec<String> = png.missing.iter().take(10).map(char::to_string).collect();
            let words = format!(
                "The font of PNG pictures lacks characters such as {}: empty boxes stand for them. \
                 With --to svg they are shown in the fonts of whoever looks at it.",
                missing.join(" ")
            );
            terminal::notice(&words, global);
        }
        Ok(png.bytes)
    }
}
