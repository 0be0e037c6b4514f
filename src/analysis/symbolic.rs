//! All states of a design at once: each variable works or has failed, with its chance.

use super::chances::Chances;
use super::index::{ComponentNo, HostNo};
use super::states::{Node, ONE, States, ZERO};
use super::world::World;

/// All states that are looked at, as functions of the variables of [`Chances`]. Where these are not all states, each
/// function is 0 in the others.
#[derive(Debug, Clone)]
pub(super) struct Symbolic {
    pub(super) states: States,
    /// Where the states are looked at; [`ONE`] if all are.
    pub(super) looked_at: Node,
    components: Vec<Node>,
    hosts: Vec<Node>,
    reacts: Vec<Node>,
}

impl Symbolic {
    /// All states, with room for so many nodes.
    pub(super) fn new(chances: &Chances, room: usize) -> Self {
        Self::within(chances, States::new(room), ONE)
    }

    /// The states in which a truth holds.
    pub(super) fn within(chances: &Chances, mut states: States, looked_at: Node) -> Self {
        let mut all = |needs: &[u32]| {
            // The last variable first, so that each product only puts one node in front.
            let works = needs.iter().rev().fold(ONE, |works, variable| {
                let variable = states.variable(*variable);
                states.times(variable, works)
            });
            states.times(works, looked_at)
        };
        let components = chances.components.iter().map(|needs| all(needs)).collect();
        let hosts = chances.hosts.iter().map(|needs| all(needs)).collect();
        let reacts = chances.reacts.iter().map(|reacts| all(reacts.as_slice())).collect();
        Self { states, looked_at, components, hosts, reacts }
    }
}

impl World for Symbolic {
    type Truth = Node;
    type Share = Node;

    fn truth(&mut self, value: bool) -> Node {
        if value { self.looked_at } else { ZERO }
    }

    fn and(&mut self, a: Node, b: Node) -> Node {
        self.states.times(a, b)
    }

    fn or(&mut self, a: Node, b: Node) -> Node {
        self.states.or(a, b)
    }

    fn not(&mut self, a: Node) -> Node {
        self.states.choose(a, ZERO, self.looked_at)
    }

    fn known(&self, a: Node) -> Option<bool> {
        match a {
            ZERO => Some(false),
            _ => (a == self.looked_at).then_some(true),
        }
    }

    fn share(&mut self, value: f64) -> Node {
        let value = self.states.constant(value);
        self.states.times(value, self.looked_at)
    }

    fn plus(&mut self, a: Node, b: Node) -> Node {
        self.states.plus(a, b)
    }

    fn times(&mut self, a: Node, b: Node) -> Node {
        self.states.times(a, b)
    }

    fn over(&mut self, a: Node, b: Node) -> Node {
        self.states.over(a, b)
    }

    fn above(&mut self, a: Node, limit: f64) -> Node {
        self.states.above(a, limit)
    }

    fn choose(&mut self, truth: Node, a: Node, b: Node) -> Node {
        self.states.choose(truth, a, b)
    }

    fn alive(&mut self, no: ComponentNo) -> Node {
        self.components[no]
    }

    fn crashed(&mut self, no: ComponentNo) -> Node {
        self.not(self.components[no])
    }

    fn host_alive(&mut self, no: HostNo) -> Node {
        self.hosts[no]
    }

    fn reacts(&mut self, cluster: usize) -> Node {
        self.reacts[cluster]
    }
}
