//! All states of a design at once: each element works or has crashed, with its chance.

use super::element::Element;
use super::fault::{Fault, has};
use super::function::{Granularity, Outcome};
use super::index::{ComponentNo, HostNo, Index, LinkNo, Named};
use super::plan::Plan;
use super::states::{Node, ONE, States, ZERO};
use super::world::World;

/// How much room all functions of one question may take, in nodes.
const ROOM: usize = 1 << 17;

/// All states. A variable stands for an element, or for an event that several elements share.
#[derive(Debug)]
pub(super) struct Symbolic {
    pub(super) states: States,
    /// By variable, the chance that it works.
    pub(super) chances: Vec<f64>,
    /// By variable, the element that it stands for; none for an event.
    pub(super) elements: Vec<Option<usize>>,
    components: Vec<Node>,
    hosts: Vec<Node>,
    reacts: Vec<Node>,
}

impl Symbolic {
    /// Gives a variable to each element, those that requests meet first in front. Where `stated`, also to the
    /// common causes and to the reactions whose coverage the design states.
    pub(super) fn new(
        index: &Index,
        plan: &Plan,
        elements: &[Element],
        granularity: Granularity,
        stated: bool,
    ) -> Self {
        let mut world = Self {
            states: States::new(ROOM),
            chances: Vec::new(),
            elements: Vec::new(),
            components: Vec::new(),
            hosts: Vec::new(),
            reacts: vec![ONE; index.topology.clusters.len()],
        };
        let mut works = vec![ONE; elements.len()];
        for element in ordered(index, plan, elements) {
            works[element] = world.add(elements[element].availability, Some(element));
        }
        if stated {
            world.state_causes(index, elements, granularity, &mut works);
            for (cluster, description) in index.topology.clusters.iter().enumerate() {
                if let Some(coverage) = description.coverage.filter(|_| !has(Fault::CoverageIgnored)) {
                    world.reacts[cluster] = world.add(coverage, None);
                }
            }
        }
        world.combine(index, elements, &works);
        world
    }

    fn add(&mut self, chance: f64, element: Option<usize>) -> Node {
        self.chances.push(chance.clamp(0.0, 1.0));
        self.elements.push(element);
        self.states.variable((self.chances.len() - 1) as u32)
    }

    /// Takes the share β of the failures of each cluster's members in one place out of the members, into one event
    /// that fails them all (beta factor: `facts.md` section 6). Members that fail at different rates share the
    /// smallest.
    fn state_causes(
        &mut self,
        index: &Index,
        elements: &[Element],
        granularity: Granularity,
        works: &mut [Node],
    ) {
        for cluster in &index.topology.clusters {
            let stated = cluster.common_cause.filter(|_| !has(Fault::CommonCauseIgnored));
            let Some(beta) = stated.map(|beta| beta.clamp(0.0, 1.0)) else { continue };
            let mut places: Vec<(Option<usize>, Vec<usize>)> = Vec::new();
            for member in cluster.mode.members() {
                let Some(no) = index.component_no(member.as_str()) else { continue };
                let Some(element) = element_of(index, elements, granularity, no) else { continue };
                let place = index.places(no).first().copied();
                match places.iter_mut().find(|(known, _)| *known == place) {
                    Some((_, group)) if group.contains(&element) => {}
                    Some((_, group)) => group.push(element),
                    None => places.push((place, vec![element])),
                }
            }
            for (_, group) in places.into_iter().filter(|(_, group)| group.len() > 1) {
                let failing = group.iter().map(|element| 1.0 - elements[*element].availability);
                let event = self.add(1.0 - beta * failing.fold(1.0, f64::min), None);
                for element in group {
                    let own = self.elements.iter().position(|of| *of == Some(element));
                    let own = own.expect("every element has a variable");
                    self.chances[own] = 1.0 - (1.0 - beta) * (1.0 - self.chances[own]);
                    works[element] = self.states.times(works[element], event);
                }
            }
        }
    }

    /// A component works when its own element, its host and every place around it do.
    fn combine(&mut self, index: &Index, elements: &[Element], works: &[Node]) {
        let mut hosts = vec![ONE; index.topology.hosts.len()];
        let mut components = vec![ONE; index.spots.len()];
        let mut places = vec![ONE; index.topology.places.len()];
        for (element, works) in elements.iter().zip(works) {
            match element.named {
                Named::Host(no) => hosts[no] = *works,
                Named::Component(no) => components[no] = *works,
                Named::Place(no) => places[no] = *works,
                Named::Cluster(_) => {}
            }
        }
        for (no, host) in hosts.iter_mut().enumerate() {
            for place in &index.host_places[no] {
                *host = self.states.times(*host, places[*place]);
            }
        }
        for (no, component) in components.iter_mut().enumerate() {
            if let Some(host) = index.spots[no].host {
                *component = self.states.times(*component, hosts[host]);
            }
            for place in &index.part_places[no] {
                *component = self.states.times(*component, places[*place]);
            }
        }
        self.hosts = hosts;
        self.components = components;
    }
}

/// The element that stands for a component at a granularity.
fn element_of(
    index: &Index,
    elements: &[Element],
    granularity: Granularity,
    no: ComponentNo,
) -> Option<usize> {
    let own = Named::Component(no);
    let named = match (granularity, index.spots[no].host) {
        (Granularity::Host, Some(host)) => Named::Host(host),
        _ => own,
    };
    elements.iter().position(|element| element.named == named)
}

/// The elements, callers before those they call: a function then asks first what stands first in every path, which
/// keeps it small. What requests do not meet comes last.
fn ordered(index: &Index, plan: &Plan, elements: &[Element]) -> Vec<usize> {
    let mut host_element = vec![None; index.topology.hosts.len()];
    let mut own_element = vec![None; index.spots.len()];
    let mut order = Vec::with_capacity(elements.len());
    for (element, description) in elements.iter().enumerate() {
        match description.named {
            Named::Host(no) => host_element[no] = Some(element),
            Named::Component(no) => own_element[no] = Some(element),
            Named::Place(_) => order.push(element),
            Named::Cluster(_) => {}
        }
    }
    for no in plan.groups.iter().rev().flatten() {
        let host = index.spots[*no].host.and_then(|host| host_element[host].take());
        order.extend(host.into_iter().chain(own_element[*no].take()));
    }
    order.extend(host_element.into_iter().chain(own_element).flatten());
    order
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
