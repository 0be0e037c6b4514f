//! An order in which callers come after those they call, with circles kept together (Tarjan 1972, "Depth-first
//! search and linear graph algorithms"), without recursion, so that long chains do no harm.

use super::lists::Lists;

/// The nodes that can be reached from `starts`, in groups: a group holds the nodes that reach one another, and comes
/// after every group that it reaches. `nodes` bounds the numbers of nodes.
pub(super) fn groups<I>(
    starts: impl IntoIterator<Item = usize>,
    nodes: usize,
    calls: impl Fn(usize) -> I,
) -> Lists
where
    I: Iterator<Item = usize>,
{
    let mut search = Search {
        number: vec![usize::MAX; nodes],
        low: vec![usize::MAX; nodes],
        on_stack: vec![false; nodes],
        stack: Vec::new(),
        next: 0,
        groups: Lists::default(),
    };
    for start in starts {
        if search.number[start] == usize::MAX {
            search.from(start, &calls);
        }
    }
    search.groups
}

struct Search {
    /// The order in which nodes were met; `usize::MAX` for those not met.
    number: Vec<usize>,
    /// The earliest node known to be reachable within the open groups.
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    groups: Lists,
}

impl Search {
    fn from<I: Iterator<Item = usize>>(&mut self, start: usize, calls: &impl Fn(usize) -> I) {
        self.meet(start);
        let mut open = vec![(start, calls(start))];
        while let Some((node, rest)) = open.last_mut() {
            let node = *node;
            match rest.next() {
                Some(called) if self.number[called] == usize::MAX => {
                    self.meet(called);
                    open.push((called, calls(called)));
                }
                Some(called) => {
                    if self.on_stack[called] {
                        self.low[node] = self.low[node].min(self.number[called]);
                    }
                }
                None => {
                    open.pop();
                    if let Some((caller, _)) = open.last() {
                        self.low[*caller] = self.low[*caller].min(self.low[node]);
                    }
                    self.close(node);
                }
            }
        }
    }

    fn meet(&mut self, node: usize) {
        self.number[node] = self.next;
        self.low[node] = self.next;
        self.next += 1;
        self.on_stack[node] = true;
        self.stack.push(node);
    }

    /// Takes the group off the stack if this node was the first of it to be met.
    fn close(&mut self, node: usize) {
        if self.low[node] != self.number[node] {
            return;
        }
        let first =
            self.stack.iter().rposition(|member| *member == node).expect("an open node is on the stack");
        for member in &self.stack[first..] {
            self.on_stack[*member] = false;
        }
        self.groups.push(self.stack.drain(first..));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(calls: &[&[usize]], start: usize) -> Vec<Vec<usize>> {
        let groups = groups([start], calls.len(), |node| calls[node].iter().copied());
        let mut groups: Vec<Vec<usize>> = groups.iter().map(<[usize]>::to_vec).collect();
        for group in &mut groups {
            group.sort_unstable();
        }
        groups
    }

    #[test]
    fn callers_come_after_those_they_call() {
        assert_eq!(of(&[&[1, 2], &[3], &[3], &[]], 0), [[3], [1], [2], [0]]);
    }

    #[test]
    fn a_circle_stays_together() {
        assert_eq!(of(&[&[1], &[2], &[1, 3], &[]], 0), [vec![3], vec![1, 2], vec![0]]);
    }

    #[test]
    fn what_is_not_reached_is_left_out() {
        assert_eq!(of(&[&[], &[0]], 0), [[0]]);
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let groups = groups([0], 100_000, |node| (node + 1 < 100_000).then_some(node + 1).into_iter());
        assert_eq!(groups.len(), 100_000);
    }
}
