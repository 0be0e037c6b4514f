//! The picture that fits a pane: as much of the design as has room, the way round that the pane's shape asks for.

use super::options::{Level, Options, Orientation};
use super::{Drawing, Topology};

/// From how many columns for each row on a pane is wide and low. A cell is about twice as high as it is wide.
const WIDE: usize = 5;
/// How many times the pane's cells a picture may take for the other way round to be tried as well: it takes about as
/// many.
const HOPELESS: usize = 3;

/// What is asked of a picture that has to fit; what is left open is chosen for the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Whether links of monitoring are drawn.
    pub metrics: bool,
    /// How much is drawn, whether or not it fits.
    pub level: Option<Level>,
    /// The level that is chosen where nothing fits.
    pub smallest: Level,
    /// Which way it reads.
    pub orientation: Option<Orientation>,
}

/// The least cells of a box with its border.
const LEAST_BOX: usize = 5 * 3;
/// How many times the pane's cells a picture of many boxes may take for the levels before the smallest to be tried: without
/// clusters folded, most of it is boxes and the lines between.
const MUCH_TOO_LARGE: usize = 12;
const MANY: usize = 100;

impl Default for Wish {
    fn default() -> Self {
        Self { metrics: true, level: None, smallest: Level::Clusters, orientation: None }
    }
}

impl Drawing {
    /// Draws as much of a topology as fits into columns and rows; where nothing does, the smallest level. The
    /// drawing before keeps the boxes where they were, if it shows as much and the same way round.
    #[must_use]
    pub fn fitting(
        topology: &Topology,
        wish: Wish,
        (width, height): (usize, usize),
        previous: Option<&Self>,
    ) -> Self {
        let fits = |drawing: &Self| drawing.size().0 <= width && drawing.size().1 <= height;
        let ways = match wish.orientation {
            Some(orientation) => [Some(orientation), None],
            None if width >= height.saturating_mul(WIDE) => {
                [Some(Orientation::LeftRight), Some(Orientation::TopDown)]
            }
            None => [Some(Orientation::TopDown), Some(Orientation::LeftRight)],
        };
        let pane = width.saturating_mul(height);
        let smallest = wish.level.unwrap_or(wish.smallest);
        let largest = wish.level.unwrap_or_default();
        let boxes = topology.hosts.len() + topology.parts.len();
        let mut hopeless = boxes.saturating_mul(LEAST_BOX) > pane;
        let mut best: Option<Self> = None;
        for level in Level::ALL.into_iter().filter(|level| (largest..=smallest).contains(level)) {
            if hopeless && level < smallest {
                continue;
            }
            let mut large = false;
            for orientation in ways.into_iter().flatten() {
                if large {
                    continue;
                }
                let options = Options { metrics: wish.metrics, level, orientation };
                let drawing = match previous {
                    Some(previous) => Self::after(previous, topology, &options),
                    None => Self::new(topology, &options),
                };
                if fits(&drawing) && !drawing.is_refused() {
                    return drawing;
                }
                let cells = drawing.size().0.saturating_mul(drawing.size().1);
                large = cells > pane.saturating_mul(HOPELESS);
                hopeless |= boxes > MANY && cells > pane.saturating_mul(MUCH_TOO_LARGE);
                let shown = |drawing: &Self| drawing.shown_share((width, height));
                let better = best
                    .as_ref()
                    .is_none_or(|best| best.options.level < level || shown(best) < shown(&drawing));
                if better {
                    best = Some(drawing);
                }
            }
        }
        best.unwrap_or_else(|| Self::new(topology, &Options::default()))
    }

    /// How many of a million of its cells are seen at once through a window.
    fn shown_share(&self, (width, height): (usize, usize)) -> usize {
        let (own_width, own_height) = self.size();
        let seen = own_width.min(width).saturating_mul(own_height.min(height));
        seen.saturating_mul(1_000_000) / own_width.saturating_mul(own_height).max(1)
    }
}
