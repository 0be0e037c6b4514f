//! Circles: where a request can be while it goes round among components that call one another.
//!
//! A request ends where it meets a component again, so what becomes of it depends on which ones it has met in the
//! circle at hand. A *stop* is a component together with those met on the way there, in whatever order. Stops follow
//! one another without circles, so that rules and loads are computed stop by stop as elsewhere component by component.

use std::collections::HashMap;
use std::ops::Range;

use super::index::ComponentNo;
use super::lists::Lists;

/// The number of a stop. The stops after a stop have larger numbers.
pub(super) type StopNo = usize;

/// How many stops the circles of a design may have in all, taken in the order of the groups. A circle with more, such as
/// thirteen components that all call one another, is *tangled*: what arrives there is passed on out of it only.
const MOST_STOPS: usize = 20_000;

/// Where a request is in a circle.
#[derive(Debug)]
struct Stop {
    at: ComponentNo,
    /// The stops that follow, by the component called, in ascending order.
    next: Vec<(ComponentNo, StopNo)>,
}

/// The stops of all circles.
#[derive(Debug, Default)]
pub(super) struct Circles {
    stops: Vec<Stop>,
    /// By component that requests from outside reach and whose circle is not tangled, the stop of such a request.
    entries: HashMap<ComponentNo, StopNo>,
    /// By group, its stops; none where it is no circle, or tangled.
    of_group: Vec<Range<StopNo>>,
}

impl Circles {
    /// Lists the stops of groups of components, those of a circle in one group. Requests come from outside to those
    /// that are `entered`; `calls` names whom a component calls.
    pub(super) fn new<I>(
        groups: &Lists,
        circular: &[bool],
        entered: &[bool],
        calls: impl Fn(ComponentNo) -> I,
    ) -> Self
    where
        I: Iterator<Item = ComponentNo>,
    {
        let mut circles = Self::default();
        for (members, circular) in groups.iter().zip(circular) {
            let start = circles.stops.len();
            if *circular && !circles.add(members, entered, &calls) {
                circles.stops.truncate(start);
                for no in members {
                    circles.entries.remove(no);
                }
            }
            circles.of_group.push(start..circles.stops.len());
        }
        circles
    }

    /// Lists the stops of one circle, those with fewer components met first; false where they are too many.
    fn add<I>(&mut self, members: &[ComponentNo], entered: &[bool], calls: &impl Fn(ComponentNo) -> I) -> bool
    where
        I: Iterator<Item = ComponentNo>,
    {
        let place: HashMap<ComponentNo, usize> = members.iter().copied().zip(0..).collect();
        let words = members.len().div_ceil(64);
        let mut known: HashMap<(ComponentNo, Vec<u64>), StopNo> = HashMap::new();
        let mut open: Vec<Vec<u64>> = Vec::new();
        let first = self.stops.len();
        for no in members.iter().filter(|no| entered[**no]) {
            let mut met = vec![0; words];
            set(&mut met, place[no]);
            self.entries.insert(*no, self.stops.len());
            self.stops.push(Stop { at: *no, next: Vec::new() });
            open.push(met);
        }
        let mut at = 0;
        while at < open.len() {
            if self.stops.len() > MOST_STOPS {
                return false;
            }
            let from = self.stops[first + at].at;
            let mut next = Vec::new();
            for to in calls(from) {
                let Some(place) = place.get(&to).filter(|place| !is_set(&open[at], **place)) else {
                    continue;
                };
                let mut met = open[at].clone();
                set(&mut met, *place);
                let stop = *known.entry((to, met)).or_insert_with_key(|(to, met)| {
                    self.stops.push(Stop { at: *to, next: Vec::new() });
                    open.push(met.clone());
                    self.stops.len() - 1
                });
                next.push((to, stop));
            }
            next.sort_unstable();
            next.dedup();
            self.stops[first + at].next = next;
            at += 1;
        }
        true
    }

    /// How many stops there are.
    pub(super) fn len(&self) -> usize {
        self.stops.len()
    }

    /// How much work it is to compute every stop, in calls.
    pub(super) fn work(&self) -> usize {
        self.stops.iter().map(|stop| 1 + stop.next.len()).sum()
    }

    /// The stops of a group, a stop before those that follow it; none where it is no circle, or tangled.
    pub(super) fn of_group(&self, group: usize) -> Range<StopNo> {
        self.of_group[group].clone()
    }

    /// The component of a stop.
    pub(super) fn at(&self, stop: StopNo) -> ComponentNo {
        self.stops[stop].at
    }

    /// Where a request is that comes to a component from outside of its circle; nothing where it is in none, where
    /// requests do not come so, and where the circle is tangled.
    pub(super) fn entry(&self, no: ComponentNo) -> Option<StopNo> {
        self.entries.get(&no).copied()
    }

    /// Some place of a request at a component of a group.
    pub(super) fn some(&self, group: usize, no: ComponentNo) -> Option<StopNo> {
        self.of_group(group).find(|stop| self.stops[*stop].at == no)
    }

    /// Where it is once it has gone on to a component of the same circle; nothing where that has been met.
    pub(super) fn onward(&self, stop: StopNo, to: ComponentNo) -> Option<StopNo> {
        let next = &self.stops[stop].next;
        let found = next.binary_search_by_key(&to, |(no, _)| *no).ok()?;
        Some(next[found].1)
    }
}

fn set(bits: &mut [u64], place: usize) {
    bits[place / 64] |= 1 << (place % 64);
}

fn is_set(bits: &[u64], place: usize) -> bool {
    bits[place / 64] >> (place % 64) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_group(members: usize) -> Lists {
        Lists::of(1, (0..members).map(|no| (0, no)))
    }

    /// One circle in which everybody calls everybody.
    fn mesh(members: usize) -> Circles {
        Circles::new(&one_group(members), &[true], &vec![true; members], |no| {
            (0..members).filter(move |other| *other != no)
        })
    }

    #[test]
    fn a_mesh_has_a_stop_for_each_member_with_each_set_of_others() {
        for members in 2..=9 {
            assert_eq!(mesh(members).len(), members << (members - 1));
        }
    }

    #[test]
    fn a_mesh_of_twelve_is_tangled() {
        assert_eq!(mesh(11).len(), 11 << 10);
        let tangled = mesh(12);
        assert_eq!((tangled.len(), tangled.entry(0)), (0, None));
    }

    #[test]
    fn a_long_round_has_a_stop_for_each_pair_of_start_and_end() {
        let round =
            Circles::new(&one_group(120), &[true], &[true; 120], |no| std::iter::once((no + 1) % 120));
        assert_eq!(round.len(), 120 * 120);
        let mut stop = round.entry(7).unwrap();
        for to in (8..127).map(|no| no % 120) {
            stop = round.onward(stop, to).unwrap();
        }
        assert_eq!((round.at(stop), round.onward(stop, 7)), (6, None));
    }
}
