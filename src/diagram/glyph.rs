//! The characters of lines, arrows and signs, in both charsets.
//!
//! A cell's line is known by its arms; the tables turn arms into characters. Where two lines cross, the
//! cell has all four arms; a junction of one bundle never has four, so that `┼` always means "passes over".
//! In ASCII, `.` has an arm down, `'` an arm up and `+` both, besides those to the sides.

use super::picture::{Charset, Sign};

/// A side of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Towards smaller y.
    Up,
    /// Towards larger x.
    Right,
    /// Towards larger y.
    Down,
    /// Towards smaller x.
    Left,
}

impl Direction {
    pub(super) const ALL: [Self; 4] = [Self::Up, Self::Right, Self::Down, Self::Left];

    /// The cell at this side of a cell.
    pub(super) fn of(self, (x, y): (i32, i32)) -> (i32, i32) {
        match self {
            Self::Up => (x, y - 1),
            Self::Right => (x + 1, y),
            Self::Down => (x, y + 1),
            Self::Left => (x - 1, y),
        }
    }

    /// The other end of this axis.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Right => Self::Left,
            Self::Down => Self::Up,
            Self::Left => Self::Right,
        }
    }
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stroke {
    /// What requests take, and borders.
    Solid,
    /// What goes on beside the requests.
    Dotted,
}

/// The arms of a line in one cell, two bits for each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Arms(u8);

impl Arms {
    /// The arm towards a side.
    #[must_use]
    pub fn arm(self, side: Direction) -> Option<Stroke> {
        match self.0 >> (2 * side as u8) & 3 {
            0 => None,
            1 => Some(Stroke::Dotted),
            _ => Some(Stroke::Solid),
        }
    }

    /// One arm.
    pub(super) fn of(side: Direction, stroke: Stroke) -> Self {
        let bits = match stroke {
            Stroke::Dotted => 1,
            Stroke::Solid => 3,
        };
        Self(bits << (2 * side as u8))
    }

    /// Gives it more arms; solid ones stay solid.
    pub(super) fn add(&mut self, arms: Self) {
        self.0 |= arms.0;
    }

    /// Gives it an arm; a solid one stays solid.
    pub(super) fn set(&mut self, side: Direction, stroke: Stroke) {
        self.add(Self::of(side, stroke));
    }

    /// Whether it has both arms of one axis, and no other.
    pub(super) fn is_straight(self, across: bool) -> bool {
        self.sides() == if across { 10 } else { 5 }
    }

    /// One bit for each side: 1 up, 2 right, 4 down, 8 left.
    fn sides(self) -> usize {
        let bit = |side: Direction| usize::from(self.arm(side).is_some()) << (side as u8);
        bit(Direction::Up) | bit(Direction::Right) | bit(Direction::Down) | bit(Direction::Left)
    }

    fn is_dotted(self) -> bool {
        self.0 != 0 && self.0 & 0b1010_1010 == 0
    }
}

/// By [`Arms::sides`].
const UNICODE: [&str; 16] = [" ", "╵", "╶", "└", "╷", "│", "┌", "├", "╴", "┘", "─", "┴", "┐", "┤", "┬", "┼"];
const THICK: [&str; 16] = [" ", "╹", "╺", "┗", "╻", "┃", "┏", "┣", "╸", "┛", "━", "┻", "┓", "┫", "┳", "╋"];
const ASCII: [&str; 16] = [" ", "'", "-", "'", ".", "|", ".", "+", "-", "'", "-", "'", ".", "+", ".", "+"];

pub(super) fn line(arms: Arms, charset: Charset) -> &'static str {
    let sides = arms.sides();
    match (charset, sides, arms.is_dotted()) {
        (Charset::Unicode, 5, true) => "┆",
        (Charset::Unicode, 10, true) => "┄",
        (Charset::Ascii, 5, true) => ":",
        (Charset::Unicode, ..) => UNICODE[sides],
        (Charset::Ascii, ..) => ASCII[sides],
    }
}

/// The character of a line that stands out.
pub(super) fn thick_line(arms: Arms, charset: Charset) -> &'static str {
    let sides = arms.sides();
    match (charset, sides, arms.is_dotted()) {
        (Charset::Unicode, 5, true) => "┇",
        (Charset::Unicode, 10, true) => "┅",
        (Charset::Unicode, ..) => THICK[sides],
        (Charset::Ascii, 5, _) => "#",
        (Charset::Ascii, 10, _) => "=",
        (Charset::Ascii, ..) => ASCII[sides],
    }
}

pub(super) fn arrow(direction: Direction, charset: Charset) -> &'static str {
    match (charset, direction) {
        (Charset::Unicode, Direction::Up) => "▲",
        (Charset::Unicode, Direction::Right) => "►",
        (Charset::Unicode, Direction::Down) => "▼",
        (Charset::Unicode, Direction::Left) => "◄",
        (Charset::Ascii, Direction::Up) => "^",
        (Charset::Ascii, Direction::Right) => ">",
        (Charset::Ascii, Direction::Down) => "v",
        (Charset::Ascii, Direction::Left) => "<",
    }
}

pub(super) fn sign(sign: Sign, charset: Charset) -> &'static str {
    match (charset, sign) {
        (Charset::Unicode, Sign::Failed) => "✗",
        (_, Sign::Degraded) => "~",
        (_, Sign::Highlighted) => "*",
        (Charset::Unicode, Sign::Spof) => "◆",
        (Charset::Unicode, Sign::Bottleneck) => "▲",
        (Charset::Unicode, Sign::Packet) => "●",
        (Charset::Unicode, Sign::Times) => "×",
        (Charset::Ascii, Sign::Failed) => "#",
        (Charset::Ascii, Sign::Times) => "x",
        (Charset::Ascii, Sign::Spof) => "!",
        (Charset::Ascii, Sign::Bottleneck) => "^",
        (Charset::Ascii, Sign::Packet) => "o",
    }
}

/// One ASCII character as text; a blank for a control character.
pub(super) fn ascii(byte: u8) -> &'static str {
    const PRINTABLE: &str =
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let place = usize::from(byte.saturating_sub(b' '));
    PRINTABLE.get(place..=place).unwrap_or(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_character_of_its_arms() {
        let mut arms = Arms::default();
        arms.set(Direction::Left, Stroke::Dotted);
        arms.set(Direction::Right, Stroke::Dotted);
        assert_eq!((line(arms, Charset::Unicode), line(arms, Charset::Ascii)), ("┄", "-"));
        arms.set(Direction::Down, Stroke::Solid);
        assert_eq!((line(arms, Charset::Unicode), line(arms, Charset::Ascii)), ("┬", "."));
    }

    #[test]
    fn ascii_text_needs_no_table_entry() {
        assert_eq!((ascii(b'a'), ascii(b'~'), ascii(b' '), ascii(7)), ("a", "~", " ", " "));
    }
}
