//! All states of a design at once: each variable works or has failed, with its chance.

use super::chances::Chances;
use super::function::Outcome;
use super::index::{ComponentNo, HostNo, LinkNo};
use super::states::{Node, ONE, States, ZERO};
use super::world::World;

/// How much room all functions of one question may take, in nodes.
const ROOM: usize = 1 << 17;

/// All states, as functions of the variables of [`Chances`].
#[derive(Debug)]
pub(super) struct Symbolic {
    pub(super) states: States,
    components: Vec<Node>,
    hosts: Vec<Node>,
    reacts: Vec<Node>,
}

impl Symbolic {
    pub(super) fn new(chances: &Chances) -> Self {
        let mut states = States::new(ROOM);
        let mut all = |needs: &[u32]| {
            // The last variable first, so that each product only puts one node in front.
            needs.iter().rev().fold(ONE, |works, variable| {
                let variable = states.variable(*variable);
                states.times(variable, works)
            })
        };
        let components = chances.components.iter().map(|needs| all(needs)).collect();
        let hosts = chances.hosts.iter().map(|needs| all(needs)).collect();
        let reacts = chances.reacts.iter().map(|reacts| all(reacts.as_slice())).collect();
        Self { states, components, hosts, reacts }
    }
}

/// Whether a value of an outcome counts as down.
pub(super) fn is_down(value: f64) -> bool {
    Outcome::of(value).served <= 0.0
}

impl World for Symbolic {
    type Truth = Node;
    type Share = Node;

    fn truth(&mut self, value: bool) -> Node {
        if value { ONE } else { ZERO }
    }

    fn and(&mut self, a: Node, b: Node) -> Node {
        self.states.times(a, b)
    }

    fn or(&mut self, a: Node, b: Node) -> Node {
        self.states.or(a, b)
    }

    fn not(&mut self, a: Node) -> Node {
        self.states.not(a)
    }

    fn known(&self, a: Node) -> Option<bool> {
        self.states.value(a).map(|value| value > 0.0)
    }

    fn share(&mut self, value: f64) -> Node {
        self.states.constant(value)
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
        self.states.not(self.components[no])
    }

    fn host_alive(&mut self, no: HostNo) -> Node {
        self.hosts[no]
    }

    fn link_alive(&mut self, _no: LinkNo) -> Node {
        ONE
    }

    fn reacts(&mut self, cluster: usize) -> Node {
        self.reacts[cluster]
    }
}
