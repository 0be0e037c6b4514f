//! What befalls a design by chance: one variable for each element, and one for each event that several share.

use super::arrangement;
use super::element::Element;
use super::fault::{Fault, has};
use super::function::Granularity;
use super::index::{ComponentNo, Index, Named};
use super::plan::Plan;

/// The variables of a design, each of which works or has failed, independently of the others.
#[derive(Debug)]
pub(super) struct Chances {
    /// By variable, the chance that it works.
    pub(super) works: Vec<f64>,
    /// By variable, the element that it stands for; none for an event.
    pub(super) elements: Vec<Option<usize>>,
    /// By component, the variables all of which must work.
    pub(super) components: Vec<Vec<u32>>,
    /// By host, the same.
    pub(super) hosts: Vec<Vec<u32>>,
    /// By cluster, the variable of its reaction, where that may fail.
    pub(super) reacts: Vec<Option<u32>>,
}

impl Chances {
    /// Gives a variable to each element, in the order in which requests meet them. Where `stated`, also to the common
    /// causes and to the reactions whose coverage the design states.
    pub(super) fn new(
        index: &Index,
        plan: &Plan,
        elements: &[Element],
        granularity: Granularity,
        stated: bool,
    ) -> Self {
        let mut chances = Self {
            works: Vec::new(),
            elements: Vec::new(),
            components: vec![Vec::new(); index.spots.len()],
            hosts: vec![Vec::new(); index.topology.hosts.len()],
            reacts: vec![None; index.topology.clusters.len()],
        };
        let mut needs = vec![Vec::new(); elements.len()];
        for element in arrangement::callers_first(index, plan, elements) {
            needs[element].push(chances.add(elements[element].availability, Some(element)));
        }
        if stated {
            chances.state_causes(index, elements, granularity, &mut needs);
            for (cluster, description) in index.topology.clusters.iter().enumerate() {
                let coverage = description.coverage.filter(|_| !has(Fault::CoverageIgnored));
                chances.reacts[cluster] = coverage.map(|coverage| chances.add(coverage, None));
            }
        }
        for (element, needs) in elements.iter().zip(&needs) {
            let Self { hosts, components, .. } = &mut chances;
            index.each_in(element.named, |no| hosts[no].extend(needs), |no| components[no].extend(needs));
        }
        for list in chances.hosts.iter_mut().chain(&mut chances.components) {
            list.sort_unstable();
            list.dedup();
        }
        chances
    }

    /// The same with the variables in another order: by place, the variable that comes there.
    pub(super) fn arranged(&self, order: &[usize]) -> Self {
        let mut place_of = vec![0; order.len()];
        for (place, variable) in order.iter().enumerate() {
            place_of[*variable] = place as u32;
        }
        let arranged = |needs: &Vec<u32>| {
            let mut needs: Vec<u32> = needs.iter().map(|variable| place_of[*variable as usize]).collect();
            needs.sort_unstable();
            needs
        };
        Self {
            works: order.iter().map(|variable| self.works[*variable]).collect(),
            elements: order.iter().map(|variable| self.elements[*variable]).collect(),
            components: self.components.iter().map(arranged).collect(),
            hosts: self.hosts.iter().map(arranged).collect(),
            reacts: self
                .reacts
                .iter()
                .map(|reacts| reacts.map(|variable| place_of[variable as usize]))
                .collect(),
        }
    }

    fn add(&mut self, chance: f64, element: Option<usize>) -> u32 {
        self.works.push(chance.clamp(0.0, 1.0));
        self.elements.push(element);
        (self.works.len() - 1) as u32
    }

    /// Takes the share β of the failures of each cluster's members in one place out of the members, into one event
    /// that fails them all (beta factor: `facts.md` section 6). Members that fail at different rates share the
    /// smallest.
    fn state_causes(
        &mut self,
        index: &Index,
        elements: &[Element],
        granularity: Granularity,
        needs: &mut [Vec<u32>],
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
                    self.works[own] = 1.0 - (1.0 - beta) * (1.0 - self.works[own]);
                    needs[element].push(event);
                }
            }
        }
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
