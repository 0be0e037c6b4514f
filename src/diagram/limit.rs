//! How large a design may be to be drawn: beyond, nobody could read the picture, and making it would take long.

use crate::topology::Topology;

/// The most machines and free-standing parts of a picture.
const MOST_BOXES: usize = 2_000;
/// The most links of a picture.
const MOST_LINKS: usize = 4_000;

/// Says that a design has too much in it for a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The design has {boxes} machines and parts and {links} links: too many to draw.")]
pub struct TooLarge {
    /// Its machines and free-standing parts.
    pub boxes: usize,
    /// Its links.
    pub links: usize,
}

/// Checks that a design can be drawn.
///
/// # Errors
/// [`TooLarge`] where a picture would help nobody.
pub fn fits(topology: &Topology) -> Result<(), TooLarge> {
    let size = TooLarge::of(topology);
    if size.boxes > MOST_BOXES || size.links > MOST_LINKS { Err(size) } else { Ok(()) }
}

impl TooLarge {
    /// What a design has that is too large.
    pub(super) fn of(topology: &Topology) -> Self {
        Self { boxes: topology.hosts.len() + topology.parts.len(), links: topology.links.len() }
    }
}
