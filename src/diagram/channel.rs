//! The routing of nets in the channel between two rows of boxes.
//!
//! A net comes in through pins at the channel's top and bottom and runs along one track (a row). Two nets
//! whose pins share a column force an order of their tracks; the others are ordered for few crossings
//! (Hashimoto, Stevens 1971, with the vertical constraints of Sander 2004). Where constraints form a ring, a
//! net is broken in a free column, so that every channel can be routed.

use std::collections::HashSet;

use super::geometry::signed;

/// Where a net enters the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pin {
    pub(super) x: i32,
    pub(super) top: bool,
}

/// A net in the channel.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    pub(super) net: usize,
    pub(super) pins: Vec<Pin>,
    /// Whether it leaves the channel to the right, for the lane of monitoring.
    pub(super) leaves: bool,
}

/// A piece of a net on one track.
#[derive(Debug, Clone)]
pub(super) struct Strand {
    pub(super) net: usize,
    pub(super) pins: Vec<Pin>,
    pub(super) leaves: bool,
    pub(super) left: i32,
    pub(super) right: i32,
    /// Its row among the tracks; `None` for a net that runs straight through.
    pub(super) track: Option<i32>,
}

/// Far to the right of everything.
const FAR: i32 = i32::MAX / 4;

impl Strand {
    fn new(net: usize, pins: Vec<Pin>, leaves: bool) -> Self {
        let left = pins.iter().map(|pin| pin.x).min().unwrap_or(0);
        let right = if leaves { FAR } else { pins.iter().map(|pin| pin.x).max().unwrap_or(0) };
        let track = (left != right).then_some(0);
        Self { net, pins, leaves, left, right, track }
    }

    /// The crossings of the two strands if this one lies above the other.
    fn crossings_above(&self, other: &Self) -> i32 {
        let across = |pins: &[Pin], top: bool, span: &Self| {
            pins.iter().filter(|pin| pin.top == top && span.left < pin.x && pin.x < span.right).count()
        };
        signed(across(&other.pins, true, self) + across(&self.pins, false, other))
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right + 2 && other.left < self.right + 2
    }

    /// Whether a pin of this one at the top shares a column with one of the other at the bottom.
    fn must_lie_above(&self, other: &Self) -> bool {
        self.net != other.net
            && self.pins.iter().any(|pin| pin.top && other.pins.contains(&Pin { x: pin.x, top: false }))
    }
}

/// Two strands of one net, joined in a column that no pin uses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joint {
    pub(super) strands: (usize, usize),
    pub(super) x: i32,
}

/// A routed channel.
#[derive(Debug, Clone, Default)]
pub(super) struct Routed {
    pub(super) strands: Vec<Strand>,
    pub(super) joints: Vec<Joint>,
    /// The number of tracks.
    pub(super) tracks: i32,
}

/// Routes the wires.
pub(super) fn route(wires: &[Wire]) -> Routed {
    let mut strands = Vec::new();
    let mut joints = Vec::new();
    for wire in wires {
        split_junctions(wire, &mut strands);
    }
    let mut taken: HashSet<i32> = wires.iter().flat_map(|wire| &wire.pins).map(|pin| pin.x).collect();
    let order = loop {
        match sort(&strands) {
            Ok(order) => break order,
            Err(knot) => joints.push(break_up(&mut strands, knot, &mut taken)),
        }
    };
    let mut tracks = 0;
    for (place, &number) in order.iter().enumerate() {
        let meeting = order[..place].iter().map(|&above| &strands[above]);
        let above =
            meeting.filter(|above| above.meets(&strands[number])).filter_map(|above| above.track).max();
        let track = above.map_or(0, |above| above + 1);
        strands[number].track = Some(track);
        tracks = tracks.max(track + 1);
    }
    Routed { strands, joints, tracks }
}

/// Makes strands of a wire. Where a fork would have four arms, which is the sign of a crossing, its left
/// and right branches get tracks of their own.
fn split_junctions(wire: &Wire, strands: &mut Vec<Strand>) {
    let whole = Strand::new(wire.net, wire.pins.clone(), wire.leaves);
    let four_arms = wire.pins.iter().find(|pin| {
        pin.top
            && wire.pins.contains(&Pin { x: pin.x, top: false })
            && whole.left < pin.x
            && pin.x < whole.right
    });
    let Some(&middle) = four_arms else {
        strands.push(whole);
        return;
    };
    let (left, right): (Vec<Pin>, Vec<Pin>) = wire.pins.iter().partition(|pin| pin.x < middle.x);
    strands.push(Strand::new(wire.net, left.into_iter().chain([middle]).collect(), false));
    let rest = Wire { net: wire.net, pins: right, leaves: wire.leaves };
    split_junctions(&rest, strands);
}

/// The order of the strands with a track from top to bottom, or one that stands in a ring of constraints.
fn sort(strands: &[Strand]) -> Result<Vec<usize>, usize> {
    let mut open: Vec<usize> = (0..strands.len()).filter(|&number| strands[number].track.is_some()).collect();
    let count = strands.len();
    let mut gain = vec![0; count * count];
    let mut below = vec![false; count * count];
    // By strand: the crossings that it brings if it lies above all that are open, and how many of these it must lie below.
    let mut cost = vec![0; count];
    let mut held = vec![0; count];
    for (place, &one) in open.iter().enumerate() {
        for &other in &open[place + 1..] {
            let (upper, lower) = (&strands[one], &strands[other]);
            if upper.right < lower.left || lower.right < upper.left {
                continue;
            }
            let more = upper.crossings_above(lower) - lower.crossings_above(upper);
            (gain[one * count + other], gain[other * count + one]) = (more, -more);
            cost[one] += more;
            cost[other] -= more;
            for (upper, lower) in [(one, other), (other, one)] {
                if strands[upper].must_lie_above(&strands[lower]) {
                    below[lower * count + upper] = true;
                    held[lower] += 1;
                }
            }
        }
    }
    let mut order = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let free = open.iter().enumerate().filter(|&(_, &one)| held[one] == 0);
        let best = free.min_by_key(|&(_, &one)| (cost[one], strands[one].left, one)).map(|(place, _)| place);
        let Some(place) = best else { return Err(knot(&open, &below, count)) };
        let next = open.remove(place);
        for &one in &open {
            cost[one] -= gain[one * count + next];
            held[one] -= i32::from(below[one * count + next]);
        }
        order.push(next);
    }
    Ok(order)
}

/// A strand of a ring: going up from any strand that is not free leads into one.
fn knot(open: &[usize], below: &[bool], count: usize) -> usize {
    let mut at = open[0];
    for _ in 0..open.len() {
        at = open.iter().copied().find(|&other| below[at * count + other]).unwrap_or(at);
    }
    at
}

/// Breaks a strand into an upper and a lower one, joined in a column that no pin uses.
fn break_up(strands: &mut Vec<Strand>, number: usize, taken: &mut HashSet<i32>) -> Joint {
    let strand = strands[number].clone();
    let middle = if strand.leaves { strand.left } else { i32::midpoint(strand.left, strand.right) };
    let column = (0..FAR)
        .flat_map(|distance| [middle + distance, middle - distance])
        .find(|column| !taken.contains(column))
        .expect("there are more columns than pins");
    taken.insert(column);
    let (mut upper, mut lower): (Vec<Pin>, Vec<Pin>) = strand.pins.iter().partition(|pin| pin.top);
    upper.push(Pin { x: column, top: false });
    lower.push(Pin { x: column, top: true });
    let with_joint = |pins: &[Pin], leaves| {
        let mut half = Strand::new(strand.net, pins.to_vec(), leaves);
        half.pins.retain(|pin| pin.x != column);
        half.track = Some(0);
        half
    };
    strands[number] = with_joint(&upper, strand.leaves);
    strands.push(with_joint(&lower, false));
    Joint { strands: (number, strands.len() - 1), x: column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(net: usize, top: &[i32], bottom: &[i32]) -> Wire {
        let pins = top.iter().map(|&x| Pin { x, top: true });
        let pins = pins.chain(bottom.iter().map(|&x| Pin { x, top: false })).collect();
        Wire { net, pins, leaves: false }
    }

    #[test]
    fn a_straight_net_needs_no_track() {
        let routed = route(&[wire(0, &[3], &[3])]);
        assert_eq!((routed.strands[0].track, routed.tracks), (None, 0));
    }

    #[test]
    fn nets_that_exchange_columns_are_untied() {
        let routed = route(&[wire(0, &[3], &[9]), wire(1, &[9], &[3])]);
        assert_eq!((routed.strands.len(), routed.joints.len()), (3, 1));
        for one in &routed.strands {
            for other in routed.strands.iter().filter(|other| one.must_lie_above(other)) {
                assert!(one.track < other.track);
            }
        }
    }

    #[test]
    fn nets_side_by_side_share_a_track() {
        let routed = route(&[wire(0, &[0], &[4]), wire(1, &[6], &[9]), wire(2, &[10], &[12])]);
        let tracks: Vec<Option<i32>> = routed.strands.iter().map(|strand| strand.track).collect();
        assert_eq!((tracks, routed.tracks), (vec![Some(0), Some(0), Some(1)], 2));
    }

    #[test]
    fn a_fork_over_its_middle_has_no_junction_with_four_arms() {
        let routed = route(&[wire(0, &[5], &[1, 5, 9])]);
        assert_eq!((routed.strands.len(), routed.tracks), (2, 2));
    }
}
