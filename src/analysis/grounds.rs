//! What has to work for a component or a host to work.

use super::element::Element;
use super::index::Index;
use super::lists::Lists;

/// By component and by host, the elements that stand for it and for what is around it, in ascending order.
#[derive(Debug)]
pub(super) struct Grounds {
    pub(super) components: Lists,
    pub(super) hosts: Lists,
    /// How many elements there are.
    pub(super) elements: usize,
}

impl Grounds {
    pub(super) fn new(index: &Index, elements: &[Element]) -> Self {
        let (mut hosts, mut components) = (Vec::new(), Vec::new());
        for (no, element) in elements.iter().enumerate() {
            index.each_in(element.named, |host| hosts.push((host, no)), |part| components.push((part, no)));
        }
        Self {
            components: Lists::of(index.spots.len(), components.into_iter()),
            hosts: Lists::of(index.topology.hosts.len(), hosts.into_iter()),
            elements: elements.len(),
        }
    }
}
