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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Branch {
    variable: u32,
    works: Node,
    fails: Node,
}

/// What is done with up to three functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Operation {
    #[default]
    Plus,
    Times,
    Over,
    Most,
    Above,
    Choose,
}

/// How many steps of computation there are for each node that there is room for.
const STEPS_PER_NODE: usize = 8;

/// The most results that are kept; a new one takes the place of an older one.
const MOST_RESULTS: usize = 1 << 18;

/// A result that is kept, so that it is not computed again.
#[derive(Debug, Clone, Copy, Default)]
struct Result {
    operation: Operation,
    of: [Node; 3],
    is: Node,
}

/// The store of all functions over the same variables.
#[derive(Debug, Clone)]
pub(super) struct States {
    branches: Vec<Branch>,
    values: Vec<f64>,
    /// Where each branch is, by its mixed number; as many places as a power of two, more than half of them free.
    known: Vec<Node>,
    leaves: HashMap<u64, Node>,
    results: Vec<Result>,
    /// Whether there was no room for a node or no time for a step, which makes every function since then worthless.
    full: bool,
    most: usize,
    steps: usize,
}

/// A place of [`States::known`] that is free.
const FREE: Node = Node::MAX;

impl States {
    /// An empty store with room for this many nodes, and time in proportion.
    pub(super) fn new(most: usize) -> Self {
        let mut states = Self {
            branches: Vec::new(),
            values: Vec::new(),
            known: vec![FREE; 256],
            leaves: HashMap::new(),
            results: vec![Result::default(); 256],
            full: false,
            most,
            steps: 0,
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
        let value = rounded(value);
        if let Some(leaf) = self.leaves.get(&value.to_bits()) {
            return *leaf;
        }
        if self.branches.len() >= self.most {
            self.full = true;
            return ZERO;
        }
        self.branches.push(Branch { variable: LEAF, works: self.values.len() as Node, fails: 0 });
        self.values.push(value);
        let leaf = (self.branches.len() - 1) as Node;
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

    pub(super) fn above(&mut self, a: Node, limit: f64) -> Node {
        let limit = self.constant(limit);
        self.apply(Operation::Above, a, limit)
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
        self.step(Operation::Choose, [truth, a, b])
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
        self.step(operation, [a, b, ZERO])
    }

    /// An operation on functions of which one at least asks something: by the two turns of what is asked first.
    fn step(&mut self, operation: Operation, of: [Node; 3]) -> Node {
        let place = mixed(operation as u32, of) & (self.results.len() - 1);
        let known = self.results[place];
        if (known.operation, known.of) == (operation, of) && known.is != ZERO {
            return known.is - 1;
        }
        self.steps += 1;
        self.full |= self.steps > STEPS_PER_NODE * self.most;
        if self.full {
            return ZERO;
        }
        let top = of.iter().map(|node| self.top(*node)).min().unwrap_or(LEAF);
        let [one, two, three] = of.map(|node| self.split(node, top));
        let (works, fails) = match operation {
            Operation::Choose => (self.choose(one.0, two.0, three.0), self.choose(one.1, two.1, three.1)),
            _ => (self.apply(operation, one.0, two.0), self.apply(operation, one.1, two.1)),
        };
        let node = self.branch(top, works, fails);
        if !self.full {
            // 0 stands for a place that is free, as nothing has been computed there.
            let place = mixed(operation as u32, of) & (self.results.len() - 1);
            self.results[place] = Result { operation, of, is: node + 1 };
        }
        node
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
        let free = match self.place(branch) {
            Ok(known) => return known,
            Err(free) => free,
        };
        if self.branches.len() >= self.most {
            self.full = true;
            return ZERO;
        }
        self.branches.push(branch);
        let node = (self.branches.len() - 1) as Node;
        self.known[free] = node;
        if 2 * self.branches.len() > self.known.len() {
            self.grow();
        }
        node
    }

    /// The node of a branch, or else the place where it belongs.
    fn place(&self, branch: Branch) -> std::result::Result<Node, usize> {
        let mut place = mixed(branch.variable, [branch.works, branch.fails, 0]) & (self.known.len() - 1);
        loop {
            match self.known[place] {
                FREE => return Err(place),
                node if self.branches[node as usize] == branch => return Ok(node),
                _ => place = (place + 1) & (self.known.len() - 1),
            }
        }
    }

    /// Doubles the places for branches, and for results with them.
    fn grow(&mut self) {
        let places = 2 * self.known.len();
        self.known.clear();
        self.known.resize(places, FREE);
        for node in 0..self.branches.len() {
            let branch = self.branches[node];
            if branch.variable != LEAF
                && let Err(free) = self.place(branch)
            {
                self.known[free] = node as Node;
            }
        }
        if self.results.len() < MOST_RESULTS {
            let old = std::mem::replace(&mut self.results, vec![Result::default(); places.min(MOST_RESULTS)]);
            for result in old.into_iter().filter(|result| result.is != ZERO) {
                let place = mixed(result.operation as u32, result.of) & (self.results.len() - 1);
                self.results[place] = result;
            }
        }
    }

    /// By value, the chance that a function has it, `works[variable]` being the chance that the variable works.
    pub(super) fn chances(&self, root: Node, works: &[f64]) -> Vec<(f64, f64)> {
        let reached = self.reached(&[root], works);
        let leaves = self.branches.iter().zip(&reached).filter(|(branch, _)| branch.variable == LEAF);
        leaves.map(|(branch, chance)| (self.values[branch.works as usize], *chance)).collect()
    }

    /// By node, the chance that it is met on the way down from these, summed over them.
    fn reached(&self, roots: &[Node], works: &[f64]) -> Vec<f64> {
        let mut reached = vec![0.0; self.branches.len()];
        for root in roots {
            reached[*root as usize] += 1.0;
        }
        // A node is stored after those that it leads to.
        for (node, branch) in self.branches.iter().enumerate().rev() {
            if branch.variable != LEAF && reached[node] > 0.0 {
                let chance = works[branch.variable as usize];
                reached[branch.works as usize] += reached[node] * chance;
                reached[branch.fails as usize] += reached[node] * (1.0 - chance);
            }
        }
        reached
    }

    /// By node, the mean of its function over all states.
    fn means(&self, works: &[f64]) -> Vec<f64> {
        let mut means = vec![0.0; self.branches.len()];
        for (node, branch) in self.branches.iter().enumerate() {
            means[node] = if branch.variable == LEAF {
                self.values[branch.works as usize]
            } else {
                let chance = works[branch.variable as usize];
                chance * means[branch.works as usize] + (1.0 - chance) * means[branch.fails as usize]
            };
        }
        means
    }

    /// The mean of the sum of these functions over all states, and by variable, how much it falls when that variable
    /// goes from working to failed, all else as it comes: Birnbaum's importance.
    pub(super) fn long_run(&self, roots: &[Node], works: &[f64]) -> (f64, Vec<f64>) {
        let means = self.means(works);
        let reached = self.reached(roots, works);
        let mut importance = vec![0.0; works.len()];
        for (branch, reached) in self.branches.iter().zip(reached) {
            if branch.variable != LEAF && reached > 0.0 {
                let gain = means[branch.works as usize] - means[branch.fails as usize];
                importance[branch.variable as usize] += reached * gain;
            }
        }
        (roots.iter().map(|root| means[*root as usize]).sum(), importance)
    }
}

/// A number in which equal arguments agree and others hardly ever do (multiplicative hashing, Knuth 1973).
fn mixed(first: u32, rest: [u32; 3]) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let pairs = [(rest[0], rest[1]), (rest[2], first)];
    let mix = |mixed: u64, (high, low): (u32, u32)| {
        let mixed = (mixed ^ (u64::from(high) << 32 | u64::from(low))).wrapping_mul(ODD);
        mixed ^ mixed >> 29
    };
    pairs.into_iter().fold(0, mix) as usize
}

/// A value without its last eight bits of 52, so that sums of the same parts in another order are one value.
fn rounded(value: f64) -> f64 {
    const LAST: u64 = 0xff;
    // The sum carries into the exponent where it must; adding 0 makes a negative zero positive.
    f64::from_bits(value.to_bits().wrapping_add(LAST.div_ceil(2)) & !LAST) + 0.0
}

fn compute(operation: Operation, a: f64, b: f64) -> f64 {
    match operation {
        Operation::Plus => a + b,
        Operation::Times => a * b,
        Operation::Over if b > 0.0 => a / b,
        Operation::Over => 0.0,
        Operation::Most | Operation::Choose => a.max(b),
        Operation::Above => f64::from(a > b),
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
        let (mean, importance) = states.long_run(&[two], &[0.9; 3]);
        assert!((mean - 0.972).abs() < 1e-12, "{mean}");
        // Birnbaum for 2 of 3: 2·0.9·0.1
        assert!(importance.iter().all(|one| (one - 0.18).abs() < 1e-12), "{importance:?}");
        let chances = states.chances(two, &[0.9; 3]);
        assert!(chances.iter().any(|(value, chance)| *value > 0.5 && (chance - 0.972).abs() < 1e-12));
    }

    #[test]
    fn equal_functions_are_one_node() {
        let mut states = States::new(1000);
        let (a, b) = (states.variable(0), states.variable(1));
        let either = states.or(a, b);
        let (not_a, not_b) = (states.choose(a, ZERO, ONE), states.choose(b, ZERO, ONE));
        let neither = states.times(not_a, not_b);
        assert_eq!(states.choose(neither, ZERO, ONE), either);
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
