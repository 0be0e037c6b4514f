//! The states of a design's parts as marks for its picture: what has failed, what works in part, what is a single
//! point of failure, what is full first.

use crate::analysis::{Engine, Failures, Function, Granularity};
use crate::diagram::Marks;
use crate::topology::{Id, Standing, Topology};

/// Which findings are marked besides the failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shown {
    /// Whether the single points of failure of the intact design are, of any function, host by host.
    pub spofs: bool,
    /// Whether the first component that is full is.
    pub bottleneck: bool,
}

/// The marks of a design in which these have failed.
///
/// What stands on a failed host or in a failed place has failed too. A host or a cluster that has lost some of its
/// parts and not all works in part.
#[must_use]
pub fn marks(engine: &Engine, failures: &Failures, shown: Shown) -> Marks {
    let topology = engine.topology();
    let mut marks = Marks::default();
    for (id, _) in failures.parts() {
        fail(&mut marks, topology, id);
    }
    failures.links().for_each(|link| marks.failed.insert_link(link.clone()));
    for host in &topology.hosts {
        let on_it = || host.components.iter().map(|component| host.id.join(&component.id));
        if !marks.failed.ids.contains(&host.id) && on_it().any(|id| marks.failed.ids.contains(&id)) {
            marks.degraded.insert(host.id.clone());
        }
    }
    for cluster in &topology.clusters {
        let members = cluster.mode.members();
        let lost = members.iter().filter(|member| marks.failed.ids.contains(**member)).count();
        if lost == members.len() && lost > 0 {
            marks.failed.insert(cluster.id.clone());
        } else if lost > 0 {
            marks.degraded.insert(cluster.id.clone());
        }
    }
    if shown.spofs {
        let spofs = Function::ALL.into_iter().flat_map(|function| engine.spofs(function, Granularity::Host));
        spofs.for_each(|spof| marks.spof.insert(spof.id));
    }
    if shown.bottleneck {
        engine.capacity_after(failures).bottleneck.into_iter().for_each(|id| marks.bottleneck.insert(id));
    }
    marks
}

/// Marks what fails when this fails: itself, and what stands on it or in it.
fn fail(marks: &mut Marks, topology: &Topology, id: &Id) {
    marks.failed.insert(id.clone());
    let inside =
        |standing: &Standing| standing.place.as_ref().is_some_and(|place| within(topology, place, id));
    for host in topology.hosts.iter().filter(|host| host.id == *id || inside(&host.standing)) {
        marks.failed.insert(host.id.clone());
        host.components.iter().for_each(|component| marks.failed.insert(host.id.join(&component.id)));
    }
    for part in topology.parts.iter().filter(|part| inside(&part.standing)) {
        marks.failed.insert(part.component.id.clone());
    }
}

/// Whether a place is this one, or lies in it.
fn within(topology: &Topology, place: &Id, wanted: &Id) -> bool {
    let mut here = Some(place);
    // A place lies in another at most as often as there are places.
    for _ in 0..=topology.places.len() {
        match here {
            Some(id) if id == wanted => return true,
            Some(id) => {
                let around = topology.places.iter().find(|other| other.id == *id);
                here = around.and_then(|around| around.inside.as_ref());
            }
            None => return false,
        }
    }
    false
}
