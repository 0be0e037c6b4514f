//! The lane of monitoring: a column of lines right of all boxes, and the services beyond it.
//!
//! ```text
//!   rows of boxes      corridor for labels      buses      services
//!   │ agent ├┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┐
//!       └┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄├┄ metrics :9100 ┄► prometheus │
//! ```
//! All links to one service with one label share a bus. Lines that join cannot be mistaken, for each of
//! them leads to the one service (or from it); so the readings never bend the picture of the requests.

use super::graph::{Class, Graph};
use super::inside::Spot;

/// Where a bus is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the right border of the last box of a row.
    Right(Spot),
    /// From the bottom of a box, along the channel below.
    Below(usize),
    /// From the left border of a service in the lane.
    Lane(Spot),
}

/// One end of links at a bus.
#[derive(Debug, Clone)]
pub(super) struct Tap {
    pub(super) component: usize,
    pub(super) node: usize,
    /// The links that pass here.
    pub(super) links: Vec<usize>,
    /// Whether the arrow is here.
    pub(super) head: bool,
    pub(super) way: Way,
}

/// The links of one service with one label and direction.
#[derive(Debug, Clone)]
pub(super) struct Bus {
    pub(super) links: Vec<usize>,
    /// The service's end first.
    pub(super) taps: Vec<Tap>,
}

/// Gathers the monitoring links into buses; the ways of the taps are found later.
pub(super) fn buses(graph: &Graph) -> Vec<Bus> {
    let unset = Way::Below(usize::MAX);
    let mut buses: Vec<Bus> = Vec::new();
    for (number, link) in graph.links.iter().enumerate().filter(|(_, link)| link.class == Class::Monitoring) {
        let serves =
            |component: usize| graph.components[component].kind == crate::topology::Kind::MonitoringService;
        let pulled = serves(link.tail) && !serves(link.head);
        let (hub, client) = if pulled { (link.tail, link.head) } else { (link.head, link.tail) };
        let tap = |component: usize, head: bool| Tap {
            component,
            node: graph.node_of(component),
            links: vec![number],
            head,
            way: unset,
        };
        let mate = buses.iter_mut().find(|bus| {
            let first = &graph.links[bus.links[0]];
            bus.taps[0].component == hub && bus.taps[0].head != pulled && first.label == link.label
        });
        match mate {
            Some(bus) => {
                bus.links.push(number);
                bus.taps[0].links.push(number);
                bus.taps.push(tap(client, pulled));
            }
            None => {
                buses.push(Bus { links: vec![number], taps: vec![tap(hub, !pulled), tap(client, pulled)] });
            }
        }
    }
    buses
}
