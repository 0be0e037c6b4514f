//! What an outcome can depend on at all: everything that the rules of serving look at.

use super::chances::Chances;
use super::index::{ComponentNo, HostNo};
use super::world::World;

/// A run through the rules that decides nothing and notes whose condition is asked for.
#[derive(Debug)]
pub(super) struct Relevant {
    components: Vec<bool>,
    hosts: Vec<bool>,
    reacts: Vec<bool>,
}

impl Relevant {
    pub(super) fn new(chances: &Chances) -> Self {
        Self {
            components: vec![false; chances.components.len()],
            hosts: vec![false; chances.hosts.len()],
            reacts: vec![false; chances.reacts.len()],
        }
    }

    /// The variables that can make a difference, in their order.
    pub(super) fn variables(&self, chances: &Chances) -> Vec<usize> {
        let mut relevant = vec![false; chances.works.len()];
        let components = self.components.iter().zip(&chances.components);
        for (_, needs) in components.chain(self.hosts.iter().zip(&chances.hosts)).filter(|(asked, _)| **asked)
        {
            for variable in needs {
                relevant[*variable as usize] = true;
            }
        }
        for (_, variable) in self.reacts.iter().zip(&chances.reacts).filter(|(asked, _)| **asked) {
            if let Some(variable) = variable {
                relevant[*variable as usize] = true;
            }
        }
        (0..relevant.len()).filter(|variable| relevant[*variable]).collect()
    }
}

impl World for Relevant {
    type Truth = ();
    type Share = ();

    fn truth(&mut self, _value: bool) {}

    fn and(&mut self, _a: (), _b: ()) {}

    fn or(&mut self, _a: (), _b: ()) {}

    fn not(&mut self, _a: ()) {}

    fn known(&self, _a: ()) -> Option<bool> {
        None
    }

    fn share(&mut self, _value: f64) {}

    fn plus(&mut self, _a: (), _b: ()) {}

    fn times(&mut self, _a: (), _b: ()) {}

    fn over(&mut self, _a: (), _b: ()) {}

    fn above(&mut self, _a: (), _limit: f64) {}

    fn choose(&mut self, _truth: (), _a: (), _b: ()) {}

    fn alive(&mut self, no: ComponentNo) {
        self.components[no] = true;
    }

    fn crashed(&mut self, no: ComponentNo) {
        self.components[no] = true;
    }

    fn host_alive(&mut self, no: HostNo) {
        self.hosts[no] = true;
    }

    fn reacts(&mut self, cluster: usize) {
        self.reacts[cluster] = true;
    }
}
