//! A printed picture as cells: which are text, which are lines, and where the lines lead.
//!
//! Nothing here knows how a picture is made. In box-drawing characters each line cell tells its own arms; in
//! ASCII a `.` has an arm down, a `'` one up, a `+` both, and their arms to the sides are seen from the cells
//! there.

use std::collections::BTreeMap;

pub(super) type Place = (i32, i32);

/// A side of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Up,
    Right,
    Down,
    Left,
}

impl Side {
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Right => Self::Left,
            Self::Down => Self::Up,
            Self::Left => Self::Right,
        }
    }

    pub(super) fn of(self, (x, y): Place) -> Place {
        match self {
            Self::Up => (x, y - 1),
            Self::Right => (x + 1, y),
            Self::Down => (x, y + 1),
            Self::Left => (x - 1, y),
        }
    }
}

/// Words on one row with single blanks between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) from: i32,
    /// The last column.
    pub(super) to: i32,
    pub(super) text: String,
}

pub(super) struct Sheet {
    cells: BTreeMap<Place, String>,
    text: BTreeMap<Place, bool>,
    /// By row.
    pub(super) runs: BTreeMap<i32, Vec<Run>>,
    pub(super) ascii: bool,
}

const LINES: &str = "─│┌┐└┘├┤┬┴┼╴╵╶╷┄┆▲►▼◄";
const ASCII_LINES: &str = "-|.'+:^>v<";

impl Sheet {
    pub(super) fn new(picture: &str, ascii: bool) -> Self {
        let mut sheet = Self { cells: BTreeMap::new(), text: BTreeMap::new(), runs: BTreeMap::new(), ascii };
        for (y, line) in picture.lines().enumerate() {
            let mut x = 0;
            for (cluster, width) in spof::text::cells(line) {
                for column in 0..i32::try_from(width).expect("a width is small") {
                    let shown = if column == 0 { cluster } else { "" };
                    if cluster != " " {
                        sheet
                            .cells
                            .insert((x + column, i32::try_from(y).expect("few rows")), shown.to_owned());
                    }
                }
                x += i32::try_from(width).expect("a width is small");
            }
            sheet.read_words(i32::try_from(y).expect("few rows"), x);
        }
        sheet
    }

    /// Tells words from lines: a stretch without blanks is a word when any of its characters is no line.
    fn read_words(&mut self, y: i32, width: i32) {
        let known = if self.ascii { ASCII_LINES } else { LINES };
        let mut runs: Vec<Run> = Vec::new();
        let mut x = 0;
        while x < width {
            let start = x;
            let mut word = String::new();
            let mut is_text = false;
            while let Some(cell) = self.cells.get(&(x, y)) {
                is_text |= !cell.chars().all(|c| known.contains(c));
                word.push_str(cell);
                x += 1;
            }
            for column in start..x {
                self.text.insert((column, y), is_text);
            }
            if is_text {
                match runs.last_mut() {
                    Some(run) if run.to + 2 == start => {
                        run.to = x - 1;
                        run.text = format!("{} {word}", run.text);
                    }
                    _ => runs.push(Run { from: start, to: x - 1, text: word }),
                }
            }
            x = x.max(start + 1);
        }
        self.runs.insert(y, runs);
    }

    pub(super) fn is_blank(&self, at: Place) -> bool {
        !self.cells.contains_key(&at)
    }

    pub(super) fn is_text(&self, at: Place) -> bool {
        self.text.get(&at).copied().unwrap_or(false)
    }

    fn line(&self, at: Place) -> Option<char> {
        if self.is_text(at) { None } else { self.cells.get(&at)?.chars().next() }
    }

    /// Which way an arrow head points.
    pub(super) fn arrow(&self, at: Place) -> Option<Side> {
        match self.line(at)? {
            '▲' | '^' => Some(Side::Up),
            '►' | '>' => Some(Side::Right),
            '▼' | 'v' => Some(Side::Down),
            '◄' | '<' => Some(Side::Left),
            _ => None,
        }
    }

    /// The arms of a line cell; an arrow has one, where it comes from.
    pub(super) fn arms(&self, at: Place) -> Vec<Side> {
        if let Some(points) = self.arrow(at) {
            return vec![points.opposite()];
        }
        let Some(cell) = self.line(at) else { return Vec::new() };
        let beside = |side: Side| {
            self.line(side.of(at)).is_some_and(|c| "-.'+".contains(c))
                || self.arrow(side.of(at)) == Some(side)
        };
        let (up, right, down, left) = match cell {
            '│' | '┆' | '|' | ':' => (true, false, true, false),
            '─' | '┄' | '-' => (false, true, false, true),
            '┌' => (false, true, true, false),
            '┐' => (false, false, true, true),
            '└' => (true, true, false, false),
            '┘' => (true, false, false, true),
            '├' => (true, true, true, false),
            '┤' => (true, false, true, true),
            '┬' => (false, true, true, true),
            '┴' => (true, true, false, true),
            '┼' => (true, true, true, true),
            '.' => (false, beside(Side::Right), true, beside(Side::Left)),
            '\'' => (true, beside(Side::Right), false, beside(Side::Left)),
            '+' => (true, beside(Side::Right), true, beside(Side::Left)),
            _ => (false, false, false, false),
        };
        let all = [(up, Side::Up), (right, Side::Right), (down, Side::Down), (left, Side::Left)];
        all.into_iter().filter(|(on, _)| *on).map(|(_, side)| side).collect()
    }

    pub(super) fn has_arm(&self, at: Place, side: Side) -> bool {
        self.arms(at).contains(&side)
    }

    /// Every cell that is not blank.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.cells.keys().copied()
    }

    /// The words that cover a cell.
    pub(super) fn run_at(&self, (x, y): Place) -> Option<&Run> {
        self.runs.get(&y)?.iter().find(|run| (run.from..=run.to).contains(&x))
    }
}
