//! What of a design is drawn, and which way it reads.

/// How much of a design is drawn; each level shows less than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Level {
    /// Machines with their components and what these call within a machine.
    #[default]
    Full,
    /// Machines with their components, one a row; nothing of what goes on within a machine.
    Rows,
    /// Machines alone.
    Machines,
    /// One box for the machines of each cluster.
    Clusters,
}

impl Level {
    /// Every level, the one that shows most first.
    pub const ALL: [Self; 4] = [Self::Full, Self::Rows, Self::Machines, Self::Clusters];

    /// What a picture of this level has, in a few words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "everything",
            Self::Rows => "components in rows",
            Self::Machines => "machines only",
            Self::Clusters => "clusters only",
        }
    }
}

/// Which way a picture reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Orientation {
    /// Requests go down; what is alike stands side by side.
    #[default]
    TopDown,
    /// Requests go to the right; what is alike stands one above the other.
    LeftRight,
}

impl Orientation {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TopDown => "top-down",
            Self::LeftRight => "left-right",
        }
    }
}

/// What to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether links of monitoring are drawn; else a tag beside each monitored component tells of them.
    pub metrics: bool,
    /// How much is drawn.
    pub level: Level,
    /// Which way it reads.
    pub orientation: Orientation,
}

impl Default for Options {
    fn default() -> Self {
        Self { metrics: true, level: Level::default(), orientation: Orientation::default() }
    }
}
