//! Functions of every state at once: algebraic decision diagrams.
//!
//! A node asks one variable, "does it work?", and goes on to one of two nodes; a leaf holds a number. Variables are
//! asked in one fixed order, and equal nodes are stored once, so that a function of many elements stays small where
//! the design has structure (Bahar et al. 1993, "Algebraic decision diagrams and their applications").
//! A truth is a function with the values 0 and 1.

use std::collections::HashMap;

/// A function, by the number of its first node.
pub(super) type Node = u32;

/// The function that is 0 everywhere, or false.
pub(super) const ZERO: Node = 0;
/// The function that is 1 everywhere, or true.
pub(super) const ONE: Node = 1;

/// The variable of a leaf, after all others.
const LEAF: u32 = u32::MAX;

/// A step of a function: the variable asked, and where to go on. For a leaf, `works` is the number of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Branch {
    variable: u32,
    works: Node,
    fails: Node,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Operation {
    Plus,
    Times,
    Over,
    Most,
    Above(u64),
}

/// How many results are kept for each node that there is room for.
const RESULTS_PER_NODE: usize = 8;

/// The store of all functions over the same variables.
#[derive(Debug)]
pub(super) struct States {
    branches: Vec<Branch>,
    values: Vec<f64>,
    known: HashMap<Branch, Node>,
    leaves: HashMap<u64, Node>,
    done: HashMap<(Operation, Node, Node), Node>,
    chosen: HashMap<(Node, Node, Node), Node>,
    /// Whether there was no room for a node or a result, which makes every function since then worthless.
    full: bool,
    most: usize,
}

impl States {
    /// An empty store with room for this many nodes.
    pub(super) fn new(most: usize) -> Self {
        let mut states = Self {
            branches: Vec::new(),
            values: Vec::new(),
            known: HashMap::new(),
            leaves: HashMap::new(),
            done: HashMap::new(),
            chosen: HashMap::new(),
            full: false,
            most,
        };
        let (zero, one) = (states.constant(0.0), states.constant(1.0));
        debug_assert_eq!((zero, one), (ZERO, ONE));
        states
    }

    /// Whether the functions grew beyond the room, so that they say nothing.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// The function that has this value everywhere.
    pub(super) fn constant(&mut self, value: f64) -> Node {
        let value = value + 0.0; // makes a negative zero positive
        if let Some(leaf) = self.leaves.get(&value.to_bits()) {
            return *leaf;
        }
        if self.branches.len() >= self.most {
            self.full = true;
            return ZERO;
        }
        let leaf = self.push(Branch { variable: LEAF, works: self.values.len() as Node, fails: 0 });
        self.values.push(value);
        self.leaves.insert(value.to_bits(), leaf);
        leaf
    }

    /// Whether a variable works.
    pub(super) fn variable(&mut self, variable: u32) -> Node {
        self.branch(variable, ONE, ZERO)
    }

    /// The value of a function that is the same everywhere.
    pub(super) fn value(&self, node: Node) -> Option<f64> {
        let branch = self.branches[node as usize];
        (branch.variable == LEAF).then(|| self.values[branch.works as usize])
    }

    pub(super) fn plus(&mut self, a: Node, b: Node) -> Node {
        self.apply(Operation::Plus, a.min(b), a.max(b))
    }

    pub(super) fn times(&mut self, a: Node, b: Node) -> Node {
        self.apply(Operation::Times, a.min(b), a.max(b))
    }

    /// The quotient; 0 where the divisor is 0.
    pub(super) fn over(&mut self, a: Node, b: Node) -> Node {
        self.apply(Operation::Over, a, b)
    }

    pub(super) fn or(&mut self, a: Node, b: Node) -> Node {
        self.apply(Operation::Most, a.min(b), a.max(b))
    }

    pub(super) fn not(&mut self, a: Node) -> Node {
        self.choose(a, ZERO, ONE)
    }

    pub(super) fn above(&mut self, a: Node, limit: f64) -> Node {
        self.apply(Operation::Above(limit.to_bits()), a, a)
    }

    /// `a` where the truth holds, else `b`.
    pub(super) fn choose(&mut self, truth: Node, a: Node, b: Node) -> Node {
        match truth {
            ONE => return a,
            ZERO => return b,
            _ if a == b => return a,
            _ if (a, b) == (ONE, ZERO) => return truth,
            _ => {}
        }
        if let Some(known) = self.chosen.get(&(truth, a, b)) {
            return *known;
        }
        if self.is_done() {
            return ZERO;
        }
        let top = self.top(truth).min(self.top(a)).min(self.top(b));
        let halves = [truth, a, b].map(|node| self.split(node, top));
        let works = self.choose(halves[0].0, halves[1].0, halves[2].0);
        let fails = self.choose(halves[0].1, halves[1].1, halves[2].1);
        let node = self.branch(top, works, fails);
        self.chosen.insert((truth, a, b), node);
        node
    }

    fn apply(&mut self, operation: Operation, a: Node, b: Node) -> Node {
        match (operation, a, b) {
            (Operation::Plus | Operation::Most, ZERO, other)
            | (Operation::Times, ONE, other)
            | (Operation::Over, other, ONE) => return other,
            (Operation::Times | Operation::Over, ZERO, _) => return ZERO,
            (Operation::Most, ONE, _) => return ONE,
            (Operation::Most, a, b) if a == b => return a,
            _ => {}
        }
        if let (Some(x), Some(y)) = (self.value(a), self.value(b)) {
            return self.constant(compute(operation, x, y));
        }
        if let Some(known) = self.done.get(&(operation, a, b)) {
            return *known;
        }
        if self.is_done() {
            return ZERO;
        }
        let top = self.top(a).min(self.top(b));
        let (x, y) = (self.split(a, top), self.split(b, top));
        let works = self.apply(operation, x.0, y.0);
        let fails = self.apply(operation, x.1, y.1);
        let node = self.branch(top, works, fails);
        self.done.insert((operation, a, b), node);
        node
    }

    /// Whether nothing more can be computed: results take room too, and time.
    fn is_done(&mut self) -> bool {
        self.full |= self.done.len() + self.chosen.len() > RESULTS_PER_NODE * self.most;
        self.full
    }

    fn top(&self, node: Node) -> u32 {
        self.branches[node as usize].variable
    }

    /// The two halves of a function by a variable that it asks first or not at all.
    fn split(&self, node: Node, variable: u32) -> (Node, Node) {
        let branch = self.branches[node as usize];
        if branch.variable == variable { (branch.works, branch.fails) } else { (node, node) }
    }

    fn branch(&mut self, variable: u32, works: Node, fails: Node) -> Node {
        if works == fails {
            return works;
        }
        let branch = Branch { variable, works, fails };
        if let Some(known) = self.known.get(&branch) {
            return *known;
        }
        if self.branches.len() >= self.most {
            self.full = true;
            return ZERO;
        }
        let node = self.push(branch);
        self.known.insert(branch, node);
        node
    }

    fn push(&mut self, branch: Branch) -> Node {
        self.branches.push(branch);
        (self.branches.len() - 1) as Node
    }

    /// The mean of `value` over all states, `works[variable]` being the chance that the variable works; with the
    /// mean of every function below it, by node.
    pub(super) fn means(&self, root: Node, works: &[f64], value: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut means = vec![0.0; root as usize + 1];
        // A node is stored after those that it leads to.
        for (node, branch) in self.branches.iter().enumerate().take(root as usize + 1) {
            means[node] = if branch.variable == LEAF {
                value(self.values[branch.works as usize])
            } else {
                let chance = works[branch.variable as usize];
                chance * means[branch.works as usize] + (1.0 - chance) * means[branch.fails as usize]
            };
        }
        means
    }

    /// By variable, how much the mean of the function falls when that variable goes from working to failed, all
    /// else as it comes: Birnbaum's importance.
    pub(super) fn importance(&self, root: Node, works: &[f64]) -> Vec<f64> {
        let means = self.means(root, works, |value| value);
        let mut reached = vec![0.0; root as usize + 1];
        reached[root as usize] = 1.0;
        let mut importance = vec![0.0; works.len()];
        for node in (0..=root as usize).rev() {
            let branch = self.branches[node];
            if branch.variable == LEAF || reached[node] <= 0.0 {
                continue;
            }
            let (works_at, fails_at) = (branch.works as usize, branch.fails as usize);
            let chance = works[branch.variable as usize];
            importance[branch.variable as usize] += reached[node] * (means[works_at] - means[fails_at]);
            reached[works_at] += reached[node] * chance;
            reached[fails_at] += reached[node] * (1.0 - chance);
        }
        importance
    }
}

fn compute(operation: Operation, a: f64, b: f64) -> f64 {
    match operation {
        Operation::Plus => a + b,
        Operation::Times => a * b,
        Operation::Over if b > 0.0 => a / b,
        Operation::Over => 0.0,
        Operation::Most => a.max(b),
        Operation::Above(limit) => f64::from(a > f64::from_bits(limit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_three_has_its_known_mean_and_importance() {
        let mut states = States::new(1000);
        let mut sum = ZERO;
        for variable in 0..3 {
            let works = states.variable(variable);
            sum = states.plus(sum, works);
        }
        let two = states.above(sum, 1.5);
        // 3·0.9²·0.1 + 0.9³
        let mean = states.means(two, &[0.9; 3], |value| value)[two as usize];
        assert!((mean - 0.972).abs() < 1e-12, "{mean}");
        // Birnbaum for 2 of 3: 2·0.9·0.1
        for importance in states.importance(two, &[0.9; 3]) {
            assert!((importance - 0.18).abs() < 1e-12, "{importance}");
        }
    }

    #[test]
    fn equal_functions_are_one_node() {
        let mut states = States::new(1000);
        let (a, b) = (states.variable(0), states.variable(1));
        let either = states.or(a, b);
        let (not_a, not_b) = (states.not(a), states.not(b));
        let neither = states.times(not_a, not_b);
        assert_eq!(states.not(neither), either);
    }

    #[test]
    fn without_room_it_says_so() {
        let mut states = States::new(4);
        let mut sum = ZERO;
        for variable in 0..8 {
            let works = states.variable(variable);
            sum = states.plus(sum, works);
        }
        assert!(states.is_full());
    }
}
