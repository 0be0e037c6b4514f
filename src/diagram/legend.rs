//! The legend of a picture: what each of the lines and signs that are in it means.

use super::glyph::{Arms, Direction, Stroke};
use super::picture::{Cell, Glyph, Picture, Role, Sign, State};

/// The columns between a sample and its words.
const GAP: usize = 2;

/// A row of the legend.
struct Entry {
    sample: Vec<Cell>,
    words: &'static str,
}

impl Picture {
    /// The legend of this picture alone: one row for each kind of line and sign that is in it.
    #[must_use]
    pub fn legend(&self) -> Self {
        let entries = entries(self);
        let widest = entries.iter().map(|entry| entry.sample.len()).max().unwrap_or(0);
        let rows = entries.iter().map(|entry| {
            let blanks = widest + GAP - entry.sample.len();
            let blank = std::iter::repeat_n(Cell::default(), blanks);
            entry.sample.iter().copied().chain(blank).chain(letters(entry.words, Role::Component)).collect()
        });
        Self::from_rows(rows.collect(), self)
    }

    /// This picture with its legend below it.
    #[must_use]
    pub fn with_legend(&self) -> Self {
        let legend = self.legend();
        let row =
            |picture: &Self, y: usize| (0..picture.width).map(|x| *picture.cell(x, y)).collect::<Vec<Cell>>();
        let own = (0..self.height).map(|y| row(self, y));
        let below = (0..legend.height).map(|y| row(&legend, y));
        let blank = (self.height > 0 && legend.height > 0).then(Vec::new);
        Self::from_rows(own.chain(blank).chain(below).collect(), self)
    }

    fn from_rows(rows: Vec<Vec<Cell>>, letters_of: &Self) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let height = rows.len();
        let mut cells = Vec::with_capacity(width * height);
        for mut row in rows {
            row.resize(width, Cell::default());
            cells.append(&mut row);
        }
        Self { width, height, cells, alphabet: letters_of.alphabet.clone() }
    }
}

fn entries(picture: &Picture) -> Vec<Entry> {
    let any = |wanted: &dyn Fn(&Cell) -> bool| picture.cells.iter().any(wanted);
    let role = |role: Role| any(&|cell| cell.role == role);
    let sign = |sign: Sign| any(&|cell| cell.glyph == Glyph::Sign(sign));
    let marked = |state: State| any(&|cell| cell.state.has(state));
    let is_link = |cell: &Cell| matches!(cell.role, Role::Link | Role::PeerLink | Role::MonitoringLink);
    let crosses = |cell: &Cell| {
        let all = |arms: Arms| Direction::ALL.iter().all(|side| arms.arm(*side).is_some());
        is_link(cell) && matches!(cell.glyph, Glyph::Line(arms) if all(arms))
    };
    let beside = role(Role::PeerLink) || role(Role::MonitoringLink);
    let rows: [(bool, Vec<Cell>, &'static str); 16] = [
        (role(Role::Title), framed("name", Role::Frame, Role::Title), "a machine, with the programs on it"),
        (
            role(Role::ClusterTitle),
            framed("name", Role::ClusterFrame, Role::ClusterTitle),
            "a cluster: its members stand in for one another",
        ),
        (
            role(Role::Link),
            arrow(Role::Link, Stroke::Solid),
            "calls: the arrow points from the caller to the called",
        ),
        (beside, beside_sample(), "beside the requests: look-ups, replication, heartbeats, monitoring"),
        (any(&crosses), crossing(), "two lines cross here and do not meet"),
        (
            sign(Sign::Times),
            [vec![signed(Sign::Times, Role::Label)], letters("2", Role::Label)].concat(),
            "so many links share the label before it",
        ),
        (tagged(picture, b'P'), letters("P", Role::Tag), "the primary, which accepts writes"),
        (tagged(picture, b'R'), letters("R", Role::Tag), "a replica, which copies the primary"),
        (
            any(&|cell| cell.role == Role::Tag && cell.glyph == Glyph::Text(u32::from(b'('))),
            letters("(2)", Role::Tag),
            "so many machines and parts are in this one box",
        ),
        (sign(Sign::Failed), vec![signed(Sign::Failed, Role::Sign)], "has failed"),
        (sign(Sign::Degraded), vec![signed(Sign::Degraded, Role::Sign)], "works in part"),
        (
            sign(Sign::Bottleneck),
            vec![signed(Sign::Bottleneck, Role::Sign)],
            "the bottleneck: what is full first",
        ),
        (sign(Sign::Spof), vec![signed(Sign::Spof, Role::Sign)], "a single point of failure"),
        (marked(State::HIGHLIGHTED), pointed_at(), "what is spoken of: thick lines, or a star"),
        (marked(State::SELECTED), chosen(), "what you have chosen"),
        (sign(Sign::Packet), vec![signed(Sign::Packet, Role::Sign)], "a request on its way"),
    ];
    let shown = rows.into_iter().filter(|(there, ..)| *there);
    shown.map(|(_, sample, words)| Entry { sample, words }).collect()
}

/// Whether a tag says this of a component: the letter alone, or before a comma.
fn tagged(picture: &Picture, letter: u8) -> bool {
    let at = |x: usize, y: usize| match picture.cell(x, y) {
        Cell { glyph: Glyph::Text(number), role: Role::Tag, .. } => Some(*number),
        _ => None,
    };
    let alone = |x: usize, y: usize| {
        at(x, y) == Some(u32::from(letter))
            && x.checked_sub(1).is_none_or(|left| at(left, y).is_none())
            && at(x + 1, y).is_none_or(|next| next == u32::from(b','))
    };
    (0..picture.height).any(|y| (0..picture.width).any(|x| alone(x, y)))
}

fn letters(text: &str, role: Role) -> Vec<Cell> {
    let cell = |byte: u8| Cell { glyph: Glyph::Text(u32::from(byte)), role, ..Cell::default() };
    text.bytes().map(cell).collect()
}

fn signed(sign: Sign, role: Role) -> Cell {
    Cell { glyph: Glyph::Sign(sign), role, ..Cell::default() }
}

fn line(sides: &[Direction], role: Role, stroke: Stroke) -> Cell {
    let mut arms = Arms::default();
    for side in sides {
        arms.set(*side, stroke);
    }
    Cell { glyph: Glyph::Line(arms), role, ..Cell::default() }
}

/// `┌ name ─┐`
fn framed(name: &str, frame: Role, title: Role) -> Vec<Cell> {
    let (left, right, down) = (Direction::Left, Direction::Right, Direction::Down);
    let mut cells = vec![line(&[right, down], frame, Stroke::Solid), Cell::default()];
    cells.extend(letters(name, title));
    cells.push(Cell::default());
    cells.push(line(&[left, right], frame, Stroke::Solid));
    cells.push(line(&[left, down], frame, Stroke::Solid));
    cells
}

/// `──►`
fn arrow(role: Role, stroke: Stroke) -> Vec<Cell> {
    let level = line(&[Direction::Left, Direction::Right], role, stroke);
    vec![level, level, Cell { glyph: Glyph::Arrow(Direction::Right), role, ..Cell::default() }]
}

/// `┄┄► ┆`: in ASCII only what goes down shows that it is broken.
fn beside_sample() -> Vec<Cell> {
    let mut cells = arrow(Role::PeerLink, Stroke::Dotted);
    cells.push(Cell::default());
    cells.push(line(&[Direction::Up, Direction::Down], Role::PeerLink, Stroke::Dotted));
    cells
}

/// `─┼─`
fn crossing() -> Vec<Cell> {
    let level = line(&[Direction::Left, Direction::Right], Role::Link, Stroke::Solid);
    vec![level, line(&Direction::ALL, Role::Link, Stroke::Solid), level]
}

/// `name`, shown in reverse.
fn chosen() -> Vec<Cell> {
    let mut cells = letters("name", Role::Component);
    for cell in &mut cells {
        cell.state.add(State::SELECTED);
    }
    cells
}

/// `━━ *`
fn pointed_at() -> Vec<Cell> {
    let mut level = line(&[Direction::Left, Direction::Right], Role::Link, Stroke::Solid);
    level.state.add(State::HIGHLIGHTED);
    vec![level, level, Cell::default(), signed(Sign::Highlighted, Role::Sign)]
}
