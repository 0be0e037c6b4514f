//! Which row each box stands in: callers above the called, peers side by side.
//!
//! Cycles are broken inside each strongly connected component (Tarjan 1972) by the distance from where the
//! requests come in; then peers and cluster mates are put into one group where no third box has to stand
//! between them; then every group gets its longest-path rank (Sugiyama, Tagawa, Toda 1981), and what only
//! calls is pulled down to just above what it calls.

use crate::topology::Kind;

use super::graph::{Class, Graph};

/// The rows of boxes, and the boxes that only monitoring leads to.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    pub(super) rows: Vec<Vec<usize>>,
    /// Beside the rows, in the lane of monitoring.
    pub(super) hubs: Vec<usize>,
    /// Beside the top row: services that nothing drawn leads to.
    pub(super) floats: Vec<usize>,
}

/// The widest that a row of boxes without links gets, in columns.
const LOOSE_ROW: usize = 72;

impl Ranks {
    pub(super) fn new(graph: &Graph) -> Self {
        let count = graph.nodes.len();
        let mut linked = vec![false; count];
        let mut watched = vec![false; count];
        for link in &graph.links {
            let (tail, head) = graph.ends(link);
            match link.class {
                Class::Inside | Class::Hidden => {}
                Class::Monitoring => (watched[tail], watched[head]) = (true, true),
                Class::Flow | Class::Peer | Class::Aside => (linked[tail], linked[head]) = (true, true),
            }
        }
        for cluster in graph.clusters.iter().filter(|cluster| cluster.nodes.len() > 1) {
            cluster.nodes.iter().for_each(|&node| linked[node] = true);
        }
        let hub = |node: usize| graph.nodes[node].in_lane;
        let hubs = (0..count).filter(|&node| hub(node)).collect();
        let mut ranks = Self { rows: Vec::new(), hubs, floats: Vec::new() };
        let ranked: Vec<bool> =
            (0..count).map(|node| (linked[node] || watched[node]) && !hub(node)).collect();
        ranks.rank_linked(graph, &ranked);
        let loose = (0..count).filter(|&node| !ranked[node] && !hub(node));
        let (mut front, loose): (Vec<usize>, Vec<usize>) =
            loose.partition(|&node| front_place(graph, node).is_some());
        front.sort_by_key(|&node| front_place(graph, node));
        if !ranks.rows.is_empty() {
            (ranks.floats, front) = front.into_iter().partition(|&node| graph.is_service(node));
        }
        ranks.prepend(graph, front);
        ranks.append_loose(graph, &loose);
        ranks.obey(graph);
        ranks
    }

    /// Puts boxes into the rows that they were put into by hand.
    fn obey(&mut self, graph: &Graph) {
        let below = self.rows.len();
        for node in 0..graph.nodes.len() {
            let Some(wanted) = graph.nodes[node].row.map(|row| row.min(below)) else { continue };
            let Some(row) = self.rows.iter().position(|row| row.contains(&node)) else { continue };
            if row != wanted {
                self.rows[row].retain(|other| *other != node);
                if wanted == self.rows.len() {
                    self.rows.push(Vec::new());
                }
                self.rows[wanted].push(node);
                self.rows[wanted].sort_unstable();
            }
        }
        self.rows.retain(|row| !row.is_empty());
    }

    /// Gives a row to everything that is linked.
    fn rank_linked(&mut self, graph: &Graph, ranked: &[bool]) {
        let count = graph.nodes.len();
        let mut calls: Vec<Vec<usize>> = vec![Vec::new(); count];
        for link in graph.links.iter().filter(|link| link.class == Class::Flow) {
            let (tail, head) = graph.ends(link);
            if !calls[tail].contains(&head) {
                calls[tail].push(head);
            }
        }
        let calls = forward_only(&calls);
        let group = peers(graph, &calls);
        let mut down: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (tail, heads) in calls.iter().enumerate() {
            for &head in heads {
                if group[tail] != group[head] {
                    down[group[tail]].push(group[head]);
                }
            }
        }
        let calls_as_user =
            |node: &usize| front_place(graph, *node) == Some(0) && !down[group[*node]].is_empty();
        let roots: Vec<usize> = (0..count).filter(calls_as_user).map(|node| group[node]).collect();
        let depth = depths(&down, &roots);
        let rows =
            (0..count).filter(|&node| ranked[node]).map(|node| depth[group[node]] + 1).max().unwrap_or(0);
        self.rows = vec![Vec::new(); rows];
        for node in (0..count).filter(|&node| ranked[node]) {
            self.rows[depth[group[node]]].push(node);
        }
        self.rows.retain(|row| !row.is_empty());
    }

    /// Users and name servers that nothing links to yet stand where they will stand, at the top.
    fn prepend(&mut self, graph: &Graph, front: Vec<usize>) {
        let is_user = |&node: &usize| front_place(graph, node) == Some(0);
        let top_has_user = self.rows.first().is_some_and(|top| top.iter().any(is_user));
        match self.rows.first_mut() {
            Some(top) if top_has_user || !front.iter().any(is_user) => top.extend(front),
            Some(_) => self.rows.insert(0, front),
            None => self.append_loose(graph, &front),
        }
    }

    /// Boxes that nothing links to stand below all others, as in running text.
    fn append_loose(&mut self, graph: &Graph, loose: &[usize]) {
        let mut used = usize::MAX;
        for &node in loose {
            let longest = graph.nodes[node]
                .components
                .clone()
                .map(|component| crate::text::width(&graph.components[component].label))
                .chain(graph.nodes[node].title.iter().map(|title| crate::text::width(title)))
                .max();
            let width = longest.unwrap_or(0) + 8;
            if used.saturating_add(width) > LOOSE_ROW {
                self.rows.push(Vec::new());
                used = 0;
            }
            used += width;
            if let Some(row) = self.rows.last_mut() {
                row.push(node);
            }
        }
    }
}

/// The place in the top row of what belongs there without links: users, name servers, monitoring services.
fn front_place(graph: &Graph, node: usize) -> Option<usize> {
    let order = [Kind::User, Kind::Dns, Kind::MonitoringService];
    let kinds = || graph.nodes[node].components.clone().map(|component| graph.components[component].kind);
    order.iter().position(|kind| kinds().any(|other| other == *kind))
}

/// Leaves out the calls that would close a cycle: those inside a strongly connected component that do not
/// lead further from where it is entered.
fn forward_only(calls: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let part = components(calls);
    let count = calls.len();
    let mut entered = vec![false; count];
    for (tail, heads) in calls.iter().enumerate() {
        for &head in heads.iter().filter(|&&head| part[tail] != part[head]) {
            entered[head] = true;
        }
    }
    let mut has_entry = vec![false; count];
    for node in (0..count).filter(|&node| entered[node]) {
        has_entry[part[node]] = true;
    }
    let mut level = vec![usize::MAX; count];
    let mut queue = std::collections::VecDeque::new();
    for node in 0..count {
        if entered[node] || !std::mem::replace(&mut has_entry[part[node]], true) {
            level[node] = 0;
            queue.push_back(node);
        }
    }
    while let Some(tail) = queue.pop_front() {
        for &head in calls[tail].iter().filter(|&&head| part[tail] == part[head]) {
            if level[head] == usize::MAX {
                level[head] = level[tail] + 1;
                queue.push_back(head);
            }
        }
    }
    let forward = |tail: usize, head: usize| part[tail] != part[head] || level[tail] < level[head];
    let keep = |(tail, heads): (usize, &Vec<usize>)| {
        heads.iter().copied().filter(|&head| forward(tail, head)).collect()
    };
    calls.iter().enumerate().map(keep).collect()
}

/// Numbers the strongly connected components, without recursion.
fn components(calls: &[Vec<usize>]) -> Vec<usize> {
    let count = calls.len();
    let (mut index, mut low, mut part) = (vec![usize::MAX; count], vec![0; count], vec![usize::MAX; count]);
    let (mut stack, mut open, mut next, mut parts) = (Vec::new(), Vec::new(), 0, 0);
    for root in 0..count {
        if index[root] != usize::MAX {
            continue;
        }
        open.push((root, 0));
        while let Some(&mut (node, ref mut at)) = open.last_mut() {
            if *at == 0 {
                (index[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
            }
            if let Some(&head) = calls[node].get(*at) {
                *at += 1;
                if index[head] == usize::MAX {
                    open.push((head, 0));
                } else if part[head] == usize::MAX {
                    low[node] = low[node].min(index[head]);
                }
                continue;
            }
            open.pop();
            if let Some(&(above, _)) = open.last() {
                low[above] = low[above].min(low[node]);
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    part[member] = parts;
                    if member == node {
                        break;
                    }
                }
                parts += 1;
            }
        }
    }
    part
}

/// The group of each box: boxes that should stand side by side have the same one.
fn peers(graph: &Graph, calls: &[Vec<usize>]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..graph.nodes.len()).collect();
    let mates =
        graph.clusters.iter().flat_map(|cluster| cluster.nodes.windows(2).map(|pair| (pair[0], pair[1])));
    let links = graph.links.iter().filter(|link| link.class == Class::Peer).map(|link| graph.ends(link));
    let mut members: Vec<Vec<usize>> = (0..graph.nodes.len()).map(|node| vec![node]).collect();
    let mut seen = vec![usize::MAX; graph.nodes.len()];
    let mut asked = 0;
    for (one, other) in mates.chain(links) {
        let (one, other) = (group[one], group[other]);
        let mut stands_between = |from: usize, to: usize| {
            asked += 1;
            stands_between(calls, &group, &members, (from, to), &mut seen, asked)
        };
        if one == other || stands_between(one, other) || stands_between(other, one) {
            continue;
        }
        let (keep, drop) = (one.min(other), one.max(other));
        for member in std::mem::take(&mut members[drop]) {
            group[member] = keep;
            members[keep].push(member);
        }
    }
    group
}

/// Whether a way of calls leads from one group to another through a third. `seen` tells of each group the last question
/// in which it was met.
fn stands_between(
    calls: &[Vec<usize>],
    group: &[usize],
    members: &[Vec<usize>],
    (from, to): (usize, usize),
    seen: &mut [usize],
    asked: usize,
) -> bool {
    let mut open: Vec<usize> = vec![from];
    let mut may_end = false;
    while let Some(at) = open.pop() {
        for &head in members[at].iter().flat_map(|&tail| &calls[tail]) {
            let next = group[head];
            if next == to && may_end {
                return true;
            }
            if next != at && next != to && std::mem::replace(&mut seen[next], asked) != asked {
                open.push(next);
            }
        }
        may_end = true;
    }
    false
}

/// The longest way down to each group. What users do not reach (jobs, administrators) stands as low as it can,
/// so that its links are short too.
fn depths(down: &[Vec<usize>], roots: &[usize]) -> Vec<usize> {
    let order = callers_first(down);
    let mut depth = vec![0_usize; down.len()];
    for &tail in &order {
        for &head in &down[tail] {
            depth[head] = depth[head].max(depth[tail] + 1);
        }
    }
    let mut reached = vec![roots.is_empty(); down.len()];
    let mut open = roots.to_vec();
    while let Some(node) = open.pop() {
        if !std::mem::replace(&mut reached[node], true) {
            open.extend(&down[node]);
        }
    }
    let deepest = depth.iter().copied().max().unwrap_or(0);
    for &node in order.iter().rev().filter(|&&node| !reached[node]) {
        let highest = down[node].iter().map(|&head| depth[head]).min();
        depth[node] = highest.map_or(deepest, |highest| highest.saturating_sub(1).max(depth[node]));
    }
    // What is called there and calls nobody comes up again, next to its caller.
    let mut lowest_caller = vec![None; down.len()];
    for (tail, heads) in down.iter().enumerate() {
        for &head in heads {
            lowest_caller[head] = lowest_caller[head].max(Some(depth[tail]));
        }
    }
    for node in (0..down.len()).filter(|&node| !reached[node] && down[node].is_empty()) {
        depth[node] = lowest_caller[node].map_or(depth[node], |caller| caller + 1);
    }
    depth
}

/// Every group after all that call it.
fn callers_first(down: &[Vec<usize>]) -> Vec<usize> {
    let mut waiting = vec![0_usize; down.len()];
    down.iter().flatten().for_each(|&head| waiting[head] += 1);
    let mut order: Vec<usize> = (0..down.len()).filter(|&node| waiting[node] == 0).collect();
    let mut at = 0;
    while let Some(&tail) = order.get(at) {
        at += 1;
        for &head in &down[tail] {
            waiting[head] -= 1;
            if waiting[head] == 0 {
                order.push(head);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_back_does_not_turn_the_order_round() {
        // 0 calls 1, which calls 2, which calls back to 1.
        assert_eq!(forward_only(&[vec![1], vec![2], vec![1]]), [vec![1], vec![2], vec![]]);
    }

    #[test]
    fn twins_that_call_each_other_stay_level() {
        let calls = forward_only(&[vec![1, 2], vec![2], vec![1]]);
        assert_eq!(calls, [vec![1, 2], vec![], vec![]]);
        assert_eq!(depths(&calls, &[0]), [0, 1, 1]);
    }

    #[test]
    fn the_longest_way_counts() {
        // 0 calls 2 both directly and through 1.
        assert_eq!(depths(&[vec![1, 2], vec![2], vec![]], &[0]), [0, 1, 2]);
    }

    #[test]
    fn background_callers_stand_next_to_what_they_call() {
        // A user's way 0 to 3; 4 calls 3 and 5, which nobody else calls.
        let down = [vec![1], vec![2], vec![3], vec![], vec![3, 5], vec![]];
        assert_eq!(depths(&down, &[0]), [0, 1, 2, 3, 2, 3]);
    }

    #[test]
    fn strong_components_are_found_without_recursion() {
        let ring: Vec<Vec<usize>> = (0..10_000).map(|node| vec![(node + 1) % 10_000]).collect();
        let part = components(&ring);
        assert!(part.iter().all(|other| *other == part[0]));
        let chain: Vec<Vec<usize>> =
            (0..10_000).map(|node| if node < 9_999 { vec![node + 1] } else { vec![] }).collect();
        let mut part = components(&chain);
        part.sort_unstable();
        part.dedup();
        assert_eq!(part.len(), 10_000);
    }
}
