//! The reader: recovers boxes, components, links and labels from a printed picture, and nothing else.
//!
//! It complains about everything that a careful person could misread: a line that ends nowhere or in a box's
//! corner, an arrow that points at nothing, a text that belongs to no line or to two, a net that is neither
//! one caller's nor leads to one called.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::sheet::{Place, Run, Sheet, Side};

/// A box as it is printed; a frame is a box with boxes in it.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
    /// The words in its top border.
    pub(super) title: String,
    /// The component of each inner row, from the top.
    pub(super) owners: Vec<Option<String>>,
    pub(super) has_boxes: bool,
    /// The box right around it.
    pub(super) within: Option<usize>,
}

impl Frame {
    fn has(&self, (x, y): Place) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    pub(super) fn on_border(&self, at: Place) -> bool {
        self.has(at) && !(self.left < at.0 && at.0 < self.right && self.top < at.1 && at.1 < self.bottom)
    }

    fn owner(&self, y: i32) -> Option<&String> {
        self.owners.get(usize::try_from(y - self.top - 1).ok()?)?.as_ref()
    }

    /// The components, from the top, each once.
    pub(super) fn components(&self) -> Vec<&String> {
        let mut all: Vec<&String> = self.owners.iter().flatten().collect();
        all.dedup();
        all
    }

    /// The component that a line touches when it meets a box's border at a cell.
    fn touched(&self, at: Place) -> Result<End, String> {
        let components = self.components();
        let found = if at.1 == self.top {
            components.first().copied()
        } else if at.1 == self.bottom {
            components.last().copied()
        } else {
            self.owner(at.1)
        };
        let name = found.ok_or(format!("nothing is at {at:?} of `{}`", self.title))?;
        Ok((self.title.clone(), name.clone()))
    }

    /// The column where names begin and what goes down from them.
    fn stem(&self) -> i32 {
        self.left + 2
    }
}

/// One end of a link: the box's title (empty for a free-standing component) and the component.
pub(super) type End = (String, String);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) label: String,
}

/// Links that share a line, and how many the picture says that they are.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) links: Vec<Link>,
    pub(super) count: usize,
}

#[derive(Debug)]
pub(super) struct Reading {
    pub(super) frames: Vec<Frame>,
    pub(super) links: Vec<Link>,
    pub(super) bundles: Vec<Bundle>,
}

/// A net: the cells of its lines and where they end.
#[derive(Debug, Default)]
struct Net {
    cells: BTreeSet<Place>,
    heads: BTreeSet<(Place, End)>,
    tails: BTreeSet<(Place, End)>,
    labels: BTreeSet<String>,
}

struct Reader {
    sheet: Sheet,
    frames: Vec<Frame>,
    /// The words that are spoken for, by row and first column.
    used: BTreeSet<(i32, i32)>,
    /// The label in the row above a branch, by the branch's arrow.
    above: BTreeMap<Place, String>,
}

/// Reads a picture.
pub(super) fn read(picture: &str, ascii: bool) -> Result<Reading, String> {
    let mut reader = Reader {
        sheet: Sheet::new(picture, ascii),
        frames: Vec::new(),
        used: BTreeSet::new(),
        above: BTreeMap::new(),
    };
    reader.find_boxes()?;
    reader.read_boxes();
    let mut nets: Vec<Net> = Vec::new();
    let arrows: Vec<Place> = reader.sheet.places().filter(|&at| reader.sheet.arrow(at).is_some()).collect();
    for arrow in arrows {
        if !nets.iter().any(|net| net.heads.iter().any(|(head, _)| *head == arrow)) {
            nets.push(reader.trace(arrow)?);
        }
    }
    reader.give_labels(&mut nets)?;
    let mut bundles = Vec::new();
    for net in &nets {
        if net.labels.len() > 1 || net.heads.len().min(net.tails.len()) != 1 {
            return Err(format!("not one net: {:?} to {:?}, {:?}", net.tails, net.heads, net.labels));
        }
        let ends = net.heads.len().max(net.tails.len());
        let words = net.labels.first().cloned().unwrap_or_default();
        let (label, count) = counted(&words, if ascii { 'x' } else { '×' });
        if count < ends && !label.is_empty() {
            return Err(format!("`{words}` stands for {ends} links"));
        }
        let mut links = Vec::new();
        for (_, from) in &net.tails {
            for (_, to) in &net.heads {
                links.push(Link { from: from.clone(), to: to.clone(), label: label.clone() });
            }
        }
        bundles.push(Bundle { links, count: if label.is_empty() { ends } else { count } });
    }
    let mut links: Vec<Link> = bundles.iter().flat_map(|bundle| bundle.links.clone()).collect();
    links.sort();
    Ok(Reading { frames: reader.frames, links, bundles })
}

/// A label without the number of its links, such as `HTTP :80` and 2 of `HTTP :80 ×2`.
fn counted(words: &str, times: char) -> (String, usize) {
    let number =
        words.rsplit_once(&format!(" {times}")).and_then(|(label, count)| Some((label, count.parse().ok()?)));
    number.map_or((words.to_owned(), 1), |(label, count)| (label.to_owned(), count))
}

impl Reader {
    /// Finds everything that is a closed rectangle, and what stands within what.
    fn find_boxes(&mut self) -> Result<(), String> {
        let starts: Vec<Place> =
            self.sheet.places().filter(|&at| self.is_corner(at, [Side::Right, Side::Down])).collect();
        let found: Vec<Frame> = starts.into_iter().filter_map(|at| self.box_from(at)).collect();
        for frame in &found {
            for y in [frame.top, frame.bottom] {
                let words =
                    self.sheet.runs[&y].iter().filter(|run| frame.left < run.from && run.to < frame.right);
                self.used.extend(words.map(|run| (y, run.from)));
            }
        }
        self.frames = found;
        for one in 0..self.frames.len() {
            for other in (0..self.frames.len()).filter(|&other| other != one) {
                let (inner, outer) = (&self.frames[one], &self.frames[other]);
                let across = [(inner.left, inner.top), (inner.right, inner.top)];
                let foot = [(inner.left, inner.bottom), (inner.right, inner.bottom)];
                match across.iter().chain(&foot).filter(|&&at| outer.has(at)).count() {
                    0 => {}
                    4 => {
                        self.frames[one].within = Some(other);
                        self.frames[other].has_boxes = true;
                    }
                    _ => return Err(format!("boxes overlap: {inner:?} and {outer:?}")),
                }
            }
        }
        Ok(())
    }

    /// The box whose top left corner is here, if its four sides are closed.
    fn box_from(&self, (left, top): Place) -> Option<Frame> {
        let closes = |right: i32| {
            self.is_corner((right, top), [Side::Left, Side::Down]) && self.is_side((left, top), (right, top))
        };
        let right = (left + 2..left + 2000).take_while(|&x| self.may_run((x, top))).find(|&x| closes(x))?;
        let is_foot = |y: i32| {
            self.is_corner((left, y), [Side::Right, Side::Up])
                && self.is_corner((right, y), [Side::Left, Side::Up])
        };
        let bottom = (top + 1..top + 2000)
            .take_while(|&y| self.upright((left, y)) && self.upright((right, y)))
            .find(|&y| is_foot(y))
            .filter(|&y| self.is_side((left, y), (right, y)))?;
        let words = self.sheet.runs[&top].iter().filter(|run| left < run.from && run.to < right);
        let title = words.map(|run| run.text.clone()).collect::<Vec<_>>().join(" ");
        Some(Frame { left, top, right, bottom, title, owners: Vec::new(), has_boxes: false, within: None })
    }

    /// Whether a cell is a corner with these two arms; in ASCII the arm to the side may end at a title.
    fn is_corner(&self, at: Place, sides: [Side; 2]) -> bool {
        let arms = self.sheet.arms(at);
        if self.sheet.ascii {
            let [inward, upright] = sides;
            arms.contains(&upright)
                && !arms.contains(&upright.opposite())
                && !arms.contains(&inward.opposite())
        } else {
            arms.len() == 2 && sides.iter().all(|side| arms.contains(side))
        }
    }

    fn may_run(&self, at: Place) -> bool {
        self.sheet.is_blank(at) || self.sheet.is_text(at) || !self.sheet.arms(at).is_empty()
    }

    /// Whether a cell can be part of an upright border.
    fn upright(&self, at: Place) -> bool {
        match self.sheet.arrow(at) {
            Some(points) => matches!(points, Side::Left | Side::Right),
            None => self.sheet.has_arm(at, Side::Up),
        }
    }

    /// Whether a row of cells is a border: lines, arrows, and words with a blank at either side.
    fn is_side(&self, from: Place, to: Place) -> bool {
        let y = from.1;
        let mut x = from.0 + 1;
        while x < to.0 {
            if self.sheet.is_blank((x, y)) {
                let Some(run) = self.sheet.run_at((x + 1, y)).filter(|run| run.from == x + 1) else {
                    return false;
                };
                if !self.sheet.is_blank((run.to + 1, y)) || run.to + 1 >= to.0 {
                    return false;
                }
                x = run.to + 2;
                continue;
            }
            let fits = match self.sheet.arrow((x, y)) {
                Some(points) => matches!(points, Side::Up | Side::Down),
                None => [Side::Left, Side::Right].iter().any(|side| self.sheet.has_arm((x, y), *side)),
            };
            if self.sheet.is_text((x, y)) || !fits {
                return false;
            }
            x += 1;
        }
        true
    }

    /// Finds the component of every row of every box that is no frame.
    fn read_boxes(&mut self) {
        for number in 0..self.frames.len() {
            let frame = self.frames[number].clone();
            if frame.has_boxes {
                continue;
            }
            let mut owner: Option<String> = None;
            let mut owners = Vec::new();
            for y in frame.top + 1..frame.bottom {
                let runs: Vec<Run> = self.sheet.runs[&y]
                    .iter()
                    .filter(|run| frame.left < run.from && run.to < frame.right)
                    .cloned()
                    .collect();
                let stem = (frame.stem(), y);
                let name = if frame.title.is_empty() && y == frame.top + 1 {
                    runs.first()
                } else if self.sheet.is_text(stem) {
                    runs.first().filter(|run| run.from == stem.0)
                } else if self.sheet.has_arm(stem, Side::Right) && self.sheet.arrow(stem).is_none() {
                    // What hangs: the words after the arrow, or after the stem.
                    let arrow =
                        (stem.0..frame.right).find(|&x| self.sheet.arrow((x, y)) == Some(Side::Right));
                    let goes_on = |run: &Run| self.sheet.has_arm((run.to + 2, y), Side::Left);
                    runs.iter().find(|run| run.from == arrow.unwrap_or(stem.0 + 1) + 2 && !goes_on(run))
                } else {
                    None
                };
                if let Some(run) = name {
                    self.used.insert((y, run.from));
                    owner = Some(run.text.clone());
                }
                // The row of a link between neighbours: an arrow down, or the label beside its line.
                let upright = self.upright(stem) || self.sheet.arrow(stem) == Some(Side::Up);
                let label = name.is_none() && runs.iter().any(|run| run.from == stem.0 + 2);
                let branch = (stem.0 + 1, y + 1);
                if upright && label && self.sheet.arrow(branch) == Some(Side::Right) {
                    self.above.insert(branch, runs[0].text.clone());
                    self.used.insert((y, runs[0].from));
                }
                let connector = self.sheet.arrow(stem) == Some(Side::Down) || upright && label;
                owners.push(owner.clone().filter(|_| !connector));
            }
            self.frames[number].owners = owners;
        }
    }

    fn host_at(&self, at: Place) -> Option<&Frame> {
        self.frames.iter().find(|frame| !frame.has_boxes && frame.has(at))
    }

    /// Follows the lines from an arrow to all ends of its net.
    fn trace(&mut self, arrow: Place) -> Result<Net, String> {
        let mut net = Net::default();
        self.end_at_arrow(&mut net, arrow)?;
        let points = self.sheet.arrow(arrow).ok_or("no arrow")?;
        let mut open = VecDeque::from([(arrow, points.opposite())]);
        let mut seen = BTreeSet::new();
        while let Some((at, side)) = open.pop_front() {
            if seen.insert((at, side)) {
                open.extend(self.step(&mut net, at, side)?);
            }
        }
        Ok(net)
    }

    fn end_at_arrow(&self, net: &mut Net, at: Place) -> Result<(), String> {
        let points = self.sheet.arrow(at).ok_or("no arrow")?;
        let frame = self.host_at(at).ok_or(format!("the arrow at {at:?} points at no box"))?;
        let end = if frame.on_border(at) {
            let into = match points {
                Side::Up => at.1 == frame.bottom,
                Side::Down => at.1 == frame.top,
                Side::Right => at.0 == frame.left,
                Side::Left => at.0 == frame.right,
            };
            if !into {
                return Err(format!("the arrow at {at:?} points out of `{}`", frame.title));
            }
            frame.touched(at)?
        } else {
            let row = match points {
                Side::Up | Side::Down => points.of(at).1,
                Side::Left | Side::Right => at.1,
            };
            let name = frame.owner(row).ok_or(format!("the arrow at {at:?} points at no component"))?;
            (frame.title.clone(), name.clone())
        };
        net.cells.insert(at);
        net.heads.insert((at, end));
        net.labels.extend(self.above.get(&at).cloned());
        Ok(())
    }

    /// Goes one cell on; returns where to go from there.
    fn step(&mut self, net: &mut Net, at: Place, side: Side) -> Result<Vec<(Place, Side)>, String> {
        let there = side.of(at);
        if self.sheet.arrow(there).is_some() {
            if self.sheet.arrow(there) != Some(side) {
                return Err(format!("a line from {at:?} runs into the side of an arrow"));
            }
            self.end_at_arrow(net, there)?;
            return Ok(Vec::new());
        }
        if self.sheet.is_blank(there) || self.sheet.is_text(there) {
            return self.end_or_jump(net, at, side);
        }
        let arms = self.sheet.arms(there);
        if !arms.contains(&side.opposite()) {
            return Err(format!("a line from {at:?} stops before {there:?}"));
        }
        let on_border = self.frames.iter().find(|frame| frame.on_border(there)).cloned();
        if let Some(frame) = on_border {
            if arms.len() == 4 {
                return Ok(vec![(there, side)]);
            }
            if frame.has_boxes {
                return Err(format!("a line ends at the frame `{}`", frame.title));
            }
            net.tails.insert((there, frame.touched(there)?));
            return Ok(Vec::new());
        }
        net.cells.insert(there);
        let stem = self.host_at(there).is_some_and(|frame| frame.stem() == there.0);
        if stem && !matches!(side, Side::Up | Side::Down) {
            // What hangs belongs to the component that the stem comes down from.
            return self.climb(net, there);
        }
        if stem || arms.len() == 4 {
            return Ok(vec![(there, side)]);
        }
        Ok(arms.into_iter().filter(|arm| *arm != side.opposite()).map(|arm| (there, arm)).collect())
    }

    fn climb(&mut self, net: &mut Net, at: Place) -> Result<Vec<(Place, Side)>, String> {
        let mut up = at;
        while self.sheet.has_arm(up, Side::Up) {
            up = Side::Up.of(up);
        }
        self.end_or_jump(net, Side::Down.of(up), Side::Up)
    }

    /// A line meets a blank or a text: the name of the component that it comes from, or its own label.
    fn end_or_jump(&mut self, net: &mut Net, at: Place, side: Side) -> Result<Vec<(Place, Side)>, String> {
        let there = side.of(at);
        let host = self.host_at(there).cloned();
        let word = if self.sheet.is_blank(there) { side.of(there) } else { there };
        if let (Some(frame), Some(run)) = (&host, self.sheet.run_at(word)) {
            let upright = matches!(side, Side::Up | Side::Down);
            let name = self.used.contains(&(word.1, run.from)) && frame.owner(word.1).is_some();
            if name && (upright && run.from == word.0 || side == Side::Left) {
                let owner = frame.owner(word.1).cloned().unwrap_or_default();
                net.tails.insert((at, (frame.title.clone(), owner)));
                return Ok(Vec::new());
            }
        }
        if side == Side::Left
            && let Some(frame) = &host
            && let Some(owner) = frame.owner(at.1)
            && self.sheet.run_at(word).is_none()
        {
            // A further row of a component: nothing stands there.
            net.tails.insert((at, (frame.title.clone(), owner.clone())));
            return Ok(Vec::new());
        }
        let run =
            self.sheet.run_at(word).cloned().ok_or(format!("a line ends nowhere, at {at:?} to {side:?}"))?;
        let (near, far) = if side == Side::Left { (run.to, run.from - 2) } else { (run.from, run.to + 2) };
        let across = matches!(side, Side::Left | Side::Right);
        let beyond = (far, at.1);
        let goes_on = self.sheet.has_arm(beyond, side.opposite()) || self.sheet.arrow(beyond) == Some(side);
        if !across || near != word.0 || !self.sheet.is_blank(there) || !goes_on {
            return Err(format!("a line ends at the text `{}`, at {at:?} to {side:?}", run.text));
        }
        net.labels.insert(run.text);
        self.used.insert((at.1, run.from));
        Ok(vec![(side.opposite().of(beyond), side)])
    }

    /// Gives each text that is left to the one net beside it.
    fn give_labels(&self, nets: &mut [Net]) -> Result<(), String> {
        for (&y, runs) in &self.sheet.runs {
            for run in runs.iter().filter(|run| !self.used.contains(&(y, run.from))) {
                let beside: Vec<usize> = (0..nets.len())
                    .filter(|&net| {
                        let upright = |x: i32| {
                            let at = (x, y);
                            let vertical =
                                self.sheet.has_arm(at, Side::Up) || self.sheet.has_arm(at, Side::Down);
                            nets[net].cells.contains(&at) && vertical
                        };
                        upright(run.from - 2) || upright(run.to + 2)
                    })
                    .collect();
                let owners = if beside.is_empty() { self.under(run, y, nets) } else { beside };
                match owners.as_slice() {
                    [net] => drop(nets[*net].labels.insert(run.text.clone())),
                    _ => return Err(format!("`{}` in row {y} belongs to {} nets", run.text, owners.len())),
                }
            }
        }
        Ok(())
    }

    /// The nets that run along right under a text.
    fn under(&self, run: &Run, y: i32, nets: &[Net]) -> Vec<usize> {
        let along =
            |net: &Net, x: i32| net.cells.contains(&(x, y + 1)) && self.sheet.has_arm((x, y + 1), Side::Left);
        (0..nets.len()).filter(|&net| (run.from..=run.to).all(|x| along(&nets[net], x))).collect()
    }
}
