//! The finished picture: cells with a glyph, a role and states, for any screen and as plain text.
//!
//! A cell says what it means, never what colour it has. Lines are kept as arms, so that the characters
//! (box drawing or pure ASCII) are chosen last.

use std::sync::Arc;

use super::glyph::{self, Arms, Direction};

/// Which characters a picture is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charset {
    /// Box-drawing characters.
    #[default]
    Unicode,
    /// Nothing above 0x7F, except in the labels of the topology itself.
    Ascii,
}

/// What a cell belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// Nothing.
    #[default]
    Blank,
    /// The border of a host or of a free-standing component.
    Frame,
    /// The border of a cluster.
    ClusterFrame,
    /// The name of a host.
    Title,
    /// The name of a cluster.
    ClusterTitle,
    /// The name of a component.
    Component,
    /// What a component is in its cluster, such as `P` for the primary.
    Tag,
    /// A link that requests take.
    Link,
    /// A link beside the requests: name look-up, replication, heartbeat.
    PeerLink,
    /// A link of monitoring.
    MonitoringLink,
    /// The text beside a link.
    Label,
    /// A sign of a state, such as `✗`.
    Sign,
}

/// The states of a cell, each on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct State(u8);

impl State {
    /// Belongs to something that has failed.
    pub const FAILED: Self = Self(1);
    /// Belongs to something that works in part.
    pub const DEGRADED: Self = Self(1 << 1);
    /// Belongs to a single point of failure.
    pub const SPOF: Self = Self(1 << 2);
    /// Belongs to what limits the capacity.
    pub const BOTTLENECK: Self = Self(1 << 3);
    /// Belongs to what the reader has chosen: shown in reverse.
    pub const SELECTED: Self = Self(1 << 4);
    /// Belongs to what a text beside the drawing speaks of: its lines are thick.
    pub const HIGHLIGHTED: Self = Self(1 << 5);
    /// A packet is here.
    pub const PACKET: Self = Self(1 << 6);

    /// Whether all of these states are on.
    #[must_use]
    pub fn has(self, states: Self) -> bool {
        self.0 & states.0 == states.0
    }

    /// Whether every state is off.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn add(&mut self, states: Self) {
        self.0 |= states.0;
    }
}

/// A sign that tells a state without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// `✗`, in ASCII `#`.
    Failed,
    /// `~`.
    Degraded,
    /// `◆`, in ASCII `!`.
    Spof,
    /// `▲`, in ASCII `^`.
    Bottleneck,
    /// `*`: what a text beside the drawing speaks of, where no line of its own can be thick.
    Highlighted,
    /// `●`, in ASCII `o`: a packet on its way.
    Packet,
    /// `×`, in ASCII `x`: so many links under one label.
    Times,
}

impl Sign {
    /// Its character.
    #[must_use]
    pub fn symbol(self, charset: Charset) -> &'static str {
        glyph::sign(self, charset)
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyph {
    /// Nothing.
    #[default]
    Blank,
    /// A line with an arm to each of some sides.
    Line(Arms),
    /// The head of an arrow.
    Arrow(Direction),
    /// A sign.
    Sign(Sign),
    /// A user-perceived character; [`Picture::glyph`] has it.
    Text(u32),
    /// The second column of the wide character to the left.
    Continuation,
}

/// One cell of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// What stands in it.
    pub glyph: Glyph,
    /// What it belongs to.
    pub role: Role,
    /// The states of what it belongs to.
    pub state: State,
}

/// The characters that a picture's labels are made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Alphabet(Vec<Box<str>>);

impl Alphabet {
    /// The number of a character; ASCII needs no entry.
    pub(super) fn number(&mut self, cluster: &str) -> u32 {
        if let &[byte @ 0..0x80] = cluster.as_bytes() {
            return u32::from(byte);
        }
        let known = self.0.iter().position(|entry| **entry == *cluster);
        let place = known.unwrap_or_else(|| {
            self.0.push(cluster.into());
            self.0.len() - 1
        });
        0x80 + u32::try_from(place).unwrap_or(u32::MAX - 0x80)
    }

    fn cluster(&self, number: u32) -> &str {
        if number < 0x80 {
            return glyph::ascii(number as u8);
        }
        self.0.get(number as usize - 0x80).map_or(" ", |cluster| cluster)
    }
}

/// A grid of cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// Its columns.
    pub width: usize,
    /// Its rows.
    pub height: usize,
    pub(super) cells: Vec<Cell>,
    pub(super) alphabet: Arc<Alphabet>,
}

impl Picture {
    /// The cell in column `x` of row `y`; a blank one outside.
    #[must_use]
    pub fn cell(&self, x: usize, y: usize) -> &Cell {
        const OUTSIDE: Cell = Cell { glyph: Glyph::Blank, role: Role::Blank, state: State(0) };
        if x < self.width { self.cells.get(y * self.width + x).unwrap_or(&OUTSIDE) } else { &OUTSIDE }
    }

    /// The character of the cell in column `x` of row `y`: one or two columns wide, empty for the second
    /// column of a wide one.
    #[must_use]
    pub fn glyph(&self, x: usize, y: usize, charset: Charset) -> &str {
        let cell = self.cell(x, y);
        match cell.glyph {
            Glyph::Blank => " ",
            Glyph::Line(arms) if cell.state.has(State::HIGHLIGHTED) => glyph::thick_line(arms, charset),
            Glyph::Line(arms) => glyph::line(arms, charset),
            Glyph::Arrow(direction) => glyph::arrow(direction, charset),
            Glyph::Sign(sign) => glyph::sign(sign, charset),
            Glyph::Text(number) => self.alphabet.cluster(number),
            Glyph::Continuation => "",
        }
    }

    /// The picture as lines of text, without blanks at their ends, each with a line feed.
    #[must_use]
    pub fn text(&self, charset: Charset) -> String {
        let mut text = String::with_capacity(self.cells.len() * 2);
        for y in 0..self.height {
            let mut blanks = 0;
            for x in 0..self.width {
                match self.glyph(x, y, charset) {
                    " " => blanks += 1,
                    glyph => {
                        text.extend(std::iter::repeat_n(' ', std::mem::take(&mut blanks)));
                        text.push_str(glyph);
                    }
                }
            }
            text.push('\n');
        }
        text
    }
}
