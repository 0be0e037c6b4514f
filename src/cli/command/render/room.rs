//! How much of a topology is drawn, and which way round.

use super::target::{Direction, Level};
use crate::cli::args::Global;
use crate::cli::terminal;
use crate::diagram::{self, Drawing, Wish};
use crate::topology::Topology;

/// The room of a picture.
#[derive(Debug, clap::Args)]
pub(super) struct Room {
    /// How much to draw; without it everything, or as much as fits --width and --height
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<Level>,
    /// Which way it reads; without it top-down, or what fits --width and --height
    #[arg(long, value_enum, value_name = "WAY")]
    direction: Option<Direction>,
    /// Draw no more than fits so many columns
    #[arg(long, value_name = "COLUMNS")]
    width: Option<u16>,
    /// Draw no more than fits so many rows
    #[arg(long, value_name = "ROWS")]
    height: Option<u16>,
}

impl Room {
    /// Whether anything was asked for.
    pub(super) fn is_asked_for(&self) -> bool {
        self.level.is_some() || self.direction.is_some() || self.width.is_some() || self.height.is_some()
    }

    fn cells(&self) -> (usize, usize) {
        let most = |room: Option<u16>| room.map_or(usize::MAX / 8, usize::from);
        (most(self.width), most(self.height))
    }

    /// Draws what was asked for.
    pub(super) fn drawing(&self, topology: &Topology, metrics: bool) -> Drawing {
        let wish = Wish {
            metrics,
            level: self.level.map(Into::into),
            orientation: self.direction.map(Into::into),
            ..Wish::default()
        };
        if self.width.is_some() || self.height.is_some() {
            return Drawing::fitting(topology, wish, self.cells(), None);
        }
        let (level, orientation) = (wish.level.unwrap_or_default(), wish.orientation.unwrap_or_default());
        Drawing::new(topology, &diagram::Options { metrics, level, orientation })
    }

    /// Says so where the picture is larger than asked for.
    pub(super) fn tell_what_is_larger(&self, (width, height): (usize, usize), global: &Global) {
        let room = self.cells();
        if width > room.0 || height > room.1 {
            let words = format!(
                "The picture takes {width} columns and {height} rows, more than asked for. With --level clusters it is smallest."
            );
            terminal::notice(&words, global);
        }
    }
}
